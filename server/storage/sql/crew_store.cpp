#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/remembered.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table crews(
      "crews",
      "code, name_zh, name_en, skills, villages, shifts, utc_offset_seconds, on_call, capacity, "
      "phone, latitude, longitude, position_source, active, contractor");
  return crews;
}

Values values_of(const models::Crew& crew) {
  return Values().add(crew.code, crew.name, to_json_text(crew.skills), to_json_text(crew.villages),
                      to_json_text(crew.shifts), crew.utc_offset_seconds, crew.on_call, crew.capacity,
                      crew.phone, crew.base, crew.active, crew.contractor);
}

models::Crew read_crew(Statement& row) {
  models::Crew crew;
  row.get(crew.id, crew.code, crew.name);
  get_remembered(row, crew.skills);
  get_remembered(row, crew.villages);
  get_remembered(row, crew.shifts);
  row.get(crew.utc_offset_seconds, crew.on_call, crew.capacity, crew.phone, crew.base, crew.active,
          crew.contractor);
  return crew;
}

}  // namespace

models::CrewId CrewStore::insert(const models::Crew& crew) {
  return {table().insert(connection_, values_of(crew))};
}

void CrewStore::update(const models::Crew& crew) {
  table().update(connection_, crew.id.value, values_of(crew));
}

std::optional<models::Crew> CrewStore::find(models::CrewId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_crew);
}

std::optional<models::Crew> CrewStore::find_by_code(std::string_view code) {
  auto statement = connection_.prepare(table().select() + " WHERE code = ?");
  return first_row(statement.bind(code), read_crew);
}

std::vector<models::Crew> CrewStore::list() {
  auto statement = connection_.prepare(table().select() + " ORDER BY code");
  return rows(statement, read_crew);
}

}  // namespace sql
