#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/desk_stores.h"
#include "server/storage/sql/search_text.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table calls("phone_calls",
                           "external_id, caller, callee, began_at, ended_at, recording, recorded_at, "
                           "recorded_by, taken_by, taken_by_name, taken_at, report");
  return calls;
}

Values values_of(const models::PhoneCall& call) {
  return Values().add(call.external_id, call.caller, call.callee, call.began_at, call.ended_at,
                      call.recording, call.recorded_at, call.recorded_by, call.taken_by, call.taken_by_name,
                      call.taken_at, call.report);
}

models::PhoneCall read_call(Statement& row) {
  models::PhoneCall call;
  row.get(call.id, call.external_id, call.caller, call.callee, call.began_at, call.ended_at, call.recording,
          call.recorded_at, call.recorded_by, call.taken_by, call.taken_by_name, call.taken_at, call.report);
  return call;
}

}  // namespace

models::PhoneCallId PhoneCallStore::insert(const models::PhoneCall& call) {
  return {table().insert(connection_, values_of(call))};
}

void PhoneCallStore::update(const models::PhoneCall& call) {
  table().update(connection_, call.id.value, values_of(call));
}

std::optional<models::PhoneCall> PhoneCallStore::find(models::PhoneCallId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_call);
}

std::optional<models::PhoneCall> PhoneCallStore::find_by_external_id(std::string_view id) {
  auto statement = connection_.prepare(table().select() + " WHERE external_id = ?");
  return first_row(statement.bind(id), read_call);
}

models::Page<models::PhoneCall> PhoneCallStore::search(const models::PhoneCallQuery& query) {
  Filter filter;
  if (query.waiting) filter.add("taken_at IS NULL AND ended_at IS NULL");
  if (query.since) filter.add("began_at >= ?", *query.since);
  if (const auto after = parse_cursor(query.cursor))
    filter.add("(began_at, id) < (?, ?)", after->key, after->id);
  const auto size = page_size(query.limit);
  auto statement =
      connection_.prepare(table().select() + filter.where() + " ORDER BY began_at DESC, id DESC LIMIT ?");
  models::Page<models::PhoneCall> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_call);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(models::to_unix(page.items.back().began_at), page.items.back().id.value);
  }
  return page;
}

int PhoneCallStore::forget_callers(models::Time began_before) {
  auto statement = connection_.prepare(
      "UPDATE phone_calls SET caller = '' WHERE caller <> '' AND began_at < ? RETURNING id");
  return static_cast<int>(
      rows(statement.bind(began_before), [](Statement& row) { return row.integer(); }).size());
}

models::NumberHits PhoneCallStore::of_number(const std::vector<std::string>& forms, int limit) {
  models::NumberHits hits;
  if (forms.empty()) return hits;
  const auto among = to_json_text(forms);
  const auto find = [&](std::string_view table, std::string_view column, std::string_view order, auto& ids) {
    const std::string name(column);
    auto statement = connection_.prepare("SELECT id FROM " + std::string(table) + " INDEXED BY " +
                                         std::string(table) + "_by_number WHERE " + name + " <> '' AND " +
                                         digits_of(name) + " IN (SELECT value FROM json_each(?)) ORDER BY " +
                                         std::string(order) + " LIMIT ?");
    using Id = typename std::remove_reference_t<decltype(ids)>::value_type;
    ids = rows(statement.bind(among, limit), [](Statement& row) { return row.value<Id>(); });
  };
  find("facilities", "phone", "code", hits.facilities);
  find("reports", "reporter_phone", "received_at DESC, id DESC", hits.reports);
  find("phone_calls", "caller", "began_at DESC, id DESC", hits.calls);
  return hits;
}

}  // namespace sql
