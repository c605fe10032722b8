#pragma once
#include <string>
#include <vector>

#include "dispatch/outages.h"
#include "dispatch/phone_calls.h"
#include "models/error.h"
#include "models/page.h"
#include "server/api/views.h"

namespace api {

models::Result<dispatch::CallTold> parse_call(const std::string& body);
models::Result<models::ReportId> parse_call_report(const std::string& body);
models::Result<std::string> parse_phone(const std::string& body);
/// Shape   caller masked, unless `clear`: for who has taken it
std::string write(const models::PhoneCall& call, bool clear = false);
std::string write(const models::Page<models::PhoneCall>& page);

/// What is kept under a number, masked.
struct HouseholdView {
  std::vector<FacilityView> facilities;
  std::vector<ReportView> reports;
  std::vector<WorkOrderView> open_orders;
};
std::string write(const HouseholdView& household);

models::Result<dispatch::NewOutage> parse_outage(const std::string& body);
models::Result<std::string> parse_outage_ending(const std::string& body);
/// Shape   orders: of its list nothing but how many there are
struct OutageView {
  models::Outage outage;
  std::string parent_number;
  std::vector<WorkOrderView> orders;  ///< parent first
};
std::string write(const OutageView& outage);
std::string write(const models::Page<OutageView>& page);

}  // namespace api
