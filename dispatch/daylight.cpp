#include "dispatch/daylight.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

namespace dispatch {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double zenith = 90.833 * degree;  // the sun's upper edge at the horizon, refraction included

}  // namespace

Daylight daylight(models::Time at, const models::Position& place, int utc_offset_seconds) {
  using std::chrono::sys_days;
  const models::Duration offset{utc_offset_seconds};
  const auto local_day = std::chrono::floor<std::chrono::days>(at + offset);
  const auto date = std::chrono::year_month_day{local_day};
  const auto day_of_year = (local_day - sys_days{date.year() / std::chrono::January / 1}).count() + 1;
  const double turn = 2 * std::numbers::pi / 365 * (static_cast<double>(day_of_year) - 1 + 0.5);
  const double equation = 229.18 * (0.000075 + 0.001868 * std::cos(turn) - 0.032077 * std::sin(turn) -
                                    0.014615 * std::cos(2 * turn) - 0.040849 * std::sin(2 * turn));
  const double declination = 0.006918 - 0.399912 * std::cos(turn) + 0.070257 * std::sin(turn) -
                             0.006758 * std::cos(2 * turn) + 0.000907 * std::sin(2 * turn) -
                             0.002697 * std::cos(3 * turn) + 0.00148 * std::sin(3 * turn);
  const double latitude = place.latitude * degree;
  const double cosine = std::cos(zenith) / (std::cos(latitude) * std::cos(declination)) -
                        std::tan(latitude) * std::tan(declination);
  const double half_day = std::acos(std::clamp(cosine, -1.0, 1.0)) / degree;
  const auto moment = [&](double minutes_utc) {
    return models::Time{local_day} + models::Duration{std::lround(minutes_utc * 60)};
  };
  return {moment(720 - 4 * (place.longitude + half_day) - equation),
          moment(720 - 4 * (place.longitude - half_day) - equation)};
}

models::Time dark_from(models::Time at, const models::Position& place, int utc_offset_seconds) {
  const auto day = daylight(at, place, utc_offset_seconds);
  return at < day.sunrise ? at : std::max(at, day.sunset);
}

}  // namespace dispatch
