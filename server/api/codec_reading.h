#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "dispatch/devices.h"
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

/// How often something was refused for one reason.
struct RefusedFor {
  std::string field;
  std::string code;
  std::int64_t count = 0;
};

/// What every device said last, and what became of readings since the program started.
struct ReadingBoardView {
  dispatch::DeviceBoard board;
  std::vector<RefusedFor> refusals;
  std::int64_t taken = 0, repeated = 0, refused = 0, reports = 0, rules = 0;
};
std::string write(const ReadingBoardView& view);

}  // namespace api
