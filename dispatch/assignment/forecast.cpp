#include "dispatch/assignment/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "dispatch/assignment/draws.h"

namespace dispatch::assignment {
namespace {

constexpr int most_runs = 10'000;
constexpr double after_opening = 2 * 3600;  // of the next shift, on average, until a left-over visit begins
constexpr double likely = 0.5;

/// Weights of calibrated(): constant, share, hours left, both, load, load with hours, lately; without and
/// with a crew.
using Weights = std::array<double, 7>;
constexpr std::array<Weights, 2> weights{{{0.8256, 0.4561, -0.0385, -0.0213, 0.9377, -0.1232, 0.6096},
                                          {1.2429, 0.5434, -0.6367, 0.0346, 0.0875, -0.0924, 0.3227}}};

struct Surprise {
  double at = 0;
  std::size_t kind = 0;
};

/// A kind of surprise, who may take one, and whether in this run somebody still can.
struct Kind {
  const Arrivals* what = nullptr;
  std::vector<int> crews;
  bool can_be_taken = true;
};

/// One crew's day as it goes in one run.
struct Day {
  double free = 0;
  int place = 0;
  double shift_end = 0;
  std::size_t next = 0;  // of the route
};

class Runs {
 public:
  Runs(const Plan& plan, const ForecastOptions& options)
      : plan_(plan),
        problem_(plan.problem()),
        options_(options),
        draws_(options.seed),
        drive_sigma_(sigma_of(1, options.travel_spread)),
        starts_(problem_.stops.size()),
        results_(problem_.stops.size()) {
    for (const auto& what : options.arrivals) add_kind(what);
    visit_sigmas_.reserve(problem_.stops.size());
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const auto& stop = problem_.stops[i];
      visit_sigmas_.push_back(sigma_of(stop.duration, stop.spread));
      results_[i].late.resize(stop.targets.size());
      starts_[i].reserve(static_cast<std::size_t>(options.runs));
    }
  }

  std::vector<StopForecast> all() {
    for (int run = 0; run < options_.runs; ++run) live_once();
    look_around();
    for (std::size_t i = 0; i < results_.size(); ++i) sum_up(static_cast<int>(i));
    return std::move(results_);
  }

 private:
  const Stop& stop(int index) const { return problem_.stops[static_cast<std::size_t>(index)]; }
  double visit_sigma(int index) const { return visit_sigmas_[static_cast<std::size_t>(index)]; }
  const Crew& crew(int index) const { return problem_.crews[static_cast<std::size_t>(index)]; }
  /// The crew is at a visit that takes longer than was thought.
  bool overdue(int index) const {
    return std::any_of(options_.busy.begin(), options_.busy.end(), [&](const BusyNow& busy) {
      return busy.crew == index && busy.arrived && options_.now - busy.since > stop(busy.stop).duration;
    });
  }

  void add_kind(const Arrivals& what) {
    if (what.per_hour <= 0) return;
    per_hour_.push_back(what.per_hour + (per_hour_.empty() ? 0 : per_hour_.back()));
    auto& kind = kinds_.emplace_back(Kind{&what, {}});
    for (int i = 0; i < plan_.crews(); ++i)
      if (crew(i).available && crew(i).skills.covers(what.skills)) kind.crews.push_back(i);
  }

  static double real(const WorkTime& time, double work) {
    return time.plain() ? work : time.real(static_cast<Seconds>(std::lround(work)));
  }
  static double work(const WorkTime& time, double real) {
    return time.plain() ? real : time.work(static_cast<Seconds>(std::lround(real)));
  }

  void live_once() {
    days_.assign(problem_.crews.size(), {});
    for (int i = 0; i < plan_.crews(); ++i) begin(i);
    std::vector<bool> seen(days_.size());
    for (const auto& busy : options_.busy) {
      const auto crew = static_cast<std::size_t>(busy.crew);
      end_what_goes_on(busy, !seen[crew]);
      seen[crew] = true;
    }
    draw_surprises();
    for (const auto& surprise : surprises_) meet(surprise);
    for (int i = 0; i < plan_.crews(); ++i)
      while (go_on(i)) continue;
    for (std::size_t i = 0; i < problem_.stops.size(); ++i)
      if (problem_.stops[i].open && plan_.crew_of(static_cast<int>(i)) == nobody)
        left_over(static_cast<int>(i));
  }

  void begin(int index) {
    auto& day = days_[static_cast<std::size_t>(index)];
    const auto& who = crew(index);
    day.place = who.place;
    day.shift_end = static_cast<double>(who.shift_end) + who.most_overtime;
    day.free = std::max(who.free_at, options_.now);
  }

  /// What goes on is over when it may be, knowing how long it has lasted; the crew is free after the last of
  /// it.
  void end_what_goes_on(const BusyNow& busy, bool first) {
    const auto& what = stop(busy.stop);
    double begun = busy.since;
    if (!busy.arrived) {
      const double passed = options_.now - busy.since;
      begun = busy.since + draws_.around_beyond(busy.drive, drive_sigma_, passed);
      begun = std::max(begun, static_cast<double>(what.release));
    }
    const double passed = std::max(0.0, options_.now - begun);
    const double ends = begun + draws_.around_beyond(what.duration, visit_sigma(busy.stop), passed);
    note(busy.stop, begun, ends);
    auto& free = days_[static_cast<std::size_t>(busy.crew)].free;
    free = first ? ends : std::max(free, ends);
  }

  // One stream of them all, each by its share: they come in order of time. After the last shift nobody is
  // there to take one.
  void draw_surprises() {
    surprises_.clear();
    for (auto& kind : kinds_) kind.can_be_taken = true;
    if (kinds_.empty()) return;
    double end = 0;
    for (const auto& day : days_) end = std::max(end, day.shift_end);
    end = std::min(end, static_cast<double>(options_.now) + options_.horizon);
    const double all = per_hour_.back();
    double at = options_.now;
    while ((at += draws_.exponential(3600 / all)) < end) {
      const auto kind = std::upper_bound(per_hour_.begin(), per_hour_.end() - 1, draws_.share_of(all));
      surprises_.push_back({at, static_cast<std::size_t>(kind - per_hour_.begin())});
    }
  }

  /// The crew that is free first takes what has come, after what is at least as urgent in its own day. Once
  /// nobody can, nobody can take a later one of the kind: no day gets longer.
  void meet(const Surprise& surprise) {
    auto& kind = kinds_[surprise.kind];
    if (!kind.can_be_taken) return;
    const auto& what = *kind.what;
    int best = nobody;
    double soonest = 0;
    for (const int i : kind.crews) {
      auto& day = days_[static_cast<std::size_t>(i)];
      while ((day.free < surprise.at || more_urgent(i, what.level)) && go_on(i)) continue;
      if (std::max(day.free, surprise.at) + what.duration > day.shift_end) continue;
      if (best != nobody && day.free >= soonest) continue;
      best = i;
      soonest = day.free;
    }
    kind.can_be_taken = best != nobody;
    if (best == nobody) return;
    auto& day = days_[static_cast<std::size_t>(best)];
    day.free = std::max(day.free, surprise.at) +
               draws_.around(options_.emergency_drive, surprise_drive_sigma_) +
               draws_.around(what.duration, surprise_sigma_);
  }

  bool more_urgent(int index, Level level) const {
    const auto& day = days_[static_cast<std::size_t>(index)];
    const auto& stops = plan_.route(index).stops;
    return day.next < stops.size() && stop(stops[day.next]).level <= level;
  }

  /// One visit more; false when the day is over.
  bool go_on(int index) {
    auto& day = days_[static_cast<std::size_t>(index)];
    const auto& stops = plan_.route(index).stops;
    if (day.next >= stops.size()) return false;
    const int number = stops[day.next++];
    const auto& what = stop(number);
    const WorkTime time(crew(index).breaks);
    const double drive = problem_.travel(day.place, what.place);
    double begins = real(time, work(time, day.free) + draws_.around(drive, drive_sigma_));
    begins = std::max({begins, static_cast<double>(what.release), static_cast<double>(what.pinned_start)});
    const double ends = real(time, work(time, begins) + draws_.around(what.duration, visit_sigma(number)));
    if (ends > day.shift_end) {
      left_over(number);
      return true;  // something shorter may still fit
    }
    note(number, begins, ends);
    day.free = ends;
    day.place = what.place;
    return true;
  }

  void left_over(int index) {
    const auto& what = stop(index);
    const double begins =
        std::max<double>(what.postponed_start, options_.now) + draws_.exponential(after_opening);
    note(index, begins, begins + draws_.around(what.duration, visit_sigma(index)));
  }

  void note(int index, double begins, double ends) {
    const auto& what = stop(index);
    auto& result = results_[static_cast<std::size_t>(index)];
    bool any = false;
    for (std::size_t i = 0; i < what.targets.size(); ++i) {
      const auto& target = what.targets[i];
      // What is kept at the end of the visit is kept when this run's visit ends.
      const double kept =
          target.after_start >= what.duration && target.after_start > 0 ? ends : begins + target.after_start;
      if (kept <= target.due) continue;
      result.late[i] += 1;
      any = true;
    }
    if (any) result.late_any += 1;
    starts_[static_cast<std::size_t>(index)].push_back(static_cast<float>(begins));
  }

  void sum_up(int index) {
    auto& result = results_[static_cast<std::size_t>(index)];
    auto& starts = starts_[static_cast<std::size_t>(index)];
    if (starts.empty()) return;
    auto about = circumstances_;
    about.has_crew = plan_.crew_of(index) != nobody || !stop(index).open;
    Seconds nearest = never;
    for (std::size_t i = 0; i < result.late.size(); ++i) {
      about.left = std::max(0, stop(index).targets[i].due - options_.now);
      nearest = std::min(nearest, about.left);
      if (options_.plain)
        result.late[i] /= options_.runs;
      else
        result.late[i] = calibrated(result.late[i] / options_.runs, options_.runs, about);
    }
    about.left = nearest;
    result.late_any = calibrated(result.late_any / options_.runs, options_.runs, about);
    const auto at_rank = [&](std::size_t rank) {
      const auto place = starts.begin() + static_cast<std::ptrdiff_t>(rank);
      std::nth_element(starts.begin(), place, starts.end());
      return static_cast<Seconds>(*place);
    };
    result.start = at_rank(starts.size() / 2);
    result.start_late = at_rank(starts.size() * 9 / 10);
    find_cause(index, result);
  }

  /// How full the town is, and how it went lately: with a little of "nothing is known" mixed in.
  void look_around() {
    double promises = 0, without = 0;
    for (std::size_t i = 0; i < problem_.stops.size(); ++i) {
      if (starts_[i].empty()) continue;
      for (const auto& target : problem_.stops[i].targets) {
        if (target.due <= options_.now) continue;
        ++promises;
        if (problem_.stops[i].open && plan_.crew_of(static_cast<int>(i)) == nobody) ++without;
      }
    }
    circumstances_.load = (without + 0.25) / (promises + 0.5);
    circumstances_.lately =
        (static_cast<double>(options_.broken_lately) + 0.2) / (static_cast<double>(options_.due_lately) + 10);
  }

  Seconds slack(int index, Seconds start) const {
    Seconds least = never;
    for (const auto& target : stop(index).targets)
      least = std::min(least, target.due - target.after_start - start);
    return least;
  }

  void find_cause(int index, StopForecast& result) const {
    const auto& what = stop(index);
    result.crew = plan_.crew_of(index);
    if (result.late_any < likely / 5) return;
    for (const auto& target : what.targets)
      if (target.due < options_.now) result.cause = LateCause::late_now;
    if (result.cause == LateCause::none && what.open && result.crew == nobody) why_nobody(index, result);
    if (result.cause == LateCause::none && !what.open) result.cause = LateCause::under_way;
    if (result.cause != LateCause::none) return;
    if (slack(index, options_.now) < 0) {
      result.cause = LateCause::repair;
      return;
    }
    const auto& route = plan_.route(result.crew);
    const int position = plan_.position_of(index);
    const int before = position > 0 ? route.stops[static_cast<std::size_t>(position - 1)] : -1;
    result.free_at =
        before >= 0 ? plan_.finish_of(before) : std::max(crew(result.crew).free_at, options_.now);
    const Seconds drive = problem_.travel(crew(result.crew).place, what.place);
    if (slack(index, plan_.start_of(index)) >= 0)
      result.cause = position == 0 && overdue(result.crew) ? LateCause::overdue : LateCause::surprises;
    else if (slack(index, options_.now + drive) < 0)
      result.cause = LateCause::distance;
    else
      result.cause = LateCause::queue;
  }

  void why_nobody(int index, StopForecast& result) const {
    result.cause = LateCause::no_crew;
    for (int i = 0; i < plan_.crews(); ++i) {
      const auto rule = first_rule_against(crew(i), i, stop(index));
      if (rule == Rule::none) {
        result.cause = LateCause::no_room;
        result.rule = Rule::shift;
        return;
      }
      // The rule that comes last is the one that is nearest to being kept.
      if (rule > result.rule) result.rule = rule;
    }
  }

  const Plan& plan_;
  const Problem& problem_;
  const ForecastOptions& options_;
  Draws draws_;
  const double drive_sigma_;
  const double surprise_drive_sigma_ = sigma_of(1, 0.5);
  const double surprise_sigma_ = sigma_of(1, 0.4);
  std::vector<double> visit_sigmas_;  // by stop
  std::vector<Kind> kinds_;
  std::vector<double> per_hour_;  // of each kind and all before it
  Circumstances circumstances_;
  std::vector<Day> days_;
  std::vector<Surprise> surprises_;
  std::vector<std::vector<float>> starts_;
  std::vector<StopForecast> results_;
};

}  // namespace

const char* name(LateCause cause) {
  switch (cause) {
    case LateCause::none:
      return "none";
    case LateCause::under_way:
      return "under_way";
    case LateCause::late_now:
      return "late_now";
    case LateCause::no_crew:
      return "no_crew";
    case LateCause::no_room:
      return "no_room";
    case LateCause::repair:
      return "repair";
    case LateCause::distance:
      return "distance";
    case LateCause::overdue:
      return "overdue";
    case LateCause::queue:
      return "queue";
    case LateCause::surprises:
      return "surprises";
  }
  return "";
}

double calibrated(double share, int runs, const Circumstances& about) {
  const auto odds = [](double x) { return std::log(x / (1 - x)); };
  const double z = odds((share * runs + 0.5) / (runs + 1));
  const double hours = std::log1p(std::max<Seconds>(about.left, 0) / 3600.0);
  const double load = odds(about.load);
  const auto& w = weights[about.has_crew ? 1 : 0];
  const double sum = w[0] + w[2] * hours + (w[4] + w[5] * hours) * load + w[6] * odds(about.lately) +
                     // Never less than nothing: a chance that falls while the share grows would be nonsense.
                     std::max(0.05, w[1] + w[3] * hours) * z;
  return 1 / (1 + std::exp(-std::clamp(sum, -30.0, 30.0)));
}

std::vector<StopForecast> forecast(const Plan& plan, const ForecastOptions& options) {
  if (options.runs < 1 || options.runs > most_runs)
    throw std::invalid_argument("runs must be 1 to " + std::to_string(most_runs));
  return Runs(plan, options).all();
}

}  // namespace dispatch::assignment
