#include "dispatch/readings.h"

#include <cmath>
#include <limits>

#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::ReadingSign;
using models::Reading;
using models::ReadingRule;
using Wrong = std::vector<std::string>;

constexpr int beijing = 8 * 3600;

// The return gets cold while power is drawn, for half an hour.
ReadingRule cold_return() {
  ReadingRule rule;
  rule.code = "cold-return";
  rule.name = {"回水变凉", "The return gets cold"};
  rule.facility_class = "heater";
  rule.fault_kind = "HP-COOL";
  rule.when = {"return_temperature", true, 30};
  rule.clears_at = 33;
  rule.held = std::chrono::minutes{30};
  rule.fresh = std::chrono::minutes{20};
  rule.also = models::ReadingCondition{"power", false, 500};
  return rule;
}

ReadingRule dark_circuit() {
  ReadingRule rule;
  rule.code = "dark-circuit";
  rule.name = {"整路没有电流", "A circuit draws nothing"};
  rule.facility_class = "streetlight";
  rule.fault_kind = "SL-DARK";
  rule.when = {"current", true, 0.2};
  rule.clears_at = 0.5;
  rule.held = std::chrono::minutes{15};
  rule.fresh = std::chrono::minutes{20};
  rule.only_dark = true;
  return rule;
}

class ReadingTest : public RulesTest {
 protected:
  std::vector<ReadingRule> rules_{cold_return(), dark_circuit()};
  Reading heater(double temperature, double power) {
    return {"LC-HP-1", "", now, {{"return_temperature", temperature}, {"power", power}}};
  }
  models::Result<dispatch::TakenReading> take(const Reading& reading) { return take(town.admin, reading); }
  models::Result<dispatch::TakenReading> take(const models::Actor& actor, const Reading& reading) {
    return store.attempt([&] {
      return dispatch::take_reading(store, actor, rules_, reading, support::next_token(), now, beijing);
    });
  }
  /// One reading every five minutes; how many reports came of them.
  int run(int minutes, const std::function<Reading()>& next) {
    int reports = 0;
    for (int i = 0; i < minutes; i += 5) {
      const auto taken = take(next());
      EXPECT_TRUE(taken) << (taken ? "" : taken.error().detail);
      if (taken && taken->report) ++reports;
      later(Minutes{5});
    }
    return reports;
  }
  std::size_t orders() const { return store.data.orders.size(); }
  void end_orders() {
    for (auto& [id, order] : store.data.orders) order.state = models::WorkOrderState::closed;
  }
};

TEST_F(ReadingTest, TheConditionMustHoldWithoutABreak) {
  struct Step {
    int minute;
    double value;
    double power;
    bool fires;
  };
  const struct {
    const char* what;
    std::vector<Step> steps;
  } rows[] = {
      {"held long enough", {{0, 25, 900, false}, {15, 25, 900, false}, {30, 25, 900, true}}},
      {"one second less", {{0, 25, 900, false}, {15, 25, 900, false}, {29, 25, 900, false}}},
      {"on the threshold it does not hold",
       {{0, 30, 900, false}, {15, 30, 900, false}, {30, 30, 900, false}}},
      {"between the thresholds the stretch goes on but nothing fires",
       {{0, 25, 900, false}, {15, 31, 900, false}, {30, 32, 900, false}, {31, 29, 900, true}}},
      {"past clears_at it begins anew",
       {{0, 25, 900, false},
        {15, 33, 900, false},
        {30, 25, 900, false},
        {45, 25, 900, false},
        {60, 25, 900, true}}},
      {"no power drawn: it is off, not broken",
       {{0, 25, 100, false}, {15, 25, 100, false}, {30, 25, 100, false}}},
      {"power drawn only at the end begins there",
       {{0, 25, 100, false}, {15, 25, 900, false}, {30, 25, 900, false}, {45, 25, 900, true}}},
      {"a silence is no stretch",
       {{0, 25, 900, false}, {21, 25, 900, false}, {41, 25, 900, false}, {51, 25, 900, true}}},
  };
  const auto rule = cold_return();
  for (const auto& row : rows) {
    models::ReadingWatch watch;
    std::map<std::string, models::Measured> last;
    for (const auto& step : row.steps) {
      const auto at = now + Minutes{step.minute};
      last["return_temperature"] = {step.value, at};
      last["power"] = {step.power, at};
      EXPECT_EQ(dispatch::judge_reading(rule, last, at, false, watch) == ReadingSign::fires, step.fires)
          << row.what << " at minute " << step.minute;
    }
  }
}

TEST_F(ReadingTest, AStaleMeasureBesideCountsForNothing) {
  models::ReadingWatch watch;
  std::map<std::string, models::Measured> last{{"power", {900, now}}};
  for (const int minute : {0, 10, 20, 30, 40}) {
    const auto at = now + Minutes{minute};
    last["return_temperature"] = {20, at};
    EXPECT_EQ(dispatch::judge_reading(cold_return(), last, at, false, watch), ReadingSign::nothing) << minute;
  }
}

TEST_F(ReadingTest, AStormOfReadingsMakesExactlyOneOrder) {
  EXPECT_EQ(run(25, [&] { return heater(20, 900); }), 0);
  EXPECT_EQ(run(24 * 60, [&] { return heater(20, 900); }), 1);
  ASSERT_EQ(orders(), 1U);
  EXPECT_EQ(store.data.reports.size(), 1U);
  const auto& order = store.data.orders.begin()->second;
  EXPECT_EQ(order.fault_kind, "HP-COOL");
  EXPECT_EQ(order.facility, town.heater);
  EXPECT_NE(store.data.reports.begin()->second.description.find("return_temperature 20"), std::string::npos);
  // It comes and goes while the order is in hand: still the one.
  int i = 0;
  EXPECT_EQ(run(10 * 60, [&] { return heater((++i / 12) % 2 == 0 ? 40 : 20, 900); }), 0);
  EXPECT_EQ(store.data.reports.size(), 1U);
  EXPECT_EQ(store.data.reading_states.size(), 1U);
}

TEST_F(ReadingTest, AfterItsOrderHasEndedTheRuleMayReportAgain) {
  EXPECT_EQ(run(60, [&] { return heater(20, 900); }), 1);
  end_orders();
  EXPECT_EQ(run(30, [&] { return heater(20, 900); }), 0) << "still cold: only after the whole of its time";
  EXPECT_EQ(run(30, [&] { return heater(20, 900); }), 1);
  EXPECT_EQ(orders(), 2U);
  end_orders();
  EXPECT_EQ(run(30, [&] { return heater(40, 900); }), 0);
  EXPECT_EQ(run(30, [&] { return heater(20, 900); }), 0);
  EXPECT_EQ(run(10, [&] { return heater(20, 900); }), 1) << "well in between: no longer than that";
}

TEST_F(ReadingTest, ItJoinsWhatIsOpenOnTheFacility) {
  const auto order = order_for(support::call("王", "13800000001", "HP-COOL", town.heater));
  EXPECT_EQ(run(60, [&] { return heater(20, 900); }), 1);
  EXPECT_EQ(orders(), 1U);
  EXPECT_EQ(read(order.id).report_count, 2);
}

TEST_F(ReadingTest, ACircuitIsJudgedOnlyInTheDarkAndLampsOfOneCircuitMakeOneOrder) {
  const auto lamps = [&](const std::string& code) {
    return Reading{code, code.empty() ? "C-7" : "", now, {{"current", 0.0}}};
  };
  EXPECT_EQ(run(8 * 60, [&] { return lamps(""); }), 0) << "by day there is no current";
  now = support::monday_morning(Hours{11});  // 19:00, two hours after sunset
  EXPECT_EQ(run(60, [&] { return lamps(""); }), 1);
  EXPECT_EQ(run(60, [&] { return lamps("LC-SL-2"); }), 1);
  EXPECT_EQ(orders(), 1U) << "they are on one circuit";
  EXPECT_EQ(store.data.orders.begin()->second.circuit, "C-7");
  Reading lone{"LC-SL-9", "", now, {{"current", 0.0}}};
  EXPECT_EQ(run(60, [&] { return lone.at = now, lone; }), 1);
  EXPECT_EQ(orders(), 2U);
}

TEST_F(ReadingTest, TheSameReadingAgainOrAnOlderOneChangesNothing) {
  const auto reading = heater(20, 900);
  EXPECT_FALSE(take(reading)->repeated);
  later(Minutes{1});
  EXPECT_TRUE(take(reading)->repeated);
  auto older = heater(50, 0);
  older.at -= Hours{1};
  EXPECT_TRUE(take(older)->repeated);
  const auto state = store.readings().find(town.heater);
  EXPECT_EQ(state->readings, 1);
  EXPECT_EQ(state->last.at("power").value, 900);
}

TEST_F(ReadingTest, GarbageIsRefusedFieldByField) {
  struct Row {
    void (*change)(Reading&);
    Wrong wrong;
  };
  const Row rows[] = {
      {[](Reading& one) { one.facility_code = "NOBODY"; }, {"facility_code:unknown"}},
      {[](Reading& one) { one.facility_code = ""; }, {"facility_code:required"}},
      {[](Reading& one) { one.circuit = "C-7"; }, {"facility_code:required"}},
      {[](Reading& one) { one.facility_code = "", one.circuit = "C-404"; }, {"circuit:unknown"}},
      {[](Reading& one) { one.at += Minutes{6}; }, {"at:out_of_range"}},
      {[](Reading& one) { one.at -= Hours{25}; }, {"at:out_of_range"}},
      {[](Reading& one) { one.values.clear(); }, {"values:out_of_range"}},
      {[](Reading& one) {
         one.values = {{"humidity", 3}};
       },
       {"values:unknown"}},
      {[](Reading& one) { one.values["power"] = std::nan(""); }, {"values.power:out_of_range"}},
      {[](Reading& one) { one.values["power"] = std::numeric_limits<double>::infinity(); },
       {"values.power:out_of_range"}},
      {[](Reading& one) {
         for (int i = 0; i < 30; ++i) one.values["m" + std::to_string(i)] = i;
       },
       {"values:out_of_range"}},
  };
  for (const auto& row : rows) {
    auto reading = heater(20, 900);
    row.change(reading);
    EXPECT_EQ(wrong_fields(take(reading)), row.wrong);
  }
  EXPECT_TRUE(store.data.reading_states.empty());
}

TEST_F(ReadingTest, OnlyMeasuresThatARuleAsksForAreKept) {
  auto reading = heater(20, 900);
  reading.values["humidity"] = 40;
  ASSERT_TRUE(take(reading));
  EXPECT_EQ(store.readings().find(town.heater)->last.size(), 2U);
}

TEST_F(ReadingTest, WhoMaySend) {
  for (const auto& actor : {town.operator_, town.dispatcher, town.heat_member, town.auditor})
    EXPECT_FALSE(take(actor, heater(20, 900)));
  auto gateway = town.admin;
  gateway.scope = models::Scope::readings;
  EXPECT_TRUE(take(gateway, heater(20, 900)));
}

TEST_F(ReadingTest, WrongRulesAreNamed) {
  EXPECT_TRUE(dispatch::check_reading_rules(store, rules_));
  auto wrong = rules_;
  wrong[0].fault_kind = "SL-DARK";
  wrong[0].clears_at = 20;
  wrong[1].code = wrong[0].code;
  wrong[1].fault_kind = "NONE";
  wrong[1].fresh = {};
  EXPECT_EQ(wrong_fields(dispatch::check_reading_rules(store, wrong)),
            (Wrong{"rules[0].class:mismatch", "rules[0].clears_at:out_of_range", "rules[1].code:not_allowed",
                   "rules[1].fault_kind:unknown", "rules[1].fresh:out_of_range"}));
}

}  // namespace
