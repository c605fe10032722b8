#include "dispatch/what_if.h"

#include <algorithm>
#include <map>
#include <utility>

#include "dispatch/draft_catalog.h"
#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/register.h"
#include "dispatch/sla_clock.h"
#include "dispatch/sla_policy.h"

namespace dispatch {
namespace {

using models::SlaTarget;
using models::Time;
using models::WorkOrder;

constexpr models::Duration longest_period = std::chrono::days{400};
constexpr std::size_t most_policies = 50, most_calendars = 20;
constexpr int most_named = 500;
constexpr std::int64_t most_orders = 300'000;
constexpr int page = 1000;

models::Result<void> check(models::Transaction& tx, const WhatIfQuestion& question, Time now) {
  const auto& policies = question.draft.policies;
  if (policies.empty() || policies.size() > most_policies)
    return models::invalid("policies", "out_of_range", "a draft has 1 to 50 policies");
  if (question.draft.calendars.size() > most_calendars)
    return models::invalid("calendars", "too_long", "a draft has at most 20 calendars");
  if (question.from >= question.to) return models::invalid("from", "out_of_range", "from must lie before to");
  if (question.to - question.from > longest_period)
    return models::invalid("from", "out_of_range", "from to to may be 400 days at most");
  if (question.from >= now) return models::invalid("from", "out_of_range", "the period must have begun");
  if (question.orders < 0 || question.orders > most_named)
    return models::invalid("orders", "out_of_range", "at most 500 orders are named");
  if (!question.village_code.empty() && !tx.villages().find(question.village_code))
    return models::invalid("village", "unknown", "there is no such village");
  const auto facility_class = tx.catalog().find_class(policies.front().facility_class);
  if (!facility_class)
    return models::invalid("policies[0].class", "unknown", "there is no such facility class");
  return check_draft(tx, *facility_class, policies, question.draft.calendars);
}

PromiseStanding standing_of(const models::SlaClock* clock, Time now) {
  if (!clock) return PromiseStanding::none;
  if (clock->stopped_at)
    return *clock->stopped_at > clock->due_at ? PromiseStanding::late : PromiseStanding::kept;
  const auto until = clock->paused_at ? std::min(now, *clock->paused_at) : now;
  return clock->due_at <= until ? PromiseStanding::late : PromiseStanding::open;
}

bool has(const std::vector<std::string>& reasons, std::string_view reason) {
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

/// Looks back on one order after the other.
class LookBack {
 public:
  LookBack(models::Transaction& tx, const WhatIfQuestion& question, Time now)
      : tx_(tx),
        question_(question),
        now_(now),
        catalog_(tx.catalog(), question.draft.policies, question.draft.calendars, question.from) {}

  models::Result<void> take(const WorkOrder& order) {
    const auto kind = catalog_.find_kind(order.fault_kind);
    if (!kind) return {};  // no rule says any more what it would be promised
    const auto chosen = choose_policy(catalog_, *kind, facts_of(order));
    if (!chosen) return chosen.error();
    ++answer_.orders;
    auto drafted = order;
    drafted.policy = chosen->policy.code;
    drafted.clocks = clocks_by(chosen->policy, order);
    auto* row = row_of(order, drafted.policy);
    bool moved = order.policy != drafted.policy, changed = false;
    for (const auto target : models::sla_targets) {
      const auto* then = order.clock(target);
      const auto* draft = drafted.clock(target);
      if (!then && !draft) continue;
      moved = moved || !then || !draft || then->due_at != draft->due_at;
      changed = compare(order, drafted, target, row) || changed;
    }
    answer_.moved += moved;
    answer_.changed_orders += changed;
    return {};
  }

  WhatIf answer() {
    std::stable_sort(answer_.changed.begin(), answer_.changed.end(),
                     [&](const auto& one, const auto& other) { return lateness(one) > lateness(other); });
    if (answer_.changed.size() > static_cast<std::size_t>(question_.orders))
      answer_.changed.resize(static_cast<std::size_t>(question_.orders));
    for (auto& [key, row] : rows_) answer_.rows.push_back(std::move(row));
    return std::move(answer_);
  }

 private:
  PolicyFacts facts_of(const WorkOrder& order) {
    PolicyFacts facts;
    facts.danger = order.severity == models::Severity::danger;
    facts.frail_person = order.frail_person;
    facts.received_at = order.received_at;
    facts.reports = std::max(1, reports_on(tx_, order.facility, order.received_at, order.opened_at));
    // A third report may have joined later.
    if (has(order.policy_reasons, "repeated")) facts.reports = std::max(facts.reports, 3);
    return facts;
  }

  std::vector<models::SlaClock> clocks_by(const models::SlaPolicy& policy, const WorkOrder& order) {
    auto clocks = start_clocks(catalog_, policy, order.received_at);
    for (auto& fresh : clocks) {
      if (const auto* old = order.clock(fresh.target)) {
        auto clock = *old;
        replay_promise(catalog_, clock, fresh);
        fresh = std::move(clock);
      } else if (const auto done = done_at(order, fresh.target)) {
        fresh.stopped_at = std::max(*done, fresh.started_at);
      }
    }
    return clocks;
  }

  std::string key_of(const WorkOrder& order, const std::string& policy) const {
    switch (question_.by) {
      case WhatIfBy::policy:
        return policy;
      case WhatIfBy::village:
        return order.place.village_code;
      case WhatIfBy::month:
        return models::to_rfc3339(order.received_at + models::Duration{question_.utc_offset_seconds})
            .substr(0, 7);
      case WhatIfBy::all:
        break;
    }
    return {};
  }

  WhatIfRow* row_of(const WorkOrder& order, const std::string& policy) {
    if (question_.by == WhatIfBy::all) return nullptr;
    const auto key = key_of(order, policy);
    auto& row = rows_[key];
    row.key = key;
    return &row;
  }

  /// Whether this promise would have ended otherwise.
  bool compare(const WorkOrder& order, const WorkOrder& drafted, SlaTarget target, WhatIfRow* row) {
    const auto* then = order.clock(target);
    const auto* draft = drafted.clock(target);
    const auto before = standing_of(then, now_), after = standing_of(draft, now_);
    const auto count = [&](WhatIfRow& into) {
      auto& one = into.targets[static_cast<std::size_t>(target)];
      const bool late_then = before == PromiseStanding::late, late_draft = after == PromiseStanding::late;
      ++one.orders;
      one.promised_then += then != nullptr;
      one.promised_draft += draft != nullptr;
      one.late_then += late_then;
      one.late_draft += late_draft;
      one.newly_late += late_draft && !late_then;
      one.no_longer_late += late_then && !late_draft;
      one.open_draft += after == PromiseStanding::open;
    };
    count(answer_.all);
    if (row) count(*row);
    const bool changed = (before == PromiseStanding::late) != (after == PromiseStanding::late);
    if (changed) name(order, drafted, target, before, after);
    return changed;
  }

  void name(const WorkOrder& order, const WorkOrder& drafted, SlaTarget target, PromiseStanding before,
            PromiseStanding after) {
    const auto* then = order.clock(target);
    const auto* draft = drafted.clock(target);
    WhatIfOrder one{order.id,
                    order.number,
                    order.place.village_code,
                    order.fault_kind,
                    order.policy,
                    drafted.policy,
                    order.received_at,
                    target,
                    before,
                    after,
                    std::nullopt,
                    std::nullopt,
                    std::nullopt};
    if (then) one.due_then = then->due_at;
    if (draft) one.due_draft = draft->due_at;
    one.done_at = draft ? draft->stopped_at : then->stopped_at;
    answer_.changed.push_back(std::move(one));
    // Only the latest are named: what is kept meanwhile has a bound.
    if (answer_.changed.size() < std::size_t{4} * most_named) return;
    std::nth_element(answer_.changed.begin(), answer_.changed.begin() + most_named, answer_.changed.end(),
                     [&](const auto& a, const auto& b) { return lateness(a) > lateness(b); });
    answer_.changed.resize(most_named);
  }

  /// Those newly late first, by how much; then those no longer late.
  std::pair<bool, models::Duration> lateness(const WhatIfOrder& order) const {
    const bool newly = order.draft == PromiseStanding::late;
    const auto due = newly ? order.due_draft : order.due_then;
    return {newly, order.done_at.value_or(now_) - due.value_or(now_)};
  }

  models::Transaction& tx_;
  const WhatIfQuestion& question_;
  Time now_;
  DraftCatalog catalog_;
  WhatIf answer_;
  std::map<std::string, WhatIfRow> rows_;
};

}  // namespace

models::Result<WhatIf> what_if(models::Transaction& tx, const models::Actor& actor,
                               const WhatIfQuestion& question, Time now) {
  if (const auto allowed = require(actor, Permission::figures_read); !allowed) return allowed.error();
  if (const auto good = check(tx, question, now); !good) return good.error();
  const auto reach = reach_of(actor);
  LookBack look_back(tx, question, now);
  models::ReceivedQuery query;
  query.from = question.from;
  query.to = std::min(question.to, now);
  query.village_code = question.village_code;
  query.facility_class = question.draft.policies.front().facility_class;
  query.limit = page;
  std::int64_t read = 0;
  for (;;) {
    const auto orders = tx.work_orders().received(query);
    for (const auto& order : orders) {
      if (!covers(reach, order)) continue;
      if (const auto taken = look_back.take(order); !taken) return taken.error();
    }
    read += static_cast<std::int64_t>(orders.size());
    if (static_cast<int>(orders.size()) < page) break;
    if (read >= most_orders)
      return models::invalid("from", "out_of_range",
                             "more than 300,000 orders were received then: ask for a shorter period");
    query.after_at = orders.back().received_at;
    query.after = orders.back().id;
  }
  return look_back.answer();
}

}  // namespace dispatch
