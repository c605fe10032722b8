#include "dispatch/caller.h"

#include <algorithm>

#include "dispatch/permissions.h"
#include "dispatch/reach.h"
#include "dispatch/text.h"
#include "models/phone_call.h"

namespace dispatch {
namespace {

constexpr int most_facilities = 20, most_reports = 20;
constexpr int most_orders_of_one = 10;
constexpr std::size_t fewest_digits = 7;  // short numbers are services, not people
constexpr std::string_view country = "86", area = "010";
constexpr std::size_t mobile_digits = 11, local_digits = 8;

bool is_mobile(std::string_view digits) { return digits.size() == mobile_digits && digits.front() == '1'; }
bool is_local(std::string_view digits) {
  return digits.size() == local_digits && digits.front() != '0' && digits.front() != '1';
}

void add_open(std::vector<models::WorkOrder>& kept, const models::Actor& actor, models::WorkOrder order) {
  if (order.ended() || !may_see(actor, order)) return;
  if (std::ranges::none_of(kept, [&](const auto& one) { return one.id == order.id; }))
    kept.push_back(std::move(order));
}

void add_orders_of(models::Transaction& tx, const models::Actor& actor, const models::Facility& facility,
                   std::vector<models::WorkOrder>& kept) {
  using enum models::WorkOrderState;
  models::WorkOrderQuery query;
  query.facility = facility.id;
  query.states = {open, assigned, accepted, under_way, resolved};
  query.limit = most_orders_of_one;
  query.reach = reach_of(actor);
  for (auto& order : tx.work_orders().search(query).items) add_open(kept, actor, std::move(order));
}

}  // namespace

std::string normal_number(std::string_view number) {
  std::string digits;
  for (const char c : number)
    if (c >= '0' && c <= '9') digits += c;
  const auto without = [&](std::string_view prefix) {
    if (!digits.starts_with(prefix)) return false;
    const auto rest = std::string_view(digits).substr(prefix.size());
    // Abroad one dials an area code without its 0.
    if (!is_mobile(rest) && !(rest.starts_with(area.substr(1)) && is_local(rest.substr(area.size() - 1))))
      return false;
    digits = is_mobile(rest) ? std::string(rest) : "0" + std::string(rest);
    return true;
  };
  if (!without("00" + std::string(country))) without(country);
  if (is_local(digits)) digits.insert(0, area);
  // Some exchanges put a 0 before a mobile number from elsewhere.
  if (digits.starts_with('0') && is_mobile(std::string_view(digits).substr(1)) && !digits.starts_with(area))
    digits.erase(0, 1);
  return digits;
}

std::vector<std::string> number_forms(std::string_view number) {
  const auto normal = normal_number(number);
  if (normal.size() < fewest_digits) return {};
  std::vector<std::string> forms{normal};
  const std::string of_country(country);
  if (is_mobile(normal)) {
    forms.push_back("0" + normal);
    forms.push_back(of_country + normal);
    forms.push_back("00" + of_country + normal);
  } else if (normal.starts_with(area) && is_local(std::string_view(normal).substr(area.size()))) {
    forms.push_back(normal.substr(area.size()));
    forms.push_back(of_country + normal.substr(1));
    forms.push_back("00" + of_country + normal.substr(1));
  }
  return forms;
}

models::Result<Household> find_household(models::Transaction& tx, const models::Actor& actor,
                                         const std::string& number) {
  if (auto allowed = require(actor, Permission::report_triage); !allowed) return allowed.error();
  Fields fields;
  const auto given = trimmed(number);
  fields.required("phone", given);
  fields.phone("phone", given);
  const auto forms = number_forms(given);
  if (fields.good() && forms.empty())
    fields.add("phone", "too_short", "give the whole number, at least 7 digits");
  if (!fields.good()) return fields.error();
  const auto hits = tx.phone_calls().of_number(forms, std::max(most_facilities, most_reports));
  const auto reach = reach_of(actor);
  Household household;
  for (const auto id : hits.facilities) {
    auto facility = tx.facilities().find(id);
    if (!facility || !covers_place(reach, facility->village_code, facility->facility_class)) continue;
    add_orders_of(tx, actor, *facility, household.open_orders);
    household.facilities.push_back(*std::move(facility));
  }
  for (const auto id : hits.reports) {
    auto report = tx.reports().find(id);
    if (!report || !may_see(actor, *report)) continue;
    if (auto order = tx.work_orders().find(report->work_order))
      add_open(household.open_orders, actor, *std::move(order));
    household.reports.push_back(*std::move(report));
  }
  std::ranges::stable_sort(household.open_orders, std::greater{}, &models::WorkOrder::priority);
  return household;
}

}  // namespace dispatch
