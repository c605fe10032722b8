#include "server/api/plan_labels.h"

namespace api {
namespace {

// A page of large publications may speak of many orders; those beyond keep their ids only.
constexpr std::size_t most_labels = 2000;

void take(models::Transaction& tx, OrderLabels& labels, models::WorkOrderId id) {
  if (!id || labels.size() >= most_labels || labels.contains(id)) return;
  const auto order = tx.work_orders().find(id);
  if (!order) return;
  labels.emplace(id, OrderLabel{order->number, order->state, order->facility_class, order->fault_kind,
                                order->severity, order->place.village_code});
}

void take(models::Transaction& tx, OrderLabels& labels, const models::Publication& publication) {
  take(tx, labels, publication.cause);
  for (const auto& change : publication.changes) take(tx, labels, change.work_order);
}

}  // namespace

OrderLabels labels_of(models::Transaction& tx, const models::Publication& publication) {
  OrderLabels labels;
  take(tx, labels, publication);
  return labels;
}

OrderLabels labels_of(models::Transaction& tx, const models::Page<models::Publication>& page) {
  OrderLabels labels;
  for (const auto& publication : page.items) take(tx, labels, publication);
  return labels;
}

OrderLabels labels_of(models::Transaction& tx, const dispatch::PlanBoard& board) {
  OrderLabels labels;
  if (board.proposal) take(tx, labels, *board.proposal);
  if (board.last) take(tx, labels, *board.last);
  return labels;
}

OrderLabels labels_of(models::Transaction& tx, const dispatch::OverrideReport& report) {
  OrderLabels labels;
  for (const auto& choice : report.overrides) take(tx, labels, choice.work_order);
  return labels;
}

}  // namespace api
