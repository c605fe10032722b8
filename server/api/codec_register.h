#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/error.h"
#include "models/store.h"
#include "server/api/context.h"
#include "server/api/views.h"

namespace api {

std::string write(const std::vector<models::Village>& villages);
std::string write(const FacilityView& facility);
std::string write(const models::Page<FacilityView>& page);
std::string write(const models::FacilityClass& facility_class);
std::string write(const std::vector<models::FacilityClass>& classes);
std::string write(const std::vector<models::FaultKind>& kinds);
std::string write(const std::vector<models::SlaPolicy>& policies);
std::string write(const CrewView& crew);
std::string write(const std::vector<CrewView>& crews);
std::string write(const models::Dashboard& dashboard, models::Time at);
/// Shape   provider: none when there is none to sign in at; passkeys: at which address they work, empty where
/// nowhere
std::string write_public_catalog(const Settings& settings, const identity::Settings* provider,
                                 const std::string& passkeys, const std::vector<models::Village>& villages,
                                 const std::vector<models::FacilityClass>& classes,
                                 const std::vector<models::FaultKind>& kinds);
std::string write_public_facility(const models::Facility& facility, std::string_view label,
                                  std::string_view village_name);

}  // namespace api
