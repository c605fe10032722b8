#include "server/api/codec_work_order.h"

#include <algorithm>

#include "server/api/codec_body.h"
#include "server/api/codec_decision.h"
#include "server/api/codec_written.h"

namespace api {
namespace {

using codec::OrNull;
using codec::TextWriter;

void put_warnings(TextWriter& out, const models::SlaClock& clock) {
  auto marks = clock.marks;
  marks.push_back({clock.warn_percent, clock.warn_at, clock.warned_at});
  std::sort(marks.begin(), marks.end(),
            [](const auto& one, const auto& other) { return one.percent < other.percent; });
  out.list(marks, [&](const models::WarningMark& mark) {
    out.object("percent", mark.percent, "at", mark.at, "told_at", mark.told_at);
  });
}

// Those that ended, and the one that has not.
void put_pauses(TextWriter& out, const models::SlaClock& clock) {
  std::vector<std::pair<models::Time, std::optional<models::Time>>> pauses;
  for (const auto& pause : clock.pauses) pauses.emplace_back(pause.from, pause.to);
  if (clock.paused_at) pauses.emplace_back(*clock.paused_at, std::nullopt);
  out.list(pauses, [&](const auto& pause) { out.object("from", pause.first, "to", pause.second); });
}

void put(TextWriter& out, const models::SlaClock& clock, models::ClockState state) {
  out.object(
      "target", clock.target, "state", state, "limit", models::to_iso8601(clock.limit), "calendar",
      clock.calendar, "calendar_version", clock.calendar_version, "started_at", clock.started_at, "due_at",
      clock.due_at, "warn_at", clock.warn_at, "stopped_at", clock.stopped_at, "paused_seconds", clock.paused,
      "pauses", [&] { put_pauses(out, clock); }, "extended_seconds", clock.extended, "no_later_than",
      clock.no_later_than, "warnings", [&] { put_warnings(out, clock); }, "warned_at", clock.warned_at,
      "breached_at", clock.breached_at);
}

void put(TextWriter& out, const models::Pause& pause) {
  out.object("reason", pause.reason, "note", pause.note, "from", pause.from, "to", pause.to);
}

void put(TextWriter& out, const models::Note& note) {
  out.object("id", note.id, "text", note.text, "by", note.by_name, "at", note.at);
}

void put(TextWriter& out, const models::Photo& photo) {
  out.object("id", photo.id, "step", photo.step, "media_type", photo.media_type, "url",
             "/api/v1/photos/" + photo.id.text(), "bytes", photo.bytes, "width", photo.width, "height",
             photo.height, "at", photo.at, "label", photo.label, "label_matches", photo.label_matches,
             "position", photo.position, "distance_metres", photo.distance_metres, "same_as_photo_id",
             photo.same_as, "same_as_work_order_id", photo.same_as_work_order, "same_bits",
             photo.same_as ? std::optional(photo.same_bits) : std::nullopt);
}

void put(TextWriter& out, const models::Event& event) {
  const auto details = [&] {
    out.begin_object();
    // Of a key that comes twice the last one counts.
    for (auto one = event.details.begin(); one != event.details.end(); ++one)
      if (std::none_of(one + 1, event.details.end(),
                       [&](const auto& later) { return later.first == one->first; }))
        out.field_named(one->first, one->second);
    out.end_object();
  };
  out.object("id", event.id, "kind", event.kind, "at", event.at, "by", event.by_name, "role", event.by_role,
             "report_id", event.report, "work_order_id", event.work_order, "state", event.state, "village",
             OrNull{event.village_code}, "crew_id", event.crew, "details", details);
}

/// A list of things that have no `put` of their own namespace.
template <class Item>
auto all(TextWriter& out, const std::vector<Item>& items) {
  return [&out, &items] { out.list(items, [&out](const Item& item) { put(out, item); }); };
}

template <class Item>
std::string text_of(const Item& item) {
  TextWriter out;
  put(out, item);
  return out.text();
}

template <class Item>
std::string items_of(const std::vector<Item>& list) {
  TextWriter out;
  out.object("items", all(out, list));
  return out.text();
}

// The next promise not yet kept; once all are kept, none.
std::optional<models::Time> next_due(const models::WorkOrder& order) {
  const models::SlaClock* next = nullptr;
  for (const auto& clock : order.clocks)
    if (!clock.stopped_at && (next == nullptr || clock.due_at < next->due_at)) next = &clock;
  return next != nullptr ? std::optional(next->due_at) : std::nullopt;
}

void put_ending(TextWriter& out, const WorkOrderView& view) {
  const auto& order = view.order;
  out.field("resolution", [&] {
    if (!order.resolution) return out.null();
    const auto& resolution = *order.resolution;
    out.object("outcome", resolution.outcome, "cause", resolution.cause, "action", resolution.action, "by",
               view.resolved_by, "at", resolution.at);
  });
  out.field("closure", [&] {
    if (!order.closure) return out.null();
    const auto& closure = *order.closure;
    out.object("confirmed", closure.confirmed, "method", closure.method, "note", closure.note, "by",
               view.closed_by, "at", closure.at);
  });
  out.field("cancellation_reason", order.cancellation_reason);
}

// The fields of an order, in an object that is open: a detail goes on after them.
void put_fields(TextWriter& out, const WorkOrderView& view) {
  const auto& order = view.order;
  out.field("id", order.id).field("number", order.number).field("state", order.state);
  out.field("class", order.facility_class).field("fault_kind", order.fault_kind);
  out.field("severity", order.severity).field("priority", order.priority);
  out.field("facility", view.facility).field("circuit", OrNull{order.circuit});
  out.field("village", OrNull{order.place.village_code}).field("address", order.place.address);
  out.field("position", order.place.position).field("description", order.description);
  out.field("frail_person", order.frail_person).field("crew_id", order.crew);
  out.field("policy", order.policy).field("policy_version", order.policy_version);
  out.field("policy_reasons", order.policy_reasons);
  out.field("clocks", [&] {
    std::size_t at = 0;
    out.list(order.clocks, [&](const auto& clock) { put(out, clock, view.clock_states.at(at++)); });
  });
  out.field("due_at", next_due(order)).field("paused", order.paused());
  out.field("pauses", all(out, order.pauses));
  out.field("parent_id", order.parent).field("child_ids", view.child_ids);
  out.field("report_count", order.report_count);
  out.field("received_at", order.received_at).field("opened_at", order.opened_at);
  out.field("assigned_at", order.assigned_at).field("accepted_at", order.accepted_at);
  out.field("arrived_at", order.arrived_at).field("made_safe_at", order.made_safe_at);
  out.field("resolved_at", order.resolved_at).field("closed_at", order.closed_at);
  put_ending(out, view);
  out.field("reopened", order.reopened).field("simulated", order.simulated);
  out.field("allowed_actions", view.allowed_actions);
  out.field("version", order.version).field("changed_at", order.changed_at);
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

void put(TextWriter& out, const WorkOrderView& view) {
  out.begin_object();
  put_fields(out, view);
  out.end_object();
}

std::string write(const WorkOrderView& order) { return codec::text_of(order); }
std::string write(const models::Page<WorkOrderView>& page) { return written_page(page); }
std::string write(const models::Note& note) { return text_of(note); }
std::string write(const std::vector<models::Note>& notes) { return items_of(notes); }
std::string write(const models::Photo& photo) { return text_of(photo); }
std::string write(const std::vector<models::Photo>& photos) { return items_of(photos); }
std::string write(const models::Event& event) { return text_of(event); }
std::string write(const std::vector<models::Event>& events) { return items_of(events); }

std::string write(const WorkOrderDetailView& detail) {
  TextWriter out(16 * 1024);
  out.begin_object();
  put_fields(out, detail.order);
  out.field("reports", detail.reports).field("notes", all(out, detail.notes));
  out.field("photos", all(out, detail.photos)).field("attachments", [&] {
    out.list(detail.attachments, [&](const auto& one) { put_attachment(out, one); });
  });
  out.field("askable", detail.askable).field("paused_share", [&] {
    out.object("paused_seconds", detail.paused, "elapsed_seconds", detail.elapsed);
  });
  out.field("recheck_owed", detail.recheck_owed).field("closable_from", detail.closable_from);
  out.field("warranty", [&] {
    if (!detail.warranty) return out.null();
    out.object("brand", detail.warranty->brand, "model", detail.warranty->model, "ends",
               detail.warranty->ends, "running", detail.warranty->running, "maker_told", detail.maker_told);
  });
  const auto& assignment = detail.order.order.assignment;
  out.field("assignment", [&] {
    if (!assignment) return out.null();
    put_decision(out, *assignment, detail.assigned_by, detail.order_numbers, detail.sentences);
  });
  out.end_object();
  return out.text();
}

}  // namespace api
