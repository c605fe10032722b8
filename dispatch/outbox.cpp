#include "dispatch/outbox.h"

#include <algorithm>

#include "dispatch/destination_check.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/month_report.h"
#include "dispatch/outbox_facts.h"
#include "dispatch/outbox_words.h"
#include "dispatch/permissions.h"
#include "dispatch/push.h"
#include "dispatch/short_messages.h"
#include "dispatch/transfers.h"
#include "dispatch/warranty.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::Carrier;
using models::Delivery;
using models::DeliveryState;
using models::Destination;
using models::EventKind;

constexpr std::size_t longest_template = 500, most_destinations = 100;
constexpr int robot_per_minute = 20;  // 企业微信, 钉钉: published limit of a group robot
constexpr int most_merged = 200, page_of_dead = 200, most_again = 1000;
constexpr models::Duration first_wait{10}, longest_wait = std::chrono::hours{6};

/// Reads a template: the unknown variables, and whether every brace is closed.
struct Read {
  std::vector<std::string> unknown{};
  bool closed = true;
};

Read read_template(std::string_view text) {
  Read read;
  const auto& known = template_variables();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') continue;
    if (text.substr(i, 2) == "{{") {
      ++i;
      continue;
    }
    const auto end = text.find('}', i);
    if (end == std::string_view::npos) {
      read.closed = false;
      break;
    }
    const auto name = text.substr(i + 1, end - i - 1);
    if (std::find(known.begin(), known.end(), name) == known.end()) read.unknown.emplace_back(name);
    i = end;
  }
  return read;
}

void check_template(Fields& fields, const std::string& field, const std::string& text) {
  fields.text(field, text, longest_template, Lines::many);
  const auto read = read_template(text);
  for (const auto& name : read.unknown)
    fields.add(field, "unknown", "there is no variable {" + name + "}; write {{ for a brace");
  if (!read.closed) fields.add(field, "bad_format", "a { has no }; write {{ for a brace");
}

}  // namespace

const std::vector<EventKind>& tellable_kinds() {
  static const auto kinds = [] {
    std::vector<EventKind> all;
    for (const auto& words : program_messages()) all.push_back(words.about);
    return all;
  }();
  return kinds;
}

const std::vector<std::string_view>& template_variables() {
  static const std::vector<std::string_view> names{"number", "fault", "class", "village", "severity",  "crew",
                                                   "due",    "state", "brand", "model",   "error_code"};
  return names;
}

std::string template_of(const std::vector<models::MessageTemplate>& own, EventKind about,
                        const std::string& language) {
  for (const auto& one : own) {
    if (one.about != about) continue;
    const auto& text = language == "en" ? one.text.en : one.text.zh;
    if (!text.empty()) return text;
  }
  const auto* words = message_about(about);
  return words == nullptr ? "{number}" : text_in(words->text, language);
}

std::string fill(std::string_view text, const Facts& facts) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto end = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (text.substr(i, 2) == "{{" || end == std::string_view::npos) {
      result += text[i];
      if (text.substr(i, 2) == "{{") ++i;
      continue;
    }
    const auto name = text.substr(i + 1, end - i - 1);
    for (const auto& [key, value] : facts)
      if (key == name) result += value;
    i = end;
  }
  return result;
}

models::Result<models::MessageTemplate> save_template(models::Transaction& tx, const models::Actor& actor,
                                                      const models::MessageTemplate& text) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  Fields fields;
  if (message_about(text.about) == nullptr)
    fields.add("about", "not_allowed", "nobody outside hears of " + std::string(models::name(text.about)));
  check_template(fields, "text.zh", text.text.zh);
  check_template(fields, "text.en", text.text.en);
  if (!fields.good()) return fields.error();
  tx.deliveries().save(text);
  return text;
}

std::vector<Destination> written_destinations(models::Transaction& tx) {
  auto all = tx.deliveries().destinations();
  std::erase_if(all, [](const auto& one) { return one.carrier == Carrier::web_push; });
  return all;
}

models::Result<Destination> save_destination(models::Transaction& tx, const models::Actor& actor,
                                             Destination one) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  one.name = trimmed(one.name);
  if (one.id) {
    const auto before = tx.deliveries().find(one.id);
    if (!before || before->carrier == Carrier::web_push)
      return models::not_found("there is no such destination");
    if (one.secret.empty() && one.carrier == before->carrier) one.secret = before->secret;
  } else if (written_destinations(tx).size() >= most_destinations) {
    return models::conflict("there are 100 destinations, the most there may be: change one");
  }
  const auto fields = check_destination(tx, one);
  if (!fields.good()) return fields.error();
  if (one.id)
    tx.deliveries().update(one);
  else
    one.id = tx.deliveries().insert(one);
  return one;
}

bool wants(models::Transaction& tx, const Destination& destination, EventKind kind,
           const models::WorkOrder& order) {
  const auto among = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  if (destination.carrier == Carrier::open311) return false;  // only what a person gives it
  if (is_short_message(destination.carrier) &&
      (destination.address == to_reporter || !reviewed_template(destination, kind)))
    return false;
  if (!destination.active || month_day(destination) || !among(destination.about, kind) ||
      !among(destination.villages, order.place.village_code))
    return false;
  // A maker's box that hears of its machines alone, and no town's group that hears of everything else.
  if (kind == EventKind::maker_told && (destination.about.empty() || !is_maker(tx, destination, order)))
    return false;
  const auto own = destination.options.find("crew");
  if (own == destination.options.end()) return true;
  const auto crew = tx.crews().find_by_code(own->second);
  return crew && crew->id == order.crew;
}

std::string channels_for(models::Transaction& tx, EventKind kind, const models::WorkOrder& order) {
  std::string names;
  for (const auto& one : written_destinations(tx))
    if (wants(tx, one, kind, order)) names += (names.empty() ? "" : ", ") + one.name;
  return names.empty() ? "none" : names;
}

void owe(models::Transaction& tx, models::Time now, EventKind kind, models::EventId event,
         const models::WorkOrder& order) {
  if (message_about(kind) == nullptr) return;
  for (const auto& destination : tx.deliveries().destinations()) {
    const bool push = destination.carrier == Carrier::web_push;
    const auto pushed_at = push ? push_at(tx, destination, kind, order, now) : std::nullopt;
    if (push ? !pushed_at : !wants(tx, destination, kind, order)) continue;
    Delivery delivery;
    delivery.destination = destination.id;
    delivery.message = "msg_" + event.text() + "_" + destination.id.text();
    delivery.event = event;
    delivery.about = kind;
    delivery.work_order = order.id;
    delivery.facts = facts_of(tx, order, destination.language);
    delivery.created_at = now;
    delivery.next_at = push                                         ? *pushed_at
                       : order.severity == models::Severity::danger ? now
                                                                    : after_quiet(now, destination.quiet);
    if (push) delivery.facts.emplace_back("urgent", is_urgent(order) ? "true" : "false");
    tx.deliveries().insert(delivery);
  }
}

models::Duration wait_after(int tries, std::uint64_t chance) {
  auto wait = first_wait;
  for (int i = 1; i < tries && wait < longest_wait; ++i) wait *= 2;
  wait = std::min(wait, longest_wait);
  const auto quarter = static_cast<std::uint64_t>(wait.count() / 4 + 1);
  return wait + models::Duration{static_cast<std::int64_t>(chance % quarter)};
}

void record_try(models::Transaction& tx, Delivery delivery, const Tried& tried, models::Time now) {
  ++delivery.tries;
  delivery.tried_at = now;
  delivery.last_error = tried.taken ? "" : tried.error;
  delivery.next_at.reset();
  if (!tried.reference.empty()) delivery.reference = tried.reference;
  if (tried.handed_over) {
    delivery.state = DeliveryState::handed_over;
    delivery.next_at = now + first_receipt;
  } else if (tried.taken) {
    delivery.state = DeliveryState::sent;
    delivery.sent_at = now;
  } else if (tried.final || delivery.tries >= most_tries) {
    delivery.state = DeliveryState::dead;
  } else {
    delivery.state = DeliveryState::waiting;
    // Knuth's multiplier spreads neighbouring ids over the whole quarter.
    const auto chance =
        static_cast<std::uint64_t>(delivery.id.value + delivery.tries) * 2'654'435'761ULL >> 7U;
    delivery.next_at =
        now + std::max(wait_after(delivery.tries, chance), tried.wait.value_or(models::Duration{0}));
  }
  tx.deliveries().update(delivery);
}

void begin_try(models::Transaction& tx, Delivery delivery, models::Time now) {
  delivery.state = DeliveryState::handed_over;
  delivery.reference.clear();
  delivery.tried_at = now;
  delivery.next_at = now + first_receipt;
  tx.deliveries().update(delivery);
}

models::Result<Delivery> test_destination(models::Transaction& tx, const models::Actor& actor,
                                          models::DestinationId id, const std::string& message,
                                          models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  const auto destination = tx.deliveries().find(id);
  if (!destination || destination->carrier == Carrier::web_push)
    return models::not_found("there is no such destination");
  if (!destination->active)
    return models::conflict("the destination is switched off: switch it on, then test it");
  if (destination->address == to_reporter)
    return models::conflict("its messages go to each report's own reporter: there is no one number to test");
  Delivery delivery;
  delivery.destination = id;
  delivery.message = "test_" + message;
  delivery.created_at = now;
  delivery.next_at = now;
  delivery.facts = month_day(*destination) ? month_facts(month_before(now), destination->language, true)
                                           : test_facts(destination->language);
  if (const auto templates = reviewed_templates(*destination); !templates.empty())
    delivery.about = templates.front().about;
  delivery.id = tx.deliveries().insert(delivery);
  return delivery;
}

models::Result<Delivery> send_again(models::Transaction& tx, const models::Actor& actor,
                                    models::DeliveryId id, models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  auto delivery = tx.deliveries().find(id);
  if (!delivery) return models::not_found("there is no such delivery");
  if (delivery->state != DeliveryState::dead)
    return models::conflict("the delivery is " + std::string(models::name(delivery->state)) +
                            ": only a dead one is sent again");
  delivery->state = DeliveryState::waiting;
  delivery->reference.clear();
  delivery->tries = 0;
  delivery->next_at = now;
  tx.deliveries().update(*delivery);
  return *std::move(delivery);
}

models::Result<int> send_all_again(models::Transaction& tx, const models::Actor& actor,
                                   models::DestinationId destination, models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  models::DeliveryQuery query;
  query.state = DeliveryState::dead;
  query.destination = destination;
  query.limit = page_of_dead;
  int count = 0;
  while (count < most_again) {
    // What is sent again leaves the list: the first page is always the next one.
    const auto page = tx.deliveries().search(query);
    for (const auto& one : page.items)
      if (send_again(tx, actor, one.id, now)) ++count;
    if (page.next.empty() || page.items.empty()) break;
  }
  return count;
}

std::optional<Delivery> merge_waiting(models::Transaction& tx, const Destination& destination,
                                      models::Time now) {
  if (destination.digest_above <= 0) return std::nullopt;
  auto waiting = tx.deliveries().waiting(destination.id, most_merged);
  std::erase_if(waiting, [&](const Delivery& one) { return !one.next_at || *one.next_at > now; });
  if (waiting.size() <= static_cast<std::size_t>(destination.digest_above)) return std::nullopt;
  const auto own = tx.deliveries().templates();
  Delivery summary;
  summary.destination = destination.id;
  summary.message = waiting.front().message + "_to_" + waiting.back().message;
  summary.about = waiting.back().about;
  summary.created_at = now;
  summary.next_at = now;
  std::string text = destination.language == "en" ? std::to_string(waiting.size()) + " messages:"
                                                  : "共 " + std::to_string(waiting.size()) + " 条：";
  for (const auto& one : waiting)
    text += "\n" + fill(template_of(own, one.about, destination.language), one.facts);
  summary.facts = {{"summary", text}};
  summary.id = tx.deliveries().insert(summary);
  for (auto& one : waiting) {
    one.state = DeliveryState::merged;
    one.next_at.reset();
    one.merged_into = summary.id;
    tx.deliveries().update(one);
  }
  return summary;
}

int allowed_per_minute(const Destination& destination) {
  const bool robot =
      destination.carrier == Carrier::wecom_robot || destination.carrier == Carrier::dingtalk_robot;
  if (!robot) return destination.per_minute;
  return destination.per_minute == 0 ? robot_per_minute : std::min(destination.per_minute, robot_per_minute);
}

}  // namespace dispatch
