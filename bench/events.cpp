// What does a live listener cost, and how soon have 10,000 of them heard of one change, beside a bare server?
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/bare.h"
#include "bench/support/load.h"
#include "bench/support/process.h"

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

constexpr int events_at_once = 1024;

/// Connections that only listen, all watched by one thread.
class Crowd {
 public:
  Crowd(std::uint16_t port, const std::string& request, int count)
      : watcher_(::epoll_create1(EPOLL_CLOEXEC)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    for (int i = 0; i < count; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error(std::string("a listener cannot connect: ") + std::strerror(errno));
      sockets_.push_back(fd);
      if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        throw std::runtime_error("a listener cannot ask");
      epoll_event event{};
      event.events = EPOLLIN | EPOLLET;
      event.data.u32 = static_cast<std::uint32_t>(i);
      ::epoll_ctl(watcher_, EPOLL_CTL_ADD, fd, &event);
    }
    heard_.resize(sockets_.size());
  }
  ~Crowd() {
    for (const int fd : sockets_) ::close(fd);
    ::close(watcher_);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Waits until each has heard the word. Returns how many have.
  std::size_t hear(const std::string& word, std::chrono::seconds most) {
    std::fill(heard_.begin(), heard_.end(), false);
    std::size_t count = 0;
    const auto until = Clock::now() + most;
    std::vector<epoll_event> events(events_at_once);
    std::string bytes(64 * 1024, '\0');
    while (count < sockets_.size() && Clock::now() < until) {
      const int ready = ::epoll_wait(watcher_, events.data(), events_at_once, 100);
      for (int i = 0; i < ready; ++i) {
        const auto at = events[static_cast<std::size_t>(i)].data.u32;
        for (;;) {
          const auto got = ::recv(sockets_[at], bytes.data(), bytes.size(), MSG_DONTWAIT);
          if (got == 0) throw std::runtime_error("a listener was sent away");
          if (got < 0) break;
          if (heard_[at] || std::string_view(bytes.data(), static_cast<std::size_t>(got)).find(word) ==
                                std::string_view::npos)
            continue;
          heard_[at] = true;
          ++count;
        }
      }
    }
    return count;
  }

 private:
  int watcher_;
  std::vector<int> sockets_;
  std::vector<bool> heard_;
};

struct Measured {
  double bytes_each = 0;
  double all_heard = 1e12;  ///< milliseconds, best of the rounds
  std::size_t heard = 0;
};

Measured measure(const bench::Process& server, std::uint16_t port, int count, int rounds,
                 const std::string& listen, const std::string& greeting, const std::string& change,
                 const std::string& word) {
  Measured result;
  // Whatever is made with the first listener is not of each.
  const Crowd first(port, listen, 1);
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  const double before = server.memory_bytes();
  Crowd crowd(port, listen, count);
  if (crowd.hear(greeting, std::chrono::seconds{60}) < static_cast<std::size_t>(count))
    throw std::runtime_error("not all listeners were let in");
  result.bytes_each = (server.memory_bytes() - before) / count;
  for (int round = 0; round < rounds; ++round) {
    const auto began = Clock::now();
    const auto answer = bench::ask_once(port, change);
    if (answer.first != 201) throw std::runtime_error("the change was refused: " + answer.second);
    result.heard = crowd.hear(word, std::chrono::seconds{30});
    result.all_heard =
        std::min(result.all_heard, std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    crowd.hear("nothing is called like this", std::chrono::seconds{1});
  }
  return result;
}

int run(int count, const char* self) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < static_cast<rlim_t>(count) + 200)
    throw std::runtime_error("this system lets one program open only " + std::to_string(files.rlim_cur) +
                             " files; ask for fewer listeners");
  const bench::Folder folder;
  const std::string data = (folder.path() / "town").string();
  if (!bench::Process({LAMPLIGHTER_PROGRAM, "demo", "--data", data, "--town", SOURCE_DIR "/data/lucheng"})
           .end_well())
    throw std::runtime_error("the demo town could not be made");
  const auto port = bench::free_port();
  const auto many = std::to_string(count + 100);
  const bench::Process ours({LAMPLIGHTER_PROGRAM, "serve", "--data", data, "--listen",
                             "127.0.0.1:" + std::to_string(port), "--web", "/nowhere", "--log-level", "error",
                             "--http-connections", many, "--events-streams", many, "--rates-reads-per-minute",
                             "0"});
  const auto bare_port = bench::free_port();
  const bench::Process bare({self, "--bare", folder.path().string(), std::to_string(bare_port)});
  bench::wait_for(port, bench::request_of("GET", "/healthz", ""));
  bench::wait_for(bare_port, bench::request_of("GET", "/counts", ""));
  const auto signed_in = bench::ask_once(
      port, bench::request_of("POST", "/api/v1/session", "",
                              Json{{"username", "operator"}, {"password", "lamplighter-demo"}}.dump()));
  const std::string token = Json::parse(signed_in.second).at("token");
  const auto report = Json{{"channel", "hotline"},
                           {"fault_kind", "SL-01"},
                           {"address", "路口"},
                           {"description", "路灯不亮"},
                           {"reporter", {{"name", "王秀兰"}}}}
                          .dump();
  constexpr int rounds = 5;
  const auto theirs = measure(bare, bare_port, count, rounds, bench::request_of("GET", "/events", ""),
                              "200 OK", bench::request_of("POST", "/orders", "", "{}"), "data:");
  const auto mine =
      measure(ours, port, count, rounds, bench::request_of("GET", "/api/v1/events", token), "200 OK",
              bench::request_of("POST", "/api/v1/reports", token, report), "report_received");
  const double ratio = mine.all_heard / theirs.all_heard;
  std::printf("%d listeners, one change told to all, best of %d\n", count, rounds);
  std::printf("%-6s %10s %12s %10s\n", "", "heard by", "all heard", "bytes each");
  std::printf("%-6s %10zu %9.0f ms %10.0f\n", "bare", theirs.heard, theirs.all_heard, theirs.bytes_each);
  std::printf("%-6s %10zu %9.0f ms %10.0f (aim: 1.3 times the bare one's time, 9,000 bytes)\n", "ours",
              mine.heard, mine.all_heard, mine.bytes_each);
  std::printf(
      "ratio "
      "%.2f\n{\"listeners\":%d,\"heard\":%zu,\"ratio\":%.3f,\"ms\":%.1f,\"bare_ms\":%.1f,\"bytes_each\":%.0f}"
      "\n",
      ratio, count, mine.heard, ratio, mine.all_heard, theirs.all_heard, mine.bytes_each);
  return mine.heard == static_cast<std::size_t>(count) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 4 && std::strcmp(argv[1], "--bare") == 0) {
      rlimit files{};
      ::getrlimit(RLIMIT_NOFILE, &files);
      files.rlim_cur = files.rlim_max;
      ::setrlimit(RLIMIT_NOFILE, &files);
      bench::serve_bare(argv[2], static_cast<std::uint16_t>(std::atoi(argv[3])), 2, 1, 300);
      return 0;
    }
    return run(argc > 1 ? std::atoi(argv[1]) : 10'000, argv[0]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
