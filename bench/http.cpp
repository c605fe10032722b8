// How much of a bare Beast and SQLite server's rate does the whole server keep, with 1, 16 and 256
// connections?
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/http/bare.h"
#include "bench/http/load.h"

namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* demo_password = "lamplighter-demo";

struct Options {
  double seconds = 2;
  bool history = false;  ///< a simulated year of orders first; about half a minute
  std::vector<int> connections{1, 16, 256};
};

std::uint16_t free_port() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

/// A process of this bench, ended with it.
class Process {
 public:
  explicit Process(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (auto& one : command) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    id_ = ::fork();
    if (id_ == 0) {
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, STDOUT_FILENO);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
  }
  ~Process() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool end_well() {
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  /// Seconds of processor time so far.
  double cpu() const {
    std::ifstream file("/proc/" + std::to_string(id_) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    std::size_t at = text.rfind(')');
    for (int field = 0; field < 12; ++field) at = text.find(' ', at + 1);
    const double user = std::strtod(text.c_str() + at, nullptr);
    const double system = std::strtod(text.c_str() + text.find(' ', at + 1), nullptr);
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }

 private:
  pid_t id_ = 0;
};

void wait_for(std::uint16_t port, const std::string& request) {
  for (int tries = 0; tries < 600; ++tries) {
    try {
      if (bench::ask_once(port, request).first == 200) return;
    } catch (const std::exception&) {
      // not there yet
    }
    std::this_thread::sleep_for(50ms);
  }
  throw std::runtime_error("the server does not answer");
}

struct Work {
  std::string name;
  std::function<std::string(std::uint64_t)> ours, bare;
};

std::string token_of(std::uint16_t port) {
  const auto [status, body] = bench::ask_once(
      port, bench::request_of("POST", "/api/v1/session", "",
                              Json{{"username", "operator"}, {"password", demo_password}}.dump()));
  if (status != 201) throw std::runtime_error("cannot sign in: " + body);
  return Json::parse(body).at("token");
}

std::vector<Work> works(std::uint16_t port, const std::string& token, int bare_orders) {
  const auto listed = bench::ask_once(port, bench::request_of("GET", "/api/v1/work-orders?limit=50", token));
  std::vector<std::string> ids;
  const auto json = Json::parse(listed.second);
  for (const auto& one : json.at("items")) ids.push_back(one.at("id"));
  if (ids.empty()) throw std::runtime_error("the demo has no orders");
  const auto village = json.at("items").at(0).at("village").get<std::string>();
  const auto id_at = [ids](std::uint64_t n) { return ids[n % ids.size()]; };
  const auto bare_at = [bare_orders](std::uint64_t n) {
    return "/orders/" + std::to_string(1 + n * 7919 % static_cast<std::uint64_t>(bare_orders));
  };
  const auto get = [token](const std::string& target) { return bench::request_of("GET", target, token); };
  const auto report = [village](std::uint64_t n) {
    return Json{{"channel", "hotline"},
                {"village", village},
                {"fault_kind", "SL-01"},
                {"address", std::to_string(n) + "号门口"},
                {"description", "路灯不亮，已经第三天了"},
                {"reporter", {{"name", "王秀兰"}, {"phone", "13800000001"}, {"wants_updates", true}}}}
        .dump();
  };
  const auto note = [](std::uint64_t n) {
    return Json{{"text", "住户说晚上在家 " + std::to_string(n)}}.dump();
  };
  return {
      {"read", [=](auto n) { return get("/api/v1/work-orders/" + id_at(n)); },
       [=](auto n) { return bench::request_of("GET", bare_at(n), ""); }},
      {"list of 50", [=](auto) { return get("/api/v1/work-orders?limit=50"); },
       [=](auto) { return bench::request_of("GET", "/orders", ""); }},
      {"dashboard", [=](auto) { return get("/api/v1/dashboard"); },
       [=](auto) { return bench::request_of("GET", "/counts", ""); }},
      {"create", [=](auto n) { return bench::request_of("POST", "/api/v1/reports", token, report(n)); },
       [=](auto n) { return bench::request_of("POST", "/orders", "", report(n)); }},
      {"update",
       [=](auto n) {
         return bench::request_of("POST", "/api/v1/work-orders/" + id_at(n) + "/notes", token, note(n));
       },
       [=](auto n) { return bench::request_of("PUT", bare_at(n), "", note(n)); }},
  };
}

struct Measured {
  bench::Load load;
  double cpu = 0;  ///< microseconds of the server for each answer
};

Measured measure(const Process& server, std::uint16_t port, int connections, double seconds,
                 const std::function<std::string(std::uint64_t)>& ask) {
  bench::ask_for(port, connections, seconds / 5, ask);  // warm
  const double before = server.cpu();
  Measured measured;
  measured.load = bench::ask_for(port, connections, seconds, ask);
  measured.cpu =
      (server.cpu() - before) * 1e6 / static_cast<double>(std::max<std::uint64_t>(1, measured.load.answers));
  return measured;
}

int run(const Options& options, const char* self, const fs::path& folder) {
  const std::string data = (folder / "town").string();
  std::vector<std::string> demo{LAMPLIGHTER_PROGRAM,       "demo", "--data", data, "--town",
                                SOURCE_DIR "/data/lucheng"};
  if (options.history) demo.emplace_back("--history");
  if (!Process(demo).end_well()) throw std::runtime_error("the demo town could not be made");
  const auto port = free_port();
  const Process ours({LAMPLIGHTER_PROGRAM, "serve", "--data", data, "--listen",
                      "127.0.0.1:" + std::to_string(port), "--web", SOURCE_DIR "/web", "--log-level",
                      "warning", "--rates-changes-per-minute", "0"});
  const int bare_orders = options.history ? 12'000 : 200;
  const auto bare_port = free_port();
  const Process bare(
      {self, "--bare", folder.string(), std::to_string(bare_port), std::to_string(bare_orders)});
  wait_for(port, bench::request_of("GET", "/healthz", ""));
  wait_for(bare_port, bench::request_of("GET", "/counts", ""));
  const auto token = token_of(port);

  std::printf("%-11s %5s %9s %9s %6s %9s %9s %9s %9s %7s\n", "work", "conns", "ours/s", "bare/s", "ratio",
              "p99 ours", "p99 bare", "cpu ours", "cpu bare", "failed");
  Json all = Json::object();
  for (const auto& work : works(port, token, bare_orders)) {
    for (const int connections : options.connections) {
      const auto mine = measure(ours, port, connections, options.seconds, work.ours);
      const auto theirs = measure(bare, bare_port, connections, options.seconds, work.bare);
      const double ratio = mine.load.rate() / theirs.load.rate();
      std::printf("%-11s %5d %9.0f %9.0f %6.2f %7.0fus %7.0fus %7.1fus %7.1fus %7llu\n", work.name.c_str(),
                  connections, mine.load.rate(), theirs.load.rate(), ratio, mine.load.p99, theirs.load.p99,
                  mine.cpu, theirs.cpu,
                  static_cast<unsigned long long>(mine.load.failures + theirs.load.failures));
      std::fflush(stdout);
      all[work.name][std::to_string(connections)] = {{"ratio", ratio},
                                                     {"p99_ratio", mine.load.p99 / theirs.load.p99},
                                                     {"cpu_ratio", mine.cpu / theirs.cpu},
                                                     {"failures", mine.load.failures}};
    }
  }
  std::printf("%s\n", all.dump().c_str());
  return 0;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--history") {
      options.history = true;
    } else if (name == "--seconds" && i + 1 < argc) {
      options.seconds = std::strtod(argv[++i], nullptr);
    } else if (name == "--connections" && i + 1 < argc) {
      options.connections = {std::atoi(argv[++i])};
    } else {
      throw std::invalid_argument("options: --seconds S (of each figure), --connections N, --history");
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::strcmp(argv[1], "--bare") == 0) {
    bench::serve_bare(argv[2], static_cast<std::uint16_t>(std::atoi(argv[3])), 2, std::atoi(argv[4]));
    return 0;
  }
  std::string name = (fs::temp_directory_path() / "lamplighter-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return 1;
  int code = 1;
  try {
    code = run(read_options(argc, argv), argv[0], name);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  fs::remove_all(name);
  return code;
}
