#include "dispatch/devices.h"

#include <algorithm>

#include "dispatch/masking.h"
#include "dispatch/permissions.h"

namespace dispatch {
namespace {

std::vector<MetRule> met_rules(models::Transaction& tx, const std::vector<models::ReadingRule>& rules,
                               const models::ReadingState& state) {
  std::vector<MetRule> met;
  for (const auto& rule : rules) {
    const auto watch = state.watches.find(rule.code);
    if (watch == state.watches.end() || (!watch->second.since && !watch->second.report)) continue;
    MetRule one{rule.code, rule.name, watch->second.since, watch->second.report, {}};
    if (const auto report = one.report ? tx.reports().find(one.report) : std::nullopt)
      one.work_order = report->work_order;
    met.push_back(std::move(one));
  }
  return met;
}

}  // namespace

models::Duration silence_of(const std::vector<models::ReadingRule>& rules,
                            const std::string& facility_class) {
  models::Duration longest{0};
  for (const auto& rule : rules)
    if (rule.facility_class == facility_class) longest = std::max(longest, rule.fresh);
  return std::max(2 * longest, least_silence);
}

models::Result<DeviceBoard> read_devices(models::Transaction& tx, const models::Actor& actor,
                                         const std::vector<models::ReadingRule>& rules, models::Time now) {
  if (const auto allowed = require(actor, Permission::reading_send); !allowed) return allowed.error();
  DeviceBoard board;
  for (auto& state : tx.readings().latest(most_devices)) {
    auto facility = tx.facilities().find(state.facility);
    if (!facility) continue;
    Device one;
    one.silent = now - state.changed_at > silence_of(rules, facility->facility_class);
    one.rules = met_rules(tx, rules, state);
    one.facility = masked(*std::move(facility));
    one.state = std::move(state);
    ++board.all;
    board.silent += one.silent ? 1 : 0;
    board.met += one.rules.empty() ? 0 : 1;
    board.devices.push_back(std::move(one));
  }
  return board;
}

}  // namespace dispatch
