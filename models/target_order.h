#pragma once
#include <algorithm>

#include "models/catalog.h"

namespace models {

/// Whether a work order meets one promise before another: the order in which clocks stand.
inline bool met_before(SlaTarget one, SlaTarget other) {
  const auto place = [](SlaTarget target) {
    return std::find(sla_targets.begin(), sla_targets.end(), target);
  };
  return place(one) < place(other);
}

}  // namespace models
