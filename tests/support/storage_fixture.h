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
  std::function<std::unique_ptr<storage::Database>(const std::filesystem::path&,
                                                   const storage::DatabaseLimits&)>
      open;
};
void PrintTo(const StorageFactory& factory, std::ostream* stream);
std::vector<StorageFactory> storage_factories();
std::string factory_name(const testing::TestParamInfo<StorageFactory>& info);

/// An empty database in a folder of its own.
class StorageTest : public testing::TestWithParam<StorageFactory> {
 protected:
  StorageTest() { reopen(); }

  void reopen() {
    database_.reset();
    database_ = GetParam().open(folder_.path(), limits_);
  }
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
