#pragma once
#include <string>
#include <string_view>

#include "models/work_order.h"
#include "server/simulation/draws.h"

/// What people say and write in the simulated year. Invented.
namespace simulation {

struct Repair {
  std::string_view cause;
  std::string_view action;
};

Repair repair_words(const models::FaultKind& kind, town::Chance& chance);
Repair outcome_words(models::Outcome outcome);  ///< of what was no repair
std::string_view unsolved_words(std::string_view facility_class, town::Chance& chance);
std::string_view praise_words(town::Chance& chance);
std::string_view cancel_words(town::Chance& chance);
std::string reporter_name(town::Chance& chance);

}  // namespace simulation
