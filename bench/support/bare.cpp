#include "bench/support/bare.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/storage/sqlite/connection.h"

namespace bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::size_t most_together = 256;
constexpr int listed = 50;

/// One thread that writes, all that waits in one commit.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& file)
      : connection_(file, sqlite::Connection::Mode::writer, std::chrono::seconds{5}) {
    connection_.execute(
        "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, state TEXT, village TEXT, body TEXT);"
        "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, orders INTEGER, kind TEXT, at INTEGER);"
        "CREATE TABLE IF NOT EXISTS counts (state TEXT PRIMARY KEY, number INTEGER)");
    thread_ = std::thread([this] { run(); });
  }
  using Work = std::function<std::int64_t(sqlite::Connection&)>;
  void put(Work work, std::function<void(std::int64_t)> done) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back({std::move(work), std::move(done)});
    }
    came_.notify_one();
  }

 private:
  struct One {
    Work work;
    std::function<void(std::int64_t)> done;
  };
  void run() {
    for (;;) {
      std::vector<One> now;
      {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return !waiting_.empty(); });
        while (!waiting_.empty() && now.size() < most_together) {
          now.push_back(std::move(waiting_.front()));
          waiting_.pop_front();
        }
      }
      std::vector<std::int64_t> results;
      connection_.execute("BEGIN IMMEDIATE");
      for (const auto& one : now) results.push_back(one.work(connection_));
      connection_.execute("COMMIT");
      for (std::size_t i = 0; i < now.size(); ++i) now[i].done(results[i]);
    }
  }
  sqlite::Connection connection_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<One> waiting_;
  std::thread thread_;
};

std::int64_t create(sqlite::Connection& connection, const std::string& body) {
  connection.prepare("INSERT INTO orders (state, village, body) VALUES ('open', 'A', ?)").bind(body).run();
  const auto id = connection.last_insert_id();
  connection.prepare("INSERT INTO events (orders, kind, at) VALUES (?, 'opened', 0)").bind(id).run();
  connection
      .prepare(
          "INSERT INTO counts (state, number) VALUES ('open', 1) ON CONFLICT (state) DO UPDATE SET number = "
          "number + 1")
      .run();
  return id;
}

std::int64_t update(sqlite::Connection& connection, std::int64_t id, const std::string& body) {
  connection.prepare("UPDATE orders SET state = 'noted', body = ? WHERE id = ?").bind(body, id).run();
  connection.prepare("INSERT INTO events (orders, kind, at) VALUES (?, 'noted', 0)").bind(id).run();
  return id;
}

std::string read_one(sqlite::Connection& connection, std::int64_t id) {
  auto row = connection.prepare("SELECT id, state, village, body FROM orders WHERE id = ?");
  row.bind(id);
  if (!row.step()) return "{}";
  std::int64_t number = 0;
  std::string state, village, body;
  row.get(number, state, village, body);
  return "{\"id\":" + std::to_string(number) + ",\"state\":\"" + state + "\",\"village\":\"" + village +
         "\",\"order\":" + body + "}";
}

std::string read_list(sqlite::Connection& connection) {
  auto rows = connection.prepare("SELECT id, state, village, body FROM orders ORDER BY id DESC LIMIT ?");
  rows.bind(listed);
  std::string all = "{\"items\":[";
  bool first = true;
  while (rows.step()) {
    std::int64_t number = 0;
    std::string state, village, body;
    rows.get(number, state, village, body);
    all.append(first ? "" : ",").append("{\"id\":").append(std::to_string(number)).append(",\"state\":\"");
    all.append(state)
        .append("\",\"village\":\"")
        .append(village)
        .append("\",\"order\":")
        .append(body)
        .append("}");
    first = false;
  }
  return all + "]}";
}

std::string read_counts(sqlite::Connection& connection) {
  auto rows = connection.prepare("SELECT state, number FROM counts");
  std::string all = "{";
  while (rows.step()) {
    std::string state;
    std::int64_t number = 0;
    rows.get(state, number);
    all.append(all.size() > 1 ? ",\"" : "\"").append(state).append("\":").append(std::to_string(number));
  }
  return all + "}";
}

/// Everybody who listens, each on the thread of its connection.
class Listeners {
 public:
  void add(asio::any_io_executor executor, std::shared_ptr<tcp::socket> socket) {
    const std::lock_guard lock(mutex_);
    all_.push_back({std::move(executor), std::move(socket)});
  }
  void tell(std::string text) {
    const auto shared = std::make_shared<const std::string>(std::move(text));
    const std::lock_guard lock(mutex_);
    for (const auto& one : all_)
      asio::post(one.executor, [socket = one.socket, shared] {
        asio::async_write(*socket, asio::buffer(*shared), [socket, shared](auto, auto) {});
      });
  }

 private:
  struct One {
    asio::any_io_executor executor;
    std::shared_ptr<tcp::socket> socket;
  };
  std::mutex mutex_;
  std::vector<One> all_;
};

std::int64_t number_in(std::string_view target) {
  std::int64_t id = 0;
  const auto slash = target.rfind('/');
  std::from_chars(target.data() + slash + 1, target.data() + target.size(), id);
  return id;
}

asio::awaitable<std::int64_t> written(Writer& writer, Writer::Work work) {
  const asio::use_awaitable_t<> token;
  const auto executor = co_await asio::this_coro::executor;
  auto begin = [&writer, &work, executor](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    writer.put(std::move(work),
               [held, executor](std::int64_t id) { asio::post(executor, [held, id] { (*held)(id); }); });
  };
  const auto id = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::int64_t)>(
      std::move(begin), token);
  co_return id;
}

asio::awaitable<std::string> answer(Writer& writer, sqlite::Connection& reader,
                                    const http::request<http::string_body>& request) {
  const std::string target(request.target());
  if (request.method() == http::verb::post) {
    Writer::Work work = [&request](sqlite::Connection& on) { return create(on, request.body()); };
    const auto id = co_await written(writer, std::move(work));
    co_return "{\"id\":" + std::to_string(id) + "}";
  }
  if (request.method() == http::verb::put) {
    const auto id = number_in(target);
    Writer::Work work = [&request, id](sqlite::Connection& on) { return update(on, id, request.body()); };
    co_await written(writer, std::move(work));
    co_return "{\"id\":" + std::to_string(id) + "}";
  }
  if (target == "/counts") co_return read_counts(reader);
  if (target == "/orders") co_return read_list(reader);
  co_return read_one(reader, number_in(target));
}

asio::awaitable<void> serve_one(tcp::socket socket, Writer& writer, sqlite::Connection& reader,
                                Listeners& listeners) {
  const asio::use_awaitable_t<> token;
  socket.set_option(tcp::no_delay(true));
  boost::beast::flat_buffer buffer;
  try {
    for (;;) {
      http::request<http::string_body> request;
      co_await http::async_read(socket, buffer, request, token);
      if (request.target() == "/events") {
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(head), token);
        const auto executor = socket.get_executor();
        listeners.add(executor, std::make_shared<tcp::socket>(std::move(socket)));
        co_return;
      }
      http::response<http::string_body> response(
          request.method() == http::verb::post ? http::status::created : http::status::ok, 11);
      response.set(http::field::content_type, "application/json");
      auto body = co_await answer(writer, reader, request);
      if (request.method() == http::verb::post) listeners.tell("id: 1\ndata: " + body + "\n\n");
      response.body() = std::move(body);
      response.prepare_payload();
      co_await http::async_write(socket, response, token);
    }
  } catch (const boost::system::system_error&) {
    co_return;  // the other side is done
  }
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, Writer& writer, sqlite::Connection& reader,
                                 Listeners& listeners) {
  const asio::use_awaitable_t<> token;
  for (;;) {
    auto socket = co_await acceptor.async_accept(token);
    asio::co_spawn(acceptor.get_executor(), serve_one(std::move(socket), writer, reader, listeners),
                   asio::detached);
  }
}

void fill(const std::filesystem::path& file, int orders, int bytes) {
  sqlite::Connection connection(file, sqlite::Connection::Mode::writer, std::chrono::seconds{5});
  const std::string body = "{\"description\":\"" + std::string(static_cast<std::size_t>(bytes), 'x') + "\"}";
  connection.execute("BEGIN IMMEDIATE");
  for (int i = 0; i < orders; ++i) create(connection, body);
  connection.execute("COMMIT");
}

}  // namespace

void serve_bare(const std::filesystem::path& folder, std::uint16_t port, int threads, int orders, int bytes) {
  const auto file = folder / "bare.db";
  Writer writer(file);
  Listeners listeners;
  fill(file, orders, bytes);
  // Each thread has its listener and its reader, so that nothing is shared but the writer.
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&] {
      asio::io_context io(1);
      tcp::acceptor acceptor(io);
      const tcp::endpoint here{asio::ip::make_address("127.0.0.1"), port};
      acceptor.open(here.protocol());
      using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
      acceptor.set_option(reuse_port(true));
      acceptor.set_option(tcp::acceptor::reuse_address(true));
      acceptor.bind(here);
      acceptor.listen();
      sqlite::Connection reader(file, sqlite::Connection::Mode::reader, std::chrono::seconds{5});
      asio::co_spawn(io, accept_all(acceptor, writer, reader, listeners), asio::detached);
      io.run();
    });
  for (auto& one : all) one.join();
}

}  // namespace bench
