#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// Days of technicians as three public sets write them down: Pillac's (skills, tools, spare parts, requests
/// that arrive during the day), Kovacs' (skills with levels, whoever is left out is done by others) and
/// Lackner's (Solomon's routes with customers that become known late). Read into one shape; judged from it
/// alone.
namespace bench {

/// Units   x, y, times: the instance's own (a distance is a time); release: nobody knows of it before
struct TechnicianTask {
  int id = 0;
  double x = 0, y = 0;
  int open = 0, close = 0;  ///< when it may begin
  int service = 0;
  int release = 0;
  std::uint64_t skills = 0;  ///< skills, levels and tools as bits
  std::vector<int> parts;    ///< so many of each; of Lackner's: the load
  double outsourcing = 0;    ///< what it costs to leave it to others; 0: not said
};

struct Technician {
  double x = 0, y = 0;
  std::uint64_t skills = 0;
  std::vector<int> stock;
};

struct TechnicianDay {
  std::string set;   ///< pillac, kovacs, lackner
  std::string name;  ///< of its file
  std::string base;  ///< the instance of bks.csv it is made of; empty: none
  int day_end = 0;   ///< everybody must be home by then
  std::vector<TechnicianTask> tasks;
  std::vector<Technician> technicians;
};

/// Every day of the three sets below a folder, by set and name. What cannot be read whole (a base instance
/// that is not there) is named in `left_out`.
///
/// Errors  throws std::runtime_error naming the file and line
std::vector<TechnicianDay> read_technician_days(const std::string& folder,
                                                std::vector<std::string>& left_out);

/// What was done, in the day's own units.
struct TechnicianVisit {
  int technician = 0;
  int task = 0;  ///< index
  double depart = 0, start = 0, end = 0;
};

struct TechnicianResult {
  int served = 0;      ///< begun within the window
  int late = 0;        ///< begun after it
  int unserved = 0;    ///< no visit
  double driven = 0;   ///< with the way home
  double late_by = 0;  ///< sum
  double outsourcing = 0;
  std::string broken;  ///< the first rule a visit breaks; empty: none
};

/// Adds everything up again from the day and the visits alone.
TechnicianResult judge(const TechnicianDay& day, const std::vector<TechnicianVisit>& visits);

}  // namespace bench
