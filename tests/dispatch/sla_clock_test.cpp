#include "dispatch/sla_clock.h"

#include "dispatch/calendar.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::SlaClock;
using models::SlaTarget;
using models::WorkOrder;

class SlaClockTest : public RulesTest {
 protected:
  WorkOrder with_clocks(const char* policy, models::Time received_at) {
    WorkOrder order;
    order.received_at = received_at;
    order.clocks = dispatch::start_clocks(store.catalog(), *store.catalog().find_policy(policy), received_at);
    return order;
  }
};

TEST_F(SlaClockTest, StartsEveryPromiseOfThePolicyAtReceipt) {
  const auto order = with_clocks("HP-P1", now);
  ASSERT_EQ(order.clocks.size(), 3U) << "no promise to make safe";
  const auto* contact = order.clock(SlaTarget::contact);
  EXPECT_EQ(contact->due_at, now + Minutes{15});
  EXPECT_EQ(contact->warn_at, now + Minutes{12});
  EXPECT_EQ(order.clock(SlaTarget::arrive)->due_at, now + Hours{2});
  EXPECT_EQ(order.clock(SlaTarget::resolve)->warn_at, now + Minutes{192});
  EXPECT_EQ(order.clock(SlaTarget::make_safe), nullptr);
}

TEST_F(SlaClockTest, EachPromiseHasItsOwnCalendar) {
  const auto evening = support::monday_morning(Hours{11});  // 19:00
  const auto order = with_clocks("HP-P2", evening);
  EXPECT_EQ(order.clock(SlaTarget::arrive)->due_at, support::monday_morning(Hours{27}))
      << "one hour today, three from eight";
  EXPECT_EQ(order.clock(SlaTarget::arrive)->warn_at, support::monday_morning(Hours{24} + Minutes{132}))
      << "80 % of working time";
  EXPECT_EQ(order.clock(SlaTarget::resolve)->due_at, evening + Hours{24});
}

TEST_F(SlaClockTest, ACalendarThatIsMissingIsAlwaysOpen) {
  models::SlaPolicy policy;
  policy.limits[0] = models::SlaPolicy::Limit{Hours{1}, "nowhere"};
  EXPECT_EQ(dispatch::start_clocks(store.catalog(), policy, now).at(0).due_at, now + Hours{1});
}

TEST_F(SlaClockTest, APolicyThatIsMissingIsAnError) {
  auto kind = *store.catalog().find_kind("HP-NOHEAT");
  kind.policy = "HP-404";
  EXPECT_EQ(failure(dispatch::choose_policy(store.catalog(), kind, false, false)),
            models::ErrorCode::invalid);
}

TEST_F(SlaClockTest, PausesCountWorkingTimeOnly) {
  // Cleaning runs 06-22: paused from 21:00 to 07:00 are one hour of today and one of tomorrow.
  auto order = with_clocks("WC-C", support::monday_morning(Hours{12}));  // 20:00
  const auto before = *order.clock(SlaTarget::resolve);
  dispatch::pause_clocks(order, support::monday_morning(Minutes{20}));
  EXPECT_EQ(order.clock(SlaTarget::resolve)->paused_at, before.started_at)
      << "no pause begins before its clock";
  order = with_clocks("WC-C", support::monday_morning(Hours{12}));
  dispatch::pause_clocks(order, support::monday_morning(Hours{13}));
  EXPECT_EQ(order.clock(SlaTarget::contact)->paused_at, std::nullopt) << "late already: no pause hides it";
  dispatch::resume_clocks(store.catalog(), order, support::monday_morning(Hours{23}));
  const auto& clock = *order.clock(SlaTarget::resolve);
  EXPECT_EQ(clock.paused, Hours{2});
  EXPECT_EQ(before.due_at, support::monday_morning(Hours{24}));  // 8:00 tomorrow
  EXPECT_EQ(clock.due_at, before.due_at + Hours{2});
  EXPECT_FALSE(clock.paused_at);
}

TEST_F(SlaClockTest, AClockSetBackDoesNotRunBackwards) {
  auto order = with_clocks("HP-P1", now);
  dispatch::pause_clocks(order, now + Minutes{5});
  dispatch::resume_clocks(store.catalog(), order, now - Hours{1});
  EXPECT_EQ(order.clock(SlaTarget::resolve)->paused, models::Duration{0});
  dispatch::stop_clock(order, SlaTarget::resolve, now - Hours{1});
  EXPECT_EQ(order.clock(SlaTarget::resolve)->stopped_at, now);
}

TEST_F(SlaClockTest, TheFirstStopCountsUntilItIsUndone) {
  auto order = with_clocks("HP-P1", now);
  dispatch::stop_clock(order, SlaTarget::resolve, now + Hours{1});
  dispatch::stop_clock(order, SlaTarget::resolve, now + Hours{2});
  EXPECT_EQ(order.clock(SlaTarget::resolve)->stopped_at, now + Hours{1});
  EXPECT_FALSE(order.clock(SlaTarget::resolve)->next_at());
  dispatch::stop_clock(order, SlaTarget::make_safe, now);  // no such promise: nothing happens
  auto& clock = *order.clock(SlaTarget::resolve);
  clock.warned_at = now;
  dispatch::restart_clock(store.catalog(), order, SlaTarget::resolve);
  EXPECT_FALSE(clock.stopped_at);
  EXPECT_EQ(clock.due_at, now + Hours{4});
  EXPECT_EQ(clock.warned_at, now) << "what was told stays told";
  EXPECT_EQ(clock.next_at(), now + Hours{4});
}

TEST_F(SlaClockTest, PausingTwiceAddsUp) {
  auto order = with_clocks("HP-P1", now);
  for (int i = 0; i < 3; ++i) {
    dispatch::pause_clocks(order, now + Minutes{20 * i});
    dispatch::resume_clocks(store.catalog(), order, now + Minutes{20 * i + 10});
  }
  EXPECT_EQ(order.clock(SlaTarget::resolve)->due_at, now + Hours{4} + Minutes{30});
}

TEST_F(SlaClockTest, PriorityPutsSeverityFirst) {
  const auto priority = [&](models::Severity severity, bool frail, int reopened, bool warned, bool breached) {
    auto order = with_clocks("HP-P1", now);
    order.severity = severity;
    order.frail_person = frail;
    order.reopened = reopened;
    if (warned) order.clocks[1].warned_at = now;
    if (breached) order.clocks[1].breached_at = now;
    return dispatch::priority_of(order);
  };
  using models::Severity;
  EXPECT_GT(priority(Severity::danger, false, 0, false, false),
            priority(Severity::urgent, true, 5, true, true));
  EXPECT_GT(priority(Severity::urgent, false, 0, false, false),
            priority(Severity::normal, true, 5, true, true));
  EXPECT_GT(priority(Severity::normal, false, 0, false, false),
            priority(Severity::planned, true, 5, true, true));
  EXPECT_GT(priority(Severity::normal, true, 0, false, false),
            priority(Severity::normal, false, 1, true, true));
  EXPECT_GT(priority(Severity::normal, false, 1, false, false),
            priority(Severity::normal, false, 0, true, true));
  EXPECT_GT(priority(Severity::normal, false, 0, true, true),
            priority(Severity::normal, false, 0, true, false));
  EXPECT_GT(priority(Severity::normal, false, 0, true, false),
            priority(Severity::normal, false, 0, false, false));
}

}  // namespace
