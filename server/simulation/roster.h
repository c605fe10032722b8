#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/assignment/problem.h"
#include "server/simulation/town_model.h"

/// Who works when.
namespace simulation {

/// Whose number is in question; the other crews are those of the register.
enum class Trade { heating, streetlight, toilet, all };
std::optional<Trade> parse_trade(std::string_view word);
const char* name(Trade trade);

/// Technicians on duty on one day, each alone with a van.
///
/// Shape   on_call: so many of the day's technicians are also on call from home when their shift ends
struct Staffing {
  int day = 0;      ///< 08–17
  int evening = 0;  ///< 14–23
  int night = 0;    ///< 23–08
  int on_call = 0;  ///< 17–08
  int total() const { return day + evening + night; }
  bool operator==(const Staffing&) const = default;
};

/// Three in ten in the evening, one in ten at night, one in six on call; at least one everywhere from five
/// on.
Staffing usual_mix(int technicians);

/// Units   yuan for each shift, each night on call, each hour beyond the shift or called out
/// Source  assumed; the town's own figures are options of the command
struct Wages {
  double day = 350;
  double evening = 400;
  double night = 520;
  double on_call = 100;
  double overtime_hour = 70;
};

/// Units   yuan a day, overtime not included
double cost_of_day(const Staffing& staffing, const Wages& wages);

inline constexpr Seconds most_overtime = 2 * hour;
inline constexpr Seconds call_out = 10 * 60;  ///< from the telephone to the van, of who is on call at home

struct Person {
  std::string name;
  dispatch::assignment::SkillSet skills;
  models::Position base;
  std::vector<bool> areas;  ///< by village; empty: all
  bool counted = false;     ///< one of the technicians whose number is in question
};

/// One stretch in which a person may be sent.
///
/// Units   seconds after the world's start
struct Duty {
  int person = 0;
  Seconds from = 0;
  Seconds to = 0;
  bool on_call = false;
  std::vector<dispatch::assignment::Break> breaks;
};

struct Roster {
  Staffing staffing;
  std::vector<Person> people;
  std::vector<Duty> duties;  ///< by beginning
};

/// The technicians and, beside them, the crews of the register that do not belong to the trade.
Roster make_roster(const Town& town, Trade trade, const Staffing& staffing, const World& world);

/// The crews of the register as they stand, some with several vans under one name.
Roster make_register_roster(const Town& town, const World& world,
                            const std::function<int(const models::Crew&)>& vans);

}  // namespace simulation
