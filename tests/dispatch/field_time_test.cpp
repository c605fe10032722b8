#include "dispatch/field_time.h"

#include "dispatch/change.h"
#include "dispatch/escalation.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::EventKind;
using models::SlaTarget;
using models::WorkOrderAction;
using models::WorkOrderState;

class FieldTimeTest : public RulesTest {
 protected:
  /// What the crew did some minutes ago and we hear of now.
  dispatch::Step late(const models::WorkOrder& order, Minutes ago, WorkOrderAction action) {
    return dispatch::taken_at(read(order.id), step(crew_of(order), order.id), now - ago, action);
  }
  std::string detail(const models::Event& event, const std::string& name) {
    for (const auto& [key, value] : event.details)
      if (key == name) return value;
    return {};
  }
  models::Event last(models::WorkOrderId order, EventKind kind) {
    models::Event found;
    for (const auto& event : events_of(order))
      if (event.kind == kind) found = event;
    return found;
  }
};

TEST_F(FieldTimeTest, IsHeldBetweenTheAssignmentAndNow) {
  const auto order = order_in(WorkOrderState::under_way);
  const auto sent = *read(order.id).assigned_at;
  later(Hours{2});
  struct Row {
    models::Time said, counts;
    bool late;
  };
  const Row rows[] = {
      {now - Minutes{30}, now - Minutes{30}, true},
      {now - models::Duration{59}, now, false},
      {now - models::Duration{60}, now - models::Duration{60}, true},
      {now + Hours{3}, now, false},
      {sent - Hours{5}, sent, true},
  };
  for (const auto& row : rows) {
    const auto taken =
        dispatch::taken_at(read(order.id), step(crew_of(order), order.id), row.said, WorkOrderAction::note);
    EXPECT_EQ(taken.now, row.late ? row.counts : now) << models::to_rfc3339(row.said);
    EXPECT_EQ(taken.heard_at.has_value(), row.late) << models::to_rfc3339(row.said);
  }
  later(Hours{24 * 9});
  EXPECT_EQ(
      dispatch::taken_at(read(order.id), step(crew_of(order), order.id), sent, WorkOrderAction::note).now,
      now - dispatch::longest_late);
}

TEST_F(FieldTimeTest, AnArrivalHeardOfLateKeepsThePromiseAndErasesNothing) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto due = read(order.id).clock(SlaTarget::arrive)->due_at;
  later(due - now + Minutes{10});
  while (dispatch::watch_clocks(store, now, 50).more) {
  }
  ASSERT_TRUE(read(order.id).clock(SlaTarget::arrive)->breached_at);
  const auto taken = late(order, Minutes{20}, WorkOrderAction::arrive);
  ASSERT_TRUE(dispatch::arrive(store, taken, std::nullopt));

  const auto after = read(order.id);
  EXPECT_EQ(after.arrived_at, now - Minutes{20});
  EXPECT_EQ(after.clock(SlaTarget::arrive)->stopped_at, now - Minutes{20}) << "before the limit";
  EXPECT_TRUE(after.clock(SlaTarget::arrive)->breached_at) << "what was told stays told";
  EXPECT_GE(count(order.id, EventKind::sla_breached), 1);
  EXPECT_EQ(after.changed_at, now) << "whoever looks for changes finds it";
  const auto told = last(order.id, EventKind::work_order_arrived);
  EXPECT_EQ(told.at, now - Minutes{20});
  EXPECT_EQ(detail(told, "heard_at"), models::to_rfc3339(now));
}

TEST_F(FieldTimeTest, NothingIsResolvedBeforeItWasArrivedAt) {
  const auto order = order_in(WorkOrderState::under_way);
  const auto arrived = *read(order.id).arrived_at;
  later(Hours{1});
  const auto taken = dispatch::taken_at(read(order.id), step(crew_of(order), order.id), arrived - Minutes{30},
                                        WorkOrderAction::resolve);
  EXPECT_EQ(taken.now, arrived);
  const auto resolved = dispatch::resolve(store, taken, models::Outcome::repaired, "", "pump");
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->work_order.resolved_at, arrived);
}

TEST_F(FieldTimeTest, TwoPhonesOfOneCrewMergeToTheEarlierMoment) {
  const auto order = order_in(WorkOrderState::accepted);
  later(Minutes{40});
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(order), order.id), std::nullopt));
  const auto taken = late(order, Minutes{15}, WorkOrderAction::arrive);
  EXPECT_EQ(failure(dispatch::arrive(store, taken, std::nullopt)), models::ErrorCode::conflict);
  const auto merged = dispatch::merge_step(store, taken, WorkOrderAction::arrive);
  ASSERT_TRUE(merged);
  EXPECT_EQ(read(order.id).arrived_at, now - Minutes{15});
  EXPECT_EQ(read(order.id).clock(SlaTarget::arrive)->stopped_at, now - Minutes{15});
  EXPECT_EQ(count(order.id, EventKind::work_order_arrived), 2);
  EXPECT_EQ(detail(last(order.id, EventKind::work_order_arrived), "recorded_at"), models::to_rfc3339(now));

  later(Minutes{5});
  const auto later_one = late(order, Minutes{2}, WorkOrderAction::arrive);
  ASSERT_TRUE(dispatch::merge_step(store, later_one, WorkOrderAction::arrive));
  EXPECT_EQ(read(order.id).arrived_at, now - Minutes{20}) << "the earlier moment stays";
}

TEST_F(FieldTimeTest, WhatIsNotDoneTwiceIsNotMerged) {
  const auto order = order_in(WorkOrderState::under_way);
  later(Minutes{5});
  const auto of = [&](const models::Actor& actor, WorkOrderAction action) {
    return dispatch::merge_step(store, step(actor, order.id), action).has_value();
  };
  const auto& mine = crew_of(order);
  EXPECT_TRUE(of(mine, WorkOrderAction::accept));
  EXPECT_TRUE(of(mine, WorkOrderAction::arrive));
  EXPECT_TRUE(of(mine, WorkOrderAction::resume)) << "nothing stands still";
  EXPECT_FALSE(of(mine, WorkOrderAction::make_safe)) << "not made safe yet";
  EXPECT_FALSE(of(mine, WorkOrderAction::resolve));
  EXPECT_FALSE(of(mine, WorkOrderAction::pause));
  EXPECT_FALSE(of(town.dispatcher, WorkOrderAction::arrive)) << "no phone of the crew";
  EXPECT_FALSE(of(town.light_member, WorkOrderAction::arrive)) << "another crew";
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, order.id), "called off"));
  EXPECT_FALSE(of(mine, WorkOrderAction::arrive));
}

TEST_F(FieldTimeTest, ACrewLeavesItsNoteOnAnOrderThatWentElsewhere) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto first = crew_of(order);
  auto moved = read(order.id);
  const auto& stranger = first.crew == town.light_member.crew ? town.heat_member : town.light_member;
  ASSERT_FALSE(dispatch::had_in_hand(store, stranger, order.id));
  moved.crew = stranger.crew;
  store.work_orders().update(moved);
  const auto taken = step(first, order.id);
  EXPECT_EQ(failure(dispatch::arrive(store, taken, std::nullopt)), models::ErrorCode::not_found);
  auto seen_before = taken;
  seen_before.expected_version = moved.version;
  EXPECT_EQ(failure(dispatch::add_note(store, seen_before, "09:50 arrived")), models::ErrorCode::stale)
      << "whoever names a version is held to it";
  ASSERT_TRUE(dispatch::add_note(store, taken, "09:50 arrived"));
  EXPECT_EQ(store.notes().of_work_order(order.id).back().text, "09:50 arrived");
  EXPECT_FALSE(dispatch::had_in_hand(store, town.dispatcher, order.id)) << "a dispatcher is no crew";
}

}  // namespace
