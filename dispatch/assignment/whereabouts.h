#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/travel.h"
#include "models/store.h"

namespace dispatch::assignment {

/// Says where an order is, however badly it is recorded.
class Whereabouts {
 public:
  /// Reads the villages that the orders name.
  Whereabouts(models::Transaction& tx, const std::vector<models::WorkOrder>& orders,
              const std::vector<models::Crew>& crews);

  /// The order's own position, else its facility's, else its village's, else the middle of the town; what had
  /// to be passed over is added to `notes` (position_out_of_range, position_far_away, position_unknown).
  TravelPoint of(const models::WorkOrder& order, std::vector<std::string>& notes) const;
  /// Its base, else the middle of the town.
  TravelPoint of(const models::Crew& crew) const;

 private:
  bool usable(const std::optional<models::Position>& position, std::vector<std::string>* notes) const;

  models::Transaction& tx_;
  std::map<std::string, std::optional<models::Position>> villages_;
  std::optional<models::Position> middle_;
};

}  // namespace dispatch::assignment
