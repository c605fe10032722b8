#include "dispatch/assignment/snapshot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dispatch/assignment/decision.h"
#include "dispatch/assignment/shift.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::assignment::Level;
using dispatch::assignment::Snapshot;
using models::SlaTarget;
using models::WorkOrder;
using models::WorkOrderState;
using support::SmallTown;

class SnapshotTest : public RulesTest {
 protected:
  Snapshot take() { return dispatch::assignment::take_snapshot(store, now); }
  int stop_of(const Snapshot& snapshot, models::WorkOrderId order) {
    const auto found = snapshot.stop_of_order.find(order.value);
    return found == snapshot.stop_of_order.end() ? -1 : found->second;
  }
  const dispatch::assignment::Stop& stop(const Snapshot& snapshot, models::WorkOrderId order) {
    return snapshot.problem.stops.at(static_cast<std::size_t>(stop_of(snapshot, order)));
  }
  WorkOrder open_at(const char* village, std::optional<models::Position> position = {}) {
    WorkOrder order;
    order.facility_class = "heater";
    order.fault_kind = "HP-NOHEAT";
    order.skill = "heat";
    order.place.village_code = village;
    order.place.position = std::move(position);
    order.received_at = now;
    order.id = store.work_orders().insert(order);
    return order;
  }
  static models::SlaClock clock(SlaTarget target, models::Time due) {
    models::SlaClock one;
    one.target = target;
    one.due_at = one.warn_at = due;
    return one;
  }
};

TEST_F(SnapshotTest, EachStateHasItsPlace) {
  struct Case {
    WorkOrderState state;
    bool is_a_stop;
  };
  using enum WorkOrderState;
  for (const auto& [state, is_a_stop] : {Case{open, true},
                                         {assigned, true},
                                         {accepted, true},
                                         {under_way, false},
                                         {resolved, false},
                                         {closed, false},
                                         {cancelled, false}}) {
    auto order = open_at(SmallTown::village_a);
    order.state = state;
    if (state != open) order.crew = town.heat;
    store.work_orders().update(order);
    EXPECT_EQ(stop_of(take(), order.id) >= 0, is_a_stop) << models::name(state);
  }
  auto paused = open_at(SmallTown::village_a);
  paused.pauses = {{"weather", "", now, std::nullopt}};
  store.work_orders().update(paused);
  EXPECT_EQ(stop_of(take(), paused.id), -1);
}

TEST_F(SnapshotTest, TargetsComeFromTheClocksThatRun) {
  auto order = open_at(SmallTown::village_a);
  auto stopped = clock(SlaTarget::make_safe, now + Hours{3});
  stopped.stopped_at = now;
  order.severity = models::Severity::danger;
  order.clocks = {clock(SlaTarget::contact, now + Minutes{15}), clock(SlaTarget::arrive, now + Hours{2}),
                  stopped, clock(SlaTarget::resolve, now + Hours{9})};
  store.work_orders().update(order);
  const auto snapshot = take();
  const auto& what = stop(snapshot, order.id);
  ASSERT_EQ(what.targets.size(), 2U);
  EXPECT_EQ(what.targets[0].due, 2 * 3600);
  EXPECT_EQ(what.targets[0].after_start, 0);
  EXPECT_EQ(what.targets[1].due, 9 * 3600);
  EXPECT_EQ(what.targets[1].after_start, what.duration);
  EXPECT_EQ(what.level, Level::danger);
  order.clocks[1].paused_at = now;
  order.severity = models::Severity::planned;
  store.work_orders().update(order);
  const auto again = take();
  EXPECT_EQ(stop(again, order.id).targets.size(), 1U);
  EXPECT_EQ(stop(again, order.id).level, Level::normal);
}

TEST_F(SnapshotTest, ACrewOnSiteIsFreeWhenItsVisitIsOver) {
  const auto order = order_in(WorkOrderState::under_way);
  const auto crew = [&] {
    const auto snapshot = take();
    return snapshot.problem.crews.at(static_cast<std::size_t>(snapshot.crew_index(order.crew))).free_at;
  };
  const auto begun = crew();
  EXPECT_GT(begun, 300);
  later(Hours{8});
  EXPECT_EQ(crew(), 300) << "it should have been ready long ago: a few minutes more";
  now -= Hours{10};  // the clock was set back behind the arrival
  EXPECT_GE(crew(), begun);
}

TEST_F(SnapshotTest, TheNextShiftIsThatOfACrewThatServesTheVillageAndIsFree) {
  auto other = *store.crews().find(town.heat2);
  other.villages = {SmallTown::village_b};
  other.on_call = true;  // until then; whoever is not has room in that shift already
  for (int weekday = 1; weekday <= 7; ++weekday) other.shifts.push_back({weekday, 7 * 60 + 45, 20 * 60});
  store.crews().update(other);
  now -= Hours{1};
  const auto order = open_at(SmallTown::village_a);
  const auto opening = [&] { return stop(take(), order.id).postponed_start; };
  EXPECT_EQ(opening(), 3600) << "at eight, not with the shift of the other village's crew";
  const auto elsewhere = open_at(SmallTown::village_b);
  EXPECT_EQ(stop(take(), elsewhere.id).postponed_start, 45 * 60);
  // Called out shortly before the shift: it begins when that visit is over.
  auto visit = open_at(SmallTown::village_a);
  visit.state = WorkOrderState::under_way;
  visit.crew = town.heat;
  visit.arrived_at = now + Minutes{50};
  store.work_orders().update(visit);
  later(Minutes{50});
  EXPECT_GT(opening(), 10 * 60);
}

TEST_F(SnapshotTest, OddPositionsAreReplacedAndNoted) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto good = *store.villages().find(SmallTown::village_a)->position;
  struct Case {
    models::Position position;
    std::vector<std::string> notes;
  };
  const Case cases[] = {{good, {}},
                        {{nan, 116.7, "phone"}, {"position_out_of_range"}},
                        {{91, 116.7, "phone"}, {"position_out_of_range"}},
                        {{good.longitude, good.latitude, "swapped"}, {"position_out_of_range"}},
                        {{31.2, 121.4, "shanghai"}, {"position_far_away"}}};
  for (const auto& [position, notes] : cases) {
    const auto order = open_at(SmallTown::village_a, position);
    const auto snapshot = take();
    const int number = stop_of(snapshot, order.id);
    EXPECT_EQ(snapshot.stops.at(static_cast<std::size_t>(number)).notes, notes) << position.source;
    const auto place = snapshot.problem.stops.at(static_cast<std::size_t>(number)).place;
    EXPECT_LT(models::distance_metres(snapshot.points.at(static_cast<std::size_t>(place)).position, good),
              10);
    EXPECT_TRUE(dispatch::assignment::faults(snapshot.problem).empty());
  }
  const auto nowhere = open_at("");
  const auto snapshot = take();
  EXPECT_EQ(snapshot.stops.at(static_cast<std::size_t>(stop_of(snapshot, nowhere.id))).notes,
            std::vector<std::string>{"position_unknown"});
}

TEST_F(SnapshotTest, TheLampsOfACircuitAreOneVisit) {
  std::vector<models::WorkOrderId> lamps;
  for (int i = 0; i < 3; ++i) {
    WorkOrder order;
    order.facility_class = "streetlight";
    order.circuit = i < 2 ? "C-7" : "C-9";
    order.skill = "electric";
    order.place.village_code = SmallTown::village_a;
    lamps.push_back(store.work_orders().insert(order));
  }
  const auto snapshot = take();
  EXPECT_EQ(stop_of(snapshot, lamps[0]), stop_of(snapshot, lamps[1]));
  EXPECT_NE(stop_of(snapshot, lamps[0]), stop_of(snapshot, lamps[2]));
  EXPECT_EQ(stop(snapshot, lamps[0]).work_orders.size(), 2U);
  EXPECT_GT(stop(snapshot, lamps[0]).duration, stop(snapshot, lamps[2]).duration);
}

TEST_F(SnapshotTest, TooManySkillsAreNotedAndNobodyIsSent) {
  std::vector<models::WorkOrderId> orders;
  for (int i = 0; i < 80; ++i) {
    auto order = open_at(SmallTown::village_a);
    order.skill = "skill-" + std::to_string(i);
    store.work_orders().update(order);
    orders.push_back(order.id);
  }
  const auto snapshot = take();
  EXPECT_TRUE(snapshot.stops.at(static_cast<std::size_t>(stop_of(snapshot, orders[0]))).notes.empty());
  EXPECT_EQ(snapshot.stops.at(static_cast<std::size_t>(stop_of(snapshot, orders[79]))).notes,
            std::vector<std::string>{"skill_unknown"});
  const auto decision = dispatch::choose_crew(store, *store.work_orders().find(orders[79]), now);
  EXPECT_FALSE(decision.crew);
}

TEST_F(SnapshotTest, ShiftsMeetAtMidnightAndAreFoundAhead) {
  models::Crew crew;
  crew.shifts = {{1, 1080, 1440}, {2, 0, 360}, {2, 1080, 1440}};
  using dispatch::assignment::shift_of;
  const auto at = [](int hours) { return support::monday_morning() + Hours{hours - 8}; };
  const auto night = shift_of(crew, at(20), Hours{24});
  ASSERT_TRUE(night);
  EXPECT_EQ(night->from, at(18));
  EXPECT_EQ(night->to, at(30));
  EXPECT_EQ(shift_of(crew, at(9), Hours{24})->from, at(18));
  EXPECT_FALSE(shift_of(crew, at(9), Hours{8}));
  EXPECT_EQ(shift_of(crew, at(24 + 7), Hours{24})->from, at(24 + 18));
  EXPECT_FALSE(shift_of(crew, at(24 + 25), Hours{24})) << "Wednesday and later have none";
  crew.shifts.clear();
  EXPECT_EQ(shift_of(crew, at(3), Hours{1})->to, models::Time::max());
}

TEST_F(SnapshotTest, AnEmptyRosterAndAnEmptyTownAreNoFault) {
  open_at(SmallTown::village_a);
  store.data.crews.clear();
  const auto decision = dispatch::choose_crew(store, open_at("no such village"), now);
  EXPECT_FALSE(decision.crew);
  EXPECT_TRUE(decision.considered.empty());
  EXPECT_TRUE(take().routes.empty());
}

}  // namespace
