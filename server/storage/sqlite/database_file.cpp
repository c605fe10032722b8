#include "server/storage/database_file.h"

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <utility>

#include "server/storage/audit_chain.h"
#include "server/storage/database.h"
#include "server/storage/durable_files.h"
#include "server/storage/sql/recount.h"
#include "server/storage/sql/transaction.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/errors.h"
#include "server/storage/sqlite/migrations.h"

namespace storage {
namespace {

using sqlite::Connection;

constexpr int pages_at_once = 1024;
constexpr std::chrono::seconds patience{5};
constexpr std::size_t most_faults = 20;

std::string raw(std::string_view key) { return "raw:" + to_hex(key); }

/// A new file that is written page by page; no statement of the program runs on it.
class Copy {
 public:
  Copy(const std::filesystem::path& file, std::string_view key) {
    make_private_file(file);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) fail(code, "opening " + file.string());
    if (key.empty()) return;
    const auto text = raw(key);
    const int fits = sqlite3_key_v2(handle_, "main", text.data(), static_cast<int>(text.size()));
    if (fits != SQLITE_OK) fail(fits, "taking the key of the copy");
  }
  ~Copy() { sqlite3_close_v2(handle_); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  void execute(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) sqlite::throw_error(handle_, code, sql);
  }
  void change_key(std::string_view key) {
    const auto text = key.empty() ? std::string() : raw(key);
    const int code = sqlite3_rekey_v2(handle_, "main", text.empty() ? nullptr : text.data(),
                                      static_cast<int>(text.size()));
    if (code != SQLITE_OK) sqlite::throw_error(handle_, code, "encrypting the copy");
  }
  sqlite3* handle() const { return handle_; }

 private:
  [[noreturn]] void fail(int code, const std::string& doing) {
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> closing(std::exchange(handle_, nullptr),
                                                                        &sqlite3_close_v2);
    sqlite::throw_error(closing.get(), code, doing);
  }
  sqlite3* handle_ = nullptr;
};

/// Finishes what SQLite began, also when something is thrown in between.
struct Finish {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

void copy_pages(Connection& source, Copy& copy, const Progress& progress) {
  // In one transaction, so that changes meanwhile do not make the copy begin anew: it is of one moment.
  source.execute("BEGIN");
  source.prepare("SELECT count(*) FROM sqlite_schema").run();
  std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(copy.handle(), "main", source.handle(), "main"));
  if (!backup)
    sqlite::throw_error(copy.handle(), sqlite3_extended_errcode(copy.handle()), "beginning the copy");
  const std::int64_t page_bytes = [&] {
    auto statement = source.prepare("PRAGMA page_size");
    return statement.step() ? statement.integer() : 0;
  }();
  for (;;) {
    const int code = sqlite3_backup_step(backup.get(), pages_at_once);
    const auto all = std::int64_t{sqlite3_backup_pagecount(backup.get())};
    const auto left = std::int64_t{sqlite3_backup_remaining(backup.get())};
    if (progress && !progress((all - left) * page_bytes, all * page_bytes)) throw Stopped("stopped");
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_OK) sqlite::throw_error(copy.handle(), code, "copying the database");
  }
  const int code = sqlite3_backup_finish(backup.release());
  if (code != SQLITE_OK) sqlite::throw_error(copy.handle(), code, "finishing the copy");
  source.execute("ROLLBACK");
}

std::int64_t number_of(Connection& connection, std::string_view sql) {
  auto statement = connection.prepare(sql);
  return statement.step() ? statement.integer() : 0;
}

class Faults {
 public:
  void add(std::string what) {
    if (found_.size() < most_faults) found_.push_back(std::move(what));
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

void examine_pages(Connection& connection, Faults& faults) {
  auto statement = connection.prepare("PRAGMA integrity_check(20)");
  while (statement.step()) {
    const std::string said(statement.text());
    if (said != "ok") faults.add("the file is damaged: " + said);
  }
  auto references = connection.prepare("PRAGMA foreign_key_check");
  while (references.step()) {
    std::string table, parent;
    std::optional<std::int64_t> row;
    references.get(table, row, parent);
    faults.add(table + " row " + (row ? std::to_string(*row) : "?") + " names a row of " + parent +
               " that is not there");
  }
}

}  // namespace

void copy_database(const std::filesystem::path& from, std::string_view before,
                   const std::filesystem::path& to, std::string_view after, const Progress& progress) {
  Connection source(from, Connection::Mode::inspector, patience, before);
  if (sqlite::stored_version(source) == 0)
    throw WrongSchema("there is no database in " + from.parent_path().string());
  {
    Copy copy(to, before);
    copy_pages(source, copy, progress);
    // Without a log of its own, so that one file is all of it.
    copy.execute("PRAGMA journal_mode = DELETE");
    if (after != before) copy.change_key(after);
  }
  sync_file(to);
}

void describe_database(const std::filesystem::path& file, std::string_view key, Backup& backup) {
  Connection connection(file, Connection::Mode::inspector, patience, key);
  backup.schema_version = sqlite::stored_version(connection);
  backup.reports = number_of(connection, "SELECT count(*) FROM reports");
  backup.work_orders = number_of(connection, "SELECT count(*) FROM work_orders");
  backup.last_event = number_of(connection, "SELECT ifnull(max(id), 0) FROM events");
  backup.last_audit_row = number_of(connection, "SELECT ifnull(max(id), 0) FROM audit_log");
}

std::vector<std::string> examine_database(const std::filesystem::path& file, std::string_view key) {
  Connection connection(file, Connection::Mode::inspector, patience, key);
  Faults faults;
  connection.execute("BEGIN");  // all that is compared is of one moment
  examine_pages(connection, faults);
  if (sqlite::stored_version(connection) == schema_version())
    for (auto& fault : sql::recount_faults(connection)) faults.add(std::move(fault));
  connection.execute("ROLLBACK");
  return faults.take();
}

void read_database(const std::filesystem::path& file, std::string_view key,
                   const std::function<void(models::Transaction&)>& work) {
  Connection connection(file, Connection::Mode::inspector, patience, key);
  const int version = sqlite::stored_version(connection);
  if (version != schema_version())
    throw WrongSchema(
        "the database has schema " + std::to_string(version) + ", this program writes " +
        std::to_string(schema_version()) +
        (version < schema_version() ? ": `lamplighter migrate` brings it up" : ": use the newer program"));
  connection.execute("PRAGMA query_only = ON");
  sql::Transaction transaction(connection);
  connection.execute("BEGIN");
  work(transaction);
  connection.execute("ROLLBACK");
}

}  // namespace storage
