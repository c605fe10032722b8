// How soon does every panel of the boards answer over a history, and do the counters equal a full recount?
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/support/history.h"
#include "bench/support/load.h"
#include "bench/support/process.h"
#include "dispatch/figure_days.h"
#include "server/storage/database_file.h"

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

constexpr const char* panels[] = {
    "/api/v1/dashboard",
    "/api/v1/plan/forecast",
    "/api/v1/work-orders?state=active&limit=50",
    "/api/v1/alerts",
    "/api/v1/rechecks",
    "/api/v1/requests",
    // Whole days of the town, as the pages ask.
    "/api/v1/figures?from=2026-10-31T16:00:00Z&to=2026-11-30T16:00:00Z",
    "/api/v1/figures?from=2025-12-31T16:00:00Z&to=2026-12-31T16:00:00Z",
    "/api/v1/figures?from=2025-12-31T16:00:00Z&to=2026-12-31T16:00:00Z&by=village",
    "/api/v1/figures?from=2025-12-31T16:00:00Z&to=2026-12-31T16:00:00Z&by=day",
    // A day that is cut in two is counted from the log.
    "/api/v1/figures?from=2026-10-24T04:30:00Z&to=2026-11-23T04:30:00Z",
};

int run(int orders, double for_each) {
  auto began = Clock::now();
  const auto seconds = [&began] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  const bench::OldTown town(LAMPLIGHTER_PROGRAM, orders);
  const auto& data = town.data();
  const auto file_bytes = std::filesystem::file_size(data / "lamplighter.db");
  Json all = Json::array();
  std::printf("%d closed orders and the sums of their figures %s in %.0f s, the database has %.1f MiB\n",
              orders, town.found() ? "found" : "written", seconds(),
              static_cast<double>(file_bytes) / 1048576);
  std::fflush(stdout);
  const auto port = bench::free_port();
  double worst = 0;
  {
    const bench::Process server({LAMPLIGHTER_PROGRAM, "serve", "--data", data.string(), "--listen",
                                 "127.0.0.1:" + std::to_string(port), "--web", "/nowhere", "--log-level",
                                 "error"});
    bench::wait_for(port, bench::request_of("GET", "/healthz", ""));
    const auto signed_in = bench::ask_once(
        port, bench::request_of("POST", "/api/v1/session", "",
                                Json{{"username", "supervisor"}, {"password", "lamplighter-demo"}}.dump()));
    const std::string token = Json::parse(signed_in.second).at("token");
    std::printf("%-86s %9s %9s %9s %9s (aim: p99 5 ms)\n", "panel", "first ms", "p50 ms", "p99 ms", "cpu ms");
    for (const char* panel : panels) {
      const auto request = bench::request_of("GET", panel, token);
      // Each asks for something else, or they would share one answer.
      const std::string with =
          std::string(panel) + (std::string_view(panel).find('?') == std::string::npos ? '?' : '&');
      const auto asked = [&](std::uint64_t n) {
        return bench::request_of("GET", with + "asked=" + std::to_string(n), token);
      };
      began = Clock::now();
      const auto first = bench::ask_once(port, request);
      const double took = seconds() * 1e3;
      if (first.first != 200) throw std::runtime_error(std::string(panel) + ": " + first.second);
      const double before = server.cpu();
      const auto load = bench::ask_for(port, 1, for_each, asked);
      const double cpu =
          (server.cpu() - before) * 1e3 / static_cast<double>(std::max<std::uint64_t>(1, load.answers));
      worst = std::max(worst, load.p99 / 1e3);
      std::printf("%-86s %9.1f %9.2f %9.2f %9.2f\n", panel, took, load.p50 / 1e3, load.p99 / 1e3, cpu);
      all.push_back(
          Json{{"panel", panel}, {"p50_ms", load.p50 / 1e3}, {"p99_ms", load.p99 / 1e3}, {"cpu_ms", cpu}});
      std::fflush(stdout);
    }
  }
  began = Clock::now();
  auto faults = storage::examine_database(data / "lamplighter.db", "");
  storage::read_database(data / "lamplighter.db", "", [&faults](models::Transaction& tx) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (auto& fault : dispatch::figure_day_faults(*dispatch::figure_days_of(tx), now))
      faults.push_back(std::move(fault));
  });
  const bool sound = faults.empty();
  for (const auto& fault : faults) std::printf("%s\n", fault.c_str());
  std::printf("pages, indexes, references and the counters against a full recount: %s, in %.1f s\n",
              sound ? "all equal" : "NOT EQUAL", seconds());
  std::printf("%s\n", Json{{"orders", orders},
                           {"worst_p99_ms", worst},
                           {"sound", sound},
                           {"file_bytes", file_bytes},
                           {"panels", all}}
                          .dump()
                          .c_str());
  return sound ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? std::atoi(argv[1]) : 100'000, argc > 2 ? std::strtod(argv[2], nullptr) : 2);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
