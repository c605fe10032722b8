#include "bench/dispatch/vrptw_check.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace {

using bench::check_vrptw;
using Routes = std::vector<std::vector<int>>;

class VrptwCheck : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "lamplighter-check-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(file()) << "S1\n\nVEHICLE\nNUMBER CAPACITY\n 2 30\n\nCUSTOMER\nNO X Y D R D S\n"
                             "0 0 0 0 0 100 0\n1 3 4 10 0 50 10\n2 6 8 20 0 26 10\n3 0 1 10 40 60 0\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "s.txt"; }

  std::filesystem::path folder_;
};

TEST_F(VrptwCheck, AGoodPlanAndItsDistance) {
  const auto verdict = check_vrptw(file(), Routes{{1, 2}, {3}}, 2);
  EXPECT_EQ(verdict.fault, "");
  EXPECT_EQ(verdict.distance, 50 + 50 + 100 + 10 + 10);
}

TEST_F(VrptwCheck, EveryRuleBrokenIsFound) {
  const auto fault = [&](const Routes& routes, int fleet = 2) {
    return check_vrptw(file(), routes, fleet).fault;
  };
  EXPECT_NE(fault({{1, 2}}), "");          // 3 is missing
  EXPECT_NE(fault({{1, 2}, {3, 3}}), "");  // twice
  EXPECT_NE(fault({{1, 2}, {3, 4}}), "");  // nobody of that number
  EXPECT_NE(fault({{1, 2}, {3, 0}}), "");  // the depot is no customer
  EXPECT_NE(fault({{3, 2}, {1}}), "");     // late
  EXPECT_NE(fault({{1, 2, 3}}), "");       // too much
  EXPECT_NE(fault({{1}, {2}, {3}}), "");   // too many routes
  EXPECT_NE(fault({{1, 2}, {3}}, 1), "");  // for this fleet too
  EXPECT_NE(check_vrptw(folder_ / "none", Routes{}, 2).fault, "");
}

}  // namespace
