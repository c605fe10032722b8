#include "dispatch/assignment/snapshot.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "dispatch/assignment/numbers.h"
#include "dispatch/assignment/visit_length.h"
#include "dispatch/assignment/whereabouts.h"
#include "models/names.h"

namespace dispatch::assignment {
namespace {

using models::WorkOrder;
using models::WorkOrderState;

constexpr models::Duration no_shift_wait{24 * 3600};
constexpr int skill_that_nobody_has = SkillSet::most_skills - 1;

bool waits_for_a_visit(const WorkOrder& order) { return order.state != WorkOrderState::under_way; }
bool has_crew(const WorkOrder& order) { return order.crew && order.state != WorkOrderState::open; }

Level level_of(models::Severity severity) {
  if (severity == models::Severity::danger) return Level::danger;
  return severity == models::Severity::urgent ? Level::urgent : Level::normal;
}

class Builder {
 public:
  Builder(models::Transaction& tx, models::Time now, const SnapshotOptions& options)
      : tx_(tx), options_(options) {
    all_.epoch = now;
    all_.problem.prices.postponed = prices_of_postponing;
  }

  Snapshot build() {
    all_.crews = tx_.crews().list();
    rules_ = tx_.plans().rules();
    for (auto& length : tx_.work_orders().visit_lengths()) lengths_.emplace(length.fault_kind, length);
    for (auto& pin : tx_.plans().pins()) pins_.emplace(pin.work_order.value, std::move(pin));
    for (auto& absence : tx_.plans().absences()) absences_.emplace(absence.crew.value, std::move(absence));
    for (auto& visit : tx_.plans().visits()) all_.visits.emplace(visit.work_order.value, visit);
    for (const auto& one : preferences(tx_, all_.epoch))
      preferred_[{one.facility_class, one.village_code}] = one.crew;
    read_orders();
    whereabouts_.emplace(tx_, all_.orders, all_.crews);
    for (std::size_t i = 0; i < all_.crews.size(); ++i) add_crew(all_.crews[i]);
    for (std::size_t i = 0; i < all_.orders.size(); ++i) add_order(i);
    make_routes();
    settle_crews();
    fill_travel();
    all_.skills = skills_;
    return std::move(all_);
  }

 private:
  void read_orders() {
    const auto& focus = options_.focus;
    const int limit = static_cast<int>(most_stops) + 1;
    // Who waits without a visit has no bearing on where one more order fits best.
    auto orders = focus ? tx_.work_orders().in_days(limit) : tx_.work_orders().in_planning(limit);
    std::erase_if(orders, [&](const WorkOrder& order) {
      return focus && (order.id == focus->id || !bears_on_focus(order));
    });
    if (orders.size() > most_stops) {
      for (auto i = most_stops; i < orders.size(); ++i) all_.left_out.emplace_back(orders[i].id, "too_many");
      orders.resize(most_stops);
    }
    all_.orders = std::move(orders);
    if (!focus) return;
    auto& order = all_.orders.emplace_back(*focus);
    std::erase_if(order.clocks, [](const auto& clock) { return clock.stopped_at.has_value(); });
  }

  /// The day of a crew that may not go has no bearing either, until it is asked what would help.
  bool bears_on_focus(const WorkOrder& order) const {
    const auto& focus = *options_.focus;
    if (!has_crew(order)) return false;
    if (options_.chains || options_.focus_crew || pins_.count(focus.id.value) > 0) return true;
    const int index = all_.crew_index(order.crew);
    if (index == nobody) return false;
    const auto& crew = all_.crews[static_cast<std::size_t>(index)];
    const auto contains = [](const std::vector<std::string>& list, const std::string& wanted) {
      return wanted.empty() || std::find(list.begin(), list.end(), wanted) != list.end();
    };
    return crew.active && contains(crew.skills, focus.skill) &&
           (crew.villages.empty() || contains(crew.villages, focus.place.village_code));
  }

  int place(const TravelPoint& point) {
    const auto key =
        std::tuple{point.position.latitude, point.position.longitude, static_cast<int>(point.road)};
    const auto [found, fresh] = places_.emplace(key, static_cast<int>(all_.points.size()));
    if (fresh) all_.points.push_back(point);
    return found->second;
  }

  Seconds seconds(models::Time time) const { return all_.seconds_of(time); }

  ExpectedVisit visit_of(const std::string& kind) {
    const auto [found, fresh] = visits_.emplace(kind, ExpectedVisit{});
    if (!fresh) return found->second;
    const auto known = tx_.catalog().find_kind(kind);
    const auto learnt = lengths_.find(kind);
    found->second = expected_visit(known ? known->estimate : models::FaultKind{}.estimate,
                                   learnt == lengths_.end() ? nullptr : &learnt->second);
    return found->second;
  }

  void add_crew(const models::Crew& crew) {
    Crew who;
    who.id = crew.id.value;
    who.place = place(whereabouts_->of(crew));
    who.most_overtime = static_cast<Seconds>(most_overtime.count());
    const auto now = all_.epoch;
    const auto shift = shift_of(crew, now, shift_ahead);
    all_.shifts.push_back(shift);
    const bool on_shift = shift && shift->from <= now;
    who.on_call = crew.on_call && !on_shift;
    who.free_at = shift ? seconds(who.on_call ? now : std::max(now, shift->from)) : 0;
    who.shift_end = shift && shift->to != models::Time::max() ? seconds(shift->to) : never;
    if (!shift && !who.on_call) {
      who.shift_end = 0;  // no shift in sight: there is no room, and `shift` says why
      who.most_overtime = 0;
    }
    who.available = crew.active;
    const auto absence = absences_.find(crew.id.value);
    if (absence != absences_.end() && absence->second.from <= now) {
      const auto until = absence->second.until;
      if (!until || (*until > now && seconds(*until) >= who.shift_end)) who.available = false;
      if (until && *until > now) who.free_at = std::max(who.free_at, seconds(*until));
    }
    all_.problem.crews.push_back(std::move(who));
    all_.routes.emplace_back();
    all_.frozen.push_back(0);
    all_.in_hand.push_back(tx_.work_orders().orders_in_hand(crew.id));
  }

  /// A crew on site is free when the visit is over, and leaves from there.
  void add_under_way(std::size_t index) {
    const auto& order = all_.orders[index];
    const int crew = all_.crew_index(order.crew);
    if (crew == nobody) return;
    auto& who = all_.problem.crews[static_cast<std::size_t>(crew)];
    const auto arrived = std::min(order.arrived_at.value_or(all_.epoch), all_.epoch);
    const auto visit = visit_of(order.fault_kind);
    all_.under_way.push_back({index, crew, seconds(arrived), visit.duration, visit.spread});
    const auto done = std::max(arrived + models::Duration{visit.duration}, all_.epoch + shortest_rest);
    if (seconds(done) < who.free_at) return;
    who.free_at = seconds(done);
    std::vector<std::string> ignored;
    who.place = place(whereabouts_->of(order, ignored));
  }

  void add_order(std::size_t index) {
    const auto& order = all_.orders[index];
    const bool focus = options_.focus && index + 1 == all_.orders.size();
    if (!waits_for_a_visit(order) && !focus) return add_under_way(index);
    // Who was sent without a time for it takes room in the van's day, but stands in nobody's way.
    if (options_.focus && !focus && !planned(order)) return;
    const auto mode = planning_mode_of(rules_, order.place.village_code, order.facility_class);
    const bool fixed =
        !focus && ((options_.scope == PlanScope::automatic && mode != models::PlanningMode::automatic) ||
                   (options_.scope == PlanScope::not_manual && mode == models::PlanningMode::manual));
    // What people decide stays as they left it, also with a crew that is away: they are asked.
    const int own = all_.crew_index(order.crew);
    if (fixed &&
        (!has_crew(order) || own < 0 || !all_.problem.crews[static_cast<std::size_t>(own)].available)) {
      all_.left_out.emplace_back(order.id, "mode_" + std::string(models::name(mode)));
      return;
    }
    const auto pin = pins_.find(order.id.value);
    if (!focus && pin == pins_.end() && !fixed && join_circuit(index)) return;
    const int number = static_cast<int>(all_.stops.size());
    Stop stop;
    StopOrders about{{index}, {}};
    stop.place = place(whereabouts_->of(order, about.notes));
    fill(stop, order, about.notes);
    if (fixed) stop.pinned_crew = all_.crew_index(order.crew);
    if (pin != pins_.end()) obey(stop, pin->second, about.notes);
    if (focus && options_.focus_crew) stop.pinned_crew = all_.crew_index(options_.focus_crew);
    if (focus) all_.focus = number;
    all_.problem.stops.push_back(std::move(stop));
    all_.stops.push_back(std::move(about));
    all_.stop_of_order[order.id.value] = number;
    if (!focus && pin == pins_.end() && !fixed && !order.circuit.empty())
      circuits_.emplace(circuit_key(order), number);
  }

  static std::string circuit_key(const WorkOrder& order) {
    return order.facility_class + "|" + order.circuit + "|" + order.crew.text();
  }

  /// The dark lamps of one circuit with the same crew, or still without one, are one visit.
  bool join_circuit(std::size_t index) {
    const auto& order = all_.orders[index];
    if (order.circuit.empty()) return false;
    const auto found = circuits_.find(circuit_key(order));
    if (found == circuits_.end()) return false;
    auto& stop = all_.problem.stops[static_cast<std::size_t>(found->second)];
    Stop more;
    fill(more, order, all_.stops[static_cast<std::size_t>(found->second)].notes);
    if (!(more.skills == stop.skills)) return false;
    stop.work_orders.push_back(order.id.value);
    stop.level = std::min(stop.level, more.level);
    stop.duration += static_cast<Seconds>(for_each_further.count());
    stop.targets.insert(stop.targets.end(), more.targets.begin(), more.targets.end());
    all_.stops[static_cast<std::size_t>(found->second)].orders.push_back(index);
    all_.stop_of_order[order.id.value] = found->second;
    return true;
  }

  void fill(Stop& stop, const WorkOrder& order, std::vector<std::string>& notes) {
    stop.work_orders = {order.id.value};
    stop.level = level_of(order.severity);
    const auto visit_length = visit_of(order.fault_kind);
    stop.duration = visit_length.duration;
    stop.spread = visit_length.spread;
    for (const auto& clock : order.clocks)
      if (bears_on_a_visit(clock)) stop.targets.push_back(target_of(clock, all_, stop.duration));
    if (!order.skill.empty()) {
      const int skill = skills_.of(order.skill);
      if (skill >= skill_that_nobody_has) notes.emplace_back("skill_unknown");
      stop.skills.require(std::min(skill, skill_that_nobody_has), 1);
    }
    if (!order.place.village_code.empty()) stop.area = areas_.of(order.place.village_code);
    stop.published_crew = has_crew(order) ? all_.crew_index(order.crew) : nobody;
    const auto visit = all_.visits.find(order.id.value);
    if (visit != all_.visits.end() && visit->second.announced && visit->second.crew == order.crew)
      stop.announced_start = std::max(0, seconds(*visit->second.announced));
    const auto preferred = preferred_.find({order.facility_class, order.place.village_code});
    if (preferred != preferred_.end()) stop.preferred_crew = all_.crew_index(preferred->second);
  }

  void obey(Stop& stop, const models::Pin& pin, std::vector<std::string>& notes) {
    if (pin.crew) {
      const int crew = all_.crew_index(pin.crew);
      if (crew == nobody)
        notes.emplace_back("pin_crew_gone");
      else if (!all_.problem.crews[static_cast<std::size_t>(crew)].available)
        notes.emplace_back("pin_crew_away");  // somebody else must go meanwhile
      else
        stop.pinned_crew = crew;
    }
    if (pin.start) stop.pinned_start = std::max(0, seconds(*pin.start));
  }

  bool planned(const WorkOrder& order) const {
    const auto visit = all_.visits.find(order.id.value);
    return visit != all_.visits.end() && has_crew(order) && visit->second.crew == order.crew;
  }

  void make_routes() {
    std::vector<std::pair<int, int>> of_crew;  // position, stop
    for (std::size_t crew = 0; crew < all_.crews.size(); ++crew) {
      of_crew.clear();
      for (std::size_t stop = 0; stop < all_.stops.size(); ++stop) {
        const auto& what = all_.problem.stops[stop];
        if (what.published_crew != static_cast<int>(crew) || static_cast<int>(stop) == all_.focus) continue;
        int position = std::numeric_limits<int>::max();
        for (const auto index : all_.stops[stop].orders)
          if (planned(all_.orders[index]))
            position = std::min(position, all_.visits.at(all_.orders[index].id.value).position);
        if (position < std::numeric_limits<int>::max())
          of_crew.emplace_back(position, static_cast<int>(stop));
      }
      std::sort(of_crew.begin(), of_crew.end());
      for (const auto& [position, stop] : of_crew) all_.routes[crew].push_back(stop);
      if (!all_.routes[crew].empty()) freeze(crew);
    }
  }

  /// An accepted visit that begins soon stays: somebody may be on the way.
  void freeze(std::size_t crew) {
    const auto& order = all_.first_order(all_.routes[crew].front());
    const auto visit = all_.visits.find(order.id.value);
    const bool danger = options_.focus && options_.focus->severity == models::Severity::danger;
    if (order.state == WorkOrderState::accepted && !danger && visit != all_.visits.end() &&
        visit->second.crew == all_.crews[crew].id && visit->second.arrival <= all_.epoch + freeze_horizon)
      all_.frozen[crew] = 1;
  }

  /// What is known only when all orders are: skills, areas, room, and when the next shifts begin.
  void settle_crews() {
    for (std::size_t i = 0; i < all_.crews.size(); ++i) {
      const auto& crew = all_.crews[i];
      auto& who = all_.problem.crews[i];
      for (const auto& skill : crew.skills)
        if (const auto number = skills_.known(skill); number && *number < skill_that_nobody_has)
          who.skills.add(*number, 1);
      if (!crew.villages.empty()) {
        who.areas.assign(static_cast<std::size_t>(areas_.size()) + 1, false);
        for (const auto& village : crew.villages)
          if (const auto number = areas_.known(village)) who.areas[static_cast<std::size_t>(*number)] = true;
      }
      int held = all_.in_hand[i];
      for (const int stop : all_.routes[i])
        held -= static_cast<int>(all_.stops[static_cast<std::size_t>(stop)].orders.size());
      if (options_.focus && has_crew(*options_.focus) && options_.focus->crew == crew.id) --held;
      who.capacity = std::max(0, crew.capacity - std::max(0, held));
      // Danger goes to whoever is near, however much they have.
      if (options_.focus && options_.focus->severity == models::Severity::danger)
        who.capacity = Crew{}.capacity;
    }
    std::vector<Seconds> next;
    for (std::size_t i = 0; i < all_.crews.size(); ++i) next.push_back(next_opening(i));
    for (auto& stop : all_.problem.stops) {
      stop.postponed_start = static_cast<Seconds>(no_shift_wait.count());
      Seconds earliest = never;
      for (std::size_t i = 0; i < next.size(); ++i)
        if (all_.crews[i].active && all_.problem.crews[i].skills.covers(stop.skills) &&
            all_.problem.crews[i].serves(stop.area))
          earliest = std::min(earliest, next[i]);
      if (earliest < never) stop.postponed_start = earliest;
    }
  }

  Seconds next_opening(std::size_t crew) const {
    const auto& one = all_.crews[crew];
    if (one.shifts.empty()) return static_cast<Seconds>(no_shift_wait.count());
    const auto& current = all_.shifts[crew];
    // Who is only on call now is back at the ordinary work when the shift begins.
    // Not before it is free: whoever is called out before the shift goes on with that visit.
    if (current && current->from > all_.epoch && all_.problem.crews[crew].on_call)
      return std::max(seconds(current->from), all_.problem.crews[crew].free_at);
    const auto after =
        shift_of(one, current ? current->to + models::Duration{1} : all_.epoch, shift_ahead * 7);
    return after ? seconds(after->from) : never;
  }

  void fill_travel() {
    const StraightLineTravel roads;
    auto& travel = all_.problem.travel;
    const auto between = [&](int from, int to) {
      return roads.seconds(all_.points[static_cast<std::size_t>(from)],
                           all_.points[static_cast<std::size_t>(to)]);
    };
    if (!options_.travel) return;
    travel.reserve(static_cast<int>(all_.points.size()));
    if (!options_.focus || options_.chains) {
      for (std::size_t i = 0; i < all_.points.size(); ++i) travel.add(between);
      return;
    }
    // One insertion asks for the ways along the routes and those from and to its own place.
    travel.add_unknown(static_cast<int>(all_.points.size()));
    const auto know = [&](int from, int to) { travel.set(from, to, between(from, to)); };
    for (std::size_t crew = 0; crew < all_.crews.size(); ++crew) {
      int place = all_.problem.crews[crew].place;
      for (const int stop : all_.routes[crew]) {
        const int next = all_.problem.stops[static_cast<std::size_t>(stop)].place;
        know(place, next);
        place = next;
      }
    }
    const int here = all_.problem.stops[static_cast<std::size_t>(all_.focus)].place;
    for (int other = 0; other < travel.size(); ++other) {
      know(here, other);
      know(other, here);
    }
  }

  models::Transaction& tx_;
  const SnapshotOptions& options_;
  Snapshot all_;
  std::vector<models::PlanningRule> rules_;
  std::unordered_map<std::int64_t, models::Pin> pins_;
  std::unordered_map<std::int64_t, models::CrewAbsence> absences_;
  std::map<std::pair<std::string, std::string>, models::CrewId> preferred_;
  std::optional<Whereabouts> whereabouts_;
  std::map<std::tuple<double, double, int>, int> places_;
  std::map<std::string, models::VisitLength> lengths_;
  std::map<std::string, ExpectedVisit> visits_;
  std::map<std::string, int> circuits_;
  Numbers skills_, areas_;
};

}  // namespace

Snapshot take_snapshot(models::Transaction& tx, models::Time now, const SnapshotOptions& options) {
  return Builder(tx, now, options).build();
}

}  // namespace dispatch::assignment
