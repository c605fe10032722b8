#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/assignment/snapshot.h"
#include "models/plan.h"

/// The engine's input as text, so that a decision can be made again: what Publication::snapshot holds.
namespace dispatch::assignment {

/// Shape   lines of numbers, about 60 bytes for each stop. Not whole: only the crews that may go to the focus
///         and what they had to do; travel times are not kept, they follow from the points
std::string to_text(const Snapshot& snapshot, bool whole);

/// What a record holds, ready to plan with.
///
/// Shape   routes, frozen: by crew, as they were before; focus -1: the whole plan was made
struct Recorded {
  models::Time epoch{};
  Problem problem;
  std::vector<std::vector<int>> routes;
  std::vector<int> frozen;
  int focus = -1;
};

/// Errors  nothing when the text is not what to_text writes
std::optional<Recorded> parse_record(std::string_view text);

/// What came of making a decision again.
///
/// Shape   crew 0: nobody; same: the crew and the arrival are those that were stored
struct Replay {
  bool possible = false;
  std::string why_not;  ///< engine_version, no_snapshot, bad_snapshot, not_in_it
  models::CrewId crew;
  std::optional<models::Time> arrival;
  bool same = false;
};

/// Makes the decision about one order again from the publication that decided it.
Replay replay(const models::Publication& publication, models::WorkOrderId order,
              const models::AssignmentDecision& decision);

}  // namespace dispatch::assignment
