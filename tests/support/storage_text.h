#pragma once
#include <string>

#include "models/store.h"

/// Every field of a stored thing as text, to compare what came back with what was given. A field that is
/// added to a struct does not compile here until it is named.
namespace support {

std::string text(const models::Village& village);
std::string text(const models::FacilityClass& facility_class);
std::string text(const models::FaultKind& kind);
std::string text(const models::SlaPolicy& policy);
std::string text(const models::Calendar& calendar);
std::string text(const models::Facility& facility);
std::string text(const models::Crew& crew);
std::string text(const models::Account& account);
std::string text(const models::Session& session);
std::string text(const models::AccessToken& token);
std::string text(const models::Passkey& passkey);
std::string text(const models::Report& report);
std::string text(const models::WorkOrder& order);
std::string text(const models::Note& note);
std::string text(const models::Photo& photo);
std::string text(const models::Event& event);
std::string text(const models::Notification& notification);
std::string text(const models::IdempotencyRecord& record);
std::string text(const models::Dashboard& dashboard);
std::string text(const models::PlanningRule& rule);
std::string text(const models::Pin& pin);
std::string text(const models::CrewAbsence& absence);
std::string text(const models::PlannedVisit& visit);
std::string text(const models::Publication& publication);
std::string text(const models::Override& override_);
std::string text(const models::RequestReason& reason);
std::string text(const models::Request& request);
std::string text(const models::EscalationChain& chain);
std::string text(const models::EscalationRun& run);
std::string text(const models::Alert& alert);
std::string text(const models::Recheck& recheck);

}  // namespace support
