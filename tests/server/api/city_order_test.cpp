// Orders of the city's hotline over the API: one, a file, the feedback.
#include "tests/server/api/fixture.h"

namespace {

class CityOrderApiTest : public ApiTest {
 protected:
  Got upload(const std::string& body, bool dry, http::Fields headers = {}) {
    headers.emplace_back("Content-Type", "text/csv");
    return send({http::Method::post,
                 std::string("/api/v1/city-orders/imports") + (dry ? "?dry_run=true" : ""), body, operator_,
                 std::move(headers)});
  }
  std::size_t reports() { return get("/api/v1/reports?state=received", operator_).json()["items"].size(); }
  std::string feedback(const std::string& query = "?format=csv") {
    const auto got = get("/api/v1/city-orders/feedback" + query, operator_);
    EXPECT_EQ(got.status, 200) << got.body;
    return got.body;
  }
  // A table as the city exports it, with columns nobody here asks for.
  const std::string table_ =
      "序号,工单编号,诉求分类,标题,诉求内容,诉求人,联系电话,村,受理时间,办结时限,满意情况\r\n"
      "1,C-0001,HP-NOHEAT,家里不热,昨晚起不热,王秀兰,13800000001,110112119201,2026/11/23 7:50,2026/11/23 "
      "8:20,\r\n"
      "2,C-0002,市政/SL-DARK,路灯不亮,,李强,13800000002,,2026-11-23 07:55:30,2026-11-26,\r\n";
};

TEST_F(CityOrderApiTest, ADryRunSaysWhatWouldBeDoneAndDoesNothing) {
  const auto tried = upload(table_, true);
  ASSERT_EQ(tried.status, 200) << tried.body;
  EXPECT_EQ(tried.json()["inserted"], 2);
  EXPECT_EQ(tried.json()["written"], false);
  EXPECT_EQ(tried.json()["ignored"], (Json{"序号", "满意情况"}));
  EXPECT_EQ(reports(), 0U);
  EXPECT_EQ(get("/api/v1/city-orders", operator_).json()["items"].size(), 0U);
}

TEST_F(CityOrderApiTest, AFileIsTakenInOnceHoweverOftenItIsSent) {
  const auto first = upload(table_, false);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.json()["inserted"], 2);
  EXPECT_EQ(first.json()["written"], true);
  const auto listed = get("/api/v1/city-orders", operator_).json()["items"];
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[1]["number"], "C-0001");
  EXPECT_EQ(listed[1]["due_at"], "2026-11-23T00:20:00Z");
  EXPECT_EQ(listed[1]["report"]["received_at"], "2026-11-22T23:50:00Z");
  EXPECT_EQ(listed[1]["report"]["fault_kind"], "HP-NOHEAT");
  EXPECT_EQ(listed[0]["due_at"], "2026-11-26T15:59:59Z") << "a day is meant whole";
  EXPECT_EQ(listed[0]["report"]["fault_kind"], "SL-DARK");
  for (int i = 0; i < 2; ++i) {
    const auto again = upload(table_, false);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(again.json()["unchanged"], 2);
    EXPECT_EQ(again.json()["inserted"], 0);
    EXPECT_EQ(again.json()["findings"].size(), 0U) << again.body;
  }
  EXPECT_EQ(reports(), 2U);
}

TEST_F(CityOrderApiTest, EveryBadRowIsNamedAndNoneIsTakenIn) {
  const std::string bad =
      "工单编号,标题,联系电话,受理时间,村\n"
      "B-1,灯灭了,13800000001,2026-11-23 07:00,\n"
      "B-2,灯灭了,no phone,昨天,\n"
      "B-1,又一次,,,\n"
      ",没有编号,,,哪里\n";
  const auto tried = upload(bad, true);
  ASSERT_EQ(tried.status, 200) << tried.body;
  std::vector<std::string> named;
  const auto errors = tried.json()["errors"];
  for (const auto& one : errors)
    named.push_back(std::to_string(one["line"].get<int>()) + ":" + one["field"].get<std::string>() + ":" +
                    one["code"].get<std::string>());
  EXPECT_EQ(named,
            (std::vector<std::string>{"3:received_at:bad_format", "3:phone:bad_format",
                                      "4:number:not_allowed", "5:number:required", "5:village:unknown"}));
  const auto refused = upload(bad, false);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.wrong_fields(),
            (std::vector<std::string>{"line 3: received_at", "line 3: phone", "line 4: number",
                                      "line 5: number", "line 5: village"}));
  EXPECT_EQ(reports(), 0U);
}

TEST_F(CityOrderApiTest, WhatIsNoTableIsRefusedByLine) {
  for (const auto* body : {"", "标题\n没有编号一栏\n", "工单编号,编号\nA,B\n"}) {
    const auto got = upload(body, false);
    EXPECT_EQ(got.status, 422) << body << got.body;
    EXPECT_FALSE(got.wrong_fields().empty());
  }
  EXPECT_EQ(upload(std::string("PK\x03\x04 no workbook"), true).status, 422);
  EXPECT_EQ(upload("工单编号\n\"open quote", true).wrong_fields(), std::vector<std::string>{"line 2"});
  std::string many = "number,title\n";
  for (int i = 0; i < 2001; ++i) many += "M-" + std::to_string(i) + ",x\n";
  EXPECT_EQ(upload(many, true).status, 422);
  EXPECT_EQ(send({http::Method::post, "/api/v1/city-orders/imports?dry_run=maybe", table_, operator_, {}})
                .wrong_fields(),
            std::vector<std::string>{"dry_run"});
}

TEST_F(CityOrderApiTest, TheFeedbackGoesOutOnceInTheFormItCameIn) {
  ASSERT_EQ(upload(table_, false).status, 200);
  auto csv = feedback();
  EXPECT_NE(csv.find("C-0001,HP-NOHEAT,家里不热,2026-11-23 07:50:00,2026-11-23 08:20:00,"), std::string::npos)
      << csv;
  EXPECT_NE(csv.find("签收反馈"), std::string::npos);
  EXPECT_EQ(csv.find("王秀兰"), std::string::npos);
  EXPECT_EQ(csv.find("13800000001"), std::string::npos);
  // What went out can be sent in again: it changes nothing.
  EXPECT_EQ(upload(csv, false).json()["unchanged"], 2) << "read back";
  const auto given = post("/api/v1/city-orders/feedback?format=xlsx", Json::object(), operator_,
                          {{"Idempotency-Key", "once"}});
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_TRUE(given.body.starts_with("PK"));
  EXPECT_EQ(given.header("X-Row-Count"), "2");
  EXPECT_EQ(post("/api/v1/city-orders/feedback?format=xlsx", Json::object(), operator_,
                 {{"Idempotency-Key", "once"}})
                .body,
            given.body)
      << "a lost answer is had again";
  EXPECT_EQ(upload(given.body, false).json()["unchanged"], 2) << "the workbook, too";
  EXPECT_EQ(get("/api/v1/city-orders/feedback", operator_).header("X-Row-Count"), "0");
  EXPECT_EQ(get("/api/v1/city-orders/feedback?from=2026-11-22T00:00:00Z", operator_).header("X-Row-Count"),
            "2");

  const auto listed = get("/api/v1/city-orders", operator_).json()["items"];
  const std::string report = listed[1]["report"]["id"];
  ASSERT_EQ(put("/api/v1/reports/" + report + "/triage", {{"decision", "reject"}, {"reason", "不属本镇"}},
                operator_)
                .status,
            200);
  csv = feedback();
  EXPECT_NE(csv.find("办结反馈,退回"), std::string::npos) << csv;
  EXPECT_NE(csv.find("不属本镇"), std::string::npos);
  EXPECT_EQ(csv.find("C-0002"), std::string::npos) << "of that one the city knows already";
  for (const auto* query : {"?format=pdf", "?from=today"})
    EXPECT_EQ(get(std::string("/api/v1/city-orders/feedback") + query, operator_).status, 422) << query;
}

TEST_F(CityOrderApiTest, OneOrderByTheApiAndItsDuplicates) {
  open_order();
  const Json body{{"number", "A-1"},
                  {"kind", "HP-NOHEAT"},
                  {"title", "不热"},
                  {"name", "王秀兰"},
                  {"phone", "13800000001"},
                  {"village", support::SmallTown::village_a},
                  {"due_at", "2026-11-25T00:00:00Z"}};
  const auto made = post("/api/v1/city-orders", body, operator_);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json()["change"], "inserted");
  ASSERT_GE(made.json()["duplicates"].size(), 1U) << made.body;
  EXPECT_TRUE(made.json()["duplicates"][0]["number"].get<std::string>().starts_with("LC"));
  EXPECT_EQ(made.body.find("13800000001"), std::string::npos) << "masked as everywhere";
  EXPECT_EQ(post("/api/v1/city-orders", body, operator_).status, 200);
  auto earlier = body;
  earlier["due_at"] = "2026-11-24T00:00:00Z";
  EXPECT_EQ(post("/api/v1/city-orders", earlier, operator_).json()["change"], "updated");
  EXPECT_EQ(post("/api/v1/city-orders", body, operator_).json()["differing"], Json{"due_at"});
  EXPECT_EQ(post("/api/v1/city-orders", {{"title", "x"}, {"colour", 1}}, operator_).wrong_fields(),
            (std::vector<std::string>{"number", "colour"}));
}

}  // namespace
