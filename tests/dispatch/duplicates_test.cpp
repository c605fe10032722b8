#include "dispatch/duplicates.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::DuplicateQuestion;
using models::DuplicateCandidate;
using support::SmallTown;
using Reasons = std::vector<std::string>;

class DuplicatesTest : public RulesTest {
 protected:
  std::vector<DuplicateCandidate> ask(const DuplicateQuestion& question, int limit = 10) {
    return dispatch::find_duplicates(store, question, now, limit);
  }
};

TEST_F(DuplicatesTest, TheSameFacilityIsAsGoodAsCertain) {
  const auto order = heater_order();
  DuplicateQuestion question;
  question.facility = town.heater;
  question.fault_kind = "HP-NOHEAT";
  const auto found = ask(question);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].work_order, order.id);
  EXPECT_EQ(found[0].score, 100) << "60 + 30 + 10 + 20 + 5, at most 100";
  EXPECT_EQ(found[0].reasons, (Reasons{"facility", "place", "village", "kind"}));
}

TEST_F(DuplicatesTest, ScoresEachLikeness) {
  auto lamp = support::call("Zhao", "13900000001", "SL-DARK", town.lamps[0]);
  order_for(lamp);
  struct Case {
    const char* what;
    DuplicateQuestion question;
    int score;
    Reasons reasons;
  };
  const auto lamp_place = store.facilities().find(town.lamps[0])->position;
  const Case cases[] = {
      {"another lamp of the circuit, 40 m on",
       {town.lamps[1], "", "", "", "", {}},
       95,
       {"circuit", "place", "village"}},
      {"a lamp of the circuit, 80 m on", {town.lamps[2], "", "", "", "", {}}, 65, {"circuit", "village"}},
      {"the same kind in the village",
       {{}, SmallTown::village_a, "", "SL-DARK", "", {}},
       35,
       {"village", "kind"}},
      {"the same phone and class", {{}, "", "streetlight", "", "13900000001", {}}, 30, {"phone"}},
      {"within 50 m", {{}, "", "", "", "", lamp_place}, 30, {"place"}},
  };
  for (const auto& [what, question, score, reasons] : cases) {
    const auto found = ask(question);
    ASSERT_EQ(found.size(), 1U) << what;
    EXPECT_EQ(found[0].score, score) << what;
    EXPECT_EQ(found[0].reasons, reasons) << what;
  }
}

TEST_F(DuplicatesTest, TooLittleLikenessIsNotTold) {
  order_for(support::call("Zhao", "13900000001", "SL-DARK", town.lamps[0]));
  EXPECT_TRUE(ask({}).empty());
  EXPECT_TRUE(ask({{}, SmallTown::village_a, "streetlight", "", "", {}}).empty()) << "15";
  EXPECT_TRUE(ask({{}, "", "", "", "13900000001", {}}).empty()) << "25";
  EXPECT_TRUE(ask({{}, SmallTown::village_b, "streetlight", "SL-DARK", "", {}}).empty()) << "another village";
  EXPECT_TRUE(ask({town.lone_lamp, "", "", "", "", {}}).empty()) << "another circuit";
}

TEST_F(DuplicatesTest, HeatersDoNotMergeByCircuit) {
  for (const auto id : {town.heater, town.toilet}) {
    auto facility = *store.facilities().find(id);
    facility.circuit = "C-7";
    store.facilities().update(facility);
  }
  heater_order();
  EXPECT_TRUE(ask({town.toilet, "", "", "", "", {}}).empty());
}

TEST_F(DuplicatesTest, EndedOrdersAreLeftAlone) {
  order_in(models::WorkOrderState::closed);
  order_in(models::WorkOrderState::cancelled);
  EXPECT_TRUE(ask({town.heater, "", "", "", "", {}}).empty());
  const auto resolved_order = order_in(models::WorkOrderState::resolved);
  ASSERT_EQ(ask({town.heater, "", "", "", "", {}}).size(), 1U) << "resolved is not ended";
}

TEST_F(DuplicatesTest, TheLikeliestComeFirstAndOnlySoMany) {
  const auto near = order_for(support::call("", "", "SL-DARK", town.lamps[1]));
  const auto same = order_for(support::call("", "", "SL-DARK", town.lamps[0]));
  const auto far = order_for(support::call("", "", "SL-DARK", town.lamps[2]));
  const DuplicateQuestion question{town.lamps[0], "", "", "", "", {}};
  const auto all = ask(question);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].work_order, same.id);
  EXPECT_EQ(all[1].work_order, near.id);
  EXPECT_EQ(all[2].work_order, far.id);
  EXPECT_EQ(ask(question, 2).size(), 2U);
  EXPECT_TRUE(ask(question, 0).empty());
}

TEST_F(DuplicatesTest, AFullVillageDoesNotHideTheSameFacility) {
  for (int i = 0; i < 260; ++i) {
    auto report = support::call("", "", "HP-COOL");
    report.place.village_code = SmallTown::village_a;
    order_for(report);
  }
  const auto order = heater_order();
  const auto found = ask({town.heater, "", "", "", "", {}}, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].work_order, order.id);
}

TEST_F(DuplicatesTest, AReportAsksItsOwnQuestion) {
  const auto order = heater_order();
  const auto report = store.reports().of_work_order(order.id).at(0);
  const auto question = dispatch::question_of(report);
  EXPECT_EQ(question.facility, town.heater);
  EXPECT_EQ(question.phone, "13800000001");
  EXPECT_EQ(ask(question).at(0).score, 100);
}

}  // namespace
