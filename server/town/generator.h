#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/facility.h"
#include "server/town/load.h"

namespace town {

/// How much of everything the demo town has.
///
/// Source  the town's published figures: 85 toilets, 7,360 streetlights, 9,136 heaters in 23 villages; 553 of
/// them
///         in 兴各庄 (data/lucheng/README.md)
struct TownFigures {
  std::size_t toilets = 85;
  std::size_t streetlights = 7360;
  std::size_t heaters = 9136;
  std::string known_village = "兴各庄";
  std::size_t known_heaters = 553;
  std::uint64_t seed = 20261123;
};

/// Makes the register of the demo town: the same one on every machine for the same villages and seed.
///
/// Shape   toilets, then streetlights by circuit, then heaters; no ids; every household, telephone, brand and
///         position is invented, positions say `synthetic`
/// Errors  none when no village is in care or none has heaters
std::vector<models::Facility> generate_facilities(const std::vector<TownVillage>& villages,
                                                  const TownFigures& figures = {});

}  // namespace town
