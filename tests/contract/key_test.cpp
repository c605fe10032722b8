// The key of the whole database: nothing of it can be read on the disk without, and another key takes over
// whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "server/storage/database.h"
#include "server/storage/database_key.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

const std::string first_key(storage::key_bytes, 'k');
const std::string second_key(storage::key_bytes, '\x9a');
constexpr const char* name = "\xe8\xb5\xb5\xe9\x93\x81\xe6\x9f\xb1";  // 赵铁柱
constexpr const char* phone = "13800138000";

class DatabaseKey : public testing::Test {
 protected:
  std::unique_ptr<storage::Database> open(const std::string& key) {
    storage::DatabaseLimits limits;
    limits.key = key;
    return storage::open_sqlite(folder_.path(), limits);
  }
  void write(storage::Database& database) {
    database.write_now([](models::Transaction& tx) {
      models::Village village;
      village.code = "v";
      village.name = name;
      village.official_name = phone;
      tx.villages().save(village);
      return true;
    });
  }
  std::string read(const std::string& key) {
    const auto database = open(key);
    std::string found;
    database->read_now([&](models::Transaction& tx) {
      const auto village = tx.villages().find("v");
      found = village ? village->official_name : "";
    });
    return found;
  }
  /// In whatever file of the folder, the log included.
  bool on_disk(const std::string& words) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      if (bytes.find(words) != std::string::npos) return true;
    }
    return false;
  }
  support::TemporaryFolder folder_;
};

TEST_F(DatabaseKey, NothingIsReadableOnTheDiskWithIt) {
  {
    const auto database = open("");
    write(*database);
    EXPECT_TRUE(on_disk(phone)) << "the search would find it";
  }
  std::filesystem::remove_all(folder_.path());
  std::filesystem::create_directory(folder_.path());
  {
    const auto database = open(first_key);
    write(*database);
    EXPECT_FALSE(on_disk(phone)) << "not in the log either";
    EXPECT_FALSE(on_disk("CREATE TABLE"));
  }
  EXPECT_FALSE(on_disk(phone));
  EXPECT_FALSE(on_disk(name));
  EXPECT_FALSE(on_disk("SQLite format 3"));
  EXPECT_EQ(read(first_key), phone);
}

TEST_F(DatabaseKey, AnotherKeyOrNoneIsRefusedAndChangesNothing) {
  write(*open(first_key));
  EXPECT_THROW(open(second_key), storage::WrongSchema);
  EXPECT_THROW(open(""), storage::WrongSchema);
  EXPECT_THROW(storage::schema_version_of(folder_.path()), storage::WrongSchema);
  EXPECT_EQ(storage::schema_version_of(folder_.path(), first_key), storage::schema_version());
  EXPECT_EQ(read(first_key), phone);
}

TEST_F(DatabaseKey, APlainDatabaseIsRefusedWithAKeyUntilItIsEncrypted) {
  write(*open(""));
  EXPECT_THROW(open(first_key), storage::WrongSchema);
  storage::change_key(folder_.path(), "", first_key);
  EXPECT_FALSE(on_disk(phone));
  EXPECT_EQ(read(first_key), phone);
  storage::change_key(folder_.path(), first_key, second_key);
  EXPECT_THROW(open(first_key), storage::WrongSchema);
  EXPECT_EQ(read(second_key), phone);
  storage::change_key(folder_.path(), second_key, "");
  EXPECT_EQ(read(""), phone);
}

TEST_F(DatabaseKey, TheKeyOfARunningServerIsNotChanged) {
  const auto database = open(first_key);
  EXPECT_THROW(storage::change_key(folder_.path(), first_key, second_key), storage::InUse);
  write(*database);
}

TEST_F(DatabaseKey, AWrongOldKeyChangesNothing) {
  write(*open(first_key));
  EXPECT_THROW(storage::change_key(folder_.path(), second_key, ""), storage::WrongSchema);
  EXPECT_EQ(read(first_key), phone);
}

TEST_F(DatabaseKey, APageThatWasChangedIsNoticed) {
  write(*open(first_key));
  const auto file = folder_.path() / "lamplighter.db";
  {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    // Every page but the first, so that whatever is read is touched.
    const auto size = static_cast<long>(std::filesystem::file_size(file));
    for (long at = 4096 + 100; at < size; at += 4096) {
      stream.seekp(at);
      stream.put('\x7f');
    }
  }
  EXPECT_ANY_THROW(read(first_key));
}

TEST_F(DatabaseKey, KeyFilesAreReadMadeAndNeverOverwritten) {
  const auto file = folder_.path() / "key";
  EXPECT_THROW(storage::read_key_file(file), std::runtime_error);
  storage::make_key_file(file);
  const auto key = storage::read_key_file(file);
  EXPECT_EQ(key.size(), storage::key_bytes);
  EXPECT_THROW(storage::make_key_file(file), std::runtime_error);
  EXPECT_EQ(storage::read_key_file(file), key);
  std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  EXPECT_THROW(storage::read_key_file(file), std::runtime_error) << "others may read it";
  struct Case {
    std::string text;
    bool good;
  };
  const std::string digits(64, 'a');
  for (const auto& [text, good] : {Case{digits, true}, Case{"\n " + digits + "\r\n", true}, Case{"", false},
                                   Case{digits + "a", false}, Case{digits.substr(2), false},
                                   Case{std::string(64, 'x'), false}, Case{digits.substr(1) + " ", false}})
    EXPECT_EQ(!storage::parse_key(text).empty(), good) << text;
}

}  // namespace
