// Some hundred messages to receivers that fail three times in ten; bench/delivery does it with ten thousand.
#include "bench/delivery/storm.h"

#include <gtest/gtest.h>

#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

TEST(DeliveryStorm, EveryMessageArrivesUnderOneIdInOrderAndNoRobotIsOverrun) {
  support::TemporaryFolder folder;
  const auto database = support::open_storage(folder.path());
  storm::Options options;
  options.messages = 400;
  options.robot_messages = 80;
  options.start = support::monday_morning();
  const char* seed = std::getenv("LAMPLIGHTER_SEED");
  options.seed = seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20'261'127;
  SCOPED_TRACE("LAMPLIGHTER_SEED=" + std::to_string(options.seed));
  std::vector<models::WorkOrderId> orders;
  database->write_now([&](models::Transaction& tx) {
    orders.clear();
    const auto town = support::build_small_town(tx);
    for (int i = 0; i < 12; ++i)
      orders.push_back(support::open_order_for(tx, town.operator_,
                                               support::call("Li", "1380000" + std::to_string(1000 + i),
                                                             "HP-NOHEAT", town.heater),
                                               options.start)
                           .work_order->id);
    return true;
  });
  const auto seen = storm::run(*database, orders, options);
  EXPECT_EQ(seen.messages, 400);
  EXPECT_EQ(seen.ids, 400) << "each arrives";
  EXPECT_EQ(seen.strangers, 0) << "under one id";
  EXPECT_EQ(seen.out_of_order, 0);
  EXPECT_LE(seen.most_in_a_minute, 20);
  EXPECT_EQ(seen.most_in_a_minute, 20)
      << "80 messages for two robots: the limit was reached, or this proves nothing";
  EXPECT_GT(seen.errors, 0);
  EXPECT_GT(seen.resets, 0);
  EXPECT_GT(seen.lost_answers, 0);
  EXPECT_GT(seen.twice, 0) << "an answer that was lost is sent again, under the same id";
  EXPECT_GT(seen.tries, seen.messages);
}

}  // namespace
