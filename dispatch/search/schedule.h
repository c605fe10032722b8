#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "dispatch/search/engine.h"
#include "dispatch/search/recombine.h"
#include "dispatch/search/search_loop.h"

namespace dispatch::search {

/// Temperatures as shares of the cost of the first plan for each customer.
struct ScheduleSettings {
  double hot = 2.0;
  double cold = 0.03;
  double warm = 0.15;  ///< where the search of a child begins
  // Fewer iterations than this times customers to this power are best spent on one long cooling (measured).
  double iterations_for_pool = 1.7;
  double pool_power = 2.25;
  double pool = 10;            ///< at most; a large problem has no time for so many
  double pool_with_time = 20;  ///< where each of so many still has its run_iterations
  int least_pool = 4;
  int customers_for_pool = 2000;  ///< the pool shares them, if there is not time for more
  double run_iterations = 1500;  ///< for each customer: a plan of the first pool that is cooled slowly enough
  double short_routes = 13;      ///< customers for each route of the first plan: fewer are short routes
  int fewer_every = 4;           ///< plans of the pool: one of so many has a route less
  int fewer_from = 20;           ///< routes: of fewer one is too much to take away
  int patience = 12;         ///< children for each of the pool without a change of it, before it is renewed
  double first_share = 0.6;  ///< of the budget for the plans of the first pool
  // For each customer of a child that differs from its first parent: as many as leave time for so many
  // children of each plan, within limits.
  double least_child_iterations = 40;
  double most_child_iterations = 240;
  double children_each = 80;
  int poll_every = 128;
};

/// Spends the budget on a search loop: first plan, cooling, pool and recombination.
template <class Model>
class Schedule {
 public:
  Schedule(const Model& model, const Neighbours& neighbours, const LoopSettings& loop,
           const ScheduleSettings& settings, const StopRule& stop, std::uint64_t seed)
      : model_(model),
        settings_(settings),
        stop_(stop),
        random_(seed),
        loop_(model, neighbours, loop, random_) {}

  Sequences run() {
    poll();  // even a budget that is used up buys a first plan
    Sequences first = construct();
    const double scale = static_cast<double>(loop_.routed_cost()) / std::max(1, model_.customers());
    hot_ = settings_.hot * scale;
    cold_ = settings_.cold * scale;
    warm_ = settings_.warm * scale;
    keep();
    measure_pace();
    const double customers = std::max(1, model_.customers());
    if (expected_ < settings_.iterations_for_pool * std::pow(customers, settings_.pool_power)) {
      loop_.load(first);
      cool(done_, 1.0, {hot_, cold_});
      return best_;
    }
    const double by_size = std::clamp(settings_.customers_for_pool / customers,
                                      static_cast<double>(settings_.least_pool), settings_.pool);
    const double by_time = settings_.first_share * expected_ / (settings_.run_iterations * customers);
    capacity_ = static_cast<int>(std::max(by_size, std::min(by_time, settings_.pool_with_time)));
    ample_ = by_time >= by_size;
    run_share_ = settings_.first_share * (1.0 - done_) / capacity_;
    fill(first, capacity_);
    while (!stopped_) {
      breed();
      if (unchanged_ > settings_.patience * static_cast<int>(pool_.size())) renew(first);
    }
    return best_;
  }

  std::int64_t iterations() const { return iterations_; }
  std::int64_t children() const { return children_; }
  std::int64_t pools() const { return pools_; }

 private:
  struct Member {
    Sequences plan;
    Cost cost = 0;
  };

  struct Heat {
    double from = 0;
    double to = 0;
  };

  /// A plan that costs nothing has no temperature to fall from.
  static double cooled(double from, double to, double share) {
    return from > 0 ? from * std::pow(to / from, share) : 0;
  }

  bool poll() {
    const Progress progress = stop_(iterations_);
    done_ = progress.done;
    return stopped_ = progress.stop || progress.done >= 1;
  }

  void keep() {
    if (have_best_ && loop_.best_cost() >= best_cost_) return;
    have_best_ = true;
    best_cost_ = loop_.best_cost();
    best_ = loop_.best();
  }

  Sequences construct() {
    Sequences best;
    Cost best_cost = 0;
    for (int order = 0; order < static_cast<int>(Model::order_lots.size()); ++order) {
      loop_.clear();
      loop_.insert_unserved(order);
      if (order == 0 || loop_.cost() < best_cost) {
        best_cost = loop_.cost();
        best = loop_.best();
      }
      if (poll()) break;
    }
    loop_.load(best);
    return best;
  }

  // How many iterations the whole budget will hold.
  void measure_pace() {
    const double before = done_;
    const std::int64_t counted = iterations_;
    for (int round = 0; round < 4 && !stopped_; ++round) {
      for (int i = 0; i < settings_.poll_every; ++i) loop_.step(hot_);
      iterations_ += settings_.poll_every;
      poll();
    }
    expected_ = done_ > before ? static_cast<double>(iterations_ - counted) / (done_ - before) : 1e18;
  }

  void cool(double from, double to, const Heat& heat) {
    while (!stopped_ && done_ < to) {
      const double share = std::clamp((done_ - from) / std::max(1e-9, to - from), 0.0, 1.0);
      const double temperature = cooled(heat.from, heat.to, share);
      for (int i = 0; i < settings_.poll_every; ++i) loop_.step(temperature);
      iterations_ += settings_.poll_every;
      poll();
    }
    keep();
  }

  // Plans for the pool, by one cooling each. How many routes a plan has is settled while it is hot and hard
  // to change later: so some begin with one less than the best so far and open no further one; once such a
  // plan had to leave customers out, they begin with all routes.
  void fill(const Sequences& first, int runs) {
    ++pools_;
    const bool brief = ample_ && static_cast<double>(model_.customers()) <
                                     settings_.short_routes * static_cast<double>(first.size());
    const Heat heat = brief ? Heat{hot_ / 2, cold_ * 2} : Heat{hot_, cold_};
    for (int run = 0; run < runs && !stopped_; ++run) {
      const int used = static_cast<int>(best_.size());
      const bool fewer =
          used >= settings_.fewer_from && run % settings_.fewer_every == settings_.fewer_every - 1;
      const bool forced = fewer && used > least_routes_;
      loop_.allow_routes(fewer ? used - 1 : model_.routes());
      if (forced)
        load_longest(first, used - 1);
      else
        loop_.load(first);
      cool(done_, done_ + run_share_, heat);
      if (forced && served(loop_.best()) < served(best_))
        least_routes_ = used;
      else
        admit();
    }
    loop_.allow_routes(model_.routes());
    unchanged_ = 0;
    bred_ = 0;
    changed_mean_ = 0;
  }

  static std::size_t served(const Sequences& plan) {
    std::size_t count = 0;
    for (const auto& route : plan) count += route.size();
    return count;
  }

  // So many routes of a plan, with the customers of the others put where there is room, or left out for now.
  void load_longest(Sequences plan, int routes) {
    std::stable_sort(plan.begin(), plan.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    if (static_cast<int>(plan.size()) > routes) plan.resize(static_cast<std::size_t>(routes));
    loop_.load(plan);
    loop_.insert_unserved(0);
  }

  // Nothing new comes from this pool: another one, if there is time for it. The best plan is kept aside.
  void renew(const Sequences& first) {
    unchanged_ = 0;
    const int runs = std::min(capacity_, static_cast<int>(settings_.first_share * (1 - done_) / run_share_));
    if (runs < settings_.least_pool) return;
    pool_.clear();
    fill(first, runs);
  }

  // A plan takes the place of the most alike of those that are worse, so that the pool stays different.
  void admit() {
    Member member{loop_.best(), loop_.best_cost()};
    ++unchanged_;
    const int customers = model_.customers();
    Member* alike = nullptr;
    int least = customers + 1;
    for (auto& other : pool_) {
      const int distance = distance_between(other.plan, member.plan, customers);
      if (distance <= customers / 50) {
        if (member.cost < other.cost) replace(other, member);
        return;
      }
      if (member.cost < other.cost && distance < least) {
        least = distance;
        alike = &other;
      }
    }
    if (static_cast<int>(pool_.size()) < capacity_) {
      pool_.push_back(std::move(member));
      unchanged_ = 0;
    } else if (alike != nullptr) {
      replace(*alike, member);
    }
  }

  void replace(Member& old, Member& other) {
    old = std::move(other);
    unchanged_ = 0;
  }

  // A pool agrees only after many children, and slow cooling of each is worth more than further ones after
  // that.
  std::int64_t child_steps(double changed) {
    ++bred_;
    changed_mean_ += (changed - changed_mean_) / std::min(bred_, 50);
    const double left = static_cast<double>(iterations_) * (1 - done_) / std::max(1e-9, done_);
    const double missing = settings_.children_each * static_cast<double>(pool_.size()) - bred_;
    const double each = std::clamp(left / (std::max(1.0, missing) * std::max(1.0, changed_mean_)),
                                   settings_.least_child_iterations, settings_.most_child_iterations);
    return std::max<std::int64_t>(settings_.poll_every, static_cast<std::int64_t>(each * changed));
  }

  void breed() {
    ++children_;
    const int size = static_cast<int>(pool_.size());
    const int one = random_.below(size);
    int two = random_.below(size);
    if (size > 1)
      while (two == one) two = random_.below(size);
    const Sequences& parent = pool_[one].plan;
    const Sequences child = exchange_routes(parent, pool_[two].plan, model_.customers(), random_);
    // The rest of the child is the parent's, and cooled long since: work goes on where something changed.
    auto changed = differing(parent, child, model_.customers());
    const std::int64_t steps = child_steps(static_cast<double>(changed.size()));
    loop_.load(child);
    loop_.insert_unserved(0);
    loop_.focus(std::move(changed));
    for (std::int64_t i = 0; i < steps && !stopped_; i += settings_.poll_every) {
      const double share = static_cast<double>(i) / static_cast<double>(steps);
      const double temperature = cooled(warm_, cold_, share);
      for (int k = 0; k < settings_.poll_every; ++k) loop_.step(temperature);
      iterations_ += settings_.poll_every;
      poll();
    }
    loop_.focus({});
    keep();
    admit();
  }

  const Model& model_;
  ScheduleSettings settings_;
  const StopRule& stop_;
  Random random_;
  SearchLoop<Model> loop_;
  double hot_ = 0;
  double cold_ = 0;
  double warm_ = 0;
  double done_ = 0;
  double expected_ = 0;
  bool stopped_ = false;
  std::int64_t iterations_ = 0;
  std::int64_t children_ = 0;
  std::int64_t pools_ = 0;
  bool have_best_ = false;
  Cost best_cost_ = 0;
  Sequences best_;
  int capacity_ = 1;
  bool ample_ = false;       ///< each plan of the pool has its run_iterations
  double run_share_ = 1;     ///< of the budget for one plan of the first pool
  int least_routes_ = 0;     ///< with one less, a plan left customers out
  int bred_ = 0;             ///< children of this pool
  double changed_mean_ = 0;  ///< customers of the last children that differ from the first parent
  int unchanged_ = 0;        ///< children since the pool last changed
  std::vector<Member> pool_;
};

}  // namespace dispatch::search
