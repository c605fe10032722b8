#include "dispatch/outages.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::EventKind;
using Fields_ = std::vector<std::string>;

class OutagesTest : public RulesTest {
 protected:
  OutagesTest() {
    heater_ = heater_order();
    later(Minutes{1});
    lamp_ = order_for(support::call("Li", "13800000002", "SL-DARK", town.lone_lamp));
    toilet_ = order_for(support::call("Zhao", "13800000003", "WC-BLOCKED", town.toilet));
  }
  dispatch::NewOutage power_cut() {
    return {models::OutageReason::power_cut,
            " 魏庄台区停电 ",
            now + Hours{3},
            {},
            {lamp_.id, heater_.id, toilet_.id}};
  }
  models::ReportId report_of(const models::WorkOrder& order) {
    return store.reports().of_work_order(order.id).front().id;
  }
  models::WorkOrder heater_, lamp_, toilet_;
};

TEST_F(OutagesTest, MakeParentAndChildrenInOneActAndTellEverybody) {
  const auto outage = dispatch::declare_outage(store, town.operator_, power_cut(), now);
  ASSERT_TRUE(outage) << outage.error().detail;
  EXPECT_EQ(outage->parent, heater_.id) << "the first received leads when nobody says otherwise";
  EXPECT_EQ(outage->children, (std::vector{lamp_.id, toilet_.id}));
  EXPECT_EQ(outage->words, "魏庄台区停电");
  for (const auto& order : {heater_, lamp_, toilet_}) {
    EXPECT_EQ(count(order.id, EventKind::outage_declared), 1);
    EXPECT_EQ(read(order.id).state, order.state) << "the orders keep their own life";
    const auto notes = store.notifications().of_report(report_of(order));
    ASSERT_EQ(notes.back().about, EventKind::outage_declared);
    EXPECT_EQ(notes.back().reason, "power_cut");
    EXPECT_EQ(notes.back().promised_at, now + Hours{3});
    EXPECT_EQ(store.outages().running_of(order.id)->id, outage->id);
  }
}

TEST_F(OutagesTest, NameEachOrderThatCannotBelongAndDoNothing) {
  ASSERT_TRUE(dispatch::declare_outage(
      store, town.operator_, {models::OutageReason::flood, "积水", {}, {}, {lamp_.id, toilet_.id}}, now));
  const auto other = order_for(support::call("Sun", "13800000004", "WC-BLOCKED", town.toilet));
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, other.id), "called off"));
  dispatch::NewOutage input{models::OutageReason::storm,
                            "大风",
                            now - Hours{1},
                            models::WorkOrderId{88},
                            {heater_.id, models::WorkOrderId{99}, heater_.id, other.id, lamp_.id}};
  const auto before = store.data.events.size();
  EXPECT_EQ(wrong_fields(dispatch::declare_outage(store, town.operator_, input, now)),
            (Fields_{"expected_at:out_of_range", "parent_id:unknown", "work_order_ids[1]:unknown",
                     "work_order_ids[2]:not_allowed", "work_order_ids[3]:not_allowed",
                     "work_order_ids[4]:not_allowed"}));
  EXPECT_EQ(store.data.events.size(), before);
  EXPECT_EQ(store.data.outages.size(), 1U);
}

TEST_F(OutagesTest, AreForWhoSendsCrewsAndWithinTheirReach) {
  EXPECT_EQ(failure(dispatch::declare_outage(store, town.heat_member, power_cut(), now)),
            models::ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::declare_outage(store, town.auditor, power_cut(), now)),
            models::ErrorCode::forbidden);
  auto limited = town.dispatcher;
  limited.villages = {support::SmallTown::village_b};
  EXPECT_EQ(wrong_fields(dispatch::declare_outage(store, limited, power_cut(), now)),
            Fields_{"work_order_ids[1]:unknown"});
  EXPECT_EQ(wrong_fields(dispatch::declare_outage(
                store, town.operator_, {models::OutageReason::other, " ", {}, {}, {heater_.id}}, now)),
            (Fields_{"words:required", "work_order_ids:too_short"}));
}

TEST_F(OutagesTest, EndOnceAndTellWhoseOrderStillRuns) {
  const auto outage = *dispatch::declare_outage(store, town.operator_, power_cut(), now);
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, lamp_.id), "called off"));
  later(Hours{1});
  const auto ended = dispatch::end_outage(store, town.dispatcher, outage.id, "来电了", now);
  ASSERT_TRUE(ended) << ended.error().detail;
  EXPECT_EQ(count(heater_.id, EventKind::outage_ended), 1);
  EXPECT_EQ(count(toilet_.id, EventKind::outage_ended), 1);
  EXPECT_EQ(count(lamp_.id, EventKind::outage_ended), 0);
  EXPECT_EQ(told_to(report_of(toilet_)).back(), EventKind::outage_ended);
  EXPECT_FALSE(store.outages().running_of(heater_.id));
  EXPECT_EQ(failure(dispatch::end_outage(store, town.dispatcher, outage.id, "again", now)),
            models::ErrorCode::conflict);
  EXPECT_EQ(failure(dispatch::end_outage(store, town.dispatcher, models::OutageId{9}, "x", now)),
            models::ErrorCode::not_found);
}

}  // namespace
