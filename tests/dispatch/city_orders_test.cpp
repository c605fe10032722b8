#include "dispatch/city_orders.h"

#include "dispatch/person_data.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::CityOrderChange;
using dispatch::NewCityOrder;
using models::FeedbackStage;
using Wrong = std::vector<std::string>;

class CityOrderTest : public RulesTest {
 protected:
  NewCityOrder order(const std::string& number) {
    NewCityOrder one;
    one.number = number;
    one.kind = "取暖/No heat";
    one.title = "家里不热";
    one.reporter.name = "王秀兰";
    one.reporter.phone = "13800000001";
    one.due_at = now + Hours{48};
    return one;
  }
  models::Result<dispatch::TakenCityOrder> take(const NewCityOrder& input) {
    return take(town.operator_, input);
  }
  models::Result<dispatch::TakenCityOrder> take(const models::Actor& actor, const NewCityOrder& input) {
    return store.attempt([&] {
      return dispatch::take_city_order(store, actor, input, dispatch::words_of_town(store),
                                       support::next_token(), now);
    });
  }
  dispatch::CityOrderView only() {
    return dispatch::list_city_orders(store, town.operator_, {}, now)->items.at(0);
  }
  models::WorkOrder open(models::ReportId report, const std::string& kind = "HP-NOHEAT") {
    models::Triage triage;
    triage.fault_kind = kind;
    return *dispatch::triage_report(store, town.operator_, report, std::nullopt, triage, now)->work_order;
  }
};

TEST_F(CityOrderTest, BecomesAReportWithItsOwnNumberAndLimit) {
  auto input = order("20261123-0007");
  input.description = "从昨晚开始";
  input.received_at = now - Hours{3};
  const auto taken = take(input);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->change, CityOrderChange::inserted);
  const auto& report = taken->report;
  EXPECT_EQ(report.state, models::ReportState::received);
  EXPECT_EQ(report.external_reference, "20261123-0007");
  EXPECT_EQ(report.external_due_at, now + Hours{48});
  EXPECT_EQ(report.received_at, now - Hours{3});
  EXPECT_EQ(report.backdating_reason, "12345 20261123-0007");
  EXPECT_EQ(report.description, "家里不热\n从昨晚开始");
  EXPECT_EQ(taken->order.kind, "取暖/No heat");
  EXPECT_EQ(taken->order.taken_by_name, "operator");
  EXPECT_EQ(only().stage, FeedbackStage::signed_for);
}

TEST_F(CityOrderTest, TheirClassAndWordsFindOurKindAndVillage) {
  const auto words = dispatch::words_of_town(store);
  auto input = order("K-1");
  for (const auto& kind : words.kinds) {
    input.number = "K-" + kind.code;
    for (const auto& name : {kind.code, kind.name.zh, "市政设施/" + kind.name.zh}) {
      input.kind = name;
      store.attempt([&]() -> models::Result<int> {
        const auto taken =
            dispatch::take_city_order(store, town.operator_, input, words, support::next_token(), now);
        EXPECT_TRUE(taken) << name;
        if (taken) {
          EXPECT_EQ(taken->report.fault_kind, kind.code) << name;
          EXPECT_EQ(taken->report.facility_class, kind.facility_class) << name;
        }
        return models::conflict("only a try");
      });
    }
  }
  input = order("V-1");
  input.village = words.villages.at(1).name;
  EXPECT_EQ(take(input)->report.place.village_code, words.villages.at(1).code);
}

TEST_F(CityOrderTest, EveryWrongFieldIsNamedAndNothingIsKept) {
  struct Row {
    void (*change)(NewCityOrder&, models::Time);
    Wrong wrong;
  };
  const Row rows[] = {
      {[](NewCityOrder& one, models::Time) { one.number = " "; }, {"number:required"}},
      {[](NewCityOrder& one, models::Time) { one.number = "=cmd()"; }, {"number:bad_format"}},
      {[](NewCityOrder& one, models::Time) { one.title = ""; }, {"description:required"}},
      {[](NewCityOrder& one, models::Time) { one.title = std::string(301, 'x'); }, {"title:too_long"}},
      {[](NewCityOrder& one, models::Time) { one.reporter.phone = "call me"; }, {"phone:bad_format"}},
      {[](NewCityOrder& one, models::Time) { one.village = "Atlantis"; }, {"village:unknown"}},
      {[](NewCityOrder& one, models::Time at) { one.received_at = at + Hours{1}; },
       {"received_at:out_of_range"}},
      {[](NewCityOrder& one, models::Time at) { one.received_at = at - Hours{24 * 8}; },
       {"received_at:out_of_range"}},
      {[](NewCityOrder& one, models::Time at) {
         one.received_at = at - Hours{1}, one.due_at = at - Hours{2};
       },
       {"due_at:out_of_range"}},
      {[](NewCityOrder& one, models::Time) { one.number = "", one.village = "Atlantis"; },
       {"number:required", "village:unknown"}},
  };
  for (const auto& row : rows) {
    auto input = order("W-1");
    row.change(input, now);
    EXPECT_EQ(wrong_fields(take(input)), row.wrong);
  }
  EXPECT_TRUE(store.data.city_orders.empty());
  EXPECT_TRUE(store.data.reports.empty());
}

TEST_F(CityOrderTest, TheSameTwiceChangesNothing) {
  ASSERT_TRUE(take(order("T-1")));
  const auto events = store.data.events.size();
  later(Hours{1});
  auto again = order("T-1");
  again.due_at = now + Hours{47};
  const auto taken = take(again);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->change, CityOrderChange::unchanged);
  EXPECT_TRUE(taken->differing.empty());
  EXPECT_EQ(store.data.reports.size(), 1U);
  EXPECT_EQ(store.data.events.size(), events);
  again.title = "另一个标题";
  again.due_at = now + Hours{96};
  const auto other = take(again);
  EXPECT_EQ(other->change, CityOrderChange::unchanged);
  EXPECT_EQ(other->differing, (Wrong{"title", "due_at"}));
  EXPECT_EQ(only().order.title, "家里不热");
  EXPECT_EQ(only().report.external_due_at, now + Hours{47}) << "a later limit does not win";
}

TEST_F(CityOrderTest, TheEarlierLimitWinsBeforeAndAfterTheOrderIsOpen) {
  auto input = order("L-1");
  input.due_at = now + Minutes{30};
  const auto taken = take(input);
  const auto opened = open(taken->report.id);
  EXPECT_EQ(opened.clock(models::SlaTarget::resolve)->due_at, now + Minutes{30});
  input.due_at = now + Minutes{20};
  EXPECT_EQ(take(input)->change, CityOrderChange::updated);
  EXPECT_EQ(read(opened.id).clock(models::SlaTarget::resolve)->due_at, now + Minutes{20});
  input.due_at = now + Minutes{45};
  EXPECT_EQ(take(input)->change, CityOrderChange::unchanged);
  EXPECT_EQ(read(opened.id).clock(models::SlaTarget::resolve)->due_at, now + Minutes{20});
}

TEST_F(CityOrderTest, ALaterLimitLeavesTheTownsOwn) {
  const auto taken = take(order("L-2"));
  const auto own = heater_order().clock(models::SlaTarget::resolve)->due_at;
  EXPECT_EQ(open(taken->report.id).clock(models::SlaTarget::resolve)->due_at, std::min(own, now + Hours{48}));
}

TEST_F(CityOrderTest, OneTypedByHandIsKnownAgain) {
  auto typed = support::call("王秀兰", "13800000001", "HP-NOHEAT", town.heater);
  typed.external_reference = "H-1";
  const auto report = dispatch::receive_report(store, town.operator_, typed, support::next_token(), now);
  ASSERT_TRUE(report);
  const auto taken = take(order("H-1"));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->change, CityOrderChange::updated);
  EXPECT_EQ(taken->report.id, report->id);
  EXPECT_EQ(store.data.reports.size(), 1U);
  EXPECT_EQ(store.reports().find(report->id)->external_due_at, now + Hours{48});
  EXPECT_EQ(take(order("H-1"))->change, CityOrderChange::unchanged);
}

TEST_F(CityOrderTest, DuplicatesAmongLocalOrdersAndWaitingReportsAreFound) {
  const auto local = heater_order();
  const auto waiting = dispatch::receive_report(
      store, town.operator_, support::call("王", "13800000001", "HP-COOL"), support::next_token(), now);
  auto input = order("D-1");
  input.kind = "HP-NOHEAT";
  ASSERT_TRUE(take(input));
  const auto view = only();
  ASSERT_EQ(view.duplicates.size(), 1U);
  EXPECT_EQ(view.duplicates[0].work_order, local.id);
  EXPECT_EQ(view.duplicates[0].reasons, (Wrong{"phone", "kind"}));
  EXPECT_EQ(view.alike, std::vector{waiting->id});
  open(view.report.id);
  EXPECT_TRUE(only().duplicates.empty()) << "once it is decided nothing is asked any more";
}

TEST_F(CityOrderTest, TheCityIsToldOfTheReceiptOnceAndOfTheResultOnce) {
  const auto taken = take(order("F-1"));
  const auto due = [&] { return *dispatch::city_feedback(store, town.operator_, {}, {}); };
  const auto tell = [&] {
    const auto views = due();
    dispatch::mark_told(store, views, now);
    return views.size();
  };
  EXPECT_EQ(due().at(0).stage, FeedbackStage::signed_for);
  EXPECT_EQ(tell(), 1U);
  EXPECT_EQ(tell(), 0U);
  auto opened = open(taken->report.id);
  EXPECT_EQ(tell(), 0U) << "nothing new for the city yet";
  const auto crew = crew_of(opened);
  ASSERT_TRUE(dispatch::accept(store, step(crew, opened.id)));
  ASSERT_TRUE(dispatch::arrive(store, step(crew, opened.id), std::nullopt));
  ASSERT_TRUE(
      dispatch::resolve(store, step(crew, opened.id), models::Outcome::repaired, "pump", "changed it"));
  later(Hours{1});
  ASSERT_EQ(due().size(), 1U);
  EXPECT_EQ(due().at(0).stage, FeedbackStage::result);
  EXPECT_EQ(due().at(0).work_order->resolution->action, "changed it");
  EXPECT_EQ(tell(), 1U);
  EXPECT_EQ(tell(), 0U);
  EXPECT_EQ(dispatch::city_feedback(store, town.operator_, now - Hours{9}, now)->size(), 1U) << "told or not";
  EXPECT_EQ(only().order.told_at, now);
}

TEST_F(CityOrderTest, OneThatIsTurnedDownIsAResultToo) {
  const auto taken = take(order("R-1"));
  models::Triage triage;
  triage.decision = models::TriageDecision::reject;
  triage.reason = "不属本镇";
  ASSERT_TRUE(dispatch::triage_report(store, town.operator_, taken->report.id, std::nullopt, triage, now));
  EXPECT_EQ(only().stage, FeedbackStage::result);
}

TEST_F(CityOrderTest, OnlyWhoTriagesAndOnlyWithinReach) {
  for (const auto& actor : {town.village_reporter, town.heat_member, town.auditor, town.admin}) {
    EXPECT_FALSE(take(actor, order("P-1")));
    EXPECT_FALSE(dispatch::list_city_orders(store, actor, {}, now));
    EXPECT_FALSE(dispatch::city_feedback(store, actor, {}, {}));
  }
  auto input = order("P-2");
  input.village = support::SmallTown::village_b;
  ASSERT_TRUE(take(input));
  auto limited = town.operator_;
  limited.villages = {support::SmallTown::village_a};
  EXPECT_EQ(wrong_fields(take(limited, input)), Wrong{"number:not_allowed"})
      << "it is there, but not for them";
  EXPECT_TRUE(dispatch::list_city_orders(store, limited, {}, now)->items.empty());
  EXPECT_TRUE(dispatch::city_feedback(store, limited, {}, {})->empty());
}

TEST_F(CityOrderTest, ErasingAPersonStrikesTheTitleToo) {
  auto input = order("E-1");
  input.title = "王秀兰家不热 13800000001";
  const auto taken = take(input);
  dispatch::anonymise(store, town.supervisor, taken->report, "erasure", now);
  EXPECT_EQ(only().order.title.find("王秀兰"), std::string::npos);
  EXPECT_EQ(only().order.title.find("13800000001"), std::string::npos);
}

}  // namespace
