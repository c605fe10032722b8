#pragma once
#include <cstdint>

#include "dispatch/assignment/snapshot.h"

namespace dispatch::assignment {

/// A number that is another one when something was decided or reported that a plan rests on: an order with
/// its promises, its pin and who was told, a crew that comes, goes or is absent, a shift. Time that only goes
/// by does not change it, nor does what the program guesses from it (where a crew is by now). Of a crew that
/// stays, what is kept about it (skills, villages, stock) is left out: whoever compares must look anew after
/// a while.
std::uint64_t likeness_of(const Snapshot& town);

}  // namespace dispatch::assignment
