#pragma once
#include "dispatch/assignment/explanation.h"

/// What is done at once when something happens, before anybody has time to search.
namespace dispatch::assignment {

struct StepLimits {
  int chain = 2;           ///< so many visits may give way one after another
  int most_trials = 4000;  ///< visits tried in all
};

/// Puts an unassigned stop where it costs least. If it would be late there, or fits nowhere, less urgent
/// visits give way when the whole plan gains by it; each of them is put elsewhere the same way.
///
/// Shape   the explanation tells what was chosen; nothing chosen: the stop stays unassigned, and it says why
Explanation place(Plan& plan, int stop, const StepLimits& limits = {});

/// Takes out of a route what the hard rules do not allow any more (after a visit took longer, a break came, a
/// road was shut): the least urgent first, until the rest fits. Frozen visits stay.
///
/// Shape   the stops taken out, most urgent first: place() each
std::vector<int> take_out_what_does_not_fit(Plan& plan, int crew);

}  // namespace dispatch::assignment
