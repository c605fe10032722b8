#include <algorithm>

#include "server/workers/workers.h"
#include "tests/server/api/fixture.h"

class RequestTest : public ApiTest {
 protected:
  static std::string at(const std::string& order, const std::string& what) {
    return "/api/v1/work-orders/" + order + "/" + what;
  }
  static std::string decide(const Got& asked, const std::string& what) {
    return "/api/v1/requests/" + asked.json()["id"].get<std::string>() + "/" + what;
  }
  static Json extension() {
    return {
        {"kind", "extension"}, {"reason", "waiting_part"}, {"part_order_number", "P-1"}, {"amount", "PT2H"}};
  }
  void resolve(const std::string& order) {
    EXPECT_EQ(post(at(order, "arrival"), Json::object(), heat_).status, 200);
    EXPECT_EQ(post(at(order, "resolution"), {{"outcome", "repaired"}}, heat_).status, 200);
  }
  std::string report_of(const std::string& order) {
    return get("/api/v1/work-orders/" + order, supervisor_).json()["reports"][0]["id"];
  }
  bool crew_reads(const std::string& order, const std::string& word) {
    for (const auto& target : {std::string("/api/v1/work-orders/") + order, at(order, "events"),
                               std::string("/api/v1/work-orders"), at(order, "notes")})
      if (get(target, heat_).body.find(word) != std::string::npos) return true;
    return false;
  }
};

TEST_F(RequestTest, IsAskedDecidedAndListed) {
  const auto order = open_order();
  const auto due = get("/api/v1/work-orders/" + order, heat_).json()["clocks"].back()["due_at"];
  const auto asked = post(at(order, "requests"), extension(), heat_);
  ASSERT_EQ(asked.status, 201) << asked.body;
  EXPECT_EQ(asked.json()["state"], "pending");
  EXPECT_TRUE(asked.json()["may_withdraw"]);
  EXPECT_FALSE(asked.json()["may_decide"]);
  const auto list = get("/api/v1/requests?state=pending", supervisor_).json()["items"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["work_order"]["id"], order);
  EXPECT_EQ(list[0]["reason_name"]["zh"], "等配件");
  EXPECT_TRUE(list[0]["may_decide"]);
  EXPECT_TRUE(get("/api/v1/requests", light_).json()["items"].empty()) << "another crew's";
  EXPECT_EQ(post(decide(asked, "approve"), Json::object(), heat_).status, 403);
  EXPECT_EQ(post(decide(asked, "refuse"), Json::object(), dispatcher_).status, 422);
  const auto done = post(decide(asked, "approve"), {{"note", "好"}}, dispatcher_);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json()["state"], "approved");
  EXPECT_NE(get("/api/v1/work-orders/" + order, heat_).json()["clocks"].back()["due_at"], due);
  EXPECT_EQ(post(decide(asked, "approve"), Json::object(), supervisor_).status, 409);
  const auto report = get("/api/v1/work-orders/" + order, supervisor_).json()["reports"][0];
  const auto page = get("/api/v1/public/reports/" + report["token"].get<std::string>(), "").json();
  EXPECT_EQ(page["progress"].back()["kind"], "sla_extended");
  EXPECT_EQ(page["progress"].back()["reason"]["zh"], "等配件");
  EXPECT_EQ(page["progress"].back()["promised_at"], page["promised_at"]);
}

TEST_F(RequestTest, BadInputIsNamedAndChangesNothing) {
  const auto order = open_order();
  const auto before = count_events(order);
  using Fields = std::vector<std::string>;
  const auto wrong = [&](Json body) {
    return post(at(order, "requests"), std::move(body), heat_).wrong_fields();
  };
  EXPECT_EQ(wrong({{"kind", "holiday"}, {"reason", "waiting_part"}}), Fields{"kind"});
  EXPECT_EQ(wrong({{"kind", "extension"}, {"reason", "waiting_part"}}),
            (Fields{"part_order_number", "amount"}));
  EXPECT_EQ(wrong({{"kind", "extension"}, {"reason", "waiting_part"}, {"amount", "two hours"}}),
            Fields{"amount"});
  EXPECT_EQ(wrong({{"kind", "pause"}, {"reason", "weather"}, {"from", "2027-01-01T00:00:00Z"}}),
            Fields{"from"});
  EXPECT_EQ(wrong({{"kind", "pause"}, {"reason", "weather"}, {"colour", "red"}}), Fields{"colour"});
  now_ += std::chrono::minutes{200};
  EXPECT_EQ(post(at(order, "requests"), extension(), heat_).status, 409) << "after 80 %";
  EXPECT_EQ(count_events(order), before);
  EXPECT_EQ(get("/api/v1/requests?state=lost", supervisor_).wrong_fields(), Fields{"state"});
  EXPECT_EQ(get("/api/v1/requests?kind=lost", supervisor_).wrong_fields(), Fields{"kind"});
  EXPECT_EQ(get("/api/v1/alerts?open=perhaps", supervisor_).wrong_fields(), Fields{"open"});
}

TEST_F(RequestTest, OnesOwnIsNotApproved) {
  const auto order = open_order();
  const auto asked = post(at(order, "requests"), extension(), dispatcher_);
  ASSERT_EQ(asked.status, 201) << asked.body;
  const auto refused = post(decide(asked, "approve"), Json::object(), dispatcher_);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("another person"), std::string::npos);
  EXPECT_EQ(post(decide(asked, "withdraw"), Json::object(), dispatcher_).json()["state"], "withdrawn");
}

TEST_F(RequestTest, AShelvedOrderStandsOnTheShelf) {
  const auto order = open_order();
  const auto asked = post(
      at(order, "requests"),
      {{"kind", "shelve"}, {"reason", "waiting_funds"}, {"review_at", "2026-12-01T00:00:00Z"}}, dispatcher_);
  ASSERT_EQ(asked.status, 201) << asked.body;
  ASSERT_EQ(post(decide(asked, "approve"), Json::object(), supervisor_).status, 200);
  const auto shelf = get("/api/v1/shelf", operator_).json()["items"];
  ASSERT_EQ(shelf.size(), 1u);
  EXPECT_EQ(shelf[0]["review_at"], "2026-12-01T00:00:00Z");
  now_ = *models::parse_rfc3339("2026-12-01T00:00:00Z");
  EXPECT_EQ(workers::watch_requests(*database_, now_), 1);
  EXPECT_EQ(workers::watch_requests(*database_, now_), 0);
  supervisor_ = sign_in(town_.supervisor);  // a week later the session is over
  const auto alerts = get("/api/v1/alerts", supervisor_).json()["items"];
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0]["trigger"], "review");
  EXPECT_EQ(post("/api/v1/alerts/" + alerts[0]["id"].get<std::string>() + "/acknowledge",
                 {{"note", "知道了"}}, supervisor_)
                .json()["acknowledged_by"],
            "supervisor");
  EXPECT_TRUE(get("/api/v1/alerts", supervisor_).json()["items"].empty());
}

TEST_F(RequestTest, AlertsGoToTheirOffice) {
  const auto order = open_order();
  now_ += std::chrono::minutes{30};
  EXPECT_EQ(workers::watch_escalations(*database_, now_), 2);
  EXPECT_TRUE(get("/api/v1/alerts", heat_).json()["items"].empty()) << "a member is not the lead";
  EXPECT_EQ(get("/api/v1/alerts", supervisor_).json()["items"].size(), 0u);
  EXPECT_EQ(get("/api/v1/alerts?everybodys=true", supervisor_).json()["items"].size(), 2u);
  const auto mine = get("/api/v1/alerts", dispatcher_).json()["items"];
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(mine[0]["who"], "dispatcher");
  EXPECT_EQ(mine[0]["work_order"]["id"], order);
  const auto target = "/api/v1/alerts/" + mine[0]["id"].get<std::string>() + "/acknowledge";
  for (const auto& token : {operator_, heat_, admin_, checker_})
    EXPECT_EQ(post(target, Json::object(), token).status, 403);
  EXPECT_EQ(post(target, Json::object(), dispatcher_).status, 200);
  EXPECT_EQ(post(target, Json::object(), dispatcher_).status, 409);
}

TEST_F(RequestTest, ReasonsAndChainsAreData) {
  const auto reasons = get("/api/v1/request-reasons", heat_).json()["items"];
  EXPECT_GT(reasons.size(), 10u);
  const Json snow{{"name", {{"zh", "大雪"}, {"en", "Snow"}}},
                  {"kinds", {"pause"}},
                  {"longest", "PT6H"},
                  {"needs_approval", false}};
  EXPECT_EQ(put("/api/v1/request-reasons/snow", snow, dispatcher_).status, 403);
  EXPECT_EQ(put("/api/v1/request-reasons/snow", snow, supervisor_).json()["longest"], "PT6H");
  EXPECT_EQ(post(at(open_order(), "pauses"), {{"reason", "snow"}}, heat_).status, 200);
  const Json chain{{"name", {{"zh", "链"}, {"en", "Chain"}}},
                   {"trigger", "unsigned"},
                   {"steps", {{{"after", "PT5M"}, {"who", "supervisor"}}}},
                   {"quiet", {{"from", "22:00"}, {"to", "07:30"}}},
                   {"village", support::SmallTown::village_a}};
  EXPECT_EQ(put("/api/v1/escalation-chains/mine", chain, admin_).json()["quiet"]["to"], "07:30");
  auto wrong = chain;
  wrong["then"] = "mine";
  EXPECT_EQ(put("/api/v1/escalation-chains/mine", wrong, supervisor_).wrong_fields(),
            std::vector<std::string>{"then"});
  wrong = chain;
  wrong["steps"][0]["who"] = "mayor";
  wrong["quiet"]["to"] = "7 o'c";
  EXPECT_EQ(put("/api/v1/escalation-chains/mine", wrong, supervisor_).wrong_fields(),
            (std::vector<std::string>{"steps[0].who", "quiet.to"}));
  EXPECT_EQ(put("/api/v1/escalation-chains/mine", chain, operator_).status, 403);
}

TEST_F(RequestTest, HandlersSeeNoScoreBeforeTheOrderIsClosed) {
  const auto order = open_order();
  resolve(order);
  const auto target = "/api/v1/reports/" + report_of(order) + "/callbacks";
  const Json said{
      {"reached", true}, {"solved", true}, {"satisfaction", "dissatisfied"}, {"comment", "等太久"}};
  EXPECT_EQ(post(target, said, heat_).status, 403);
  EXPECT_EQ(get("/api/v1/call-backs", heat_).status, 403);
  auto list = get("/api/v1/call-backs", operator_).json();
  ASSERT_EQ(list["items"].size(), 1u);
  EXPECT_EQ(list["items"][0]["work_order"]["id"], order);
  EXPECT_EQ(list["items"][0]["reason"], "no_message");
  EXPECT_NE(list["items"][0]["reporter"]["phone"].get<std::string>().find('*'), std::string::npos);
  const auto soon = models::to_rfc3339(now_ + std::chrono::hours{1});
  EXPECT_EQ(post(target, {{"reached", true}, {"solved", true}, {"later_at", soon}}, operator_).wrong_fields(),
            std::vector<std::string>{"solved"});
  EXPECT_EQ(post(target, {{"reached", true}, {"later_at", soon}}, operator_).status, 200);
  EXPECT_EQ(get("/api/v1/call-backs", operator_).json()["later"], 1);
  EXPECT_EQ(post(target, {{"reached", false}}, operator_).json()["callbacks_unanswered"], 1);
  EXPECT_EQ(post(target, {{"reached", false}, {"solved", true}}, operator_).wrong_fields(),
            std::vector<std::string>{"solved"});
  EXPECT_EQ(post(target, said, operator_).json()["verdict"]["channel"], "callback");
  for (const auto* word :
       {"dissatisfied", "等太久", "report_judged", "callback_unanswered", "callback_put_off"})
    EXPECT_FALSE(crew_reads(order, word)) << word;
  EXPECT_NE(get("/api/v1/work-orders/" + order, supervisor_).body.find("dissatisfied"), std::string::npos);
  ASSERT_EQ(put(at(order, "closure"), {{"confirmed", true}}, checker_).status, 200);
  EXPECT_TRUE(crew_reads(order, "dissatisfied")) << "closed: now they may know";
}

TEST_F(RequestTest, ADrawnRepairWaitsForAChecker) {
  database_->write_now([](models::Transaction& tx) {
    auto heater = *tx.catalog().find_class("heater");
    heater.recheck_percent = 100;
    tx.catalog().save(heater);
    return true;
  });
  const auto order = open_order();
  resolve(order);
  EXPECT_FALSE(crew_reads(order, "recheck_drawn"));
  EXPECT_FALSE(crew_reads(order, "\"recheck_owed\":true"));
  EXPECT_EQ(get("/api/v1/rechecks", heat_).status, 403);
  EXPECT_TRUE(get("/api/v1/work-orders/" + order, checker_).json()["recheck_owed"]);
  EXPECT_EQ(put(at(order, "closure"), {{"confirmed", true}}, operator_).status, 409);
  const auto list = get("/api/v1/rechecks", checker_).json()["items"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_TRUE(list[0]["may_do"]);
  EXPECT_EQ(post(at(order, "recheck"), {{"passed", true}}, operator_).status, 403);
  EXPECT_EQ(post(at(order, "recheck"), {{"passed", false}}, checker_).wrong_fields(),
            std::vector<std::string>{"note"});
  EXPECT_EQ(post(at(order, "recheck"), {{"passed", true}}, checker_).status, 200);
  EXPECT_TRUE(get("/api/v1/rechecks", checker_).json()["items"].empty());
  EXPECT_EQ(put(at(order, "closure"), {{"confirmed", true}}, operator_).status, 200);
}

TEST_F(RequestTest, TheResidentAnswersWithAGrade) {
  const auto order = open_order();
  resolve(order);
  const auto report = get("/api/v1/work-orders/" + order, supervisor_).json()["reports"][0];
  const auto target = "/api/v1/public/reports/" + report["token"].get<std::string>() + "/verdict";
  EXPECT_EQ(post(target, {{"solved", true}, {"satisfaction", "so so"}}, "").wrong_fields(),
            std::vector<std::string>{"satisfaction"});
  EXPECT_EQ(post(target, {{"solved", true}, {"channel", "callback"}}, "").wrong_fields(),
            std::vector<std::string>{"channel"});
  const auto judged =
      post(target, {{"solved", true}, {"satisfaction", "very_satisfied"}, {"channel", "sms"}}, "");
  ASSERT_EQ(judged.status, 200) << judged.body;
  EXPECT_EQ(judged.json()["verdict"]["satisfaction"], "very_satisfied");
  EXPECT_EQ(judged.json()["verdict"]["channel"], "sms");
}
