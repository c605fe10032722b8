#pragma once
#include "tests/support/memory_store.h"
#include "tests/support/memory_transfers.h"

// The stores of MemoryStore, one class each.
namespace support {

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

/// Gives the next id and keeps the row under it.
template <class Id, class Row>
Id insert_into(std::map<Id, Row>& table, Row row) {
  row.id = Id{table.empty() ? 1 : table.rbegin()->first.value + 1};
  const Id id = row.id;
  table.emplace(id, std::move(row));
  return id;
}

template <class Map>
auto values_of(const Map& map) {
  std::vector<typename Map::mapped_type> values;
  for (const auto& [key, value] : map) values.push_back(value);
  return values;
}

/// Cuts one page out of a whole list; the cursor is the number of items before it.
template <class T>
models::Page<T> page_of(std::vector<T> items, const std::string& cursor, int limit) {
  const std::size_t from = cursor.empty() ? 0 : static_cast<std::size_t>(std::stoul(cursor));
  const std::size_t to = std::min(items.size(), from + static_cast<std::size_t>(limit));
  models::Page<T> page;
  for (std::size_t i = from; i < to; ++i) page.items.push_back(items[i]);
  if (to < items.size()) page.next = std::to_string(to);
  return page;
}

class MemoryReports final : public models::ReportStore {
 public:
  explicit MemoryReports(MemoryData& data) : data_(data) {}
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
  MemoryData& data_;
};

class MemoryWorkOrders final : public models::WorkOrderStore {
 public:
  explicit MemoryWorkOrders(MemoryData& data) : data_(data) {}
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
  std::vector<models::DueClock> waiting_clocks() const;
  MemoryData& data_;
};

class MemoryPlans final : public models::PlanStore {
 public:
  explicit MemoryPlans(MemoryData& data) : data_(data) {}
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
  MemoryData& data_;
};

class MemoryRequests final : public models::RequestStore {
 public:
  explicit MemoryRequests(MemoryData& data) : data_(data) {}
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
  MemoryData& data_;
};

class MemoryEscalations final : public models::EscalationStore {
 public:
  explicit MemoryEscalations(MemoryData& data) : data_(data) {}
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
  MemoryData& data_;
};

class MemoryRechecks final : public models::RecheckStore {
 public:
  explicit MemoryRechecks(MemoryData& data) : data_(data) {}
  std::string salt() override;
  models::RecheckId insert(const models::Recheck& recheck) override;
  void update(const models::Recheck& recheck) override;
  std::vector<models::Recheck> of_work_order(models::WorkOrderId id) override;
  models::Page<models::Recheck> search(const models::RecheckQuery& query) override;

 private:
  MemoryData& data_;
};

/// The plain way: looks at every photo.
std::vector<models::PhotoLikeness> photos_alike(const MemoryData& data, std::int64_t hash, int most_bits,
                                                int limit);

/// Rows without a chain: memory is no file that somebody could change.
class MemoryAudit final : public models::AuditStore {
 public:
  explicit MemoryAudit(MemoryData& data) : data_(data) {}
  void describe(const models::AuditEntry& entry) override;
  models::AuditId append(const models::AuditEntry& entry) override;
  std::optional<models::AuditRow> find(models::AuditId id) override;
  models::Page<models::AuditRow> search(const models::AuditQuery& query) override;
  std::int64_t count(models::AuditKind kind, models::AccountId account, models::Time since) override;
  models::AuditHead last() override;
  void save(const models::AuditHead& head) override;
  std::optional<models::AuditHead> last_head() override;

 private:
  MemoryData& data_;
};

class MemoryForeignReports final : public models::ForeignReportStore {
 public:
  explicit MemoryForeignReports(MemoryData& data) : data_(data) {}
  void insert(const models::ForeignReport& report) override;
  std::optional<models::ForeignReport> find(models::ReportId id) override;
  std::optional<models::ForeignReport> find_by_token(std::string_view token) override;
  std::optional<models::ForeignReport> find_by_reference(models::AccountId client,
                                                         std::string_view reference) override;
  std::vector<models::ReportId> search(const models::ForeignQuery& query) override;
  bool insert(const models::ForeignUpdate& update) override;
  std::vector<models::Notification> told(models::Time from, models::Time to, bool foreign,
                                         int limit) override;

 private:
  MemoryData& data_;
};

class MemoryDeliveries final : public models::DeliveryStore {
 public:
  explicit MemoryDeliveries(MemoryData& data) : data_(data), transfers_(data) {}
  models::DestinationId insert(const models::Destination& destination) override;
  void update(const models::Destination& destination) override;
  std::optional<models::Destination> find(models::DestinationId id) override;
  std::vector<models::Destination> destinations() override;
  void remove(models::DestinationId id) override;
  std::string key(models::Carrier carrier) override;
  void save_key(models::Carrier carrier, const std::string& secret) override;
  void save(const models::MessageTemplate& text) override;
  std::vector<models::MessageTemplate> templates() override;
  models::DeliveryId insert(const models::Delivery& delivery) override;
  void update(const models::Delivery& delivery) override;
  std::optional<models::Delivery> find(models::DeliveryId id) override;
  models::Page<models::Delivery> search(const models::DeliveryQuery& query) override;
  std::optional<models::Delivery> due(models::DestinationId destination, models::Time now) override;
  std::optional<models::Delivery> due_receipt(models::DestinationId destination, models::Time now) override;
  std::vector<models::Delivery> waiting(models::DestinationId destination, int limit) override;
  std::optional<models::Time> next() override;
  int count_tried(models::DestinationId destination, models::Time since) override;
  models::DeliveryCounts counts() override;
  int remove_before(models::Time time) override;
  models::TransferStore& transfers() override { return transfers_; }

 private:
  MemoryData& data_;
  MemoryTransfers transfers_;
};

}  // namespace support
