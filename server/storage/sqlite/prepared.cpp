#include "server/storage/sqlite/prepared.h"

#include <sqlite3.h>

#include <stdexcept>
#include <variant>

#include "server/storage/sqlite/errors.h"

namespace sqlite {

Prepared::Prepared(sqlite3* connection, std::string_view sql, bool kept) : connection_(connection) {
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                      kept ? SQLITE_PREPARE_PERSISTENT : 0, &handle_, nullptr);
  if (code != SQLITE_OK) throw_error(connection, code, sql);
}

Prepared::~Prepared() { sqlite3_finalize(handle_); }

void Prepared::check(int code) {
  if (code != SQLITE_OK) throw_error(connection_, code, words());
}

void Prepared::bind_null(int mark) { check(sqlite3_bind_null(handle_, mark + 1)); }
void Prepared::bind(int mark, std::int64_t value) { check(sqlite3_bind_int64(handle_, mark + 1, value)); }
void Prepared::bind(int mark, double value) { check(sqlite3_bind_double(handle_, mark + 1, value)); }

void Prepared::bind_text(int mark, std::string_view value, bool stays) {
  // An empty view may have no address, which would bind NULL.
  const char* bytes = value.empty() ? "" : value.data();
  check(sqlite3_bind_text64(handle_, mark + 1, bytes, value.size(), stays ? SQLITE_STATIC : SQLITE_TRANSIENT,
                            SQLITE_UTF8));
}

void Prepared::bind_bytes(int mark, std::string_view value, bool stays) {
  const char* bytes = value.empty() ? "" : value.data();
  check(
      sqlite3_bind_blob64(handle_, mark + 1, bytes, value.size(), stays ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

bool Prepared::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) throw_error(connection_, code, words());
  return false;
}

int Prepared::columns() const { return sqlite3_column_count(handle_); }
bool Prepared::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
std::int64_t Prepared::integer(int column) const { return sqlite3_column_int64(handle_, column); }
double Prepared::real(int column) const { return sqlite3_column_double(handle_, column); }

std::string_view Prepared::text(int column) const {
  // A blob's bytes come back as they are; a text's are UTF-8 already.
  const void* bytes = sqlite3_column_blob(handle_, column);
  if (!bytes) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

sql::Values::Value Prepared::value(int column) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return integer(column);
    case SQLITE_FLOAT:
      return real(column);
    case SQLITE_BLOB:
      return sql::Values::Bytes{std::string(text(column))};
    default:
      return std::string(text(column));
  }
}

bool Prepared::equals(int column, const sql::Values::Value& value) const {
  const int type = sqlite3_column_type(handle_, column);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return type == SQLITE_INTEGER && integer(column) == *number;
  if (const auto* fraction = std::get_if<double>(&value))
    return type == SQLITE_FLOAT && !(real(column) < *fraction) && !(*fraction < real(column));
  if (const auto* words = std::get_if<std::string>(&value))
    return type == SQLITE_TEXT && text(column) == *words;
  return type == SQLITE_NULL;
}

std::string_view Prepared::words() const {
  const auto* sql = sqlite3_sql(handle_);
  return sql == nullptr ? std::string_view() : std::string_view(sql);
}

void Prepared::reset(bool forget) {
  sqlite3_reset(handle_);
  if (forget) sqlite3_clear_bindings(handle_);
}

}  // namespace sqlite
