#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "server/storage/sql/cursor.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/search_text.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/work_order_filter.h"
#include "server/storage/sql/work_order_row.h"

namespace sql {
namespace {

constexpr std::array all_states{models::WorkOrderState::open,     models::WorkOrderState::assigned,
                                models::WorkOrderState::accepted, models::WorkOrderState::under_way,
                                models::WorkOrderState::resolved, models::WorkOrderState::closed,
                                models::WorkOrderState::cancelled};

struct Driver {
  std::string_view column;
  std::string_view index;
};

/// The column whose index a list runs along: the one that leaves the fewest rows.
Driver driver_of(const models::WorkOrderQuery& query) {
  if (query.facility) return {"facility", "work_orders_by_facility"};
  if (query.crew || query.reach.crew) return {"crew", "work_orders_by_crew"};
  if (!query.village_code.empty()) return {"village_code", "work_orders_by_village"};
  if (!query.facility_class.empty()) return {"facility_class", "work_orders_by_class"};
  return {"", "work_orders_by_state"};
}

/// Everything asked for but the state.
Filter filter_of(const models::WorkOrderQuery& query) {
  auto filter = order_filter_without_states(query);
  if (const auto after = parse_cursor(query.cursor))
    filter.add("(w.due, w.id) > (?, ?)", after->key, after->id);
  return filter;
}

struct Found {
  models::WorkOrderId id;
  std::int64_t due = 0;
};

Found read_found(Statement& row) {
  Found found;
  row.get(found.id, found.due);
  return found;
}

/// The children of an order are few: all of them are put in order.
std::vector<Found> find_children(Connection& connection, const models::WorkOrderQuery& query, int size) {
  auto filter = order_filter(query);
  if (const auto after = parse_cursor(query.cursor))
    filter.add("(w.due, w.id) > (?, ?)", after->key, after->id);
  auto statement =
      connection.prepare("SELECT w.id, w.due FROM work_orders w INDEXED BY work_orders_by_parent" +
                         filter.where() + " ORDER BY w.due, w.id LIMIT ?");
  return rows(statement.bind_all(filter.values()).bind(size), read_found);
}

/// One run along the index for each state, each of at most a page, put together in order.
std::vector<Found> find_page(Connection& connection, const models::WorkOrderQuery& query, int size) {
  if (query.parent) return find_children(connection, query, size);
  std::vector<models::WorkOrderState> states(all_states.begin(), all_states.end());
  if (!query.states.empty())
    std::erase_if(states, [&](auto state) {
      return std::find(query.states.begin(), query.states.end(), state) == query.states.end();
    });
  const auto filter = filter_of(query);
  const std::string condition = filter.empty() ? "" : filter.where().substr(6) + " AND";
  std::string sql;
  Values values;
  for (const auto state : states) {
    sql.append(sql.empty() ? "" : " UNION ALL ")
        .append("SELECT * FROM (SELECT w.id, w.due FROM work_orders w INDEXED BY ")
        .append(driver_of(query).index)
        .append(" WHERE")
        .append(condition)
        .append(" w.state = ? ORDER BY w.due, w.id LIMIT ?) of_state");
    values.append(filter.values());
    values.add(state, size);
  }
  auto statement = connection.prepare(sql + " ORDER BY 2, 1 LIMIT ?");
  return rows(statement.bind_all(values).bind(size), read_found);
}

constexpr std::string_view not_ended = "w.state NOT IN ('closed', 'cancelled')";

/// Orders found in one of the ways of a duplicate query, newest receipt first.
class DuplicateSearch {
 public:
  DuplicateSearch(Connection& connection, const models::DuplicateQuery& query)
      : connection_(connection), query_(query), limit_(page_size(query.limit)) {}

  std::vector<models::WorkOrderId> run() {
    by_phone();
    if (query_.facility) by("work_orders_by_facility", Filter().add("w.facility = ?", query_.facility));
    if (!query_.circuit.empty())
      by("work_orders_open_circuit", Filter().add("w.circuit <> ''").add("w.circuit = ?", query_.circuit));
    found_.insert(found_.end(), of_phone_.begin(), of_phone_.end());
    by_position();
    by_village();
    std::vector<models::WorkOrderId> unique;
    for (const auto id : found_)
      if (static_cast<int>(unique.size()) < limit_ &&
          std::find(unique.begin(), unique.end(), id) == unique.end() && reaches(id))
        unique.push_back(id);
    return unique;
  }

  bool same_phone(models::WorkOrderId id) const {
    return std::find(of_phone_.begin(), of_phone_.end(), id) != of_phone_.end();
  }

 private:
  void by(std::string_view index, Filter filter) {
    filter.add(not_ended).add("w.received_at >= ?", query_.received_after);
    add_reach(filter, query_.reach, "w.");
    auto statement = connection_.prepare("SELECT w.id FROM work_orders w INDEXED BY " + std::string(index) +
                                         filter.where() + " ORDER BY w.received_at DESC, w.id DESC LIMIT ?");
    statement.bind_all(filter.values()).bind(limit_);
    while (statement.step()) found_.push_back(statement.value<models::WorkOrderId>());
  }

  bool reaches(models::WorkOrderId id) {
    if (query_.reach.whole()) return true;
    Filter filter;
    filter.add("w.id = ?", id);
    add_reach(filter, query_.reach, "w.");
    auto statement = connection_.prepare("SELECT 1 FROM work_orders w" + filter.where());
    return statement.bind_all(filter.values()).step();
  }

  void by_phone() {
    if (query_.phone.empty()) return;
    // An order was received when the first of its reports was, so older reports cannot belong to it.
    auto statement = connection_.prepare(
        "SELECT w.id FROM reports r INDEXED BY reports_by_number JOIN work_orders w ON w.id = r.work_order "
        "WHERE r.reporter_phone <> '' AND " +
        digits_of("r.reporter_phone") +
        " = ?1 AND r.reporter_phone || '' = ?2 AND r.received_at >= ?3 AND w.received_at >= ?3 "
        "AND w.state NOT IN ('closed', 'cancelled') GROUP BY w.id ORDER BY max(r.received_at) DESC LIMIT ?4");
    statement.bind(digits_in(query_.phone), query_.phone, query_.received_after, limit_);
    while (statement.step()) of_phone_.push_back(statement.value<models::WorkOrderId>());
  }

  void by_position() {
    if (!query_.position) return;
    const double latitude = query_.position->latitude;
    const double span = query_.within_metres / 111'195.0;
    const double narrowest = std::cos(std::min(89.9, std::abs(latitude) + span) * std::numbers::pi / 180);
    auto statement = connection_.prepare(
        "SELECT w.id, w.latitude, w.longitude, w.position_source FROM work_orders w "
        "INDEXED BY work_orders_open_position WHERE w.latitude IS NOT NULL AND w.latitude BETWEEN ? AND ? "
        "AND w.longitude BETWEEN ? AND ? AND w.state NOT IN ('closed', 'cancelled') AND w.received_at >= ? "
        "ORDER BY w.received_at DESC, w.id DESC");
    statement.bind(latitude - span, latitude + span, query_.position->longitude - span / narrowest,
                   query_.position->longitude + span / narrowest, query_.received_after);
    for (int count = 0; count < limit_ && statement.step();) {
      models::WorkOrderId id;
      std::optional<models::Position> position;
      statement.get(id, position);
      if (!position || models::distance_metres(*query_.position, *position) > query_.within_metres) continue;
      found_.push_back(id);
      ++count;
    }
  }

  void by_village() {
    if (query_.village_code.empty()) return;
    Filter filter;
    filter.add("w.village_code = ?", query_.village_code);
    if (!query_.facility_class.empty()) filter.add("w.facility_class = ?", query_.facility_class);
    if (!query_.fault_kind.empty()) {
      auto same_kind = filter;
      by("work_orders_open_kind", same_kind.add("w.fault_kind = ?", query_.fault_kind));
      // Without a class everything in the village would match.
      if (query_.facility_class.empty()) return;
    }
    by("work_orders_open_kind", std::move(filter));
  }

  Connection& connection_;
  const models::DuplicateQuery& query_;
  int limit_;
  std::vector<models::WorkOrderId> found_;
  std::vector<models::WorkOrderId> of_phone_;
};

}  // namespace

Filter order_filter_without_states(const models::WorkOrderQuery& query) {
  Filter filter;
  if (query.facility) filter.add("w.facility = ?", query.facility);
  if (query.parent) filter.add("w.parent = ?", query.parent);
  if (query.crew) filter.add("w.crew = ?", query.crew);
  if (!query.village_code.empty()) filter.add("w.village_code = ?", query.village_code);
  if (!query.facility_class.empty()) filter.add("w.facility_class = ?", query.facility_class);
  if (query.due_before) filter.add("w.due < ?", *query.due_before);
  add_reach(filter, query.reach, "w.");
  for (const auto& word : search_words(query.text))
    filter.add(
        "(instr(lower(w.number || '\n' || w.address || '\n' || w.description), ?) > 0 OR EXISTS "
        "(SELECT 1 FROM facilities f WHERE f.id = w.facility AND "
        "instr(lower(f.code || '\n' || f.name), ?) > 0))",
        word, word);
  return filter;
}

Filter order_filter(const models::WorkOrderQuery& query) {
  auto filter = order_filter_without_states(query);
  if (query.states.empty()) return filter;
  std::vector<std::string> names;
  for (const auto state : query.states) names.emplace_back(models::name(state));
  return filter.add("w.state IN (SELECT value FROM json_each(?))", to_json_text(names));
}

std::vector<models::WorkOrder> WorkOrderStore::find_all(const std::vector<models::WorkOrderId>& ids) {
  std::vector<models::WorkOrder> orders;
  if (!connection_.far()) {
    for (const auto id : ids) orders.push_back(find(id).value());
    return orders;
  }
  std::string list = "[";
  for (const auto id : ids) list.append(list.size() > 1 ? "," : "").append(id.text());
  auto found = read_work_orders(connection_, list + "]");
  for (const auto id : ids) orders.push_back(std::move(found.at(id)));
  return orders;
}

models::Page<models::WorkOrder> WorkOrderStore::search(const models::WorkOrderQuery& query) {
  const auto size = page_size(query.limit);
  auto found = find_page(connection_, query, size + 1);
  models::Page<models::WorkOrder> page;
  if (static_cast<int>(found.size()) > size) {
    found.pop_back();
    page.next = to_cursor(found.back().due, found.back().id.value);
  }
  std::vector<models::WorkOrderId> ids;
  ids.reserve(found.size());
  for (const auto& one : found) ids.push_back(one.id);
  page.items = find_all(ids);
  return page;
}

std::vector<models::DuplicateHit> WorkOrderStore::find_duplicates(const models::DuplicateQuery& query) {
  DuplicateSearch search(connection_, query);
  std::vector<models::DuplicateHit> hits;
  for (auto& order : find_all(search.run())) {
    const bool same_phone = search.same_phone(order.id);
    hits.push_back({std::move(order), same_phone});
  }
  return hits;
}

}  // namespace sql
