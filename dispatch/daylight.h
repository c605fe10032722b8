#pragma once
#include "models/place.h"
#include "models/time.h"

namespace dispatch {

/// Sunrise and sunset of one local day.
struct Daylight {
  models::Time sunrise{};
  models::Time sunset{};
};

/// When the sun rises and sets on the local day of `at`, refraction included.
///
/// Units   utc_offset in seconds
/// Shape   good to two minutes between the polar circles
/// Source  the solar position series of the NOAA solar calculator
Daylight daylight(models::Time at, const models::Position& place, int utc_offset_seconds);

/// The first moment not before `at` when it is dark there: `at` itself, or the sunset of its local day.
models::Time dark_from(models::Time at, const models::Position& place, int utc_offset_seconds);

}  // namespace dispatch
