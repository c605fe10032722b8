#include "tests/support/memory_machines.h"

#include <algorithm>
#include <stdexcept>

#include "tests/support/memory_parts.h"

namespace support {

void MemoryCityOrders::insert(const models::CityOrder& order) {
  if (find_by_number(order.number) || find(order.report))
    throw std::logic_error("the number or the report is there already");
  data_.city_orders[order.report] = order;
}
void MemoryCityOrders::update(const models::CityOrder& order) {
  auto& kept = data_.city_orders.at(order.report);
  kept.title = order.title;
  kept.told = order.told;
  kept.told_at = order.told_at;
}
std::optional<models::CityOrder> MemoryCityOrders::find(models::ReportId report) {
  return find_in(data_.city_orders, report);
}
std::optional<models::CityOrder> MemoryCityOrders::find_by_number(std::string_view number) {
  for (const auto& [report, order] : data_.city_orders)
    if (order.number == number) return order;
  return std::nullopt;
}
models::Page<models::CityOrder> MemoryCityOrders::search(const models::CityOrderQuery& query) {
  auto found = values_of(data_.city_orders);
  std::erase_if(found, [&](const models::CityOrder& one) {
    return (query.from && one.taken_at < *query.from) || (query.to && one.taken_at >= *query.to) ||
           (query.open && one.told == models::FeedbackStage::result);
  });
  std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) {
    return std::pair(one.taken_at, one.report) > std::pair(other.taken_at, other.report);
  });
  return page_of(std::move(found), query.cursor, query.limit);
}

std::optional<models::ReadingState> MemoryReadings::find(models::FacilityId facility) {
  return find_in(data_.reading_states, facility);
}
void MemoryReadings::save(const models::ReadingState& state) { data_.reading_states[state.facility] = state; }
std::vector<models::ReadingState> MemoryReadings::latest(int limit) {
  auto all = values_of(data_.reading_states);
  std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
    return std::pair(one.changed_at, one.facility) > std::pair(other.changed_at, other.facility);
  });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}
std::vector<models::ReadingState> MemoryReadings::after(models::FacilityId facility, int limit) {
  std::vector<models::ReadingState> all;
  for (const auto& [id, state] : data_.reading_states)
    if (id > facility && all.size() < static_cast<std::size_t>(limit)) all.push_back(state);
  return all;
}

models::AttachmentId MemoryAttachments::insert(const models::Attachment& attachment) {
  for (const auto& one : of_report(attachment.report))
    if (one.sent_sha256 == attachment.sent_sha256) throw std::logic_error("the attachment is there already");
  return insert_into(data_.attachments, attachment);
}
std::optional<models::Attachment> MemoryAttachments::find(models::AttachmentId id) {
  return find_in(data_.attachments, id);
}
std::vector<models::Attachment> MemoryAttachments::of_report(models::ReportId report) {
  auto found = values_of(data_.attachments);
  std::erase_if(found, [&](const models::Attachment& one) { return one.report != report; });
  return found;
}
void MemoryAttachments::remove_of_report(models::ReportId report) {
  for (const auto& one : of_report(report)) {
    data_.files_left.insert(one.file);
    data_.attachments.erase(one.id);
  }
}
std::vector<std::string> MemoryAttachments::files_left(int limit) {
  std::vector<std::string> files(data_.files_left.begin(), data_.files_left.end());
  if (files.size() > static_cast<std::size_t>(limit)) files.resize(static_cast<std::size_t>(limit));
  return files;
}
void MemoryAttachments::forget_file(std::string_view file) { data_.files_left.erase(std::string(file)); }

}  // namespace support
