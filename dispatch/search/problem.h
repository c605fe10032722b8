#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace dispatch::search {

/// Units: those of the travel matrix.
using Cost = std::int64_t;

/// A square table of travel from place to place, not necessarily symmetric.
class Matrix {
 public:
  Matrix() = default;
  explicit Matrix(int size) : size_(size), out_(static_cast<std::size_t>(size) * size) {}

  int size() const { return size_; }
  void set(int from, int to, std::int32_t value) { out_[index(from, to)] = value; }
  std::int32_t at(int from, int to) const { return out_[index(from, to)]; }
  /// Shape: size() values, the travel from this place to every place.
  const std::int32_t* from(int place) const { return out_.data() + index(place, 0); }
  std::int32_t* row(int place) { return out_.data() + index(place, 0); }

 private:
  std::size_t index(int from, int to) const {
    return static_cast<std::size_t>(from) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(to);
  }

  int size_ = 0;
  std::vector<std::int32_t> out_;
};

/// One place to visit; place 0 is the depot, whose window is the working day.
struct Stop {
  std::int32_t demand = 0;
  std::int32_t ready = 0;    ///< service starts no earlier
  std::int32_t due = 0;      ///< service starts no later
  std::int32_t service = 0;  ///< how long it takes
};

/// Routes with hard windows and capacity, least total travel (VRPTW).
/// Units: times and travel in the same unit; travel is both time and cost.
struct Problem {
  int fleet = 0;              ///< at most so many routes
  std::int32_t capacity = 0;  ///< of each route
  std::vector<Stop> stops;    ///< 0 is the depot
  Matrix travel;

  int customers() const { return stops.empty() ? 0 : static_cast<int>(stops.size()) - 1; }
};

inline constexpr int customers_limit = 4'000;
inline constexpr std::int32_t value_limit = 100'000'000;  ///< of times, travel and demands, so that sums fit

/// What makes the problem unusable, in words; empty where nothing does. Customers that no route can serve are
/// no fault: they come back as unserved.
std::string fault(const Problem& problem);

/// Routes as numbers of stops without the depot; empty routes are left out.
struct Plan {
  std::vector<std::vector<int>> routes;
  std::vector<int> unserved;
  Cost distance = 0;
};

/// The total travel of the routes, counted anew.
Cost distance_of(const Problem& problem, const std::vector<std::vector<int>>& routes);

}  // namespace dispatch::search
