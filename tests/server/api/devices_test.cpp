// What devices said last, who has gone silent, and what was refused.
#include <gtest/gtest.h>

#include "tests/server/api/fixture.h"

namespace {

class DevicesTest : public ApiTest {
 protected:
  DevicesTest() {
    models::ReadingRule rule;
    rule.code = "cold";
    rule.name = {"回水温度低", "Return too cold"};
    rule.facility_class = "heater";
    rule.fault_kind = "HP-NOHEAT";
    rule.when = {"return_temperature", true, 25};
    rule.clears_at = 28;
    rule.fresh = std::chrono::minutes{10};
    readings_->rules = {rule};
  }
  Got tell(double temperature, const std::string& code = "LC-HP-1") {
    return post("/api/v1/readings",
                {{"readings",
                  {{{"facility_code", code},
                    {"at", models::to_rfc3339(now_)},
                    {"values", {{"return_temperature", temperature}}}}}}},
                supervisor_);
  }
};

TEST_F(DevicesTest, ADeviceIsSeenWithItsReadingItsRuleAndItsSilence) {
  ASSERT_EQ(tell(20).status, 200);
  auto board = get("/api/v1/readings", supervisor_).json();
  ASSERT_EQ(board["items"].size(), 1u) << board.dump();
  const auto device = board["items"][0];
  EXPECT_EQ(device["facility"]["code"], "LC-HP-1");
  EXPECT_EQ(device["last"][0]["value"], 20);
  EXPECT_FALSE(device["silent"]);
  ASSERT_EQ(device["rules"].size(), 1u);
  EXPECT_EQ(device["rules"][0]["code"], "cold");
  EXPECT_FALSE(device["rules"][0]["report_id"].is_null());
  EXPECT_EQ(board["met"], 1);
  EXPECT_EQ(board["reports"], 1);
  EXPECT_TRUE(get("/api/v1/readings?silent=true", supervisor_).json()["items"].empty());
  now_ += std::chrono::minutes{61};
  board = get("/api/v1/readings?silent=true", supervisor_).json();
  ASSERT_EQ(board["items"].size(), 1u);
  EXPECT_TRUE(board["items"][0]["silent"]);
  EXPECT_EQ(board["silent"], 1);
}

TEST_F(DevicesTest, RefusalsAreCountedByReason) {
  for (int i = 0; i < 3; ++i) tell(20, "nobody-knows");
  post("/api/v1/readings", {{"readings", {{{"facility_code", "LC-HP-1"}, {"at", "yesterday"}}}}},
       supervisor_);
  const auto board = get("/api/v1/readings", supervisor_).json();
  ASSERT_FALSE(board["refusals"].empty());
  EXPECT_EQ(board["refusals"][0], (Json{{"field", "facility_code"}, {"code", "unknown"}, {"count", 3}}));
  bool at = false;
  for (const auto& one : board["refusals"]) at = at || one["field"] == "at";
  EXPECT_TRUE(at) << board["refusals"].dump();
  EXPECT_EQ(get("/api/v1/readings", operator_).status, 403);
  EXPECT_EQ(get("/api/v1/readings?met=perhaps", supervisor_).wrong_fields(), std::vector<std::string>{"met"});
}

}  // namespace
