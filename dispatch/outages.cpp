#include "dispatch/outages.h"

#include <algorithm>
#include <set>

#include "dispatch/change.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::Outage;
using models::WorkOrder;

constexpr std::size_t fewest_orders = 2, longest_words = 300;
constexpr models::Duration furthest = std::chrono::hours{24 * 30};

void check_facts(Fields& fields, const NewOutage& input, models::Time now) {
  fields.required_text("words", input.words, longest_words);
  if (input.expected_at && (*input.expected_at <= now || *input.expected_at > now + furthest))
    fields.add("expected_at", "out_of_range", "expected_at lies ahead, within 30 days");
  if (input.orders.size() < fewest_orders)
    fields.add("work_order_ids", "too_short",
               "an outage has at least 2 orders: one leads, the others follow");
  if (input.orders.size() > most_outage_orders)
    fields.add("work_order_ids", "too_long", "an outage has at most 200 orders");
  if (input.parent && std::ranges::find(input.orders, input.parent) == input.orders.end())
    fields.add("parent_id", "unknown", "parent_id is one of work_order_ids");
}

// Every order with its own complaint, so that a person takes out just those.
std::vector<WorkOrder> find_orders(models::Transaction& tx, const models::Actor& actor,
                                   const std::vector<models::WorkOrderId>& ids, Fields& fields) {
  std::vector<WorkOrder> orders;
  std::set<models::WorkOrderId> seen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string field = "work_order_ids[" + std::to_string(i) + "]";
    auto order = tx.work_orders().find(ids[i]);
    if (!order || !may_see(actor, *order)) {
      fields.add(field, "unknown", "there is no such work order");
    } else if (!seen.insert(order->id).second) {
      fields.add(field, "not_allowed", order->number + " is named twice");
    } else if (order->ended() || order->state == models::WorkOrderState::resolved) {
      fields.add(field, "not_allowed", order->number + " is " + std::string(models::name(order->state)));
    } else if (const auto other = tx.outages().running_of(order->id)) {
      fields.add(field, "not_allowed", order->number + " belongs to outage " + other->id.text());
    } else {
      orders.push_back(*std::move(order));
    }
  }
  return orders;
}

models::WorkOrderId first_received(const std::vector<WorkOrder>& orders) {
  return std::ranges::min_element(orders, {},
                                  [](const WorkOrder& one) { return std::pair(one.received_at, one.id); })
      ->id;
}

}  // namespace

models::Result<Outage> declare_outage(models::Transaction& tx, const models::Actor& actor, NewOutage input,
                                      models::Time now) {
  if (auto allowed = require(actor, Permission::work_order_assign); !allowed) return allowed.error();
  input.words = trimmed(input.words);
  Fields fields;
  check_facts(fields, input, now);
  std::vector<WorkOrder> orders;
  if (input.orders.size() <= most_outage_orders) orders = find_orders(tx, actor, input.orders, fields);
  if (!fields.good()) return fields.error();
  Outage outage;
  outage.reason = input.reason;
  outage.words = input.words;
  outage.expected_at = input.expected_at;
  outage.parent = input.parent ? input.parent : first_received(orders);
  outage.declared_at = now;
  outage.declared_by = actor.account;
  outage.declared_by_name = actor.name;
  for (const auto& order : orders)
    if (order.id != outage.parent) outage.children.push_back(order.id);
  std::ranges::sort(outage.children);
  outage.id = tx.outages().insert(outage);
  const auto parent = std::ranges::find(orders, outage.parent, &WorkOrder::id)->number;
  const std::string reason(models::name(outage.reason));
  for (auto& order : orders) {
    Change change(tx, actor, now, order);
    change.tell(
        models::EventKind::outage_declared,
        {{"outage", outage.id.text()}, {"reason", reason}, {"words", outage.words}, {"parent", parent}});
    change.inform(models::EventKind::outage_declared, reason, outage.expected_at);
    change.keep();
  }
  return outage;
}

models::Result<Outage> end_outage(models::Transaction& tx, const models::Actor& actor, models::OutageId id,
                                  const std::string& given, models::Time now) {
  if (auto allowed = require(actor, Permission::work_order_assign); !allowed) return allowed.error();
  auto outage = tx.outages().find(id);
  if (!outage || !may_see(tx, actor, *outage)) return models::not_found("There is no such outage.");
  if (outage->ended_at) return models::conflict("This outage has ended already.");
  Fields fields;
  const auto words = trimmed(given);
  fields.required_text("words", words, longest_words);
  if (!fields.good()) return fields.error();
  outage->ended_at = now;
  outage->ended_by = actor.account;
  outage->ended_by_name = actor.name;
  outage->ending_words = words;
  tx.outages().update(*outage);
  auto ids = outage->children;
  ids.insert(ids.begin(), outage->parent);
  for (const auto order_id : ids) {
    auto order = tx.work_orders().find(order_id);
    if (!order || order->ended()) continue;
    Change change(tx, actor, now, *order);
    change.tell(models::EventKind::outage_ended, {{"outage", outage->id.text()}, {"words", words}});
    change.inform(models::EventKind::outage_ended, std::string(models::name(outage->reason)));
    change.keep();
  }
  return *std::move(outage);
}

models::LocalizedText outage_reason_name(models::OutageReason reason) {
  using enum models::OutageReason;
  switch (reason) {
    case power_cut:
      return {"停电", "power cut"};
    case water_cut:
      return {"停水", "water cut"};
    case heat_source:
      return {"热源故障", "failure of the heat source"};
    case flood:
      return {"积水内涝", "flooding"};
    case storm:
      return {"大风雨雪", "storm"};
    case damage:
      return {"施工或外力破坏", "damage by works or accident"};
    case other:
      break;
  }
  return {"大面积故障", "large outage"};
}

bool may_see(models::Transaction& tx, const models::Actor& actor, const Outage& outage) {
  const auto parent = tx.work_orders().find(outage.parent);
  return parent && may_see(actor, *parent);
}

}  // namespace dispatch
