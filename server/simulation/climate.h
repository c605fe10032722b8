#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dispatch/travel.h"
#include "models/place.h"
#include "models/time.h"

/// The weather and the daylight of the simulated town.
namespace simulation {

using dispatch::Seconds;

inline constexpr Seconds hour = 3600;
inline constexpr Seconds day_length = 24 * hour;
inline constexpr int utc_offset = 8 * 3600;  ///< of the town

/// What kind of time is simulated.
enum class Scenario { ordinary, cold_snap, burst, year };
std::optional<Scenario> parse_scenario(std::string_view word);
const char* name(Scenario scenario);

/// One temperature for each hour from local midnight of the first day on.
///
/// Units   degrees Celsius
/// Source  synthetic: rounded long-term monthly means of Beijing, a daily swing, weather that lasts for days;
///         cold snaps by chance in a year (November to March), throughout in `cold_snap`, round the third day
///         in `burst`, never in `ordinary`
std::vector<double> temperatures(Scenario scenario, models::Time start, int days, std::uint64_t seed);

double mean_of_day(const std::vector<double>& temperatures, int day);
double coldest_of_day(const std::vector<double>& temperatures, int day);

/// Units   seconds after local midnight
struct Daylight {
  Seconds sunrise = 0;
  Seconds sunset = 0;
};

/// When the sun rises and sets, refraction included.
///
/// Source  dispatch/daylight.h
Daylight sun_times(models::Time noon, const models::Position& place);

/// Month (1–12) and day of the year (1–366) in the town's time.
int month_of(models::Time at);
int day_of_year(models::Time at);
/// 1 November to 31 March, when homes are heated.
bool heating_season(models::Time at);

}  // namespace simulation
