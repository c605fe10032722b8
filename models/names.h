#pragma once
#include <optional>
#include <string_view>

#include "models/actor.h"
#include "models/audit.h"
#include "models/catalog.h"
#include "models/escalation.h"
#include "models/event.h"
#include "models/outage.h"
#include "models/plan.h"
#include "models/report.h"
#include "models/request.h"
#include "models/work_order.h"

namespace models {

enum class Carrier : int;         // delivery.h
enum class DeliveryState : int;   // delivery.h
enum class FeedbackStage : int;   // city_order.h
enum class ExportList : int;      // export.h
enum class ExportFormat : int;    // export.h
enum class ExportState : int;     // export.h
enum class ExportProblem : int;   // export.h
enum class ImportRegister : int;  // import.h
enum class ImportState : int;     // import.h
enum class ImportProblem : int;   // import.h

/// The one spelling of every enum, in JSON, SQL, CSV and logs: snake_case of the enumerator (`operator` for
/// operator_).
std::string_view name(Severity value);
std::string_view name(AttributeType value);
std::string_view name(RuleKind value);
std::string_view name(SlaTarget value);
std::string_view name(ClockState value);
std::string_view name(Role value);
std::string_view name(Channel value);
std::string_view name(ReportState value);
std::string_view name(TriageDecision value);
std::string_view name(WorkOrderState value);
std::string_view name(WorkOrderAction value);
std::string_view name(Outcome value);
std::string_view name(EventKind value);
std::string_view name(PlanningMode value);
std::string_view name(PlanTrigger value);
std::string_view name(PublicationState value);
std::string_view name(RequestKind value);
std::string_view name(RequestState value);
std::string_view name(Proof value);
std::string_view name(AlertTrigger value);
std::string_view name(AlertReader value);
std::string_view name(Satisfaction value);
std::string_view name(VerdictChannel value);
std::string_view name(Scope value);
std::string_view name(Owed value);
std::string_view name(AuditKind value);
std::string_view name(UnmaskReason value);
std::string_view name(OutageReason value);
std::string_view name(Carrier value);
std::string_view name(DeliveryState value);
std::string_view name(FeedbackStage value);
std::string_view name(ExportList value);
std::string_view name(ExportFormat value);
std::string_view name(ExportState value);
std::string_view name(ExportProblem value);
std::string_view name(ImportRegister value);
std::string_view name(ImportState value);
std::string_view name(ImportProblem value);

/// Reads a name back: `parse<Severity>("danger")`.
///
/// Errors  nothing for any other spelling
template <class Enum>
std::optional<Enum> parse(std::string_view text);

}  // namespace models
