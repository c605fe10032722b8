#include "server/commands/open_database.h"

#include <pwd.h>
#include <unistd.h>

#include "server/app.h"

namespace commands {
namespace {

std::string system_user() {
  const auto id = geteuid();
  passwd entry{};
  passwd* found = nullptr;
  char buffer[4096];
  if (getpwuid_r(id, &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr) return found->pw_name;
  return "uid " + std::to_string(id);
}

models::AuditEntry entry_of(const std::string& act) {
  auto entry = models::program_act("lamplighter " + act, {});
  entry.kind = models::AuditKind::command;
  entry.name = system_user();
  entry.address = "console";
  return entry;
}

}  // namespace

void require_file(const config::Config& config, const std::string& command) {
  if (config.database.address.empty()) return;
  throw std::runtime_error(command +
                           " is for the database in a file; one in PostgreSQL is copied and encrypted with "
                           "PostgreSQL's own tools (docs/operating.md)");
}

std::unique_ptr<storage::Database> open_database(const config::Config& config, const std::string& act) {
  auto database = storage::open_database(config.data_directory, config.database);
  database->act_as(entry_of(act));
  return database;
}

namespace {

void record(storage::Database& database, models::AuditKind kind, const std::string& act,
            const std::string& what) {
  database.write_now([&](models::Transaction& tx) {
    auto entry = entry_of(act);
    entry.kind = kind;
    entry.at = app::wall_clock();
    entry.reason = what;
    tx.audit().append(entry);
    return true;
  });
}

}  // namespace

void record_export(storage::Database& database, const std::string& act, const std::string& what) {
  record(database, models::AuditKind::export_, act, what);
}

void record_command(storage::Database& database, const std::string& act, const std::string& what) {
  record(database, models::AuditKind::command, act, what);
}

}  // namespace commands
