#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace bench {

/// What came of asking as fast as answers came.
///
/// Units   seconds, microseconds
struct Load {
  std::uint64_t answers = 0;
  std::uint64_t failures = 0;  ///< no 2xx
  double seconds = 0;
  double p50 = 0, p99 = 0;  ///< microseconds from the request to the end of its answer
  double rate() const { return seconds > 0 ? static_cast<double>(answers) / seconds : 0; }
};

/// Asks over `connections` connections, each one question after the other's answer, for so long.
///
/// Shape   ask: the n-th whole request as bytes; answers must say Content-Length
/// Errors  throws when it cannot connect or an answer cannot be read
Load ask_for(std::uint16_t port, int connections, double seconds,
             const std::function<std::string(std::uint64_t n)>& ask);

/// One question: the status and body of its answer.
std::pair<int, std::string> ask_once(std::uint16_t port, const std::string& request);

/// A request as bytes. Shape  token: of a bearer, may be empty
std::string request_of(const char* method, const std::string& target, const std::string& token,
                       const std::string& body = "");

}  // namespace bench
