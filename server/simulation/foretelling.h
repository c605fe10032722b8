#pragma once
#include <array>
#include <string>
#include <vector>

#include "server/simulation/study.h"

/// Is the forecast of broken promises worth anything? Foretold every hour of a simulated year, and compared
/// with what came.
namespace simulation {

/// Of all that was foretold with a chance in one tenth.
struct Tenth {
  int count = 0;
  double chance = 0;  ///< sum
  int late = 0;
  double mean_chance() const { return count > 0 ? 100 * chance / count : 0; }
  double share_late() const { return count > 0 ? 100.0 * late / count : 0; }
};

/// Units   brier: mean square of (chance − what came); elapsed: the same if the share of the limit that has
///         passed is taken for the chance; never: if nothing is ever called late
struct Foretelling {
  std::array<Tenth, 10> tenths{};
  std::array<std::array<Tenth, 10>, 2> by_crew{};  ///< without and with a crew
  int count = 0;
  double brier = 0, elapsed = 0, never = 0;
};

/// Lives through the world with one roster under the plan and foretells every `every` seconds; plain: shares
/// of runs, for fitting dispatch::assignment::calibrated.
std::vector<Foretold> foretell(Town& town, const StudyOptions& options, const World& world,
                               const Staffing& staffing, Seconds every, int runs, bool plain = false);

Foretelling compare(const std::vector<Foretold>& foretold);

std::string foretelling_text(const Foretelling& found);
std::string foretelling_json(const Foretelling& found);
/// order,target,at,chance,elapsed,left,load,lately,has_crew,late
std::string foretold_csv(const std::vector<Foretold>& foretold);

}  // namespace simulation
