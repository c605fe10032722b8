#include "tests/support/storage_fixture.h"

#include <cstdlib>
#include <map>
#include <stdexcept>

#include "server/storage/database_file.h"
#include "server/storage/sqlite/connection.h"
#include "tests/support/postgres_cluster.h"

namespace support {

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "lamplighter-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

namespace {

std::map<std::filesystem::path, std::string>& databases() {
  static std::map<std::filesystem::path, std::string> all;
  return all;
}

}  // namespace

std::string postgres_of(const std::filesystem::path& folder) {
  auto& address = databases()[folder];
  if (address.empty()) address = make_database();
  return address;
}

void forget_postgres(const std::filesystem::path& folder) {
  const auto found = databases().find(folder);
  if (found == databases().end()) return;
  drop_database(found->second);
  databases().erase(found);
}

std::vector<StorageFactory> storage_factories() {
  std::vector<StorageFactory> all{
      {"sqlite", [](const auto& folder, const auto& limits) { return storage::open_sqlite(folder, limits); },
       [](const auto&) {}}};
  if (has_postgres())
    all.push_back({"postgres",
                   [](const auto& folder, const auto& limits) {
                     return storage::open_postgres(postgres_of(folder), limits);
                   },
                   [](const auto& folder) { forget_postgres(folder); }});
  return all;
}

bool on_postgres() {
  const char* engine = std::getenv("LAMPLIGHTER_TEST_ENGINE");
  return engine != nullptr && std::string_view(engine) == "postgres";
}

std::unique_ptr<storage::Database> open_storage(const std::filesystem::path& folder,
                                                storage::DatabaseLimits limits) {
  if (on_postgres()) limits.address = postgres_of(folder);
  return storage::open_database(folder, limits);
}

storage::AuditVerdict verify_audit(const std::filesystem::path& folder,
                                   const std::vector<storage::KeptHead>& kept,
                                   const std::vector<std::string>& keys) {
  if (!on_postgres()) return storage::verify_audit(folder, kept, keys);
  storage::DatabaseLimits limits;
  limits.address = postgres_of(folder);
  return storage::verify_audit(limits, kept, keys);
}

std::vector<std::string> examine(const std::filesystem::path& folder) {
  if (!on_postgres()) return storage::examine_database(folder / "lamplighter.db", "");
  storage::DatabaseLimits limits;
  limits.address = postgres_of(folder);
  return storage::examine_database(limits);
}

void PrintTo(const StorageFactory& factory, std::ostream* stream) { *stream << factory.name; }

std::string factory_name(const testing::TestParamInfo<StorageFactory>& info) { return info.param.name; }

storage::DatabaseLimits StorageTest::place() const {
  auto limits = limits_;
  if (!on_sqlite()) limits.address = postgres_of(folder());
  return limits;
}

storage::AuditVerdict StorageTest::verify_audit(const std::vector<storage::KeptHead>& kept,
                                                const std::vector<std::string>& keys) const {
  return on_sqlite() ? storage::verify_audit(folder(), kept, keys)
                     : storage::verify_audit(place(), kept, keys);
}

void StorageTest::change_by_hand(const std::string& sql) const {
  if (on_sqlite())
    sqlite::Connection(folder() / "lamplighter.db", sqlite::Connection::Mode::writer,
                       std::chrono::milliseconds{1000})
        .execute(sql);
  else
    run_sql(postgres_of(folder()), "SET search_path = lamplighter; " + sql);
}

void StorageTest::keep() const {
  if (on_sqlite())
    std::filesystem::copy_file(folder() / "lamplighter.db", folder() / "kept.db");
  else
    copy_database(postgres_of(folder()), postgres_of(folder() / "kept"));
}

void StorageTest::bring_back() const {
  if (!on_sqlite()) return copy_database(postgres_of(folder() / "kept"), postgres_of(folder()));
  std::filesystem::copy_file(folder() / "kept.db", folder() / "lamplighter.db",
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(folder() / "lamplighter.db-wal");
}

}  // namespace support
