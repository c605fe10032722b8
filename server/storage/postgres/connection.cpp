#include "server/storage/postgres/connection.h"

#include <libpq-fe.h>

#include <thread>

#include "server/storage/database.h"

namespace postgres {
namespace {

// After a failed attempt nobody tries again before this.
constexpr std::chrono::milliseconds away_for{500};
// How long it is asked what became of a commit whose answer was lost: a failover takes some seconds.
constexpr std::chrono::seconds asked_for{6};

}  // namespace

std::unique_ptr<Handle> Place::connect() {
  {
    const std::lock_guard lock(mutex_);
    const bool lately = std::chrono::steady_clock::now() < seen_away_ + away_for;
    if (lately && answered_.load() < seen_away_) throw storage::Unreachable(why_);
  }
  const auto begun = std::chrono::steady_clock::now();
  try {
    auto handle = std::make_unique<Handle>(address_, path_, patience_);
    is_there();
    return handle;
  } catch (const storage::Unreachable& away) {
    is_away(away.what(), begun);
    throw;
  } catch (const storage::Refused& refused) {
    // It let this program in before: whatever is wrong now may be mended without a restart here.
    if (answered_.load() == Moment{}) throw;
    is_away(refused.what(), begun);
    throw storage::Unreachable(refused.what());
  }
}

void Place::is_away(const std::string& why, Moment since) {
  if (answered_.load() > since) return;
  const std::lock_guard lock(mutex_);
  seen_away_ = std::chrono::steady_clock::now();
  why_ = why;
}

Connection::Connection(Place& place, Mode mode) : place_(place), mode_(mode), change_log_(desk_) {
  take(place_.connect());
}

void Connection::take(std::unique_ptr<Handle> handle) {
  desk_.handle = std::move(handle);
  if (mode_ == Mode::writer) place_.own_writer = PQbackendPID(desk_.handle->connection());
}

Connection::~Connection() { forget_statements(); }

void Connection::reconnect() {
  forget_statements();
  desk_.forgotten.clear();
  desk_.handle.reset();
  take(place_.connect());
  if (noting_) change_log_.listen();
}

void Connection::execute(const std::string& sql) { desk_.handle->run(sql); }

std::int64_t Connection::insert(std::string_view sql, const sql::Values& values) {
  auto statement = prepare(std::string(sql) + " RETURNING id");
  statement.bind_all(values).step();
  return statement.integer();
}

void Connection::note_changes() {
  if (noting_) return;
  change_log_.listen();
  noting_ = true;
}

std::unique_ptr<sql::Prepared> Connection::compile(std::string_view sql, bool kept) {
  return std::make_unique<Prepared>(desk_, sql, kept);
}

void Connection::begin(const std::string& sql) {
  std::string whole;
  for (const auto& name : desk_.forgotten) whole += "DEALLOCATE " + name + "; ";
  whole += sql;
  const bool stale = !desk_.handle || desk_.handle->lost();
  if (stale) reconnect();
  const auto begun = std::chrono::steady_clock::now();
  try {
    desk_.handle->run(stale ? sql : whole);
    place_.is_there();
  } catch (const storage::Unreachable& away) {
    if (desk_.handle->timed_out()) place_.is_away(away.what(), begun);
    // It was idle, and nobody told it that the database went away meanwhile: nothing was begun yet.
    if (stale || !desk_.handle->lost()) throw;
    reconnect();
    desk_.handle->run(sql);
  }
  desk_.forgotten.clear();
}

void Connection::begin_write() {
  rung_ = false;
  static const std::string lock = "BEGIN; SELECT pg_advisory_xact_lock(";
  begin(lock + std::to_string(lock_number(place_.schema() + " changes")) + ")");
}

void Connection::begin_read() { begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }

void Connection::ring() {
  if (rung_) return;
  rung_ = true;
  desk_.handle->run("NOTIFY " + identifier(place_.channel()));
}

void Connection::commit() {
  std::string transaction;
  if (mode_ == Mode::writer) transaction = desk_.handle->ask("SELECT pg_current_xact_id_if_assigned()");
  try {
    const auto result = desk_.handle->run("COMMIT");
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
      throw storage::WriteFailed("the database rolled the change back", false);
  } catch (const storage::Unreachable&) {
    if (transaction.empty()) throw;
    if (!was_committed(transaction)) throw;  // nothing of it is there: it can be done again
  }
}

bool Connection::was_committed(const std::string& transaction) {
  const auto until = std::chrono::steady_clock::now() + asked_for;
  for (;;) {
    try {
      auto handle = place_.connect();
      const auto status = handle->ask("SELECT pg_xact_status('" + transaction + "'::xid8)");
      if (status == "committed") return true;
      if (status == "aborted") return false;
      // Still in progress: the other end does not know yet that we are gone.
    } catch (const storage::Unreachable&) {
      // Asked again below, while there is time.
    }
    if (std::chrono::steady_clock::now() >= until)
      throw storage::WriteFailed("it is not known whether the change was stored: the database went away",
                                 false);
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

std::vector<std::int64_t> Connection::facilities_with(const std::vector<std::string>& pieces, int most) {
  std::string list = "{";
  for (const auto& piece : pieces) list.append(list.size() > 1 ? "," : "").append(piece);
  auto statement = prepare("SELECT id FROM facility_grams WHERE pieces @> CAST(? AS text[]) LIMIT ?");
  statement.bind(list + "}", most);
  std::vector<std::int64_t> found;
  while (statement.step()) found.push_back(statement.integer());
  return found;
}

}  // namespace postgres
