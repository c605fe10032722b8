#include "server/storage/sqlite/grams.h"

#include <sqlite3.h>

#include "server/storage/sql/grams.h"

namespace sqlite {
namespace {

void grams_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  try {
    const auto made = sql::grams(bytes == nullptr ? std::string_view() : std::string_view(bytes, size));
    sqlite3_result_text64(context, made.data(), made.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (...) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

void define_grams(sqlite3* database) {
  sqlite3_create_function_v2(database, "grams", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                             nullptr, &grams_in_sql, nullptr, nullptr, nullptr);
}

}  // namespace sqlite
