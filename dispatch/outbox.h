#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/delivery.h"
#include "models/error.h"
#include "models/store.h"

/// What is owed to chat groups, mail boxes and other programs: who hears of what, in which words, and when it
/// is tried again.
namespace dispatch {

using Facts = std::vector<std::pair<std::string, std::string>>;

/// The facts about orders that somebody outside may hear of.
const std::vector<models::EventKind>& tellable_kinds();

/// The variables of a template: what is known of the order, and nothing of a person.
const std::vector<std::string_view>& template_variables();

/// The words of a kind: the town's own, else the program's.
std::string template_of(const std::vector<models::MessageTemplate>& own, models::EventKind about,
                        const std::string& language);

/// The text with its {variables} filled in; `{{` is a brace.
std::string fill(std::string_view text, const Facts& facts);

/// Errors  forbidden; invalid: an unknown variable (named), an open brace, more than 500 characters, a kind
///         nobody hears of
models::Result<models::MessageTemplate> save_template(models::Transaction& tx, const models::Actor& actor,
                                                      const models::MessageTemplate& text);

/// The destinations that somebody wrote down; telephones add themselves (push.h).
std::vector<models::Destination> written_destinations(models::Transaction& tx);

/// Takes in a destination, new when it has no id; an empty secret keeps the one there is.
///
/// Errors  forbidden; not_found; invalid with every wrong field at once
models::Result<models::Destination> save_destination(models::Transaction& tx, const models::Actor& actor,
                                                     models::Destination destination);

/// Whether a destination that somebody wrote down hears of a fact about an order.
bool wants(models::Transaction& tx, const models::Destination& destination, models::EventKind kind,
           const models::WorkOrder& order);

/// The names of the destinations that hear of it, or `none`; a destination must have asked for `maker_told`
/// by name, since it goes to strangers.
std::string channels_for(models::Transaction& tx, models::EventKind kind, const models::WorkOrder& order);

/// Owes a message about a fact to every destination that wants to hear of it, in the fact's own transaction.
void owe(models::Transaction& tx, models::Time now, models::EventKind kind, models::EventId event,
         const models::WorkOrder& order);

/// How one try ended.
///
/// Shape   final: trying again is of no use; wait: what the receiver asked for; gone: there is no such
/// receiver
///         any more
struct Tried {
  bool taken = false;
  bool final = false;
  std::string error{};
  std::optional<models::Duration> wait{};
  bool gone = false;
  bool handed_over = false;  ///< a telephone company has it or may have it: its receipt is asked for
  std::string reference{};   ///< what the telephone company, or the other system, calls it
  std::string token{};       ///< what the other system's number is asked for with
  bool doubtful = false;     ///< the other system may have it though it did not say so
};

inline constexpr int most_tries = 12;

/// How long after so many tries the next comes: doubled from 10 seconds up to 6 hours, and up to a quarter
/// more by chance, so that many do not come at once.
///
/// Shape   chance: any number
models::Duration wait_after(int tries, std::uint64_t chance);

/// Writes down a try: sent, waiting for the next one, or dead after the last.
void record_try(models::Transaction& tx, models::Delivery delivery, const Tried& tried, models::Time now);

/// Writes down that a message is about to be handed over, so that it is asked about, not sent twice, when
/// nothing more is ever heard of this try.
void begin_try(models::Transaction& tx, models::Delivery delivery, models::Time now);

/// Owes a destination one message that says it is a test.
///
/// Shape   message: made by the caller, never twice
/// Errors  forbidden; not_found; conflict when it is switched off or has no receiver of its own
models::Result<models::Delivery> test_destination(models::Transaction& tx, const models::Actor& actor,
                                                  models::DestinationId id, const std::string& message,
                                                  models::Time now);

/// A person sends a dead message again, from the first try on.
///
/// Errors  forbidden; not_found; conflict unless it is dead
models::Result<models::Delivery> send_again(models::Transaction& tx, const models::Actor& actor,
                                            models::DeliveryId id, models::Time now);

/// Sends what is dead again, of one destination or of all, the newest first and at most 1000 at once.
///
/// Shape   how many
/// Errors  forbidden
models::Result<int> send_all_again(models::Transaction& tx, const models::Actor& actor,
                                   models::DestinationId destination, models::Time now);

/// Puts what waits for a destination into one message when it is more than its digest_above.
///
/// Shape   the summary; nothing when there is no need
std::optional<models::Delivery> merge_waiting(models::Transaction& tx, const models::Destination& destination,
                                              models::Time now);

/// Tries in a minute that a destination's carrier and its own setting allow; 0: any number.
int allowed_per_minute(const models::Destination& destination);

}  // namespace dispatch
