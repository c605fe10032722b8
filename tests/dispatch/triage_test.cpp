#include "dispatch/triage.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::Channel;
using models::ErrorCode;
using models::EventKind;
using models::NewReport;
using models::ReportState;
using models::Severity;
using models::SlaTarget;
using models::Triage;
using models::TriageDecision;
using support::SmallTown;
using Wrong = std::vector<std::string>;

class TriageTest : public RulesTest {
 protected:
  models::Report receive(const NewReport& report) {
    return *dispatch::receive_report(store, town.operator_, report, support::next_token(), now);
  }
  models::Result<dispatch::Triaged> decide(models::ReportId id, const Triage& triage) {
    return store.attempt([&] { return dispatch::triage_report(store, town.operator_, id, {}, triage, now); });
  }
  Triage as(TriageDecision decision) {
    Triage triage;
    triage.decision = decision;
    return triage;
  }
  Triage into(models::WorkOrderId order) {
    auto triage = as(TriageDecision::merge);
    triage.work_order = order;
    return triage;
  }
};

TEST_F(TriageTest, OpeningMakesAnOrderAndSendsACrew) {
  auto call = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  call.received_at = now - Minutes{20};
  call.backdating_reason = "the telephone list of last night";
  const auto report = receive(call);
  const auto done = decide(report.id, as(TriageDecision::open));
  ASSERT_TRUE(done);
  const auto& order = *done->work_order;
  EXPECT_EQ(done->report.state, ReportState::accepted);
  EXPECT_EQ(done->report.work_order, order.id);
  EXPECT_EQ(done->report.triaged_by, town.operator_.account);
  EXPECT_EQ(done->report.version, report.version + 1);
  EXPECT_EQ(order.number, "LC20261123-0001");
  EXPECT_EQ(order.state, models::WorkOrderState::assigned);
  EXPECT_EQ(order.policy, "HP-P1");
  EXPECT_EQ(order.policy_version, 1);
  EXPECT_EQ(order.severity, Severity::urgent);
  EXPECT_EQ(order.skill, "heat");
  EXPECT_EQ(order.place.address, "LC-HP-1 street");
  ASSERT_TRUE(order.place.position);
  EXPECT_EQ(order.received_at, now - Minutes{20});
  EXPECT_EQ(order.opened_at, now);
  EXPECT_EQ(order.clock(SlaTarget::resolve)->due_at, now - Minutes{20} + Hours{4})
      << "the clock runs from receipt";
  EXPECT_EQ(order.clock(SlaTarget::contact)->stopped_at, now - Minutes{20})
      << "the caller spoke with the hotline";
  EXPECT_EQ(order.version, read(order.id).version);
  EXPECT_EQ(told_to(report.id), std::vector<EventKind>{EventKind::report_accepted});
  std::vector<EventKind> kinds;
  for (const auto& event : events_of(order.id)) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector<EventKind>{EventKind::report_accepted, EventKind::work_order_opened,
                                           EventKind::reporter_informed, EventKind::work_order_assigned}));
}

TEST_F(TriageTest, OnlyTheHotlineHasSpokenWithTheReporter) {
  for (const auto channel : {Channel::web, Channel::village_group, Channel::inspection, Channel::api}) {
    auto call = support::call("Wang", "", "HP-NOHEAT", town.heater);
    call.channel = channel;
    EXPECT_FALSE(order_for(call).clock(SlaTarget::contact)->stopped_at) << models::name(channel);
  }
}

TEST_F(TriageTest, PoliciesFollowDangerAndFrailty) {
  struct Case {
    const char* kind;
    bool danger, frail;
    const char* policy;
    Severity severity;
  };
  const Case cases[] = {
      {"HP-NOHEAT", false, false, "HP-P1", Severity::urgent},
      {"HP-NOHEAT", false, true, "HP-P1V", Severity::urgent},
      {"HP-NOHEAT", true, false, "HP-P0", Severity::danger},
      {"HP-NOHEAT", true, true, "HP-P0", Severity::danger},
      {"HP-COOL", false, false, "HP-P2", Severity::normal},
      {"HP-COOL", false, true, "HP-P1V", Severity::urgent},
      {"SL-DARK", false, true, "SL-P2", Severity::normal},
      {"SL-DARK", true, false, "SL-P0", Severity::danger},
      {"WC-BLOCKED", true, false, "WC-P1",
       Severity::danger},  // no policy of its own for danger: danger all the same
  };
  for (const auto& [kind, danger, frail, policy, severity] : cases) {
    auto call = support::call("", "", kind);
    call.danger = danger;
    call.frail_person = frail;
    const auto order = order_for(call);
    EXPECT_EQ(order.policy, policy) << kind << danger << frail;
    EXPECT_EQ(order.severity, severity) << kind << danger << frail;
    EXPECT_EQ(order.frail_person, frail);
  }
}

TEST_F(TriageTest, TheOperatorKnowsBetter) {
  NewReport call;
  call.description = "it is dark";
  const auto report = receive(call);
  EXPECT_EQ(wrong_fields(decide(report.id, as(TriageDecision::open))), Wrong{"fault_kind:required"});
  auto triage = as(TriageDecision::open);
  triage.fault_kind = "SL-DARK";
  triage.facility = town.lamps[0];
  triage.danger = true;
  triage.frail_person = true;
  const auto done = decide(report.id, triage);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->report.facility, town.lamps[0]);
  EXPECT_EQ(done->report.place.village_code, SmallTown::village_a);
  EXPECT_EQ(done->report.facility_class, "streetlight");
  EXPECT_TRUE(done->report.danger);
  EXPECT_EQ(done->work_order->policy, "SL-P0");
  EXPECT_EQ(done->work_order->circuit, "C-7");
  EXPECT_TRUE(done->work_order->frail_person);
  EXPECT_EQ(store.reports().find(report.id)->fault_kind, "SL-DARK");
}

TEST_F(TriageTest, TellsEachWrongField) {
  const auto id = receive(support::call("", "", "HP-NOHEAT", town.heater)).id;
  auto open = as(TriageDecision::open);
  open.fault_kind = "XX";
  open.village_code = "0";
  open.facility = models::FacilityId{404};
  open.crew = models::CrewId{404};
  EXPECT_EQ(wrong_fields(decide(id, open)),
            (Wrong{"village:unknown", "facility_id:unknown", "fault_kind:unknown", "crew_id:unknown"}));
  open = as(TriageDecision::open);
  open.fault_kind = "SL-DARK";
  EXPECT_EQ(wrong_fields(decide(id, open)), Wrong{"fault_kind:mismatch"});
  open = as(TriageDecision::open);
  open.crew = town.gone;
  EXPECT_EQ(wrong_fields(decide(id, open)), Wrong{"crew_id:not_allowed"});
  open.crew = town.light;
  EXPECT_EQ(wrong_fields(decide(id, open)), Wrong{"reason:required"}) << "the crew lacks the skill";
  EXPECT_TRUE(store.data.orders.empty()) << "what is refused leaves nothing behind";
  EXPECT_EQ(wrong_fields(decide(id, as(TriageDecision::reject))), Wrong{"reason:required"});
  EXPECT_EQ(wrong_fields(decide(id, as(TriageDecision::refer))),
            (Wrong{"reason:required", "hand_over:required"}));
  auto refer = as(TriageDecision::refer);
  refer.reason = "gas";
  refer.hand_over = models::HandOver{"911", "", ""};
  EXPECT_EQ(wrong_fields(decide(id, refer)), Wrong{"hand_over.service:unknown"});
  EXPECT_EQ(wrong_fields(decide(id, as(TriageDecision::merge))), Wrong{"work_order_id:required"});
  EXPECT_EQ(wrong_fields(decide(id, into(models::WorkOrderId{404}))), Wrong{"work_order_id:unknown"});
  EXPECT_EQ(store.reports().find(id)->state, ReportState::received);
}

TEST_F(TriageTest, OnlyThoseWhoMayAndOnlyOnce) {
  const auto report = receive(support::call("", "", "HP-NOHEAT", town.heater));
  const auto by = [&](const models::Actor& actor) {
    return failure(dispatch::triage_report(store, actor, report.id, {}, Triage{}, now));
  };
  EXPECT_EQ(by(models::Actor::anonymous()), ErrorCode::unauthenticated);
  for (const auto* actor :
       {&town.heat_member, &town.checker, &town.auditor, &town.admin, &town.village_reporter})
    EXPECT_EQ(by(*actor), ErrorCode::forbidden) << actor->name;
  EXPECT_EQ(failure(decide(models::ReportId{404}, Triage{})), ErrorCode::not_found);
  EXPECT_EQ(
      failure(dispatch::triage_report(store, town.operator_, report.id, report.version + 1, Triage{}, now)),
      ErrorCode::stale);
  ASSERT_TRUE(dispatch::triage_report(store, town.operator_, report.id, report.version, Triage{}, now));
  EXPECT_EQ(failure(decide(report.id, Triage{})), ErrorCode::conflict);
}

TEST_F(TriageTest, AChosenCrewIsSentWithItsReason) {
  const auto id = receive(support::call("", "", "HP-NOHEAT", town.heater)).id;
  auto triage = as(TriageDecision::open);
  triage.crew = town.light;
  triage.reason = "they stand next door";
  const auto done = decide(id, triage);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->work_order->crew, town.light);
  EXPECT_EQ(done->work_order->assignment->rule, "manual");
  EXPECT_EQ(done->work_order->assignment->reason, "they stand next door");
  EXPECT_EQ(done->work_order->assignment->by, town.operator_.account);
}

TEST_F(TriageTest, RejectingTellsTheReporterWhy) {
  const auto id = receive(support::call("Li", "", "SL-DARK")).id;
  auto triage = as(TriageDecision::reject);
  triage.reason = "the lamp belongs to the motorway";
  const auto done = decide(id, triage);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->work_order);
  EXPECT_EQ(done->report.state, ReportState::rejected);
  EXPECT_EQ(done->report.triage_reason, triage.reason);
  EXPECT_EQ(told_to(id), std::vector<EventKind>{EventKind::report_rejected});
}

TEST_F(TriageTest, AGasSmellIsHandedOverAndNothingElse) {
  const auto id = receive(support::call("Li", "", "GS-SMELL")).id;
  const auto order = heater_order();
  EXPECT_EQ(wrong_fields(decide(id, as(TriageDecision::open))), Wrong{"fault_kind:not_allowed"});
  EXPECT_EQ(wrong_fields(decide(id, into(order.id))), Wrong{"fault_kind:not_allowed"});
  auto refer = as(TriageDecision::refer);
  refer.reason = "gas smell";
  refer.hand_over = models::HandOver{"119", "officer 12", "caller told to leave the house"};
  const auto done = decide(id, refer);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->report.state, ReportState::referred);
  EXPECT_EQ(done->report.hand_over->service, "119");
  EXPECT_FALSE(done->work_order);
  EXPECT_EQ(store.data.orders.size(), 1U);
}

TEST_F(TriageTest, ReportersWhoWantNoWordGetNone) {
  auto call = support::call("Li", "", "HP-NOHEAT", town.heater);
  call.reporter.wants_updates = false;
  const auto order = order_for(call);
  EXPECT_TRUE(told_to(store.reports().of_work_order(order.id).at(0).id).empty());
  EXPECT_EQ(count(order.id, EventKind::reporter_informed), 0);
}

TEST_F(TriageTest, AReporterWhoWantsNoWordIsLeftOutAmongOthers) {
  const auto order = heater_order();
  auto quiet = support::call("Li", "13800000002", "HP-NOHEAT", town.heater);
  quiet.reporter.wants_updates = false;
  const auto id = receive(quiet).id;
  ASSERT_TRUE(decide(id, into(order.id)));
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(order), order.id), std::nullopt));
  EXPECT_TRUE(told_to(id).empty());
  EXPECT_EQ(events_of(order.id).back().details.at(1).second, "1");
}

TEST_F(TriageTest, MergingJoinsTheReporters) {
  const auto order = heater_order();
  const auto second = receive(support::call("Li", "13800000002", "HP-NOHEAT", town.heater));
  const auto done = decide(second.id, into(order.id));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->report.state, ReportState::merged);
  EXPECT_EQ(done->report.work_order, order.id);
  EXPECT_EQ(done->work_order->report_count, 2);
  EXPECT_EQ(done->work_order->version, order.version + 1);
  EXPECT_EQ(done->work_order->received_at, order.received_at);
  EXPECT_EQ(told_to(second.id), std::vector<EventKind>{EventKind::report_merged});
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(order), order.id), std::nullopt));
  for (const auto& report : store.reports().of_work_order(order.id))
    EXPECT_EQ(told_to(report.id).back(), EventKind::work_order_arrived);
  const auto informed = events_of(order.id).back();
  EXPECT_EQ(informed.kind, EventKind::reporter_informed);
  EXPECT_EQ(informed.details, (std::vector<std::pair<std::string, std::string>>{
                                  {"about", "work_order_arrived"}, {"count", "2"}}));
}

TEST_F(TriageTest, TheEarliestReceiptCounts) {
  const auto order = heater_order();
  auto earlier = support::call("Li", "13800000002", "HP-NOHEAT", town.heater);
  earlier.received_at = now - Hours{1};
  earlier.backdating_reason = "came on paper";
  const auto done = decide(receive(earlier).id, into(order.id));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->work_order->received_at, now - Hours{1});
  EXPECT_EQ(done->work_order->clock(SlaTarget::resolve)->due_at, now + Hours{3});
  EXPECT_EQ(done->work_order->clock(SlaTarget::arrive)->due_at, now + Hours{1});
}

TEST_F(TriageTest, AJoiningReportCanOnlyMakeThePromiseStricter) {
  auto call = support::call("Wang", "", "HP-COOL", town.heater);
  const auto order = order_for(call);
  EXPECT_EQ(order.policy, "HP-P2");
  later(Hours{2});
  auto frail = support::call("Li", "", "HP-COOL", town.heater);
  frail.frail_person = true;
  auto joined = *decide(receive(frail).id, into(order.id))->work_order;
  EXPECT_EQ(joined.policy, "HP-P1V");
  EXPECT_EQ(joined.severity, Severity::urgent);
  EXPECT_TRUE(joined.frail_person);
  EXPECT_EQ(joined.clock(SlaTarget::resolve)->due_at, now + Hours{4})
      << "four hours from the report that told of it";
  EXPECT_EQ(joined.received_at, order.received_at);
  auto danger = support::call("Zhou", "", "HP-COOL", town.heater);
  danger.danger = true;
  joined = *decide(receive(danger).id, into(order.id))->work_order;
  EXPECT_EQ(joined.severity, Severity::danger);
  EXPECT_EQ(joined.policy, "HP-P0");
  ASSERT_TRUE(joined.clock(SlaTarget::make_safe));
  EXPECT_EQ(joined.clock(SlaTarget::make_safe)->due_at, now + Hours{1});
  joined = *decide(receive(frail).id, into(order.id))->work_order;
  EXPECT_EQ(joined.policy, "HP-P0") << "never laxer";
}

TEST_F(TriageTest, AFrailPersonDoesNotSoftenDanger) {
  auto danger = support::call("Wang", "", "HP-COOL", town.heater);
  danger.danger = true;
  const auto order = order_for(danger);
  auto frail = support::call("Li", "", "HP-COOL", town.heater);
  frail.frail_person = true;
  const auto joined = *decide(receive(frail).id, into(order.id))->work_order;
  EXPECT_EQ(joined.severity, Severity::danger);
  EXPECT_EQ(joined.policy, "HP-P0");
  EXPECT_TRUE(joined.frail_person);
}

TEST_F(TriageTest, OfTwoPromisesTheEarlierIsKept) {
  const auto order = heater_order();  // on site within two hours, mended within four
  later(Minutes{90});
  auto frail = support::call("Li", "", "HP-NOHEAT", town.heater);
  frail.frail_person = true;  // on site within one hour, mended within four
  const auto joined = *decide(receive(frail).id, into(order.id))->work_order;
  EXPECT_EQ(joined.policy, "HP-P1V");
  EXPECT_EQ(joined.clock(SlaTarget::arrive)->due_at, order.received_at + Hours{2});
  EXPECT_EQ(joined.clock(SlaTarget::resolve)->due_at, order.received_at + Hours{4});
}

TEST_F(TriageTest, AnEndedOrderTakesNoMoreReports) {
  for (const auto state : {models::WorkOrderState::closed, models::WorkOrderState::cancelled}) {
    const auto order = order_in(state);
    const auto id = receive(support::call("Li", "", "HP-NOHEAT", town.heater)).id;
    EXPECT_EQ(failure(decide(id, into(order.id))), ErrorCode::conflict);
    EXPECT_EQ(store.reports().find(id)->state, ReportState::received);
  }
}

TEST_F(TriageTest, AResolvedOrderTakesALateReportWithoutStartingAnyClock) {
  const auto order = order_in(models::WorkOrderState::resolved);
  auto call = support::call("Li", "", "HP-NOHEAT", town.heater);
  call.danger = true;
  ASSERT_TRUE(decide(receive(call).id, into(order.id)));
  EXPECT_FALSE(store.work_orders().next_clock());
}

}  // namespace
