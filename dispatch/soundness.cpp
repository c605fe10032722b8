#include "dispatch/soundness.h"

#include <algorithm>
#include <map>

#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::WorkOrder;
using models::WorkOrderState;
using enum models::WorkOrderState;

bool works(WorkOrderState state) { return state == assigned || state == accepted || state == under_way; }

/// Collects what does not hold.
class Findings {
 public:
  void expect(bool holds, const std::string& otherwise) {
    if (!holds) all_.push_back(otherwise);
  }
  std::vector<std::string> take() { return std::move(all_); }

 private:
  std::vector<std::string> all_;
};

using Told = std::map<std::pair<EventKind, std::string>, int>;

Told told_of(const std::vector<models::Event>& events) {
  Told told;
  for (const auto& event : events)
    if ((event.kind == EventKind::sla_warned || event.kind == EventKind::sla_breached) &&
        !event.details.empty())
      ++told[{event.kind, event.details.front().second}];
  return told;
}

void expect_times(const models::SlaClock& clock, const std::string& name, Findings& findings) {
  findings.expect(clock.due_at >= clock.started_at, name + " is due before it began");
  findings.expect(clock.warn_at <= clock.due_at, name + " warns after it is due");
  findings.expect(clock.warn_at >= clock.started_at, name + " warns before it began");
  findings.expect(clock.paused.count() >= 0, name + " stood still for less than no time");
  findings.expect(!clock.stopped_at || *clock.stopped_at >= clock.started_at,
                  name + " stopped before it began");
  findings.expect(!clock.paused_at || *clock.paused_at >= clock.started_at,
                  name + " stood still before it began");
}

void expect_clocks(const WorkOrder& order, const std::vector<models::Event>& events, Findings& findings) {
  auto told = told_of(events);
  for (const auto& clock : order.clocks) {
    const std::string target(models::name(clock.target));
    const auto name = "the clock of " + target;
    expect_times(clock, name, findings);
    findings.expect(!clock.paused_at || (order.paused() && !clock.stopped_at),
                    name + " stands still though the order does not, or it has stopped");
    findings.expect(!clock.breached_at || clock.warned_at, name + " broke without a warning");
    int warnings = clock.warned_at ? 1 : 0;
    for (const auto& mark : clock.marks) warnings += mark.told_at ? 1 : 0;
    findings.expect(told[{EventKind::sla_warned, target}] == warnings,
                    name + " has other warnings than the events tell of");
    findings.expect(told[{EventKind::sla_breached, target}] == (clock.breached_at ? 1 : 0),
                    name + " has another breach than the events tell of");
    if (order.resolved_at || order.ended())
      findings.expect(clock.stopped_at.has_value(), name + " runs though the work has ended");
  }
}

/// The state that the events alone tell of.
void expect_told_state(const WorkOrder& order, const std::vector<models::Event>& events, Findings& findings) {
  std::string state;
  int opened = 0, pauses = 0;
  for (const auto& event : events) {
    const auto kind = std::string(models::name(event.kind));
    if (!kind.starts_with("work_order_")) continue;
    opened += event.kind == EventKind::work_order_opened ? 1 : 0;
    pauses += event.kind == EventKind::work_order_paused ? 1 : 0;
    pauses -= event.kind == EventKind::work_order_resumed ? 1 : 0;
    for (const auto& [key, value] : event.details)
      if (key == "from")
        findings.expect(value == state, kind + " tells of another state than the event before");
    state = event.state;
  }
  findings.expect(opened == 1, "it was opened " + std::to_string(opened) + " times");
  findings.expect(state == models::name(order.state),
                  "the events end in " + state + ", the order is " + std::string(models::name(order.state)));
  findings.expect(pauses == (order.paused() ? 1 : 0), "the events tell of other pauses than the order");
}

void expect_pauses(const WorkOrder& order, Findings& findings) {
  for (std::size_t i = 0; i < order.pauses.size(); ++i) {
    const auto& pause = order.pauses[i];
    findings.expect(!pause.to || *pause.to >= pause.from, "a pause ended before it began");
    findings.expect(pause.to || i + 1 == order.pauses.size(), "a pause before the last one never ended");
  }
}

void expect_reports(const WorkOrder& order, const std::vector<models::Report>& reports, Findings& findings) {
  findings.expect(order.report_count == static_cast<int>(reports.size()),
                  "it counts " + std::to_string(order.report_count) + " reports and has " +
                      std::to_string(reports.size()));
  const auto accepted_ones = std::count_if(reports.begin(), reports.end(), [](const auto& report) {
    return report.state == models::ReportState::accepted;
  });
  findings.expect(accepted_ones == 1,
                  "it has " + std::to_string(accepted_ones) + " accepted reports, not one");
  const auto earliest = std::min_element(
      reports.begin(), reports.end(),
      [](const auto& one, const auto& other) { return one.received_at < other.received_at; });
  findings.expect(earliest != reports.end() && order.received_at == earliest->received_at,
                  "its receipt is not that of its earliest report");
}

}  // namespace

std::vector<std::string> contradictions(const WorkOrder& order, const std::vector<models::Event>& events,
                                        const std::vector<models::Report>& reports, bool parent_exists) {
  Findings findings;
  expect_clocks(order, events, findings);
  expect_told_state(order, events, findings);
  findings.expect(!works(order.state) || order.crew, "it has no crew though somebody works at it");
  findings.expect(order.state != open || !order.crew, "it has a crew though it is open");
  findings.expect(!order.paused() || works(order.state), "it is paused though nobody works at it");
  findings.expect(order.resolution.has_value() == (order.state == resolved || order.state == closed),
                  "its resolution does not fit its state");
  findings.expect(order.closure.has_value() == (order.state == closed), "its closure does not fit its state");
  if (order.state == closed && order.closure && order.resolution)
    findings.expect(order.closure->by != order.resolution->by, "who resolved it has closed it");
  expect_pauses(order, findings);
  if (order.parent)
    findings.expect(parent_exists, "the order it belongs to is not there");
  else
    expect_reports(order, reports, findings);
  return findings.take();
}

std::vector<std::string> contradictions(const models::Report& report, bool order_exists) {
  using models::ReportState;
  Findings findings;
  const bool has_order = report.state == ReportState::accepted || report.state == ReportState::merged;
  findings.expect(bool(report.work_order) == has_order, "its work order does not fit its state");
  findings.expect(!has_order || order_exists, "its work order is not there");
  findings.expect(report.triaged_at.has_value() == (report.state != ReportState::received),
                  "its triage does not fit its state");
  findings.expect(report.state != ReportState::rejected || !report.triage_reason.empty(),
                  "it was turned down without a reason");
  findings.expect(report.hand_over.has_value() == (report.state == ReportState::referred),
                  "its hand-over does not fit its state");
  return findings.take();
}

}  // namespace dispatch
