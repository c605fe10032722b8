#pragma once
#include <cstdint>
#include <string_view>

#include "models/ids.h"

namespace dispatch {

/// Whether a repair is drawn: the same answer always, and nobody foretells it without the salt.
///
/// Shape   of many orders, `percent` of 100 are drawn; round: how often the order had come back
bool drawn(std::string_view salt, models::WorkOrderId order, int round, int percent);

/// SipHash-2-4 of a text under a key of two words.
///
/// Source  Aumasson, Bernstein: SipHash, a fast short-input PRF (2012)
std::uint64_t keyed_hash(std::uint64_t key0, std::uint64_t key1, std::string_view text);

}  // namespace dispatch
