// How long from the start of the program to its first answer, and how much memory does it hold: empty, and
// with a history?
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/history.h"
#include "bench/support/load.h"
#include "bench/support/process.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Started {
  double milliseconds = 1e12, cpu = 1e12;
  double idle_mib = 0, busy_mib = 0;
};

std::vector<std::string> serve(const std::filesystem::path& data, std::uint16_t port) {
  return {LAMPLIGHTER_PROGRAM,
          "serve",
          "--data",
          data.string(),
          "--listen",
          "127.0.0.1:" + std::to_string(port),
          "--web",
          "/nowhere",
          "--town",
          SOURCE_DIR "/data/lucheng",
          "--log-level",
          "error"};
}

/// The best of several starts; the memory of the last one.
Started start(const std::filesystem::path& data, int rounds) {
  Started result;
  for (int round = 0; round < rounds; ++round) {
    const auto port = bench::free_port();
    const auto began = Clock::now();
    const bench::Process program(serve(data, port));
    bench::wait_for(port, bench::request_of("GET", "/healthz", ""));
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    result.milliseconds = std::min(result.milliseconds, took);
    result.cpu = std::min(result.cpu, program.cpu() * 1e3);
    if (round + 1 < rounds) continue;
    std::this_thread::sleep_for(std::chrono::seconds{3});  // idle is what it holds once the start is over
    result.idle_mib = program.memory_bytes() / 1048576;
    bench::ask_for(port, 256, 2, [](auto) { return bench::request_of("GET", "/healthz", ""); });
    result.busy_mib = program.memory_bytes() / 1048576;
  }
  return result;
}

void show(const char* name, const Started& one, double aim) {
  std::printf(
      "%-26s %8.0f ms (aim %.0f), %.0f of the processor %8.1f MiB idle (aim 20) %8.1f MiB after 256 "
      "connections (aim 200)\n",
      name, one.milliseconds, aim, one.cpu, one.idle_mib, one.busy_mib);
}

int run(int orders) {
  const bench::Folder empty;
  const auto first = start(empty.path(), 1);
  const auto nothing = start(empty.path(), 5);
  const bench::OldTown town(LAMPLIGHTER_PROGRAM, orders);
  const auto history = start(town.data(), 5);
  show("an empty folder", first, 50);
  show("an empty database", nothing, 50);
  show((std::to_string(orders) + " orders").c_str(), history, 500);
  std::printf(
      "{\"empty_ms\":%.1f,\"empty_cpu_ms\":%.0f,\"history_ms\":%.1f,\"orders\":%d,\"idle_mib\":%.1f,\"busy_"
      "mib\":%.1f,\"history_idle_mib\":%.1f,\"history_busy_mib\":%.1f}\n",
      nothing.milliseconds, nothing.cpu, history.milliseconds, orders, nothing.idle_mib, nothing.busy_mib,
      history.idle_mib, history.busy_mib);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? std::atoi(argv[1]) : 100'000);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
