#include "dispatch/zone.h"

#include <date/tz.h>

#include <stdexcept>

namespace dispatch {
namespace {

// std::chrono::locate_zone is what this is; g++ 12 does not have it yet. The rules of the zones are knowledge
// like any table in the program, though the library keeps them with the system's own.
const date::time_zone* find(const std::string& zone) {
  if (zone.empty()) return nullptr;
  try {
    return date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

}  // namespace

std::optional<std::vector<ZoneOffset>> zone_offsets(const std::string& zone, models::Time from,
                                                    models::Time to) {
  const auto* found = find(zone);
  if (found == nullptr) return std::nullopt;
  std::vector<ZoneOffset> offsets;
  for (auto at = from; at < to;) {
    const auto info = found->get_info(at);
    offsets.push_back({at, info.offset});
    if (info.end <= at) break;
    at = info.end;
  }
  return offsets;
}

std::optional<models::Duration> zone_offset_at(const std::string& zone, models::Time at) {
  const auto* found = find(zone);
  if (found == nullptr) return std::nullopt;
  return found->get_info(at).offset;
}

bool is_zone(const std::string& zone) { return find(zone) != nullptr; }

}  // namespace dispatch
