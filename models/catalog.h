#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
};

/// Working hours by day of the week, in the town's own time.
///
/// Units   minutes since local midnight; a span may not cross midnight; utc_offset in seconds
struct WorkingSpan {
  int weekday = 1;  ///< ISO: 1 Monday … 7 Sunday
  int from_minute = 0;
  int to_minute = 1440;
};
struct Calendar {
  std::string code;  ///< 24x7, daily-06-22, daily-08-20, workdays-09-18
  LocalizedText name;
  int utc_offset_seconds = 8 * 3600;
  std::vector<WorkingSpan> spans;  ///< empty = always open
};

enum class SlaTarget { contact, arrive, make_safe, resolve };
inline constexpr std::array<SlaTarget, 4> sla_targets{SlaTarget::contact, SlaTarget::arrive,
                                                      SlaTarget::make_safe, SlaTarget::resolve};

/// The promise to residents for one class and severity: how long each step may take, counted from receipt.
struct SlaPolicy {
  struct Limit {
    Duration duration{0};
    std::string calendar = "24x7";
  };
  std::string code;  ///< e.g. HP-P1
  int version = 1;
  std::string facility_class;
  Severity severity = Severity::normal;
  LocalizedText name;
  std::array<std::optional<Limit>, 4> limits;  ///< indexed by SlaTarget
  std::string urgent_policy;  ///< policy used instead when a frail person is at home; empty = none
  std::string danger_policy;  ///< policy used instead when a danger question was answered yes; empty = none
  LocalizedText fallback;     ///< what to do when the limit cannot be kept
  std::string basis;          ///< source of the figures
  const std::optional<Limit>& limit(SlaTarget target) const {
    return limits[static_cast<std::size_t>(target)];
  }
};

}  // namespace models
