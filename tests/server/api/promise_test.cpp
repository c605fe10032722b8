#include <algorithm>

#include "tests/server/api/fixture.h"

namespace {

using http::Method;

struct Ask {
  const char* name;
  Method method;
  const char* target;  // {id}: an order
  const char* body;
  bool supervisor_only;
};

const Ask asks[] = {
    {"policy", Method::put, "/api/v1/policies/HP-P1", R"({"code":"HP-P1"})", false},
    {"calendar", Method::put, "/api/v1/calendars/office", R"({"code":"office"})", false},
    {"dates", Method::post, "/api/v1/calendars/none/dates", "date,open\n2026-10-01,closed\n", false},
    {"declare", Method::post, "/api/v1/cold-waves", R"({"note":"x"})", true},
    {"end", Method::post, "/api/v1/cold-waves/999/ending", "", true},
    {"recount", Method::post, "/api/v1/work-orders/{id}/recount", R"({"reason":"x"})", true},
};

}  // namespace

class PromiseApiTest : public ApiTest {
 protected:
  std::string at(std::string target, const std::string& order) {
    if (const auto place = target.find("{id}"); place != std::string::npos) target.replace(place, 4, order);
    return target;
  }
  Json order(const std::string& id) { return get("/api/v1/work-orders/" + id, supervisor_).json(); }
  Json clock(const Json& order, const std::string& target) {
    for (const auto& one : order["clocks"])
      if (one["target"] == target) return one;
    return {};
  }
  Json policy(const std::string& code) {
    const auto policies = get("/api/v1/policies", supervisor_).json();
    for (const auto& one : policies["items"])
      if (one["code"] == code) return one;
    return {};
  }
  std::string token_of(const std::string& id) { return order(id)["reports"][0]["token"]; }
  Json followed(const std::string& id) { return get("/api/v1/public/reports/" + token_of(id), "").json(); }
};

TEST_F(PromiseApiTest, EveryWriteIsForThoseWhoMay) {
  const auto id = open_order();
  for (const auto& ask : asks)
    for (const auto& token : {operator_, dispatcher_, checker_, heat_, light_, admin_, supervisor_}) {
      const bool may = token == supervisor_ || (token == admin_ && !ask.supervisor_only);
      http::Fields headers;
      const auto got = send({ask.method, at(ask.target, id), ask.body, token, headers});
      // What is let through is then told what is wrong with it.
      EXPECT_EQ(got.status == 403, !may) << ask.name << ' ' << got.status << ' ' << got.body;
    }
  for (const auto& ask : asks)
    EXPECT_EQ(send({ask.method, at(ask.target, id), ask.body, "", {}}).status, 401) << ask.name;
}

TEST_F(PromiseApiTest, APolicyIsReadChangedAndRead) {
  auto changed = policy("HP-P1");
  EXPECT_EQ(changed["limits"]["arrive"],
            (Json{{"amount", 2}, {"unit", "hours"}, {"duration", "PT2H"}, {"calendar", "24x7"}}));
  changed["limits"]["resolve"] = {{"amount", 180}, {"unit", "minutes"}, {"calendar", "24x7"}};
  changed["warnings"] = {{{"percent", 50}}, {{"percent", 80}}};
  const auto old_order = open_order();
  const auto saved = put("/api/v1/policies/HP-P1", changed, supervisor_);
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.json()["version"], 2);
  EXPECT_EQ(policy("HP-P1"), saved.json());
  EXPECT_EQ(clock(order(old_order), "resolve")["limit"], "PT4H");
  EXPECT_EQ(order(old_order)["policy_version"], 1);
  changed["limits"] = Json::object();
  EXPECT_EQ(put("/api/v1/policies/HP-P1", changed, supervisor_).wrong_fields(),
            std::vector<std::string>{"limits"});
  EXPECT_EQ(put("/api/v1/policies/HP-P9", changed, supervisor_).wrong_fields(),
            std::vector<std::string>{"code"});

  const auto recounted =
      post("/api/v1/work-orders/" + old_order + "/recount", {{"reason", "新标准"}}, supervisor_);
  ASSERT_EQ(recounted.status, 200) << recounted.body;
  EXPECT_EQ(clock(recounted.json(), "resolve")["limit"], "PT3H");
  EXPECT_EQ(recounted.json()["policy_reasons"], Json{"recounted"});
  const auto promise = followed(old_order)["promise"];
  EXPECT_EQ(promise["moved_by"][0]["kind"], "recounted");
}

TEST_F(PromiseApiTest, ACalendarIsTakenInWithItsDates) {
  const Json office{{"code", "office"},
                    {"name", {{"zh", "办公"}, {"en", "Office"}}},
                    {"zone", "Asia/Shanghai"},
                    {"spans", {{{"weekday", 1}, {"from_minute", 540}, {"to_minute", 720}}}},
                    {"season", {{"from", "11-01"}, {"to", "03-31"}}},
                    {"working_day_minutes", 180}};
  const auto saved = put("/api/v1/calendars/office", office, admin_);
  ASSERT_EQ(saved.status, 200) << saved.body;
  const auto with_dates = send({Method::post,
                                "/api/v1/calendars/office/dates",
                                "date,open,name\n2026-02-15,closed,春节\n2026-02-14,1,调休\n",
                                admin_,
                                {}});
  ASSERT_EQ(with_dates.status, 200) << with_dates.body;
  EXPECT_EQ(with_dates.json()["version"], 2);
  EXPECT_EQ(with_dates.json()["exceptions"][0]["date"], "2026-02-14");
  const auto calendars = get("/api/v1/calendars", operator_).json()["items"];
  EXPECT_NE(std::find(calendars.begin(), calendars.end(), with_dates.json()), calendars.end());
  auto wrong = office;
  wrong["zone"] = "Asia/Lucheng";
  wrong["spans"].push_back({{"weekday", 1}, {"from_minute", 600}, {"to_minute", 700}});
  EXPECT_EQ(put("/api/v1/calendars/office", wrong, admin_).wrong_fields(),
            (std::vector<std::string>{"zone", "spans[1]"}));
  wrong = office;
  wrong["season"]["from"] = "02-30";
  EXPECT_EQ(put("/api/v1/calendars/office", wrong, admin_).wrong_fields(),
            std::vector<std::string>{"season.from"});
  EXPECT_EQ(
      send({Method::post, "/api/v1/calendars/office/dates", "date,open\n2026-02-30,closed\n", admin_, {}})
          .status,
      422);
}

TEST_F(PromiseApiTest, AColdWaveIsDeclaredListedAndEnded) {
  const auto from = models::to_rfc3339(now_), to = models::to_rfc3339(now_ + std::chrono::hours{20});
  const auto declared =
      post("/api/v1/cold-waves", {{"from", from}, {"to", to}, {"note", "蓝色预警"}}, supervisor_);
  ASSERT_EQ(declared.status, 201) << declared.body;
  EXPECT_EQ(get("/api/v1/cold-waves", operator_).json()["items"][0], declared.json());
  EXPECT_EQ(order(open_order())["policy_reasons"], Json{"cold_wave"});
  EXPECT_EQ(post("/api/v1/cold-waves", {{"from", from}, {"to", from}, {"note", ""}}, supervisor_).status,
            422);
  const std::string id = declared.json()["id"];
  ASSERT_EQ(send({Method::post, "/api/v1/cold-waves/" + id + "/ending", "", supervisor_, {}}).status, 200);
  EXPECT_TRUE(get("/api/v1/cold-waves", operator_).json()["items"].empty());
  EXPECT_EQ(send({Method::post, "/api/v1/cold-waves/" + id + "/ending", "", supervisor_, {}}).status, 409);
}

TEST_F(PromiseApiTest, TheResidentHearsWhyThePromiseMoved) {
  const auto id = open_order();
  const auto before = followed(id);
  EXPECT_EQ(before["promise"]["state"], "running");
  EXPECT_EQ(before["promise"]["at"], before["promised_at"]);
  EXPECT_TRUE(before["promise"]["moved_by"].empty());
  const auto paused =
      post("/api/v1/work-orders/" + id + "/pauses", {{"reason", "weather"}, {"note", "内部"}}, dispatcher_);
  ASSERT_EQ(paused.status, 200) << paused.body;
  EXPECT_EQ(clock(paused.json(), "resolve")["pauses"][0]["to"], nullptr);
  now_ += std::chrono::minutes{30};
  const auto during = followed(id)["promise"];
  EXPECT_EQ(during["state"], "paused");
  EXPECT_EQ(during["moved_by"][0]["reason"], "weather");
  EXPECT_EQ(during["moved_by"][0]["to"], nullptr);
  EXPECT_EQ(during.dump().find("内部"), std::string::npos) << "the staff's note is the staff's";
  const auto resumed =
      send({Method::delete_, "/api/v1/work-orders/" + id + "/pauses/current", "", dispatcher_, {}});
  ASSERT_EQ(resumed.status, 200) << resumed.body;
  const auto after = followed(id)["promise"];
  EXPECT_EQ(after["first_at"], before["promised_at"]);
  EXPECT_NE(after["at"], before["promised_at"]);
  EXPECT_EQ(after["moved_by"][0]["kind"], "paused");
  EXPECT_EQ(clock(order(id), "resolve")["paused_seconds"], 1800);
}

TEST_F(PromiseApiTest, AnExtensionTellsTheResidentItsReason) {
  const auto id = open_order();
  const auto asked = post(
      "/api/v1/work-orders/" + id + "/requests",
      {{"kind", "extension"}, {"reason", "waiting_part"}, {"part_order_number", "P-1"}, {"amount", "PT2H"}},
      operator_);
  ASSERT_EQ(asked.status, 201) << asked.body;
  const std::string request = asked.json()["id"];
  const auto granted = post("/api/v1/requests/" + request + "/approve", {{"note", "内部"}}, dispatcher_);
  ASSERT_EQ(granted.status, 200) << granted.body;
  const auto moved = followed(id)["promise"]["moved_by"];
  ASSERT_EQ(moved.size(), 1u);
  EXPECT_EQ(moved[0]["kind"], "extended");
  EXPECT_EQ(moved[0]["reason_name"]["zh"], "等配件");
  EXPECT_EQ(moved[0]["from"], moved[0]["to"]);
}

TEST_F(PromiseApiTest, ADraftIsTriedOnPastOrdersAndWritesNothing) {
  const auto id = open_order();
  now_ += std::chrono::hours{2};
  auto draft = policy(order(id)["policy"]);
  ASSERT_FALSE(draft.empty());
  draft["limits"]["resolve"] = {{"amount", 1}, {"unit", "hours"}, {"calendar", "24x7"}};
  draft["limits"].erase("arrive");
  const auto tried =
      post("/api/v1/policies/what-if", {{"policies", Json::array({draft})}, {"by", "village"}}, supervisor_);
  ASSERT_EQ(tried.status, 200) << tried.body;
  const auto answer = tried.json();
  EXPECT_EQ(answer["orders"], 1);
  EXPECT_EQ(answer["all"]["key"], nullptr);
  EXPECT_EQ(answer["all"]["targets"]["resolve"]["newly_late"], 1);
  EXPECT_EQ(answer["rows"].size(), 1u);
  EXPECT_EQ(answer["changed"][0]["id"], id);
  EXPECT_EQ(answer["changed"][0]["then"], "open");
  EXPECT_EQ(answer["changed"][0]["draft"], "late");
  EXPECT_EQ(clock(order(id), "resolve")["breached_at"], nullptr);

  EXPECT_EQ(
      post("/api/v1/policies/what-if", {{"policies", Json::array({draft})}, {"by", "moon"}}, supervisor_)
          .wrong_fields(),
      std::vector<std::string>{"by"});
  EXPECT_EQ(post("/api/v1/policies/what-if", {{"policies", Json::array()}}, supervisor_).status, 422);
  draft["limits"] = Json::object();
  EXPECT_EQ(
      post("/api/v1/policies/what-if", {{"policies", Json::array({draft})}}, supervisor_).wrong_fields(),
      std::vector<std::string>{"policies[0].limits"});
  EXPECT_EQ(post("/api/v1/policies/what-if", {{"policies", Json::array({draft})}}, operator_).status, 403)
      << "who takes calls does not see the rates";
}

TEST_F(PromiseApiTest, ACallAboutTwoThingsBecomesTwoReports) {
  const auto id = open_order();
  const std::string report = order(id)["reports"][0]["id"];
  now_ += std::chrono::minutes{10};
  const auto split = post("/api/v1/reports/" + report + "/splitting",
                          {{"fault_kind", "SL-DARK"}, {"description", "门口路灯不亮"}}, operator_);
  ASSERT_EQ(split.status, 201) << split.body;
  EXPECT_EQ(split.json()["received_at"], order(id)["received_at"]);
  EXPECT_EQ(split.json()["state"], "received");
  EXPECT_EQ(
      post("/api/v1/reports/" + report + "/splitting", {{"fault_kind", "none"}}, operator_).wrong_fields(),
      std::vector<std::string>{"fault_kind"});
  EXPECT_EQ(post("/api/v1/reports/999999/splitting", {{"fault_kind", "SL-DARK"}}, operator_).status, 404);
  EXPECT_EQ(post("/api/v1/reports/" + report + "/splitting",
                 {{"fault_kind", "SL-DARK"}, {"reporter", {{"phone", "13900000000"}}}}, operator_)
                .status,
            422)
      << "the caller is the caller of the first";
}
