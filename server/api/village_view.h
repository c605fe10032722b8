#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/field_work.h"
#include "models/store.h"

namespace api {

inline constexpr int most_village_orders = 200;

/// An order as everybody in its village may see it: nothing of a person, and what stands in a home by its
/// class alone.
struct VillageOrder {
  models::WorkOrder order;
  std::string thing{};  ///< a thing in the street: how people call it, else its code
  std::optional<models::Time> promised_at{};
  bool late = false;
  bool paused = false;
  bool may_speak = false;  ///< neighbours may say whether the repair holds
  bool recheck_owed = false;
  models::NeighbourCount words{};
};

VillageOrder village_order(models::Transaction& tx, models::WorkOrder order, models::Time now);

/// What is open or said to be repaired in a village, the next deadline first.
std::vector<VillageOrder> village_orders(models::Transaction& tx, const std::string& village,
                                         models::Time now);

/// By its number, of a village in care and not ended; nothing else can be spoken of.
std::optional<models::WorkOrder> find_village_order(models::Transaction& tx, const std::string& number);

}  // namespace api
