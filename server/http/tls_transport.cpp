#include "server/http/tls_transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <climits>
#include <new>

namespace http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t record_bytes = 16 * 1024;  // the largest TLS record

int bounded(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

TlsTransport::TlsTransport(asio::ip::tcp::socket socket, std::shared_ptr<SSL_CTX> context)
    : context_(std::move(context)), socket_(std::move(socket)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.native_non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
  ssl_ = SSL_new(context_.get());
  if (ssl_ == nullptr || SSL_set_fd(ssl_, static_cast<int>(socket_.native_handle())) != 1) {
    SSL_free(ssl_);
    ERR_clear_error();
    throw std::bad_alloc();
  }
  SSL_set_accept_state(ssl_);
}

TlsTransport::~TlsTransport() { SSL_free(ssl_); }

error_code TlsTransport::error_of(int result, Socket::wait_type& wanted) {
  const int kind = SSL_get_error(ssl_, result);
  const int system = errno;
  ERR_clear_error();
  switch (kind) {
    case SSL_ERROR_WANT_READ:
      wanted = Socket::wait_read;
      return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
      wanted = Socket::wait_write;
      return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return asio::error::eof;
    case SSL_ERROR_SYSCALL:
      failed_ = true;
      if (system != 0) return {system, boost::system::system_category()};
      return asio::error::connection_reset;
    default:
      failed_ = true;  // not TLS, or not such as we speak
      return asio::error::connection_aborted;
  }
}

std::size_t TlsTransport::try_read(char* data, std::size_t size, error_code& error) {
  error = {};
  if (size == 0) return 0;
  if (failed_ || !socket_.is_open()) {
    error = asio::error::connection_aborted;
    return 0;
  }
  errno = 0;
  const int got = SSL_read(ssl_, data, bounded(size));
  if (got > 0) return static_cast<std::size_t>(got);
  error = error_of(got, read_wants_);
  return 0;
}

std::size_t TlsTransport::try_write(const WriteBuffers& buffers, error_code& error) {
  error = {};
  if (failed_ || !socket_.is_open()) {
    error = asio::error::connection_aborted;
    return 0;
  }
  // One record of head and body together. What could not be sent comes again from its first byte, as OpenSSL
  // wants it.
  record_.clear();
  for (const auto& buffer : buffers) {
    const auto* data = static_cast<const char*>(buffer.data());
    const auto take = std::min(buffer.size(), record_bytes - record_.size());
    record_.insert(record_.end(), data, data + take);
    if (record_.size() == record_bytes) break;
  }
  if (record_.empty()) return 0;
  errno = 0;
  const int sent = SSL_write(ssl_, record_.data(), bounded(record_.size()));
  if (sent > 0) return static_cast<std::size_t>(sent);
  error = error_of(sent, write_wants_);
  return 0;
}

asio::awaitable<void> TlsTransport::wait_readable(error_code& error) {
  error = {};
  // What has been decrypted already makes no socket readable.
  if (SSL_pending(ssl_) > 0) co_return;
  co_await socket_.async_wait(read_wants_, asio::redirect_error(asio::use_awaitable, error));
  read_wants_ = Socket::wait_read;
}

asio::awaitable<void> TlsTransport::wait_writable(error_code& error) {
  co_await socket_.async_wait(write_wants_, asio::redirect_error(asio::use_awaitable, error));
  write_wants_ = Socket::wait_write;
}

void TlsTransport::on_readable(std::function<void(error_code)> callback) {
  if (SSL_pending(ssl_) > 0) {
    asio::post(socket_.get_executor(), [callback = std::move(callback)] { callback({}); });
    return;
  }
  socket_.async_wait(Socket::wait_read, std::move(callback));
}

void TlsTransport::shut_down_sending() {
  if (!failed_ && SSL_is_init_finished(ssl_) != 0) {
    SSL_shutdown(ssl_);
    ERR_clear_error();
  }
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void TlsTransport::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void TlsTransport::close() {
  error_code ignored;
  socket_.close(ignored);
}

asio::any_io_executor TlsTransport::executor() { return socket_.get_executor(); }

}  // namespace http
