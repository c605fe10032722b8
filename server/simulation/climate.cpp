#include "server/simulation/climate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "dispatch/daylight.h"
#include "server/simulation/draws.h"

namespace simulation {
namespace {

// Degrees Celsius in the middle of each month.
constexpr std::array<double, 12> monthly{-2.8, 0.4, 7.2, 15.0, 21.0, 25.2, 27.0, 26.0, 21.0, 13.6, 5.1, -0.9};
constexpr double half_swing = 5;           // from the day's mean to its coldest hour, at about five
constexpr double weather_lasts = 0.65;     // of yesterday's deviation that is left today
constexpr double weather_deviation = 2.2;  // of a day's mean, degrees
constexpr double snap_mean = -12;          // of a cold day
constexpr double snaps_each_day = 0.035;   // begin so often in the cold months: about five in a season

models::Time local(models::Time at) { return at + models::Duration{utc_offset}; }

std::chrono::year_month_day date_of(models::Time at) {
  return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(local(at))};
}

double usual(models::Time noon) {
  const auto date = date_of(noon);
  const auto month = static_cast<std::size_t>(static_cast<unsigned>(date.month()) - 1);
  const double after_middle = (static_cast<double>(static_cast<unsigned>(date.day())) - 15.5) / 30.5;
  const auto other = after_middle < 0 ? (month + 11) % 12 : (month + 1) % 12;
  const double share = std::abs(after_middle);
  return monthly.at(month) * (1 - share) + monthly.at(other) * share;
}

bool cold_months(models::Time at) {
  const int month = month_of(at);
  return month == 12 || month <= 2;
}

// How far each day is inside a cold snap: 0 not at all, 1 fully.
std::vector<double> snaps(Scenario scenario, models::Time start, int days, std::uint64_t seed) {
  std::vector<double> inside(static_cast<std::size_t>(days), 0);
  const auto put = [&](int day, double depth) {
    if (day >= 0 && day < days)
      inside[static_cast<std::size_t>(day)] = std::max(inside[static_cast<std::size_t>(day)], depth);
  };
  if (scenario == Scenario::cold_snap)
    for (int day = 0; day < days; ++day) put(day, 1);
  if (scenario == Scenario::burst)
    for (int day = 1; day <= 3; ++day) put(day, 1);
  if (scenario != Scenario::year) return inside;
  auto chance = stream(seed, "snaps");
  for (int day = 0; day < days; ++day) {
    const bool begins = happens(chance, snaps_each_day);
    const int lasts = 2 + static_cast<int>(chance.below(3));
    const double depth = between(chance, 0.55, 1.0);
    if (!begins || !cold_months(start + std::chrono::days{day})) continue;
    put(day - 1, depth / 2);
    for (int i = 0; i < lasts; ++i) put(day + i, depth);
    put(day + lasts, depth / 2);
  }
  return inside;
}

}  // namespace

std::optional<Scenario> parse_scenario(std::string_view word) {
  for (const auto scenario : {Scenario::ordinary, Scenario::cold_snap, Scenario::burst, Scenario::year})
    if (word == name(scenario)) return scenario;
  return std::nullopt;
}

const char* name(Scenario scenario) {
  constexpr std::array<const char*, 4> names{"ordinary", "cold-snap", "burst", "year"};
  return names.at(static_cast<std::size_t>(scenario));
}

std::vector<double> temperatures(Scenario scenario, models::Time start, int days, std::uint64_t seed) {
  auto chance = stream(seed, "weather");
  const auto inside = snaps(scenario, start, days, seed);
  std::vector<double> hours;
  hours.reserve(static_cast<std::size_t>(days) * 24);
  double deviation = 0;
  for (int day = 0; day < days; ++day) {
    deviation = weather_lasts * deviation + weather_deviation * normal(chance);
    const double depth = inside[static_cast<std::size_t>(day)];
    const double free = usual(start + std::chrono::days{day} + std::chrono::hours{12}) + deviation;
    // A cold snap decides the weather: little is left of what the day would have been.
    const double mean = depth * (snap_mean + 0.15 * deviation) + (1 - depth) * free;
    for (int at = 0; at < 24; ++at)
      hours.push_back(mean - half_swing * std::cos(2 * pi * (at - 5) / 24.0) + between(chance, -0.5, 0.5));
  }
  return hours;
}

double mean_of_day(const std::vector<double>& temperatures, int day) {
  const auto first = temperatures.begin() + day * 24;
  return std::accumulate(first, first + 24, 0.0) / 24;
}

double coldest_of_day(const std::vector<double>& temperatures, int day) {
  const auto first = temperatures.begin() + day * 24;
  return *std::min_element(first, first + 24);
}

Daylight sun_times(models::Time noon, const models::Position& place) {
  const auto sun = dispatch::daylight(noon, place, utc_offset);
  const auto midnight = std::chrono::floor<std::chrono::days>(local(noon)) - models::Duration{utc_offset};
  return {static_cast<Seconds>((sun.sunrise - midnight).count()),
          static_cast<Seconds>((sun.sunset - midnight).count())};
}

int month_of(models::Time at) { return static_cast<int>(static_cast<unsigned>(date_of(at).month())); }

int day_of_year(models::Time at) {
  const auto date = date_of(at);
  const auto first = std::chrono::sys_days{date.year() / std::chrono::January / 1};
  return static_cast<int>((std::chrono::sys_days{date} - first).count()) + 1;
}

bool heating_season(models::Time at) {
  const int month = month_of(at);
  return month >= 11 || month <= 3;
}

}  // namespace simulation
