#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "models/names.h"
#include "tests/support/random_day.h"

namespace support {
namespace {

using models::EventKind;
using models::WorkOrder;
using models::WorkOrderState;
using enum models::WorkOrderState;

bool works(WorkOrderState state) { return state == assigned || state == accepted || state == under_way; }

void expect_sound_clocks(const WorkOrder& order, const std::vector<models::Event>& events) {
  std::map<std::pair<EventKind, std::string>, int> told;
  for (const auto& event : events)
    if (event.kind == EventKind::sla_warned || event.kind == EventKind::sla_breached)
      ++told[{event.kind, event.details.at(0).second}];
  for (const auto& clock : order.clocks) {
    const std::string target(models::name(clock.target));
    SCOPED_TRACE("clock " + target);
    EXPECT_GE(clock.due_at, clock.started_at);
    EXPECT_LE(clock.warn_at, clock.due_at);
    EXPECT_GE(clock.warn_at, clock.started_at);
    EXPECT_GE(clock.paused.count(), 0);
    if (clock.stopped_at) {
      EXPECT_GE(*clock.stopped_at, clock.started_at);
    }
    if (clock.paused_at) {
      EXPECT_GE(*clock.paused_at, clock.started_at);
    }
    if (clock.paused_at) {
      EXPECT_TRUE(order.paused() && !clock.stopped_at);
    }
    if (clock.breached_at) {
      EXPECT_TRUE(clock.warned_at.has_value()) << "a breach without its warning";
    }
    int warnings = clock.warned_at ? 1 : 0;
    for (const auto& mark : clock.marks) warnings += mark.told_at ? 1 : 0;
    EXPECT_EQ((told[{EventKind::sla_warned, target}]), warnings);
    EXPECT_EQ((told[{EventKind::sla_breached, target}]), clock.breached_at ? 1 : 0);
    if (order.resolved_at || order.ended()) {
      EXPECT_TRUE(clock.stopped_at.has_value());
    }
  }
}

/// The state that the events alone tell of.
void expect_told_state(const WorkOrder& order, const std::vector<models::Event>& events) {
  std::string state;
  int opened = 0, pauses = 0;
  for (const auto& event : events) {
    const auto kind = models::name(event.kind);
    if (!kind.starts_with("work_order_")) continue;
    opened += event.kind == EventKind::work_order_opened;
    pauses += event.kind == EventKind::work_order_paused;
    pauses -= event.kind == EventKind::work_order_resumed;
    for (const auto& [key, value] : event.details)
      if (key == "from") {
        EXPECT_EQ(value, state) << kind << " tells of another state than the event before";
      }
    state = event.state;
  }
  EXPECT_EQ(opened, 1);
  EXPECT_EQ(state, models::name(order.state));
  EXPECT_EQ(pauses, order.paused() ? 1 : 0);
}

}  // namespace

void expect_sound(models::Transaction& tx, const WorkOrder& order) {
  SCOPED_TRACE("order " + order.number + ", " + std::string(models::name(order.state)));
  const auto events = tx.events().list({order.id, {}, {}, 100'000});
  expect_sound_clocks(order, events);
  expect_told_state(order, events);
  if (works(order.state)) {
    EXPECT_TRUE(order.crew);
  }
  if (order.state == open) {
    EXPECT_FALSE(order.crew);
  }
  if (order.paused()) {
    EXPECT_TRUE(works(order.state));
  }
  EXPECT_EQ(order.resolution.has_value(), order.state == resolved || order.state == closed);
  EXPECT_EQ(order.closure.has_value(), order.state == closed);
  if (order.state == closed) {
    EXPECT_NE(order.closure->by, order.resolution->by) << "who resolved has closed";
  }
  for (std::size_t i = 0; i < order.pauses.size(); ++i) {
    if (order.pauses[i].to) {
      EXPECT_GE(*order.pauses[i].to, order.pauses[i].from);
    }
    if (i + 1 < order.pauses.size()) {
      EXPECT_TRUE(order.pauses[i].to.has_value());
    }
  }
  const auto reports = tx.reports().of_work_order(order.id);
  if (order.parent) {
    EXPECT_TRUE(tx.work_orders().find(order.parent).has_value());
    return;
  }
  EXPECT_EQ(order.report_count, static_cast<int>(reports.size()));
  EXPECT_EQ(std::count_if(reports.begin(), reports.end(),
                          [](const auto& report) { return report.state == models::ReportState::accepted; }),
            1);
  const auto earliest = std::min_element(
      reports.begin(), reports.end(),
      [](const auto& one, const auto& other) { return one.received_at < other.received_at; });
  ASSERT_NE(earliest, reports.end());
  EXPECT_EQ(order.received_at, earliest->received_at);
}

void expect_sound(models::Transaction& tx, const models::Report& report) {
  SCOPED_TRACE("report " + report.id.text() + ", " + std::string(models::name(report.state)));
  using models::ReportState;
  const bool has_order = report.state == ReportState::accepted || report.state == ReportState::merged;
  EXPECT_EQ(bool(report.work_order), has_order);
  if (has_order) {
    EXPECT_TRUE(tx.work_orders().find(report.work_order).has_value());
  }
  EXPECT_EQ(report.triaged_at.has_value(), report.state != ReportState::received);
  if (report.state == ReportState::rejected) {
    EXPECT_FALSE(report.triage_reason.empty());
  }
  EXPECT_EQ(report.hand_over.has_value(), report.state == ReportState::referred);
}

}  // namespace support
