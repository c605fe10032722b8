#include "dispatch/assignment/publishing.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "dispatch/change.h"
#include "models/names.h"

namespace dispatch::assignment {
namespace {

using models::PlanChange;
using models::Publication;
using models::WorkOrderId;
using models::WorkOrderState;

constexpr models::Duration worth_telling{15 * 60};  // an arrival that moves by more is a change
constexpr std::size_t explained_up_to = 400;  // stops: beyond, why each order moved is left to the replay

using Days = std::map<int, std::vector<WorkOrderId>>;

/// The published day of each crew, as far as its orders still wait for their visit.
std::vector<WorkOrderId> day_before(const Snapshot& snapshot, int crew) {
  std::vector<std::pair<int, WorkOrderId>> visits;
  for (const auto& [order, visit] : snapshot.visits)
    if (visit.crew == snapshot.crews[static_cast<std::size_t>(crew)].id &&
        snapshot.stop_of_order.count(order) > 0)
      visits.emplace_back(visit.position, visit.work_order);
  std::sort(visits.begin(), visits.end());
  std::vector<WorkOrderId> orders;
  for (const auto& [position, order] : visits) orders.push_back(order);
  return orders;
}

std::vector<WorkOrderId> day_after(const Snapshot& snapshot, const Plan& plan, int crew) {
  std::vector<WorkOrderId> orders;
  for (const int stop : plan.route(crew).stops)
    for (const auto order : snapshot.problem.stops[static_cast<std::size_t>(stop)].work_orders)
      orders.push_back({order});
  return orders;
}

std::optional<models::PlannedVisit> visit_of(const Snapshot& snapshot, const models::WorkOrder& order) {
  const auto found = snapshot.visits.find(order.id.value);
  if (found == snapshot.visits.end() || found->second.crew != order.crew) return std::nullopt;
  return found->second;
}

/// Why an order cannot get the crew that a plan has for it; empty when it can.
std::string hindrance(models::Transaction& tx, const PlanChange& change,
                      const std::optional<models::WorkOrder>& order) {
  if (!order || order->state >= WorkOrderState::resolved) return "ended";
  if (order->state == WorkOrderState::under_way) return "under_way";
  if (order->paused()) return "paused";
  const auto crew = order->state == WorkOrderState::open ? models::CrewId{} : order->crew;
  if (change.to_crew == crew) return "";
  if (crew != change.from_crew) return "changed";
  // A warning told meanwhile is no reason to leave somebody waiting; whoever has a crew already is not moved
  // on old knowledge.
  if (change.from_crew && change.order_version != order->version) return "changed";
  if (!change.to_crew) return "";
  if (const auto pin = tx.plans().find_pin(order->id); pin && pin->crew && pin->crew != change.to_crew)
    if (const auto pinned = tx.crews().find(pin->crew); pinned && pinned->active && !change.from_crew)
      return "pinned";
  const auto found = tx.crews().find(change.to_crew);
  return found && found->active ? "" : "crew_gone";
}

/// One crew's day as it comes about: what was planned, without what cannot be done, with what came since.
std::vector<WorkOrderId> final_day(const Snapshot& now, const models::CrewSequence& planned,
                                   const std::map<WorkOrderId, models::CrewId>& holder) {
  const int crew = now.crew_index(planned.crew);
  std::vector<WorkOrderId> day;
  const auto holds = [&](WorkOrderId order) {
    const auto found = holder.find(order);
    if (found != holder.end()) return found->second == planned.crew;
    const auto stop = now.stop_of_order.find(order.value);
    return stop != now.stop_of_order.end() && crew != nobody &&
           now.problem.stops[static_cast<std::size_t>(stop->second)].published_crew == crew;
  };
  const auto has = [](const auto& list, WorkOrderId order) {
    return std::find(list.begin(), list.end(), order) != list.end();
  };
  for (const auto order : planned.after)
    if (holds(order) && !has(day, order)) day.push_back(order);
  if (crew == nobody) return day;
  const auto before = day_before(now, crew);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (holds(before[i]) && !has(day, before[i]) && !has(planned.before, before[i]))
      day.insert(day.begin() + static_cast<std::ptrdiff_t>(std::min(i, day.size())), before[i]);
  return day;
}

void save_day(models::Transaction& tx, const Snapshot& now, int crew, const std::vector<WorkOrderId>& day,
              models::PublicationId id, std::map<WorkOrderId, Visit>& times) {
  std::vector<int> stops;
  for (const auto order : day) {
    const int stop = now.stop_of_order.at(order.value);
    if (std::find(stops.begin(), stops.end(), stop) == stops.end()) stops.push_back(stop);
  }
  const auto visits = schedule(now, crew, stops);
  std::vector<models::PlannedVisit> saved;
  for (const auto order : day) {
    const auto at = std::find(stops.begin(), stops.end(), now.stop_of_order.at(order.value));
    const auto& times_of = visits[static_cast<std::size_t>(at - stops.begin())];
    times[order] = times_of;
    models::PlannedVisit visit;
    visit.work_order = order;
    visit.arrival = now.time_of(times_of.start);
    visit.finish = now.time_of(times_of.finish);
    visit.announced = visit.arrival;
    visit.publication = id;
    const auto old = now.visits.find(order.value);
    if (old != now.visits.end() && old->second.crew == now.crews[static_cast<std::size_t>(crew)].id) {
      // People are told anew only when it matters to them.
      const auto told = old->second.announced.value_or(old->second.arrival);
      if (std::chrono::abs(visit.arrival - told) <= worth_telling) visit.announced = told;
      if (std::chrono::abs(visit.arrival - old->second.arrival) <= worth_telling)
        visit.publication = old->second.publication;
    }
    saved.push_back(visit);
  }
  tx.plans().save_day(now.crews[static_cast<std::size_t>(crew)].id, saved);
}

models::AssignmentDecision planned_decision(const Snapshot& now, const std::optional<Plan>& plan,
                                            WorkOrderId order, const Publication& publication) {
  models::AssignmentDecision decision;
  const int stop = now.stop_of_order.at(order.value);
  if (plan && plan->crew_of(stop) == nobody) {
    decision = to_decision(now, *plan, explain_insertion(*plan, stop));
  } else if (plan) {
    Plan without = *plan;
    without.remove(stop);
    decision = to_decision(now, without, explain_insertion(without, stop));
  }
  decision.rule = "planned";
  decision.reason = publication.reason;
  decision.by = publication.by;
  decision.engine_version = publication.engine_version;
  decision.seed = publication.seed;
  decision.publication = publication.id;
  return decision;
}

}  // namespace

Publication draft(const Snapshot& snapshot, const Plan& plan, const std::set<int>* only) {
  Publication publication;
  publication.state = models::PublicationState::proposed;
  publication.made_at = snapshot.epoch;
  publication.engine_version = engine_version;
  publication.after = to_measures(plan);
  for (int crew = 0; crew < plan.crews(); ++crew) {
    if (only != nullptr && only->count(crew) == 0) continue;
    auto before = day_before(snapshot, crew);
    auto after = day_after(snapshot, plan, crew);
    if (before == after) continue;
    publication.sequences.push_back(
        {snapshot.crews[static_cast<std::size_t>(crew)].id, std::move(before), std::move(after)});
  }
  std::map<WorkOrderId, int> position;
  for (const auto& sequence : publication.sequences)
    for (std::size_t i = 0; i < sequence.after.size(); ++i) position[sequence.after[i]] = static_cast<int>(i);
  for (int stop = 0; stop < static_cast<int>(snapshot.stops.size()); ++stop) {
    const int crew = plan.crew_of(stop);
    for (const auto index : snapshot.stops[static_cast<std::size_t>(stop)].orders) {
      const auto& order = snapshot.orders[index];
      const auto visit = visit_of(snapshot, order);
      PlanChange change;
      change.work_order = order.id;
      change.order_version = order.version;
      if (order.state != WorkOrderState::open) change.from_crew = order.crew;
      if (visit) {
        change.from_start = visit->arrival;
        change.from_position = visit->position;
      }
      if (crew == nobody) {
        const int old = visit ? snapshot.crew_index(visit->crew) : nobody;
        if (old == nobody || (only != nullptr && only->count(old) == 0)) continue;
      } else {
        if (only != nullptr && only->count(crew) == 0) continue;
        change.to_crew = snapshot.crews[static_cast<std::size_t>(crew)].id;
        change.to_start = snapshot.time_of(plan.start_of(stop));
        change.to_finish = snapshot.time_of(plan.finish_of(stop));
        change.to_position = position.count(order.id) > 0 ? position.at(order.id) : change.from_position;
        if (change.to_crew == change.from_crew && visit &&
            std::chrono::abs(*change.to_start - visit->arrival) <= worth_telling)
          continue;
      }
      publication.changes.push_back(std::move(change));
    }
  }
  return publication;
}

void give(models::Transaction& tx, const models::Actor& actor, models::WorkOrder& order,
          models::AssignmentDecision decision, models::Time now) {
  Change change(tx, actor, now, order);
  Details details{{"from", std::string(models::name(order.state))},
                  {"crew", decision.crew.text()},
                  {"rule", decision.rule}};
  if (order.crew && order.crew != decision.crew) details.emplace_back("from_crew", order.crew.text());
  if (!decision.reason.empty()) details.emplace_back("reason", decision.reason);
  if (decision.publication) details.emplace_back("publication", decision.publication.text());
  if (order.crew && order.crew != decision.crew)
    change.tell(models::EventKind::work_order_withdrawn, {{"crew", decision.crew.text()}});
  order.state = WorkOrderState::assigned;
  order.crew = decision.crew;
  order.assignment = std::move(decision);
  order.assigned_at = now;
  // The new crew takes it and travels anew; clocks that an earlier arrival stopped stay stopped.
  order.accepted_at.reset();
  order.arrived_at.reset();
  change.tell(models::EventKind::work_order_assigned, std::move(details));
  change.keep();
  // Sent without a time: the place in another crew's day goes.
  if (const auto visit = tx.plans().find_visit(order.id); visit && visit->crew != order.crew)
    tx.plans().remove_visit(order.id);
}

Publication put_into_force(models::Transaction& tx, const models::Actor& actor, Publication publication,
                           models::Time now, const Snapshot* known,
                           const models::AssignmentDecision* decision) {
  std::map<WorkOrderId, models::CrewId> holder;
  std::vector<models::WorkOrder> given;
  bool anything = false;
  for (auto& change : publication.changes) {
    auto order = tx.work_orders().find(change.work_order);
    change.left_out = hindrance(tx, change, order);
    const auto crew = order && order->state != WorkOrderState::open ? order->crew : models::CrewId{};
    if (!change.left_out.empty()) {
      if (order) holder[change.work_order] = crew;
      continue;
    }
    anything = true;
    holder[change.work_order] = change.to_crew;
    if (change.to_crew && change.to_crew != crew) given.push_back(*std::move(order));
  }
  if (!anything) return publication;

  std::optional<Snapshot> taken;
  if (known == nullptr) {
    SnapshotOptions options;
    options.travel = false;
    taken = take_snapshot(tx, now, options);
    if (!given.empty() && taken->stops.size() <= explained_up_to) {
      options.travel = true;
      taken = take_snapshot(tx, now, options);
    }
    known = &*taken;
  }
  std::optional<Plan> plan;
  if (taken && known->problem.travel.size() > 0) plan.emplace(plan_of(*known));

  publication.state = models::PublicationState::published;
  publication.at = now;
  publication.by = actor.account;
  publication.by_name = actor.name;
  if (publication.id)
    tx.plans().update(publication);
  else
    publication.id = tx.plans().insert(publication);

  std::map<WorkOrderId, Visit> times;
  for (const auto& [order, crew] : holder)
    if (!crew) tx.plans().remove_visit(order);
  for (const auto& sequence : publication.sequences) {
    auto day = final_day(*known, sequence, holder);
    std::erase_if(day, [&](WorkOrderId order) { return known->stop_of_order.count(order.value) == 0; });
    if (const int crew = known->crew_index(sequence.crew); crew != nobody)
      save_day(tx, *known, crew, day, publication.id, times);
  }
  for (auto& order : given) {
    auto reasons = decision != nullptr && order.id == publication.cause
                       ? *decision
                       : planned_decision(*known, plan, order.id, publication);
    reasons.publication = publication.id;
    reasons.crew = holder.at(order.id);
    if (const auto time = times.find(order.id);
        time != times.end() && (!reasons.chosen || reasons.chosen->crew != reasons.crew)) {
      reasons.chosen.emplace();
      reasons.chosen->crew = reasons.crew;
    }
    if (const auto time = times.find(order.id); time != times.end()) {
      reasons.chosen->arrival = known->time_of(time->second.start);
      reasons.chosen->finish = known->time_of(time->second.finish);
    }
    give(tx, actor, order, std::move(reasons), now);
  }
  return publication;
}

}  // namespace dispatch::assignment
