// Destinations, templates and deliveries through the API.
#include "dispatch/outbox.h"
#include "tests/server/api/fixture.h"

namespace {

class DeliveryApi : public ApiTest {
 protected:
  Json group() {
    return {{"name", "抢修群"},
            {"carrier", "wecom_robot"},
            {"address", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"},
            {"secret", "the-robots-own-key"},
            {"about", {"work_order_opened", "sla_breached"}},
            {"villages", {support::SmallTown::village_a}},
            {"quiet", {{"from", "22:00"}, {"to", "07:00"}}},
            {"digest_above", 10}};
  }
  Json create(const Json& body) {
    const auto got = post("/api/v1/destinations", body, supervisor_);
    EXPECT_EQ(got.status, 201) << got.body;
    return got.json();
  }
};

TEST_F(DeliveryApi, ADestinationIsKeptWithoutShowingItsSecret) {
  const auto made = create(group());
  EXPECT_EQ(made["has_secret"], true);
  EXPECT_FALSE(made.contains("secret"));
  EXPECT_EQ(made["quiet"]["to"], "07:00");
  EXPECT_EQ(made["about"], Json::parse(R"(["work_order_opened","sla_breached"])"));
  const auto list = get("/api/v1/destinations", admin_);
  EXPECT_EQ(list.json()["items"].size(), 1u);
  EXPECT_EQ(list.body.find("the-robots-own-key"), std::string::npos);
  const auto audit = get("/api/v1/audit", supervisor_);
  EXPECT_EQ(audit.body.find("the-robots-own-key"), std::string::npos) << "nor does the audit log";
  auto changed = group();
  changed.erase("secret");
  changed["name"] = "夜班群";
  const auto saved = put("/api/v1/destinations/" + made["id"].get<std::string>(), changed, supervisor_);
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.json()["has_secret"], true) << "it stays";
  EXPECT_EQ(saved.json()["name"], "夜班群");
}

TEST_F(DeliveryApi, AWebhooksSecretIsMadeAndShownOnce) {
  const Json hook{{"name", "市平台"}, {"carrier", "webhook"}, {"address", "https://city.example/in"}};
  const auto first = post("/api/v1/destinations", hook, supervisor_, {{"Idempotency-Key", "once"}});
  ASSERT_EQ(first.status, 201) << first.body;
  const std::string secret = first.json()["secret"];
  EXPECT_TRUE(secret.starts_with("whsec_"));
  const auto second = post("/api/v1/destinations", hook, supervisor_, {{"Idempotency-Key", "once"}});
  EXPECT_NE(second.json()["secret"], secret) << "no stored answer repeats a secret";
  EXPECT_EQ(get("/api/v1/destinations", supervisor_).body.find(secret), std::string::npos);
}

TEST_F(DeliveryApi, WrongFieldsAreNamedAllAtOnce) {
  auto bad = group();
  bad["address"] = "ftp://x";
  bad["villages"] = {"nowhere"};
  bad["about"] = {"report_judged"};
  const auto got = post("/api/v1/destinations", bad, supervisor_);
  EXPECT_EQ(got.status, 422);
  EXPECT_EQ(got.wrong_fields(), (std::vector<std::string>{"address", "about", "villages"}));
  bad["carrier"] = "pigeon";
  bad["about"] = {"nothing"};
  EXPECT_EQ(post("/api/v1/destinations", bad, supervisor_).wrong_fields(),
            (std::vector<std::string>{"carrier", "about"}));
}

TEST_F(DeliveryApi, TemplatesShowTheProgramsWordsUntilTheTownHasItsOwn) {
  const auto all = get("/api/v1/message-templates", supervisor_).json();
  EXPECT_EQ(all["items"].size(), dispatch::tellable_kinds().size());
  EXPECT_EQ(all["variables"].size(), dispatch::template_variables().size());
  const auto saved = put("/api/v1/message-templates/work_order_closed",
                         {{"text", {{"zh", "{number} 结了"}, {"en", ""}}}}, supervisor_);
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.json()["text"]["zh"], "{number} 结了");
  EXPECT_NE(saved.json()["text"]["en"], "");
  const auto refused = put("/api/v1/message-templates/work_order_closed",
                           {{"text", {{"zh", "{phone}"}, {"en", "{"}}}}, supervisor_);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.wrong_fields(), (std::vector<std::string>{"text.zh", "text.en"}));
  EXPECT_EQ(
      put("/api/v1/message-templates/nothing", {{"text", {{"zh", "x"}, {"en", ""}}}}, supervisor_).status,
      404);
}

TEST_F(DeliveryApi, DeadMessagesAreListedAndSentAgain) {
  create(group());
  open_order();
  const auto waiting = get("/api/v1/deliveries?state=waiting", supervisor_).json();
  ASSERT_EQ(waiting["items"].size(), 1u) << "opened, and not assigned";
  const auto one = waiting["items"][0];
  EXPECT_EQ(one["destination_name"], "抢修群");
  EXPECT_TRUE(one["text"].get<std::string>().starts_with("【新工单】LC20261123-0001")) << one.dump();
  EXPECT_EQ(one["work_order_number"], "LC20261123-0001");
  EXPECT_EQ(waiting["counts"]["waiting"], 1);
  const std::string id = one["id"];
  EXPECT_EQ(post("/api/v1/deliveries/" + id + "/resending", Json::object(), supervisor_).status, 409);
  database_->write_now([&](models::Transaction& tx) {
    dispatch::record_try(tx, *tx.deliveries().find(*models::DeliveryId::parse(id)),
                         {false, true, "HTTP 410", {}}, now_);
    return true;
  });
  const auto dead = get("/api/v1/deliveries?state=dead", supervisor_).json();
  ASSERT_EQ(dead["items"].size(), 1u);
  EXPECT_EQ(dead["items"][0]["last_error"], "HTTP 410");
  const auto again = post("/api/v1/deliveries/" + id + "/resending", Json::object(), supervisor_);
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.json()["state"], "waiting");
  EXPECT_EQ(again.json()["tries"], 0);
  EXPECT_EQ(get("/api/v1/deliveries?state=lost", supervisor_).status, 422);
}

}  // namespace
