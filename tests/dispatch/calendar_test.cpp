#include "dispatch/calendar.h"

#include <gtest/gtest.h>

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::Calendar;
using models::Duration;
using models::Time;
using models::WorkingSpan;

Time at(const char* text) { return *models::parse_rfc3339(text); }

Calendar daily(int from_hour, int to_hour, int last_weekday = 7) {
  Calendar calendar;
  for (int day = 1; day <= last_weekday; ++day) calendar.spans.push_back({day, from_hour * 60, to_hour * 60});
  return calendar;
}

struct Sum {
  Calendar calendar;
  const char* from;
  int minutes;
  const char* until;
};

TEST(WorkingTime, IsCountedInOpenHoursOnly) {
  const Calendar always, window = daily(6, 22), workdays = daily(9, 18, 5);
  const Sum sums[] = {
      {always, "2026-11-23T08:00:00+08:00", 240, "2026-11-23T12:00:00+08:00"},
      {always, "2026-12-31T23:00:00+08:00", 120, "2027-01-01T01:00:00+08:00"},
      {window, "2026-11-23T21:00:00+08:00", 240, "2026-11-24T09:00:00+08:00"},
      {window, "2026-11-23T23:00:00+08:00", 1, "2026-11-24T06:01:00+08:00"},
      {window, "2026-11-23T21:00:00+08:00", 60, "2026-11-23T22:00:00+08:00"},  // not 06:00 of the next day
      {window, "2026-11-23T23:30:00+08:00", 960, "2026-11-24T22:00:00+08:00"},
      {workdays, "2026-11-27T17:00:00+08:00", 120, "2026-11-30T10:00:00+08:00"},  // over a weekend
      {workdays, "2026-11-28T12:00:00+08:00", 540, "2026-11-30T18:00:00+08:00"},  // from a Saturday
      {workdays, "2026-11-23T09:00:00+08:00", 3 * 540, "2026-11-25T18:00:00+08:00"},
      {workdays, "2026-11-23T09:00:00+08:00", 5 * 540 * 52, "2027-11-19T18:00:00+08:00"},
      {window, "2028-02-28T21:00:00+08:00", 120, "2028-02-29T07:00:00+08:00"},
  };
  for (const auto& [calendar, from, minutes, until] : sums) {
    EXPECT_EQ(dispatch::add_working_time(calendar, at(from), std::chrono::minutes{minutes}), at(until))
        << from;
    EXPECT_EQ(dispatch::working_time_between(calendar, at(from), at(until)), std::chrono::minutes{minutes})
        << from;
  }
}

TEST(WorkingTime, KeepsItsLimits) {
  const auto from = at("2026-11-23T08:00:00+08:00");
  Calendar never;
  never.spans = {{1, 600, 600}, {9, 0, 1440}};
  EXPECT_EQ(dispatch::add_working_time(daily(6, 22), from, Duration{0}), from);
  EXPECT_EQ(dispatch::add_working_time(daily(6, 22), from, Duration{-60}), from);
  EXPECT_EQ(dispatch::add_working_time(never, from, Duration{60}), from + std::chrono::days{3653});
  EXPECT_EQ(dispatch::add_working_time(Calendar{}, from, Duration::max()), from + std::chrono::days{3653});
  EXPECT_EQ(dispatch::working_time_between(Calendar{}, from, from - Duration{1}), Duration{0});
  EXPECT_EQ(dispatch::working_time_between(never, from, from + std::chrono::days{30}), Duration{0});
}

TEST(WorkingTime, CountsOverlappingSpansOnce) {
  Calendar calendar;
  calendar.spans = {{1, 540, 720}, {1, 600, 780}, {1, 600, 660}};
  EXPECT_EQ(dispatch::working_time_between(calendar, at("2026-11-23T00:00:00+08:00"),
                                           at("2026-11-24T00:00:00+08:00")),
            std::chrono::minutes{240});
}

TEST(OpenHours, EndWhenTheyEnd) {
  const auto spans = daily(6, 22).spans;
  const auto open = [&](const char* text) { return dispatch::is_open(spans, 8 * 3600, at(text)); };
  EXPECT_FALSE(open("2026-11-23T05:59:59+08:00"));
  EXPECT_TRUE(open("2026-11-23T06:00:00+08:00"));
  EXPECT_TRUE(open("2026-11-23T21:59:59+08:00"));
  EXPECT_FALSE(open("2026-11-23T22:00:00+08:00"));
  EXPECT_TRUE(dispatch::is_open({}, 0, at("2026-11-23T22:00:00+08:00")));
  EXPECT_FALSE(dispatch::is_open({WorkingSpan{2, 0, 1440}}, 8 * 3600, at("2026-11-23T22:00:00+08:00")))
      << "a Monday";
  EXPECT_TRUE(dispatch::is_open({WorkingSpan{2, 0, 1440}}, 8 * 3600, at("2026-11-23T16:00:00Z")))
      << "Tuesday in town";
}

/// The same sum, minute by minute: slow and plain.
Time add_slowly(const Calendar& calendar, Time from, int minutes) {
  while (minutes > 0) {
    if (dispatch::is_open(calendar.spans, calendar.utc_offset_seconds, from)) --minutes;
    from += std::chrono::minutes{1};
  }
  return from;
}

TEST(WorkingTime, AgreesWithCountingEveryMinute) {
  const auto seed = any_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto between = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int round = 0; round < 300; ++round) {
    Calendar calendar;
    calendar.utc_offset_seconds = between(-28, 28) * 1800;
    // Spans of half an hour or more keep every sum within the ten years that are looked ahead.
    for (int i = between(1, 10); i > 0; --i) {
      const int start = between(0, 1380);
      calendar.spans.push_back({between(1, 7), start, between(start + 30, std::min(1440, start + 700))});
    }
    const Time from = at("2026-01-01T00:00:00Z") + std::chrono::minutes{between(0, 525'600)};
    const int minutes = between(1, 4000);
    const auto slow = add_slowly(calendar, from, minutes);
    ASSERT_EQ(dispatch::add_working_time(calendar, from, std::chrono::minutes{minutes}), slow)
        << "round " << round;
    ASSERT_EQ(dispatch::working_time_between(calendar, from, slow), std::chrono::minutes{minutes})
        << "round " << round;
    const Time middle = from + (slow - from) / 3;
    ASSERT_EQ(dispatch::working_time_between(calendar, from, middle) +
                  dispatch::working_time_between(calendar, middle, slow),
              std::chrono::minutes{minutes})
        << "round " << round;
  }
}

}  // namespace
