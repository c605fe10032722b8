#pragma once
#include <string_view>

namespace simulation {

/// How often a fault kind comes beside the others of its class.
///
/// Shape   freezing: the day was below −8 °C; season: homes are heated; a kind that is not known here counts
///         1
/// Source  assumed: the town has no record yet
double weight_of_kind(std::string_view code, bool season, bool freezing);

/// Weights of the 24 hours in which people call.
enum class Calls { daytime, cold_home };
double weight_of_hour(Calls calls, int hour_of_day);

}  // namespace simulation
