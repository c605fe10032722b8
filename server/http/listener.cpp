#include "server/http/listener.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

#include "server/http/listener_state.h"
#include "server/http/session.h"
#include "server/http/socket_transport.h"
#include "server/http/tls.h"

namespace http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds accept_retry_time{50};  // after running out of descriptors
constexpr milliseconds drain_check_time{10};
constexpr milliseconds abort_time{1'000};

milliseconds sweep_time(const Limits& limits) {
  const milliseconds shortest = std::min(
      {limits.header_time, limits.body_time, limits.idle_time, limits.write_time, limits.linger_time});
  return std::clamp(shortest / 8, milliseconds{10}, milliseconds{250});
}

}  // namespace

class ListenerState : public std::enable_shared_from_this<ListenerState> {
 public:
  ListenerState(asio::io_context& io_context, std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)),
        io_context_(io_context),
        strand_(asio::make_strand(io_context)),
        sweep_timer_(strand_),
        sweep_time_(sweep_time(shared_->limits)) {}

  void listen(const std::string& host, std::uint16_t port, std::shared_ptr<Tls> tls) {
    tcp::resolver resolver{io_context_};
    const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive);
    const tcp::endpoint endpoint = found.begin()->endpoint();
    auto acceptor = std::make_shared<Acceptor>(strand_, std::move(tls));
    acceptor->socket.open(endpoint.protocol());
    acceptor->socket.set_option(tcp::acceptor::reuse_address{true});
    acceptor->socket.bind(endpoint);
    acceptor->socket.listen(static_cast<int>(shared_->limits.accept_backlog));
    if (port_ == 0) port_ = acceptor->socket.local_endpoint().port();
    asio::post(strand_, [self = shared_from_this(), acceptor] {
      if (self->shared_->stopping) return;
      self->acceptors_.push_back(acceptor);
      self->accept(acceptor);
      if (self->acceptors_.size() == 1) self->sweep();
    });
  }

  std::uint16_t port() const { return port_; }
  const Shared& shared() const { return *shared_; }

  static asio::awaitable<void> stop(std::shared_ptr<ListenerState> self, milliseconds grace) {
    const auto strand = self->strand_;
    co_await asio::co_spawn(strand, drain(self, grace), asio::use_awaitable);
  }

  void close_all() {
    asio::post(strand_, [self = shared_from_this()] {
      self->close_acceptors();
      for (const auto& session : self->shared_->registry.all()) session->post_abort();
      self->sweep_timer_.cancel();
    });
  }

 private:
  struct Acceptor {
    Acceptor(const asio::strand<asio::io_context::executor_type>& strand, std::shared_ptr<Tls> given)
        : socket(strand), retry_timer(strand), tls(std::move(given)) {}
    tcp::acceptor socket;
    asio::steady_timer retry_timer;
    const std::shared_ptr<Tls> tls;
  };

  void accept(const std::shared_ptr<Acceptor>& acceptor) {
    auto accepted = [self = shared_from_this(), acceptor](error_code error, tcp::socket socket) {
      if (self->shared_->stopping || error == asio::error::operation_aborted) return;
      if (!error) {
        self->begin(std::move(socket), acceptor->tls.get());
      } else if (error != asio::error::connection_aborted) {
        return self->accept_later(acceptor);
      }
      self->accept(acceptor);
    };
    acceptor->socket.async_accept(asio::make_strand(io_context_), std::move(accepted));
  }

  void accept_later(const std::shared_ptr<Acceptor>& acceptor) {
    acceptor->retry_timer.expires_after(accept_retry_time);
    acceptor->retry_timer.async_wait([self = shared_from_this(), acceptor](error_code error) {
      if (!error && !self->shared_->stopping) self->accept(acceptor);
    });
  }

  void begin(tcp::socket socket, Tls* tls) {
    error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    std::unique_ptr<Transport> transport;
    if (tls != nullptr)
      transport = tls->wrap(std::move(socket));
    else
      transport = std::make_unique<SocketTransport>(std::move(socket));
    std::make_shared<Session>(shared_, std::move(transport), peer.address().to_string())->start();
  }

  void sweep() {
    sweep_timer_.expires_after(sweep_time_);
    sweep_timer_.async_wait([self = shared_from_this()](error_code error) {
      if (error) return;
      const std::int64_t now = steady_clock::now().time_since_epoch().count();
      for (const auto& session : self->shared_->registry.overdue(now)) session->post_expire();
      self->sweep();
    });
  }

  void close_acceptors() {
    shared_->stopping = true;
    for (const auto& acceptor : acceptors_) {
      error_code ignored;
      acceptor->socket.close(ignored);
      acceptor->retry_timer.cancel();
    }
    acceptors_.clear();
  }

  asio::awaitable<void> wait_until_empty(milliseconds limit) {
    asio::steady_timer timer{strand_};
    const steady_clock::time_point end = steady_clock::now() + limit;
    while (!shared_->registry.empty() && steady_clock::now() < end) {
      timer.expires_after(drain_check_time);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  static asio::awaitable<void> drain(std::shared_ptr<ListenerState> self, milliseconds grace) {
    self->close_acceptors();
    for (const auto& session : self->shared_->registry.all()) session->post_stop();
    co_await self->wait_until_empty(grace);
    for (const auto& session : self->shared_->registry.all()) session->post_abort();
    co_await self->wait_until_empty(abort_time);
    self->sweep_timer_.cancel();
  }

  const std::shared_ptr<Shared> shared_;
  asio::io_context& io_context_;
  const asio::strand<asio::io_context::executor_type> strand_;
  std::vector<std::shared_ptr<Acceptor>> acceptors_;
  asio::steady_timer sweep_timer_;
  const milliseconds sweep_time_;
  std::uint16_t port_ = 0;
};

Listener::Listener(asio::io_context& io_context, Limits limits, Handler handler, Hooks hooks) {
  if (!hooks.error_body) hooks.error_body = problem;
  if (!hooks.on_failure) hooks.on_failure = log_failure;
  auto shared = std::make_shared<Shared>(std::move(limits), std::move(handler), std::move(hooks));
  state_ = std::make_shared<ListenerState>(io_context, std::move(shared));
}

Listener::~Listener() { state_->close_all(); }

void Listener::listen(const std::string& host, std::uint16_t port, std::shared_ptr<Tls> tls) {
  state_->listen(host, port, std::move(tls));
}

std::uint16_t Listener::local_port() const { return state_->port(); }

asio::awaitable<void> Listener::stop(milliseconds grace) { return ListenerState::stop(state_, grace); }

const Counters& Listener::counters() const { return state_->shared().counters; }

}  // namespace http
