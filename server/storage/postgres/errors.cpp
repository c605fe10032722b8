#include "server/storage/postgres/errors.h"

#include <libpq-fe.h>

#include <stdexcept>
#include <string>

#include "server/storage/database.h"

namespace postgres {
namespace {

constexpr std::size_t longest_statement_shown = 200;

std::string field(const PGresult* result, int code) {
  const char* text = result == nullptr ? nullptr : PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// "table.column, table.column" from the detail `Key (column, column)=(…) already exists.`
std::string key_columns(const PGresult* result) {
  const auto table = field(result, PG_DIAG_TABLE_NAME);
  const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  const auto open = detail.find('('), close = detail.find(")=");
  if (open == std::string::npos || close == std::string::npos || close < open)
    return field(result, PG_DIAG_CONSTRAINT_NAME);
  std::string columns = table + ".";
  for (std::size_t i = open + 1; i < close; ++i) {
    columns += detail[i];
    if (detail[i] == ' ') columns += table + ".";
  }
  return columns;
}

[[noreturn]] void throw_constraint(const PGresult* result, const std::string& state,
                                   const std::string& what) {
  using Kind = storage::ConstraintFailed::Kind;
  if (state == "23505") throw storage::ConstraintFailed(what, Kind::unique, key_columns(result));
  if (state == "23503") throw storage::ConstraintFailed(what, Kind::foreign_key, key_columns(result));
  throw storage::ConstraintFailed(what, Kind::other, field(result, PG_DIAG_MESSAGE_PRIMARY));
}

bool refuses(const std::string& message) {
  for (const auto* word :
       {"authentication", "password", "no pg_hba.conf entry", "does not exist", "permission denied",
        "invalid connection option", "invalid port", "invalid URI", "missing \"=\"", "certificate", "SSL"})
    if (message.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

void throw_error(PGconn* connection, const PGresult* result, std::string_view doing) {
  const auto state = field(result, PG_DIAG_SQLSTATE);
  auto message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty() && connection != nullptr) message = trimmed(PQerrorMessage(connection));
  const auto what = message + " (" + state + ") in: " + std::string(doing.substr(0, longest_statement_shown));
  const auto of_class = [&](std::string_view wanted) { return state.starts_with(wanted); };
  if (connection == nullptr || PQstatus(connection) == CONNECTION_BAD || of_class("08") || of_class("57P"))
    throw storage::Unreachable("the connection to the database was lost: " + message);
  if (state == "40001" || state == "40P01") throw storage::TryAgain(what);
  if (state == "55P03" || state == "57014" || state == "25P03") throw storage::Busy(what);
  if (state == "53100") throw storage::WriteFailed(what, true);
  if (of_class("53")) throw storage::Busy(what);
  if (state == "25006" && message.find("read-only transaction") != std::string::npos &&
      PQparameterStatus(connection, "in_hot_standby") != nullptr &&
      std::string_view(PQparameterStatus(connection, "in_hot_standby")) == "off")
    throw std::logic_error("a reader may not write: " + what);
  if (state == "25006")
    throw storage::WriteFailed("this database is a replica or may only be read: " + what, false);
  if (of_class("58") || of_class("XX")) throw storage::WriteFailed(what, false);
  // P0001: what our own triggers refuse. 22: a value the type does not take.
  if (of_class("23") || state == "P0001" || of_class("22")) throw_constraint(result, state, what);
  throw std::runtime_error(what);
}

void throw_connection_error(PGconn* connection) {
  const auto message = trimmed(PQerrorMessage(connection));
  if (refuses(message)) throw storage::Refused("the database refuses us: " + message);
  throw storage::Unreachable("the database cannot be reached: " + message);
}

}  // namespace postgres
