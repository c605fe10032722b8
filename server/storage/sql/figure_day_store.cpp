#include <charconv>
#include <stdexcept>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/figure_store.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

using models::FigureShare;
using models::FigureSum;
using models::OrderFacts;
using models::WorkOrderId;

/// Numbers with a space between each two.
template <class Numbers>
std::string text_of(const Numbers& numbers) {
  std::string text;
  for (const auto number : numbers) {
    if (!text.empty()) text += ' ';
    text += std::to_string(number);
  }
  return text;
}

template <class Each>
void read_numbers(std::string_view text, const Each& each) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    std::int64_t number = 0;
    const auto [next, code] = std::from_chars(at, end, number);
    if (code != std::errc{}) throw std::runtime_error("the sums of the figures cannot be read");
    each(number);
    at = next < end ? next + 1 : next;
  }
}

std::string ids_text(const std::vector<WorkOrderId>& orders) {
  std::string text = "[";
  for (const auto order : orders) text.append(text.size() > 1 ? "," : "").append(order.text());
  return text + "]";
}

constexpr std::string_view in_list = " IN (SELECT CAST(value AS BIGINT) FROM json_each(?))";

std::string_view word(models::FigureSpan span) { return span == models::FigureSpan::day ? "day" : "month"; }

std::string_view word(models::FigureDimension dimension) {
  switch (dimension) {
    case models::FigureDimension::village:
      return "village";
    case models::FigureDimension::facility_class:
      return "class";
    case models::FigureDimension::crew:
      return "crew";
    case models::FigureDimension::all:
      break;
  }
  return "all";
}

FigureShare read_share(Statement& row) {
  FigureShare share;
  row.get(share.order, share.village_code, share.facility_class, share.crew, share.simulated, share.paused,
          share.lasted);
  std::int64_t numbers[3] = {};
  std::size_t known = 0;
  read_numbers(row.text(), [&](std::int64_t number) {
    numbers[known++] = number;
    if (known < 3) return;
    known = 0;
    share.places.push_back(
        {numbers[0], static_cast<int>(numbers[1]), (numbers[2] & 1) != 0, (numbers[2] & 2) != 0});
  });
  return share;
}

constexpr std::string_view share_columns =
    "SELECT s.work_order, s.village_code, s.facility_class, s.crew, s.simulated, s.paused, s.lasted, "
    "s.places FROM ";

FigureSum read_sum(Statement& row) {
  FigureSum sum;
  row.get(sum.start, sum.key, sum.simulated);
  std::size_t known = 0;
  read_numbers(row.text(), [&](std::int64_t number) {
    if (known < sum.counts.size()) sum.counts[known++] = number;
  });
  return sum;
}

std::vector<WorkOrderId> ids(Statement& statement) {
  return rows(statement, [](Statement& row) { return row.value<WorkOrderId>(); });
}

}  // namespace

std::optional<models::FigureRolling> FigureStore::rolling() {
  auto statement = connection_.prepare("SELECT layout, utc_offset_seconds FROM figure_rolling WHERE id = 1");
  return first_row(statement, [](Statement& row) {
    models::FigureRolling rolling;
    row.get(rolling.layout, rolling.utc_offset_seconds);
    return rolling;
  });
}

void FigureStore::start_anew(const models::FigureRolling& rolling) {
  // The first time everything waits already.
  if (this->rolling()) {
    connection_.prepare("DELETE FROM figure_sums").run();
    connection_.prepare("DELETE FROM figure_shares").run();
    connection_.prepare("DELETE FROM figure_waiting").run();
    connection_.prepare("INSERT INTO figure_waiting SELECT id FROM work_orders").run();
  }
  connection_.prepare(upsert("figure_rolling", "id", "id, layout, utc_offset_seconds"))
      .bind(1, rolling.layout, rolling.utc_offset_seconds)
      .run();
}

std::vector<OrderFacts> FigureStore::waiting(WorkOrderId after, int limit, models::Time now, bool at_rest) {
  const std::string ended =
      "SELECT f.work_order FROM figure_waiting f CROSS JOIN work_orders o ON o.id = f.work_order "
      "WHERE f.work_order > ?1 AND (o.state IN ('closed', 'cancelled') OR EXISTS (SELECT 1 "
      "FROM figure_shares s WHERE s.work_order = f.work_order)) ORDER BY f.work_order LIMIT ?2";
  return facts_of(
      "WITH asked (id) AS MATERIALIZED (" +
          (at_rest ? ended
                   : "SELECT work_order FROM figure_waiting WHERE work_order > ?1 ORDER BY work_order "
                     "LIMIT ?2") +
          ") ",
      after.value, limit, now, Filter());
}

std::vector<OrderFacts> FigureStore::facts(WorkOrderId after, int limit, models::Time now) {
  return facts_of(
      "WITH asked (id) AS MATERIALIZED (SELECT id FROM work_orders WHERE id > ?1 ORDER BY id LIMIT ?2) ",
      after.value, limit, now, Filter());
}

std::int64_t FigureStore::waiting_count(int most) {
  auto statement =
      connection_.prepare("SELECT count(*) FROM (SELECT work_order FROM figure_waiting LIMIT ?) AS few");
  statement.bind(most).step();
  return statement.integer();
}

std::vector<WorkOrderId> FigureStore::pausing(const std::vector<WorkOrderId>& orders) {
  auto statement = connection_.prepare(
      "SELECT DISTINCT work_order FROM pauses WHERE to_at IS NULL AND work_order" + std::string(in_list));
  return ids(statement.bind(ids_text(orders)));
}

std::vector<FigureShare> FigureStore::shares(const std::vector<WorkOrderId>& orders) {
  auto statement = connection_.prepare(std::string(share_columns) + "figure_shares s WHERE s.work_order" +
                                       std::string(in_list) + " ORDER BY s.work_order");
  return rows(statement.bind(ids_text(orders)), read_share);
}

std::vector<FigureShare> FigureStore::waiting_shares() {
  auto statement =
      connection_.prepare(std::string(share_columns) +
                          "figure_waiting f CROSS JOIN figure_shares s ON s.work_order = f.work_order");
  return rows(statement, read_share);
}

std::vector<WorkOrderId> FigureStore::are_waiting(const std::vector<WorkOrderId>& orders) {
  auto statement = connection_.prepare("SELECT work_order FROM figure_waiting WHERE work_order" +
                                       std::string(in_list) + " ORDER BY work_order");
  return ids(statement.bind(ids_text(orders)));
}

void FigureStore::save(const FigureShare& share) {
  std::vector<std::int64_t> places;
  for (const auto& place : share.places)
    for (const std::int64_t number : {place.day, std::int64_t{place.figure},
                                      std::int64_t{place.in_numerator} + 2 * std::int64_t{place.excluded}})
      places.push_back(number);
  static const auto sql =
      upsert("figure_shares", "work_order",
             "work_order, village_code, facility_class, crew, simulated, paused, lasted, places");
  connection_.prepare(sql)
      .bind(share.order, share.village_code, share.facility_class, share.crew, share.simulated, share.paused,
            share.lasted, text_of(places))
      .run();
  connection_.prepare("DELETE FROM figure_waiting WHERE work_order = ?").bind(share.order).run();
}

void FigureStore::remove_share(WorkOrderId order) {
  connection_.prepare("DELETE FROM figure_shares WHERE work_order = ?").bind(order).run();
}

void FigureStore::add(models::FigureSpan span, models::FigureDimension dimension,
                      const FigureSum& difference) {
  auto sum = difference;
  {
    auto found = connection_.prepare(
        "SELECT start, key, simulated, counts FROM figure_sums WHERE dimension = ? AND span = ? AND start = "
        "? AND "
        "key = ?");
    if (found.bind(word(dimension), word(span), sum.start, sum.key).step()) {
      const auto before = read_sum(found);
      sum.simulated += before.simulated;
      for (std::size_t i = 0; i < sum.counts.size(); ++i) sum.counts[i] += before.counts[i];
    }
  }
  static const auto sql =
      upsert("figure_sums", "dimension, span, start, key", "dimension, span, start, key, simulated, counts");
  connection_.prepare(sql)
      .bind(word(dimension), word(span), sum.start, sum.key, sum.simulated, text_of(sum.counts))
      .run();
}

std::vector<FigureSum> FigureStore::sums(models::FigureSpan span, models::FigureDimension dimension,
                                         const std::vector<std::int64_t>& starts,
                                         const std::vector<std::string>& keys) {
  std::string days = "[";
  for (const auto start : starts) days.append(days.size() > 1 ? "," : "").append(std::to_string(start));
  Filter filter;
  filter.add("dimension = ?", word(dimension)).add("span = ?", word(span));
  filter.add("start" + std::string(in_list), days + "]");
  if (!keys.empty()) filter.add("key IN (SELECT value FROM json_each(?))", to_json_text(keys));
  auto statement =
      connection_.prepare("SELECT start, key, simulated, counts FROM figure_sums" + filter.where());
  return rows(statement.bind_all(filter.values()), read_sum);
}

std::vector<FigureSum> FigureStore::all_sums(models::FigureSpan span, models::FigureDimension dimension,
                                             std::int64_t start, const std::string& key, int limit) {
  auto statement = connection_.prepare(
      "SELECT start, key, simulated, counts FROM figure_sums WHERE dimension = ? AND span = ? AND (start > ? "
      "OR "
      "(start = ? AND key > ?)) ORDER BY start, key LIMIT ?");
  return rows(statement.bind(word(dimension), word(span), start, start, key, limit), read_sum);
}

}  // namespace sql
