// Messages to browsers: the vectors of the RFCs, and a push service that opens every byte.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "dispatch/assignment/assign.h"
#include "dispatch/intake.h"
#include "dispatch/outbox.h"
#include "dispatch/push.h"
#include "dispatch/reporter_phones.h"
#include "dispatch/triage.h"
#include "server/delivery/sender.h"
#include "server/delivery/web_push.h"
#include "tests/server/delivery/fakes.h"
#include "tests/server/delivery/push_service.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using Json = nlohmann::json;

// RFC 8291, section 5 and appendix A.
constexpr std::string_view rfc_text = "When I grow up, I want to be a watermelon";
constexpr std::string_view rfc_sender =
    "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw."
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr std::string_view rfc_receiver =
    "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94."
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr std::string_view rfc_auth = "BTBZMqHH6r4Tts7J_aSIgg", rfc_salt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr std::string_view rfc_body =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
    "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

TEST(WebPush, TheVectorOfRfc8291) {
  const auto own = delivery::push_key_from(rfc_sender);
  const auto receiver = delivery::push_key_from(rfc_receiver);
  ASSERT_TRUE(own && receiver);
  const auto body = delivery::encrypt_push(rfc_text, {receiver->open, *delivery::from_base64url(rfc_auth)},
                                           *own, *delivery::from_base64url(rfc_salt));
  ASSERT_TRUE(body);
  EXPECT_EQ(delivery::to_base64url(*body), rfc_body);
  EXPECT_EQ(fakes::open_push(*body, *receiver, *delivery::from_base64url(rfc_auth)), rfc_text)
      << "the double must open what the RFC closed";
}

TEST(WebPush, WhatCannotBeSentIsNotSent) {
  const auto key = delivery::new_push_key();
  const std::string auth(16, 'a'), salt(16, 's');
  EXPECT_TRUE(
      delivery::encrypt_push(std::string(3993, 'x'), {key.open, auth}, delivery::new_push_key(), salt));
  EXPECT_FALSE(
      delivery::encrypt_push(std::string(3994, 'x'), {key.open, auth}, delivery::new_push_key(), salt));
  EXPECT_FALSE(delivery::encrypt_push("x", {key.open, "short"}, delivery::new_push_key(), salt));
  auto off = key.open;
  off.back() = static_cast<char>(off.back() ^ 1);
  EXPECT_FALSE(delivery::encrypt_push("x", {off, auth})) << "no point of the curve";
  EXPECT_FALSE(delivery::encrypt_push("x", {"\x04" + std::string(64, '\0'), auth}));
  EXPECT_FALSE(delivery::push_key_from("x"));
  EXPECT_EQ(delivery::push_key_from(delivery::to_text(key))->open, key.open);
}

TEST(WebPush, EachMessageHasItsOwnKeyAndSalt) {
  const auto key = delivery::new_push_key();
  const std::string auth(16, 'a');
  const auto one = delivery::encrypt_push("x", {key.open, auth}),
             other = delivery::encrypt_push("x", {key.open, auth});
  ASSERT_TRUE(one && other);
  EXPECT_NE(one->substr(0, 16), other->substr(0, 16));
  EXPECT_NE(one->substr(21, 65), other->substr(21, 65));
  EXPECT_EQ(fakes::open_push(*one, key, auth), "x");
  auto changed = *one;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_EQ(fakes::open_push(changed, key, auth), std::nullopt);
}

/// A town whose heating crew has a telephone at a push service.
class PushTest : public testing::Test {
 protected:
  PushTest()
      : database_(support::open_storage(folder_.path())),
        now_(support::monday_morning()),
        service_([this] { return models::to_unix(now_); }) {
    write([&](models::Transaction& tx) {
      town_ = support::build_small_town(tx);
      tx.deliveries().save_key(models::Carrier::web_push, delivery::to_text(service_.town()));
      add_session(tx, town_.heat_member, "s1");
    });
  }
  void add_session(models::Transaction& tx, const models::Actor& who, const std::string& hash) {
    models::Session session;
    session.token_hash = hash;
    session.account = who.account;
    session.created_at = session.last_seen_at = now_;
    session.expires_at = now_ + std::chrono::hours{12};
    tx.sessions().insert(session);
  }
  template <class Work>
  void write(const Work& work) {
    database_->write_now([&](models::Transaction& tx) {
      work(tx);
      return true;
    });
  }
  void subscribe(const models::Actor& who, const std::string& session, const std::string& phone) {
    write([&](models::Transaction& tx) {
      const auto made = dispatch::subscribe(tx, who, session, service_.subscription(phone));
      ASSERT_TRUE(made) << made.error().detail;
    });
  }
  models::WorkOrder open_order(const char* kind, bool danger = false) {
    models::WorkOrder order;
    write([&](models::Transaction& tx) {
      auto call = support::call("王秀兰", "13812345678", kind, town_.heater);
      call.danger = danger;
      order = *support::open_order_for(tx, town_.operator_, call, now_).work_order;
      if (order.crew != town_.heat)
        order = *dispatch::assign(tx, {town_.dispatcher, order.id, std::nullopt, now_}, town_.heat, "近");
    });
    return order;
  }
  int send_due() {
    delivery::SenderOptions options;
    options.clock = [this] { return now_; };
    options.wire.private_addresses = true;
    options.contact = "mailto:office@lucheng.example";
    return delivery::Sender(*database_, options).send_due();
  }
  std::size_t telephones() {
    std::size_t count = 0;
    database_->read_now([&](models::Transaction& tx) {
      count = 0;
      for (const auto& one : tx.deliveries().destinations())
        count += one.carrier == models::Carrier::web_push;
    });
    return count;
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  models::Time now_;
  support::SmallTown town_;
  fakes::PushService service_;
};

TEST_F(PushTest, ANewOrderReachesTheCrewsTelephoneAndNobodyElseCanReadIt) {
  subscribe(town_.heat_member, "s1", "a");
  const auto order = open_order("HP-NOHEAT", true);
  ASSERT_GE(send_due(), 1);
  const auto messages = service_.opened("a");
  ASSERT_EQ(messages.size(), 1u);
  const auto said = Json::parse(messages[0].text);
  EXPECT_EQ(said["order"], order.id.text());
  EXPECT_EQ(said["urgent"], true);
  EXPECT_NE(said["text"].get<std::string>().find(order.number), std::string::npos);
  EXPECT_EQ(messages[0].text.find("王"), std::string::npos) << "nothing of a person";
  EXPECT_EQ(messages[0].urgency, "high");
  EXPECT_EQ(messages[0].topic, "order-" + order.id.text());
  EXPECT_EQ(messages[0].contact, "mailto:office@lucheng.example");
  EXPECT_EQ(service_.wrong(), std::vector<std::string>{});
}

TEST_F(PushTest, ATelephoneThatIsGoneIsTakenOut) {
  subscribe(town_.heat_member, "s1", "gone");
  subscribe(town_.heat_member, "s1", "a");
  ASSERT_EQ(telephones(), 2u);
  open_order("HP-NOHEAT", true);
  send_due();
  EXPECT_EQ(telephones(), 1u);
  EXPECT_EQ(service_.opened("a").size(), 1u);
  EXPECT_EQ(send_due(), 0) << "nothing is left to be tried";
}

TEST_F(PushTest, ABusyServiceIsTriedAgain) {
  subscribe(town_.heat_member, "s1", "busy");
  open_order("HP-NOHEAT", true);
  EXPECT_EQ(send_due(), 1);
  EXPECT_EQ(send_due(), 0);
  now_ += std::chrono::seconds{130};
  EXPECT_EQ(send_due(), 1);
  EXPECT_EQ(service_.opened("busy").size(), 1u) << "the second time it was taken";
}

TEST_F(PushTest, AnEndedSessionHearsNothing) {
  subscribe(town_.heat_member, "s1", "a");
  write([&](models::Transaction& tx) { tx.sessions().remove("s1"); });
  open_order("HP-NOHEAT", true);
  send_due();
  EXPECT_TRUE(service_.opened("a").empty());
  EXPECT_EQ(telephones(), 0u);
}

TEST_F(PushTest, OtherCrewsHearNothing) {
  write([&](models::Transaction& tx) { add_session(tx, town_.light_member, "s2"); });
  subscribe(town_.light_member, "s2", "b");
  open_order("HP-NOHEAT", true);
  send_due();
  EXPECT_TRUE(service_.opened("b").empty());
}

TEST_F(PushTest, AReportersTelephoneIsToldWhatBecameOfItUntilItIsGone) {
  models::ReportId id;
  write([&](models::Transaction& tx) {
    const auto call = support::call("王秀兰", "13812345678", "HP-NOHEAT", town_.heater);
    id = dispatch::receive_report(tx, town_.operator_, call, "token12345", now_)->id;
    for (const auto* phone : {"mine", "gone"})
      ASSERT_TRUE(dispatch::subscribe_reporter(tx, "token12345", service_.subscription(phone), now_));
    ASSERT_TRUE(dispatch::triage_report(tx, town_.dispatcher, id, std::nullopt, models::Triage{}, now_));
  });
  ASSERT_EQ(telephones(), 2u);
  send_due();
  EXPECT_EQ(telephones(), 1u) << "410 takes the other one out";
  const auto messages = service_.opened("mine");
  ASSERT_EQ(messages.size(), 1u);
  const auto said = Json::parse(messages[0].text);
  EXPECT_EQ(said["report"], "token12345");
  EXPECT_NE(said["text"].get<std::string>().find("已立案"), std::string::npos) << messages[0].text;
  for (const auto* person : {"王", "138"}) EXPECT_EQ(messages[0].text.find(person), std::string::npos);
  EXPECT_EQ(messages[0].topic, "report-" + id.text());
  EXPECT_EQ(service_.wrong(), std::vector<std::string>{});
}

}  // namespace
