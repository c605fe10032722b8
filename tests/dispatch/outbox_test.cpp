#include "dispatch/outbox.h"

#include <gmock/gmock.h>

#include "models/names.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::Carrier;
using models::EventKind;

class Outbox : public RulesTest {
 protected:
  models::Destination group() {
    models::Destination one;
    one.name = "抢修群";
    one.carrier = Carrier::wecom_robot;
    one.address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send";
    one.secret = "key";
    return one;
  }
  models::DestinationId add(const models::Destination& one) {
    return dispatch::save_destination(store, town.supervisor, one)->id;
  }
  std::vector<models::Delivery> owed() { return store.deliveries().search({}).items; }
  std::vector<std::string> wrong(models::Destination one) {
    const auto saved = dispatch::save_destination(store, town.supervisor, std::move(one));
    std::vector<std::string> fields;
    if (!saved)
      for (const auto& field : saved.error().fields) fields.push_back(field.field);
    return fields;
  }
};
using Fields = std::vector<std::string>;

TEST_F(Outbox, WhoWantsToHearIsOwedAMessageInTheChangeItself) {
  auto only_closed = group();
  only_closed.about = {EventKind::work_order_closed};
  add(only_closed);
  auto elsewhere = group();
  elsewhere.villages = {support::SmallTown::village_b};
  add(elsewhere);
  auto off = group();
  off.active = false;
  add(off);
  const auto all = add(group());
  const auto order = heater_order();
  const auto messages = owed();
  ASSERT_EQ(messages.size(), 2u) << "opened and assigned, to the one group";
  for (const auto& one : messages) {
    EXPECT_EQ(one.destination, all);
    EXPECT_EQ(one.work_order, order.id);
    EXPECT_EQ(one.next_at, now);
    for (const auto& [name, value] : one.facts) {
      EXPECT_THAT(dispatch::template_variables(), testing::Contains(name));
      EXPECT_EQ(value.find("Wang"), std::string::npos);
      EXPECT_EQ(value.find("13800000001"), std::string::npos);
    }
  }
  EXPECT_NE(messages[0].message, messages[1].message);
}

TEST_F(Outbox, ARefusedChangeOwesNothing) {
  add(group());
  const auto order = heater_order();
  const auto before = owed().size();
  EXPECT_FALSE(store.attempt([&] { return dispatch::reopen(store, step(town.dispatcher, order.id), "x"); }));
  EXPECT_EQ(owed().size(), before);
}

TEST_F(Outbox, QuietHoursHoldBackEverythingButDanger) {
  auto quiet = group();
  quiet.quiet = models::QuietHours{0, 12 * 60};  // it is eight in the morning
  add(quiet);
  heater_order();
  EXPECT_EQ(owed().at(0).next_at, now + Hours{4});
  auto danger = support::call("Li", "13800000002", "HP-COOL", town.heater);
  danger.danger = true;
  order_for(danger);
  EXPECT_EQ(owed().at(0).next_at, now);
}

TEST_F(Outbox, TemplatesAreFilledAndCheckedWhenSaved) {
  const dispatch::Facts facts{{"number", "LC-1"}, {"village", "胡各庄"}};
  EXPECT_EQ(dispatch::fill("{number} 在{village}{{x} {crew}.", facts), "LC-1 在胡各庄{x} .");
  EXPECT_EQ(dispatch::fill("{number", facts), "{number");
  const auto save = [&](const std::string& zh, EventKind about = EventKind::work_order_closed) {
    return dispatch::save_template(store, town.supervisor, {about, {zh, ""}});
  };
  for (const auto* bad : {"{reporter}", "{phone}", "{number", "{}", "{ number }"})
    EXPECT_FALSE(save(bad)) << bad;
  EXPECT_FALSE(save(std::string(501, 'x')));
  EXPECT_FALSE(save("{number}", EventKind::report_received)) << "nobody outside hears of it";
  EXPECT_FALSE(dispatch::save_template(store, town.operator_, {EventKind::work_order_closed, {"x", ""}}));
  ASSERT_TRUE(save("{number} 结了，{{谢谢}"));
  const auto own = store.deliveries().templates();
  EXPECT_EQ(dispatch::template_of(own, EventKind::work_order_closed, "zh"), "{number} 结了，{{谢谢}");
  EXPECT_NE(dispatch::template_of(own, EventKind::work_order_closed, "en"), "") << "the program's own words";
  for (const auto kind : dispatch::tellable_kinds())
    for (const auto* language : {"zh", "en"})
      EXPECT_TRUE(dispatch::save_template(store, town.supervisor,
                                          {kind, {dispatch::template_of({}, kind, language), ""}}))
          << "the program's own words are good: " << models::name(kind);
}

TEST_F(Outbox, DestinationsAreCheckedField) {
  EXPECT_EQ(wrong(group()), Fields{});
  auto one = group();
  one.name = " ";
  one.language = "fr";
  one.address = "ftp://x";
  one.secret = "";
  one.digest_above = -1;
  one.about = {EventKind::report_judged};
  one.villages = {"nowhere"};
  one.quiet = models::QuietHours{5, 5};
  EXPECT_THAT(wrong(one), testing::UnorderedElementsAre("name", "language", "address", "secret",
                                                        "digest_above", "about", "villages", "quiet"));
  one = group();
  one.address = "https://user:word@example.org/";
  EXPECT_EQ(wrong(one), Fields{"address"});
  one = group();
  one.carrier = Carrier::dingtalk_robot;
  EXPECT_EQ(wrong(one), Fields{"secret"});
  one = group();
  one.carrier = Carrier::webhook;
  one.digest_above = 3;
  EXPECT_EQ(wrong(one), Fields{"digest_above"});
  one = group();
  one.carrier = Carrier::mail;
  one.address = "a@b.example,not one";
  EXPECT_EQ(wrong(one), (Fields{"address", "options.server", "options.from"}));
  EXPECT_EQ(dispatch::save_destination(store, town.dispatcher, group()).error().code,
            models::ErrorCode::forbidden);
}

TEST_F(Outbox, AnEmptySecretKeepsTheOneThereIsUnlessTheCarrierChanges) {
  auto one = group();
  one.id = add(one);
  one.secret = "";
  one.name = "新名字";
  EXPECT_EQ(dispatch::save_destination(store, town.supervisor, one)->secret, "key");
  one.carrier = Carrier::webhook;
  EXPECT_EQ(wrong(one), Fields{"secret"}) << "a key must not become another carrier's";
}

TEST(Waits, GrowUpToSixHoursAndSpread) {
  models::Duration before{0};
  for (int tries = 1; tries < dispatch::most_tries; ++tries) {
    const auto least = dispatch::wait_after(tries, 0);
    EXPECT_GE(least, before);
    before = least;
    for (std::uint64_t chance = 0; chance < 1000; chance += 7) {
      EXPECT_GE(dispatch::wait_after(tries, chance), least);
      EXPECT_LE(dispatch::wait_after(tries, chance), least + least / 4);
    }
  }
  EXPECT_EQ(dispatch::wait_after(1, 0), models::Duration{10});
  EXPECT_EQ(dispatch::wait_after(20, 0), std::chrono::hours{6});
}

TEST_F(Outbox, ATryIsWrittenDown) {
  add(group());
  heater_order();
  const auto first = owed().back();
  dispatch::record_try(store, first, {false, false, "HTTP 500", models::Duration{777}}, now);
  auto one = *store.deliveries().find(first.id);
  EXPECT_EQ(one.state, models::DeliveryState::waiting);
  EXPECT_EQ(one.next_at, now + models::Duration{777}) << "the receiver's own wish when it is longer";
  EXPECT_EQ(one.last_error, "HTTP 500");
  EXPECT_FALSE(dispatch::send_again(store, town.supervisor, one.id, now)) << "it is still on its way";
  dispatch::record_try(store, one, {false, true, "HTTP 410", {}}, now);
  one = *store.deliveries().find(first.id);
  EXPECT_EQ(one.state, models::DeliveryState::dead);
  EXPECT_FALSE(dispatch::send_again(store, town.dispatcher, one.id, now));
  ASSERT_TRUE(dispatch::send_again(store, town.supervisor, one.id, now));
  dispatch::record_try(store, *store.deliveries().find(first.id), {true, false, "", {}}, now);
  one = *store.deliveries().find(first.id);
  EXPECT_EQ(one.state, models::DeliveryState::sent);
  EXPECT_EQ(one.sent_at, now);
  EXPECT_EQ(one.last_error, "");
}

TEST_F(Outbox, ARobotMayBeSlowerThanItsServiceAllowsButNotQuicker) {
  auto one = group();
  EXPECT_EQ(dispatch::allowed_per_minute(one), 20);
  one.per_minute = 5;
  EXPECT_EQ(dispatch::allowed_per_minute(one), 5);
  one.per_minute = 100;
  EXPECT_EQ(dispatch::allowed_per_minute(one), 20);
  one.carrier = Carrier::webhook;
  EXPECT_EQ(dispatch::allowed_per_minute(one), 100);
}

}  // namespace
