// Calls, callers, pasted chats and outages over the API.
#include "tests/server/api/fixture.h"

namespace {

class DeskTest : public ApiTest {
 protected:
  DeskTest() {
    database_->write_now([this](models::Transaction& tx) {
      auto heater = *tx.facilities().find(town_.heater);
      heater.household = "王秀兰";
      heater.phone = "13812341234";
      tx.facilities().update(heater);
      return true;
    });
  }
  Json ring(const std::string& id, const Json& more = Json::object()) {
    Json body{{"call_id", id}, {"caller", "138 1234 1234"}, {"callee", "8001"}};
    body.update(more);
    const auto got = post("/api/v1/calls", body, operator_);
    EXPECT_EQ(got.status, 201) << got.body;
    return got.json();
  }
};

TEST_F(DeskTest, ACallRingsIsTakenOnceAndKeepsItsReport) {
  const auto call = ring("pbx-1");
  EXPECT_EQ(call["caller"], "138 **** 1234");
  const std::string at = "/api/v1/calls/" + call["id"].get<std::string>();
  const auto again = post("/api/v1/calls", {{"call_id", "pbx-1"}, {"recording", "https://pbx/1"}}, operator_);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.json()["id"], call["id"]);
  const auto listed = get("/api/v1/calls?waiting=true", dispatcher_);
  ASSERT_EQ(listed.json()["items"].size(), 1U) << listed.body;
  EXPECT_EQ(listed.body.find("1234 1234"), std::string::npos);
  const auto taken = put(at + "/taking", Json::object(), operator_);
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(taken.json()["caller"], "138 1234 1234");
  EXPECT_EQ(put(at + "/taking", Json::object(), dispatcher_).status, 409);
  EXPECT_EQ(get("/api/v1/calls?waiting=true", dispatcher_).json()["items"].size(), 0U);
  const auto order = get("/api/v1/work-orders/" + open_order(), operator_).json();
  const std::string report = order["reports"][0]["id"];
  EXPECT_EQ(put(at + "/report", {{"report_id", report}}, operator_).json()["report_id"], report);
  EXPECT_EQ(put(at + "/report", Json::object(), operator_).wrong_fields(),
            std::vector<std::string>{"report_id"});
}

TEST_F(DeskTest, BadCallsAreNamedFieldByField) {
  const auto got = post("/api/v1/calls",
                        {{"call_id", ""}, {"caller", "x"}, {"recording", "javascript:alert(1)"}}, operator_);
  EXPECT_EQ(got.status, 422) << got.body;
  EXPECT_EQ(get("/api/v1/calls?waiting=perhaps", operator_).status, 422);
  EXPECT_EQ(get("/api/v1/calls?since=noon", operator_).status, 422);
}

TEST_F(DeskTest, ALookUpShowsTheHouseholdMasked) {
  const auto order = open_order();  // reported from another number
  EXPECT_EQ(post("/api/v1/caller-lookups", {{"phone", "55500142"}}, operator_).json()["open_orders"][0]["id"],
            order);
  const auto got = post("/api/v1/caller-lookups", {{"phone", "+8613812341234"}}, operator_);
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json()["facilities"][0]["household"], "王**");
  EXPECT_TRUE(got.json()["open_orders"].empty()) << "another household's";
  EXPECT_EQ(got.body.find("王秀兰"), std::string::npos);
  EXPECT_EQ(got.body.find("13812341234"), std::string::npos);
  EXPECT_EQ(post("/api/v1/caller-lookups", {{"phone", "13900000000"}}, operator_).json()["facilities"].size(),
            0U);
}

TEST_F(DeskTest, APastedChatBecomesProposalsAndNothingIsKept) {
  const auto before = get("/api/v1/reports", operator_).json()["items"].size();
  const auto got = post("/api/v1/chat-readings",
                        {{"text", "胡各庄-张三 09:12\nLC-HP-1 坏了\n李四 09:13\n收到"}}, operator_);
  ASSERT_EQ(got.status, 200) << got.body;
  const auto items = got.json()["items"];
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0]["village"], support::SmallTown::village_a);
  EXPECT_TRUE(items[0]["left_out"].is_null());
  EXPECT_EQ(items[1]["left_out"], "thanks");
  EXPECT_EQ(get("/api/v1/reports", operator_).json()["items"].size(), before);
  EXPECT_EQ(post("/api/v1/chat-readings", {{"text", " "}}, operator_).status, 422);
}

TEST_F(DeskTest, AnOutageTiesOrdersTogetherUntilItEnds) {
  const auto one = open_order();
  const auto two = open_order("SL-DARK");
  const auto bad =
      post("/api/v1/outages",
           {{"reason", "power_cut"}, {"words", "停电"}, {"work_order_ids", {one, "99999"}}}, dispatcher_);
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(bad.wrong_fields(), std::vector<std::string>{"work_order_ids[1]"});
  const auto made = post("/api/v1/outages",
                         {{"reason", "power_cut"},
                          {"words", "台区停电"},
                          {"expected_at", models::to_rfc3339(now_ + std::chrono::hours{3})},
                          {"parent_id", two},
                          {"work_order_ids", {one, two}}},
                         dispatcher_);
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string at = made.header("Location");
  EXPECT_EQ(made.json()["orders"][0]["id"], two);
  EXPECT_EQ(get(at, operator_).json()["order_count"], 2);
  EXPECT_EQ(get("/api/v1/outages?work_order=" + one, operator_).json()["items"].size(), 1U);
  const auto order = get("/api/v1/work-orders/" + one, operator_).json();
  const auto told = get("/api/v1/public/reports/" + order["reports"][0]["token"].get<std::string>(), "");
  EXPECT_NE(told.body.find("停电"), std::string::npos) << told.body;
  EXPECT_EQ(post(at + "/ending", {{"words", "来电了"}}, dispatcher_).status, 200);
  EXPECT_EQ(post(at + "/ending", {{"words", "来电了"}}, dispatcher_).status, 409);
  EXPECT_EQ(get("/api/v1/outages?running=true", operator_).json()["items"].size(), 0U);
}

}  // namespace
