#include <algorithm>
#include <tuple>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/figure_store.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

using models::OrderFacts;

// Each part runs along an index of its own: what is asked for costs what it holds, not what the years hold.
constexpr std::string_view asked =
    "WITH asked (id) AS MATERIALIZED ("
    "SELECT work_order FROM sla_clocks INDEXED BY sla_clocks_for_figures "
    "WHERE target IN ('contact', 'resolve') AND due_at >= ?1 AND due_at < ?2 "
    "UNION SELECT id FROM work_orders INDEXED BY work_orders_by_opening WHERE opened_at >= ?1 AND opened_at "
    "< ?2 "
    "UNION SELECT work_order FROM events INDEXED BY events_by_word "
    "WHERE kind IN ('report_judged', 'work_order_closed') AND work_order IS NOT NULL AND at >= ?1 AND at < "
    "?2) ";

std::optional<models::PromiseFact> take_promise(Statement& row) {
  std::optional<models::Time> due, stopped;
  row.get(due, stopped);
  if (!due) return std::nullopt;
  return models::PromiseFact{*due, stopped};
}

OrderFacts read_facts(Statement& row) {
  OrderFacts order;
  row.get(order.id, order.number, order.village_code, order.facility_class, order.fault_kind, order.crew,
          order.state, order.simulated, order.received_at, order.opened_at, order.resolved_at,
          order.closed_at, order.reopened, order.outcome, order.outcome_words, order.cancellation_reason,
          order.paused, order.reporters);
  order.contact = take_promise(row);
  order.resolve = take_promise(row);
  return order;
}

/// Whether the details of an event can change a figure: most sendings are the plan's and say nothing.
bool matters(models::EventKind kind, std::string_view details) {
  return kind != models::EventKind::work_order_assigned || details.find("manual") != std::string_view::npos;
}

/// By order, then as in the log.
///
/// Shape   named: names the orders, with the two numbers as its first marks
void add_events(Connection& connection, const std::string& named, std::int64_t first, std::int64_t second,
                std::vector<OrderFacts>& orders) {
  auto told =
      connection.prepare(named +
                         "SELECT e.work_order, e.id, e.kind, e.at, e.by_name, e.details FROM asked a "
                         "CROSS JOIN events e INDEXED BY events_for_figures ON e.work_order = a.id "
                         "WHERE e.kind = 'work_order_assigned' OR e.kind = 'work_order_closed' OR e.kind = "
                         "'work_order_cancelled' OR e.kind = 'report_judged' OR e.kind = 'request_approved'");
  auto events = rows(told.bind(first, second), [](Statement& row) {
    models::Event event;
    row.get(event.work_order, event.id, event.kind, event.at, event.by_name);
    if (const auto details = row.text(); matters(event.kind, details)) from_json_text(details, event.details);
    return event;
  });
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return std::tie(a.work_order, a.id) < std::tie(b.work_order, b.id);
  });
  auto order = orders.begin();
  for (const auto& event : events) {
    while (order != orders.end() && order->id < event.work_order) ++order;
    if (order != orders.end() && order->id == event.work_order) models::add_event(*order, event);
  }
}

}  // namespace

std::vector<OrderFacts> FigureStore::facts_of(const std::string& named, std::int64_t first,
                                              std::int64_t second, models::Time now, const Filter& filter) {
  // Nothing is sorted by SQLite: the ids come in order already, and the little that might not is put right
  // here.
  auto statement = connection_.prepare(
      named +
      "SELECT w.id, w.number, w.village_code, w.facility_class, w.fault_kind, w.crew, w.state, w.simulated, "
      "w.received_at, w.opened_at, w.resolved_at, w.closed_at, w.reopened, w.outcome, w.resolution_action, "
      "w.cancellation_reason, "
      "CASE WHEN w.pause_count = 0 THEN 0 ELSE "
      "(SELECT sum(ifnull(to_at, CASE WHEN from_at > ?3 THEN from_at ELSE ?3 END) - from_at) FROM pauses "
      "WHERE work_order = w.id) END, "
      "(SELECT count(*) FROM reports r INDEXED BY reports_to_call_back "
      "WHERE r.work_order = w.id AND r.reporter_phone <> ''), "
      "c.due_at, c.stopped_at, p.due_at, p.stopped_at "
      "FROM asked a CROSS JOIN work_orders w ON w.id = a.id "
      "LEFT JOIN sla_clocks c ON c.work_order = w.id AND c.target = 'contact' "
      "LEFT JOIN sla_clocks p ON p.work_order = w.id AND p.target = 'resolve'" +
      filter.where());
  auto orders = rows(statement.bind(first, second, now).bind_all(filter.values()), read_facts);
  std::sort(orders.begin(), orders.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  add_events(connection_, named, first, second, orders);
  return orders;
}

std::vector<OrderFacts> FigureStore::orders(const models::FiguresQuery& query) {
  Filter filter;
  add_reach(filter, query.reach, "w.");
  return facts_of(std::string(asked), models::to_unix(query.from), models::to_unix(query.to), query.now,
                  filter);
}

std::vector<models::LeftOutReport> FigureStore::left_out(const models::FiguresQuery& query) {
  Filter filter;
  add_place_reach(filter, query.reach, "r.");
  auto statement = connection_.prepare(
      "SELECT r.id, r.state, r.village_code, r.facility_class, r.fault_kind, r.triage_reason, "
      "a.display_name, "
      "r.triaged_at, r.work_order, r.simulated FROM reports r INDEXED BY reports_left_out "
      "LEFT JOIN accounts a ON a.id = r.triaged_by WHERE (r.state = 'rejected' OR r.state = 'referred' OR "
      "r.state = 'merged') AND r.triaged_at >= ? AND r.triaged_at < ?" +
      (filter.empty() ? "" : " AND" + filter.where().substr(6)) + " ORDER BY r.triaged_at, r.id");
  return rows(statement.bind(query.from, query.to).bind_all(filter.values()), [](Statement& row) {
    models::LeftOutReport report;
    row.get(report.id, report.state, report.village_code, report.facility_class, report.fault_kind,
            report.reason, report.decided_by, report.at, report.work_order, report.simulated);
    return report;
  });
}

}  // namespace sql
