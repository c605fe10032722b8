#pragma once
#include <string>
#include <vector>

#include "server/district/board.h"
#include "server/district/inheritance.h"

namespace api {

/// Shape   total of those that answer
std::string write_district(const std::vector<district::TownRow>& rows, models::Time now,
                           models::Duration soon);
std::string write(const models::Page<models::TownOrder>& page, const models::Town& town, models::Time now);
/// Shape   inheritance: none for a town by itself
std::string write_inherited_rules(const district::Inheritance* inheritance,
                                  const std::vector<models::InheritedRule>& rules);
std::string write(const models::InheritedRule& rule);

}  // namespace api
