#pragma once
#include <string>
#include <utility>
#include <vector>

#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Every chain: the town's own, and of those that come with the program the ones the town has not replaced.
/// By code.
std::vector<models::EscalationChain> escalation_chains(models::Transaction& tx);

/// Takes in a chain by its code, new or changed. What runs already goes on with the steps it started with.
///
/// Errors  forbidden; invalid with every wrong field: no steps, times that do not grow, a cycle of chains, a
///         reader twice on the way, quiet hours for danger, an unknown class, village or following chain
models::Result<models::EscalationChain> save_chain(models::Transaction& tx, const models::Actor& actor,
                                                   const models::EscalationChain& chain);

/// The steps of a chain and of those that follow it, each after so long since the trigger.
std::vector<models::EscalationStep> all_steps(const std::vector<models::EscalationChain>& chains,
                                              const models::EscalationChain& chain);

/// The first moment from `at` on that is not quiet, in the town's time.
models::Time after_quiet(models::Time at, const std::optional<models::QuietHours>& quiet);

/// Starts and stops chains after a fact about an order.
void follow_escalation(models::Transaction& tx, models::Time now, models::EventKind kind,
                       const models::WorkOrder& order,
                       const std::vector<std::pair<std::string, std::string>>& details);

/// An alert of its own, without a chain, that something is to be looked at again: a shelved order, or one
/// that another system says it has ended.
void raise_review(models::Transaction& tx, const models::WorkOrder& order, models::AlertReader who,
                  models::Time now);

struct EscalationsWatched {
  int raised = 0;
  bool more = false;  ///< the limit was reached, call again
};

/// Takes every step that is due, exactly once: the alert, its event and the mark are one transaction.
///
/// Shape   steps that fell due while nobody looked are all taken, in their order; none before its time
EscalationsWatched watch_escalations(models::Transaction& tx, models::Time now, int limit = 200);

/// Somebody who was told says that they know: the chain stops.
///
/// Errors  unauthenticated, forbidden (told to another office), not_found; conflict when it was acknowledged
models::Result<models::Alert> acknowledge(models::Transaction& tx, const models::Actor& actor,
                                          models::AlertId id, const std::string& note, models::Time now);

/// To which readers of alerts an actor belongs; empty: none.
std::vector<models::AlertReader> readers_of(const models::Actor& actor);

}  // namespace dispatch
