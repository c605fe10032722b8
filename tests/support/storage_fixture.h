#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <vector>

#include "server/storage/audit_verify.h"
#include "server/storage/database.h"

namespace support {

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// One implementation of storage::Database that the contract suite tries.
struct StorageFactory {
  std::string name;
  /// The same place is the same database.
  std::function<std::unique_ptr<storage::Database>(const std::filesystem::path& folder,
                                                   const storage::DatabaseLimits&)>
      open;
  std::function<void(const std::filesystem::path& folder)> forget;
};
/// A database for tests of what stands above storage: SQLite in the folder, or, when
/// LAMPLIGHTER_TEST_ENGINE=postgres, a database in PostgreSQL that stands for it.
std::unique_ptr<storage::Database> open_storage(const std::filesystem::path& folder,
                                                storage::DatabaseLimits limits = {});
storage::AuditVerdict verify_audit(const std::filesystem::path& folder,
                                   const std::vector<storage::KeptHead>& kept,
                                   const std::vector<std::string>& keys);
/// storage::examine_database of the database of a folder.
std::vector<std::string> examine(const std::filesystem::path& folder);
bool on_postgres();  ///< what LAMPLIGHTER_TEST_ENGINE says
/// The database in PostgreSQL that stands for a folder, made at the first call; and its end.
std::string postgres_of(const std::filesystem::path& folder);
void forget_postgres(const std::filesystem::path& folder);
void PrintTo(const StorageFactory& factory, std::ostream* stream);
/// SQLite, and PostgreSQL where it is installed.
std::vector<StorageFactory> storage_factories();
std::string factory_name(const testing::TestParamInfo<StorageFactory>& info);

/// An empty database in a folder of its own.
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): GoogleTest deletes it as testing::Test
class StorageTest : public testing::TestWithParam<StorageFactory> {
 protected:
  StorageTest() { reopen(); }
  ~StorageTest() override {
    database_.reset();
    GetParam().forget(folder_.path());
  }

  void reopen() {
    database_.reset();
    database_ = GetParam().open(folder_.path(), limits_);
  }
  bool on_sqlite() const { return GetParam().name == "sqlite"; }
  /// The limits with the address of this test's database, for what opens it by itself.
  storage::DatabaseLimits place() const;
  storage::AuditVerdict verify_audit(const std::vector<storage::KeptHead>& kept,
                                     const std::vector<std::string>& keys) const;
  /// What somebody with rights on the database and a tool of his own can do; close it before.
  void change_by_hand(const std::string& sql) const;
  /// The database as it is, kept aside; and brought back. Close it before.
  void keep() const;
  void bring_back() const;
  storage::Database& database() { return *database_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  /// One committed change, with its answer.
  template <class Work>
  auto write(const Work& work) {
    return with_result<Work>(
        [&](const auto& keep) {
          database_->write_now([&](models::Transaction& transaction) {
            keep(transaction);
            return true;
          });
        },
        work);
  }

  /// One read, with its answer.
  template <class Work>
  auto read(const Work& work) {
    return with_result<Work>(
        [&](const auto& keep) {
          database_->read_now([&](models::Transaction& transaction) { keep(transaction); });
        },
        work);
  }

  storage::DatabaseLimits limits_{};
  TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;

 private:
  template <class Work, class Run>
  static auto with_result(const Run& run, const Work& work) {
    using Result = std::invoke_result_t<Work, models::Transaction&>;
    if constexpr (std::is_void_v<Result>) {
      run([&](models::Transaction& transaction) { work(transaction); });
    } else {
      std::optional<Result> result;
      run([&](models::Transaction& transaction) { result.emplace(work(transaction)); });
      return std::move(*result);
    }
  }
};

}  // namespace support

/// Runs the suite of a fixture derived from support::StorageTest on every implementation.
#define LAMPLIGHTER_EVERY_STORAGE(Fixture)                                                    \
  INSTANTIATE_TEST_SUITE_P(Storage, Fixture, testing::ValuesIn(support::storage_factories()), \
                           support::factory_name)
