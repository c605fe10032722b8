#include "tests/support/storage_text.h"

#include <charconv>

#include "models/names.h"

namespace support {
namespace {
// The overloads for parts; all declared before `all`, which calls them by name.
std::string part(const std::string& value) { return "'" + value + "'"; }
std::string part(bool value) { return value ? "yes" : "no"; }
std::string part(int value) { return std::to_string(value); }
std::string part(std::int64_t value) { return std::to_string(value); }
std::string part(double value) {
  char digits[40];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}
std::string part(models::Time value) { return "@" + std::to_string(models::to_unix(value)); }
std::string part(models::Duration value) { return std::to_string(value.count()) + "s"; }
template <class Tag>
std::string part(models::Id<Tag> value) {
  return "#" + value.text();
}
template <class Enum>
requires std::is_enum_v<Enum> std::string part(Enum value) { return std::string(models::name(value)); }
std::string part(const models::LocalizedText& value);
std::string part(const models::CheckItem& value);
std::string part(const models::Position& value);
std::string part(const models::Place& value);
std::string part(const models::AttributeDefinition& value);
std::string part(const models::WorkingSpan& value);
std::string part(const models::SlaPolicy::Limit& value);
std::string part(const models::Duties& value);
std::string part(const models::Reporter& value);
std::string part(const models::HandOver& value);
std::string part(std::chrono::sys_days value);
std::string part(const models::CalendarException& value);
std::string part(const models::Season& value);
std::string part(const models::Interval& value);
std::string part(const models::WarningMark& value);
std::string part(const models::SlaClock& value);
std::string part(const models::Pause& value);
std::string part(const models::Resolution& value);
std::string part(const models::Closure& value);
std::string part(const models::CrewConsidered& value);
std::string part(const models::AssignmentDecision& value);
std::string part(const models::DecisionCost& value);
std::string part(const models::DecisionDelay& value);
std::string part(const models::DecisionOption& value);
std::string part(const models::DecisionRelaxation& value);
std::string part(const models::DecisionMove& value);
std::string part(const models::PlanMeasures& value);
std::string part(const models::PlanChange& value);
std::string part(const models::CrewSequence& value);
std::string part(const models::DashboardRow& value);
std::string part(const models::EscalationStep& value);
std::string part(const models::QuietHours& value);
template <class A, class B>
std::string part(const std::pair<A, B>& value);
template <class T>
std::string part(const std::optional<T>& value);
template <class T>
std::string part(const models::Deferred<T>& value);
template <class List>
requires requires(const List& list) { list.begin(); }
std::string part(const List& values);

template <class List>
requires requires(const List& list) { list.begin(); }
std::string part(const List& values) {
  std::string result = "[";
  for (const auto& value : values) result += part(value) + " ";
  return result + "]";
}

template <class A, class B>
std::string part(const std::pair<A, B>& value) {
  return part(value.first) + "=" + part(value.second);
}
template <class T>
std::string part(const std::optional<T>& value) {
  return value ? part(*value) : "none";
}
template <class T>
std::string part(const models::Deferred<T>& value) {
  return value ? part(*value) : "none";
}

template <class... Fields>
std::string all(const Fields&... fields) {
  std::string result = "{";
  ((result += part(fields) + "; "), ...);
  return result + "}";
}

std::string part(const models::LocalizedText& value) {
  const auto& [zh, en] = value;
  return all(zh, en);
}
std::string part(const models::Position& value) {
  const auto& [latitude, longitude, source] = value;
  return all(latitude, longitude, source);
}
std::string part(const models::Place& value) {
  const auto& [village_code, address, position] = value;
  return all(village_code, address, position);
}
std::string part(const models::AttributeDefinition& value) {
  const auto& [code, name, type, required, choices] = value;
  return all(code, name, type, required, choices);
}
std::string part(const models::WorkingSpan& value) {
  const auto& [weekday, from, to] = value;
  return all(weekday, from, to);
}
std::string part(const models::SlaPolicy::Limit& value) {
  const auto& [duration, calendar, working_days] = value;
  return all(duration, calendar, working_days);
}
std::string part(const models::Duties& value) {
  const auto& [owner, keeper, duty, manner, funds] = value;
  return all(owner, keeper, duty, manner, funds);
}
std::string part(const models::Reporter& value) {
  const auto& [name, phone, wants_updates] = value;
  return all(name, phone, wants_updates);
}
std::string part(const models::HandOver& value) {
  const auto& [service, reference, note] = value;
  return all(service, reference, note);
}
std::string part(std::chrono::sys_days value) { return std::to_string(value.time_since_epoch().count()); }
std::string part(const models::CalendarException& value) {
  const auto& [date, like_weekday, spans, name, source] = value;
  return all(date, like_weekday, spans, name, source);
}
std::string part(const models::Season& value) {
  const auto& [from_month, from_day, to_month, to_day] = value;
  return all(from_month, from_day, to_month, to_day);
}
std::string part(const models::Interval& value) {
  const auto& [from, to] = value;
  return all(from, to);
}
std::string part(const models::WarningMark& value) {
  const auto& [percent, at, told_at] = value;
  return all(percent, at, told_at);
}
std::string part(const models::SlaClock& value) {
  const auto& [target, limit, calendar, started_at, due_at, warn_at, stopped_at, paused_at, paused, warned_at,
               breached_at, calendar_version, warn_percent, marks, pauses, extended, no_later_than] = value;
  return all(target, limit, calendar, started_at, due_at, warn_at, stopped_at, paused_at, paused, warned_at,
             breached_at, calendar_version, warn_percent, marks, pauses, extended, no_later_than);
}
std::string part(const models::Pause& value) {
  const auto& [reason, note, from, to] = value;
  return all(reason, note, from, to);
}
std::string part(const models::EscalationStep& value) {
  const auto& [after, who] = value;
  return all(after, who);
}
std::string part(const models::QuietHours& value) {
  const auto& [from_minute, to_minute] = value;
  return all(from_minute, to_minute);
}
std::string part(const models::Resolution& value) {
  const auto& [outcome, cause, action, by, at] = value;
  return all(outcome, cause, action, by, at);
}
std::string part(const models::Closure& value) {
  const auto& [confirmed, method, note, by, at] = value;
  return all(confirmed, method, note, by, at);
}
std::string part(const models::CrewConsidered& value) {
  const auto& [crew, excluded_by, orders_in_hand, distance_metres, cost] = value;
  return all(crew, excluded_by, orders_in_hand, distance_metres, cost);
}
std::string part(const models::DecisionCost& value) {
  const auto& [danger, late, effort, stability] = value;
  return all(danger, late, effort, stability);
}
std::string part(const models::DecisionDelay& value) {
  const auto& [work_order, later, missed] = value;
  return all(work_order, later, missed);
}
std::string part(const models::DecisionOption& value) {
  const auto& [crew, arrival, finish, cost, missed, late, delays] = value;
  return all(crew, arrival, finish, cost, missed, late, delays);
}
std::string part(const models::DecisionRelaxation& value) {
  const auto& [rule, crew, amount, arrival, in_time] = value;
  return all(rule, crew, amount, arrival, in_time);
}
std::string part(const models::DecisionMove& value) {
  const auto& [work_order, from_crew, from_arrival, to_crew, to_arrival] = value;
  return all(work_order, from_crew, from_arrival, to_crew, to_arrival);
}
std::string part(const models::AssignmentDecision& value) {
  const auto& [crew, rule, reason, by, at, considered, publication, seed, engine_version, chosen,
               alternatives, relaxations, moved, violations, notes, postponed_to, engine_crew,
               preferred_crew] = value;
  return all(crew, rule, reason, by, at, considered, publication, std::to_string(seed), engine_version,
             chosen, alternatives, relaxations, moved, violations, notes, postponed_to, engine_crew,
             preferred_crew);
}
std::string part(const models::PlanMeasures& value) {
  const auto& [danger_missed, danger_late, other_missed, other_late, overtime, travel, waiting, moved,
               shifted, without_crew, cost] = value;
  return all(danger_missed, danger_late, other_missed, other_late, overtime, travel, waiting, moved, shifted,
             without_crew, cost);
}
std::string part(const models::PlanChange& value) {
  const auto& [work_order, order_version, from_crew, from_start, from_position, to_crew, to_start, to_finish,
               to_position, left_out] = value;
  return all(work_order, order_version, from_crew, from_start, from_position, to_crew, to_start, to_finish,
             to_position, left_out);
}
std::string part(const models::CrewSequence& value) {
  const auto& [crew, before, after] = value;
  return all(crew, before, after);
}
std::string part(const models::CheckItem& value) {
  const auto& [code, name] = value;
  return all(code, name);
}
std::string part(const models::DashboardRow& value) {
  const auto& [key, open, late, due_soon, danger] = value;
  return all(key, open, late, due_soon, danger);
}

}  // namespace

std::string text(const models::Village& value) {
  const auto& [code, official_name, name, pinyin, initials, in_care, position] = value;
  return all(code, official_name, name, pinyin, initials, in_care, position);
}
std::string text(const models::FacilityClass& value) {
  const auto& [code, name, icon, merges_by_circuit, attributes, verify_after_dusk, recheck_percent] = value;
  return all(code, name, icon, merges_by_circuit, attributes, verify_after_dusk, recheck_percent);
}
std::string text(const models::FaultKind& value) {
  const auto& [code, facility_class, name, wording, policy, danger, questions, advice, skill, refer_to,
               estimate, evidence, checklist] = value;
  return all(code, facility_class, name, wording, policy, danger, questions, advice, skill, refer_to,
             estimate, evidence, checklist);
}
std::string text(const models::SlaPolicy& value) {
  const auto& [code, version, facility_class, severity, name, limits, urgent_policy, danger_policy, fallback,
               basis, raised_policy, season, off_season_policy, warnings, valid_from] = value;
  return all(code, version, facility_class, severity, name, limits, urgent_policy, danger_policy, fallback,
             basis, raised_policy, season, off_season_policy, warnings, valid_from);
}
std::string text(const models::Calendar& value) {
  const auto& [code, name, utc_offset_seconds, spans, zone, exceptions, season, working_day_minutes,
               version] = value;
  return all(code, name, utc_offset_seconds, spans, zone, exceptions, season, working_day_minutes, version);
}
std::string text(const models::Facility& value) {
  const auto& [id, code, facility_class, name, village_code, address, position, circuit, household, phone,
               duties, attributes, active, search_text, version] = value;
  return all(id, code, facility_class, name, village_code, address, position, circuit, household, phone,
             duties, attributes, active, search_text, version);
}
std::string text(const models::Crew& value) {
  const auto& [id, code, name, skills, villages, shifts, utc_offset_seconds, on_call, capacity, phone, base,
               active, contractor] = value;
  return all(id, code, name, skills, villages, shifts, utc_offset_seconds, on_call, capacity, phone, base,
             active, contractor);
}
std::string text(const models::Report& value) {
  const auto& [id, token, channel, state, reporter, place, facility, facility_class, fault_kind, description,
               frail_person, danger, external_reference, received_at, recorded_at, recorded_by, work_order,
               triage_reason, hand_over, triaged_at, triaged_by, verdict_solved, verdict_comment, verdict_at,
               satisfaction, verdict_channel, verdict_by, callbacks_unanswered, callbacks_put_off,
               call_back_at, simulated, version, backdating_reason, external_due_at, erasure_asked_at,
               anonymised_at] = value;
  return all(id, token, channel, state, reporter, place, facility, facility_class, fault_kind, description,
             frail_person, danger, external_reference, received_at, recorded_at, recorded_by, work_order,
             triage_reason, hand_over, triaged_at, triaged_by, verdict_solved, verdict_comment, verdict_at,
             satisfaction, verdict_channel, verdict_by, callbacks_unanswered, simulated, version,
             backdating_reason, external_due_at, erasure_asked_at, anonymised_at, callbacks_put_off,
             call_back_at);
}
std::string text(const models::WorkOrder& value) {
  const auto& [id, number, state, facility_class, fault_kind, severity, priority, skill, facility, circuit,
               place, description, frail_person, crew, assignment, policy, policy_version, clocks, pauses,
               parent, report_count, received_at, opened_at, assigned_at, accepted_at, arrived_at,
               made_safe_at, resolved_at, closed_at, resolution, closure, cancellation_reason, reopened,
               simulated, version, changed_at, policy_reasons] = value;
  return all(id, number, state, facility_class, fault_kind, severity, priority, skill, facility, circuit,
             place, description, frail_person, crew, assignment, policy, policy_version, clocks, pauses,
             parent, report_count, received_at, opened_at, assigned_at, accepted_at, arrived_at, made_safe_at,
             resolved_at, closed_at, resolution, closure, cancellation_reason, reopened, simulated, version,
             changed_at, policy_reasons);
}
std::string text(const models::Note& value) {
  const auto& [id, work_order, words, by, by_name, at] = value;
  return all(id, work_order, words, by, by_name, at);
}
std::string text(const models::Photo& value) {
  const auto& [id, work_order, step, media_type, sha256, file, bytes, width, height, by, at, picture_hash,
               label, label_matches, position, distance_metres, same_as, same_as_work_order, same_bits] =
      value;
  return all(id, work_order, step, media_type, sha256, file, bytes, width, height, by, at, picture_hash,
             label, label_matches, position, distance_metres, same_as, same_as_work_order, same_bits);
}
std::string text(const models::Event& value) {
  const auto& [id, kind, at, by, by_name, by_role, report, work_order, state, village_code, crew, details,
               not_stored] = value;
  return all(id, kind, at, by, by_name, by_role, report, work_order, state, village_code, crew, details);
}
std::string text(const models::Notification& value) {
  const auto& [id, report, work_order, about, at, reason, promised_at] = value;
  return all(id, report, work_order, about, at, reason, promised_at);
}
std::string text(const models::IdempotencyRecord& value) {
  const auto& [scope, key, fingerprint, status, answer, at] = value;
  return all(scope, key, fingerprint, status, answer, at);
}
std::string text(const models::Dashboard& value) {
  const auto& [by_state, reports_waiting, reports_today, opened_today, closed_today, repaired_today,
               breached_today, by_village, by_class, by_crew] = value;
  return all(by_state, reports_waiting, reports_today, opened_today, closed_today, repaired_today,
             breached_today, by_village, by_class, by_crew);
}

std::string text(const models::PlanningRule& value) {
  const auto& [village_code, facility_class, mode, reason, by, by_name, at] = value;
  return all(village_code, facility_class, mode, reason, by, by_name, at);
}
std::string text(const models::Pin& value) {
  const auto& [work_order, crew, start, reason, by, by_name, at] = value;
  return all(work_order, crew, start, reason, by, by_name, at);
}
std::string text(const models::CrewAbsence& value) {
  const auto& [crew, from, until, reason, by, by_name] = value;
  return all(crew, from, until, reason, by, by_name);
}
std::string text(const models::PlannedVisit& value) {
  const auto& [work_order, crew, position, arrival, finish, announced, publication] = value;
  return all(work_order, crew, position, arrival, finish, announced, publication);
}
std::string text(const models::Publication& value) {
  const auto& [id, state, trigger, cause, reason, made_at, at, by, by_name, seed, steps, engine_version,
               before, after, changes, sequences, undone, undo_of, snapshot] = value;
  return all(id, state, trigger, cause, reason, made_at, at, by, by_name, std::to_string(seed), steps,
             engine_version, before, after, changes, sequences, undone, undo_of, snapshot);
}
std::string text(const models::Override& value) {
  const auto& [work_order, facility_class, village_code, engine_crew, crew, reason, by, by_name, at] = value;
  return all(work_order, facility_class, village_code, engine_crew, crew, reason, by, by_name, at);
}

std::string text(const models::RequestReason& value) {
  const auto& [code, name, kinds, longest, proofs, needs_approval, active] = value;
  return all(code, name, kinds, longest, proofs, needs_approval, active);
}
std::string text(const models::Request& value) {
  const auto& [id, work_order, kind, state, reason, note, photo, part_order_number, resident_word, target,
               amount, from, ends_at, review_at, reviewed_at, ended_at, proposed_crew, crew, village_code, by,
               by_name, at, decided_by, decided_by_name, decision_note, decided_at] = value;
  return all(id, work_order, kind, state, reason, note, photo, part_order_number, resident_word, target,
             amount, from, ends_at, review_at, reviewed_at, ended_at, proposed_crew, crew, village_code, by,
             by_name, at, decided_by, decided_by_name, decision_note, decided_at);
}
std::string text(const models::EscalationChain& value) {
  const auto& [code, name, trigger, severity, facility_class, village_code, steps, quiet, then] = value;
  return all(code, name, trigger, severity, facility_class, village_code, steps, quiet, then);
}
std::string text(const models::EscalationRun& value) {
  const auto& [id, work_order, chain, trigger, target, started_at, steps, quiet, done, next_at, stopped_at,
               stopped_because] = value;
  return all(id, work_order, chain, trigger, target, started_at, steps, quiet, done, next_at, stopped_at,
             stopped_because);
}
std::string text(const models::Alert& value) {
  const auto& [id, run, work_order, trigger, target, step, who, crew, village_code, at, acknowledged_at,
               acknowledged_by, acknowledged_by_name, note] = value;
  return all(id, run, work_order, trigger, target, step, who, crew, village_code, at, acknowledged_at,
             acknowledged_by, acknowledged_by_name, note);
}
std::string text(const models::Recheck& value) {
  const auto& [id, work_order, round, drawn_at, passed, note, by, by_name, done_at] = value;
  return all(id, work_order, round, drawn_at, passed, note, by, by_name, done_at);
}

}  // namespace support
