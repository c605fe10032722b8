#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "server/replay/plan.h"

namespace replay {

/// What the town told of itself: enough to make up a week of reports on it.
struct TownRegister {
  struct Facility {
    std::string code;
    std::string facility_class;
    std::string village;
    std::string circuit;
  };
  struct Kind {
    std::string code;
    std::string facility_class;
    std::string name;  ///< in Chinese
    std::vector<std::string> wording;
    std::string skill;
    std::string refer_to;  ///< 119 …: handed over, never an order
    bool has_danger_questions = false;
    models::Duration estimate{3600};
  };
  std::vector<std::string> villages;  ///< codes, those in care first
  std::vector<Facility> facilities;
  std::vector<Kind> kinds;
  std::vector<std::string> classes;
  std::vector<std::string> classes_by_circuit;  ///< whose faults merge by circuit
};

/// One hour of the simulated week.
///
/// Units   degrees Celsius
std::vector<double> winter_temperatures(std::uint64_t seed);

/// What happens on a day of the simulated week.
enum class WinterDay { ordinary, cold, burst };
WinterDay winter_day(std::uint64_t seed, int day);

inline constexpr int winter_days = 7;
inline constexpr std::size_t largest_burst = 250;  ///< heater faults on the worst day

/// A simulated winter week of a town: heaters by the cold, lamps at dusk, toilets that freeze, one report in
/// ten about something already reported, frail persons, dangers, and gas smells that go to 119. Every report
/// says that it is simulated.
///
/// Shape   the same for the same register, seed and run; about 13 heater faults on an ordinary day, 60 on a
/// cold one Source  yardsticks of comparable towns, scaled by the number of heaters
Plan plan_winter_week(const ReplayOptions& options, const TownRegister& town, const std::string& run);

}  // namespace replay
