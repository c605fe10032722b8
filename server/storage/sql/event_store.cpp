#include <algorithm>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table events(
      "events",
      "kind, at, by_account, by_name, by_role, report, work_order, state, village_code, "
      "crew, details");
  return events;
}

models::Event read_event(Statement& row) {
  models::Event event;
  row.get(event.id, event.kind, event.at, event.by, event.by_name, event.by_role, event.report,
          event.work_order, event.state, event.village_code, event.crew);
  from_json_text(row.text(), event.details);
  row.get(event.facility_class);
  return event;
}

}  // namespace

models::EventId EventStore::append(const models::Event& event) {
  const auto id =
      table().insert(connection_, Values().add(event.kind, event.at, event.by, event.by_name, event.by_role,
                                               event.report, event.work_order, event.state,
                                               event.village_code, event.crew, to_json_text(event.details)));
  appended_ = true;
  return {id};
}

std::vector<models::Event> EventStore::list(const models::EventQuery& query) {
  Filter filter;
  if (query.work_order) filter.add("work_order = ?", query.work_order);
  // Of an order's events few belong to one report: the plus keeps to the order's index.
  if (query.report) filter.add(query.work_order ? "+report = ?" : "report = ?", query.report);
  filter.add("id > ?", query.after.value);
  auto statement = connection_.prepare(
      "SELECT id, kind, at, by_account, by_name, by_role, report, work_order, state, village_code, crew, "
      "details, ifnull((SELECT w.facility_class FROM work_orders w WHERE w.id = events.work_order), "
      "(SELECT r.facility_class FROM reports r WHERE r.id = events.report)) FROM events" +
      filter.where() + " ORDER BY id LIMIT ?");
  return rows(statement.bind_all(filter.values()).bind(std::max(0, query.limit)), read_event);
}

models::EventId EventStore::last() {
  auto statement = connection_.prepare("SELECT max(id) FROM events");
  statement.step();
  return statement.value<models::EventId>();
}

}  // namespace sql
