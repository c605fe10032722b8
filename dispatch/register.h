#pragma once
#include <vector>

#include "models/error.h"
#include "models/field_work.h"
#include "models/store.h"

namespace dispatch {

/// Checks a facility against its class: code, village, position, duties, attributes.
///
/// Shape   every wrong field at once; empty when it is good
std::vector<models::FieldError> check_facility(models::Transaction& tx, const models::Facility& facility);

/// The same for a village: a code of twelve digits, names, position.
std::vector<models::FieldError> check_village(const models::Village& village);

/// The same for a crew by its code.
std::vector<models::FieldError> check_crew(models::Transaction& tx, const models::Crew& crew);

/// The same for a part of a class that is there.
std::vector<models::FieldError> check_part(models::Transaction& tx, const models::Part& part);

/// How many of one part a van is said to carry, at most.
inline constexpr int most_of_a_part = 100'000;

/// A facility class with its fault kinds, policies, calendars and parts: what one class file holds.
struct ClassDefinition {
  models::FacilityClass facility_class;
  std::vector<models::FaultKind> kinds;
  std::vector<models::SlaPolicy> policies;
  std::vector<models::Calendar> calendars;
  std::vector<models::Part> parts{};
};

/// Takes in a class definition, new or changed. Nothing is removed that an order could refer to.
///
/// Errors  invalid with every wrong field at once; forbidden
models::Result<models::FacilityClass> save_class(models::Transaction& tx, const models::Actor& actor,
                                                 const ClassDefinition& definition);

/// Checks one policy of a class that is there; the calendars and policies it names must be there too.
///
/// Errors  invalid with every wrong field at once
models::Result<void> check_policy(models::Transaction& tx, const models::FacilityClass& facility_class,
                                  const models::SlaPolicy& policy);

/// Checks a whole draft of one class: its policies may name one another and the calendars of the draft.
///
/// Errors  invalid with every wrong field at once, named policies[i].… and calendars[i].…
models::Result<void> check_draft(models::Transaction& tx, const models::FacilityClass& facility_class,
                                 const std::vector<models::SlaPolicy>& policies,
                                 const std::vector<models::Calendar>& calendars);

/// Takes in a crew by its code, new or changed.
models::Result<models::Crew> save_crew(models::Transaction& tx, const models::Actor& actor,
                                       const models::Crew& crew);

}  // namespace dispatch
