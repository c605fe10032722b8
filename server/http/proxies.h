#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace http {

/// The proxies whose word about their clients' addresses counts.
class TrustedProxies {
 public:
  TrustedProxies();
  ~TrustedProxies();
  TrustedProxies(TrustedProxies&&) noexcept;
  TrustedProxies& operator=(TrustedProxies&&) noexcept;
  TrustedProxies(const TrustedProxies& other);
  TrustedProxies& operator=(const TrustedProxies& other);

  /// Networks as `10.0.0.0/8, ::1/128, 192.0.2.7`, separated by commas; empty: none.
  ///
  /// Errors  what is wrong with it, else empty; then nothing is changed
  std::string set(std::string_view networks);
  std::string text() const;

  bool trusts(std::string_view address) const;

  /// Who really asks: the peer, unless it is such a proxy; then the right-most address of X-Forwarded-For
  /// that is none of them. What stands left of it, and every other header, is the client's own word and
  /// counts for nothing.
  std::string client_address(const Request& request) const;

 private:
  struct Networks;
  std::unique_ptr<Networks> networks_;
};

}  // namespace http
