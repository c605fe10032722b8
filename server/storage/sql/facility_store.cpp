#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/grams.h"
#include "server/storage/sql/reach.h"
#include "server/storage/sql/search_text.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr double metres_per_degree = 111'195.0;
constexpr double first_radius_metres = 250;
constexpr double widest_radius_metres = 100'000;
// With a text the narrow index beats opening every row of a wide box.
constexpr double widest_radius_with_text_metres = 3'000;
// Of a million facilities a run along the codes meets 20 of more than these in 20,000 steps.
constexpr std::size_t most_found_by_grams = 1'000;

const Table& table() {
  static const Table facilities(
      "facilities",
      "code, facility_class, name, village_code, address, latitude, longitude, position_source, circuit, "
      "household, phone, owner, keeper, duty, manner, funds, attributes, active, search_text, version",
      true);
  return facilities;
}

Values values_of(const models::Facility& facility) {
  return Values().add(facility.code, Reference{facility.facility_class}, facility.name,
                      Reference{facility.village_code}, facility.address, facility.position, facility.circuit,
                      facility.household, facility.phone, facility.duties, to_json_text(facility.attributes),
                      facility.active, facility.search_text, facility.version);
}

models::Facility read_facility(Statement& row) {
  models::Facility facility;
  row.get(facility.id, facility.code, facility.facility_class, facility.name, facility.village_code,
          facility.address, facility.position, facility.circuit, facility.household, facility.phone,
          facility.duties);
  from_json_text(row.text(), facility.attributes);
  row.get(facility.active, facility.search_text, facility.version);
  return facility;
}

/// The conditions of a query besides its place; `driver` names the column whose index leads, the others do
/// not tempt the planner away from it.
Filter filter_of(const models::FacilityQuery& query, std::string_view driver) {
  Filter filter;
  const auto equals = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    const std::string condition = std::string(column) + " = ?";
    filter.add(driver == column ? condition : "+" + condition, value);
  };
  equals("circuit", query.circuit);
  if (driver == "circuit") filter.add("circuit <> ''");  // as in the partial index
  equals("village_code", query.village_code);
  add_place_reach(filter, query.reach, "");
  if (query.reach.in_hand) {
    Filter of_order;
    add_reach(of_order, query.reach, "w.");
    filter.add_all(
        "EXISTS (SELECT 1 FROM work_orders w INDEXED BY work_orders_by_facility WHERE "
        "w.facility = facilities.id AND ",
        of_order, ")");
  }
  equals("facility_class", query.facility_class);
  for (const auto& word : search_words(query.text)) filter.add("instr(search_text, ?) > 0", word);
  return filter;
}

struct Index {
  std::string_view driver;
  std::string_view name;
};

Index index_for(const models::FacilityQuery& query) {
  if (!query.circuit.empty()) return {"circuit", "facilities_by_circuit"};
  if (!query.village_code.empty()) return {"village_code", "facilities_by_village"};
  // A text is sought in the narrow index even when the class is known: its rows are too many to open.
  if (!query.facility_class.empty() && query.text.empty()) return {"facility_class", "facilities_by_class"};
  return {"", "facilities_by_text"};
}

/// The facilities that may hold all the words, as a list in JSON, when they are few.
///
/// Shape   nothing: they are many, so that a run along the codes soon meets a page of them; or no piece of
/// the
///         words is in the index
std::optional<std::string> few_with_text(Connection& connection, std::string_view text) {
  const auto asked = grams_asked(search_words(text));
  if (!asked) return std::nullopt;
  const auto found = connection.facilities_with(*asked, most_found_by_grams + 1);
  if (found.size() > most_found_by_grams) return std::nullopt;
  std::string list = "[";
  for (const auto id : found) list.append(list.size() > 1 ? "," : "").append(std::to_string(id));
  return list + "]";
}

struct Candidate {
  double metres = 0;
  std::int64_t id = 0;
  auto operator<=>(const Candidate&) const = default;
};

std::string to_near_cursor(const Candidate& last) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, last.metres).ptr;
  return "near:" + std::string(text, end) + ":" + std::to_string(last.id);
}

std::optional<Candidate> parse_near_cursor(std::string_view cursor) {
  if (cursor.empty()) return std::nullopt;
  const auto colon = cursor.rfind(':');
  if (!cursor.starts_with("near:") || colon < 5) throw std::invalid_argument("cursor");
  const auto metres = parse_number<double>(cursor.substr(5, colon - 5));
  const auto id = parse_number<std::int64_t>(cursor.substr(colon + 1));
  if (!metres || std::isnan(*metres) || !id) throw std::invalid_argument("cursor");
  return Candidate{*metres, *id};
}

/// A box around a circle, unless the circle reaches a pole or the date line: then all the world.
void add_box(Filter& filter, const models::Position& centre, double radius_metres) {
  const double latitude_span = radius_metres / metres_per_degree;
  const double south = centre.latitude - latitude_span;
  const double north = centre.latitude + latitude_span;
  if (south < -89 || north > 89) return;
  const double widest = std::max(std::abs(south), std::abs(north));
  const double longitude_span = latitude_span / std::cos(widest * std::numbers::pi / 180);
  if (centre.longitude - longitude_span < -180 || centre.longitude + longitude_span > 180) return;
  filter.add("latitude BETWEEN ? AND ?", south, north);
  filter.add("longitude BETWEEN ? AND ?", centre.longitude - longitude_span,
             centre.longitude + longitude_span);
}

/// What lies within the radius and after `after`, with its distance; infinite radius: everything, what has no
/// place last.
std::vector<Candidate> candidates_within(Connection& connection, const models::FacilityQuery& query,
                                         double radius_metres, const std::optional<Candidate>& after) {
  const bool all = std::isinf(radius_metres);
  auto filter = filter_of(query, all ? index_for(query).driver : "");
  if (!all) {
    filter.add("latitude IS NOT NULL");
    add_box(filter, *query.near, radius_metres);
  }
  auto statement =
      connection.prepare("SELECT id, latitude, longitude, position_source FROM facilities" +
                         std::string(all ? "" : " INDEXED BY facilities_by_position") + filter.where());
  statement.bind_all(filter.values());
  std::vector<Candidate> found;
  while (statement.step()) {
    Candidate candidate;
    std::optional<models::Position> position;
    statement.get(candidate.id, position);
    candidate.metres =
        position ? models::distance_metres(*query.near, *position) : std::numeric_limits<double>::infinity();
    if (candidate.metres <= radius_metres && (!after || candidate > *after)) found.push_back(candidate);
  }
  return found;
}

}  // namespace

models::FacilityId FacilityStore::insert(const models::Facility& facility) {
  return {table().insert(connection_, values_of(facility))};
}

void FacilityStore::update(const models::Facility& facility) {
  table().update(connection_, facility.id.value, values_of(facility));
}

std::optional<models::Facility> FacilityStore::find(models::FacilityId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_facility);
}

std::optional<models::Facility> FacilityStore::find_by_code(std::string_view code) {
  auto statement = connection_.prepare(table().select() + " WHERE code = ?");
  return first_row(statement.bind(code), read_facility);
}

std::int64_t FacilityStore::count_found(const models::FacilityQuery& query) {
  const auto index = index_for(query);
  const auto filter = filter_of(query, index.driver);
  auto statement = connection_.prepare("SELECT count(*) FROM facilities INDEXED BY " +
                                       std::string(index.name) + filter.where());
  statement.bind_all(filter.values()).step();
  return statement.integer();
}

models::Page<models::Facility> FacilityStore::search(const models::FacilityQuery& query) {
  return query.near ? search_near(query) : search_by_code(query);
}

models::Page<models::Facility> FacilityStore::search_by_code(const models::FacilityQuery& query) {
  const auto few = few_with_text(connection_, query.text);
  const auto index = few ? Index{"id", ""} : index_for(query);
  auto filter = filter_of(query, index.driver);
  if (few) filter.add("id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))", *few);
  if (!query.cursor.empty()) {
    if (!query.cursor.starts_with("code:")) throw std::invalid_argument("cursor");
    filter.add("code > ?", query.cursor.substr(5));
  }
  const auto size = page_size(query.limit);
  const auto run_along = few ? std::string(" NOT INDEXED") : " INDEXED BY " + std::string(index.name);
  auto statement = connection_.prepare("SELECT id FROM facilities" + run_along + filter.where() +
                                       " ORDER BY code LIMIT ?");
  statement.bind_all(filter.values()).bind(size + 1);
  models::Page<models::Facility> page;
  while (statement.step()) {
    if (static_cast<int>(page.items.size()) == size) {
      page.next = "code:" + page.items.back().code;
      break;
    }
    page.items.push_back(find(statement.value<models::FacilityId>()).value());
  }
  return page;
}

models::Page<models::Facility> FacilityStore::search_near(const models::FacilityQuery& query) {
  const auto after = parse_near_cursor(query.cursor);
  const auto size = static_cast<std::size_t>(page_size(query.limit));
  std::vector<Candidate> found;
  for (double radius = first_radius_metres;; radius *= 3) {
    const bool last = radius > (query.text.empty() ? widest_radius_metres : widest_radius_with_text_metres);
    if (last) radius = std::numeric_limits<double>::infinity();
    found = candidates_within(connection_, query, radius, after);
    if (last || found.size() > size) break;
  }
  std::sort(found.begin(), found.end());
  models::Page<models::Facility> page;
  if (found.size() > size) {
    found.resize(size);
    page.next = to_near_cursor(found.back());
  }
  for (const auto& candidate : found) page.items.push_back(find(models::FacilityId{candidate.id}).value());
  return page;
}

std::int64_t FacilityStore::count(std::string_view facility_class) {
  auto statement = connection_.prepare(facility_class.empty()
                                           ? "SELECT count(*) FROM facilities"
                                           : "SELECT count(*) FROM facilities WHERE facility_class = ?");
  if (!facility_class.empty()) statement.bind(facility_class);
  statement.step();
  return statement.integer();
}

std::vector<models::Facility> FacilityStore::of_phone(std::string_view phone, int limit) {
  if (phone.empty()) return {};
  auto statement = connection_.prepare(table().select() +
                                       " INDEXED BY facilities_by_phone WHERE phone <> '' AND phone = ? "
                                       "ORDER BY code LIMIT ?");
  return rows(statement.bind(phone, limit), read_facility);
}

}  // namespace sql
