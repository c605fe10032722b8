#include "server/planning/vrptw_file.h"

#include <gtest/gtest.h>

#include "dispatch/search/engine.h"
#include "server/planning/codec_plan.h"

namespace {

const std::string good_file =
    "S1\n\nVEHICLE\nNUMBER     CAPACITY\n  3         50\n\nCUSTOMER\n"
    "CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n \n"
    "    0      0         0          0          0        230          0\n"
    "    1      3         4         10          5         90         10\n"
    "    2      1         1         20          0        200         10.5\r\n";

std::string fault_of(const std::string& text) {
  const auto parsed = planning::parse_vrptw(text);
  return parsed ? "" : parsed.error().detail;
}

TEST(VrptwFile, TenthsTruncated) {
  const auto parsed = planning::parse_vrptw(good_file);
  ASSERT_TRUE(parsed) << parsed.error().detail;
  const auto& problem = parsed->problem;
  EXPECT_EQ(parsed->name, "S1");
  EXPECT_EQ(problem.fleet, 3);
  EXPECT_EQ(problem.capacity, 50);
  EXPECT_EQ(problem.customers(), 2);
  EXPECT_EQ(problem.travel.at(0, 1), 50);
  EXPECT_EQ(problem.travel.at(0, 2), 14);
  EXPECT_EQ(problem.travel.at(2, 1), 36);
  EXPECT_EQ(problem.stops[1].due, 900);
  EXPECT_EQ(problem.stops[2].service, 105);
}

TEST(VrptwFile, EveryCutOfTheFileIsToldOrWhole) {
  for (std::size_t length = 0; length < good_file.size(); ++length) {
    const auto parsed = planning::parse_vrptw(good_file.substr(0, length));
    if (!parsed) {
      EXPECT_NE(parsed.error().detail, "");
    }
  }
  EXPECT_EQ(fault_of(""), "line 1: the file is empty");
  EXPECT_NE(fault_of("S1\n").find("ends before"), std::string::npos);
  EXPECT_NE(fault_of("S1\n1 2\n").find("depot"), std::string::npos);
}

TEST(VrptwFile, GarbageIsToldWithItsLine) {
  EXPECT_EQ(fault_of(good_file + "3 1 1\n"), "line 13: a customer has seven numbers, here are 3");
  EXPECT_EQ(fault_of(good_file + "2 1 1 1 1 1 1\n"), "line 13: this customer's number stands twice");
  EXPECT_EQ(fault_of(good_file + "3 1 1 x 1 1 1\n"),
            "line 13: a customer's line holds something that is no number");
  EXPECT_NE(fault_of(good_file + "3 1 1 -5 1 1 1\n"), "");
  EXPECT_NE(fault_of(good_file + "3 1e300 1 5 1 1 1\n"), "");
  EXPECT_NE(fault_of(good_file + "3 nan 1 5 1 1 1\n"), "");
  EXPECT_NE(fault_of("S1\n99999999999 1\n"), "");
  EXPECT_NE(fault_of("S1\n1 10\n1 0 0 0 0 9 0\n"), "");
  EXPECT_NE(fault_of(std::string(1000, '\0')), "");
  EXPECT_FALSE(planning::read_vrptw("no such file"));
}

TEST(PlanJson, OneLineInUnitsOfTheFile) {
  const auto parsed = planning::parse_vrptw(good_file);
  ASSERT_TRUE(parsed);
  const dispatch::search::Plan plan{{{2, 1}}, {}, 100};
  EXPECT_EQ(planning::plan_to_json(*parsed, plan),
            R"({"distance":10.0,"vehicles":1,"feasible":true,"routes":[[2,1]]})");
  const dispatch::search::Plan part{{{2}}, {1}, 28};
  EXPECT_EQ(planning::plan_to_json(*parsed, part),
            R"({"distance":2.8,"vehicles":1,"feasible":false,"routes":[[2]],"unserved":[1]})");
}

}  // namespace
