#include "dispatch/patterns.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "dispatch/figures.h"

namespace dispatch {
namespace {

using models::Crew;
using models::FiguresQuery;
using models::Time;

constexpr double shift_seconds = 8 * 3600;

bool is_late(const models::OrderFacts& order, Time now) {
  return order.resolve && order.resolve->stopped_at.value_or(now) > order.resolve->due_at;
}

bool is_night(int hour) { return hour >= 22 || hour < 6; }

void take(Repeater& one, const PatternOrder& order) {
  one.village_code = order.village_code;
  one.facility_class = order.facility_class;
  ++one.orders;
  one.came_back += order.reopened > 0 ? 1 : 0;
  one.last = std::max(one.last, order.received_at);
}

void take(CrewLoad& load, const PatternOrder& order, int utc_offset_seconds) {
  const auto counts = [&](LoadPart part) { return in_load_part(part, order, utc_offset_seconds) ? 1 : 0; };
  ++load.orders;
  load.resolved += counts(LoadPart::resolved);
  load.late += counts(LoadPart::late);
  load.at_night += counts(LoadPart::at_night);
  load.at_weekend += counts(LoadPart::at_weekend);
}

models::Duration scheduled(const Crew& crew, const FiguresQuery& period) {
  const auto to = std::min(period.to, period.now);
  if (to <= period.from) return models::Duration{0};
  if (crew.shifts.empty()) return to - period.from;
  // Shifts begin and end on whole minutes; a day is looked at as a week of its own spans.
  models::Duration sum{0};
  const auto offset = models::Duration{crew.utc_offset_seconds};
  const auto first = std::chrono::floor<std::chrono::days>(period.from + offset);
  for (auto day = first; Time{day} - offset < to; day += std::chrono::days{1}) {
    const int weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
    for (const auto& span : crew.shifts) {
      if (span.weekday != weekday) continue;
      const auto from = std::max(period.from, Time{day} - offset + std::chrono::minutes{span.from_minute});
      const auto end = std::min(to, Time{day} - offset + std::chrono::minutes{span.to_minute});
      if (end > from) sum += end - from;
    }
  }
  return sum;
}

}  // namespace

std::vector<PatternOrder> pattern_orders(const std::vector<models::OrderFacts>& facts,
                                         const std::vector<models::WorkOrder>& orders,
                                         const FiguresQuery& period) {
  std::map<models::WorkOrderId, const models::WorkOrder*> rows;
  for (const auto& order : orders) rows[order.id] = &order;
  std::vector<PatternOrder> result;
  for (const auto& fact : facts) {
    if (fact.received_at < period.from || period.to <= fact.received_at || exclusion_of(fact)) continue;
    const auto row = rows.find(fact.id);
    if (row == rows.end()) continue;
    result.push_back({fact.id, fact.village_code, fact.facility_class, row->second->facility,
                      row->second->circuit, fact.crew, fact.received_at, row->second->arrived_at,
                      fact.resolved_at.has_value(), is_late(fact, period.now), fact.reopened});
  }
  return result;
}

HourOfWeek hour_of_week(Time moment, int utc_offset_seconds) {
  const auto local = moment + models::Duration{utc_offset_seconds};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto hour = std::chrono::floor<std::chrono::hours>(local - day);
  return {static_cast<int>(std::chrono::weekday{day}.iso_encoding()), static_cast<int>(hour.count())};
}

WeekGrid by_hour_of_week(const std::vector<PatternOrder>& orders, int utc_offset_seconds) {
  WeekGrid grid;
  for (const auto& order : orders) {
    const auto [weekday, hour] = hour_of_week(order.received_at, utc_offset_seconds);
    ++grid.count[static_cast<std::size_t>(weekday - 1)][static_cast<std::size_t>(hour)];
  }
  return grid;
}

std::vector<VillageCount> by_village_and_class(const std::vector<PatternOrder>& orders) {
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;
  for (const auto& order : orders) ++counts[{order.village_code, order.facility_class}];
  std::vector<VillageCount> result;
  for (const auto& [key, count] : counts) result.push_back({key.first, key.second, count});
  return result;
}

std::vector<Repeater> repeaters(const std::vector<PatternOrder>& orders, std::size_t limit) {
  std::map<std::pair<models::FacilityId, std::string>, Repeater> found;
  for (const auto& order : orders) {
    if (order.facility) {
      auto& one = found[{order.facility, ""}];
      one.facility = order.facility;
      take(one, order);
    }
    if (!order.circuit.empty()) {
      auto& one = found[{models::FacilityId{}, order.circuit}];
      one.circuit = order.circuit;
      take(one, order);
    }
  }
  std::vector<Repeater> result;
  for (auto& [key, one] : found)
    if (one.orders > 1) result.push_back(std::move(one));
  std::stable_sort(result.begin(), result.end(), [](const Repeater& a, const Repeater& b) {
    return std::tie(b.orders, b.last) < std::tie(a.orders, a.last);
  });
  if (result.size() > limit) result.resize(limit);
  return result;
}

std::optional<LoadPart> parse_load_part(std::string_view word) {
  if (word == "resolved") return LoadPart::resolved;
  if (word == "late") return LoadPart::late;
  if (word == "at_night") return LoadPart::at_night;
  if (word == "at_weekend") return LoadPart::at_weekend;
  return std::nullopt;
}

bool in_load_part(LoadPart part, const PatternOrder& order, int utc_offset_seconds) {
  if (part == LoadPart::resolved) return order.resolved;
  if (part == LoadPart::late) return order.late;
  if (!order.arrived_at) return false;
  const auto [weekday, hour] = hour_of_week(*order.arrived_at, utc_offset_seconds);
  return part == LoadPart::at_night ? is_night(hour) : weekday >= 6;
}

std::vector<CrewLoad> crew_loads(const std::vector<PatternOrder>& orders, const std::vector<Crew>& crews,
                                 const FiguresQuery& period) {
  std::vector<CrewLoad> result;
  for (const auto& crew : crews) {
    CrewLoad load;
    load.crew = crew.id;
    for (const auto& order : orders)
      if (order.crew == crew.id) take(load, order, crew.utc_offset_seconds);
    if (!crew.active && load.orders == 0) continue;
    load.on_shift = scheduled(crew, period);
    if (load.on_shift.count() > 0)
      load.per_shift =
          static_cast<double>(load.orders) * shift_seconds / static_cast<double>(load.on_shift.count());
    result.push_back(std::move(load));
  }
  return result;
}

std::vector<Fairness> fairness_of(const std::vector<CrewLoad>& loads, const std::vector<Crew>& crews) {
  std::map<std::string, std::vector<const CrewLoad*>> by_skill;
  for (const auto& load : loads)
    for (const auto& crew : crews)
      if (crew.id == load.crew && load.per_shift)
        for (const auto& skill : crew.skills) by_skill[skill].push_back(&load);
  std::vector<Fairness> result;
  for (const auto& [skill, members] : by_skill) {
    double sum = 0, squares = 0;
    Fairness fairness{skill, {}, 1};
    for (const auto* load : members) {
      fairness.crews.push_back(load->crew);
      sum += *load->per_shift;
      squares += *load->per_shift * *load->per_shift;
    }
    if (members.size() < 2 || squares <= 0) continue;
    fairness.index = sum * sum / (static_cast<double>(members.size()) * squares);
    result.push_back(std::move(fairness));
  }
  return result;
}

}  // namespace dispatch
