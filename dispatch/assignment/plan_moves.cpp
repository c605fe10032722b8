#include <algorithm>

#include "dispatch/assignment/plan.h"

// Changing a plan, and taking changes back.
namespace dispatch::assignment {

void Plan::begin() {
  journaling_ = true;
  saved_cost_ = cost_;
  saved_count_ = 0;
  saved_where_.clear();
}

// Keeps a copy of the route before its first change; the copies' memory is used again and again.
void Plan::touch(int crew) {
  if (!journaling_ || touched_[static_cast<std::size_t>(crew)] != 0) return;
  touched_[static_cast<std::size_t>(crew)] = 1;
  if (saved_count_ == saved_.size()) saved_.emplace_back();
  auto& saved = saved_[saved_count_++];
  saved.crew = crew;
  saved.route = routes_[static_cast<std::size_t>(crew)];
}

void Plan::roll_back() {
  for (std::size_t i = saved_where_.size(); i-- > 0;)
    where_[static_cast<std::size_t>(saved_where_[i].first)] = saved_where_[i].second;
  for (std::size_t i = 0; i < saved_count_; ++i) {
    std::swap(routes_[static_cast<std::size_t>(saved_[i].crew)], saved_[i].route);
    touched_[static_cast<std::size_t>(saved_[i].crew)] = 0;
  }
  cost_ = saved_cost_;
  journaling_ = false;
}

void Plan::keep() {
  for (std::size_t i = 0; i < saved_count_; ++i) touched_[static_cast<std::size_t>(saved_[i].crew)] = 0;
  journaling_ = false;
}

void Plan::put_where(int stop, int crew) {
  auto& where = where_[static_cast<std::size_t>(stop)];
  if (journaling_) saved_where_.emplace_back(stop, where);
  if (where == nobody) cost_ -= postponed_[static_cast<std::size_t>(stop)];
  where = crew;
  if (where == nobody) cost_ += postponed_[static_cast<std::size_t>(stop)];
}

void Plan::insert(int stop, int crew, int position) {
  touch(crew);
  auto& stops = routes_[static_cast<std::size_t>(crew)].stops;
  stops.insert(stops.begin() + position, stop);
  put_where(stop, crew);
  refresh(crew);
}

void Plan::remove(int stop) {
  const int crew = crew_of(stop);
  if (crew == nobody) return;
  touch(crew);
  auto& route = routes_[static_cast<std::size_t>(crew)];
  const int at = position_of(stop);
  route.stops.erase(route.stops.begin() + at);
  if (at < route.frozen) --route.frozen;
  put_where(stop, nobody);
  refresh(crew);
}

void Plan::remove(std::span<const int> stops) {
  for (const int stop : stops) {
    const int crew = crew_of(stop);
    if (crew == nobody) continue;
    touch(crew);
    auto& route = routes_[static_cast<std::size_t>(crew)];
    const int at = position_of(stop);
    route.stops.erase(route.stops.begin() + at);
    if (at < route.frozen) --route.frozen;
    put_where(stop, nobody);
    stale_[static_cast<std::size_t>(crew)] = 1;
  }
  for (std::size_t crew = 0; crew < stale_.size(); ++crew) {
    if (stale_[crew] == 0) continue;
    stale_[crew] = 0;
    refresh(static_cast<int>(crew));
  }
}

void Plan::freeze(int crew, int visits) {
  touch(crew);
  auto& route = routes_[static_cast<std::size_t>(crew)];
  route.frozen = std::clamp(visits, 0, static_cast<int>(route.stops.size()));
  route.version = ++versions_;
}

void Plan::set_route(int crew, std::vector<int> stops) {
  touch(crew);
  auto& route = routes_[static_cast<std::size_t>(crew)];
  for (const int stop : route.stops) put_where(stop, nobody);
  route.frozen = 0;
  route.stops = std::move(stops);
  for (const int stop : route.stops) put_where(stop, crew);
  refresh(crew);
}

Cost Plan::saving(int stop) const {
  const int crew = crew_of(stop);
  const auto& route = this->route(crew);
  const auto& who = problem_->crews[static_cast<std::size_t>(crew)];
  const auto at = static_cast<std::size_t>(position_of(stop));
  const int place = at == 0 ? who.place : place_of(route.stops[at - 1]);
  const Seconds departure = at == 0 ? clock(crew).work(who.free_at) : route.depart[at - 1];
  const bool last = at + 1 == route.stops.size();
  const int next = last ? who.end_place : place_of(route.stops[at + 1]);
  const int here = place_of(stop);
  const Seconds direct = next < 0 || route.stops.size() == 1 ? 0 : problem_->travel(place, next);
  const Seconds travel =
      route.travel - problem_->travel(place, here) - (next < 0 ? 0 : problem_->travel(here, next)) + direct;
  if (route.stops.size() == 1) return route.cost;
  const int count = route.first[at] - route.first[at + 1];
  const Cost rest =
      evaluate(&route.pieces[static_cast<std::size_t>(route.first[at + 1])], count, departure + direct);
  return route.cost - (route.before[at] + rest + travel * drive_price(crew));
}

}  // namespace dispatch::assignment
