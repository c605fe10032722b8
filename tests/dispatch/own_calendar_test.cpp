#include "dispatch/own_calendar.h"

#include <gtest/gtest.h>

#include "tests/dispatch/rules_fixture.h"

namespace {

std::vector<std::string> starting_with(const std::vector<dispatch::CalendarEntry>& entries,
                                       const std::string& what) {
  std::vector<std::string> found;
  for (const auto& entry : entries)
    if (entry.uid.starts_with(what)) found.push_back(entry.uid);
  return found;
}

class OwnCalendarTest : public testing::Test {
 protected:
  support::MemoryStore store_;
  support::SmallTown town_ = support::build_small_town(store_);
  models::Time now_ = support::monday_morning();
};

TEST_F(OwnCalendarTest, ShiftsAreTheCrewsOwnHoursInUtc) {
  auto crew = *store_.crews().find(town_.heat);
  crew.shifts = {{1, 8 * 60, 18 * 60}, {7, 0, 1440}};
  store_.crews().update(crew);
  const auto entries = dispatch::own_calendar(store_, town_.heat_member, now_);
  // A week back and four ahead from a Monday, both ends with their day: six Mondays, five Sundays.
  ASSERT_EQ(starting_with(entries, "shift-").size(), 11U);
  const auto today = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return entry.from == *models::parse_rfc3339("2026-11-23T00:00:00Z");
  });
  ASSERT_NE(today, entries.end()) << "eight in the morning in Beijing";
  EXPECT_EQ(today->to, *models::parse_rfc3339("2026-11-23T10:00:00Z"));
  const auto sunday = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return entry.from == *models::parse_rfc3339("2026-11-28T16:00:00Z");
  });
  ASSERT_NE(sunday, entries.end());
  EXPECT_EQ(sunday->to, *models::parse_rfc3339("2026-11-29T16:00:00Z"));
  // The same shift has the same name a day later.
  const auto later = dispatch::own_calendar(store_, town_.heat_member, now_ + std::chrono::days{1});
  EXPECT_TRUE(
      std::any_of(later.begin(), later.end(), [&](const auto& one) { return one.uid == today->uid; }));
}

TEST_F(OwnCalendarTest, WhatIsDueIsSeenByWhoeverAnswersForIt) {
  const auto opened = support::open_order_for(
      store_, town_.operator_, support::call("王秀兰", "13800000142", "HP-NOHEAT", town_.heater), now_);
  const auto number = opened.work_order->number;
  struct Row {
    const models::Actor& actor;
    bool sees;
  };
  auto order = *store_.work_orders().find(opened.work_order->id);
  order.crew = town_.heat;
  order.state = models::WorkOrderState::assigned;
  store_.work_orders().update(order);
  const Row rows[] = {{town_.heat_member, true}, {town_.light_member, false},     {town_.dispatcher, true},
                      {town_.supervisor, true},  {town_.village_reporter, false}, {town_.admin, true}};
  for (const auto& row : rows)
    EXPECT_EQ(starting_with(dispatch::own_calendar(store_, row.actor, now_), "due-").size(),
              row.sees ? 1U : 0U)
        << row.actor.name;
  const auto entries = dispatch::own_calendar(store_, town_.dispatcher, now_);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].uid, "due-" + number);
  models::Time earliest = models::Time::max();
  for (const auto& clock : order.clocks)
    if (!clock.stopped_at) earliest = std::min(earliest, clock.due_at);
  EXPECT_EQ(entries[0].from, earliest);
  for (const auto& text : {entries[0].title, entries[0].words})
    for (const auto* secret : {"王", "138", "家"}) EXPECT_EQ(text.find(secret), std::string::npos) << text;
  // What is paused is not due, what has ended neither.
  for (auto& clock : order.clocks) clock.paused_at = now_;
  store_.work_orders().update(order);
  EXPECT_TRUE(dispatch::own_calendar(store_, town_.dispatcher, now_).empty());
  for (auto& clock : order.clocks) clock.paused_at.reset();
  order.state = models::WorkOrderState::closed;
  store_.work_orders().update(order);
  EXPECT_TRUE(dispatch::own_calendar(store_, town_.dispatcher, now_).empty());
}

}  // namespace
