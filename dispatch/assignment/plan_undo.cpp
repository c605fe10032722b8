#include <algorithm>
#include <map>

#include "dispatch/assignment/plan_events.h"
#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/publishing.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using models::PlanChange;
using models::Publication;

/// The way back for one order, from what is now. One that had no crew before keeps its crew and loses its
/// time: the state table has no way back to nobody, and somebody must go.
PlanChange back(models::Transaction& tx, const PlanChange& change) {
  PlanChange undone;
  undone.work_order = change.work_order;
  undone.from_crew = change.to_crew;
  undone.from_start = change.to_start;
  undone.from_position = change.to_position;
  undone.to_crew = change.from_crew;
  undone.to_start = change.from_start;
  undone.to_position = change.from_position;
  // Steps since then (accepted, contacted) raise the version but do not stand against it; another crew does,
  // and that is looked at when it is put into force.
  if (const auto order = tx.work_orders().find(change.work_order)) undone.order_version = order->version;
  return undone;
}

Publication reverse(models::Transaction& tx, const Publication& of, models::Time now) {
  Publication undo;
  undo.trigger = models::PlanTrigger::undo;
  undo.undo_of = of.id;
  undo.cause = of.cause;
  undo.made_at = now;
  undo.seed = of.seed;
  undo.engine_version = of.engine_version;
  undo.before = of.after;
  undo.after = of.before;
  for (const auto& change : of.changes)
    if (change.left_out.empty()) undo.changes.push_back(back(tx, change));
  for (const auto& sequence : of.sequences)
    undo.sequences.push_back({sequence.crew, sequence.after, sequence.before});
  return undo;
}

}  // namespace

models::Result<Publication> undo(models::Transaction& tx, const models::Actor& actor,
                                 models::PublicationId id, const std::string& raw_reason, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_change); !allowed) return allowed.error();
  auto found = tx.plans().find(id);
  if (!found) return models::not_found("there is no such plan");
  if (found->state != models::PublicationState::published)
    return models::conflict("only a published plan can be undone");
  if (found->undone) return models::conflict("this plan was undone already");
  Fields fields;
  const auto reason = trimmed(raw_reason);
  fields.required_text("reason", reason, longest_reason);
  if (!fields.good()) return fields.error();

  auto undo = reverse(tx, *found, now);
  undo.reason = reason;
  auto done = assignment::put_into_force(tx, actor, std::move(undo), now);
  if (!done.id)
    return models::conflict("nothing of this plan can be brought back: its orders have moved on since");
  found->undone = true;
  tx.plans().update(*found);
  assignment::tell_of_plan(tx, actor, now, models::EventKind::plan_undone, done);
  return done;
}

}  // namespace dispatch
