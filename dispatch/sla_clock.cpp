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

constexpr int chief_warning = 80;  // percent; what screens show as "soon late"

models::Calendar calendar_of(models::CatalogStore& catalog, const std::string& code, int version) {
  auto found = version > 0 ? catalog.find_calendar(code, version) : catalog.find_calendar(code);
  // A calendar that is not there counts as always open: the earliest deadline is the safe mistake.
  return found ? *std::move(found) : models::Calendar{};
}

models::Result<models::SlaPolicy> find_policy(models::CatalogStore& catalog, const models::FaultKind& kind,
                                              const std::string& code) {
  if (auto policy = catalog.find_policy(code)) return *std::move(policy);
  return models::invalid("fault_kind", "unknown",
                         "the fault kind " + kind.code + " promises the SLA policy '" + code +
                             "', which does not exist: correct the class definition");
}

/// One of the warnings is the chief one: that of 80 %, or the last when there is none of 80 %.
void set_warnings(SlaClock& clock, const std::vector<int>& percents) {
  clock.marks.clear();
  const bool usual = std::find(percents.begin(), percents.end(), chief_warning) != percents.end();
  clock.warn_percent = usual ? chief_warning : percents.empty() ? 100 : percents.back();
  for (const int percent : percents)
    if (percent != clock.warn_percent) clock.marks.push_back({percent, {}, std::nullopt});
}

Duration part_of(Duration whole, int percent) { return Duration{whole.count() * percent / 100}; }

/// Makes every moment of the clock anew from its start, limit, pauses and extensions.
void recompute(const OpenTime& open, SlaClock& clock) {
  clock.paused = Duration{0};
  for (const auto& pause : clock.pauses)
    clock.paused += open.between(std::max(pause.from, clock.started_at), pause.to);
  const auto full = clock.limit + clock.extended;
  clock.due_at = open.add(clock.started_at, full + clock.paused);
  const bool capped = clock.no_later_than && *clock.no_later_than < clock.due_at;
  if (capped) clock.due_at = std::max(*clock.no_later_than, clock.started_at);
  const auto moment = [&](int percent) {
    const auto usual = open.add(clock.started_at, part_of(full, percent) + clock.paused);
    if (!capped) return usual;
    return std::min(usual, clock.started_at + part_of(clock.due_at - clock.started_at, percent));
  };
  clock.warn_at = moment(clock.warn_percent);
  for (auto& mark : clock.marks) mark.at = moment(mark.percent);
}

void recompute(models::CatalogStore& catalog, SlaClock& clock) {
  recompute(*open_time_of(calendar_of(catalog, clock.calendar, clock.calendar_version)), clock);
}

}  // namespace

models::Calendar calendar_of(models::CatalogStore& catalog, const SlaClock& clock) {
  return calendar_of(catalog, clock.calendar, clock.calendar_version);
}

std::vector<SlaClock> start_clocks(models::CatalogStore& catalog, const models::SlaPolicy& policy,
                                   Time received_at) {
  std::vector<SlaClock> clocks;
  for (const auto target : models::sla_targets) {
    const auto& limit = policy.limit(target);
    if (!limit) continue;
    const auto calendar = calendar_of(catalog, limit->calendar, 0);
    SlaClock clock;
    clock.target = target;
    clock.limit = limit->duration;
    if (limit->working_days > 0)
      clock.limit = limit->working_days * std::chrono::minutes{calendar.working_day_minutes};
    clock.calendar = limit->calendar;
    clock.calendar_version = calendar.code.empty() ? 0 : calendar.version;
    clock.started_at = received_at;
    set_warnings(clock, policy.warnings);
    recompute(*open_time_of(calendar), clock);
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
  clock.started_at = started_at;
  recompute(catalog, clock);
}

void end_pause(models::CatalogStore& catalog, SlaClock& clock, Time at) {
  if (!clock.paused_at) return;
  if (at > *clock.paused_at) clock.pauses.push_back({*clock.paused_at, at});
  clock.paused_at.reset();
  recompute(catalog, clock);
}

void extend_clock(models::CatalogStore& catalog, SlaClock& clock, Duration working_time) {
  clock.extended += std::max(working_time, Duration{0});
  recompute(catalog, clock);
}

void replace_promise(models::CatalogStore& catalog, SlaClock& clock, const SlaClock& fresh) {
  const auto told = std::move(clock.marks);
  const auto chief_told = clock.warned_at;
  const int chief = clock.warn_percent;
  clock.limit = fresh.limit;
  clock.calendar = fresh.calendar;
  clock.calendar_version = fresh.calendar_version;
  clock.warn_percent = fresh.warn_percent;
  clock.marks = fresh.marks;
  clock.started_at = fresh.started_at;
  // What had not begun could not stand still.
  if (clock.paused_at) clock.paused_at = std::max(*clock.paused_at, clock.started_at);
  // Each share of the limit is told once, whichever promise it was of.
  const auto when_told = [&](int percent) -> std::optional<Time> {
    if (percent == chief) return chief_told;
    for (const auto& mark : told)
      if (mark.percent == percent) return mark.told_at;
    return std::nullopt;
  };
  clock.warned_at = when_told(clock.warn_percent);
  for (auto& mark : clock.marks) mark.told_at = when_told(mark.percent);
  recompute(catalog, clock);
}

void replay_promise(models::CatalogStore& catalog, SlaClock& clock, const SlaClock& fresh) {
  const auto pauses = std::exchange(clock.pauses, {});
  replace_promise(catalog, clock, fresh);
  for (const auto& pause : pauses) {
    if (pause.from >= clock.due_at) break;
    clock.pauses.push_back(pause);
    recompute(catalog, clock);
  }
}

std::optional<Time> done_at(const models::WorkOrder& order, models::SlaTarget target) {
  switch (target) {
    case models::SlaTarget::arrive:
      return order.arrived_at;
    case models::SlaTarget::accept:
      return order.accepted_at;
    case models::SlaTarget::make_safe:
      return order.made_safe_at;
    case models::SlaTarget::contact:
      return order.arrived_at ? order.arrived_at : order.resolved_at;
    case models::SlaTarget::resolve:
      return order.resolved_at;
  }
  return std::nullopt;
}

void cap_clock(models::CatalogStore& catalog, SlaClock& clock, Time no_later_than) {
  clock.no_later_than = std::min(clock.no_later_than.value_or(no_later_than), no_later_than);
  recompute(catalog, clock);
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
  recompute(catalog, *clock);
}

void pause_clocks(models::WorkOrder& order, Time at) {
  for (auto& clock : order.clocks) {
    // What is late already stays late: no pause can hide a breach.
    if (clock.stopped_at || clock.paused_at || clock.due_at <= at) continue;
    clock.paused_at = std::max(at, clock.started_at);
    // A clock that was set back must not count the same time twice.
    if (!clock.pauses.empty()) clock.paused_at = std::max(*clock.paused_at, clock.pauses.back().to);
  }
}

void resume_clocks(models::CatalogStore& catalog, models::WorkOrder& order, Time at) {
  for (auto& clock : order.clocks) end_pause(catalog, clock, at);
}

Time first_due(models::CatalogStore& catalog, const SlaClock& clock) {
  auto first = clock;
  first.pauses.clear();
  first.extended = Duration{0};
  recompute(catalog, first);
  return first.due_at;
}

models::ClockState ClockStates::at(const SlaClock& clock, Time now) {
  if (clock.stopped_at) return models::ClockState::stopped;
  if (clock.paused_at) return models::ClockState::paused;
  const auto key = std::pair{clock.calendar, clock.calendar_version};
  auto found = calendars_.find(key);
  if (found == calendars_.end())
    found = calendars_.emplace(key, calendar_of(catalog_, clock.calendar, clock.calendar_version)).first;
  return is_open(found->second, now) ? models::ClockState::running : models::ClockState::outside_calendar;
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
