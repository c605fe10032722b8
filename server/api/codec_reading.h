#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/reading.h"

namespace api {

inline constexpr std::size_t most_readings = 500;  ///< in one batch

/// Reads a batch of readings.
///
/// Shape   {"readings": [{"facility_code" or "circuit", "at", "values": {measure: number}}]}
/// Errors  invalid with every field that has not this shape, e.g. readings[3].at
models::Result<std::vector<models::Reading>> parse_readings(const std::string& body);

struct RefusedReading {
  std::size_t index = 0;
  models::FieldError error;
};

/// What became of a batch.
struct ReadingAnswer {
  std::size_t taken = 0;
  std::size_t repeated = 0;
  std::vector<RefusedReading> refused;  ///< each wrong field
  std::size_t refused_readings = 0;
  std::vector<models::ReportId> reports;
};
std::string write(const ReadingAnswer& answer);

}  // namespace api
