#include "tests/dispatch/rules_fixture.h"
#include "tests/support/random_day.h"

namespace {

TEST(RandomActions, KeepWhatMustAlwaysHold) {
  const auto seed = any_seed();
  for (unsigned round = 0; round < 5 && !testing::Test::HasFailure(); ++round) {
    support::MemoryStore store;
    const auto town = support::build_small_town(store);
    const auto run = [&](const std::function<bool(models::Transaction&)>& work) {
      auto before = store.data;
      if (!work(store)) store.data = std::move(before);
    };
    const auto played = support::play_random_day(run, town, seed + round, 600);
    EXPECT_GT(played.done, 100) << "seed " << seed + round;
    EXPECT_GT(played.refused, 50) << "seed " << seed + round;
    EXPECT_GT(played.ended, 0) << "seed " << seed + round;
  }
}

}  // namespace
