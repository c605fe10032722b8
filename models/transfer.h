#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/delivery.h"
#include "models/ids.h"
#include "models/page.h"
#include "models/place.h"
#include "models/time.h"

/// Orders given to another office's system by Open311 and followed there, and the port to their storage. See
/// store.h.
namespace models {

using TransferId = Id<struct TransferTag>;

enum class TransferState : int {
  waiting,    ///< on its way; its delivery says how far
  pending,    ///< the other system took it and will give it a number later: the token is asked about
  followed,   ///< it has a number there, and is asked about
  untold,     ///< taken, and the other system never says more
  ended,      ///< the other system says that it has ended: a person looks
  checked,    ///< a person looked and found it done
  withdrawn,  ///< not followed any more, by a person or because our order ended
};

std::string_view name(TransferState value);  ///< the others: names.h

/// One order given away, never more than one at a time for an order.
///
/// Shape   reference: what we call it before the other system, the same at each try; position, address,
///         description, answers: what it is told; token, their_id, their_status, their_words: what it says;
///         seen: updates that were noted already, the newest last, at most 200; asked_at, next_at: of
///         following; failures: in a row; doubtful: the other system may have it though it did not say so;
///         since: what it said up to then is known
struct Transfer {
  TransferId id;
  WorkOrderId work_order;
  DestinationId destination;
  std::string destination_name;
  DeliveryId delivery;
  std::string reference;
  std::string service_code;
  std::optional<Position> position{};
  std::string address;
  std::string description;
  std::vector<std::pair<std::string, std::string>> answers{};
  TransferState state = TransferState::waiting;
  AccountId by;
  std::string by_name;
  Time at{};
  std::string token{};
  std::string their_id{};
  std::string their_status{};
  std::string their_words{};
  std::optional<Time> taken_at{};
  std::optional<Time> ended_at{};
  std::optional<Time> asked_at{};
  std::optional<Time> next_at{};
  std::optional<Time> since{};
  int failures = 0;
  std::string last_error{};
  bool doubtful = false;
  std::vector<std::string> seen{};
  std::string end_words{};  ///< of who checked or withdrew it
};

/// What another system will not do without.
///
/// Shape   values: key and name of each answer to choose from; empty: any text
struct ForeignQuestion {
  std::string code;
  std::string question;
  bool several = false;
  std::vector<std::pair<std::string, std::string>> values{};
};

/// One service of another system.
struct ForeignService {
  std::string code;
  std::string name;
  std::string group;
  std::string type;  ///< realtime, batch, blackbox
  std::vector<ForeignQuestion> required{};
};

/// What another system offers, as it was when it was last asked.
///
/// Shape   updates: it also tells what it says to its reporters (servicerequestupdates)
struct ForeignOffer {
  DestinationId destination;
  std::vector<ForeignService> services{};
  bool updates = false;
  Time read_at{};
};

/// Shape   newest first; cursor and limit page through; limit ≤ 200; states empty: all
struct TransferQuery {
  std::vector<TransferState> states{};
  std::string cursor;
  int limit = 50;
};

class TransferStore {
 public:
  virtual ~TransferStore() = default;
  virtual TransferId insert(const Transfer& transfer) = 0;
  virtual void update(const Transfer& transfer) = 0;
  virtual std::optional<Transfer> find(TransferId id) = 0;
  virtual std::optional<Transfer> find_by_delivery(DeliveryId id) = 0;
  virtual std::vector<Transfer> of_work_order(WorkOrderId id) = 0;  ///< oldest first
  virtual Page<Transfer> search(const TransferQuery& query) = 0;
  /// The one to ask a destination about now, the earliest.
  virtual std::optional<Transfer> due(DestinationId destination, Time now) = 0;
  virtual std::optional<Time> next() = 0;                              ///< when one is to be asked about
  virtual int count_asked(DestinationId destination, Time since) = 0;  ///< asked_at > since
  virtual void save(const ForeignOffer& offer) = 0;                    ///< by destination
  virtual std::optional<ForeignOffer> offer(DestinationId destination) = 0;
};

}  // namespace models
