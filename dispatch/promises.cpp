#include "dispatch/promises.h"

#include <algorithm>
#include <utility>

#include "dispatch/calendar_check.h"
#include "dispatch/change.h"
#include "dispatch/inheritance.h"
#include "dispatch/permissions.h"
#include "dispatch/register.h"
#include "dispatch/sla_clock.h"
#include "dispatch/sla_policy.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::Result;
using models::SlaTarget;
using models::WorkOrder;

constexpr models::Duration longest_wave = std::chrono::days{30};
constexpr models::Duration furthest_back = std::chrono::days{7};

void tell_of(models::Transaction& tx, const models::Actor& actor, models::Time now, EventKind kind,
             Details details) {
  tx.events().append(event_of(actor, now, kind, std::move(details)));
}

std::string due_of(const WorkOrder& order, SlaTarget target) {
  const auto* clock = order.clock(target);
  return clock ? models::to_rfc3339(clock->due_at) : "none";
}

std::string policy_of(const WorkOrder& order) {
  return order.policy + " version " + std::to_string(order.policy_version);
}

Result<ChosenPolicy> choose_again(models::Transaction& tx, const WorkOrder& order) {
  const auto kind = tx.catalog().find_kind(order.fault_kind);
  if (!kind) return models::conflict("the fault kind " + order.fault_kind + " is no longer in the catalog");
  const bool danger = order.severity == models::Severity::danger;
  const PolicyFacts facts{danger, order.frail_person, reports_on(tx, order.facility, order.received_at),
                          order.received_at};
  return choose_policy(tx.catalog(), *kind, facts);
}

void set_clocks(models::Transaction& tx, WorkOrder& order, const ChosenPolicy& chosen) {
  std::vector<models::SlaClock> clocks;
  for (auto& fresh : start_clocks(tx.catalog(), chosen.policy, order.received_at)) {
    auto* old = order.clock(fresh.target);
    if (old) {
      replace_promise(tx.catalog(), *old, fresh);
      clocks.push_back(std::move(*old));
      continue;
    }
    // What was done before it was promised is kept.
    if (const auto done = done_at(order, fresh.target)) fresh.stopped_at = std::max(*done, fresh.started_at);
    clocks.push_back(std::move(fresh));
  }
  order.clocks = std::move(clocks);
  auto& reasons = order.policy_reasons;
  const bool by_hotline = std::find(reasons.begin(), reasons.end(), "hotline_limit") != reasons.end();
  reasons = chosen.reasons;
  if (by_hotline) reasons.emplace_back("hotline_limit");
  reasons.emplace_back("recounted");
  order.policy = chosen.policy.code;
  order.policy_version = chosen.policy.version;
}

}  // namespace

Result<WorkOrder> recount(models::Transaction& tx, const Step& step, const std::string& raw_reason) {
  auto order = find_for(tx, step, models::WorkOrderAction::note, Permission::promise_change);
  if (!order) return order;
  if (order->ended())
    return models::conflict("the work order " + order->number + " has ended: its promises are history",
                            allowed_names(*order));
  const auto reason = trimmed(raw_reason);
  Fields fields;
  fields.required_text("reason", reason, longest_reason, Lines::many);
  if (!fields.good()) return fields.error();
  const auto chosen = choose_again(tx, *order);
  if (!chosen) return chosen.error();

  Change change(tx, step.actor, step.now, *order);
  const auto before = *order;
  set_clocks(tx, *order, *chosen);
  // A pause that runs holds the new clocks too.
  if (order->paused()) pause_clocks(*order, step.now);
  Details details{{"reason", reason}, {"policy_before", policy_of(before)}, {"policy", policy_of(*order)}};
  for (const auto target : models::sla_targets) {
    if (!before.clock(target) && !order->clock(target)) continue;
    const std::string name(models::name(target));
    details.emplace_back(name + "_due_before", due_of(before, target));
    details.emplace_back(name + "_due", due_of(*order, target));
  }
  change.tell(EventKind::clocks_recounted, std::move(details));
  change.keep();
  return order;
}

Result<models::Calendar> save_calendar(models::Transaction& tx, const models::Actor& actor,
                                       const models::Calendar& given, models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  auto calendar = given;
  std::sort(calendar.exceptions.begin(), calendar.exceptions.end(),
            [](const auto& one, const auto& other) { return one.date < other.date; });
  Fields fields;
  check_calendar(fields, "", calendar);
  if (!fields.good()) return fields.error();
  const auto before = tx.catalog().find_calendar(calendar.code);
  save_own(tx, calendar);
  auto saved = tx.catalog().find_calendar(calendar.code);
  if (!before || before->version != saved->version)
    tell_of(tx, actor, now, EventKind::calendar_changed,
            {{"calendar", saved->code}, {"version", std::to_string(saved->version)}});
  return *std::move(saved);
}

Result<models::Calendar> add_exceptions(models::Transaction& tx, const models::Actor& actor,
                                        const std::string& code,
                                        const std::vector<models::CalendarException>& exceptions,
                                        models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  auto calendar = tx.catalog().find_calendar(code);
  if (!calendar) return models::not_found("there is no calendar '" + code + "'");
  auto& dates = calendar->exceptions;
  for (const auto& one : exceptions) {
    const auto same =
        std::find_if(dates.begin(), dates.end(), [&](const auto& old) { return old.date == one.date; });
    if (same != dates.end())
      *same = one;
    else
      dates.push_back(one);
  }
  return save_calendar(tx, actor, *calendar, now);
}

Result<models::SlaPolicy> save_policy(models::Transaction& tx, const models::Actor& actor,
                                      const models::SlaPolicy& policy, models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  const auto facility_class = tx.catalog().find_class(policy.facility_class);
  if (!facility_class) return models::invalid("class", "unknown", "there is no such facility class");
  if (auto good = check_policy(tx, *facility_class, policy); !good) return good.error();
  const auto before = tx.catalog().find_policy(policy.code);
  if (before && before->facility_class != policy.facility_class)
    return models::invalid("code", "not_allowed",
                           "the class " + before->facility_class + " has this policy already");
  save_own(tx, policy);
  auto saved = tx.catalog().find_policy(policy.code);
  if (!before || before->version != saved->version)
    tell_of(tx, actor, now, EventKind::policy_changed,
            {{"policy", saved->code}, {"version", std::to_string(saved->version)}});
  return *std::move(saved);
}

Result<models::ColdWave> declare_cold_wave(models::Transaction& tx, const models::Actor& actor,
                                           const models::ColdWave& given, models::Time now) {
  if (const auto allowed = require(actor, Permission::promise_change); !allowed) return allowed.error();
  auto wave = given;
  wave.note = trimmed(given.note);
  Fields fields;
  fields.required_text("note", wave.note, longest_reason, Lines::many);
  if (wave.from < now - furthest_back) fields.add("from", "out_of_range", "it may begin at most 7 days back");
  if (wave.to <= std::max(wave.from, now) || wave.to > wave.from + longest_wave)
    fields.add("to", "out_of_range", "it ends after it begins, not before now, and lasts at most 30 days");
  const auto others = tx.catalog().cold_waves(wave.from);
  if (std::any_of(others.begin(), others.end(), [&](const auto& other) { return other.from < wave.to; }))
    fields.add("from", "not_allowed", "another cold-wave warning is in force then: end that one first");
  if (!fields.good()) return fields.error();
  wave.declared_by = actor.account;
  wave.declared_at = now;
  wave.id = tx.catalog().insert(wave);
  tell_of(
      tx, actor, now, EventKind::cold_wave_declared,
      {{"from", models::to_rfc3339(wave.from)}, {"to", models::to_rfc3339(wave.to)}, {"note", wave.note}});
  return wave;
}

Result<models::ColdWave> end_cold_wave(models::Transaction& tx, const models::Actor& actor,
                                       models::ColdWaveId id, models::Time now) {
  if (const auto allowed = require(actor, Permission::promise_change); !allowed) return allowed.error();
  const auto waves = tx.catalog().cold_waves(models::Time{});
  const auto found =
      std::find_if(waves.begin(), waves.end(), [&](const auto& wave) { return wave.id == id; });
  if (found == waves.end()) return models::not_found("there is no such cold-wave warning");
  if (found->to <= now) return models::conflict("the cold-wave warning is over already");
  auto wave = *found;
  // One that had not begun never was in force.
  wave.to = std::max(now, wave.from);
  tx.catalog().update(wave);
  tell_of(tx, actor, now, EventKind::cold_wave_ended,
          {{"from", models::to_rfc3339(wave.from)}, {"note", wave.note}});
  return wave;
}

}  // namespace dispatch
