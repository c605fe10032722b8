#include "dispatch/inheritance.h"

#include <algorithm>
#include <map>
#include <utility>

#include "dispatch/permissions.h"

namespace dispatch {
namespace {

using models::InheritedRule;
using models::RuleKind;
using Marks = std::map<std::pair<RuleKind, std::string>, bool>;  // true: the town's own

constexpr RuleKind kind_of(const models::FacilityClass&) { return RuleKind::facility_class; }
constexpr RuleKind kind_of(const models::Calendar&) { return RuleKind::calendar; }
constexpr RuleKind kind_of(const models::SlaPolicy&) { return RuleKind::policy; }
constexpr RuleKind kind_of(const models::FaultKind&) { return RuleKind::fault_kind; }

auto find_same(models::CatalogStore& catalog, const models::FacilityClass& rule) {
  return catalog.find_class(rule.code);
}
auto find_same(models::CatalogStore& catalog, const models::Calendar& rule) {
  return catalog.find_calendar(rule.code);
}
auto find_same(models::CatalogStore& catalog, const models::SlaPolicy& rule) {
  return catalog.find_policy(rule.code);
}
auto find_same(models::CatalogStore& catalog, const models::FaultKind& rule) {
  return catalog.find_kind(rule.code);
}

template <class Rule>
Rule from_now_on(const Rule& rule, bool, models::Time) {
  return rule;
}

/// A promise that changes holds for what is received from now on; the first one for all, as in the district.
models::SlaPolicy from_now_on(const models::SlaPolicy& rule, bool changes, models::Time now) {
  auto policy = rule;
  if (changes) policy.valid_from = std::max(policy.valid_from, now);
  return policy;
}

Marks marks_of(models::CatalogStore& catalog) {
  Marks marks;
  for (const auto& rule : catalog.inherited()) marks[{rule.kind, rule.code}] = rule.own;
  return marks;
}

enum class Step { nothing, mark_inherited, mark_own, save };

/// What is to be done about one rule of the district.
template <class Rule>
Step step_of(models::CatalogStore& catalog, const Marks& marks, const Rule& rule) {
  const auto mark = marks.find({kind_of(rule), rule.code});
  if (mark != marks.end() && mark->second) return Step::nothing;
  const auto stored = find_same(catalog, rule);
  if (stored && same_rule(*stored, rule)) return mark == marks.end() ? Step::mark_inherited : Step::nothing;
  // It was there before the town came under the district: its own rows win.
  if (stored && mark == marks.end()) return Step::mark_own;
  return Step::save;
}

template <class Rule>
void inherit_one(models::CatalogStore& catalog, const Rule& rule, models::Time now) {
  catalog.save(from_now_on(rule, find_same(catalog, rule).has_value(), now));
  catalog.save(InheritedRule{kind_of(rule), rule.code, false});
}

/// Each list after what it refers to. Shape  visit(rule): false ends it
template <class Visit>
void each_rule(const DistrictRules& rules, const Visit& visit) {
  for (const auto& rule : rules.classes) visit(rule);
  for (const auto& rule : rules.calendars) visit(rule);
  for (const auto& rule : rules.policies) visit(rule);
  for (const auto& rule : rules.kinds) visit(rule);
}

/// A kind or policy of the district whose class the town has otherwise stays where it is.
bool fits(models::CatalogStore& catalog, const models::FaultKind& rule) {
  const auto stored = catalog.find_kind(rule.code);
  return !stored || stored->facility_class == rule.facility_class;
}
bool fits(models::CatalogStore& catalog, const models::SlaPolicy& rule) {
  const auto stored = catalog.find_policy(rule.code);
  return !stored || stored->facility_class == rule.facility_class;
}
bool fits(models::CatalogStore&, const models::FacilityClass&) { return true; }
bool fits(models::CatalogStore&, const models::Calendar&) { return true; }

}  // namespace

DistrictRules read_district_rules(models::Transaction& district) {
  auto& catalog = district.catalog();
  return {catalog.classes(), catalog.calendars(), catalog.policies(), catalog.kinds()};
}

bool same_rule(const models::FacilityClass& one, const models::FacilityClass& other) { return one == other; }
bool same_rule(const models::FaultKind& one, const models::FaultKind& other) { return one == other; }
bool same_rule(const models::Calendar& one, const models::Calendar& other) {
  auto like = other;
  like.version = one.version;
  return one == like;
}
bool same_rule(const models::SlaPolicy& one, const models::SlaPolicy& other) {
  auto like = other;
  like.version = one.version;
  like.valid_from = one.valid_from;
  return one == like;
}

bool would_inherit(models::Transaction& town, const DistrictRules& rules) {
  auto& catalog = town.catalog();
  const auto marks = marks_of(catalog);
  bool would = false;
  each_rule(rules,
            [&](const auto& rule) { would = would || step_of(catalog, marks, rule) != Step::nothing; });
  return would;
}

int inherit(models::Transaction& town, const DistrictRules& rules, models::Time now) {
  auto& catalog = town.catalog();
  const auto marks = marks_of(catalog);
  int changed = 0;
  each_rule(rules, [&](const auto& rule) {
    switch (step_of(catalog, marks, rule)) {
      case Step::nothing:
        return;
      case Step::mark_inherited:
        catalog.save(InheritedRule{kind_of(rule), rule.code, false});
        return;
      case Step::mark_own:
        catalog.save(InheritedRule{kind_of(rule), rule.code, true});
        return;
      case Step::save:
        inherit_one(catalog, rule, now);
        ++changed;
    }
  });
  return changed;
}

template <class Rule>
void save_own(models::Transaction& town, const Rule& rule) {
  auto& catalog = town.catalog();
  const auto stored = find_same(catalog, rule);
  catalog.save(rule);
  if (stored && same_rule(*stored, rule)) return;
  const auto marks = marks_of(catalog);
  const auto mark = marks.find({kind_of(rule), rule.code});
  if (mark != marks.end() && !mark->second) catalog.save(InheritedRule{kind_of(rule), rule.code, true});
}
template void save_own(models::Transaction& town, const models::FacilityClass& rule);
template void save_own(models::Transaction& town, const models::Calendar& rule);
template void save_own(models::Transaction& town, const models::SlaPolicy& rule);
template void save_own(models::Transaction& town, const models::FaultKind& rule);

models::Result<InheritedRule> take_back(models::Transaction& town, const models::Actor& actor,
                                        const DistrictRules& rules, RuleKind kind, const std::string& code,
                                        models::Time now) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  auto& catalog = town.catalog();
  const auto marks = marks_of(catalog);
  bool known = false, fitting = true;
  const auto mark = marks.find({kind, code});
  const bool own = mark != marks.end() && mark->second;
  each_rule(rules, [&](const auto& rule) {
    if (kind_of(rule) != kind || rule.code != code) return;
    known = true;
    fitting = fits(catalog, rule);
    if (own && fitting) inherit_one(catalog, rule, now);
  });
  if (!known) return models::not_found("The district has no such rule.");
  if (!own) return models::conflict("This rule is the district's already.");
  if (!fitting)
    return models::conflict("The district has a rule of this code for another class: rename the town's own.");
  return InheritedRule{kind, code, false};
}

}  // namespace dispatch
