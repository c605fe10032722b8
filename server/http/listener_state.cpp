#include "server/http/listener_state.h"

#include <spdlog/spdlog.h>

#include "server/http/session.h"

namespace http {

Admission ConnectionRegistry::enter(Session& session, const std::string& address, const Limits& limits,
                                    Position& position) {
  const std::lock_guard lock{mutex_};
  Admission admission = Admission::admitted;
  if (admitted_ >= limits.connections) admission = Admission::refused;
  if (limits.connections_per_address > 0) {
    const auto held = per_address_.find(address);
    if (held != per_address_.end() && held->second >= limits.connections_per_address) {
      admission = Admission::refused;
    }
  }
  if (admission == Admission::refused && sessions_.size() - admitted_ >= limits.refused_connections) {
    return Admission::dropped;
  }
  if (admission == Admission::admitted) {
    ++admitted_;
    if (limits.connections_per_address > 0) ++per_address_[address];
  }
  position = sessions_.insert(sessions_.end(), &session);
  return admission;
}

void ConnectionRegistry::leave(Position position, const std::string& address, Admission admission) {
  const std::lock_guard lock{mutex_};
  sessions_.erase(position);
  if (admission != Admission::admitted) return;
  --admitted_;
  const auto held = per_address_.find(address);
  if (held != per_address_.end() && --held->second == 0) per_address_.erase(held);
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
