#include "server/storage/database.h"
#include "server/storage/database_key.h"

#include <filesystem>

#include "server/storage/durable_files.h"
#include "server/storage/sql/readers.h"
#include "server/storage/sql/readers_at_hand.h"
#include "server/storage/sql/writer.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/migrations.h"

namespace sqlite {
namespace {

constexpr const char* file_name = "lamplighter.db";
constexpr const char* lock_name = "lamplighter.lock";

class Database final : public storage::Database {
 public:
  Database(const std::filesystem::path& directory, const storage::DatabaseLimits& limits)
      : lock_(prepare(directory)),
        writer_(opening(private_file(directory / file_name), Connection::Mode::writer, limits), limits),
        readers_(opening(directory / file_name, Connection::Mode::reader, limits), limits),
        at_hand_(opening(directory / file_name, Connection::Mode::reader, at_once(limits)),
                 limits.readers_at_hand) {
    // The files are new entries of the folder, which SQLite does not sync for the database itself.
    storage::sync_directory(directory);
  }
  ~Database() override { close_all(); }

  void write(WriteWork work, Done done) override { writer_.write(std::move(work), std::move(done)); }
  void read(ReadWork work, Done done) override { readers_.read(std::move(work), std::move(done)); }
  bool read_here(const ReadWork& work) override { return at_hand_.read(work); }
  void on_commit(std::function<void()> listener) override { writer_.on_commit(std::move(listener)); }

  void act_as(models::AuditEntry entry) override { writer_.act_as(std::move(entry)); }

  std::optional<std::uint64_t> changes() const override { return writer_.changes(); }
  storage::DatabaseFigures figures() const override {
    return {writer_.commits(), writer_.writes(),   readers_.reads() + at_hand_.reads(),
            writer_.waiting(), readers_.waiting(), writer_.failing()};
  }

  void check() override {
    write_now([](models::Transaction& transaction) {
      dynamic_cast<sql::Transaction&>(transaction).prove_writing();
      return true;
    });
    read_now([](models::Transaction& transaction) { transaction.events().last(); });
  }

  void close() override { close_all(); }

 private:
  static std::filesystem::path prepare(const std::filesystem::path& directory) {
    storage::make_directories(directory);
    return directory / lock_name;
  }

  /// Without patience: see ReadersAtHand.
  static storage::DatabaseLimits at_once(storage::DatabaseLimits limits) {
    limits.busy_timeout_milliseconds = 0;
    return limits;
  }
  /// The schema is brought up to date by the first writer that opens the file.
  static sql::OpenConnection opening(std::filesystem::path file, Connection::Mode mode,
                                     const storage::DatabaseLimits& limits) {
    auto open = [file = std::move(file), mode, key = limits.key,
                 patience = std::chrono::milliseconds{limits.busy_timeout_milliseconds}] {
      return std::make_unique<Connection>(file, mode, patience, key);
    };
    if (mode == Connection::Mode::writer) {
      const auto connection = open();
      migrate(*connection);
      if (connection->prepare("SELECT 1 FROM sqlite_schema WHERE name = 'move_progress'").step())
        throw storage::WrongSchema(
            "a move into this database was not finished: run `lamplighter migrate` again");
    }
    return open;
  }

  // SQLite would make it readable to everybody; its log takes the rights of the file.
  static std::filesystem::path private_file(const std::filesystem::path& file) {
    storage::make_private_file(file);
    return file;
  }

  // The readers' connections must be there while the writer mends what failed, and the writer's must be the
  // last: the last one that closes copies the log into the database file, which a reader cannot.
  void close_all() {
    writer_.finish();
    readers_.close();
    at_hand_.close();
    writer_.close();
  }

  storage::FileLock lock_;
  sql::Writer writer_;
  sql::Readers readers_;
  sql::ReadersAtHand at_hand_;
};

}  // namespace
}  // namespace sqlite

namespace storage {

std::unique_ptr<Database> open_sqlite(const std::filesystem::path& directory, const DatabaseLimits& limits) {
  return std::make_unique<sqlite::Database>(directory, limits);
}

int schema_version() { return static_cast<int>(sqlite::migrations().size()); }

int schema_version_of(const std::filesystem::path& directory, std::string_view key) {
  const auto file = directory / sqlite::file_name;
  if (!std::filesystem::exists(file)) return 0;
  sqlite::Connection connection(file, sqlite::Connection::Mode::inspector, std::chrono::seconds{5}, key);
  return sqlite::stored_version(connection);
}

void change_key(const std::filesystem::path& directory, std::string_view before, std::string_view after) {
  const FileLock lock(directory / sqlite::lock_name);
  sqlite::Connection connection(directory / sqlite::file_name, sqlite::Connection::Mode::writer,
                                std::chrono::seconds{5}, before);
  if (sqlite::stored_version(connection) == 0)
    throw WrongSchema("there is no database in " + directory.string());
  connection.change_key(after);
}

}  // namespace storage
