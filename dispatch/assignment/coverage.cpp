#include "dispatch/assignment/coverage.h"

#include <algorithm>
#include <cmath>

namespace dispatch::assignment {
namespace {

constexpr int most_steps = 16;
constexpr std::size_t most_points = 8;
constexpr double least_doubt = 120;
/// A missed emergency is late as well: a fifth beyond its charge.
constexpr double emergency_beside_charge = 1.2;
/// Half the width of the even distribution that has the same variance.
double half_width(double variance) { return std::sqrt(3 * variance) + least_doubt; }

}  // namespace

std::vector<LikelyDuration> one_hour() { return std::vector<LikelyDuration>(1, LikelyDuration{3600, 1.0}); }

void Coverage::group(const Problem& problem) {
  zones_.clear();
  zone_area_.clear();
  zone_limit_.clear();
  kinds_.clear();
  for (const auto& expected : options_.expected) {
    std::size_t zone = 0;
    while (zone < zones_.size() && !(zones_[zone] == expected.place && zone_area_[zone] == expected.area &&
                                     zone_limit_[zone] == expected.limit))
      ++zone;
    if (zone == zones_.size()) {
      zones_.push_back(expected.place);
      zone_area_.push_back(expected.area);
      zone_limit_.push_back(expected.limit);
    }
    auto kind = std::find_if(kinds_.begin(), kinds_.end(),
                             [&](const Kind& one) { return one.skills == expected.skills; });
    if (kind == kinds_.end()) {
      kinds_.push_back({expected.skills, {}, {}});
      kind = kinds_.end() - 1;
    }
    kind->rate.resize(std::max(kind->rate.size(), zone + 1));
    kind->rate[zone] += static_cast<float>(expected.per_hour * options_.step / 3600.0);
  }
  for (auto& kind : kinds_) {
    kind.rate.resize(zones_.size());
    for (int crew = 0; crew < static_cast<int>(problem.crews.size()); ++crew)
      if (problem.crews[static_cast<std::size_t>(crew)].skills.covers(kind.skills))
        kind.crews.push_back(crew);
  }
}

void Coverage::look(const Plan& plan, const std::vector<Outlook>& outlooks, Seconds now) {
  plan_ = &plan;
  now_ = now;
  outlooks_ = outlooks;
  const auto& problem = plan.problem();
  if (kinds_.empty()) group(problem);
  const Seconds ahead = std::min(options_.horizon, options_.until - now);
  steps_ = std::clamp((ahead + options_.step - 60) / options_.step, 0, most_steps);
  shift_end_ = 0;
  for (const auto& crew : problem.crews)
    shift_end_ =
        std::max(shift_end_, std::min(crew.shift_end, never - crew.most_overtime) + crew.most_overtime);
  Seconds longest = 0;
  for (const auto& one : options_.durations) longest = std::max(longest, one.duration);
  // Only towards the end of the shift does it matter how long an emergency takes.
  late_in_the_day_ = std::int64_t{now} + steps_ * options_.step + 3600 + longest > shift_end_;
  durations_ = late_in_the_day_ ? options_.durations.size() : 1;
  cells_ = static_cast<std::size_t>(steps_) * durations_ * zones_.size();
  chances_.resize(cells_ * problem.crews.size());
  fresh_.resize(cells_);
  others_.resize(cells_);
  for (int crew = 0; crew < plan.crews(); ++crew) {
    const auto& outlook = outlooks_[static_cast<std::size_t>(crew)];
    chances(crew, plan.route(crew).stops, outlook.idle ? now + options_.wait : outlook.free_at,
            chances_.data() + cells_ * static_cast<std::size_t>(crew));
  }
}

// The moments at which the crew can be sent somewhere else: when it is free, and after each visit.
void Coverage::points(int crew, std::span<const int> stops, double departure) {
  points_.clear();
  const auto& problem = plan_->problem();
  const auto& outlook = outlooks_[static_cast<std::size_t>(crew)];
  const auto danger = [&](std::size_t i) {
    return i < stops.size() && problem.stops[static_cast<std::size_t>(stops[i])].level == Level::danger;
  };
  double variance = outlook.variance;
  int place = outlook.place;
  points_.push_back({outlook.free_at, half_width(variance), place, danger(0)});
  double at = std::max(outlook.free_at, departure);
  for (std::size_t i = 0; i < stops.size() && points_.size() < most_points; ++i) {
    const auto& what = problem.stops[static_cast<std::size_t>(stops[i])];
    const double drive = problem.travel(place, what.place);
    const double drive_spread = options_.travel_spread * drive;
    at = std::max(at + drive * options_.travel_ratio, static_cast<double>(what.release)) + what.duration;
    variance += drive_spread * drive_spread + static_cast<double>(what.spread) * what.spread;
    place = what.place;
    points_.push_back({at, half_width(variance), place, danger(i + 1)});
    if (at > now_ + options_.horizon + 3600) break;
  }
}

Coverage::Point Coverage::point_for(double moment, double free_at, double leaves_at) const {
  const auto& first = points_.front();
  std::size_t i = 0;
  if (moment > free_at && moment < leaves_at && !first.blocked)
    return {moment, least_doubt, first.place, false};
  if (moment > free_at) {
    i = 1;
    while (i < points_.size() && points_[i].at < moment) ++i;
    if (i == points_.size()) {
      const auto& last = points_.back();
      return {std::max(moment, last.at), least_doubt, last.place, false};
    }
  }
  while (i < points_.size() && points_[i].blocked) ++i;
  if (i == points_.size()) return {1e9, 1, points_.back().place, true};
  return points_[i];
}

// For each cell the chance that the crew, sent when it can be, is there in time.
void Coverage::chances(int crew, std::span<const int> stops, double departure, float* out) {
  points(crew, stops, departure);
  const auto& problem = plan_->problem();
  const auto& who = problem.crews[static_cast<std::size_t>(crew)];
  const double free_at = outlooks_[static_cast<std::size_t>(crew)].free_at;
  const double leaves_at = std::max(free_at, departure);
  const double end = static_cast<double>(who.shift_end) + who.most_overtime;
  for (int step = 0; step < steps_; ++step) {
    const double moment = now_ + (step + 0.5) * options_.step;
    const auto point = point_for(moment, free_at, leaves_at);
    const Seconds* drive = problem.travel.from(point.place);
    const float scale = static_cast<float>(1 / (2 * point.doubt));
    for (std::size_t d = 0; d < durations_; ++d) {
      const double latest = late_in_the_day_ ? end - options_.durations[d].duration : 1e9;
      for (std::size_t zone = 0; zone < zones_.size(); ++zone) {
        const double limit = std::min(moment + zone_limit_[zone], latest) - point.at;
        const auto needed = drive[zones_[zone]] * options_.travel_ratio;
        const float chance = static_cast<float>(limit - needed) * scale + 0.5F;
        const auto area = static_cast<std::size_t>(zone_area_[zone]);
        const bool may = who.available && (zone_area_[zone] < 0 || who.areas.empty() ||
                                           (area < who.areas.size() && who.areas[area]));
        *out++ = may ? std::clamp(chance, 0.0F, 1.0F) : 0.0F;
      }
    }
  }
}

// What a missed emergency of this duration costs; one that does not fit into the day any more waits all
// night.
double Coverage::weight(int step, std::size_t duration) const {
  const auto& prices = plan_->problem().prices;
  const double usual = prices.missed[0] * emergency_beside_charge;
  if (!late_in_the_day_) return usual;
  const auto& one = options_.durations[duration];
  const double moment = now_ + (step + 0.5) * options_.step;
  const double left = shift_end_ - moment - 3600;
  if (left >= one.duration) return usual * one.probability;
  return one.probability * std::max(usual, prices.missed[0] + prices.late_per_minute[0] / 60.0 * left);
}

Cost Coverage::price_of_leaving(int crew, std::span<const int> stops) {
  if (cells_ == 0) return 0;
  chances(crew, stops, now_, fresh_.data());
  const float* waiting = chances_.data() + cells_ * static_cast<std::size_t>(crew);
  double missed = 0;
  for (const auto& kind : kinds_) {
    if (std::find(kind.crews.begin(), kind.crews.end(), crew) == kind.crews.end()) continue;
    std::fill(others_.begin(), others_.end(), 1.0F);
    for (const int other : kind.crews) {
      if (other == crew) continue;
      const float* chance = chances_.data() + cells_ * static_cast<std::size_t>(other);
      for (std::size_t i = 0; i < cells_; ++i) others_[i] *= 1 - chance[i];
    }
    std::size_t cell = 0;
    for (int step = 0; step < steps_; ++step)
      for (std::size_t d = 0; d < durations_; ++d) {
        float lost = 0;
        for (const float rate : kind.rate) {
          lost += rate * others_[cell] * (waiting[cell] - fresh_[cell]);
          ++cell;
        }
        missed += lost * weight(step, d);
      }
  }
  return static_cast<Cost>(std::llround(missed * per_travel_second));
}

void Coverage::leaves(int crew, std::span<const int> stops) {
  chances(crew, stops, now_, chances_.data() + cells_ * static_cast<std::size_t>(crew));
}

int Coverage::scarcity_per_minute(const Problem& problem, int crew, const CoverageOptions& options) {
  // A colleague with the same skill is free and near about every second time.
  constexpr double free_and_near = 0.5;
  const auto& who = problem.crews[static_cast<std::size_t>(crew)];
  const double missed = problem.prices.missed[0] * emergency_beside_charge;
  double price = 0;
  std::vector<std::pair<SkillSet, double>> kinds;
  for (const auto& expected : options.expected) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& one) { return one.first == expected.skills; });
    if (kind == kinds.end())
      kinds.emplace_back(expected.skills, expected.per_hour);
    else
      kind->second += expected.per_hour;
  }
  for (const auto& kind : kinds) {
    const SkillSet& skills = kind.first;
    if (!who.skills.covers(skills)) continue;
    const auto others = std::count_if(problem.crews.begin(), problem.crews.end(),
                                      [&](const Crew& one) { return one.skills.covers(skills); }) -
                        1;
    price +=
        missed * kind.second / 60 * std::pow(1 - free_and_near, static_cast<double>(others)) * free_and_near;
  }
  return static_cast<int>(std::lround(price * options.scarcity));
}

}  // namespace dispatch::assignment
