// When the month's report is due, and that it goes out once.
#include "dispatch/month_report.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;

models::Time at(const char* text) { return *models::parse_rfc3339(text); }

class MonthReportTest : public RulesTest {
 protected:
  models::Destination box(int day) {
    models::Destination one;
    one.name = "镇领导";
    one.carrier = models::Carrier::mail;
    one.address = "lead@town.example";
    one.options = {{"server", "smtp://127.0.0.1:25"}, {"from", "lamp@town.example"}};
    if (day != 0) one.options["month_day"] = std::to_string(day);
    return one;
  }
  models::Destination saved(int day, models::Time when) {
    auto one = box(day);
    dispatch::begin_month_reports(store, one, when);
    return *dispatch::save_destination(store, town.supervisor, one);
  }
  std::vector<std::string> owed() {
    std::vector<std::string> messages;
    for (const auto& one : store.deliveries().search({}).items) messages.push_back(one.message);
    return messages;
  }
};

TEST_F(MonthReportTest, TheDayAndItsHourAreTheTowns) {
  struct Row {
    int day;
    const char* last;
    const char* now;
    const char* due;
  };
  const Row rows[] = {
      {1, "2026-09", "2026-10-31T23:59:59Z", ""},  // the first of November, 7:59:59 there
      {1, "2026-10", "2026-11-01T00:00:00Z", ""},
      {1, "2026-09", "2026-11-01T00:00:00Z", "2026-10"},
      {5, "2026-09", "2026-11-04T23:59:59Z", ""},
      {5, "2026-09", "2026-11-05T00:00:00Z", "2026-10"},
      {5, "2026-09", "2026-11-30T15:59:59Z", "2026-10"},  // nobody looked for weeks
      {5, "2026-09", "2026-11-30T16:00:00Z", ""},         // December there: November waits for its day
      {5, "2026-08", "2026-12-05T00:00:00Z", "2026-11"},  // what was missed for a whole month is left out
      {28, "2025-11", "2026-01-28T00:00:00Z", "2025-12"},
      {5, "2026-11", "2026-11-05T00:00:00Z", ""},  // the clock was set back
  };
  for (const auto& row : rows) {
    auto one = box(row.day);
    one.options["month_last"] = row.last;
    const auto due = dispatch::month_due(one, at(row.now));
    EXPECT_EQ(due ? dispatch::month_text(*due) : "", row.due) << row.now;
    one.active = false;
    EXPECT_FALSE(dispatch::month_due(one, at(row.now)));
  }
  EXPECT_FALSE(dispatch::month_due(box(0), at("2026-11-05T00:00:00Z")));
}

TEST_F(MonthReportTest, ASettingIsCheckedAndBeginsWithItsNextDay) {
  EXPECT_EQ(wrong_fields(dispatch::save_destination(store, town.supervisor, box(29))),
            std::vector<std::string>{"month_report_day:out_of_range"});
  auto hook = box(5);
  hook.carrier = models::Carrier::webhook;
  hook.address = "https://town.example/hook";
  hook.secret = "x";
  EXPECT_EQ(wrong_fields(dispatch::save_destination(store, town.supervisor, hook)),
            std::vector<std::string>{"month_report_day:not_allowed"});

  EXPECT_EQ(saved(5, at("2026-11-04T12:00:00Z")).options.at("month_last"), "2026-09")
      << "tomorrow's goes out";
  auto late = saved(5, at("2026-11-05T12:00:00Z"));
  EXPECT_EQ(late.options.at("month_last"), "2026-10") << "this month's day is over";
  late.options.erase("month_last");  // as a form sends it
  late.options["month_day"] = "20";
  dispatch::begin_month_reports(store, late, at("2026-11-06T12:00:00Z"));
  EXPECT_EQ(late.options.at("month_last"), "2026-10") << "another day sends no month twice";
}

TEST_F(MonthReportTest, ItIsOwedOnceAndCarriesNothingElse) {
  const auto one = saved(5, at("2026-11-04T12:00:00Z"));
  EXPECT_EQ(dispatch::owe_month_reports(store, at("2026-11-04T12:00:00Z")), 0);
  EXPECT_TRUE(dispatch::any_month_report_due(store, at("2026-11-05T01:00:00Z")));
  EXPECT_EQ(dispatch::owe_month_reports(store, at("2026-11-05T01:00:00Z")), 1);
  EXPECT_EQ(dispatch::owe_month_reports(store, at("2026-11-05T01:00:00Z")), 0);
  EXPECT_FALSE(dispatch::any_month_report_due(store, at("2026-11-20T01:00:00Z")));
  EXPECT_EQ(owed(), std::vector<std::string>{"month_2026-10_" + one.id.text()});
  heater_order();
  EXPECT_EQ(owed().size(), 1u) << "orders are told elsewhere";
  EXPECT_EQ(dispatch::owe_month_reports(store, at("2026-12-05T01:00:00Z")), 1);
  EXPECT_EQ(store.deliveries().find(one.id)->options.at("month_last"), "2026-11");
}

TEST_F(MonthReportTest, ATrialIsTheLastMonthsAndSaysThatItIsOne) {
  const auto one = saved(5, now);
  const auto trial =
      dispatch::test_destination(store, town.supervisor, one.id, "x", at("2026-11-20T01:00:00Z"));
  ASSERT_TRUE(trial);
  EXPECT_EQ(trial->facts,
            (dispatch::Facts{{"summary", "试发：2026-10 月报"}, {"month", "2026-10"}, {"test", "true"}}));
  EXPECT_EQ(failure(dispatch::test_destination(store, town.operator_, one.id, "x", now)),
            ErrorCode::forbidden);
  EXPECT_EQ(store.deliveries().find(one.id)->options, one.options) << "a trial counts for no month";
}

TEST_F(MonthReportTest, MonthsAreReadStrictly) {
  for (const auto* bad : {"", "2026-13", "2026-00", "2026-1", "26-10", "2026/10", "2026-1x", "9999-01"})
    EXPECT_FALSE(dispatch::parse_month(bad)) << bad;
  const auto month = dispatch::parse_month("2026-12");
  ASSERT_TRUE(month);
  EXPECT_EQ(models::to_rfc3339(dispatch::span_of(*month).from), "2026-11-30T16:00:00Z");
  EXPECT_EQ(models::to_rfc3339(dispatch::span_of(*month).to), "2026-12-31T16:00:00Z");
}

}  // namespace
