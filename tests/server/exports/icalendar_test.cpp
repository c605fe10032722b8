#include "server/exports/icalendar.h"

#include <gtest/gtest.h>
#include <libical/ical.h>

namespace {

models::Time at(std::int64_t seconds) { return models::from_unix(1'795'000'000 + seconds); }

std::vector<dispatch::CalendarEntry> sample() {
  return {{"shift-1-5", at(0), at(8 * 3600), at(0), "当班 供热一班 / On shift Heating crew 1", ""},
          {"due-LC20261123-0042", at(90), std::nullopt, at(10),
           "期限 不热, 全屋; 半夜 \\ 兴各庄 · LC20261123-0042 "
           "很长很长很长很长很长很长很长很长很长很长很长很长很长",
           "修复的期限\nDue: repair"}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find("\r\n", begin);
    if (end == std::string::npos) {
      ADD_FAILURE() << "the last line has no end";
      break;
    }
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return lines;
}

TEST(ICalendar, NoLineIsTooLongOrCutWithinACharacter) {
  const auto text = exports::write_icalendar(sample(), "潞城镇 点灯人 / Lucheng Lamplighter");
  bool folded = false;
  for (const auto& line : lines_of(text)) {
    EXPECT_LE(line.size(), 75U) << line;
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    folded = folded || line.starts_with(' ');
    // Whole characters only: no line begins with the middle of one.
    const auto first = static_cast<unsigned char>(line.at(line.starts_with(' ') ? 1 : 0));
    EXPECT_NE(first & 0xc0, 0x80) << line;
  }
  EXPECT_TRUE(folded);
}

TEST(ICalendar, AForeignParserReadsItBack) {
  const auto entries = sample();
  const auto text = exports::write_icalendar(entries, "x");
  icalcomponent* calendar = icalparser_parse_string(text.c_str());
  ASSERT_NE(calendar, nullptr);
  EXPECT_EQ(icalcomponent_count_errors(calendar), 0);
  EXPECT_NE(icalrestriction_check(calendar), 0) << "what RFC 5545 wants of a calendar";
  std::size_t i = 0;
  for (auto* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    const auto& entry = entries.at(i++);
    EXPECT_EQ(icalcomponent_get_uid(event), entry.uid + "@lamplighter");
    EXPECT_EQ(icalcomponent_get_summary(event), entry.title);
    const auto start = icalcomponent_get_dtstart(event);
    EXPECT_TRUE(icaltime_is_utc(start));
    EXPECT_EQ(icaltime_as_timet(start), models::to_unix(entry.from));
    if (entry.to) {
      EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtend(event)), models::to_unix(*entry.to));
    } else {
      EXPECT_EQ(icalcomponent_get_description(event), entry.words);
    }
  }
  EXPECT_EQ(i, entries.size());
  icalcomponent_free(calendar);
}

TEST(ICalendar, ControlCharactersMakeNoLines) {
  auto entries = sample();
  entries[0].title = "a\r\nBEGIN:VALARM\x01";
  const auto text = exports::write_icalendar(entries, "x");
  EXPECT_NE(text.find("SUMMARY:a\\nBEGIN:VALARM\r\n"), std::string::npos);
}

TEST(ICalendar, TheSameIsTheSameText) {
  EXPECT_EQ(exports::write_icalendar(sample(), "x"), exports::write_icalendar(sample(), "x"));
  EXPECT_EQ(lines_of(exports::write_icalendar({}, "x")).front(), "BEGIN:VCALENDAR");
}

}  // namespace
