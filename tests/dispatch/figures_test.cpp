#include "dispatch/figures.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace dispatch {
namespace {

using models::OrderFacts;
using models::Outcome;
using models::PromiseFact;
using models::Satisfaction;
using models::WordFact;
using models::WorkOrderState;

models::Time at(int hours) { return models::from_unix(1'780'000'000) + std::chrono::hours{hours}; }

/// An order that was reported at hour 1, contacted at once, resolved at 3 and closed at 5, in time.
OrderFacts good() {
  OrderFacts order;
  order.id = models::WorkOrderId{1};
  order.village_code = "110112119243";
  order.facility_class = "heater";
  order.crew = models::CrewId{3};
  order.state = WorkOrderState::closed;
  order.received_at = at(1);
  order.opened_at = at(1);
  order.assigned_at = at(1);
  order.resolved_at = at(3);
  order.closed_at = at(5);
  order.contact = PromiseFact{at(2), at(1)};
  order.resolve = PromiseFact{at(6), at(3)};
  order.reporters = 1;
  order.reached = true;
  order.word = WordFact{true, at(5), Satisfaction::satisfied};
  order.outcome = Outcome::repaired;
  order.closed_by = "核查员 小宋";
  return order;
}

models::FiguresQuery period() { return {at(0), at(24), at(100)}; }

enum Where { outside, rest, numerator, excluded };

Where where(Figure figure, const OrderFacts& order, const models::FiguresQuery& of = period()) {
  const auto standing = standing_of(figure, order, of);
  if (!standing) return outside;
  if (standing->excluded) return excluded;
  return standing->in_numerator ? numerator : rest;
}

struct Row {
  const char* what;
  std::function<void(OrderFacts&)> change;
  Where expected;
};

void expect(Figure figure, const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    auto order = good();
    row.change(order);
    EXPECT_EQ(where(figure, order), row.expected) << row.what;
  }
}

TEST(Figures, ResponseCountsContactsWithinTheContactLimit) {
  expect(Figure::response,
         {{"in time", [](auto&) {}, numerator},
          {"at the very end", [](auto& o) { o.contact->stopped_at = at(2); }, numerator},
          {"a second late", [](auto& o) { o.contact->stopped_at = at(2) + models::Duration{1}; }, rest},
          {"never", [](auto& o) { o.contact->stopped_at.reset(); }, rest},
          {"no such promise", [](auto& o) { o.contact.reset(); }, outside},
          {"due the day before", [](auto& o) { o.contact->due_at = at(-1); }, outside},
          {"due when the period ends", [](auto& o) { o.contact->due_at = at(24); }, outside},
          {"cancelled", [](auto& o) { o.state = WorkOrderState::cancelled; }, excluded}});
}

TEST(Figures, SolvedIsTheReportersLastWord) {
  expect(Figure::solved, {{"solved", [](auto&) {}, numerator},
                          {"not solved", [](auto& o) { o.word->solved = false; }, rest},
                          {"nobody said anything", [](auto& o) { o.word.reset(); }, outside},
                          {"said the week after", [](auto& o) { o.word->at = at(200); }, outside},
                          {"the crew's word alone is none",
                           [](auto& o) {
                             o.word.reset();
                             o.reached = false;
                           },
                           outside}});
}

TEST(Figures, SatisfiedLeavesOutBasicallySatisfied) {
  using enum Satisfaction;
  const auto said = [](Satisfaction word) { return [word](auto& o) { o.word->satisfaction = word; }; };
  expect(Figure::satisfied, {{"very", said(very_satisfied), numerator},
                             {"satisfied", said(satisfied), numerator},
                             {"basically", said(basically_satisfied), rest},
                             {"not", said(dissatisfied), rest},
                             {"not at all", said(very_dissatisfied), rest},
                             {"not asked", [](auto& o) { o.word->satisfaction.reset(); }, outside}});
}

TEST(Figures, CoverageCountsWhoWasReachedAmongTheClosed) {
  expect(Figure::callback_coverage,
         {{"reached", [](auto&) {}, numerator},
          {"not reached", [](auto& o) { o.reached = false; }, rest},
          {"nobody had reported it", [](auto& o) { o.reporters = 0; }, outside},
          {"not closed", [](auto& o) { o.closed_at.reset(); }, outside},
          {"closed the day after", [](auto& o) { o.closed_at = at(30); }, outside}});
}

TEST(Figures, InTimeIsMeasuredAtTheResolveLimitAsItEndedUp) {
  expect(Figure::on_time,
         {{"in time", [](auto&) {}, numerator},
          {"late", [](auto& o) { o.resolve->stopped_at = at(7); }, rest},
          {"pauses moved the limit",
           [](auto& o) {
             o.resolve = PromiseFact{at(8), at(7)};
           },
           numerator},
          {"not resolved, past the limit", [](auto& o) { o.resolve->stopped_at.reset(); }, rest},
          {"resolved early, due later", [](auto& o) { o.resolve->due_at = at(30); }, outside}});
  // Before the limit nobody is late and nobody in time.
  auto open = good();
  open.resolve->stopped_at.reset();
  EXPECT_EQ(where(Figure::on_time, open, {at(0), at(24), at(5)}), outside);
  EXPECT_EQ(where(Figure::on_time, open, {at(0), at(24), at(6)}), rest);
}

TEST(Figures, ClosedReworkExtensionOfThoseToBeResolved) {
  expect(Figure::closed, {{"closed", [](auto&) {}, numerator},
                          {"only resolved", [](auto& o) { o.state = WorkOrderState::resolved; }, rest},
                          {"not due", [](auto& o) { o.resolve->due_at = at(30); }, outside}});
  expect(Figure::rework, {{"once and for all", [](auto&) {}, rest},
                          {"came back", [](auto& o) { o.reopened = 1; }, numerator},
                          {"came back twice counts once", [](auto& o) { o.reopened = 2; }, numerator}});
  expect(Figure::extension,
         {{"none", [](auto&) {}, rest}, {"more time was given", [](auto& o) { o.extended = 1; }, numerator}});
}

TEST(Figures, RepairedAtOnceIsWithoutPauseOrReturn) {
  using enum Outcome;
  const auto ended = [](Outcome outcome) { return [outcome](auto& o) { o.outcome = outcome; }; };
  expect(Figure::first_time_fix,
         {{"at once", [](auto&) {}, numerator},
          {"came back", [](auto& o) { o.reopened = 1; }, rest},
          {"stood still on the way", [](auto& o) { o.paused = models::Duration{1}; }, rest},
          {"only for now", ended(temporary), rest},
          {"cannot be repaired", ended(not_repairable), rest},
          {"nothing was broken", ended(working_normally), outside},
          {"resolved, not closed", [](auto& o) { o.state = WorkOrderState::resolved; }, outside},
          {"closed the day after", [](auto& o) { o.closed_at = at(30); }, outside}});
}

TEST(Figures, RowsOfCrewsBecomeRowsOfTheirEmployers) {
  auto first = good(), second = good(), third = good(), nobody = good();
  second.crew = models::CrewId{4};
  third.crew = models::CrewId{5};
  third.resolve->stopped_at = at(7);
  nobody.crew = {};
  const auto rows = count_figures({first, second, third, nobody}, period(), FiguresBy::crew, 0);
  ASSERT_EQ(rows.size(), 4u);
  const auto merged = merge_rows(rows, {{"3", "甲公司"}, {"5", "甲公司"}, {"4", ""}});
  ASSERT_EQ(merged.size(), 2u);
  const auto on_time = static_cast<std::size_t>(Figure::on_time);
  EXPECT_EQ(merged[0].key, "");
  EXPECT_EQ(merged[0].values[on_time].denominator, 2);
  EXPECT_EQ(merged[1].key, "甲公司");
  EXPECT_EQ(merged[1].values[on_time].numerator, 1);
  EXPECT_EQ(merged[1].values[on_time].denominator, 2);
  EXPECT_EQ(merged[1].values[on_time].lasted, std::chrono::hours{4});
}

TEST(Figures, AccurateDispatchIsSpoiltByPeopleNotByThePlan) {
  expect(Figure::accurate_dispatch,
         {{"one crew", [](auto&) {}, numerator},
          {"a person sent it on", [](auto& o) { o.resent = 1; }, rest},
          {"a crew returned it", [](auto& o) { o.returned = 1; }, rest},
          {"never sent", [](auto& o) { o.assigned_at.reset(); }, outside},
          {"opened the day before", [](auto& o) { o.opened_at = at(-1); }, outside}});
}

TEST(Figures, OverdueAndOpenIsWhatWaitsPastItsLimit) {
  expect(Figure::overdue_open, {{"resolved", [](auto&) {}, rest},
                                {"resolved late", [](auto& o) { o.resolve->stopped_at = at(9); }, rest},
                                {"waits", [](auto& o) { o.resolve->stopped_at.reset(); }, numerator}});
}

TEST(Figures, ThePausedShareIsTimeOverTime) {
  auto paused = good();  // two hours from receipt to resolution
  paused.paused = std::chrono::minutes{30};
  auto other = good();
  other.resolved_at = at(5);  // four hours
  const auto rows = count_figures({paused, other}, period(), FiguresBy::all, 0);
  const auto& value = rows.at(0).values[static_cast<std::size_t>(Figure::paused_share)];
  EXPECT_EQ(value.numerator, 1);
  EXPECT_EQ(value.denominator, 2);
  EXPECT_NEAR(percent(Figure::paused_share, value).value(), 100 * 0.5 / 6, 1e-9);
  // It stands beside every other figure, for the orders of that figure.
  EXPECT_NEAR(paused_percent(rows.at(0).values[0]).value(), 100 * 0.5 / 6, 1e-9);
  EXPECT_FALSE(percent(Figure::paused_share, {}));
}

TEST(Figures, AnExclusionNamesReasonAndWhoAnswersForIt) {
  const struct {
    const char* what;
    std::function<void(OrderFacts&)> change;
    std::string_view reason;
    std::string_view by;
  } rows[] = {
      {"repaired", [](auto&) {}, "", ""},
      {"cancelled",
       [](auto& o) {
         o.state = WorkOrderState::cancelled;
         o.cancelled_by = "话务员 小陈";
       },
       "cancelled", "话务员 小陈"},
      {"not ours, closed", [](auto& o) { o.outcome = Outcome::not_ours; }, "not_ours", "核查员 小宋"},
      {"duplicate, closed", [](auto& o) { o.outcome = Outcome::duplicate; }, "duplicate", "核查员 小宋"},
      {"false report, closed", [](auto& o) { o.outcome = Outcome::false_report; }, "false_report",
       "核查员 小宋"},
      {"false report, nobody has confirmed it",
       [](auto& o) {
         o.outcome = Outcome::false_report;
         o.state = WorkOrderState::resolved;
       },
       "", ""},
      {"could not be repaired counts", [](auto& o) { o.outcome = Outcome::not_repairable; }, "", ""},
      {"a temporary fix counts", [](auto& o) { o.outcome = Outcome::temporary; }, "", ""},
      {"works normally counts", [](auto& o) { o.outcome = Outcome::working_normally; }, "", ""},
  };
  for (const auto& row : rows) {
    auto order = good();
    row.change(order);
    const auto exclusion = exclusion_of(order);
    EXPECT_EQ(exclusion ? exclusion->reason : "", row.reason) << row.what;
    EXPECT_EQ(exclusion ? exclusion->approved_by : "", row.by) << row.what;
  }
}

TEST(Figures, RowsByEveryDimensionAddUpToTheWhole) {
  std::vector<OrderFacts> orders;
  for (int i = 0; i < 60; ++i) {
    auto order = good();
    order.village_code = "11011211924" + std::to_string(i % 3);
    order.facility_class = i % 2 == 0 ? "heater" : "toilet";
    order.crew = models::CrewId{i % 5};
    for (auto* moment : {&order.received_at, &order.opened_at, &order.contact->due_at, &order.resolve->due_at,
                         &order.word->at})
      *moment += std::chrono::hours{24 * i};
    order.closed_at = at(5 + 24 * i);
    if (i % 7 == 0) order.state = WorkOrderState::cancelled;
    if (i % 4 == 0) order.resolve->stopped_at.reset();
    order.simulated = i < 10;
    orders.push_back(order);
  }
  const models::FiguresQuery all{at(0), at(24 * 60), at(24 * 90)};
  const auto whole = count_figures(orders, all, FiguresBy::all, 8 * 3600);
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(whole[0].simulated, 10);
  for (const auto by : {FiguresBy::village, FiguresBy::facility_class, FiguresBy::crew, FiguresBy::day,
                        FiguresBy::week, FiguresBy::month}) {
    const auto rows = count_figures(orders, all, by, 8 * 3600);
    EXPECT_GT(rows.size(), 1U);
    for (const auto& definition : figure_definitions()) {
      const auto i = static_cast<std::size_t>(definition.figure);
      FigureValue sum;
      for (const auto& row : rows) {
        sum.numerator += row.values[i].numerator;
        sum.denominator += row.values[i].denominator;
        sum.excluded += row.values[i].excluded;
      }
      EXPECT_EQ(sum.numerator, whole[0].values[i].numerator) << definition.code;
      EXPECT_EQ(sum.denominator, whole[0].values[i].denominator) << definition.code;
      EXPECT_EQ(sum.excluded, whole[0].values[i].excluded) << definition.code;
    }
  }
}

TEST(Figures, DaysAreTheTownsAndWeeksBeginOnMonday) {
  const OrderFacts order;
  const auto key = [&](const char* moment, FiguresBy by) {
    return figures_key(order, models::parse_rfc3339(moment).value(), by, 8 * 3600);
  };
  EXPECT_EQ(key("2026-11-22T23:59:59+08:00", FiguresBy::day), "2026-11-22");
  EXPECT_EQ(key("2026-11-23T00:00:00+08:00", FiguresBy::day), "2026-11-23");
  EXPECT_EQ(key("2026-11-22T23:59:59+08:00", FiguresBy::week), "2026-11-16");  // a Sunday
  EXPECT_EQ(key("2026-11-23T00:00:00+08:00", FiguresBy::week), "2026-11-23");
  EXPECT_EQ(key("2027-01-01T00:30:00+08:00", FiguresBy::month), "2027-01-01");
  EXPECT_EQ(key("2026-12-31T23:30:00+08:00", FiguresBy::month), "2026-12-01");
}

TEST(Figures, EveryFigureHasItsWordsAndOneCode) {
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < figure_count; ++i) {
    const auto& definition = figure_definitions()[i];
    EXPECT_EQ(static_cast<std::size_t>(definition.figure), i);
    EXPECT_TRUE(codes.insert(definition.code).second);
    EXPECT_EQ(parse_figure(definition.code), definition.figure);
    for (const auto& words :
         {definition.name, definition.numerator, definition.denominator, definition.moment}) {
      EXPECT_FALSE(words.zh.empty());
      EXPECT_FALSE(words.en.empty());
    }
  }
  EXPECT_FALSE(parse_figure("happiness_rate"));
}

}  // namespace
}  // namespace dispatch
