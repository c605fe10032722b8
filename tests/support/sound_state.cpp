#include <gtest/gtest.h>

#include "dispatch/soundness.h"
#include "models/names.h"
#include "tests/support/random_day.h"

namespace support {
namespace {

void expect_none(const std::vector<std::string>& found) {
  for (const auto& one : found) ADD_FAILURE() << one;
}

}  // namespace

void expect_sound(models::Transaction& tx, const models::WorkOrder& order) {
  SCOPED_TRACE("order " + order.number + ", " + std::string(models::name(order.state)));
  const auto events = tx.events().list({order.id, {}, {}, 100'000});
  expect_none(dispatch::contradictions(order, events, tx.reports().of_work_order(order.id),
                                       order.parent && tx.work_orders().find(order.parent).has_value()));
}

void expect_sound(models::Transaction& tx, const models::Report& report) {
  SCOPED_TRACE("report " + report.id.text() + ", " + std::string(models::name(report.state)));
  expect_none(dispatch::contradictions(
      report, report.work_order && tx.work_orders().find(report.work_order).has_value()));
}

}  // namespace support
