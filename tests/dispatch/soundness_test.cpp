// Each contradiction is made once in an order or a report that is otherwise sound, and found.
#include "dispatch/soundness.h"

#include <gtest/gtest.h>

#include <functional>

#include "models/names.h"

namespace {

using models::EventKind;
using models::WorkOrderState;

const auto noon = models::from_unix(1'796'000'000);
using std::chrono::hours;

struct Case {
  models::WorkOrder order;
  std::vector<models::Event> events;
  std::vector<models::Report> reports;
};

models::Event event(EventKind kind, const std::string& state,
                    std::vector<std::pair<std::string, std::string>> details = {}) {
  models::Event one;
  one.kind = kind;
  one.state = state;
  one.details = std::move(details);
  return one;
}

/// Closed, with one clock that warned in time.
Case sound() {
  Case one;
  auto& order = one.order;
  order.state = WorkOrderState::closed;
  order.received_at = noon;
  order.report_count = 1;
  order.crew = {3};
  models::SlaClock clock;
  clock.target = models::SlaTarget::resolve;
  clock.started_at = noon;
  clock.warn_at = noon + hours{3};
  clock.due_at = noon + hours{4};
  clock.warned_at = noon + hours{3};
  clock.stopped_at = noon + hours{4};
  order.clocks = {clock};
  order.pauses.emplace_back();
  order.pauses.back().from = noon;
  order.pauses.back().to = noon + hours{1};
  order.resolved_at = noon + hours{4};
  order.resolution.emplace();
  order.resolution->by = {1};
  order.closure.emplace();
  order.closure->by = {2};
  one.events = {
      event(EventKind::work_order_opened, "open"),
      event(EventKind::work_order_assigned, "assigned", {{"from", "open"}}),
      event(EventKind::sla_warned, "assigned", {{"target", std::string(models::name(clock.target))}}),
      event(EventKind::work_order_resolved, "resolved", {{"from", "assigned"}}),
      event(EventKind::work_order_closed, "closed", {{"from", "resolved"}})};
  models::Report report;
  report.state = models::ReportState::accepted;
  report.received_at = noon;
  one.reports = {report};
  return one;
}

std::vector<std::string> found(const Case& one, bool parent_exists = false) {
  return dispatch::contradictions(one.order, one.events, one.reports, parent_exists);
}

TEST(Soundness, ASoundOrderHasNone) { EXPECT_EQ(found(sound()), std::vector<std::string>{}); }

TEST(Soundness, EachContradictionOfAnOrderIsFound) {
  const std::vector<std::pair<std::string, std::function<void(Case&)>>> broken{
      {"due before it began", [](Case& one) { one.order.clocks[0].due_at = noon - hours{1}; }},
      {"warns after", [](Case& one) { one.order.clocks[0].warn_at = noon + hours{9}; }},
      {"warns before", [](Case& one) { one.order.clocks[0].warn_at = noon - hours{1}; }},
      {"less than no time", [](Case& one) { one.order.clocks[0].paused = models::Duration{-1}; }},
      {"stopped before", [](Case& one) { one.order.clocks[0].stopped_at = noon - hours{1}; }},
      {"stands still", [](Case& one) { one.order.clocks[0].paused_at = noon; }},
      {"without a warning",
       [](Case& one) {
         one.order.clocks[0].breached_at = noon + hours{4};
         one.order.clocks[0].warned_at.reset();
       }},
      {"other warnings", [](Case& one) { one.order.clocks[0].warned_at.reset(); }},
      {"another breach", [](Case& one) { one.order.clocks[0].breached_at = noon + hours{4}; }},
      {"runs though", [](Case& one) { one.order.clocks[0].stopped_at.reset(); }},
      {"opened 2 times", [](Case& one) { one.events.insert(one.events.begin(), one.events.front()); }},
      {"another state than the event before",
       [](Case& one) {
         one.events[1].details = {{"from", "resolved"}};
       }},
      {"the events end in", [](Case& one) { one.events.pop_back(); }},
      {"other pauses",
       [](Case& one) {
         one.events.insert(one.events.begin() + 2, event(EventKind::work_order_paused, "assigned"));
       }},
      {"no crew",
       [](Case& one) {
         one.order.state = WorkOrderState::assigned;
         one.order.crew = {};
       }},
      {"has a crew though", [](Case& one) { one.order.state = WorkOrderState::open; }},
      {"resolution does not fit", [](Case& one) { one.order.resolution.reset(); }},
      {"closure does not fit", [](Case& one) { one.order.closure.reset(); }},
      {"who resolved it", [](Case& one) { one.order.closure->by = one.order.resolution->by; }},
      {"a pause ended before", [](Case& one) { one.order.pauses[0].to = noon - hours{1}; }},
      {"never ended",
       [](Case& one) {
         one.order.pauses[0].to.reset();
         one.order.pauses.push_back(one.order.pauses[0]);
       }},
      {"counts 1 reports and has 2", [](Case& one) { one.reports.push_back({}); }},
      {"accepted reports", [](Case& one) { one.reports[0].state = models::ReportState::merged; }},
      {"its receipt", [](Case& one) { one.order.received_at = noon + hours{1}; }},
      {"belongs to", [](Case& one) { one.order.parent = {9}; }},
  };
  for (const auto& [words, spoil] : broken) {
    auto one = sound();
    spoil(one);
    const auto all = found(one);
    EXPECT_TRUE(std::ranges::any_of(
        all, [&, wanted = words](const std::string& said) { return said.find(wanted) != std::string::npos; }))
        << words << " was not found; " << all.size() << " others were";
  }
}

TEST(Soundness, EachContradictionOfAReportIsFound) {
  models::Report waiting;
  EXPECT_TRUE(dispatch::contradictions(waiting, false).empty());
  auto report = waiting;
  report.work_order = {4};
  EXPECT_FALSE(dispatch::contradictions(report, true).empty()) << "an order before triage";
  report.state = models::ReportState::accepted;
  report.triaged_at = noon;
  EXPECT_TRUE(dispatch::contradictions(report, true).empty());
  EXPECT_FALSE(dispatch::contradictions(report, false).empty()) << "its order is not there";
  report.triaged_at.reset();
  EXPECT_FALSE(dispatch::contradictions(report, true).empty());
  report = waiting;
  report.state = models::ReportState::rejected;
  report.triaged_at = noon;
  EXPECT_FALSE(dispatch::contradictions(report, false).empty()) << "no reason";
  report.triage_reason = "not the town's";
  EXPECT_TRUE(dispatch::contradictions(report, false).empty());
  report.state = models::ReportState::referred;
  EXPECT_FALSE(dispatch::contradictions(report, false).empty()) << "handed over to nobody";
}

}  // namespace
