#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/error.h"
#include "models/facility.h"
#include "models/report.h"
#include "models/store.h"
#include "models/work_order.h"

namespace dispatch {

/// The digits of a number without the country's code, a land line with the town's area code: +86 138 1234
/// 1234 → 13812341234; 5551-0142 → 01055510142.
std::string normal_number(std::string_view number);

/// Every string of digits that the same number may be kept as, the normal one first; none for what is too
/// short to be anybody's.
std::vector<std::string> number_forms(std::string_view number);

/// What is kept under a number, as much of it as the asker's reach covers.
///
/// Shape   open_orders: of the facilities and of the reports, most urgent first; reports: newest first
struct Household {
  std::vector<models::Facility> facilities;
  std::vector<models::Report> reports;
  std::vector<models::WorkOrder> open_orders;
};

/// Who may be on the line, for whoever takes calls. In clear: mask before it is shown.
///
/// Errors  unauthenticated, forbidden; invalid `phone`
models::Result<Household> find_household(models::Transaction& tx, const models::Actor& actor,
                                         const std::string& number);

}  // namespace dispatch
