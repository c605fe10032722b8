#include "tests/support/memory_exports.h"

#include <algorithm>

#include "tests/support/memory_parts.h"

namespace support {
namespace {

std::vector<models::WorkOrder> found_by(MemoryData& data, models::WorkOrderQuery query) {
  query.cursor.clear();
  query.limit = static_cast<int>(data.orders.size()) + 1;
  auto found = MemoryWorkOrders(data).search(query).items;
  std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) { return one.id < other.id; });
  return found;
}

template <class T>
std::vector<T> at_most(std::vector<T> all, int limit) {
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

std::vector<models::Import> without_faults(std::vector<models::Import> all) {
  for (auto& one : all) one.faults.clear();
  return all;
}

}  // namespace

models::ExportId MemoryExports::insert(const models::Export& one) { return insert_into(data_.exports, one); }
void MemoryExports::update(const models::Export& one) {
  auto& kept = data_.exports.at(one.id);
  kept.state = one.state;
  kept.problem = one.problem;
  kept.rows = one.rows;
  kept.bytes = one.bytes;
  kept.started_at = one.started_at;
  kept.ended_at = one.ended_at;
}
std::optional<models::Export> MemoryExports::find(models::ExportId id) { return find_in(data_.exports, id); }
void MemoryExports::remove(models::ExportId id) { data_.exports.erase(id); }
std::vector<models::Export> MemoryExports::of_account(models::AccountId account, int limit) {
  auto all = values_of(data_.exports);
  std::erase_if(all, [&](const auto& one) { return one.account != account; });
  std::reverse(all.begin(), all.end());
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}
std::vector<models::Export> MemoryExports::unfinished() {
  auto all = values_of(data_.exports);
  std::erase_if(all, [](const auto& one) { return one.ended(); });
  return all;
}
std::vector<models::Export> MemoryExports::ended_before(models::Time time, int limit) {
  auto all = values_of(data_.exports);
  std::erase_if(all, [&](const auto& one) { return !one.ended_at || *one.ended_at >= time; });
  std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
    return std::pair(*one.ended_at, one.id) < std::pair(*other.ended_at, other.id);
  });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}
models::OrderSpan MemoryExports::span(const models::WorkOrderQuery& query, std::int64_t most) {
  const auto count = static_cast<std::int64_t>(found_by(data_, query).size());
  return {std::min(count, most), data_.orders.empty() ? models::WorkOrderId{} : data_.orders.rbegin()->first};
}
void MemoryExports::each_line(const models::WorkOrderQuery& query, models::WorkOrderId after,
                              models::WorkOrderId through,
                              const std::function<void(const models::OrderLine&)>& take) {
  for (const auto& order : found_by(data_, query)) {
    if (order.id <= after || order.id > through) continue;
    models::OrderLine line;
    line.id = order.id;
    line.number = order.number;
    line.state = order.state;
    line.village_code = order.place.village_code;
    line.description = order.description;
    take(line);
  }
}

std::vector<models::MonthlyCount> MemoryExports::monthly_counts(int) { return {}; }

models::ImportId MemoryImports::insert(const models::Import& one) { return insert_into(data_.imports, one); }
void MemoryImports::update(const models::Import& one) {
  const auto kept = data_.imports.at(one.id);
  auto& now = data_.imports.at(one.id);
  now = one;
  now.account = kept.account;
  now.into = kept.into;
  now.format = kept.format;
  now.file = kept.file;
  now.dry_run = kept.dry_run;
  now.skip_bad = kept.skip_bad;
  now.bytes = kept.bytes;
  now.made_at = kept.made_at;
}
std::optional<models::Import> MemoryImports::find(models::ImportId id) { return find_in(data_.imports, id); }
void MemoryImports::remove(models::ImportId id) { data_.imports.erase(id); }
std::vector<models::Import> MemoryImports::of_account(models::AccountId account, int limit) {
  auto all = values_of(data_.imports);
  std::erase_if(all, [&](const auto& one) { return one.account != account; });
  std::reverse(all.begin(), all.end());
  return without_faults(at_most(std::move(all), limit));
}
std::vector<models::Import> MemoryImports::unfinished() {
  auto all = values_of(data_.imports);
  std::erase_if(all, [](const auto& one) { return one.ended(); });
  return all;
}
std::vector<models::Import> MemoryImports::ended_before(models::Time time, int limit) {
  auto all = values_of(data_.imports);
  std::erase_if(all, [&](const auto& one) { return !one.ended_at || *one.ended_at >= time; });
  std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
    return std::pair(*one.ended_at, one.id) < std::pair(*other.ended_at, other.id);
  });
  return without_faults(at_most(std::move(all), limit));
}

}  // namespace support
