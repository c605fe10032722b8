#pragma once
#include <string>

namespace district {

/// Shape   board: this installation is a district's; rules_of: the schema of the district whose rules this
///         town inherits, empty: nobody's; at most one of the two
/// Units   soon_hours: how far the board looks ahead
struct Settings {
  bool board = false;
  std::string rules_of;
  int soon_hours = 4;
};

}  // namespace district
