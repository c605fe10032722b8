#include "dispatch/readings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include "dispatch/daylight.h"
#include "dispatch/duplicates.h"
#include "dispatch/intake.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "dispatch/triage.h"

namespace dispatch {
namespace {

using models::Reading;
using models::ReadingCondition;
using models::ReadingRule;
using models::ReadingState;
using models::ReadingWatch;

constexpr models::Duration dusk = std::chrono::minutes{30};  // lamps are switched around sunset and sunrise
constexpr int as_good_as_certain = 80;
constexpr double largest_value = 1e9;

bool holds(const ReadingCondition& condition, double value) {
  return condition.below ? value < condition.threshold : value > condition.threshold;
}

bool is_clear(const ReadingRule& rule, double value) {
  return rule.when.below ? value >= rule.clears_at : value <= rule.clears_at;
}

bool is_dark(const models::Facility& facility, models::Transaction& tx, models::Time at, int offset) {
  auto place = facility.position;
  if (!place)
    if (const auto village = tx.villages().find(facility.village_code)) place = village->position;
  if (!place) return false;
  const auto day = daylight(at, *place, offset);
  return at < day.sunrise - dusk || at > day.sunset + dusk;
}

std::optional<models::Facility> device_of(models::Transaction& tx, const Reading& reading) {
  if (!reading.facility_code.empty()) return tx.facilities().find_by_code(reading.facility_code);
  models::FacilityQuery query;
  query.circuit = reading.circuit;
  query.limit = 1;
  auto lamps = tx.facilities().search(query).items;
  if (lamps.empty()) return std::nullopt;
  return std::move(lamps.front());
}

bool asks_for(const ReadingRule& rule, const std::string& measure) {
  return rule.when.measure == measure || (rule.also && rule.also->measure == measure);
}

void check_values(Fields& fields, const Reading& reading) {
  if (reading.values.empty() || reading.values.size() > most_measures)
    fields.add("values", "out_of_range", "give 1 to 20 measures");
  for (const auto& [measure, value] : reading.values)
    if (!std::isfinite(value) || std::abs(value) > largest_value)
      fields.add("values." + measure, "out_of_range", "give a number between -1e9 and 1e9");
}

void check_device(Fields& fields, const Reading& reading, const std::optional<models::Facility>& device) {
  const bool circuit = reading.facility_code.empty();
  if (circuit == reading.circuit.empty())
    fields.add("facility_code", "required", "name the facility by its code, or a circuit: one of the two");
  else if (!device)
    fields.add(circuit ? "circuit" : "facility_code", "unknown",
               circuit ? "no lamp is on a circuit of this name" : "no facility has this code");
}

/// Whether the report that a rule made is still somebody's business.
bool in_hand(models::Transaction& tx, models::ReportId id) {
  const auto report = id ? tx.reports().find(id) : std::nullopt;
  if (!report) return false;
  if (report->state == models::ReportState::received) return true;
  const auto order = report->work_order ? tx.work_orders().find(report->work_order) : std::nullopt;
  return order && !order->ended();
}

std::string words_of(const ReadingRule& rule, const ReadingState& state) {
  std::string words = rule.name.zh + "（设备自动上报：";
  const auto add = [&](const ReadingCondition& condition) {
    char digits[40];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, state.last.at(condition.measure).value).ptr;
    words += condition.measure + " " + std::string(digits, end);
  };
  add(rule.when);
  if (rule.also) {
    words += "，";
    add(*rule.also);
  }
  return words + "）";
}

/// A report by the ordinary verbs: it joins what is open there, or opens an order.
models::Result<models::ReportId> report_of(models::Transaction& tx, const ReadingRule& rule,
                                           const ReadingState& state, const std::string& token,
                                           models::Time now) {
  const auto program = models::Actor::program();
  models::NewReport input;
  input.channel = models::Channel::api;
  input.facility = state.facility;
  input.fault_kind = rule.fault_kind;
  input.description = words_of(rule, state);
  input.reporter.wants_updates = false;
  const auto report = receive_report(tx, program, input, token, now);
  if (!report) return report.error();
  models::Triage triage;
  const auto found = find_duplicates(tx, question_of(*report), now, 1);
  if (!found.empty() && found.front().score >= as_good_as_certain) {
    triage.decision = models::TriageDecision::merge;
    triage.work_order = found.front().work_order;
  }
  const auto kind = tx.catalog().find_kind(rule.fault_kind);
  // What always goes to 119 waits for a person, and so does what cannot be opened.
  if (kind && kind->refer_to.empty())
    static_cast<void>(triage_report(tx, program, report->id, std::nullopt, triage, now));
  return report->id;
}

}  // namespace

ReadingSign judge_reading(const ReadingRule& rule, const std::map<std::string, models::Measured>& last,
                          models::Time at, bool dark, ReadingWatch& watch) {
  const auto found = last.find(rule.when.measure);
  if (found == last.end() || found->second.at != at) return ReadingSign::nothing;
  const auto value = found->second.value;
  bool beside = !rule.only_dark || dark;
  if (rule.also) {
    const auto other = last.find(rule.also->measure);
    beside = beside && other != last.end() && at - other->second.at <= rule.fresh &&
             holds(*rule.also, other->second.value);
  }
  if (watch.since && at - watch.seen > rule.fresh) watch.since.reset();
  if (is_clear(rule, value) || !beside) watch.since.reset();
  watch.seen = at;
  if (!beside || !holds(rule.when, value)) return ReadingSign::nothing;
  if (!watch.since) watch.since = at;
  return at - *watch.since >= rule.held ? ReadingSign::fires : ReadingSign::nothing;
}

models::Result<void> check_reading_rules(models::Transaction& tx, const std::vector<ReadingRule>& rules) {
  Fields fields;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& rule = rules[i];
    const auto at = [&](const char* field) { return "rules[" + std::to_string(i) + "]." + field; };
    fields.required(at("code"), rule.code);
    if (!codes.insert(rule.code).second) fields.add(at("code"), "not_allowed", "another rule has this code");
    const auto kind = tx.catalog().find_kind(rule.fault_kind);
    if (!kind)
      fields.add(at("fault_kind"), "unknown", "there is no such fault kind");
    else if (kind->facility_class != rule.facility_class)
      fields.add(at("class"), "mismatch", "this fault kind is one of class " + kind->facility_class);
    fields.required(at("when.measure"), rule.when.measure);
    if (rule.when.below ? rule.clears_at < rule.when.threshold : rule.clears_at > rule.when.threshold)
      fields.add(at("clears_at"), "out_of_range", "it must lie on the good side of the threshold");
    if (rule.fresh <= models::Duration{0})
      fields.add(at("fresh"), "out_of_range", "say how far apart two readings may be");
  }
  if (!fields.good()) return fields.error();
  return {};
}

models::Result<TakenReading> take_reading(models::Transaction& tx, const models::Actor& actor,
                                          const std::vector<ReadingRule>& rules, const Reading& reading,
                                          const std::string& token, models::Time now,
                                          int utc_offset_seconds) {
  if (const auto allowed = require(actor, Permission::reading_send); !allowed) return allowed.error();
  Fields fields;
  const auto device = device_of(tx, reading);
  check_device(fields, reading, device);
  check_values(fields, reading);
  if (reading.at > now + reading_ahead || reading.at < now - reading_late)
    fields.add("at", "out_of_range", "a reading is at most 5 minutes ahead and 24 hours old: set the clock");
  if (!fields.good()) return fields.error();

  auto state = tx.readings().find(device->id).value_or(ReadingState{device->id});
  TakenReading taken{device->id};
  bool asked = false, fresh = false;
  for (const auto& [measure, value] : reading.values) {
    if (std::none_of(rules.begin(), rules.end(), [&, wanted = measure](const auto& rule) {
          return rule.facility_class == device->facility_class && asks_for(rule, wanted);
        }))
      continue;
    asked = true;
    const auto known = state.last.find(measure);
    if (known != state.last.end() && known->second.at >= reading.at) continue;
    state.last[measure] = {value, reading.at};
    fresh = true;
  }
  if (!asked)
    return models::invalid("values", "unknown",
                           "no rule for a " + device->facility_class + " asks for any of these measures");
  taken.repeated = !fresh;
  if (!fresh) return taken;

  const bool dark = is_dark(*device, tx, reading.at, utc_offset_seconds);
  for (const auto& rule : rules) {
    if (rule.facility_class != device->facility_class) continue;
    auto& watch = state.watches[rule.code];
    const auto sign = judge_reading(rule, state.last, reading.at, dark, watch);
    if (!watch.since && watch.report && !in_hand(tx, watch.report)) watch.report = {};
    if (sign != ReadingSign::fires) continue;
    if (in_hand(tx, watch.report)) continue;
    if (watch.report) {
      // What was closed and still measures wrong begins anew, for the whole of its time.
      watch.report = {};
      watch.since = reading.at;
      if (rule.held > models::Duration{0}) continue;
    }
    const auto report = report_of(tx, rule, state, taken.report ? token + "-" + rule.code : token, now);
    if (!report) return report.error();
    watch.report = taken.report = *report;
  }
  std::erase_if(state.watches, [&](const auto& watch) {
    return std::none_of(rules.begin(), rules.end(),
                        [&](const auto& rule) { return rule.code == watch.first; });
  });
  ++state.readings;
  state.changed_at = now;
  tx.readings().save(state);
  return taken;
}

}  // namespace dispatch
