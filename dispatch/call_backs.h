#pragma once
#include <optional>
#include <vector>

#include "dispatch/verdict.h"
#include "models/error.h"
#include "models/store.h"

/// Whom the desk calls back, and when.
namespace dispatch {

/// Why it is for the desk to ask.
enum class CallBackReason {
  no_message,  ///< the reporter gets no message, so nobody else asks
  no_answer,   ///< a message asked, and nothing came back
  tried,       ///< nobody answered the telephone
  put_off,     ///< the reporter asked to be called then
};

std::string_view name(CallBackReason value);

/// One reporter to call.
struct CallBack {
  models::Report report;
  models::WorkOrder order;  ///< that carries the work now
  CallBackReason reason = CallBackReason::no_message;
  models::Time due_at{};
  bool due = false;
};

/// The list of the desk: what is due, the longest due first, then what comes later.
///
/// Shape   due, later, given_up: how many; given_up: tried often enough, left alone; more: the list is longer
///         than what was looked at
struct CallBackList {
  std::vector<CallBack> items;
  int due = 0;
  int later = 0;
  int given_up = 0;
  bool more = false;
};

inline constexpr int most_call_backs = 500;

/// Reporters of resolved orders who left a number and have not said whether it is solved: at once when no
/// message reaches them, after a while when one did.
///
/// Errors  unauthenticated, forbidden
models::Result<CallBackList> list_call_backs(models::Transaction& tx, const models::Actor& actor,
                                             models::Time now, const CallBackRules& rules = {});

}  // namespace dispatch
