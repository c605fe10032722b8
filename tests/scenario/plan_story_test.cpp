// A winter day with the plan: morning, danger, a crew falls ill, a person knows better, and thinks again.
#include <thread>

#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/record.h"
#include "server/workers/planner.h"
#include "tests/scenario/story.h"

namespace {

using models::WorkOrderState;

class PlanStory : public Story {
 protected:
  models::WorkOrder order_of(const char* kind, models::FacilityId facility, bool danger = false) {
    auto call = support::call("Wang", "", kind, facility);
    models::Triage triage;
    if (danger) triage.danger = true;
    return *decide(receive(town.operator_, call).id, triage).work_order;
  }
  workers::Round round(std::int64_t steps = 100) {
    workers::Searched nothing;
    return workers::plan_round(*database, now, 7, steps, {}, nothing);
  }
  std::optional<models::PlannedVisit> visit(models::WorkOrderId order) {
    return look([&](auto& tx) { return tx.plans().find_visit(order); });
  }
  bool replays(models::WorkOrderId id) {
    const auto order = read(id);
    const auto publication = look([&](auto& tx) { return tx.plans().find(order.assignment->publication); });
    return publication && dispatch::assignment::replay(*publication, id, *order.assignment).same;
  }
};

TEST_F(PlanStory, ADayFromTheMorningPlanToTheUndo) {
  // Eight o'clock: three households are cold, and each knows who comes and when.
  std::vector<models::WorkOrderId> cold;
  cold.reserve(3);
  for (int i = 0; i < 3; ++i) cold.push_back(order_of("HP-NOHEAT", town.heater).id);
  for (const auto id : cold) {
    EXPECT_EQ(read(id).state, WorkOrderState::assigned);
    EXPECT_TRUE(visit(id));
    EXPECT_TRUE(replays(id));
  }
  // Danger arrives: it goes in front, and is in time.
  pass(Minutes{5});
  const auto danger = order_of("HP-NOHEAT", town.heater, true);
  ASSERT_EQ(danger.state, WorkOrderState::assigned);
  ASSERT_TRUE(visit(danger.id));
  EXPECT_LE(visit(danger.id)->arrival, danger.clock(models::SlaTarget::arrive)->due_at);
  EXPECT_TRUE(replays(danger.id));
  // The crew falls ill: its orders go to the other one in the same moment.
  pass(Minutes{5});
  const auto ill = read(cold[0]).crew;
  const auto away = must([&](auto& tx) {
    return dispatch::crew_unavailable(tx, town.dispatcher, ill, std::nullopt, "ill", now);
  });
  ASSERT_TRUE(away.publication);
  for (const auto id : cold) EXPECT_NE(read(id).crew, ill);
  EXPECT_GT(count(cold[0], "work_order_assigned"), 1);
  // A person knows better, with a reason; the planner leaves that alone.
  must([&](auto& tx) { return dispatch::crew_available(tx, town.dispatcher, ill, now); });
  must([&](auto& tx) {
    return dispatch::assign(tx, step(town.dispatcher, cold[1]), ill, "they have the key");
  });
  round();
  EXPECT_EQ(read(cold[1]).crew, ill);
  const auto report = must([&](auto& tx) {
    return dispatch::report_overrides(tx, town.supervisor, now - Hours{1}, now + Hours{1}, now);
  });
  EXPECT_LE(report.overrides.size(), 1U);
  // And thinks again about the plan that was made for the illness.
  const auto undone = must([&](auto& tx) {
    return dispatch::undo(tx, town.dispatcher, away.publication->id, "they are well again", now);
  });
  EXPECT_EQ(undone.undo_of, away.publication->id);
  EXPECT_FALSE(undone.changes.empty());
  restart();
  EXPECT_TRUE(look([&](auto& tx) { return tx.plans().find(away.publication->id); })->undone);
}

TEST_F(PlanStory, ThePlannerFindsWhatIsBetterAndProposesWhereItMayNotAct) {
  must([&](auto& tx) {
    models::PlanningRule rule;
    rule.mode = models::PlanningMode::propose;
    return dispatch::set_planning_mode(tx, town.supervisor, rule, now);
  });
  const auto order = order_of("HP-NOHEAT", town.heater);
  EXPECT_EQ(order.state, WorkOrderState::open);
  EXPECT_TRUE(round().proposed);
  EXPECT_FALSE(round().proposed) << "the same proposal is not made twice";
  EXPECT_EQ(read(order.id).state, WorkOrderState::open);
  const auto board = must([&](auto& tx) { return dispatch::plan_board(tx, town.dispatcher, now); });
  ASSERT_TRUE(board.proposal);
  must([&](auto& tx) { return dispatch::publish(tx, town.dispatcher, board.proposal->id, "yes", now); });
  EXPECT_EQ(read(order.id).state, WorkOrderState::assigned);
  EXPECT_TRUE(replays(order.id));
}

TEST_F(PlanStory, WhatDoesNotTouchThePlanIsNotSearchedAgain) {
  workers::Searched searched;
  const auto unchanged = [&] { return workers::plan_round(*database, now, 7, 50, {}, searched).unchanged; };
  const auto order = order_of("HP-NOHEAT", town.heater);
  EXPECT_FALSE(unchanged());
  EXPECT_TRUE(unchanged());
  // A call that is only written down, a minute later: the plan has nothing to do with it.
  pass(Minutes{1});
  receive(town.operator_, support::call("Li", "", "HP-NOHEAT", town.heater));
  EXPECT_TRUE(unchanged());
  // Another order, and each of what a person may decide about one.
  const auto other = order_of("HP-NOHEAT", town.heater, true);
  EXPECT_FALSE(unchanged());
  must([&](auto& tx) {
    return dispatch::pin(tx, step(town.dispatcher, other.id), {}, now + Hours{3}, "at home");
  });
  EXPECT_FALSE(unchanged());
  unchanged();  // what it published itself it sees once more
  EXPECT_TRUE(unchanged());
  must([&](auto& tx) {
    return dispatch::crew_unavailable(tx, town.dispatcher, read(order.id).crew, std::nullopt, "ill", now);
  });
  EXPECT_FALSE(unchanged());
  // Cut short, it was not searched.
  pass(Minutes{1});
  must([&](auto& tx) { return dispatch::unpin(tx, step(town.dispatcher, other.id), "they are out"); });
  workers::plan_round(
      *database, now, 7, 50, [] { return true; }, searched);
  EXPECT_FALSE(unchanged());
}

TEST_F(PlanStory, ThePlannersThreadWakesSurvivesAndStopsAtOnce) {
  must([&](auto& tx) {
    for (auto crew : tx.crews().list()) {
      crew.active = false;
      tx.crews().update(crew);
    }
    return models::Result<bool>{true};
  });
  const auto order = order_of("HP-NOHEAT", town.heater);
  ASSERT_EQ(order.state, WorkOrderState::open);
  workers::PlannerOptions options;
  options.clock = [] { return support::monday_morning(); };
  options.shortest_pause = options.debounce = std::chrono::milliseconds{5};
  workers::Planner planner(*database, options);
  database->on_commit(planner.waker());
  planner.start();
  must([&](auto& tx) {
    auto crew = *tx.crews().find(town.heat);
    crew.active = true;
    tx.crews().update(crew);
    return dispatch::add_note(tx, step(town.operator_, order.id), "they are back");
  });
  for (int i = 0; i < 1000 && read(order.id).state == WorkOrderState::open; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_EQ(read(order.id).crew, town.heat);
  planner.stop();
  EXPECT_GE(planner.figures().published, 1U);
  planner.start();  // and again; the destructor stops it
}

}  // namespace
