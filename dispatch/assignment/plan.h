#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dispatch/assignment/problem.h"

namespace dispatch::assignment {

/// What a plan costs, each in its own unit: what the levels of the objective report.
struct Measures {
  std::array<int, 3> missed{};                        ///< targets missed, by Level
  std::array<std::int64_t, 3> late_seconds{};         ///< beyond each target, by Level
  std::array<std::int64_t, 3> until_begun_seconds{};  ///< from the epoch until the visits begin, by Level
  std::int64_t overtime_seconds = 0;
  std::int64_t travel_seconds = 0;
  std::int64_t waiting_seconds = 0;
  int not_preferred = 0;             ///< stops with another crew than the preferred one
  std::array<int, 3> moved{};        ///< stops with another crew than was published, by Level
  int given = 0;                     ///< stops with a crew of which it was published that nobody comes
  Cost doubt = 0;                    ///< the price of plans close to a limit, beyond the lateness itself
  Cost scarcity = 0;                 ///< the price of crews that may be wanted elsewhere
  std::int64_t shifted_seconds = 0;  ///< of announced arrivals, beyond what is free
  int pins_late = 0;                 ///< stops that begin after the time a person set
  std::int64_t pin_late_seconds = 0;
  std::array<int, 3> postponed{};  ///< stops without a crew, by Level
  Measures& operator+=(const Measures& other);
};

/// The scalar of the objective, by level.
struct CostParts {
  Cost danger = 0;
  Cost late = 0;       ///< the other limits, doubt, and what is postponed
  Cost effort = 0;     ///< overtime, travel, waiting, preferred and scarce crews
  Cost stability = 0;  ///< moved crews, shifted announcements, late pins
  Cost total() const { return danger + late + effort + stability; }
};
CostParts parts(const Measures& measures, const Prices& prices);

/// Maps between the clock on the wall and the time in which a crew really drives and works.
class WorkTime {
 public:
  explicit WorkTime(std::span<const Break> breaks = {}) : breaks_(breaks) {}
  bool plain() const { return breaks_.empty(); }
  Seconds work(Seconds real) const;  ///< what lies in a break counts as its beginning
  Seconds real(Seconds work) const;  ///< what falls on a break's beginning comes after it

 private:
  std::span<const Break> breaks_;
};

/// The best place for one stop in one route.
struct Insertion {
  Cost delta = 0;
  int crew = nobody;
  int position = -1;
  Seconds start = 0;  ///< of the visit, in work time
  bool fits = false;  ///< the shift has room somewhere, whatever it costs
  bool found() const { return position >= 0; }
};

/// One crew's visits in order, with everything that makes an insertion one look-up.
///
/// Units   seconds of work time (see WorkTime); real times by Plan::start_of
struct Route {
  std::vector<int> stops;
  std::vector<int> places;      ///< of the stops
  std::vector<Seconds> drive;   ///< [i]: to visit i; [n]: home
  int frozen = 0;               ///< so many at the front are not moved, and nothing is put before them
  std::vector<Seconds> start;   ///< of each visit
  std::vector<Seconds> depart;  ///< from each visit
  std::vector<Cost> before;     ///< [i]: cost of the first i visits without travel
  std::vector<Seconds> latest;  ///< [i]: latest arrival at visit i so that the shift holds; [n]: at the end
  std::vector<Piece> pieces;    ///< suffix functions, one after another
  std::vector<int> first;       ///< [i]: suffix i begins at pieces[first[i]] and ends at pieces[first[i-1]]
  Cost cost = 0;
  Seconds travel = 0;
  std::uint64_t version = 0;  ///< another content has another version
};

/// Who goes where in which order. All times follow from it: everybody leaves as soon as possible.
///
/// Shape   one route for each crew, one entry for each stop; every stop is in exactly one route or unassigned
class Plan {
 public:
  explicit Plan(const Problem& problem);

  const Problem& problem() const { return *problem_; }
  const Route& route(int crew) const { return routes_[static_cast<std::size_t>(crew)]; }
  int crews() const { return static_cast<int>(routes_.size()); }
  int crew_of(int stop) const { return where_[static_cast<std::size_t>(stop)]; }  ///< nobody: unassigned
  int position_of(int stop) const;
  Cost cost() const { return cost_; }

  /// After the problem got stops, or a crew or stop changed: brings the plan up to date. Stops that are not
  /// open any more leave it.
  void stop_added();
  void stop_changed(int stop);
  void stop_repriced(int stop);  ///< only its limits, doubts and announcements
  void refresh_all();
  void crew_changed(int crew);
  void crew_moved(int crew) { refresh(crew); }  ///< only its place or the time when it is free

  bool may(int crew, int stop) const {
    return (eligible_[static_cast<std::size_t>(stop) * words_ + static_cast<std::size_t>(crew >> 6)] >>
            (crew & 63)) &
           1U;
  }

  /// The cheapest place in one route; nothing found where no hard rule lets it in, or where it would cost
  /// more than `bound`.
  Insertion best_in_route(int stop, int crew, Cost bound) const;
  /// The same as if the crew's skills, area, parts and the like were no hindrance; only the shift is.
  Insertion best_above_rules(int stop, int crew) const;
  /// How much more overtime would make room for it, and where; 0 where there is room.
  struct Overrun {
    Seconds overtime = never;
    int position = -1;
    Seconds start = 0;
  };
  Overrun missing_overtime(int stop, int crew) const;
  /// Is the rest of the plan (capacity, parts of other visits) no hindrance?
  Rule rule_of_the_plan(int stop, int crew) const;
  /// Do the parts in the van last for this stop beside the crew's other visits?
  bool parts_suffice(int stop, int crew, const std::vector<int>& stock) const;
  /// What it costs at one place; nothing where it does not fit.
  std::optional<Cost> delta_at(int stop, int crew, int position) const;

  /// What these visits would cost this crew if it left at `departure` (real time); nothing when the shift is
  /// too short.
  std::optional<Cost> cost_of(int crew, std::span<const int> stops, Seconds departure) const;

  void insert(int stop, int crew, int position);
  void remove(int stop);
  void remove(std::span<const int> stops);  ///< each touched route is brought up to date once
  void freeze(int crew, int visits);
  /// Takes over the order of visits as it is; what does not fit any more stays in and is reported.
  void set_route(int crew, std::vector<int> stops);

  /// What a crew's work time means on the wall for a visit that begins then.
  Seconds real_start(int stop, int crew, Seconds start) const {
    return std::max(clock(crew).real(start), hot_[static_cast<std::size_t>(stop)].earliest);
  }
  Seconds start_of(int stop) const;   ///< real time; never when unassigned
  Seconds finish_of(int stop) const;  ///< real time
  Cost postponed_cost(int stop) const { return postponed_[static_cast<std::size_t>(stop)]; }
  /// Without `stop`, the route would cost so much less.
  Cost saving(int stop) const;

  Measures measures() const;
  Measures measures_of_route(int crew) const { return measures_of(crew, route(crew).stops); }
  /// Of any visits in this order by this crew; starts: real times of each, when asked for. The first `kept`
  /// are those of the crew's route as it stands, and are left out of the answer.
  Measures measures_of(int crew, std::span<const int> stops, std::vector<Seconds>* starts = nullptr,
                       std::size_t kept = 0) const;
  Measures measures_of_stop(int stop, int crew, Seconds start) const;  ///< crew nobody: left out
  /// Adds up everything anew from the problem alone: what `cost` must equal.
  Cost recomputed_cost() const;

  /// Undo: what changes after `begin` is taken back by `roll_back`, or kept by `keep`.
  void begin();
  void roll_back();
  void keep();

 private:
  /// What a scan reads of a stop, close together in memory.
  struct Hot {
    int place = 0;
    Seconds earliest = 0;
    Seconds duration = 0;
    int pieces = 0;
    const Piece* cost = nullptr;
    bool parts = false;
    int partner = -1;
  };
  struct Saved {
    int crew;
    Route route;
  };
  WorkTime clock(int crew) const { return WorkTime{problem_->crews[static_cast<std::size_t>(crew)].breaks}; }
  int place_of(int stop) const { return problem_->stops[static_cast<std::size_t>(stop)].place; }
  template <class Visit>
  void at_each_place(int stop, int crew, const Visit& visit) const;
  Insertion scan(int stop, int crew, Cost bound) const;
  void add_measures(Measures& sum, int stop, int crew, Seconds start) const;
  void refresh(int crew);
  void refresh_prefix(const Crew& crew, Route& route);
  void refresh_suffix(const Crew& crew, Route& route);
  void touch(int crew);
  void put_where(int stop, int crew);
  void load_stop(int stop);
  void load_costs(int stop);
  Cost fixed_cost(int stop, int crew) const;
  /// Of one second of driving.
  Cost drive_price(int crew) const {
    return per_travel_second + problem_->crews[static_cast<std::size_t>(crew)].price_per_minute;
  }
  /// Waiting and lateness of one visit that is reached at `arrival`; answers when it begins too.
  Cost visit_cost(const Hot& what, const std::vector<Break>& breaks, Seconds arrival, Seconds& start) const;

  const Problem* problem_;
  std::size_t words_ = 0;
  std::vector<std::uint64_t> eligible_;
  std::vector<CostFunction> start_costs_, certain_costs_;
  std::vector<Hot> hot_;
  std::vector<Cost> postponed_;
  std::vector<Route> routes_;
  std::vector<int> where_;
  Cost cost_ = 0;
  std::uint64_t versions_ = 0;

  bool journaling_ = false;
  Cost saved_cost_ = 0;
  std::vector<Saved> saved_;
  std::size_t saved_count_ = 0;
  std::vector<std::pair<int, int>> saved_where_;
  std::vector<std::uint8_t> touched_, stale_;
  std::vector<Piece> scratch_, later_;
};

// In the header, because every scan lives on it.
inline Cost Plan::visit_cost(const Hot& what, const std::vector<Break>& breaks, Seconds arrival,
                             Seconds& start) const {
  const Cost waiting_price = Cost{problem_->prices.waiting_per_ten_seconds} * (per_travel_second / 10);
  if (breaks.empty()) {
    start = std::max(arrival, what.earliest);
    return evaluate(what.cost, what.pieces, start) + (start - arrival) * waiting_price;
  }
  const WorkTime time{breaks};
  start = std::max(arrival, time.work(what.earliest));
  const Seconds real = std::max(time.real(start), what.earliest);
  return evaluate(what.cost, what.pieces, real) + (start - arrival) * waiting_price;
}

}  // namespace dispatch::assignment
