#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace system_tests {

/// A plain connection to the loopback whose bytes the test times itself.
class RawConnection {
 public:
  /// Errors  throws std::system_error when nobody listens
  explicit RawConnection(std::uint16_t port);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void send(std::string_view bytes) const;
  /// All that comes until the other side closes or the time is over.
  std::string read_all(std::chrono::seconds limit) const;

 private:
  int descriptor_ = -1;
};

}  // namespace system_tests
