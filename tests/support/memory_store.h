#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "models/attachment.h"
#include "models/city_order.h"
#include "models/delivery.h"
#include "models/export.h"
#include "models/field_work.h"
#include "models/foreign_report.h"
#include "models/import.h"
#include "models/outage.h"
#include "models/phone_call.h"
#include "models/reading.h"
#include "models/store.h"
#include "models/transfer.h"

namespace support {

/// Everything a small town has, in plain maps; copied to remember a state, assigned to roll back.
struct MemoryData {
  std::map<std::string, models::Village> villages;
  std::map<std::string, models::FacilityClass> classes;
  std::map<std::string, models::FaultKind> kinds;
  std::map<std::string, std::vector<models::SlaPolicy>> policies;  ///< versions, oldest first
  std::map<std::string, std::vector<models::Calendar>> calendars;
  std::map<models::ColdWaveId, models::ColdWave> cold_waves;
  std::map<models::FacilityId, models::Facility> facilities;
  std::map<models::CrewId, models::Crew> crews;
  std::map<models::AccountId, models::Account> accounts;
  std::map<std::string, models::Session> sessions;
  std::map<models::ReportId, models::Report> reports;
  std::map<models::WorkOrderId, models::WorkOrder> orders;
  std::map<models::NoteId, models::Note> notes;
  std::map<models::PhotoId, models::Photo> photos;
  std::map<models::EventId, models::Event> events;
  std::map<models::NotificationId, models::Notification> notifications;
  std::map<std::string, models::IdempotencyRecord> idempotency;  ///< by scope + newline + key
  std::map<std::string, int> numbers;                            ///< by day
  std::map<std::pair<std::string, std::string>, models::PlanningRule> planning_rules;
  std::map<models::WorkOrderId, models::Pin> pins;
  std::map<models::CrewId, models::CrewAbsence> absences;
  std::map<models::WorkOrderId, models::PlannedVisit> visits;
  std::map<models::PublicationId, models::Publication> publications;
  std::vector<models::Override> overrides;
  std::map<std::string, models::RequestReason> request_reasons;
  std::map<models::RequestId, models::Request> requests;
  std::map<std::string, models::EscalationChain> chains;
  std::map<models::EscalationRunId, models::EscalationRun> runs;
  std::map<models::AlertId, models::Alert> alerts;
  std::map<models::RecheckId, models::Recheck> rechecks;
  std::map<models::AccessTokenId, models::AccessToken> access_tokens;
  std::map<models::PasskeyId, models::Passkey> passkeys;
  std::map<models::AuditId, models::AuditRow> audit;
  std::vector<models::AuditHead> audit_heads;
  std::map<models::PhoneCallId, models::PhoneCall> phone_calls;
  std::map<models::OutageId, models::Outage> outages;
  std::map<models::ReportId, models::ForeignReport> foreign_reports;
  std::map<std::pair<models::AccountId, std::string>, models::ForeignUpdate> foreign_updates;
  std::map<models::DestinationId, models::Destination> destinations;
  std::map<models::EventKind, models::MessageTemplate> templates;
  std::map<models::DeliveryId, models::Delivery> deliveries;
  std::map<models::Carrier, std::string> carrier_keys;
  std::map<std::string, models::Part> parts;
  std::map<std::pair<models::CrewId, std::string>, int> stock;
  std::map<models::WorkProofId, models::WorkProof> work_proofs;
  std::map<models::ShiftId, models::Shift> shifts;
  std::map<models::SpareLoanId, models::SpareLoan> loans;
  std::map<std::tuple<models::WorkOrderId, int, std::string>, models::NeighbourWord> neighbour_words;
  std::map<models::ReportId, models::CityOrder> city_orders;
  std::map<models::FacilityId, models::ReadingState> reading_states;
  std::map<models::AttachmentId, models::Attachment> attachments;
  std::set<std::string> files_left;
  std::map<models::ExportId, models::Export> exports;
  std::map<models::TransferId, models::Transfer> transfers;
  std::map<models::DestinationId, models::ForeignOffer> offers;
  std::map<models::ImportId, models::Import> imports;
  std::map<std::pair<models::RuleKind, std::string>, models::InheritedRule> inherited;
  std::map<std::string, models::Town, std::less<>> towns;
};

/// A Transaction without a database, for tests of rules: what it writes is there at once.
class MemoryStore final : public models::Transaction {
 public:
  MemoryStore();
  ~MemoryStore() override;
  MemoryData data;

  models::VillageStore& villages() override;
  models::CatalogStore& catalog() override;
  models::FacilityStore& facilities() override;
  models::CrewStore& crews() override;
  models::AccountStore& accounts() override;
  models::SessionStore& sessions() override;
  models::ReportStore& reports() override;
  models::WorkOrderStore& work_orders() override;
  models::NoteStore& notes() override;
  models::PhotoStore& photos() override;
  models::EventStore& events() override;
  models::NotificationStore& notifications() override;
  models::IdempotencyStore& idempotency() override;
  models::DashboardStore& dashboard() override;
  models::PlanStore& plans() override;
  models::RequestStore& requests() override;
  models::EscalationStore& escalations() override;
  models::RecheckStore& rechecks() override;
  models::PhoneCallStore& phone_calls() override;
  models::OutageStore& outages() override;
  models::FigureStore& figures() override;
  models::AccessTokenStore& access_tokens() override;
  models::PasskeyStore& passkeys() override;
  models::AuditStore& audit() override;
  models::ForeignReportStore& foreign_reports() override;
  models::DeliveryStore& deliveries() override;
  models::FieldWorkStore& field_work() override;
  models::CityOrderStore& city_orders() override;
  models::ReadingStore& readings() override;
  models::AttachmentStore& attachments() override;
  models::ExportStore& exports() override;
  models::ImportStore& imports() override;
  models::TownStore& towns() override;

  /// Does one change and undoes it when it answers an error, as the database does.
  template <class Work>
  auto attempt(Work work) {
    MemoryData before = data;
    auto result = work();
    if (!result) data = std::move(before);
    return result;
  }

 private:
  struct Stores;
  std::unique_ptr<Stores> stores_;
};

}  // namespace support
