#include "dispatch/assignment/assign.h"

#include <algorithm>

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::CrewConsidered;
using models::ErrorCode;
using models::Severity;
using models::WorkOrder;
using support::SmallTown;

class AssignTest : public RulesTest {
 protected:
  /// An order that is not stored: enough to ask who would go.
  WorkOrder wanted(const std::string& skill, const std::string& village,
                   Severity severity = Severity::normal) {
    WorkOrder order;
    order.skill = skill;
    order.place.village_code = village;
    order.severity = severity;
    return order;
  }
  const CrewConsidered& considered(const models::AssignmentDecision& decision, models::CrewId crew) {
    for (const auto& one : decision.considered)
      if (one.crew == crew) return one;
    throw std::logic_error("a crew was not considered");
  }
  void change_crew(models::CrewId id, void (*change)(models::Crew&)) {
    auto crew = *store.crews().find(id);
    change(crew);
    store.crews().update(crew);
  }
  static models::SlaClock clock_until(models::SlaTarget target, models::Time due) {
    models::SlaClock clock;
    clock.target = target;
    clock.started_at = due - Hours{1};
    clock.due_at = clock.warn_at = due;
    return clock;
  }
  void give(models::CrewId crew, int orders) {
    for (int i = 0; i < orders; ++i) {
      auto order = wanted("", "");
      order.state = models::WorkOrderState::accepted;
      order.crew = crew;
      store.work_orders().insert(order);
    }
  }
};

TEST_F(AssignTest, TheFirstRuleAgainstEachCrewIsKept) {
  const auto night = support::monday_morning() - Hours{2};
  struct Case {
    const char* what;
    WorkOrder order;
    models::Time at;
    models::CrewId crew;
    const char* excluded_by;
  };
  const Case cases[] = {
      {"fits", wanted("heat", SmallTown::village_a), now, town.heat, ""},
      {"is not active", wanted("heat", SmallTown::village_a), now, town.gone, "inactive"},
      {"lacks the skill", wanted("heat", SmallTown::village_a), now, town.light, "skill"},
      {"serves another village", wanted("electric", SmallTown::village_b), now, town.light, "area"},
      {"skill before area", wanted("heat", SmallTown::village_b), now, town.light, "skill"},
      {"nobody knows the village", wanted("electric", ""), now, town.light, ""},
      {"no skill is asked for", wanted("", SmallTown::village_a), now, town.light, ""},
      {"on call only", wanted("heat", SmallTown::village_a), night, town.heat, "on_call"},
      {"planned work waits for the shift", wanted("heat", SmallTown::village_a, Severity::planned), night,
       town.heat, "on_call"},
      {"its shift begins later", wanted("electric", SmallTown::village_a), night, town.light, ""},
      {"called out", wanted("heat", SmallTown::village_a, Severity::urgent), night, town.heat, ""},
      {"called out for danger", wanted("heat", SmallTown::village_a, Severity::danger), night, town.heat, ""},
      {"always on shift", wanted("heat", SmallTown::village_a), night, town.heat2, ""},
  };
  for (const auto& [what, order, at, crew, excluded_by] : cases)
    EXPECT_EQ(considered(dispatch::choose_crew(store, order, at), crew).excluded_by, excluded_by) << what;
}

TEST_F(AssignTest, OnlyCrewsOnCallAreCalledOut) {
  change_crew(town.heat, [](models::Crew& crew) { crew.on_call = false; });
  now -= Hours{2};
  auto danger = wanted("heat", SmallTown::village_a, Severity::danger);
  danger.clocks = {clock_until(models::SlaTarget::arrive, now + Hours{1})};
  const auto decision = dispatch::choose_crew(store, danger, now);
  EXPECT_EQ(decision.crew, town.heat2);
  ASSERT_FALSE(decision.alternatives.empty());
  EXPECT_EQ(decision.alternatives[0].crew, town.heat);
  EXPECT_GE(decision.alternatives[0].arrival, now + Hours{2}) << "it begins with its shift";
  EXPECT_EQ(decision.alternatives[0].missed, 1);
}

TEST_F(AssignTest, AFullCrewTakesOnlyDanger) {
  give(town.toilets, 2);
  EXPECT_EQ(considered(
                dispatch::choose_crew(store, wanted("plumbing", SmallTown::village_b, Severity::urgent), now),
                town.toilets)
                .excluded_by,
            "capacity");
  const auto danger =
      dispatch::choose_crew(store, wanted("plumbing", SmallTown::village_b, Severity::danger), now);
  EXPECT_EQ(considered(danger, town.toilets).excluded_by, "");
  EXPECT_EQ(considered(danger, town.toilets).orders_in_hand, 2);
}

TEST_F(AssignTest, TheNearestGoesUnlessItsDayIsFull) {
  const auto decision = dispatch::choose_crew(store, wanted("heat", SmallTown::village_a), now);
  const auto& near = considered(decision, town.heat);
  const auto& far = considered(decision, town.heat2);
  EXPECT_NEAR(near.distance_metres, 100, 1);
  EXPECT_NEAR(far.distance_metres, 6000, 1);
  EXPECT_LE(near.cost, 2);
  EXPECT_GE(far.cost, 10);
  EXPECT_LE(far.cost, 25);
  EXPECT_EQ(decision.crew, town.heat);
  EXPECT_EQ(decision.rule, "automatic");
  ASSERT_TRUE(decision.chosen);
  EXPECT_EQ(decision.chosen->crew, town.heat);
  EXPECT_LE(decision.chosen->arrival, now + Minutes{5});
  // Two visits of an hour each: the promise is kept by the other crew.
  for (int i = 0; i < 2; ++i) ASSERT_EQ(heater_order().crew, town.heat);
  auto soon = wanted("heat", SmallTown::village_a);
  soon.severity = Severity::urgent;
  soon.clocks = {clock_until(models::SlaTarget::arrive, now + Minutes{45})};
  EXPECT_EQ(dispatch::choose_crew(store, soon, now).crew, town.heat2);
}

TEST_F(AssignTest, AnEmergencyIsNeverLeftWithoutANameWhileACrewMayGo) {
  // The other crew of the trade serves another village only; its shift begins soon and must not be hoped for.
  change_crew(town.heat2, [](models::Crew& crew) {
    crew.villages = {SmallTown::village_b};
    for (int weekday = 1; weekday <= 7; ++weekday) crew.shifts.push_back({weekday, 8 * 60, 20 * 60});
  });
  now -= Minutes{25};
  // Called out, with more than its limits allow: whoever comes now waits for long, and others with them.
  for (int i = 0; i < 3; ++i) ASSERT_EQ(heater_order().crew, town.heat);
  auto cold = wanted("heat", SmallTown::village_a, Severity::urgent);
  cold.clocks = {clock_until(models::SlaTarget::arrive, now + Minutes{30}),
                 clock_until(models::SlaTarget::resolve, now + Minutes{240})};
  const auto decision = dispatch::choose_crew(store, cold, now);
  EXPECT_EQ(decision.crew, town.heat) << "late, and told so, but somebody's";
  ASSERT_TRUE(decision.chosen);
  EXPECT_GT(decision.chosen->late, models::Duration{0});
  EXPECT_FALSE(decision.postponed_to);
  // What is not urgent waits for the shift.
  EXPECT_FALSE(dispatch::choose_crew(store, wanted("heat", SmallTown::village_a), now).crew);
}

TEST_F(AssignTest, EqualCostGoesToTheEarlierCrew) {
  for (const auto crew : {town.heat, town.heat2})
    change_crew(crew, [](models::Crew& one) { one.base.reset(); });
  EXPECT_EQ(dispatch::choose_crew(store, wanted("heat", SmallTown::village_a), now).crew,
            std::min(town.heat, town.heat2));
}

TEST_F(AssignTest, EveryCrewIsListedChosenFirst) {
  const auto decision = dispatch::choose_crew(store, wanted("heat", SmallTown::village_a), now);
  ASSERT_EQ(decision.considered.size(), 5U);
  EXPECT_EQ(decision.considered[0].crew, town.heat);
  EXPECT_EQ(decision.considered[1].crew, town.heat2);
  for (std::size_t i = 2; i < 5; ++i) EXPECT_FALSE(decision.considered[i].excluded_by.empty());
}

TEST_F(AssignTest, NobodyFits) {
  const auto decision = dispatch::choose_crew(store, wanted("roofing", SmallTown::village_a), now);
  EXPECT_FALSE(decision.crew);
  EXPECT_EQ(decision.considered.size(), 5U);
}

TEST_F(AssignTest, APersonMayChooseAndOverruleWithAReason) {
  const auto order = order_in(models::WorkOrderState::under_way);
  const auto by_desk = step(town.operator_, order.id);
  const auto crew = [&](models::CrewId id, const std::string& reason = "") {
    return dispatch::assign(store, by_desk, id, reason);
  };
  using Wrong = std::vector<std::string>;
  EXPECT_EQ(wrong_fields(crew(models::CrewId{404})), Wrong{"crew_id:unknown"});
  EXPECT_EQ(wrong_fields(crew(town.gone, "they know it")), Wrong{"crew_id:not_allowed"});
  EXPECT_EQ(wrong_fields(crew(town.light)), Wrong{"reason:required"});
  EXPECT_EQ(wrong_fields(crew(town.light, std::string(501, 'x'))), Wrong{"reason:too_long"});
  const auto done = crew(town.light, "they stand next door");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, models::WorkOrderState::assigned);
  EXPECT_EQ(done->crew, town.light);
  EXPECT_FALSE(done->accepted_at);
  EXPECT_FALSE(done->arrived_at);
  EXPECT_TRUE(done->clock(models::SlaTarget::arrive)->stopped_at) << "somebody was there in time";
  EXPECT_EQ(considered(*done->assignment, town.light).excluded_by, "skill");
  const auto told = events_of(order.id).back();
  EXPECT_EQ(told.kind, models::EventKind::work_order_assigned);
  EXPECT_EQ(told.details,
            (std::vector<std::pair<std::string, std::string>>{{"from", "under_way"},
                                                              {"crew", town.light.text()},
                                                              {"rule", "manual"},
                                                              {"from_crew", order.crew.text()},
                                                              {"reason", "they stand next door"}}));
  EXPECT_EQ(failure(dispatch::accept(store, step(crew_of(order), order.id))), ErrorCode::not_found)
      << "the first crew no longer sees it";
}

TEST_F(AssignTest, TheRuleChoosesAndSaysWhenNobodyFits) {
  const auto order = order_in(models::WorkOrderState::assigned);
  EXPECT_EQ(dispatch::assign(store, step(town.operator_, order.id), std::nullopt, "")->crew, order.crew)
      << "the order in its own hand does not count against a crew";
  for (const auto crew : {town.heat, town.heat2})
    change_crew(crew, [](models::Crew& one) { one.active = false; });
  const auto refused = dispatch::assign(store, step(town.operator_, order.id), std::nullopt, "");
  ASSERT_EQ(failure(refused), ErrorCode::conflict);
  EXPECT_FALSE(refused.error().allowed.empty());
}

TEST_F(AssignTest, OrdersWithoutACrewAreSentWhenAShiftBegins) {
  change_crew(town.heat2, [](models::Crew& crew) { crew.active = false; });
  now -= Hours{2};  // six in the morning; the shift begins at eight
  auto call = support::call("Wang", "", "HP-COOL", town.heater);
  auto order = order_for(call);
  ASSERT_EQ(order.state, models::WorkOrderState::open);
  ASSERT_TRUE(order.assignment) << "why nobody goes is kept";
  EXPECT_EQ(considered(*order.assignment, town.heat).excluded_by, "on_call");
  const auto version = order.version;
  later(Minutes{30});
  EXPECT_FALSE(dispatch::assign_automatically(store, order, now));
  EXPECT_EQ(read(order.id).version, version) << "nothing new is written when nothing is new";
  later(Minutes{90});
  EXPECT_TRUE(dispatch::assign_automatically(store, order, now));
  const auto sent = read(order.id);
  EXPECT_EQ(sent.state, models::WorkOrderState::assigned);
  EXPECT_EQ(sent.crew, town.heat);
  EXPECT_EQ(sent.version, version + 1);
  EXPECT_EQ(order.version, sent.version);
  EXPECT_EQ(events_of(order.id).back().by_role, "system");
  EXPECT_FALSE(dispatch::assign_automatically(store, order, now)) << "only once";
}

}  // namespace
