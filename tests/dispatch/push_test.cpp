// Which telephone hears of what and when; danger that nobody accepts.
#include "dispatch/push.h"

#include "dispatch/outbox.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::EventKind;
using models::Severity;
using Strings = std::vector<std::string>;

class PushRulesTest : public RulesTest {
 protected:
  PushRulesTest() {
    models::Session session;
    session.token_hash = "s1";
    session.account = town.heat_member.account;
    session.created_at = now;
    session.expires_at = now + Hours{24 * 30};
    store.sessions().insert(session);
  }
  dispatch::NewSubscription phone(const std::string& name) {
    return {"https://push.example/" + name, std::string(87, 'A'), std::string(22, 'b'), "zh"};
  }
  models::Destination subscribed() { return *dispatch::subscribe(store, town.heat_member, "s1", phone("a")); }
  models::WorkOrder order_of(Severity severity) {
    models::WorkOrder order;
    order.id = {7};
    order.crew = town.heat;
    order.severity = severity;
    return order;
  }
  std::size_t telephones() {
    std::size_t count = 0;
    for (const auto& one : store.deliveries().destinations())
      count += one.carrier == models::Carrier::web_push;
    return count;
  }
};

TEST_F(PushRulesTest, WhatABrowserGaveIsChecked) {
  const auto& person = town.heat_member;
  dispatch::NewSubscription bad{"ftp://x", "x", "y", "fr"};
  EXPECT_EQ(wrong_fields(dispatch::subscribe(store, person, "s1", bad)),
            (Strings{"endpoint:bad_format", "p256dh:bad_format", "auth:bad_format", "language:unknown"}));
  EXPECT_EQ(failure(dispatch::subscribe(store, town.dispatcher, "s1", phone("a"))),
            models::ErrorCode::forbidden);
  ASSERT_TRUE(dispatch::subscribe(store, person, "s1", phone("a")));
  ASSERT_TRUE(dispatch::subscribe(store, person, "s1", phone("a")));
  EXPECT_EQ(telephones(), 1u) << "the same endpoint replaces what there was";
  for (int i = 0; i < 12; ++i)
    ASSERT_TRUE(dispatch::subscribe(store, person, "s1", phone("p" + std::to_string(i))));
  EXPECT_EQ(telephones(), 10u);
  ASSERT_TRUE(dispatch::unsubscribe(store, person, phone("p11").endpoint));
  ASSERT_TRUE(dispatch::unsubscribe(store, person, phone("p11").endpoint));
  EXPECT_EQ(telephones(), 9u);
  ASSERT_TRUE(dispatch::unsubscribe(store, town.light_member, phone("p10").endpoint));
  EXPECT_EQ(telephones(), 9u) << "nobody stops another's telephone";
}

TEST_F(PushRulesTest, OfWhatAndWhen) {
  const auto telephone = subscribed();
  auto crew = *store.crews().find(town.heat);  // by day, on call at night
  ASSERT_TRUE(crew.on_call);
  const auto night = now + Hours{15};  // 23:00
  const auto at = [&](EventKind kind, Severity severity, models::Time time) {
    return dispatch::push_at(store, telephone, kind, order_of(severity), time);
  };
  const auto assigned = EventKind::work_order_assigned;
  EXPECT_EQ(at(assigned, Severity::normal, now), now);
  EXPECT_EQ(at(assigned, Severity::danger, night), night);
  EXPECT_EQ(at(assigned, Severity::urgent, night), night) << "on call";
  const auto later = at(assigned, Severity::normal, night);
  ASSERT_TRUE(later);
  EXPECT_GT(*later, night) << "quiet until the next shift";
  EXPECT_EQ(at(EventKind::work_order_cancelled, Severity::normal, now), now);
  EXPECT_FALSE(at(EventKind::work_order_closed, Severity::danger, now)) << "nothing they need to know";
  EXPECT_FALSE(at(EventKind::note_added, Severity::danger, now));
  auto other = order_of(Severity::danger);
  other.crew = town.light;
  EXPECT_FALSE(dispatch::push_at(store, telephone, assigned, other, now));
  crew.on_call = false;
  store.crews().update(crew);
  EXPECT_GT(*at(assigned, Severity::urgent, night), night);
  EXPECT_EQ(telephones(), 1u);
  EXPECT_FALSE(at(assigned, Severity::danger, now + Hours{24 * 31})) << "the session has run out";
  EXPECT_EQ(telephones(), 0u) << "and the telephone is taken out";
}

TEST_F(PushRulesTest, TheCrewThatHadTheOrderHearsThatItWentElsewhere) {
  const auto order = order_in(models::WorkOrderState::accepted);
  const auto other = order.crew == town.heat ? town.heat2 : town.heat;
  models::Session session;
  session.token_hash = "s2";
  session.account = crew_of(order).account;
  session.expires_at = now + Hours{24};
  session.created_at = now;
  store.sessions().insert(session);
  const auto telephone = *dispatch::subscribe(store, crew_of(order), "s2", phone("had"));
  ASSERT_TRUE(dispatch::assign(store, step(town.dispatcher, order.id), other, "离得近"));
  const auto owed = store.deliveries().waiting(telephone.id, 10);
  ASSERT_EQ(owed.size(), 1u) << "the new crew's order is none of theirs";
  EXPECT_EQ(owed[0].about, EventKind::work_order_withdrawn);
  ASSERT_TRUE(dispatch::assign(store, step(town.dispatcher, order.id), other, "还是他们"));
  EXPECT_EQ(count(order.id, EventKind::work_order_withdrawn), 1) << "the same crew again is no news";
}

TEST_F(PushRulesTest, DangerThatNobodyAcceptsIsToldOnceToTheOtherChannels) {
  models::Destination group;
  group.name = "取暖一组群";
  group.carrier = models::Carrier::wecom_robot;
  group.address = "https://robot.example/send";
  group.secret = "k";
  group.about = {EventKind::work_order_unanswered};
  const auto saved = dispatch::save_destination(store, town.supervisor, group);
  ASSERT_TRUE(saved) << saved.error().detail;
  auto other = group;
  other.name = "路灯群";
  other.options["crew"] = "light";
  ASSERT_TRUE(dispatch::save_destination(store, town.supervisor, other));
  auto call = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  call.danger = true;
  const auto order = order_for(call);
  ASSERT_EQ(order.severity, Severity::danger);
  order_in(models::WorkOrderState::assigned);  // beside it, one that is no danger
  later(Minutes{1});
  EXPECT_FALSE(dispatch::any_unanswered(store, now));
  later(Minutes{1});
  ASSERT_TRUE(dispatch::any_unanswered(store, now));
  EXPECT_EQ(dispatch::watch_unanswered(store, now, 50), 1);
  EXPECT_EQ(dispatch::watch_unanswered(store, now, 50), 0) << "once";
  const auto told = events_of(order.id).back();
  EXPECT_EQ(told.kind, EventKind::work_order_unanswered);
  EXPECT_EQ(told.details.back().second, "取暖一组群");
  const auto waiting = store.deliveries().waiting(saved->id, 10);
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].next_at, now);
  // Somebody else is sent: their two minutes begin anew.
  const auto next = order.crew == town.heat ? town.heat2 : town.heat;
  ASSERT_TRUE(dispatch::assign(store, step(town.dispatcher, order.id), next, "没人接"));
  EXPECT_FALSE(dispatch::any_unanswered(store, now));
  later(Minutes{2});
  EXPECT_EQ(dispatch::watch_unanswered(store, now, 50), 1);
  ASSERT_TRUE(dispatch::accept(store, step(town.member_of(next), order.id)));
  later(Minutes{5});
  EXPECT_FALSE(dispatch::any_unanswered(store, now));
}

TEST_F(PushRulesTest, ATelephoneIsNoDestinationThatSomebodyWrites) {
  const auto telephone = subscribed();
  EXPECT_TRUE(dispatch::written_destinations(store).empty());
  auto changed = telephone;
  changed.name = "x";
  EXPECT_EQ(failure(dispatch::save_destination(store, town.supervisor, changed)),
            models::ErrorCode::not_found);
  changed.id = {};
  EXPECT_EQ(wrong_fields(dispatch::save_destination(store, town.supervisor, changed)),
            (Strings{"carrier:not_allowed", "crew:unknown"}));
  models::Destination hook;
  hook.name = "x";
  hook.address = "https://a.example/";
  hook.secret = "s";
  hook.options["crew"] = "none";
  EXPECT_EQ(wrong_fields(dispatch::save_destination(store, town.supervisor, hook)), Strings{"crew:unknown"});
}

}  // namespace
