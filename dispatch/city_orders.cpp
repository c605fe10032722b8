#include "dispatch/city_orders.h"

#include <algorithm>
#include <utility>

#include "dispatch/change.h"
#include "dispatch/duplicates.h"
#include "dispatch/intake.h"
#include "dispatch/opening.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using models::CityOrder;
using models::FeedbackStage;
using models::Report;

constexpr int most_alike = 20, page_rows = 200;
constexpr models::Duration alike_within = std::chrono::days{14};

NewCityOrder trimmed(const NewCityOrder& input) {
  NewCityOrder order = input;
  for (auto* text : {&order.number, &order.kind, &order.title, &order.description, &order.reporter.name,
                     &order.reporter.phone, &order.address, &order.village})
    *text = dispatch::trimmed(*text);
  return order;
}

const models::Village* village_of(const std::string& words, const ChatTown& town) {
  for (const auto& village : town.villages)
    if (words == village.code || words == village.name || words == village.official_name) return &village;
  return nullptr;
}

/// The kind they name by our code or name, also as the last part of "市政设施/路灯/单灯不亮".
const models::FaultKind* named_kind(const std::string& kind, const ChatTown& town) {
  constexpr std::string_view separators = "/>-| ";
  for (const auto& one : town.kinds)
    for (const auto& words : {one.code, one.name.zh, one.name.en}) {
      if (words.empty() || !kind.ends_with(words)) continue;
      const auto before = kind.size() - words.size();
      if (before == 0 || separators.find(kind[before - 1]) != std::string_view::npos) return &one;
    }
  return nullptr;
}

std::string description_of(const NewCityOrder& input) {
  if (input.title.empty() || input.description.find(input.title) != std::string::npos)
    return input.description;
  return input.description.empty() ? input.title : input.title + "\n" + input.description;
}

models::NewReport report_of(const NewCityOrder& input, const ChatTown& town, models::Time now) {
  models::NewReport report;
  report.channel = models::Channel::api;  // they spoke with the city: somebody here still calls them
  report.reporter = input.reporter;
  report.place.address = input.address;
  report.description = description_of(input);
  report.external_reference = input.number;
  report.external_due_at = input.due_at;
  report.received_at = input.received_at;
  if (input.received_at && *input.received_at < now) report.backdating_reason = "12345 " + input.number;

  ChatMessage words;
  words.text = input.kind + "\n" + input.title + "\n" + input.description + "\n" + input.address;
  const auto found = propose_report(std::move(words), town);
  report.place.village_code = found.village_code;
  report.facility_class = found.facility_class;
  report.fault_kind = found.fault_kind;
  if (const auto* village = village_of(input.village, town)) report.place.village_code = village->code;
  if (const auto* kind = named_kind(input.kind, town)) {
    report.facility_class = kind->facility_class;
    report.fault_kind = kind->code;
  }
  return report;
}

// receive_report speaks of a report's fields; who sent an order looks for an order's.
std::string field_of(const std::string& field) {
  if (field == "external_reference") return "number";
  if (field == "external_due_at") return "due_at";
  if (field == "reporter.name") return "name";
  if (field == "reporter.phone") return "phone";
  if (field == "fault_kind" || field == "class") return "kind";
  return field;
}

models::Error renamed(models::Error error) {
  for (auto& field : error.fields) field.field = field_of(field.field);
  return error;
}

void check(Fields& fields, const NewCityOrder& input, const ChatTown& town) {
  fields.code("number", input.number);
  fields.text("kind", input.kind, longest_name);
  fields.text("title", input.title, longest_address);
  if (input.title.empty() && input.description.empty())
    fields.add("description", "required", "say what it is about: a title or a description");
  if (!input.village.empty() && village_of(input.village, town) == nullptr)
    fields.add("village", "unknown", "there is no such village: give its code or name, or leave it out");
  if (input.received_at && input.due_at && *input.due_at < *input.received_at)
    fields.add("due_at", "out_of_range", "the limit lies before the receipt");
}

/// Of two limits the earlier one wins; true when this one does.
bool tighten(models::Transaction& tx, const models::Actor& actor, Report& report,
             const std::optional<models::Time>& due_at, models::Time now) {
  if (!due_at || (report.external_due_at && *report.external_due_at <= *due_at)) return false;
  report.external_due_at = due_at;
  tx.reports().update(report);
  ++report.version;
  auto order = report.work_order ? tx.work_orders().find(report.work_order) : std::nullopt;
  if (order && !order->ended() && !order->resolved_at) {
    Change change(tx, actor, now, *order);
    keep_external_limit(tx, *order, report);
    change.keep();
  }
  return true;
}

CityOrder order_of(const NewCityOrder& input, const models::Actor& actor, models::ReportId report,
                   models::Time now) {
  return {report, input.number, input.kind, input.title, now, actor.account, actor.name, {}, {}};
}

models::Result<TakenCityOrder> take_again(models::Transaction& tx, const models::Actor& actor,
                                          const NewCityOrder& input, CityOrder order, Report report,
                                          models::Time now) {
  TakenCityOrder taken{std::move(order), std::move(report), CityOrderChange::unchanged, {}};
  const auto compare = [&](const char* field, bool same) {
    if (!same) taken.differing.emplace_back(field);
  };
  compare("kind", input.kind == taken.order.kind);
  compare("title", input.title == taken.order.title);
  compare("received_at", !input.received_at || *input.received_at == taken.report.received_at);
  if (tighten(tx, actor, taken.report, input.due_at, now)) taken.change = CityOrderChange::updated;
  compare("due_at", !input.due_at || *input.due_at == *taken.report.external_due_at);
  return taken;
}

models::Error number_taken() {
  return models::invalid("number", "not_allowed",
                         "another report has this number, and it lies outside your villages and classes");
}

CityOrderView view_of(models::Transaction& tx, CityOrder order, Report report) {
  CityOrderView view{std::move(order), std::move(report), std::nullopt, FeedbackStage::signed_for, {}, {}};
  if (view.report.work_order) view.work_order = tx.work_orders().find(view.report.work_order);
  const auto state = view.report.state;
  const bool ended_here = state == models::ReportState::rejected || state == models::ReportState::referred;
  const bool done = view.work_order &&
                    (view.work_order->ended() || view.work_order->state == models::WorkOrderState::resolved);
  if (ended_here || done) view.stage = FeedbackStage::result;
  return view;
}

std::vector<models::ReportId> alike(models::Transaction& tx, const models::Actor& actor,
                                    const Report& report) {
  std::vector<models::ReportId> ids;
  if (report.reporter.phone.empty()) return ids;
  for (const auto& other : tx.reports().of_phone(report.reporter.phone, most_alike))
    if (other.id != report.id && other.state == models::ReportState::received && may_see(actor, other) &&
        other.received_at >= report.received_at - alike_within)
      ids.push_back(other.id);
  return ids;
}

}  // namespace

models::Result<TakenCityOrder> take_city_order(models::Transaction& tx, const models::Actor& actor,
                                               const NewCityOrder& raw, const ChatTown& words,
                                               std::string token, models::Time now) {
  if (const auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  const auto input = trimmed(raw);
  Fields fields;
  check(fields, input, words);
  if (!fields.good()) return fields.error();

  if (auto known = tx.city_orders().find_by_number(input.number)) {
    auto report = tx.reports().find(known->report);
    if (!report || !may_see(actor, *report)) return number_taken();
    return take_again(tx, actor, input, *std::move(known), *std::move(report), now);
  }
  if (auto typed = tx.reports().find_by_external_reference(input.number)) {
    if (!may_see(actor, *typed)) return number_taken();
    TakenCityOrder taken{
        order_of(input, actor, typed->id, now), *std::move(typed), CityOrderChange::updated, {}};
    tighten(tx, actor, taken.report, input.due_at, now);
    tx.city_orders().insert(taken.order);
    return taken;
  }
  auto report = receive_report(tx, actor, report_of(input, words, now), std::move(token), now);
  if (!report) return renamed(report.error());
  TakenCityOrder taken{
      order_of(input, actor, report->id, now), *std::move(report), CityOrderChange::inserted, {}};
  tx.city_orders().insert(taken.order);
  return taken;
}

CityOrderView look_at(models::Transaction& tx, const models::Actor& actor, CityOrder order, Report report,
                      models::Time now) {
  auto view = view_of(tx, std::move(order), std::move(report));
  if (view.report.state != models::ReportState::received) return view;
  auto question = question_of(view.report);
  question.reach = reach_of(actor);
  view.duplicates = find_duplicates(tx, question, now);
  view.alike = alike(tx, actor, view.report);
  return view;
}

models::Result<models::Page<CityOrderView>> list_city_orders(models::Transaction& tx,
                                                             const models::Actor& actor,
                                                             const models::CityOrderQuery& query,
                                                             models::Time now) {
  if (const auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  auto found = tx.city_orders().search(query);
  models::Page<CityOrderView> page;
  page.next = std::move(found.next);
  for (auto& order : found.items) {
    auto report = tx.reports().find(order.report);
    if (!report || !may_see(actor, *report)) continue;
    page.items.push_back(look_at(tx, actor, std::move(order), *std::move(report), now));
  }
  return page;
}

models::Result<std::vector<CityOrderView>> city_feedback(models::Transaction& tx, const models::Actor& actor,
                                                         std::optional<models::Time> from,
                                                         std::optional<models::Time> to) {
  if (const auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  const bool all = from || to;
  models::CityOrderQuery query;
  query.from = from;
  query.to = to;
  query.open = !all;
  query.limit = page_rows;
  std::vector<CityOrderView> views;
  do {
    auto page = tx.city_orders().search(query);
    for (auto& order : page.items) {
      auto report = tx.reports().find(order.report);
      if (!report || !may_see(actor, *report)) continue;
      auto view = view_of(tx, std::move(order), *std::move(report));
      if (all || view.stage != view.order.told) views.push_back(std::move(view));
    }
    query.cursor = std::move(page.next);
  } while (!query.cursor.empty() && (!all || views.size() <= most_feedback));
  if (all && views.size() > most_feedback)
    return models::invalid(
        "from", "out_of_range",
        "more than " + std::to_string(most_feedback) + " orders were taken then: choose a shorter time");
  std::reverse(views.begin(), views.end());
  if (views.size() > most_feedback) views.resize(most_feedback);
  return views;
}

void mark_told(models::Transaction& tx, const std::vector<CityOrderView>& told, models::Time now) {
  for (const auto& view : told) {
    auto order = view.order;
    order.told = view.stage;
    order.told_at = now;
    tx.city_orders().update(order);
  }
}

}  // namespace dispatch
