#pragma once
#include <cstdint>

#include "dispatch/assignment/snapshot.h"

namespace dispatch::assignment {

/// A number that is another one when something was decided or reported that a plan rests on: an order, a
/// crew, a shift, a pin, a promise, who was told what. Time that only goes by does not change it, nor does
/// what the program guesses from it (where a crew is by now).
std::uint64_t likeness_of(const Snapshot& town);

}  // namespace dispatch::assignment
