#pragma once
#include <cstdint>
#include <string>

#include "models/catalog.h"

/// Counts of what came in, for whoever looks ahead.
namespace models {

/// How many orders were received.
struct ReceivedCount {
  std::string skill;
  Severity severity = Severity::normal;
  std::int64_t count = 0;
};

/// How many urgent orders came from a village in one hour of the day, 0 to 23.
struct UrgentCount {
  std::string village_code;
  std::string skill;
  int hour = 0;
  std::int64_t count = 0;
};

/// Promises whose time came: how many, and how many of them were broken. Without contact, and without what
/// was paused then or called off.
struct DueCount {
  std::int64_t promises = 0;
  std::int64_t broken = 0;
};

}  // namespace models
