#include "server/storage/sql/move_side.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "server/storage/audit_chain.h"
#include "server/storage/database.h"
#include "server/storage/postgres/connection.h"
#include "server/storage/postgres/migrations.h"

namespace postgres {
namespace {

Patience long_patience() {
  Patience patience;
  patience.answer = std::chrono::hours{1};  // an index over millions of rows takes its time
  return patience;
}

void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        line += "\\\\";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\0':
        throw std::runtime_error("a text holds a zero byte, which PostgreSQL cannot keep");
      default:
        line += c;
    }
  }
}

/// In the text form of COPY.
void append(std::string& line, const sql::Values::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    line += std::to_string(*number);
  } else if (const auto* fraction = std::get_if<double>(&value)) {
    char text[32];
    line.append(text, std::to_chars(text, text + sizeof text, *fraction).ptr);
  } else if (const auto* words = std::get_if<std::string>(&value)) {
    append_escaped(line, *words);
  } else if (const auto* bytes = std::get_if<sql::Values::Bytes>(&value)) {
    line.append("\\\\x").append(storage::to_hex(bytes->all));
  } else {
    line += "\\N";
  }
}

class MoveSide final : public sql::MoveSide {
 public:
  explicit MoveSide(const storage::MoveEnd& end)
      : place_(end.limits.address, end.limits.schema, long_patience()),
        connection_(place_, Connection::Mode::writer) {
    migrate(handle(), place_.schema());
    handle().patient(long_patience().answer);
    if (handle().ask("SELECT pg_try_advisory_lock(" +
                     std::to_string(lock_number(place_.schema() + " in use")) + ")") != "t")
      throw storage::InUse("servers are at work on the schema " + place_.schema() + ": stop them first");
  }

  sql::Connection& connection() override { return connection_; }

  std::vector<sql::TableShape> tables() override {
    std::vector<sql::TableShape> all;
    auto list = connection_.prepare(
        "SELECT c.relname, a.attname, coalesce(array_position(i.indkey::smallint[], a.attnum), -1) AS place "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
        "AND c.relname NOT IN ('facility_grams', 'duty', 'schema_version') AND c.relname NOT LIKE 'move_%' "
        "ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\"");
    std::vector<std::pair<std::int64_t, std::string>> key;
    const auto finish = [&] {
      std::sort(key.begin(), key.end());
      for (auto& [place, name] : key) all.back().key.push_back(std::move(name));
      key.clear();
    };
    while (list.step()) {
      const std::string table(list.text()), column(list.text());
      const auto place = list.integer();
      if (all.empty() || all.back().name != table) {
        if (!all.empty()) finish();
        all.push_back({table, {}, {}});
      }
      all.back().columns.push_back(column);
      if (place >= 0) key.emplace_back(place, column);
    }
    if (!all.empty()) finish();
    return all;
  }

  void make_bare() override {
    if (handle().ask("SELECT to_regclass('move_rebuild') IS NOT NULL") == "t") return;
    handle().run(
        "BEGIN; CREATE TABLE move_rebuild (place bigint GENERATED ALWAYS AS IDENTITY, sql text NOT NULL, "
        "undo text "
        "NOT NULL);"
        "INSERT INTO move_rebuild (sql, undo) SELECT indexdef, 'DROP INDEX ' || quote_ident(indexname) FROM "
        "pg_indexes "
        "WHERE schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE "
        "connamespace = current_schema()::regnamespace);"
        "INSERT INTO move_rebuild (sql, undo) SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', "
        "conrelid::regclass, conname, pg_get_constraintdef(oid)), format('ALTER TABLE %s DROP CONSTRAINT "
        "%I', "
        "conrelid::regclass, conname) FROM pg_constraint WHERE contype = 'f' AND connamespace = "
        "current_schema()::regnamespace;"
        "INSERT INTO move_rebuild (sql, undo) SELECT pg_get_triggerdef(t.oid), format('DROP TRIGGER %I ON "
        "%s', "
        "tgname, "
        "tgrelid::regclass) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND "
        "c.relnamespace = current_schema()::regnamespace;"
        "DO $$ DECLARE one text; BEGIN FOR one IN SELECT undo FROM move_rebuild ORDER BY place DESC LOOP "
        "EXECUTE "
        "one; "
        "END LOOP; END $$; COMMIT");
  }

  void load(const sql::TableShape& table, const std::vector<sql::Values>& rows) override {
    std::string columns, lines;
    for (const auto& name : table.columns)
      columns.append(columns.empty() ? "" : ", ").append(identifier(name));
    for (const auto& row : rows) {
      bool first = true;
      for (const auto& value : row.all()) {
        if (!first) lines += '\t';
        first = false;
        append(lines, value);
      }
      lines += '\n';
    }
    handle().copy_in("COPY " + table.name + " (" + columns + ") FROM STDIN", lines);
  }

  void make_whole() override {
    handle().run(
        "BEGIN; DELETE FROM facility_grams; INSERT INTO facility_grams (id, pieces) SELECT id, "
        "grams(search_text) "
        "FROM facilities;"
        "DO $$ DECLARE one record; BEGIN "
        "FOR one IN SELECT sql FROM move_rebuild ORDER BY place LOOP EXECUTE one.sql; END LOOP; "
        "FOR one IN SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND "
        "a.attidentity <> '' AND a.attname = 'id' WHERE c.relkind = 'r' AND c.relnamespace = "
        "current_schema()::regnamespace LOOP "
        "EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), greatest(1, (SELECT "
        "coalesce(max(id), "
        "0) FROM %I)), (SELECT count(*) > 0 FROM %I))', one.name, one.name, one.name); END LOOP; END $$; "
        "DROP TABLE move_rebuild; COMMIT; ANALYZE");
  }

 private:
  Handle& handle() { return connection_.handle(); }

  Place place_;
  Connection connection_;
};

}  // namespace
}  // namespace postgres

namespace sql {

std::unique_ptr<MoveSide> postgres_side(const storage::MoveEnd& end) {
  return std::make_unique<postgres::MoveSide>(end);
}

}  // namespace sql
