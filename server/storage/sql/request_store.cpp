#include <sstream>

#include "server/storage/sql/cursor.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

template <class Enum>
std::string words_of(const std::vector<Enum>& values) {
  std::string words;
  for (const auto value : values) words.append(words.empty() ? "" : " ").append(models::name(value));
  return words;
}

template <class Enum>
std::vector<Enum> values_in(const std::string& words) {
  std::vector<Enum> values;
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    const auto value = models::parse<Enum>(word);
    if (!value) throw std::runtime_error("the database holds an unknown word: " + word);
    values.push_back(*value);
  }
  return values;
}

models::RequestReason read_reason(Statement& row) {
  models::RequestReason reason;
  std::string kinds, proofs;
  row.get(reason.code, reason.name, kinds, reason.longest, proofs, reason.needs_approval, reason.active);
  reason.kinds = values_in<models::RequestKind>(kinds);
  reason.proofs = values_in<models::Proof>(proofs);
  return reason;
}

constexpr std::string_view reason_columns =
    "SELECT code, name_zh, name_en, kinds, longest, proofs, needs_approval, active FROM request_reasons";

const Table& table() {
  static const Table requests(
      "requests",
      "work_order, kind, state, reason, note, photo, part_order_number, resident_word, target, amount, "
      "from_at, ends_at, review_at, reviewed_at, ended_at, proposed_crew, crew, village_code, by_account, "
      "by_name, at, decided_by, decided_by_name, decision_note, decided_at, next_at");
  return requests;
}

Values values_of(const models::Request& one) {
  return Values().add(one.work_order, one.kind, one.state, one.reason, one.note, one.photo,
                      one.part_order_number, one.resident_word, one.target, one.amount, one.from, one.ends_at,
                      one.review_at, one.reviewed_at, one.ended_at, one.proposed_crew, one.crew,
                      one.village_code, one.by, one.by_name, one.at, one.decided_by, one.decided_by_name,
                      one.decision_note, one.decided_at, one.next_at());
}

models::Request read_request(Statement& row) {
  models::Request one;
  row.get(one.id, one.work_order, one.kind, one.state, one.reason, one.note, one.photo, one.part_order_number,
          one.resident_word, one.target, one.amount, one.from, one.ends_at, one.review_at, one.reviewed_at,
          one.ended_at, one.proposed_crew, one.crew, one.village_code, one.by, one.by_name, one.at,
          one.decided_by, one.decided_by_name, one.decision_note, one.decided_at);
  return one;
}

}  // namespace

void RequestStore::save(const models::RequestReason& reason) {
  connection_
      .prepare(upsert("request_reasons", "code",
                      "code, name_zh, name_en, kinds, longest, proofs, needs_approval, active"))
      .bind(reason.code, reason.name, words_of(reason.kinds), reason.longest, words_of(reason.proofs),
            reason.needs_approval, reason.active)
      .run();
}

std::optional<models::RequestReason> RequestStore::find_reason(std::string_view code) {
  auto statement = connection_.prepare(std::string(reason_columns) + " WHERE code = ?");
  return first_row(statement.bind(code), read_reason);
}

std::vector<models::RequestReason> RequestStore::reasons() {
  auto statement = connection_.prepare(std::string(reason_columns) + " ORDER BY code");
  return rows(statement, read_reason);
}

models::RequestId RequestStore::insert(const models::Request& request) {
  return {table().insert(connection_, values_of(request))};
}

void RequestStore::update(const models::Request& request) {
  table().update(connection_, request.id.value, values_of(request));
}

std::optional<models::Request> RequestStore::find(models::RequestId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_request);
}

std::vector<models::Request> RequestStore::of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare(table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), read_request);
}

models::Page<models::Request> RequestStore::search(const models::RequestQuery& query) {
  Filter filter;
  if (query.state) filter.add("state = ?", *query.state);
  if (query.kind) filter.add("kind = ?", *query.kind);
  if (query.work_order) filter.add("work_order = ?", query.work_order);
  if (query.crew) filter.add("crew = ?", query.crew);
  if (query.running) filter.add("state = 'approved' AND ended_at IS NULL AND ends_at IS NOT NULL");
  add_reach_of_order(filter, query.reach, "requests");
  if (const auto after = parse_cursor(query.cursor)) filter.add("id < ?", after->id);
  const auto size = page_size(query.limit);
  auto statement = connection_.prepare(table().select() + filter.where() + " ORDER BY id DESC LIMIT ?");
  models::Page<models::Request> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_request);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  return page;
}

std::vector<models::Request> RequestStore::due(models::Time now, int limit) {
  auto statement = connection_.prepare(
      table().select() + " WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?");
  return rows(statement.bind(now, limit), read_request);
}

std::optional<models::Time> RequestStore::next() {
  auto statement = connection_.prepare("SELECT min(next_at) FROM requests WHERE next_at IS NOT NULL");
  statement.step();
  return statement.value<std::optional<models::Time>>();
}

}  // namespace sql
