// How soon are ordinary people answered while one client floods, crawls, does not read or holds 10,000
// connections?
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/load.h"
#include "bench/support/process.h"

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;
using namespace std::chrono_literals;

/// Connections of the one who means no good, closed at its end.
class Held {
 public:
  explicit Held(std::uint16_t port) : port_(port) {}
  ~Held() {
    for (const int fd : sockets_) ::close(fd);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  void open(int count, const std::string& first) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    for (int i = 0; i < count; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (fd < 0) throw std::runtime_error("no more files may be opened here");
      sockets_.push_back(fd);
      if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) [[maybe_unused]]
        const auto sent = ::send(fd, first.data(), first.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
  }
  /// One more byte on each.
  void drip() {
    for (const int fd : sockets_)
      [[maybe_unused]] const auto sent = ::send(fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

 private:
  std::uint16_t port_;
  std::vector<int> sockets_;
};

struct Trouble {
  std::string name;
  std::function<void(Held& held, const std::atomic<bool>& over)> make;
};

std::vector<Trouble> troubles(std::uint16_t port, const std::string& token) {
  const auto list = bench::request_of("GET", "/api/v1/work-orders?limit=200", token);
  const auto drip = [](Held& held, const std::atomic<bool>& over) {
    while (!over) {
      held.drip();
      std::this_thread::sleep_for(200ms);
    }
  };
  const auto wait = [](const std::atomic<bool>& over) {
    while (!over) std::this_thread::sleep_for(20ms);
  };
  return {
      {"nobody", [=](Held&, const auto& over) { wait(over); }},
      {"a flood of long lists, 256 at once",
       [=](Held&, const auto& over) {
         while (!over) bench::ask_for(port, 256, 0.5, [&](auto) { return list; });
       }},
      {"2,000 heads, a byte at a time",
       [=](Held& held, const auto& over) {
         held.open(2000, "GET / HT");
         drip(held, over);
       }},
      {"2,000 bodies, a byte at a time",
       [=](Held& held, const auto& over) {
         held.open(2000, "POST /api/v1/public/reports HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
         drip(held, over);
       }},
      {"500 who ask and do not read",
       [=](Held& held, const auto& over) {
         std::string many;
         for (int i = 0; i < 16; ++i) many += list;
         held.open(500, many);
         wait(over);
       }},
      {"10,000 connections that say nothing",
       [=](Held& held, const auto& over) {
         held.open(10'000, "");
         wait(over);
       }},
  };
}

struct Seen {
  std::vector<double> milliseconds;
  int failed = 0;
};

/// An ordinary person: a page, then a report, each over a connection of its own.
Seen ordinary(std::uint16_t port, const std::string& token, double seconds) {
  const auto report = Json{{"channel", "hotline"},
                           {"fault_kind", "SL-01"},
                           {"address", "路口"},
                           {"description", "路灯不亮"},
                           {"reporter", {{"name", "王秀兰"}}}}
                          .dump();
  Seen seen;
  const auto until = Clock::now() + std::chrono::duration<double>(seconds);
  for (int n = 0; Clock::now() < until; ++n) {
    const auto request = n % 2 == 0 ? bench::request_of("GET", "/api/v1/dashboard", token)
                                    : bench::request_of("POST", "/api/v1/reports", token, report);
    const auto began = Clock::now();
    try {
      if (bench::ask_once(port, request).first >= 300) ++seen.failed;
    } catch (const std::exception&) {
      ++seen.failed;
    }
    seen.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    std::this_thread::sleep_for(10ms);
  }
  std::sort(seen.milliseconds.begin(), seen.milliseconds.end());
  return seen;
}

int run(double seconds) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const bench::Folder folder;
  const std::string data = (folder.path() / "town").string();
  if (!bench::Process({bench::program(LAMPLIGHTER_PROGRAM), "demo", "--data", data, "--town",
                       SOURCE_DIR "/data/lucheng"})
           .end_well())
    throw std::runtime_error("the demo town could not be made");
  const auto port = bench::free_port();
  const bench::Process server({bench::program(LAMPLIGHTER_PROGRAM), "serve", "--data", data, "--listen",
                               "127.0.0.1:" + std::to_string(port), "--web", "/nowhere", "--log-level",
                               "error"});
  bench::wait_for(port, bench::request_of("GET", "/healthz", ""));
  const auto signed_in = bench::ask_once(
      port, bench::request_of("POST", "/api/v1/session", "",
                              Json{{"username", "operator"}, {"password", "lamplighter-demo"}}.dump()));
  const std::string token = Json::parse(signed_in.second).at("token");
  std::printf("%-38s %8s %8s %8s %7s %9s %9s %8s\n", "one client beside the ordinary one", "p50 ms", "p99 ms",
              "longest", "failed", "MiB then", "MiB after", "files");
  Json all = Json::object();
  for (const auto& trouble : troubles(port, token)) {
    std::atomic<bool> over{false};
    Seen seen;
    double then = 0;
    {
      Held held(port);
      std::thread maker([&] { trouble.make(held, over); });
      std::this_thread::sleep_for(1s);
      seen = ordinary(port, token, seconds);
      then = server.memory_bytes() / 1048576;
      over = true;
      maker.join();
    }
    std::this_thread::sleep_for(2s);
    const auto at = [&](double part) {
      return seen
          .milliseconds[static_cast<std::size_t>(part * static_cast<double>(seen.milliseconds.size() - 1))];
    };
    std::printf("%-38s %8.1f %8.1f %8.1f %7d %9.1f %9.1f %8zu\n", trouble.name.c_str(), at(0.5), at(0.99),
                at(1), seen.failed, then, server.memory_bytes() / 1048576, server.open_files());
    std::fflush(stdout);
    all[trouble.name] = {{"p99_ms", at(0.99)}, {"failed", seen.failed}};
  }
  std::printf("aim: p99 500 ms, nothing failed, files and memory come back\n%s\n", all.dump().c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? std::strtod(argv[1], nullptr) : 5);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
