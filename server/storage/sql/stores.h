#pragma once
#include <string>
#include <unordered_map>
#include <utility>

#include "models/store.h"
#include "server/storage/sql/audit_tail.h"
#include "server/storage/sql/connection.h"

/// The stores of models/store.h on one connection; each has its file NAME_store.cpp.
namespace sql {

class VillageStore final : public models::VillageStore {
 public:
  explicit VillageStore(Connection& connection) : connection_(connection) {}
  void save(const models::Village& village) override;
  std::optional<models::Village> find(std::string_view code) override;
  std::vector<models::Village> list() override;

 private:
  Connection& connection_;
};

class CatalogStore final : public models::CatalogStore {
 public:
  explicit CatalogStore(Connection& connection) : connection_(connection) {}
  void save(const models::FacilityClass& facility_class) override;
  void save(const models::FaultKind& kind) override;
  void save(const models::SlaPolicy& policy) override;
  void save(const models::Calendar& calendar) override;
  std::optional<models::FacilityClass> find_class(std::string_view code) override;
  std::optional<models::FaultKind> find_kind(std::string_view code) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code, int version) override;
  std::optional<models::SlaPolicy> find_policy(std::string_view code, models::Time at) override;
  std::optional<models::Calendar> find_calendar(std::string_view code) override;
  std::optional<models::Calendar> find_calendar(std::string_view code, int version) override;
  models::ColdWaveId insert(const models::ColdWave& wave) override;
  void update(const models::ColdWave& wave) override;
  std::vector<models::ColdWave> cold_waves(models::Time since) override;
  std::vector<models::FacilityClass> classes() override;
  std::vector<models::FaultKind> kinds() override;
  std::vector<models::SlaPolicy> policies() override;
  std::vector<models::Calendar> calendars() override;
  void save(const models::InheritedRule& rule) override;
  std::vector<models::InheritedRule> inherited() override;

  /// What was saved is undone: nothing read before is known any more.
  void forget() { kinds_.clear(); }

 private:
  Connection& connection_;
  std::unordered_map<std::string, models::FaultKind> kinds_;  ///< as read, where nobody else writes
};

class CrewStore final : public models::CrewStore {
 public:
  explicit CrewStore(Connection& connection) : connection_(connection) {}
  models::CrewId insert(const models::Crew& crew) override;
  void update(const models::Crew& crew) override;
  std::optional<models::Crew> find(models::CrewId id) override;
  std::optional<models::Crew> find_by_code(std::string_view code) override;
  std::vector<models::Crew> list() override;

 private:
  Connection& connection_;
};

class AccountStore final : public models::AccountStore {
 public:
  explicit AccountStore(Connection& connection) : connection_(connection) {}
  models::AccountId insert(const models::Account& account) override;
  void update(const models::Account& account) override;
  std::optional<models::Account> find(models::AccountId id) override;
  std::optional<models::Account> find_by_username(std::string_view username) override;
  std::optional<models::Account> find_by_identity(std::string_view issuer, std::string_view subject) override;
  std::vector<models::Account> list() override;
  models::Page<models::Account> search(const models::AccountQuery& query) override;

 private:
  Connection& connection_;
};

class SessionStore final : public models::SessionStore {
 public:
  explicit SessionStore(Connection& connection) : connection_(connection) {}
  void insert(const models::Session& session) override;
  std::optional<models::Session> find(std::string_view token_hash) override;
  void touch(std::string_view token_hash, models::Time last_seen) override;
  void remove(std::string_view token_hash) override;
  int remove_expired(models::Time now) override;
  std::vector<models::Session> of_account(models::AccountId account) override;
  int remove_of(models::AccountId account, std::string_view but) override;

 private:
  Connection& connection_;
};

class AccessTokenStore final : public models::AccessTokenStore {
 public:
  explicit AccessTokenStore(Connection& connection) : connection_(connection) {}
  models::AccessTokenId insert(const models::AccessToken& token) override;
  std::optional<models::AccessToken> find(std::string_view token_hash) override;
  std::vector<models::AccessToken> of_account(models::AccountId account) override;
  void touch(models::AccessTokenId id, models::Time last_used) override;
  void remove(models::AccessTokenId id) override;
  int remove_of(models::AccountId account) override;

 private:
  Connection& connection_;
};

class PasskeyStore final : public models::PasskeyStore {
 public:
  explicit PasskeyStore(Connection& connection) : connection_(connection) {}
  models::PasskeyId insert(const models::Passkey& passkey) override;
  void update(const models::Passkey& passkey) override;
  std::optional<models::Passkey> find(std::string_view credential) override;
  std::vector<models::Passkey> of_account(models::AccountId account) override;
  void remove(models::PasskeyId id) override;
  int remove_of(models::AccountId account) override;

 private:
  Connection& connection_;
};

class NoteStore final : public models::NoteStore {
 public:
  explicit NoteStore(Connection& connection) : connection_(connection) {}
  models::NoteId insert(const models::Note& note) override;
  void update(const models::Note& note) override;
  std::vector<models::Note> of_work_order(models::WorkOrderId id) override;
  int count_of_work_order(models::WorkOrderId id) override;

 private:
  Connection& connection_;
};

class PhotoStore final : public models::PhotoStore {
 public:
  explicit PhotoStore(Connection& connection) : connection_(connection) {}
  models::PhotoId insert(const models::Photo& photo) override;
  std::optional<models::Photo> find(models::PhotoId id) override;
  std::vector<models::Photo> of_work_order(models::WorkOrderId id) override;
  std::vector<models::Photo> by_sha256(std::string_view sha256) override;
  std::vector<models::PhotoLikeness> alike(std::int64_t picture_hash, int most_bits, int limit) override;

 private:
  Connection& connection_;
};

class EventStore final : public models::EventStore {
 public:
  explicit EventStore(Connection& connection) : connection_(connection) {}
  models::EventId append(const models::Event& event) override;
  std::vector<models::Event> list(const models::EventQuery& query) override;
  models::EventId last() override;

  /// Says whether events were appended since it was last asked.
  bool take_appended() { return std::exchange(appended_, false); }

 private:
  Connection& connection_;
  bool appended_ = false;
};

class NotificationStore final : public models::NotificationStore {
 public:
  explicit NotificationStore(Connection& connection) : connection_(connection) {}
  models::NotificationId insert(const models::Notification& notification) override;
  std::vector<models::Notification> of_report(models::ReportId id) override;

 private:
  Connection& connection_;
};

class IdempotencyStore final : public models::IdempotencyStore {
 public:
  explicit IdempotencyStore(Connection& connection) : connection_(connection) {}
  std::optional<models::IdempotencyRecord> find(std::string_view scope, std::string_view key) override;
  void insert(const models::IdempotencyRecord& record) override;
  int remove_before(models::Time time) override;
  int remove_mentioning(std::string_view text) override;

 private:
  Connection& connection_;
};

class DashboardStore final : public models::DashboardStore {
 public:
  explicit DashboardStore(Connection& connection) : connection_(connection) {}
  models::Dashboard read(models::Time now, models::Time day_start, const models::Reach& reach) override;

 private:
  Connection& connection_;
};

class FacilityStore final : public models::FacilityStore {
 public:
  explicit FacilityStore(Connection& connection) : connection_(connection) {}
  models::FacilityId insert(const models::Facility& facility) override;
  void update(const models::Facility& facility) override;
  std::optional<models::Facility> find(models::FacilityId id) override;
  std::optional<models::Facility> find_by_code(std::string_view code) override;
  models::Page<models::Facility> search(const models::FacilityQuery& query) override;
  std::int64_t count_found(const models::FacilityQuery& query) override;
  std::int64_t count(std::string_view facility_class) override;
  std::vector<models::Facility> of_phone(std::string_view phone, int limit) override;

 private:
  models::Page<models::Facility> search_by_code(const models::FacilityQuery& query);
  models::Page<models::Facility> search_near(const models::FacilityQuery& query);

  Connection& connection_;
};

class ReportStore final : public models::ReportStore {
 public:
  explicit ReportStore(Connection& connection) : connection_(connection) {}
  models::ReportId insert(const models::Report& report) override;
  void update(const models::Report& report) override;
  std::optional<models::Report> find(models::ReportId id) override;
  std::optional<models::Report> find_by_token(std::string_view token) override;
  std::optional<models::Report> find_by_external_reference(std::string_view reference) override;
  std::vector<models::Report> of_work_order(models::WorkOrderId id) override;
  int count_on(models::FacilityId facility, models::Time since, models::Time until) override;
  models::Page<models::Report> search(const models::ReportQuery& query) override;
  std::int64_t count_found(const models::ReportQuery& query) override;
  std::vector<models::Report> of_phone(std::string_view phone, int limit) override;
  std::vector<models::ReportId> to_call_back(const models::Reach& reach, int limit) override;
  std::vector<models::Report> to_anonymise(models::Time kept_until, int limit) override;

 private:
  Connection& connection_;
};

class WorkOrderStore final : public models::WorkOrderStore {
 public:
  explicit WorkOrderStore(Connection& connection) : connection_(connection) {}
  models::WorkOrderId insert(const models::WorkOrder& order) override;
  void update(const models::WorkOrder& order) override;
  std::optional<models::WorkOrder> find(models::WorkOrderId id) override;
  std::optional<models::WorkOrder> find_by_number(std::string_view number) override;
  std::string next_number(models::Time now, int utc_offset_seconds) override;
  models::Page<models::WorkOrder> search(const models::WorkOrderQuery& query) override;
  std::vector<models::DuplicateHit> find_duplicates(const models::DuplicateQuery& query) override;
  std::vector<models::DueClock> due_clocks(models::Time now, int limit) override;
  std::optional<models::Time> next_clock() override;
  int orders_in_hand(models::CrewId crew) override;
  std::vector<models::WorkOrder> in_planning(int limit) override;
  std::vector<models::WorkOrder> in_days(int limit) override;
  std::vector<models::VisitLength> visit_lengths() override;
  std::vector<models::ReceivedCount> count_received(models::Time from, models::Time to) override;
  std::vector<models::UrgentCount> count_urgent(models::Time from, models::Time to,
                                                int utc_offset_seconds) override;
  models::DueCount count_due(models::Time from, models::Time to) override;
  std::vector<models::WorkOrder> received(const models::ReceivedQuery& query) override;

 private:
  std::optional<models::WorkOrder> complete(Statement& statement);
  /// All of these, in this order.
  std::vector<models::WorkOrder> find_all(const std::vector<models::WorkOrderId>& ids);

  Connection& connection_;
};

class PlanStore final : public models::PlanStore {
 public:
  explicit PlanStore(Connection& connection) : connection_(connection) {}
  std::vector<models::PlanningRule> rules() override;
  void save(const models::PlanningRule& rule) override;
  void remove_rule(std::string_view village_code, std::string_view facility_class) override;
  std::vector<models::Pin> pins() override;
  std::optional<models::Pin> find_pin(models::WorkOrderId order) override;
  void save(const models::Pin& pin) override;
  void remove_pin(models::WorkOrderId order) override;
  std::vector<models::CrewAbsence> absences() override;
  void save(const models::CrewAbsence& absence) override;
  void remove_absence(models::CrewId crew) override;
  std::vector<models::PlannedVisit> visits() override;
  std::vector<models::PlannedVisit> visits_of(models::CrewId crew) override;
  std::optional<models::PlannedVisit> find_visit(models::WorkOrderId order) override;
  void save_day(models::CrewId crew, const std::vector<models::PlannedVisit>& visits) override;
  void remove_visit(models::WorkOrderId order) override;
  models::PublicationId insert(const models::Publication& publication) override;
  int forget_snapshots(models::Time made_before) override;
  void update(const models::Publication& publication) override;
  std::optional<models::Publication> find(models::PublicationId id) override;
  models::Page<models::Publication> search(const models::PublicationQuery& query) override;
  void insert(const models::Override& override_) override;
  std::vector<models::Override> overrides(models::Time from, models::Time to) override;

 private:
  Connection& connection_;
};

class RequestStore final : public models::RequestStore {
 public:
  explicit RequestStore(Connection& connection) : connection_(connection) {}
  void save(const models::RequestReason& reason) override;
  std::optional<models::RequestReason> find_reason(std::string_view code) override;
  std::vector<models::RequestReason> reasons() override;
  models::RequestId insert(const models::Request& request) override;
  void update(const models::Request& request) override;
  std::optional<models::Request> find(models::RequestId id) override;
  std::vector<models::Request> of_work_order(models::WorkOrderId id) override;
  models::Page<models::Request> search(const models::RequestQuery& query) override;
  std::vector<models::Request> due(models::Time now, int limit) override;
  std::optional<models::Time> next() override;

 private:
  Connection& connection_;
};

class EscalationStore final : public models::EscalationStore {
 public:
  explicit EscalationStore(Connection& connection) : connection_(connection) {}
  void save(const models::EscalationChain& chain) override;
  std::vector<models::EscalationChain> chains() override;
  models::EscalationRunId insert(const models::EscalationRun& run) override;
  void update(const models::EscalationRun& run) override;
  std::optional<models::EscalationRun> find_run(models::EscalationRunId id) override;
  std::vector<models::EscalationRun> running(models::WorkOrderId id) override;
  std::vector<models::EscalationRun> due_runs(models::Time now, int limit) override;
  std::optional<models::Time> next_run() override;
  models::AlertId insert(const models::Alert& alert) override;
  void update(const models::Alert& alert) override;
  std::optional<models::Alert> find_alert(models::AlertId id) override;
  models::Page<models::Alert> search(const models::AlertQuery& query) override;

 private:
  Connection& connection_;
};

class RecheckStore final : public models::RecheckStore {
 public:
  explicit RecheckStore(Connection& connection) : connection_(connection) {}
  std::string salt() override;
  models::RecheckId insert(const models::Recheck& recheck) override;
  void update(const models::Recheck& recheck) override;
  std::vector<models::Recheck> of_work_order(models::WorkOrderId id) override;
  models::Page<models::Recheck> search(const models::RecheckQuery& query) override;

 private:
  Connection& connection_;
};

class AuditStore final : public models::AuditStore {
 public:
  explicit AuditStore(Connection& connection) : connection_(connection), tail_(connection) {}
  void describe(const models::AuditEntry& entry) override;
  models::AuditId append(const models::AuditEntry& entry) override;
  std::optional<models::AuditRow> find(models::AuditId id) override;
  models::Page<models::AuditRow> search(const models::AuditQuery& query) override;
  std::int64_t count(models::AuditKind kind, models::AccountId account, models::Time since) override;
  models::AuditHead last() override;
  void save(const models::AuditHead& head) override;
  std::optional<models::AuditHead> last_head() override;

  void begin_group() { tail_.begin_group(); }  ///< after BEGIN
  /// Before COMMIT.
  void store() {
    tail_.store();
    tail_.write_finders();
  }
  void undo() { tail_.undo_change(); }  ///< a change was rolled back to its savepoint
  void begin();                         ///< before each change
  /// Writes the row of the change that is about to be kept, when it changed anything.
  ///
  /// Shape   unsaid: who made it if nobody said so; without a time it is now
  void seal(const models::AuditEntry& unsaid);

 private:
  Connection& connection_;
  AuditTail tail_;
  std::optional<models::AuditEntry> entry_;
};

}  // namespace sql
