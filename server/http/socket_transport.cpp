#include "server/http/socket_transport.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace http {

namespace asio = boost::asio;
using boost::system::error_code;

SocketTransport::SocketTransport(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
}

std::size_t SocketTransport::try_read(char* data, std::size_t size, error_code& error) {
  return socket_.read_some(asio::buffer(data, size), error);
}

std::size_t SocketTransport::try_write(const WriteBuffers& buffers, error_code& error) {
  return socket_.write_some(buffers, error);
}

asio::awaitable<void> SocketTransport::wait_readable(error_code& error) {
  return socket_.async_wait(asio::ip::tcp::socket::wait_read,
                            asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<void> SocketTransport::wait_writable(error_code& error) {
  return socket_.async_wait(asio::ip::tcp::socket::wait_write,
                            asio::redirect_error(asio::use_awaitable, error));
}

void SocketTransport::on_readable(std::function<void(error_code)> callback) {
  socket_.async_wait(asio::ip::tcp::socket::wait_read, std::move(callback));
}

void SocketTransport::shut_down_sending() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void SocketTransport::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void SocketTransport::close() {
  error_code ignored;
  socket_.close(ignored);
}

asio::any_io_executor SocketTransport::executor() { return socket_.get_executor(); }

}  // namespace http
