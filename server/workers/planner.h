#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "models/time.h"
#include "server/storage/database.h"

namespace workers {

struct PlannerOptions {
  std::function<models::Time()> clock;  ///< the wall clock, asked anew at every round: it may jump
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  std::chrono::milliseconds budget{200};           ///< of search in one round
  std::chrono::milliseconds debounce{300};         ///< what comes within is planned together
  std::chrono::milliseconds shortest_pause{1000};  ///< between two rounds, so that the search leaves room
  std::chrono::milliseconds longest_pause{30'000};
  std::chrono::milliseconds longest_back_off{5000};
};

/// Units   gain: seconds of travel, net of what moving people about costs
struct PlannerFigures {
  std::uint64_t rounds = 0;
  std::uint64_t published = 0;
  std::uint64_t proposed = 0;
  std::uint64_t failures = 0;
  std::uint64_t unchanged = 0;  ///< rounds that found the town as it was searched just before
  std::int64_t last_gain = 0;
  std::int64_t last_duration_milliseconds = 0;
  std::int64_t last_steps = 0;
};

/// One look at the whole plan: reads the town, makes the plan better, publishes what is worth it where the
/// mode is automatic, and proposes where it is propose.
///
/// Shape   steps: of search; done: how many were, fewer when `stop` said so, and then nothing is published
/// Errors  throws what the database throws
struct Round {
  bool published = false;
  bool proposed = false;
  std::int64_t gain = 0;
  std::int64_t done = 0;
  bool unchanged = false;
};
/// What was searched a moment ago (likeness.h), by scope: most of what happens in a town does not touch its
/// plan, and then it is not searched again. Zero: nothing.
struct Searched {
  std::uint64_t automatic = 0;
  std::uint64_t not_manual = 0;
};
Round plan_round(storage::Database& database, models::Time now, std::uint64_t seed, std::int64_t steps,
                 const std::function<bool()>& stop, Searched& searched);

/// The plan of the day, looked at after commits and every half minute, on a thread of its own.
///
/// Shape   a failure is told to on_error and tried again after a growing wait; stop() ends a search at once
class Planner {
 public:
  Planner(storage::Database& database, PlannerOptions options);
  ~Planner();
  Planner(const Planner&) = delete;
  Planner& operator=(const Planner&) = delete;

  void start();
  void stop();
  /// Tells that something happened: quick, from any thread, and harmless after the planner is gone.
  std::function<void()> waker();
  PlannerFigures figures() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace workers
