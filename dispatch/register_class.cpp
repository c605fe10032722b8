#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "dispatch/calendar_check.h"
#include "dispatch/inheritance.h"
#include "dispatch/permissions.h"
#include "dispatch/register.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::Duration;

constexpr std::size_t most_attributes = 100, most_kinds = 200, most_policies = 50, most_calendars = 50,
                      most_parts = 200;
constexpr std::size_t most_warnings = 10;
constexpr int most_working_days = 366;
constexpr std::size_t most_lines = 50;  // wordings, questions or choices of one thing
constexpr Duration longest_limit = std::chrono::days{366};
constexpr Duration longest_estimate = std::chrono::days{7};

std::string item(const char* list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

/// Checks one class definition; what it does not bring itself may be in the catalog already.
class ClassCheck {
 public:
  ClassCheck(models::Transaction& tx, const ClassDefinition& definition)
      : catalog_(tx.catalog()), field_work_(tx.field_work()), definition_(definition) {}

  Fields run() {
    check_size("kinds", definition_.kinds.size(), most_kinds);
    check_size("policies", definition_.policies.size(), most_policies);
    check_size("calendars", definition_.calendars.size(), most_calendars);
    check_size("parts", definition_.parts.size(), most_parts);
    if (!fields_.good()) return fields_;  // too much to look at one by one
    check_class();
    for (std::size_t i = 0; i < definition_.calendars.size(); ++i) check_calendar(i);
    for (std::size_t i = 0; i < definition_.policies.size(); ++i) check_policy(i);
    for (std::size_t i = 0; i < definition_.kinds.size(); ++i) check_kind(i);
    for (std::size_t i = 0; i < definition_.parts.size(); ++i) check_part(i);
    return fields_;
  }

  Fields run_promises() {
    for (std::size_t i = 0; i < definition_.calendars.size(); ++i) check_calendar(i);
    for (std::size_t i = 0; i < definition_.policies.size(); ++i) check_policy(i);
    return fields_;
  }

 private:
  void check_size(const std::string& field, std::size_t size, std::size_t most) {
    if (size > most) fields_.add(field, "too_long", field + " may have at most " + std::to_string(most));
  }

  void check_unique(std::set<std::string>& seen, const std::string& field, const std::string& code) {
    fields_.code(field, code);
    if (!seen.insert(code).second) fields_.add(field, "not_allowed", "the code " + code + " is there twice");
  }

  void check_belongs(const std::string& field, const std::string& facility_class) {
    if (facility_class != definition_.facility_class.code)
      fields_.add(field, "mismatch", "it must belong to the class " + definition_.facility_class.code);
  }

  void check_texts(const std::string& field, const models::LocalizedText& text) {
    fields_.text(field + ".zh", text.zh, longest_reason, Lines::many);
    fields_.text(field + ".en", text.en, longest_reason, Lines::many);
  }

  void check_class() {
    const auto& facility_class = definition_.facility_class;
    fields_.code("code", facility_class.code);
    fields_.names("name", facility_class.name);
    fields_.text("icon", facility_class.icon, 16);
    check_size("attributes", facility_class.attributes.size(), most_attributes);
    for (std::size_t i = 0; i < facility_class.attributes.size() && i < most_attributes; ++i) {
      const auto& attribute = facility_class.attributes[i];
      const auto here = item("attributes", i);
      check_unique(attributes_, here + ".code", attribute.code);
      fields_.names(here + ".name", attribute.name);
      const bool is_choice = attribute.type == models::AttributeType::choice;
      if (is_choice && attribute.choices.empty()) fields_.required(here + ".choices", "");
      check_size(here + ".choices", attribute.choices.size(), most_lines);
      for (const auto& choice : attribute.choices)
        fields_.required_text(here + ".choices", choice, longest_name);
    }
  }

  void check_calendar(std::size_t i) {
    const auto& calendar = definition_.calendars[i];
    const auto here = item("calendars", i);
    if (!calendars_.insert(calendar.code).second)
      fields_.add(here + ".code", "not_allowed", "the code " + calendar.code + " is there twice");
    dispatch::check_calendar(fields_, here + ".", calendar);
  }

  std::optional<models::Calendar> calendar_of(const std::string& code) {
    for (const auto& calendar : definition_.calendars)
      if (calendar.code == code) return calendar;
    return catalog_.find_calendar(code);
  }

  bool has_policy(const std::string& code) {
    return std::any_of(definition_.policies.begin(), definition_.policies.end(),
                       [&](const auto& policy) { return policy.code == code; }) ||
           catalog_.find_policy(code);
  }

  void check_policy(std::size_t i) {
    const auto& policy = definition_.policies[i];
    const auto here = item("policies", i);
    check_unique(policies_, here + ".code", policy.code);
    check_belongs(here + ".class", policy.facility_class);
    fields_.names(here + ".name", policy.name);
    check_texts(here + ".fallback", policy.fallback);
    fields_.text(here + ".basis", policy.basis, longest_account, Lines::many);
    check_limits(policy, here + ".limits");
    check_warnings(policy, here + ".warnings");
    if (policy.season) check_season(fields_, here + ".season", *policy.season);
    if (!policy.off_season_policy.empty() && !policy.season)
      fields_.add(here + ".off_season_policy", "mismatch", "a policy without a season holds all year");
    for (const auto& [field, code] : {std::pair{".urgent_policy", &policy.urgent_policy},
                                      std::pair{".danger_policy", &policy.danger_policy},
                                      std::pair{".raised_policy", &policy.raised_policy},
                                      std::pair{".off_season_policy", &policy.off_season_policy}})
      if (!code->empty() && !has_policy(*code))
        fields_.add(here + field, "unknown", "there is no policy '" + *code + "'");
  }

  void check_limits(const models::SlaPolicy& policy, const std::string& here) {
    if (std::none_of(policy.limits.begin(), policy.limits.end(),
                     [](const auto& one) { return one.has_value(); }))
      fields_.add(here, "required",
                  "a policy promises at least one thing: contact, accept, arrive, make_safe or resolve");
    for (const auto target : models::sla_targets) {
      const auto& limit = policy.limit(target);
      if (!limit) continue;
      const std::string there = here + "." + std::string(models::name(target));
      if (limit->duration < Duration{0} || limit->duration > longest_limit)
        fields_.add(there + ".duration", "out_of_range", "a limit is between 0 and 366 days");
      if (limit->working_days < 0 || limit->working_days > most_working_days)
        fields_.add(there + ".amount", "out_of_range", "a limit is between 1 and 366 working days");
      const auto calendar = calendar_of(limit->calendar);
      if (!calendar)
        fields_.add(there + ".calendar", "unknown", "there is no calendar '" + limit->calendar + "'");
      else if (limit->working_days > 0 && calendar->working_day_minutes == 0)
        fields_.add(there + ".calendar", "mismatch",
                    "the calendar " + calendar->code + " does not say how many minutes a working day has");
    }
    // In different calendars neither is the longer one always.
    const auto &arrive = policy.limit(models::SlaTarget::arrive),
               &resolve = policy.limit(models::SlaTarget::resolve);
    if (arrive && resolve && arrive->calendar == resolve->calendar &&
        (arrive->working_days > 0) == (resolve->working_days > 0) &&
        (resolve->duration < arrive->duration || resolve->working_days < arrive->working_days))
      fields_.add(here + ".resolve", "out_of_range", "nothing can be resolved before somebody arrives");
  }

  void check_warnings(const models::SlaPolicy& policy, const std::string& here) {
    const auto& warnings = policy.warnings;
    const bool ascending = std::is_sorted(warnings.begin(), warnings.end()) &&
                           std::adjacent_find(warnings.begin(), warnings.end()) == warnings.end();
    if (warnings.empty() || warnings.size() > most_warnings || !ascending || warnings.front() < 1 ||
        warnings.back() > 99)
      fields_.add(here, "out_of_range",
                  "warnings are 1 to 10 different shares of the limit, 1 to 99 percent, ascending");
  }

  void check_kind(std::size_t i) {
    const auto& kind = definition_.kinds[i];
    const auto here = item("kinds", i);
    check_unique(kinds_, here + ".code", kind.code);
    check_belongs(here + ".class", kind.facility_class);
    const auto known = catalog_.find_kind(kind.code);
    if (known && known->facility_class != kind.facility_class)
      fields_.add(here + ".code", "not_allowed",
                  "the class " + known->facility_class + " has this kind already");
    fields_.names(here + ".name", kind.name);
    check_texts(here + ".danger", kind.danger);
    check_texts(here + ".advice", kind.advice);
    check_size(here + ".wording", kind.wording.size(), most_lines);
    for (const auto& wording : kind.wording) fields_.text(here + ".wording", wording, longest_address);
    check_size(here + ".questions", kind.questions.size(), most_lines);
    for (const auto& question : kind.questions) check_texts(here + ".questions", question);
    fields_.text(here + ".evidence", kind.evidence, longest_account, Lines::many);
    check_checklist(here + ".checklist", kind.checklist);
    if (!kind.skill.empty()) fields_.code(here + ".skill", kind.skill);
    const std::set<std::string> services{"", "110", "119", "120", "122"};
    if (!services.contains(kind.refer_to))
      fields_.add(here + ".refer_to", "unknown", "refer_to is 110, 119, 120, 122 or empty");
    if (kind.policy.empty() ? kind.refer_to.empty() : !has_policy(kind.policy))
      fields_.add(here + ".policy", kind.policy.empty() ? "required" : "unknown",
                  "name the SLA policy that this kind of fault promises");
    if (kind.estimate <= Duration{0} || kind.estimate > longest_estimate)
      fields_.add(here + ".estimate", "out_of_range", "an estimate is more than 0 and at most 7 days");
  }

  void check_checklist(const std::string& here, const std::vector<models::CheckItem>& checklist) {
    check_size(here, checklist.size(), most_lines);
    std::set<std::string> codes;
    for (const auto& one : checklist) {
      check_unique(codes, here + ".code", one.code);
      fields_.names(here + ".name", one.name);
    }
  }

  void check_part(std::size_t i) {
    const auto& part = definition_.parts[i];
    const auto here = item("parts", i);
    check_unique(parts_, here + ".code", part.code);
    check_belongs(here + ".class", part.facility_class);
    const auto known = field_work_.find_part(part.code);
    if (known && known->facility_class != part.facility_class)
      fields_.add(here + ".code", "not_allowed",
                  "the class " + known->facility_class + " has this part already");
    fields_.names(here + ".name", part.name);
    fields_.text(here + ".unit", part.unit, longest_code);
    fields_.text(here + ".barcode", part.barcode, longest_code);
    if (part.cents < 0) fields_.add(here + ".cents", "out_of_range", "a price is not below 0");
    if (part.usual < 0) fields_.add(here + ".usual", "out_of_range", "a van has not less than none");
  }

  models::CatalogStore& catalog_;
  models::FieldWorkStore& field_work_;
  const ClassDefinition& definition_;
  Fields fields_;
  std::set<std::string> attributes_, calendars_, policies_, kinds_, parts_;
};

/// A class file says the hours; the dates that were announced since then stay.
void save_hours(models::Transaction& tx, models::Calendar calendar) {
  const auto known = tx.catalog().find_calendar(calendar.code);
  if (calendar.exceptions.empty() && known) calendar.exceptions = known->exceptions;
  save_own(tx, calendar);
}

}  // namespace

models::Result<models::FacilityClass> save_class(models::Transaction& tx, const models::Actor& actor,
                                                 const ClassDefinition& definition) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  const auto fields = ClassCheck(tx, definition).run();
  if (!fields.good()) return fields.error();
  // Saving adds or replaces by code and removes nothing: orders may still refer to what the file left out.
  // The class goes first, because its policies and kinds refer to it.
  save_own(tx, definition.facility_class);
  for (const auto& calendar : definition.calendars) save_hours(tx, calendar);
  for (const auto& policy : definition.policies) save_own(tx, policy);
  for (const auto& kind : definition.kinds) save_own(tx, kind);
  for (const auto& part : definition.parts) tx.field_work().save(part);
  return definition.facility_class;
}

models::Result<void> check_policy(models::Transaction& tx, const models::FacilityClass& facility_class,
                                  const models::SlaPolicy& policy) {
  ClassDefinition definition;
  definition.facility_class = facility_class;
  definition.policies = {policy};
  auto fields = ClassCheck(tx, definition).run_promises();
  if (fields.good()) return {};
  // The caller gave one policy, not a list.
  auto error = fields.error();
  const std::string prefix = "policies[0].";
  for (auto& field : error.fields)
    if (field.field.starts_with(prefix)) field.field.erase(0, prefix.size());
  return error;
}

models::Result<void> check_draft(models::Transaction& tx, const models::FacilityClass& facility_class,
                                 const std::vector<models::SlaPolicy>& policies,
                                 const std::vector<models::Calendar>& calendars) {
  ClassDefinition definition;
  definition.facility_class = facility_class;
  definition.policies = policies;
  definition.calendars = calendars;
  const auto fields = ClassCheck(tx, definition).run_promises();
  if (!fields.good()) return fields.error();
  return {};
}

}  // namespace dispatch
