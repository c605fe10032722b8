#include "models/names.h"

#include "models/city_order.h"
#include "models/delivery.h"
#include "models/export.h"
#include "models/import.h"
#include "models/transfer.h"

#include <array>
#include <string>
#include <utility>

namespace models {
namespace {

template <class Enum>
struct Names;

// One table per enum, in the enumerators' order: `name` indexes it, `parse` searches it.
#define LAMPLIGHTER_NAMES(Enum, ...)                                            \
  template <>                                                                   \
  struct Names<Enum> {                                                          \
    static constexpr auto all = std::to_array<std::string_view>({__VA_ARGS__}); \
  };

LAMPLIGHTER_NAMES(Severity, "danger", "urgent", "normal", "planned")
LAMPLIGHTER_NAMES(AttributeType, "text", "number", "date", "choice")
LAMPLIGHTER_NAMES(RuleKind, "facility_class", "calendar", "policy", "fault_kind")
LAMPLIGHTER_NAMES(SlaTarget, "contact", "arrive", "make_safe", "resolve", "accept")
LAMPLIGHTER_NAMES(ClockState, "running", "paused", "outside_calendar", "stopped")
LAMPLIGHTER_NAMES(Role, "resident", "village_reporter", "operator", "crew_member", "crew_lead", "checker",
                  "dispatcher", "supervisor", "auditor", "admin", "system", "town_leader")
LAMPLIGHTER_NAMES(Channel, "hotline", "village_group", "web", "inspection", "api")
LAMPLIGHTER_NAMES(ReportState, "received", "accepted", "merged", "rejected", "referred")
LAMPLIGHTER_NAMES(TriageDecision, "open", "merge", "reject", "refer")
LAMPLIGHTER_NAMES(WorkOrderState, "open", "assigned", "accepted", "under_way", "resolved", "closed",
                  "cancelled")
LAMPLIGHTER_NAMES(WorkOrderAction, "assign", "accept", "contact", "arrive", "make_safe", "pause", "resume",
                  "resolve", "close", "reopen", "cancel", "note", "photo", "merge")
LAMPLIGHTER_NAMES(Outcome, "repaired", "temporary", "not_repairable", "not_ours", "duplicate", "false_report",
                  "working_normally")
LAMPLIGHTER_NAMES(EventKind, "report_received", "report_accepted", "report_merged", "report_rejected",
                  "report_referred", "report_judged", "reporter_informed", "work_order_opened",
                  "work_order_assigned", "work_order_accepted", "reporter_contacted", "work_order_arrived",
                  "work_order_made_safe", "work_order_paused", "work_order_resumed", "work_order_resolved",
                  "work_order_closed", "work_order_reopened", "work_order_cancelled", "note_added",
                  "photo_added", "sla_warned", "sla_breached", "plan_published", "plan_proposed",
                  "plan_discarded", "plan_undone", "work_order_pinned", "work_order_unpinned",
                  "planning_mode_set", "planning_mode_removed", "crew_unavailable", "crew_available",
                  "clocks_recounted", "calendar_changed", "policy_changed", "cold_wave_declared",
                  "cold_wave_ended", "request_asked", "request_approved", "request_refused",
                  "request_withdrawn", "request_lapsed", "sla_extended", "pause_ran_out",
                  "work_order_shelved", "shelf_review_due", "alert_raised", "alert_acknowledged",
                  "escalation_stopped", "recheck_drawn", "recheck_done", "callback_unanswered",
                  "erasure_deferred", "reporter_anonymised", "call_received", "call_taken", "outage_declared",
                  "outage_ended", "proof_added", "work_order_unanswered", "crew_signed_on", "crew_signed_off",
                  "work_order_handed_over", "spare_lent", "spare_returned", "work_order_withdrawn",
                  "maker_told", "callback_put_off")
LAMPLIGHTER_NAMES(PlanningMode, "automatic", "propose", "manual")
LAMPLIGHTER_NAMES(PlanTrigger, "order_opened", "order_changed", "order_ended", "visit_longer",
                  "crew_unavailable", "crew_available", "pinned", "improved", "previewed", "assigned_by_hand",
                  "published_by_hand", "undo")
LAMPLIGHTER_NAMES(PublicationState, "proposed", "published", "discarded")
LAMPLIGHTER_NAMES(RequestKind, "pause", "extension", "return", "void", "shelve")
LAMPLIGHTER_NAMES(RequestState, "pending", "approved", "refused", "withdrawn", "lapsed")
LAMPLIGHTER_NAMES(Proof, "photo", "part_order_number", "resident_word")
LAMPLIGHTER_NAMES(AlertTrigger, "unsigned", "warning", "breach", "review")
LAMPLIGHTER_NAMES(AlertReader, "crew_lead", "dispatcher", "supervisor", "town_leader")
LAMPLIGHTER_NAMES(Carrier, "webhook", "wecom_robot", "dingtalk_robot", "mail", "web_push", "aliyun_sms",
                  "tencent_sms", "open311")
LAMPLIGHTER_NAMES(TransferState, "waiting", "pending", "followed", "untold", "ended", "checked", "withdrawn")
LAMPLIGHTER_NAMES(DeliveryState, "waiting", "sent", "dead", "merged", "handed_over")
LAMPLIGHTER_NAMES(FeedbackStage, "nothing", "signed_for", "result")
LAMPLIGHTER_NAMES(ExportList, "work_orders", "reports", "facilities", "villages", "crews", "city_orders",
                  "events", "audit", "parts", "stock", "requests", "call_backs", "alerts", "rechecks",
                  "outages", "calls", "deliveries", "transfers", "readings", "accounts")
LAMPLIGHTER_NAMES(ImportRegister, "facilities", "villages", "crews", "parts", "stock")
LAMPLIGHTER_NAMES(ImportState, "queued", "checking", "writing", "done", "refused", "failed", "cancelled")
LAMPLIGHTER_NAMES(ImportProblem, "none", "interrupted", "failed")
LAMPLIGHTER_NAMES(ExportFormat, "csv", "xlsx", "geojson")
LAMPLIGHTER_NAMES(ExportState, "queued", "running", "done", "failed", "cancelled")
LAMPLIGHTER_NAMES(ExportProblem, "none", "interrupted", "disk_full", "too_many_rows", "too_large", "failed")
LAMPLIGHTER_NAMES(Satisfaction, "very_satisfied", "satisfied", "basically_satisfied", "dissatisfied",
                  "very_dissatisfied")
LAMPLIGHTER_NAMES(VerdictChannel, "page", "sms", "callback")
LAMPLIGHTER_NAMES(Scope, "readings", "calendar", "read", "write", "admin")
LAMPLIGHTER_NAMES(Owed, "nothing", "password", "second_factor")
LAMPLIGHTER_NAMES(AuditKind, "write", "sign_in", "sign_in_failed", "sign_out", "refusal", "refusals_summed",
                  "unmasking", "export", "setting", "command", "program")
LAMPLIGHTER_NAMES(UnmaskReason, "contact_reporter", "call_back", "find_place", "compare_reports", "complaint",
                  "other")
LAMPLIGHTER_NAMES(OutageReason, "power_cut", "water_cut", "heat_source", "flood", "storm", "damage", "other")
#undef LAMPLIGHTER_NAMES

template <class Enum>
std::string_view name_of(Enum value) {
  return Names<Enum>::all.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view name(Severity value) { return name_of(value); }
std::string_view name(AttributeType value) { return name_of(value); }
std::string_view name(RuleKind value) { return name_of(value); }
std::string_view name(SlaTarget value) { return name_of(value); }
std::string_view name(ClockState value) { return name_of(value); }
std::string_view name(Role value) { return name_of(value); }
std::string_view name(Channel value) { return name_of(value); }
std::string_view name(ReportState value) { return name_of(value); }
std::string_view name(TriageDecision value) { return name_of(value); }
std::string_view name(WorkOrderState value) { return name_of(value); }
std::string_view name(WorkOrderAction value) { return name_of(value); }
std::string_view name(Outcome value) { return name_of(value); }
std::string_view name(EventKind value) { return name_of(value); }
std::string_view name(PublicationState value) { return name_of(value); }
std::string_view name(PlanTrigger value) { return name_of(value); }
std::string_view name(PlanningMode value) { return name_of(value); }
std::string_view name(RequestKind value) { return name_of(value); }
std::string_view name(RequestState value) { return name_of(value); }
std::string_view name(Proof value) { return name_of(value); }
std::string_view name(AlertTrigger value) { return name_of(value); }
std::string_view name(AlertReader value) { return name_of(value); }
std::string_view name(Satisfaction value) { return name_of(value); }
std::string_view name(VerdictChannel value) { return name_of(value); }
std::string_view name(Scope value) { return name_of(value); }
std::string_view name(Owed value) { return name_of(value); }
std::string_view name(AuditKind value) { return name_of(value); }
std::string_view name(UnmaskReason value) { return name_of(value); }
std::string_view name(OutageReason value) { return name_of(value); }
std::string_view name(Carrier value) { return name_of(value); }
std::string_view name(DeliveryState value) { return name_of(value); }
std::string_view name(TransferState value) { return name_of(value); }
std::string_view name(FeedbackStage value) { return name_of(value); }
std::string_view name(ExportList value) { return name_of(value); }
std::string_view name(ExportFormat value) { return name_of(value); }
std::string_view name(ExportState value) { return name_of(value); }
std::string_view name(ExportProblem value) { return name_of(value); }
std::string_view name(ImportRegister value) { return name_of(value); }
std::string_view name(ImportState value) { return name_of(value); }
std::string_view name(ImportProblem value) { return name_of(value); }

template <class Enum>
std::optional<Enum> parse(std::string_view text) {
  for (std::size_t i = 0; i < Names<Enum>::all.size(); ++i)
    if (Names<Enum>::all[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

template std::optional<Severity> parse<Severity>(std::string_view);
template std::optional<AttributeType> parse<AttributeType>(std::string_view);
template std::optional<RuleKind> parse<RuleKind>(std::string_view);
template std::optional<SlaTarget> parse<SlaTarget>(std::string_view);
template std::optional<ClockState> parse<ClockState>(std::string_view);
template std::optional<Role> parse<Role>(std::string_view);
template std::optional<Channel> parse<Channel>(std::string_view);
template std::optional<ReportState> parse<ReportState>(std::string_view);
template std::optional<TriageDecision> parse<TriageDecision>(std::string_view);
template std::optional<WorkOrderState> parse<WorkOrderState>(std::string_view);
template std::optional<WorkOrderAction> parse<WorkOrderAction>(std::string_view);
template std::optional<Outcome> parse<Outcome>(std::string_view);
template std::optional<EventKind> parse<EventKind>(std::string_view);
template std::optional<PublicationState> parse<PublicationState>(std::string_view);
template std::optional<PlanTrigger> parse<PlanTrigger>(std::string_view);
template std::optional<PlanningMode> parse<PlanningMode>(std::string_view);
template std::optional<RequestKind> parse<RequestKind>(std::string_view);
template std::optional<RequestState> parse<RequestState>(std::string_view);
template std::optional<Proof> parse<Proof>(std::string_view);
template std::optional<AlertTrigger> parse<AlertTrigger>(std::string_view);
template std::optional<AlertReader> parse<AlertReader>(std::string_view);
template std::optional<Satisfaction> parse<Satisfaction>(std::string_view);
template std::optional<VerdictChannel> parse<VerdictChannel>(std::string_view);
template std::optional<Scope> parse<Scope>(std::string_view);
template std::optional<Owed> parse<Owed>(std::string_view);
template std::optional<AuditKind> parse<AuditKind>(std::string_view);
template std::optional<UnmaskReason> parse<UnmaskReason>(std::string_view);
template std::optional<OutageReason> parse<OutageReason>(std::string_view);
template std::optional<Carrier> parse<Carrier>(std::string_view);
template std::optional<DeliveryState> parse<DeliveryState>(std::string_view);
template std::optional<TransferState> parse<TransferState>(std::string_view);
template std::optional<FeedbackStage> parse<FeedbackStage>(std::string_view);
template std::optional<ExportList> parse<ExportList>(std::string_view);
template std::optional<ExportFormat> parse<ExportFormat>(std::string_view);
template std::optional<ExportState> parse<ExportState>(std::string_view);
template std::optional<ExportProblem> parse<ExportProblem>(std::string_view);
template std::optional<ImportRegister> parse<ImportRegister>(std::string_view);
template std::optional<ImportState> parse<ImportState>(std::string_view);
template std::optional<ImportProblem> parse<ImportProblem>(std::string_view);

}  // namespace models
