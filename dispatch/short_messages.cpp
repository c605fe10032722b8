#include "dispatch/short_messages.h"

#include <algorithm>

#include "dispatch/escalation_chain.h"
#include "dispatch/outbox_facts.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::Carrier;
using models::Delivery;
using models::DeliveryState;
using models::Destination;
using models::EventKind;

constexpr std::string_view template_key = "template.";
constexpr std::size_t longest_option = 100, most_variables = 8;
constexpr models::Duration longest_ask = std::chrono::hours{1};

std::string option(const Destination& one, const std::string& name) {
  const auto found = one.options.find(name);
  return found == one.options.end() ? std::string{} : found->second;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while (from <= text.size()) {
    const auto space = std::min(text.find(' ', from), text.size());
    if (space > from) words.push_back(text.substr(from, space - from));
    from = space + 1;
  }
  return words;
}

bool contains(const auto& list, const auto& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void check_templates(Fields& fields, const Destination& one, bool reporters) {
  const auto all = reviewed_templates(one);
  if (all.empty())
    fields.add("sms_templates", "required", "name a reviewed template for every kind of fact to be told");
  for (const auto& each : all) {
    const auto kind = std::string(models::name(each.about));
    fields.code("sms_templates", each.id);
    if (!contains(reporters ? reporter_kinds() : tellable_kinds(), each.about))
      fields.add("sms_templates", "not_allowed",
                 (reporters ? "reporters are not told of " : "nobody outside hears of ") + kind);
    if (each.variables.size() > most_variables)
      fields.add("sms_templates", "too_long", "a template has at most 8 variables");
    for (const auto& variable : each.variables)
      if (!contains(template_variables(), std::string_view(variable)))
        fields.add("sms_templates", "unknown",
                   "there is no variable " + variable + ": GET /message-templates lists them");
  }
}

}  // namespace

bool is_short_message(Carrier carrier) {
  return carrier == Carrier::aliyun_sms || carrier == Carrier::tencent_sms;
}

std::vector<ReviewedTemplate> reviewed_templates(const Destination& destination) {
  std::vector<ReviewedTemplate> all;
  for (const auto& [key, value] : destination.options) {
    if (!key.starts_with(template_key)) continue;
    const auto kind = models::parse<EventKind>(std::string_view(key).substr(template_key.size()));
    auto words = words_of(value);
    if (!kind || words.empty()) continue;
    ReviewedTemplate one{*kind, words.front(), {}};
    one.variables.assign(words.begin() + 1, words.end());
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<ReviewedTemplate> reviewed_template(const Destination& destination, EventKind about) {
  for (auto& one : reviewed_templates(destination))
    if (one.about == about) return std::move(one);
  return std::nullopt;
}

void put_template(Destination& destination, const ReviewedTemplate& one) {
  std::string text = one.id;
  for (const auto& variable : one.variables) text += " " + variable;
  destination.options[std::string(template_key) + std::string(models::name(one.about))] = text;
}

const std::vector<EventKind>& reporter_kinds() {
  static const std::vector<EventKind> kinds{
      EventKind::report_accepted,    EventKind::report_merged,       EventKind::report_rejected,
      EventKind::report_referred,    EventKind::work_order_arrived,  EventKind::work_order_resolved,
      EventKind::work_order_closed,  EventKind::work_order_reopened, EventKind::work_order_cancelled,
      EventKind::work_order_shelved, EventKind::sla_extended,        EventKind::request_approved,
      EventKind::outage_declared,    EventKind::outage_ended};
  return kinds;
}

void check_short_message(Fields& fields, const Destination& one) {
  const bool reporters = one.address == to_reporter;
  if (!reporters && !mobile_number(one.address))
    fields.add("address", "bad_format",
               "address is one mobile number, e.g. 13800000000, or the word reporter for each report's own");
  if (one.digest_above > 0)
    fields.add("digest_above", "not_allowed", "a reviewed template cannot become a summary");
  for (const auto* name : {"sign", "key"}) {
    const auto field = std::string("sms_") + name;
    fields.required_text(field, option(one, name), longest_option);
  }
  if (one.carrier == Carrier::tencent_sms)
    fields.required_text("sms_app", option(one, "app"), longest_option);
  if (const auto server = option(one, "server");
      !server.empty() && !server.starts_with("https://") && !server.starts_with("http://"))
    fields.add("sms_server", "bad_format", "sms_server is an http or https address; leave it out as a rule");
  check_templates(fields, one, reporters);
}

std::optional<std::string> mobile_number(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != ' ' && c != '-' && c != '+')
      return std::nullopt;
  }
  constexpr std::size_t mobile_digits = 11;
  if (digits.size() == mobile_digits + 2 && digits.starts_with("86")) digits.erase(0, 2);
  const bool good = digits.size() == mobile_digits && digits[0] == '1' && digits[1] >= '3';
  return good ? std::optional(digits) : std::nullopt;
}

void owe_reporter(models::Transaction& tx, models::Time now, EventKind kind, const models::Report& report,
                  const models::WorkOrder* order) {
  if (!report.reporter.wants_updates || !mobile_number(report.reporter.phone)) return;
  for (const auto& destination : tx.deliveries().destinations()) {
    if (!is_short_message(destination.carrier) || destination.address != to_reporter || !destination.active)
      continue;
    const auto villages = destination.villages;
    if (!reviewed_template(destination, kind) ||
        (!villages.empty() && !contains(villages, report.place.village_code)))
      continue;
    Delivery delivery;
    delivery.destination = destination.id;
    const auto event = tx.events().last();
    delivery.message = "msg_" + event.text() + "_" + report.id.text() + "_" + destination.id.text();
    delivery.event = event;
    delivery.about = kind;
    delivery.work_order = report.work_order;
    delivery.report = report.id;
    delivery.facts = facts_about(tx, report, order, destination.language);
    delivery.created_at = now;
    delivery.next_at = report.danger ? now : after_quiet(now, destination.quiet);
    tx.deliveries().insert(delivery);
  }
}

void record_receipt(models::Transaction& tx, Delivery delivery, const Receipt& receipt, models::Time now) {
  const auto asked_for = now - delivery.tried_at.value_or(now);
  const bool doubtful = delivery.reference.empty();
  if (!receipt.reference.empty()) delivery.reference = receipt.reference;
  delivery.next_at = now + std::clamp(asked_for / 2, first_receipt, longest_ask);
  if (receipt.state == ReceiptState::delivered) {
    delivery.state = DeliveryState::sent;
    delivery.sent_at = now;
    delivery.last_error.clear();
    delivery.next_at.reset();
  } else if (receipt.state == ReceiptState::failed) {
    delivery.state = DeliveryState::dead;
    delivery.last_error = receipt.words;
    delivery.next_at.reset();
  } else if (receipt.state == ReceiptState::absent && doubtful) {
    // Only once the company has long had time to know of it, it may go out again.
    delivery.last_error = receipt.words;
    if (asked_for >= longest_doubt) {
      delivery.state = DeliveryState::waiting;
      delivery.next_at = now;
    }
  } else if (asked_for >= longest_receipt) {
    delivery.state = DeliveryState::sent;
    delivery.sent_at = delivery.tried_at;
    delivery.last_error = "no receipt came within a day";
    delivery.next_at.reset();
  } else {
    delivery.last_error = receipt.words;
  }
  tx.deliveries().update(delivery);
}

}  // namespace dispatch
