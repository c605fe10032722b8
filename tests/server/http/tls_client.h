#pragma once
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "server/http/tls.h"

namespace http_test {

/// A folder with a self-signed certificate for `name`, made now.
class Certificate {
 public:
  Certificate() {
    auto pattern = (std::filesystem::temp_directory_path() / "lamplighter_tls_XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    renew("first");
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  http::TlsFiles files() const { return {folder_ / "certificate.pem", folder_ / "key.pem"}; }

  void renew(const std::string& name) const {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* file = std::fopen(files().certificate.c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(files().key.c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

 private:
  std::filesystem::path folder_;
};

/// A blocking TLS client that trusts everybody and remembers whom it met.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = TLS1_3_VERSION, const char* ciphers = nullptr) {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context_, newest < TLS1_2_VERSION ? newest : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context_, newest);
    if (newest < TLS1_2_VERSION) SSL_CTX_set_security_level(context_, 0);
    if (ciphers != nullptr) SSL_CTX_set_cipher_list(context_, ciphers);
    ssl_ = SSL_new(context_);
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    SSL_set_fd(ssl_, socket_);
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ::close(socket_);
    ERR_clear_error();
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  void offer(std::string_view protocol) {
    std::string wire(1, static_cast<char>(protocol.size()));
    wire.append(protocol);
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(wire.data()),
                        static_cast<unsigned>(wire.size()));
  }
  bool greet() { return connected_ && SSL_connect(ssl_) == 1; }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  std::string read_until(std::string_view text) {
    while (received_.find(text) == std::string::npos) {
      char some[4096];
      const int got = SSL_read(ssl_, some, sizeof some);
      if (got <= 0) break;
      received_.append(some, static_cast<std::size_t>(got));
    }
    return received_;
  }
  /// Reads until the text came so often; answers how often it did.
  std::size_t read_times(std::string_view text, std::size_t wanted) {
    std::size_t seen = 0, from = 0;
    while (seen < wanted) {
      if (const auto at = received_.find(text, from); at != std::string::npos) {
        from = at + text.size();
        ++seen;
        continue;
      }
      char some[4096];
      const int got = SSL_read(ssl_, some, sizeof some);
      if (got <= 0) break;
      received_.append(some, static_cast<std::size_t>(got));
    }
    return seen;
  }
  std::string peer() const {
    X509* certificate = SSL_get1_peer_certificate(ssl_);
    char name[128] = "";
    if (certificate != nullptr)
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    X509_free(certificate);
    return name;
  }
  /// The server has said goodbye or closed; false when a read ran into its time limit.
  bool ended() const {
    char some = 0;
    const int got = SSL_read(ssl_, &some, 1);
    const int why = SSL_get_error(ssl_, got);
    return got <= 0 && why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE;
  }
  std::string version() const { return SSL_get_version(ssl_); }

 private:
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  int socket_ = -1;
  bool connected_ = false;
  std::string received_;
};

}  // namespace http_test
