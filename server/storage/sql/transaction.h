#pragma once
#include "server/storage/sql/desk_stores.h"
#include "server/storage/sql/export_store.h"
#include "server/storage/sql/field_work_store.h"
#include "server/storage/sql/figure_store.h"
#include "server/storage/sql/import_store.h"
#include "server/storage/sql/machine_stores.h"
#include "server/storage/sql/outside_stores.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/town_store.h"

namespace sql {

/// The stores of one connection. Where it begins and ends is the writer's and readers' business.
class Transaction final : public models::Transaction {
 public:
  explicit Transaction(Connection& connection)
      : connection_(connection),
        villages_(connection),
        catalog_(connection),
        facilities_(connection),
        crews_(connection),
        accounts_(connection),
        sessions_(connection),
        reports_(connection),
        work_orders_(connection),
        notes_(connection),
        photos_(connection),
        events_(connection),
        notifications_(connection),
        idempotency_(connection),
        dashboard_(connection),
        plans_(connection),
        requests_(connection),
        escalations_(connection),
        rechecks_(connection),
        figures_(connection),
        access_tokens_(connection),
        passkeys_(connection),
        audit_(connection),
        phone_calls_(connection),
        outages_(connection),
        foreign_reports_(connection),
        deliveries_(connection),
        field_work_(connection),
        city_orders_(connection),
        readings_(connection),
        attachments_(connection),
        exports_(connection),
        imports_(connection),
        towns_(connection) {}

  VillageStore& villages() override { return villages_; }
  CatalogStore& catalog() override { return catalog_; }
  FacilityStore& facilities() override { return facilities_; }
  CrewStore& crews() override { return crews_; }
  AccountStore& accounts() override { return accounts_; }
  SessionStore& sessions() override { return sessions_; }
  ReportStore& reports() override { return reports_; }
  WorkOrderStore& work_orders() override { return work_orders_; }
  NoteStore& notes() override { return notes_; }
  PhotoStore& photos() override { return photos_; }
  EventStore& events() override { return events_; }
  NotificationStore& notifications() override { return notifications_; }
  IdempotencyStore& idempotency() override { return idempotency_; }
  DashboardStore& dashboard() override { return dashboard_; }
  PlanStore& plans() override { return plans_; }
  RequestStore& requests() override { return requests_; }
  EscalationStore& escalations() override { return escalations_; }
  RecheckStore& rechecks() override { return rechecks_; }
  FigureStore& figures() override { return figures_; }
  AccessTokenStore& access_tokens() override { return access_tokens_; }
  PasskeyStore& passkeys() override { return passkeys_; }
  AuditStore& audit() override { return audit_; }
  PhoneCallStore& phone_calls() override { return phone_calls_; }
  OutageStore& outages() override { return outages_; }
  ForeignReportStore& foreign_reports() override { return foreign_reports_; }
  DeliveryStore& deliveries() override { return deliveries_; }
  FieldWorkStore& field_work() override { return field_work_; }
  CityOrderStore& city_orders() override { return city_orders_; }
  ReadingStore& readings() override { return readings_; }
  AttachmentStore& attachments() override { return attachments_; }
  ExportStore& exports() override { return exports_; }
  ImportStore& imports() override { return imports_; }
  TownStore& towns() override { return towns_; }

  /// Of PostgreSQL, where it is a row.
  int schema_version() {
    auto version = connection_.prepare("SELECT version FROM schema_version");
    version.step();
    return static_cast<int>(version.integer());
  }
  /// Makes a change that means nothing, to see that one can be made.
  void prove_writing() { connection_.prepare("UPDATE checks SET count = count + 1").run(); }

 private:
  Connection& connection_;
  VillageStore villages_;
  CatalogStore catalog_;
  FacilityStore facilities_;
  CrewStore crews_;
  AccountStore accounts_;
  SessionStore sessions_;
  ReportStore reports_;
  WorkOrderStore work_orders_;
  NoteStore notes_;
  PhotoStore photos_;
  EventStore events_;
  NotificationStore notifications_;
  IdempotencyStore idempotency_;
  DashboardStore dashboard_;
  PlanStore plans_;
  RequestStore requests_;
  EscalationStore escalations_;
  RecheckStore rechecks_;
  FigureStore figures_;
  AccessTokenStore access_tokens_;
  PasskeyStore passkeys_;
  AuditStore audit_;
  PhoneCallStore phone_calls_;
  OutageStore outages_;
  ForeignReportStore foreign_reports_;
  DeliveryStore deliveries_;
  FieldWorkStore field_work_;
  CityOrderStore city_orders_;
  ReadingStore readings_;
  AttachmentStore attachments_;
  ExportStore exports_;
  ImportStore imports_;
  TownStore towns_;
};

}  // namespace sql
