#include "dispatch/assignment/improve.h"

#include <algorithm>
#include <cmath>

#include "dispatch/assignment/chance.h"

namespace dispatch::assignment {
namespace {

constexpr Cost no_bound = std::numeric_limits<Cost>::max();
constexpr int longest_string = 10;
constexpr int near_ones = 40;
constexpr std::int64_t steps_between_questions = 16;
constexpr int most_put_back = 60;  ///< a huge backlog must not make a step endless

class Search {
 public:
  Search(Plan& plan, const ImproveOptions& options)
      : plan_(plan), options_(options), chance_(options.seed), index_(plan.problem().stops.size(), -1) {
    for (int stop = 0; stop < static_cast<int>(index_.size()); ++stop) {
      if (!plan.problem().stops[static_cast<std::size_t>(stop)].open || is_frozen(stop)) continue;
      index_[static_cast<std::size_t>(stop)] = static_cast<int>(stops_.size());
      stops_.push_back(stop);
      eligible_from_.push_back(static_cast<int>(eligible_.size()));
      for (int crew = 0; crew < plan.crews(); ++crew)
        if (plan.may(crew, stop)) eligible_.push_back(crew);
    }
    eligible_from_.push_back(static_cast<int>(eligible_.size()));
    cached_.resize(eligible_.size());
    near_.resize(stops_.size());
  }

  Improved run() {
    Improved improved;
    const Cost before = plan_.cost();
    if (stops_.empty() || plan_.crews() == 0) return improved;
    remember();
    Cost current = before;
    const double from = std::max(options_.first_temperature, 1e-3);
    const double decay = std::max(options_.last_temperature, 1e-4) / from;
    for (; improved.steps < options_.steps; ++improved.steps) {
      if (options_.stop && improved.steps % steps_between_questions == 0 && options_.stop()) break;
      const double progress = static_cast<double>(improved.steps) / static_cast<double>(options_.steps);
      const double temperature = from * std::pow(decay, progress) * static_cast<double>(per_travel_second);
      plan_.begin();
      ruin();
      recreate();
      const double allowed = static_cast<double>(current) - temperature * std::log(chance_.unit() + 1e-300);
      if (static_cast<double>(plan_.cost()) > allowed) {
        plan_.roll_back();
        continue;
      }
      plan_.keep();
      current = plan_.cost();
      if (current < best_cost_) remember();
    }
    give_back_best();
    improved.gain = before - plan_.cost();
    return improved;
  }

 private:
  bool is_frozen(int stop) const {
    const int crew = plan_.crew_of(stop);
    return crew != nobody && plan_.position_of(stop) < plan_.route(crew).frozen;
  }

  void remember() {
    best_cost_ = plan_.cost();
    best_.resize(static_cast<std::size_t>(plan_.crews()));
    for (int crew = 0; crew < plan_.crews(); ++crew) {
      auto& best = best_[static_cast<std::size_t>(crew)];
      if (best.version == plan_.route(crew).version) continue;
      best.version = plan_.route(crew).version;
      best.stops = plan_.route(crew).stops;
    }
  }

  void give_back_best() {
    if (plan_.cost() <= best_cost_) return;
    std::vector<int> changed;
    for (int crew = 0; crew < plan_.crews(); ++crew)
      if (plan_.route(crew).stops != best_[static_cast<std::size_t>(crew)].stops) changed.push_back(crew);
    std::vector<int> frozen;
    for (const int crew : changed) {
      frozen.push_back(plan_.route(crew).frozen);
      plan_.set_route(crew, {});
    }
    for (std::size_t i = 0; i < changed.size(); ++i) {
      plan_.set_route(changed[i], best_[static_cast<std::size_t>(changed[i])].stops);
      plan_.freeze(changed[i], frozen[i]);
    }
  }

  // The nearest movable stops, sorted; made when first asked for.
  const std::vector<int>& near(int stop) {
    auto& list = near_[static_cast<std::size_t>(index_[static_cast<std::size_t>(stop)])];
    if (!list.empty()) return list;
    const auto& problem = plan_.problem();
    const auto* row = problem.travel.from(problem.stops[static_cast<std::size_t>(stop)].place);
    const auto distance = [&](int other) {
      return row[problem.stops[static_cast<std::size_t>(other)].place];
    };
    list = stops_;
    const auto kept = std::min(list.size(), static_cast<std::size_t>(near_ones));
    const auto closer = [&](int one, int other) {
      return std::pair{distance(one), one} < std::pair{distance(other), other};
    };
    std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end(), closer);
    list.resize(kept);
    return list;
  }

  void ruin() {
    absent_.clear();
    hit_.assign(static_cast<std::size_t>(plan_.crews()), 0);
    const int seed = stops_[static_cast<std::size_t>(chance_.below(static_cast<int>(stops_.size())))];
    const int wanted = 1 + chance_.below(2 * options_.removed - 1);
    for (const int stop : near(seed)) {
      if (static_cast<int>(absent_.size()) >= wanted) break;
      const int crew = plan_.crew_of(stop);
      if (crew == nobody || hit_[static_cast<std::size_t>(crew)] != 0) continue;
      hit_[static_cast<std::size_t>(crew)] = 1;
      take_string(crew, plan_.position_of(stop), wanted - static_cast<int>(absent_.size()));
    }
    plan_.remove(absent_);
  }

  void take_string(int crew, int position, int most) {
    const auto& route = plan_.route(crew);
    const int movable = static_cast<int>(route.stops.size()) - route.frozen;
    const int length = 1 + chance_.below(std::min({movable, most, longest_string}));
    const int earliest = std::max(route.frozen, position - length + 1);
    const int latest = std::min(position, static_cast<int>(route.stops.size()) - length);
    const int from = earliest + chance_.below(latest - earliest + 1);
    for (int i = from; i < from + length; ++i) absent_.push_back(route.stops[static_cast<std::size_t>(i)]);
  }

  void recreate() {
    add_left_out();
    sort_absent();
    for (const int stop : absent_) {
      const auto best = cheapest(stop);
      if (best.found()) plan_.insert(stop, best.crew, best.position);
    }
  }

  // What nobody has yet gets its chance too.
  void add_left_out() {
    const auto taken = absent_.size();
    const int start = chance_.below(static_cast<int>(stops_.size()));
    for (std::size_t i = 0; i < stops_.size() && absent_.size() < taken + most_put_back; ++i) {
      const int stop = stops_[(i + static_cast<std::size_t>(start)) % stops_.size()];
      if (plan_.crew_of(stop) == nobody &&
          std::find(absent_.begin(), absent_.begin() + static_cast<std::ptrdiff_t>(taken), stop) ==
              absent_.begin() + static_cast<std::ptrdiff_t>(taken))
        absent_.push_back(stop);
    }
  }

  void sort_absent() {
    keys_.clear();
    const int way = chance_.below(10);
    for (const int stop : absent_) {
      const auto& what = plan_.problem().stops[static_cast<std::size_t>(stop)];
      Seconds due = never;
      for (const auto& target : what.targets) due = std::min(due, target.due - target.after_start);
      std::int64_t key = static_cast<std::int64_t>(chance_.next() >> 2);
      if (way >= 3 && way < 6) key = due;
      if (way >= 6 && way < 8) key = static_cast<std::int64_t>(what.level) * never + due;
      if (way == 8) key = -std::int64_t{what.duration};
      keys_.emplace_back(key, stop);
    }
    std::sort(keys_.begin(), keys_.end());
    for (std::size_t i = 0; i < keys_.size(); ++i) absent_[i] = keys_[i].second;
  }

  Insertion cheapest(int stop) {
    Insertion best;
    best.delta = plan_.postponed_cost(stop);
    const auto own = static_cast<std::size_t>(index_[static_cast<std::size_t>(stop)]);
    for (auto i = static_cast<std::size_t>(eligible_from_[own]);
         i < static_cast<std::size_t>(eligible_from_[own + 1]); ++i) {
      // A blink now and then: otherwise the same hole is always filled in the same way.
      if (chance_.below(100) == 0) continue;
      const int crew = eligible_[i];
      auto& cached = cached_[i];
      const auto version = plan_.route(crew).version;
      if (cached.version != version) {
        cached.version = version;
        cached.insertion = plan_.best_in_route(stop, crew, no_bound);
      }
      if (cached.insertion.found() && cached.insertion.delta < best.delta) best = cached.insertion;
    }
    return best;
  }

  struct Cached {
    std::uint64_t version = 0;
    Insertion insertion;
  };
  struct BestRoute {
    std::uint64_t version = 0;
    std::vector<int> stops;
  };

  Plan& plan_;
  const ImproveOptions& options_;
  Chance chance_;
  std::vector<int> index_;  ///< by stop: its place in stops_; -1 when it does not move
  std::vector<int> stops_;  ///< what may move
  std::vector<int> eligible_from_, eligible_;
  std::vector<Cached> cached_;
  std::vector<std::vector<int>> near_;
  std::vector<int> absent_;
  std::vector<std::uint8_t> hit_;
  std::vector<std::pair<std::int64_t, int>> keys_;
  std::vector<BestRoute> best_;
  Cost best_cost_ = 0;
};

}  // namespace

Improved improve(Plan& plan, const ImproveOptions& options) {
  if (options.steps <= 0 || options.removed < 1) return {};
  return Search(plan, options).run();
}

}  // namespace dispatch::assignment
