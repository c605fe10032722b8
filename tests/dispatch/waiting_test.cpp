// Where crews with nothing to do wait, and who is told.
#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/waiting_place.h"
#include "dispatch/shifts.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using namespace dispatch::assignment;
using dispatch::Seconds;

// Places on a road: 0, 10, 20 and 30 minutes along it.
Problem road(const std::vector<int>& crews) {
  Problem problem;
  for (int place = 0; place < 4; ++place)
    problem.travel.add([](int from, int to) { return std::abs(from - to) * Seconds{600}; });
  for (const int place : crews) {
    Crew who;
    who.place = place;
    who.skills.add(0, 1);
    problem.crews.push_back(who);
  }
  return problem;
}

Expected call(int place, double per_hour) {
  Expected one;
  one.skills.require(0, 1);
  one.place = place;
  one.per_hour = per_hour;
  return one;
}

TEST(WaitingPlace, IsWhereTheNextEmergencyIsReachedSoonest) {
  const auto problem = road({0});
  const std::vector<int> idle{0};
  const auto found = waiting_places(problem, idle, {call(2, 0.3), call(3, 0.1)});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].place, 2);
  EXPECT_NEAR(found[0].expected, 0.8, 1e-9);
  EXPECT_EQ(found[0].here, 1350);
  EXPECT_EQ(found[0].there, 150);
}

TEST(WaitingPlace, IsTheNearerOfTwoThatAreAboutAsGood) {
  const std::vector<int> idle{0};
  const auto place_of = [&](double near, double far) {
    const auto found = waiting_places(road({0}), idle, {call(1, near), call(2, far)});
    return found.empty() ? 0 : found[0].place;
  };
  EXPECT_EQ(place_of(0.5, 0.5), 1);
  EXPECT_EQ(place_of(0.49, 0.51), 1) << "half a minute on average is no reason to drive ten more";
  EXPECT_EQ(place_of(0.4, 0.6), 2) << "two minutes are";
}

TEST(WaitingPlace, IsNotWhereAnotherWaitsAlready) {
  const std::vector<int> both{0, 1};
  const auto calls = std::vector{call(0, 0.2), call(2, 0.3)};
  auto problem = road({0, 2});
  EXPECT_TRUE(waiting_places(problem, both, calls).empty());
  problem = road({0, 0});
  const auto found = waiting_places(problem, both, calls);
  ASSERT_EQ(found.size(), 1U) << "one goes, the other stays";
  EXPECT_EQ(found[0].place, 2);
}

TEST(WaitingPlace, IsNotFarNorForLittleNorForWhomMayNotGo) {
  const std::vector<int> idle{0};
  EXPECT_TRUE(waiting_places(road({0}), idle, {}).empty());
  EXPECT_TRUE(waiting_places(road({0}), idle, {call(0, 1)}).empty()) << "it stands there already";
  EXPECT_TRUE(waiting_places(road({0}), idle, {call(2, 0.01)}).empty()) << "hardly anything is expected";
  EXPECT_TRUE(waiting_places(road({0}), std::vector<int>{}, {call(2, 1)}).empty()) << "nobody is idle";
  WaitingOptions near;
  near.farthest_drive = 900;
  EXPECT_TRUE(waiting_places(road({0}), idle, {call(2, 1)}, near).empty());
  auto unskilled = road({0});
  unskilled.crews[0].skills = {};
  EXPECT_TRUE(waiting_places(unskilled, idle, {call(2, 1)}).empty());
  auto elsewhere = call(2, 1);
  elsewhere.area = 1;
  auto bound = road({0});
  bound.crews[0].areas = {true};
  EXPECT_TRUE(waiting_places(bound, idle, {elsewhere}).empty());
}

class WaitingTest : public RulesTest {
 protected:
  /// Urgent orders of village A in the last days at about this hour; the crew beside it is away.
  void SetUp() override {
    for (int day = 1; day <= 6; ++day) {
      auto order = read(heater_order().id);
      order.state = models::WorkOrderState::closed;
      order.received_at = now - std::chrono::hours{24 * day};
      store.work_orders().update(order);
      store.plans().remove_visit(order.id);
    }
    ASSERT_TRUE(dispatch::crew_unavailable(store, town.dispatcher, town.heat, std::nullopt, "car", now));
  }
  std::optional<dispatch::CrewWaiting> seen_by(const models::Actor& actor) {
    const auto board = dispatch::plan_board(store, actor, now);
    EXPECT_TRUE(board);
    for (const auto& crew : board->crews)
      if (crew.crew.id == town.heat2) return crew.waiting;
    return std::nullopt;
  }
  void settle(models::PlanningMode mode, const std::string& village = support::SmallTown::village_a) {
    models::PlanningRule rule;
    rule.village_code = village;
    rule.mode = mode;
    ASSERT_TRUE(dispatch::set_planning_mode(store, town.dispatcher, rule, now));
  }
};

TEST_F(WaitingTest, AnIdleCrewIsSentWithTheReasonInWords) {
  const auto waiting = seen_by(town.heat2_member);
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->village_code, support::SmallTown::village_a);
  EXPECT_TRUE(waiting->told);
  EXPECT_GT(waiting->expected, 0.1);
  EXPECT_LT(waiting->there, waiting->here);
  EXPECT_NE(waiting->reason.zh.find("分钟"), std::string::npos);
  EXPECT_NE(waiting->reason.en.find(" min"), std::string::npos);
  EXPECT_TRUE(seen_by(town.dispatcher));
}

TEST_F(WaitingTest, ModesSettleHowFar) {
  settle(models::PlanningMode::propose);
  EXPECT_FALSE(seen_by(town.heat2_member));
  ASSERT_TRUE(seen_by(town.dispatcher));
  EXPECT_FALSE(seen_by(town.dispatcher)->told);
  settle(models::PlanningMode::manual);
  EXPECT_FALSE(seen_by(town.dispatcher));
  settle(models::PlanningMode::manual, "");
  ASSERT_TRUE(
      dispatch::remove_planning_mode(store, town.dispatcher, support::SmallTown::village_a, "", "over", now));
  EXPECT_FALSE(seen_by(town.dispatcher)) << "the rule for every village still holds";
  ASSERT_TRUE(dispatch::remove_planning_mode(store, town.dispatcher, "", "", "", now));
  EXPECT_TRUE(seen_by(town.heat2_member));
}

TEST_F(WaitingTest, NobodyWhoWorksRestsOrIsAwayIsSent) {
  const auto order = heater_order();
  ASSERT_EQ(order.crew, town.heat2);
  EXPECT_FALSE(seen_by(town.heat2_member)) << "it has work";
  auto done = read(order.id);
  done.state = models::WorkOrderState::closed;
  store.work_orders().update(done);
  store.plans().remove_visit(order.id);
  ASSERT_TRUE(seen_by(town.heat2_member));
  ASSERT_TRUE(dispatch::sign_on(store, town.heat2_member, "van", now));
  EXPECT_TRUE(seen_by(town.heat2_member));
  ASSERT_TRUE(dispatch::sign_off(store, town.heat2_member, {"home", {}, {}}, now));
  EXPECT_FALSE(seen_by(town.heat2_member)) << "signed off";
  ASSERT_TRUE(dispatch::sign_on(store, town.heat2_member, "van", now));
  auto crew = *store.crews().find(town.heat2);
  const auto shifts = [&](int from, int to) {
    crew.shifts.clear();
    for (int weekday = 1; weekday <= 7; ++weekday) crew.shifts.push_back({weekday, from * 60, to * 60});
    store.crews().update(crew);
  };
  shifts(6, 20);
  EXPECT_TRUE(seen_by(town.heat2_member));
  shifts(9, 20);
  EXPECT_FALSE(seen_by(town.heat2_member)) << "the shift has not begun, or it is a break";
  shifts(0, 8);
  EXPECT_FALSE(seen_by(town.heat2_member)) << "the shift is over";
  shifts(6, 20);
  ASSERT_TRUE(dispatch::crew_unavailable(store, town.dispatcher, town.heat2, std::nullopt, "ill", now));
  EXPECT_FALSE(seen_by(town.dispatcher)) << "away";
}

TEST_F(WaitingTest, ARuleIsTakenBackByWhomMaySettleIt) {
  settle(models::PlanningMode::manual);
  const auto remove = [&](const models::Actor& actor, const std::string& village, const std::string& reason) {
    return dispatch::remove_planning_mode(store, actor, village, "", reason, now);
  };
  EXPECT_EQ(remove(town.operator_, support::SmallTown::village_a, "").error().code,
            models::ErrorCode::forbidden);
  EXPECT_EQ(remove(town.dispatcher, support::SmallTown::village_b, "").error().code,
            models::ErrorCode::conflict);
  EXPECT_EQ(remove(town.dispatcher, support::SmallTown::village_a, std::string(4000, 'x')).error().code,
            models::ErrorCode::invalid);
  ASSERT_TRUE(remove(town.dispatcher, support::SmallTown::village_a, "cold wave over"));
  EXPECT_TRUE(store.plans().rules().empty());
  const auto events = store.events().list({});
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.back().kind, models::EventKind::planning_mode_removed);
  EXPECT_EQ(events.back().village_code, support::SmallTown::village_a);
}

}  // namespace
