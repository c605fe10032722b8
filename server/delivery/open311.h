#pragma once
#include <optional>

#include "dispatch/transfers.h"
#include "server/delivery/carriers.h"

/// Other offices' Open311 servers: giving them an order, asking how it goes, and what they offer.
///
/// Source  GeoReport v2; mySociety's servicerequestupdates
namespace delivery {

/// Gives them the order. After a try of which it is not known whether it arrived, their list is looked
/// through for our number first: the protocol knows no repetition.
dispatch::Tried send_transfer(Wire& wire, const models::Destination& destination,
                              const models::Transfer& transfer, models::Time now);

/// Asks for the number of a token, or for state and words of a request.
///
/// Shape   updates: they also have servicerequestupdates
dispatch::Heard ask_transfer(Wire& wire, const models::Destination& destination,
                             const models::Transfer& transfer, bool updates, models::Time now);

/// Their list of services, what the ones that our table names will not do without, and whether they tell
/// updates.
struct Offered {
  dispatch::Tried tried;
  std::optional<models::ForeignOffer> offer{};
};
Offered read_offer(Wire& wire, const models::Destination& destination, models::Time now);

}  // namespace delivery
