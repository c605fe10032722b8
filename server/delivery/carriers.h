#pragma once
#include <optional>
#include <string>

#include "dispatch/outbox.h"
#include "models/delivery.h"
#include "models/transfer.h"
#include "server/delivery/wire.h"

namespace delivery {

/// What a letter carries besides its text.
struct Enclosed {
  std::string subject;
  std::string html;
  std::string file_name;  ///< ASCII
  std::string file_type;
  std::string file;
};

/// A message ready to go.
///
/// Shape   key, contact: who we are to a push service (web_push.h), else empty; number: the telephone of a
///         short message, read from the destination or the report just now; token: of the report that a
///         reporter's telephone hears of, read likewise; transfer: what an Open311 server is given
struct Message {
  models::Delivery delivery;
  std::string text;
  std::string key{};
  std::string contact{};
  std::string number{};
  std::string token{};
  std::optional<Enclosed> enclosed{};
  std::optional<models::Transfer> transfer{};
};

/// Tries once to hand a message over, on the caller's thread. No secret is in what it answers.
dispatch::Tried send(Wire& wire, const models::Destination& destination, const Message& message,
                     models::Time now);

}  // namespace delivery
