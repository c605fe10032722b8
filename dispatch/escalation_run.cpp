#include <algorithm>
#include <optional>

#include "dispatch/change.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/text.h"
#include "models/names.h"

// Chains at work: they start and stop with what happens, and the watcher takes their steps.
namespace dispatch {
namespace {

using models::Alert;
using models::AlertReader;
using models::AlertTrigger;
using models::EscalationChain;
using models::EscalationRun;
using models::EventKind;
using models::SlaTarget;
using models::WorkOrder;

bool fits(const EscalationChain& chain, AlertTrigger trigger, const WorkOrder& order) {
  return chain.trigger == trigger && (!chain.severity || *chain.severity == order.severity) &&
         (chain.facility_class.empty() || chain.facility_class == order.facility_class) &&
         (chain.village_code.empty() || chain.village_code == order.place.village_code);
}

int speciality(const EscalationChain& chain) {
  return (chain.village_code.empty() ? 0 : 4) + (chain.facility_class.empty() ? 0 : 2) +
         (chain.severity ? 1 : 0);
}

/// When the next step of a run is due; nothing after the last.
std::optional<models::Time> next_of(const EscalationRun& run) {
  if (run.done >= static_cast<int>(run.steps.size())) return std::nullopt;
  return after_quiet(run.started_at + run.steps[static_cast<std::size_t>(run.done)].after, run.quiet);
}

void start(models::Transaction& tx, models::Time now, const WorkOrder& order, AlertTrigger trigger,
           std::optional<SlaTarget> target) {
  for (const auto& run : tx.escalations().running(order.id))
    if (run.trigger == trigger && run.target == target) return;
  const auto chains = escalation_chains(tx);
  const EscalationChain* best = nullptr;
  for (const auto& chain : chains)
    if (fits(chain, trigger, order) && (best == nullptr || speciality(chain) > speciality(*best)))
      best = &chain;
  if (best == nullptr) return;
  EscalationRun run;
  run.work_order = order.id;
  run.chain = best->code;
  run.trigger = trigger;
  run.target = target;
  run.started_at = now;
  run.steps = all_steps(chains, *best);
  if (order.severity != models::Severity::danger) run.quiet = best->quiet;
  run.next_at = next_of(run);
  tx.escalations().insert(run);
}

/// What nobody has to answer any more is answered by what happened.
void settle_alerts(models::Transaction& tx, const EscalationRun& run, const std::string& because,
                   models::Time now) {
  models::AlertQuery query;
  query.work_order = run.work_order;
  query.open = true;
  query.limit = 200;
  for (auto& alert : tx.escalations().search(query).items) {
    if (alert.run != run.id) continue;
    alert.acknowledged_at = now;
    alert.acknowledged_by_name = models::Actor::program().name;
    alert.note = because;
    tx.escalations().update(alert);
  }
}

void stop(models::Transaction& tx, models::Time now, const WorkOrder& order, EscalationRun run,
          const std::string& because) {
  run.stopped_at = now;
  run.stopped_because = because;
  run.next_at.reset();
  tx.escalations().update(run);
  if (run.done == 0) return;  // nobody was told, so nobody need be told that it is over
  settle_alerts(tx, run, because, now);
  tell(tx, models::Actor::program(), now, EventKind::escalation_stopped, order,
       {{"chain", run.chain}, {"because", because}, {"steps", std::to_string(run.done)}});
}

template <class Which>
void stop_those(models::Transaction& tx, models::Time now, const WorkOrder& order, const char* because,
                const Which& which) {
  for (auto& run : tx.escalations().running(order.id))
    if (which(run)) stop(tx, now, order, std::move(run), because);
}

bool is_unsigned(const EscalationRun& run) { return run.trigger == AlertTrigger::unsigned_; }

std::optional<SlaTarget> kept_by(EventKind kind) {
  switch (kind) {
    case EventKind::reporter_contacted:
      return SlaTarget::contact;
    case EventKind::work_order_arrived:
      return SlaTarget::arrive;
    case EventKind::work_order_made_safe:
      return SlaTarget::make_safe;
    default:
      return std::nullopt;
  }
}

std::optional<SlaTarget> target_in(const std::vector<std::pair<std::string, std::string>>& details) {
  for (const auto& [key, value] : details)
    if (key == "target") return models::parse<SlaTarget>(value);
  return std::nullopt;
}

/// Of the warnings of one clock only the chief one sends for people; the others are for whoever looks.
bool is_chief(const WorkOrder& order, const std::optional<SlaTarget>& target,
              const std::vector<std::pair<std::string, std::string>>& details) {
  const auto* clock = target ? order.clock(*target) : nullptr;
  if (clock == nullptr) return true;
  for (const auto& [key, value] : details)
    if (key == "percent") return value == std::to_string(clock->warn_percent);
  return true;
}

void raise(models::Transaction& tx, const WorkOrder& order, EscalationRun& run, models::Time now) {
  const auto program = models::Actor::program();
  const auto& step = run.steps[static_cast<std::size_t>(run.done)];
  Alert alert;
  alert.run = run.id;
  alert.work_order = order.id;
  alert.trigger = run.trigger;
  alert.target = run.target;
  alert.step = run.done;
  alert.who = step.who;
  alert.crew = order.crew;
  alert.village_code = order.place.village_code;
  alert.at = now;
  alert.id = tx.escalations().insert(alert);
  Details details{{"alert", alert.id.text()},
                  {"chain", run.chain},
                  {"trigger", std::string(models::name(run.trigger))},
                  {"step", std::to_string(run.done + 1)},
                  {"who", std::string(models::name(step.who))},
                  {"due_at", models::to_rfc3339(*run.next_at)}};
  if (run.target) details.emplace_back("target", models::name(*run.target));
  tell(tx, program, now, EventKind::alert_raised, order, std::move(details));
  ++run.done;
  run.next_at = next_of(run);
}

}  // namespace

void follow_escalation(models::Transaction& tx, models::Time now, EventKind kind, const WorkOrder& order,
                       const std::vector<std::pair<std::string, std::string>>& details) {
  const auto target = target_in(details);
  switch (kind) {
    case EventKind::work_order_assigned:
      stop_those(tx, now, order, "reassigned", is_unsigned);
      start(tx, now, order, AlertTrigger::unsigned_, std::nullopt);
      return;
    case EventKind::work_order_reopened:
      if (order.state == models::WorkOrderState::assigned)
        start(tx, now, order, AlertTrigger::unsigned_, std::nullopt);
      return;
    case EventKind::work_order_accepted:
      return stop_those(tx, now, order, "accepted", is_unsigned);
    case EventKind::sla_warned:
      if (is_chief(order, target, details)) start(tx, now, order, AlertTrigger::warning, target);
      return;
    case EventKind::sla_breached:
      stop_those(tx, now, order, "superseded", [&](const EscalationRun& run) {
        return run.trigger == AlertTrigger::warning && run.target == target;
      });
      return start(tx, now, order, AlertTrigger::breach, target);
    case EventKind::work_order_paused:
      // Late clocks do not stand still, so what is late goes on being told.
      return stop_those(tx, now, order, "paused",
                        [](const EscalationRun& run) { return run.trigger == AlertTrigger::warning; });
    case EventKind::work_order_resolved:
    case EventKind::work_order_closed:
    case EventKind::work_order_cancelled:
      return stop_those(tx, now, order, "ended", [](const EscalationRun&) { return true; });
    default:
      break;
  }
  if (const auto kept = kept_by(kind))
    stop_those(tx, now, order, "kept", [&](const EscalationRun& run) { return run.target == kept; });
}

void raise_review(models::Transaction& tx, const WorkOrder& order, AlertReader who, models::Time now) {
  Alert alert;
  alert.work_order = order.id;
  alert.trigger = AlertTrigger::review;
  alert.who = who;
  alert.crew = order.crew;
  alert.village_code = order.place.village_code;
  alert.at = now;
  alert.id = tx.escalations().insert(alert);
  tell(tx, models::Actor::program(), now, EventKind::alert_raised, order,
       {{"alert", alert.id.text()},
        {"trigger", "review"},
        {"step", "1"},
        {"who", std::string(models::name(who))}});
}

EscalationsWatched watch_escalations(models::Transaction& tx, models::Time now, int limit) {
  EscalationsWatched watched;
  auto due = tx.escalations().due_runs(now, limit);
  for (auto& run : due) {
    const auto order = tx.work_orders().find(run.work_order);
    if (!order) continue;
    while (run.next_at && *run.next_at <= now) {
      raise(tx, *order, run, now);
      ++watched.raised;
    }
    tx.escalations().update(run);
  }
  watched.more = limit > 0 && due.size() >= static_cast<std::size_t>(limit);
  return watched;
}

std::vector<AlertReader> readers_of(const models::Actor& actor) {
  switch (actor.role) {
    case models::Role::crew_lead:
      return {AlertReader::crew_lead};
    case models::Role::dispatcher:
      return {AlertReader::dispatcher};
    case models::Role::supervisor:
      return {AlertReader::supervisor};
    case models::Role::town_leader:
      return {AlertReader::town_leader};
    default:
      return {};
  }
}

models::Result<Alert> acknowledge(models::Transaction& tx, const models::Actor& actor, models::AlertId id,
                                  const std::string& note, models::Time now) {
  if (const auto allowed = require(actor, Permission::alert_acknowledge); !allowed) return allowed.error();
  auto alert = tx.escalations().find_alert(id);
  auto order = alert ? tx.work_orders().find(alert->work_order) : std::nullopt;
  if (!order || !may_see(actor, *order)) return models::not_found("there is no such alert");
  const auto own = readers_of(actor);
  if (std::find(own.begin(), own.end(), alert->who) == own.end())
    return models::forbidden("this alert is for the " + std::string(models::name(alert->who)) +
                             ": only they can say that they know");
  Fields fields;
  fields.text("note", note, longest_note, Lines::many);
  if (!fields.good()) return fields.error();
  if (alert->acknowledged_at) return models::conflict("the alert was acknowledged already");
  alert->acknowledged_at = now;
  alert->acknowledged_by = actor.account;
  alert->acknowledged_by_name = actor.name;
  alert->note = trimmed(note);
  tx.escalations().update(*alert);
  tell(tx, actor, now, EventKind::alert_acknowledged, *order,
       {{"alert", alert->id.text()}, {"who", std::string(models::name(alert->who))}});
  if (const auto run = tx.escalations().find_run(alert->run); run && !run->stopped_at)
    stop(tx, now, *order, *run, "acknowledged");
  return *std::move(alert);
}

}  // namespace dispatch
