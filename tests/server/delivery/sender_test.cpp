// The whole way: a fact about an order becomes a message, and the message leaves.
#include "server/delivery/sender.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "dispatch/month_report.h"
#include "dispatch/outbox.h"
#include "server/delivery/signing.h"
#include "tests/server/delivery/fakes.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using models::Carrier;
using models::DeliveryState;

class SenderTest : public testing::Test {
 protected:
  SenderTest() : database_(support::open_storage(folder_.path())), now_(support::monday_morning()) {
    write([&](models::Transaction& tx) { town_ = support::build_small_town(tx); });
  }
  template <class Work>
  void write(const Work& work) {
    database_->write_now([&](models::Transaction& tx) {
      work(tx);
      return true;
    });
  }
  delivery::SenderOptions options() {
    delivery::SenderOptions made;
    made.clock = [this] { return now_; };
    made.wire.private_addresses = true;
    made.on_error = [](const std::string&, const std::string& what) { ADD_FAILURE() << what; };
    return made;
  }
  models::DestinationId add(models::Destination one) {
    one.name = "群";
    models::DestinationId id;
    write([&](models::Transaction& tx) {
      const auto saved = dispatch::save_destination(tx, town_.supervisor, one);
      ASSERT_TRUE(saved) << saved.error().detail;
      id = saved->id;
    });
    return id;
  }
  models::Destination hook(const fakes::Receiver& receiver) {
    models::Destination one;
    one.carrier = Carrier::webhook;
    one.address = receiver.url("/hook/in");
    one.secret = delivery::new_webhook_secret();
    return one;
  }
  void open_orders(int count) {
    for (int i = 0; i < count; ++i)
      write([&](models::Transaction& tx) {
        support::open_order_for(tx, town_.operator_,
                                support::call("王秀兰", "13812345678", "HP-NOHEAT", town_.heater), now_);
      });
  }
  models::DeliveryCounts counts() {
    models::DeliveryCounts found;
    database_->read_now([&](models::Transaction& tx) { found = tx.deliveries().counts(); });
    return found;
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  models::Time now_;
  support::SmallTown town_;
};

TEST_F(SenderTest, AFactLeavesOnceInItsWordsAndNamesNobody) {
  fakes::Receiver receiver([](const auto&, auto) { return http::Response::empty(200); });
  auto one = hook(receiver);
  one.about = {models::EventKind::work_order_opened};
  add(one);
  open_orders(1);
  EXPECT_EQ(counts().waiting, 1);
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_EQ(sender.send_due(), 0);
  EXPECT_EQ(counts().sent, 1);
  const auto body = receiver.received().at(0).body;
  EXPECT_NE(body.find("【新工单】LC20261123-0001"), std::string::npos) << body;
  for (const auto* personal : {"王秀兰", "13812345678"}) EXPECT_EQ(body.find(personal), std::string::npos);
}

TEST_F(SenderTest, AnUnwillingReceiverIsTriedAgainLaterAndThenGivenUp) {
  fakes::Receiver receiver([](const auto&, auto) { return http::Response::text(500, "no"); });
  auto one = hook(receiver);
  one.about = {models::EventKind::work_order_opened};
  add(one);
  open_orders(1);
  delivery::Sender sender(*database_, options());
  for (int i = 1; i <= dispatch::most_tries; ++i) {
    EXPECT_EQ(sender.send_due(), 1) << i;
    EXPECT_EQ(sender.send_due(), 0) << "not before its time";
    now_ += std::chrono::hours{8};
  }
  EXPECT_EQ(counts().dead, 1);
  EXPECT_EQ(sender.figures().dead, 1u);
  const auto tries = receiver.received();
  ASSERT_EQ(tries.size(), static_cast<std::size_t>(dispatch::most_tries));
  for (const auto& each : tries) EXPECT_EQ(each.header("webhook-id"), tries[0].header("webhook-id"));
  write([&](models::Transaction& tx) {
    const auto dead = tx.deliveries().search({}).items.at(0);
    EXPECT_EQ(dead.last_error, "HTTP 500");
    EXPECT_TRUE(dispatch::send_again(tx, town_.supervisor, dead.id, now_));
  });
  EXPECT_EQ(sender.send_due(), 1);
}

TEST_F(SenderTest, MessagesOfAnOrderGoOutInOrderWhateverFails) {
  std::mt19937 chance(20261126);
  fakes::Receiver receiver(
      [&](const auto&, auto) { return http::Response::empty(chance() % 3 == 0 ? 500 : 200); });
  add(hook(receiver));
  open_orders(3);
  std::map<std::string, std::int64_t> last;
  delivery::Sender sender(*database_, options());
  for (int round = 0; round < 200 && counts().waiting > 0; ++round, now_ += std::chrono::minutes{30})
    sender.send_due();
  EXPECT_EQ(counts().waiting, 0);
  EXPECT_EQ(counts().dead, 0);
  std::map<models::WorkOrderId, models::Time> sent_before;
  database_->read_now([&](models::Transaction& tx) {
    auto all = tx.deliveries().search({}).items;
    EXPECT_GE(all.size(), 6u);
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
      EXPECT_GE(*one->sent_at, sent_before[one->work_order]);
      sent_before[one->work_order] = *one->sent_at;
    }
  });
}

TEST_F(SenderTest, ARobotIsNeverOverItsLimit) {
  fakes::Receiver robot(fakes::wecom("key", [this] { return models::to_unix(now_); }));
  models::Destination group;
  group.carrier = Carrier::wecom_robot;
  group.address = robot.url("/cgi-bin/webhook/send");
  group.secret = "key";
  group.about = {models::EventKind::work_order_opened};
  add(group);
  open_orders(45);
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 20);
  now_ += std::chrono::seconds{59};
  EXPECT_EQ(sender.send_due(), 0);
  now_ += std::chrono::seconds{2};
  EXPECT_EQ(sender.send_due(), 20);
  now_ += std::chrono::seconds{61};
  EXPECT_EQ(sender.send_due(), 5);
  EXPECT_EQ(counts().sent, 45);
  EXPECT_EQ(sender.figures().failed_tries, 0u) << "the robot had nothing to refuse";
}

TEST_F(SenderTest, MoreThanTheDigestIsOneMessage) {
  fakes::Receiver robot(fakes::wecom("key", [this] { return models::to_unix(now_); }));
  models::Destination group;
  group.carrier = Carrier::wecom_robot;
  group.address = robot.url("/cgi-bin/webhook/send");
  group.secret = "key";
  group.about = {models::EventKind::work_order_opened};
  group.digest_above = 5;
  add(group);
  open_orders(7);
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_EQ(counts().merged, 7);
  EXPECT_EQ(counts().sent, 1);
  const auto body = robot.received().at(0).body;
  EXPECT_NE(body.find("共 7 条"), std::string::npos) << body;
  EXPECT_NE(body.find("LC20261123-0007"), std::string::npos);
}

TEST_F(SenderTest, ThreadsSendEverythingOnceWhileOneReceiverIsSlow) {
  fakes::Receiver quick([](const auto&, auto) { return http::Response::empty(200); });
  fakes::Receiver slow([](const auto&, auto) {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    return http::Response::empty(200);
  });
  auto one = hook(quick), other = hook(slow);
  one.about = other.about = {models::EventKind::work_order_opened};
  add(one);
  add(other);
  open_orders(10);
  delivery::Sender sender(*database_, options());
  sender.start();
  EXPECT_TRUE(http_test::eventually([&] { return counts().waiting == 0; }));
  sender.stop();
  EXPECT_EQ(quick.received().size(), 10u);
  EXPECT_EQ(slow.received().size(), 10u);
  EXPECT_EQ(sender.figures().sent, 20u);
}

TEST_F(SenderTest, ADestinationThatIsSwitchedOffGetsNothingMore) {
  fakes::Receiver receiver([](const auto&, auto) { return http::Response::empty(200); });
  auto one = hook(receiver);
  one.id = add(one);
  one.name = "群";
  open_orders(1);
  one.active = false;
  write([&](models::Transaction& tx) { EXPECT_TRUE(dispatch::save_destination(tx, town_.supervisor, one)); });
  const auto before = counts().waiting;
  open_orders(1);
  EXPECT_EQ(counts().waiting, before);
  delivery::Sender sender(*database_, options());
  sender.send_due();
  EXPECT_EQ(counts().dead, before);
  EXPECT_EQ(receiver.received().size(), 0u);
}

TEST_F(SenderTest, TheMonthsReportIsCountedWhenItLeavesAndGoesOutOnce) {
  fakes::MailServer server;
  models::Destination box;
  box.carrier = Carrier::mail;
  box.address = "lead@town.example";
  box.language = "en";
  box.options = {{"server", server.url()}, {"from", "lamp@town.example"}, {"month_day", "5"}};
  now_ = *models::parse_rfc3339("2026-11-04T12:00:00Z");
  write([&](models::Transaction& tx) { dispatch::begin_month_reports(tx, box, now_); });
  const auto id = add(box);
  auto with_report = options();
  std::vector<std::string> asked;
  with_report.month_report = [&](models::Transaction&, const std::string& month,
                                 const std::string& language) {
    asked.push_back(month + " " + language);
    return delivery::Enclosed{"Report", "<p>1</p>", "figures.xlsx", "application/octet-stream", "PK"};
  };
  open_orders(1);
  EXPECT_EQ(delivery::Sender(*database_, with_report).send_due(), 0) << "orders are told elsewhere";
  now_ += std::chrono::hours{24};
  for (int restart = 0; restart < 3; ++restart) {
    write([&](models::Transaction& tx) { dispatch::owe_month_reports(tx, now_); });
    delivery::Sender(*database_, with_report).send_due();
  }
  EXPECT_EQ(asked, std::vector<std::string>{"2026-10 en"});
  ASSERT_EQ(server.letters().size(), 1u);
  EXPECT_NE(server.letters()[0].text.find("Message-ID: <month_2026-10_" + id.text() + "@"),
            std::string::npos);
  EXPECT_NE(server.letters()[0].text.find("multipart/mixed"), std::string::npos);
}

}  // namespace
