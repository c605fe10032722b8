#include <algorithm>

#include "dispatch/assignment/snapshot.h"

// What is asked of a snapshot once it is taken.
namespace dispatch::assignment {

namespace {
constexpr Seconds longest_ahead = 400 * 24 * 3600;  // what is due later is due then
}

bool bears_on_a_visit(const models::SlaClock& clock) {
  return !clock.stopped_at && !clock.paused_at && models::needs_visit(clock.target);
}

Target target_of(const models::SlaClock& clock, const Snapshot& town, Seconds duration) {
  Target target{town.seconds_of(clock.due_at), 0};
  if (clock.target == models::SlaTarget::make_safe)
    target.after_start = static_cast<Seconds>(time_to_make_safe.count());
  if (clock.target == models::SlaTarget::resolve) target.after_start = duration;
  return target;
}

Seconds Snapshot::seconds_of(models::Time time) const {
  const auto seconds = (time - epoch).count();
  return static_cast<Seconds>(std::clamp<std::int64_t>(seconds, -longest_ahead, longest_ahead));
}

int Snapshot::crew_index(models::CrewId id) const {
  for (std::size_t i = 0; i < crews.size(); ++i)
    if (crews[i].id == id) return static_cast<int>(i);
  return nobody;
}

}  // namespace dispatch::assignment
