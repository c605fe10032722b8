#pragma once
#include <string>
#include <vector>

#include "server/simulation/study.h"

/// What a study says, for people and for programs.
namespace simulation {

struct Report {
  StudyOptions options;
  std::vector<Row> rows;
  double wanted = 95;  ///< percent in time, danger and all
  std::optional<Row> cheapest;
  bool searched = false;  ///< the cheapest roster was asked for
  bool cut_short = false;
  double heaters_each_day = 0;
};

/// Shape   one line for each row, columns aligned; the units in the heading
std::string table_text(const Report& report);
/// In time against technicians, with letters: D danger, A all, * both.
std::string plot_text(const Report& report);
/// The same as a picture of its own, for a page or a letter.
std::string plot_svg(const Report& report);
/// The answer in one sentence each: Chinese, then English.
std::string answer_text(const Report& report);
/// The cheapest roster, or that there is none.
std::string cheapest_text(const Report& report);
/// Everything on one line.
std::string json_line(const Report& report);

}  // namespace simulation
