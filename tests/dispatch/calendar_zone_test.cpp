#include <gtest/gtest.h>

#include "dispatch/calendar.h"
#include "dispatch/zone.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::Calendar;
using models::Duration;
using models::Time;
using std::chrono::days;
using std::chrono::sys_days;

Time at(const char* text) { return *models::parse_rfc3339(text); }
sys_days date(int year, unsigned month, unsigned day) {
  return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}

Calendar workdays(const char* zone = "Asia/Shanghai") {
  Calendar calendar;
  calendar.zone = zone;
  for (int day = 1; day <= 5; ++day) {
    calendar.spans.push_back({day, 9 * 60, 12 * 60});
    calendar.spans.push_back({day, 13 * 60, 18 * 60});
  }
  return calendar;
}

struct Sum {
  const char* from;
  int minutes;
  const char* until;
};

void expect_sums(const Calendar& calendar, std::initializer_list<Sum> sums) {
  for (const auto& [from, minutes, until] : sums) {
    EXPECT_EQ(dispatch::add_working_time(calendar, at(from), std::chrono::minutes{minutes}), at(until))
        << from;
    EXPECT_EQ(dispatch::working_time_between(calendar, at(from), at(until)), std::chrono::minutes{minutes})
        << from;
  }
}

TEST(Calendars, LunchIsNoWorkingTime) {
  expect_sums(workdays(), {{"2026-11-23T11:30:00+08:00", 60, "2026-11-23T13:30:00+08:00"},
                           {"2026-11-23T12:15:00+08:00", 30, "2026-11-23T13:30:00+08:00"},
                           {"2026-11-23T09:00:00+08:00", 480, "2026-11-23T18:00:00+08:00"}});
}

TEST(Calendars, AHolidayIsClosedAndAMovedWorkingDayIsOpen) {
  // The Spring Festival of 2026: 15 to 23 February off, the Saturdays 14 and 28 February worked.
  auto calendar = workdays();
  for (unsigned day = 15; day <= 23; ++day)
    calendar.exceptions.push_back({date(2026, 2, day), 0, {}, "春节", ""});
  for (const unsigned day : {14U, 28U})
    calendar.exceptions.push_back({date(2026, 2, day), 5, {}, "调休", ""});
  expect_sums(calendar, {{"2026-02-13T17:00:00+08:00", 120, "2026-02-14T10:00:00+08:00"},
                         {"2026-02-14T17:00:00+08:00", 120, "2026-02-24T10:00:00+08:00"},
                         {"2026-02-27T17:00:00+08:00", 120, "2026-02-28T10:00:00+08:00"},
                         {"2026-02-28T17:00:00+08:00", 120, "2026-03-02T10:00:00+08:00"}});
}

TEST(Calendars, ADateMayHaveHoursOfItsOwn) {
  auto calendar = workdays();
  calendar.exceptions = {{date(2026, 11, 24), 0, {{0, 600, 660}}, "", ""}};
  expect_sums(calendar, {{"2026-11-23T17:30:00+08:00", 60, "2026-11-24T10:30:00+08:00"},
                         {"2026-11-24T11:00:00+08:00", 30, "2026-11-25T09:30:00+08:00"}});
}

TEST(Calendars, ANightBelongsToTheDayItBegins) {
  Calendar nights;
  nights.zone = "Asia/Shanghai";
  for (int day = 1; day <= 7; ++day) nights.spans.push_back({day, 22 * 60, 30 * 60});  // 22:00 to 06:00
  nights.exceptions = {{date(2026, 11, 24), 0, {}, "closed", ""}};
  expect_sums(nights, {{"2026-11-23T21:00:00+08:00", 8 * 60, "2026-11-24T06:00:00+08:00"},
                       {"2026-11-24T05:00:00+08:00", 120, "2026-11-25T23:00:00+08:00"},
                       {"2026-11-29T23:00:00+08:00", 8 * 60, "2026-11-30T23:00:00+08:00"}});
  EXPECT_TRUE(dispatch::is_open(nights, at("2026-11-24T05:59:59+08:00"))) << "began the evening before";
  EXPECT_FALSE(dispatch::is_open(nights, at("2026-11-24T23:00:00+08:00")));
}

TEST(Calendars, TheHeatingSeasonRunsOverNewYear) {
  Calendar heating;
  heating.zone = "Asia/Shanghai";
  heating.season = models::Season{11, 1, 3, 31};
  expect_sums(heating, {{"2026-03-31T23:00:00+08:00", 120, "2026-11-01T01:00:00+08:00"},
                        {"2026-07-01T00:00:00+08:00", 60, "2026-11-01T01:00:00+08:00"},
                        {"2026-12-31T23:30:00+08:00", 60, "2027-01-01T00:30:00+08:00"}});
  EXPECT_TRUE(dispatch::in_season(*heating.season, date(2026, 2, 28)));
  EXPECT_FALSE(dispatch::in_season(*heating.season, date(2026, 4, 1)));
  EXPECT_TRUE(dispatch::in_season({5, 1, 9, 30}, date(2026, 9, 30)));
}

TEST(Calendars, TheTownsClocksDecideWhenTheyAreChanged) {
  Calendar nights;
  nights.zone = "Europe/Berlin";
  for (int day = 1; day <= 7; ++day) nights.spans.push_back({day, 60, 240});  // 01:00 to 04:00
  EXPECT_EQ(dispatch::working_time_between(nights, at("2026-03-29T00:00:00+01:00"),
                                           at("2026-03-29T12:00:00+02:00")),
            std::chrono::hours{2})
      << "the hour that was skipped";
  EXPECT_EQ(dispatch::working_time_between(nights, at("2026-10-25T00:00:00+02:00"),
                                           at("2026-10-25T12:00:00+01:00")),
            std::chrono::hours{4})
      << "the hour that came twice";
  EXPECT_EQ(dispatch::add_working_time(nights, at("2026-03-29T00:30:00+01:00"), std::chrono::minutes{90}),
            at("2026-03-29T03:30:00+02:00"));
}

TEST(Calendars, DeadlinesAreCountedIn64Bits) {
  // 25 days in milliseconds are more than 32 bits hold; so are ten years in seconds of some systems.
  const auto calendar = workdays();
  const auto from = at("2026-01-05T09:00:00+08:00");
  const auto far = dispatch::add_working_time(calendar, from, std::chrono::hours{8 * 5 * 400});
  EXPECT_EQ(dispatch::working_time_between(calendar, from, far), std::chrono::hours{8 * 5 * 400});
  EXPECT_EQ(far, at("2033-09-02T18:00:00+08:00"));
}

/// What the clock on the town's wall shows, asked for one moment at a time: slow and plain.
bool open_slowly(const Calendar& calendar, Time moment) {
  const auto local = moment + *dispatch::zone_offset_at(calendar.zone, moment);
  const auto today = std::chrono::floor<days>(local);
  const auto minute =
      static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(local - today).count());
  const auto begins = [&](sys_days day, int at_minute) {
    if (calendar.season && !dispatch::in_season(*calendar.season, day)) return false;
    int weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
    for (const auto& exception : calendar.exceptions)
      if (exception.date == day) {
        if (exception.like_weekday == 0) {
          for (const auto& span : exception.spans)
            if (at_minute >= span.from_minute && at_minute < span.to_minute) return true;
          return false;
        }
        weekday = exception.like_weekday;
      }
    for (const auto& span : calendar.spans)
      if (span.weekday == weekday && at_minute >= span.from_minute && at_minute < span.to_minute) return true;
    return false;
  };
  return begins(today, minute) || begins(today - days{1}, minute + 1440);
}

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

 private:
  std::mt19937 random_;
};

Calendar random_calendar(Chance& chance) {
  static const char* const zones[] = {"Asia/Shanghai",       "Europe/Berlin",  "America/New_York",
                                      "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"};
  Calendar calendar;
  calendar.zone = zones[chance.between(0, 5)];
  for (int day = 1; day <= 7; ++day) {
    if (chance.between(0, 3) == 0 && day > 1) continue;
    for (int from = chance.between(0, 500); from < 1440; from += chance.between(100, 600)) {
      const int to = from + chance.between(30, 90);
      calendar.spans.push_back({day, from, to});
    }
    if (chance.between(0, 2) == 0) calendar.spans.push_back({day, 1380, chance.between(1441, 1700)});
  }
  // Around the changes of the clocks, where it may go wrong.
  for (const auto from : {date(2026, 3, 5), date(2026, 3, 25), date(2026, 4, 2), date(2026, 10, 1),
                          date(2026, 10, 23), date(2026, 10, 30)})
    for (int day = 0; day < 6; ++day) {
      const int kind = chance.between(0, 5);
      if (kind > 2) continue;
      models::CalendarException one{from + days{day}, kind == 1 ? chance.between(1, 7) : 0, {}, "", ""};
      if (kind == 2) one.spans = {{0, chance.between(0, 300), chance.between(301, 1800)}};
      calendar.exceptions.push_back(one);
    }
  if (chance.between(0, 3) == 0) calendar.season = models::Season{10, 24, 3, 29};
  return calendar;
}

TEST(Calendars, AgreeWithAskingEveryMinute) {
  const auto seed = any_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Chance chance(seed);
  const Time starts[] = {at("2026-03-07T00:00:00Z"), at("2026-03-27T00:00:00Z"), at("2026-04-04T00:00:00Z"),
                         at("2026-10-02T00:00:00Z"), at("2026-10-23T00:00:00Z"), at("2026-10-31T00:00:00Z")};
  for (int round = 0; round < 120; ++round) {
    const auto calendar = random_calendar(chance);
    const Time from = starts[chance.between(0, 5)] + std::chrono::minutes{chance.between(0, 1440)};
    const dispatch::OpenTime open(calendar);
    Duration counted{0};
    for (Time now = from; now < from + days{4}; now += std::chrono::minutes{1}) {
      const bool is_open = open_slowly(calendar, now);
      ASSERT_EQ(open.is_open(now), is_open)
          << "round " << round << ' ' << calendar.zone << ' ' << models::to_rfc3339(now);
      if (!is_open) continue;
      counted += std::chrono::minutes{1};
      ASSERT_EQ(open.add(from, counted), now + std::chrono::minutes{1})
          << "round " << round << ' ' << calendar.zone << ' ' << models::to_rfc3339(now);
    }
    ASSERT_EQ(open.between(from, from + days{4}), counted) << "round " << round << ' ' << calendar.zone;
  }
}

TEST(Calendars, AZoneThatIsUnknownIsNoZone) {
  EXPECT_TRUE(dispatch::is_zone("Asia/Shanghai"));
  for (const char* wrong : {"", "Asia/Lucheng", "../../etc/passwd", "UTC+8h", "/"})
    EXPECT_FALSE(dispatch::is_zone(wrong)) << wrong;
}

}  // namespace
