// Does the program keep to its memory and files over an hour of ordinary work?
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
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

constexpr int turns_a_second = 10;
constexpr double writer_cache_mib = 64;  ///< of connection.cpp

/// One turn of a town's day: a report, its order, a step or two, and what people look at meanwhile.
class Town {
 public:
  explicit Town(std::uint16_t port) : port_(port) {
    for (const char* who : {"operator", "dispatcher", "heat-1-lead", "supervisor"}) {
      const auto answer = bench::ask_once(
          port_, bench::request_of("POST", "/api/v1/session", "",
                                   Json{{"username", who}, {"password", "lamplighter-demo"}}.dump()));
      if (answer.first != 201) throw std::runtime_error("cannot sign in: " + answer.second);
      tokens_.push_back(Json::parse(answer.second).at("token"));
    }
    const auto villages = ask("GET", "/api/v1/villages", 0);
    village_ = Json::parse(villages.second).at("items").at(0).at("code");
  }

  void turn(int n) {
    const auto report =
        ask("POST", "/api/v1/reports", 0,
            Json{{"channel", "hotline"},
                 {"village", village_},
                 {"fault_kind", "HP-02"},
                 {"address", std::to_string(n % 400) + "号"},
                 {"description", "就十几度"},
                 {"reporter", {{"name", "王秀兰"}, {"phone", std::to_string(13800000000 + n)}}}});
    if (report.first == 201) {
      const std::string id = Json::parse(report.second).at("id");
      const auto opened = ask("PUT", "/api/v1/reports/" + id + "/triage", 1, Json{{"decision", "open"}});
      if (opened.first == 200) {
        const std::string order = Json::parse(opened.second).at("work_order").at("id");
        ask("POST", "/api/v1/work-orders/" + order + "/notes", 1, Json{{"text", "住户晚上在家"}});
        ask("GET", "/api/v1/work-orders/" + order, 3);
        // Every order ends: what is open does not grow, so nothing else may.
        ask("POST", "/api/v1/work-orders/" + order + "/cancellation", 3, Json{{"reason", "演练"}});
      }
    }
    ask("GET", n % 2 == 0 ? "/api/v1/dashboard" : "/api/v1/work-orders?state=active&limit=50", 3);
    ask("GET", n % 2 == 0 ? "/api/v1/facilities?q=SL-00&limit=20" : "/api/v1/work-orders?limit=50", 2);
  }
  std::uint64_t asked = 0, failed = 0;

 private:
  std::pair<int, std::string> ask(const char* method, const std::string& target, std::size_t who,
                                  const Json& body = nullptr) {
    ++asked;
    auto answer =
        bench::ask_once(port_, bench::request_of(method, target, who < tokens_.size() ? tokens_[who] : "",
                                                 body.is_null() ? "" : body.dump()));
    if (answer.first >= 300) ++failed;
    return answer;
  }
  std::uint16_t port_;
  std::vector<std::string> tokens_;
  std::string village_;
};

/// What is held by the end of each minute, but for the pages that the writer keeps of what it wrote (the file
/// grows, and up to 64 MiB of it stay): how it rises over the last two thirds, for by then the readers'
/// caches are full. It is the median of the rises between any two of the minutes (Theil and Sen), so that a
/// minute with a large answer in hand counts as one of many.
///
/// Shape   flat: it rises by no more than a twentieth of what the program holds when it starts, in an hour
struct Verdict {
  std::size_t from = 0;
  double least = 0, most = 0, an_hour = 0;
  bool flat = false;
};
Verdict judge(const std::vector<double>& held, double at_first) {
  Verdict verdict;
  verdict.from = held.size() / 3;
  verdict.least = *std::min_element(held.begin() + static_cast<std::ptrdiff_t>(verdict.from), held.end());
  verdict.most = *std::max_element(held.begin() + static_cast<std::ptrdiff_t>(verdict.from), held.end());
  std::vector<double> rises;
  for (std::size_t i = verdict.from; i < held.size(); ++i)
    for (std::size_t k = i + 1; k < held.size(); ++k)
      rises.push_back(60 * (held[k] - held[i]) / static_cast<double>(k - i));
  if (rises.empty()) return verdict;
  const auto middle = rises.begin() + static_cast<std::ptrdiff_t>(rises.size() / 2);
  std::nth_element(rises.begin(), middle, rises.end());
  verdict.an_hour = *middle;
  verdict.flat = verdict.an_hour <= at_first / 20;
  return verdict;
}

int run(int minutes) {
  const bench::Folder folder;
  const std::string data = (folder.path() / "town").string();
  if (!bench::Process({LAMPLIGHTER_PROGRAM, "demo", "--data", data, "--town", SOURCE_DIR "/data/lucheng"})
           .end_well())
    throw std::runtime_error("the demo town could not be made");
  const auto port = bench::free_port();
  const bench::Process server({LAMPLIGHTER_PROGRAM, "serve", "--data", data, "--listen",
                               "127.0.0.1:" + std::to_string(port), "--web", "/nowhere", "--log-level",
                               "error"});
  bench::wait_for(port, bench::request_of("GET", "/healthz", ""));
  Town town(port);
  const auto file = folder.path() / "town" / "lamplighter.db";
  const auto size_of_file = [&file] {
    return static_cast<double>(std::filesystem::file_size(file)) / 1048576;
  };
  std::printf("%-8s %10s %10s %8s %10s %8s %10s\n", "minute", "asked", "failed", "MiB", "file MiB", "files",
              "cpu s");
  std::vector<double> held_at;
  const double at_first = server.memory_bytes() / 1048576;
  std::size_t files = 0;
  int n = 0;
  for (int minute = 1; minute <= minutes; ++minute) {
    const auto until = Clock::now() + 60s;
    while (Clock::now() < until) {
      town.turn(n++);
      std::this_thread::sleep_for(1000ms / turns_a_second);
    }
    const double held = server.memory_bytes() / 1048576;
    held_at.push_back(held - std::min(size_of_file(), writer_cache_mib));
    files = std::max(files, server.open_files());
    std::printf("%-8d %10llu %10llu %8.1f %10.1f %8zu %10.1f\n", minute,
                static_cast<unsigned long long>(town.asked), static_cast<unsigned long long>(town.failed),
                held, size_of_file(), server.open_files(), server.cpu());
    std::fflush(stdout);
  }
  const auto verdict = judge(held_at, at_first);
  std::printf("from minute %zu on, but for the writer's pages: %.1f to %.1f MiB, %+.2f MiB an hour; %s\n",
              verdict.from, verdict.least, verdict.most, verdict.an_hour, verdict.flat ? "flat" : "NOT flat");
  std::printf(
      "{\"minutes\":%d,\"asked\":%llu,\"failed\":%llu,\"least_mib\":%.1f,\"most_mib\":%.1f,"
      "\"mib_an_hour\":%.2f,\"files\":%zu,\"flat\":%s}\n",
      minutes, static_cast<unsigned long long>(town.asked), static_cast<unsigned long long>(town.failed),
      verdict.least, verdict.most, verdict.an_hour, files, verdict.flat ? "true" : "false");
  return verdict.flat && town.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 60);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
