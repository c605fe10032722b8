// What machines measure, over the API.
#include "server/auth/tokens.h"
#include "tests/server/api/fixture.h"

namespace {

class ReadingApiTest : public ApiTest {
 protected:
  ReadingApiTest() {
    models::ReadingRule rule;
    rule.code = "cold";
    rule.name = {"回水变凉", "cold"};
    rule.facility_class = "heater";
    rule.fault_kind = "HP-COOL";
    rule.when = {"return_temperature", true, 30};
    rule.clears_at = 33;
    rule.held = std::chrono::minutes{10};
    rule.fresh = std::chrono::minutes{20};
    readings_->rules = {rule};
    database_->write_now([this](models::Transaction& tx) {
      gateway_ = auth::new_access_token();
      tx.access_tokens().insert({{},
                                 auth::hash_token(gateway_),
                                 town_.admin.account,
                                 "gateway",
                                 models::Scope::readings,
                                 now_,
                                 now_ + std::chrono::days{30},
                                 {}});
      return true;
    });
  }
  Json one(const std::string& code, double temperature) {
    return {{"facility_code", code},
            {"at", models::to_rfc3339(now_)},
            {"values", {{"return_temperature", temperature}}}};
  }
  Got take(const Json& readings) { return post("/api/v1/readings", {{"readings", readings}}, gateway_); }

  std::string gateway_;
};

TEST_F(ReadingApiTest, AStormFromAGatewayMakesOneOrder) {
  std::vector<std::string> reports;
  for (int minute = 0; minute < 60; ++minute) {
    const auto got = take(Json::array({one("LC-HP-1", 20), one("LC-HP-1", 20)}));
    ASSERT_EQ(got.status, 200) << got.body;
    EXPECT_EQ(got.json()["taken"], 1);
    EXPECT_EQ(got.json()["repeated"], 1);
    const auto made = got.json()["reports"];
    for (const auto& id : made) reports.push_back(id);
    now_ += std::chrono::minutes{1};
  }
  ASSERT_EQ(reports.size(), 1U);
  const auto report = get("/api/v1/reports/" + reports[0], operator_).json();
  EXPECT_EQ(report["state"], "accepted") << report.dump();
  EXPECT_EQ(report["fault_kind"], "HP-COOL");
  EXPECT_EQ(get("/api/v1/work-orders", operator_).json()["items"].size(), 1U);
  EXPECT_EQ(readings_->taken, 60);
  EXPECT_EQ(readings_->repeated, 60);
  EXPECT_EQ(readings_->reports, 1);
  EXPECT_EQ(readings_->refused, 0);
}

TEST_F(ReadingApiTest, WhoIsUnknownIsRefusedByNameAndTheOthersAreTaken) {
  auto late = one("LC-HP-1", 20);
  late["at"] = "2020-01-01T00:00:00Z";
  const auto got = take(Json::array({one("NOBODY", 20), one("LC-HP-1", 20), one("LC-SL-1", 20), late}));
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json()["taken"], 1);
  std::vector<std::string> refused;
  const auto each_refused = got.json()["refused"];
  for (const auto& each : each_refused)
    refused.push_back(each["index"].dump() + ":" + each["field"].get<std::string>() + ":" +
                      each["code"].get<std::string>());
  EXPECT_EQ(refused,
            (std::vector<std::string>{"0:facility_code:unknown", "2:values:unknown", "3:at:out_of_range"}));
  EXPECT_EQ(readings_->refused, 3);
}

TEST_F(ReadingApiTest, GarbageIsRefusedWholeAndCounted) {
  Json many = Json::array();
  for (int i = 0; i < 501; ++i) many.push_back(one("LC-HP-1", 20));
  EXPECT_EQ(take(many).wrong_fields(), std::vector<std::string>{"readings"});
  const struct {
    const char* body;
    std::vector<std::string> wrong;
  } rows[] = {
      {"", {"readings"}},
      {"[]", {"readings"}},
      {"\xff\xfe", {"readings"}},
      {R"({"readings":[]})", {"readings"}},
      {R"({"readings":[1]})", {"readings[0]"}},
      {R"({"readings":[{"facility_code":"A","at":"2026-11-23T00:00:00Z","values":{"a":1e999}}]})",
       {"readings"}},
      {R"({"readings":[{"facility_code":7,"at":"noon","values":{"a":"hot"},"b":1}]})",
       {"readings[0].at", "readings[0].b", "readings[0].facility_code", "readings[0].values.a"}},
      {R"({"readings":[{}],"more":1})", {"more", "readings[0].at", "readings[0].values"}},
  };
  for (const auto& row : rows) {
    const auto got = send({http::Method::post, "/api/v1/readings", row.body, gateway_, {}});
    EXPECT_EQ(got.status, 422) << row.body << got.body;
    auto wrong = got.wrong_fields();
    std::sort(wrong.begin(), wrong.end());
    EXPECT_EQ(wrong, row.wrong) << row.body;
  }
  EXPECT_EQ(send({http::Method::post, "/api/v1/readings", std::string(100'000, '['), gateway_, {}}).status,
            422);
  EXPECT_EQ(readings_->refused, 10);
  EXPECT_EQ(readings_->taken, 0);
}

TEST_F(ReadingApiTest, AGatewaysTokenReachesNothingElse) {
  for (const auto* target : {"/api/v1/reports", "/api/v1/facilities", "/api/v1/work-orders", "/api/v1/crews",
                             "/api/v1/accounts", "/api/v1/me", "/api/v1/city-orders"})
    EXPECT_EQ(get(target, gateway_).status, 403) << target;
  EXPECT_EQ(post("/api/v1/reports", {{"description", "灯不亮了"}}, gateway_).status, 403);
  EXPECT_EQ(post("/api/v1/readings", {{"readings", Json::array({one("LC-HP-1", 20)})}}, operator_).status,
            403);
}

}  // namespace
