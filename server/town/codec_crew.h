#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/crew.h"
#include "models/error.h"

namespace town {

/// Reads a file of crews: {"crews": [NewCrew…]}.
///
/// Errors  invalid with every wrong field and its path, e.g. crews[2].shifts[0].to_minute
models::Result<std::vector<models::Crew>> parse_crews(std::string_view json);

/// Someone who signs in to the demo town. The password is the same for all and is not in the file.
struct DemoAccount {
  std::string username;
  std::string display_name;
  models::Role role = models::Role::operator_;
  std::string crew;  ///< Crew::code of a crew's people, else empty
};

/// Reads a file of demo accounts: {"accounts": [{username, display_name, role, crew}…]}.
///
/// Errors  invalid with every wrong field and its path
models::Result<std::vector<DemoAccount>> parse_accounts(std::string_view json);

}  // namespace town
