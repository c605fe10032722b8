#include <algorithm>
#include <set>

#include "models/names.h"
#include "tests/support/memory_parts.h"

namespace support {
namespace {

bool contains(const auto& list, const auto& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

void MemoryForeignReports::insert(const models::ForeignReport& report) {
  data_.foreign_reports[report.report] = report;
}
std::optional<models::ForeignReport> MemoryForeignReports::find(models::ReportId id) {
  return find_in(data_.foreign_reports, id);
}
std::optional<models::ForeignReport> MemoryForeignReports::find_by_token(std::string_view token) {
  for (const auto& [id, report] : data_.foreign_reports)
    if (report.token == token) return report;
  return std::nullopt;
}
std::optional<models::ForeignReport> MemoryForeignReports::find_by_reference(models::AccountId client,
                                                                             std::string_view reference) {
  std::optional<models::ForeignReport> newest;
  for (const auto& [id, report] : data_.foreign_reports)
    if (report.client == client && report.reference == reference && (!newest || report.at >= newest->at))
      newest = report;
  return newest;
}
std::vector<models::ReportId> MemoryForeignReports::search(const models::ForeignQuery& query) {
  std::vector<models::Report> found;
  for (const auto& [id, report] : data_.reports) {
    if (report.fault_kind.empty() || contains(query.without, report.fault_kind)) continue;
    if (query.foreign && !data_.foreign_reports.contains(id)) continue;
    if (!query.ids.empty()) {
      if (contains(query.ids, id)) found.push_back(report);
      continue;
    }
    const auto order = find_in(data_.orders, report.work_order);
    const bool closed = report.state == models::ReportState::rejected ||
                        report.state == models::ReportState::referred || (order && order->ended());
    if (report.received_at < query.from || report.received_at > query.to) continue;
    if (query.closed && *query.closed != closed) continue;
    if (!query.fault_kinds.empty() && !contains(query.fault_kinds, report.fault_kind)) continue;
    found.push_back(report);
  }
  std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) {
    return std::pair(one.received_at, one.id) > std::pair(other.received_at, other.id);
  });
  std::vector<models::ReportId> ids;
  for (std::size_t i = static_cast<std::size_t>(query.offset);
       i < found.size() && ids.size() < static_cast<std::size_t>(query.limit); ++i)
    ids.push_back(found[i].id);
  return ids;
}
bool MemoryForeignReports::insert(const models::ForeignUpdate& update) {
  return data_.foreign_updates.emplace(std::pair(update.client, update.reference), update).second;
}
std::vector<models::Notification> MemoryForeignReports::told(models::Time from, models::Time to, bool foreign,
                                                             int limit) {
  auto all = values_of(data_.notifications);
  std::erase_if(all, [&](const models::Notification& one) {
    return one.at < from || one.at > to || data_.reports.at(one.report).fault_kind.empty() ||
           (foreign && !data_.foreign_reports.contains(one.report));
  });
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

models::DestinationId MemoryDeliveries::insert(const models::Destination& destination) {
  return insert_into(data_.destinations, destination);
}
void MemoryDeliveries::update(const models::Destination& destination) {
  data_.destinations.at(destination.id) = destination;
}
std::optional<models::Destination> MemoryDeliveries::find(models::DestinationId id) {
  return find_in(data_.destinations, id);
}
std::vector<models::Destination> MemoryDeliveries::destinations() {
  auto all = values_of(data_.destinations);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}
void MemoryDeliveries::remove(models::DestinationId id) {
  std::erase_if(data_.deliveries, [&](const auto& row) { return row.second.destination == id; });
  data_.destinations.erase(id);
}
std::string MemoryDeliveries::key(models::Carrier carrier) {
  const auto found = data_.carrier_keys.find(carrier);
  return found == data_.carrier_keys.end() ? std::string{} : found->second;
}
void MemoryDeliveries::save_key(models::Carrier carrier, const std::string& secret) {
  data_.carrier_keys[carrier] = secret;
}
void MemoryDeliveries::save(const models::MessageTemplate& text) { data_.templates[text.about] = text; }
std::vector<models::MessageTemplate> MemoryDeliveries::templates() {
  auto all = values_of(data_.templates);
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return models::name(a.about) < models::name(b.about); });
  return all;
}
models::DeliveryId MemoryDeliveries::insert(const models::Delivery& delivery) {
  return insert_into(data_.deliveries, delivery);
}
void MemoryDeliveries::update(const models::Delivery& delivery) {
  data_.deliveries.at(delivery.id) = delivery;
}
std::optional<models::Delivery> MemoryDeliveries::find(models::DeliveryId id) {
  return find_in(data_.deliveries, id);
}
models::Page<models::Delivery> MemoryDeliveries::search(const models::DeliveryQuery& query) {
  auto all = values_of(data_.deliveries);
  std::erase_if(all, [&](const models::Delivery& one) {
    return (query.state && *query.state != one.state) ||
           (query.failed && (one.state != models::DeliveryState::waiting || one.tries == 0)) ||
           (query.destination && query.destination != one.destination) ||
           (query.work_order && query.work_order != one.work_order);
  });
  std::reverse(all.begin(), all.end());
  return page_of(std::move(all), query.cursor, query.limit);
}
std::optional<models::Delivery> MemoryDeliveries::due(models::DestinationId destination, models::Time now) {
  std::optional<models::Delivery> first;
  std::set<models::WorkOrderId> seen;
  for (const auto& [id, one] : data_.deliveries) {
    if (one.state != models::DeliveryState::waiting || one.destination != destination) continue;
    const bool behind = one.work_order && !seen.insert(one.work_order).second;
    if (!behind && one.next_at && *one.next_at <= now && (!first || *one.next_at < *first->next_at))
      first = one;
  }
  return first;
}

std::optional<models::Delivery> MemoryDeliveries::due_receipt(models::DestinationId destination,
                                                              models::Time now) {
  std::optional<models::Delivery> first;
  for (const auto& [id, one] : data_.deliveries)
    if (one.state == models::DeliveryState::handed_over && one.destination == destination && one.next_at &&
        *one.next_at <= now && (!first || *one.next_at < *first->next_at))
      first = one;
  return first;
}

std::vector<models::Delivery> MemoryDeliveries::waiting(models::DestinationId destination, int limit) {
  auto all = values_of(data_.deliveries);
  std::erase_if(all, [&](const auto& one) {
    return one.state != models::DeliveryState::waiting || one.destination != destination;
  });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}
std::optional<models::Time> MemoryDeliveries::next() {
  std::optional<models::Time> first;
  for (const auto& [id, one] : data_.deliveries)
    if ((one.state == models::DeliveryState::waiting || one.state == models::DeliveryState::handed_over) &&
        one.next_at && (!first || *one.next_at < *first))
      first = one.next_at;
  return first;
}
int MemoryDeliveries::count_tried(models::DestinationId destination, models::Time since) {
  return static_cast<int>(
      std::count_if(data_.deliveries.begin(), data_.deliveries.end(), [&](const auto& row) {
        return row.second.destination == destination && row.second.tried_at && *row.second.tried_at > since;
      }));
}
models::DeliveryCounts MemoryDeliveries::counts() {
  models::DeliveryCounts counts;
  for (const auto& [id, one] : data_.deliveries) {
    auto& count = one.state == models::DeliveryState::waiting  ? counts.waiting
                  : one.state == models::DeliveryState::sent   ? counts.sent
                  : one.state == models::DeliveryState::dead   ? counts.dead
                  : one.state == models::DeliveryState::merged ? counts.merged
                                                               : counts.handed_over;
    ++count;
  }
  return counts;
}
int MemoryDeliveries::remove_before(models::Time time) {
  return static_cast<int>(std::erase_if(data_.deliveries, [&](const auto& row) {
    return row.second.created_at < time && (row.second.state == models::DeliveryState::sent ||
                                            row.second.state == models::DeliveryState::merged);
  }));
}

}  // namespace support
