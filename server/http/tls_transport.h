#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <vector>

#include "server/http/transport.h"

struct ssl_st;
struct ssl_ctx_st;

namespace http {

/// TLS on a non-blocking socket. A read may want to write first and the other way round (handshake, key
/// update): the waits wait for what the last attempt wanted.
class TlsTransport final : public Transport {
 public:
  TlsTransport(boost::asio::ip::tcp::socket socket, std::shared_ptr<ssl_ctx_st> context);
  ~TlsTransport() override;
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;
  std::size_t try_read(char* data, std::size_t size, boost::system::error_code& error) override;
  std::size_t try_write(const WriteBuffers& buffers, boost::system::error_code& error) override;
  boost::asio::awaitable<void> wait_readable(boost::system::error_code& error) override;
  boost::asio::awaitable<void> wait_writable(boost::system::error_code& error) override;
  void on_readable(std::function<void(boost::system::error_code)> callback) override;
  void shut_down_sending() override;
  void cancel() override;
  void close() override;
  boost::asio::any_io_executor executor() override;

 private:
  using Socket = boost::asio::ip::tcp::socket;
  boost::system::error_code error_of(int result, Socket::wait_type& wanted);

  std::shared_ptr<ssl_ctx_st> context_;
  Socket socket_;
  ssl_st* ssl_ = nullptr;
  Socket::wait_type read_wants_ = Socket::wait_read;
  Socket::wait_type write_wants_ = Socket::wait_write;
  std::vector<char> record_;  ///< what is written in one go, made of the buffers
  bool failed_ = false;
};

}  // namespace http
