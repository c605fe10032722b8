#include "server/storage/sql/move_side.h"

#include <optional>
#include <stdexcept>

#include "server/storage/durable_files.h"
#include "server/storage/sql/table.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/migrations.h"

namespace sqlite {
namespace {

namespace fs = std::filesystem;

class MoveSide final : public sql::MoveSide {
 public:
  explicit MoveSide(const storage::MoveEnd& end)
      : lock_(end.folder / "lamplighter.lock"),
        connection_(file_in(end.folder), Connection::Mode::writer, std::chrono::seconds{5}, end.limits.key) {
    migrate(connection_);
    // Each row is seen once: there is nothing to be kept for later.
    connection_.execute("PRAGMA foreign_keys = OFF; PRAGMA cache_size = -8192");
  }

  sql::Connection& connection() override { return connection_; }

  std::vector<sql::TableShape> tables() override {
    std::vector<sql::TableShape> all;
    std::vector<std::string> names;
    {
      auto list = connection_.prepare(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT "
          "LIKE "
          "'facility_grams%' AND name NOT LIKE 'move_%' ORDER BY name");
      while (list.step()) names.emplace_back(list.text());
    }
    for (const auto& name : names) {
      sql::TableShape table{name, {}, {}};
      auto columns = connection_.prepare("SELECT name FROM pragma_table_info(?) ORDER BY name");
      columns.bind(name);
      while (columns.step()) table.columns.emplace_back(columns.text());
      auto key = connection_.prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk");
      key.bind(name);
      while (key.step()) table.key.emplace_back(key.text());
      all.push_back(std::move(table));
    }
    return all;
  }

  // One file takes its rows quickly enough with its indexes there: only the triggers would count anew.
  void make_bare() override {
    connection_.execute("CREATE TABLE IF NOT EXISTS move_rebuild (name TEXT PRIMARY KEY, sql TEXT NOT NULL)");
    connection_.execute(
        "INSERT OR IGNORE INTO move_rebuild SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
    std::vector<std::string> names;
    {
      auto list = connection_.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
      while (list.step()) names.emplace_back(list.text());
    }
    for (const auto& name : names) connection_.execute("DROP TRIGGER " + name);
  }

  void load(const sql::TableShape& table, const std::vector<sql::Values>& rows) override {
    std::string columns, marks;
    for (const auto& name : table.columns) {
      columns.append(columns.empty() ? "" : ", ").append(name);
      marks += marks.empty() ? "?" : ", ?";
    }
    auto insert =
        connection_.prepare("INSERT INTO " + table.name + " (" + columns + ") VALUES (" + marks + ")");
    for (const auto& row : rows) insert.again().bind_all(row).run();
  }

  void make_whole() override {
    connection_.begin_write();
    std::vector<std::string> triggers;
    {
      auto list = connection_.prepare("SELECT sql FROM move_rebuild ORDER BY name");
      while (list.step()) triggers.emplace_back(list.text());
    }
    for (const auto& one : triggers) connection_.execute(one);
    connection_.execute(
        "DROP TABLE move_rebuild; DELETE FROM facility_grams; INSERT INTO facility_grams (rowid, "
        "grams) SELECT id, grams(search_text) FROM facilities");
    auto broken = connection_.prepare("PRAGMA foreign_key_check");
    if (broken.step())
      throw std::runtime_error("a row of " + std::string(broken.text()) + " names one that is not there");
    connection_.commit();
  }

 private:
  static fs::path file_in(const fs::path& folder) {
    auto file = folder / "lamplighter.db";
    storage::make_private_file(file);
    return file;
  }

  storage::FileLock lock_;
  Connection connection_;
};

}  // namespace
}  // namespace sqlite

namespace sql {

std::unique_ptr<MoveSide> sqlite_side(const storage::MoveEnd& end) {
  return std::make_unique<sqlite::MoveSide>(end);
}

}  // namespace sql
