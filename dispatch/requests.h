#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// What somebody asks for. See models::Request for what each kind needs.
struct NewRequest {
  models::RequestKind kind = models::RequestKind::pause;
  std::string reason;
  std::string note;
  models::PhotoId photo;
  std::string part_order_number;
  std::string resident_word;
  std::optional<models::SlaTarget> target;  ///< extension; resolve when left out
  std::optional<models::Duration> amount;   ///< extension: needed; pause: the reason's longest when left out
  std::optional<models::Time> from;         ///< pause, shelve: now when left out
  std::optional<models::Time> review_at;    ///< shelve: needed
  models::CrewId proposed_crew;             ///< return: needed
};

/// Asks for something. A pause whose reason needs nobody's approval begins at once.
///
/// Errors  as all verbs of lifecycle.h; invalid with every wrong field; conflict when the order's state does
///         not allow it, the same is asked already, it comes too late (an extension or shelving after 80 % of
///         the limit) or once too often (a second return)
models::Result<models::Request> ask(models::Transaction& tx, const Step& step, const NewRequest& wanted);

/// Grants a request of another person and does what it asks for.
///
/// Shape   crew: who gets a returned order, the proposed one when left out
/// Errors  unauthenticated, forbidden (also for one's own request), not_found; conflict when it was decided
///         already or the order no longer allows it
models::Result<models::Request> approve(models::Transaction& tx, const models::Actor& actor,
                                        models::RequestId id, const std::string& note,
                                        const std::optional<models::CrewId>& crew, models::Time now);

/// Refuses a request of another person, with the reason.
models::Result<models::Request> refuse(models::Transaction& tx, const models::Actor& actor,
                                       models::RequestId id, const std::string& note, models::Time now);

/// Takes back one's own request before it is decided.
models::Result<models::Request> withdraw(models::Transaction& tx, const models::Actor& actor,
                                         models::RequestId id, models::Time now);

/// What may be asked for an order in its state. Whether it comes in time is seen when it is asked.
std::vector<models::RequestKind> askable(const models::WorkOrder& order);

struct RequestsWatched {
  int ended = 0;     ///< pauses and shelvings that had lasted as long as they may
  int reviewed = 0;  ///< shelved orders that are to be looked at again
  bool more = false;
};

/// Ends what has lasted long enough, at the moment it had, and tells of reviews; each once.
RequestsWatched watch_requests(models::Transaction& tx, models::Time now, int limit = 200);

}  // namespace dispatch
