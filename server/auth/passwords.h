#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>

namespace auth {

/// Cost of a password hash.
///
/// Units   memory_bytes and passes of Argon2id; defaults: 19 MiB, 2 passes (15 ms of CPU here)
/// Source  OWASP Password Storage Cheat Sheet
struct PasswordCost {
  std::size_t memory_bytes = 19u * 1024 * 1024;
  unsigned long long passes = 2;
};

/// Hashes with Argon2id. Slow on purpose: never on a thread that serves requests.
///
/// Errors  throws std::bad_alloc when the memory is not to be had
std::string hash_password(const std::string& password, const PasswordCost& cost = {});
bool verify_password(const std::string& hash, const std::string& password);

/// Hashing on threads of its own, with a bounded queue.
class PasswordWorkers {
 public:
  struct Limits {
    int threads = 2;
    int queue = 256;  ///< waiting hashes, more answer Busy
  };
  explicit PasswordWorkers(PasswordCost cost);
  PasswordWorkers(PasswordCost cost, Limits limits);
  ~PasswordWorkers();
  PasswordWorkers(const PasswordWorkers&) = delete;
  PasswordWorkers& operator=(const PasswordWorkers&) = delete;

  enum class Verdict { right, wrong, busy };
  /// An empty hash (no such account) costs the same time and is always wrong.
  boost::asio::awaitable<Verdict> verify(std::string hash, std::string password);
  /// Empty when the queue is full.
  boost::asio::awaitable<std::string> hash(std::string password);
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auth
