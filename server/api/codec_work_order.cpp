#include "server/api/codec_work_order.h"

#include <algorithm>

#include "server/api/codec_body.h"
#include "server/api/codec_decision.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

OrderedJson warnings_of(const models::SlaClock& clock) {
  auto marks = clock.marks;
  marks.push_back({clock.warn_percent, clock.warn_at, clock.warned_at});
  std::sort(marks.begin(), marks.end(),
            [](const auto& one, const auto& other) { return one.percent < other.percent; });
  auto warnings = OrderedJson::array();
  for (const auto& mark : marks)
    warnings.push_back({{"percent", mark.percent},
                        {"at", models::to_rfc3339(mark.at)},
                        {"told_at", api::json_of(mark.told_at)}});
  return warnings;
}

OrderedJson json_of(const models::SlaClock& clock, models::ClockState state) {
  OrderedJson json;
  json["target"] = models::name(clock.target);
  json["state"] = models::name(state);
  json["limit"] = models::to_iso8601(clock.limit);
  json["calendar"] = clock.calendar;
  json["calendar_version"] = clock.calendar_version;
  json["started_at"] = models::to_rfc3339(clock.started_at);
  json["due_at"] = models::to_rfc3339(clock.due_at);
  json["warn_at"] = models::to_rfc3339(clock.warn_at);
  json["stopped_at"] = api::json_of(clock.stopped_at);
  json["paused_seconds"] = clock.paused.count();
  auto& pauses = json["pauses"] = OrderedJson::array();
  for (const auto& pause : clock.pauses)
    pauses.push_back({{"from", models::to_rfc3339(pause.from)}, {"to", models::to_rfc3339(pause.to)}});
  if (clock.paused_at) pauses.push_back({{"from", models::to_rfc3339(*clock.paused_at)}, {"to", nullptr}});
  json["extended_seconds"] = clock.extended.count();
  json["no_later_than"] = api::json_of(clock.no_later_than);
  json["warnings"] = warnings_of(clock);
  json["warned_at"] = api::json_of(clock.warned_at);
  json["breached_at"] = api::json_of(clock.breached_at);
  return json;
}

OrderedJson json_of(const models::Pause& pause) {
  return {{"reason", pause.reason},
          {"note", pause.note},
          {"from", models::to_rfc3339(pause.from)},
          {"to", api::json_of(pause.to)}};
}

OrderedJson json_of(const models::Note& note) {
  return {
      {"id", note.id.text()}, {"text", note.text}, {"by", note.by_name}, {"at", models::to_rfc3339(note.at)}};
}

OrderedJson json_of(const models::Photo& photo) {
  return {
      {"id", photo.id.text()},
      {"step", photo.step},
      {"media_type", photo.media_type},
      {"url", "/api/v1/photos/" + photo.id.text()},
      {"bytes", photo.bytes},
      {"width", photo.width},
      {"height", photo.height},
      {"at", models::to_rfc3339(photo.at)},
      {"label", photo.label},
      {"label_matches", photo.label_matches ? OrderedJson(*photo.label_matches) : OrderedJson(nullptr)},
      {"position", api::json_of(photo.position)},
      {"distance_metres", photo.distance_metres ? OrderedJson(*photo.distance_metres) : OrderedJson(nullptr)},
      {"same_as_photo_id", or_null(photo.same_as)},
      {"same_as_work_order_id", or_null(photo.same_as_work_order)},
      {"same_bits", photo.same_as ? OrderedJson(photo.same_bits) : OrderedJson(nullptr)}};
}

OrderedJson json_of(const models::Event& event) {
  OrderedJson json;
  json["id"] = event.id.text();
  json["kind"] = models::name(event.kind);
  json["at"] = models::to_rfc3339(event.at);
  json["by"] = event.by_name;
  json["role"] = event.by_role;
  json["report_id"] = or_null(event.report);
  json["work_order_id"] = or_null(event.work_order);
  json["state"] = event.state;
  json["village"] = or_null(event.village_code);
  json["crew_id"] = or_null(event.crew);
  auto& details = json["details"] = OrderedJson::object();
  for (const auto& [key, value] : event.details) details[key] = value;
  return json;
}

template <class Item>
std::string items_of(const std::vector<Item>& list) {
  auto items = OrderedJson::array();
  for (const auto& item : list) items.push_back(json_of(item));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

// The next promise not yet kept; once all are kept, none.
OrderedJson next_due(const models::WorkOrder& order) {
  const models::SlaClock* next = nullptr;
  for (const auto& clock : order.clocks)
    if (!clock.stopped_at && (next == nullptr || clock.due_at < next->due_at)) next = &clock;
  return next != nullptr ? OrderedJson(models::to_rfc3339(next->due_at)) : OrderedJson(nullptr);
}

void write_ending(OrderedJson& json, const WorkOrderView& view) {
  const auto& order = view.order;
  if (order.resolution) {
    const auto& resolution = *order.resolution;
    json["resolution"] = {{"outcome", models::name(resolution.outcome)},
                          {"cause", resolution.cause},
                          {"action", resolution.action},
                          {"by", view.resolved_by},
                          {"at", models::to_rfc3339(resolution.at)}};
  } else {
    json["resolution"] = nullptr;
  }
  if (order.closure) {
    const auto& closure = *order.closure;
    json["closure"] = {{"confirmed", closure.confirmed},
                       {"method", closure.method},
                       {"note", closure.note},
                       {"by", view.closed_by},
                       {"at", models::to_rfc3339(closure.at)}};
  } else {
    json["closure"] = nullptr;
  }
  json["cancellation_reason"] = order.cancellation_reason;
}

}  // namespace

models::Result<NewAssignment> parse_assignment(const std::string& body) {
  return parse_body<NewAssignment>(body, [](codec::ObjectReader& reader) {
    NewAssignment input;
    if (const auto crew = reader.id<models::CrewTag>("crew_id")) input.crew = crew;
    input.reason = reader.text("reason", false, 500);
    return input;
  });
}

models::Result<std::optional<models::Position>> parse_arrival(const std::string& body) {
  if (body.empty()) return std::optional<models::Position>{};
  return parse_body<std::optional<models::Position>>(
      body, [](codec::ObjectReader& reader) { return reader.position("position"); });
}

models::Result<NewPause> parse_pause(const std::string& body) {
  return parse_body<NewPause>(body, [](codec::ObjectReader& reader) {
    return NewPause{reader.text("reason", true, 64), reader.text("note", false, 500)};
  });
}

models::Result<NewResolution> parse_resolution(const std::string& body) {
  return parse_body<NewResolution>(body, [](codec::ObjectReader& reader) {
    NewResolution input;
    input.outcome = reader.choice<models::Outcome>("outcome", true).value_or(models::Outcome::repaired);
    input.cause = reader.text("cause", false, 2000);
    input.action = reader.text("action", false, 2000);
    return input;
  });
}

models::Result<NewClosure> parse_closure(const std::string& body) {
  return parse_body<NewClosure>(body, [](codec::ObjectReader& reader) {
    NewClosure input;
    input.confirmed = reader.flag("confirmed", true, true);
    input.method = reader.text("method", false, 32);
    if (input.method.empty()) input.method = "callback";
    input.note = reader.text("note", false, 2000);
    return input;
  });
}

models::Result<std::string> parse_reason(const std::string& body) {
  return parse_body<std::string>(
      body, [](codec::ObjectReader& reader) { return reader.text("reason", true, 500); });
}

models::Result<std::string> parse_note(const std::string& body) {
  return parse_body<std::string>(body,
                                 [](codec::ObjectReader& reader) { return reader.text("text", true, 4000); });
}

OrderedJson json_of(const WorkOrderView& view) {
  const auto& order = view.order;
  OrderedJson json;
  json["id"] = order.id.text();
  json["number"] = order.number;
  json["state"] = models::name(order.state);
  json["class"] = order.facility_class;
  json["fault_kind"] = order.fault_kind;
  json["severity"] = models::name(order.severity);
  json["priority"] = order.priority;
  json["facility"] = json_of(view.facility);
  json["circuit"] = or_null(order.circuit);
  json["village"] = or_null(order.place.village_code);
  json["address"] = order.place.address;
  json["position"] = json_of(order.place.position);
  json["description"] = order.description;
  json["frail_person"] = order.frail_person;
  json["crew_id"] = or_null(order.crew);
  json["policy"] = order.policy;
  json["policy_version"] = order.policy_version;
  json["policy_reasons"] = order.policy_reasons;
  auto& clocks = json["clocks"] = OrderedJson::array();
  for (std::size_t i = 0; i < order.clocks.size(); ++i)
    clocks.push_back(json_of(order.clocks[i], view.clock_states.at(i)));
  json["due_at"] = next_due(order);
  json["paused"] = order.paused();
  auto& pauses = json["pauses"] = OrderedJson::array();
  for (const auto& pause : order.pauses) pauses.push_back(json_of(pause));
  json["parent_id"] = or_null(order.parent);
  json["child_ids"] = view.child_ids;
  json["report_count"] = order.report_count;
  json["received_at"] = models::to_rfc3339(order.received_at);
  json["opened_at"] = models::to_rfc3339(order.opened_at);
  json["assigned_at"] = json_of(order.assigned_at);
  json["accepted_at"] = json_of(order.accepted_at);
  json["arrived_at"] = json_of(order.arrived_at);
  json["made_safe_at"] = json_of(order.made_safe_at);
  json["resolved_at"] = json_of(order.resolved_at);
  json["closed_at"] = json_of(order.closed_at);
  write_ending(json, view);
  json["reopened"] = order.reopened;
  json["simulated"] = order.simulated;
  auto& actions = json["allowed_actions"] = OrderedJson::array();
  for (const auto action : view.allowed_actions) actions.push_back(models::name(action));
  json["version"] = order.version;
  json["changed_at"] = models::to_rfc3339(order.changed_at);
  return json;
}

std::string write(const WorkOrderView& order) { return json_of(order).dump(); }
std::string write(const models::Page<WorkOrderView>& page) { return page_of(page); }
std::string write(const models::Note& note) { return json_of(note).dump(); }
std::string write(const std::vector<models::Note>& notes) { return items_of(notes); }
std::string write(const models::Photo& photo) { return json_of(photo).dump(); }
std::string write(const std::vector<models::Photo>& photos) { return items_of(photos); }
std::string write(const models::Event& event) { return json_of(event).dump(); }
std::string write(const std::vector<models::Event>& events) { return items_of(events); }

std::string write(const WorkOrderDetailView& detail) {
  auto json = json_of(detail.order);
  auto& reports = json["reports"] = OrderedJson::array();
  for (const auto& report : detail.reports) reports.push_back(json_of(report));
  auto& notes = json["notes"] = OrderedJson::array();
  for (const auto& note : detail.notes) notes.push_back(json_of(note));
  auto& photos = json["photos"] = OrderedJson::array();
  for (const auto& photo : detail.photos) photos.push_back(json_of(photo));
  auto& attachments = json["attachments"] = OrderedJson::array();
  for (const auto& one : detail.attachments) attachments.push_back(json_of(one));
  auto& askable = json["askable"] = OrderedJson::array();
  for (const auto kind : detail.askable) askable.push_back(models::name(kind));
  json["paused_share"] = {{"paused_seconds", detail.paused.count()},
                          {"elapsed_seconds", detail.elapsed.count()}};
  json["recheck_owed"] = detail.recheck_owed;
  json["closable_from"] = api::json_of(detail.closable_from);
  json["warranty"] = nullptr;
  if (const auto& warranty = detail.warranty)
    json["warranty"] = {{"brand", warranty->brand},
                        {"model", warranty->model},
                        {"ends", warranty->ends},
                        {"running", warranty->running},
                        {"maker_told", detail.maker_told}};
  const auto& assignment = detail.order.order.assignment;
  json["assignment"] =
      assignment ? api::json_of(*assignment, detail.assigned_by, detail.order_numbers, detail.sentences)
                 : OrderedJson(nullptr);
  return json.dump();
}

}  // namespace api
