#include "server/http/listener_state.h"

#include <spdlog/spdlog.h>
#include <algorithm>

#include "server/http/session.h"

namespace http {

ConnectionRegistry::Entry ConnectionRegistry::enter(Session& session, const std::string& address,
                                                    const Limits& limits, Position& position) {
  const std::lock_guard lock{mutex_};
  Entry entry;
  const auto held = per_address_.find(address);
  const bool its_share = limits.connections_per_address > 0 && held != per_address_.end() &&
                         held->second >= limits.connections_per_address;
  if (!its_share && admitted_ >= limits.connections) entry.given_up = find_waiting();
  if (its_share || (admitted_ >= limits.connections && !entry.given_up)) entry.admission = Admission::refused;
  if (entry.admission == Admission::refused && sessions_.size() - admitted_ >= limits.refused_connections) {
    entry.admission = Admission::dropped;
    return entry;
  }
  if (entry.admission == Admission::admitted) {
    ++admitted_;
    ++per_address_[address];
  }
  position = sessions_.insert(sessions_.end(), &session);
  return entry;
}

std::shared_ptr<Session> ConnectionRegistry::find_waiting() {
  const auto fewer = [](const auto& one, const auto& other) { return one.second < other.second; };
  const auto most = std::max_element(per_address_.begin(), per_address_.end(), fewer);
  if (most == per_address_.end()) return nullptr;
  for (Session* session : sessions_) {  // in the order in which they came
    if (session->address() != most->first || !session->take_for_giving_up()) continue;
    if (auto held = session->weak_from_this().lock()) return held;
  }
  return nullptr;
}

void ConnectionRegistry::leave(Position position, const std::string& address, Admission admission) {
  const std::lock_guard lock{mutex_};
  sessions_.erase(position);
  if (admission != Admission::admitted) return;
  --admitted_;
  const auto held = per_address_.find(address);
  if (held != per_address_.end() && --held->second == 0) per_address_.erase(held);
}

void ClientShares::enter(const std::string& client) {
  const std::lock_guard lock{mutex_};
  ++under_way_[client];
}

void ClientShares::leave(const std::string& client) {
  const std::lock_guard lock{mutex_};
  const auto found = under_way_.find(client);
  if (found != under_way_.end() && --found->second == 0) under_way_.erase(found);
}

std::size_t ClientShares::of(const std::string& client) const {
  const std::lock_guard lock{mutex_};
  const auto found = under_way_.find(client);
  return found == under_way_.end() ? 0 : found->second;
}

std::vector<std::shared_ptr<Session>> ConnectionRegistry::all() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::shared_ptr<Session>> sessions;
  sessions.reserve(sessions_.size());
  for (Session* session : sessions_) {
    if (auto held = session->weak_from_this().lock()) sessions.push_back(std::move(held));
  }
  return sessions;
}

std::vector<std::shared_ptr<Session>> ConnectionRegistry::overdue(std::int64_t now) const {
  const std::lock_guard lock{mutex_};
  std::vector<std::shared_ptr<Session>> sessions;
  for (Session* session : sessions_) {
    if (session->deadline() > now) continue;
    if (auto held = session->weak_from_this().lock()) sessions.push_back(std::move(held));
  }
  return sessions;
}

bool ConnectionRegistry::empty() const {
  const std::lock_guard lock{mutex_};
  return sessions_.empty();
}

Shared::Shared(Limits limits_, Handler handler_, Hooks hooks_)
    : limits(std::move(limits_)), handler(std::move(handler_)), hooks(std::move(hooks_)) {}

bool Shared::reserve_body(std::size_t bytes) {
  const std::uint64_t before = counters.buffered_body_bytes_now.fetch_add(bytes);
  if (before + bytes <= limits.buffered_body_bytes) return true;
  counters.buffered_body_bytes_now.fetch_sub(bytes);
  return false;
}

void Shared::release_body(std::size_t bytes) { counters.buffered_body_bytes_now.fetch_sub(bytes); }

void log_failure(const Request& request, const std::string& what) {
  spdlog::error("request {} failed: {} {}: {}", request.request_id, request.method_name, request.path, what);
}

}  // namespace http
