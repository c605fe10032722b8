#include "server/storage/sqlite/migrations.h"

#include <spdlog/spdlog.h>

#include "server/storage/database.h"

namespace sqlite {
namespace {

constexpr std::int64_t application_id = 0x4c414d50;  // "LAMP"

std::int64_t number(Connection& connection, std::string_view sql) {
  auto statement = connection.prepare(sql);
  statement.step();
  return statement.integer();
}

/// While it lives a migration may change the text of the schema.
class OpenSchema {
 public:
  explicit OpenSchema(Connection& connection) : connection_(connection) { connection_.open_schema(true); }
  ~OpenSchema() { connection_.open_schema(false); }
  OpenSchema(const OpenSchema&) = delete;
  OpenSchema& operator=(const OpenSchema&) = delete;

 private:
  Connection& connection_;
};

}  // namespace

int stored_version(Connection& connection) {
  const auto application = number(connection, "PRAGMA application_id");
  const auto version = number(connection, "PRAGMA user_version");
  if (application == application_id) return static_cast<int>(version);
  if (application != 0 || version != 0 || number(connection, "SELECT count(*) FROM sqlite_schema") != 0)
    throw storage::WrongSchema("the database file belongs to another program");
  return 0;
}

void migrate(Connection& connection) {
  const auto& all = migrations();
  const auto newest = static_cast<int>(all.size());
  const auto stored = stored_version(connection);
  if (stored > newest)
    throw storage::WrongSchema("the database has schema version " + std::to_string(stored) +
                               ", this program knows " + std::to_string(newest) + ": use a newer program");
  if (stored == newest) return;
  const OpenSchema open(connection);
  for (auto version = static_cast<std::size_t>(stored); version < all.size(); ++version) {
    // With years of orders in it a step may take minutes: whoever waits is told which one.
    if (stored > 0) spdlog::info("the database goes to schema version {} of {}", version + 1, all.size());
    connection.execute("BEGIN IMMEDIATE");
    try {
      connection.execute(std::string(all[version]));
      connection.execute("PRAGMA application_id = " + std::to_string(application_id));
      connection.execute("PRAGMA user_version = " + std::to_string(version + 1));
      connection.execute("COMMIT");
    } catch (...) {
      if (connection.in_transaction()) connection.execute("ROLLBACK");
      throw;
    }
  }
}

}  // namespace sqlite
