// Towns of a district, what a district counts in one, and which rules a town has from it.
#include "models/town.h"

#include <gmock/gmock.h>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }

class Towns : public support::StorageTest {};
LAMPLIGHTER_EVERY_STORAGE(Towns);

TEST_P(Towns, AreSavedByCodeListedAndRemoved) {
  const models::Town north{"north", {"北镇", "North"}, "north", "https://north.example"};
  const models::Town south{"south", {"南镇", "South"}, "south", ""};
  write([&](auto& tx) {
    tx.towns().save(south);
    tx.towns().save(north);
  });
  auto renamed = north;
  renamed.name.en = "Northern";
  write([&](auto& tx) { tx.towns().save(renamed); });
  read([&](auto& tx) {
    EXPECT_THAT(tx.towns().list(), ElementsAre(renamed, south));
    EXPECT_EQ(tx.towns().find("south"), south);
    EXPECT_FALSE(tx.towns().find("west").has_value());
  });
  write([&](auto& tx) { tx.towns().remove("north"); });
  read([&](auto& tx) { EXPECT_THAT(tx.towns().list(), ElementsAre(south)); });
}

TEST_P(Towns, AnAccountKeepsTheTownsItIsLimitedTo) {
  models::AccountId id;
  write([&](auto& tx) {
    models::Account account;
    account.username = "district";
    account.towns = {"north", "south"};
    id = tx.accounts().insert(account);
  });
  read([&](auto& tx) { EXPECT_THAT(tx.accounts().find(id)->towns, ElementsAre("north", "south")); });
}

TEST_P(Towns, InheritedRulesAreMarkedAndMarkedAnew) {
  using models::InheritedRule;
  using models::RuleKind;
  write([&](auto& tx) {
    tx.catalog().save(InheritedRule{RuleKind::policy, "P2", false});
    tx.catalog().save(InheritedRule{RuleKind::policy, "P1", false});
    tx.catalog().save(InheritedRule{RuleKind::calendar, "P1", true});
  });
  write([&](auto& tx) { tx.catalog().save(InheritedRule{RuleKind::policy, "P1", true}); });
  read([&](auto& tx) {
    EXPECT_THAT(tx.catalog().inherited(), ElementsAre(InheritedRule{RuleKind::calendar, "P1", true},
                                                      InheritedRule{RuleKind::policy, "P1", true},
                                                      InheritedRule{RuleKind::policy, "P2", false}));
  });
}

TEST_P(Towns, CountAndListWhatIsLateOrWillBe) {
  support::Town town;
  std::vector<std::string> numbers;
  write([&](auto& tx) {
    numbers.clear();
    town = support::make_town(tx);
    // Late, late, late soon, late tomorrow, ended.
    int index = 0;
    for (const auto due : {-500, -100, 900, 90'000, -100}) {
      auto order = support::bare_order(++index);
      order.facility_class = town.classes[0];
      order.place.village_code = town.villages[0];
      order.state = index == 5 ? models::WorkOrderState::closed : models::WorkOrderState::open;
      order.received_at = at(-10'000 + index);
      const auto moment = models::to_unix(at(due));
      order.clocks = {support::clock_of(models::SlaTarget::resolve, moment - 50, moment)};
      order.id = tx.work_orders().insert(order);
      numbers.push_back(order.number);
    }
  });
  read([&](auto& tx) {
    const auto count = tx.towns().count(at(0), at(1'000));
    EXPECT_EQ(count.late_soon, 1);
    EXPECT_EQ(count.waiting, 4);
    EXPECT_EQ(count.waiting_since, at(-9'999));
    models::TownOrderQuery query{at(0), at(1'000), true, "", 1};
    auto page = tx.towns().orders(query);
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].number, numbers[0]);
    EXPECT_EQ(page.items[0].due, at(-500));
    EXPECT_FALSE(page.items[0].class_name.zh.empty());
    ASSERT_FALSE(page.next.empty());
    query.cursor = page.next;
    page = tx.towns().orders(query);
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].number, numbers[1]);
    EXPECT_THAT(page.next, IsEmpty());
    page = tx.towns().orders({at(0), at(1'000), false, "", 10});
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].number, numbers[2]);
  });
}

}  // namespace
