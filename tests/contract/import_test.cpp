// Files on their way into a register, and whom the desk calls back.
#include <gmock/gmock.h>

#include "models/import.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using testing::ElementsAre;

models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }

class Imports : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) { town_ = support::make_town(tx); });
  }
  models::Import sample(int index) const {
    models::Import one;
    one.account = town_.account;
    one.into = models::ImportRegister::crews;
    one.format = models::ExportFormat::geojson;
    one.file = "班组.geojson";
    one.dry_run = true;
    one.skip_bad = true;
    one.bytes = 123;
    one.made_at = at(index);
    return one;
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(Imports);

TEST_P(Imports, OneComesBackAndWhatBecameOfItIsKept) {
  auto one = sample(0);
  write([&](auto& tx) { one.id = tx.imports().insert(one); });
  one.state = models::ImportState::refused;
  one.problem = models::ImportProblem::interrupted;
  one.rows = 5;
  one.rows_in_all = 6;
  one.made = 1;
  one.changed = 2;
  one.same = 3;
  one.bad = 4;
  one.faults_in_all = 9;
  one.faults = {{2, "village", "unknown", "there is no such village"}, {0, "", "unreadable", "坏\"了\n"}};
  one.started_at = at(10);
  one.ended_at = at(20);
  auto changed = one;
  changed.file = "not written";
  changed.dry_run = false;
  write([&](auto& tx) { tx.imports().update(changed); });
  read([&](auto& tx) {
    const auto found = tx.imports().find(one.id).value();
    EXPECT_EQ(found.account, town_.account);
    EXPECT_EQ(found.into, one.into);
    EXPECT_EQ(found.format, one.format);
    EXPECT_EQ(found.file, "班组.geojson");
    EXPECT_TRUE(found.dry_run && found.skip_bad);
    EXPECT_EQ(found.state, one.state);
    EXPECT_EQ(found.problem, one.problem);
    EXPECT_EQ(std::tuple(found.bytes, found.rows, found.rows_in_all.value_or(0), found.made, found.changed,
                         found.same, found.bad, found.faults_in_all),
              std::tuple(123, 5, 6, 1, 2, 3, 4, 9));
    EXPECT_EQ(found.faults, one.faults);
    EXPECT_EQ(found.made_at, at(0));
    EXPECT_EQ(found.started_at, at(10));
    EXPECT_EQ(found.ended_at, at(20));
    return 0;
  });
  write([&](auto& tx) { tx.imports().remove(one.id); });
  EXPECT_FALSE(read([&](auto& tx) { return tx.imports().find(one.id).has_value(); }));
}

TEST_P(Imports, TheyAreListedByAccountByEndAndWhileUnderWay) {
  std::vector<models::ImportId> ids;
  for (int i = 0; i < 4; ++i)
    write([&](auto& tx) {
      auto one = sample(i);
      one.faults = {{1, "x", "unknown", "y"}};
      if (i >= 2) {
        one.state = models::ImportState::done;
        one.ended_at = at(100 - i);
      }
      ids.push_back(tx.imports().insert(one));
    });
  const auto ids_of = [](const std::vector<models::Import>& all) {
    std::vector<models::ImportId> found;
    for (const auto& one : all) found.push_back(one.id);
    return found;
  };
  read([&](auto& tx) {
    EXPECT_THAT(ids_of(tx.imports().of_account(town_.account, 3)), ElementsAre(ids[3], ids[2], ids[1]));
    EXPECT_TRUE(tx.imports().of_account(town_.account, 1)[0].faults.empty()) << "one alone says them";
    EXPECT_TRUE(tx.imports().of_account({town_.account.value + 77}, 3).empty());
    EXPECT_THAT(ids_of(tx.imports().unfinished()), ElementsAre(ids[0], ids[1]));
    EXPECT_THAT(ids_of(tx.imports().ended_before(at(98), 9)), ElementsAre(ids[3]));
    EXPECT_THAT(ids_of(tx.imports().ended_before(at(200), 9)), ElementsAre(ids[3], ids[2]));
    return 0;
  });
}

}  // namespace
