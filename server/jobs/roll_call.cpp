#include "server/jobs/roll_call.h"

#include <sstream>

#include "server/storage/database.h"

namespace jobs {
namespace {

constexpr std::size_t ids_in_a_message = 40;

}  // namespace

RollCall::RollCall(storage::Database& database, std::string kind, Clock::time_point now)
    : database_(database), begins_("jobs " + std::move(kind)), since_(now) {}

void RollCall::call(const std::set<std::int64_t>& own) {
  std::string message;
  std::size_t ids = 0;
  for (const auto id : own) {
    if (message.empty()) message = begins_;
    message += " " + std::to_string(id);
    if (++ids % ids_in_a_message != 0) continue;
    database_.tell_others(std::exchange(message, {}));
  }
  if (!message.empty()) database_.tell_others(std::move(message));
}

void RollCall::hear(const std::string& message, Clock::time_point now) {
  if (!message.starts_with(begins_ + " ")) return;
  std::istringstream ids(message.substr(begins_.size()));
  const std::lock_guard lock(mutex_);
  for (std::int64_t id = 0; ids >> id;) called_[id] = now;
  std::erase_if(called_, [now](const auto& one) { return now - one.second > patience; });
}

std::optional<std::set<std::int64_t>> RollCall::others(Clock::time_point now) {
  if (now - since_ < patience) return std::nullopt;
  const std::lock_guard lock(mutex_);
  std::set<std::int64_t> all;
  for (const auto& [id, at] : called_)
    if (now - at <= patience) all.insert(id);
  return all;
}

}  // namespace jobs
