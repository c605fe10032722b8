#include "dispatch/assignment/visit_length.h"

#include <gtest/gtest.h>

namespace dispatch::assignment {
namespace {

using models::Duration;

TEST(VisitLength, TheEstimateCountsAsTenVisits) {
  const struct {
    const char* what;
    std::int64_t visits;
    int mean, spread;
    Seconds duration, deviation;
  } rows[] = {
      {"nothing was seen yet", 0, 0, 0, 3600, 1200},
      {"one long visit moves it little", 1, 14400, 0, 4582, 3311},
      {"ten visits weigh as much as the estimate", 10, 7200, 1200, 5400, 2163},
      {"a thousand visits are what it is", 1000, 5400, 600, 5382, 635},
  };
  for (const auto& row : rows) {
    const models::VisitLength learnt{"HP-01", row.visits, Duration{row.mean}, Duration{row.spread}};
    const auto visit = expected_visit(Duration{3600}, &learnt);
    EXPECT_NEAR(visit.duration, row.duration, 1) << row.what;
    EXPECT_NEAR(visit.spread, row.deviation, 2) << row.what;
  }
  EXPECT_EQ(expected_visit(Duration{3600}, nullptr).duration, 3600);
}

TEST(VisitLength, StaysWithinADay) {
  EXPECT_EQ(expected_visit(Duration{30 * 24 * 3600}, nullptr).duration, 24 * 3600);
  EXPECT_EQ(expected_visit(Duration{-5}, nullptr).duration, 0);
}

}  // namespace
}  // namespace dispatch::assignment
