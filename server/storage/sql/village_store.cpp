#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

models::Village read_village(Statement& row) {
  models::Village village;
  row.get(village.code, village.official_name, village.name, village.pinyin, village.initials,
          village.in_care, village.position);
  return village;
}

constexpr std::string_view find_sql =
    "SELECT code, official_name, name, pinyin, initials, in_care, latitude, longitude, position_source "
    "FROM villages WHERE code = ?";

}  // namespace

void VillageStore::save(const models::Village& village) {
  connection_
      .prepare(
          "INSERT INTO villages (code, official_name, name, pinyin, initials, in_care, latitude, longitude, "
          "position_source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET "
          "official_name = excluded.official_name, name = excluded.name, pinyin = excluded.pinyin, "
          "initials = excluded.initials, in_care = excluded.in_care, latitude = excluded.latitude, "
          "longitude = excluded.longitude, position_source = excluded.position_source")
      .bind(village.code, village.official_name, village.name, village.pinyin, village.initials,
            village.in_care, village.position)
      .run();
}

std::optional<models::Village> VillageStore::find(std::string_view code) {
  auto statement = connection_.prepare(find_sql);
  return first_row(statement.bind(code), read_village);
}

std::vector<models::Village> VillageStore::list() {
  auto statement = connection_.prepare(
      "SELECT code, official_name, name, pinyin, initials, in_care, latitude, longitude, position_source "
      "FROM villages ORDER BY code");
  return rows(statement, read_village);
}

}  // namespace sql
