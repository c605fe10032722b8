#include "dispatch/calendar_check.h"

#include <gmock/gmock.h>

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::Calendar;

Calendar good() {
  Calendar calendar;
  calendar.code = "office";
  calendar.name = {"办公", "Office"};
  calendar.zone = "Asia/Shanghai";
  for (int day = 1; day <= 5; ++day) calendar.spans.push_back({day, 540, 1080});
  return calendar;
}

std::vector<std::string> wrong_with(void (*change)(Calendar&)) {
  auto calendar = good();
  change(calendar);
  dispatch::Fields fields;
  dispatch::check_calendar(fields, "", calendar);
  std::vector<std::string> wrong;
  for (const auto& field : fields.wrong()) wrong.push_back(field.field + ":" + field.code);
  return wrong;
}

using Wrong = std::vector<std::string>;
using C = Calendar;
constexpr auto some_day = std::chrono::sys_days{std::chrono::year{2026} / 10 / 1};

TEST(CalendarCheck, TellsTheFieldAndTheReason) {
  EXPECT_EQ(wrong_with([](C&) {}), Wrong{});
  EXPECT_EQ(wrong_with([](C& c) { c.spans.clear(); }), Wrong{}) << "always open";
  EXPECT_EQ(wrong_with([](C& c) { c.zone = "Asia/Lucheng"; }), Wrong{"zone:unknown"});
  EXPECT_EQ(wrong_with([](C& c) { c.spans.push_back({2, 600, 700}); }), Wrong{"spans[5]:not_allowed"});
  EXPECT_EQ(wrong_with([](C& c) {
              c.spans.push_back({7, 1380, 1440 + 541});
            }),
            Wrong{"spans[5]:not_allowed"})
      << "from Sunday night into Monday's hours";
  EXPECT_EQ(wrong_with([](C& c) { c.spans.push_back({7, 1380, 1440 + 540}); }), Wrong{}) << "they only touch";
  EXPECT_EQ(wrong_with([](C& c) { c.spans[0] = {1, 600, 600}; }), Wrong{"spans[0]:out_of_range"});
  EXPECT_EQ(wrong_with([](C& c) { c.spans[0] = {1, 600, 2100}; }), Wrong{"spans[0]:out_of_range"});
  EXPECT_EQ(wrong_with([](C& c) { c.spans[0].weekday = 8; }), Wrong{"spans[0].weekday:out_of_range"});
  EXPECT_EQ(wrong_with([](C& c) {
              c.season = models::Season{2, 30, 3, 1};
            }),
            Wrong{"season.from:out_of_range"});
  EXPECT_EQ(wrong_with([](C& c) { c.working_day_minutes = 1441; }),
            Wrong{"working_day_minutes:out_of_range"});
}

TEST(CalendarCheck, RefusesDatesThatAreThereTwice) {
  EXPECT_EQ(wrong_with([](C& c) {
              c.exceptions = {{some_day, 0, {}, "", ""}, {some_day, 5, {}, "", ""}};
            }),
            Wrong{"exceptions[1].date:not_allowed"});
  EXPECT_EQ(wrong_with([](C& c) {
              c.exceptions = {{some_day, 5, {{0, 540, 600}}, "", ""}};
            }),
            Wrong{"exceptions[0].spans:not_allowed"});
  EXPECT_EQ(wrong_with([](C& c) {
              c.exceptions = {{some_day, 8, {}, "", ""}};
            }),
            Wrong{"exceptions[0].like_weekday:out_of_range"});
  EXPECT_EQ(wrong_with([](C& c) {
              c.exceptions = {{some_day, 0, {{0, 540, 600}, {0, 599, 700}}, "", ""}};
            }),
            Wrong{"exceptions[0].spans[1]:not_allowed"});
}

TEST(CalendarCheck, RefusesWhatNeverOpens) {
  EXPECT_EQ(
      wrong_with([](C& c) {
        c.spans = {{1, 540, 600}};
        // Every 1 October is closed, and there is no other day in the season.
        c.season = models::Season{10, 1, 10, 1};
        for (int year = 2020; year < 2061; ++year)
          c.exceptions.push_back({std::chrono::sys_days{std::chrono::year{year} / 10 / 1}, 0, {}, "", ""});
      }),
      Wrong{"spans:not_allowed"});
}

}  // namespace
