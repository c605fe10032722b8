#include "dispatch/spares.h"

#include "dispatch/change.h"
#include "dispatch/field_time.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using models::EventKind;
using models::Result;
using models::SpareLoan;

constexpr auto action = models::WorkOrderAction::photo;
constexpr int most_loans = 200;

}  // namespace

Result<SpareLoan> lend_spare(models::Transaction& tx, const Step& step, const std::string& raw_spare) {
  const auto order = find_for(tx, step, action, Permission::work_order_work);
  if (!order) return order.error();
  const auto spare = trimmed(raw_spare);
  Fields fields;
  fields.required_text("spare", spare, longest_code);
  if (!fields.good()) return fields.error();
  if (order->state != models::WorkOrderState::accepted && order->state != models::WorkOrderState::under_way)
    return not_allowed(*order, action);
  if (const auto loan = tx.field_work().lent(spare)) {
    const auto other = tx.work_orders().find(loan->work_order);
    return models::conflict("the spare unit " + spare + " is lent already" +
                            (other && may_see(step.actor, *other) ? ", for " + other->number : ""));
  }
  SpareLoan loan{{}, spare, order->id, step.actor.name, step.now, "", {}};
  loan.id = tx.field_work().insert(loan);
  auto details = lateness(step);
  details.emplace_back("spare", spare);
  tell(tx, step.actor, step.now, EventKind::spare_lent, *order, std::move(details));
  return loan;
}

Result<SpareLoan> take_spare_back(models::Transaction& tx, const models::Actor& actor,
                                  const std::string& spare, models::Time now) {
  if (const auto allowed = require(actor, Permission::work_order_work); !allowed) return allowed.error();
  auto loan = tx.field_work().lent(spare);
  if (!loan) return models::not_found("no spare unit of this number is lent");
  const auto order =
      find_to_record(tx, {actor, loan->work_order, std::nullopt, now}, action, Permission::work_order_work);
  if (!order) return order.error();
  loan->returned_at = now;
  loan->returned_by = actor.name;
  tx.field_work().update(*loan);
  tell(tx, actor, now, EventKind::spare_returned, *order, {{"spare", spare}});
  return *std::move(loan);
}

Result<std::vector<SpareLoan>> read_spares(models::Transaction& tx, const models::Actor& actor) {
  if (const auto allowed = require(actor, Permission::work_order_read); !allowed) return allowed.error();
  std::vector<SpareLoan> seen;
  for (auto& loan : tx.field_work().open_loans(most_loans)) {
    const auto order = tx.work_orders().find(loan.work_order);
    if (order && may_see(actor, *order)) seen.push_back(std::move(loan));
  }
  return seen;
}

}  // namespace dispatch
