#include "server/storage/postgres/handle.h"

#include <libpq-fe.h>
#include <poll.h>

#include <array>

#include "server/storage/database.h"
#include "server/storage/postgres/errors.h"

namespace postgres {
namespace {

using Clock = std::chrono::steady_clock;

/// Waits until a socket can be read (or written); false when the time is over.
bool wait_for(int socket, bool reading, bool writing, Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
    pollfd one{socket, static_cast<short>((reading ? POLLIN : 0) | (writing ? POLLOUT : 0)), 0};
    const int ready = ::poll(&one, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

void no_notices(void*, const PGresult*) {}

std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()); }

}  // namespace

void ClearResult::operator()(PGresult* result) const { PQclear(result); }

Handle::Handle(const std::string& address, const Path& path, const Patience& patience) : patience_(patience) {
  try {
    connect(address, path);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

Handle::~Handle() { PQfinish(connection_); }

void Handle::connect(const std::string& address, const Path& path) {
  char* wrong = nullptr;
  auto* parts = PQconninfoParse(address.c_str(), &wrong);
  const bool parsed = parts != nullptr;
  PQconninfoFree(parts);
  const std::string why = wrong == nullptr ? "" : wrong;
  PQfreemem(wrong);
  if (!parsed && (address.find("://") != std::string::npos || address.find('=') != std::string::npos))
    throw storage::Refused("the address of the database cannot be read: " + why);
  // A server that goes away with a change half made must not keep the others waiting for its locks.
  const std::string options =
      "-c search_path=" + identifier(path.schema) +
      (path.behind.empty() ? "" : "," + identifier(path.behind)) +
      (path.role.empty() ? "" : " -c role=" + path.role) +
      " -c lock_timeout=" + milliseconds(patience_.lock) +
      " -c statement_timeout=" + milliseconds(patience_.answer) +
      " -c idle_in_transaction_session_timeout=" + milliseconds(patience_.answer) +
      " -c timezone=UTC -c jit=off -c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 "
      "-c tcp_keepalives_count=3 -c tcp_user_timeout=6000";
  const std::array keys{"dbname",           "client_encoding",  "fallback_application_name",
                        "options",          "keepalives_idle",  "keepalives_interval",
                        "keepalives_count", "tcp_user_timeout", static_cast<const char*>(nullptr)};
  const std::array values{address.c_str(),
                          "UTF8",
                          "lamplighter",
                          options.c_str(),
                          "3",
                          "1",
                          "3",
                          "6000",
                          static_cast<const char*>(nullptr)};
  connection_ = PQconnectStartParams(keys.data(), values.data(), 1);
  if (connection_ == nullptr) throw std::bad_alloc();
  const auto until = Clock::now() + patience_.connect;
  for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK; state = PQconnectPoll(connection_)) {
    if (state == PGRES_POLLING_FAILED || PQstatus(connection_) == CONNECTION_BAD)
      throw_connection_error(connection_);
    if (!wait_for(PQsocket(connection_), state == PGRES_POLLING_READING, state == PGRES_POLLING_WRITING,
                  until))
      give_up("the database did not let us in within " + milliseconds(patience_.connect) + " ms");
  }
  PQsetnonblocking(connection_, 1);
  PQsetNoticeReceiver(connection_, &no_notices, nullptr);
}

void Handle::give_up(const std::string& what) {
  // Closed at once: an answer that comes later must not be taken for that of another statement.
  PQfinish(connection_);
  connection_ = nullptr;
  timed_out_ = true;
  throw storage::Unreachable(what);
}

bool Handle::lost() const { return connection_ == nullptr || PQstatus(connection_) == CONNECTION_BAD; }

bool Handle::in_transaction() const {
  if (lost()) return false;
  const auto state = PQtransactionStatus(connection_);
  return state == PQTRANS_INTRANS || state == PQTRANS_INERROR || state == PQTRANS_ACTIVE;
}

Result Handle::finish(bool sent, std::string_view words) {
  if (!sent) throw_error(connection_, nullptr, words);
  const auto until = Clock::now() + patience_.answer;
  const auto late = [&] {
    give_up("the database did not answer within " + milliseconds(patience_.answer) + " ms");
  };
  for (int left = PQflush(connection_); left != 0; left = PQflush(connection_)) {
    if (left < 0) throw_error(connection_, nullptr, words);
    if (!wait_for(PQsocket(connection_), true, true, until)) late();
    if (PQconsumeInput(connection_) == 0) throw_error(connection_, nullptr, words);
  }
  Result last;
  for (;;) {
    while (PQisBusy(connection_) != 0) {
      if (!wait_for(PQsocket(connection_), true, false, until)) late();
      if (PQconsumeInput(connection_) == 0) throw_error(connection_, nullptr, words);
    }
    Result next(PQgetResult(connection_));
    if (!next) break;
    // The first that failed says why; what came after it was not done.
    if (!last || PQresultStatus(last.get()) != PGRES_FATAL_ERROR) last = std::move(next);
  }
  const auto status = last ? PQresultStatus(last.get()) : PGRES_FATAL_ERROR;
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    throw_error(connection_, last.get(), words);
  return last;
}

Result Handle::run(const std::string& sql) {
  if (lost()) throw storage::Unreachable("the connection to the database was lost");
  return finish(PQsendQuery(connection_, sql.c_str()) == 1, sql);
}

void Handle::prepare(const std::string& name, const std::string& sql) {
  if (lost()) throw storage::Unreachable("the connection to the database was lost");
  finish(PQsendPrepare(connection_, name.c_str(), sql.c_str(), 0, nullptr) == 1, sql);
}

namespace {

struct Parts {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  explicit Parts(const std::vector<Parameter>& parameters) {
    for (const auto& one : parameters) {
      values.push_back(one.null ? nullptr : one.bytes.c_str());
      lengths.push_back(static_cast<int>(one.bytes.size()));
      formats.push_back(one.raw ? 1 : 0);
    }
  }
  int size() const { return static_cast<int>(values.size()); }
};

}  // namespace

Result Handle::run_prepared(const std::string& name, const std::vector<Parameter>& parameters,
                            std::string_view words) {
  if (lost()) throw storage::Unreachable("the connection to the database was lost");
  const Parts parts(parameters);
  return finish(PQsendQueryPrepared(connection_, name.c_str(), parts.size(), parts.values.data(),
                                    parts.lengths.data(), parts.formats.data(), 0) == 1,
                words);
}

Result Handle::run_once(const std::string& sql, const std::vector<Parameter>& parameters) {
  if (lost()) throw storage::Unreachable("the connection to the database was lost");
  const Parts parts(parameters);
  return finish(PQsendQueryParams(connection_, sql.c_str(), parts.size(), nullptr, parts.values.data(),
                                  parts.lengths.data(), parts.formats.data(), 0) == 1,
                sql);
}

void Handle::copy_in(const std::string& sql, const std::string& lines) {
  if (lost()) throw storage::Unreachable("the connection to the database was lost");
  // Much goes one way here: the library may wait for the socket itself.
  PQsetnonblocking(connection_, 0);
  const Result begun(PQexec(connection_, sql.c_str()));
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) throw_error(connection_, begun.get(), sql);
  if (PQputCopyData(connection_, lines.data(), static_cast<int>(lines.size())) != 1 ||
      PQputCopyEnd(connection_, nullptr) != 1)
    throw_error(connection_, nullptr, sql);
  const Result done(PQgetResult(connection_));
  while (const Result more{PQgetResult(connection_)}) {
  }
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) throw_error(connection_, done.get(), sql);
  PQsetnonblocking(connection_, 1);
}

std::string Handle::ask(const std::string& sql) {
  const auto result = run(sql);
  if (PQntuples(result.get()) == 0 || PQnfields(result.get()) == 0) return "";
  return PQgetvalue(result.get(), 0, 0);
}

namespace {

std::string quoted(std::string_view text, char quote) {
  std::string all(1, quote);
  for (const char c : text) {
    if (c == quote) all += quote;
    all += c;
  }
  return all + quote;
}

}  // namespace

std::string identifier(std::string_view name) { return quoted(name, '"'); }
std::string literal(std::string_view text) { return quoted(text, '\''); }

// FNV-1a: any fixed rule would do.
std::int64_t lock_number(std::string_view words) {
  std::uint64_t number = 14695981039346656037ULL;
  for (const char c : words) {
    number ^= static_cast<unsigned char>(c);
    number *= 1099511628211ULL;
  }
  return static_cast<std::int64_t>(number);
}

}  // namespace postgres
