#include "dispatch/assignment/visit_length.h"

#include <algorithm>
#include <cmath>

namespace dispatch::assignment {
namespace {

constexpr double visits_in_an_estimate = 10;
constexpr double longest = 24 * 3600;

}  // namespace

ExpectedVisit expected_visit(models::Duration estimate, const models::VisitLength* learnt) {
  const double said = std::clamp(static_cast<double>(estimate.count()), 0.0, longest);
  double mean = said;
  double variance = said / 3 * said / 3;
  if (learnt != nullptr && learnt->visits > 0) {
    const auto seen = static_cast<double>(learnt->visits);
    const auto shown = static_cast<double>(learnt->mean.count());
    const auto spread = static_cast<double>(learnt->spread.count());
    const double all = visits_in_an_estimate + seen;
    mean = (visits_in_an_estimate * said + seen * shown) / all;
    // Within each of the two, and between them.
    variance = (visits_in_an_estimate * (variance + (said - mean) * (said - mean)) +
                seen * (spread * spread + (shown - mean) * (shown - mean))) /
               all;
  }
  return {static_cast<Seconds>(std::lround(std::min(mean, longest))),
          static_cast<Seconds>(std::lround(std::sqrt(variance)))};
}

}  // namespace dispatch::assignment
