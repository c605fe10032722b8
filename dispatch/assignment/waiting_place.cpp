#include "dispatch/assignment/waiting_place.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dispatch::assignment {
namespace {

class Placing {
 public:
  Placing(const Problem& problem, std::span<const int> idle, const std::vector<Expected>& expected,
          const WaitingOptions& options)
      : problem_(problem), expected_(expected), options_(options) {
    for (const int crew : idle) spots_.push_back({crew, problem.crews[static_cast<std::size_t>(crew)].place});
  }

  std::vector<WaitingPlace> run() {
    std::vector<WaitingPlace> found;
    for (auto& spot : spots_) {
      const auto best = best_for(spot);
      if (best.crew == nobody) continue;
      spot.place = best.place;
      found.push_back(best);
    }
    return found;
  }

 private:
  struct Spot {
    int crew;
    int place;
  };

  bool may(int crew, const Expected& call) const {
    const auto& who = problem_.crews[static_cast<std::size_t>(crew)];
    return who.skills.covers(call.skills) && who.serves(call.area);
  }
  Seconds drive(int from, int to) const {
    return std::min(problem_.travel(from, to), options_.as_good_as_none);
  }

  // How soon one of the others would be at each, and whether this crew may go at all.
  void look_around(const Spot& own) {
    others_.assign(expected_.size(), options_.as_good_as_none);
    may_.assign(expected_.size(), 0);
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      may_[i] = may(own.crew, expected_[i]) ? 1 : 0;
      if (may_[i] == 0) continue;
      for (const auto& other : spots_)
        if (other.crew != own.crew && may(other.crew, expected_[i]))
          others_[i] = std::min(others_[i], drive(other.place, expected_[i].place));
    }
  }

  WaitingPlace judge(const Spot& own, int place) const {
    WaitingPlace judged{own.crew, place, 0, 0, 0};
    double here = 0, there = 0;
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      if (may_[i] == 0) continue;
      const Seconds from_there = drive(place, expected_[i].place);
      if (from_there >= others_[i]) continue;
      const double count = expected_[i].per_hour * options_.ahead / 3600.0;
      judged.expected += count;
      there += count * from_there;
      here += count * std::min(others_[i], drive(own.place, expected_[i].place));
    }
    if (judged.expected <= 0) return judged;
    judged.here = static_cast<Seconds>(std::lround(here / judged.expected));
    judged.there = static_cast<Seconds>(std::lround(there / judged.expected));
    return judged;
  }

  // What all emergencies that it may go to would wait for somebody.
  double until_reached(int place) const {
    double sum = 0;
    for (std::size_t i = 0; i < expected_.size(); ++i)
      if (may_[i] != 0) sum += expected_[i].per_hour * std::min(others_[i], drive(place, expected_[i].place));
    return sum;
  }

  WaitingPlace best_for(const Spot& own) {
    look_around(own);
    const double stays = until_reached(own.place);
    std::vector<std::pair<int, double>> places;
    std::pair<int, double> least{own.place, stays};
    for (std::size_t i = 0; i < expected_.size(); ++i) {
      const int to = expected_[i].place;
      if (may_[i] == 0 || to == own.place || problem_.travel(own.place, to) > options_.farthest_drive)
        continue;
      const double sum = until_reached(to);
      if (sum < stays) places.emplace_back(to, sum);
      if (sum < least.second) least = {to, sum};
    }
    auto best = judge(own, nearest_of_the_good(own, places, least));
    if (best.place == own.place || best.expected < options_.least_expected ||
        best.here - best.there < options_.least_gain)
      best.crew = nobody;
    return best;
  }

  // Nobody drives on for next to nothing, and the advice is not another with each order that comes in.
  int nearest_of_the_good(const Spot& own, const std::vector<std::pair<int, double>>& places,
                          const std::pair<int, double>& least) const {
    const double its_calls = judge(own, least.first).expected * 3600.0 / options_.ahead;
    const double as_good = least.second + its_calls * options_.as_good_as_best;
    int place = least.first;
    for (const auto& [to, sum] : places)
      if (sum <= as_good && problem_.travel(own.place, to) < problem_.travel(own.place, place)) place = to;
    return place;
  }

  const Problem& problem_;
  const std::vector<Expected>& expected_;
  const WaitingOptions& options_;
  std::vector<Spot> spots_;
  std::vector<Seconds> others_;
  std::vector<char> may_;
};

}  // namespace

std::vector<WaitingPlace> waiting_places(const Problem& problem, std::span<const int> idle,
                                         const std::vector<Expected>& expected,
                                         const WaitingOptions& options) {
  if (expected.empty()) return {};
  return Placing(problem, idle, expected, options).run();
}

}  // namespace dispatch::assignment
