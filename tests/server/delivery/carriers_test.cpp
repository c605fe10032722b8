// Each carrier against a double that is as strict as what its service publishes.
#include "server/delivery/carriers.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "server/delivery/signing.h"
#include "tests/server/delivery/fakes.h"

namespace {

using dispatch::Tried;
using models::Carrier;

constexpr std::int64_t start = 1'795'000'000;

class CarriersTest : public testing::Test {
 protected:
  std::int64_t now_ = start;
  delivery::WireLimits limits_{std::chrono::milliseconds{2000}, std::chrono::milliseconds{3000}, 64 * 1024,
                               true};

  delivery::Message message(const std::string& text = "【办结】LC-1 胡各庄 灯不亮") {
    models::Delivery one;
    one.id = {5};
    one.message = "msg_7_1";
    one.event = {7};
    one.about = models::EventKind::work_order_resolved;
    one.work_order = {3};
    one.created_at = models::from_unix(start);
    one.facts = {{"number", "LC-1"}, {"village", "胡各庄"}};
    return {one, text};
  }
  Tried send(const models::Destination& to, const delivery::Message& what) {
    delivery::Wire wire(limits_);
    return delivery::send(wire, to, what, models::from_unix(now_));
  }
  std::function<std::int64_t()> clock() {
    return [this] { return now_; };
  }
  static models::Destination to(Carrier carrier, const std::string& address, const std::string& secret) {
    models::Destination one;
    one.id = {1};
    one.carrier = carrier;
    one.address = address;
    one.secret = secret;
    return one;
  }
};

TEST_F(CarriersTest, AWebhookIsSignedAndSaysWhatHappened) {
  fakes::Receiver receiver([](const auto&, auto) { return http::Response::empty(204); });
  const auto secret = delivery::new_webhook_secret();
  EXPECT_TRUE(send(to(Carrier::webhook, receiver.url("/hook/in"), secret), message()).taken);
  const auto got = receiver.received().at(0);
  EXPECT_EQ(got.header("webhook-id"), "msg_7_1");
  EXPECT_EQ(got.header("webhook-timestamp"), std::to_string(start));
  EXPECT_EQ(got.header("webhook-signature"),
            delivery::webhook_signature(secret, "msg_7_1", std::to_string(start), got.body));
  EXPECT_EQ(got.header("Content-Type"), "application/json");
  const auto body = nlohmann::json::parse(got.body);
  EXPECT_EQ(body["type"], "work_order_resolved");
  EXPECT_EQ(body["data"]["number"], "LC-1");
  EXPECT_EQ(body["data"]["work_order"], "3");
}

TEST_F(CarriersTest, WhatAReceiverAnswersDecidesWhetherItIsTriedAgain) {
  struct Case {
    int status;
    bool taken, final;
  };
  for (const auto& [status, taken, final] :
       {Case{200, true, false}, Case{202, true, false}, Case{400, false, false}, Case{404, false, false},
        Case{410, false, true}, Case{429, false, false}, Case{500, false, false}, Case{503, false, false}}) {
    fakes::Receiver receiver([code = status](const auto&, auto) {
      auto response = http::Response::text(code, "x");
      if (code == 429) response.header("Retry-After", "77");
      return response;
    });
    const auto tried =
        send(to(Carrier::webhook, receiver.url("/hook/in"), delivery::new_webhook_secret()), message());
    EXPECT_EQ(tried.taken, taken) << status;
    EXPECT_EQ(tried.final, final) << status;
    if (status == 429) {
      EXPECT_EQ(tried.wait, models::Duration{77});
    }
    if (!taken) {
      EXPECT_EQ(tried.error, "HTTP " + std::to_string(status));
    }
  }
}

TEST_F(CarriersTest, RedirectsAreNotFollowed) {
  fakes::Receiver target([](const auto&, auto) { return http::Response::empty(200); });
  fakes::Receiver receiver([&](const auto&, auto) {
    auto response = http::Response::empty(307);
    response.header("Location", target.url("/hook/in"));
    return response;
  });
  EXPECT_FALSE(
      send(to(Carrier::webhook, receiver.url("/hook/in"), delivery::new_webhook_secret()), message()).taken);
  EXPECT_EQ(target.received().size(), 0u);
}

TEST_F(CarriersTest, AddressesInsideAreRefusedUnlessAllowed) {
  fakes::Receiver receiver([](const auto&, auto) { return http::Response::empty(200); });
  limits_.private_addresses = false;
  const auto port = receiver.url("").substr(std::string("http://127.0.0.1:").size());
  for (const auto& host :
       {"127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]"}) {
    const auto tried = send(to(Carrier::webhook, std::string("http://") + host + ":" + port + "/hook/in",
                               delivery::new_webhook_secret()),
                            message());
    EXPECT_FALSE(tried.taken) << host;
    EXPECT_TRUE(tried.final) << host << " " << tried.error;
  }
  EXPECT_EQ(receiver.received().size(), 0u);
}

TEST_F(CarriersTest, ASlowOrEndlessReceiverIsCutOff) {
  limits_.answer_bytes = 1000;
  fakes::Receiver endless(
      [](const auto&, auto) { return http::Response::text(200, std::string(100'000, 'x')); });
  EXPECT_FALSE(
      send(to(Carrier::webhook, endless.url("/hook/in"), delivery::new_webhook_secret()), message()).taken);
  limits_.whole_time = std::chrono::milliseconds{200};
  fakes::Receiver slow([](const auto&, auto) {
    std::this_thread::sleep_for(std::chrono::milliseconds{900});
    return http::Response::empty(200);
  });
  const auto tried =
      send(to(Carrier::webhook, slow.url("/hook/in"), delivery::new_webhook_secret()), message());
  EXPECT_FALSE(tried.taken);
  EXPECT_FALSE(tried.final);
  EXPECT_FALSE(tried.error.empty());
}

TEST_F(CarriersTest, TheWecomRobotTakesOurMessages) {
  fakes::Receiver robot(fakes::wecom("693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", clock()));
  const auto group =
      to(Carrier::wecom_robot, robot.url("/cgi-bin/webhook/send"), "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa");
  EXPECT_TRUE(send(group, message()).taken);
  EXPECT_EQ(robot.received().at(0).body,
            R"({"msgtype":"text","text":{"content":"【办结】LC-1 胡各庄 灯不亮"}})");
  std::string lamps;
  for (int i = 0; i < 3000; ++i) lamps += "灯";
  EXPECT_TRUE(send(group, message(lamps)).taken) << "cut to 2048 bytes between two characters";
  for (int i = 2; i < 20; ++i) EXPECT_TRUE(send(group, message()).taken) << i;
  const auto too_fast = send(group, message());
  EXPECT_FALSE(too_fast.taken);
  EXPECT_FALSE(too_fast.final);
  EXPECT_EQ(too_fast.wait, models::Duration{60});
  auto wrong = group;
  wrong.secret = "another-key";
  const auto refused = send(wrong, message());
  EXPECT_TRUE(refused.final);
  EXPECT_EQ(refused.error.find("another-key"), std::string::npos) << "a secret is in no error";
}

TEST_F(CarriersTest, TheDingtalkRobotTakesOurSign) {
  const std::string secret = "SEC1b2e8f8a1c9f4f7e";
  fakes::Receiver robot(fakes::dingtalk("66f1a", secret, clock()));
  const auto group = to(Carrier::dingtalk_robot, robot.url("/robot/send"), "66f1a," + secret);
  EXPECT_TRUE(send(group, message()).taken);
  EXPECT_EQ(robot.received().at(0).body,
            R"({"msgtype":"text","text":{"content":"【办结】LC-1 胡各庄 灯不亮"}})");
  for (int i = 1; i < 20; ++i) EXPECT_TRUE(send(group, message()).taken);
  EXPECT_EQ(send(group, message()).wait, models::Duration{600}) << "shut out for ten minutes";
  now_ += 61;
  EXPECT_TRUE(send(group, message()).taken);
  auto wrong = group;
  wrong.secret = "66f1a,SECother";
  EXPECT_TRUE(send(wrong, message()).final) << "a wrong sign does not mend itself";
  wrong.secret = "77," + secret;
  EXPECT_TRUE(send(wrong, message()).final);
}

TEST_F(CarriersTest, AMailIsALetterThatEveryServerTakes) {
  fakes::MailServer server;
  auto box = to(Carrier::mail, "a@town.example,b@town.example", "");
  box.options = {{"server", server.url()}, {"from", "lamp@town.example"}};
  const auto tried = send(box, message());
  EXPECT_TRUE(tried.taken) << tried.error;
  ASSERT_EQ(server.letters().size(), 1u);
  const auto letter = server.letters()[0];
  EXPECT_EQ(letter.from, "lamp@town.example");
  EXPECT_EQ(letter.to, (std::vector<std::string>{"a@town.example", "b@town.example"}));
  for (const auto* line : {"Message-ID: <msg_7_1@town.example>\r\n",
                           "Content-Type: text/plain; charset=utf-8\r\n", "Date: ", "MIME-Version: 1.0\r\n"})
    EXPECT_NE(letter.text.find(line), std::string::npos) << line << letter.text;
  const auto body = letter.text.substr(letter.text.find("\r\n\r\n") + 4);
  std::string joined;
  for (const char c : body)
    if (c != '\r' && c != '\n') joined += c;
  EXPECT_EQ(delivery::from_base64(joined), "【办结】LC-1 胡各庄 灯不亮\n");
  std::size_t line_begin = 0;
  for (std::size_t end = letter.text.find("\r\n"); end != std::string::npos;
       line_begin = end + 2, end = letter.text.find("\r\n", line_begin))
    EXPECT_LE(end - line_begin, 78u);
}

TEST_F(CarriersTest, WhatIsEnclosedTravelsBesideTheWordsByteForByte) {
  fakes::MailServer server;
  auto box = to(Carrier::mail, "lead@town.example", "");
  box.options = {{"server", server.url()}, {"from", "lamp@town.example"}};
  auto one = message();
  std::string file = "PK\x03\x04";
  for (int i = 0; i < 5000; ++i) file += static_cast<char>(i * 7);
  one.enclosed =
      delivery::Enclosed{"潞城镇 2026-10 维修月报", "<h1>月报</h1>", "figures_2026-10.xlsx",
                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file};
  ASSERT_TRUE(send(box, one).taken);
  const auto text = server.letters().at(0).text;
  const auto decoded_after = [&](const std::string& head) {
    const auto from = text.find("\r\n\r\n", text.find(head)) + 4;
    std::string joined;
    for (const char c : text.substr(from, text.find("\r\n--", from) - from))
      if (c != '\r' && c != '\n') joined += c;
    return delivery::from_base64(joined).value_or("");
  };
  EXPECT_EQ(decoded_after("Content-Type: text/plain"), "【办结】LC-1 胡各庄 灯不亮\n");
  EXPECT_EQ(decoded_after("Content-Type: text/html"), "<h1>月报</h1>");
  EXPECT_EQ(decoded_after("Content-Type: application/vnd"), file);
  EXPECT_NE(text.find("filename=\"figures_2026-10.xlsx\""), std::string::npos);
  EXPECT_NE(text.find("\r\n--=_lamplighter_outer--"), std::string::npos);
  EXPECT_NE(text.find("\r\n--=_lamplighter_inner--\r\n"), std::string::npos);
  std::size_t line_begin = 0;
  for (std::size_t end = text.find("\r\n"); end != std::string::npos;
       line_begin = end + 2, end = text.find("\r\n", line_begin))
    EXPECT_LE(end - line_begin, 100u);
}

TEST_F(CarriersTest, AMailboxThatIsNotThereAndAServerThatIsNotThere) {
  fakes::MailServer server("gone@town.example");
  auto box = to(Carrier::mail, "gone@town.example", "");
  box.options = {{"server", server.url()}, {"from", "lamp@town.example"}};
  EXPECT_FALSE(send(box, message()).taken);
  box.options["server"] = "smtp://127.0.0.1:1";
  const auto tried = send(box, message());
  EXPECT_FALSE(tried.taken);
  EXPECT_FALSE(tried.final);
}

}  // namespace
