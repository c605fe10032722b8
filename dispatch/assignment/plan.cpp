#include "dispatch/assignment/plan.h"

#include <algorithm>

namespace dispatch::assignment {
namespace {

// The fixed part of a decision about who goes.
Cost crew_cost(const Stop& stop, int crew, const Prices& prices) {
  Cost cost = 0;
  const auto level = static_cast<std::size_t>(stop.level);
  if (stop.preferred_crew >= 0 && crew != nobody && crew != stop.preferred_crew)
    cost += prices.other_crew_than_preferred;
  if (stop.published_crew >= 0 && crew != stop.published_crew) cost += prices.moved_to_another_crew[level];
  if (stop.told_nobody && crew != nobody) cost += prices.given_to_a_crew;
  if (crew == nobody) cost += prices.postponed[level];
  return cost * per_travel_second;
}

}  // namespace

Seconds WorkTime::work(Seconds real) const {
  Seconds rested = 0;
  for (const auto& one : breaks_) {
    if (real <= one.from) break;
    rested += std::min(real, one.to) - one.from;
  }
  return real - rested;
}

Seconds WorkTime::real(Seconds work) const {
  for (const auto& one : breaks_) {
    if (work < one.from) break;
    work += one.to - one.from;
  }
  return work;
}

Plan::Plan(const Problem& problem) : problem_(&problem), words_((problem.crews.size() + 63) / 64) {
  routes_.resize(problem.crews.size());
  touched_.assign(problem.crews.size(), 0);
  stale_.assign(problem.crews.size(), 0);
  for (int stop = 0; stop < static_cast<int>(problem.stops.size()); ++stop) stop_added();
  for (int crew = 0; crew < crews(); ++crew) refresh(crew);
}

int Plan::position_of(int stop) const {
  const int crew = crew_of(stop);
  if (crew == nobody) return -1;
  const auto& stops = route(crew).stops;
  return static_cast<int>(std::find(stops.begin(), stops.end(), stop) - stops.begin());
}

void Plan::load_stop(int stop) {
  const auto index = static_cast<std::size_t>(stop);
  const auto& what = problem_->stops[index];
  for (std::size_t word = 0; word < words_; ++word) eligible_[index * words_ + word] = 0;
  for (int crew = 0; crew < crews(); ++crew)
    if (first_rule_against(problem_->crews[static_cast<std::size_t>(crew)], crew, what) == Rule::none)
      eligible_[index * words_ + static_cast<std::size_t>(crew >> 6)] |= 1ULL << (crew & 63);
  load_costs(stop);
}

void Plan::load_costs(int stop) {
  const auto index = static_cast<std::size_t>(stop);
  const auto& what = problem_->stops[index];
  start_costs_[index] = start_cost(what, problem_->prices);
  certain_costs_[index] = certain_cost(what, problem_->prices);
  const auto& pieces = start_costs_[index].pieces();
  hot_[index] = {what.place,    std::max(what.release, what.pinned_start),
                 what.duration, static_cast<int>(pieces.size()),
                 pieces.data(), !what.parts.empty(),
                 what.partner};
  postponed_[index] =
      what.open ? certain_costs_[index](what.postponed_start) + crew_cost(what, nobody, problem_->prices) : 0;
}

void Plan::stop_added() {
  const int stop = static_cast<int>(where_.size());
  where_.push_back(nobody);
  eligible_.resize(eligible_.size() + words_);
  start_costs_.emplace_back();
  certain_costs_.emplace_back();
  hot_.emplace_back();
  postponed_.push_back(0);
  load_stop(stop);
  cost_ += postponed_.back();
}

void Plan::stop_changed(int stop) {
  const auto index = static_cast<std::size_t>(stop);
  const int crew = where_[index];
  if (crew != nobody && !problem_->stops[index].open) {
    auto& route = routes_[static_cast<std::size_t>(crew)];
    const auto at = position_of(stop);
    route.stops.erase(route.stops.begin() + at);
    if (at < route.frozen) --route.frozen;
    where_[index] = nobody;
    load_stop(stop);
    cost_ += postponed_[index];
    refresh(crew);
    return;
  }
  if (crew == nobody) cost_ -= postponed_[index];
  load_stop(stop);
  if (crew == nobody) cost_ += postponed_[index];
  if (crew != nobody) refresh(crew);
}

void Plan::stop_repriced(int stop) {
  const bool out = crew_of(stop) == nobody;
  if (out) cost_ -= postponed_[static_cast<std::size_t>(stop)];
  load_costs(stop);
  if (out) cost_ += postponed_[static_cast<std::size_t>(stop)];
}

void Plan::refresh_all() {
  for (int crew = 0; crew < crews(); ++crew) refresh(crew);
}

void Plan::crew_changed(int crew) {
  const auto& changed = problem_->crews[static_cast<std::size_t>(crew)];
  for (int stop = 0; stop < static_cast<int>(where_.size()); ++stop) {
    auto& word = eligible_[static_cast<std::size_t>(stop) * words_ + static_cast<std::size_t>(crew >> 6)];
    const auto bit = 1ULL << (crew & 63);
    const auto& what = problem_->stops[static_cast<std::size_t>(stop)];
    word = first_rule_against(changed, crew, what) == Rule::none ? word | bit : word & ~bit;
  }
  refresh(crew);
}

Cost Plan::fixed_cost(int stop, int crew) const {
  const auto& what = problem_->stops[static_cast<std::size_t>(stop)];
  // A minute of work at p seconds of travel is p sixtieths for each second.
  return crew_cost(what, crew, problem_->prices) +
         Cost{what.duration} * problem_->crews[static_cast<std::size_t>(crew)].price_per_minute;
}

void Plan::refresh(int crew) {
  auto& route = routes_[static_cast<std::size_t>(crew)];
  const auto& who = problem_->crews[static_cast<std::size_t>(crew)];
  cost_ -= route.cost;
  refresh_prefix(who, route);
  refresh_suffix(who, route);
  route.version = ++versions_;
  cost_ += route.cost;
}

void Plan::refresh_prefix(const Crew& crew, Route& route) {
  const auto n = route.stops.size();
  const int index = static_cast<int>(&route - routes_.data());
  const auto& travel = problem_->travel;
  route.start.resize(n);
  route.places.resize(n);
  route.drive.resize(n + 1);
  route.depart.resize(n);
  route.before.resize(n + 1);
  route.before[0] = 0;
  route.travel = 0;
  Seconds at = clock(index).work(crew.free_at);
  int place = crew.place;
  for (std::size_t i = 0; i < n; ++i) {
    const int stop = route.stops[i];
    const auto& what = hot_[static_cast<std::size_t>(stop)];
    const Seconds drive = travel(place, what.place);
    route.places[i] = what.place;
    route.drive[i] = drive;
    route.travel += drive;
    route.before[i + 1] =
        route.before[i] + visit_cost(what, crew.breaks, at + drive, route.start[i]) + fixed_cost(stop, index);
    at = route.depart[i] = route.start[i] + what.duration;
    place = what.place;
  }
  const Seconds home = crew.end_place < 0 || n == 0 ? 0 : travel(place, crew.end_place);
  route.travel += home;
  route.drive[n] = home;
  const Seconds over = at + home - clock(index).work(crew.shift_end);
  const Cost overtime =
      n == 0 ? 0 : Cost{std::max(over, 0)} * problem_->prices.overtime_per_second * per_travel_second;
  route.cost = route.before[n] + overtime + route.travel * drive_price(index);
}

namespace {

// A stop's start cost in the crew's work time: each stretch between two breaks is moved by the breaks before
// it.
void to_work_time(const std::vector<Piece>& pieces, const std::vector<Break>& breaks,
                  std::vector<Piece>& out) {
  out.clear();
  Seconds rested = 0;
  for (std::size_t k = 0; k <= breaks.size(); ++k) {
    const Seconds from = k == 0 ? -never : breaks[k - 1].to;
    const Seconds to = k == breaks.size() ? never : breaks[k].from;
    const int count = static_cast<int>(pieces.size());
    for (int i = 0; i < count; ++i) {
      const auto& piece = pieces[static_cast<std::size_t>(i)];
      const Seconds begin = i == 0 ? from : std::max(from, piece.from);
      const Seconds end = i + 1 < count ? std::min(to, pieces[static_cast<std::size_t>(i) + 1].from) : to;
      if (begin >= end) continue;
      out.push_back({begin - rested, piece.value + piece.slope * (begin - piece.from), piece.slope});
    }
    if (k < breaks.size()) rested += breaks[k].to - breaks[k].from;
  }
  if (out.empty()) out.push_back({});
}

// Walks two sorted lists of pieces at once and writes their sum from `from` on; `b` is read `shift` later.
void add_pieces(const Piece* a, int a_count, const Piece* b, int b_count, Seconds shift, Seconds from,
                std::vector<Piece>& out) {
  int i = 0;
  int j = 0;
  while (i + 1 < a_count && a[i + 1].from <= from) ++i;
  while (j + 1 < b_count && b[j + 1].from - shift <= from) ++j;
  Seconds at = from;
  for (;;) {
    out.push_back(
        {at, a[i].value + a[i].slope * (at - a[i].from) + b[j].value + b[j].slope * (at + shift - b[j].from),
         a[i].slope + b[j].slope});
    const Seconds next_a = i + 1 < a_count ? a[i + 1].from : never;
    const Seconds next_b = j + 1 < b_count ? b[j + 1].from - shift : never;
    at = std::min(next_a, next_b);
    if (at >= never) return;
    if (next_a == at) ++i;
    if (next_b == at) ++j;
  }
}

}  // namespace

void Plan::refresh_suffix(const Crew& crew, Route& route) {
  const auto n = route.stops.size();
  const auto time = WorkTime{crew.breaks};
  const Seconds shift_end = time.work(crew.shift_end);
  const Cost wait_slope = Cost{problem_->prices.waiting_per_ten_seconds} * 6;
  route.latest.resize(n + 1);
  route.first.resize(n + 1);
  route.pieces.clear();
  route.first[n] = 0;
  route.latest[n] = std::min(never, shift_end + crew.most_overtime);
  const Cost per_second = Cost{problem_->prices.overtime_per_second} * per_travel_second;
  const Seconds free_at = time.work(crew.free_at);
  route.pieces.push_back({std::min(free_at, shift_end), 0, 0});
  if (shift_end < never) route.pieces.push_back({shift_end, 0, per_second});
  int next_place = crew.end_place;
  for (std::size_t k = n; k-- > 0;) {
    const auto& what = hot_[static_cast<std::size_t>(route.stops[k])];
    const Seconds onward = what.duration + (next_place < 0 ? 0 : problem_->travel(what.place, next_place));
    const Seconds release = time.work(what.earliest);
    route.latest[k] = route.latest[k + 1] - onward;
    const int begin = static_cast<int>(route.pieces.size());
    route.first[k] = begin;
    const auto& own = start_costs_[static_cast<std::size_t>(route.stops[k])].pieces();
    const std::vector<Piece>* mine = &own;
    if (!crew.breaks.empty()) {
      to_work_time(own, crew.breaks, scratch_);
      mine = &scratch_;
    }
    // The later function may move in memory while this one grows behind it.
    const int later = route.first[k + 1];
    const int later_count = begin - later;
    const Seconds from = std::max(free_at, release);
    if (release > free_at) route.pieces.push_back({free_at, 0, -wait_slope});
    later_.assign(route.pieces.begin() + later, route.pieces.begin() + later + later_count);
    add_pieces(mine->data(), static_cast<int>(mine->size()), later_.data(), later_count, onward, from,
               route.pieces);
    if (release > free_at)
      route.pieces[static_cast<std::size_t>(begin)].value =
          route.pieces[static_cast<std::size_t>(begin) + 1].value + wait_slope * (release - free_at);
    for (auto i = static_cast<std::size_t>(begin); i < route.pieces.size(); ++i)
      route.pieces[i].value += fixed_cost(route.stops[k], static_cast<int>(&route - routes_.data()));
    next_place = what.place;
  }
}

}  // namespace dispatch::assignment
