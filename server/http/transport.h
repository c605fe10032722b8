#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace http {

using WriteBuffers = std::array<boost::asio::const_buffer, 3>;

/// The byte stream under a session: attempts that never block, and waits until the next is worthwhile.
///
/// Shape   TLS fits the same attempts (SSL_read and SSL_write on a non-blocking socket), which is why
///         the session sees nothing wider
/// Errors  attempts report would_block, eof or the socket's error
class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::size_t try_read(char* data, std::size_t size, boost::system::error_code& error) = 0;
  virtual std::size_t try_write(const WriteBuffers& buffers, boost::system::error_code& error) = 0;
  virtual boost::asio::awaitable<void> wait_readable(boost::system::error_code& error) = 0;
  virtual boost::asio::awaitable<void> wait_writable(boost::system::error_code& error) = 0;
  virtual void on_readable(std::function<void(boost::system::error_code)> callback) = 0;
  virtual void shut_down_sending() = 0;
  /// Ends every wait with operation_aborted.
  virtual void cancel() = 0;
  virtual void close() = 0;
  virtual boost::asio::any_io_executor executor() = 0;
};

}  // namespace http
