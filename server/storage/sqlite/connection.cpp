#include "server/storage/sqlite/connection.h"

#include <sqlite3.h>

#include <mutex>
#include <stdexcept>

#include "server/storage/audit_chain.h"
#include "server/storage/database.h"
#include "server/storage/sqlite/errors.h"
#include "server/storage/sqlite/grams.h"
#include "server/storage/sqlite/page_cache.h"
#include "server/storage/sqlite/prepared.h"

namespace sqlite {
namespace {

constexpr int writer_cache_kibibytes = 64 * 1024;
constexpr int reader_cache_kibibytes = 8 * 1024;
// Ordinary reads end sooner; for longer ones changes must not wait.
constexpr std::chrono::milliseconds checkpoint_wait{200};
// 48 MiB of log are copied at once: whoever comes then waits some ten milliseconds, and the rarer that is the
// fewer meet it (decision 79). At 256 MiB readers have held it up for long, so it waits for them.
constexpr int log_pages_copied = 12'288;
constexpr int log_pages_too_many = 65'536;
constexpr std::int64_t log_bytes_kept = 64LL * 1024 * 1024;

/// Without its count of all memory in use SQLite's threads do not queue for one lock at every allocation.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    configure_page_cache();
  });
}

/// The cipher's form of a key that is random already and needs no derivation.
std::string raw(std::string_view key) { return "raw:" + storage::to_hex(key); }

}  // namespace

Connection::Connection(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds busy_timeout,
                       std::string_view key)
    : mode_(mode), busy_timeout_(busy_timeout) {
  configure_library();
  const int access = mode == Mode::reader      ? SQLITE_OPEN_READONLY
                     : mode == Mode::inspector ? SQLITE_OPEN_READWRITE
                                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  try {
    const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) throw_error(handle_, code, "opening " + file.string());
    if (!key.empty()) {
      const auto text = raw(key);
      const int fits = sqlite3_key_v2(handle_, "main", text.data(), static_cast<int>(text.size()));
      if (fits != SQLITE_OK) throw_error(handle_, fits, "taking the key of " + file.string());
    }
    configure();
  } catch (...) {
    close();
    throw;
  }
}

Connection::~Connection() { close(); }

void Connection::configure() {
  sqlite3_busy_timeout(handle_, static_cast<int>(busy_timeout_.count()));
  define_grams(handle_);
  open_schema(false);
  // One plan for a statement, whatever is bound: otherwise SQLite makes it anew whenever a value that could
  // matter changes, which cost a sixth of reading an order.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  if (mode_ == Mode::inspector) {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return;
  }
  execute("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;");
  if (mode_ == Mode::reader) {
    execute("PRAGMA cache_size = -" + std::to_string(reader_cache_kibibytes));
    return;
  }
  execute("PRAGMA cache_size = -" + std::to_string(writer_cache_kibibytes));
  prepare("PRAGMA journal_mode = WAL").run();
  execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = " +
          std::to_string(log_bytes_kept));
  // Instead of SQLite's own checkpoint inside COMMIT: the writer makes them when nobody waits for an answer.
  sqlite3_wal_hook(
      handle_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

void Connection::open_schema(bool open) {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, open ? 0 : 1, nullptr);
}

void Connection::close() noexcept {
  forget_statements();
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

std::unique_ptr<sql::Prepared> Connection::compile(std::string_view sql, bool kept) {
  return std::make_unique<Prepared>(handle_, sql, kept);
}

void Connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(handle_, code, sql);
}

std::int64_t Connection::insert(std::string_view sql, const sql::Values& values) {
  prepare(sql).bind_all(values).run();
  return last_insert_id();
}

std::int64_t Connection::last_insert_id() const { return sqlite3_last_insert_rowid(handle_); }

int Connection::changes() const { return sqlite3_changes(handle_); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Connection::note_changes() {
  if (!change_log_.listening()) change_log_.listen(*this);
}

void Connection::begin_write() { prepare("BEGIN IMMEDIATE").run(); }
void Connection::begin_read() { prepare("BEGIN").run(); }
void Connection::commit() { prepare("COMMIT").run(); }

void Connection::tidy() {
  if (log_pages_ < log_pages_at_copy_) log_pages_at_copy_ = 0;  // the log began anew
  // Counted from the last copy: a long read that keeps the log from beginning anew must not cost every commit
  // one.
  if (log_pages_ - log_pages_at_copy_ < log_pages_copied) return;
  checkpoint(log_pages_ >= log_pages_too_many);
  log_pages_at_copy_ = log_pages_;
}

std::vector<std::int64_t> Connection::facilities_with(const std::vector<std::string>& pieces, int most) {
  std::string asked;
  for (const auto& piece : pieces) asked.append(asked.empty() ? "" : " ").append(piece);
  auto statement = prepare("SELECT rowid FROM facility_grams WHERE facility_grams MATCH ? LIMIT ?");
  statement.bind(asked, most);
  std::vector<std::int64_t> found;
  while (statement.step()) found.push_back(statement.integer());
  return found;
}

void Connection::checkpoint(bool wait_for_readers) {
  const int mode = wait_for_readers ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  if (wait_for_readers) sqlite3_busy_timeout(handle_, static_cast<int>(checkpoint_wait.count()));
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", mode, nullptr, nullptr);
  sqlite3_busy_timeout(handle_, static_cast<int>(busy_timeout_.count()));
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) throw_error(handle_, code, "copying the log");
}

void Connection::change_key(std::string_view key) {
  // The cipher cannot be changed under a write-ahead log; the ordinary journal keeps the change whole.
  auto mode = prepare("PRAGMA journal_mode = DELETE");
  if (!mode.step() || mode.text() != "delete")
    throw storage::Busy("the database is in use by another program");
  mode.step();
  const auto text = key.empty() ? std::string() : raw(key);
  const int code =
      sqlite3_rekey_v2(handle_, "main", text.empty() ? nullptr : text.data(), static_cast<int>(text.size()));
  if (code != SQLITE_OK) throw_error(handle_, code, "encrypting the database anew");
  prepare("PRAGMA journal_mode = WAL").run();
}

}  // namespace sqlite
