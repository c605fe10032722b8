#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/assignment/planning.h"
#include "models/error.h"
#include "models/plan.h"
#include "models/work_order.h"

namespace api {

/// How hard to try, and what of an earlier preview must still hold.
///
/// Shape   fingerprint: of the preview that was looked at, empty: whatever the plan turns out to be
struct NewPlan {
  std::uint64_t seed = 1;
  std::int64_t steps = 0;
  std::string fingerprint;
};
/// Shape   proposal: this proposal; nothing: the plan that is made now
struct NewPublication {
  std::optional<models::PublicationId> proposal;
  NewPlan plan;
  std::string reason;
};
struct NewPin {
  std::optional<models::CrewId> crew;
  std::optional<models::Time> start;
  std::string reason;
};
struct NewAbsence {
  std::optional<models::Time> until;
  std::string reason;
};

inline constexpr std::int64_t usual_steps = 400;
inline constexpr std::int64_t most_steps = 4000;

// Each reads a request body; errors: invalid with every wrong field.
models::Result<NewPlan> parse_new_plan(const std::string& body);
models::Result<NewPublication> parse_new_publication(const std::string& body);
models::Result<NewPin> parse_pin(const std::string& body);
models::Result<NewAbsence> parse_absence(const std::string& body);
models::Result<models::PlanningRule> parse_planning_rule(const std::string& body);

/// What a plan changes, in a few characters: two plans that send the same crews to the same orders have the
/// same. Times are no part of it, they move with the clock.
std::string fingerprint_of(const models::Publication& plan);

/// What one calls an order in the words of people.
struct OrderLabel {
  std::string number;
  models::WorkOrderState state = models::WorkOrderState::open;
  std::string facility_class;
  std::string fault_kind;
  models::Severity severity = models::Severity::normal;
  std::string village_code;
};
using OrderLabels = std::map<models::WorkOrderId, OrderLabel>;

std::string write(const dispatch::PlanBoard& board, const OrderLabels& labels);
std::string write(const models::Publication& publication, const OrderLabels& labels);
std::string write(const models::Page<models::Publication>& page, const OrderLabels& labels);
std::string write(const models::Pin& pin);
std::string write(const models::PlanningRule& rule);
std::string write(const std::vector<models::PlanningRule>& rules);
std::string write(const dispatch::CrewAway& away, const OrderLabels& labels);
std::string write(const dispatch::OverrideReport& report, const OrderLabels& labels);

}  // namespace api
