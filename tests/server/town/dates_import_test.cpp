#include "server/town/dates_import.h"

#include <gtest/gtest.h>

#include "dispatch/calendar.h"
#include "server/town/codec_dates.h"
#include "server/town/load.h"
#include "tests/server/town/files.h"
#include "tests/support/memory_store.h"

namespace {

std::string wrong(const std::string& text) {
  const auto dates = town::read_dates(text);
  if (dates) return "nothing";
  const auto& fields = dates.error().fields;
  return fields.empty() ? dates.error().detail : fields.front().field + ":" + fields.front().code;
}

TEST(DatesImport, ReadsATable) {
  const auto dates = town::read_dates(
      "\xEF\xBB\xBF"
      "date,open,name,source\n2026-02-14,5,春节调休上班,国办\n2026-02-15,closed,春节,国办\n"
      "2026-12-31,09:00-12:00 22:00-30:00,,\n");
  ASSERT_TRUE(dates) << dates.error().detail;
  ASSERT_EQ(dates->size(), 3U);
  EXPECT_EQ(town::to_date_text(dates->at(0).date), "2026-02-14");
  EXPECT_EQ(dates->at(0).like_weekday, 5);
  EXPECT_EQ(dates->at(0).source, "国办");
  EXPECT_EQ(dates->at(1).like_weekday, 0);
  EXPECT_TRUE(dates->at(1).spans.empty());
  ASSERT_EQ(dates->at(2).spans.size(), 2U);
  EXPECT_EQ(dates->at(2).spans[1].from_minute, 1320);
  EXPECT_EQ(dates->at(2).spans[1].to_minute, 1800);
}

TEST(DatesImport, TellsWhatIsWrongWithTheLine) {
  EXPECT_EQ(wrong(""), "date:required");
  EXPECT_EQ(wrong("date,name\n2026-01-01,x\n"), "open:required");
  EXPECT_EQ(wrong("date,open\n"), "body:required");
  EXPECT_EQ(wrong("date,open\n2026-02-30,closed\n"), "line 2: date:bad_format");
  EXPECT_EQ(wrong("date,open\n2026-02-28,8\n"), "line 2: open:bad_format");
  EXPECT_EQ(wrong("date,open\n2026-02-28,09:00-1800\n"), "line 2: open:bad_format");
  EXPECT_EQ(wrong("date,open\n2026-02-28,closed\n2026-02-28,5\n"), "date:not_allowed");
}

std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\nUID:1\r\n" + lines + "END:VEVENT\r\n"; }
std::string calendar(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + events + "END:VCALENDAR\r\n";
}

TEST(DatesImport, ReadsAnICalendarFile) {
  const auto dates = town::read_dates(
      calendar(event("DTSTART;VALUE=DATE:20260215\r\nDTEND;VALUE=DATE:20260218\r\nSUMMARY:春节 假期\r\n") +
               event("DTSTART;VALUE=DATE:20260228\r\nSUMMARY:春节 补班\r\n")));
  ASSERT_TRUE(dates) << dates.error().detail;
  ASSERT_EQ(dates->size(), 4U);
  EXPECT_EQ(town::to_date_text(dates->at(2).date), "2026-02-17") << "the end is not part of it";
  EXPECT_EQ(dates->at(0).like_weekday, 0);
  EXPECT_EQ(dates->at(3).like_weekday, 5);
  EXPECT_EQ(dates->at(3).name, "春节 补班");
}

TEST(DatesImport, RefusesEventsThatAreNoWholeDays) {
  EXPECT_EQ(wrong(calendar(event("DTSTART:20260215T080000Z\r\nSUMMARY:x\r\n"))),
            "event 1: DTSTART:bad_format");
  EXPECT_EQ(wrong(calendar(event("DTSTART;VALUE=DATE:20260215\r\nRRULE:FREQ=YEARLY\r\n"))),
            "event 1: RRULE:not_allowed");
  EXPECT_EQ(wrong(calendar(event("DTSTART;VALUE=DATE:20260215\r\nDTEND;VALUE=DATE:20260215\r\n"))),
            "event 1: DTEND:out_of_range");
  EXPECT_EQ(wrong(calendar("")), "body:required");
}

TEST(TownDates, HolidaysAndMovedWorkingDaysAreThoseOfTheNotices) {
  support::MemoryStore store;
  const auto loaded = town::load_town(town_test::data_folder(), store);
  ASSERT_TRUE(loaded) << loaded.error().detail;
  const auto calendar = store.catalog().find_calendar("workdays-09-18").value();
  const auto open_on = [&](const char* date) {
    const models::Time noon = *models::parse_rfc3339(std::string(date) + "T12:00:00+08:00");
    return dispatch::is_open(calendar, noon);
  };
  for (const char* closed :
       {"2025-01-01", "2025-01-28", "2025-02-04", "2025-10-08", "2026-01-02", "2026-02-23", "2026-05-05",
        "2026-06-19", "2026-09-25", "2026-10-07", "2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09",
        "2027-09-15", "2027-10-01"})
    EXPECT_FALSE(open_on(closed)) << closed;
  for (const char* open : {"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
                           "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10", "2025-01-02",
                           "2026-02-24", "2026-09-28", "2027-02-09", "2027-10-08"})
    EXPECT_TRUE(open_on(open)) << open;
  // The notices: so many days off, so many weekend days worked.
  struct Year {
    int year, closed, worked;
  };
  for (const auto& [year, closed, worked] : {Year{2025, 28, 5}, Year{2026, 33, 6}, Year{2027, 13, 0}}) {
    int found_closed = 0, found_worked = 0;
    for (const auto& one : calendar.exceptions) {
      if (std::chrono::year_month_day{one.date}.year() != std::chrono::year{year}) continue;
      EXPECT_FALSE(one.source.empty());
      const bool weekend = std::chrono::weekday{one.date}.iso_encoding() > 5;
      EXPECT_TRUE(weekend || one.like_weekday == 0) << town::to_date_text(one.date);
      ++(one.like_weekday > 0 ? found_worked : found_closed);
      EXPECT_EQ(one.source.find("预计") != std::string::npos, year == 2027);
    }
    EXPECT_EQ(found_closed, closed) << year;
    EXPECT_EQ(found_worked, worked) << year;
  }
}

}  // namespace
