#include "dispatch/closure.h"

#include "dispatch/call_backs.h"
#include "dispatch/lot.h"
#include "dispatch/verdict.h"
#include "models/delivery.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::EventKind;
using models::Outcome;
using models::WorkOrderState;

// The vectors of the reference implementation: key 00 01 … 0f, input 00 01 … (length - 1).
TEST(Lot, HashesAsTheReferenceDoes) {
  const std::uint64_t key0 = 0x0706050403020100, key1 = 0x0f0e0d0c0b0a0908;
  std::string text;
  EXPECT_EQ(dispatch::keyed_hash(key0, key1, text), 0x726fdb47dd0e0e31U);
  for (char c = 0; c < 15; ++c) text += c;
  EXPECT_EQ(dispatch::keyed_hash(key0, key1, text), 0xa129ca6149be45e5U);
}

TEST(Lot, DrawsItsShareAndAnotherSaltDrawsOthers) {
  int ten = 0, both = 0;
  for (int id = 1; id <= 20'000; ++id) {
    const models::WorkOrderId order{id};
    const bool here = dispatch::drawn("one salt", order, 0, 10);
    EXPECT_EQ(here, dispatch::drawn("one salt", order, 0, 10));
    EXPECT_FALSE(dispatch::drawn("one salt", order, 0, 0));
    EXPECT_TRUE(dispatch::drawn("one salt", order, 0, 100));
    ten += here;
    both += here && dispatch::drawn("another salt", order, 0, 10);
  }
  EXPECT_NEAR(ten, 2000, 200);
  EXPECT_NEAR(both, 200, 70) << "one drawing says nothing about the other";
}

class ClosureTest : public RulesTest {
 protected:
  void set(const char* facility_class, bool dusk, int percent) {
    auto row = *store.catalog().find_class(facility_class);
    row.verify_after_dusk = dusk;
    row.recheck_percent = percent;
    store.catalog().save(row);
  }
  models::WorkOrder repaired_lamp() {
    const auto order = order_for(support::call("Li", "13800000009", "SL-DARK", town.lamps[0]));
    const auto mine = step(town.light_member, order.id);
    must(dispatch::arrive(store, mine, std::nullopt));
    return must(dispatch::resolve(store, mine, Outcome::repaired, "", "")).work_order;
  }
  template <class T>
  static T must(models::Result<T> result) {
    if (!result) throw std::logic_error(result.error().detail);
    return *std::move(result);
  }
  models::Result<models::WorkOrder> close(const models::WorkOrder& order, const char* method = "callback") {
    return store.attempt(
        [&] { return dispatch::close(store, step(town.operator_, order.id), true, method, ""); });
  }
  models::Photo photo(const std::string& file, std::optional<std::int64_t> hash = {}) const {
    models::Photo made;
    made.step = "after";
    made.file = made.sha256 = file;
    made.bytes = 1;
    made.picture_hash = hash;
    return made;
  }
  models::Photo add(const models::WorkOrder& order, const models::Photo& made) {
    return must(dispatch::add_photo(store, step(town.dispatcher, order.id), made));
  }
};

TEST_F(ClosureTest, ALampIsClosedAsRepairedAfterDuskOnly) {
  set("streetlight", true, 0);
  const auto order = repaired_lamp();
  const auto dusk = dispatch::closable_from(store, order);
  ASSERT_TRUE(dusk);
  const auto published = *models::parse_rfc3339("2026-11-23T16:52:00+08:00");  // a little east of the city
  EXPECT_LE(std::chrono::abs(*dusk - published), std::chrono::minutes{2});
  now = *dusk - models::Duration{1};
  const auto refused = close(order);
  ASSERT_EQ(failure(refused), ErrorCode::conflict);
  EXPECT_NE(refused.error().detail.find(models::to_rfc3339(*dusk)), std::string::npos);
  EXPECT_EQ(read(order.id).state, WorkOrderState::resolved);
  now = *dusk;
  EXPECT_TRUE(close(order));
}

TEST_F(ClosureTest, APhotoOfTheLitLampWillDo) {
  set("streetlight", true, 0);
  now = support::monday_morning() - Hours{2};  // six, the sun rises at seven
  const auto order = order_for(support::call("Li", "13800000009", "SL-DARK", town.lamps[0]));
  const auto mine = step(town.light_member, order.id);
  must(dispatch::arrive(store, mine, std::nullopt));
  auto before = photo("before");
  before.step = "before";
  add(order, before);
  const auto lit = now;
  later(Hours{3});
  const auto resolved =
      must(dispatch::resolve(store, step(town.light_member, order.id), Outcome::repaired, "", ""));
  EXPECT_EQ(failure(close(order)), ErrorCode::conflict) << "a photo of before the repair proves nothing";
  now = lit;
  add(order, photo("after"));
  later(Hours{3});
  EXPECT_FALSE(dispatch::closable_from(store, resolved.work_order));
  EXPECT_TRUE(close(order));
}

TEST_F(ClosureTest, WhatWasNotRepairedNeedsNoDusk) {
  set("streetlight", true, 0);
  const auto order = order_for(support::call("Li", "13800000009", "SL-DARK", town.lamps[0]));
  must(dispatch::arrive(store, step(town.light_member, order.id), std::nullopt));
  must(dispatch::resolve(store, step(town.light_member, order.id), Outcome::working_normally, "", ""));
  EXPECT_TRUE(close(order));
}

TEST_F(ClosureTest, ADrawnRepairIsSeenByACheckerBeforeItIsClosed) {
  set("heater", false, 100);
  const auto order = order_in(WorkOrderState::resolved);
  EXPECT_EQ(count(order.id, EventKind::recheck_drawn), 1);
  EXPECT_EQ(failure(close(order)), ErrorCode::conflict);
  for (const auto& actor : {town.operator_, town.dispatcher, crew_of(order)})
    EXPECT_EQ(failure(dispatch::recheck(store, step(actor, order.id), true, "")), ErrorCode::forbidden);
  ASSERT_TRUE(dispatch::recheck(store, step(town.checker, order.id), true, ""));
  EXPECT_EQ(failure(dispatch::recheck(store, step(town.checker, order.id), false, "no")), ErrorCode::conflict)
      << "a finding is never changed";
  EXPECT_TRUE(close(order));
}

TEST_F(ClosureTest, AFailedRecheckBringsTheOrderBackAndIsDrawnAgain) {
  set("heater", false, 100);
  auto order = order_in(WorkOrderState::resolved);
  EXPECT_EQ(wrong_fields(dispatch::recheck(store, step(town.checker, order.id), false, " ")),
            std::vector<std::string>{"note:required"});
  ASSERT_TRUE(dispatch::recheck(store, step(town.checker, order.id), false, "still cold"));
  EXPECT_EQ(read(order.id).state, WorkOrderState::assigned);
  EXPECT_EQ(read(order.id).reopened, 1);
  EXPECT_EQ(count(order.id, EventKind::work_order_reopened), 1);
  set("heater", false, 0);  // even when the lot draws nobody any more
  must(dispatch::arrive(store, step(crew_of(order), order.id), std::nullopt));
  must(dispatch::resolve(store, step(crew_of(order), order.id), Outcome::repaired, "", ""));
  EXPECT_EQ(count(order.id, EventKind::recheck_drawn), 2);
  EXPECT_EQ(failure(close(order)), ErrorCode::conflict);
}

TEST_F(ClosureTest, AReusedPictureIsFlaggedWithTheOtherOrder) {
  const auto first = order_in(WorkOrderState::under_way);
  const auto second = order_in(WorkOrderState::under_way);
  const auto original = add(first, photo("a", 0x0f0f0f0f0f0f0f0f));
  EXPECT_FALSE(original.same_as);
  const auto copy = add(second, photo("a", 0x0f0f0f0f0f0f0f0f));
  EXPECT_EQ(copy.same_as, original.id);
  EXPECT_EQ(copy.same_as_work_order, first.id);
  EXPECT_EQ(copy.same_bits, 0);
  const auto cropped = add(second, photo("b", 0x0f0f0f0f0f0f0f0f ^ 0x3f));  // 6 bits differ
  EXPECT_EQ(cropped.same_as, original.id);
  EXPECT_EQ(cropped.same_bits, 6);
  const auto another = add(second, photo("c", 0x7777777777777777));
  EXPECT_FALSE(another.same_as);
  const auto own = add(first, photo("d", 0x0f0f0f0f0f0f0f0e));
  EXPECT_NE(own.same_as, original.id) << "before and after may look alike";
}

TEST_F(ClosureTest, TheLabelIsComparedAndTheDistanceMeasured) {
  const auto order = order_in(WorkOrderState::under_way);
  const auto with_label = [&](const std::string& label) {
    static int files = 0;
    auto made = photo("label-" + std::to_string(++files));
    made.label = label;
    return add(order, made);
  };
  EXPECT_EQ(with_label("").label_matches, std::nullopt);
  EXPECT_EQ(with_label("LC-HP-1").label_matches, true);
  EXPECT_EQ(with_label(" lc hp 1 ").label_matches, true) << "as people copy it";
  EXPECT_EQ(with_label("LC-HP-2").label_matches, false);
  auto far = photo("far");
  far.position = store.facilities().find(town.heater)->position;
  far.position->latitude += 500 / 111'195.0;
  EXPECT_NEAR(*add(order, far).distance_metres, 500, 1);
}

TEST_F(ClosureTest, AnyLampOfTheCircuitMayStandInThePicture) {
  const auto order = order_for(support::call("Li", "13800000009", "SL-DARK", town.lamps[0]));
  const auto with_label = [&](const char* label) {
    auto made = photo(label);
    made.label = label;
    return add(order, made).label_matches;
  };
  EXPECT_EQ(with_label("LC-SL-3"), true);
  EXPECT_EQ(with_label("LC-SL-9"), false);
}

TEST_F(ClosureTest, ConfirmingByPhotoNeedsANewPhotoOfTheRightThing) {
  const auto order = order_in(WorkOrderState::resolved);
  const auto refused = std::vector<std::string>{"method:mismatch"};
  EXPECT_EQ(wrong_fields(close(order, "photo")), refused);
  add(order_in(WorkOrderState::under_way), photo("old"));
  add(order, photo("old"));
  auto wrong_label = photo("wrong");
  wrong_label.label = "LC-HP-2";
  add(order, wrong_label);
  EXPECT_EQ(wrong_fields(close(order, "photo")), refused);
  auto good = photo("good");
  good.label = "LC-HP-1";
  add(order, good);
  EXPECT_TRUE(close(order, "photo"));
}

class VerdictTest : public ClosureTest {
 protected:
  models::ReportId report_of(const models::WorkOrder& order) {
    return store.reports().of_work_order(order.id).at(0).id;
  }
  static dispatch::Verdict said(bool solved) { return {solved, models::Satisfaction::dissatisfied, "slow"}; }
};

TEST_F(VerdictTest, ACallBackIsWrittenDownByTheDesk) {
  const auto order = order_in(WorkOrderState::resolved);
  const auto report = report_of(order);
  for (const auto& actor : {crew_of(order), town.auditor, town.admin})
    EXPECT_EQ(failure(dispatch::record_callback(store, actor, report, said(true), now)),
              ErrorCode::forbidden);
  const auto kept = dispatch::record_callback(store, town.operator_, report, said(true), now);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->verdict_solved, true);
  EXPECT_EQ(kept->satisfaction, models::Satisfaction::dissatisfied);
  EXPECT_EQ(kept->verdict_channel, models::VerdictChannel::callback);
  EXPECT_EQ(kept->verdict_by, town.operator_.account);
  EXPECT_EQ(read(order.id).state, WorkOrderState::resolved);
}

TEST_F(VerdictTest, NotSolvedOnTheTelephoneIsRework) {
  const auto order = order_in(WorkOrderState::closed);
  ASSERT_TRUE(dispatch::record_callback(store, town.checker, report_of(order), said(false), now));
  EXPECT_EQ(read(order.id).state, WorkOrderState::assigned);
  EXPECT_EQ(read(order.id).reopened, 1);
}

TEST_F(VerdictTest, TriesInVainAreCounted) {
  const auto order = order_in(WorkOrderState::resolved);
  for (int i = 1; i <= 2; ++i)
    EXPECT_EQ(
        dispatch::record_callback(store, town.operator_, report_of(order), {}, now)->callbacks_unanswered, i);
  EXPECT_FALSE(store.reports().find(report_of(order))->verdict_solved);
  EXPECT_EQ(failure(dispatch::record_callback(store, town.operator_,
                                              report_of(order_in(WorkOrderState::under_way)), {}, now)),
            ErrorCode::conflict);
}

TEST_F(VerdictTest, AReporterIsLeftAloneAfterThreeTriesAndNobodyIsSatisfied) {
  const auto report = report_of(order_in(WorkOrderState::resolved));
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(dispatch::record_callback(store, town.operator_, report, {}, now += Hours{2}));
  EXPECT_EQ(failure(dispatch::record_callback(store, town.operator_, report, {}, now)), ErrorCode::conflict);
  const auto kept = *store.reports().find(report);
  EXPECT_FALSE(kept.verdict_solved);
  EXPECT_FALSE(kept.satisfaction);
  EXPECT_TRUE(dispatch::record_callback(store, town.operator_, report, said(true), now))
      << "who calls by themselves is heard";
}

class CallBackTest : public VerdictTest {
 protected:
  dispatch::CallBackList list(const models::Actor& actor) {
    return must(dispatch::list_call_backs(store, actor, now, rules));
  }
  void message(const models::WorkOrder& order, models::DeliveryState state) {
    models::Delivery one;
    one.destination = {1};
    one.about = EventKind::work_order_resolved;
    one.work_order = order.id;
    one.report = report_of(order);
    one.created_at = *read(order.id).resolved_at;
    one.state = state;
    store.deliveries().insert(one);
  }
  dispatch::CallBackRules rules;
};

TEST_F(CallBackTest, WhomNoMessageReachesIsCalledAtOnce) {
  const auto order = order_in(WorkOrderState::resolved);
  order_in(WorkOrderState::under_way);
  order_in(WorkOrderState::closed);
  const auto found = list(town.operator_);
  ASSERT_EQ(found.items.size(), 1U) << "neither what is not done nor what is closed";
  EXPECT_EQ(found.items[0].report.id, report_of(order));
  EXPECT_EQ(found.items[0].reason, dispatch::CallBackReason::no_message);
  EXPECT_TRUE(found.items[0].due);
  EXPECT_EQ(found.due, 1);
  EXPECT_EQ(failure(dispatch::list_call_backs(store, town.heat_member, now)), ErrorCode::forbidden);
}

TEST_F(CallBackTest, WhoGotAMessageMayAnswerFirst) {
  const auto order = order_in(WorkOrderState::resolved);
  message(order, models::DeliveryState::sent);
  auto found = list(town.operator_);
  EXPECT_EQ(found.items.at(0).reason, dispatch::CallBackReason::no_answer);
  EXPECT_FALSE(found.items.at(0).due);
  EXPECT_EQ(found.later, 1);
  now += rules.wait;
  EXPECT_TRUE(list(town.operator_).items.at(0).due);
  ASSERT_TRUE(dispatch::judge(store, store.reports().find(report_of(order))->token, said(true),
                              models::VerdictChannel::page, now));
  EXPECT_TRUE(list(town.operator_).items.empty()) << "they have answered";
}

TEST_F(CallBackTest, AMessageThatWasGivenUpAskedNobody) {
  message(order_in(WorkOrderState::resolved), models::DeliveryState::dead);
  EXPECT_TRUE(list(town.operator_).items.at(0).due);
}

TEST_F(CallBackTest, AVainTryComesBackLaterAndTheLastOneGivesUp) {
  const auto report = report_of(order_in(WorkOrderState::resolved));
  for (int i = 1; i <= rules.tries; ++i) {
    ASSERT_TRUE(list(town.operator_).items.at(0).due);
    ASSERT_TRUE(dispatch::record_callback(store, town.operator_, report, {}, now, rules));
    if (i < rules.tries) {
      EXPECT_EQ(list(town.operator_).items.at(0).due_at, now + rules.between);
    }
    now += rules.between;
  }
  const auto found = list(town.operator_);
  EXPECT_TRUE(found.items.empty());
  EXPECT_EQ(found.given_up, 1);
}

TEST_F(CallBackTest, WhoHasNoTimeIsCalledWhenTheySay) {
  const auto report = report_of(order_in(WorkOrderState::resolved));
  const auto put_off = [&](models::Duration later) {
    return dispatch::put_off_callback(store, town.operator_, report, now + later, now, rules);
  };
  EXPECT_EQ(wrong_fields(put_off(Hours{0})), std::vector<std::string>{"later_at:out_of_range"});
  EXPECT_EQ(wrong_fields(put_off(Hours{73})), std::vector<std::string>{"later_at:out_of_range"});
  ASSERT_TRUE(put_off(Hours{3}));
  const auto later = list(town.operator_).items.at(0);
  EXPECT_EQ(later.reason, dispatch::CallBackReason::put_off);
  EXPECT_EQ(later.due_at, now + Hours{3});
  EXPECT_FALSE(later.due);
  for (int i = 1; i < rules.put_off; ++i) ASSERT_TRUE(put_off(Hours{3}));
  EXPECT_EQ(failure(put_off(Hours{3})), ErrorCode::conflict);
}

TEST_F(CallBackTest, AfterReworkItIsAskedAnew) {
  const auto order = order_in(WorkOrderState::resolved);
  const auto report = report_of(order);
  for (int i = 0; i < rules.tries; ++i)
    ASSERT_TRUE(dispatch::record_callback(store, town.operator_, report, {}, now, rules));
  ASSERT_TRUE(dispatch::record_callback(store, town.operator_, report, said(false), now, rules));
  EXPECT_TRUE(list(town.operator_).items.empty());
  now += Hours{5};
  must(dispatch::arrive(store, step(crew_of(read(order.id)), order.id), std::nullopt));
  must(dispatch::resolve(store, step(crew_of(read(order.id)), order.id), Outcome::repaired, "", ""));
  const auto found = list(town.operator_);
  ASSERT_EQ(found.items.size(), 1U);
  EXPECT_EQ(found.items[0].report.callbacks_unanswered, 0);
}

TEST_F(VerdictTest, WhoRepairedDoesNotCallBack) {
  const auto order = order_in(WorkOrderState::under_way);
  must(dispatch::resolve(store, step(town.dispatcher, order.id), Outcome::repaired, "", ""));
  EXPECT_EQ(failure(dispatch::record_callback(store, town.dispatcher, report_of(order), said(true), now)),
            ErrorCode::forbidden);
}

TEST_F(VerdictTest, TheResidentAnswersByPageOrShortMessage) {
  const auto order = order_in(WorkOrderState::resolved);
  const auto token = store.reports().find(report_of(order))->token;
  EXPECT_EQ(wrong_fields(dispatch::judge(store, token, said(true), models::VerdictChannel::callback, now)),
            std::vector<std::string>{"channel:not_allowed"});
  const auto kept = dispatch::judge(store, token, said(true), models::VerdictChannel::sms, now);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->verdict_channel, models::VerdictChannel::sms);
  EXPECT_FALSE(kept->verdict_by);
}

TEST_F(VerdictTest, HandlersSeeTheWordOnceTheOrderIsClosed) {
  const auto order = order_in(WorkOrderState::resolved);
  EXPECT_FALSE(dispatch::may_see_verdict(crew_of(order), order));
  EXPECT_TRUE(dispatch::may_see_verdict(town.operator_, order));
  EXPECT_TRUE(dispatch::may_see_verdict(crew_of(order), *close(order)));
}

}  // namespace
