#include "dispatch/assignment/breaches.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::WorkOrderState;

class BreachesTest : public RulesTest {
 protected:
  std::vector<dispatch::OrderForecast> look(const models::Actor& actor) {
    const auto forecast = dispatch::forecast_breaches(store, actor, {}, dispatch::look_back(store, now), now);
    EXPECT_TRUE(forecast) << forecast.error().detail;
    return forecast ? forecast->orders : std::vector<dispatch::OrderForecast>{};
  }
};

TEST_F(BreachesTest, EveryOrderThatACrewIsAtIsForetold) {
  for (int i = 0; i < 2; ++i) order_in(WorkOrderState::under_way);
  later(Hours{3});  // of the four hours to resolve
  const auto orders = look(town.dispatcher);
  ASSERT_EQ(orders.size(), 2u);
  for (const auto& one : orders) {
    EXPECT_GT(one.late, 0.001) << one.order.number;
    EXPECT_FALSE(one.start) << "somebody is there";
  }
}

TEST_F(BreachesTest, WhatCanStillBeHelpedStandsFirst) {
  const auto late = order_in(WorkOrderState::accepted);
  later(Hours{5});
  const auto fresh = order_in(WorkOrderState::accepted);
  const auto orders = look(town.dispatcher);
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].order.id, fresh.id);
  EXPECT_EQ(orders[1].order.id, late.id);
  EXPECT_EQ(orders[1].cause, "late_now");
  EXPECT_EQ(orders[1].late, 1);
}

TEST_F(BreachesTest, ACrewIsToldOfItsOwnOrdersOnly) {
  const auto order = order_in(WorkOrderState::accepted);
  ASSERT_EQ(look(crew_of(order)).size(), 1u);
  EXPECT_TRUE(look(town.toilet_member).empty());
}

}  // namespace
