#include "server/http/percent.h"

#include <gtest/gtest.h>

namespace {

TEST(PercentEncoded, LeavesOnlyWhatMayStand) {
  EXPECT_EQ(http::percent_encoded("a-b_c.d~1"), "a-b_c.d~1");
  EXPECT_EQ(http::percent_encoded("a b+/=灯~"), "a%20b%2B%2F%3D%E7%81%AF~");
  EXPECT_EQ(http::percent_encoded("&?#%\"'<>"), "%26%3F%23%25%22%27%3C%3E");
  EXPECT_EQ(http::percent_encoded(std::string_view("\0\xff", 2)), "%00%FF");
  EXPECT_EQ(http::percent_encoded(""), "");
}

TEST(PercentEncoded, KeepsThePartsOfAPathApart) {
  EXPECT_EQ(http::percent_encoded("api/村 x", true), "api/%E6%9D%91%20x");
}

}  // namespace
