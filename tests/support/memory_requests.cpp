#include <algorithm>
#include <bit>
#include <cstdint>

#include "dispatch/reach.h"
#include "tests/support/memory_parts.h"

namespace support {
namespace {

template <class T, class Due>
std::vector<T> due_of(std::vector<T> all, models::Time now, int limit, const Due& due_at) {
  std::erase_if(all, [&](const T& one) { return !due_at(one) || *due_at(one) > now; });
  std::stable_sort(all.begin(), all.end(),
                   [&](const T& one, const T& other) { return *due_at(one) < *due_at(other); });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

template <class T, class Due>
std::optional<models::Time> first_of(const std::vector<T>& all, const Due& due_at) {
  std::optional<models::Time> first;
  for (const auto& one : all)
    if (const auto at = due_at(one); at && (!first || *at < *first)) first = at;
  return first;
}

std::optional<models::Time> due_of_request(const models::Request& one) { return one.next_at(); }
std::optional<models::Time> due_of_run(const models::EscalationRun& one) {
  return one.stopped_at ? std::nullopt : one.next_at;
}

}  // namespace

void MemoryRequests::save(const models::RequestReason& reason) {
  data_.request_reasons[reason.code] = reason;
}
std::optional<models::RequestReason> MemoryRequests::find_reason(std::string_view code) {
  return find_in(data_.request_reasons, std::string(code));
}
std::vector<models::RequestReason> MemoryRequests::reasons() { return values_of(data_.request_reasons); }
models::RequestId MemoryRequests::insert(const models::Request& request) {
  return insert_into(data_.requests, request);
}
void MemoryRequests::update(const models::Request& request) { data_.requests.at(request.id) = request; }
std::optional<models::Request> MemoryRequests::find(models::RequestId id) {
  return find_in(data_.requests, id);
}
std::vector<models::Request> MemoryRequests::of_work_order(models::WorkOrderId id) {
  auto all = values_of(data_.requests);
  std::erase_if(all, [&](const auto& one) { return one.work_order != id; });
  return all;
}
models::Page<models::Request> MemoryRequests::search(const models::RequestQuery& query) {
  auto all = values_of(data_.requests);
  std::erase_if(all, [&](const auto& one) {
    return !query.reach.whole() && !dispatch::covers(query.reach, data_.orders.at(one.work_order));
  });
  std::erase_if(all, [&](const models::Request& one) {
    return (query.state && *query.state != one.state) || (query.kind && *query.kind != one.kind) ||
           (query.work_order && query.work_order != one.work_order) ||
           (query.crew && query.crew != one.crew) ||
           (query.running && (one.state != models::RequestState::approved || one.ended_at || !one.ends_at));
  });
  std::reverse(all.begin(), all.end());
  return page_of(std::move(all), query.cursor, query.limit);
}
std::vector<models::Request> MemoryRequests::due(models::Time now, int limit) {
  return due_of(values_of(data_.requests), now, limit, due_of_request);
}
std::optional<models::Time> MemoryRequests::next() {
  return first_of(values_of(data_.requests), due_of_request);
}

void MemoryEscalations::save(const models::EscalationChain& chain) { data_.chains[chain.code] = chain; }
std::vector<models::EscalationChain> MemoryEscalations::chains() { return values_of(data_.chains); }
models::EscalationRunId MemoryEscalations::insert(const models::EscalationRun& run) {
  return insert_into(data_.runs, run);
}
void MemoryEscalations::update(const models::EscalationRun& run) { data_.runs.at(run.id) = run; }
std::optional<models::EscalationRun> MemoryEscalations::find_run(models::EscalationRunId id) {
  return find_in(data_.runs, id);
}
std::vector<models::EscalationRun> MemoryEscalations::running(models::WorkOrderId id) {
  auto all = values_of(data_.runs);
  std::erase_if(all, [&](const auto& run) { return run.work_order != id || run.stopped_at; });
  return all;
}
std::vector<models::EscalationRun> MemoryEscalations::due_runs(models::Time now, int limit) {
  return due_of(values_of(data_.runs), now, limit, due_of_run);
}
std::optional<models::Time> MemoryEscalations::next_run() {
  return first_of(values_of(data_.runs), due_of_run);
}
models::AlertId MemoryEscalations::insert(const models::Alert& alert) {
  return insert_into(data_.alerts, alert);
}
void MemoryEscalations::update(const models::Alert& alert) { data_.alerts.at(alert.id) = alert; }
std::optional<models::Alert> MemoryEscalations::find_alert(models::AlertId id) {
  return find_in(data_.alerts, id);
}
models::Page<models::Alert> MemoryEscalations::search(const models::AlertQuery& query) {
  auto all = values_of(data_.alerts);
  std::erase_if(all, [&](const auto& one) {
    return !query.reach.whole() && !dispatch::covers(query.reach, data_.orders.at(one.work_order));
  });
  const auto& readers = query.readers;
  std::erase_if(all, [&](const models::Alert& one) {
    return (query.open && one.acknowledged_at) || (query.work_order && query.work_order != one.work_order) ||
           (query.crew && query.crew != one.crew) ||
           (!readers.empty() && std::find(readers.begin(), readers.end(), one.who) == readers.end());
  });
  std::reverse(all.begin(), all.end());
  return page_of(std::move(all), query.cursor, query.limit);
}

std::string MemoryRechecks::salt() { return "a secret of the memory"; }
models::RecheckId MemoryRechecks::insert(const models::Recheck& recheck) {
  return insert_into(data_.rechecks, recheck);
}
void MemoryRechecks::update(const models::Recheck& recheck) { data_.rechecks.at(recheck.id) = recheck; }
std::vector<models::Recheck> MemoryRechecks::of_work_order(models::WorkOrderId id) {
  auto all = values_of(data_.rechecks);
  std::erase_if(all, [&](const auto& one) { return one.work_order != id; });
  return all;
}
models::Page<models::Recheck> MemoryRechecks::search(const models::RecheckQuery& query) {
  auto all = values_of(data_.rechecks);
  std::erase_if(all, [&](const auto& one) {
    return !query.reach.whole() && !dispatch::covers(query.reach, data_.orders.at(one.work_order));
  });
  if (query.open)
    std::erase_if(all, [&](const models::Recheck& one) {
      const auto& order = data_.orders.at(one.work_order);
      return one.passed || order.state != models::WorkOrderState::resolved || order.reopened != one.round;
    });
  return page_of(std::move(all), query.cursor, query.limit);
}

std::vector<models::PhotoLikeness> photos_alike(const MemoryData& data, std::int64_t hash, int most_bits,
                                                int limit) {
  std::vector<models::PhotoLikeness> all;
  for (const auto& [id, photo] : data.photos) {
    if (!photo.picture_hash) continue;
    const int bits = std::popcount(static_cast<std::uint64_t>(*photo.picture_hash ^ hash));
    if (bits <= most_bits) all.push_back({id, photo.work_order, bits});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& one, const auto& other) { return one.bits < other.bits; });
  if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
  return all;
}

}  // namespace support
