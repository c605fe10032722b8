#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "dispatch/assignment/live_plan.h"

/// Who decides which crew goes where.
namespace simulation {

using dispatch::Seconds;
using dispatch::assignment::nobody;

/// A crew that is under way or at work when the plan of a day begins.
struct Busy {
  int crew = nobody;
  int stop = -1;
  bool arrived = false;
};

struct Sending {
  int crew = nobody;
  int stop = -1;
};

/// How a day's plan begins.
struct Opening {
  dispatch::assignment::Problem problem;
  std::vector<Busy> busy;
  std::vector<dispatch::assignment::Expected> expected;  ///< empty: nobody waits for what may come
};

/// Told what happens; asked, when crews are idle, where they go. A day's plan is opened anew each morning.
///
/// Units   seconds after the world's start; crews and stops are numbers of the opened problem
class Policy {
 public:
  virtual ~Policy() = default;
  virtual void open(Opening opening, Seconds now) = 0;
  virtual int add_place(const std::function<Seconds(int from, int to)>& between) = 0;
  virtual int add(dispatch::assignment::Stop stop, Seconds now) = 0;  ///< answers the stop's number
  virtual void close(int stop, Seconds now) = 0;                      ///< called off
  virtual void depart(int crew, int stop, Seconds now) = 0;
  virtual void arrived(int crew, Seconds now) = 0;
  virtual void finished(int crew, int stop, Seconds now) = 0;
  virtual void set_available(int crew, bool available, Seconds now) = 0;
  /// After all that happened at one moment.
  virtual void settle(Seconds now, bool changed) = 0;
  virtual std::vector<Sending> send(const std::vector<int>& idle, Seconds now) = 0;
  virtual int crew_of(int stop) const = 0;  ///< whom it is planned for; nobody: not told
  virtual std::int64_t reassignments() const { return 0; }
  /// By stop; empty of who makes no plan.
  virtual std::vector<dispatch::assignment::StopForecast> forecast(
      Seconds, const dispatch::assignment::ForecastOptions&) const {
    return {};
  }
};

enum class PolicyKind { first_in, nearest, deadline, priority, plan };
std::optional<PolicyKind> parse_policy(std::string_view word);
const char* name(PolicyKind kind);

struct PolicyOptions {
  std::uint64_t seed = 1;
  std::int64_t steps = 40;      ///< of improvement after each event
  double travel_spread = 0.25;  ///< of drives beside the plan, as the record shows it
};

std::unique_ptr<Policy> make_policy(PolicyKind kind, const PolicyOptions& options);

}  // namespace simulation
