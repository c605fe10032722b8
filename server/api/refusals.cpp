#include "server/api/refusals.h"

#include <functional>

#include "server/api/endpoint.h"

namespace api {
namespace {

constexpr auto minute = std::chrono::minutes{1};

std::string source_of(const models::AuditEntry& entry) {
  return entry.account ? "account " + entry.account.text() : "address " + entry.address;
}

}  // namespace

bool Refusals::take(const models::AuditEntry& entry) {
  const std::lock_guard lock(mutex_);
  turn(entry.at);
  const auto source = source_of(entry);
  const auto known = by_source_.find(source);
  const bool room = known != by_source_.end() || by_source_.size() < limits_.sources;
  if (taken_ >= limits_.all || !room || (known != by_source_.end() && known->second >= limits_.each)) {
    sum(entry);
    return false;
  }
  ++taken_;
  ++by_source_[source];
  return true;
}

void Refusals::count(const models::AuditEntry& entry) {
  const std::lock_guard lock(mutex_);
  sum(entry);
}

std::vector<models::AuditEntry> Refusals::take_sums(models::Time now, bool all) {
  const std::lock_guard lock(mutex_);
  std::vector<models::AuditEntry> due;
  if (sums_.empty() || (!all && now < minute_ + minute && now >= minute_)) return due;
  for (auto& [key, entry] : sums_) {
    entry.at = now;
    due.push_back(std::move(entry));
  }
  sums_.clear();
  return due;
}

// A clock that was set back begins a new minute too.
void Refusals::turn(models::Time now) {
  if (now < minute_ + minute && now >= minute_) return;
  minute_ = now;
  taken_ = 0;
  by_source_.clear();
}

void Refusals::sum(const models::AuditEntry& entry) {
  const std::int64_t count = entry.kind == models::AuditKind::refusals_summed ? entry.count : 1;
  Key key{entry.account.value, entry.address, entry.act, entry.status};
  auto found = sums_.find(key);
  if (found == sums_.end() && sums_.size() >= limits_.sums) {
    key = Key{0, "others", "others", 0};
    found = sums_.find(key);
  }
  if (found != sums_.end()) {
    found->second.count += count;
    return;
  }
  models::AuditEntry summed;
  summed.kind = models::AuditKind::refusals_summed;
  summed.at = entry.at;
  summed.address = std::get<1>(key);
  summed.act = std::get<2>(key);
  summed.status = entry.status;
  summed.count = count;
  if (std::get<0>(key) != 0) {
    summed.account = entry.account;
    summed.role = entry.role;
    summed.name = entry.name;
  }
  sums_.emplace(std::move(key), std::move(summed));
}

namespace {

boost::asio::awaitable<void> write_rows(Context& context, std::vector<models::AuditEntry> entries) {
  bool failed = false;
  try {
    std::function<bool(models::Transaction&)> work = [&entries](models::Transaction& tx) {
      for (const auto& entry : entries) tx.audit().append(entry);
      return true;
    };
    co_await run_write(context, std::move(work));
  } catch (...) {
    failed = true;
  }
  if (failed)
    for (const auto& entry : entries) context.refusals->count(entry);
}

}  // namespace

boost::asio::awaitable<void> record_refusal(Context& context, const models::AuditEntry& entry) {
  auto rows = context.refusals->take_sums(entry.at, false);
  if (context.refusals->take(entry)) rows.push_back(entry);
  if (!rows.empty()) co_await write_rows(context, std::move(rows));
}

boost::asio::awaitable<void> record_sums(Context& context, bool all) {
  auto rows = context.refusals->take_sums(context.clock(), all);
  if (!rows.empty()) co_await write_rows(context, std::move(rows));
}

}  // namespace api
