#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "dispatch/lifecycle.h"
#include "models/error.h"
#include "models/store.h"
#include "server/simulation/draws.h"
#include "server/simulation/history_plan.h"

namespace simulation {

struct HistoryOptions {
  int days = 365;  ///< before today; 1 to 365
  std::uint64_t seed = 1;
  std::function<std::string()> token;  ///< for a resident's page
};

inline constexpr int most_history_days = 365;

struct HistoryCounts {
  std::size_t reports = 0;
  std::size_t work_orders = 0;
};

/// A year that never was, written into a town's store through the verbs of dispatch, with the clocks watched
/// in between. Everything it writes is marked as simulated.
///
/// Shape   the crews go where the simulation sends them, so no plan is searched and no publication is kept;
///         the rest is the same verbs, events and clocks as a real day. What is not over at `now` stays open
class History {
 public:
  History(const town::TownFiles& files, const HistoryOptions& options, models::Time now,
          const town::TownFigures& figures = {});

  /// Writes what happened before `until`; to be called with later and later times.
  ///
  /// Shape   needs the demo town's register, crews and accounts
  /// Errors  whatever a verb says: the stories are written so that none does
  models::Result<void> play(models::Transaction& tx, models::Time until);

  const HistoryCounts& counts() const { return counts_; }

 private:
  struct Told {
    std::vector<models::ReportId> reports;
    std::string token;  // of the first report
    models::WorkOrderId work_order;
    models::WorkOrderId patched;  // the order before, when a temporary fix left this one
  };

  void meet(models::Transaction& tx);
  models::Actor one_of(models::Role role, models::CrewId crew = {});
  models::Result<void> watch(models::Transaction& tx, models::Time at);
  models::Result<void> take(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> take_report(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> receive(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> open(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> merge(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> send(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> work(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> decide(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> pause(models::Transaction& tx, const dispatch::Step& crew,
                             const HistoryMoment& moment);
  models::Result<void> call_back(models::Transaction& tx, const HistoryMoment& moment);
  models::Result<void> close(models::Transaction& tx, models::WorkOrderId id, const HistoryMoment& moment);

  HistoryOptions options_;
  HistoryPlan plan_;
  std::size_t next_ = 0;
  models::Time now_{};  // what was written last
  std::vector<Told> told_;
  town::Chance chance_;
  HistoryCounts counts_;
  std::map<std::pair<models::Role, models::CrewId>, std::vector<models::Actor>> actors_;
  std::map<std::string, models::CrewId> crews_;
};

}  // namespace simulation
