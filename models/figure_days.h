#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/figures.h"

/// The figures rolled up by day and month: what orders that have come to rest add to them.
namespace models {

inline constexpr std::size_t rolled_figures = 12;

/// Shape   for each figure, in the order of dispatch::Figure: numerator, denominator, excluded, seconds
/// paused, seconds
///         lasted
inline constexpr std::size_t counts_of_a_figure = 5;
using FigureCounts = std::array<std::int64_t, rolled_figures * counts_of_a_figure>;

/// One order's place in one figure.
///
/// Shape   day: of the town, counted from 1970-01-01; figure: as a number
struct FigurePlace {
  std::int64_t day = 0;
  int figure = 0;
  bool in_numerator = false;
  bool excluded = false;
  bool operator==(const FigurePlace&) const = default;
};

/// All that an order at rest adds, kept beside the sums, so that it can be taken out again exactly.
struct FigureShare {
  WorkOrderId order;
  std::string village_code;
  std::string facility_class;
  CrewId crew;
  bool simulated = false;
  Duration paused{0};
  Duration lasted{0};
  std::vector<FigurePlace> places;
  bool operator==(const FigureShare&) const = default;
};

enum class FigureSpan { day, month };
enum class FigureDimension { all, village, facility_class, crew };

/// What stands in one row: the sum of the shares of a day or month along one dimension.
///
/// Shape   start: first day; key: village, class or the text of a crew's id; empty: all, or none; orders:
/// simulated
///         orders that count in it
struct FigureSum {
  std::int64_t start = 0;
  std::string key;
  std::int64_t simulated = 0;
  FigureCounts counts{};
};

/// What was rolled up under which rule: with another one nothing of it holds.
struct FigureRolling {
  std::int64_t layout = 0;  ///< of the formulas
  std::int64_t utc_offset_seconds = 0;
  bool operator==(const FigureRolling&) const = default;
};

/// The side of the figures' storage that keeps sums. Every order waits, until it has come to rest and is in
/// the sums, and again from the change that touches it until it was put in anew: the database itself sees to
/// that, in the transaction of the change.
class FigureDayStore {
 public:
  virtual ~FigureDayStore() = default;
  virtual std::optional<FigureRolling> rolling() = 0;
  /// Forgets every sum and share: all orders wait.
  virtual void start_anew(const FigureRolling& rolling) = 0;

  /// Facts of the waiting orders behind `after`, by id; at_rest: only of those that ended or are in the sums.
  virtual std::vector<OrderFacts> waiting(WorkOrderId after, int limit, Time now, bool at_rest) = 0;
  virtual std::int64_t waiting_count(int most) = 0;
  /// Of every order behind `after`, by id.
  virtual std::vector<OrderFacts> facts(WorkOrderId after, int limit, Time now) = 0;
  /// Of these orders, those whose pause still runs.
  virtual std::vector<WorkOrderId> pausing(const std::vector<WorkOrderId>& orders) = 0;

  virtual std::vector<FigureShare> shares(const std::vector<WorkOrderId>& orders) = 0;
  /// Of the waiting orders.
  virtual std::vector<FigureShare> waiting_shares() = 0;
  virtual std::vector<WorkOrderId> are_waiting(const std::vector<WorkOrderId>& orders) = 0;
  virtual void save(const FigureShare& share) = 0;  ///< the order waits no more
  virtual void remove_share(WorkOrderId order) = 0;

  virtual void add(FigureSpan span, FigureDimension dimension, const FigureSum& difference) = 0;
  /// Rows that start on one of these days; keys empty: all.
  virtual std::vector<FigureSum> sums(FigureSpan span, FigureDimension dimension,
                                      const std::vector<std::int64_t>& starts,
                                      const std::vector<std::string>& keys) = 0;
  /// Of one dimension, behind start and key, in their order.
  virtual std::vector<FigureSum> all_sums(FigureSpan span, FigureDimension dimension, std::int64_t start,
                                          const std::string& key, int limit) = 0;
};

}  // namespace models
