#pragma once
#include <string>
#include <string_view>

#include "dispatch/register.h"
#include "models/crew.h"
#include "models/error.h"

namespace town {

/// Reads a facility class with its fault kinds, policies and calendars: one file of data/…/classes, or the
/// body of a request.
///
/// Shape   {class, fault_kinds[], policies[], calendars[], parts[]}; ClassDefinition in openapi.yaml
/// Errors  invalid with every wrong field and its path, e.g. fault_kinds[3].estimate; whether policies,
/// calendars
///         and skills it names exist is dispatch::save_class's question
models::Result<dispatch::ClassDefinition> parse_class(std::string_view json);
std::string write_class(const dispatch::ClassDefinition& definition);

/// Reads a crew as one gives it: no id and nothing counted.
///
/// Shape   NewCrew in openapi.yaml; spans in minutes since local midnight
/// Errors  invalid with every wrong field and its path
models::Result<models::Crew> parse_crew(std::string_view json);
std::string write_crew(const models::Crew& crew);

}  // namespace town
