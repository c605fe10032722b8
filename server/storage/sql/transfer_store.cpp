#include "server/storage/sql/transfer_store.h"

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/codec_transfer.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table transfers(
      "transfers",
      "work_order, destination, destination_name, delivery, reference, service_code, latitude, longitude, "
      "position_source, address, description, answers, state, by_account, by_name, at, token, their_id, "
      "their_status, their_words, taken_at, ended_at, asked_at, next_at, since, failures, last_error, "
      "doubtful, seen, end_words");
  return transfers;
}

Values values_of(const models::Transfer& one) {
  return Values()
      .add(one.work_order, one.destination, one.destination_name, one.delivery, one.reference,
           one.service_code, one.position, one.address, one.description, to_json_text(one.answers))
      .add(one.state, one.by, one.by_name, one.at, one.token, one.their_id, one.their_status, one.their_words)
      .add(one.taken_at, one.ended_at, one.asked_at, one.next_at, one.since, one.failures, one.last_error,
           one.doubtful, to_json_text(one.seen), one.end_words);
}

models::Transfer read_transfer(Statement& row) {
  models::Transfer one;
  std::string answers, seen;
  row.get(one.id, one.work_order, one.destination, one.destination_name, one.delivery, one.reference,
          one.service_code, one.position, one.address, one.description, answers);
  row.get(one.state, one.by, one.by_name, one.at, one.token, one.their_id, one.their_status, one.their_words);
  row.get(one.taken_at, one.ended_at, one.asked_at, one.next_at, one.since, one.failures, one.last_error,
          one.doubtful, seen, one.end_words);
  from_json_text(answers, one.answers);
  from_json_text(seen, one.seen);
  return one;
}

}  // namespace

models::TransferId TransferStore::insert(const models::Transfer& transfer) {
  written_ = true;
  return {table().insert(connection_, values_of(transfer))};
}

void TransferStore::update(const models::Transfer& transfer) {
  written_ = true;
  table().update(connection_, transfer.id.value, values_of(transfer));
}

std::optional<models::Transfer> TransferStore::find(models::TransferId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_transfer);
}

std::optional<models::Transfer> TransferStore::find_by_delivery(models::DeliveryId id) {
  auto statement = connection_.prepare(table().select() + " WHERE delivery = ? ORDER BY id DESC LIMIT 1");
  return first_row(statement.bind(id), read_transfer);
}

std::vector<models::Transfer> TransferStore::of_work_order(models::WorkOrderId id) {
  auto statement = connection_.prepare(table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), read_transfer);
}

models::Page<models::Transfer> TransferStore::search(const models::TransferQuery& query) {
  Filter filter;
  if (!query.states.empty()) {
    std::vector<std::string> names;
    for (const auto state : query.states) names.emplace_back(models::name(state));
    filter.add("state IN (SELECT value FROM json_each(?))", to_json_text(names));
  }
  if (const auto after = parse_cursor(query.cursor)) filter.add("id < ?", after->id);
  const auto size = page_size(query.limit);
  auto statement = connection_.prepare(table().select() + filter.where() + " ORDER BY id DESC LIMIT ?");
  models::Page<models::Transfer> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_transfer);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  return page;
}

std::optional<models::Transfer> TransferStore::due(models::DestinationId destination, models::Time now) {
  auto statement = connection_.prepare(
      table().select() + " WHERE destination = ? AND next_at <= ? ORDER BY next_at, id LIMIT 1");
  return first_row(statement.bind(destination, now), read_transfer);
}

std::optional<models::Time> TransferStore::next() {
  auto statement = connection_.prepare("SELECT min(next_at) FROM transfers WHERE next_at IS NOT NULL");
  if (!statement.step()) return std::nullopt;
  return statement.value<std::optional<models::Time>>();
}

int TransferStore::count_asked(models::DestinationId destination, models::Time since) {
  auto statement = connection_.prepare(
      "SELECT count(*) FROM transfers WHERE destination = ? AND asked_at IS NOT NULL AND asked_at > ?");
  statement.bind(destination, since).step();
  return statement.value<int>();
}

void TransferStore::save(const models::ForeignOffer& offer) {
  connection_.prepare(upsert("foreign_offers", "destination", "destination, services, updates, read_at"))
      .bind(offer.destination, to_json_text(offer.services), offer.updates, offer.read_at)
      .run();
}

std::optional<models::ForeignOffer> TransferStore::offer(models::DestinationId destination) {
  auto statement = connection_.prepare(
      "SELECT destination, services, updates, read_at FROM foreign_offers WHERE destination = ?");
  return first_row(statement.bind(destination), [](Statement& row) {
    models::ForeignOffer offer;
    std::string services;
    row.get(offer.destination, services, offer.updates, offer.read_at);
    from_json_text(services, offer.services);
    return offer;
  });
}

}  // namespace sql
