#include "tests/dispatch/rules_fixture.h"
#include "tests/support/random_day.h"

namespace {

TEST(RandomActions, KeepWhatMustAlwaysHold) {
  const auto seed = any_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  support::DayPlayed all;
  for (unsigned round = 0; round < 5 && !testing::Test::HasFailure(); ++round) {
    support::MemoryStore store;
    const auto town = support::build_small_town(store);
    const auto run = [&](const std::function<bool(models::Transaction&)>& work) {
      auto before = store.data;
      if (!work(store)) store.data = std::move(before);
    };
    const auto played = support::play_random_day(run, town, seed + round, 600);
    all.done += played.done;
    all.refused += played.refused;
    all.ended += played.ended;
  }
  // A day on which nothing happens would prove nothing.
  EXPECT_GT(all.done, 500);
  EXPECT_GT(all.refused, 250);
  EXPECT_GT(all.ended, 5);
}

}  // namespace
