#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/outside_stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& destination_table() {
  static const Table destinations("destinations",
                                  "name, carrier, address, secret, language, about, villages, quiet_from, "
                                  "quiet_to, digest_above, per_minute, options, active");
  return destinations;
}

const Table& delivery_table() {
  static const Table deliveries("deliveries",
                                "destination, message, event, about, work_order, facts, state, tries, "
                                "created_at, next_at, tried_at, sent_at, last_error, merged_into, report, "
                                "reference");
  return deliveries;
}

std::string key_name(models::Carrier carrier) { return "key of " + std::string(models::name(carrier)); }

std::string words_of(const std::vector<models::EventKind>& kinds) {
  std::vector<std::string> words;
  for (const auto kind : kinds) words.emplace_back(models::name(kind));
  return to_json_text(words);
}

std::vector<models::EventKind> kinds_of(const std::string& text) {
  std::vector<std::string> words;
  from_json_text(text, words);
  std::vector<models::EventKind> kinds;
  for (const auto& word : words)
    if (const auto kind = models::parse<models::EventKind>(word)) kinds.push_back(*kind);
  return kinds;
}

Values values_of(const models::Destination& one) {
  Values values;
  values.add(one.name, one.carrier, one.address, one.secret, one.language, words_of(one.about),
             to_json_text(one.villages));
  if (one.quiet) {
    values.add(one.quiet->from_minute, one.quiet->to_minute);
  } else {
    values.put_null();
    values.put_null();
  }
  return values.add(one.digest_above, one.per_minute, to_json_text(one.options), one.active);
}

models::Destination read_destination(Statement& row) {
  models::Destination one;
  std::string about, villages, options;
  std::optional<int> from, to;
  row.get(one.id, one.name, one.carrier, one.address, one.secret, one.language, about, villages, from, to,
          one.digest_above, one.per_minute, options, one.active);
  one.about = kinds_of(about);
  from_json_text(villages, one.villages);
  from_json_text(options, one.options);
  if (from && to) one.quiet = models::QuietHours{*from, *to};
  return one;
}

Values values_of(const models::Delivery& one) {
  return Values().add(one.destination, one.message, one.event, one.about, one.work_order,
                      to_json_text(one.facts), one.state, one.tries, one.created_at, one.next_at,
                      one.tried_at, one.sent_at, one.last_error, one.merged_into, one.report, one.reference);
}

models::Delivery read_delivery(Statement& row) {
  models::Delivery one;
  std::string facts;
  row.get(one.id, one.destination, one.message, one.event, one.about, one.work_order, facts, one.state,
          one.tries, one.created_at, one.next_at, one.tried_at, one.sent_at, one.last_error, one.merged_into,
          one.report, one.reference);
  from_json_text(facts, one.facts);
  return one;
}

}  // namespace

models::DestinationId DeliveryStore::insert(const models::Destination& destination) {
  written_ = true;
  return {destination_table().insert(connection_, values_of(destination))};
}

void DeliveryStore::update(const models::Destination& destination) {
  written_ = true;
  destination_table().update(connection_, destination.id.value, values_of(destination));
}

std::optional<models::Destination> DeliveryStore::find(models::DestinationId id) {
  auto statement = connection_.prepare(destination_table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_destination);
}

std::vector<models::Destination> DeliveryStore::destinations() {
  auto statement = connection_.prepare(destination_table().select() + " ORDER BY name, id");
  return rows(statement, read_destination);
}

void DeliveryStore::remove(models::DestinationId id) {
  connection_.prepare("DELETE FROM deliveries WHERE destination = ?").bind(id).run();
  connection_.prepare("DELETE FROM destinations WHERE id = ?").bind(id).run();
}

std::string DeliveryStore::key(models::Carrier carrier) {
  auto statement = connection_.prepare("SELECT value FROM secrets WHERE name = ?");
  return statement.bind(key_name(carrier)).step() ? std::string(statement.text()) : std::string{};
}

void DeliveryStore::save_key(models::Carrier carrier, const std::string& secret) {
  connection_.prepare(upsert("secrets", "name", "name, value")).bind(key_name(carrier), secret).run();
}

void DeliveryStore::save(const models::MessageTemplate& text) {
  connection_.prepare(upsert("message_templates", "about", "about, text_zh, text_en"))
      .bind(text.about, text.text)
      .run();
}

std::vector<models::MessageTemplate> DeliveryStore::templates() {
  auto statement =
      connection_.prepare("SELECT about, text_zh, text_en FROM message_templates ORDER BY about");
  return rows(statement, [](Statement& row) {
    models::MessageTemplate one;
    row.get(one.about, one.text);
    return one;
  });
}

models::DeliveryId DeliveryStore::insert(const models::Delivery& delivery) {
  written_ = true;
  return {delivery_table().insert(connection_, values_of(delivery))};
}

void DeliveryStore::update(const models::Delivery& delivery) {
  written_ = true;
  delivery_table().update(connection_, delivery.id.value, values_of(delivery));
}

std::optional<models::Delivery> DeliveryStore::find(models::DeliveryId id) {
  auto statement = connection_.prepare(delivery_table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_delivery);
}

models::Page<models::Delivery> DeliveryStore::search(const models::DeliveryQuery& query) {
  Filter filter;
  if (query.state) filter.add("state = ?", *query.state);
  if (query.failed) filter.add("state = 'waiting' AND tries > 0");
  if (query.destination) filter.add("destination = ?", query.destination);
  if (query.work_order) filter.add("work_order = ?", query.work_order);
  if (const auto after = parse_cursor(query.cursor)) filter.add("id < ?", after->id);
  const auto size = page_size(query.limit);
  auto statement =
      connection_.prepare(delivery_table().select() + filter.where() + " ORDER BY id DESC LIMIT ?");
  models::Page<models::Delivery> page;
  page.items = rows(statement.bind_all(filter.values()).bind(size + 1), read_delivery);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = to_cursor(0, page.items.back().id.value);
  }
  return page;
}

std::optional<models::Delivery> DeliveryStore::due(models::DestinationId destination, models::Time now) {
  auto statement =
      connection_.prepare(delivery_table().select() +
                          " WHERE state = 'waiting' AND destination = ? AND next_at <= ? AND (work_order IS "
                          "NULL OR NOT EXISTS (SELECT "
                          "1 FROM deliveries d WHERE d.state = 'waiting' AND d.destination = "
                          "deliveries.destination AND d.work_order = "
                          "deliveries.work_order AND d.id < deliveries.id)) ORDER BY next_at, id LIMIT 1");
  return first_row(statement.bind(destination, now), read_delivery);
}

std::optional<models::Delivery> DeliveryStore::due_receipt(models::DestinationId destination,
                                                           models::Time now) {
  auto statement = connection_.prepare(delivery_table().select() +
                                       " WHERE state = 'handed_over' AND destination = ? AND next_at <= ? "
                                       "ORDER BY next_at, id LIMIT 1");
  return first_row(statement.bind(destination, now), read_delivery);
}

std::vector<models::Delivery> DeliveryStore::waiting(models::DestinationId destination, int limit) {
  auto statement = connection_.prepare(delivery_table().select() +
                                       " WHERE state = 'waiting' AND destination = ? ORDER BY id LIMIT ?");
  return rows(statement.bind(destination, limit), read_delivery);
}

std::optional<models::Time> DeliveryStore::next() {
  auto statement = connection_.prepare(
      "SELECT min(next_at) FROM (SELECT min(next_at) AS next_at FROM deliveries WHERE state = 'waiting' "
      "UNION "
      "ALL SELECT min(next_at) FROM deliveries WHERE state = 'handed_over') first");
  if (!statement.step()) return std::nullopt;
  return statement.value<std::optional<models::Time>>();
}

int DeliveryStore::count_tried(models::DestinationId destination, models::Time since) {
  auto statement =
      connection_.prepare("SELECT count(*) FROM deliveries WHERE destination = ? AND tried_at > ?");
  statement.bind(destination, since).step();
  return statement.value<int>();
}

models::DeliveryCounts DeliveryStore::counts() {
  models::DeliveryCounts counts;
  auto statement = connection_.prepare("SELECT state, count(*) FROM deliveries GROUP BY state");
  while (statement.step()) {
    models::DeliveryState state{};
    std::int64_t count = 0;
    statement.get(state, count);
    switch (state) {
      case models::DeliveryState::waiting:
        counts.waiting = count;
        break;
      case models::DeliveryState::sent:
        counts.sent = count;
        break;
      case models::DeliveryState::dead:
        counts.dead = count;
        break;
      case models::DeliveryState::merged:
        counts.merged = count;
        break;
      case models::DeliveryState::handed_over:
        counts.handed_over = count;
        break;
    }
  }
  return counts;
}

int DeliveryStore::remove_before(models::Time time) {
  connection_
      .prepare(
          "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE state IN ('sent', 'merged') "
          "AND created_at < ? ORDER BY id LIMIT 1000)")
      .bind(time)
      .run();
  return connection_.changes();
}

}  // namespace sql
