#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "server/http/transport.h"

struct ssl_ctx_st;

namespace http {

/// The certificate chain and its private key, PEM files.
struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// TLS 1.2 and 1.3 for a listener: forward secrecy and AEAD only, no renegotiation, HTTP/1.1 by ALPN.
///
/// Shape   the files are looked at again when a connection comes in, at most once in `look_every`; a new pair
///         serves the connections from then on, a broken one is logged and the old pair goes on. Any thread.
/// Source  RFC 9325 (recommendations for TLS)
class Tls {
 public:
  /// Errors  throws std::runtime_error, in words, when the files cannot be read or do not belong together
  explicit Tls(TlsFiles files, std::chrono::milliseconds look_every = std::chrono::seconds{5});
  /// A transport whose handshake runs within its first reads, and so within the header's time budget.
  std::unique_ptr<Transport> wrap(boost::asio::ip::tcp::socket socket);

 private:
  std::shared_ptr<ssl_ctx_st> current();
  bool changed();
  void load();

  const TlsFiles files_;
  const std::chrono::milliseconds look_every_;
  std::mutex mutex_;
  std::shared_ptr<ssl_ctx_st> context_;
  std::filesystem::file_time_type certificate_time_{}, key_time_{};
  std::chrono::steady_clock::time_point looked_at_{};
};

}  // namespace http
