#pragma once
#include <optional>
#include <string>

#include "models/actor.h"
#include "models/delivery.h"
#include "models/ids.h"
#include "models/store.h"
#include "models/time.h"
#include "models/work_order.h"

// What the maker of a machine still owes its owner. The town's crew makes heat first all the same: the maker
// is told, and settles with the town later.
namespace dispatch {

/// Shape   ends: the last day of it, YYYY-MM-DD in the town's time; running: that day is not over
/// Source  the register's attributes brand, model and warranty_end
struct Warranty {
  std::string brand;
  std::string model;
  std::string ends;
  bool running = false;
};

/// What the register says of a facility by an attribute's code; empty when it says nothing.
std::string attribute_of(models::Transaction& tx, models::FacilityId facility, const std::string& code);

/// The error code that the crew read last; empty before that.
std::string shown_code(models::Transaction& tx, const models::WorkOrder& order);

/// Nothing when the register knows of no warranty.
std::optional<Warranty> warranty_of(models::Transaction& tx, models::FacilityId facility, models::Time now);

/// Tells the maker of an order about a machine under warranty, by the destinations that want to hear of
/// `maker_told`; the fact names them, or `none`. Without a running warranty nothing is told.
///
/// Shape   error_code: what the machine shows, when the crew has said so; empty before that
void tell_maker(models::Transaction& tx, const models::Actor& actor, models::Time now,
                const models::WorkOrder& order, const std::string& error_code = {});

/// A destination with a brand hears of that maker's machines only.
bool is_maker(models::Transaction& tx, const models::Destination& destination,
              const models::WorkOrder& order);

/// Whether a destination hears of it that is the maker's, for this order.
bool maker_hears(models::Transaction& tx, const models::WorkOrder& order);

}  // namespace dispatch
