#include "tests/support/random_day.h"

#include <cstdlib>
#include <random>

#include "tests/scenario/story.h"

namespace {

class RandomDay : public Story {};

TEST_F(RandomDay, KeepsWhatMustAlwaysHoldInTheDatabase) {
  const char* asked = std::getenv("LAMPLIGHTER_SEED");
  const auto seed = asked ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10)) : std::random_device{}();
  const auto run = [&](const std::function<bool(models::Transaction&)>& work) { database->write_now(work); };
  const auto played = support::play_random_day(run, town, seed, 800);
  // A day on which nothing happens would prove nothing.
  EXPECT_GT(played.done, 100) << "seed " << seed;
  EXPECT_GT(played.refused, 50) << "seed " << seed;
}

}  // namespace
