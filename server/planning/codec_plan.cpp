#include "server/planning/codec_plan.h"

#include <vector>

namespace planning {
namespace {

std::string list(const VrptwInstance& instance, const std::vector<int>& stops) {
  std::string text = "[";
  for (const int stop : stops) {
    if (text.size() > 1) text += ',';
    text += std::to_string(instance.numbers[stop]);
  }
  return text + "]";
}

}  // namespace

std::string plan_to_json(const VrptwInstance& instance, const dispatch::search::Plan& plan) {
  std::string text = "{\"distance\":" + std::to_string(plan.distance / 10) + "." +
                     std::to_string(plan.distance % 10) +
                     ",\"vehicles\":" + std::to_string(plan.routes.size()) +
                     ",\"feasible\":" + (plan.unserved.empty() ? "true" : "false") + ",\"routes\":[";
  for (std::size_t i = 0; i < plan.routes.size(); ++i) {
    if (i > 0) text += ',';
    text += list(instance, plan.routes[i]);
  }
  text += "]";
  if (!plan.unserved.empty()) text += ",\"unserved\":" + list(instance, plan.unserved);
  return text + "}";
}

}  // namespace planning
