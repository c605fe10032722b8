#pragma once
#include <array>

#include "dispatch/assignment/live_plan.h"
#include "dispatch/assignment/remaining.h"

// What a LivePlan keeps; only its own files include this.
namespace dispatch::assignment {

/// What a crew is doing.
enum class Doing : std::uint8_t { idle, driving, working };

struct CrewNow {
  Doing doing = Doing::idle;
  int stop = -1;      ///< driving to or working at
  Seconds since = 0;  ///< departure or arrival
  Seconds drive = 0;  ///< expected, when driving
  Remaining left;     ///< as thought now
};

struct LivePlan::State {
  State(Problem given, LiveOptions given_options)
      : problem(std::move(given)),
        options(std::move(given_options)),
        plan(problem),
        coverage(options.coverage),
        crews(problem.crews.size()) {}

  Problem problem;
  LiveOptions options;
  Plan plan;  // reads `problem`, so it stands behind it
  Coverage coverage;
  std::vector<CrewNow> crews;
  std::vector<Seconds> own_release;  ///< by stop: as given, without the partner's
  std::vector<int> pairs;            ///< the first of each two stops of one order
  std::uint64_t searches = 0;
  Seconds now = 0;
  std::optional<Seconds> doubted;  ///< when the limits were last doubted anew
  bool decided = false;            ///< are `leaving` the departures of this moment?
  std::vector<Departure> leaving;

  Stop& stop(int index) { return problem.stops[static_cast<std::size_t>(index)]; }
  const Stop& stop(int index) const { return problem.stops[static_cast<std::size_t>(index)]; }
  Crew& crew(int index) { return problem.crews[static_cast<std::size_t>(index)]; }
  CrewNow& doing(int index) { return crews[static_cast<std::size_t>(index)]; }

  int enter(Stop what);
  /// An order for two crews becomes two stops that know of each other.
  int enter_pair(Stop what);
  void set_release(int index, Seconds release);
  /// Both begin when the later of the two can. One alone is of no use.
  void meet(int first);
  /// A crew that was told where it goes next, and is about to leave, keeps that visit while others are
  /// shuffled.
  void freeze_what_is_next();
  void meet_all();
  /// What lies farther ahead is less sure: each visit before it may take longer or shorter.
  void set_doubts(Stop& what) const;
  void doubt_anew();
  void think_of(int index);
  /// Everybody's next free moment as it is thought now; the plan follows. What no longer fits is put
  /// elsewhere.
  void look_at_the_clock(Seconds at);
  /// Puts elsewhere what does not fit any more, but for the two that are given.
  std::vector<Explanation> mend(int index, int one = -1, int other = -1);
  std::vector<Outlook> outlooks() const;
  bool may_leave(int index, int stop_index) const;
  // How much better it is that the crew leaves for the best of its next visits than that it waits: nothing
  // when it had better wait.
  struct Gain {
    double amount = 0;
    int stop = -1;
    std::vector<int> visits;
  };
  Gain gain_of_leaving(int index);
  void decide();
};

}  // namespace dispatch::assignment
