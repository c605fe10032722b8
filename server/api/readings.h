#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "models/reading.h"
#include "server/api/handlers.h"

namespace api {

/// The rules in force and what became of readings since the program started.
struct ReadingDesk {
  std::vector<models::ReadingRule> rules{};
  std::atomic<std::int64_t> taken{0};
  std::atomic<std::int64_t> repeated{0};
  std::atomic<std::int64_t> refused{0};
  std::atomic<std::int64_t> reports{0};
};

/// Takes a batch in: what is wrong is refused by name and counted, the rest is taken.
Reply take_readings(Context& context, Call& call, ReadingDesk& desk);

}  // namespace api
