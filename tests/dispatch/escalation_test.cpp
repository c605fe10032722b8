#include "dispatch/escalation.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::EventKind;
using models::SlaTarget;

class EscalationTest : public RulesTest {
 protected:
  models::WorkOrder web_order() {
    auto report = support::call("Wang", "", "HP-NOHEAT", town.heater);
    report.channel = models::Channel::web;
    return order_for(report);
  }
  dispatch::Watched watch() { return dispatch::watch_clocks(store, now); }
};

TEST_F(EscalationTest, WarnsAtEightyPercentAndTellsTheBreachOnce) {
  const auto order = web_order();
  struct Look {
    int minute, warned, breached;
  };
  // Contact 15 min, arrive 2 h, resolve 4 h: warnings at 12, 96 and 192 minutes.
  for (const auto& [minute, warned, breached] :
       {Look{0, 0, 0}, Look{11, 0, 0}, Look{12, 1, 0}, Look{13, 0, 0}, Look{15, 0, 1}, Look{16, 0, 0},
        Look{95, 0, 0}, Look{96, 1, 0}, Look{120, 0, 1}, Look{192, 1, 0}, Look{240, 0, 1}, Look{600, 0, 0}}) {
    now = support::monday_morning(Minutes{minute});
    const auto told = watch();
    EXPECT_EQ(told.warned, warned) << minute;
    EXPECT_EQ(told.breached, breached) << minute;
    EXPECT_FALSE(told.more);
  }
  EXPECT_EQ(count(order.id, EventKind::sla_warned), 3);
  EXPECT_EQ(count(order.id, EventKind::sla_breached), 3);
  EXPECT_FALSE(store.work_orders().next_clock()) << "nothing is left to tell";
}

TEST_F(EscalationTest, ALateLookTellsTheWarningBeforeTheBreach) {
  const auto order = web_order();
  later(Hours{10});
  const auto told = watch();
  EXPECT_EQ(told.warned, 3);
  EXPECT_EQ(told.breached, 3);
  std::vector<std::string> lines;
  for (const auto& event : events_of(order.id))
    if (event.by_role == "system" &&
        (event.kind == EventKind::sla_warned || event.kind == EventKind::sla_breached))
      lines.push_back(std::string(models::name(event.kind)) + " " + event.details.at(0).second);
  EXPECT_EQ(lines,
            (std::vector<std::string>{"sla_warned contact", "sla_breached contact", "sla_warned arrive",
                                      "sla_breached arrive", "sla_warned resolve", "sla_breached resolve"}));
  EXPECT_EQ(read(order.id).clock(SlaTarget::resolve)->breached_at, now);
  EXPECT_GT(read(order.id).priority, order.priority);
}

TEST_F(EscalationTest, ASecondBeforeIsNotLate) {
  web_order();
  now = support::monday_morning(Minutes{15}) - models::Duration{1};
  EXPECT_EQ(watch().breached, 0);
  later(models::Duration{1});
  EXPECT_EQ(watch().breached, 1);
}

TEST_F(EscalationTest, PausedAndStoppedClocksAreSilent) {
  const auto order = web_order();
  const auto crew = crew_of(order);
  ASSERT_TRUE(dispatch::contact(store, step(crew, order.id)));
  ASSERT_TRUE(dispatch::pause(store, step(crew, order.id), "weather", ""));
  later(Hours{10});
  EXPECT_EQ(watch().warned, 0);
  ASSERT_TRUE(dispatch::resume(store, step(crew, order.id)));
  EXPECT_EQ(watch().warned, 0) << "the pause moved the deadlines";
  later(Hours{2});
  EXPECT_EQ(watch().breached, 1);
}

TEST_F(EscalationTest, APauseCannotHideWhatIsLateAlready) {
  const auto order = web_order();
  later(Minutes{16});
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "weather", ""));
  EXPECT_EQ(count(order.id, EventKind::sla_breached), 1) << "the contact was late before the pause began";
}

TEST_F(EscalationTest, TimePausedIsNotCountedAgainstAContactMadeDuringThePause) {
  const auto order = web_order();
  const auto crew = crew_of(order);
  later(Minutes{5});
  ASSERT_TRUE(dispatch::pause(store, step(crew, order.id), "no_access", ""));
  later(Hours{1});
  const auto contacted = dispatch::contact(store, step(crew, order.id));
  ASSERT_TRUE(contacted);
  const auto& clock = *contacted->clock(SlaTarget::contact);
  EXPECT_EQ(clock.stopped_at, now);
  EXPECT_LT(*clock.stopped_at, clock.due_at);
  EXPECT_FALSE(clock.breached_at);
  EXPECT_TRUE(contacted->paused()) << "the others stand still as before";
}

TEST_F(EscalationTest, ManyAreToldInBatches) {
  std::vector<models::WorkOrderId> orders;
  for (int i = 0; i < 10; ++i) orders.push_back(web_order().id);
  later(Minutes{12});
  int warned = 0, looks = 0;
  for (bool more = true; more; ++looks) {
    ASSERT_LT(looks, 10);
    const auto told = dispatch::watch_clocks(store, now, 4);
    warned += told.warned;
    more = told.more;
  }
  EXPECT_EQ(warned, 10);
  EXPECT_EQ(looks, 3);
  for (const auto id : orders) EXPECT_EQ(count(id, EventKind::sla_warned), 1);
}

}  // namespace
