#include "dispatch/exports.h"

#include <string>

#include "dispatch/permissions.h"

namespace dispatch {
namespace {

using models::ExportFormat;
using models::ExportList;

// What reading the list on a page needs.
Permission permission_for(ExportList list) {
  switch (list) {
    case ExportList::reports:
      return Permission::report_read;
    case ExportList::facilities:
    case ExportList::villages:
    case ExportList::crews:
    case ExportList::parts:
    case ExportList::stock:
      return Permission::register_read;
    case ExportList::city_orders:
    case ExportList::calls:
      return Permission::report_triage;
    case ExportList::call_backs:
      return Permission::verdict_record;
    case ExportList::deliveries:
      return Permission::register_write;
    case ExportList::transfers:
      return Permission::plan_read;
    case ExportList::readings:
      return Permission::reading_send;
    case ExportList::accounts:
      return Permission::account_manage;
    case ExportList::audit:
      return Permission::audit_read;
    case ExportList::work_orders:
    case ExportList::events:
    case ExportList::requests:
    case ExportList::alerts:
    case ExportList::rechecks:
    case ExportList::outages:
      break;
  }
  return Permission::work_order_read;
}

}  // namespace

bool has_positions(ExportList list) {
  switch (list) {
    case ExportList::work_orders:
    case ExportList::reports:
    case ExportList::facilities:
    case ExportList::villages:
    case ExportList::crews:
    case ExportList::readings:
      return true;
    case ExportList::city_orders:
    case ExportList::events:
    case ExportList::audit:
    case ExportList::parts:
    case ExportList::stock:
    case ExportList::requests:
    case ExportList::call_backs:
    case ExportList::alerts:
    case ExportList::rechecks:
    case ExportList::outages:
    case ExportList::calls:
    case ExportList::deliveries:
    case ExportList::transfers:
    case ExportList::accounts:
      break;
  }
  return false;
}

models::Result<void> may_export(const models::Actor& actor, ExportList list, ExportFormat format) {
  if (auto desk = require(actor, Permission::dashboard_read); !desk) return desk;
  if (auto allowed = require(actor, permission_for(list)); !allowed) return allowed;
  if (format == ExportFormat::geojson && !has_positions(list))
    return models::invalid("format", "not_allowed",
                           "The rows of this list have no place: take it as csv or xlsx.");
  return {};
}

models::Result<void> check_rows(std::int64_t rows, ExportFormat format, std::int64_t most) {
  if (rows > most)
    return models::invalid("filters", "too_many_rows",
                           "This is more than " + std::to_string(most) +
                               " rows, the most that a file may have here: narrow the list down.");
  if (format == ExportFormat::xlsx && rows > most_sheet_rows)
    return models::invalid("format", "too_many_rows",
                           "A sheet holds at most " + std::to_string(most_sheet_rows) +
                               " rows and a heading: take csv, or narrow the list down.");
  return {};
}

}  // namespace dispatch
