#include "server/storage/sql/import_store.h"

#include "server/storage/sql/codec_import.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table imports("imports",
                             "account, register, format, file, dry_run, skip_bad, state, problem, bytes, "
                             "rows_read, rows_in_all, made, changed, same, bad, faults_in_all, faults, "
                             "made_at, started_at, ended_at");
  return imports;
}

Values values_of(const models::Import& one) {
  return Values().add(one.account, one.into, one.format, one.file, one.dry_run, one.skip_bad, one.state,
                      one.problem, one.bytes, one.rows, one.rows_in_all, one.made, one.changed, one.same,
                      one.bad, one.faults_in_all, to_json_text(one.faults), one.made_at, one.started_at,
                      one.ended_at);
}

models::Import read_import(Statement& row) {
  models::Import one;
  std::string faults;
  row.get(one.id, one.account, one.into, one.format, one.file, one.dry_run, one.skip_bad, one.state,
          one.problem, one.bytes, one.rows, one.rows_in_all, one.made, one.changed, one.same, one.bad,
          one.faults_in_all, faults, one.made_at, one.started_at, one.ended_at);
  from_json_text(faults, one.faults);
  return one;
}

std::vector<models::Import> without_faults(std::vector<models::Import> all) {
  for (auto& one : all) one.faults.clear();
  return all;
}

}  // namespace

models::ImportId ImportStore::insert(const models::Import& one) {
  return {table().insert(connection_, values_of(one))};
}

void ImportStore::update(const models::Import& one) {
  const auto kept = find(one.id).value();
  auto now = one;
  now.account = kept.account;
  now.into = kept.into;
  now.format = kept.format;
  now.file = kept.file;
  now.dry_run = kept.dry_run;
  now.skip_bad = kept.skip_bad;
  now.bytes = kept.bytes;
  now.made_at = kept.made_at;
  table().update(connection_, one.id.value, values_of(now));
}

std::optional<models::Import> ImportStore::find(models::ImportId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_import);
}

void ImportStore::remove(models::ImportId id) {
  connection_.prepare("DELETE FROM imports WHERE id = ?").bind(id).run();
}

std::vector<models::Import> ImportStore::of_account(models::AccountId account, int limit) {
  auto statement = connection_.prepare(table().select() + " WHERE account = ? ORDER BY id DESC LIMIT ?");
  return without_faults(rows(statement.bind(account, limit), read_import));
}

std::vector<models::Import> ImportStore::unfinished() {
  auto statement = connection_.prepare(table().select() + " WHERE ended_at IS NULL ORDER BY id");
  return rows(statement, read_import);
}

std::vector<models::Import> ImportStore::ended_before(models::Time time, int limit) {
  auto statement =
      connection_.prepare(table().select() + " WHERE ended_at < ? ORDER BY ended_at, id LIMIT ?");
  return without_faults(rows(statement.bind(time, limit), read_import));
}

}  // namespace sql
