#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "server/http/transport.h"

namespace http {

/// A plain TCP socket, made non-blocking and without Nagle's delay.
class SocketTransport final : public Transport {
 public:
  explicit SocketTransport(boost::asio::ip::tcp::socket socket);
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
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace http
