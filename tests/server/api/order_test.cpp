#include "tests/server/api/fixture.h"

class OrderTest : public ApiTest {
 protected:
  std::string at(const std::string& order, const std::string& what) {
    return "/api/v1/work-orders/" + order + "/" + what;
  }
};

TEST_F(OrderTest, TravelsFromTheCallToClosed) {
  const auto order = open_order();
  EXPECT_EQ(post(at(order, "acceptance"), Json::object(), heat_).json()["state"], "accepted");
  now_ += std::chrono::minutes{20};
  EXPECT_EQ(post(at(order, "arrival"), {{"position", {{"latitude", 39.9}, {"longitude", 116.7}}}}, heat_)
                .json()["state"],
            "under_way");
  now_ += std::chrono::minutes{30};
  const auto resolved = post(at(order, "resolution"), {{"outcome", "repaired"}, {"action", "换泵"}}, heat_);
  EXPECT_EQ(resolved.json()["state"], "resolved");
  EXPECT_EQ(resolved.json()["resolution"]["action"], "换泵");
  EXPECT_EQ(put(at(order, "closure"), {{"confirmed", true}}, heat_).status, 403)
      << "the resolver must not close";
  const auto closed = put(at(order, "closure"), {{"confirmed", true}, {"note", "屋里热了"}}, checker_);
  EXPECT_EQ(closed.json()["state"], "closed");
  const auto detail = get("/api/v1/work-orders/" + order, supervisor_).json();
  EXPECT_EQ(detail["reports"].size(), 1u);
  EXPECT_EQ(detail["assignment"]["rule"], "manual");
  for (const auto& clock : detail["clocks"]) EXPECT_EQ(clock["state"], "stopped") << clock;
}

TEST_F(OrderTest, AnIllegalMoveSaysWhatMayBeDone) {
  const auto order = open_order();
  const auto got = post(at(order, "resolution"), {{"outcome", "repaired"}}, heat_);
  EXPECT_EQ(got.status, 409);
  const auto allowed = got.json()["allowed"];
  EXPECT_NE(std::find(allowed.begin(), allowed.end(), "accept"), allowed.end()) << allowed;
  EXPECT_EQ(std::find(allowed.begin(), allowed.end(), "resolve"), allowed.end()) << allowed;
}

TEST_F(OrderTest, AStaleEditChangesNothing) {
  const auto order = open_order();
  const auto etag = get("/api/v1/work-orders/" + order, heat_).header("ETag");
  EXPECT_EQ(post(at(order, "acceptance"), Json::object(), heat_, {{"If-Match", etag}}).status, 200);
  const auto stale = post(at(order, "arrival"), Json::object(), heat_, {{"If-Match", etag}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.json()["code"], "stale");
  EXPECT_EQ(post(at(order, "arrival"), Json::object(), heat_, {{"If-Match", "five"}}).status, 422);
  EXPECT_EQ(get("/api/v1/work-orders/" + order, heat_).json()["state"], "accepted");
}

TEST_F(OrderTest, TheSameKeyDoesItOnce) {
  const auto order = open_order();
  const auto before = count_events(order);
  const http::Fields key{{"Idempotency-Key", "phone-1"}};
  const auto first = post(at(order, "notes"), {{"text", "到门口了"}}, heat_, key);
  const auto second = post(at(order, "notes"), {{"text", "到门口了"}}, heat_, key);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(first.header("Idempotent-Replayed"), "");
  EXPECT_EQ(second.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(count_events(order), before + 1);
  const auto other = post(at(order, "notes"), {{"text", "别的话"}}, heat_, key);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.wrong_fields(), std::vector<std::string>{"Idempotency-Key"});
  EXPECT_EQ(post(at(order, "notes"), {{"text", "别的话"}}, operator_, key).status, 201)
      << "keys are each account's own";
}

TEST_F(OrderTest, ARefusalIsNotRemembered) {
  const auto order = open_order();
  const http::Fields key{{"Idempotency-Key", "k"}};
  EXPECT_EQ(post(at(order, "resolution"), {{"outcome", "repaired"}}, heat_, key).status, 409);
  EXPECT_EQ(post(at(order, "arrival"), Json::object(), heat_).status, 200);
  EXPECT_EQ(post(at(order, "resolution"), {{"outcome", "repaired"}}, heat_, key).status, 200);
}

TEST_F(OrderTest, AnotherCrewSeesNothing) {
  const auto order = open_order();
  EXPECT_EQ(get("/api/v1/work-orders/" + order, light_).status, 404);
  EXPECT_EQ(get(at(order, "events"), light_).status, 404);
  EXPECT_EQ(get(at(order, "notes"), light_).status, 404);
  EXPECT_EQ(get(at(order, "photos"), light_).status, 404);
  EXPECT_EQ(post(at(order, "acceptance"), Json::object(), light_).status, 404);
  EXPECT_TRUE(get("/api/v1/work-orders?crew=" + town_.heat.text(), light_).json()["items"].empty());
  EXPECT_EQ(get("/api/v1/reports", light_).status, 403);
}

TEST_F(OrderTest, TheResidentsPageHasNoOtherPersonInIt) {
  const auto order = open_order();
  const auto report = get("/api/v1/work-orders/" + order, supervisor_).json()["reports"][0];
  const auto target = "/api/v1/public/reports/" + report["token"].get<std::string>();
  ASSERT_EQ(post(at(order, "arrival"), Json::object(), heat_).status, 200);
  EXPECT_EQ(post(target + "/verdict", {{"solved", true}}, "").status, 409) << "nothing to judge yet";
  ASSERT_EQ(post(at(order, "resolution"), {{"outcome", "repaired"}}, heat_).status, 200);
  const auto page = get(target, "");
  EXPECT_EQ(page.json()["reason"], "") << "why this crew was sent is not the reporter's business";
  EXPECT_EQ(page.body.find("010-5550-0142"), std::string::npos);
  EXPECT_EQ(page.body.find("王秀兰"), std::string::npos);
  EXPECT_TRUE(page.json()["may_judge"]);
  EXPECT_FALSE(page.json()["promised_at"].is_null());
  const auto judged = post(target + "/verdict", {{"solved", false}, {"comment", "还是冰凉"}}, "");
  EXPECT_EQ(judged.status, 200) << judged.body;
  const auto again = get("/api/v1/work-orders/" + order, supervisor_).json();
  EXPECT_EQ(again["reopened"], 1);
  EXPECT_EQ(again["state"], "assigned");
}

TEST_F(OrderTest, ATemporaryFixKeepsAChildOrderOpen) {
  const auto order = open_order();
  ASSERT_EQ(post(at(order, "arrival"), Json::object(), heat_).status, 200);
  const auto resolved =
      post(at(order, "resolution"), {{"outcome", "temporary"}, {"action", "送电暖器"}}, heat_).json();
  ASSERT_EQ(resolved["child_ids"].size(), 1u);
  const auto child =
      get("/api/v1/work-orders/" + resolved["child_ids"][0].get<std::string>(), supervisor_).json();
  EXPECT_EQ(child["parent_id"], order);
  EXPECT_EQ(child["state"], "assigned");
}

TEST_F(OrderTest, DuplicatesAreOfferedAndMerged) {
  const auto order = open_order();
  const auto second = post("/api/v1/reports",
                           {{"reporter", {{"phone", "010-5550-0142"}}},
                            {"village", support::SmallTown::village_a},
                            {"fault_kind", "HP-NOHEAT"}},
                           operator_)
                          .json();
  const auto found =
      get("/api/v1/duplicates?report=" + second["id"].get<std::string>(), operator_).json()["items"];
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0]["work_order"]["id"], order);
  const auto merged = put("/api/v1/reports/" + second["id"].get<std::string>() + "/triage",
                          {{"decision", "merge"}, {"work_order_id", order}}, operator_);
  EXPECT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(merged.json()["work_order"]["report_count"], 2);
}

TEST_F(OrderTest, GasIsHandedOverAndNeverBecomesAnOrder) {
  const auto report =
      post("/api/v1/reports", {{"fault_kind", "GS-SMELL"}, {"description", "有煤气味"}}, operator_).json();
  const auto target = "/api/v1/reports/" + report["id"].get<std::string>() + "/triage";
  EXPECT_EQ(put(target, {{"decision", "open"}}, operator_).status, 422);
  const auto referred = put(target,
                            {{"decision", "refer"},
                             {"reason", "燃气泄漏"},
                             {"hand_over", {{"service", "119"}, {"reference", "A-17"}}}},
                            operator_);
  EXPECT_EQ(referred.status, 200) << referred.body;
  EXPECT_EQ(referred.json()["report"]["state"], "referred");
  EXPECT_TRUE(referred.json()["work_order"].is_null());
}
