#pragma once
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "models/store.h"

namespace storage {

/// The disk is full, a sync failed, or the file cannot be written: nothing was acknowledged. full: there was
/// no space.
class WriteFailed : public std::runtime_error {
 public:
  WriteFailed(const std::string& what, bool full) : std::runtime_error(what), full_(full) {}
  bool full() const { return full_; }

 private:
  bool full_;
};

/// Too many writes or reads are waiting already: try again later.
class Busy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The database does not answer; it may again soon. Of a change: it was not stored.
class Unreachable : public Busy {
 public:
  using Busy::Busy;
};

/// The database got in its own way (a deadlock, say): the same work may succeed if it is done again.
class TryAgain : public Busy {
 public:
  using Busy::Busy;
};

/// The database does not let this program in, and trying again will not help: its message says why.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The database was made by a newer program, or is not one of ours.
class WrongSchema : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Another program has this data directory open.
class InUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A row that the schema refuses: a bug of the caller, or two that wanted the same unique value.
///
/// Shape   columns: of a unique value, e.g. "reports.external_reference"; else what the database said
class ConstraintFailed : public std::runtime_error {
 public:
  enum class Kind { unique, foreign_key, other };
  ConstraintFailed(const std::string& what, Kind kind, std::string columns)
      : std::runtime_error(what), kind_(kind), columns_(std::move(columns)) {}
  Kind kind() const { return kind_; }
  const std::string& columns() const { return columns_; }

 private:
  Kind kind_;
  std::string columns_;
};

struct DatabaseLimits {
  int readers = 4;          ///< connections that read at the same time
  int readers_at_hand = 2;  ///< connections for read_here, beside those
  int write_queue = 4096;   ///< waiting changes, more are refused with Busy
  int read_queue = 4096;    ///< waiting reads, more are refused with Busy
  int group_commit = 256;   ///< changes that share one commit
  int busy_timeout_milliseconds = 5000;
  std::string address;  ///< of PostgreSQL, as open_postgres takes it; empty: SQLite in the data folder
  std::string schema = "lamplighter";  ///< of PostgreSQL: all of the program's tables are in it
  std::string key;                     ///< of database_key.h: the file is encrypted; empty: it is not
  bool audit = true;                   ///< no setting: false only where the cost of the log is measured
};

struct DatabaseFigures {
  std::uint64_t commits = 0;
  std::uint64_t writes = 0;
  std::uint64_t reads = 0;
  std::uint64_t write_queue = 0;
  std::uint64_t read_queue = 0;
  bool failing = false;  ///< the last commit failed, and no write has succeeded since
};

/// A database with one writer and several readers. Threads are its own.
class Database {
 public:
  /// Does one change through its transaction and nothing else; true keeps it, false rolls it back. May run
  /// again after a failed commit, so it changes nothing outside (results go into variables that a second run
  /// overwrites).
  using WriteWork = std::function<bool(models::Transaction&)>;
  using ReadWork = std::function<void(models::Transaction&)>;
  /// Called exactly once, on a database thread, after the commit is durable (or the work rolled back, or
  /// failed). Must be quick, and must not throw or wait for the database. When the queue is full or the
  /// database closed it is called with Busy on the caller's thread, before write() or read() returns.
  using Done = std::function<void(std::exception_ptr)>;

  virtual ~Database() = default;
  virtual void write(WriteWork work, Done done) = 0;
  virtual void read(ReadWork work, Done done) = 0;

  /// Reads on the caller's own thread, for what is as short as handing it to another would be. False
  /// when that is not possible at this moment, whatever the work may have begun: then read().
  ///
  /// Errors  rethrows what the work or the database threw
  virtual bool read_here(const ReadWork& /*work*/) { return false; }

  /// The same, waiting: for commands, tests and start-up. Rethrows what the work or the commit threw.
  void write_now(const WriteWork& work);
  void read_now(const ReadWork& work);

  /// Adds one that is called on a database thread after every commit that appended events or wrote something
  /// to be sent, once the answers are out. Must be quick and must not throw.
  virtual void on_commit(std::function<void()> listener) = 0;
  /// Who makes the changes of which nothing is said in their transaction; before the first of them. `at` is
  /// then the wall clock.
  virtual void act_as(models::AuditEntry entry) = 0;
  /// Whether this program is the one that does what only one of several on the same database may do:
  /// watching clocks, sending, planning. What it does must bear that another one just took over.
  virtual bool on_duty() const { return true; }
  /// Whether other programs may be at work on it, too.
  virtual bool is_shared() const { return false; }
  /// Tells the other programs on this database something that need not be kept: soon, once, and nobody while
  /// they cannot be reached. Does nothing where one stands alone.
  ///
  /// Shape   message: at most 1000 bytes; when too many wait the oldest are dropped
  // NOLINTNEXTLINE(performance-unnecessary-value-param): who tells it keeps it
  virtual void tell_others(std::string /*message*/) {}
  /// Adds one that hears what the others tell, on a database thread; an empty message: some may have been
  /// missed. Must be quick and must not throw.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): likewise
  virtual void on_told(std::function<void(const std::string&)> /*listener*/) {}
  /// A number that is another after every change that a read may see, from before its answer goes out; none
  /// where other programs make changes as well.
  virtual std::optional<std::uint64_t> changes() const { return std::nullopt; }
  virtual DatabaseFigures figures() const = 0;
  /// A trivial durable write and a read, for /readyz. Errors: throws what stands in the way.
  virtual void check() = 0;
  /// Finishes what waits and closes. Called by the destructor too.
  virtual void close() = 0;
};

/// Opens (or makes) the database in DIR/lamplighter.db and brings its schema up to date.
///
/// Errors  throws WrongSchema when it is newer than this program or not one of ours, InUse when another
/// program
///         has it open, WriteFailed when it cannot be made
std::unique_ptr<Database> open_sqlite(const std::filesystem::path& directory,
                                      const DatabaseLimits& limits = {});

/// Opens (or makes) the program's schema in a PostgreSQL database and brings it up to date.
///
/// Shape   address: postgresql://USER:PASSWORD@HOST/DATABASE, or several hosts, as libpq takes it
/// Errors  throws WrongSchema (newer, a replica, another program's, or others are at work on an older one),
///         Refused, Unreachable
std::unique_ptr<Database> open_postgres(const std::string& address, const DatabaseLimits& limits = {});

/// Whichever of the two `limits` name.
std::unique_ptr<Database> open_database(const std::filesystem::path& directory, const DatabaseLimits& limits);

/// The schema version this program writes, and the one a database has (0: empty), without changing it.
int schema_version();
int schema_version_of(const std::filesystem::path& directory, std::string_view key = {});
int schema_version_of(const DatabaseLimits& limits);  ///< of PostgreSQL

}  // namespace storage
