#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "dispatch/search/problem.h"

namespace dispatch::search {

/// What every model's node carries; a model adds its own fields.
struct Links {
  std::int32_t next = 0;
  std::int32_t prev = 0;
  std::int32_t route = -1;  ///< -1: in no route
  std::uint32_t stamp = 0;  ///< the change in which it was last saved
};

/// What every model's route carries; a model adds its own fields.
struct RouteLinks {
  std::int32_t size = 0;
  std::uint32_t stamp = 0;
};

/// All routes as rings through customers 1..customers(); the node head(r) begins and ends route r. Whatever
/// is written after begin() is saved once before the first write, so that undo() takes back exactly what
/// changed.
template <class Model>
class Routes {
 public:
  using Node = typename Model::Node;
  using Route = typename Model::Route;

  Routes(int customers, int routes)
      : customers_(customers),
        nodes_(static_cast<std::size_t>(customers + 1 + routes)),
        routes_(static_cast<std::size_t>(routes)),
        saved_nodes_(nodes_.size()),
        saved_routes_(routes_.size()),
        empty_(static_cast<std::size_t>(routes) / 64 + 1) {}

  int customers() const { return customers_; }
  int count() const { return static_cast<int>(routes_.size()); }
  int head(int route) const { return customers_ + 1 + route; }
  bool is_head(int node) const { return node > customers_; }
  bool served(int customer) const { return nodes_[customer].route >= 0; }
  const Node* nodes() const { return nodes_.data(); }
  const Route* routes() const { return routes_.data(); }
  const Node& node(int index) const { return nodes_[index]; }
  const Route& route(int index) const { return routes_[index]; }

  /// The node for writing, saved before the first write of this change.
  Node& change(int index) {
    Node& node = nodes_[index];
    if (node.stamp != stamp_) {
      saved_nodes_[saved_node_count_++] = {index, node};
      node.stamp = stamp_;
    }
    return node;
  }
  Route& change_route(int index) {
    Route& route = routes_[index];
    if (route.stamp != stamp_) {
      saved_routes_[saved_route_count_++] = {index, route};
      route.stamp = stamp_;
    }
    return route;
  }

  /// Everything so far stands; a new change begins.
  void begin() {
    if (++stamp_ == 0) forget_stamps();
    saved_node_count_ = 0;
    saved_route_count_ = 0;
  }

  void undo() {
    for (int i = 0; i < saved_node_count_; ++i) nodes_[saved_nodes_[i].index] = saved_nodes_[i].value;
    for (int i = 0; i < saved_route_count_; ++i) {
      routes_[saved_routes_[i].index] = saved_routes_[i].value;
      mark(saved_routes_[i].index);
    }
    begin();
  }

  /// The routes that this change has touched.
  int changed_routes() const { return saved_route_count_; }
  int changed_route(int i) const { return saved_routes_[i].index; }

  /// An empty route, -1 where there is none.
  int empty_route() const {
    for (std::size_t word = 0; word < empty_.size(); ++word)
      if (empty_[word] != 0) return static_cast<int>(word) * 64 + __builtin_ctzll(empty_[word]);
    return -1;
  }

  int used() const { return used_; }

  template <class Use>
  void each_used(Use&& use) const {
    for (std::size_t word = 0; word < empty_.size(); ++word) {
      const int from = static_cast<int>(word) * 64;
      const int here = std::min(64, count() - from);
      std::uint64_t used =
          ~empty_[word] & (here < 64 ? (std::uint64_t{1} << std::max(0, here)) - 1 : ~std::uint64_t{0});
      for (; used != 0; used &= used - 1) use(from + __builtin_ctzll(used));
    }
  }

  /// Links a customer behind a node; the model's figures are not touched.
  void link(int customer, int after) {
    Node& left = change(after);
    Node& own = change(customer);
    const int right = left.next;
    own.route = left.route;
    own.prev = after;
    own.next = right;
    left.next = customer;
    change(right).prev = customer;
    Route& route = change_route(left.route);
    if (route.size++ == 0) mark(left.route);
  }

  /// Unlinks `count` nodes that follow each other from `first` on; they keep their model's figures.
  void unlink(int first, int count, std::vector<int>& gone) {
    const int index = nodes_[first].route;
    const int left = nodes_[first].prev;
    int right = first;
    for (int i = 0; i < count; ++i) {
      Node& node = change(right);
      gone.push_back(right);
      node.route = -1;
      right = node.next;
    }
    change(left).next = right;
    change(right).prev = left;
    Route& route = change_route(index);
    route.size -= count;
    if (route.size == 0) mark(index);
  }

  /// What follows `a` and what follows `b`, nodes of two routes, change places; the model's figures do not.
  void swap_tails(int a, int b) {
    const int route_a = nodes_[a].route;
    const int route_b = nodes_[b].route;
    const Tail tail_a = move_tail(a, route_a, route_b);
    const Tail tail_b = move_tail(b, route_b, route_a);
    append(a, head(route_a), tail_b);
    append(b, head(route_b), tail_a);
    change_route(route_a).size += tail_b.size - tail_a.size;
    change_route(route_b).size += tail_a.size - tail_b.size;
    mark(route_a);
    mark(route_b);
  }

  /// All routes empty.
  void clear() {
    std::fill(empty_.begin(), empty_.end(), 0);
    used_ = count();
    for (int customer = 0; customer <= customers_; ++customer) nodes_[customer] = Node{};
    for (int index = 0; index < count(); ++index) {
      Node& node = nodes_[head(index)];
      node = Node{};
      node.next = node.prev = head(index);
      node.route = index;
      routes_[index] = Route{};
      mark(index);
    }
    stamp_ = 0;
    begin();
  }

  void mark(int index) {
    const std::uint64_t bit = std::uint64_t{1} << (index % 64);
    std::uint64_t& word = empty_[index / 64];
    used_ += (word & bit) != 0 ? 1 : 0;
    if (routes_[index].size == 0)
      word |= bit;
    else
      word &= ~bit;
    used_ -= (word & bit) != 0 ? 1 : 0;
  }

  /// The state before the running change, as sequences of customers.
  std::vector<std::vector<int>> sequences() const {
    std::vector<std::vector<int>> all;
    for (int index = 0; index < count(); ++index) {
      if (routes_[index].size == 0) continue;
      auto& sequence = all.emplace_back();
      for (int node = nodes_[head(index)].next; !is_head(node); node = nodes_[node].next)
        sequence.push_back(node);
    }
    return all;
  }

  /// Copies what stood before the running change into `kept`.
  void copy_before_change(std::vector<Node>& kept) const {
    kept = nodes_;
    for (int i = 0; i < saved_node_count_; ++i) kept[saved_nodes_[i].index] = saved_nodes_[i].value;
  }
  void copy(std::vector<Node>& kept) const { kept = nodes_; }

 private:
  struct SavedNode {
    std::int32_t index;
    Node value;
  };
  struct SavedRoute {
    std::int32_t index;
    Route value;
  };

  struct Tail {
    int first = 0;
    int last = 0;
    int size = 0;
  };

  Tail move_tail(int before, int from, int to) {
    Tail tail{nodes_[before].next, nodes_[head(from)].prev, 0};
    for (int node = tail.first; node != head(from); node = nodes_[node].next) {
      change(node).route = to;
      ++tail.size;
    }
    return tail;
  }

  void append(int node, int end, const Tail& tail) {
    const int first = tail.size == 0 ? end : tail.first;
    const int last = tail.size == 0 ? node : tail.last;
    change(node).next = first;
    change(first).prev = node;
    change(last).next = end;
    change(end).prev = last;
  }

  void forget_stamps() {
    for (auto& node : nodes_) node.stamp = 0;
    for (auto& route : routes_) route.stamp = 0;
    stamp_ = 1;
  }

  int customers_;
  std::vector<Node> nodes_;
  std::vector<Route> routes_;
  std::vector<SavedNode> saved_nodes_;
  std::vector<SavedRoute> saved_routes_;
  int saved_node_count_ = 0;
  int saved_route_count_ = 0;
  std::uint32_t stamp_ = 0;
  int used_ = 0;
  std::vector<std::uint64_t> empty_;
};

}  // namespace dispatch::search
