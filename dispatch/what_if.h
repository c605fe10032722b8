#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/catalog.h"
#include "models/error.h"
#include "models/store.h"

namespace dispatch {

/// Policies and calendars that are not in force: what if they had been?
struct PolicyDraft {
  std::vector<models::SlaPolicy> policies;  ///< 1 to 50, of one class
  std::vector<models::Calendar> calendars;  ///< 0 to 20
};

enum class WhatIfBy { all, policy, village, month };

/// Shape   received in from ≤ t < to, at most 400 days; village_code: empty for all; orders: how many are
///         named, those late by most first
struct WhatIfQuestion {
  PolicyDraft draft;
  models::Time from{};
  models::Time to{};
  std::string village_code;
  WhatIfBy by = WhatIfBy::all;
  int orders = 50;
  int utc_offset_seconds = 8 * 3600;
};

/// How one promise to one order stands at a moment: not made, kept, late, or still open.
enum class PromiseStanding { none, kept, late, open };

/// Units   orders: with the promise under either set of rules
struct WhatIfCount {
  std::int64_t orders = 0;
  std::int64_t promised_then = 0, promised_draft = 0;
  std::int64_t late_then = 0, late_draft = 0;
  std::int64_t newly_late = 0;      ///< late by the draft, not late as it was promised
  std::int64_t no_longer_late = 0;  ///< late as it was promised, not by the draft
  std::int64_t open_draft = 0;      ///< the draft's limit has not come yet, nor what it promises
};

/// Shape   key: policy of the draft, village code or month (2026-11); empty: all, or none
struct WhatIfRow {
  std::string key;
  std::array<WhatIfCount, 5> targets;  ///< indexed by SlaTarget
};

/// An order with a promise that would have ended otherwise.
struct WhatIfOrder {
  models::WorkOrderId id;
  std::string number;
  std::string village_code;
  std::string fault_kind;
  std::string policy_then, policy_draft;
  models::Time received_at{};
  models::SlaTarget target = models::SlaTarget::resolve;
  PromiseStanding then = PromiseStanding::none, draft = PromiseStanding::none;
  std::optional<models::Time> due_then, due_draft, done_at;
};

struct WhatIf {
  std::int64_t orders = 0;  ///< looked at; cancelled ones are left out
  std::int64_t moved = 0;   ///< for which the draft names another policy or another moment
  WhatIfRow all;
  std::vector<WhatIfRow> rows;  ///< by key
  std::vector<WhatIfOrder> changed;
  std::int64_t changed_orders = 0;  ///< with at least one promise that would have ended otherwise
};

/// Plays the orders of a past period again under a draft of the policies of a class: each gets the policy
/// that the draft would have chosen, from its own receipt and with the pauses, extensions and limits of other
/// offices that it had. What people did, and when, stays: only the promise moves. The rest of the rules is as
/// it is in force now. Nothing is written.
///
/// Errors  forbidden; invalid for a draft that could not be saved, an unknown class, or a period too long or
///         with more than 300,000 orders
models::Result<WhatIf> what_if(models::Transaction& tx, const models::Actor& actor,
                               const WhatIfQuestion& question, models::Time now);

}  // namespace dispatch
