#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "dispatch/assignment/planning.h"
#include "dispatch/escalation.h"
#include "dispatch/escalation_chain.h"
#include "dispatch/figure_days.h"
#include "dispatch/month_report.h"
#include "dispatch/person_data.h"
#include "dispatch/phone_calls.h"
#include "dispatch/push.h"
#include "dispatch/reporter_phones.h"
#include "dispatch/requests.h"
#include "models/attachment.h"
#include "server/workers/workers.h"

// One pass of each worker. A change may run twice (a commit can fail and be tried again), so each run begins
// by setting its outcome anew.
namespace workers {
namespace {

constexpr int files_per_change = 100;
constexpr int clocks_per_change = 200, requests_per_change = 100, escalations_per_change = 100,
              reports_per_change = 50, reports_per_pass = 2000, unanswered_per_change = 50,
              figures_per_change = 500;
constexpr models::Duration idempotency_kept = std::chrono::hours{8 * 24};  // longer than a step may be late
constexpr models::Duration snapshots_kept = std::chrono::hours{180 * 24};

}  // namespace

Watched watch_clocks(storage::Database& database, models::Time now) {
  Watched all;
  bool anything = false;
  database.read_now([&](models::Transaction& tx) {
    const auto next = tx.work_orders().next_clock();
    anything = next && *next <= now;
  });
  while (anything) {
    dispatch::Watched told;
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("watch_clocks", now));
      told = dispatch::watch_clocks(tx, now, clocks_per_change);
      return told.warned + told.breached > 0;
    });
    all.warned += told.warned;
    all.breached += told.breached;
    anything = told.more;
  }
  return all;
}

int watch_requests(storage::Database& database, models::Time now) {
  int all = 0;
  bool anything = false;
  database.read_now([&](models::Transaction& tx) {
    const auto next = tx.requests().next();
    anything = next && *next <= now;
  });
  while (anything) {
    dispatch::RequestsWatched told;
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("watch_requests", now));
      told = dispatch::watch_requests(tx, now, requests_per_change);
      return told.ended + told.reviewed > 0;
    });
    all += told.ended + told.reviewed;
    anything = told.more && told.ended + told.reviewed > 0;
  }
  return all;
}

int watch_escalations(storage::Database& database, models::Time now) {
  int all = 0;
  bool anything = false;
  database.read_now([&](models::Transaction& tx) {
    const auto next = tx.escalations().next_run();
    anything = next && *next <= now;
  });
  while (anything) {
    dispatch::EscalationsWatched told;
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("watch_escalations", now));
      told = dispatch::watch_escalations(tx, now, escalations_per_change);
      return told.raised > 0;
    });
    all += told.raised;
    anything = told.more && told.raised > 0;
  }
  return all;
}

int watch_unanswered(storage::Database& database, models::Time now) {
  bool anything = false;
  database.read_now([&](models::Transaction& tx) { anything = dispatch::any_unanswered(tx, now); });
  if (!anything) return 0;
  int told = 0;
  database.write_now([&](models::Transaction& tx) {
    tx.audit().describe(models::program_act("watch_unanswered", now));
    told = dispatch::watch_unanswered(tx, now, unanswered_per_change);
    return told > 0;
  });
  return told;
}

int reassign(storage::Database& database, models::Time now) {
  models::WorkOrderQuery query;
  query.states = {models::WorkOrderState::open};
  query.limit = 1;
  dispatch::Effort effort;
  effort.steps = 0;
  effort.scope = dispatch::PlanScope::automatic;
  effort.trigger = models::PlanTrigger::order_opened;
  // All that wait are put in at once: a look for each would read the town anew each time.
  std::optional<models::Publication> plan;
  database.read_now([&](models::Transaction& tx) {
    plan.reset();
    if (tx.work_orders().search(query).items.empty()) return;
    if (auto made = dispatch::preview_plan(tx, models::Actor::program(), effort, now))
      plan = *std::move(made);
  });
  if (!plan) return 0;
  // Only who has nobody yet: moving others is the planner's business.
  std::erase_if(plan->changes, [](const auto& change) { return change.from_crew || !change.to_crew; });
  if (plan->changes.empty()) return 0;
  int sent = 0;
  database.write_now([&](models::Transaction& tx) {
    sent = 0;
    tx.audit().describe(models::program_act("reassign", now));
    const auto done = dispatch::publish_now(tx, models::Actor::program(), *plan, now);
    if (!done) return false;
    sent = static_cast<int>(std::count_if(done->changes.begin(), done->changes.end(),
                                          [](const auto& change) { return change.left_out.empty(); }));
    return true;
  });
  return sent;
}

int send_month_reports(storage::Database& database, models::Time now) {
  bool anything = false;
  database.read_now([&](models::Transaction& tx) { anything = dispatch::any_month_report_due(tx, now); });
  if (!anything) return 0;
  int owed = 0;
  database.write_now([&](models::Transaction& tx) {
    tx.audit().describe(models::program_act("send_month_reports", now));
    owed = dispatch::owe_month_reports(tx, now);
    return owed > 0;
  });
  return owed;
}

Removed keep_house(storage::Database& database, models::Time now) {
  Removed removed;
  database.write_now([&](models::Transaction& tx) {
    tx.audit().describe(models::program_act("keep_house", now));
    removed.sessions = tx.sessions().remove_expired(now);
    removed.idempotency_records = tx.idempotency().remove_before(now - idempotency_kept);
    removed.snapshots = tx.plans().forget_snapshots(now - snapshots_kept);
    removed.telephones = dispatch::forget_phones_of_past(tx, now);
    removed.callers = tx.phone_calls().forget_callers(now - dispatch::callers_kept);
    return removed.sessions + removed.idempotency_records + removed.snapshots + removed.callers +
               removed.telephones >
           0;
  });
  return removed;
}

int remove_files_left(storage::Database& database, models::Time now, const RemoveFile& remove) {
  int all = 0;
  for (;;) {
    std::vector<std::string> files;
    database.read_now(
        [&](models::Transaction& tx) { files = tx.attachments().files_left(files_per_change); });
    if (files.empty()) return all;
    for (const auto& file : files) remove(file);
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("remove_files_left", now));
      for (const auto& file : files) tx.attachments().forget_file(file);
      return true;
    });
    all += static_cast<int>(files.size());
  }
}

int anonymise_reporters(storage::Database& database, models::Time now, models::Duration kept) {
  // Who is due is searched for beside the writer: over a long history that takes longer than a change may.
  std::vector<models::ReportId> due;
  database.read_now(
      [&](models::Transaction& tx) { due = dispatch::due_for_anonymising(tx, now, kept, reports_per_pass); });
  int all = 0;
  for (std::span<const models::ReportId> rest(due); !rest.empty();) {
    const auto some = rest.first(std::min<std::size_t>(rest.size(), reports_per_change));
    rest = rest.subspan(some.size());
    int done = 0;
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("anonymise_reporters", now));
      done = dispatch::anonymise_due(tx, now, kept, some);
      return done > 0;
    });
    all += done;
  }
  return all;
}

bool sign_head(storage::Database& database, models::Time now, int utc_offset_seconds, const SignHead& sign) {
  const auto day_of = [&](models::Time time) {
    return std::chrono::floor<std::chrono::days>(time + models::Duration{utc_offset_seconds});
  };
  bool due = false;
  database.read_now([&](models::Transaction& tx) {
    const auto head = tx.audit().last_head();
    due = tx.audit().last().last && (!head || day_of(head->at) < day_of(now));
  });
  if (!due) return false;
  database.write_now([&](models::Transaction& tx) {
    auto head = tx.audit().last();
    head.at = now;
    tx.audit().save(sign(std::move(head)));
    return true;
  });
  return true;
}

int roll_up_figures(storage::Database& database, models::Time now, int utc_offset_seconds) {
  const models::FigureRolling rule{dispatch::figure_layout, utc_offset_seconds};
  bool anything = false;
  database.read_now([&](models::Transaction& tx) {
    auto* days = dispatch::figure_days_of(tx);
    anything = days != nullptr && (days->rolling() != rule || !days->waiting({}, 1, now, true).empty());
  });
  int all = 0;
  for (models::WorkOrderId after; anything;) {
    dispatch::RolledUp rolled;
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("roll_up_figures", now));
      rolled = dispatch::roll_up_figures(*dispatch::figure_days_of(tx), after, figures_per_change, now,
                                         utc_offset_seconds);
      return true;
    });
    all += rolled.orders;
    anything = rolled.last.has_value();
    if (rolled.last) after = *rolled.last;
  }
  return all;
}

}  // namespace workers
