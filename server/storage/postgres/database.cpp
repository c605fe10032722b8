#include "server/storage/database.h"

#include "server/storage/audit_verify.h"
#include "server/storage/database_file.h"
#include "server/storage/durable_files.h"
#include "server/storage/postgres/bell.h"
#include "server/storage/postgres/connection.h"
#include "server/storage/postgres/migrations.h"
#include "server/storage/postgres/neighbour.h"
#include "server/storage/postgres/shown.h"
#include "server/storage/sql/audit_proof.h"
#include "server/storage/sql/readers.h"
#include "server/storage/sql/recount.h"
#include "server/storage/sql/writer.h"

namespace postgres {
namespace {

class Database final : public storage::Database {
 public:
  Database(const std::string& address, const storage::DatabaseLimits& limits)
      : place_(address, limits.schema, patience_of(limits)),
        bell_((bring_up(), place_)),
        writer_(opening(Connection::Mode::writer), limits),
        readers_(opening(Connection::Mode::reader), limits) {}
  ~Database() override { close_all(); }

  void write(WriteWork work, Done done) override { writer_.write(std::move(work), std::move(done)); }
  void read(ReadWork work, Done done) override { readers_.read(std::move(work), std::move(done)); }
  void on_commit(std::function<void()> listener) override {
    writer_.on_commit(listener);
    bell_.on_ring(std::move(listener));
  }
  void act_as(models::AuditEntry entry) override { writer_.act_as(std::move(entry)); }
  bool on_duty() const override { return bell_.on_duty(); }
  bool is_shared() const override { return true; }
  void tell_others(std::string message) override { bell_.tell_others(std::move(message)); }
  void on_told(std::function<void(const std::string&)> listener) override {
    bell_.on_told(std::move(listener));
  }

  storage::DatabaseFigures figures() const override {
    return {writer_.commits(), writer_.writes(),   readers_.reads(),
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
  void bring_up() {
    auto handle = place_.connect();
    migrate(*handle, place_.schema());
    show_to_district(*handle, place_.schema());
    if (handle->ask("SELECT to_regclass('move_progress') IS NOT NULL") == "t")
      throw storage::WrongSchema(
          "a move into this database was not finished: run `lamplighter migrate` again");
  }
  sql::OpenConnection opening(Connection::Mode mode) {
    return [this, mode] { return std::make_unique<Connection>(place_, mode); };
  }
  void close_all() {
    writer_.finish();
    readers_.close();
    writer_.close();
    bell_.close();
  }

  Place place_;
  Bell bell_;
  sql::Writer writer_;
  sql::Readers readers_;
};

}  // namespace
}  // namespace postgres

namespace storage {

std::unique_ptr<Database> open_postgres(const std::string& address, const DatabaseLimits& limits) {
  return std::make_unique<postgres::Database>(address, limits);
}

std::unique_ptr<Database> open_database(const std::filesystem::path& directory,
                                        const DatabaseLimits& limits) {
  if (limits.address.empty()) return open_sqlite(directory, limits);
  if (!limits.key.empty())
    throw Refused("a key encrypts the database in a file; of PostgreSQL, encrypt the disk it stands on");
  make_directories(directory);
  return open_postgres(limits.address, limits);
}

int schema_version_of(const DatabaseLimits& limits) {
  postgres::Place place(limits.address, limits.schema, postgres::patience_of(limits));
  return postgres::stored_version(*place.connect(), limits.schema);
}

namespace {

/// One state of the log from beginning to end, however long that takes.
template <class Read>
auto reading(const DatabaseLimits& limits, const Read& read) {
  auto patience = postgres::patience_of(limits);
  patience.answer = std::chrono::minutes{10};
  postgres::Place place(limits.address, limits.schema, patience);
  postgres::Connection connection(place, postgres::Connection::Mode::reader);
  connection.begin_read();
  return read(connection);
}

}  // namespace

std::vector<std::string> examine_database(const DatabaseLimits& limits) {
  return reading(limits, [](auto& connection) { return sql::recount_faults(connection); });
}

void read_database(const DatabaseLimits& limits, const std::function<void(models::Transaction&)>& work) {
  reading(limits, [&](auto& connection) {
    sql::Transaction transaction(connection);
    work(transaction);
  });
}

AuditVerdict verify_audit(const DatabaseLimits& limits, const std::vector<KeptHead>& kept,
                          const std::vector<std::string>& public_keys) {
  return reading(limits, [&](auto& connection) { return sql::prove_audit(connection, kept, public_keys); });
}

models::AuditHead read_audit_head(const DatabaseLimits& limits) {
  return reading(limits, [](auto& connection) { return sql::audit_head_of(connection); });
}

}  // namespace storage
