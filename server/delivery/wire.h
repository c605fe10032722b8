#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace delivery {

/// Bounds of one exchange with a receiver.
///
/// Units   milliseconds and bytes as named
struct WireLimits {
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds whole_time{15'000};
  std::size_t answer_bytes = 64 * 1024;
  bool private_addresses = false;  ///< true: loopback and networks inside may be called, too
};

/// What came of it.
///
/// Shape   status: 0 when there was no whole answer, `error` then says why, without the address; wait:
/// seconds
///         of Retry-After; refused_address: it lies inside the house
struct Answered {
  int status = 0;
  std::string body{};
  std::string error{};
  std::optional<int> wait{};
  bool refused_address = false;
  bool not_reached = false;  ///< there was no connection at all: nothing was sent
};

/// Sends with libcurl, on the caller's thread. Redirects are not followed, proxies of the surroundings not
/// used. One for each thread: it keeps its connections.
class Wire {
 public:
  explicit Wire(WireLimits limits);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// The `traceparent` of what is posted or asked for from now on; empty: none.
  void trace(std::string traceparent);

  /// Each exchange from now on has a connection of its own: when one that was kept is reset, libcurl asks
  /// once more by itself, which a limit would not hear of.
  void alone(bool yes);

  using Headers = std::vector<std::pair<std::string, std::string>>;
  Answered post(const std::string& url, const Headers& headers, const std::string& body);
  /// Shape   answer_bytes: another bound than that of the limits; 0: theirs
  Answered get(const std::string& url, std::size_t answer_bytes = 0);

  struct Letter {
    std::string server;  ///< smtp://HOST:PORT or smtps://HOST:PORT
    std::string user{};  ///< empty: without signing in
    std::string password{};
    std::string from;
    std::vector<std::string> to;
    std::string text;  ///< headers, an empty line, the body; CRLF
  };
  /// Shape   status: the server's last reply, e.g. 250
  Answered mail(const Letter& letter);

 private:
  void prepare(const std::string& url);
  Answered perform();

  struct State;
  State* state_;
};

}  // namespace delivery
