#include "dispatch/search/window_model.h"

namespace dispatch::search {

template <class Value>
WindowModel<Value>::WindowModel(const Problem& problem)
    : problem_(&problem),
      customers_(problem.customers()),
      fleet_(std::min(problem.fleet, problem.customers())),
      out_(problem.stops.size() * problem.stops.size()),
      least_in_(problem.stops.size(), value_limit),
      least_out_(problem.stops.size(), value_limit),
      servable_(problem.stops.size()) {
  const int places = problem.travel.size();
  std::int32_t longest = 0;
  bool symmetric = true;
  for (int from = 0; from < places; ++from) {
    const std::int32_t* travel = problem.travel.from(from);
    Value* kept = out_.data() + row(from);
    std::int32_t least = value_limit;
    for (int to = 0; to < places; ++to) {
      kept[to] = static_cast<Value>(travel[to]);
      longest = std::max(longest, travel[to]);
      if (to == from) continue;
      least = std::min(least, travel[to]);
      least_in_[to] = std::min(least_in_[to], travel[to]);
    }
    least_out_[from] = least;
    for (int to = 0; to < from && symmetric; ++to) symmetric = kept[to] == *(out(to) + from);
  }
  if (!symmetric) {
    into_.resize(out_.size());
    for (int from = 0; from < places; ++from)
      for (int to = 0; to < places; ++to) into_[row(to) + static_cast<std::size_t>(from)] = out(from)[to];
  }
  unserved_cost_ = Cost{longest} * 4 + 1;
  const Stop& depot = problem.stops[0];
  for (auto& keys : keys_) keys.resize(problem.stops.size());
  for (int customer = 1; customer <= customers_; ++customer) {
    const Stop& stop = problem.stops[customer];
    const std::int64_t out = problem.travel.at(0, customer);
    const std::int64_t start = std::max<std::int64_t>(stop.ready, depot.ready + out);
    servable_[customer] = stop.demand <= problem.capacity && start <= stop.due &&
                          start + stop.service + problem.travel.at(customer, 0) <= depot.due;
    keys_[1][customer] = -stop.demand;
    keys_[2][customer] = -problem.travel.at(0, customer);
    keys_[3][customer] = problem.travel.at(0, customer);
    keys_[4][customer] = stop.due - stop.ready;
    keys_[5][customer] = stop.ready;
    keys_[6][customer] = -stop.due;
  }
}

template <class Value>
void WindowModel<Value>::reset(State& state) const {
  state.clear();
  for (int route = 0; route < state.count(); ++route) {
    Node& head = state.change(state.head(route));
    head.next_cost = head.prev_cost = travel(0, 0);
    head.depart = problem_->stops[0].ready;
    head.latest_next = problem_->stops[0].due;
  }
  state.begin();
}

template <class Value>
void WindowModel<Value>::forward(State& state, int from) const {
  for (int node = from;;) {
    const Node& left = state.node(node);
    const int next = left.next;
    if (state.is_head(next)) return;
    const Stop& stop = problem_->stops[next];
    const std::int32_t depart = std::max(stop.ready, left.depart + left.next_cost) + stop.service;
    if (depart == state.node(next).depart) return;
    state.change(next).depart = depart;
    node = next;
  }
}

template <class Value>
void WindowModel<Value>::backward(State& state, int from) const {
  for (int node = from; !state.is_head(node);) {
    const Node& own = state.node(node);
    const int prev = own.prev;
    const Stop& stop = problem_->stops[node];
    const std::int32_t latest = std::min(stop.due, own.latest_next - own.next_cost - stop.service);
    if (latest == state.node(prev).latest_next) return;
    state.change(prev).latest_next = latest;
    node = prev;
  }
}

template <class Value>
Cost WindowModel<Value>::linked(State& state, int customer) const {
  Node& own = state.change(customer);
  Node& left = state.change(own.prev);
  const Stop& stop = problem_->stops[customer];
  const std::int32_t in = travel(place(own.prev), customer);
  const std::int32_t out = travel(customer, place(own.next));
  const Cost cost = Cost{in} + out - left.next_cost;
  own.next_cost = out;
  own.prev_cost = in;
  state.change(own.next).prev_cost = out;
  own.latest_next = left.latest_next;
  own.depart = std::max(stop.ready, left.depart + in) + stop.service;
  left.next_cost = in;
  state.change_route(own.route).load += stop.demand;
  forward(state, customer);
  // What this node says of its own latest arrival stands in `left`.
  backward(state, customer);
  return cost;
}

template <class Value>
Cost WindowModel<Value>::unlinked(State& state, int left_index, std::span<const int> gone) const {
  Node& left = state.change(left_index);
  Cost before = left.next_cost;
  std::int32_t load = 0;
  left.latest_next = state.node(gone.back()).latest_next;
  for (const int index : gone) {
    Node& node = state.change(index);
    before += node.next_cost;
    load += problem_->stops[index].demand;
    node.next_cost = node.prev_cost = absent;
  }
  left.next_cost = travel(place(left_index), place(left.next));
  state.change(left.next).prev_cost = left.next_cost;
  state.change_route(left.route).load -= load;
  forward(state, left_index);
  backward(state, left_index);
  return left.next_cost - before;
}

template <class Value>
std::int32_t WindowModel<Value>::load_up_to(const State& state, int node) const {
  std::int32_t load = 0;
  for (; !state.is_head(node); node = state.node(node).prev) load += problem_->stops[node].demand;
  return load;
}

template <class Value>
Cost WindowModel<Value>::swap_tails(State& state, int a, int b, Cost limit) const {
  const Node left_a = state.node(a);
  const Node left_b = state.node(b);
  const std::int32_t to_b = travel(place(a), place(left_b.next));
  const std::int32_t to_a = travel(place(b), place(left_a.next));
  const Cost cost = Cost{to_b} + to_a - left_a.next_cost - left_b.next_cost;
  if (cost >= limit) return limit;
  if (left_a.depart + to_b > left_b.latest_next || left_b.depart + to_a > left_a.latest_next) return limit;
  const std::int32_t before_a = load_up_to(state, a);
  const std::int32_t before_b = load_up_to(state, b);
  const std::int32_t load_a = before_a + state.route(left_b.route).load - before_b;
  const std::int32_t load_b = before_b + state.route(left_a.route).load - before_a;
  if (std::max(load_a, load_b) > problem_->capacity) return limit;
  state.swap_tails(a, b);
  state.change_route(left_a.route).load = load_a;
  state.change_route(left_b.route).load = load_b;
  const auto join = [&](int node, std::int32_t travel, std::int32_t latest) {
    Node& left = state.change(node);
    left.next_cost = travel;
    left.latest_next = latest;
    state.change(left.next).prev_cost = travel;
    Node& head = state.change(state.head(left.route));
    head.prev_cost = state.node(head.prev).next_cost;
  };
  join(a, to_b, left_b.latest_next);
  join(b, to_a, left_a.latest_next);
  for (const int node : {a, b}) {
    forward(state, node);
    backward(state, node);
  }
  return cost;
}

template class WindowModel<std::uint16_t>;
template class WindowModel<std::int32_t>;

}  // namespace dispatch::search
