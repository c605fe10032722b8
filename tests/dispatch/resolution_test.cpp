#include <algorithm>

#include "dispatch/sla_clock.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::EventKind;
using models::Outcome;
using models::SlaTarget;
using enum models::WorkOrderState;

class ResolutionTest : public RulesTest {
 protected:
  models::Report report_of(models::WorkOrderId order) { return store.reports().of_work_order(order).at(0); }
  models::Result<dispatch::Resolved> resolve(const models::WorkOrder& order, Outcome outcome) {
    return dispatch::resolve(store, step(crew_of(order), order.id), outcome, "", "");
  }
};

TEST_F(ResolutionTest, ResolvingStopsEveryClock) {
  const auto order = order_in(under_way);
  later(Minutes{50});
  const auto done = resolve(order, Outcome::repaired);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->child);
  for (const auto& clock : done->work_order.clocks)
    EXPECT_TRUE(clock.stopped_at) << models::name(clock.target);
  EXPECT_EQ(done->work_order.clock(SlaTarget::resolve)->stopped_at, now);
  EXPECT_FALSE(store.work_orders().next_clock());
  EXPECT_EQ(wrong_fields(dispatch::resolve(store, step(town.dispatcher, order_in(under_way).id),
                                           Outcome::repaired, std::string(2001, 'x'), "a\x01")),
            (std::vector<std::string>{"cause:too_long", "action:bad_format"}));
}

TEST_F(ResolutionTest, WhoResolvedMayNotClose) {
  auto order = order_in(under_way);
  ASSERT_TRUE(dispatch::resolve(store, step(town.dispatcher, order.id), Outcome::repaired, "", ""));
  const auto refused = dispatch::close(store, step(town.dispatcher, order.id), true, "visit", "");
  ASSERT_EQ(failure(refused), ErrorCode::forbidden);
  EXPECT_NE(refused.error().detail.find("another person"), std::string::npos);
  auto promoted = town.dispatcher;  // the same account through another role
  promoted.role = models::Role::supervisor;
  EXPECT_EQ(failure(dispatch::close(store, step(promoted, order.id), true, "visit", "")),
            ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::close(store, step(crew_of(order), order.id), true, "visit", "")),
            ErrorCode::forbidden);
  const auto closed_order =
      dispatch::close(store, step(town.checker, order.id), true, "visit", "looked at it");
  ASSERT_TRUE(closed_order);
  EXPECT_EQ(closed_order->closure->by, town.checker.account);
  EXPECT_NE(closed_order->closure->by, closed_order->resolution->by);
}

TEST_F(ResolutionTest, ClosingSaysHowItWasChecked) {
  const auto order = order_in(resolved);
  const auto close = [&](bool confirmed, const std::string& method) {
    return wrong_fields(dispatch::close(store, step(town.operator_, order.id), confirmed, method, ""));
  };
  using Wrong = std::vector<std::string>;
  EXPECT_EQ(close(true, ""), Wrong{"method:required"});
  EXPECT_EQ(close(true, "guess"), Wrong{"method:unknown"});
  EXPECT_EQ(close(true, "none"), Wrong{"confirmed:mismatch"});
  EXPECT_EQ(close(false, "none"), Wrong{"nothing is wrong"});
}

TEST_F(ResolutionTest, ATemporaryFixLeavesAChildOpen) {
  auto call = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  call.frail_person = true;
  call.danger = true;
  auto parent = order_for(call);
  EXPECT_EQ(parent.policy, "HP-P0");
  later(Hours{1});
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(parent), parent.id), std::nullopt));
  later(Minutes{30});
  const auto done = resolve(read(parent.id), Outcome::temporary);
  ASSERT_TRUE(done);
  ASSERT_TRUE(done->child);
  const auto& child = *done->child;
  EXPECT_EQ(done->work_order.state, resolved);
  EXPECT_EQ(child.parent, parent.id);
  EXPECT_EQ(child.state, assigned);
  EXPECT_EQ(child.crew, parent.crew);
  EXPECT_EQ(child.fault_kind, parent.fault_kind);
  EXPECT_EQ(child.facility, parent.facility);
  EXPECT_EQ(child.place.village_code, parent.place.village_code);
  EXPECT_EQ(child.policy, "HP-P1V") << "chosen anew: the danger is gone, the frail person is not";
  EXPECT_EQ(child.severity, models::Severity::urgent);
  EXPECT_EQ(child.received_at, now);
  EXPECT_EQ(child.clock(SlaTarget::resolve)->started_at, now);
  EXPECT_NE(child.number, parent.number);
  // The reporter stays with the parent and hears of the child all the same.
  EXPECT_EQ(report_of(parent.id).work_order, parent.id);
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(child), child.id), std::nullopt));
  const auto told = store.notifications().of_report(report_of(parent.id).id);
  EXPECT_EQ(told.back().work_order, child.id);
  EXPECT_EQ(told.back().about, EventKind::work_order_arrived);
}

TEST_F(ResolutionTest, AChildWaitsOpenWhenItsCrewIsGone) {
  const auto parent = order_in(under_way);
  const auto member = crew_of(parent);
  auto crew = *store.crews().find(parent.crew);
  crew.active = false;
  store.crews().update(crew);
  const auto done = dispatch::resolve(store, step(member, parent.id), Outcome::temporary, "", "");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->child->state, open);
  EXPECT_FALSE(done->child->crew);
}

TEST_F(ResolutionTest, OnlyATemporaryFixOpensAChild) {
  for (const auto outcome : {Outcome::repaired, Outcome::not_repairable, Outcome::not_ours,
                             Outcome::duplicate, Outcome::false_report, Outcome::working_normally}) {
    const auto done = resolve(order_in(under_way), outcome);
    ASSERT_TRUE(done);
    EXPECT_FALSE(done->child);
    EXPECT_EQ(done->work_order.resolution->outcome, outcome);
  }
}

TEST_F(ResolutionTest, ReopeningGoesOnFromReceipt) {
  for (const auto state : {resolved, closed}) {
    const auto order = order_in(state);
    later(Minutes{30});
    const auto again = dispatch::reopen(store, step(town.operator_, order.id), "still cold");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state, assigned);
    EXPECT_EQ(again->crew, order.crew);
    EXPECT_EQ(again->reopened, 1);
    EXPECT_FALSE(again->resolution);
    EXPECT_FALSE(again->closure);
    EXPECT_FALSE(again->resolved_at);
    const auto& clock = *again->clock(SlaTarget::resolve);
    EXPECT_FALSE(clock.stopped_at);
    EXPECT_EQ(clock.started_at, order.received_at);
    EXPECT_EQ(clock.due_at, order.received_at + Hours{4}) << "as if it had never stopped";
    EXPECT_TRUE(again->clock(SlaTarget::arrive)->stopped_at) << "somebody was there in time";
    EXPECT_GT(again->priority, order.priority);
  }
}

TEST_F(ResolutionTest, ReopeningWithoutItsCrewIsOpen) {
  const auto order = order_in(closed);
  auto crew = *store.crews().find(order.crew);
  crew.active = false;
  store.crews().update(crew);
  const auto again = dispatch::reopen(store, step(town.operator_, order.id), "still cold");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, open);
  EXPECT_FALSE(again->crew);
  EXPECT_FALSE(again->assigned_at);
}

TEST_F(ResolutionTest, ABreachIsToldOnceHoweverOftenItIsReopened) {
  const auto order = order_in(under_way);
  const auto crew = crew_of(order);
  later(Hours{5});
  ASSERT_TRUE(resolve(order, Outcome::repaired));
  EXPECT_EQ(count(order.id, EventKind::sla_breached), 1)
      << "told by the verb: the watcher had no time to look";
  for (int i = 0; i < 2; ++i) {
    later(Minutes{10});
    ASSERT_TRUE(dispatch::reopen(store, step(town.operator_, order.id), "still cold"));
    ASSERT_TRUE(dispatch::arrive(store, step(crew, order.id), std::nullopt));
    ASSERT_TRUE(dispatch::resolve(store, step(crew, order.id), Outcome::repaired, "", ""));
  }
  EXPECT_EQ(count(order.id, EventKind::sla_breached), 1);
  EXPECT_EQ(count(order.id, EventKind::sla_warned), 1);
}

TEST_F(ResolutionTest, AParentIsNotReopenedWhileItsChildOwesTheWork) {
  const auto parent = order_in(under_way);
  const auto done = resolve(parent, Outcome::temporary);
  ASSERT_TRUE(done);
  const auto refused = dispatch::reopen(store, step(town.operator_, parent.id), "still cold");
  ASSERT_EQ(failure(refused), ErrorCode::conflict);
  EXPECT_NE(refused.error().detail.find(done->child->number), std::string::npos);
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, done->child->id), "by mistake"));
  EXPECT_TRUE(dispatch::reopen(store, step(town.operator_, parent.id), "still cold"));
}

TEST_F(ResolutionTest, ReopeningAndCancellingNeedAReason) {
  using Wrong = std::vector<std::string>;
  const auto order = order_in(closed);
  EXPECT_EQ(wrong_fields(dispatch::reopen(store, step(town.operator_, order.id), " ")),
            Wrong{"reason:required"});
  EXPECT_EQ(wrong_fields(dispatch::reopen(store, step(town.operator_, order.id), std::string(501, 'x'))),
            Wrong{"reason:too_long"});
  const auto other = order_in(accepted);
  EXPECT_EQ(wrong_fields(dispatch::cancel(store, step(town.supervisor, other.id), "")),
            Wrong{"reason:required"});
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(other), other.id), "weather", ""));
  const auto gone = dispatch::cancel(store, step(town.supervisor, other.id), "called off");
  ASSERT_TRUE(gone);
  EXPECT_FALSE(gone->paused());
  EXPECT_EQ(gone->cancellation_reason, "called off");
  for (const auto& clock : gone->clocks) EXPECT_TRUE(clock.stopped_at);
}

TEST_F(ResolutionTest, TheResidentsWordReopens) {
  const auto order = order_in(closed);
  const auto report = report_of(order.id);
  later(Hours{24});
  const auto judged = dispatch::judge(store, report.token, false, "still no heat", now);
  ASSERT_TRUE(judged);
  EXPECT_EQ(judged->verdict_solved, false);
  EXPECT_EQ(judged->verdict_comment, "still no heat");
  EXPECT_EQ(judged->version, report.version + 1);
  EXPECT_EQ(read(order.id).state, assigned);
  EXPECT_EQ(count(order.id, EventKind::work_order_reopened), 1);
  EXPECT_EQ(told_to(report.id).back(), EventKind::work_order_reopened);
  EXPECT_EQ(failure(dispatch::judge(store, report.token, false, "", now)), ErrorCode::conflict)
      << "not finished again yet";
}

TEST_F(ResolutionTest, TheResidentsPraiseChangesNothingElse) {
  const auto order = order_in(resolved);
  const auto judged = dispatch::judge(store, report_of(order.id).token, true, "", now);
  ASSERT_TRUE(judged);
  EXPECT_EQ(judged->verdict_solved, true);
  EXPECT_EQ(read(order.id).state, resolved);
  EXPECT_TRUE(dispatch::judge(store, judged->token, false, "", now)) << "and may be taken back";
  EXPECT_EQ(read(order.id).state, assigned);
}

TEST_F(ResolutionTest, AWordComesTooEarlyTooLateOrFromNobody) {
  EXPECT_EQ(failure(dispatch::judge(store, "no such token", true, "", now)), ErrorCode::not_found);
  EXPECT_EQ(failure(dispatch::judge(store, "", true, "", now)), ErrorCode::not_found);
  const auto working = order_in(under_way);
  EXPECT_EQ(failure(dispatch::judge(store, report_of(working.id).token, true, "", now)), ErrorCode::conflict);
  const auto off = order_in(cancelled);
  EXPECT_EQ(failure(dispatch::judge(store, report_of(off.id).token, false, "", now)), ErrorCode::conflict);
  const auto finished = order_in(closed);
  const auto token = report_of(finished.id).token;
  EXPECT_EQ(wrong_fields(dispatch::judge(store, token, false, std::string(2001, 'x'), now)),
            std::vector<std::string>{"comment:too_long"});
  const auto last_moment = now + std::chrono::days{30};
  EXPECT_EQ(failure(dispatch::judge(store, token, false, "", last_moment + models::Duration{1})),
            ErrorCode::conflict);
  EXPECT_TRUE(dispatch::judge(store, token, true, "", last_moment + models::Duration{1}));
  EXPECT_TRUE(dispatch::judge(store, token, false, "", last_moment));
  const auto waiting = dispatch::receive_report(store, town.operator_, support::call("Li", "", "HP-COOL"),
                                                support::next_token(), now);
  EXPECT_EQ(failure(dispatch::judge(store, waiting->token, true, "", now)), ErrorCode::conflict);
}

TEST_F(ResolutionTest, AfterATemporaryFixTheWordGoesToTheOrderThatCarriesTheWork) {
  const auto parent = order_in(under_way);
  const auto token = report_of(parent.id).token;
  const auto child = *resolve(parent, Outcome::temporary)->child;
  ASSERT_TRUE(dispatch::judge(store, token, false, "the spare heater is cold", now));
  EXPECT_EQ(read(parent.id).state, resolved) << "the child is open: nothing has to come back";
  EXPECT_EQ(read(child.id).state, assigned);
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(child), child.id), std::nullopt));
  ASSERT_TRUE(resolve(read(child.id), Outcome::repaired));
  ASSERT_TRUE(dispatch::judge(store, token, false, "still cold", now));
  EXPECT_EQ(read(child.id).state, assigned);
  EXPECT_EQ(read(child.id).reopened, 1);
  EXPECT_EQ(read(parent.id).reopened, 0);
}

}  // namespace
