#include <gmock/gmock.h>

#include <limits>
#include <set>

#include "models/names.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using models::SlaTarget;
using models::WorkOrderState;
using support::text;

class WorkOrders : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  models::WorkOrderId add(const models::WorkOrder& order) {
    return write([&](auto& tx) { return tx.work_orders().insert(order); });
  }
  models::WorkOrder get(models::WorkOrderId id) {
    return read([&](auto& tx) { return tx.work_orders().find(id).value(); });
  }
  void save(const models::WorkOrder& order) {
    write([&](auto& tx) { tx.work_orders().update(order); });
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(WorkOrders);

TEST_P(WorkOrders, ComeBackWhole) {
  auto bare = support::bare_order(1);
  bare.id = add(bare);
  auto full = support::full_order(town_, 2);
  full.parent = bare.id;
  full.id = add(full);
  EXPECT_EQ(text(get(full.id)), text(full));
  EXPECT_EQ(text(get(bare.id)), text(bare));
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.work_orders().find_by_number(full.number).value()), text(full));
    EXPECT_FALSE(tx.work_orders().find(models::WorkOrderId{99}));
    EXPECT_FALSE(tx.work_orders().find_by_number("LC"));
  });
}

TEST_P(WorkOrders, UpdateWritesAllAndRaisesTheVersion) {
  auto full = support::full_order(town_, 1);
  full.id = add(full);
  auto bare = support::bare_order(2);
  bare.id = full.id;
  save(bare);
  bare.version = full.version + 1;
  EXPECT_EQ(text(get(full.id)), text(bare));
  save(full);
  full.version += 2;
  EXPECT_EQ(text(get(full.id)), text(full));
  save(full);
  full.version += 1;
  EXPECT_EQ(text(get(full.id)), text(full));
}

TEST_P(WorkOrders, EveryWordOfTheVocabularyCanBeStored) {
  int index = 0;
  const auto try_one = [&](const auto& change) {
    auto order = support::full_order(town_, ++index);
    change(order);
    order.id = add(order);
    EXPECT_EQ(text(get(order.id)), text(order));
  };
  for (int i = 0; i <= static_cast<int>(WorkOrderState::cancelled); ++i)
    try_one([&](auto& order) { order.state = static_cast<WorkOrderState>(i); });
  for (int i = 0; i <= static_cast<int>(models::Severity::planned); ++i)
    try_one([&](auto& order) { order.severity = static_cast<models::Severity>(i); });
  for (int i = 0; i <= static_cast<int>(models::Outcome::working_normally); ++i)
    try_one([&](auto& order) { order.resolution->outcome = static_cast<models::Outcome>(i); });
  try_one([&](auto& order) {
    order.clocks.clear();
    for (const auto target : models::sla_targets) order.clocks.push_back(support::clock_of(target, 1, 2));
  });
}

TEST_P(WorkOrders, ClocksAndPausesAreWrittenAsGiven) {
  auto order = support::bare_order(1);
  order.clocks = {support::clock_of(SlaTarget::contact, 10, 20),
                  support::clock_of(SlaTarget::resolve, 30, 40)};
  order.id = add(order);
  order.clocks[0].stopped_at = models::from_unix(15);
  order.clocks.insert(order.clocks.begin() + 1, support::clock_of(SlaTarget::arrive, 11, 21));
  order.pauses = {{"weather", "雨", models::from_unix(1), models::from_unix(2)},
                  {"other", "", models::from_unix(3), {}}};
  save(order);
  order.version = 2;
  EXPECT_EQ(text(get(order.id)), text(order));
  order.pauses[1].to = models::from_unix(9);
  order.clocks.erase(order.clocks.begin());
  save(order);
  order.version = 3;
  EXPECT_EQ(text(get(order.id)), text(order));
  order.pauses.pop_back();
  order.clocks.clear();
  save(order);
  order.version = 4;
  EXPECT_EQ(text(get(order.id)), text(order));
}

TEST_P(WorkOrders, ClocksComeBackInTheOrderOfTheirTargets) {
  auto order = support::bare_order(1);
  for (const auto target :
       {SlaTarget::resolve, SlaTarget::accept, SlaTarget::make_safe, SlaTarget::arrive, SlaTarget::contact})
    order.clocks.push_back(support::clock_of(target, 1, 2));
  const auto stored = get(add(order));
  ASSERT_EQ(stored.clocks.size(), models::sla_targets.size());
  for (std::size_t i = 0; i < stored.clocks.size(); ++i)
    EXPECT_EQ(stored.clocks[i].target, models::sla_targets[i]);
}

TEST_P(WorkOrders, TimesAtTheEndsOfTheirRangeComeBack) {
  int index = 0;
  for (const auto seconds : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
                             std::int64_t{2'147'483'648}, std::numeric_limits<std::int64_t>::max()}) {
    auto order = support::full_order(town_, ++index);
    const auto time = models::from_unix(seconds);
    order.state = WorkOrderState::closed;
    order.received_at = order.opened_at = order.changed_at = time;
    order.assigned_at = order.accepted_at = order.arrived_at = order.made_safe_at = order.resolved_at =
        order.closed_at = time;
    order.resolution->at = order.closure->at = order.assignment.change().at = time;
    order.resolution->outcome = models::Outcome::repaired;
    for (auto& clock : order.clocks)
      clock.started_at = clock.due_at = clock.warn_at = time, clock.breached_at = time,
      clock.paused = models::Duration{seconds};
    order.pauses[0].from = time;
    order.id = add(order);
    EXPECT_EQ(text(get(order.id)), text(order));
  }
}

TEST_P(WorkOrders, NumbersAreGivenOncePerDayOfTheTown) {
  const auto number = [&](std::int64_t seconds, int offset) {
    return write([&](auto& tx) { return tx.work_orders().next_number(models::from_unix(seconds), offset); });
  };
  const std::int64_t midnight = 1'795'363'200;  // 2026-11-23T00:00:00+08:00 is 16:00 UTC of the day before
  EXPECT_EQ(number(midnight, 28'800), "LC20261123-0001");
  EXPECT_EQ(number(midnight - 1, 28'800), "LC20261122-0001");
  EXPECT_EQ(number(midnight + 86'399, 28'800), "LC20261123-0002");
  EXPECT_EQ(number(midnight + 86'400, 28'800), "LC20261124-0001");
  EXPECT_EQ(number(midnight, 0), "LC20261122-0002");
  EXPECT_EQ(number(0, -3600), "LC19691231-0001");
  reopen();
  EXPECT_EQ(number(midnight, 28'800), "LC20261123-0003");
}

TEST_P(WorkOrders, NumbersGoOnBeyondFourDigits) {
  std::set<std::string> numbers;
  write([&](auto& tx) {
    for (int i = 0; i < 10'002; ++i) numbers.insert(tx.work_orders().next_number(models::from_unix(0), 0));
  });
  EXPECT_EQ(numbers.size(), 10'002U);
  EXPECT_TRUE(numbers.contains("LC19700101-9999"));
  EXPECT_TRUE(numbers.contains("LC19700101-10002"));
}

TEST_P(WorkOrders, NumbersAreUnique) {
  add(support::bare_order(1));
  try {
    add(support::bare_order(1));
    ADD_FAILURE() << "the number was stored twice";
  } catch (const storage::ConstraintFailed& error) {
    EXPECT_EQ(error.columns(), "work_orders.number");
  }
}

TEST_P(WorkOrders, DueClocksAreThoseThatMustBeLookedAt) {
  EXPECT_FALSE(read([](auto& tx) { return tx.work_orders().next_clock(); }));
  auto order = support::bare_order(1);
  order.clocks = {support::clock_of(SlaTarget::contact, 10, 20), support::clock_of(SlaTarget::arrive, 15, 50),
                  support::clock_of(SlaTarget::resolve, 30, 40)};
  order.id = add(order);
  const auto due = [&](std::int64_t now, int limit = 10) {
    std::string result;
    for (const auto& clock :
         read([&](auto& tx) { return tx.work_orders().due_clocks(models::from_unix(now), limit); })) {
      EXPECT_EQ(clock.work_order, order.id);
      result += std::string(models::name(clock.target)) + "@" +
                std::to_string(models::to_unix(clock.next_at)) + " ";
    }
    return result;
  };
  const auto next = [&] {
    return read([](auto& tx) { return models::to_unix(tx.work_orders().next_clock().value()); });
  };
  EXPECT_EQ(due(9), "");
  EXPECT_EQ(due(10), "contact@10 ");
  EXPECT_EQ(due(30), "contact@10 arrive@15 resolve@30 ");
  EXPECT_EQ(due(30, 2), "contact@10 arrive@15 ");
  EXPECT_EQ(next(), 10);
  order.clocks[0].warned_at = models::from_unix(10);
  order.clocks[1].paused_at = models::from_unix(12);
  save(order);
  EXPECT_EQ(due(19), "");
  EXPECT_EQ(due(30), "contact@20 resolve@30 ");
  EXPECT_EQ(next(), 20);
  order.clocks[0].breached_at = models::from_unix(20);
  order.clocks[1].paused_at.reset();
  order.clocks[2].stopped_at = models::from_unix(29);
  save(order);
  EXPECT_EQ(due(100), "arrive@15 ");
  order.clocks[1].stopped_at = models::from_unix(29);
  save(order);
  EXPECT_EQ(due(100), "");
  EXPECT_FALSE(read([](auto& tx) { return tx.work_orders().next_clock(); }));
}

TEST_P(WorkOrders, OrdersInHandAreThoseACrewHasToDo) {
  int index = 0;
  for (int state = 0; state <= static_cast<int>(WorkOrderState::cancelled); ++state)
    for (int count = 0; count <= state; ++count) {
      auto order = support::bare_order(++index);
      order.state = static_cast<WorkOrderState>(state);
      order.crew = town_.crews[0];
      add(order);
    }
  add(support::bare_order(++index));
  EXPECT_EQ(read([&](auto& tx) { return tx.work_orders().orders_in_hand(town_.crews[0]); }), 2 + 3 + 4);
  EXPECT_EQ(read([&](auto& tx) { return tx.work_orders().orders_in_hand(town_.crews[1]); }), 0);
}

}  // namespace
