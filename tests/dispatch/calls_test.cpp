// Calls of the telephone system, and who is behind a number.
#include "dispatch/caller.h"
#include "dispatch/person_data.h"
#include "dispatch/phone_calls.h"
#include "dispatch/reach.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using Fields_ = std::vector<std::string>;

TEST(Numbers, AreTheSameHoweverTheyAreWritten) {
  struct Case {
    const char* number;
    const char* normal;
  };
  constexpr Case cases[] = {
      {"13812341234", "13812341234"},
      {"138 1234 1234", "13812341234"},
      {"+86 138-1234-1234", "13812341234"},
      {"008613812341234", "13812341234"},
      {"013812341234", "13812341234"},
      {"010-5551-0142", "01055510142"},
      {"5551-0142", "01055510142"},
      {"(010) 55510142", "01055510142"},
      {"+86 10 5551 0142", "01055510142"},
      {"8655510142", "8655510142"},
      {"12345", "12345"},
      {"", ""},
      {"+49 30 1234567", "49301234567"},
  };
  for (const auto& [number, normal] : cases) EXPECT_EQ(dispatch::normal_number(number), normal) << number;
}

TEST(Numbers, HaveEveryFormTheyMayBeKeptIn) {
  EXPECT_EQ(dispatch::number_forms("+8613812341234"),
            (Fields_{"13812341234", "013812341234", "8613812341234", "008613812341234"}));
  EXPECT_EQ(dispatch::number_forms("55510142"),
            (Fields_{"01055510142", "55510142", "861055510142", "00861055510142"}));
  EXPECT_EQ(dispatch::number_forms("12345"), Fields_{}) << "a service is nobody's household";
  EXPECT_EQ(dispatch::number_forms(""), Fields_{});
}

class CallsTest : public RulesTest {
 protected:
  dispatch::CallTold told(std::string id, std::string caller = "13800000001") {
    return {std::move(id), std::move(caller), "8001", now, std::nullopt, ""};
  }
  int rings() {
    int count = 0;
    for (const auto& [id, event] : store.data.events) count += event.kind == models::EventKind::call_received;
    return count;
  }
  void give_heater(const char* household, const char* phone) {
    auto facility = *store.facilities().find(town.heater);
    facility.household = household;
    facility.phone = phone;
    store.facilities().update(facility);
  }
};

TEST_F(CallsTest, RingOnceHoweverOftenTheyAreTold) {
  const auto first = dispatch::receive_call(store, town.operator_, told("pbx-1"), now);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_TRUE(first->is_new);
  auto over = told("pbx-1");
  over.ended_at = now + Minutes{3};
  over.recording = "https://pbx.example/r/1";
  later(Minutes{4});
  const auto again = dispatch::receive_call(store, town.operator_, over, now);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(again->call.id, first->call.id);
  const auto kept = *store.phone_calls().find(first->call.id);
  EXPECT_EQ(kept.recording, over.recording);
  EXPECT_EQ(kept.ended_at, over.ended_at);
  EXPECT_EQ(rings(), 1);
  EXPECT_EQ(store.data.phone_calls.size(), 1U);
}

TEST_F(CallsTest, AnIdServesOneCall) {
  ASSERT_TRUE(dispatch::receive_call(store, town.operator_, told("pbx-1"), now));
  EXPECT_EQ(failure(dispatch::receive_call(store, town.operator_, told("pbx-1", "13900000009"), now)),
            models::ErrorCode::conflict);
  EXPECT_EQ(store.data.phone_calls.begin()->second.caller, "13800000001");
}

TEST_F(CallsTest, ToldAfterTheirEndRingNowhere) {
  auto over = told("pbx-2");
  over.began_at = now - Minutes{10};
  over.ended_at = now - Minutes{5};
  ASSERT_TRUE(dispatch::receive_call(store, town.operator_, over, now));
  EXPECT_EQ(rings(), 0);
}

TEST_F(CallsTest, SayEverythingThatIsWrongAtOnce) {
  dispatch::CallTold bad{"", "nobody", std::string(40, '8'), now + Hours{1}, now, "ftp://x"};
  EXPECT_EQ(wrong_fields(dispatch::receive_call(store, town.operator_, bad, now)),
            (Fields_{"call_id:required", "caller:bad_format", "callee:too_long", "recording:bad_format",
                     "began_at:out_of_range", "ended_at:out_of_range"}));
  auto old = told("x");
  old.began_at = now - Hours{24 * 8};
  EXPECT_EQ(wrong_fields(dispatch::receive_call(store, town.operator_, old, now)),
            Fields_{"began_at:out_of_range"});
  EXPECT_TRUE(store.data.phone_calls.empty());
  auto withheld = told("y", "");
  EXPECT_TRUE(dispatch::receive_call(store, town.operator_, withheld, now));
}

TEST_F(CallsTest, AreTakenByOnePersonAndLinkedToOneReport) {
  const auto id = dispatch::receive_call(store, town.operator_, told("pbx-1"), now)->call.id;
  ASSERT_TRUE(dispatch::take_call(store, town.operator_, id, now));
  EXPECT_TRUE(dispatch::take_call(store, town.operator_, id, now)) << "twice by the same hand is once";
  EXPECT_EQ(failure(dispatch::take_call(store, town.dispatcher, id, now)), models::ErrorCode::conflict);
  EXPECT_EQ(failure(dispatch::take_call(store, town.heat_member, id, now)), models::ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::take_call(store, town.operator_, models::PhoneCallId{99}, now)),
            models::ErrorCode::not_found);
  heater_order();
  const auto report = store.data.reports.begin()->first;
  ASSERT_TRUE(dispatch::link_call(store, town.operator_, id, report));
  EXPECT_TRUE(dispatch::link_call(store, town.operator_, id, report));
  EXPECT_EQ(wrong_fields(dispatch::link_call(store, town.operator_, id, models::ReportId{77})),
            Fields_{"report_id:unknown"});
  order_for(support::call("Li", "13800000002", "SL-DARK", town.lone_lamp));
  EXPECT_EQ(failure(dispatch::link_call(store, town.operator_, id, store.data.reports.rbegin()->first)),
            models::ErrorCode::conflict);
}

TEST_F(CallsTest, AreHeardByWhoTakesThemAndNobodyElse) {
  ASSERT_TRUE(dispatch::receive_call(store, town.operator_, told("pbx-1"), now));
  const auto event = store.data.events.rbegin()->second;
  for (const auto& [key, value] : event.details) EXPECT_EQ(value.find("138"), std::string::npos) << key;
  for (const auto& actor : {town.operator_, town.dispatcher, town.supervisor})
    EXPECT_TRUE(dispatch::may_hear(actor, event)) << actor.name;
  for (const auto& actor : {town.checker, town.auditor, town.admin, town.village_reporter, town.heat_member})
    EXPECT_FALSE(dispatch::may_hear(actor, event)) << actor.name;
}

TEST_F(CallsTest, BringUpTheHouseholdBehindTheNumber) {
  give_heater("王秀兰", "138-0000-0001");
  const auto order = heater_order();
  auto lamp = support::call("Wang", "+86 13800000001", "SL-DARK", town.lone_lamp);
  later(Minutes{1});
  const auto lamp_order = order_for(lamp);
  const auto found = dispatch::find_household(store, town.operator_, " 138 0000 0001 ");
  ASSERT_TRUE(found) << found.error().detail;
  ASSERT_EQ(found->facilities.size(), 1U);
  EXPECT_EQ(found->facilities[0].id, town.heater);
  EXPECT_EQ(found->reports.size(), 2U);
  ASSERT_EQ(found->open_orders.size(), 2U) << "the heater's order is found twice and told once";
  EXPECT_GE(found->open_orders[0].priority, found->open_orders[1].priority);
  const auto ended = dispatch::cancel(store, step(town.supervisor, order.id), "mistake");
  ASSERT_TRUE(ended);
  EXPECT_EQ(dispatch::find_household(store, town.operator_, "13800000001")->open_orders.size(), 1U);
  EXPECT_EQ(dispatch::find_household(store, town.operator_, "13800000001")->open_orders[0].id, lamp_order.id);
}

TEST_F(CallsTest, BringUpNothingBeyondTheReach) {
  give_heater("王秀兰", "13800000001");
  heater_order();
  auto limited = town.operator_;
  limited.villages = {support::SmallTown::village_b};
  const auto found = dispatch::find_household(store, limited, "13800000001");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->facilities.empty() && found->reports.empty() && found->open_orders.empty());
  EXPECT_EQ(failure(dispatch::find_household(store, town.heat_member, "13800000001")),
            models::ErrorCode::forbidden);
  EXPECT_EQ(wrong_fields(dispatch::find_household(store, town.operator_, "12345")),
            Fields_{"phone:too_short"});
  EXPECT_EQ(wrong_fields(dispatch::find_household(store, town.operator_, "  ")), Fields_{"phone:required"});
}

TEST_F(CallsTest, AreGivenOutAndTakenOutWithTheirPerson) {
  ASSERT_TRUE(dispatch::receive_call(store, town.operator_, told("pbx-1", "138 0000 0001"), now));
  const auto data = dispatch::read_person(store, town.supervisor, "13800000001");
  ASSERT_TRUE(data) << data.error().detail;
  EXPECT_EQ(data->calls.size(), 1U);
  ASSERT_TRUE(dispatch::erase_person(store, town.supervisor, "13800000001", "asked for it", now));
  EXPECT_EQ(store.data.phone_calls.begin()->second.caller, "");
  EXPECT_EQ(failure(dispatch::read_person(store, town.supervisor, "13800000001")),
            models::ErrorCode::not_found);
}

}  // namespace
