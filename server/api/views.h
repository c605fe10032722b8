#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatch/sla_clock.h"
#include "dispatch/warranty.h"
#include "models/actor.h"
#include "models/attachment.h"
#include "models/facility.h"
#include "models/report.h"
#include "models/store.h"
#include "models/work_order.h"

namespace api {

struct FacilityReference {
  std::string id;
  std::string code;
  std::string name;   ///< masked when it stands in a home
  bool home = false;  ///< where it is says who lives there
};

/// A report with the names its reader needs, its person masked.
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
  std::vector<models::ClockState> clock_states;  ///< one for each clock of the order
};

/// As much of an order as a list of requests, alerts or re-checks needs.
struct OrderBrief {
  models::WorkOrderId id;
  std::string number;
  models::WorkOrderState state = models::WorkOrderState::open;
  models::Severity severity = models::Severity::normal;
  std::string facility_class;
  std::string fault_kind;
  std::string village_code;
  std::string address;
  models::CrewId crew;
  std::optional<models::Time> due_at;  ///< of its resolve clock
};

struct RequestView {
  models::Request request;
  OrderBrief order;
  models::LocalizedText reason_name;
  bool may_decide = false;
  bool may_withdraw = false;
};

struct AlertView {
  models::Alert alert;
  OrderBrief order;
  bool may_acknowledge = false;
};

struct RecheckView {
  models::Recheck recheck;
  OrderBrief order;
  bool may_do = false;
};

struct WorkOrderDetailView {
  WorkOrderView order;
  std::vector<ReportView> reports;
  std::vector<models::Note> notes;
  std::vector<models::Photo> photos;
  std::vector<models::Attachment> attachments;
  std::string assigned_by;
  std::map<models::WorkOrderId, std::string> order_numbers;  ///< of other orders in the assignment
  std::vector<models::RequestKind> askable;                  ///< by this actor
  models::Duration paused{0};                                ///< working time paused, of
  models::Duration elapsed{0};                               ///< working time since receipt
  bool recheck_owed = false;                                 ///< never told to crews
  std::optional<dispatch::Warranty> warranty;
  bool maker_told = false;  ///< of an order under warranty
  std::optional<models::Time> closable_from;
  std::vector<models::LocalizedText> sentences;  ///< the assignment in words
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

/// What was promised to a resident, and why it moved.
struct Promise {
  models::Time at{};
  models::Time first_at{};  ///< had nothing moved it
  models::ClockState state = models::ClockState::running;
  std::vector<models::Request> extensions;  ///< granted for this clock
  std::vector<models::Pause> pauses;
  std::vector<models::Event> recounts;
};

/// What a resident may know of a report: no name but their own words, no crew, no other reporter.
struct PublicReportView {
  models::Report report;
  std::optional<models::WorkOrder> order;
  std::optional<models::WorkOrder> child;  ///< still owed after a temporary fix
  std::vector<models::Notification> progress;
  std::map<std::string, models::LocalizedText> reasons;  ///< names of those in `progress` and `promise`
  std::string village_name;
  std::optional<Promise> promise;
  bool late = false;
  bool may_judge = false;
  int attached_photos = 0;
  int attached_voices = 0;
};

/// Looks names up once per answer.
class Names {
 public:
  Names(models::Transaction& tx, models::Time now) : tx_(tx), now_(now), states_(tx.catalog()) {}
  std::optional<FacilityReference> facility(models::FacilityId id);
  std::string account(models::AccountId id);
  models::ClockState state(const models::SlaClock& clock) { return states_.at(clock, now_); }

 private:
  models::Transaction& tx_;
  models::Time now_;
  dispatch::ClockStates states_;
  std::unordered_map<models::FacilityId, std::optional<FacilityReference>> facilities_;
  std::unordered_map<models::AccountId, std::string> accounts_;
};

/// Takes out of an order what says who lives where. A crew reads the address of what it has in hand: it must
/// go there. Telephone numbers in free words go for everybody.
void mask(Names& names, models::WorkOrder& order, const models::Actor& actor);

ReportView view(Names& names, models::Report report);
WorkOrderView view(Names& names, models::WorkOrder order, const models::Actor& actor);
WorkOrderDetailView detail(models::Transaction& tx, models::WorkOrder order, const models::Actor& actor,
                           models::Time now);
RequestView view(models::Transaction& tx, models::Request request, const models::Actor& actor);
AlertView view(models::Transaction& tx, models::Alert alert, const models::Actor& actor);
RecheckView view(models::Transaction& tx, models::Recheck recheck, const models::Actor& actor);
/// Empty when there is no such order.
OrderBrief brief(models::Transaction& tx, models::WorkOrderId id, const models::Actor& actor);

/// Takes out what handlers are not to see before the order is closed: the reporter's verdict, and what was
/// drawn for a re-check.
std::vector<models::Event> visible_events(std::vector<models::Event> events, const models::WorkOrder& order,
                                          const models::Actor& actor);
/// An event without the telephone numbers in its free words.
models::Event masked(models::Event event);
/// Whether an event is hidden from handlers while their order is not closed.
bool hidden_from_handlers(models::EventKind kind);
PublicReportView public_view(models::Transaction& tx, models::Report report, models::Time now);

/// What this actor may do with this order now.
std::vector<models::WorkOrderAction> allowed_actions(const models::WorkOrder& order,
                                                     const models::Actor& actor);

}  // namespace api
