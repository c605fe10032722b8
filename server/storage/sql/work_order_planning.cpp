#include <algorithm>
#include <cmath>
#include <tuple>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/work_order_row.h"

namespace sql {
namespace {

models::WorkOrder read_narrow(Statement& row) {
  models::WorkOrder order;
  row.get(order.id, order.number, order.state, order.facility_class, order.fault_kind, order.severity,
          order.priority, order.skill, order.facility, order.circuit, order.place, order.frail_person,
          order.crew, order.received_at, order.opened_at, order.assigned_at, order.accepted_at,
          order.arrived_at, order.made_safe_at, order.reopened, order.version, order.changed_at);
  return order;
}

std::string narrow(std::string_view from) {
  return "SELECT w.id, w.number, w.state, w.facility_class, w.fault_kind, w.severity, w.priority, w.skill, "
         "w.facility, w.circuit, w.village_code, w.address, w.latitude, w.longitude, w.position_source, "
         "w.frail_person, w.crew, w.received_at, w.opened_at, w.assigned_at, w.accepted_at, w.arrived_at, "
         "w.made_safe_at, w.reopened, w.version, w.changed_at FROM work_orders " +
         std::string(from) +
         "(w.pause_count = 0 OR NOT EXISTS (SELECT 1 FROM pauses p WHERE p.work_order = w.id AND p.to_at IS "
         "NULL))";
}

void add_running_clocks(Connection& connection, models::WorkOrder& order) {
  order.clocks = read_clocks(connection, order.id);
  std::erase_if(order.clocks, [](const auto& clock) { return clock.stopped_at.has_value(); });
}

}  // namespace

std::vector<models::WorkOrder> WorkOrderStore::in_planning(int limit) {
  static const std::string sql =
      narrow(
          "w INDEXED BY work_orders_in_planning WHERE (w.state = 'open' OR w.state = 'assigned' OR w.state = "
          "'accepted' OR w.state = 'under_way') AND ") +
      " ORDER BY CASE w.severity WHEN 'danger' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END, w.due, w.id LIMIT ?";
  auto statement = connection_.prepare(sql);
  auto orders = rows(statement.bind(std::max(0, limit)), read_narrow);
  for (auto& order : orders) add_running_clocks(connection_, order);
  return orders;
}

std::vector<models::WorkOrder> WorkOrderStore::in_days(int limit) {
  static const std::string sql =
      narrow(
          "w WHERE w.id IN (SELECT work_order FROM planned_visits) AND w.state IN ('open', 'assigned', "
          "'accepted') AND ") +
      " UNION ALL " + narrow("w INDEXED BY work_orders_by_state WHERE w.state = 'under_way' AND ") +
      " LIMIT ?";
  auto statement = connection_.prepare(sql);
  auto orders = rows(statement.bind(std::max(0, limit)), read_narrow);
  for (auto& order : orders) add_running_clocks(connection_, order);
  return orders;
}

std::vector<models::ReceivedCount> WorkOrderStore::count_received(models::Time from, models::Time to) {
  auto statement = connection_.prepare(
      "SELECT skill, severity, COUNT(*) FROM work_orders WHERE received_at >= ? AND received_at < ? "
      "GROUP BY skill, severity");
  auto counts = rows(statement.bind(from, to), [](Statement& row) {
    models::ReceivedCount one;
    row.get(one.skill, one.severity, one.count);
    return one;
  });
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return std::tie(a.skill, a.severity) < std::tie(b.skill, b.severity);
  });
  return counts;
}

std::vector<models::UrgentCount> WorkOrderStore::count_urgent(models::Time from, models::Time to,
                                                              int utc_offset_seconds) {
  auto statement = connection_.prepare(
      "SELECT village_code, skill, hour, COUNT(*) FROM (SELECT COALESCE(village_code, '') AS village_code, "
      "skill, ((received_at + ?) % 86400) / 3600 AS hour FROM work_orders WHERE received_at >= ? AND "
      "received_at < ? AND severity IN ('danger', 'urgent') AND state <> 'cancelled') AS urgent "
      "GROUP BY village_code, skill, hour");
  auto counts = rows(statement.bind(utc_offset_seconds, from, to), [](Statement& row) {
    models::UrgentCount one;
    row.get(one.village_code, one.skill, one.hour, one.count);
    return one;
  });
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return std::tie(a.village_code, a.skill, a.hour) < std::tie(b.village_code, b.skill, b.hour);
  });
  return counts;
}

models::DueCount WorkOrderStore::count_due(models::Time from, models::Time to) {
  auto statement = connection_.prepare(
      "SELECT COUNT(*), count(*) FILTER (WHERE c.stopped_at IS NULL OR c.stopped_at > c.due_at) FROM "
      "sla_clocks c "
      "JOIN work_orders w ON w.id = c.work_order WHERE c.due_at >= ? AND c.due_at < ? "
      "AND c.target NOT IN ('contact', 'accept') AND c.paused_at IS NULL AND w.state <> 'cancelled'");
  return first_row(statement.bind(from, to),
                   [](Statement& row) {
                     models::DueCount count;
                     row.get(count.promises, count.broken);
                     return count;
                   })
      .value_or(models::DueCount{});
}

std::vector<models::VisitLength> WorkOrderStore::visit_lengths() {
  auto statement = connection_.prepare(
      "SELECT fault_kind, visits, seconds, squared_seconds FROM visit_lengths ORDER BY fault_kind");
  return rows(statement, [](Statement& row) {
    models::VisitLength length;
    std::int64_t seconds = 0;
    std::int64_t squared = 0;
    row.get(length.fault_kind, length.visits, seconds, squared);
    const auto count = static_cast<double>(std::max<std::int64_t>(1, length.visits));
    const double mean = static_cast<double>(seconds) / count;
    const double variance = std::max(0.0, static_cast<double>(squared) / count - mean * mean);
    length.mean = models::Duration{std::llround(mean)};
    length.spread = models::Duration{std::llround(std::sqrt(variance))};
    return length;
  });
}

std::vector<models::WorkOrder> WorkOrderStore::received(const models::ReceivedQuery& query) {
  Filter filter;
  filter.add("received_at >= ?", query.from);
  filter.add("received_at < ?", query.to);
  filter.add("state <> ?", models::WorkOrderState::cancelled);
  if (!query.village_code.empty()) filter.add("village_code = ?", query.village_code);
  if (!query.facility_class.empty()) filter.add("facility_class = ?", query.facility_class);
  if (query.after) filter.add("(received_at, id) > (?, ?)", query.after_at, query.after);
  auto statement = connection_.prepare(
      "SELECT id, number, state, facility_class, fault_kind, severity, facility, circuit, village_code, "
      "frail_person, crew, received_at, opened_at, accepted_at, arrived_at, made_safe_at, resolved_at, "
      "policy, "
      "policy_version, policy_reasons, reopened FROM work_orders INDEXED BY work_orders_by_receipt " +
      filter.where() + " ORDER BY received_at, id LIMIT ?");
  statement.bind_all(filter.values()).bind(std::max(0, query.limit));
  auto orders = rows(statement, [](Statement& row) {
    models::WorkOrder order;
    row.get(order.id, order.number, order.state, order.facility_class, order.fault_kind, order.severity,
            order.facility, order.circuit, order.place.village_code, order.frail_person, order.crew,
            order.received_at, order.opened_at, order.accepted_at, order.arrived_at, order.made_safe_at,
            order.resolved_at, order.policy, order.policy_version);
    from_json_text(row.text(), order.policy_reasons);
    row.get(order.reopened);
    return order;
  });
  for (auto& order : orders) order.clocks = read_clocks(connection_, order.id);
  return orders;
}

}  // namespace sql
