#include "server/replay/winter_week.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace replay {
namespace {

using models::Channel;
using models::Duration;
using Facility = TownRegister::Facility;
using Kind = TownRegister::Kind;

constexpr int hours = winter_days * 24;
constexpr double duplicates_share = 0.1;
constexpr double frail_share = 0.12;
constexpr double danger_share = 0.03;

constexpr double ordinary_heaters = 13, cold_heaters = 60;
constexpr double lamps_each_day = 18, toilets_each_day = 7, deliveries_each_day = 2, smells_each_day = 0.6,
                 others_each_day = 2;

// One for about 380 heaters, as comparable towns have; a few for everything else.
constexpr double heater_technicians = 24;
constexpr std::size_t other_technicians = 4;

/// When in the day people call about it: weights of the 24 hours.
struct DayShape {
  std::array<double, 24> weights{};
};
constexpr DayShape dusk{{0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 8, 10, 6, 3, 2, 1, 0}};
constexpr DayShape daytime{{0, 0, 0, 0, 0, 1, 3, 6, 8, 8, 7, 6, 5, 5, 6, 6, 6, 5, 4, 3, 2, 1, 0, 0}};
constexpr DayShape cold_home{{1, 1, 1, 1, 2, 5, 8, 8, 6, 4, 3, 3, 3, 3, 3, 3, 4, 6, 8, 9, 8, 6, 4, 2}};

class Week {
 public:
  Week(const ReplayOptions& options, const TownRegister& town, const std::string& run)
      : options_(options), town_(town), run_(run), temperatures_(winter_temperatures(options.seed)) {}

  std::vector<PlannedReport> make() {
    for (int day = 0; day < winter_days; ++day) {
      heaters(day);
      several("streetlight", day, lamps_each_day, dusk);
      several("toilet", day, toilets_each_day * (coldest_of(day) < -10 ? 2.0 : 1.0), daytime);
      gas(day);
      for (const auto& other : town_.classes)
        if (other != "heater" && other != "streetlight" && other != "toilet" && other != "gas")
          several(other, day, others_each_day, daytime);
    }
    std::stable_sort(reports_.begin(), reports_.end(),
                     [](const auto& one, const auto& other) { return one.at < other.at; });
    wait_for_technicians();
    std::size_t count = reports_.size();
    if (options_.limit > 0) count = std::min(count, options_.limit);
    reports_.resize(count);
    for (std::size_t i = 0; i < reports_.size(); ++i) {
      reports_[i].number = "W" + std::to_string(options_.seed) + "-" + std::to_string(i + 1);
      reports_[i].report.external_reference = reference_of(reports_[i].number, run_);
    }
    return std::move(reports_);
  }

 private:
  double coldest_of(int day) const {
    const auto first = temperatures_.begin() + day * 24;
    return *std::min_element(first, first + 24);
  }

  // A town with fewer heaters has fewer faults; the yardsticks are for 9,136.
  double heater_scale() const {
    const auto count =
        std::count_if(town_.facilities.begin(), town_.facilities.end(),
                      [](const Facility& facility) { return facility.facility_class == "heater"; });
    return static_cast<double>(count) / 9136.0;
  }

  // Somebody has to be free to come: on the worst day the later ones wait for hours.
  void wait_for_technicians() {
    std::map<std::string, std::vector<Duration>> free_at;
    for (auto& report : reports_) {
      if (report.fate != Fate::repair || report.told_again) continue;
      auto& people = free_at[report.group];
      if (people.empty()) people.resize(technicians(report.group), Duration{0});
      const auto next = std::min_element(people.begin(), people.end());
      const Duration begins = std::max(report.at, *next);
      *next = begins + report.takes;
      report.takes = *next - report.at;
    }
  }

  std::size_t technicians(const std::string& facility_class) const {
    if (facility_class != "heater") return other_technicians;
    const auto scaled = static_cast<std::size_t>(std::llround(heater_technicians * heater_scale()));
    return std::max<std::size_t>(2, scaled);
  }

  void heaters(int day) {
    Chance chance(options_.seed, "heater day " + std::to_string(day));
    const double scale = heater_scale();
    switch (winter_day(options_.seed, day)) {
      case WinterDay::ordinary:
        return make_some("heater", day, chance.count(ordinary_heaters * scale), cold_home, chance, "");
      case WinterDay::cold:
        return make_some("heater", day, chance.count(cold_heaters * scale), cold_home, chance, "");
      case WinterDay::burst:
        break;
    }
    // The power came back with a surge: most of the faults are in a few villages, within hours.
    const auto most = std::max<std::size_t>(1, static_cast<std::size_t>(double(largest_burst) * scale));
    const auto total = std::min(most, static_cast<std::size_t>(chance.between(0.75, 0.95) * double(most)));
    const auto usual = std::min(total, chance.count(ordinary_heaters * scale));
    make_some("heater", day, usual, cold_home, chance, "");
    const auto struck = villages_of("heater", chance, 3);
    const std::size_t first = reports_.size();
    for (std::size_t i = usual; i < total && !struck.empty(); ++i)
      make_some("heater", day, 1, cold_home, chance, struck[i % struck.size()]);
    const auto surge = std::chrono::hours{day * 24 + 5} + Duration{static_cast<int>(chance.below(4 * 3600))};
    for (std::size_t i = first; i < reports_.size(); ++i) {
      auto& report = reports_[i];
      if (!report.told_again)
        report.at = surge + Duration{static_cast<int>(chance.below(3 * 3600))};
      else
        report.at = reports_[i - 1].at + Duration{static_cast<int>(300 + chance.below(5400))};
    }
  }

  std::vector<std::string> villages_of(const std::string& facility_class, Chance& chance,
                                       std::size_t count) const {
    std::set<std::string> with;
    for (const auto& facility : town_.facilities)
      if (facility.facility_class == facility_class) with.insert(facility.village);
    std::vector<std::string> all(with.begin(), with.end()), chosen;
    while (chosen.size() < count && !all.empty()) {
      const auto place = static_cast<std::ptrdiff_t>(chance.below(all.size()));
      chosen.push_back(all[static_cast<std::size_t>(place)]);
      all.erase(all.begin() + place);
    }
    return chosen;
  }

  void several(const std::string& facility_class, int day, double mean, const DayShape& shape) {
    Chance chance(options_.seed, facility_class + " day " + std::to_string(day));
    make_some(facility_class, day, chance.count(mean), shape, chance, "");
  }

  void gas(int day) {
    Chance chance(options_.seed, "gas day " + std::to_string(day));
    for (std::size_t i = chance.count(smells_each_day); i > 0; --i) gas_smell(day, chance);
    make_some("gas", day, chance.count(deliveries_each_day), daytime, chance, "");
  }

  void gas_smell(int day, Chance& chance) {
    const auto kind = std::find_if(town_.kinds.begin(), town_.kinds.end(),
                                   [](const Kind& one) { return !one.refer_to.empty(); });
    if (kind == town_.kinds.end() || town_.villages.empty()) return;
    auto report = start_report(*kind, moment(day, daytime, chance), chance);
    report.report.place.village_code = town_.villages[chance.below(town_.villages.size())];
    report.report.danger = true;
    report.fate = Fate::hand_over;
    report.service = kind->refer_to;
    report.reason = "handed over to " + kind->refer_to;
    report.door = Door::staff;
    report.report.channel = Channel::hotline;
    reports_.push_back(std::move(report));
  }

  Duration moment(int day, const DayShape& shape, Chance& chance) const {
    double total = 0;
    for (int hour = 0; hour < 24; ++hour) total += weight(day, hour, shape);
    double left = chance.unit() * total;
    int hour = 0;
    while (hour < 23 && (left -= weight(day, hour, shape)) > 0) ++hour;
    return std::chrono::hours{day * 24 + hour} + Duration{static_cast<int>(chance.below(3600))};
  }

  // The colder the hour, the more heaters give up; the other shapes do not look at the thermometer.
  double weight(int day, int hour, const DayShape& shape) const {
    const double base = shape.weights.at(static_cast<std::size_t>(hour));
    if (&shape != &cold_home) return base;
    const double temperature = temperatures_.at(static_cast<std::size_t>(day * 24 + hour));
    return base * (1 + std::max(0.0, -temperature) / 10);
  }

  void make_some(const std::string& facility_class, int day, std::size_t count, const DayShape& shape,
                 Chance& chance, const std::string& village) {
    const auto& facilities = facilities_of(facility_class, village);
    const auto kinds = kinds_of(facility_class);
    if (kinds.empty() || (facilities.empty() && town_.villages.empty())) return;
    for (std::size_t i = 0; i < count; ++i) {
      const Kind& kind = *kinds[kind_index(kinds.size(), chance)];
      auto report = start_report(kind, moment(day, shape, chance), chance);
      const Facility* facility = facilities.empty() ? nullptr : facilities[chance.below(facilities.size())];
      if (facility != nullptr)
        report.report.facility_code = facility->code;
      else
        report.report.place.village_code = town_.villages[chance.below(town_.villages.size())];
      report.report.frail_person = facility_class == "heater" && chance.happens(frail_share);
      report.report.danger = kind.has_danger_questions && chance.happens(danger_share);
      const bool told_again = chance.happens(duplicates_share / (1 - duplicates_share));
      reports_.push_back(report);
      if (told_again) add_neighbour(report, facility, chance);
    }
  }

  /// Somebody else tells of the same fault: a second person of the house, or the next lamp of a dark circuit.
  void add_neighbour(const PlannedReport& first, const Facility* facility, Chance& chance) {
    auto again = first;
    again.told_again = true;
    Chance own(options_.seed, "again " + std::to_string(reports_.size()));
    again.script = draw_script(own);
    again.at += Duration{static_cast<int>(300 + chance.below(5400))};
    again.report.reporter.phone = phone(chance);
    again.report.description += "（邻居再报）";
    if (facility != nullptr && !facility->circuit.empty() && merges_by_circuit(facility->facility_class)) {
      const auto& lamps = facilities_of(facility->facility_class, facility->village);
      std::vector<const Facility*> same;
      for (const auto* lamp : lamps)
        if (lamp->circuit == facility->circuit) same.push_back(lamp);
      again.report.facility_code = same[chance.below(same.size())]->code;
    }
    reports_.push_back(std::move(again));
  }

  bool merges_by_circuit(const std::string& facility_class) const {
    const auto& list = town_.classes_by_circuit;
    return std::find(list.begin(), list.end(), facility_class) != list.end();
  }

  // The first kinds of a class are its frequent ones; half of all reports are of the first.
  static std::size_t kind_index(std::size_t count, Chance& chance) {
    std::size_t index = 0;
    while (index + 1 < count && chance.happens(0.5)) ++index;
    return index;
  }

  const std::vector<const Facility*>& facilities_of(const std::string& facility_class,
                                                    const std::string& village) {
    const auto [place, is_new] = facilities_.try_emplace({facility_class, village});
    auto& found = place->second;
    if (!is_new) return found;
    for (const auto& facility : town_.facilities)
      if (facility.facility_class == facility_class && (village.empty() || facility.village == village))
        found.push_back(&facility);
    return found;
  }

  std::vector<const Kind*> kinds_of(const std::string& facility_class) const {
    std::vector<const Kind*> found;
    for (const auto& kind : town_.kinds)
      if (kind.facility_class == facility_class && kind.refer_to.empty()) found.push_back(&kind);
    return found;
  }

  static std::string phone(Chance& chance) {
    std::string digits = std::to_string(chance.below(10'000));
    digits.insert(0, 4 - digits.size(), '0');
    return "010-5559-" + digits;
  }

  PlannedReport start_report(const Kind& kind, Duration at, Chance& chance) const {
    PlannedReport planned;
    planned.group = kind.facility_class;
    planned.at = at;
    planned.takes = Duration{
        static_cast<std::int64_t>(static_cast<double>(kind.estimate.count()) * chance.between(0.6, 1.6)) +
        static_cast<std::int64_t>(chance.below(3600))};
    const double way = chance.unit();
    planned.report.channel = way < 0.6    ? Channel::hotline
                             : way < 0.75 ? Channel::village_group
                             : way < 0.95 ? Channel::web
                                          : Channel::inspection;
    planned.door = planned.report.channel == Channel::web ? Door::resident : Door::staff;
    planned.report.reporter.name = "模拟居民";
    planned.report.reporter.phone = phone(chance);
    planned.report.fault_kind = kind.code;
    const std::string words =
        kind.wording.empty() ? kind.name : kind.wording[chance.below(kind.wording.size())];
    planned.report.description = "【模拟 simulated】" + words;
    planned.script = draw_script(chance);
    return planned;
  }

  const ReplayOptions& options_;
  const TownRegister& town_;
  const std::string& run_;
  std::vector<double> temperatures_;
  std::map<std::pair<std::string, std::string>, std::vector<const Facility*>> facilities_;  // class, village
  std::vector<PlannedReport> reports_;
};

}  // namespace

WinterDay winter_day(std::uint64_t seed, int day) {
  Chance chance(seed, "days");
  const int burst = 1 + static_cast<int>(chance.below(winter_days - 1));
  // The cold comes on the day before and stays for the day after: pipes burst in the middle of it.
  if (day == burst) return WinterDay::burst;
  return day == burst - 1 || day == burst + 1 ? WinterDay::cold : WinterDay::ordinary;
}

std::vector<double> winter_temperatures(std::uint64_t seed) {
  Chance chance(seed, "temperatures");
  std::vector<double> temperatures;
  for (int hour = 0; hour < hours; ++hour) {
    const bool cold = winter_day(seed, hour / 24) != WinterDay::ordinary;
    const double mean = cold ? -10 : -2;
    const double swing = -5 * std::cos(2 * 3.14159265358979323846 * (hour % 24 - 4) / 24.0);
    temperatures.push_back(mean + swing + chance.between(-1, 1));
  }
  return temperatures;
}

Plan plan_winter_week(const ReplayOptions& options, const TownRegister& town, const std::string& run) {
  Plan plan;
  plan.title = "simulated winter week, seed " + std::to_string(options.seed);
  plan.reports = Week(options, town, run).make();
  if (options.compress > 0) plan.deadline_scale = options.compress;
  std::set<std::string> skills;
  for (const auto& kind : town.kinds)
    if (!kind.skill.empty()) skills.insert(kind.skill);
  const std::size_t crews = options.crews > 0 ? static_cast<std::size_t>(options.crews) : 4;
  plan.crews = simulated_crews("simulated", crews, {skills.begin(), skills.end()}, {});
  return plan;
}

}  // namespace replay
