#pragma once
#include <vector>

#include "dispatch/search/random.h"

namespace dispatch::search {

using Sequences = std::vector<std::vector<int>>;

/// A child of two plans: some neighbouring routes of the first give way to those routes of the second that
/// share most customers with them. Customers that then stand twice lose their old place; customers that stand
/// nowhere are left out, for the search to put back. Source: the idea of selective route exchange (Nagata and
/// Braeysy), in its simplest form.
Sequences exchange_routes(const Sequences& first, const Sequences& second, int customers, Random& random);

/// How many customers have another successor in the second plan.
int distance_between(const Sequences& first, const Sequences& second, int customers);

/// The customers that have another successor or predecessor in the second plan.
std::vector<int> differing(const Sequences& first, const Sequences& second, int customers);

}  // namespace dispatch::search
