#include "models/place.h"

#include <gtest/gtest.h>

#include <numbers>

namespace {

using models::distance_metres;
using models::Position;

constexpr double radius_metres = 6'371'008.8;

TEST(Distance, AgreesWithTheSphere) {
  const double degree = radius_metres * std::numbers::pi / 180;
  EXPECT_NEAR(distance_metres({0, 0, ""}, {1, 0, ""}), degree, 0.01);
  EXPECT_NEAR(distance_metres({0, 0, ""}, {0, 1, ""}), degree, 0.01);
  EXPECT_NEAR(distance_metres({60, 0, ""}, {60, 1, ""}), degree / 2, 5);  // great circle, a little shorter
  EXPECT_NEAR(distance_metres({0, 179.5, ""}, {0, -179.5, ""}), degree, 0.01);
  EXPECT_NEAR(distance_metres({90, 0, ""}, {-90, 0, ""}), radius_metres * std::numbers::pi, 0.01);
  EXPECT_NEAR(distance_metres({0, 0, ""}, {0, 180, ""}), radius_metres * std::numbers::pi, 0.01);
}

TEST(Distance, OfAPlaceToItselfIsZeroAndBothWaysAreEqual) {
  const Position here{39.9, 116.75, ""}, there{39.93, 116.71, ""};
  EXPECT_EQ(distance_metres(here, here), 0);
  EXPECT_DOUBLE_EQ(distance_metres(here, there), distance_metres(there, here));
  EXPECT_NEAR(distance_metres({39.9, 116.75, ""}, {39.9001, 116.75, ""}), 11.12, 0.01);
}

}  // namespace
