#include "tests/support/memory_store.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "tests/support/memory_accounts.h"
#include "tests/support/memory_desk.h"
#include "tests/support/memory_exports.h"
#include "tests/support/memory_field_work.h"
#include "tests/support/memory_machines.h"
#include "tests/support/memory_parts.h"
#include "tests/support/memory_towns.h"

namespace support {
namespace {
struct Villages final : models::VillageStore {
  explicit Villages(MemoryData& all) : data(all) {}
  MemoryData& data;
  void save(const models::Village& village) override { data.villages[village.code] = village; }
  std::optional<models::Village> find(std::string_view code) override {
    return find_in(data.villages, std::string(code));
  }
  std::vector<models::Village> list() override { return values_of(data.villages); }
};

/// Adds a version unless nothing changed.
template <class Row>
void save_version(std::map<std::string, std::vector<Row>>& all, const Row& row) {
  auto& versions = all[row.code];
  auto added = row;
  if (!versions.empty()) added.version = versions.back().version;
  if (!versions.empty() && added == versions.back()) return;
  versions.push_back(added);
  versions.back().version = static_cast<int>(versions.size());
}

template <class Row>
std::vector<Row> newest_of(const std::map<std::string, std::vector<Row>>& all) {
  std::vector<Row> newest;
  for (const auto& [code, versions] : all) newest.push_back(versions.back());
  return newest;
}

template <class Row>
std::optional<Row> version_of(const std::map<std::string, std::vector<Row>>& all, std::string_view code,
                              int version) {
  const auto versions = all.find(std::string(code));
  if (versions == all.end()) return std::nullopt;
  if (version == 0) return versions->second.back();
  if (version < 1 || version > static_cast<int>(versions->second.size())) return std::nullopt;
  return versions->second[static_cast<std::size_t>(version) - 1];
}

struct Catalog final : models::CatalogStore {
  explicit Catalog(MemoryData& all) : data(all) {}
  MemoryData& data;
  void save(const models::FacilityClass& row) override { data.classes[row.code] = row; }
  void save(const models::FaultKind& row) override { data.kinds[row.code] = row; }
  void save(const models::SlaPolicy& row) override { save_version(data.policies, row); }
  void save(const models::Calendar& row) override { save_version(data.calendars, row); }
  std::optional<models::FacilityClass> find_class(std::string_view code) override {
    return find_in(data.classes, std::string(code));
  }
  std::optional<models::FaultKind> find_kind(std::string_view code) override {
    return find_in(data.kinds, std::string(code));
  }
  std::optional<models::SlaPolicy> find_policy(std::string_view code) override {
    return version_of(data.policies, code, 0);
  }
  std::optional<models::SlaPolicy> find_policy(std::string_view code, int version) override {
    return version < 1 ? std::nullopt : version_of(data.policies, code, version);
  }
  std::optional<models::SlaPolicy> find_policy(std::string_view code, models::Time at) override {
    const auto versions = data.policies.find(std::string(code));
    if (versions == data.policies.end()) return std::nullopt;
    auto found = versions->second.front();
    for (const auto& policy : versions->second)
      if (policy.valid_from <= at) found = policy;
    return found;
  }
  std::optional<models::Calendar> find_calendar(std::string_view code) override {
    return version_of(data.calendars, code, 0);
  }
  std::optional<models::Calendar> find_calendar(std::string_view code, int version) override {
    return version < 1 ? std::nullopt : version_of(data.calendars, code, version);
  }
  models::ColdWaveId insert(const models::ColdWave& wave) override {
    return insert_into(data.cold_waves, wave);
  }
  void update(const models::ColdWave& wave) override { data.cold_waves.at(wave.id) = wave; }
  std::vector<models::ColdWave> cold_waves(models::Time since) override {
    auto waves = values_of(data.cold_waves);
    std::erase_if(waves, [&](const auto& wave) { return wave.to <= since; });
    std::stable_sort(waves.begin(), waves.end(),
                     [](const auto& one, const auto& other) { return one.from < other.from; });
    return waves;
  }
  std::vector<models::FacilityClass> classes() override { return values_of(data.classes); }
  std::vector<models::FaultKind> kinds() override {
    auto kinds = values_of(data.kinds);
    std::stable_sort(kinds.begin(), kinds.end(), [](const auto& one, const auto& other) {
      return one.facility_class < other.facility_class;
    });
    return kinds;
  }
  std::vector<models::SlaPolicy> policies() override { return newest_of(data.policies); }
  std::vector<models::Calendar> calendars() override { return newest_of(data.calendars); }
  void save(const models::InheritedRule& rule) override { data.inherited[{rule.kind, rule.code}] = rule; }
  std::vector<models::InheritedRule> inherited() override { return values_of(data.inherited); }
};

struct Facilities final : models::FacilityStore {
  explicit Facilities(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::FacilityId insert(const models::Facility& row) override {
    return insert_into(data.facilities, row);
  }
  void update(const models::Facility& row) override {
    auto& stored = data.facilities.at(row.id);
    const int version = stored.version + 1;
    stored = row;
    stored.version = version;
  }
  std::optional<models::Facility> find(models::FacilityId id) override {
    return find_in(data.facilities, id);
  }
  std::optional<models::Facility> find_by_code(std::string_view code) override {
    for (const auto& [id, row] : data.facilities)
      if (row.code == code) return row;
    return std::nullopt;
  }
  models::Page<models::Facility> search(const models::FacilityQuery& query) override {
    std::vector<models::Facility> found;
    for (const auto& [id, row] : data.facilities)
      if ((query.village_code.empty() || query.village_code == row.village_code) &&
          (query.facility_class.empty() || query.facility_class == row.facility_class) &&
          (query.circuit.empty() || query.circuit == row.circuit) &&
          (query.text.empty() || row.code.find(query.text) != std::string::npos ||
           row.name.find(query.text) != std::string::npos))
        found.push_back(row);
    const auto distance = [&](const models::Facility& row) {
      return row.position ? models::distance_metres(*query.near, *row.position) : 1e9;
    };
    if (query.near)
      std::stable_sort(found.begin(), found.end(),
                       [&](const auto& one, const auto& other) { return distance(one) < distance(other); });
    return page_of(std::move(found), query.cursor, query.limit);
  }
  std::int64_t count_found(const models::FacilityQuery& query) override {
    auto all = query;
    all.cursor.clear();
    all.limit = static_cast<int>(data.facilities.size());
    return static_cast<std::int64_t>(search(all).items.size());
  }
  std::vector<models::Facility> of_phone(std::string_view phone, int limit) override {
    auto found = values_of(data.facilities);
    std::erase_if(found, [&](const auto& row) { return phone.empty() || row.phone != phone; });
    if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
    return found;
  }
  std::int64_t count(std::string_view facility_class) override {
    return std::count_if(data.facilities.begin(), data.facilities.end(), [&](const auto& row) {
      return facility_class.empty() || row.second.facility_class == facility_class;
    });
  }
};

struct Crews final : models::CrewStore {
  explicit Crews(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::CrewId insert(const models::Crew& row) override { return insert_into(data.crews, row); }
  void update(const models::Crew& row) override { data.crews.at(row.id) = row; }
  std::optional<models::Crew> find(models::CrewId id) override { return find_in(data.crews, id); }
  std::optional<models::Crew> find_by_code(std::string_view code) override {
    for (const auto& [id, row] : data.crews)
      if (row.code == code) return row;
    return std::nullopt;
  }
  std::vector<models::Crew> list() override { return values_of(data.crews); }
};

struct Notes final : models::NoteStore {
  explicit Notes(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::NoteId insert(const models::Note& row) override { return insert_into(data.notes, row); }
  void update(const models::Note& row) override { data.notes.at(row.id) = row; }
  std::vector<models::Note> of_work_order(models::WorkOrderId id) override {
    auto rows = values_of(data.notes);
    std::erase_if(rows, [&](const auto& row) { return row.work_order != id; });
    return rows;
  }
  int count_of_work_order(models::WorkOrderId id) override { return int(of_work_order(id).size()); }
};

struct Photos final : models::PhotoStore {
  explicit Photos(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::PhotoId insert(const models::Photo& row) override { return insert_into(data.photos, row); }
  std::optional<models::Photo> find(models::PhotoId id) override { return find_in(data.photos, id); }
  std::vector<models::Photo> of_work_order(models::WorkOrderId id) override {
    auto rows = values_of(data.photos);
    std::erase_if(rows, [&](const auto& row) { return row.work_order != id; });
    return rows;
  }
  std::vector<models::Photo> by_sha256(std::string_view sha256) override {
    auto rows = values_of(data.photos);
    std::erase_if(rows, [&](const auto& row) { return row.sha256 != sha256; });
    return rows;
  }
  std::vector<models::PhotoLikeness> alike(std::int64_t hash, int most_bits, int limit) override {
    return photos_alike(data, hash, most_bits, limit);
  }
};

struct Events final : models::EventStore {
  explicit Events(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::EventId append(const models::Event& row) override { return insert_into(data.events, row); }
  std::vector<models::Event> list(const models::EventQuery& query) override {
    std::vector<models::Event> rows;
    for (auto row = data.events.upper_bound(query.after); row != data.events.end(); ++row) {
      if (rows.size() >= static_cast<std::size_t>(query.limit)) break;
      if (query.work_order && row->second.work_order != query.work_order) continue;
      if (query.report && row->second.report != query.report) continue;
      rows.push_back(row->second);
    }
    return rows;
  }
  models::EventId last() override {
    return data.events.empty() ? models::EventId{} : data.events.rbegin()->first;
  }
};

struct Notifications final : models::NotificationStore {
  explicit Notifications(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::NotificationId insert(const models::Notification& row) override {
    return insert_into(data.notifications, row);
  }
  std::vector<models::Notification> of_report(models::ReportId id) override {
    auto rows = values_of(data.notifications);
    std::erase_if(rows, [&](const auto& row) { return row.report != id; });
    return rows;
  }
};

struct Idempotency final : models::IdempotencyStore {
  explicit Idempotency(MemoryData& all) : data(all) {}
  MemoryData& data;
  static std::string key_of(std::string_view scope, std::string_view key) {
    return std::string(scope) + "\n" + std::string(key);
  }
  std::optional<models::IdempotencyRecord> find(std::string_view scope, std::string_view key) override {
    return find_in(data.idempotency, key_of(scope, key));
  }
  void insert(const models::IdempotencyRecord& row) override {
    data.idempotency[key_of(row.scope, row.key)] = row;
  }
  int remove_before(models::Time time) override {
    return static_cast<int>(
        std::erase_if(data.idempotency, [&](const auto& row) { return row.second.at < time; }));
  }
  int remove_mentioning(std::string_view text) override {
    return static_cast<int>(std::erase_if(data.idempotency, [&](const auto& row) {
      return row.second.answer.find(text) != std::string::npos;
    }));
  }
};

struct Dashboards final : models::DashboardStore {
  models::Dashboard read(models::Time, models::Time, const models::Reach&) override {
    throw std::logic_error("no rule reads the dashboard: test it on a database");
  }
};

struct Figures final : models::FigureStore {
  const std::logic_error none{"the rules of the figures take facts: test the query on a database"};
  std::vector<models::OrderFacts> orders(const models::FiguresQuery&) override { throw none; }
  std::vector<models::LeftOutReport> left_out(const models::FiguresQuery&) override { throw none; }
};

}  // namespace

struct MemoryStore::Stores {
  explicit Stores(MemoryData& data)
      : villages(data),
        catalog(data),
        facilities(data),
        crews(data),
        accounts(data),
        sessions(data),
        reports(data),
        orders(data),
        notes(data),
        photos(data),
        events(data),
        notifications(data),
        idempotency(data),
        plans(data),
        requests(data),
        escalations(data),
        rechecks(data),
        phone_calls(data),
        outages(data),
        access_tokens(data),
        passkeys(data),
        audit(data),
        foreign_reports(data),
        deliveries(data),
        field_work(data),
        city_orders(data),
        readings(data),
        attachments(data),
        exports(data),
        imports(data),
        towns(data) {}
  Villages villages;
  Catalog catalog;
  Facilities facilities;
  Crews crews;
  MemoryAccounts accounts;
  MemorySessions sessions;
  MemoryReports reports;
  MemoryWorkOrders orders;
  Notes notes;
  Photos photos;
  Events events;
  Notifications notifications;
  Idempotency idempotency;
  Dashboards dashboard;
  MemoryPlans plans;
  MemoryRequests requests;
  MemoryEscalations escalations;
  MemoryRechecks rechecks;
  MemoryPhoneCalls phone_calls;
  MemoryOutages outages;
  Figures figures;
  MemoryAccessTokens access_tokens;
  MemoryPasskeys passkeys;
  MemoryAudit audit;
  MemoryForeignReports foreign_reports;
  MemoryDeliveries deliveries;
  MemoryFieldWork field_work;
  MemoryCityOrders city_orders;
  MemoryReadings readings;
  MemoryAttachments attachments;
  MemoryExports exports;
  MemoryImports imports;
  MemoryTowns towns;
};

MemoryStore::MemoryStore() : stores_(std::make_unique<Stores>(data)) {}
MemoryStore::~MemoryStore() = default;

models::VillageStore& MemoryStore::villages() { return stores_->villages; }
models::CatalogStore& MemoryStore::catalog() { return stores_->catalog; }
models::FacilityStore& MemoryStore::facilities() { return stores_->facilities; }
models::CrewStore& MemoryStore::crews() { return stores_->crews; }
models::AccountStore& MemoryStore::accounts() { return stores_->accounts; }
models::SessionStore& MemoryStore::sessions() { return stores_->sessions; }
models::ReportStore& MemoryStore::reports() { return stores_->reports; }
models::WorkOrderStore& MemoryStore::work_orders() { return stores_->orders; }
models::NoteStore& MemoryStore::notes() { return stores_->notes; }
models::PhotoStore& MemoryStore::photos() { return stores_->photos; }
models::EventStore& MemoryStore::events() { return stores_->events; }
models::NotificationStore& MemoryStore::notifications() { return stores_->notifications; }
models::IdempotencyStore& MemoryStore::idempotency() { return stores_->idempotency; }
models::DashboardStore& MemoryStore::dashboard() { return stores_->dashboard; }
models::PlanStore& MemoryStore::plans() { return stores_->plans; }
models::RequestStore& MemoryStore::requests() { return stores_->requests; }
models::EscalationStore& MemoryStore::escalations() { return stores_->escalations; }
models::RecheckStore& MemoryStore::rechecks() { return stores_->rechecks; }
models::FigureStore& MemoryStore::figures() { return stores_->figures; }
models::AccessTokenStore& MemoryStore::access_tokens() { return stores_->access_tokens; }
models::PasskeyStore& MemoryStore::passkeys() { return stores_->passkeys; }
models::AuditStore& MemoryStore::audit() { return stores_->audit; }
models::PhoneCallStore& MemoryStore::phone_calls() { return stores_->phone_calls; }
models::OutageStore& MemoryStore::outages() { return stores_->outages; }
models::ForeignReportStore& MemoryStore::foreign_reports() { return stores_->foreign_reports; }
models::DeliveryStore& MemoryStore::deliveries() { return stores_->deliveries; }
models::FieldWorkStore& MemoryStore::field_work() { return stores_->field_work; }
models::CityOrderStore& MemoryStore::city_orders() { return stores_->city_orders; }
models::ReadingStore& MemoryStore::readings() { return stores_->readings; }
models::AttachmentStore& MemoryStore::attachments() { return stores_->attachments; }
models::ExportStore& MemoryStore::exports() { return stores_->exports; }
models::ImportStore& MemoryStore::imports() { return stores_->imports; }
models::TownStore& MemoryStore::towns() { return stores_->towns; }

}  // namespace support
