#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dispatch/outbox.h"
#include "dispatch/text.h"
#include "models/error.h"
#include "models/store.h"
#include "models/transfer.h"

/// Orders given to another office's system by Open311 (转办): who gives what, what that system says
/// afterwards, and what follows from it. The order stays ours, with its clocks: another's "closed" only asks
/// a person to look.
namespace dispatch {

inline constexpr std::size_t longest_foreign_code = 100;
inline constexpr std::size_t longest_foreign_id = 200;
inline constexpr std::size_t most_answers = 30;
inline constexpr int most_transfers = 10;   ///< of one order
inline constexpr int asks_per_minute = 30;  ///< of one destination
inline constexpr models::Duration least_between_asks{5};

/// Their code for a fault kind, as a destination's options keep it: `service.KIND`; empty: none.
std::string service_for(const models::Destination& destination, std::string_view fault_kind);
void put_service(models::Destination& destination, const std::string& fault_kind, const std::string& code);
std::vector<std::pair<std::string, std::string>> services_of(const models::Destination& destination);

/// Adds every wrong field of a destination that takes orders by Open311.
void check_open311(models::Transaction& tx, Fields& fields, const models::Destination& one);

/// Shape   service_code empty: as the destination's table says; description empty: the program's own words;
///         whole_place: also where a facility stands in a home, of which else only the village is told
struct NewTransfer {
  models::WorkOrderId work_order;
  models::DestinationId destination;
  std::string service_code;
  std::string description;
  bool whole_place = false;
  std::vector<std::pair<std::string, std::string>> answers{};
};

/// What the other system is told when nobody writes anything else: the fault and the place, nobody's name.
std::string usual_words(models::Transaction& tx, const models::WorkOrder& order, const std::string& language);

/// Gives an order to another system; it leaves by the outbox.
///
/// Errors  unauthenticated, forbidden, not_found; conflict when the order has ended or is resolved, is given
/// away
///         already, or was ten times; invalid with every wrong field
models::Result<models::Transfer> transfer_order(models::Transaction& tx, const models::Actor& actor,
                                                const NewTransfer& input, models::Time now);

/// A person looked at what the other system calls ended. Not done: it is followed on, and the order goes on
/// too.
///
/// Errors  unauthenticated, forbidden, not_found; conflict when nothing has ended there; invalid words
models::Result<models::Transfer> check_transfer(models::Transaction& tx, const models::Actor& actor,
                                                models::TransferId id, bool done, const std::string& words,
                                                models::Time now);

/// Follows it no longer. What was sent stays with the other system: Open311 knows no way to take it back.
///
/// Errors  unauthenticated, forbidden, not_found; conflict when it is over; invalid words
models::Result<models::Transfer> withdraw_transfer(models::Transaction& tx, const models::Actor& actor,
                                                   models::TransferId id, const std::string& words,
                                                   models::Time now);

/// Sends again what could not be sent, or asks now about what is followed.
///
/// Errors  unauthenticated, forbidden, not_found; conflict when there is nothing to send or ask, or it was
/// asked
///         less than five seconds ago
models::Result<models::Transfer> hurry_transfer(models::Transaction& tx, const models::Actor& actor,
                                                models::TransferId id, models::Time now);

/// What happens to a transfer; each stands as a note on the order, under the name of whoever brought it
/// about.
enum class TransferFact { given, taken, failed, ended, said, checked, not_done, withdrawn };

/// Notes it on the order and tells it, in Chinese or in the destination's language.
///
/// Shape   words: what was said besides
void note_transfer(models::Transaction& tx, const models::Actor& actor, const models::Transfer& transfer,
                   TransferFact fact, const std::string& words, models::Time now);

/// Whether it may go out, or be asked about, still; nothing more is done for one whose order has ended.
bool goes_on(models::Transaction& tx, const models::Transfer& transfer);

/// Writes down how a try to send ended; the delivery itself was written before.
void record_transfer_try(models::Transaction& tx, models::DeliveryId id, const Tried& tried,
                         models::Time now);

/// One thing that the other system told of a request.
struct ForeignUpdate {
  std::string id;
  std::string status;
  std::string words;
  models::Time at{};
};

/// What came of asking.
///
/// Shape   error: why nothing came, empty: something did; their_id: of one that had a token only, empty: none
///         yet; status: open or closed; updates_error: the updates alone could not be read
struct Heard {
  std::string error{};
  std::optional<models::Duration> wait{};
  std::string their_id{};
  std::string status{};
  std::string words{};
  std::vector<ForeignUpdate> updates{};
  std::string updates_error{};
};

/// Writes it down: words as notes, an ending as an alert to the dispatchers, and when to ask again.
void record_heard(models::Transaction& tx, models::Transfer transfer, const Heard& heard, models::Time now);

/// How long until it is asked about again: often at first, then every six hours.
models::Duration next_ask(const models::Transfer& transfer, models::Time now);

}  // namespace dispatch
