#include "models/figures.h"

#include <gtest/gtest.h>

namespace {

using models::Event;
using models::EventKind;
using models::OrderFacts;

TEST(FactsOfAnOrder, FollowTheLog) {
  OrderFacts order;
  const auto tell = [&](EventKind kind, std::int64_t at,
                        std::vector<std::pair<std::string, std::string>> details = {}) {
    Event event;
    event.kind = kind;
    event.at = models::from_unix(at);
    event.by_name = "小宋";
    event.details = std::move(details);
    models::add_event(order, event);
  };
  tell(EventKind::work_order_assigned, 10, {{"rule", "automatic"}, {"crew", "1"}});
  tell(EventKind::work_order_assigned, 20, {{"rule", "planned"}, {"crew", "2"}, {"from_crew", "1"}});
  EXPECT_EQ(order.assigned_at, models::from_unix(10));
  EXPECT_EQ(order.resent, 0) << "the plan moved it";
  tell(EventKind::work_order_assigned, 30, {{"rule", "manual"}, {"crew", "3"}, {"from_crew", "2"}});
  EXPECT_EQ(order.resent, 1);
  tell(EventKind::work_order_closed, 40, {{"method", "none"}, {"confirmed", "false"}});
  EXPECT_FALSE(order.reached);
  EXPECT_FALSE(order.word);
  tell(EventKind::report_judged, 50, {{"solved", "false"}, {"satisfaction", "dissatisfied"}});
  ASSERT_TRUE(order.word);
  EXPECT_FALSE(order.word->solved);
  EXPECT_EQ(order.word->satisfaction, models::Satisfaction::dissatisfied);
  EXPECT_TRUE(order.reached);
  tell(EventKind::work_order_closed, 60, {{"method", "callback"}, {"confirmed", "true"}});
  EXPECT_TRUE(order.word->solved) << "on the telephone they said it is solved now";
  EXPECT_EQ(order.word->at, models::from_unix(60));
  tell(EventKind::report_judged, 70, {{"solved", "true"}, {"satisfaction", "very_satisfied"}});
  EXPECT_EQ(order.word->satisfaction, models::Satisfaction::very_satisfied);
  tell(EventKind::work_order_closed, 80, {{"method", "callback"}, {"confirmed", "true"}});
  EXPECT_EQ(order.word->satisfaction, models::Satisfaction::very_satisfied) << "what they said before stands";
}

}  // namespace
