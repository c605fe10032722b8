#include "dispatch/sla_clock.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dispatch/calendar.h"

namespace dispatch {
namespace {

using models::Duration;
using models::SlaClock;
using models::Time;

constexpr int warning_percent = 80;

models::Calendar calendar_of(models::CatalogStore& catalog, const std::string& code) {
  // A calendar that is not there counts as always open: the earliest deadline is the safe mistake.
  return catalog.find_calendar(code).value_or(models::Calendar{});
}

models::Result<models::SlaPolicy> find_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                              const std::string& code) {
  if (auto policy = catalog.find_policy(code)) return *std::move(policy);
  return models::invalid("fault_kind", "unknown",
                         "the fault kind " + kind.code + " promises the SLA policy '" + code +
                             "', which does not exist: correct the class definition");
}

}  // namespace

std::vector<SlaClock> start_clocks(models::CatalogStore& catalog, const models::SlaPolicy& policy,
                                   Time received_at) {
  std::vector<SlaClock> clocks;
  for (const auto target : models::sla_targets) {
    const auto& limit = policy.limit(target);
    if (!limit) continue;
    SlaClock clock;
    clock.target = target;
    clock.limit = limit->duration;
    clock.calendar = limit->calendar;
    move_start(catalog, clock, received_at);
    clocks.push_back(std::move(clock));
  }
  return clocks;
}

models::Result<models::SlaPolicy> choose_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                                bool danger, bool frail_person) {
  auto usual = find_policy(catalog, kind, kind.policy);
  if (!usual) return usual;
  if (danger && !usual->danger_policy.empty()) return find_policy(catalog, kind, usual->danger_policy);
  if (frail_person && !usual->urgent_policy.empty()) return find_policy(catalog, kind, usual->urgent_policy);
  return usual;
}

void move_start(models::CatalogStore& catalog, SlaClock& clock, Time started_at) {
  const auto calendar = calendar_of(catalog, clock.calendar);
  const Duration until_warning{clock.limit.count() * warning_percent / 100};
  clock.started_at = started_at;
  clock.due_at = add_working_time(calendar, started_at, clock.limit + clock.paused);
  clock.warn_at = add_working_time(calendar, started_at, until_warning + clock.paused);
}

void end_pause(models::CatalogStore& catalog, SlaClock& clock, Time at) {
  if (!clock.paused_at) return;
  clock.paused += working_time_between(calendar_of(catalog, clock.calendar), *clock.paused_at, at);
  clock.paused_at.reset();
  move_start(catalog, clock, clock.started_at);
}

void stop_clock(models::WorkOrder& order, models::SlaTarget target, Time at) {
  auto* clock = order.clock(target);
  // The first time counts: a second arrival does not undo the first one.
  if (clock && !clock->stopped_at) clock->stopped_at = std::max(at, clock->started_at);
}

void restart_clock(models::CatalogStore& catalog, models::WorkOrder& order, models::SlaTarget target) {
  auto* clock = order.clock(target);
  if (!clock) return;
  clock->stopped_at.reset();
  move_start(catalog, *clock, clock->started_at);
}

void pause_clocks(models::WorkOrder& order, Time at) {
  for (auto& clock : order.clocks) {
    // What is late already stays late: no pause can hide a breach.
    if (clock.stopped_at || clock.paused_at || clock.due_at <= at) continue;
    clock.paused_at = std::max(at, clock.started_at);
  }
}

void resume_clocks(models::CatalogStore& catalog, models::WorkOrder& order, Time at) {
  for (auto& clock : order.clocks) end_pause(catalog, clock, at);
}

int priority_of(const models::WorkOrder& order) {
  // The lesser reasons together stay below one step of severity.
  constexpr int severity_step = 1000, frail = 500, reopened = 300, breached = 150, warned = 80;
  int priority = severity_step * (4 - static_cast<int>(order.severity));
  if (order.frail_person) priority += frail;
  if (order.reopened > 0) priority += reopened;
  const auto running = [&](auto mark) {
    return std::any_of(order.clocks.begin(), order.clocks.end(),
                       [&](const SlaClock& clock) { return !clock.stopped_at && (clock.*mark).has_value(); });
  };
  if (running(&SlaClock::breached_at))
    priority += breached;
  else if (running(&SlaClock::warned_at))
    priority += warned;
  return priority;
}

}  // namespace dispatch
