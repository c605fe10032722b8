#include <gtest/gtest.h>

#include <set>

#include "dispatch/patterns.h"
#include "tests/server/api/fixture.h"

class PatternsApiTest : public ApiTest {
 protected:
  Json read(const std::string& target) {
    const auto got = get("/api/v1/" + target, supervisor_);
    EXPECT_EQ(got.status, 200) << got.body;
    return got.json();
  }
  void cancel(const std::string& id) {
    EXPECT_LT(post("/api/v1/work-orders/" + id + "/cancellation", {{"reason", "报错了"}}, supervisor_).status,
              300);
  }
  std::string period() const {
    // Written with Z: a plus in an address is a space.
    return "?from=" + models::to_rfc3339(now_ - std::chrono::hours{1}) +
           "&to=" + models::to_rfc3339(now_ + std::chrono::hours{1});
  }
};

TEST_F(PatternsApiTest, EveryNumberOpensItsOrders) {
  const auto first = open_order(), second = open_order(), gone = open_order();
  cancel(gone);
  const auto seen = read("patterns" + period());
  EXPECT_EQ(seen["orders"], 2);
  ASSERT_EQ(seen["hours"].size(), 7u);
  std::int64_t sum = 0;
  for (std::size_t day = 0; day < 7; ++day) {
    ASSERT_EQ(seen["hours"][day].size(), 24u);
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const auto count = seen["hours"][day][hour].get<std::int64_t>();
      if (count == 0) continue;
      sum += count;
      const auto behind = read("figures/received/work-orders" + period() +
                               "&weekday=" + std::to_string(day + 1) + "&hour=" + std::to_string(hour));
      EXPECT_EQ(behind["count"], count);
    }
  }
  EXPECT_EQ(sum, 2);
  for (const auto& one : seen["villages"])
    EXPECT_EQ(read("figures/received/work-orders" + period() + "&village=" +
                   one["village"].get<std::string>() + "&class=" + one["class"].get<std::string>())["count"],
              one["orders"]);
  for (const auto& one : seen["crews"])
    EXPECT_EQ(read("figures/received/work-orders" + period() +
                   "&crew=" + one["crew_id"].get<std::string>())["count"],
              one["orders"]);
  EXPECT_EQ(get("/api/v1/figures/received/work-orders?load=x", supervisor_).wrong_fields(),
            std::vector<std::string>{"load"});
  std::set<std::string> ids;
  const auto listed = read("figures/received/work-orders" + period());
  for (const auto& one : listed["items"]) ids.insert(one["id"]);
  EXPECT_EQ(ids, (std::set<std::string>{first, second}));
}

TEST_F(PatternsApiTest, EveryNumberOfACrewsLoadOpensItsOrders) {
  const auto done = open_order("SL-DARK"), late = open_order("SL-DARK");
  const auto path = "/api/v1/work-orders/" + done;
  now_ += std::chrono::minutes{5};
  ASSERT_EQ(post(path + "/arrival", Json::object(), heat_).status, 200);
  ASSERT_EQ(
      post(path + "/resolution", {{"outcome", "repaired"}, {"action", "接好了"}, {"cause", "断线"}}, heat_)
          .status,
      200);
  // The other one is reached on a Saturday night, long after its limit.
  while (dispatch::hour_of_week(now_, 8 * 3600).weekday != 6 ||
         dispatch::hour_of_week(now_, 8 * 3600).hour != 23)
    now_ += std::chrono::hours{1};
  now_ += std::chrono::days{7};
  heat_ = sign_in(town_.heat_member);
  supervisor_ = sign_in(town_.supervisor);
  ASSERT_EQ(post("/api/v1/work-orders/" + late + "/arrival", Json::object(), heat_).status, 200);
  const auto days = "?from=" + models::to_rfc3339(now_ - std::chrono::days{20}) +
                    "&to=" + models::to_rfc3339(now_ + std::chrono::hours{1});
  bool seen = false;
  const auto found = read("patterns" + days);
  for (const auto& one : found["crews"]) {
    if (one["crew_id"] != town_.heat.text()) continue;
    seen = true;
    for (const auto* part : {"resolved", "late", "at_night", "at_weekend"}) {
      const auto behind =
          read("figures/received/work-orders" + days + "&crew=" + town_.heat.text() + "&load=" + part);
      EXPECT_EQ(behind["count"], one[part]) << part;
      EXPECT_EQ(behind["count"], 1) << part;
      EXPECT_EQ(behind["items"][0]["id"], std::string_view(part) == "resolved" ? done : late) << part;
    }
  }
  EXPECT_TRUE(seen);
}

TEST_F(PatternsApiTest, ContractorsAreTheirCrewsPutTogether) {
  open_order();
  const auto crews = read("figures" + period() + "&by=crew"),
             firms = read("figures" + period() + "&by=contractor");
  const auto sum = [](const Json& answer) {
    std::int64_t all = 0;
    for (const auto& row : answer["rows"])
      all += row["values"]["accurate_dispatch_rate"]["denominator"].get<std::int64_t>();
    return all;
  };
  EXPECT_EQ(sum(firms), sum(crews));
  EXPECT_EQ(sum(firms), 1);
  EXPECT_TRUE(firms["rows"][0]["key"].is_null());
  EXPECT_EQ(read("figures" + period() +
                 "&contractor=none")["total"]["values"]["accurate_dispatch_rate"]["denominator"],
            1);
  EXPECT_EQ(read("figures" + period() +
                 "&contractor=x")["total"]["values"]["accurate_dispatch_rate"]["denominator"],
            0);
}

TEST_F(PatternsApiTest, TheHavesTellOfThisTown) {
  open_order();
  const auto haves = read("five-haves")["haves"];
  ASSERT_EQ(haves.size(), 5u);
  std::map<std::string, Json> facts;
  for (const auto& have : haves)
    for (const auto& one : have["evidence"]) facts[one["code"]] = one;
  EXPECT_EQ(facts["cost_of_repairs"]["finding"], "not_recorded");
  EXPECT_TRUE(facts["cost_of_repairs"]["value"].is_null());
  // One of the small town's crews is out of service.
  EXPECT_EQ(facts["crews_on_shift"]["of"].get<std::size_t>() + 1,
            get("/api/v1/crews", supervisor_).json()["items"].size());
  // What the program ships counts as much as what the town wrote.
  EXPECT_EQ(facts["escalation_chains"]["value"],
            get("/api/v1/escalation-chains", supervisor_).json()["items"].size());
  EXPECT_GT(facts["escalation_chains"]["value"], 0);
  EXPECT_EQ(facts["orders_in_hand"]["value"], 1);
  EXPECT_EQ(facts["response"]["figure"], "response_rate");
}

TEST_F(PatternsApiTest, TheReportIsAWorkbook) {
  const auto got = get("/api/v1/month-report" + period(), supervisor_);
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_TRUE(got.body.starts_with("PK\x03\x04"));
  EXPECT_EQ(got.header("Content-Disposition"), "attachment; filename=\"figures.xlsx\"");
}

TEST_F(PatternsApiTest, WrongFiltersAreNamed) {
  const auto wrong = [&](const std::string& target) {
    return get("/api/v1/" + target, supervisor_).wrong_fields();
  };
  EXPECT_EQ(wrong("patterns?weekday=8"), std::vector<std::string>{"weekday"});
  EXPECT_EQ(wrong("patterns?hour=24"), std::vector<std::string>{"hour"});
  EXPECT_EQ(wrong("five-haves?from=x"), std::vector<std::string>{"from"});
  EXPECT_EQ(wrong("month-report?from=x"), std::vector<std::string>{"from"});
  EXPECT_EQ(wrong("figures?by=age"), std::vector<std::string>{"by"});
}
