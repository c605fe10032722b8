#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/account_store.h"
#include "models/actor.h"
#include "models/audit.h"
#include "models/catalog.h"
#include "models/crew.h"
#include "models/event.h"
#include "models/facility.h"
#include "models/figures.h"
#include "models/idempotency.h"
#include "models/page.h"
#include "models/photo_store.h"
#include "models/plan.h"
#include "models/received.h"
#include "models/report.h"
#include "models/request_store.h"
#include "models/town.h"
#include "models/village.h"
#include "models/work_order.h"

/// The ports to storage. dispatch and server speak to these; server/storage/sqlite implements them, and
/// tests/contract holds every implementation to one suite. A store throws storage failures (disk, bug) as
/// exceptions; what is merely absent is an empty optional.
namespace models {

class PhoneCallStore;      // phone_call.h
class OutageStore;         // outage.h
class DeliveryStore;       // delivery.h
class ForeignReportStore;  // foreign_report.h
class FieldWorkStore;      // field_work.h
class CityOrderStore;      // city_order.h
class ReadingStore;        // reading.h
class AttachmentStore;     // attachment.h
class ExportStore;         // export.h
class ImportStore;         // import.h

class VillageStore {
 public:
  virtual ~VillageStore() = default;
  virtual void save(const Village& village) = 0;  ///< by code: inserts or replaces
  virtual std::optional<Village> find(std::string_view code) = 0;
  virtual std::vector<Village> list() = 0;  ///< by code
};

/// Facility classes, fault kinds, SLA policies and calendars: the town's rules as data.
class CatalogStore {
 public:
  virtual ~CatalogStore() = default;
  virtual void save(const FacilityClass& facility_class) = 0;
  virtual void save(const FaultKind& kind) = 0;
  /// Writes a new version when the policy differs from the newest one; old versions stay for the orders that
  /// froze them.
  virtual void save(const SlaPolicy& policy) = 0;
  /// Writes a new version when the calendar differs from the newest one.
  virtual void save(const Calendar& calendar) = 0;
  virtual std::optional<FacilityClass> find_class(std::string_view code) = 0;
  virtual std::optional<FaultKind> find_kind(std::string_view code) = 0;
  virtual std::optional<SlaPolicy> find_policy(std::string_view code) = 0;  ///< the newest version
  virtual std::optional<SlaPolicy> find_policy(std::string_view code, int version) = 0;
  /// The newest version that holds for reports received then; the first one before any does.
  virtual std::optional<SlaPolicy> find_policy(std::string_view code, Time at) = 0;
  virtual std::optional<Calendar> find_calendar(std::string_view code) = 0;  ///< the newest version
  virtual std::optional<Calendar> find_calendar(std::string_view code, int version) = 0;
  virtual ColdWaveId insert(const ColdWave& wave) = 0;
  virtual void update(const ColdWave& wave) = 0;
  virtual std::vector<ColdWave> cold_waves(Time since) = 0;  ///< those that end after it, by beginning
  virtual std::vector<FacilityClass> classes() = 0;
  virtual std::vector<FaultKind> kinds() = 0;     ///< by class, then code
  virtual std::vector<SlaPolicy> policies() = 0;  ///< the newest version of each
  virtual std::vector<Calendar> calendars() = 0;  ///< the newest version of each
  virtual void save(const InheritedRule& rule) = 0;
  virtual std::vector<InheritedRule> inherited() = 0;  ///< by kind (its word), then code
};

/// Shape   text: words that are each part of code, name, household or pinyin initials, any case, Chinese of
/// any
///         length; sorted by code; near: sorted by distance, what has no position last; cursor and limit page
///         through; limit 1–200
struct FacilityQuery {
  std::string text;
  std::string village_code;
  std::string facility_class;
  std::string circuit;
  std::optional<Position> near;
  std::string cursor;
  int limit = 50;
  Reach reach{};
};

class FacilityStore {
 public:
  virtual ~FacilityStore() = default;
  virtual FacilityId insert(const Facility& facility) = 0;
  virtual void update(const Facility& facility) = 0;  ///< by id; raises the stored version by one
  virtual std::optional<Facility> find(FacilityId id) = 0;
  virtual std::optional<Facility> find_by_code(std::string_view code) = 0;
  virtual Page<Facility> search(const FacilityQuery& query) = 0;
  virtual std::int64_t count(std::string_view facility_class) = 0;   ///< empty class: all
  virtual std::int64_t count_found(const FacilityQuery& query) = 0;  ///< whatever cursor and limit
  virtual std::vector<Facility> of_phone(std::string_view phone, int limit) = 0;  ///< the householder's
};

class CrewStore {
 public:
  virtual ~CrewStore() = default;
  virtual CrewId insert(const Crew& crew) = 0;
  virtual void update(const Crew& crew) = 0;
  virtual std::optional<Crew> find(CrewId id) = 0;
  virtual std::optional<Crew> find_by_code(std::string_view code) = 0;
  virtual std::vector<Crew> list() = 0;
};

/// Shape   newest first; cursor and limit page through; limit ≤ 200
struct ReportQuery {
  std::optional<ReportState> state;
  std::string village_code;
  WorkOrderId work_order;
  std::string external_reference;
  std::string text;  ///< part of description, address, external reference, or the whole of name or phone
  std::string cursor;
  int limit = 50;
  Reach reach{};
};

class ReportStore {
 public:
  virtual ~ReportStore() = default;
  virtual ReportId insert(const Report& report) = 0;
  virtual void update(const Report& report) = 0;  ///< by id; raises the stored version by one
  virtual std::optional<Report> find(ReportId id) = 0;
  virtual std::optional<Report> find_by_token(std::string_view token) = 0;
  virtual std::optional<Report> find_by_external_reference(std::string_view reference) = 0;
  virtual std::vector<Report> of_work_order(WorkOrderId id) = 0;  ///< earliest receipt first
  /// Received in since ≤ t ≤ until, not rejected.
  virtual int count_on(FacilityId facility, Time since, Time until) = 0;
  virtual Page<Report> search(const ReportQuery& query) = 0;
  virtual std::int64_t count_found(const ReportQuery& query) = 0;               ///< whatever cursor and limit
  virtual std::vector<Report> of_phone(std::string_view phone, int limit) = 0;  ///< newest receipt first
  /// Of orders that are resolved and not closed yet: reports with a telephone number whose reporter has said
  /// nothing since. The earliest resolved first.
  virtual std::vector<ReportId> to_call_back(const Reach& reach, int limit) = 0;
  /// Reports that still name a person, whose order ended, or which were turned down, before: `kept_until`,
  /// or at all when the person asked for it. The oldest first.
  virtual std::vector<Report> to_anonymise(Time kept_until, int limit) = 0;
};

/// Shape   earliest `due` (of the next unmet clock, else the resolve clock) first; cursor and limit page
/// through; limit ≤ 200
struct WorkOrderQuery {
  std::vector<WorkOrderState> states;  ///< empty: every state
  std::string village_code;
  CrewId crew;
  std::string facility_class;
  FacilityId facility;
  WorkOrderId parent;
  std::string text;  ///< part of number, address, description, facility's code or name
  std::optional<Time> due_before;
  std::string cursor;
  int limit = 50;
  Reach reach{};
};

/// Shape   from ≤ received < to; after_at, after: the last order of the page before, if any
struct ReceivedQuery {
  Time from{};
  Time to{};
  std::string village_code;    ///< empty: all
  std::string facility_class;  ///< empty: all
  Time after_at{};
  WorkOrderId after;
  int limit = 1000;
};

/// What duplicates are sought by: orders that are not ended and share at least one of these: facility,
/// circuit, phone, a position within so many metres, or the village together with the class (or, without a
/// class, the kind). Found in this order, those of the same kind before others of the village, newest receipt
/// first.
struct DuplicateQuery {
  FacilityId facility;
  std::string circuit;
  std::string village_code;
  std::string facility_class;
  std::string fault_kind;
  std::string phone;  ///< of a reporter of the order
  std::optional<Position> position;
  double within_metres = 100;
  Time received_after{};
  int limit = 50;
  Reach reach{};
};

/// An order with the fact by which it was found.
struct DuplicateHit {
  WorkOrder work_order;
  bool same_phone = false;
};

/// A clock that must be looked at now.
struct DueClock {
  WorkOrderId work_order;
  SlaTarget target = SlaTarget::resolve;
  Time next_at{};
};

/// How long visits for one fault kind really took, from arrival to resolution; those with a pause, and those
/// of less than a minute or more than a day, are not counted.
///
/// Units   spread: standard deviation
struct VisitLength {
  std::string fault_kind;
  std::int64_t visits = 0;
  Duration mean{0};
  Duration spread{0};
};

class WorkOrderStore {
 public:
  virtual ~WorkOrderStore() = default;
  /// With clocks (one per target; they come back in the order of SlaTarget) and pauses.
  virtual WorkOrderId insert(const WorkOrder& order) = 0;
  /// Writes all of it, clocks and pauses too; raises the stored version by one.
  virtual void update(const WorkOrder& order) = 0;
  virtual std::optional<WorkOrder> find(WorkOrderId id) = 0;
  virtual std::optional<WorkOrder> find_by_number(std::string_view number) = 0;
  virtual std::string next_number(Time now, int utc_offset_seconds) = 0;  ///< LC20261123-0042, never twice
  virtual Page<WorkOrder> search(const WorkOrderQuery& query) = 0;
  virtual std::vector<DuplicateHit> find_duplicates(const DuplicateQuery& query) = 0;
  virtual std::vector<DueClock> due_clocks(Time now, int limit) = 0;  ///< earliest next_at first
  virtual std::optional<Time> next_clock() = 0;                       ///< when the watcher must wake
  virtual int orders_in_hand(CrewId crew) = 0;                        ///< assigned, accepted or under way
  /// What a plan is made of: orders that are open, assigned, accepted or under way and not paused, with the
  /// most urgent first (danger, then by due), at most `limit`. Each without description, decision, pauses and
  /// endings, with the clocks that still run.
  virtual std::vector<WorkOrder> in_planning(int limit) = 0;
  /// Of those, the ones with a planned visit and the ones under way, in any order: what the crews' days are
  /// made of, however many others wait.
  virtual std::vector<WorkOrder> in_days(int limit) = 0;
  virtual std::vector<VisitLength> visit_lengths() = 0;  ///< by fault kind
  /// By skill, then severity; from ≤ received < to.
  virtual std::vector<ReceivedCount> count_received(Time from, Time to) = 0;
  /// Danger and urgent ones by village, skill, then hour of the town's day; from ≤ received < to. Without
  /// what was called off.
  virtual std::vector<UrgentCount> count_urgent(Time from, Time to, int utc_offset_seconds) = 0;
  virtual DueCount count_due(Time from, Time to) = 0;  ///< from ≤ due < to
  /// For looking back on promises: not cancelled, by receipt and id, at most `limit`. Each without
  /// description, decision and endings, with its clocks.
  virtual std::vector<WorkOrder> received(const ReceivedQuery& query) = 0;
};

class NoteStore {
 public:
  virtual ~NoteStore() = default;
  virtual NoteId insert(const Note& note) = 0;
  virtual void update(const Note& note) = 0;  ///< its text, for taking a person's data out
  virtual std::vector<Note> of_work_order(WorkOrderId id) = 0;
  virtual int count_of_work_order(WorkOrderId id) = 0;
};

struct EventQuery {
  WorkOrderId work_order;
  ReportId report;
  EventId after;
  int limit = 200;
};

class EventStore {
 public:
  virtual ~EventStore() = default;
  virtual EventId append(const Event& event) = 0;
  virtual std::vector<Event> list(const EventQuery& query) = 0;  ///< by id, oldest first
  virtual EventId last() = 0;
};

class NotificationStore {
 public:
  virtual ~NotificationStore() = default;
  virtual NotificationId insert(const Notification& notification) = 0;
  virtual std::vector<Notification> of_report(ReportId id) = 0;
};

/// Counts for boards: of orders that are not ended, and of today.
struct DashboardRow {
  std::string key;  ///< village code, class code or crew id; empty = none
  std::int64_t open = 0;
  std::int64_t late = 0;      ///< some unmet clock is past due
  std::int64_t due_soon = 0;  ///< not late, but some unmet clock is past its warning
  std::int64_t danger = 0;
};
struct Dashboard {
  std::map<WorkOrderState, std::int64_t> by_state;  ///< not ended
  std::int64_t reports_waiting = 0;
  std::int64_t reports_today = 0;
  std::int64_t opened_today = 0;
  std::int64_t closed_today = 0;
  std::int64_t repaired_today = 0;
  std::int64_t breached_today = 0;
  std::vector<DashboardRow> by_village, by_class, by_crew;
};

class DashboardStore {
 public:
  virtual ~DashboardStore() = default;
  /// The 24 hours from day_start on, counted by quarters of an hour, as every time zone's midnight allows.
  /// Within a reach that is not whole it is counted order by order.
  virtual Dashboard read(Time now, Time day_start, const Reach& reach = {}) = 0;
};

/// The plan of the day, what was published of it, and what people settled about it.
class PlanStore {
 public:
  virtual ~PlanStore() = default;
  virtual std::vector<PlanningRule> rules() = 0;    ///< by village and class
  virtual void save(const PlanningRule& rule) = 0;  ///< by village and class: inserts or replaces
  /// Also when there is none; empty as in PlanningRule.
  virtual void remove_rule(std::string_view village_code, std::string_view facility_class) = 0;
  virtual std::vector<Pin> pins() = 0;  ///< of orders that are not ended, by order
  virtual std::optional<Pin> find_pin(WorkOrderId order) = 0;
  virtual void save(const Pin& pin) = 0;              ///< by order: inserts or replaces
  virtual void remove_pin(WorkOrderId order) = 0;     ///< also when there is none
  virtual std::vector<CrewAbsence> absences() = 0;    ///< by crew, also those that are over
  virtual void save(const CrewAbsence& absence) = 0;  ///< by crew: inserts or replaces
  virtual void remove_absence(CrewId crew) = 0;       ///< also when there is none

  virtual std::vector<PlannedVisit> visits() = 0;                ///< by crew, then position
  virtual std::vector<PlannedVisit> visits_of(CrewId crew) = 0;  ///< by position
  virtual std::optional<PlannedVisit> find_visit(WorkOrderId order) = 0;
  /// Replaces a crew's day. What another crew had of it leaves that crew's day.
  virtual void save_day(CrewId crew, const std::vector<PlannedVisit>& visits) = 0;
  virtual void remove_visit(WorkOrderId order) = 0;  ///< also when there is none

  virtual PublicationId insert(const Publication& publication) = 0;
  /// State, reason, at, by, changes, undone, and nothing else.
  virtual void update(const Publication& publication) = 0;
  virtual std::optional<Publication> find(PublicationId id) = 0;
  virtual Page<Publication> search(const PublicationQuery& query) = 0;  ///< without snapshots

  /// Empties the snapshots of what was made before: the reasons stay, only the replay is lost. At most 500 at
  /// once; how many.
  virtual int forget_snapshots(Time made_before) = 0;

  virtual void insert(const Override& override_) = 0;
  virtual std::vector<Override> overrides(Time from, Time to) = 0;  ///< oldest first; from ≤ at < to
};

/// One change, whole or not at all. Also what a reader reads from: a snapshot.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual VillageStore& villages() = 0;
  virtual CatalogStore& catalog() = 0;
  virtual FacilityStore& facilities() = 0;
  virtual CrewStore& crews() = 0;
  virtual AccountStore& accounts() = 0;
  virtual SessionStore& sessions() = 0;
  virtual ReportStore& reports() = 0;
  virtual WorkOrderStore& work_orders() = 0;
  virtual NoteStore& notes() = 0;
  virtual PhotoStore& photos() = 0;
  virtual EventStore& events() = 0;
  virtual NotificationStore& notifications() = 0;
  virtual IdempotencyStore& idempotency() = 0;
  virtual DashboardStore& dashboard() = 0;
  virtual PlanStore& plans() = 0;
  virtual RequestStore& requests() = 0;
  virtual EscalationStore& escalations() = 0;
  virtual RecheckStore& rechecks() = 0;
  virtual FigureStore& figures() = 0;
  virtual AccessTokenStore& access_tokens() = 0;
  virtual AuditStore& audit() = 0;
  virtual PhoneCallStore& phone_calls() = 0;
  virtual OutageStore& outages() = 0;
  virtual ForeignReportStore& foreign_reports() = 0;
  virtual DeliveryStore& deliveries() = 0;
  virtual FieldWorkStore& field_work() = 0;
  virtual CityOrderStore& city_orders() = 0;
  virtual ReadingStore& readings() = 0;
  virtual AttachmentStore& attachments() = 0;
  virtual PasskeyStore& passkeys() = 0;
  virtual ExportStore& exports() = 0;
  virtual ImportStore& imports() = 0;
  virtual TownStore& towns() = 0;
};

}  // namespace models
