#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/assignment/snapshot.h"
#include "models/actor.h"
#include "models/error.h"
#include "models/store.h"

/// Which promises will be broken if things go on like this, while there is still time to do something.
namespace dispatch {

struct PromiseForecast {
  models::SlaTarget target = models::SlaTarget::resolve;
  models::Time due{};
  double late = 0;  ///< 0–1
};

/// Shape   promises: clocks that run, but for contact; late: the likeliest of them to be broken; cause: name
/// of
///         assignment::LateCause; rule: of cause no_crew, as CrewConsidered::excluded_by; words: the cause,
///         in sentences
struct OrderForecast {
  models::WorkOrder order;  ///< as WorkOrderStore::in_planning gives it
  std::vector<PromiseForecast> promises;
  double late = 0;
  models::CrewId crew;                     ///< that is planned for it
  std::optional<models::Time> start;       ///< expected; nothing when somebody is there
  std::optional<models::Time> start_late;  ///< nine times in ten it begins earlier
  std::string cause;
  std::string rule;
  std::vector<models::LocalizedText> words;
};

struct BreachForecast {
  models::Time at{};
  std::uint64_t seed = 1;
  int runs = 0;
  std::vector<OrderForecast> orders;  ///< the likeliest to be late first, what is late already last
  double expected = 0;                ///< how many orders of all that are in planning will be late
};

struct ForecastQuery {
  models::WorkOrderId order;  ///< only this one
  std::string village_code;
  models::CrewId crew;
  int limit = 50;  ///< 1–500
};

/// What the last days were like: two weeks of promises, a week of orders. They change slowly and are long to
/// count in a large town, so whoever asks often keeps them for a while.
struct LastDays {
  models::Time until{};
  std::vector<models::ReceivedCount> received;
  models::DueCount due;
};
LastDays look_back(models::Transaction& tx, models::Time until);

/// From the plan in force, orders under way included. Crews see their own orders.
///
/// Shape   past: until now or a little before
/// Errors  unauthenticated or forbidden; not_found for an order that is not in planning or not one's own;
///         invalid for a limit out of range
models::Result<BreachForecast> forecast_breaches(models::Transaction& tx, const models::Actor& actor,
                                                 const ForecastQuery& query, const LastDays& past,
                                                 models::Time now);

}  // namespace dispatch
