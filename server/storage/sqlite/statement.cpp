#include "server/storage/sqlite/statement.h"

#include <sqlite3.h>

#include <stdexcept>

#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/errors.h"

namespace sqlite {

Statement::Statement(Connection& connection, CachedStatement& cached)
    : connection_(connection), cached_(&cached), handle_(cached.handle) {
  cached.in_use = true;
}

Statement::Statement(Connection& connection, sqlite3_stmt* owned) : connection_(connection), handle_(owned) {}

Statement::~Statement() {
  if (cached_) {
    sqlite3_reset(handle_);
    if (by_reference_) sqlite3_clear_bindings(handle_);
    cached_->in_use = false;
  } else {
    sqlite3_finalize(handle_);
  }
}

Statement& Statement::again() {
  sqlite3_reset(handle_);
  mark_ = 0;
  return *this;
}

Statement& Statement::by_reference() {
  by_reference_ = true;
  return *this;
}

Statement& Statement::bind_value(const Values::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    integer(*number);
  else if (const auto* fraction = std::get_if<double>(&value))
    real(*fraction);
  else if (const auto* words = std::get_if<std::string>(&value))
    text(*words);
  else
    put_null();
  return *this;
}

Statement& Statement::bind_all(const Values& values) {
  for (const auto& value : values.all()) bind_value(value);
  return *this;
}

bool Statement::step() {
  column_ = 0;
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) {
    columns_ = sqlite3_column_count(handle_);
    return true;
  }
  columns_ = 0;
  if (code != SQLITE_DONE) throw_error(connection_.handle(), code, sqlite3_sql(handle_));
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::check(int code) {
  if (code != SQLITE_OK) throw_error(connection_.handle(), code, sqlite3_sql(handle_));
}

void Statement::put_null() { check(sqlite3_bind_null(handle_, ++mark_)); }
void Statement::integer(std::int64_t value) { check(sqlite3_bind_int64(handle_, ++mark_, value)); }
void Statement::real(double value) { check(sqlite3_bind_double(handle_, ++mark_, value)); }

void Statement::text(std::string_view value) {
  // An empty view may have no address, which would bind NULL.
  const char* bytes = value.empty() ? "" : value.data();
  check(sqlite3_bind_text64(handle_, ++mark_, bytes, value.size(),
                            by_reference_ ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::blob(std::string_view value) {
  const char* bytes = value.empty() ? "" : value.data();
  check(sqlite3_bind_blob64(handle_, ++mark_, bytes, value.size(),
                            by_reference_ ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

int Statement::next_column() {
  if (column_ >= columns_)
    throw std::logic_error(std::string("read past the last column of: ") + sqlite3_sql(handle_));
  return column_++;
}

bool Statement::next_is_null() { return sqlite3_column_type(handle_, column_) == SQLITE_NULL; }
std::int64_t Statement::integer() { return sqlite3_column_int64(handle_, next_column()); }
double Statement::real() { return sqlite3_column_double(handle_, next_column()); }

std::string_view Statement::text() {
  const int column = next_column();
  // A blob's bytes come back as they are; a text's are UTF-8 already.
  const void* bytes = sqlite3_column_blob(handle_, column);
  if (!bytes) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::next_equals(const Values::Value& value) {
  const int type = sqlite3_column_type(handle_, column_);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return type == SQLITE_INTEGER ? integer() == *number : (skip(), false);
  if (const auto* fraction = std::get_if<double>(&value))
    return type == SQLITE_FLOAT ? real() == *fraction : (skip(), false);
  if (const auto* words = std::get_if<std::string>(&value))
    return type == SQLITE_TEXT ? text() == *words : (skip(), false);
  skip();
  return type == SQLITE_NULL;
}

}  // namespace sqlite
