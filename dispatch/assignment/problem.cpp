#include "dispatch/assignment/problem.h"

#include <algorithm>
#include <bit>

namespace dispatch::assignment {
namespace {

constexpr std::size_t most_faults = 50;

std::string name_of(const Stop& stop) {
  return stop.work_orders.empty() ? "a stop without a work order"
                                  : "the stop of work order " + std::to_string(stop.work_orders.front());
}

bool in_range(Seconds time) { return time > -never && time <= never; }

void check_stop(const Problem& problem, const Stop& stop, std::vector<std::string>& found) {
  const auto fault = [&](const char* what) { found.push_back(name_of(stop) + " " + what); };
  const int crews = static_cast<int>(problem.crews.size());
  if (stop.work_orders.empty()) fault("names no order");
  if (stop.place < 0 || stop.place >= problem.travel.size()) fault("is at no place of the travel matrix");
  if (stop.duration < 0 || stop.duration > 7 * 24 * 3600) fault("lasts less than nothing or over a week");
  if (!in_range(stop.release)) fault("has a release out of range");
  if (stop.crews_needed < 1 || stop.crews_needed > 2) fault("needs fewer than one or more than two crews");
  if (stop.pinned_crew >= crews) fault("is pinned to a crew that is not there");
  if (stop.published_crew >= crews) fault("was published for a crew that is not there");
  if (stop.preferred_crew >= crews) fault("prefers a crew that is not there");
  for (const auto& target : stop.targets)
    if (!in_range(target.due) || target.after_start < 0 || target.after_start > never / 2)
      fault("has a target out of range");
}

void check_crew(const Problem& problem, const Crew& crew, std::vector<std::string>& found) {
  const auto fault = [&](const char* what) {
    found.push_back("crew " + std::to_string(crew.id) + " " + what);
  };
  if (crew.place < 0 || crew.place >= problem.travel.size()) fault("is at no place of the travel matrix");
  if (crew.end_place >= problem.travel.size()) fault("ends at no place of the travel matrix");
  if (!in_range(crew.free_at) || !in_range(crew.shift_end)) fault("has a time out of range");
  if (crew.most_overtime < 0) fault("has negative overtime");
  for (std::size_t i = 0; i < crew.breaks.size(); ++i) {
    const auto& one = crew.breaks[i];
    if (one.to <= one.from) fault("has a break that ends before it begins");
    if (i > 0 && one.from < crew.breaks[i - 1].to) fault("has breaks that overlap or are out of order");
  }
}

}  // namespace

const char* name(Rule rule) {
  constexpr const char* names[rule_count] = {
      "",        "unavailable", "pinned_elsewhere", "skill",   "skill_level", "area", "warranty",
      "on_call", "parts",       "capacity",         "partner", "shift"};
  return names[static_cast<std::size_t>(rule)];
}

unsigned rules_against(const Crew& crew, int crew_index, const Stop& stop) {
  const auto bit = [](Rule rule, bool against) { return against ? 1U << static_cast<unsigned>(rule) : 0U; };
  const unsigned away = bit(Rule::unavailable, !crew.available);
  // What a person decides stands above the rules; the plan reports it as a violation.
  if (stop.pinned_crew >= 0) return away | bit(Rule::pinned_elsewhere, stop.pinned_crew != crew_index);
  const bool able = crew.skills.covers(stop.skills);
  const bool knows = able || crew.skills.covers_trade(stop.skills);
  // Somebody must go also where nobody knows the village yet.
  const bool elsewhere = !crew.serves(stop.area);
  bool lacking = false;
  for (const auto& wanted : stop.parts) {
    const auto part = static_cast<std::size_t>(wanted.part);
    lacking = lacking || wanted.part < 0 || part >= crew.stock.size() || crew.stock[part] < wanted.count;
  }
  return away | bit(Rule::skill, !knows) | bit(Rule::skill_level, knows && !able) |
         bit(Rule::area, elsewhere) |
         bit(Rule::warranty, stop.warranty_owner >= 0 && crew.owner != stop.warranty_owner) |
         bit(Rule::on_call, crew.on_call && stop.level == Level::normal) | bit(Rule::parts, lacking);
}

Rule first_rule_against(const Crew& crew, int crew_index, const Stop& stop) {
  const unsigned against = rules_against(crew, crew_index, stop);
  return against == 0 ? Rule::none : static_cast<Rule>(std::countr_zero(against));
}

namespace {

void add_other_costs(CostFunction& cost, const Stop& stop, const Prices& prices) {
  cost.add_after(0, 0, prices.sooner_per_minute[static_cast<std::size_t>(stop.level)]);
  if (stop.announced_start >= 0) {
    cost.add_after(stop.announced_start + prices.shift_free, 0, prices.shifted_per_minute);
    cost.add_before(stop.announced_start - prices.shift_free, prices.shifted_per_minute);
  }
  if (stop.pinned_start >= 0)
    cost.add_after(stop.pinned_start, prices.missed[0] * per_travel_second, prices.late_per_minute[0]);
}

}  // namespace

CostFunction certain_cost(const Stop& stop, const Prices& prices) {
  CostFunction cost;
  const auto level = static_cast<std::size_t>(stop.level);
  // One minute of lateness at p seconds of travel is p sixtieths for each second.
  const Cost slope = prices.late_per_minute[level];
  const Cost missed = prices.missed[level] * per_travel_second;
  for (const auto& target : stop.targets) cost.add_after(target.due - target.after_start, missed, slope);
  add_other_costs(cost, stop, prices);
  return cost;
}

// With a doubt of ±d about when it will really begin, the charge for a miss grows evenly between d before the
// limit and d after it instead of falling due all at once.
CostFunction start_cost(const Stop& stop, const Prices& prices) {
  CostFunction cost;
  const auto level = static_cast<std::size_t>(stop.level);
  const Cost slope = prices.late_per_minute[level];
  const Cost missed = prices.missed[level] * per_travel_second;
  for (const auto& target : stop.targets) {
    const Seconds due = target.due - target.after_start;
    if (target.doubt <= 0) {
      cost.add_after(due, missed, slope);
      continue;
    }
    const Cost rise = (missed + slope * target.doubt) / (2 * Cost{target.doubt});
    cost.add_after(due - target.doubt, 0, rise);
    cost.add_after(due + target.doubt, missed + slope * target.doubt - rise * 2 * target.doubt, slope - rise);
  }
  add_other_costs(cost, stop, prices);
  return cost;
}

std::vector<std::string> faults(const Problem& problem) {
  std::vector<std::string> found;
  for (const auto& stop : problem.stops)
    if (found.size() < most_faults) check_stop(problem, stop, found);
  for (const auto& crew : problem.crews)
    if (found.size() < most_faults) check_crew(problem, crew, found);
  if (found.size() > most_faults) found.resize(most_faults);
  return found;
}

}  // namespace dispatch::assignment
