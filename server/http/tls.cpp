#include "server/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <stdexcept>
#include <string_view>

#include "server/http/tls_transport.h"

namespace http {
namespace {

// TLS 1.2 with elliptic-curve Diffie-Hellman and AEAD only; the suites of TLS 1.3 are all good.
constexpr const char* ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr std::string_view protocol = "http/1.1";

[[noreturn]] void fail(const std::string& what) {
  const auto code = ERR_get_error();
  ERR_clear_error();
  char reason[256] = "";
  if (code != 0) ERR_error_string_n(code, reason, sizeof reason);
  throw std::runtime_error(what + (code != 0 ? std::string(": ") + reason : ""));
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*) {
  for (unsigned at = 0; at < in_size;) {
    const unsigned size = in[at];
    if (at + 1 + size > in_size) break;
    const std::string_view offered(reinterpret_cast<const char*>(in) + at + 1, size);
    if (offered == protocol) {
      *out = in + at + 1;
      *out_size = in[at];
      return SSL_TLSEXT_ERR_OK;
    }
    at += 1 + size;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::shared_ptr<SSL_CTX> make_context(const TlsFiles& files) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) fail("TLS cannot begin");
  auto* made = context.get();
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  SSL_CTX_set_options(made, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(
      made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);  // nothing kept for connections that are gone
  SSL_CTX_set_alpn_select_cb(made, choose_protocol, nullptr);
  if (SSL_CTX_set_cipher_list(made, ciphers) != 1) fail("the cipher list is not known");
  if (SSL_CTX_use_certificate_chain_file(made, files.certificate.c_str()) != 1)
    fail("the certificate " + files.certificate.string() + " cannot be read as PEM");
  if (SSL_CTX_use_PrivateKey_file(made, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
    fail("the private key " + files.key.string() + " cannot be read as PEM");
  if (SSL_CTX_check_private_key(made) != 1)
    fail("the private key " + files.key.string() + " does not belong to the certificate " +
         files.certificate.string());
  return context;
}

}  // namespace

Tls::Tls(TlsFiles files, std::chrono::milliseconds look_every)
    : files_(std::move(files)), look_every_(look_every) {
  // OpenSSL writes with write(2): a client that is gone must not end the program.
  std::signal(SIGPIPE, SIG_IGN);
  load();
}

std::unique_ptr<Transport> Tls::wrap(boost::asio::ip::tcp::socket socket) {
  return std::make_unique<TlsTransport>(std::move(socket), current());
}

std::shared_ptr<SSL_CTX> Tls::current() {
  const std::lock_guard lock{mutex_};
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_ < look_every_) return context_;
  looked_at_ = now;
  if (!changed()) return context_;
  try {
    load();
    spdlog::info("TLS: the new certificate {} is in use", files_.certificate.string());
  } catch (const std::exception& error) {
    spdlog::warn("TLS: the new certificate is not taken, the old one goes on: {}", error.what());
  }
  return context_;
}

bool Tls::changed() {
  std::error_code error;
  const auto certificate = std::filesystem::last_write_time(files_.certificate, error);
  if (error) return false;
  const auto key = std::filesystem::last_write_time(files_.key, error);
  return !error && (certificate != certificate_time_ || key != key_time_);
}

void Tls::load() {
  std::error_code ignored;
  // The times first: files that change while they are read are read again.
  certificate_time_ = std::filesystem::last_write_time(files_.certificate, ignored);
  key_time_ = std::filesystem::last_write_time(files_.key, ignored);
  context_ = make_context(files_);
}

}  // namespace http
