#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/work_order.h"
#include "server/simulation/climate.h"
#include "server/simulation/town_rules.h"
#include "server/town/generator.h"
#include "server/town/load.h"

/// A town and what happens in it, drawn from a seed before anybody decides anything: every policy and every
/// roster meets the same world.
namespace simulation {

/// Where a fault can be.
struct Site {
  std::string code;
  models::Position position;
  int village = 0;  ///< index into Town::villages
  std::string circuit;
};

/// What the simulator needs to know of the town.
struct Town {
  TownRules rules{{}};
  std::vector<models::Village> villages;           ///< in care
  std::map<std::string, std::vector<Site>> sites;  ///< by class
  std::vector<models::FaultKind> kinds;
  std::vector<std::string> skills;  ///< sorted; a skill's number is its place here
  std::vector<models::Crew> crews;
  models::Position centre;

  int skill_number(const std::string& skill) const;  ///< -1: unknown
};

/// Shape   the register of town::generate_facilities; classes without facilities happen at the villages
Town make_town(const town::TownFiles& files, const town::TownFigures& figures = {});

struct WorldOptions {
  Scenario scenario = Scenario::cold_snap;
  models::Time start;  ///< local midnight of the first day
  int days = 7;
  std::uint64_t seed = 1;
};

inline constexpr int most_days = 366;
inline constexpr int most_visits = 4;  ///< to one order; then somebody is at home and the part is there

/// One work order with all its truth; who decides sees only what is known at the time.
///
/// Units   seconds after the world's start
struct WorldOrder {
  Seconds received = 0;
  int kind = 0;  ///< index into Town::kinds
  std::string site;
  models::Position position;
  int village = 0;
  std::string circuit;
  models::Severity severity = models::Severity::normal;
  bool frail_person = false;
  bool danger = false;  ///< a danger question was answered yes
  int skill = 0;
  Seconds estimate = 0;
  std::string policy;
  std::vector<models::SlaClock> clocks;
  int repeats = 0;  ///< further reports of the same, merged
  std::array<Seconds, 3> repeated_after{};
  // the truth
  Seconds needs = 0;                                ///< real work
  std::array<double, most_visits> travel_factor{};  ///< of the drive to each visit, beside the plan
  int nobody_home = 0;                              ///< so many first visits find nobody
  Seconds retry_after = 0;
  Seconds part_after = 0;  ///< a part is missing and comes so long after the first look; 0: none is missing
  Seconds gives_up_after = 0;  ///< the resident calls it off when nobody left by then; 0: never
};

struct World {
  WorldOptions options;
  std::vector<double> temperatures;  ///< by hour
  std::vector<WorldOrder> orders;    ///< by receipt
  int reports = 0;                   ///< with repeats and what was handed over
  int handed_over = 0;               ///< gas smells and the like: never an order
  std::vector<int> heaters_each_day;

  Seconds end() const { return options.days * day_length; }
  models::Time time(Seconds at) const { return options.start + models::Duration{at}; }
};

/// Source  yardsticks of comparable towns scaled by the number of heaters: 13 heater orders a day on average
/// in
///         the season, 60 on a cold day, 250 in a burst; one report in ten is about an open order. All shares
///         and spreads are assumptions (docs/operating.md lists them)
World make_world(Town& town, const WorldOptions& options);

/// Expected heater faults on a day of this mean temperature, for 9,136 heaters.
double heater_faults(double mean_temperature, bool season);

/// Does the crew member of this number fall ill on this day?
bool falls_ill(std::uint64_t seed, int person, int day);

}  // namespace simulation
