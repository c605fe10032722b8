#include "dispatch/assignment/crew_waiting.h"

#include <array>
#include <cmath>

#include "dispatch/assignment/numbers.h"
#include "dispatch/assignment/snapshot.h"
#include "dispatch/assignment/waiting_place.h"
#include "dispatch/assignment/whereabouts.h"
#include "dispatch/change.h"
#include "models/field_work.h"

namespace dispatch::assignment {
namespace {

constexpr models::Duration pattern_of{28 * 24 * 3600};  ///< where and at which hour
constexpr models::Duration rate_of{7 * 24 * 3600};      ///< how many: it follows the weather
constexpr models::Duration least_of_shift{45 * 60};     ///< who goes home soon waits nowhere else
constexpr std::array<double, 3> hours_beside{0.5, 1, 0.5};

int hour_of(models::Time now) {
  const auto seconds = (now + models::Duration{town_utc_offset_seconds}).time_since_epoch().count();
  return static_cast<int>(seconds % 86400 / 3600);
}

/// The next two hours and, half each, the hour before and the one after them: a month has few emergencies.
double weight_of(int hour, int now) {
  const int ahead = (hour - now + 24) % 24;
  if (ahead == 0 || ahead == 1) return hours_beside[1];
  return ahead == 23 || ahead == 2 ? hours_beside[0] : 0;
}

class Waiting {
 public:
  Waiting(models::Transaction& tx, const std::vector<BoardCrew>& crews,
          const std::unordered_set<std::int64_t>& busy, const std::vector<models::PlanningRule>& rules,
          models::Time now)
      : tx_(tx), crews_(crews), busy_(busy), rules_(rules), now_(now) {}

  std::unordered_map<std::int64_t, CrewWaiting> run() {
    std::unordered_map<std::int64_t, CrewWaiting> found;
    for (std::size_t i = 0; i < crews_.size(); ++i)
      if (is_idle(crews_[i])) idle_.push_back(static_cast<int>(i));
    if (idle_.empty()) return found;
    add_calls();
    if (expected_.empty()) return found;
    add_crews();
    add_travel();
    for (const auto& one : waiting_places(problem_, idle_, expected_)) {
      const auto& village = villages_[village_at_[static_cast<std::size_t>(one.place)]];
      found.emplace(crews_[static_cast<std::size_t>(one.crew)].crew.id.value, in_words(one, village));
    }
    return found;
  }

 private:
  bool is_idle(const BoardCrew& crew) const {
    if (!crew.on_shift || crew.absence || busy_.contains(crew.crew.id.value)) return false;
    if (crew.shift_ends && *crew.shift_ends < now_ + least_of_shift) return false;
    // Who signed off is not sent anywhere; a crew that never signs on goes by its roster.
    const auto last = tx_.field_work().shifts_of(crew.crew.id, 1);
    if (last.empty() || !last.front().off_at) return true;
    for (const auto& shift : tx_.field_work().shifts_of(crew.crew.id, 20))
      if (!shift.off_at) return true;
    return false;
  }

  void add_calls() {
    double month = 0, week = 0;
    auto counts = tx_.work_orders().count_urgent(now_ - pattern_of, now_, town_utc_offset_seconds);
    for (const auto& one : counts) month += static_cast<double>(one.count);
    for (const auto& one : tx_.work_orders().count_urgent(now_ - rate_of, now_, town_utc_offset_seconds))
      week += static_cast<double>(one.count);
    if (month <= 0) return;
    constexpr double days = 28, weeks = 4, hours_counted = 3;
    const double level = week * weeks / month;
    const int hour = hour_of(now_);
    for (const auto& one : counts) {
      const double weight = weight_of(one.hour, hour);
      if (weight <= 0) continue;
      const int place = village(one.village_code);
      if (place < 0) continue;
      Expected call;
      if (!one.skill.empty()) call.skills.require(skills_.of(one.skill), 1);
      call.area = areas_.of(one.village_code);
      call.place = place;
      call.per_hour = weight * static_cast<double>(one.count) * level / days / hours_counted;
      expected_.push_back(call);
    }
  }

  // The place of a village where crews may be sent to wait; -1 where there is none.
  int village(const std::string& code) {
    if (code.empty() || planning_mode_of(rules_, code, "") == models::PlanningMode::manual) return -1;
    const auto [known, fresh] = places_.emplace(code, -1);
    if (!fresh) return known->second;
    auto found = tx_.villages().find(code);
    if (!found || !found->position) return -1;
    known->second = static_cast<int>(points_.size());
    points_.push_back({*found->position, RoadClass::village_road});
    village_at_.push_back(villages_.size());
    villages_.push_back(*std::move(found));
    return known->second;
  }

  void add_crews() {
    std::vector<models::Crew> all;
    for (const auto& one : crews_) all.push_back(one.crew);
    const Whereabouts whereabouts(tx_, {}, all);
    for (const auto& crew : all) {
      Crew who;
      who.id = crew.id.value;
      who.place = static_cast<int>(points_.size());
      points_.push_back(whereabouts.of(crew));
      village_at_.push_back(0);
      for (const auto& skill : crew.skills)
        if (const auto number = skills_.known(skill)) who.skills.add(*number, 1);
      if (!crew.villages.empty()) who.areas.resize(static_cast<std::size_t>(areas_.size()) + 1);
      for (const auto& code : crew.villages)
        if (const auto area = areas_.known(code)) who.areas[static_cast<std::size_t>(*area)] = true;
      problem_.crews.push_back(std::move(who));
    }
  }

  void add_travel() {
    const StraightLineTravel travel;
    problem_.travel.reserve(static_cast<int>(points_.size()));
    for (std::size_t i = 0; i < points_.size(); ++i)
      problem_.travel.add([&](int from, int to) {
        return travel.seconds(points_[static_cast<std::size_t>(from)], points_[static_cast<std::size_t>(to)]);
      });
  }

  CrewWaiting in_words(const WaitingPlace& one, const models::Village& village) const {
    CrewWaiting waiting;
    waiting.village_code = village.code;
    waiting.village_name = village.name;
    waiting.position = *village.position;
    waiting.told = planning_mode_of(rules_, village.code, "") == models::PlanningMode::automatic;
    waiting.expected = one.expected;
    waiting.here = models::Duration{one.here};
    waiting.there = models::Duration{one.there};
    const auto tenths = std::lround(one.expected * 10);
    const auto count = std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
    const auto minutes = [](Seconds seconds) { return std::to_string((seconds + 59) / 60); };
    waiting.reason = {"手上没有工单。照近四周的情况，今后两小时" + village.name + "一带约有 " + count +
                          " 起危险或紧急故障；在这里等，平均 " + minutes(one.there) + " 分钟能到，否则要 " +
                          minutes(one.here) + " 分钟。",
                      "Nothing is in hand. As the last four weeks were, about " + count +
                          " danger or urgent calls will come around " + village.name +
                          " in the next two hours; from there they are reached in " + minutes(one.there) +
                          " min on average, otherwise in " + minutes(one.here) + "."};
    return waiting;
  }

  models::Transaction& tx_;
  const std::vector<BoardCrew>& crews_;
  const std::unordered_set<std::int64_t>& busy_;
  const std::vector<models::PlanningRule>& rules_;
  const models::Time now_;
  std::vector<int> idle_;
  Numbers skills_, areas_;
  std::vector<Expected> expected_;
  std::vector<TravelPoint> points_;
  std::vector<std::size_t> village_at_;  ///< by place: of villages_; crews' bases come after all villages
  std::vector<models::Village> villages_;
  std::unordered_map<std::string, int> places_;
  Problem problem_;
};

}  // namespace

std::unordered_map<std::int64_t, CrewWaiting> waiting_of(models::Transaction& tx,
                                                         const std::vector<BoardCrew>& crews,
                                                         const std::unordered_set<std::int64_t>& busy,
                                                         const std::vector<models::PlanningRule>& rules,
                                                         models::Time now) {
  return Waiting(tx, crews, busy, rules, now).run();
}

}  // namespace dispatch::assignment
