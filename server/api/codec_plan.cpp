#include "server/api/codec_plan.h"

#include <cmath>

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

template <class Item, class Write>
OrderedJson list_of(const std::vector<Item>& items, Write write_item) {
  auto list = OrderedJson::array();
  for (const auto& item : items) list.push_back(write_item(item));
  return list;
}

OrderedJson label_of(const OrderLabels& labels, models::WorkOrderId order) {
  const auto found = labels.find(order);
  if (found == labels.end()) return nullptr;
  const auto& label = found->second;
  return {{"number", label.number},
          {"state", models::name(label.state)},
          {"class", label.facility_class},
          {"fault_kind", label.fault_kind},
          {"severity", models::name(label.severity)},
          {"village", or_null(label.village_code)}};
}

OrderedJson json_of(const models::PlanMeasures& measures) {
  return {{"danger_missed", measures.danger_missed},
          {"danger_late_seconds", measures.danger_late_seconds},
          {"other_missed", measures.other_missed},
          {"other_late_seconds", measures.other_late_seconds},
          {"overtime_seconds", measures.overtime_seconds},
          {"travel_seconds", measures.travel_seconds},
          {"waiting_seconds", measures.waiting_seconds},
          {"moved", measures.moved},
          {"shifted_seconds", measures.shifted_seconds},
          {"without_crew", measures.without_crew},
          {"cost", measures.cost}};
}

OrderedJson position_of(int position) { return position < 0 ? OrderedJson(nullptr) : OrderedJson(position); }

OrderedJson json_of(const models::PlanChange& change, const OrderLabels& labels) {
  OrderedJson json;
  json["work_order_id"] = change.work_order.text();
  json["order"] = label_of(labels, change.work_order);
  json["from_crew_id"] = or_null(change.from_crew);
  json["from_arrival"] = api::json_of(change.from_start);
  json["from_position"] = position_of(change.from_position);
  json["to_crew_id"] = or_null(change.to_crew);
  json["to_arrival"] = api::json_of(change.to_start);
  json["to_finish"] = api::json_of(change.to_finish);
  json["to_position"] = position_of(change.to_position);
  json["left_out"] = or_null(change.left_out);
  return json;
}

OrderedJson json_of(const models::Publication& publication, const OrderLabels& labels) {
  OrderedJson json;
  json["id"] = or_null(publication.id);
  json["state"] = models::name(publication.state);
  json["trigger"] = models::name(publication.trigger);
  json["cause_id"] = or_null(publication.cause);
  json["cause"] = label_of(labels, publication.cause);
  json["reason"] = publication.reason;
  json["made_at"] = models::to_rfc3339(publication.made_at);
  json["at"] = models::to_rfc3339(publication.at);
  json["by"] = publication.by_name;
  json["by_program"] = !publication.by;
  json["seed"] = std::to_string(publication.seed);
  json["steps"] = publication.steps;
  json["engine_version"] = publication.engine_version;
  json["before"] = json_of(publication.before);
  json["after"] = json_of(publication.after);
  json["changes"] =
      list_of(publication.changes, [&](const models::PlanChange& change) { return json_of(change, labels); });
  json["undone"] = publication.undone;
  json["undo_of"] = or_null(publication.undo_of);
  json["fingerprint"] = fingerprint_of(publication);
  return json;
}

OrderedJson json_of(const std::optional<models::Publication>& publication, const OrderLabels& labels) {
  return publication ? json_of(*publication, labels) : OrderedJson(nullptr);
}

OrderedJson json_of(const models::Pin& pin) {
  return {{"work_order_id", pin.work_order.text()},
          {"crew_id", or_null(pin.crew)},
          {"start", api::json_of(pin.start)},
          {"reason", pin.reason},
          {"by", pin.by_name},
          {"at", models::to_rfc3339(pin.at)}};
}

OrderedJson json_of(const models::PlanningRule& rule) {
  return {{"village", or_null(rule.village_code)},
          {"class", or_null(rule.facility_class)},
          {"mode", models::name(rule.mode)},
          {"reason", rule.reason},
          {"by", rule.by_name},
          {"at", models::to_rfc3339(rule.at)}};
}

OrderedJson json_of(const models::CrewAbsence& absence) {
  return {{"crew_id", absence.crew.text()},
          {"from", models::to_rfc3339(absence.from)},
          {"until", api::json_of(absence.until)},
          {"reason", absence.reason},
          {"by", absence.by_name}};
}

OrderedJson json_of(const std::optional<models::PlannedVisit>& visit) {
  if (!visit) return nullptr;
  return {{"position", visit->position},
          {"arrival", models::to_rfc3339(visit->arrival)},
          {"finish", models::to_rfc3339(visit->finish)},
          {"announced", api::json_of(visit->announced)},
          {"publication_id", or_null(visit->publication)}};
}

OrderedJson json_of(const dispatch::BoardOrder& on_board) {
  const auto& order = on_board.order;
  OrderedJson json;
  json["id"] = order.id.text();
  json["number"] = order.number;
  json["state"] = models::name(order.state);
  json["class"] = order.facility_class;
  json["fault_kind"] = order.fault_kind;
  json["severity"] = models::name(order.severity);
  json["village"] = or_null(order.place.village_code);
  json["address"] = order.place.address;
  json["frail_person"] = order.frail_person;
  json["crew_id"] = or_null(order.crew);
  json["opened_at"] = models::to_rfc3339(order.opened_at);
  json["arrived_at"] = api::json_of(order.arrived_at);
  json["visit"] = json_of(on_board.visit);
  json["pin"] = on_board.pin ? json_of(*on_board.pin) : OrderedJson(nullptr);
  json["mode"] = models::name(on_board.mode);
  json["due_at"] = api::json_of(on_board.due);
  json["late"] = on_board.late;
  json["version"] = order.version;
  return json;
}

OrderedJson json_of(const std::optional<dispatch::CrewWaiting>& waiting) {
  if (!waiting) return nullptr;
  const auto minutes = [](models::Duration time) { return (time.count() + 59) / 60; };
  return {{"village", waiting->village_code},
          {"village_name", waiting->village_name},
          {"latitude", waiting->position.latitude},
          {"longitude", waiting->position.longitude},
          {"told", waiting->told},
          {"expected", std::round(waiting->expected * 10) / 10},
          {"minutes_from_there", minutes(waiting->there)},
          {"minutes_otherwise", minutes(waiting->here)},
          {"reason", api::json_of(waiting->reason)}};
}

const auto board_order = [](const dispatch::BoardOrder& order) { return json_of(order); };
const auto planning_rule = [](const models::PlanningRule& rule) { return json_of(rule); };

OrderedJson json_of(const dispatch::BoardCrew& on_board) {
  OrderedJson json;
  json["id"] = on_board.crew.id.text();
  json["code"] = on_board.crew.code;
  json["name"] = api::json_of(on_board.crew.name);
  json["on_shift"] = on_board.on_shift;
  json["shift_begins"] = api::json_of(on_board.shift_begins);
  json["shift_ends"] = api::json_of(on_board.shift_ends);
  json["absence"] = on_board.absence ? json_of(*on_board.absence) : OrderedJson(nullptr);
  json["on_site"] = list_of(on_board.on_site, board_order);
  json["visits"] = list_of(on_board.visits, board_order);
  json["waiting"] = json_of(on_board.waiting);
  return json;
}

OrderedJson json_of(const dispatch::OverrideCount& line) {
  return {{"key", line.key}, {"count", line.count}};
}

OrderedJson json_of(const models::Override& choice, const OrderLabels& labels) {
  const auto found = labels.find(choice.work_order);
  return {{"work_order_id", choice.work_order.text()},
          {"number", found != labels.end() ? OrderedJson(found->second.number) : OrderedJson(nullptr)},
          {"class", choice.facility_class},
          {"village", or_null(choice.village_code)},
          {"engine_crew_id", or_null(choice.engine_crew)},
          {"crew_id", choice.crew.text()},
          {"reason", choice.reason},
          {"by", choice.by_name},
          {"at", models::to_rfc3339(choice.at)}};
}

OrderedJson json_of(const models::Preference& preference) {
  return {{"class", preference.facility_class},
          {"village", or_null(preference.village_code)},
          {"crew_id", preference.crew.text()},
          {"overrides", preference.overrides},
          {"last", models::to_rfc3339(preference.last)}};
}

NewPlan read_plan(codec::ObjectReader& reader) {
  NewPlan plan;
  plan.seed = static_cast<std::uint64_t>(reader.integer("seed", 1, 1'000'000'000, 1));
  plan.steps = reader.integer("steps", 0, most_steps, usual_steps);
  plan.fingerprint = reader.text("fingerprint", false, 32);
  return plan;
}

}  // namespace

models::Result<NewPlan> parse_new_plan(const std::string& body) {
  return parse_body<NewPlan>(body.empty() ? "{}" : body, read_plan);
}

models::Result<NewPublication> parse_new_publication(const std::string& body) {
  return parse_body<NewPublication>(body, [](codec::ObjectReader& reader) {
    NewPublication input;
    if (const auto id = reader.id<models::PublicationTag>("proposal_id")) input.proposal = id;
    const bool preview = reader.flag("preview", false);
    if (preview && input.proposal)
      reader.wrong("preview", "not_allowed", "does not go with proposal_id; give one of the two");
    if (!preview && !reader.has("proposal_id"))
      reader.wrong("proposal_id", "required", "must be given, or preview must be true");
    input.plan = read_plan(reader);
    input.reason = reader.text("reason", false, 500);
    return input;
  });
}

models::Result<NewPin> parse_pin(const std::string& body) {
  return parse_body<NewPin>(body, [](codec::ObjectReader& reader) {
    NewPin input;
    if (const auto crew = reader.id<models::CrewTag>("crew_id")) input.crew = crew;
    input.start = reader.time("start");
    input.reason = reader.text("reason", true, 500);
    return input;
  });
}

models::Result<NewAbsence> parse_absence(const std::string& body) {
  return parse_body<NewAbsence>(body, [](codec::ObjectReader& reader) {
    NewAbsence input;
    input.until = reader.time("until");
    input.reason = reader.text("reason", true, 500);
    return input;
  });
}

models::Result<models::PlanningRule> parse_planning_rule(const std::string& body) {
  return parse_body<models::PlanningRule>(body, [](codec::ObjectReader& reader) {
    models::PlanningRule rule;
    rule.village_code = reader.text("village", false, 12);
    rule.facility_class = reader.text("class", false, 64);
    rule.mode = reader.choice<models::PlanningMode>("mode", true).value_or(models::PlanningMode::automatic);
    rule.reason = reader.text("reason", false, 500);
    return rule;
  });
}

std::string fingerprint_of(const models::Publication& plan) {
  // FNV-1a: it guards against a plan that changed while it was looked at, not against a forger.
  std::uint64_t hash = 14695981039346656037u;
  const auto take = [&hash](std::int64_t value) {
    for (int shift = 0; shift < 64; shift += 8) {
      hash ^= static_cast<std::uint64_t>(value) >> shift & 0xffu;
      hash *= 1099511628211u;
    }
  };
  for (const auto& change : plan.changes) {
    take(change.work_order.value);
    take(change.from_crew.value);
    take(change.to_crew.value);
    take(change.to_position);
  }
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += digits[hash >> shift & 0xfu];
  return text;
}

std::string write(const dispatch::PlanBoard& board, const OrderLabels& labels) {
  OrderedJson json;
  json["at"] = models::to_rfc3339(board.at);
  json["crews"] = list_of(board.crews, [](const dispatch::BoardCrew& crew) { return json_of(crew); });
  json["waiting"] = list_of(board.waiting, board_order);
  json["rules"] = list_of(board.rules, planning_rule);
  json["proposal"] = json_of(board.proposal, labels);
  json["last"] = json_of(board.last, labels);
  return json.dump();
}

std::string write(const models::Publication& publication, const OrderLabels& labels) {
  return json_of(publication, labels).dump();
}

std::string write(const models::Page<models::Publication>& page, const OrderLabels& labels) {
  auto items = list_of(page.items,
                       [&](const models::Publication& publication) { return json_of(publication, labels); });
  return OrderedJson{{"items", std::move(items)}, {"next", or_null(page.next)}}.dump();
}

std::string write(const models::Pin& pin) { return json_of(pin).dump(); }
std::string write(const models::PlanningRule& rule) { return json_of(rule).dump(); }
std::string write(const std::vector<models::PlanningRule>& rules) {
  return OrderedJson{{"items", list_of(rules, planning_rule)}}.dump();
}

std::string write(const dispatch::CrewAway& away, const OrderLabels& labels) {
  return OrderedJson{{"absence", json_of(away.absence)}, {"publication", json_of(away.publication, labels)}}
      .dump();
}

std::string write(const dispatch::OverrideReport& report, const OrderLabels& labels) {
  const auto line = [](const dispatch::OverrideCount& count) { return json_of(count); };
  OrderedJson json;
  json["overrides"] =
      list_of(report.overrides, [&](const models::Override& choice) { return json_of(choice, labels); });
  json["by_reason"] = list_of(report.by_reason, line);
  json["by_class"] = list_of(report.by_class, line);
  json["by_village"] = list_of(report.by_village, line);
  json["by_crews"] = list_of(report.by_crews, line);
  json["preferences"] =
      list_of(report.preferences, [](const models::Preference& preference) { return json_of(preference); });
  return json.dump();
}

}  // namespace api
