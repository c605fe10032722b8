#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/reading.h"
#include "models/store.h"

/// What the devices that report by themselves have come to, for whoever looks after them.
namespace dispatch {

/// How long a device may say nothing: twice what the rules of its class allow between two readings, an hour
/// at least.
inline constexpr models::Duration least_silence = std::chrono::hours{1};
inline constexpr int most_devices = 5000;  ///< looked at, the newest heard first

/// A rule whose condition holds at a device.
struct MetRule {
  std::string code;
  models::LocalizedText name;
  std::optional<models::Time> since;
  models::ReportId report;
  models::WorkOrderId work_order;
};

struct Device {
  models::Facility facility;
  models::ReadingState state;
  bool silent = false;
  std::vector<MetRule> rules;
};

/// Shape   devices: newest heard first; silent, met: how many of them
struct DeviceBoard {
  std::vector<Device> devices;
  int all = 0;
  int silent = 0;
  int met = 0;
};

/// How long a device of a class may say nothing.
models::Duration silence_of(const std::vector<models::ReadingRule>& rules, const std::string& facility_class);

/// Errors  unauthenticated, forbidden
models::Result<DeviceBoard> read_devices(models::Transaction& tx, const models::Actor& actor,
                                         const std::vector<models::ReadingRule>& rules, models::Time now);

}  // namespace dispatch
