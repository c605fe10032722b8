#pragma once
#include <map>
#include <string>
#include <vector>

#include "dispatch/city_orders.h"
#include "server/api/views.h"
#include "server/town/city_order_table.h"

namespace api {

/// An order of the city's hotline as the pages show it: its report masked as any other.
///
/// Shape   duplicates: with the number of each order
struct CityOrderItem {
  dispatch::CityOrderView view;
  ReportView report;
  std::map<models::WorkOrderId, std::string> order_numbers;
};

struct CityOrderFound {
  std::size_t line = 0;
  CityOrderItem item;
  std::vector<std::string> differing;
};

models::Result<dispatch::NewCityOrder> parse_city_order(const std::string& body);

std::string write(const models::Page<CityOrderItem>& page);
std::string write(const CityOrderItem& item, dispatch::CityOrderChange change,
                  const std::vector<std::string>& differing);
/// Shape   written: false on a dry run
std::string write(const town::CityOrderImport& result, const std::vector<CityOrderFound>& found,
                  bool written);

}  // namespace api
