#include "dispatch/own_calendar.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "dispatch/permissions.h"
#include "dispatch/reach.h"

namespace dispatch {
namespace {

using models::SlaTarget;
using models::WorkOrderState;

models::LocalizedText word_for(SlaTarget target) {
  switch (target) {
    case SlaTarget::contact:
      return {"联系报修人", "contact the reporter"};
    case SlaTarget::arrive:
      return {"到场", "arrive"};
    case SlaTarget::make_safe:
      return {"排除危险", "make safe"};
    case SlaTarget::accept:
      return {"接单", "accept"};
    case SlaTarget::resolve:
      break;
  }
  return {"修复", "repair"};
}

void add_shifts(std::vector<CalendarEntry>& entries, const models::Crew& crew, models::Time now) {
  const auto offset = models::Duration{crew.utc_offset_seconds};
  const auto first = std::chrono::floor<std::chrono::days>(now - shifts_behind + offset);
  const auto last = std::chrono::floor<std::chrono::days>(now + shifts_ahead + offset);
  for (auto day = first; day <= last; day += std::chrono::days{1}) {
    const auto weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
    for (const auto& span : crew.shifts) {
      if (span.weekday != weekday) continue;
      CalendarEntry entry;
      entry.from = models::Time{day} + std::chrono::minutes{span.from_minute} - offset;
      entry.to = models::Time{day} + std::chrono::minutes{span.to_minute} - offset;
      entry.changed_at = entry.from;
      entry.uid = "shift-" + crew.id.text() + "-" + std::to_string(models::to_unix(entry.from));
      entry.title = "当班 " + crew.name.zh + " / On shift " + crew.name.en;
      entries.push_back(std::move(entry));
    }
  }
}

// Of the promises that still run, the one that ends first.
const models::SlaClock* next_due(const models::WorkOrder& order) {
  const models::SlaClock* next = nullptr;
  for (const auto& clock : order.clocks)
    if (!clock.stopped_at && !clock.paused_at && (!next || clock.due_at < next->due_at)) next = &clock;
  return next;
}

void add_dues(models::Transaction& tx, std::vector<CalendarEntry>& entries, const models::Actor& actor,
              models::Time now) {
  models::WorkOrderQuery query;
  query.states = {WorkOrderState::open, WorkOrderState::assigned, WorkOrderState::accepted,
                  WorkOrderState::under_way};
  query.reach = reach_of(actor);
  if (is_crew(actor.role)) query.crew = actor.crew;
  query.due_before = now + dues_ahead;
  query.limit = most_dues;
  for (const auto& order : tx.work_orders().search(query).items) {
    const auto* clock = next_due(order);
    if (!clock) continue;
    const auto kind = tx.catalog().find_kind(order.fault_kind);
    const auto village = tx.villages().find(order.place.village_code);
    const auto due = word_for(clock->target);
    CalendarEntry entry;
    entry.uid = "due-" + order.number;
    entry.from = clock->due_at;
    entry.changed_at = order.changed_at;
    entry.title = "期限 " + (kind ? kind->name.zh : order.fault_kind);
    if (village) entry.title += " · " + village->name;
    entry.title += " · " + order.number;
    entry.words = due.zh + "的期限 / " + "Due: " + due.en;
    if (kind) entry.words += "\n" + kind->name.en;
    entries.push_back(std::move(entry));
  }
}

}  // namespace

std::vector<CalendarEntry> own_calendar(models::Transaction& tx, const models::Actor& actor,
                                        models::Time now) {
  std::vector<CalendarEntry> entries;
  if (actor.crew)
    if (const auto crew = tx.crews().find(actor.crew)) add_shifts(entries, *crew, now);
  const bool reads = may(actor, Permission::work_order_read) && (!is_crew(actor.role) || actor.crew);
  if (reads) add_dues(tx, entries, actor, now);
  std::sort(entries.begin(), entries.end(), [](const auto& one, const auto& other) {
    return std::tie(one.from, one.uid) < std::tie(other.from, other.uid);
  });
  return entries;
}

}  // namespace dispatch
