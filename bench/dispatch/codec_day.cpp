#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/dispatch/day.h"

namespace bench {

Day read_day(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  Day day;
  try {
    const auto json = nlohmann::json::parse(in);
    day.rules.shift_end = json.at("shift_end");
    day.rules.detour = json.at("detour");
    day.rules.speed = json.at("speed_mps");
    for (int priority = 1; priority <= 3; ++priority)
      day.rules.weights[static_cast<std::size_t>(priority)] = json.at("weights").at(std::to_string(priority));
    for (const auto& crew : json.at("crews"))
      day.rules.crews.push_back({crew.at("id"), crew.at("x"), crew.at("y"), crew.at("skills")});
    for (const auto& order : json.at("orders")) {
      day.orders.push_back({order.at("id"), order.at("x"), order.at("y"), order.at("priority"),
                            order.at("created"), order.at("due"), order.at("skill"), order.at("estimate")});
      day.truths.push_back({order.at("actual"), order.at("travel_factor")});
      const auto priority = day.orders.back().priority;
      if (priority < 1 || priority > 3) throw std::runtime_error("priority must be 1, 2 or 3");
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(file + ": " + error.what());
  }
  return day;
}

}  // namespace bench
