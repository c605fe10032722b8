#pragma once
#include "dispatch/travel.h"
#include "models/store.h"

namespace dispatch::assignment {

/// How long a visit for a fault is expected to take.
///
/// Units   seconds; spread: standard deviation
struct ExpectedVisit {
  Seconds duration = 0;
  Seconds spread = 0;
};

/// What the trade says (the kind's estimate, give or take a third) and what visits have shown, weighed by how
/// many there were: the estimate counts as ten visits.
///
/// Shape   learnt: of the same kind; nothing when none has ended yet
ExpectedVisit expected_visit(models::Duration estimate, const models::VisitLength* learnt);

}  // namespace dispatch::assignment
