#include "server/storage/sql/codec_readings.h"
#include "server/storage/sql/machine_stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr std::string_view columns = "facility, last, watches, readings, changed_at";

std::string select(std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM reading_states" + std::string(rest);
}

models::ReadingState read_state(Statement& row) {
  models::ReadingState one;
  std::string last, watches;
  row.get(one.facility, last, watches, one.readings, one.changed_at);
  from_json_text(last, one.last);
  from_json_text(watches, one.watches);
  return one;
}

}  // namespace

std::optional<models::ReadingState> ReadingStore::find(models::FacilityId facility) {
  auto statement = connection_.prepare(select(" WHERE facility = ?"));
  return first_row(statement.bind(facility), read_state);
}

void ReadingStore::save(const models::ReadingState& state) {
  connection_.prepare(upsert("reading_states", "facility", columns))
      .bind(state.facility, to_json_text(state.last), to_json_text(state.watches), state.readings,
            state.changed_at)
      .run();
}

std::vector<models::ReadingState> ReadingStore::latest(int limit) {
  auto statement = connection_.prepare(select(" ORDER BY changed_at DESC, facility DESC LIMIT ?"));
  return rows(statement.bind(limit), read_state);
}

std::vector<models::ReadingState> ReadingStore::after(models::FacilityId facility, int limit) {
  auto statement = connection_.prepare(select(" WHERE facility > ? ORDER BY facility LIMIT ?"));
  return rows(statement.bind(facility.value, limit), read_state);
}

}  // namespace sql
