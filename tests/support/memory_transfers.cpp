#include "tests/support/memory_transfers.h"

#include <algorithm>

#include "tests/support/memory_parts.h"

namespace support {

models::TransferId MemoryTransfers::insert(const models::Transfer& transfer) {
  return insert_into(data_.transfers, transfer);
}
void MemoryTransfers::update(const models::Transfer& transfer) { data_.transfers.at(transfer.id) = transfer; }
std::optional<models::Transfer> MemoryTransfers::find(models::TransferId id) {
  return find_in(data_.transfers, id);
}
std::optional<models::Transfer> MemoryTransfers::find_by_delivery(models::DeliveryId id) {
  std::optional<models::Transfer> found;
  for (const auto& [key, one] : data_.transfers)
    if (one.delivery == id) found = one;
  return found;
}
std::vector<models::Transfer> MemoryTransfers::of_work_order(models::WorkOrderId id) {
  auto all = values_of(data_.transfers);
  std::erase_if(all, [&](const auto& one) { return one.work_order != id; });
  return all;
}
models::Page<models::Transfer> MemoryTransfers::search(const models::TransferQuery& query) {
  auto all = values_of(data_.transfers);
  std::erase_if(all, [&](const auto& one) {
    return !query.states.empty() && std::ranges::find(query.states, one.state) == query.states.end();
  });
  std::reverse(all.begin(), all.end());
  return page_of(std::move(all), query.cursor, query.limit);
}
std::optional<models::Transfer> MemoryTransfers::due(models::DestinationId destination, models::Time now) {
  std::optional<models::Transfer> first;
  for (const auto& [id, one] : data_.transfers)
    if (one.destination == destination && one.next_at && *one.next_at <= now &&
        (!first || *one.next_at < *first->next_at))
      first = one;
  return first;
}
std::optional<models::Time> MemoryTransfers::next() {
  std::optional<models::Time> first;
  for (const auto& [id, one] : data_.transfers)
    if (one.next_at && (!first || *one.next_at < *first)) first = one.next_at;
  return first;
}
int MemoryTransfers::count_asked(models::DestinationId destination, models::Time since) {
  return static_cast<int>(std::ranges::count_if(data_.transfers, [&](const auto& row) {
    return row.second.destination == destination && row.second.asked_at && *row.second.asked_at > since;
  }));
}
void MemoryTransfers::save(const models::ForeignOffer& offer) { data_.offers[offer.destination] = offer; }
std::optional<models::ForeignOffer> MemoryTransfers::offer(models::DestinationId destination) {
  return find_in(data_.offers, destination);
}

}  // namespace support
