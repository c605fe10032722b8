#include "dispatch/requests.h"

#include <algorithm>

#include "dispatch/escalation.h"
#include "dispatch/extension.h"
#include "dispatch/request_reasons.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::NewRequest;
using models::ErrorCode;
using models::EventKind;
using models::Request;
using models::RequestKind;
using models::RequestState;
using models::SlaTarget;
using models::WorkOrderState;

class RequestsTest : public RulesTest {
 protected:
  using Wrong = std::vector<std::string>;

  NewRequest wanted(RequestKind kind, std::string reason) const {
    NewRequest request;
    request.kind = kind;
    request.reason = std::move(reason);
    if (request.reason == "waiting_part") request.part_order_number = "P-17";
    if (kind == RequestKind::extension) request.amount = Minutes{60};
    if (kind == RequestKind::shelve) request.review_at = now + Hours{24 * 10};
    if (kind == RequestKind::return_) request.proposed_crew = town.toilets;
    return request;
  }
  NewRequest extension() const { return wanted(RequestKind::extension, "waiting_part"); }
  models::Result<Request> ask(const models::WorkOrder& order, const NewRequest& request) {
    return store.attempt([&] { return dispatch::ask(store, step(crew_of(order), order.id), request); });
  }
  models::Result<Request> approve(models::RequestId id, const models::Actor& actor) {
    return store.attempt([&] { return dispatch::approve(store, actor, id, "", std::nullopt, now); });
  }
  Request asked(const models::WorkOrder& order, const NewRequest& request) {
    return ask(order, request).value();
  }
  models::Actor another(models::Role role) { return {models::AccountId{900}, role, "another", {}}; }
};

TEST_F(RequestsTest, AnExtensionMovesTheDeadlineOnceAnotherPersonApproves) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto due = order.clock(SlaTarget::resolve)->due_at;
  const auto request = asked(order, extension());
  EXPECT_EQ(request.state, RequestState::pending);
  EXPECT_EQ(request.target, SlaTarget::resolve);
  EXPECT_EQ(read(order.id).clock(SlaTarget::resolve)->due_at, due) << "asking moves nothing";
  later(Minutes{5});
  const auto done = approve(request.id, town.dispatcher);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, RequestState::approved);
  EXPECT_EQ(done->decided_by, town.dispatcher.account);
  const auto stored = read(order.id);
  EXPECT_EQ(stored.clock(SlaTarget::resolve)->due_at, due + Minutes{60});
  EXPECT_EQ(stored.clock(SlaTarget::arrive)->due_at, order.clock(SlaTarget::arrive)->due_at)
      << "the clocks are independent";
  for (const auto kind : {EventKind::request_asked, EventKind::request_approved, EventKind::sla_extended})
    EXPECT_EQ(count(order.id, kind), 1);
  const auto told = store.notifications().of_report(store.reports().of_work_order(order.id).at(0).id).back();
  EXPECT_EQ(told.about, EventKind::sla_extended);
  EXPECT_EQ(told.reason, "waiting_part");
  EXPECT_EQ(told.promised_at, due + Minutes{60});
  EXPECT_EQ(failure(approve(request.id, town.supervisor)), ErrorCode::conflict) << "decided already";
}

TEST_F(RequestsTest, NobodyDecidesAboutTheirOwn) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto request = *dispatch::ask(store, step(town.dispatcher, order.id), extension());
  const auto before = store.data.events.size();
  auto promoted = town.dispatcher;  // the same account through another role
  promoted.role = models::Role::supervisor;
  for (const auto& actor : {town.dispatcher, promoted}) {
    EXPECT_EQ(failure(approve(request.id, actor)), ErrorCode::forbidden);
    EXPECT_EQ(failure(dispatch::refuse(store, actor, request.id, "no", now)), ErrorCode::forbidden);
  }
  EXPECT_EQ(store.data.events.size(), before) << "nothing changed";
  for (const auto& actor : {town.operator_, town.checker, town.heat_member, town.auditor, town.admin})
    EXPECT_EQ(failure(approve(request.id, actor)), ErrorCode::forbidden);
  EXPECT_EQ(failure(approve(request.id, models::Actor::anonymous())), ErrorCode::unauthenticated);
  EXPECT_TRUE(approve(request.id, another(models::Role::dispatcher)));
}

TEST_F(RequestsTest, AnExtensionIsAskedBeforeEightyPercentAndNeverAfterTheLimit) {
  struct Row {
    int minute;
    const char* refusal;  // nullptr: asked in time
  };
  // The limit is 4 hours: 80 % of it are 192 minutes.
  for (const auto& [minute, refusal] : {Row{0, nullptr}, Row{191, nullptr}, Row{192, "80 %"},
                                        Row{239, "80 %"}, Row{240, "passed"}, Row{2000, "passed"}}) {
    now = support::monday_morning();
    const auto order = order_in(WorkOrderState::accepted);
    now = support::monday_morning(Minutes{minute});
    dispatch::watch_clocks(store, now);
    const auto result = ask(order, extension());
    EXPECT_EQ(result.has_value(), refusal == nullptr) << minute;
    if (refusal == nullptr || result) continue;
    EXPECT_EQ(result.error().code, ErrorCode::conflict);
    EXPECT_NE(result.error().detail.find(refusal), std::string::npos) << result.error().detail;
    EXPECT_EQ(count(order.id, EventKind::request_asked), 0);
  }
}

TEST_F(RequestsTest, WhatWasAskedInTimeCannotBeGrantedAfterTheLimit) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto request = asked(order, extension());
  later(Hours{5});
  EXPECT_EQ(failure(approve(request.id, town.dispatcher)), ErrorCode::conflict);
  EXPECT_EQ(store.requests().find(request.id)->state, RequestState::pending);
  EXPECT_TRUE(dispatch::refuse(store, town.dispatcher, request.id, "too late", now));
  EXPECT_EQ(count(order.id, EventKind::request_refused), 1);
}

TEST_F(RequestsTest, APauseDoesNotBringBackTheTimeToAsk) {
  const auto order = order_in(WorkOrderState::accepted);
  later(Minutes{200});
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "weather", ""));
  later(Minutes{60});
  EXPECT_EQ(failure(ask(order, extension())), ErrorCode::conflict) << "83 % had gone when it stopped";
}

TEST_F(RequestsTest, EveryWrongFieldIsNamed) {
  const auto order = order_in(WorkOrderState::under_way);
  const auto with = [&](RequestKind kind, const char* reason, auto change) {
    auto request = wanted(kind, reason);
    change(request);
    return wrong_fields(ask(order, request));
  };
  const auto as_it_is = [](NewRequest&) {};
  using enum RequestKind;
  EXPECT_EQ(with(pause, "", as_it_is), Wrong{"reason:required"});
  EXPECT_EQ(with(pause, "lunch", as_it_is), Wrong{"reason:unknown"});
  EXPECT_EQ(with(pause, "must_dig", as_it_is), (Wrong{"reason:not_allowed", "photo_id:required"}));
  EXPECT_EQ(with(pause, "other", as_it_is), Wrong{"note:required"});
  EXPECT_EQ(with(extension, "waiting_part", [](auto& r) { r.part_order_number = " "; }),
            Wrong{"part_order_number:required"});
  EXPECT_EQ(with(extension, "resident_asks", as_it_is), Wrong{"resident_word:required"});
  EXPECT_EQ(with(extension, "must_dig", [](auto& r) { r.photo = models::PhotoId{7}; }),
            Wrong{"photo_id:unknown"});
  EXPECT_EQ(with(extension, "waiting_part", [](auto& r) { r.amount.reset(); }), Wrong{"amount:required"});
  EXPECT_EQ(with(extension, "waiting_part", [](auto& r) { r.amount = Hours{169}; }),
            Wrong{"amount:out_of_range"});
  EXPECT_EQ(with(extension, "waiting_part", [](auto& r) { r.amount = Minutes{0}; }),
            Wrong{"amount:out_of_range"});
  EXPECT_EQ(with(pause, "waiting_part", [this](auto& r) { r.from = now + models::Duration{1}; }),
            Wrong{"from:out_of_range"});
  EXPECT_EQ(with(pause, "waiting_part", [this](auto& r) { r.from = now - Hours{9}; }),
            Wrong{"from:out_of_range"});
  EXPECT_EQ(with(pause, "waiting_part", [this](auto& r) { r.review_at = now; }),
            Wrong{"review_at:not_allowed"});
  EXPECT_EQ(with(shelve, "waiting_funds", [](auto& r) { r.review_at.reset(); }), Wrong{"review_at:required"});
  EXPECT_EQ(with(shelve, "waiting_funds", [this](auto& r) { r.review_at = now + Hours{24 * 91}; }),
            Wrong{"review_at:out_of_range"});
  EXPECT_EQ(with(return_, "wrong_area", [](auto& r) { r.proposed_crew = {}; }),
            Wrong{"proposed_crew_id:required"});
  EXPECT_EQ(with(return_, "wrong_area", [this](auto& r) { r.proposed_crew = town.gone; }),
            Wrong{"proposed_crew_id:unknown"});
  EXPECT_EQ(with(return_, "wrong_area", [&](auto& r) { r.proposed_crew = order.crew; }),
            Wrong{"proposed_crew_id:not_allowed"});
  EXPECT_EQ(with(void_, "duplicate", [](auto& r) { r.note = std::string(4001, 'x'); }),
            Wrong{"note:too_long"});
  EXPECT_EQ(failure(ask(order, this->extension())), std::nullopt);
  EXPECT_EQ(wrong_fields(dispatch::ask(store, step(crew_of(order), order.id),
                                       [&] {
                                         auto request = this->extension();
                                         request.target = SlaTarget::make_safe;
                                         return request;
                                       }())),
            Wrong{})
      << "the same is asked already: a conflict, before the clock is looked at";
}

TEST_F(RequestsTest, ABackDatedPauseNeedsAWordAndIsOnRecord) {
  const auto order = order_in(WorkOrderState::accepted);
  later(Minutes{30});
  auto request = wanted(RequestKind::pause, "waiting_part");
  request.from = now - Minutes{20};
  EXPECT_EQ(wrong_fields(ask(order, request)), Wrong{"note:required"});
  request.note = "no signal at the house";
  const auto pending = asked(order, request);
  const auto event = events_of(order.id).back();
  EXPECT_EQ(event.kind, EventKind::request_asked);
  EXPECT_NE(std::find_if(event.details.begin(), event.details.end(),
                         [](const auto& each) { return each.first == "back_dated_to"; }),
            event.details.end());
  later(Minutes{10});
  ASSERT_TRUE(approve(pending.id, town.dispatcher));
  const auto stored = read(order.id);
  ASSERT_TRUE(stored.paused());
  EXPECT_EQ(stored.pauses.back().from, now - Minutes{30});
}

TEST_F(RequestsTest, APauseEndsByItselfWhenItHasLastedLongEnough) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto due = order.clock(SlaTarget::resolve)->due_at;
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "weather", ""));
  const auto ends = now + Hours{24};
  EXPECT_EQ(store.requests().next(), ends);
  now = ends - models::Duration{1};
  EXPECT_EQ(dispatch::watch_requests(store, now).ended, 0);
  now = ends + Hours{3};  // nobody looked for three hours: the pause is no longer for that
  EXPECT_EQ(dispatch::watch_requests(store, now).ended, 1);
  EXPECT_EQ(dispatch::watch_requests(store, now).ended, 0);
  const auto stored = read(order.id);
  EXPECT_FALSE(stored.paused());
  EXPECT_EQ(stored.pauses.back().to, ends);
  EXPECT_EQ(stored.clock(SlaTarget::resolve)->due_at, due + Hours{24});
  EXPECT_EQ(count(order.id, EventKind::pause_ran_out), 1);
  EXPECT_EQ(count(order.id, EventKind::work_order_resumed), 1);
  EXPECT_EQ(store.requests().of_work_order(order.id).at(0).ended_at, ends);
  EXPECT_TRUE(stored.clock(SlaTarget::arrive)->breached_at) << "2 h after a pause that was over 3 h ago";
}

TEST_F(RequestsTest, ResumingLateDoesNotLengthenAPause) {
  const auto order = order_in(WorkOrderState::accepted);
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "weather", ""));
  const auto ends = now + Hours{24};
  now = ends + Hours{3};
  const auto resumed = dispatch::resume(store, step(crew_of(order), order.id));
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->pauses.back().to, ends);
  EXPECT_EQ(dispatch::watch_requests(store, now).ended, 0) << "nothing is left to end";
  EXPECT_FALSE(store.requests().next());
}

TEST_F(RequestsTest, AnOrderIsReturnedOnceAndThenTheDispatcherDecides) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto request = asked(order, wanted(RequestKind::return_, "wrong_area"));
  EXPECT_EQ(failure(ask(order, wanted(RequestKind::return_, "wrong_area"))), ErrorCode::conflict);
  ASSERT_TRUE(dispatch::withdraw(store, crew_of(order), request.id, now));
  const auto second = asked(order, wanted(RequestKind::return_, "other_skill"));
  ASSERT_TRUE(approve(second.id, town.dispatcher));
  const auto stored = read(order.id);
  EXPECT_EQ(stored.crew, town.toilets) << "the proposed owner";
  EXPECT_EQ(stored.state, WorkOrderState::assigned);
  const auto again = store.attempt([&] {
    auto back = wanted(RequestKind::return_, "wrong_area");
    back.proposed_crew = town.heat;
    return dispatch::ask(store, step(town.toilet_member, order.id), back);
  });
  ASSERT_EQ(failure(again), ErrorCode::conflict);
  EXPECT_NE(again.error().detail.find("once"), std::string::npos);
}

TEST_F(RequestsTest, ARefusedReturnLeavesTheFirstReceiverInTheLead) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto request = asked(order, wanted(RequestKind::return_, "unclear_ownership"));
  EXPECT_EQ(wrong_fields(dispatch::refuse(store, town.supervisor, request.id, " ", now)),
            Wrong{"note:required"});
  ASSERT_TRUE(dispatch::refuse(store, town.supervisor, request.id, "first receiver leads", now));
  EXPECT_EQ(read(order.id).crew, order.crew);
  EXPECT_EQ(failure(ask(order, wanted(RequestKind::return_, "wrong_area"))), ErrorCode::conflict);
}

TEST_F(RequestsTest, AVoidNeedsTheSupervisorAndEndsTheOrder) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto request = asked(order, wanted(RequestKind::void_, "duplicate"));
  const auto other = asked(order, extension());
  EXPECT_EQ(failure(approve(request.id, town.dispatcher)), ErrorCode::forbidden);
  ASSERT_TRUE(approve(request.id, town.supervisor));
  EXPECT_EQ(read(order.id).state, WorkOrderState::cancelled);
  EXPECT_EQ(store.requests().find(request.id)->state, RequestState::approved);
  EXPECT_EQ(store.requests().find(other.id)->state, RequestState::lapsed);
  EXPECT_EQ(count(order.id, EventKind::request_lapsed), 1);
}

TEST_F(RequestsTest, AShelvedOrderStandsStillUntilItsReviewIsTold) {
  const auto order = order_in(WorkOrderState::accepted);
  const auto request = asked(order, wanted(RequestKind::shelve, "waiting_funds"));
  EXPECT_EQ(failure(approve(request.id, town.dispatcher)), ErrorCode::forbidden);
  ASSERT_TRUE(approve(request.id, town.supervisor));
  EXPECT_TRUE(read(order.id).paused());
  EXPECT_EQ(count(order.id, EventKind::work_order_shelved), 1);
  models::RequestQuery shelf;
  shelf.kind = RequestKind::shelve;
  shelf.running = true;
  EXPECT_EQ(store.requests().search(shelf).items.size(), 1U) << "on the visible list";
  now = *request.review_at;
  EXPECT_EQ(dispatch::watch_requests(store, now).reviewed, 1);
  EXPECT_EQ(dispatch::watch_requests(store, now).reviewed, 0);
  EXPECT_EQ(count(order.id, EventKind::shelf_review_due), 1);
  ASSERT_EQ(store.data.alerts.size(), 1U);
  EXPECT_EQ(store.data.alerts.begin()->second.who, models::AlertReader::supervisor);
  EXPECT_TRUE(read(order.id).paused()) << "a person decides";
  ASSERT_TRUE(dispatch::resume(store, step(town.dispatcher, order.id)));
  EXPECT_TRUE(store.requests().search(shelf).items.empty());
}

TEST_F(RequestsTest, PausedShareIsOfWorkingTime) {
  const auto order = order_in(WorkOrderState::accepted);
  later(Minutes{60});
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "weather", ""));
  later(Minutes{30});
  ASSERT_TRUE(dispatch::resume(store, step(crew_of(order), order.id)));
  later(Minutes{30});
  const auto share = dispatch::paused_share(store.catalog(), read(order.id), now);
  EXPECT_EQ(share.elapsed, Minutes{120});
  EXPECT_EQ(share.paused, Minutes{30});
}

TEST_F(RequestsTest, WhatIsLateMeanwhileStaysLate) {
  const auto order = order_in(WorkOrderState::accepted);
  later(Minutes{110});
  const auto request = asked(order, wanted(RequestKind::pause, "waiting_part"));
  later(Minutes{20});  // the crew should have been there 10 minutes ago
  dispatch::watch_clocks(store, now);
  ASSERT_TRUE(approve(request.id, town.dispatcher));
  const auto stored = read(order.id);
  EXPECT_TRUE(stored.clock(SlaTarget::arrive)->breached_at);
  EXPECT_FALSE(stored.clock(SlaTarget::arrive)->paused_at);
  EXPECT_TRUE(stored.clock(SlaTarget::resolve)->paused_at);
}

TEST_F(RequestsTest, TogetherExtensionsAreNoLongerThanTheReasonAllows) {
  const auto order = order_in(WorkOrderState::accepted);
  auto request = extension();
  request.amount = Hours{100};
  ASSERT_TRUE(approve(asked(order, request).id, town.dispatcher));
  EXPECT_EQ(wrong_fields(ask(order, request)), Wrong{"amount:out_of_range"});
  request.amount = Hours{68};
  EXPECT_TRUE(ask(order, request));
}

TEST_F(RequestsTest, OnlyWhoMaySeeTheOrderAsksAndOnlyWhoAskedTakesBack) {
  const auto order = order_in(WorkOrderState::accepted);
  EXPECT_EQ(failure(dispatch::ask(store, step(town.light_member, order.id), extension())),
            ErrorCode::not_found);
  for (const auto& actor : {town.auditor, town.admin, town.checker, town.village_reporter})
    EXPECT_EQ(failure(dispatch::ask(store, step(actor, order.id), extension())), ErrorCode::forbidden);
  const auto request = asked(order, extension());
  EXPECT_EQ(failure(dispatch::withdraw(store, town.dispatcher, request.id, now)), ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::withdraw(store, town.light_member, request.id, now)), ErrorCode::not_found);
  EXPECT_TRUE(dispatch::withdraw(store, crew_of(order), request.id, now));
  EXPECT_EQ(failure(dispatch::withdraw(store, crew_of(order), request.id, now)), ErrorCode::conflict);
}

TEST_F(RequestsTest, AFinishedOrderIsAskedNothing) {
  for (const auto state : {WorkOrderState::resolved, WorkOrderState::closed, WorkOrderState::cancelled}) {
    const auto order = order_in(state);
    EXPECT_TRUE(dispatch::askable(order).empty());
    EXPECT_EQ(failure(ask(order, extension())), ErrorCode::conflict);
  }
}

TEST_F(RequestsTest, ReasonsAreTheTownsOwnData) {
  models::RequestReason reason{"snow", {"大雪", "Snow"}, {RequestKind::pause}, Hours{6}, {}, false, true};
  EXPECT_EQ(failure(dispatch::save_reason(store, town.dispatcher, reason)), ErrorCode::forbidden);
  ASSERT_TRUE(dispatch::save_reason(store, town.supervisor, reason));
  const auto order = order_in(WorkOrderState::accepted);
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "snow", ""));
  EXPECT_EQ(store.requests().next(), now + Hours{6});
  reason.kinds = {RequestKind::pause, RequestKind::extension};
  EXPECT_EQ(wrong_fields(dispatch::save_reason(store, town.supervisor, reason)),
            Wrong{"needs_approval:not_allowed"});
  reason.kinds.clear();
  reason.longest = models::Duration{0};
  reason.code = "a b";
  EXPECT_EQ(wrong_fields(dispatch::save_reason(store, town.supervisor, reason)),
            (Wrong{"code:bad_format", "kinds:required", "needs_approval:not_allowed"}));
  auto weather = *dispatch::find_reason(store, "weather");
  weather.active = false;
  ASSERT_TRUE(dispatch::save_reason(store, town.supervisor, weather));
  EXPECT_EQ(wrong_fields(dispatch::pause(store, step(town.dispatcher, order_in(WorkOrderState::accepted).id),
                                         "weather", "")),
            Wrong{"reason:unknown"});
}

}  // namespace
