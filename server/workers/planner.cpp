#include "server/workers/planner.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "dispatch/assignment/likeness.h"
#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/snapshot.h"

namespace workers {
namespace {

using dispatch::PlanScope;
using models::Publication;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::int64_t worth_moving = 120;  // seconds of travel: for less nobody is sent elsewhere
constexpr std::int64_t first_steps = 400;
constexpr std::int64_t fewest_steps = 20;
constexpr std::int64_t most_steps = 200'000;
constexpr milliseconds first_back_off{50};
constexpr int politeness =
    10;  // of 19: as good as nothing beside who waits for an answer, all of an idle processor

bool somebody_moves(const Publication& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [](const auto& change) {
    return change.from_crew && change.to_crew != change.from_crew;
  });
}

bool only_times(const Publication& plan) {
  return std::all_of(plan.changes.begin(), plan.changes.end(),
                     [](const auto& change) { return change.to_crew == change.from_crew; });
}

/// New times for the same people are always told; sending people elsewhere must be worth it.
bool worth_it(const Publication& plan) {
  if (plan.changes.empty()) return false;
  return !somebody_moves(plan) || plan.before.cost - plan.after.cost >= worth_moving;
}

bool same_changes(const Publication& one, const Publication& other) {
  return std::equal(one.changes.begin(), one.changes.end(), other.changes.begin(), other.changes.end(),
                    [](const auto& a, const auto& b) {
                      return a.work_order == b.work_order && a.to_crew == b.to_crew &&
                             a.from_crew == b.from_crew;
                    });
}

// The search holds no reader, and with it no old state of the database: others go on reading and the log of
// changes can be folded in.
//
// Shape  searched: what was searched before, and after it what is now; none when that is the same
std::optional<Publication> look(storage::Database& database, models::Time now, const dispatch::Effort& effort,
                                std::uint64_t& searched) {
  const auto program = models::Actor::program();
  std::optional<dispatch::assignment::Snapshot> town;
  database.read_now([&](models::Transaction& tx) {
    town.reset();
    if (auto seen = dispatch::town_to_plan(tx, program, effort.scope, now)) town = *std::move(seen);
  });
  if (!town) return std::nullopt;
  const auto likeness = dispatch::assignment::likeness_of(*town);
  if (likeness == searched) return std::nullopt;
  searched = likeness;
  return dispatch::plan_from(*town, program, effort, now);
}

bool publish(storage::Database& database, models::Time now, const Publication& plan) {
  bool done = false;
  database.write_now([&](models::Transaction& tx) {
    tx.audit().describe(models::program_act("publish_plan", now));
    done = dispatch::publish_now(tx, models::Actor::program(), plan, now).has_value();
    return done;
  });
  return done;
}

bool propose(storage::Database& database, models::Time now, const Publication& plan) {
  bool done = false;
  database.write_now([&](models::Transaction& tx) {
    models::PublicationQuery open;
    open.state = models::PublicationState::proposed;
    open.limit = 1;
    const auto standing = tx.plans().search(open).items;
    done = false;
    if (!standing.empty() && same_changes(standing.front(), plan)) return false;
    tx.audit().describe(models::program_act("propose_plan", now));
    done = dispatch::propose(tx, models::Actor::program(), plan, now).has_value();
    return done;
  });
  return done;
}

bool anybody_is_asked_first(storage::Database& database) {
  bool proposals = false;
  database.read_now([&](models::Transaction& tx) {
    const auto rules = tx.plans().rules();
    proposals = std::any_of(rules.begin(), rules.end(),
                            [](const auto& rule) { return rule.mode == models::PlanningMode::propose; });
  });
  return proposals;
}

void publish_what_is_better(storage::Database& database, models::Time now, Publication plan, Round& round) {
  round.done = plan.steps;
  round.gain = plan.before.cost - plan.after.cost;
  if (!worth_it(plan)) return;
  if (only_times(plan)) {
    // Nothing was decided that could be asked about: the input need not be kept.
    plan.trigger = models::PlanTrigger::visit_longer;
    plan.snapshot.clear();
  }
  round.published = publish(database, now, plan);
}

}  // namespace

Round plan_round(storage::Database& database, models::Time now, std::uint64_t seed, std::int64_t steps,
                 const std::function<bool()>& stop, Searched& searched) {
  Round round;
  const auto cut_short = [&] { return stop && stop(); };
  const bool proposals = anybody_is_asked_first(database);
  dispatch::Effort effort;
  effort.seed = seed;
  effort.steps = steps;
  effort.stop = stop;
  effort.scope = PlanScope::automatic;
  effort.trigger = models::PlanTrigger::improved;
  auto plan = look(database, now, effort, searched.automatic);
  round.unchanged = !plan;
  if (plan) {
    if (cut_short()) {
      // Cannot be made again step by step, so it is not published.
      round.done = plan->steps;
      searched = {};
      return round;
    }
    publish_what_is_better(database, now, *std::move(plan), round);
  }
  if (!proposals) return round;
  effort.scope = PlanScope::not_manual;
  const auto proposal = look(database, now, effort, searched.not_manual);
  round.unchanged = round.unchanged && !proposal;
  if (!proposal) return round;
  if (cut_short())
    searched = {};
  else if (worth_it(*proposal))
    round.proposed = propose(database, now, *proposal);
  return round;
}

struct Planner::Shared {
  Shared(storage::Database& given_database, PlannerOptions given_options)
      : database(given_database), options(std::move(given_options)) {}

  void run() {
    // Linux keeps it by thread. Refused, the search is as hungry as everybody: slower answers, nothing worse.
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), politeness));
    milliseconds back_off = first_back_off;
    for (;;) {
      milliseconds pause = options.longest_pause;
      try {
        if (database.on_duty()) one_round();
        back_off = first_back_off;
      } catch (const std::exception& error) {
        ++failures;
        if (options.on_error) options.on_error("planner", error.what());
        pause = back_off;
        back_off = std::min(back_off * 2, options.longest_back_off);
      }
      std::unique_lock lock(mutex);
      if (wakes.wait_for(lock, pause, [&] { return stopping.load() || woken; }) && stopping) return;
      if (!woken) continue;
      woken = false;
      const auto settle = std::max(options.debounce, options.shortest_pause);
      if (wakes.wait_for(lock, settle, [&] { return stopping.load(); })) return;
      woken = false;
    }
  }

  void one_round() {
    const auto begun = Steady::now();
    // Twice the budget is the end; the number of steps is chosen so that it is seldom reached.
    const auto stop = [&] { return stopping.load() || Steady::now() - begun > 2 * options.budget; };
    // Left as it is when a round fails.
    auto now_searched = begun - searched_at < options.longest_pause ? searched : Searched{};
    const auto round = plan_round(database, options.clock(), seed++, steps, stop, now_searched);
    if (!round.unchanged) searched_at = begun;
    searched = now_searched;
    const auto spent = std::chrono::duration_cast<milliseconds>(Steady::now() - begun);
    ++rounds;
    published += round.published ? 1 : 0;
    proposed += round.proposed ? 1 : 0;
    if (round.unchanged) {
      ++unchanged;
      return;
    }
    last_gain = round.gain;
    last_steps = round.done;
    last_duration = spent.count();
    if (round.done > 0) {
      const double share = static_cast<double>(options.budget.count()) /
                           static_cast<double>(std::max<std::int64_t>(1, spent.count()));
      steps = std::clamp(static_cast<std::int64_t>(static_cast<double>(steps) * std::clamp(share, 0.25, 2.0)),
                         fewest_steps, most_steps);
    }
  }

  storage::Database& database;
  const PlannerOptions options;
  std::mutex mutex;
  std::condition_variable wakes;
  std::atomic<bool> stopping{false};
  bool woken = false;
  std::thread thread;
  std::uint64_t seed = 1;
  std::int64_t steps = first_steps;
  Searched searched;
  Steady::time_point searched_at{};
  std::atomic<std::uint64_t> rounds{0}, published{0}, proposed{0}, failures{0}, unchanged{0};
  std::atomic<std::int64_t> last_gain{0}, last_duration{0}, last_steps{0};
};

Planner::Planner(storage::Database& database, PlannerOptions options)
    : shared_(std::make_shared<Shared>(database, std::move(options))) {}

Planner::~Planner() { stop(); }

void Planner::start() {
  auto& shared = *shared_;
  if (shared.thread.joinable()) return;
  shared.stopping = false;
  shared.thread = std::thread([&shared] { shared.run(); });
}

void Planner::stop() {
  auto& shared = *shared_;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = true;
  }
  shared.wakes.notify_all();
  if (shared.thread.joinable()) shared.thread.join();
}

std::function<void()> Planner::waker() {
  return [weak = std::weak_ptr<Shared>(shared_)] {
    const auto shared = weak.lock();
    if (!shared) return;
    {
      const std::lock_guard lock(shared->mutex);
      shared->woken = true;
    }
    shared->wakes.notify_all();
  };
}

PlannerFigures Planner::figures() const {
  const auto& shared = *shared_;
  return {shared.rounds,    shared.published, shared.proposed,      shared.failures,
          shared.unchanged, shared.last_gain, shared.last_duration, shared.last_steps};
}

}  // namespace workers
