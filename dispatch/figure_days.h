#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/figures.h"
#include "models/figure_days.h"
#include "models/store.h"

/// The figures of long periods from sums of days and months. A sum holds orders at rest only; the others, and
/// those that changed since, are counted from the log as ever. So the answer is the same, to the last order.
namespace dispatch {

/// Raised whenever figures.cpp counts otherwise: all sums are then made anew.
inline constexpr std::int64_t figure_layout = 1;

/// Nothing where no sums are kept.
models::FigureDayStore* figure_days_of(models::Transaction& tx);

/// What an order adds once nothing in it depends on the moment of asking any more; nothing before.
std::optional<models::FigureShare> share_of(const models::OrderFacts& order, models::Time now,
                                            int utc_offset_seconds);

/// Puts waiting orders that came to rest into the sums, and takes out what is no longer so; sums made by
/// another rule are forgotten first.
///
/// Shape   after: where the one before ended; last: where this one did, nothing when there are no more
struct RolledUp {
  int orders = 0;
  std::optional<models::WorkOrderId> last;
};
RolledUp roll_up_figures(models::FigureDayStore& days, models::WorkOrderId after, int most, models::Time now,
                         int utc_offset_seconds);

/// Which orders are asked for, along one dimension at most.
///
/// Shape   keys: empty: all; else no others are read; fits: by key
struct FigureCut {
  models::FigureDimension dimension = models::FigureDimension::all;
  std::vector<std::string> keys;
  std::function<bool(const std::string&)> fits;
};

/// The town's days that lie in the period as a whole.
///
/// Shape   from ≤ day < to, counted from 1970-01-01; nothing when there is none
struct FigureDays {
  std::int64_t from = 0;
  std::int64_t to = 0;
  models::Time begin(int utc_offset_seconds) const;
  models::Time end(int utc_offset_seconds) const;
};
std::optional<FigureDays> whole_days(const models::FiguresQuery& period, int utc_offset_seconds);

/// The rows of these days: sums, without what waiting orders once added. The waiting orders are counted by
/// count_figures, in begin ≤ t < end.
///
/// Errors  nothing when simulated orders are among them, whose number does not add up from day to day
std::optional<std::vector<FiguresRow>> rolled_rows(models::FigureDayStore& days, const FigureDays& asked,
                                                   FiguresBy by, const FigureCut& cut,
                                                   int utc_offset_seconds);

/// Rows of the same key put together, by key.
std::vector<FiguresRow> add_rows(const std::vector<std::vector<FiguresRow>>& parts);

/// Counts every order anew and says where sums and shares differ from that, the first few of them.
std::vector<std::string> figure_day_faults(models::FigureDayStore& days, models::Time now);

}  // namespace dispatch
