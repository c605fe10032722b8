#include "server/storage/sql/work_order_row.h"

#include <algorithm>

#include "models/target_order.h"
#include "server/storage/sql/codec_columns.h"

namespace sql {
namespace {

void put_resolution(Values& values, const std::optional<models::Resolution>& resolution) {
  if (resolution)
    values.add(resolution->outcome, resolution->cause, resolution->action, resolution->by, resolution->at);
  else
    values.add(Reference{}, Reference{}, Reference{}, Reference{}, Reference{});
}

void put_closure(Values& values, const std::optional<models::Closure>& closure) {
  if (closure)
    values.add(closure->confirmed, closure->method, closure->note, closure->by, closure->at);
  else
    values.add(Reference{}, Reference{}, Reference{}, Reference{}, Reference{});
}

void take_resolution(Statement& row, std::optional<models::Resolution>& resolution) {
  std::optional<models::Outcome> outcome;
  models::Resolution read;
  row.get(outcome, read.cause, read.action, read.by, read.at);
  if (!outcome) return;
  read.outcome = *outcome;
  resolution = std::move(read);
}

void take_closure(Statement& row, std::optional<models::Closure>& closure) {
  std::optional<bool> confirmed;
  models::Closure read;
  row.get(confirmed, read.method, read.note, read.by, read.at);
  if (!confirmed) return;
  read.confirmed = *confirmed;
  closure = std::move(read);
}

std::optional<std::string> decision_text(const models::Deferred<models::AssignmentDecision>& decision) {
  if (!decision) return std::nullopt;
  if (const auto stored = decision.stored()) return std::string(*stored);
  return to_json_text(*decision);
}

models::AssignmentDecision read_decision(std::string_view text) {
  models::AssignmentDecision decision;
  from_json_text(text, decision);
  return decision;
}

Values clock_values(const models::SlaClock& clock) {
  return Values().add(clock.target, clock.limit, clock.calendar, clock.calendar_version, clock.started_at,
                      clock.due_at, clock.warn_at, clock.warn_percent, to_json_text(clock.marks),
                      clock.stopped_at, clock.paused_at, clock.paused, to_json_text(clock.pauses),
                      clock.extended, clock.no_later_than, clock.warned_at, clock.breached_at,
                      clock.next_at());
}

Values pause_values(const models::Pause& pause) {
  return Values().add(pause.reason, pause.note, pause.from, pause.to);
}

void keep_earliest(std::optional<models::Time>& earliest, models::Time time) {
  if (!earliest || time < *earliest) earliest = time;
}

}  // namespace

ClockSummary summarize(const models::WorkOrder& order) {
  ClockSummary summary;
  std::optional<models::Time> earliest;
  for (const auto& clock : order.clocks) {
    if (clock.stopped_at) continue;
    keep_earliest(earliest, clock.due_at);
    // While a clock is paused it comes no nearer to a time it had not reached.
    const auto reaches = [&](models::Time time) { return !clock.paused_at || time <= *clock.paused_at; };
    if (order.ended()) continue;
    if (reaches(clock.due_at)) keep_earliest(summary.late_at, clock.due_at);
    if (reaches(clock.warn_at)) keep_earliest(summary.soon_at, clock.warn_at);
  }
  if (summary.late_at) keep_earliest(summary.soon_at, *summary.late_at);
  const auto* resolve = order.clock(models::SlaTarget::resolve);
  summary.due = earliest ? *earliest : resolve ? resolve->due_at : models::Time::max();
  return summary;
}

const Table& work_order_table() {
  static const Table table(
      "work_orders",
      "number, state, facility_class, fault_kind, severity, priority, skill, facility, circuit, "
      "village_code, "
      "address, latitude, longitude, position_source, description, frail_person, crew, assignment, policy, "
      "policy_version, parent, report_count, received_at, opened_at, assigned_at, accepted_at, arrived_at, "
      "made_safe_at, resolved_at, closed_at, outcome, resolution_cause, resolution_action, resolution_by, "
      "resolution_at, closure_confirmed, closure_method, closure_note, closure_by, closure_at, "
      "cancellation_reason, reopened, simulated, changed_at, due, soon_at, late_at, pause_count, "
      "policy_reasons, "
      "version",
      true);
  return table;
}

Values work_order_values(const models::WorkOrder& order) {
  Values values;
  values.add(order.number, order.state, Reference{order.facility_class}, Reference{order.fault_kind},
             order.severity, order.priority, order.skill, order.facility, order.circuit, order.place,
             order.description, order.frail_person, order.crew, decision_text(order.assignment),
             Reference{order.policy}, order.policy_version, order.parent, order.report_count,
             order.received_at, order.opened_at, order.assigned_at, order.accepted_at, order.arrived_at,
             order.made_safe_at, order.resolved_at, order.closed_at);
  put_resolution(values, order.resolution);
  put_closure(values, order.closure);
  const auto summary = summarize(order);
  values.add(order.cancellation_reason, order.reopened, order.simulated, order.changed_at, summary.due,
             summary.soon_at, summary.late_at, order.pauses.size(), to_json_text(order.policy_reasons),
             order.version);
  return values;
}

models::WorkOrder read_work_order(Statement& row, int& pause_count) {
  models::WorkOrder order;
  row.get(order.id, order.number, order.state, order.facility_class, order.fault_kind, order.severity,
          order.priority, order.skill, order.facility, order.circuit, order.place, order.description,
          order.frail_person, order.crew);
  if (const auto assignment = row.text(); !assignment.empty())
    order.assignment = {assignment, &read_decision};
  row.get(order.policy, order.policy_version, order.parent, order.report_count, order.received_at,
          order.opened_at, order.assigned_at, order.accepted_at, order.arrived_at, order.made_safe_at,
          order.resolved_at, order.closed_at);
  take_resolution(row, order.resolution);
  take_closure(row, order.closure);
  row.get(order.cancellation_reason, order.reopened, order.simulated, order.changed_at);
  for (int summary = 0; summary < 3; ++summary) row.skip();
  row.get(pause_count);
  from_json_text(row.text(), order.policy_reasons);
  row.get(order.version);
  return order;
}

namespace {

constexpr std::string_view clock_columns =
    "target, limit_seconds, calendar, calendar_version, started_at, due_at, warn_at, warn_percent, marks, "
    "stopped_at, paused_at, paused_seconds, pauses, extended_seconds, no_later_than, warned_at, breached_at";
constexpr std::string_view pause_columns = "reason, note, from_at, to_at";

models::SlaClock read_clock(Statement& row) {
  models::SlaClock clock;
  row.get(clock.target, clock.limit, clock.calendar, clock.calendar_version, clock.started_at, clock.due_at,
          clock.warn_at, clock.warn_percent);
  from_json_text(row.text(), clock.marks);
  row.get(clock.stopped_at, clock.paused_at, clock.paused);
  from_json_text(row.text(), clock.pauses);
  row.get(clock.extended, clock.no_later_than, clock.warned_at, clock.breached_at);
  return clock;
}

models::Pause read_pause(Statement& row) {
  models::Pause pause;
  row.get(pause.reason, pause.note, pause.from, pause.to);
  return pause;
}

void in_order(std::vector<models::SlaClock>& clocks) {
  std::sort(clocks.begin(), clocks.end(),
            [](const auto& a, const auto& b) { return models::met_before(a.target, b.target); });
}

std::string select_from(std::string_view columns, std::string_view rest) {
  return std::string("SELECT ").append(columns).append(" FROM ").append(rest);
}

}  // namespace

std::vector<models::SlaClock> read_clocks(Connection& connection, models::WorkOrderId order) {
  static const auto sql = select_from(clock_columns, "sla_clocks WHERE work_order = ?");
  auto statement = connection.prepare(sql);
  auto clocks = rows(statement.bind(order), read_clock);
  in_order(clocks);
  return clocks;
}

std::vector<models::Pause> read_pauses(Connection& connection, models::WorkOrderId order) {
  static const auto sql = select_from(pause_columns, "pauses WHERE work_order = ? ORDER BY position");
  auto statement = connection.prepare(sql);
  return rows(statement.bind(order), read_pause);
}

std::map<models::WorkOrderId, models::WorkOrder> read_work_orders(Connection& connection,
                                                                  const std::string& ids) {
  constexpr std::string_view among = " IN (SELECT CAST(value AS BIGINT) FROM json_each(?))";
  std::map<models::WorkOrderId, models::WorkOrder> all;
  auto orders = connection.prepare(work_order_table().select() + " WHERE id" + std::string(among));
  for (orders.bind(ids); orders.step();) {
    int pause_count = 0;
    auto order = read_work_order(orders, pause_count);
    all.emplace(order.id, std::move(order));
  }
  auto clocks = connection.prepare(select_from("work_order, " + std::string(clock_columns),
                                               "sla_clocks WHERE work_order" + std::string(among)));
  for (clocks.bind(ids); clocks.step();) {
    const auto id = clocks.value<models::WorkOrderId>();
    all.at(id).clocks.push_back(read_clock(clocks));
  }
  for (auto& [id, order] : all) in_order(order.clocks);
  auto pauses = connection.prepare(
      select_from("work_order, " + std::string(pause_columns),
                  "pauses WHERE work_order" + std::string(among) + " ORDER BY work_order, position"));
  for (pauses.bind(ids); pauses.step();) {
    const auto id = pauses.value<models::WorkOrderId>();
    all.at(id).pauses.push_back(read_pause(pauses));
  }
  return all;
}

void save_clocks(Connection& connection, models::WorkOrderId order,
                 const std::vector<models::SlaClock>& clocks) {
  const auto stored = read_clocks(connection, order);
  const auto same_target = [](const auto& list, models::SlaTarget target) {
    return std::find_if(list.begin(), list.end(), [&](const auto& clock) { return clock.target == target; });
  };
  for (const auto& clock : stored)
    if (same_target(clocks, clock.target) == clocks.end())
      connection.prepare("DELETE FROM sla_clocks WHERE work_order = ? AND target = ?")
          .bind(order, clock.target)
          .run();
  for (const auto& clock : clocks) {
    const auto values = clock_values(clock);
    const auto old = same_target(stored, clock.target);
    if (old != stored.end() && clock_values(*old).all() == values.all()) continue;
    connection
        .prepare(
            old == stored.end()
                ? "INSERT INTO sla_clocks (work_order, target, limit_seconds, calendar, calendar_version, "
                  "started_at, due_at, warn_at, warn_percent, marks, stopped_at, paused_at, paused_seconds, "
                  "pauses, extended_seconds, no_later_than, warned_at, breached_at, next_at) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                : "UPDATE sla_clocks SET limit_seconds = ?3, calendar = ?4, calendar_version = ?5, "
                  "started_at = ?6, due_at = ?7, warn_at = ?8, warn_percent = ?9, marks = ?10, "
                  "stopped_at = ?11, paused_at = ?12, paused_seconds = ?13, pauses = ?14, "
                  "extended_seconds = ?15, no_later_than = ?16, warned_at = ?17, breached_at = ?18, "
                  "next_at = ?19 WHERE work_order = ?1 AND target = ?2")
        .bind(order)
        .bind_all(values)
        .run();
  }
}

void save_pauses(Connection& connection, models::WorkOrderId order,
                 const std::vector<models::Pause>& pauses) {
  const auto stored = read_pauses(connection, order);
  if (stored.size() > pauses.size())
    connection.prepare("DELETE FROM pauses WHERE work_order = ? AND position >= ?")
        .bind(order, pauses.size())
        .run();
  for (std::size_t i = 0; i < pauses.size(); ++i) {
    const auto values = pause_values(pauses[i]);
    if (i < stored.size() && pause_values(stored[i]).all() == values.all()) continue;
    connection
        .prepare(
            "INSERT INTO pauses (work_order, position, reason, note, from_at, to_at) VALUES (?, ?, ?, ?, ?, "
            "?) "
            "ON CONFLICT (work_order, position) DO UPDATE SET reason = excluded.reason, note = "
            "excluded.note, "
            "from_at = excluded.from_at, to_at = excluded.to_at")
        .bind(order, i)
        .bind_all(values)
        .run();
  }
}

}  // namespace sql
