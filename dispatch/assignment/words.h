#pragma once
#include <functional>
#include <string>
#include <vector>

#include "models/crew.h"
#include "models/decision.h"
#include "models/place.h"
#include "models/work_order.h"

/// A decision in words that a villager understands, in both languages of every screen.
namespace dispatch {

/// What the words call things by.
///
/// Shape   order: the number of another order, empty when it is not known
struct Names {
  std::function<const models::Crew*(models::CrewId)> crew;
  std::function<std::string(models::WorkOrderId)> order;
  int utc_offset_seconds = 8 * 3600;
};

/// Shape   the sentences in the order in which they are read: who goes and when; what that costs others; who
/// could
///         go as well; who cannot, with the rule; what would help; what was doubtful
std::vector<models::LocalizedText> explain(const models::AssignmentDecision& decision, const Names& names);

/// One rule against a crew, after the crew's name: "没有这项手艺", "does not have the skill".
models::LocalizedText rule_in_words(const std::string& rule);

}  // namespace dispatch
