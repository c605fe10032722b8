#pragma once
#include <optional>
#include <vector>

#include "dispatch/assignment/plan.h"

/// Why a stop goes where it goes, or nowhere: made in the same scan that decides.
namespace dispatch::assignment {

/// A visit that begins later because of another.
struct Delayed {
  int stop = -1;
  Seconds later = 0;
  int missed = 0;  ///< targets that it misses now and would have kept
};

/// One possible place.
///
/// Units   start and finish in real seconds after the epoch; cost: what the whole plan pays more for it
struct Option {
  int crew = nobody;
  int position = -1;
  Seconds start = 0;
  Seconds finish = 0;
  Cost delta = 0;
  CostParts cost;
  int missed = 0;    ///< of the stop's own targets
  Seconds late = 0;  ///< beyond the worst of them
  std::vector<Delayed> delays;
};

struct Excluded {
  int crew = nobody;
  Rule rule = Rule::none;
};

/// One thing that, if a person granted it, would let the stop fit (or be in time).
///
/// Shape   rule: what is granted to `crew`; shift: `amount` seconds of overtime; none: every limit of the
/// stop
///         moves by `amount` seconds
struct Relaxation {
  Rule rule = Rule::none;
  int crew = nobody;
  Seconds amount = 0;
  Seconds start = 0;  ///< when it would begin
  int missed = 0;     ///< targets it would still miss
};

/// A visit that gave way.
struct Moved {
  int stop = -1;
  int from_crew = nobody;
  Seconds from_start = 0;
  int to_crew = nobody;  ///< nobody: left for later
  Seconds to_start = 0;
};

inline constexpr std::size_t most_alternatives = 5;
inline constexpr std::size_t most_relaxations = 6;

struct Explanation {
  int stop = -1;
  std::optional<Option> chosen;      ///< nothing: nobody can go, or waiting is cheaper (see `postponed`)
  bool postponed = false;            ///< it would fit, but costs less in the next shift
  std::vector<Option> alternatives;  ///< cheapest first
  std::vector<Excluded> excluded;    ///< each crew that cannot go, with the first rule against it
  std::vector<Relaxation> relaxations;
  std::vector<Moved> moved;  ///< by an ejection chain, for this stop's sake
  Cost gain = 0;             ///< of that chain beside the plain insertion
  bool in_time() const { return chosen && chosen->missed == 0; }
};

/// Looks at every place of every crew. Does not change the plan; the stop must be unassigned.
Explanation explain_insertion(const Plan& plan, int stop);

/// One place in all its detail.
Option describe(const Plan& plan, int stop, const Insertion& insertion);

/// What a relaxation grants, granted: for trying it.
void grant(Problem& problem, int stop, const Relaxation& relaxation);

}  // namespace dispatch::assignment
