#include "dispatch/daylight.h"

#include <gtest/gtest.h>

#include <string>

namespace {

constexpr int beijing = 8 * 3600;
const models::Position city{39.9042, 116.4074, ""};

models::Time at(const std::string& text) { return *models::parse_rfc3339(text); }

struct Row {
  const char* date;
  const char* sunrise;
  const char* sunset;
};

// Source  2021-12-21: https://www.dailyq-a.com/Culture/33297.html; the others: the long series of the NOAA
// solar
//         calculator's spreadsheet (Meeus), which goes by Julian centuries and not, as the rule, by the day
//         of the year
constexpr Row almanac[] = {
    {"2021-12-21", "07:32:25", "16:52:46"}, {"2024-02-29", "06:49:03", "18:05:14"},
    {"2026-01-01", "07:35:54", "16:59:47"}, {"2026-03-20", "06:18:31", "18:25:56"},
    {"2026-06-21", "04:45:55", "19:46:19"}, {"2026-09-23", "06:02:30", "18:10:35"},
    {"2026-11-23", "07:07:46", "16:53:12"}, {"2026-12-21", "07:32:08", "16:52:25"},
};

TEST(Daylight, IsWithinTwoMinutesOfTheAlmanac) {
  for (const auto& [date, sunrise, sunset] : almanac) {
    const std::string day(date);
    const auto sun = dispatch::daylight(at(day + "T12:00:00+08:00"), city, beijing);
    for (const auto& [got, wanted] : {std::pair{sun.sunrise, sunrise}, std::pair{sun.sunset, sunset}}) {
      const auto published = at(day + "T" + wanted + "+08:00");
      EXPECT_LE(std::chrono::abs(got - published), std::chrono::minutes{2})
          << models::to_rfc3339(got) << " " << day << " " << wanted;
    }
  }
}

TEST(Daylight, BelongsToTheLocalDayAtEitherEndOfIt) {
  const auto noon = dispatch::daylight(at("2026-06-21T12:00:00+08:00"), city, beijing);
  for (const auto* moment : {"2026-06-21T00:00:00+08:00", "2026-06-21T23:59:59+08:00"})
    EXPECT_EQ(dispatch::daylight(at(moment), city, beijing).sunset, noon.sunset) << moment;
  EXPECT_NE(dispatch::daylight(at("2026-06-22T00:00:00+08:00"), city, beijing).sunset, noon.sunset);
}

TEST(Daylight, IsDarkBeforeSunriseAndFromSunsetOn) {
  const auto dark = [](const char* moment) { return dispatch::dark_from(at(moment), city, beijing); };
  const auto sunset = dispatch::daylight(at("2026-11-23T12:00:00+08:00"), city, beijing).sunset;
  EXPECT_EQ(dark("2026-11-23T05:00:00+08:00"), at("2026-11-23T05:00:00+08:00"));
  EXPECT_EQ(dark("2026-11-23T09:00:00+08:00"), sunset);
  EXPECT_EQ(dark("2026-11-23T21:00:00+08:00"), at("2026-11-23T21:00:00+08:00"));
  EXPECT_EQ(dispatch::dark_from(sunset, city, beijing), sunset);
}

TEST(Daylight, NeverEndsAtThePoleInSummerButStaysANumber) {
  const auto sun = dispatch::daylight(at("2026-06-21T12:00:00Z"), {89, 0, ""}, 0);
  EXPECT_EQ(sun.sunset - sun.sunrise, std::chrono::hours{24});
}

}  // namespace
