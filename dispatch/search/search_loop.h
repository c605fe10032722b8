#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "dispatch/search/insertion.h"
#include "dispatch/search/neighbours.h"
#include "dispatch/search/problem.h"
#include "dispatch/search/random.h"
#include "dispatch/search/routes.h"

namespace dispatch::search {

struct LoopSettings {
  int string_limit = 10;       ///< longest string removed
  double mean_removed = 10;    ///< customers removed, on average
  double split_share = 0.5;    ///< strings that leave a piece in their middle
  double split_growth = 0.01;  ///< chance that this piece grows by one more
  double tail_share = 0.2;     ///< steps that exchange the ends of two routes instead
  double wide_share = 0.1;     ///< steps that look at the ends of all routes as well
  double reach = 0.5;          ///< neighbours farther than a found cost over this are left to wide steps
  int unserved_tried = 30;     ///< of those left out, in one step
  double blink = 0.01;         ///< chance that a position is overlooked
};

/// Ruin and recreate with acceptance by temperature. `Model` is a route model: see README.md here for what it
/// has to offer and window_model.h for one.
template <class Model>
class SearchLoop {
 public:
  using Node = typename Model::Node;
  using State = Routes<Model>;
  using Probe = typename Model::Probe;
  using Sequences = std::vector<std::vector<int>>;

  SearchLoop(const Model& model, const Neighbours& neighbours, const LoopSettings& settings, Random& random)
      : model_(model),
        neighbours_(neighbours),
        settings_(settings),
        random_(random),
        state_(model.customers(), model.routes()),
        most_routes_(model.routes()),
        blink_(random, settings.blink),
        insertion_(model, state_, neighbours, settings.reach, blink_) {
    for (double& value : chance_) value = -std::log(std::max(random_.unit(), 1e-12));  // finite
    removed_.reserve(static_cast<std::size_t>(model.customers()));
    clear();
  }

  SearchLoop(const SearchLoop&) = delete;
  SearchLoop& operator=(const SearchLoop&) = delete;

  /// Opens no further route while so many are in use; those that are more stay.
  void allow_routes(int most) { most_routes_ = most; }

  /// Steps begin at these customers from now on; at all of them where none are named.
  void focus(std::vector<int> customers) { focus_ = std::move(customers); }

  State& state() { return state_; }
  const State& state() const { return state_; }
  Cost cost() const { return cost_; }
  Cost best_cost() const { return best_cost_; }
  /// Of the routes alone, without what the unserved are charged.
  Cost routed_cost() const {
    Cost cost = cost_;
    for (const int customer : unserved_) cost -= model_.unserved_cost(customer);
    return cost;
  }
  const std::vector<int>& unserved() const { return unserved_; }

  void clear() {
    model_.reset(state_);
    cost_ = 0;
    unserved_.clear();
    for (int customer = 1; customer <= model_.customers(); ++customer)
      if (model_.servable(customer)) {
        unserved_.push_back(customer);
        cost_ += model_.unserved_cost(customer);
      }
    best_cost_ = cost_;
    best_saved_ = false;
  }

  /// Takes the routes as they are, as far as they fit; the rest is unserved.
  void load(const Sequences& sequences) {
    clear();
    int route = 0;
    for (const auto& sequence : sequences) {
      if (route == state_.count()) break;
      int last = state_.head(route);
      for (const int customer : sequence)
        if (!state_.served(customer) && model_.servable(customer) &&
            Probe(model_, state_, customer).at(last, Model::too_much) < Model::too_much) {
          put(customer, last);
          last = customer;
        }
      if (last != state_.head(route)) ++route;
    }
    std::erase_if(unserved_, [&](int customer) {
      if (!state_.served(customer)) return false;
      cost_ -= model_.unserved_cost(customer);
      return true;
    });
    state_.begin();
    start_best();
  }

  /// Puts in whatever is unserved, in an order of the model's.
  void insert_unserved(int order) {
    removed_ = unserved_;
    for (const int customer : unserved_) cost_ -= model_.unserved_cost(customer);
    unserved_.clear();
    sort_removed(order);
    recreate(far);
    state_.begin();
    start_best();
  }

  /// One step: ruin, recreate, accept or undo. Units: `temperature` as the cost.
  void step(double temperature) {
    const Cost before = cost_;
    const double allowed = temperature * chance_[random_.next() & (chances - 1)];
    const Cost limit = before + 1 + static_cast<Cost>(allowed);
    if (random_.unit() < settings_.tail_share) {
      exchange_tails(before, limit - before);
      return;
    }
    kept_unserved_ = unserved_;
    ruin();
    sort_removed(draw_order());
    if (!recreate(limit) || cost_ >= limit) {
      state_.undo();
      cost_ = before;
      unserved_ = kept_unserved_;
      return;
    }
    accept(before);
  }

  /// The best routes so far.
  Sequences best() const {
    if (!best_saved_) return state_.sequences();
    Sequences all;
    for (int route = 0; route < state_.count(); ++route) {
      const int head = state_.head(route);
      if (best_[head].next == head) continue;
      auto& sequence = all.emplace_back();
      for (int node = best_[head].next; !state_.is_head(node); node = best_[node].next)
        sequence.push_back(node);
    }
    return all;
  }

  void start_best() {
    best_cost_ = cost_;
    best_saved_ = false;
  }

 private:
  static constexpr Cost far = Cost{1} << 60;
  static constexpr std::size_t chances = 4096;

  void accept(Cost before) {
    if (cost_ < best_cost_) {
      best_cost_ = cost_;
      best_saved_ = false;
    } else if (!best_saved_ && before == best_cost_ && cost_ > before) {
      // The best is copied only when it is left, not at each of many small steps down to it.
      state_.copy_before_change(best_);
      best_saved_ = true;
    }
    state_.begin();
  }

  // The end behind a customer for that of another route, at the nearest successor where that is allowed.
  void exchange_tails(Cost before, Cost limit) {
    const int customer = draw_customer();
    const int route = state_.node(customer).route;
    if (route < 0) return;
    for (const auto& [other, travel] : neighbours_.after.of(customer)) {
      const Node& right = state_.node(other);
      if (right.route < 0 || right.route == route || blink_.happens()) continue;
      const Cost cost = model_.swap_tails(state_, customer, right.prev, limit);
      if (cost >= limit) continue;
      cost_ += cost;
      accept(before);
      return;
    }
  }

  int draw_customer() {
    return focus_.empty() ? 1 + random_.below(model_.customers())
                          : focus_[random_.below(static_cast<int>(focus_.size()))];
  }

  void put(int customer, int after) {
    state_.link(customer, after);
    cost_ += model_.linked(state_, customer);
  }

  void cut(int first, int count) {
    const int left = state_.node(first).prev;
    const std::size_t from = removed_.size();
    state_.unlink(first, count, removed_);
    cost_ += model_.unlinked(state_, left, std::span<const int>(removed_).subspan(from));
  }

  int draw_order() {
    int lots = 0;
    for (const int lot : Model::order_lots) lots += lot;
    int drawn = random_.below(lots);
    int order = 0;
    while (drawn >= Model::order_lots[order]) drawn -= Model::order_lots[order++];
    return order;
  }

  void sort_removed(int order) {
    keyed_.clear();
    if (order == 0)
      for (const int customer : removed_)
        keyed_.push_back({static_cast<std::int32_t>(random_.next() >> 33), customer});
    else
      for (const int customer : removed_) keyed_.push_back({model_.order_key(order, customer), customer});
    if (keyed_.size() > 48) {
      std::sort(keyed_.begin(), keyed_.end(), [](const Keyed& a, const Keyed& b) {
        return a.key != b.key ? a.key < b.key : a.customer < b.customer;
      });
    } else {
      for (std::size_t i = 1; i < keyed_.size(); ++i) {
        const Keyed item = keyed_[i];
        std::size_t to = i;
        for (; to > 0 && keyed_[to - 1].key > item.key; --to) keyed_[to] = keyed_[to - 1];
        keyed_[to] = item;
      }
    }
  }

  void ruin() {
    removed_.clear();
    for (int tried = 0; tried < settings_.unserved_tried && !unserved_.empty(); ++tried) {
      std::swap(unserved_[random_.below(static_cast<int>(unserved_.size()))], unserved_.back());
      cost_ -= model_.unserved_cost(unserved_.back());
      removed_.push_back(unserved_.back());
      unserved_.pop_back();
    }
    const int customers = model_.customers();
    const int seed = draw_customer();
    const int used = std::max(1, state_.used());
    const double mean_size = static_cast<double>(customers) / used;
    const double longest = std::min<double>(settings_.string_limit, mean_size);
    const double most = std::max(1.0, 4 * settings_.mean_removed / (1 + longest) - 1);
    const int strings = static_cast<int>(1 + random_.unit() * most);
    int done = 0;
    for (const auto& [customer, travel] : neighbours_.near.of(seed)) {
      if (done >= strings) break;
      const Node& node = state_.node(customer);
      if (node.route < 0 || ruined(node.route)) continue;
      ruined_[done++ % ruined_.size()] = node.route;
      const double bound = std::min<double>(state_.route(node.route).size, longest);
      remove_string(customer, std::max(1, std::min(static_cast<int>(bound),
                                                   static_cast<int>(1 + random_.unit() * bound))));
      ruined_count_ = done;
    }
    ruined_count_ = 0;
  }

  bool ruined(int route) const {
    for (int i = 0; i < ruined_count_ && i < static_cast<int>(ruined_.size()); ++i)
      if (ruined_[i] == route) return true;
    return false;
  }

  // Removes `length` customers around one; half of the strings leave a piece standing in their middle.
  void remove_string(int customer, int length) {
    const int size = state_.route(state_.node(customer).route).size;
    int stays = 0;
    if (length > 1 && length < size && random_.unit() < settings_.split_share) {
      stays = 1;
      while (length + stays < size && random_.unit() < settings_.split_growth) ++stays;
    }
    const int whole = length + stays;
    int back = random_.below(whole);
    int first = customer;
    int behind = 1;  // customers from `first` to the end of the window
    while (back > 0 && !state_.is_head(state_.node(first).prev)) {
      first = state_.node(first).prev;
      ++behind;
      --back;
    }
    // The window may not reach over the end of the route.
    int node = customer;
    while (behind < whole && !state_.is_head(state_.node(node).next)) {
      node = state_.node(node).next;
      ++behind;
    }
    while (behind < whole) {
      first = state_.node(first).prev;
      ++behind;
    }
    if (stays == 0) {
      cut(first, whole);
      return;
    }
    const int head_part = 1 + random_.below(length - 1);
    int rest = first;
    for (int i = 0; i < head_part + stays; ++i) rest = state_.node(rest).next;
    cut(first, head_part);
    cut(rest, length - head_part);
  }

  // Puts the removed back one by one where each is cheapest; false as soon as the cost reaches the limit.
  bool recreate(Cost limit) {
    const bool wide = random_.unit() < settings_.wide_share;
    for (const Keyed& item : keyed_) {
      const int customer = item.customer;
      const Cost room = std::min(Model::too_much, limit - cost_);
      Position position = insertion_.near(customer, room, state_.used() < most_routes_, wide);
      if (position.place < 0) {
        // What costs more than this is undone anyhow; so is leaving the customer out.
        if (room < Model::too_much && room < model_.unserved_cost(customer)) return false;
        position = insertion_.anywhere(customer);
      }
      if (position.place < 0) {
        unserved_.push_back(customer);
        cost_ += model_.unserved_cost(customer);
      } else {
        put(customer, position.place);
      }
      if (cost_ >= limit) return false;
    }
    return true;
  }

  struct Keyed {
    std::int32_t key;
    int customer;
  };

  const Model& model_;
  const Neighbours& neighbours_;
  LoopSettings settings_;
  Random& random_;
  State state_;
  int most_routes_;
  Rarely blink_;
  Insertion<Model> insertion_;
  Cost cost_ = 0;
  Cost best_cost_ = 0;
  bool best_saved_ = false;
  std::vector<Node> best_;
  std::vector<int> focus_;
  std::vector<int> unserved_;
  std::vector<int> kept_unserved_;
  std::vector<int> removed_;
  std::vector<Keyed> keyed_;
  std::array<int, 64> ruined_{};
  int ruined_count_ = 0;
  std::array<double, chances> chance_{};
};

}  // namespace dispatch::search
