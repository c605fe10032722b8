// Requests, alerts and an honest ending on the real database, with every watcher looking each minute.
#include "dispatch/closure.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/requests.h"
#include "dispatch/verdict.h"
#include "tests/scenario/story.h"

namespace {

using models::Outcome;
using models::WorkOrderState;

class RequestStory : public Story {
 protected:
  void pass_all(models::Duration time) {
    for (const auto until = now + time; now < until;) {
      now = std::min(until, now + Minutes{1});
      workers::watch_requests(*database, now);
      workers::watch_clocks(*database, now);
      workers::watch_escalations(*database, now);
    }
  }
  std::vector<models::Alert> alerts() {
    return look([](auto& tx) { return tx.escalations().search({}).items; });
  }
};

// A part is missing: more time is asked and granted, the pause ends by itself, and the last word is the
// reporter's.
TEST_F(RequestStory, APartIsMissing) {
  const auto report = receive(town.operator_, support::call("Sun", "13600000002", "HP-NOHEAT", town.heater));
  const auto order = *decide(report.id).work_order;
  const auto member = town.member_of(order.crew);
  pass_all(Minutes{10});
  must([&](auto& tx) { return dispatch::accept(tx, step(member, order.id)); });
  arrive(order.id);
  pass_all(Minutes{30});
  dispatch::NewRequest wanted;
  wanted.kind = models::RequestKind::pause;
  wanted.reason = "waiting_part";
  wanted.part_order_number = "P-2026-118";
  wanted.amount = Hours{20};
  const auto request = must([&](auto& tx) { return dispatch::ask(tx, step(member, order.id), wanted); });
  pass_all(Minutes{5});
  EXPECT_FALSE(read(order.id).paused());
  must([&](auto& tx) { return dispatch::approve(tx, town.dispatcher, request.id, "", std::nullopt, now); });
  EXPECT_TRUE(read(order.id).paused());
  restart();
  pass_all(Hours{20});
  const auto resumed = read(order.id);
  EXPECT_FALSE(resumed.paused());
  EXPECT_EQ(*resumed.pauses.back().to - resumed.pauses.back().from, Hours{20});
  EXPECT_EQ(count(order.id, "pause_ran_out"), 1);
  EXPECT_EQ(count(order.id, "sla_breached"), 0);
  resolve(order.id, Outcome::repaired, "new pump");
  must([&](auto& tx) {
    return dispatch::record_callback(tx, town.operator_, report.id,
                                     dispatch::Verdict{true, models::Satisfaction::satisfied, ""}, now);
  });
  EXPECT_EQ(close(order.id).state, WorkOrderState::closed);
}

// Nobody signs: each is told once, also across a restart and a clock that is turned back.
TEST_F(RequestStory, NobodySigns) {
  const auto report = receive(town.operator_, support::call("Qian", "", "HP-NOHEAT", town.heater));
  const auto order = *decide(report.id).work_order;
  pass_all(Minutes{31});
  EXPECT_EQ(alerts().size(), 2U);
  restart();
  now -= Minutes{20};
  pass_all(Minutes{25});
  EXPECT_EQ(alerts().size(), 2U) << "what was told is told";
  pass_all(Minutes{30});
  ASSERT_GE(alerts().size(), 3U);
  models::AlertQuery of_order;
  of_order.work_order = order.id;
  const auto told = look([&](auto& tx) { return tx.escalations().search(of_order).items; });
  const auto last = std::find_if(told.begin(), told.end(), [](const auto& alert) {
    return alert.trigger == models::AlertTrigger::unsigned_ && alert.who == models::AlertReader::supervisor;
  });
  ASSERT_NE(last, told.end());
  must([&](auto& tx) { return dispatch::acknowledge(tx, town.supervisor, last->id, "", now); });
  EXPECT_EQ(count(order.id, "escalation_stopped"), 1);
}

}  // namespace
