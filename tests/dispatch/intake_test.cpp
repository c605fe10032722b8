#include "dispatch/intake.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::Channel;
using models::ErrorCode;
using models::NewReport;
using support::SmallTown;
using Wrong = std::vector<std::string>;

class IntakeTest : public RulesTest {
 protected:
  models::Result<models::Report> receive(const NewReport& report) { return receive(town.operator_, report); }
  models::Result<models::Report> receive(const models::Actor& actor, const NewReport& report) {
    return dispatch::receive_report(store, actor, report, support::next_token(), now);
  }
  NewReport words(std::string description) {
    NewReport report;
    report.description = std::move(description);
    return report;
  }
  Wrong wrong_with(void (*change)(NewReport&)) {
    auto report = words("it does not work");
    change(report);
    return wrong_fields(receive(report));
  }
};

TEST_F(IntakeTest, KeepsWhatWasSaid) {
  auto report = support::call(" 王秀兰 ", " 138 0000 0001 ", "HP-NOHEAT", town.heater);
  report.description = "　不热了\n从昨晚开始　";
  report.frail_person = true;
  const auto kept = receive(report);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->reporter.name, "王秀兰");
  EXPECT_EQ(kept->reporter.phone, "138 0000 0001");
  EXPECT_EQ(kept->description, "不热了\n从昨晚开始");
  EXPECT_EQ(kept->state, models::ReportState::received);
  EXPECT_EQ(kept->facility_class, "heater");
  EXPECT_EQ(kept->place.village_code, SmallTown::village_a);
  EXPECT_EQ(kept->received_at, now);
  EXPECT_EQ(kept->recorded_at, now);
  EXPECT_EQ(kept->recorded_by, town.operator_.account);
  EXPECT_TRUE(kept->frail_person);
  const auto events = store.events().list({{}, kept->id, {}, 10});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, models::EventKind::report_received);
  EXPECT_EQ(events[0].state, "received");
  EXPECT_EQ(events[0].by_name, "operator");
  EXPECT_EQ(events[0].village_code, SmallTown::village_a);
}

TEST_F(IntakeTest, NeedsAPlaceOrAFewWords) {
  NewReport empty;
  EXPECT_EQ(wrong_fields(receive(empty)), Wrong{"description:required"});
  EXPECT_EQ(wrong_fields(receive(words(" 灯 "))), Wrong{"description:required"});
  EXPECT_TRUE(receive(words("灯灭")));
  auto by_village = empty, by_address = empty, by_position = empty, by_code = empty, by_id = empty;
  by_village.place.village_code = SmallTown::village_a;
  by_address.place.address = "12号";
  by_position.place.position = models::Position{39.9, 116.7, "phone"};
  by_code.facility_code = "LC-HP-1";
  by_id.facility = town.heater;
  for (const auto& report : {by_village, by_address, by_position, by_code, by_id})
    EXPECT_TRUE(receive(report));
}

TEST_F(IntakeTest, TellsEachWrongField) {
  EXPECT_EQ(wrong_with([](NewReport& r) { r.reporter.name = std::string(101, 'x'); }),
            Wrong{"reporter.name:too_long"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.reporter.name = "a\nb"; }), Wrong{"reporter.name:bad_format"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.reporter.phone = "call me"; }),
            Wrong{"reporter.phone:bad_format"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.place.address = std::string(301, 'x'); }),
            Wrong{"address:too_long"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.description = std::string(4001, 'x'); }),
            Wrong{"description:too_long"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.description = "a\x02"; }), Wrong{"description:bad_format"});
  EXPECT_EQ(wrong_with([](NewReport& r) {
              r.place.position = models::Position{0, 181, ""};
            }),
            Wrong{"position.longitude:out_of_range"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.place.village_code = "000000000000"; }),
            Wrong{"village:unknown"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.facility_code = "LC-HP-404"; }), Wrong{"facility_code:unknown"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.facility = models::FacilityId{404}; }),
            Wrong{"facility_id:unknown"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.facility_class = "bench"; }), Wrong{"class:unknown"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.fault_kind = "XX-1"; }), Wrong{"fault_kind:unknown"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.fault_kind = "SL-DARK", r.facility_code = "LC-HP-1"; }),
            Wrong{"fault_kind:mismatch"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.facility_class = "toilet", r.facility_code = "LC-HP-1"; }),
            Wrong{"class:mismatch"});
  EXPECT_EQ(wrong_with([](NewReport& r) {
              r.place.village_code = SmallTown::village_b, r.facility_code = "LC-HP-1";
            }),
            Wrong{"village:mismatch"});
  EXPECT_EQ(wrong_with([](NewReport& r) { r.external_reference = "=cmd()"; }),
            Wrong{"external_reference:bad_format"});
  auto both = words("which?");
  both.facility_code = "LC-HP-1";
  both.facility = town.toilet;
  EXPECT_EQ(wrong_fields(receive(both)), Wrong{"facility_id:mismatch"});
}

TEST_F(IntakeTest, TellsAllWrongFieldsAtOnceAndKeepsNothing) {
  const auto events_before = store.data.events.size();
  EXPECT_EQ(
      wrong_with([](NewReport& r) {
        r.reporter.phone = "1";
        r.fault_kind = "XX-1";
        r.place.village_code = "0";
        r.facility_code = "nothing";
      }),
      (Wrong{"reporter.phone:bad_format", "facility_code:unknown", "fault_kind:unknown", "village:unknown"}));
  EXPECT_TRUE(store.data.reports.empty());
  EXPECT_EQ(store.data.events.size(), events_before);
}

TEST_F(IntakeTest, TheKindSaysTheClass) {
  auto report = words("dark");
  report.fault_kind = "SL-DARK";
  EXPECT_EQ(receive(report)->facility_class, "streetlight");
}

TEST_F(IntakeTest, OnlyStaffDateBackAndOnlySevenDays) {
  auto report = words("it does not work");
  report.received_at = now - std::chrono::days{7};
  EXPECT_EQ(wrong_fields(receive(report)), Wrong{"backdating_reason:required"});
  report.backdating_reason = "from the paper list of the village office";
  EXPECT_EQ(receive(report)->received_at, now - std::chrono::days{7});
  EXPECT_EQ(receive(report)->backdating_reason, report.backdating_reason);
  report.received_at = now - std::chrono::days{7} - models::Duration{1};
  EXPECT_EQ(wrong_fields(receive(report)), Wrong{"received_at:out_of_range"});
  report.received_at = now + models::Duration{1};
  EXPECT_EQ(wrong_fields(receive(report)), Wrong{"received_at:out_of_range"});
  report.channel = Channel::web;
  report.received_at = now - models::Duration{1};
  EXPECT_EQ(wrong_fields(receive(models::Actor::anonymous(), report)), Wrong{"received_at:not_allowed"});
  report.received_at = now;
  EXPECT_TRUE(receive(models::Actor::anonymous(), report));
}

TEST_F(IntakeTest, ResidentsReportThroughTheWebOnly) {
  auto report = words("it does not work");
  for (const auto channel : {Channel::hotline, Channel::village_group, Channel::inspection}) {
    report.channel = channel;
    EXPECT_EQ(wrong_fields(receive(models::Actor::anonymous(), report)), Wrong{"channel:not_allowed"});
  }
  for (const auto channel : {Channel::web, Channel::api}) {
    report.channel = channel;
    EXPECT_TRUE(receive(models::Actor::anonymous(), report));
  }
}

TEST_F(IntakeTest, StaffNeedTheRight) {
  EXPECT_TRUE(receive(town.village_reporter, words("a dark street")));
  EXPECT_TRUE(receive(town.heat_member, words("a dark street")));
  EXPECT_TRUE(receive(models::Actor::program(), words("a dark street")));
  EXPECT_EQ(failure(receive(town.auditor, words("a dark street"))), ErrorCode::forbidden);
  EXPECT_EQ(failure(receive(town.admin, words("a dark street"))), ErrorCode::forbidden);
}

TEST_F(IntakeTest, AnotherSystemsNumberComesOnce) {
  auto report = words("from 12345");
  report.external_reference = "12345-2026-0001";
  ASSERT_TRUE(receive(report));
  EXPECT_EQ(failure(receive(report)), ErrorCode::conflict);
  report.external_reference.clear();
  EXPECT_TRUE(receive(report));
  EXPECT_TRUE(receive(report)) << "no number is not a number that is there already";
}

TEST_F(IntakeTest, ACallAboutTwoThingsIsSplitFromOneReceipt) {
  auto input = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  input.frail_person = true;
  const auto first = *dispatch::receive_report(store, town.operator_, input, "first-token", now);
  later(Minutes{20});
  models::NewReport part;
  part.fault_kind = "SL-DARK";
  part.description = "the lamp at the door too";
  part.received_at = now;
  part.reporter.phone = "13999999999";
  const auto second = dispatch::split_report(store, town.operator_, first.id, part, "second-token", now);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ(second->received_at, first.received_at) << "the clocks run from the call";
  EXPECT_EQ(second->recorded_at, now);
  EXPECT_EQ(second->reporter.phone, "13800000001") << "one call, one person";
  EXPECT_EQ(second->place.village_code, first.place.village_code);
  EXPECT_EQ(second->facility_class, "streetlight");
  EXPECT_FALSE(second->facility);
  EXPECT_EQ(second->token, "second-token");
  EXPECT_EQ(second->state, models::ReportState::received);
  const auto told = store.events().list({{}, second->id, {}, 10});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].details[1], (std::pair<std::string, std::string>{"split_from", first.id.text()}));

  EXPECT_TRUE(second->frail_person) << "who is at home is at home for both";
  auto there = part;
  there.fault_kind = "HP-COOL";
  there.facility = town.heater;
  EXPECT_TRUE(
      dispatch::split_report(store, town.operator_, first.id, there, "same-facility", now)->frail_person);
  auto elsewhere = part;
  elsewhere.facility = town.lone_lamp;
  EXPECT_FALSE(
      dispatch::split_report(store, town.operator_, first.id, elsewhere, "elsewhere", now)->frail_person);

  EXPECT_EQ(wrong_fields(dispatch::split_report(store, town.operator_, first.id, {}, "third", now)),
            std::vector<std::string>{"fault_kind:required"});
  EXPECT_EQ(failure(dispatch::split_report(store, town.operator_, models::ReportId{999}, part, "third", now)),
            models::ErrorCode::not_found);
}

}  // namespace
