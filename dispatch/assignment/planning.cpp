#include "dispatch/assignment/planning.h"

#include <algorithm>

#include "dispatch/assignment/decide.h"
#include "dispatch/assignment/plan_events.h"
#include "dispatch/assignment/publishing.h"
#include "dispatch/assignment/record.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "models/names.h"

// Making a plan, and what becomes of it. plan_undo.cpp takes one back.
namespace dispatch {

using models::Publication;
using models::PublicationState;
using models::Result;

Result<assignment::Snapshot> town_to_plan(models::Transaction& tx, const models::Actor& actor,
                                          PlanScope scope, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_read); !allowed) return allowed.error();
  assignment::SnapshotOptions options;
  options.scope = scope;
  auto town = assignment::take_snapshot(tx, now, options);
  const auto wrong = assignment::faults(town.problem);
  if (!wrong.empty()) return models::conflict("the plan's input has faults: " + wrong.front());
  return town;
}

Publication plan_from(const assignment::Snapshot& town, const models::Actor& actor, const Effort& effort,
                      models::Time now) {
  auto plan = assignment::plan_of(town);
  const auto before = assignment::to_measures(plan);
  const auto steps = assignment::make_better(plan, effort.seed, effort.steps, effort.stop);
  auto publication = assignment::draft(town, plan);
  publication.trigger = effort.trigger;
  publication.cause = effort.cause;
  publication.seed = effort.seed;
  publication.steps = steps;
  publication.before = before;
  publication.by = actor.account;
  publication.by_name = actor.name;
  publication.at = now;
  publication.snapshot = assignment::to_text(town, true);
  return publication;
}

Result<Publication> preview_plan(models::Transaction& tx, const models::Actor& actor, const Effort& effort,
                                 models::Time now) {
  const auto town = town_to_plan(tx, actor, effort.scope, now);
  if (!town) return town.error();
  return plan_from(*town, actor, effort, now);
}

Result<Publication> propose(models::Transaction& tx, const models::Actor& actor, Publication plan,
                            models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_change); !allowed) return allowed.error();
  if (plan.changes.empty()) return models::conflict("the plan changes nothing: there is nothing to propose");
  models::PublicationQuery open;
  open.state = PublicationState::proposed;
  for (auto& old : tx.plans().search(open).items) {
    old.state = PublicationState::discarded;
    old.reason = "replaced";
    old.at = now;
    tx.plans().update(old);
  }
  plan.id = {};
  plan.state = PublicationState::proposed;
  plan.at = now;
  plan.by = actor.account;
  plan.by_name = actor.name;
  plan.id = tx.plans().insert(plan);
  assignment::tell_of_plan(tx, actor, now, models::EventKind::plan_proposed, plan);
  return plan;
}

Result<Publication> publish_now(models::Transaction& tx, const models::Actor& actor, Publication plan,
                                models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_change); !allowed) return allowed.error();
  auto done = assignment::put_into_force(tx, actor, std::move(plan), now);
  const bool nothing = std::all_of(done.changes.begin(), done.changes.end(),
                                   [](const auto& change) { return !change.left_out.empty(); });
  if (nothing)
    return models::conflict("nothing of this plan can be done any more: the orders changed meanwhile");
  assignment::tell_of_plan(tx, actor, now, models::EventKind::plan_published, done);
  return done;
}

namespace {

Result<Publication> find_proposal(models::Transaction& tx, models::PublicationId id) {
  auto found = tx.plans().find(id);
  if (!found) return models::not_found("there is no such plan");
  if (found->state != PublicationState::proposed)
    return models::conflict("this plan is " + std::string(models::name(found->state)) + " already");
  return *std::move(found);
}

}  // namespace

Result<Publication> publish(models::Transaction& tx, const models::Actor& actor, models::PublicationId id,
                            const std::string& raw_reason, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_change); !allowed) return allowed.error();
  auto proposal = find_proposal(tx, id);
  if (!proposal) return proposal;
  Fields fields;
  proposal->reason = trimmed(raw_reason);
  fields.text("reason", proposal->reason, longest_reason);
  if (!fields.good()) return fields.error();
  return publish_now(tx, actor, *std::move(proposal), now);
}

Result<Publication> discard(models::Transaction& tx, const models::Actor& actor, models::PublicationId id,
                            const std::string& raw_reason, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_change); !allowed) return allowed.error();
  auto proposal = find_proposal(tx, id);
  if (!proposal) return proposal;
  Fields fields;
  proposal->reason = trimmed(raw_reason);
  fields.required_text("reason", proposal->reason, longest_reason);
  if (!fields.good()) return fields.error();
  proposal->state = PublicationState::discarded;
  proposal->at = now;
  proposal->by = actor.account;
  proposal->by_name = actor.name;
  tx.plans().update(*proposal);
  assignment::tell_of_plan(tx, actor, now, models::EventKind::plan_discarded, *proposal);
  return proposal;
}

void leave_visible(models::Transaction& tx, const models::Actor& actor, Publication& publication) {
  const auto reach = reach_of(actor);
  if (reach.whole()) return;
  const auto hidden = [&](models::WorkOrderId id) {
    const auto order = tx.work_orders().find(id);
    return !order || !covers(reach, *order);
  };
  std::erase_if(publication.changes, [&](const auto& change) { return hidden(change.work_order); });
  for (auto& day : publication.sequences) {
    std::erase_if(day.before, hidden);
    std::erase_if(day.after, hidden);
  }
  std::erase_if(publication.sequences,
                [](const auto& day) { return day.before.empty() && day.after.empty(); });
  if (publication.cause && hidden(publication.cause)) publication.cause = {};
}

std::vector<models::PlanningRule> visible_rules(const models::Actor& actor,
                                                std::vector<models::PlanningRule> rules) {
  const auto reach = reach_of(actor);
  std::erase_if(rules, [&](const models::PlanningRule& rule) {
    const auto outside = [](const std::vector<std::string>& limits, const std::string& code) {
      return !limits.empty() && !code.empty() &&
             std::find(limits.begin(), limits.end(), code) == limits.end();
    };
    return outside(reach.villages, rule.village_code) || outside(reach.classes, rule.facility_class);
  });
  return rules;
}

bool is_hidden(const models::Actor& actor, const Publication& publication) {
  return !reach_of(actor).whole() && publication.changes.empty();
}

Result<models::Page<Publication>> list_publications(models::Transaction& tx, const models::Actor& actor,
                                                    const models::PublicationQuery& query) {
  if (const auto allowed = require(actor, Permission::plan_read); !allowed) return allowed.error();
  if (actor.crew) return models::forbidden("a crew sees its own day, not how the plan came about");
  auto page = tx.plans().search(query);
  for (auto& publication : page.items) leave_visible(tx, actor, publication);
  std::erase_if(page.items, [&](const Publication& one) { return is_hidden(actor, one); });
  return page;
}

Result<Publication> read_publication(models::Transaction& tx, const models::Actor& actor,
                                     models::PublicationId id) {
  if (const auto allowed = require(actor, Permission::plan_read); !allowed) return allowed.error();
  auto found = tx.plans().find(id);
  if (!found || actor.crew) return models::not_found("there is no such plan");
  leave_visible(tx, actor, *found);
  if (is_hidden(actor, *found)) return models::not_found("there is no such plan");
  return *std::move(found);
}

}  // namespace dispatch
