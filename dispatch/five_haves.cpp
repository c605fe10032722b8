#include "dispatch/five_haves.h"

#include <algorithm>

namespace dispatch {
namespace {

// What the hotline law and the town's own plan call good; below it a fact is a gap.
constexpr double good_percent = 90;
constexpr double good_coverage = 80;

Evidence share(std::string_view code, std::int64_t value, std::int64_t of, bool good) {
  return {code, of == 0 ? Finding::told : good ? Finding::stands : Finding::gap, value, of, false, {}};
}

Evidence count(std::string_view code, std::int64_t value, Finding finding, bool capped = false) {
  return {code, finding, value, {}, capped, {}};
}

Evidence rate(std::string_view code, Figure figure, const FiguresRow& row, double good) {
  const auto& value = row.values[static_cast<std::size_t>(figure)];
  const auto reached = percent(figure, value);
  const auto finding = !reached ? Finding::told : *reached >= good ? Finding::stands : Finding::gap;
  return {code, finding, value.numerator, value.denominator, false, figure};
}

Finding stands_if(bool good) { return good ? Finding::stands : Finding::gap; }

std::vector<Evidence> rules(const HavesFacts& facts) {
  return {share("classes_with_policy", facts.classes_with_policy, facts.classes,
                facts.classes_with_policy == facts.classes),
          share("policies_with_basis", facts.policies_with_basis, facts.policies,
                facts.policies_with_basis == facts.policies),
          count("escalation_chains", facts.chains, stands_if(facts.chains > 0)),
          share("reasons_with_approval", facts.reasons_with_approval, facts.reasons,
                facts.reasons_with_approval > 0)};
}

std::vector<Evidence> standards(const HavesFacts& facts) {
  return {rate("response", Figure::response, facts.figures, good_percent),
          rate("on_time", Figure::on_time, facts.figures, good_percent),
          rate("solved", Figure::solved, facts.figures, good_percent),
          rate("first_time_fix", Figure::first_time_fix, facts.figures, good_coverage)};
}

// Nothing here knows what a repair costs; saying so is better than a number that looks like money.
std::vector<Evidence> funds(const HavesFacts& facts) {
  const auto& extended = facts.figures.values[static_cast<std::size_t>(Figure::extension)];
  return {Evidence{"cost_of_repairs", Finding::not_recorded, {}, {}, false, {}},
          count("waiting_for_funds", facts.waiting_for_funds, stands_if(facts.waiting_for_funds == 0),
                facts.requests_capped),
          count("waiting_for_parts", facts.waiting_for_parts, Finding::told, facts.requests_capped),
          Evidence{"extended", Finding::told, extended.numerator, extended.denominator, false,
                   Figure::extension}};
}

std::vector<Evidence> crews(const HavesFacts& facts) {
  return {
      share("crews_on_shift", facts.crews_on_shift, facts.crews, facts.crews_on_shift > 0),
      share("orders_in_hand", facts.orders_in_hand, facts.capacity, facts.orders_in_hand <= facts.capacity),
      count("crews_over_capacity", facts.crews_over_capacity, stands_if(facts.crews_over_capacity == 0)),
      count("orders_without_crew", facts.orders_without_crew, stands_if(facts.orders_without_crew == 0))};
}

std::vector<Evidence> mechanism(const HavesFacts& facts) {
  auto acknowledged = share("alerts_acknowledged", facts.alerts_acknowledged, facts.alerts,
                            static_cast<double>(facts.alerts_acknowledged) * 100 >=
                                good_percent * static_cast<double>(facts.alerts));
  acknowledged.capped = facts.alerts_capped;
  return {rate("callback_coverage", Figure::callback_coverage, facts.figures, good_coverage),
          share("rechecks_passed", facts.rechecks_passed, facts.rechecks,
                static_cast<double>(facts.rechecks_passed) * 100 >=
                    good_percent * static_cast<double>(facts.rechecks)),
          count("rechecks_open", facts.rechecks_open, Finding::told), acknowledged};
}

}  // namespace

Finding HaveEvidence::finding() const {
  const auto has = [&](Finding wanted) {
    return std::any_of(evidence.begin(), evidence.end(),
                       [&](const Evidence& one) { return one.finding == wanted; });
  };
  for (const auto wanted : {Finding::gap, Finding::not_recorded, Finding::stands})
    if (has(wanted)) return wanted;
  return Finding::told;
}

std::array<HaveEvidence, 5> judge_haves(const HavesFacts& facts) {
  return {HaveEvidence{Have::rules, {"有制度", "Rules"}, rules(facts)},
          HaveEvidence{Have::standards, {"有标准", "Standards"}, standards(facts)},
          HaveEvidence{Have::funds, {"有资金", "Funds"}, funds(facts)},
          HaveEvidence{Have::crews, {"有队伍", "Crews"}, crews(facts)},
          HaveEvidence{Have::mechanism, {"有机制", "Mechanism"}, mechanism(facts)}};
}

std::string_view name(Have have) {
  constexpr std::array<std::string_view, 5> names{"rules", "standards", "funds", "crews", "mechanism"};
  return names[static_cast<std::size_t>(have)];
}

std::string_view name(Finding finding) {
  constexpr std::array<std::string_view, 4> names{"stands", "gap", "not_recorded", "told"};
  return names[static_cast<std::size_t>(finding)];
}

}  // namespace dispatch
