#pragma once
#include <string>
#include <string_view>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/table.h"

namespace sql {

inline void add_place_reach(Filter& filter, const models::Reach& reach, const std::string& prefix) {
  if (!reach.villages.empty())
    filter.add(prefix + "village_code IN (SELECT value FROM json_each(?))", to_json_text(reach.villages));
  if (!reach.classes.empty())
    filter.add(prefix + "facility_class IN (SELECT value FROM json_each(?))", to_json_text(reach.classes));
}

/// What somebody sees of the orders, as conditions on the columns of work_orders; prefix: `w.` or nothing.
///
/// Source  dispatch::covers, which says the same of one order
inline void add_reach(Filter& filter, const models::Reach& reach, const std::string& prefix) {
  add_place_reach(filter, reach, prefix);
  if (reach.crew) filter.add(prefix + "crew = ?", reach.crew);
  if (reach.in_hand) filter.add(prefix + "state NOT IN ('closed', 'cancelled')");
  if (reach.recorded_by) filter.add(prefix + "id < 0");  // a plain 0 would leave INDEXED BY no plan
}

/// What somebody sees of the reports: a crew sees them through its orders only.
inline void add_report_reach(Filter& filter, const models::Reach& reach) {
  add_place_reach(filter, reach, "");
  if (reach.recorded_by) filter.add("recorded_by = ?", reach.recorded_by);
  if (reach.crew || reach.in_hand) filter.add("id < 0");
}

/// The same for a table whose rows belong to an order.
inline void add_reach_of_order(Filter& filter, const models::Reach& reach, std::string_view table) {
  if (reach.whole()) return;
  Filter of_order;
  add_reach(of_order, reach, "w.");
  filter.add_all(
      "EXISTS (SELECT 1 FROM work_orders w WHERE w.id = " + std::string(table) + ".work_order AND ", of_order,
      ")");
}

}  // namespace sql
