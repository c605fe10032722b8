#pragma once
#include <optional>
#include <string>

#include "models/actor.h"
#include "models/error.h"
#include "models/phone_call.h"
#include "models/store.h"

namespace dispatch {

/// How long a caller's number is kept with the call; a report keeps its reporter's own.
inline constexpr models::Duration callers_kept = std::chrono::hours{24 * 90};

/// What the telephone system tells of one call, once when it rings and again when it is over.
///
/// Shape   caller: empty when withheld; recording: an https or http address
struct CallTold {
  std::string external_id;
  std::string caller;
  std::string callee;
  std::optional<models::Time> began_at;  ///< now when not given
  std::optional<models::Time> ended_at;
  std::string recording;
};

struct CallKept {
  models::PhoneCall call;
  bool is_new = false;
};

/// Keeps a call. The same id again adds what was not known (its end, the recording) and rings no second time.
///
/// Errors  unauthenticated, forbidden; invalid with the fields; conflict when the id is another call's
models::Result<CallKept> receive_call(models::Transaction& tx, const models::Actor& actor, CallTold told,
                                      models::Time now);

/// Somebody answers: the other screens let go of it. By the same person again nothing changes.
///
/// Errors  unauthenticated, forbidden, not_found; conflict when somebody else has it
models::Result<models::PhoneCall> take_call(models::Transaction& tx, const models::Actor& actor,
                                            models::PhoneCallId id, models::Time now);

/// Writes down which report came of a call, so that its recording is found.
///
/// Errors  unauthenticated, forbidden, not_found; conflict when another report came of it
models::Result<models::PhoneCall> link_call(models::Transaction& tx, const models::Actor& actor,
                                            models::PhoneCallId id, models::ReportId report);

}  // namespace dispatch
