#include "dispatch/travel.h"

#include <gtest/gtest.h>

#include <limits>

namespace dispatch {
namespace {

TravelPoint at(double latitude, double longitude, RoadClass road = RoadClass::village_road) {
  return {{latitude, longitude, "test"}, road};
}

TEST(Travel, GrowsWithTheDistanceAndIsSlowerOnLanes) {
  const StraightLineTravel travel;
  const auto here = at(39.85, 116.75);
  EXPECT_EQ(travel.seconds(here, here), 0);
  const auto near = travel.seconds(here, at(39.86, 116.75));  // 1,112 m
  const auto far = travel.seconds(here, at(39.95, 116.75));
  EXPECT_NEAR(near, 1112 * 1.35 / 8.5 + 45, 2);
  EXPECT_GT(far, 9 * near / 2);
  const auto lane = at(39.86, 116.75, RoadClass::lane);
  EXPECT_GT(travel.seconds(here, lane), near);
  EXPECT_GT(travel.seconds(lane, here), travel.seconds(here, lane)) << "turning the van takes time";
}

TEST(Travel, BadPositionsGiveABoundedTime) {
  const StraightLineTravel travel;
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(travel.seconds(at(nothing, 116), at(39, 116)), 0);
  EXPECT_LE(travel.seconds(at(116.7, 39.8), at(39.8, 116.7)), 24 * 3600);
}

TEST(TravelMatrix, KeepsWhatItHasWhenItGrows) {
  TravelMatrix matrix;
  const auto between = [](int from, int to) { return from * 1000 + to; };
  for (int i = 0; i < 200; ++i) EXPECT_EQ(matrix.add(between), i);
  for (int from = 0; from < 200; ++from)
    for (int to = 0; to < 200; ++to) {
      if (from == to) continue;
      ASSERT_EQ(matrix(from, to), between(from, to));
      ASSERT_EQ(matrix.from(from)[to], between(from, to));
      ASSERT_EQ(matrix.to(to)[from], between(from, to));
    }
}

}  // namespace
}  // namespace dispatch
