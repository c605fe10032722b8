#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dispatch/search/problem.h"
#include "dispatch/search/routes.h"

namespace dispatch::search {

/// The route model of hard time windows and capacity: every node knows the earliest departure of the route up
/// to it and the latest arrival that the rest of the route allows, so that an insertion is judged in constant
/// time. Shape: `Value` is the type in which travel is kept: half the bytes are half the misses of the cache.
template <class Value>
class WindowModel {
 public:
  /// Travel beside a customer that is in no route: so little that nothing can be gained beside it.
  static constexpr std::int32_t absent = -(1 << 29);
  /// More than any insertion costs, and less than one beside an absent customer seems to.
  static constexpr Cost too_much = Cost{1} << 28;
  struct Node : Links {
    std::int32_t next_cost = absent;  ///< travel to the next node
    std::int32_t prev_cost = absent;  ///< travel from the node before
    std::int32_t depart = 0;          ///< earliest end of service here
    std::int32_t latest_next = 0;     ///< latest arrival at the next node
  };
  struct Route : RouteLinks {
    std::int32_t load = 0;
  };
  using State = Routes<WindowModel>;

  explicit WindowModel(const Problem& problem);

  int customers() const { return customers_; }
  int routes() const { return fleet_; }
  /// Could the customer be served by a route of its own?
  bool servable(int customer) const { return servable_[customer] != 0; }
  /// What leaving the customer out costs: more than any detour.
  Cost unserved_cost(int) const { return unserved_cost_; }

  /// Orders in which removed customers come back, each with the number of its lots in the draw; order 0 is by
  /// chance. Smaller keys first.
  static constexpr std::array<int, 7> order_lots{4, 4, 2, 1, 2, 2, 2};
  std::int32_t order_key(int order, int customer) const { return keys_[order][customer]; }

  /// All that an insertion of one customer needs at hand.
  class Probe {
   public:
    Probe(const WindowModel& model, const State& state, int customer)
        : nodes_(state.nodes()),
          routes_(state.routes()),
          to_(model.into(customer)),
          from_(model.out(customer)),
          customers_(model.customers_),
          least_in_(model.least_in_[customer]),
          least_out_(model.least_out_[customer]),
          ready_(model.problem_->stops[customer].ready),
          due_(model.problem_->stops[customer].due),
          service_(model.problem_->stops[customer].service),
          room_(model.problem_->capacity - model.problem_->stops[customer].demand) {}

    /// The added cost behind the node `after`; `limit` where that is not less or not allowed.
    Cost at(int after, Cost limit) const { return behind(after, to_[after > customers_ ? 0 : after], limit); }
    /// The same behind a customer whose travel to this one is `in`.
    Cost behind(int other, std::int32_t in, Cost limit) const {
      const Node& left = nodes_[other];
      return judge(left, in, from_[left.next > customers_ ? 0 : left.next], limit);
    }
    /// The same before a customer to which the travel is `out`.
    Cost ahead(int other, std::int32_t out, Cost limit) const {
      const Node& right = nodes_[other];
      return judge(nodes_[right.prev], to_[right.prev > customers_ ? 0 : right.prev], out, limit);
    }
    /// A bound for `behind` where the next customer is at least as far; where it is nearer, `ahead` of that
    /// one finds the position.
    std::int32_t least_behind(int other, std::int32_t in) const {
      const Node& left = nodes_[other];
      const std::int32_t open = (customers_ - left.next) >> 31;  // all ones before a head
      return in + in + ((least_out_ - in) & open) - left.next_cost;
    }
    std::int32_t least_ahead(int other, std::int32_t out) const {
      const Node& right = nodes_[other];
      const std::int32_t open = (customers_ - right.prev) >> 31;
      return out + out + ((least_in_ - out) & open) - right.prev_cost;
    }

   private:
    Cost judge(const Node& left, std::int32_t in, std::int32_t out, Cost limit) const {
      const std::int32_t cost = in + out - left.next_cost;
      const std::int32_t start = std::max(ready_, left.depart + in);
      const std::int32_t short_of = (static_cast<std::int32_t>(limit) - 1 - cost) | (due_ - start) |
                                    (left.latest_next - service_ - out - start) |
                                    (room_ - routes_[left.route].load);
      return short_of < 0 ? limit : cost;
    }

    const Node* nodes_;
    const Route* routes_;
    const Value* to_;
    const Value* from_;
    int customers_;
    std::int32_t least_in_;
    std::int32_t least_out_;
    std::int32_t ready_;
    std::int32_t due_;
    std::int32_t service_;
    std::int32_t room_;
  };

  /// All routes empty.
  void reset(State& state) const;
  /// After Routes::link: refreshes the route and tells the change of cost.
  Cost linked(State& state, int customer) const;
  /// After Routes::unlink of `gone` behind `left`: refreshes the route and tells the change of cost.
  Cost unlinked(State& state, int left, std::span<const int> gone) const;
  /// Exchanges what follows `a` with what follows `b`, nodes of two routes, where the rules allow it and the
  /// cost changes by less than `limit`; the change, or `limit` where nothing was done.
  Cost swap_tails(State& state, int a, int b, Cost limit) const;

 private:
  int place(int node) const { return node > customers_ ? 0 : node; }
  const Value* out(int place) const { return out_.data() + row(place); }
  const Value* into(int place) const { return (into_.empty() ? out_ : into_).data() + row(place); }
  std::size_t row(int place) const {
    return static_cast<std::size_t>(place) * (static_cast<std::size_t>(customers_) + 1);
  }
  std::int32_t travel(int from, int to) const { return out(from)[to]; }
  std::int32_t load_up_to(const State& state, int node) const;
  void forward(State& state, int from) const;
  void backward(State& state, int from) const;

  const Problem* problem_;
  int customers_;
  int fleet_;
  Cost unserved_cost_ = 0;
  std::vector<Value> out_;
  std::vector<Value> into_;  ///< travel into a place from every place; empty where that is the same

  std::vector<std::int32_t> least_in_;
  std::vector<std::int32_t> least_out_;
  std::vector<char> servable_;
  std::array<std::vector<std::int32_t>, order_lots.size()> keys_;
};

}  // namespace dispatch::search
