#include <algorithm>
#include <cmath>

#include "dispatch/sla_clock.h"
#include "server/simulation/draws.h"
#include "server/simulation/fault_mix.h"
#include "server/simulation/town_model.h"

// Everything in this file that is not a published figure is an assumption; docs/operating.md lists them.
namespace simulation {
namespace {

using town::Chance;

constexpr double yardstick_heaters = 9136;
constexpr double lamps_each_day = 18, toilets_each_day = 7, others_each_day = 2, smells_each_day = 0.6;
constexpr double burst_heaters = 250;
constexpr double burst_in_a_winter = 0.7;  // chance of one in a simulated year
constexpr double merged_share = 1.0 / 9;   // further reports for each order: one report in ten
constexpr double frail_share = 0.12, danger_share = 0.02;
constexpr double work_sigma = 0.45, travel_sigma = 0.25;
constexpr double gives_up_share = 0.02;
constexpr double ill_share = 0.02;

struct Home {
  double nobody_home = 0;
  double part_missing = 0;
};
Home shares_of(const std::string& facility_class) {
  if (facility_class == "heater") return {0.08, 0.07};
  if (facility_class == "streetlight") return {0, 0.04};
  return {0, 0.05};
}

class Maker {
 public:
  Maker(Town& town, const WorldOptions& options) : town_(town) {
    world_.options = options;
    world_.temperatures = temperatures(options.scenario, options.start, options.days, options.seed);
    const auto heaters = town.sites.find("heater");
    scale_ =
        heaters == town.sites.end() ? 0 : static_cast<double>(heaters->second.size()) / yardstick_heaters;
    auto chance = stream(options.seed, "burst");
    if (options.scenario == Scenario::burst) burst_day_ = std::min(2, options.days - 1);
    if (options.scenario == Scenario::year && happens(chance, burst_in_a_winter)) burst_day_ = coldest_day();
  }

  World make() {
    for (int day = 0; day < world_.options.days; ++day) {
      heaters(day);
      streetlights(day);
      several("toilet", day, toilets_each_day * (freezing(day) ? 2 : 1));
      several("gas", day, others_each_day);
      smells(day);
      for (const auto& one : town_.rules.classes())
        if (one.code != "heater" && one.code != "streetlight" && one.code != "toilet" && one.code != "gas")
          several(one.code, day, others_each_day);
    }
    std::stable_sort(world_.orders.begin(), world_.orders.end(),
                     [](const auto& one, const auto& other) { return one.received < other.received; });
    return std::move(world_);
  }

 private:
  models::Time noon(int day) const { return world_.time(day * day_length + 12 * hour); }
  bool freezing(int day) const { return coldest_of_day(world_.temperatures, day) < -10; }

  int coldest_day() const {
    int coldest = 0;
    for (int day = 1; day < world_.options.days; ++day)
      if (mean_of_day(world_.temperatures, day) < mean_of_day(world_.temperatures, coldest)) coldest = day;
    return coldest;
  }

  void heaters(int day) {
    auto chance = stream(world_.options.seed, "heater", static_cast<std::uint64_t>(day));
    const double mean =
        heater_faults(mean_of_day(world_.temperatures, day), heating_season(noon(day))) * scale_;
    const int usual = count(chance, mean);
    for (int i = 0; i < usual; ++i) add("heater", day, moment_at_home(day, chance), chance, -1);
    int total = usual;
    if (day == burst_day_) {
      // The power came back with a surge: a few villages, within hours, in the morning.
      const int wanted = static_cast<int>(std::lround(burst_heaters * scale_ * between(chance, 0.92, 1.04)));
      const Seconds surge = day * day_length + 5 * hour + static_cast<Seconds>(chance.below(3 * hour));
      const std::size_t struck = town_.villages.empty() ? 1 : town_.villages.size();
      const auto first = static_cast<int>(chance.below(struck));
      for (; total < wanted; ++total) {
        const int village = (first + total % 3) % static_cast<int>(struck);
        add("heater", day, surge + static_cast<Seconds>(chance.below(4 * hour)), chance, village);
      }
    }
    world_.heaters_each_day.push_back(total);
  }

  void streetlights(int day) {
    auto chance = stream(world_.options.seed, "streetlight", static_cast<std::uint64_t>(day));
    const auto sun = sun_times(noon(day), town_.centre);
    const double dark = static_cast<double>(day_length - (sun.sunset - sun.sunrise)) / (12.0 * hour);
    for (int i = count(chance, lamps_each_day * dark); i > 0; --i) {
      const bool by_morning = happens(chance, 0.15);
      const double late = -std::log(1 - chance.unit()) * 80 * 60;
      // A dark lamp is seen when it should burn: after dusk, or on the way to work.
      const Seconds at = by_morning ? sun.sunrise - static_cast<Seconds>(chance.below(hour))
                                    : sun.sunset + 20 * 60 + static_cast<Seconds>(std::min(late, 5.0 * hour));
      add("streetlight", day, day * day_length + std::clamp(at, 0, day_length - 1), chance, -1);
    }
  }

  void several(const std::string& facility_class, int day, double mean) {
    auto chance = stream(world_.options.seed, facility_class, static_cast<std::uint64_t>(day));
    for (int i = count(chance, mean); i > 0; --i)
      add(facility_class, day, moment(day, Calls::daytime, chance), chance, -1);
  }

  void smells(int day) {
    auto chance = stream(world_.options.seed, "smell", static_cast<std::uint64_t>(day));
    const int smelt = count(chance, smells_each_day);
    world_.reports += smelt;
    world_.handed_over += smelt;
  }

  Seconds moment_at_home(int day, Chance& chance) const {
    return heating_season(noon(day)) ? moment(day, Calls::cold_home, chance)
                                     : moment(day, Calls::daytime, chance);
  }

  // The colder the hour, the more heaters give up; the other calls do not look at the thermometer.
  double weight(int day, int at, Calls calls) const {
    const double cold = world_.temperatures[static_cast<std::size_t>(day * 24 + at)];
    return weight_of_hour(calls, at) * (calls == Calls::cold_home ? 1 + std::max(0.0, -cold) / 20 : 1);
  }

  Seconds moment(int day, Calls calls, Chance& chance) const {
    double total = 0;
    for (int at = 0; at < 24; ++at) total += weight(day, at, calls);
    double left = chance.unit() * total;
    int at = 0;
    while (at < 23 && (left -= weight(day, at, calls)) > 0) ++at;
    return day * day_length + at * hour + static_cast<Seconds>(chance.below(hour));
  }

  int choose_kind(const std::string& facility_class, int day, Chance& chance) const {
    const bool season = heating_season(noon(day));
    const auto weight_at = [&](std::size_t i) {
      const auto& kind = town_.kinds[i];
      return kind.facility_class == facility_class && kind.refer_to.empty()
                 ? weight_of_kind(kind.code, season, freezing(day))
                 : 0.0;
    };
    double total = 0;
    for (std::size_t i = 0; i < town_.kinds.size(); ++i) total += weight_at(i);
    double left = chance.unit() * total;
    int chosen = -1;
    for (std::size_t i = 0; i < town_.kinds.size() && left >= 0; ++i) {
      if (weight_at(i) <= 0) continue;
      chosen = static_cast<int>(i);
      left -= weight_at(i);
    }
    return chosen;
  }

  bool place(WorldOrder& order, const std::string& facility_class, Chance& chance, int village) const {
    const auto sites = town_.sites.find(facility_class);
    if (sites != town_.sites.end() && !sites->second.empty()) {
      const auto& all = sites->second;
      std::size_t at = chance.below(all.size());
      // In a struck village when it has such facilities; they stand together in the register.
      if (village >= 0)
        for (std::size_t tried = 0; tried < all.size() && all[at].village != village; ++tried)
          at = (at + 1) % all.size();
      const auto& site = all[at];
      order.site = site.code;
      order.position = site.position;
      order.village = site.village;
      order.circuit = site.circuit;
      return true;
    }
    if (town_.villages.empty()) return false;
    order.village = static_cast<int>(chance.below(town_.villages.size()));
    order.position = town_.villages[static_cast<std::size_t>(order.village)].position.value_or(town_.centre);
    return true;
  }

  void add(const std::string& facility_class, int day, Seconds at, Chance& chance, int village) {
    WorldOrder order;
    order.received = at;
    order.kind = choose_kind(facility_class, day, chance);
    if (order.kind < 0 || !place(order, facility_class, chance, village)) return;
    const auto& kind = town_.kinds[static_cast<std::size_t>(order.kind)];
    order.frail_person = facility_class == "heater" && happens(chance, frail_share);
    order.danger = happens(chance, danger_share) && !kind.questions.empty();
    const auto policy = dispatch::choose_policy(town_.rules, kind, order.danger, order.frail_person);
    if (!policy) return;
    order.policy = policy->code;
    order.severity = policy->severity;
    order.clocks = dispatch::start_clocks(town_.rules, *policy, world_.time(at));
    order.skill = town_.skill_number(kind.skill);
    order.estimate = std::max<Seconds>(300, static_cast<Seconds>(kind.estimate.count()));
    draw_truth(order, facility_class, chance);
    world_.reports += 1 + order.repeats;
    world_.orders.push_back(std::move(order));
  }

  void draw_truth(WorldOrder& order, const std::string& facility_class, Chance& chance) const {
    const auto shares = shares_of(facility_class);
    const bool danger = order.severity == models::Severity::danger;
    order.needs = static_cast<Seconds>(order.estimate * factor(chance, work_sigma, 0.3, 3.5));
    for (auto& drive : order.travel_factor) drive = factor(chance, travel_sigma, 0.6, 2.5);
    // Who called about a danger, or does not leave the house, waits for the crew.
    const double away = shares.nobody_home * (danger ? 0.1 : order.frail_person ? 0.25 : 1);
    const bool once = happens(chance, away), twice = happens(chance, away * 2);
    order.nobody_home = once ? (twice ? 2 : 1) : 0;
    order.retry_after = static_cast<Seconds>(between(chance, 2.0, 5.0) * hour);
    const double part = between(chance, 2.0, 24.0) * hour;
    order.part_after = happens(chance, shares.part_missing) ? static_cast<Seconds>(part) : 0;
    const auto patience = static_cast<Seconds>(between(chance, 2.0, 30.0) * hour);
    order.gives_up_after = happens(chance, gives_up_share) && !danger ? patience : 0;
    while (order.repeats < 3 && happens(chance, merged_share / (1 + merged_share))) ++order.repeats;
    for (auto& after : order.repeated_after) after = 300 + static_cast<Seconds>(chance.below(90 * 60));
  }

  Town& town_;
  World world_;
  double scale_ = 1;
  int burst_day_ = -1;
};

}  // namespace

double heater_faults(double mean_temperature, bool season) {
  if (!season) return 1.2;
  // Fitted so that a day of −12 °C has 60 and the season's average is 13.
  return std::min(75.0, 60 * std::exp(-0.135 * (mean_temperature + 12)));
}

World make_world(Town& town, const WorldOptions& options) { return Maker(town, options).make(); }

bool falls_ill(std::uint64_t seed, int person, int day) {
  auto chance =
      stream(seed, "ill", static_cast<std::uint64_t>(person) * 1000 + static_cast<std::uint64_t>(day));
  return happens(chance, ill_share);
}

}  // namespace simulation
