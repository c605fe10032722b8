// Reading on the caller's own thread.
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "server/storage/database.h"
#include "tests/support/storage_fixture.h"

namespace {

class ReadHere : public testing::Test {
 protected:
  ReadHere() { open(1); }
  void open(int at_hand) {
    database_.reset();
    storage::DatabaseLimits limits;
    limits.readers_at_hand = at_hand;
    database_ = storage::open_sqlite(folder_.path(), limits);
  }
  void add_village(const std::string& code) {
    database_->write_now([&](models::Transaction& tx) {
      models::Village village;
      village.code = code;
      village.name = code;
      tx.villages().save(village);
      return true;
    });
  }
  std::size_t villages(bool& read) {
    std::size_t count = 0;
    read = database_->read_here([&](models::Transaction& tx) { count = tx.villages().list().size(); });
    return count;
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
};

TEST_F(ReadHere, SeesWhatIsStoredOnTheSameThreadAndIsCounted) {
  add_village("a");
  bool read = false;
  EXPECT_EQ(villages(read), 1U);
  EXPECT_TRUE(read);
  add_village("b");
  EXPECT_EQ(villages(read), 2U);
  std::thread::id where;
  ASSERT_TRUE(database_->read_here([&](models::Transaction&) { where = std::this_thread::get_id(); }));
  EXPECT_EQ(where, std::this_thread::get_id());
  EXPECT_EQ(database_->figures().reads, 3U);
}

TEST_F(ReadHere, SeesOneStateFromBeginningToEnd) {
  add_village("a");
  std::size_t before = 0, after = 0;
  ASSERT_TRUE(database_->read_here([&](models::Transaction& tx) {
    before = tx.villages().list().size();
    std::thread([&] { add_village("b"); }).join();
    after = tx.villages().list().size();
  }));
  EXPECT_EQ(before, 1U);
  EXPECT_EQ(after, 1U);
}

TEST_F(ReadHere, IsNotDoneWhileAllAreInUseNorWhenThereAreNone) {
  bool inner = true, worked = false;
  ASSERT_TRUE(database_->read_here([&](models::Transaction&) {
    inner = database_->read_here([&](models::Transaction&) { worked = true; });
  }));
  EXPECT_FALSE(inner);
  EXPECT_FALSE(worked);
  open(0);
  EXPECT_FALSE(database_->read_here([&](models::Transaction&) { worked = true; }));
  EXPECT_FALSE(worked);
}

TEST_F(ReadHere, GoesOnAfterAFailureAndCannotWrite) {
  add_village("a");
  EXPECT_THROW(database_->read_here([](models::Transaction&) { throw std::out_of_range("rule"); }),
               std::out_of_range);
  bool read = false;
  EXPECT_EQ(villages(read), 1U);
  EXPECT_ANY_THROW(database_->read_here([](models::Transaction& tx) {
    models::Village village;
    village.code = "b";
    village.name = "b";
    tx.villages().save(village);
  }));
  EXPECT_EQ(villages(read), 1U);
  EXPECT_TRUE(read);
}

TEST_F(ReadHere, IsOverOnceTheDatabaseIsClosed) {
  database_->close();
  bool read = true;
  villages(read);
  EXPECT_FALSE(read);
}

}  // namespace
