// Backups of a real data folder: of one moment, whole, shared where nothing changed, and found out when
// damaged.
#include "server/storage/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "server/storage/database.h"
#include "server/storage/database_file.h"
#include "server/storage/database_key.h"
#include "server/storage/photo_files.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

const std::string key(storage::key_bytes, 'k');
const std::string other_key(storage::key_bytes, '\x9a');
const auto monday = models::from_unix(1'796'000'000);

class Backups : public testing::Test {
 protected:
  std::unique_ptr<storage::Database> open(const fs::path& folder, const std::string& with = {}) {
    storage::DatabaseLimits limits;
    limits.key = with;
    return storage::open_sqlite(folder, limits);
  }
  static void report(storage::Database& database, int number) {
    database.write_now([&](models::Transaction& tx) {
      models::Event event;
      event.report = tx.reports().insert(support::bare_report(number));
      tx.events().append(event);
      return true;
    });
  }
  static std::size_t reports(storage::Database& database) {
    std::size_t count = 0;
    database.read_now([&](models::Transaction& tx) {
      models::ReportQuery query;
      query.limit = 200;
      do {
        const auto page = tx.reports().search(query);
        count += page.items.size();
        query.cursor = page.next;
      } while (!query.cursor.empty());
    });
    return count;
  }
  storage::BackupRequest request(models::Time at = monday) const {
    storage::BackupRequest request;
    request.data = data();
    request.into = into();
    request.at = at;
    request.program_version = "1.2.3";
    return request;
  }
  fs::path data() const { return folder_.path() / "data"; }
  fs::path into() const { return folder_.path() / "backups"; }
  fs::path restored() const { return folder_.path() / "restored"; }

  static void damage(const fs::path& file) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekg(0);
    const auto first = static_cast<char>(stream.get());
    stream.seekp(0);
    stream.put(static_cast<char>(first ^ 1));
  }

  support::TemporaryFolder folder_;
};

TEST_F(Backups, WhatIsRestoredIsWhatWasThere) {
  std::string picture;
  {
    const auto database = open(data());
    storage::PhotoFiles photos(data());
    picture = photos.save("a picture", "jpg");
    for (int i = 0; i < 25; ++i) report(*database, i);
    const auto made = storage::make_backup(request());  // beside the open database
    EXPECT_EQ(made.reports, 25);
    EXPECT_EQ(made.last_event, 25);
    EXPECT_EQ(made.photos, 1);
    EXPECT_EQ(made.program_version, "1.2.3");
    EXPECT_TRUE(made.faults.empty()) << made.faults.front();
    report(*database, 25);
  }
  const auto all = storage::list_backups(into());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().made_at, monday);
  EXPECT_EQ(all.front().bytes, storage::read_backup(all.front().folder).bytes);
  EXPECT_TRUE(storage::verify_backup(all.front().folder).empty());
  storage::restore_backup(all.front().folder, restored(), {});
  const auto database = open(restored());
  EXPECT_EQ(reports(*database), 25U) << "the report after the backup is not in it";
  EXPECT_EQ(storage::PhotoFiles(restored()).read(picture), "a picture");
  EXPECT_THROW(storage::restore_backup(all.front().folder, restored(), {}), std::runtime_error)
      << "over a database";
}

TEST_F(Backups, IsOfOneMomentThoughOthersWrite) {
  const auto database = open(data());
  for (int i = 0; i < 200; ++i) report(*database, i);
  std::atomic<bool> stop{false};
  std::atomic<int> next{200};
  std::thread writer([&] {
    while (!stop) report(*database, next++);
  });
  for (int round = 0; round < 5; ++round) {
    const int before = next;
    const auto made = storage::make_backup(request(monday + hours{round}));
    EXPECT_TRUE(made.faults.empty()) << made.faults.front();
    EXPECT_GE(made.reports, before - 1);
    EXPECT_EQ(made.reports, made.last_event) << "a report without its event, or the other way round";
  }
  stop = true;
  writer.join();
  EXPECT_GT(next, 200) << "nobody wrote meanwhile";
}

TEST_F(Backups, PicturesThatAreThereAlreadyAreShared) {
  const auto database = open(data());
  storage::PhotoFiles photos(data());
  const auto old = photos.save("old", "jpg");
  const auto first = storage::make_backup(request());
  const auto young = photos.save("new", "jpg");
  const auto second = storage::make_backup(request(monday + hours{1}));
  const auto file = [](const storage::Backup& backup, const std::string& name) {
    return backup.folder / "photos" / name.substr(0, 2) / name;
  };
  EXPECT_EQ(second.photos, 2);
  EXPECT_EQ(fs::hard_link_count(file(second, old)), 2U);
  EXPECT_EQ(fs::hard_link_count(file(second, young)), 1U);
  EXPECT_EQ(fs::hard_link_count(data() / "photos" / old.substr(0, 2) / old), 1U)
      << "never with the data itself";
  EXPECT_TRUE(storage::verify_backup(second.folder).empty());
  fs::remove_all(first.folder);
  EXPECT_TRUE(storage::verify_backup(second.folder).empty()) << "a later one does not need the earlier one";
}

TEST_F(Backups, DamageIsFoundAndNeverRestored) {
  open(data());
  storage::PhotoFiles photos(data());
  const auto name = photos.save("a picture", "jpg");
  const auto made = storage::make_backup(request());
  const auto picture = made.folder / "photos" / name.substr(0, 2) / name;
  damage(picture);
  auto faults = storage::verify_backup(made.folder);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults.front().find(name), std::string::npos);
  EXPECT_THROW(storage::restore_backup(made.folder, restored(), {}), std::runtime_error);
  EXPECT_FALSE(fs::exists(restored() / "lamplighter.db"));
  damage(picture);
  EXPECT_TRUE(storage::verify_backup(made.folder).empty());
  fs::remove(picture);
  EXPECT_EQ(storage::verify_backup(made.folder).size(), 1U);
  damage(made.folder / "lamplighter.db");
  EXPECT_EQ(storage::verify_backup(made.folder).size(), 2U);
  fs::remove(made.folder / "backup.json");
  EXPECT_THROW(storage::verify_backup(made.folder), std::runtime_error) << "not finished";
  EXPECT_TRUE(storage::list_backups(into()).empty());
}

TEST_F(Backups, AnEncryptedTownHasEncryptedBackups) {
  std::string picture;
  {
    const auto database = open(data(), key);
    report(*database, 1);
    picture = storage::PhotoFiles(data(), storage::photo_key(data(), key)).save("a picture", "jpg");
  }
  auto asked = request();
  EXPECT_THROW(storage::make_backup(asked), storage::WrongSchema) << "without the key";
  EXPECT_TRUE(storage::list_backups(into()).empty());
  asked.key = key;
  const auto same = storage::make_backup(asked);
  asked.at = monday + hours{1};
  asked.backup_key = other_key;
  const auto other = storage::make_backup(asked);
  EXPECT_NE(same.key_name, other.key_name);
  EXPECT_THROW(storage::restore_backup(other.folder, restored(), key), storage::WrongSchema);
  EXPECT_THROW(storage::restore_backup(other.folder, restored(), ""), storage::WrongSchema);
  storage::restore_backup(other.folder, restored(), other_key);
  EXPECT_EQ(reports(*open(restored(), other_key)), 1U);
  const storage::PhotoFiles photos(restored(), storage::photo_key(restored(), other_key));
  EXPECT_EQ(photos.read(picture), "a picture");
}

TEST_F(Backups, APlainTownMayHaveEncryptedBackups) {
  std::string picture;
  {
    const auto database = open(data());
    report(*database, 1);
    picture = storage::PhotoFiles(data()).save("a plain picture", "jpg");
  }
  auto asked = request();
  asked.backup_key = key;
  const auto made = storage::make_backup(asked);
  std::ifstream stream(made.folder / "photos" / picture.substr(0, 2) / picture, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(bytes.find("a plain picture"), std::string::npos);
  EXPECT_TRUE(storage::verify_backup(made.folder).empty());
  storage::restore_backup(made.folder, restored(), key);
  EXPECT_EQ(reports(*open(restored(), key)), 1U);
  EXPECT_EQ(storage::PhotoFiles(restored(), storage::photo_key(restored(), key)).read(picture),
            "a plain picture");
  EXPECT_EQ(storage::PhotoFiles(data()).read(picture), "a plain picture") << "the town itself stays as it is";
}

TEST_F(Backups, OldOnesGoAndUnsoundOnesDoNotCount) {
  open(data());
  for (int i = 0; i < 5; ++i) storage::make_backup(request(monday + hours{i}));
  fs::create_directories(into() / "lamplighter-20270101T000000Z.partial");
  fs::create_directories(into() / "holiday pictures");
  EXPECT_EQ(storage::prune_backups(into(), 2), 4);
  auto left = storage::list_backups(into());
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left.front().made_at, monday + hours{4});
  EXPECT_TRUE(fs::exists(into() / "holiday pictures")) << "what is no backup is nobody's business";
  // A counter that no longer fits what it counts: the database is used all the same, and so is its backup.
  {
    const auto database = open(data());
    report(*database, 1);
  }
  ASSERT_EQ(std::system(("sqlite3 '" + (data() / "lamplighter.db").string() +
                         "' \"UPDATE counters SET value = 7 WHERE name = 'reports'\"")
                            .c_str()),
            0);
  const auto unsound = storage::make_backup(request(monday + hours{9}));
  ASSERT_EQ(unsound.faults.size(), 1U);
  EXPECT_NE(unsound.faults.front().find("counter of reports"), std::string::npos) << unsound.faults.front();
  EXPECT_EQ(storage::prune_backups(into(), 2), 0) << "two sound ones are kept beside it";
  EXPECT_EQ(storage::prune_backups(into(), 1), 1);
  left = storage::list_backups(into());
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left.front().faults, unsound.faults);
}

TEST_F(Backups, StoppedOrRefusedLeavesNothing) {
  open(data());
  auto asked = request();
  asked.progress = [](std::int64_t, std::int64_t) { return false; };
  EXPECT_THROW(storage::make_backup(asked), storage::Stopped);
  EXPECT_TRUE(storage::list_backups(into()).empty());
  std::size_t entries = 0;
  for (const auto& entry : fs::directory_iterator(into())) entries += entry.is_directory();
  EXPECT_EQ(entries, 0U);
  asked = request();
  asked.into = data() / "backups";
  EXPECT_THROW(storage::make_backup(asked), std::runtime_error) << "a backup of backups";
  asked = request();
  asked.data = folder_.path() / "nothing";
  EXPECT_THROW(storage::make_backup(asked), std::runtime_error);
  storage::make_backup(request());
  EXPECT_THROW(storage::make_backup(request()), std::runtime_error) << "of the same second";
}

TEST_F(Backups, ARestoreThatWasBrokenOffIsRunAgain) {
  {
    const auto database = open(data());
    report(*database, 1);
    storage::PhotoFiles(data()).save("a picture", "jpg");
  }
  const auto made = storage::make_backup(request());
  int asked = 0;
  const auto stop = [&](std::int64_t, std::int64_t) { return ++asked < 4; };
  EXPECT_THROW(storage::restore_backup(made.folder, restored(), {}, stop), storage::Stopped);
  EXPECT_TRUE(fs::exists(restored()));
  EXPECT_FALSE(fs::exists(restored() / "lamplighter.db"));
  storage::restore_backup(made.folder, restored(), {});
  EXPECT_EQ(reports(*open(restored())), 1U);
}

TEST_F(Backups, EveryCounterIsHeldToARecount) {
  {
    const auto database = open(data());
    database->write_now([](models::Transaction& tx) {
      const auto town = support::make_town(tx);
      for (int i = 1; i < 9; ++i) {
        tx.work_orders().insert(support::full_order(town, i));
        tx.reports().insert(support::full_report(town, i));
      }
      return true;
    });
  }
  const auto file = data() / "lamplighter.db";
  EXPECT_EQ(storage::examine_database(file, {}), std::vector<std::string>{});
  const auto change = [&](const std::string& sql) {
    ASSERT_EQ(std::system(("sqlite3 '" + file.string() + "' \"" + sql + "\"").c_str()), 0) << sql;
  };
  std::size_t faults = 0;
  for (const std::string name : {"reports", "opened"}) {
    change("INSERT INTO counters VALUES ('" + name + "', 1, 1)");
    EXPECT_EQ(storage::examine_database(file, {}).size(), ++faults) << name;
  }
  change("INSERT INTO open_counters VALUES ('village', 'nowhere', 1, 0)");
  EXPECT_EQ(storage::examine_database(file, {}).size(), ++faults);
  change("INSERT INTO notes (work_order, text, by_name, at) VALUES (999, '', '', 0)");
  const auto all = storage::examine_database(file, {});
  EXPECT_EQ(all.size(), ++faults);
  EXPECT_NE(all.front().find("notes row"), std::string::npos) << all.front();
}

}  // namespace
