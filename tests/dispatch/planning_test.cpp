#include "dispatch/assignment/planning.h"

#include <algorithm>
#include <set>

#include "dispatch/assignment/record.h"
#include "dispatch/assignment/words.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::PlanningMode;
using models::PublicationState;
using models::WorkOrder;
using models::WorkOrderState;
using support::SmallTown;

class PlanningTest : public RulesTest {
 protected:
  models::Result<models::Publication> preview(std::int64_t steps = 50) {
    dispatch::Effort effort;
    effort.steps = steps;
    return dispatch::preview_plan(store, town.dispatcher, effort, now);
  }
  std::vector<models::WorkOrderId> day(models::CrewId crew) {
    std::vector<models::WorkOrderId> orders;
    for (const auto& visit : store.plans().visits_of(crew)) orders.push_back(visit.work_order);
    return orders;
  }
  std::vector<std::string> words(const models::AssignmentDecision& decision) {
    dispatch::Names names;
    crews_.clear();
    for (auto& crew : store.crews().list()) crews_.emplace(crew.id, crew);
    names.crew = [this](models::CrewId id) {
      const auto found = crews_.find(id);
      return found == crews_.end() ? nullptr : &found->second;
    };
    std::vector<std::string> all;
    for (const auto& sentence : dispatch::explain(decision, names)) {
      EXPECT_FALSE(sentence.zh.empty());
      EXPECT_FALSE(sentence.en.empty());
      all.push_back(sentence.en);
    }
    return all;
  }
  std::map<models::CrewId, models::Crew> crews_;
};

TEST_F(PlanningTest, AnOrderGetsACrewATimeAndReasonsAtOnce) {
  const auto order = heater_order();
  ASSERT_EQ(order.state, WorkOrderState::assigned);
  const auto visit = store.plans().find_visit(order.id);
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->crew, order.crew);
  EXPECT_GE(visit->arrival, now);
  EXPECT_EQ(visit->announced, visit->arrival);
  const auto& decision = *order.assignment;
  EXPECT_EQ(decision.engine_version, dispatch::assignment::engine_version);
  ASSERT_TRUE(decision.chosen);
  EXPECT_EQ(decision.chosen->arrival, visit->arrival);
  EXPECT_EQ(decision.alternatives.size(), 1U);
  ASSERT_TRUE(decision.publication);
  const auto publication = store.plans().find(decision.publication);
  ASSERT_TRUE(publication);
  EXPECT_EQ(publication->trigger, models::PlanTrigger::order_opened);
  EXPECT_EQ(publication->cause, order.id);
  const auto again = dispatch::assignment::replay(*publication, order.id, decision);
  EXPECT_TRUE(again.possible) << again.why_not;
  EXPECT_TRUE(again.same);
  EXPECT_FALSE(words(decision).empty());
}

TEST_F(PlanningTest, EveryDecisionOfADayIsMadeAgainTheSame) {
  for (int i = 0; i < 8; ++i) {
    heater_order();
    order_for(support::call("Li", "", "WC-BLOCKED", town.toilet));
    order_for(support::call("Sun", "", "SL-DARK", town.lone_lamp));
    later(Minutes{7});
  }
  int replayed = 0;
  for (const auto& [id, order] : store.data.orders) {
    if (!order.assignment || !order.assignment->publication) continue;
    const auto publication = store.plans().find(order.assignment->publication);
    const auto again = dispatch::assignment::replay(*publication, id, *order.assignment);
    EXPECT_TRUE(again.possible) << again.why_not;
    EXPECT_TRUE(again.same) << order.number;
    ++replayed;
  }
  EXPECT_GE(replayed, 8);
}

TEST_F(PlanningTest, ModesSayHowFarTheEngineGoes) {
  const auto set = [&](const models::Actor& actor, PlanningMode mode, const char* village, const char* of) {
    models::PlanningRule rule;
    rule.mode = mode;
    rule.village_code = village;
    rule.facility_class = of;
    return dispatch::set_planning_mode(store, actor, rule, now);
  };
  EXPECT_EQ(failure(set(town.operator_, PlanningMode::manual, "", "")), ErrorCode::forbidden);
  EXPECT_EQ(wrong_fields(set(town.admin, PlanningMode::manual, "404", "no")),
            (std::vector<std::string>{"village:unknown", "class:unknown"}));
  ASSERT_TRUE(set(town.supervisor, PlanningMode::propose, "", ""));
  ASSERT_TRUE(set(town.dispatcher, PlanningMode::manual, "", "heater"));
  ASSERT_TRUE(set(town.admin, PlanningMode::automatic, SmallTown::village_a, ""));
  const auto rules = store.plans().rules();
  EXPECT_EQ(dispatch::planning_mode_of(rules, SmallTown::village_a, "heater"), PlanningMode::automatic);
  EXPECT_EQ(dispatch::planning_mode_of(rules, SmallTown::village_b, "heater"), PlanningMode::manual);
  EXPECT_EQ(dispatch::planning_mode_of(rules, SmallTown::village_b, "toilet"), PlanningMode::propose);

  const auto proposed = order_for(support::call("Li", "", "WC-BLOCKED", town.toilet));
  EXPECT_EQ(proposed.state, WorkOrderState::open);
  EXPECT_FALSE(proposed.assignment->crew);
  EXPECT_EQ(proposed.assignment->engine_crew, town.toilets) << "whom it would send is said";
  EXPECT_EQ(heater_order().state, WorkOrderState::assigned);

  dispatch::Effort effort;
  effort.scope = dispatch::PlanScope::automatic;
  EXPECT_TRUE(dispatch::preview_plan(store, models::Actor::program(), effort, now)->changes.empty());
  effort.scope = dispatch::PlanScope::not_manual;
  EXPECT_EQ(dispatch::preview_plan(store, models::Actor::program(), effort, now)->changes.size(), 1U);
}

TEST_F(PlanningTest, AProposalIsPublishedOnceOrDiscardedWithAReason) {
  ASSERT_TRUE(dispatch::set_planning_mode(store, town.supervisor,
                                          {"", "", PlanningMode::propose, "", {}, "", {}}, now));
  const auto order = heater_order();
  const auto plan = preview();
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->changes.size(), 1U);
  EXPECT_FALSE(plan->id) << "a preview stores nothing";
  EXPECT_EQ(failure(dispatch::propose(store, town.operator_, *plan, now)), ErrorCode::forbidden);
  const auto first = *dispatch::propose(store, town.dispatcher, *plan, now);
  const auto second = *dispatch::propose(store, town.dispatcher, *plan, now);
  EXPECT_EQ(store.plans().find(first.id)->state, PublicationState::discarded);
  EXPECT_EQ(wrong_fields(dispatch::discard(store, town.dispatcher, second.id, " ", now)),
            std::vector<std::string>{"reason:required"});
  EXPECT_EQ(failure(dispatch::publish(store, town.dispatcher, models::PublicationId{99}, "", now)),
            ErrorCode::not_found);
  const auto done = dispatch::publish(store, town.dispatcher, second.id, "looks right", now);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->state, PublicationState::published);
  const auto sent = read(order.id);
  EXPECT_EQ(sent.state, WorkOrderState::assigned);
  EXPECT_EQ(sent.assignment->rule, "planned");
  EXPECT_EQ(sent.assignment->publication, second.id);
  EXPECT_EQ(day(sent.crew), std::vector{order.id});
  EXPECT_EQ(failure(dispatch::publish(store, town.dispatcher, second.id, "", now)), ErrorCode::conflict);
  EXPECT_EQ(failure(dispatch::discard(store, town.dispatcher, second.id, "no", now)), ErrorCode::conflict);
}

TEST_F(PlanningTest, WhatChangedMeanwhileIsLeftOutAndSaysSo) {
  ASSERT_TRUE(dispatch::set_planning_mode(store, town.supervisor,
                                          {"", "", PlanningMode::propose, "", {}, "", {}}, now));
  const auto kept = heater_order(), cancelled = heater_order(), by_hand = heater_order();
  const auto proposal = *dispatch::propose(store, town.dispatcher, *preview(), now);
  ASSERT_EQ(proposal.changes.size(), 3U);
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, cancelled.id), "called off"));
  ASSERT_TRUE(dispatch::assign(store, step(town.dispatcher, by_hand.id), town.heat2, "they know it"));
  const auto done = dispatch::publish(store, town.dispatcher, proposal.id, "", now);
  ASSERT_TRUE(done);
  std::map<models::WorkOrderId, std::string> left_out;
  for (const auto& change : done->changes) left_out[change.work_order] = change.left_out;
  EXPECT_EQ(left_out[kept.id], "");
  EXPECT_EQ(left_out[cancelled.id], "ended");
  EXPECT_EQ(read(kept.id).state, WorkOrderState::assigned);
  EXPECT_EQ(read(by_hand.id).crew, town.heat2);
  EXPECT_FALSE(store.plans().find_visit(cancelled.id));
}

TEST_F(PlanningTest, UndoBringsBackWhatCanBeBroughtBack) {
  const auto first = heater_order(), second = heater_order();
  ASSERT_EQ(first.crew, second.crew);
  const auto before = day(first.crew);
  const auto away = dispatch::crew_unavailable(store, town.dispatcher, first.crew, std::nullopt, "ill", now);
  ASSERT_TRUE(away);
  ASSERT_TRUE(away->publication) << "its orders go elsewhere at once";
  EXPECT_EQ(read(first.id).crew, town.heat2);
  EXPECT_EQ(read(second.id).crew, town.heat2);
  EXPECT_EQ(day(town.heat2).size(), 2U);
  ASSERT_TRUE(dispatch::crew_available(store, town.dispatcher, first.crew, now));
  EXPECT_EQ(failure(dispatch::crew_available(store, town.dispatcher, first.crew, now)), ErrorCode::conflict);
  ASSERT_TRUE(dispatch::arrive(store, step(town.heat2_member, read(second.id).id), std::nullopt));
  const auto id = away->publication->id;
  EXPECT_EQ(wrong_fields(dispatch::undo(store, town.dispatcher, id, "", now)),
            std::vector<std::string>{"reason:required"});
  const auto undone = dispatch::undo(store, town.dispatcher, id, "they are well again", now);
  ASSERT_TRUE(undone) << undone.error().detail;
  EXPECT_EQ(undone->undo_of, id);
  EXPECT_EQ(read(first.id).crew, first.crew);
  EXPECT_EQ(read(second.id).crew, town.heat2) << "somebody is on site there";
  EXPECT_EQ(day(first.crew), std::vector{first.id});
  for (const auto& change : undone->changes)
    EXPECT_EQ(change.left_out, change.work_order == second.id ? "under_way" : "");
  EXPECT_TRUE(store.plans().find(id)->undone);
  EXPECT_EQ(failure(dispatch::undo(store, town.dispatcher, id, "again", now)), ErrorCode::conflict);
}

TEST_F(PlanningTest, APinIsObeyedAlsoAgainstTheRules) {
  ASSERT_TRUE(dispatch::set_planning_mode(store, town.supervisor,
                                          {"", "", PlanningMode::propose, "", {}, "", {}}, now));
  const auto order = heater_order();
  const auto pin = [&](std::optional<models::CrewId> crew, std::optional<models::Time> start,
                       const char* reason) {
    return dispatch::pin(store, step(town.dispatcher, order.id), crew, start, reason);
  };
  EXPECT_EQ(wrong_fields(pin({}, {}, "")), (std::vector<std::string>{"reason:required", "crew_id:required"}));
  EXPECT_EQ(wrong_fields(pin(town.gone, now + Hours{999}, "x")),
            (std::vector<std::string>{"crew_id:not_allowed", "start:out_of_range"}));
  EXPECT_EQ(failure(dispatch::unpin(store, step(town.dispatcher, order.id), "")), ErrorCode::conflict);
  ASSERT_TRUE(pin(town.light, now + Hours{2}, "the electrician lives there"));
  const auto plan = preview();
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->changes.size(), 1U);
  EXPECT_EQ(plan->changes[0].to_crew, town.light);
  EXPECT_GE(*plan->changes[0].to_start, now + Hours{2});
  ASSERT_TRUE(dispatch::publish_now(store, town.dispatcher, *plan, now));
  const auto sent = read(order.id);
  EXPECT_EQ(sent.crew, town.light);
  EXPECT_EQ(sent.assignment->violations, std::vector<std::string>{"skill"});
  ASSERT_TRUE(dispatch::unpin(store, step(town.dispatcher, order.id), "no more"));
  EXPECT_FALSE(store.plans().find_pin(order.id));
}

TEST_F(PlanningTest, ThreeChoicesTheSameWayTeachThePreference) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(dispatch::preferences(store, now).empty());
    const auto order = heater_order();
    ASSERT_NE(order.crew, town.heat2);
    ASSERT_TRUE(dispatch::assign(store, step(town.dispatcher, order.id), town.heat2, "they installed it"));
    EXPECT_EQ(read(order.id).assignment->engine_crew, town.heat);
    // Else the next one would lie on that crew's way.
    ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, order.id), "only for the choice"));
    later(Hours{1});
  }
  const auto learnt = dispatch::preferences(store, now);
  ASSERT_EQ(learnt.size(), 1U);
  EXPECT_EQ(learnt[0].crew, town.heat2);
  EXPECT_EQ(learnt[0].overrides, 3);
  const auto report = dispatch::report_overrides(store, town.auditor, now - Hours{24}, now + Hours{1}, now);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by_reason.at(0).count, 3);
  EXPECT_EQ(report->by_crews.at(0).key, town.heat.text() + ">" + town.heat2.text());
  EXPECT_EQ(failure(dispatch::report_overrides(store, town.auditor, now, now, now)), ErrorCode::invalid);
  EXPECT_EQ(dispatch::choose_crew(store, heater_order(), now).preferred_crew, town.heat2);
  EXPECT_TRUE(dispatch::preferences(store, now + Hours{24 * 91}).empty()) << "what is old is forgotten";
}

TEST_F(PlanningTest, TenTimesTooMuchWorkLeavesAReasonWithEachOrder) {
  int waiting = 0;
  for (int i = 0; i < 70; ++i) {
    const auto order = heater_order();
    ASSERT_TRUE(order.assignment);
    EXPECT_FALSE(words(*order.assignment).empty());
    if (order.crew) continue;
    ++waiting;
    const bool excluded =
        std::all_of(order.assignment->considered.begin(), order.assignment->considered.end(),
                    [](const auto& crew) { return !crew.excluded_by.empty(); });
    EXPECT_TRUE(excluded || order.assignment->postponed_to) << order.number;
  }
  EXPECT_GT(waiting, 0);
  const auto plan = preview(20);
  ASSERT_TRUE(plan) << plan.error().detail;
}

TEST_F(PlanningTest, TheBoardShowsDaysAndWhatWaits) {
  const auto planned = heater_order();
  const auto waiting = order_for(support::call("Li", "", "SL-DARK", town.lone_lamp));
  ASSERT_EQ(waiting.state, WorkOrderState::open) << "nobody serves lamps in village B";
  const auto board = dispatch::plan_board(store, town.dispatcher, now);
  ASSERT_TRUE(board);
  EXPECT_EQ(board->crews.size(), 4U) << "the one that is gone is not shown";
  ASSERT_EQ(board->waiting.size(), 1U);
  EXPECT_EQ(board->waiting[0].order.id, waiting.id);
  const auto& crew = *std::find_if(board->crews.begin(), board->crews.end(),
                                   [&](const auto& one) { return one.crew.id == planned.crew; });
  ASSERT_EQ(crew.visits.size(), 1U);
  EXPECT_TRUE(crew.visits[0].visit);
  EXPECT_TRUE(crew.on_shift);
  ASSERT_TRUE(board->last);
  // New times for the same people are no decision: what is taken back is the plan before them.
  models::Publication times;
  times.trigger = models::PlanTrigger::visit_longer;
  times.made_at = now;
  times.engine_version = dispatch::assignment::engine_version;
  times.sequences = {{planned.crew, {planned.id}, {planned.id}}};
  models::PlanChange later_by_a_while;
  later_by_a_while.work_order = planned.id;
  later_by_a_while.order_version = read(planned.id).version;
  later_by_a_while.from_crew = later_by_a_while.to_crew = planned.crew;
  times.changes = {later_by_a_while};
  const auto told = dispatch::publish_now(store, models::Actor::program(), times, now);
  ASSERT_TRUE(told);
  EXPECT_NE(told->id, board->last->id);
  EXPECT_EQ(dispatch::plan_board(store, town.dispatcher, now)->last->id, board->last->id);
  const auto own = dispatch::plan_board(store, town.light_member, now);
  ASSERT_TRUE(own);
  EXPECT_EQ(own->crews.size(), 1U);
  EXPECT_TRUE(own->waiting.empty());
  EXPECT_FALSE(dispatch::plan_board(store, models::Actor::anonymous(), now));
}

}  // namespace
