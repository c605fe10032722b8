#pragma once
#include <optional>
#include <string>

#include "dispatch/text.h"
#include "models/delivery.h"
#include "models/error.h"
#include "models/store.h"
#include "models/work_order.h"

// Messages to the crews' telephones. See decision record 0037.
namespace dispatch {

/// What a browser gives to whoever may send to it.
///
/// Shape   p256dh, auth: base64url of 65 and 16 bytes
struct NewSubscription {
  std::string endpoint;
  std::string p256dh;
  std::string auth;
  std::string language = "zh";
};

/// Adds every wrong field of a subscription.
void check_subscription(Fields& fields, const NewSubscription& input);

/// A telephone of the actor's hears of its crew's orders, as long as this session lasts. The same endpoint
/// again replaces what there was; the eleventh telephone of an account puts its oldest out.
///
/// Shape   session: the hash of its token
/// Errors  forbidden for who is of no crew; invalid with every wrong field
models::Result<models::Destination> subscribe(models::Transaction& tx, const models::Actor& actor,
                                              const std::string& session, const NewSubscription& input);

/// Also when there is none.
models::Result<void> unsubscribe(models::Transaction& tx, const models::Actor& actor,
                                 const std::string& endpoint);

/// When a telephone is told of a fact; nothing: it is not. Danger is told at once, what is urgent at once to
/// crews on shift or on call, everything else during the crew's shift. A telephone whose session has ended is
/// taken out.
std::optional<models::Time> push_at(models::Transaction& tx, const models::Destination& telephone,
                                    models::EventKind kind, const models::WorkOrder& order, models::Time now);

inline bool is_urgent(const models::WorkOrder& order) { return order.severity <= models::Severity::urgent; }

/// How long a crew may take to accept a danger order before others are told.
inline constexpr models::Duration longest_unanswered = std::chrono::minutes{2};

/// Tells of danger orders that no crew accepted for two minutes, once for each assignment, and which channels
/// beside the telephones hear of it; at most `limit` at once; how many.
int watch_unanswered(models::Transaction& tx, models::Time now, int limit);
/// Whether there is any; reads alone.
bool any_unanswered(models::Transaction& tx, models::Time now);

}  // namespace dispatch
