#include "tests/scenario/story.h"

namespace {

using models::Outcome;
using models::SlaTarget;
using models::WorkOrderState;
using support::SmallTown;
using Words = std::vector<std::string>;

// A heater stops at −12 °C; an old man is alone at home.
TEST_F(Story, HeaterAtNight) {
  now = support::monday_morning(Hours{15});  // 23:00
  auto call = support::call("王秀兰", "13800000001", "HP-NOHEAT", town.heater);
  call.description = "不热了，老人一个人在家";
  call.frail_person = true;
  const auto report = receive(town.operator_, call);
  pass(Minutes{4});
  const auto order = *decide(report.id).work_order;
  EXPECT_EQ(order.policy, "HP-P1V");
  EXPECT_EQ(order.state, WorkOrderState::assigned) << "a crew on call goes at night for an urgent order";
  EXPECT_EQ(order.crew, town.heat);
  EXPECT_EQ(order.clock(SlaTarget::arrive)->due_at, report.received_at + Hours{1});
  EXPECT_EQ(order.clock(SlaTarget::contact)->stopped_at, report.received_at);

  pass(Minutes{3});
  must([&](auto& tx) { return dispatch::accept(tx, step(town.heat_member, order.id)); });
  pass(Minutes{33});
  arrive(order.id);
  pass(Minutes{30});
  const auto fixed = resolve(order.id, Outcome::temporary, "a spare heater; the pump is dead");
  ASSERT_TRUE(fixed.child);
  const auto child = *fixed.child;
  EXPECT_EQ(read(order.id).resolution->outcome, Outcome::temporary);
  EXPECT_EQ(read(child.id).state, WorkOrderState::assigned);
  EXPECT_EQ(read(child.id).crew, town.heat);
  close(order.id);
  EXPECT_EQ(read(child.id).state, WorkOrderState::assigned)
      << "closing the temporary fix closes nothing else";

  // The house is locked at night: until the morning the clock waits.
  must([&](auto& tx) {
    return dispatch::pause(tx, step(town.heat_member, child.id), "no_access", "nobody opens");
  });
  pass(Hours{9});
  EXPECT_EQ(count(child.id, "sla_warned"), 0);
  arrive(child.id);
  pass(Minutes{50});
  resolve(child.id, Outcome::repaired, "new pump");
  pass(Hours{1});
  const auto done = close(child.id);
  EXPECT_EQ(done.state, WorkOrderState::closed);
  EXPECT_NE(done.closure->by, done.resolution->by);
  for (const auto id : {order.id, child.id})
    EXPECT_EQ(count(id, "sla_breached"), 0) << "every promise was kept";
  EXPECT_EQ(told_to(report.id),
            (Words{"report_accepted", "work_order_arrived", "work_order_resolved", "work_order_closed",
                   "work_order_paused", "work_order_arrived", "work_order_resolved", "work_order_closed"}));
  EXPECT_EQ(events_of(child.id),
            (Words{"work_order_opened", "work_order_assigned", "request_asked", "work_order_paused",
                   "reporter_informed", "work_order_resumed", "work_order_accepted", "work_order_arrived",
                   "reporter_informed", "work_order_resolved", "reporter_informed", "work_order_closed",
                   "reporter_informed"}));
  EXPECT_TRUE(must([&](auto& tx) {
                return dispatch::judge(tx, report.token, true, "暖和了", now);
              }).verdict_solved.value());
}

// Three neighbours ring about one dark street.
TEST_F(Story, OneDarkStreet) {
  const auto first = receive(town.operator_, support::call("Zhao", "13900000001", "SL-DARK", town.lamps[0]));
  const auto order = *decide(first.id).work_order;
  EXPECT_EQ(order.crew, town.light);
  std::vector<models::ReportId> reports{first.id};
  for (const auto& [name, lamp] : {std::pair{"Qian", town.lamps[1]}, std::pair{"Sun", town.lamps[2]}}) {
    pass(Minutes{20});
    const auto report =
        receive(town.operator_,
                support::call(name, "1390000000" + std::to_string(reports.size() + 1), "SL-DARK", lamp));
    const auto alike =
        look([&](auto& tx) { return dispatch::find_duplicates(tx, dispatch::question_of(report), now); });
    ASSERT_EQ(alike.size(), 1U) << name;
    EXPECT_EQ(alike[0].work_order, order.id);
    EXPECT_GE(alike[0].score, 80) << "as good as certain";
    models::Triage triage;
    triage.decision = models::TriageDecision::merge;
    triage.work_order = alike[0].work_order;
    decide(report.id, triage);
    reports.push_back(report.id);
  }
  EXPECT_EQ(read(order.id).report_count, 3);
  EXPECT_EQ(read(order.id).received_at, first.received_at) << "the first caller's clock";
  arrive(order.id);
  resolve(order.id, Outcome::repaired, "the fuse of C-7");
  close(order.id);
  EXPECT_EQ(told_to(reports[0]),
            (Words{"report_accepted", "work_order_arrived", "work_order_resolved", "work_order_closed"}));
  for (std::size_t i = 1; i < 3; ++i)
    EXPECT_EQ(told_to(reports[i]),
              (Words{"report_merged", "work_order_arrived", "work_order_resolved", "work_order_closed"}));
  const auto orders = look([](auto& tx) { return tx.work_orders().search({}).items.size(); });
  EXPECT_EQ(orders, 1U) << "one order for one street";
}

// A smell of gas is nobody's repair: it goes to 119, on record.
TEST_F(Story, HandedOver) {
  const auto report = receive(town.operator_, support::call("Zhou", "13700000001", "GS-SMELL"));
  const auto refused =
      change([&](auto& tx) { return dispatch::triage_report(tx, town.operator_, report.id, {}, {}, now); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).field, "fault_kind");
  models::Triage refer;
  refer.decision = models::TriageDecision::refer;
  refer.reason = "gas smell in the kitchen";
  refer.hand_over = models::HandOver{"119", "officer 12", "told to open the windows and leave"};
  decide(report.id, refer);
  const auto kept = read(report.id);
  EXPECT_EQ(kept.state, models::ReportState::referred);
  ASSERT_TRUE(kept.hand_over);
  EXPECT_EQ(kept.hand_over->service, "119");
  EXPECT_EQ(kept.hand_over->reference, "officer 12");
  EXPECT_EQ(told_to(report.id), Words{"report_referred"});
  EXPECT_TRUE(look([](auto& tx) { return tx.work_orders().search({}).items.empty(); }))
      << "no crew of the town is sent";
}

// Fixed on paper: the resident says it is still cold, and the clock had never stopped.
TEST_F(Story, FixedOnPaper) {
  const auto report = receive(town.operator_, support::call("Wu", "13600000001", "HP-NOHEAT", town.heater));
  const auto order = *decide(report.id).work_order;
  pass(Hours{1});
  arrive(order.id);
  pass(Minutes{10});
  resolve(order.id, Outcome::repaired, "pressed reset");
  const auto judged_early = close(order.id);
  EXPECT_EQ(judged_early.state, WorkOrderState::closed);
  pass(Hours{2});
  EXPECT_EQ(count(order.id, "sla_warned"), 0) << "the clock stands while all believe it is fixed";
  must([&](auto& tx) { return dispatch::judge(tx, report.token, false, "还是不热", now); });

  const auto again = read(order.id);
  EXPECT_EQ(again.state, WorkOrderState::assigned);
  EXPECT_EQ(again.clock(SlaTarget::resolve)->due_at, report.received_at + Hours{4});
  pass(Minutes{1});
  EXPECT_EQ(count(order.id, "sla_warned"), 0);
  pass(Minutes{1});
  EXPECT_EQ(count(order.id, "sla_warned"), 1) << "192 minutes after receipt, not after the reopening";
  pass(Minutes{47});
  EXPECT_EQ(count(order.id, "sla_breached"), 0);
  pass(Minutes{1});
  EXPECT_EQ(count(order.id, "sla_breached"), 1) << "four hours after receipt";
  arrive(order.id);
  resolve(order.id, Outcome::repaired, "new pump");
  close(order.id);
  must([&](auto& tx) { return dispatch::judge(tx, report.token, true, "", now); });
  EXPECT_EQ(count(order.id, "sla_breached"), 1);
  EXPECT_EQ(read(order.id).reopened, 1);
  EXPECT_EQ(count(order.id, "work_order_closed"), 2);
}

// A crew cannot finish; another one is sent and the first one no longer sees the order.
TEST_F(Story, SentAgain) {
  const auto report = receive(town.operator_, support::call("Zheng", "", "WC-BLOCKED", town.toilet));
  const auto order = *decide(report.id).work_order;
  EXPECT_EQ(order.crew, town.toilets);
  pass(Minutes{40});
  arrive(order.id);
  const auto sent = must([&](auto& tx) {
    return dispatch::assign(tx, step(town.dispatcher, order.id), town.heat2, "the pump truck is theirs");
  });
  EXPECT_EQ(sent.state, WorkOrderState::assigned);
  const auto old_crew =
      change([&](auto& tx) { return dispatch::make_safe(tx, step(town.toilet_member, order.id)); });
  ASSERT_FALSE(old_crew);
  EXPECT_EQ(old_crew.error().code, models::ErrorCode::not_found);
  pass(Minutes{30});
  arrive(order.id);
  const auto done = resolve(order.id, Outcome::repaired, "pumped").work_order;
  EXPECT_EQ(done.clock(SlaTarget::arrive)->stopped_at, report.received_at + Minutes{40})
      << "the first arrival kept the promise";
  EXPECT_EQ(count(order.id, "work_order_assigned"), 2);
  EXPECT_EQ(count(order.id, "sla_breached"), 0);
}

// Dirt is counted from six to ten in the evening only.
TEST_F(Story, TheCleaningWindow) {
  now = support::monday_morning(Hours{13});  // 21:00
  auto call = support::call("Feng", "", "WC-DIRTY", town.toilet);
  const auto order = *decide(receive(town.operator_, call).id).work_order;
  EXPECT_EQ(order.clock(SlaTarget::arrive)->due_at, support::monday_morning(Hours{14}));
  EXPECT_EQ(order.clock(SlaTarget::resolve)->due_at, support::monday_morning(Hours{25}))
      << "one hour tonight, three tomorrow";
  pass(Hours{9});  // until six
  EXPECT_EQ(count(order.id, "sla_breached"), 1) << "nobody came before ten";
  pass(Hours{3});
  EXPECT_EQ(count(order.id, "sla_breached"), 2);
}

// The watcher tells each thing once, whatever happens to the program.
TEST_F(Story, TheWatcherAcrossARestart) {
  auto call = support::call("Chen", "", "HP-NOHEAT", town.heater);
  call.channel = models::Channel::web;
  const auto order = *decide(receive(models::Actor::anonymous(), call).id).work_order;
  pass(Minutes{13});
  EXPECT_EQ(count(order.id, "sla_warned"), 1);
  restart();
  workers::watch_clocks(*database, now);
  EXPECT_EQ(count(order.id, "sla_warned"), 1);
  now += Minutes{110};  // the program was off when contact and arrival became late
  restart();
  const auto told = workers::watch_clocks(*database, now);
  EXPECT_EQ(told.warned, 1);
  EXPECT_EQ(told.breached, 2);
  now -= Hours{1};  // somebody sets the clock back
  restart();
  EXPECT_EQ(workers::watch_clocks(*database, now).warned, 0);
  pass(Hours{4});
  EXPECT_EQ(count(order.id, "sla_warned"), 3);
  EXPECT_EQ(count(order.id, "sla_breached"), 3);
}

// A second person acts on what they saw a minute ago.
TEST_F(Story, TwoAtOneOrder) {
  const auto order =
      *decide(receive(town.operator_, support::call("Jiang", "", "HP-NOHEAT", town.heater)).id).work_order;
  auto seen = step(town.heat_member, order.id);
  seen.expected_version = order.version;
  must([&](auto& tx) {
    return dispatch::assign(tx, step(town.dispatcher, order.id), town.heat, "stay on it");
  });
  const auto late = change([&](auto& tx) { return dispatch::accept(tx, seen); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, models::ErrorCode::stale);
  EXPECT_EQ(read(order.id).state, WorkOrderState::assigned);
}

}  // namespace
