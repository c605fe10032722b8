#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "server/http/client.h"
#include "server/replay/measures.h"
#include "server/replay/slots.h"

namespace replay {

/// The server does not answer, or not any more.
class Unreachable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A wrong name or password.
class SignInFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Somebody who signs in.
struct SignedIn {
  std::string username;
  std::string password;
  std::string display_name;
  std::string token;
};

struct ApiCall {
  ApiCall(RequestKind kind_, http::Method method_, std::string target_, SignedIn* who_)
      : kind(kind_), method(method_), target(std::move(target_)), who(who_) {}
  RequestKind kind;
  http::Method method;
  std::string target;  ///< below /api/v1
  SignedIn* who;       ///< null: nobody
  std::string body;
  std::string etag;          ///< If-Match, unless empty
  bool may_be_full = false;  ///< hand 429 back instead of waiting
};

/// Shape   unsure: an earlier try ended without an answer, so what was asked may have been done by it
struct ApiReply {
  int status = 0;
  std::string body;
  std::string etag;
  bool unsure = false;
  std::chrono::milliseconds retry_after{0};
  bool good() const { return status >= 200 && status < 300; }
};

/// Speaks with the server as any program does: one Idempotency-Key for each change, the same for every try of
/// it.
///
/// Shape   at most `connections` requests at a time; tries again after a lost connection, 429, 500, 502, 503,
/// 504 and
///         507, waiting as Retry-After says, and signs in anew after 401
/// Errors  throws Unreachable after `give_up` without success, at once when `stop` was called
class ApiClient {
 public:
  ApiClient(boost::asio::io_context& io_context, const http::Url& url, std::size_t connections,
            std::chrono::seconds give_up, std::string run, Measures& measures);
  boost::asio::awaitable<ApiReply> send(ApiCall call);
  /// Errors  throws SignInFailed when the name or password is wrong
  boost::asio::awaitable<void> sign_in(SignedIn& who);
  /// Takes a password of their own in place of the one they were made with, as everybody must.
  boost::asio::awaitable<void> choose_password(SignedIn& who, std::string password);
  void give_up_after(std::chrono::seconds time) { give_up_ = time; }
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }

 private:
  using Clock = std::chrono::steady_clock;
  http::ClientRequest request_of(const ApiCall& call, const std::string& key) const;
  boost::asio::awaitable<std::optional<ApiReply>> try_once(const ApiCall& call, std::string key);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

  boost::asio::io_context& io_context_;
  http::Client client_;
  Slots slots_;
  std::chrono::seconds give_up_;
  std::string run_;
  Measures& measures_;
  std::uint64_t next_key_ = 1;
  bool stopped_ = false;
  std::string last_failure_;
};

}  // namespace replay
