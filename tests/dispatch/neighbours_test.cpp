#include "dispatch/neighbours.h"

#include "dispatch/closure.h"
#include "dispatch/updates.h"
#include "dispatch/verdict.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::EventKind;
using models::Outcome;
using models::WorkOrderState;

class NeighboursTest : public RulesTest {
 protected:
  models::WorkOrder lamp_order() {
    auto street = *store.catalog().find_class("streetlight");
    street.recheck_percent = 0;
    store.catalog().save(street);
    return order_for(support::call("Li", "13800000009", "SL-DARK", town.lamps[0]));
  }
  models::WorkOrder repaired(const models::WorkOrder& order, Outcome outcome = Outcome::repaired) {
    const auto mine = step(town.light_member, order.id);
    if (!dispatch::arrive(store, mine, std::nullopt)) throw std::logic_error("not there");
    return dispatch::resolve(store, mine, outcome, "line", "joined")->work_order;
  }
  models::Result<models::NeighbourCount> say(models::WorkOrderId order, const std::string& who, bool solved) {
    const auto read_now = read(order);
    return store.attempt([&] {
      return dispatch::hear_neighbour(store, read_now, dispatch::voice_of_browser(store, read_now, who),
                                      solved, now);
    });
  }
};

TEST_F(NeighboursTest, EachVoiceIsHeardOnceAndMayChangeItsMind) {
  const auto order = repaired(lamp_order());
  EXPECT_EQ(*say(order.id, "east", true), (models::NeighbourCount{1, 0}));
  EXPECT_EQ(*say(order.id, "east", true), (models::NeighbourCount{1, 0}));
  EXPECT_EQ(*say(order.id, "east", false), (models::NeighbourCount{0, 1}));
  EXPECT_EQ(*say(order.id, "west", true), (models::NeighbourCount{1, 1}));
  EXPECT_FALSE(dispatch::open_recheck(store, read(order.id))) << "one dispute is one opinion";
}

TEST_F(NeighboursTest, TheSecondDisputeAsksForACheckOnTheSpotOnce) {
  const auto order = repaired(lamp_order());
  say(order.id, "east", false).value();
  say(order.id, "west", false).value();
  ASSERT_TRUE(dispatch::open_recheck(store, read(order.id)));
  say(order.id, "north", false).value();
  EXPECT_EQ(count(order.id, EventKind::recheck_drawn), 1);
  EXPECT_EQ(read(order.id).state, WorkOrderState::resolved) << "neighbours alone bring nothing back";
  const auto closing = store.attempt(
      [&] { return dispatch::close(store, step(town.operator_, order.id), true, "callback", ""); });
  EXPECT_EQ(failure(closing), ErrorCode::conflict) << "a checker has to look first";

  ASSERT_TRUE(dispatch::recheck(store, step(town.checker, order.id), true, ""));
  say(order.id, "south", false).value();
  EXPECT_EQ(count(order.id, EventKind::recheck_drawn), 1) << "somebody looked already";
}

TEST_F(NeighboursTest, ARepairThatComesBackIsSpokenOfAnew) {
  const auto order = repaired(lamp_order());
  say(order.id, "east", false).value();
  say(order.id, "west", false).value();
  ASSERT_TRUE(dispatch::recheck(store, step(town.checker, order.id), false, "dark"));
  EXPECT_EQ(failure(say(order.id, "east", true)), ErrorCode::conflict) << "it is not repaired now";
  later(Hours{1});
  repaired(read(order.id));
  EXPECT_EQ(*say(order.id, "east", true), (models::NeighbourCount{1, 0}));
}

TEST_F(NeighboursTest, NobodySpeaksOfWhatStandsInAHomeOrIsNotRepaired) {
  auto heater = *store.facilities().find(town.heater);
  heater.household = "Wang";
  store.facilities().update(heater);
  EXPECT_EQ(failure(say(order_in(WorkOrderState::resolved).id, "east", false)), ErrorCode::conflict);
  const auto open = lamp_order();
  EXPECT_EQ(failure(say(open.id, "east", true)), ErrorCode::conflict);
  const auto normal = repaired(open, Outcome::working_normally);
  EXPECT_EQ(failure(say(normal.id, "east", true)), ErrorCode::conflict);
}

TEST_F(NeighboursTest, WordsOfOneRepairHaveALimit) {
  const auto order = repaired(lamp_order());
  for (int i = 0; i < dispatch::most_neighbour_words; ++i)
    say(order.id, "v" + std::to_string(i), true).value();
  EXPECT_EQ(failure(say(order.id, "one more", true)), ErrorCode::conflict);
}

TEST_F(NeighboursTest, AVoiceTellsNothingAndIsAnotherOneForEachOrder) {
  const auto order = lamp_order();
  auto other = order;
  other.id = models::WorkOrderId{order.id.value + 1};
  const auto voice = dispatch::voice_of_address(store, order, "203.0.113.7");
  EXPECT_EQ(voice.size(), 6u) << "an address cannot be told from it";
  EXPECT_EQ(voice, dispatch::voice_of_address(store, order, "203.0.113.7"));
  EXPECT_NE(voice, dispatch::voice_of_address(store, other, "203.0.113.7"));
  EXPECT_NE(dispatch::voice_of_browser(store, order, "a"), dispatch::voice_of_browser(store, order, "b"));
  EXPECT_EQ(dispatch::voice_of_browser(store, order, "secret key").find("secret"), std::string::npos);
}

class UpdatesTest : public RulesTest {
 protected:
  std::string token_of(const std::string& phone) {
    auto call = support::call("Li", phone, "SL-DARK", town.lamps[0]);
    call.reporter.wants_updates = false;
    return store.reports().of_work_order(order_for(call).id).at(0).token;
  }
  models::Result<models::Report> choose(const std::string& token, bool wanted,
                                        const std::string& phone = "") {
    return store.attempt([&] { return dispatch::choose_updates(store, token, wanted, phone); });
  }
};

TEST_F(UpdatesTest, ANumberIsLeftOnceAndNobodyPutsAnotherInItsPlace) {
  const auto token = token_of("");
  EXPECT_EQ(wrong_fields(choose(token, true)), std::vector<std::string>{"phone:required"});
  EXPECT_EQ(wrong_fields(choose(token, true, "call me")), std::vector<std::string>{"phone:bad_format"});
  ASSERT_TRUE(choose(token, true, " 13800000077 "));
  EXPECT_EQ(store.reports().find_by_token(token)->reporter.phone, "13800000077");
  EXPECT_EQ(failure(choose(token, true, "13900000000")), ErrorCode::conflict);
  EXPECT_EQ(store.reports().find_by_token(token)->reporter.phone, "13800000077");
}

TEST_F(UpdatesTest, MessagesStopAndBeginAgain) {
  const auto token = token_of("13800000009");
  const auto report = store.reports().find_by_token(token)->id;
  ASSERT_TRUE(choose(token, true));
  const auto order = store.reports().find(report)->work_order;
  const auto before = told_to(report).size();
  ASSERT_TRUE(dispatch::arrive(store, step(town.light_member, order), std::nullopt));
  EXPECT_GT(told_to(report).size(), before);
  ASSERT_TRUE(choose(token, false));
  const auto then = told_to(report).size();
  ASSERT_TRUE(dispatch::resolve(store, step(town.light_member, order), Outcome::repaired, "", ""));
  EXPECT_EQ(told_to(report).size(), then);
}

TEST_F(UpdatesTest, NobodyIsToldOfAReportThatNamesNobodyAnyMore) {
  const auto token = token_of("");
  auto report = *store.reports().find_by_token(token);
  report.anonymised_at = now;
  store.reports().update(report);
  EXPECT_EQ(failure(choose(token, true, "13800000077")), ErrorCode::conflict);
  EXPECT_TRUE(choose(token, false));
  EXPECT_EQ(failure(choose("nothing", true, "13800000077")), ErrorCode::not_found);
}

}  // namespace
