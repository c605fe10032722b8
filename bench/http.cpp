// How much of a bare Beast and SQLite server's rate does the whole server keep, with 1, 16 and 256
// connections?

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/bare.h"
#include "bench/support/history.h"
#include "bench/support/load.h"
#include "bench/support/process.h"

namespace {

using Json = nlohmann::json;
using bench::Process;

constexpr const char* demo_password = "lamplighter-demo";

struct Options {
  double seconds = 2;
  int turns = 1;    ///< ours and bare by turns; the best of each counts
  int history = 0;  ///< closed orders from before
  std::vector<int> connections{1, 16, 256};
  std::string only;    ///< one kind of work, by its name in the table
  double changes = 0;  ///< a second, beside each read, at both servers
  bool alone = false;  ///< no read is asked twice, so that none can be answered with another's answer
};

using Ask = std::function<std::string(std::uint64_t)>;

struct Work {
  std::string name;
  Ask ours, bare;
};

/// Makes changes at an even pace until it goes out of scope. Shape  rate: a second, 0: none
class Beside {
 public:
  Beside(std::uint16_t port, double rate, Ask change) {
    if (rate <= 0) return;
    thread_ = std::jthread([=](const std::stop_token& stop) {
      const auto pause = std::chrono::duration<double>(1 / rate);
      auto next = std::chrono::steady_clock::now();
      for (std::uint64_t n = 0; !stop.stop_requested(); ++n) {
        bench::ask_once(port, change(n));
        next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause);
        std::this_thread::sleep_until(next);
      }
    });
  }

 private:
  std::jthread thread_;
};

std::string token_of(std::uint16_t port) {
  const auto [status, body] = bench::ask_once(
      port, bench::request_of("POST", "/api/v1/session", "",
                              Json{{"username", "operator"}, {"password", demo_password}}.dump()));
  if (status != 201) throw std::runtime_error("cannot sign in: " + body);
  return Json::parse(body).at("token");
}

std::vector<Work> works(std::uint16_t port, const std::string& token, int bare_orders, bool alone) {
  const auto listed = bench::ask_once(port, bench::request_of("GET", "/api/v1/work-orders?limit=50", token));
  std::vector<std::string> ids;
  const auto json = Json::parse(listed.second);
  for (const auto& one : json.at("items")) ids.push_back(one.at("id"));
  if (ids.empty()) throw std::runtime_error("the demo has no orders");
  const auto village = json.at("items").at(0).at("village").get<std::string>();
  // An order takes so many notes and no more: the changes need more orders than the demo has.
  for (int more = 0; more < 1000; ++more) {
    const auto reported = bench::ask_once(port, bench::request_of("POST", "/api/v1/reports", token,
                                                                  Json{{"channel", "hotline"},
                                                                       {"village", village},
                                                                       {"fault_kind", "SL-01"},
                                                                       {"address", std::to_string(more)},
                                                                       {"description", "路灯不亮"}}
                                                                      .dump()));
    const std::string report = Json::parse(reported.second).at("id");
    const auto opened = bench::ask_once(
        port,
        bench::request_of("PUT", "/api/v1/reports/" + report + "/triage", token, R"({"decision":"open"})"));
    if (opened.first == 200) ids.push_back(Json::parse(opened.second).at("work_order").at("id"));
  }
  const auto id_at = [ids](std::uint64_t n) { return ids[n % ids.size()]; };
  const auto bare_at = [bare_orders](std::uint64_t n) {
    return "/orders/" + std::to_string(1 + n * 7919 % static_cast<std::uint64_t>(bare_orders));
  };
  const auto get = [token, alone](const std::string& target, std::uint64_t n) {
    const auto mark = target.find('?') == std::string::npos ? "?n=" : "&n=";
    return bench::request_of("GET", alone ? target + mark + std::to_string(n) : target, token);
  };
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
      {"read", [=](auto n) { return get("/api/v1/work-orders/" + id_at(n), n); },
       [=](auto n) { return bench::request_of("GET", bare_at(n), ""); }},
      {"list of 50", [=](auto n) { return get("/api/v1/work-orders?limit=50", n); },
       [=](auto) { return bench::request_of("GET", "/orders", ""); }},
      {"dashboard", [=](auto n) { return get("/api/v1/dashboard", n); },
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

Measured measure(const Process& server, std::uint16_t port, int connections, double seconds, const Ask& ask,
                 const Beside&) {
  bench::ask_for(port, connections, seconds / 5, ask);  // warm
  const double before = server.cpu();
  Measured measured;
  measured.load = bench::ask_for(port, connections, seconds, ask);
  measured.cpu =
      (server.cpu() - before) * 1e6 / static_cast<double>(std::max<std::uint64_t>(1, measured.load.answers));
  return measured;
}

/// Of each figure the better one: on a busy machine one turn says little. Failures add up.
void better(Measured& best, const Measured& one) {
  const auto failures = best.load.failures + one.load.failures;
  const bool first = best.load.answers == 0;
  const double cpu = first ? one.cpu : std::min(best.cpu, one.cpu);
  const double p99 = first ? one.load.p99 : std::min(best.load.p99, one.load.p99);
  if (first || one.load.rate() > best.load.rate()) best.load = one.load;
  best.load.p99 = p99;
  best.load.failures = failures;
  best.cpu = cpu;
}

int run(const Options& options, const char* self) {
  const bench::Folder own;
  const auto& folder = own.path();
  const bench::OldTown town(bench::program(LAMPLIGHTER_PROGRAM), options.history);
  const std::string data = town.data().string();
  const auto port = bench::free_port();
  const Process ours({bench::program(LAMPLIGHTER_PROGRAM), "serve", "--data", data, "--listen",
                      "127.0.0.1:" + std::to_string(port), "--web", SOURCE_DIR "/web", "--log-level",
                      "warning", "--rates-changes-per-minute", "0"});
  // Its rows are long: a million of them are 3 GB and deep enough.
  const int bare_orders = 200 + std::min(options.history, 1'000'000);
  const auto bare_port = bench::free_port();
  bench::wait_for(port, bench::request_of("GET", "/healthz", ""));
  const auto token = token_of(port);
  // Its rows are as long as an order in our list, so that both send the same number of bytes.
  const auto list =
      bench::ask_once(port, bench::request_of("GET", "/api/v1/work-orders?limit=50", token)).second;
  const auto row_bytes = list.size() / std::max<std::size_t>(1, Json::parse(list).at("items").size());
  const Process bare({self, "--bare", folder.string(), std::to_string(bare_port), std::to_string(bare_orders),
                      std::to_string(row_bytes)});
  bench::wait_for(bare_port, bench::request_of("GET", "/counts", ""));

  std::printf("%-11s %5s %9s %9s %6s %9s %9s %9s %9s %7s\n", "work", "conns", "ours/s", "bare/s", "ratio",
              "p99 ours", "p99 bare", "cpu ours", "cpu bare", "failed");
  Json all = Json::object();
  const auto all_works = works(port, token, bare_orders, options.alone);
  const auto& change = all_works.back();
  for (const auto& work : all_works) {
    if (!options.only.empty() && work.name != options.only) continue;
    const bool reads = work.name != "create" && work.name != "update";
    const double rate = reads ? options.changes : 0;
    for (const int connections : options.connections) {
      Measured mine, theirs;
      for (int turn = 0; turn < options.turns; ++turn) {
        better(mine,
               measure(ours, port, connections, options.seconds, work.ours, Beside(port, rate, change.ours)));
        better(theirs, measure(bare, bare_port, connections, options.seconds, work.bare,
                               Beside(bare_port, rate, change.bare)));
      }
      const double ratio = mine.load.rate() / theirs.load.rate();
      std::printf("%-11s %5d %9.0f %9.0f %6.2f %7.0fus %7.0fus %7.1fus %7.1fus %7llu\n", work.name.c_str(),
                  connections, mine.load.rate(), theirs.load.rate(), ratio, mine.load.p99, theirs.load.p99,
                  mine.cpu, theirs.cpu,
                  static_cast<unsigned long long>(mine.load.failures + theirs.load.failures));
      std::fflush(stdout);
      all[work.name][std::to_string(connections)] = {{"ratio", ratio},
                                                     {"p99_ratio", mine.load.p99 / theirs.load.p99},
                                                     {"cpu_ratio", mine.cpu / theirs.cpu},
                                                     {"rate", mine.load.rate()},
                                                     {"p99_us", mine.load.p99},
                                                     {"cpu_us", mine.cpu},
                                                     {"bare_cpu_us", theirs.cpu},
                                                     {"memory_mib", ours.memory_bytes() / 1048576},
                                                     {"failures", mine.load.failures}};
    }
  }
  std::printf("%s\n", all.dump().c_str());
  return 0;
}

std::vector<int> numbers(const std::string& list) {
  std::vector<int> all;
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    all.push_back(std::stoi(list.substr(at, end - at)));
    if (all.back() < 1) throw std::invalid_argument("--connections: numbers from 1, as 1,16,256");
    at = end + 1;
  }
  return all;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--history" && i + 1 < argc) {
      options.history = std::atoi(argv[++i]);
    } else if (name == "--seconds" && i + 1 < argc) {
      options.seconds = std::strtod(argv[++i], nullptr);
    } else if (name == "--turns" && i + 1 < argc) {
      options.turns = std::max(1, std::atoi(argv[++i]));
    } else if (name == "--connections" && i + 1 < argc) {
      options.connections = numbers(argv[++i]);
    } else if (name == "--only" && i + 1 < argc) {
      options.only = argv[++i];
    } else if (name == "--changes" && i + 1 < argc) {
      options.changes = std::strtod(argv[++i], nullptr);
    } else if (name == "--alone") {
      options.alone = true;
    } else {
      throw std::invalid_argument(
          "options: --seconds S (of each figure), --turns T, --connections N[,N…], --only WORK, --history "
          "ORDERS, "
          "--changes N (a second, beside each read), --alone (no read is asked twice)");
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 6 && std::strcmp(argv[1], "--bare") == 0) {
    bench::serve_bare(argv[2], static_cast<std::uint16_t>(std::atoi(argv[3])), 2, std::atoi(argv[4]),
                      std::atoi(argv[5]));
    return 0;
  }
  try {
    return run(read_options(argc, argv), argv[0]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
