#include "dispatch/neighbours.h"

#include <algorithm>

#include "dispatch/change.h"
#include "dispatch/lot.h"

namespace dispatch {
namespace {

std::string hex(std::uint64_t number, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number >>= 4U)
    *digit = "0123456789abcdef"[number & 15U];
  return text;
}

std::uint64_t hashed(models::Transaction& tx, const models::WorkOrder& order, std::string_view who) {
  const auto salt = tx.rechecks().salt();
  return keyed_hash(keyed_hash(1, 0, salt), keyed_hash(1, 1, salt), order.id.text() + ":" + std::string(who));
}

void ask_for_recheck(models::Transaction& tx, const models::WorkOrder& order, int disputes,
                     models::Time now) {
  const auto all = tx.rechecks().of_work_order(order.id);
  if (std::any_of(all.begin(), all.end(),
                  [&](const models::Recheck& each) { return each.round == order.reopened; }))
    return;
  models::Recheck made;
  made.work_order = order.id;
  made.round = order.reopened;
  made.drawn_at = now;
  made.id = tx.rechecks().insert(made);
  tell(tx, models::Actor::anonymous(), now, models::EventKind::recheck_drawn, order,
       {{"recheck", made.id.text()},
        {"disputes", std::to_string(disputes)},
        {"round", std::to_string(made.round)}});
}

}  // namespace

bool stands_in_the_street(models::Transaction& tx, const models::WorkOrder& order) {
  const auto facility = order.facility ? tx.facilities().find(order.facility) : std::nullopt;
  return facility && facility->household.empty() && facility->phone.empty();
}

bool open_to_neighbours(models::Transaction& tx, const models::WorkOrder& order) {
  return order.state == models::WorkOrderState::resolved && order.resolution &&
         order.resolution->outcome == models::Outcome::repaired && stands_in_the_street(tx, order);
}

std::string voice_of_browser(models::Transaction& tx, const models::WorkOrder& order, std::string_view key) {
  return "b" + hex(hashed(tx, order, key), 16);
}

std::string voice_of_address(models::Transaction& tx, const models::WorkOrder& order,
                             std::string_view address) {
  // 20 bits: of the four thousand million addresses four thousand share each.
  return "a" + hex(hashed(tx, order, address), 5);
}

models::Result<models::NeighbourCount> hear_neighbour(models::Transaction& tx, const models::WorkOrder& order,
                                                      const std::string& voice, bool solved,
                                                      models::Time now) {
  if (!open_to_neighbours(tx, order))
    return models::conflict(
        "neighbours speak of a repair in the street that waits to be closed: make a report instead");
  const auto before = tx.field_work().count_words(order.id, order.reopened);
  if (before.confirmed + before.disputed >= most_neighbour_words)
    return models::conflict("enough neighbours have spoken of this repair: make a report instead");
  tx.field_work().save({order.id, order.reopened, voice, solved, now});
  const auto count = tx.field_work().count_words(order.id, order.reopened);
  if (count.disputed >= disputes_for_recheck) ask_for_recheck(tx, order, count.disputed, now);
  return count;
}

}  // namespace dispatch
