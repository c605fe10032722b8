#include "models/time.h"

#include <gtest/gtest.h>

#include <random>

#include "models/day.h"

namespace {

using models::Duration;
using models::from_unix;

struct Moment {
  const char* text;
  std::int64_t unix;
};

TEST(Rfc3339, ReadsEveryOffsetAndFraction) {
  const Moment moments[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-23T04:00:00Z", 1795406400},
      {"2026-11-23T12:00:00+08:00", 1795406400},
      {"2026-11-22T20:00:00-08:00", 1795406400},
      {"2026-11-23T04:00:00.999999999Z", 1795406400},
      {"2026-11-23t04:00:00z", 1795406400},
      {"2026-11-23T04:00:00-00:00", 1795406400},
      {"2024-02-29T00:00:00Z", 1709164800},
      {"2038-01-19T03:14:08Z", 2147483648},
      {"2016-12-31T23:59:60Z", 1483228800},       // a leap second is the second after
      {"2017-01-01T07:59:60+08:00", 1483228800},  // the same one, told in the town
      {"9999-12-31T23:59:59Z", 253402300799},
      {"1970-01-01T01:00:00+01:00", 0},
  };
  for (const auto& [text, unix] : moments) {
    const auto parsed = models::parse_rfc3339(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(models::to_unix(*parsed), unix) << text;
  }
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2026-11-23",
                           "2026-11-23T04:00:00",
                           "2026-11-23 04:00:00Z",
                           "2026-11-23T04:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T04:60:00Z",
                           "2026-11-23T04:00:61Z",
                           "2026-11-23T04:00:60Z",
                           "2026-11-30T23:59:60Z",
                           "2026-11-23T04:00:00.Z",
                           "2026-11-23T04:00:00+8:00",
                           "2026-11-23T04:00:00+0800",
                           "2026-11-23T04:00:00+24:00",
                           "2026-11-23T04:00:00+08:60",
                           "2026-11-23T04:00:00Zx",
                           " 2026-11-23T04:00:00Z",
                           "1969-12-31T23:59:59Z",
                           "1970-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:60Z",
                           "9999-12-31T23:59:59-00:01",
                           "10000-01-01T00:00:00Z",
                           "-026-11-23T04:00:00Z",
                           "2026-1a-23T04:00:00Z",
                           "２０２６-11-23T04:00:00Z"})
    EXPECT_FALSE(models::parse_rfc3339(text)) << text;
}

TEST(Rfc3339, WritesWhatItReads) {
  EXPECT_EQ(models::to_rfc3339(from_unix(1795406400)), "2026-11-23T04:00:00Z");
  EXPECT_EQ(models::to_rfc3339(from_unix(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(models::to_rfc3339(from_unix(1709251199)), "2024-02-29T23:59:59Z");
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> seconds(0, 253402300799);
  for (int i = 0; i < 20'000; ++i) {
    const auto time = from_unix(seconds(random));
    ASSERT_EQ(models::parse_rfc3339(models::to_rfc3339(time)), time) << models::to_rfc3339(time);
  }
}

TEST(Iso8601, WritesTheLargestWholeUnit) {
  const std::pair<std::int64_t, const char*> lengths[] = {
      {0, "PT0S"},       {1, "PT1S"},    {90, "PT90S"},   {900, "PT15M"},  {5400, "PT90M"}, {14400, "PT4H"},
      {129600, "PT36H"}, {86400, "P1D"}, {172800, "P2D"}, {604800, "P7D"}, {-900, "-PT15M"}};
  for (const auto& [seconds, text] : lengths) EXPECT_EQ(models::to_iso8601(Duration{seconds}), text);
}

TEST(Iso8601, ReadsWeeksToSeconds) {
  const std::pair<const char*, std::int64_t> lengths[] = {
      {"PT15M", 900},    {"PT4H", 14400},       {"P2D", 172800},     {"PT90S", 90},
      {"P1W", 604800},   {"PT0S", 0},           {"P1DT12H", 129600}, {"P1W1DT1H1M1S", 694861},
      {"PT1H30M", 5400}, {"P3653D", 315619200}, {"PT000015M", 900}};
  for (const auto& [text, seconds] : lengths) {
    const auto parsed = models::parse_iso8601(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->count(), seconds) << text;
  }
}

TEST(Iso8601, RefusesEverythingElse) {
  for (const char* text : {"",
                           "P",
                           "PT",
                           "P1DT",
                           "15M",
                           "PT15",
                           "PM",
                           "P1Y",
                           "P1M",
                           "PT1D",
                           "P1H",
                           "PT1M1H",
                           "PT1H1H",
                           "P1D1W",
                           "-PT1S",
                           "PT-1S",
                           "+PT1S",
                           "PT1.5H",
                           "PT1,5H",
                           "pt15m",
                           " PT15M",
                           "PT15M ",
                           "P3654D",
                           "P600W",
                           "PT99999999999S",
                           "PT315619201S",
                           "P3653DT1S",
                           "PTT1S",
                           "P1DTT1H",
                           "P１D"})
    EXPECT_FALSE(models::parse_iso8601(text)) << text;
}

TEST(Iso8601, WritesWhatItReads) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> seconds(0, 315619200);
  for (int i = 0; i < 20'000; ++i) {
    const Duration length{seconds(random)};
    ASSERT_EQ(models::parse_iso8601(models::to_iso8601(length)), length) << length.count();
  }
}

TEST(Day, BeginsAtTheMidnightOfTheTown) {
  struct Row {
    const char* at;
    int utc_offset_seconds;
    const char* begins;
  };
  for (const auto& row : {Row{"2026-11-28T09:08:37Z", 0, "2026-11-28T00:00:00Z"},
                          Row{"2026-11-28T15:59:59Z", 8 * 3600, "2026-11-27T16:00:00Z"},
                          Row{"2026-11-28T16:00:00Z", 8 * 3600, "2026-11-28T16:00:00Z"},
                          Row{"2026-11-28T04:59:59Z", -5 * 3600, "2026-11-27T05:00:00Z"},
                          Row{"1970-01-01T07:00:00Z", 8 * 3600, "1969-12-31T16:00:00Z"}}) {
    const auto at = models::parse_rfc3339(row.at);
    ASSERT_TRUE(at) << row.at;
    EXPECT_EQ(models::to_rfc3339(models::start_of_day(*at, row.utc_offset_seconds)), row.begins) << row.at;
  }
}

}  // namespace
