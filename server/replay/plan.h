#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/register.h"
#include "models/crew.h"
#include "models/report.h"
#include "models/time.h"
#include "models/work_order.h"
#include "server/replay/chance.h"
#include "server/replay/replay.h"
#include "server/replay/source_csv.h"

namespace replay {

enum class Door { staff, resident };

/// What became of a report in the end, as far as the town itself is concerned.
enum class Fate {
  repair,     ///< an order is opened, or one joined, and driven to its end
  reject,     ///< refused at triage, with a reason
  cancel,     ///< an order is opened and then cancelled
  hand_over,  ///< handed to 119, 110 or 120
  stay_open,  ///< an order that nobody finishes
  stay_paused,
};

enum class Reopening { never, after_resolution, after_closure };

/// What happens on the way besides the bare steps.
struct Script {
  models::Outcome outcome = models::Outcome::repaired;
  bool contact = false;
  bool pause = false;
  bool note = false;
  Reopening reopening = Reopening::never;
};
Script draw_script(Chance& chance);

/// Units   at: real time since the first report; takes: real time from report to resolution
struct PlannedReport {
  std::string number;
  std::string group;  ///< its line in the table: request type or facility class
  Door door = Door::staff;
  models::Duration at{0};
  models::Duration takes{0};
  models::NewReport report;
  Fate fate = Fate::repair;
  std::string reason;   ///< reject, cancel, hand_over
  std::string service;  ///< hand_over
  Script script;
  bool told_again = false;  ///< a simulated neighbour tells what somebody told before
};

struct Plan {
  std::string title;
  std::optional<dispatch::ClassDefinition> definition;  ///< to be taken in first
  std::vector<models::Crew> crews;                      ///< simulated, for this run
  std::vector<PlannedReport> reports;                   ///< by `at`
  double deadline_scale = 1;  ///< wall-clock seconds count so many times against a deadline
};

/// What a city promised for one request type.
///
/// Shape   resolve: the middle one of its promised times (of its real ones when few were promised); a
/// promised day
///         without an hour lasts until its end
struct TypePromise {
  std::string type;
  std::size_t count = 0;
  models::Duration resolve{0};
};
/// Shape   by count, the most frequent first
std::vector<TypePromise> derive_promises(const std::vector<SourceRow>& rows);

/// Makes a class, its policies and kinds of the request types.
///
/// Shape   limits divided by `compress` when above 0, never under one second; contact an eighth of resolve,
/// arrive
///         half; more types than one class may hold share the last kind
dispatch::ClassDefinition derive_class(const std::string& code, const std::vector<TypePromise>& promises,
                                       double compress);

/// The code of the class a file becomes, from its name: la311_2018.csv is replay-la311-2018.
std::string class_code_of(const std::string& file);

/// Everything a file of service requests leads to. `run` makes the references of this run unlike any other's.
Plan plan_of_file(const ReplayOptions& options, const SourceFile& file, const std::string& run);

/// Simulated crews that may do everything asked for, always on shift.
std::vector<models::Crew> simulated_crews(const std::string& prefix, std::size_t count,
                                          const std::vector<std::string>& skills,
                                          const std::vector<models::Position>& bases);

/// The external reference of a source's number: letters, digits, - _ . only, at most 64.
std::string reference_of(const std::string& number, const std::string& run);

}  // namespace replay
