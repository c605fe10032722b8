#include "server/storage/postgres/migrations.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/storage/database.h"
#include "server/storage/postgres/shown.h"

namespace postgres {
namespace {

void refuse_newer(int stored, int known) {
  if (stored > known)
    throw storage::WrongSchema("the database has schema version " + std::to_string(stored) +
                               ", this program knows " + std::to_string(known) + ": use a newer program");
}

void refuse_replica(Handle& handle) {
  if (handle.ask("SELECT pg_is_in_recovery()") == "t")
    throw storage::WrongSchema(
        "this database is a replica, which cannot be written: give the address of the primary, or "
        "target_session_attrs=read-write with both");
}

}  // namespace

int stored_version(Handle& handle, const std::string& schema) {
  const auto tables = handle.ask("SELECT count(*) FROM pg_tables WHERE schemaname = " + literal(schema));
  if (tables == "0") return 0;
  const auto known = handle.ask("SELECT count(*) FROM pg_tables WHERE schemaname = " + literal(schema) +
                                " AND tablename = 'schema_version'");
  if (known == "0")
    throw storage::WrongSchema("the schema " + schema + " of the database holds tables of another program");
  const auto version = handle.ask("SELECT version FROM schema_version");
  return version.empty() ? 0 : std::stoi(version);
}

namespace {

/// Waits until nobody changes anything: a change that is under way ends, and the next one waits.
///
/// Errors  storage::WrongSchema when older programs must be stopped first
void take_schema(Handle& handle, const std::string& schema, int stored, int wanted, bool additive) {
  if (additive) {
    handle.run("SELECT pg_advisory_xact_lock(" + std::to_string(lock_number(schema + " changes")) + ")");
    return;
  }
  // Programs that are at work hold this lock together.
  if (handle.ask("SELECT pg_try_advisory_xact_lock(" + std::to_string(lock_number(schema + " in use")) +
                 ")") != "t")
    throw storage::WrongSchema("the database has schema " + std::to_string(stored) + " and other programs " +
                               "are using it: stop them, then start this one, which brings it to " +
                               std::to_string(wanted));
}

}  // namespace

void migrate(Handle& handle, const std::string& schema, const std::vector<Migration>& steps) {
  const int wanted = steps.back().version;
  refuse_replica(handle);
  refuse_newer(stored_version(handle, schema), wanted);
  if (stored_version(handle, schema) == wanted) return;
  handle.patient(std::chrono::hours{1});
  handle.run(
      "BEGIN; SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0; "
      "SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock(" +
      std::to_string(lock_number(schema + " migration")) + ")");
  const int stored = stored_version(handle, schema);  // another program may have been quicker
  refuse_newer(stored, wanted);
  // A town's own role may make nothing but what is in its schema, which was made for it.
  if (handle.ask("SELECT to_regnamespace(" + literal(identifier(schema)) + ") IS NULL") == "t")
    handle.run("CREATE SCHEMA IF NOT EXISTS " + identifier(schema));
  if (stored == 0)
    handle.run(
        "CREATE TABLE schema_version (version integer NOT NULL); "
        "INSERT INTO schema_version (version) VALUES (0)");
  if (stored > 0 && stored < wanted) {
    const bool additive = std::ranges::all_of(
        steps, [stored](const Migration& step) { return step.version <= stored || step.additive(); });
    take_schema(handle, schema, stored, wanted, additive);
    spdlog::info("the database goes from schema version {} to {}", stored, wanted);
    hide_from_district(handle, schema);  // its views must not hold the tables fast
  }
  for (const auto& step : steps)
    if (step.version > stored) handle.run(std::string(step.sql));
  handle.run("UPDATE schema_version SET version = " + std::to_string(wanted) + "; COMMIT");
}

}  // namespace postgres
