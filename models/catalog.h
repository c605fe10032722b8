#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

namespace models {

/// How bad it is for people. Order matters: the first is the worst.
enum class Severity { danger, urgent, normal, planned };

enum class AttributeType { text, number, date, choice };

/// One thing known of every facility of a class, e.g. the brand of a heater.
struct AttributeDefinition {
  std::string code;
  LocalizedText name;
  AttributeType type = AttributeType::text;
  bool required = false;
  std::vector<std::string> choices;  ///< when type is choice
  bool operator==(const AttributeDefinition&) const = default;
};

/// A kind of facility: toilet, streetlight, heater, … Classes are data: a further one is a file.
struct FacilityClass {
  std::string code;
  LocalizedText name;
  std::string icon;                ///< one emoji or character for the screens
  bool merges_by_circuit = false;  ///< several faults on one circuit are one order (streetlights)
  std::vector<AttributeDefinition> attributes;
  bool verify_after_dusk = false;  ///< a repair shows only in the dark (streetlights)
  int recheck_percent = 0;         ///< of repairs, drawn by lot, that a checker must see on the spot
  bool operator==(const FacilityClass&) const = default;
};

/// One thing a crew looks at before it says that a fault of this kind is mended.
struct CheckItem {
  std::string code;
  LocalizedText name;
  bool operator==(const CheckItem&) const = default;
};

/// What can be wrong with a facility of a class, in the resident's words as well as the trade's.
struct FaultKind {
  std::string code;  ///< e.g. HP-01
  std::string facility_class;
  LocalizedText name;
  std::vector<std::string> wording;      ///< what residents say
  std::string policy;                    ///< SLA policy used unless a modifier says otherwise
  LocalizedText danger;                  ///< what can hurt people; empty when nothing
  std::vector<LocalizedText> questions;  ///< danger questions: one yes makes the order's severity danger
  LocalizedText advice;                  ///< what to tell the caller at once
  std::string skill;
  std::string refer_to;     ///< 119, 110 or 120: never becomes an order, it is handed over; else empty
  Duration estimate{3600};  ///< how long the repair is expected to take
  std::string evidence;
  std::vector<CheckItem> checklist{};  ///< what is looked at before the repair counts
  bool operator==(const FaultKind&) const = default;
};

/// Hours by day of the week, in the town's own time.
///
/// Units   minutes since local midnight; a calendar's span may end on the next day: 22:00–06:00 is 1320–1800
struct WorkingSpan {
  int weekday = 1;  ///< ISO: 1 Monday … 7 Sunday
  int from_minute = 0;
  int to_minute = 1440;
  bool operator==(const WorkingSpan&) const = default;
};

/// A date that is not as its weekday: a public holiday, a moved working day (调休), hours of its own. Only
/// what begins on that date is meant; what began the evening before runs on.
///
/// Shape   like_weekday 1–7: open as on that weekday; 0 with spans: those (their weekday means nothing);
///         0 without: closed
struct CalendarException {
  std::chrono::sys_days date{};
  int like_weekday = 0;
  std::vector<WorkingSpan> spans;
  std::string name;    ///< 春节
  std::string source;  ///< where it was announced
  bool operator==(const CalendarException&) const = default;
};

/// A stretch of every year, both days belong to it; it may run over New Year.
struct Season {
  int from_month = 11, from_day = 1;
  int to_month = 3, to_day = 31;
  bool operator==(const Season&) const = default;
};

/// When working time runs.
///
/// Shape   no spans: all day long. version: a change is a new one; clocks keep theirs
/// Units   utc_offset_seconds counts only without a zone
struct Calendar {
  std::string code;  ///< 24x7, daily-06-22, daily-08-20, workdays-09-18
  LocalizedText name;
  int utc_offset_seconds = 8 * 3600;
  std::vector<WorkingSpan> spans;
  std::string zone;                                ///< of the IANA, e.g. Asia/Shanghai
  std::vector<CalendarException> exceptions = {};  ///< by date
  std::optional<Season> season = {};               ///< closed outside it
  int working_day_minutes = 0;                     ///< what "one working day" means; 0: nothing
  int version = 1;
  bool operator==(const Calendar&) const = default;
};

enum class SlaTarget { contact, arrive, make_safe, resolve, accept };
/// In the order in which a work order meets them.
inline constexpr std::array<SlaTarget, 5> sla_targets{
    SlaTarget::contact, SlaTarget::accept, SlaTarget::arrive, SlaTarget::make_safe, SlaTarget::resolve};
/// Whether a crew must go there to keep it; the rest is kept at the desk or on the telephone.
constexpr bool needs_visit(SlaTarget target) {
  return target != SlaTarget::contact && target != SlaTarget::accept;
}

/// The promise to residents for one class and severity: how long each step may take, counted from receipt.
struct SlaPolicy {
  /// Units   working_days > 0: so many working days of the calendar, and duration means nothing
  struct Limit {
    Duration duration{0};
    std::string calendar = "24x7";
    int working_days = 0;
    bool operator==(const Limit&) const = default;
  };
  std::string code;  ///< e.g. HP-P1
  int version = 1;
  std::string facility_class;
  Severity severity = Severity::normal;
  LocalizedText name;
  std::array<std::optional<Limit>, 5> limits;  ///< indexed by SlaTarget
  std::string urgent_policy;  ///< used instead for a frail person at home or in a cold wave; empty = none
  std::string danger_policy;  ///< policy used instead when a danger question was answered yes; empty = none
  LocalizedText fallback;     ///< what to do when the limit cannot be kept
  std::string basis;          ///< source of the figures
  std::string raised_policy = {};         ///< one step up, for a third report in 30 days; empty = none
  std::optional<Season> season = {};      ///< when it holds; nothing: all year
  std::string off_season_policy = {};     ///< used instead outside the season; empty = itself
  std::vector<int> warnings{50, 80, 95};  ///< percent of each limit, ascending
  Time valid_from{};                      ///< for reports received from then on
  bool operator==(const SlaPolicy&) const = default;
  const std::optional<Limit>& limit(SlaTarget target) const {
    return limits[static_cast<std::size_t>(target)];
  }
};

/// The sorts of rules that a town may have from its district, each after what it refers to.
enum class RuleKind { facility_class, calendar, policy, fault_kind };

/// A rule of the district in a town: as the district has it, or as the town's own.
struct InheritedRule {
  RuleKind kind = RuleKind::policy;
  std::string code;
  bool own = false;  ///< the town has overridden it
  bool operator==(const InheritedRule&) const = default;
};

/// A cold wave that the weather service warned of, as a supervisor put it in force: shorter promises for
/// homes without heat.
struct ColdWave {
  ColdWaveId id;
  Time from{};
  Time to{};
  std::string note;  ///< colour and number of the warning
  AccountId declared_by;
  Time declared_at{};
};

}  // namespace models
