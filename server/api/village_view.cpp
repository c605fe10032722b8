#include "server/api/village_view.h"

#include "dispatch/closure.h"
#include "dispatch/neighbours.h"

namespace api {

VillageOrder village_order(models::Transaction& tx, models::WorkOrder order, models::Time now) {
  VillageOrder view;
  if (dispatch::stands_in_the_street(tx, order)) {
    const auto facility = tx.facilities().find(order.facility);
    view.thing = facility->name.empty() ? facility->code : facility->name;
  }
  if (const auto* clock = order.clock(models::SlaTarget::resolve); clock && !clock->stopped_at) {
    view.promised_at = clock->due_at;
    view.paused = clock->paused_at.has_value();
    view.late = clock->due_at < now && !view.paused;
  }
  view.may_speak = dispatch::open_to_neighbours(tx, order);
  view.recheck_owed = dispatch::open_recheck(tx, order).has_value();
  if (order.state == models::WorkOrderState::resolved)
    view.words = tx.field_work().count_words(order.id, order.reopened);
  view.order = std::move(order);
  return view;
}

std::vector<VillageOrder> village_orders(models::Transaction& tx, const std::string& village,
                                         models::Time now) {
  using models::WorkOrderState;
  models::WorkOrderQuery query;
  query.states = {WorkOrderState::open, WorkOrderState::assigned, WorkOrderState::accepted,
                  WorkOrderState::under_way, WorkOrderState::resolved};
  query.village_code = village;
  query.limit = most_village_orders;
  std::vector<VillageOrder> views;
  for (auto& order : tx.work_orders().search(query).items)
    views.push_back(village_order(tx, std::move(order), now));
  return views;
}

std::optional<models::WorkOrder> find_village_order(models::Transaction& tx, const std::string& number) {
  auto order = tx.work_orders().find_by_number(number);
  const auto village = order ? tx.villages().find(order->place.village_code) : std::nullopt;
  if (!village || !village->in_care || order->ended()) return std::nullopt;
  return order;
}

}  // namespace api
