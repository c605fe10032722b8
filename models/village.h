#pragma once
#include <optional>
#include <string>

#include "models/place.h"

namespace models {

/// A village of the town.
///
/// Source  code and names: National Bureau of Statistics, state of 30 June 2023 (data/lucheng/villages.csv)
struct Village {
  std::string code;           ///< 12 digits
  std::string official_name;  ///< 兴各庄村委会
  std::string name;           ///< 兴各庄
  std::string pinyin;         ///< xinggezhuang
  std::string initials;       ///< xgz
  bool in_care = false;  ///< one of the 32 the town cares for: which ones is not public, the mark is a choice
  std::optional<Position> position;
};

}  // namespace models
