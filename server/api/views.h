#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/actor.h"
#include "models/facility.h"
#include "models/report.h"
#include "models/store.h"
#include "models/work_order.h"

namespace api {

struct FacilityReference {
  std::string id;
  std::string code;
  std::string name;
};

/// A report with the names its reader needs.
struct ReportView {
  models::Report report;
  std::optional<FacilityReference> facility;
};

/// A work order with names, and what this actor may do with it now.
struct WorkOrderView {
  models::WorkOrder order;
  std::optional<FacilityReference> facility;
  std::string resolved_by;
  std::string closed_by;
  std::vector<models::WorkOrderAction> allowed_actions;
  std::vector<std::string> child_ids;
};

struct WorkOrderDetailView {
  WorkOrderView order;
  std::vector<ReportView> reports;
  std::vector<models::Note> notes;
  std::vector<models::Photo> photos;
  std::string assigned_by;
  std::map<models::WorkOrderId, std::string> order_numbers;  ///< of other orders in the assignment
  std::vector<models::LocalizedText> sentences;              ///< the assignment in words
};

struct TriagedView {
  ReportView report;
  std::optional<WorkOrderView> order;
};

struct DuplicateView {
  WorkOrderView order;
  int score = 0;
  std::vector<std::string> reasons;
};

struct CrewView {
  models::Crew crew;
  int orders_in_hand = 0;
  bool on_shift = false;
};

struct FacilityView {
  models::Facility facility;
  std::vector<std::string> open_work_order_ids;
};

/// What a resident may know of a report: no name but their own words, no crew, no other reporter.
struct PublicReportView {
  models::Report report;
  std::optional<models::WorkOrder> order;
  std::optional<models::WorkOrder> child;  ///< still owed after a temporary fix
  std::vector<models::Notification> progress;
  std::string village_name;
  bool late = false;
  bool may_judge = false;
};

/// Looks names up once per answer.
class Names {
 public:
  explicit Names(models::Transaction& tx) : tx_(tx) {}
  std::optional<FacilityReference> facility(models::FacilityId id);
  std::string account(models::AccountId id);

 private:
  models::Transaction& tx_;
  std::unordered_map<models::FacilityId, std::optional<FacilityReference>> facilities_;
  std::unordered_map<models::AccountId, std::string> accounts_;
};

ReportView view(Names& names, models::Report report);
WorkOrderView view(Names& names, models::WorkOrder order, const models::Actor& actor);
WorkOrderDetailView detail(models::Transaction& tx, models::WorkOrder order, const models::Actor& actor);
PublicReportView public_view(models::Transaction& tx, models::Report report, models::Time now);

/// What this actor may do with this order now.
std::vector<models::WorkOrderAction> allowed_actions(const models::WorkOrder& order,
                                                     const models::Actor& actor);

}  // namespace api
