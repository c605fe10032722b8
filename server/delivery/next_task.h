#pragma once
#include <optional>

#include "models/store.h"
#include "server/delivery/carriers.h"

namespace delivery {

/// What a thread does next: a message for a destination that nobody else serves now.
struct Task {
  models::Destination destination;
  Message message;
  bool ask = false;                             ///< it was handed over: what became of it?
  bool follow = false;                          ///< an order with another system: how does it go there?
  std::optional<models::ForeignOffer> offer{};  ///< as it was read for a test
};

/// When there is something to send or to ask for next.
std::optional<models::Time> next_due(models::Transaction& tx);

/// Everything that sending this message needs, read just now.
Task task_of(models::Transaction& tx, models::Destination destination, models::Delivery delivery);

/// What became of a short message that a company has. Receipts are few and cheap: they go before what waits.
std::optional<Task> find_receipt(models::Transaction& tx, const models::Destination& destination,
                                 models::Time now);

/// An order with another system that is asked about again.
std::optional<Task> find_followed(models::Transaction& tx, const models::Destination& destination,
                                  models::Time now);

}  // namespace delivery
