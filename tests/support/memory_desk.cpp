#include "tests/support/memory_desk.h"

#include <algorithm>

#include "tests/support/memory_parts.h"

namespace support {
namespace {

bool is_one_of(const std::vector<std::string>& forms, std::string number) {
  std::erase_if(number, [](char c) { return c < '0' || c > '9'; });
  return !number.empty() && std::ranges::find(forms, number) != forms.end();
}

}  // namespace

models::PhoneCallId MemoryPhoneCalls::insert(const models::PhoneCall& call) {
  return insert_into(data_.phone_calls, call);
}
void MemoryPhoneCalls::update(const models::PhoneCall& call) { data_.phone_calls.at(call.id) = call; }
std::optional<models::PhoneCall> MemoryPhoneCalls::find(models::PhoneCallId id) {
  return find_in(data_.phone_calls, id);
}
std::optional<models::PhoneCall> MemoryPhoneCalls::find_by_external_id(std::string_view id) {
  for (const auto& [key, call] : data_.phone_calls)
    if (call.external_id == id) return call;
  return std::nullopt;
}
models::Page<models::PhoneCall> MemoryPhoneCalls::search(const models::PhoneCallQuery& query) {
  auto all = values_of(data_.phone_calls);
  std::erase_if(all, [&](const models::PhoneCall& call) {
    return (query.waiting && (call.taken_at || call.ended_at)) ||
           (query.since && call.began_at < *query.since);
  });
  std::ranges::sort(all, [](const auto& one, const auto& other) {
    return std::pair(one.began_at, one.id) > std::pair(other.began_at, other.id);
  });
  return page_of(std::move(all), query.cursor, query.limit);
}
int MemoryPhoneCalls::forget_callers(models::Time began_before) {
  int forgotten = 0;
  for (auto& [id, call] : data_.phone_calls) {
    if (call.caller.empty() || call.began_at >= began_before) continue;
    call.caller.clear();
    ++forgotten;
  }
  return forgotten;
}
models::NumberHits MemoryPhoneCalls::of_number(const std::vector<std::string>& forms, int limit) {
  const auto most = static_cast<std::size_t>(limit);
  auto facilities = values_of(data_.facilities);
  std::ranges::sort(facilities, {}, &models::Facility::code);
  auto reports = values_of(data_.reports);
  std::ranges::sort(reports, [](const auto& one, const auto& other) {
    return std::pair(one.received_at, one.id) > std::pair(other.received_at, other.id);
  });
  auto calls = values_of(data_.phone_calls);
  std::ranges::sort(calls, [](const auto& one, const auto& other) {
    return std::pair(one.began_at, one.id) > std::pair(other.began_at, other.id);
  });
  models::NumberHits hits;
  for (const auto& one : facilities)
    if (hits.facilities.size() < most && is_one_of(forms, one.phone)) hits.facilities.push_back(one.id);
  for (const auto& one : reports)
    if (hits.reports.size() < most && is_one_of(forms, one.reporter.phone)) hits.reports.push_back(one.id);
  for (const auto& one : calls)
    if (hits.calls.size() < most && is_one_of(forms, one.caller)) hits.calls.push_back(one.id);
  return hits;
}

models::OutageId MemoryOutages::insert(const models::Outage& outage) {
  return insert_into(data_.outages, outage);
}
void MemoryOutages::update(const models::Outage& outage) {
  auto children = data_.outages.at(outage.id).children;
  auto& kept = data_.outages.at(outage.id) = outage;
  kept.children = std::move(children);
}
std::optional<models::Outage> MemoryOutages::find(models::OutageId id) { return find_in(data_.outages, id); }
std::optional<models::Outage> MemoryOutages::running_of(models::WorkOrderId order) {
  auto all = values_of(data_.outages);
  std::ranges::reverse(all);
  for (auto& outage : all) {
    const bool named =
        outage.parent == order || std::ranges::find(outage.children, order) != outage.children.end();
    if (named && !outage.ended_at) return std::move(outage);
  }
  return std::nullopt;
}
models::Page<models::Outage> MemoryOutages::search(const models::OutageQuery& query) {
  auto all = values_of(data_.outages);
  std::erase_if(all, [&](const auto& one) { return query.running && one.ended_at; });
  std::ranges::reverse(all);
  return page_of(std::move(all), query.cursor, query.limit);
}

}  // namespace support
