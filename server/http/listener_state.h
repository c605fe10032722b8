#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/http/listener.h"

namespace http {

class Session;

enum class Admission { admitted, refused, dropped };

/// The sessions of a listener, entered when accepted and taken out when destroyed.
class ConnectionRegistry {
 public:
  using Position = std::list<Session*>::iterator;

  struct Entry {
    Admission admission = Admission::admitted;
    std::shared_ptr<Session> given_up;  ///< has to go for it
  };

  /// `refused` sessions may only be answered 503; `dropped` ones not even that, and are not entered. When all
  /// places are taken, the address that holds most of them gives up its oldest that has no
  /// request.
  Entry enter(Session& session, const std::string& address, const Limits& limits, Position& position);
  void leave(Position position, const std::string& address, Admission admission);
  std::vector<std::shared_ptr<Session>> all() const;
  /// Sessions whose deadline has passed; `now` in nanoseconds of the steady clock.
  std::vector<std::shared_ptr<Session>> overdue(std::int64_t now) const;
  bool empty() const;

 private:
  std::shared_ptr<Session> find_waiting();

  mutable std::mutex mutex_;
  std::list<Session*> sessions_;
  std::map<std::string, std::size_t> per_address_;
  std::size_t admitted_ = 0;
};

/// How many requests of each client are being answered.
class ClientShares {
 public:
  void enter(const std::string& client);
  void leave(const std::string& client);
  std::size_t of(const std::string& client) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> under_way_;
};

/// The settings, counters and connections that sessions share with their listener.
struct Shared {
  Shared(Limits limits_, Handler handler_, Hooks hooks_);

  const Limits limits;
  const Handler handler;
  const Hooks hooks;
  Counters counters;
  std::atomic<bool> stopping{false};
  ConnectionRegistry registry;
  ClientShares shares;

  /// Accounts for body memory; false if all bodies together would be too much.
  bool reserve_body(std::size_t bytes);
  void release_body(std::size_t bytes);
};

/// Writes one error line for a request whose handler threw.
void log_failure(const Request& request, const std::string& what);

}  // namespace http
