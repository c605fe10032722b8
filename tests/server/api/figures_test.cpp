#include <map>
#include <set>

#include "tests/server/api/fixture.h"

namespace {

using http::Method;

const std::vector<std::string> targets{"/api/v1/figures", "/api/v1/figures/on_time_rate/work-orders",
                                       "/api/v1/reports-left-out"};

}  // namespace

class FiguresApiTest : public ApiTest {
 protected:
  /// The period from the day before until a day after, as time stands.
  std::string period() const {
    const auto text = [](models::Time time) {
      auto words = models::to_rfc3339(time);
      for (auto plus = words.find('+'); plus != std::string::npos; plus = words.find('+'))
        words.replace(plus, 1, "%2B");
      return words;
    };
    return "from=" + text(now_ - std::chrono::days{9}) + "&to=" + text(now_ + std::chrono::days{1});
  }
  Json value(const std::string& code, const std::string& more = "") {
    const auto got = get("/api/v1/figures?" + period() + more, supervisor_);
    EXPECT_EQ(got.status, 200) << got.body;
    return got.json()["total"]["values"][code];
  }
  Json orders(const std::string& code, const std::string& part) {
    const auto got =
        get("/api/v1/figures/" + code + "/work-orders?" + period() + "&part=" + part, supervisor_);
    EXPECT_EQ(got.status, 200) << got.body;
    return got.json();
  }
  void step(const std::string& order, const std::string& verb, const Json& body, const std::string& token) {
    const auto got = post("/api/v1/work-orders/" + order + "/" + verb, body, token);
    EXPECT_LT(got.status, 300) << verb << ": " << got.body;
  }
  std::string resolved(const std::string& outcome) {
    const auto order = open_order();
    step(order, "acceptance", Json::object(), dispatcher_);
    step(order, "arrival", Json::object(), dispatcher_);
    step(order, "resolution", {{"outcome", outcome}, {"action", "看过了"}}, dispatcher_);
    return order;
  }
  /// All limits end meanwhile, and so does the session.
  void let_days_pass() {
    now_ += std::chrono::days{8};
    supervisor_ = sign_in(town_.supervisor);
  }
  void close(const std::string& order) {
    const auto got = put("/api/v1/work-orders/" + order + "/closure",
                         {{"confirmed", true}, {"method", "callback"}, {"note", ""}}, checker_);
    EXPECT_EQ(got.status, 200) << got.body;
  }
};

TEST_F(FiguresApiTest, WhoRepairsOrTakesCallsSeesNoScores) {
  const auto auditor = sign_in(town_.auditor);
  for (const auto& target : targets) {
    for (const auto& token : {supervisor_, dispatcher_, checker_, auditor})
      EXPECT_EQ(get(target, token).status, 200) << target;
    for (const auto& token : {heat_, light_, operator_, admin_})
      EXPECT_EQ(get(target, token).status, 403) << target;
    EXPECT_EQ(get(target, "").status, 401) << target;
  }
}

TEST_F(FiguresApiTest, ANumberOpensTheOrdersBehindItAndNoExclusionIsSilent) {
  const auto kept = resolved("repaired");
  close(kept);
  const auto open = open_order();
  const auto false_report = resolved("false_report");
  const auto cancelled = open_order();
  step(cancelled, "cancellation", {{"reason", "重复来电"}}, supervisor_);
  // Not confirmed by anybody yet: it still counts.
  EXPECT_EQ(value("accurate_dispatch_rate")["excluded"], 1);
  EXPECT_EQ(value("accurate_dispatch_rate")["denominator"], 3);
  close(false_report);
  let_days_pass();

  const auto in_time = value("on_time_rate");
  EXPECT_EQ(in_time["numerator"], 1);
  EXPECT_EQ(in_time["denominator"], 2);
  EXPECT_EQ(in_time["excluded"], 2);
  EXPECT_EQ(in_time["percent"], 50.0);
  EXPECT_EQ(value("overdue_open_rate")["numerator"], 1);
  EXPECT_EQ(value("solved_rate")["percent"], 100.0);
  EXPECT_TRUE(value("satisfied_rate")["percent"].is_null());

  EXPECT_EQ(orders("on_time_rate", "numerator")["items"][0]["id"], kept);
  EXPECT_EQ(orders("on_time_rate", "rest")["items"][0]["id"], open);
  EXPECT_EQ(orders("on_time_rate", "denominator")["count"], 2);
  const auto excluded = orders("on_time_rate", "excluded");
  ASSERT_EQ(excluded["items"].size(), 2u);
  std::map<std::string, Json> why;
  for (const auto& item : excluded["items"]) why[item["id"]] = item["exclusion"];
  EXPECT_EQ(why[cancelled]["reason"], "cancelled");
  EXPECT_EQ(why[cancelled]["words"], "重复来电");
  EXPECT_FALSE(why[cancelled]["approved_by"].get<std::string>().empty());
  EXPECT_EQ(why[false_report]["reason"], "false_report");
  EXPECT_FALSE(why[false_report]["approved_by"].get<std::string>().empty());
}

TEST_F(FiguresApiTest, RowsFiltersAndPagesHoldTogether) {
  for (int i = 0; i < 5; ++i) close(resolved("repaired"));
  let_days_pass();
  const auto by_class = get("/api/v1/figures?" + period() + "&by=class", supervisor_).json();
  ASSERT_EQ(by_class["rows"].size(), 1u);
  EXPECT_EQ(by_class["definitions"].size(), 12u);
  const auto code = by_class["rows"][0]["key"].get<std::string>();
  EXPECT_EQ(by_class["rows"][0]["values"]["closed_rate"]["denominator"], 5);
  EXPECT_EQ(value("closed_rate", "&class=" + code)["denominator"], 5);
  EXPECT_EQ(value("closed_rate", "&class=other")["denominator"], 0);
  EXPECT_EQ(value("closed_rate", "&crew=none")["denominator"], 0);

  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    const auto page =
        get("/api/v1/figures/closed_rate/work-orders?" + period() + "&limit=2&cursor=" + cursor, supervisor_)
            .json();
    EXPECT_EQ(page["count"], 5);
    for (const auto& item : page["items"]) EXPECT_TRUE(seen.insert(item["id"]).second);
    cursor = page["next"].is_null() ? "" : page["next"].get<std::string>();
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen.size(), 5u);
}

TEST_F(FiguresApiTest, WrongQuestionsAreToldWhichPartIsWrong) {
  const auto wrong = [&](const std::string& target) { return get(target, supervisor_).wrong_fields(); };
  const std::vector<std::string> from{"from"}, to{"to"}, by{"by"}, part{"part"}, limit{"limit"},
      cursor{"cursor"};
  EXPECT_EQ(wrong("/api/v1/figures?from=yesterday"), from);
  EXPECT_EQ(wrong("/api/v1/figures?to=2026-13-01T00:00:00Z"), to);
  EXPECT_EQ(wrong("/api/v1/figures?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z"), from);
  EXPECT_EQ(wrong("/api/v1/figures?from=2024-11-02T00:00:00Z&to=2026-11-01T00:00:00Z"), from);
  EXPECT_EQ(wrong("/api/v1/figures?by=colour"), by);
  const std::string list = "/api/v1/figures/on_time_rate/work-orders?";
  EXPECT_EQ(wrong(list + "part=most"), part);
  EXPECT_EQ(wrong(list + "limit=201"), limit);
  EXPECT_EQ(wrong(list + "cursor=x"), cursor);
  EXPECT_EQ(wrong("/api/v1/reports-left-out?cursor=-1"), cursor);
  EXPECT_EQ(get("/api/v1/figures/happiness/work-orders", supervisor_).status, 404);
  EXPECT_EQ(get(list + "cursor=999999", supervisor_).json()["items"].size(), 0u);
}

TEST_F(FiguresApiTest, ReportsThatBecameNoOrderAreListed) {
  const auto report =
      post("/api/v1/reports", {{"channel", "hotline"}, {"description", "小区楼道灯不亮"}}, operator_).json();
  ASSERT_EQ(put("/api/v1/reports/" + report["id"].get<std::string>() + "/triage",
                {{"decision", "reject"}, {"reason", "归物业管"}}, operator_)
                .status,
            200);
  EXPECT_EQ(get("/api/v1/figures?" + period(), supervisor_).json()["reports_left_out"], 1);
  const auto listed = get("/api/v1/reports-left-out?" + period(), supervisor_).json();
  ASSERT_EQ(listed["count"], 1);
  EXPECT_EQ(listed["items"][0]["id"], report["id"]);
  EXPECT_EQ(listed["items"][0]["state"], "rejected");
  EXPECT_EQ(listed["items"][0]["reason"], "归物业管");
  EXPECT_FALSE(listed["items"][0]["decided_by"].get<std::string>().empty());
}
