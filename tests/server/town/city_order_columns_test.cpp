#include "server/town/city_order_columns.h"

#include <gtest/gtest.h>

namespace {

constexpr int beijing = 8 * 3600;

std::string read(std::string_view text, bool end_of_day = false) {
  const auto time = town::read_local_time(text, beijing, end_of_day);
  return time ? models::to_rfc3339(*time) : "none";
}

TEST(CityOrderColumns, TimesAsOfficesWriteThem) {
  for (const auto* text :
       {"2026-11-27 08:15", "2026/11/27 8:15", "2026-11-27T08:15:00", "2026年11月27日 8时15分",
        "2026-11-27 08:15:00", "2026-11-27T00:15:00Z", "2026-11-27T08:15:00+08:00"})
    EXPECT_EQ(read(text), "2026-11-27T00:15:00Z") << text;
  EXPECT_EQ(read("2026-11-27"), "2026-11-26T16:00:00Z");
  EXPECT_EQ(read("2026-11-27", true), "2026-11-27T15:59:59Z");
  EXPECT_EQ(read("2026-11-27 24:00"), "2026-11-27T16:00:00Z");
  for (const auto* text :
       {"", "昨天", "tomorrow", "2026-02-30", "2026-13-01 08:00", "2026-11-27 25:00", "2026-11-27 24:01",
        "2026-11-27 08:60", "27", "2026-11", "1969-01-01", "99999-01-01", "2026-11-27 08:15 PM"})
    EXPECT_EQ(read(text), "none") << text;
}

TEST(CityOrderColumns, WhatIsWrittenReadsBack) {
  const auto time = models::from_unix(1'795'736'130);
  const auto text = town::local_time(time, beijing);
  EXPECT_EQ(town::read_local_time(text, beijing, false), time) << text;
}

TEST(CityOrderColumns, HeadingsInBothLanguages) {
  EXPECT_EQ(town::city_order_column("工单编号"), "number");
  EXPECT_EQ(town::city_order_column("due_at"), "due_at");
  EXPECT_EQ(town::city_order_column("满意情况"), "");
}

}  // namespace
