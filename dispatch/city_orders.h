#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dispatch/chat_reading.h"
#include "models/city_order.h"
#include "models/error.h"
#include "models/report.h"
#include "models/store.h"

/// Orders of the city's hotline 12345: taken in under their own number, told back from what was done.
namespace dispatch {

/// An order as the city sends it.
///
/// Shape   kind: their class in their words, or a fault kind's code or name; village: code or name, sought in
///         the words when empty; title or description is needed
struct NewCityOrder {
  std::string number;
  std::string kind;
  std::string title;
  std::string description;
  models::Reporter reporter;
  std::string address;
  std::string village;
  std::optional<models::Time> received_at;
  std::optional<models::Time> due_at;
};

enum class CityOrderChange {
  inserted,
  updated,  ///< it came with an earlier limit, or was typed by hand before under this number
  unchanged,
};

/// Shape   differing: the fields whose words are others than those kept; they stay as they are
struct TakenCityOrder {
  models::CityOrder order;
  models::Report report;
  CityOrderChange change = CityOrderChange::inserted;
  std::vector<std::string> differing;
};

/// Takes one order in: a report that waits for triage under their number and limit. The same once more
/// changes nothing; one that was typed by hand under this number is known again; of two limits the earlier
/// one wins, also for an order that is open already.
///
/// Shape   words: of the town, for class, kind and village
/// Errors  those of receive_report, named as NewCityOrder names them; invalid for a village or limit that
///         cannot be
models::Result<TakenCityOrder> take_city_order(models::Transaction& tx, const models::Actor& actor,
                                               const NewCityOrder& input, const ChatTown& words,
                                               std::string token, models::Time now);

/// An order with what became of it.
///
/// Shape   duplicates: open work orders, and alike: reports that wait, while it waits itself; stage: what the
///         city could be told now
struct CityOrderView {
  models::CityOrder order;
  models::Report report;
  std::optional<models::WorkOrder> work_order;
  models::FeedbackStage stage = models::FeedbackStage::signed_for;
  std::vector<models::DuplicateCandidate> duplicates;
  std::vector<models::ReportId> alike;
};

CityOrderView look_at(models::Transaction& tx, const models::Actor& actor, models::CityOrder order,
                      models::Report report, models::Time now);

/// Errors  forbidden; within the actor's reach only
models::Result<models::Page<CityOrderView>> list_city_orders(models::Transaction& tx,
                                                             const models::Actor& actor,
                                                             const models::CityOrderQuery& query,
                                                             models::Time now);

inline constexpr std::size_t most_feedback = 2000;  ///< rows of one file

/// What the city was not told yet, oldest first, at most `most_feedback`; with `from` and `to`, all that was
/// taken then, told or not.
models::Result<std::vector<CityOrderView>> city_feedback(models::Transaction& tx, const models::Actor& actor,
                                                         std::optional<models::Time> from,
                                                         std::optional<models::Time> to);

/// Notes that the city was told.
void mark_told(models::Transaction& tx, const std::vector<CityOrderView>& told, models::Time now);

}  // namespace dispatch
