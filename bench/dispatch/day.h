#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Fixed days with orders arriving all the time, played by the rules of the benchmark: what a policy may
/// know, and what really happens.
namespace bench {

/// Units   metres, seconds from the start of the shift
struct DayOrder {
  int id = 0;
  double x = 0, y = 0;
  int priority = 3;  ///< 1 danger, 2, 3
  int created = 0;
  int due = 0;  ///< latest arrival
  int skill = 0;
  int estimate = 0;
};
struct DayCrew {
  int id = 0;
  double x = 0, y = 0;
  std::vector<int> skills;
};
/// What only the visit shows.
struct DayTruth {
  int actual = 0;
  double travel_factor = 1;
};
/// What anybody may know beforehand. `orders` are hidden from a policy until they are created.
struct DayRules {
  int shift_end = 36000;
  double detour = 1.3;
  double speed = 10;
  std::vector<int> weights{0, 100, 10, 1};
  std::vector<DayCrew> crews;
  int planned(double x, double y, const DayOrder& to) const;
};
struct Day {
  std::string name;
  DayRules rules;
  std::vector<DayOrder> orders;
  std::vector<DayTruth> truths;
};

/// Errors  throws std::runtime_error naming the file and what is wrong
Day read_day(const std::string& file);

/// What a policy wants done at one moment.
struct DayDecision {
  std::vector<int> crew_of;  ///< for each waiting order, in the order given: crew index or -1
  std::vector<std::pair<int, int>> departures;  ///< crew index, order index
  int ask_again_at = -1;                        ///< -1: at the next event
};
struct DayView {
  int now = 0;
  std::vector<int> waiting;     ///< order indices, by creation
  std::vector<int> created;     ///< of these the new ones
  std::vector<int> arrived;     ///< crews that began a visit since the last look
  std::vector<int> freed;       ///< crews that became free
  std::vector<int> stopped_at;  ///< for each crew: order index where it is or drives to; -1: its base
  std::vector<bool> idle;
};
class DayPolicy {
 public:
  virtual ~DayPolicy() = default;
  /// `order(index)` may be asked only for orders that were in a view.
  virtual DayDecision decide(const DayView& view, const std::function<const DayOrder&(int)>& order) = 0;
};

std::unique_ptr<DayPolicy> simple_policy(const std::string& name, const DayRules& rules);
std::unique_ptr<DayPolicy> our_policy(const DayRules& rules, std::uint64_t seed, std::int64_t steps,
                                      bool waiting);

struct DayResult {
  double danger_in_time = 0;  ///< percent
  double all_in_time = 0;     ///< percent
  double weighted_late_minutes = 0;
  double reassignments_per_order = 0;
  double travel_minutes_per_order = 0;
  double served = 0;                 ///< percent of all orders
  std::vector<double> milliseconds;  ///< of each decision, CPU
};

/// Plays a day; with a log every publication and visit is written to it.
///
/// Errors  throws std::runtime_error when a policy breaks a rule
DayResult play(const Day& day, DayPolicy& policy, std::FILE* log);

}  // namespace bench
