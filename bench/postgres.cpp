// How many reports can two servers on one PostgreSQL store, beside what pgbench reaches with the statements
// that one report takes; and how soon does a listener at one server hear of a change at the other?
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/cluster.h"
#include "bench/support/load.h"
#include "bench/support/process.h"
#include "bench/support/town_server.h"

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;
using Server = bench::TownServer;

std::string quoted(std::string text) {
  std::string all = "'";
  for (const char c : text) {
    if (c == '\'') all += c;
    all += c;
  }
  return all + "'";
}

/// What the log says of a statement's parameters: `$1 = 'x', $2 = NULL`.
std::map<int, std::string> parameters_of(const std::string& line) {
  std::map<int, std::string> all;
  for (std::size_t at = line.find('$'); at != std::string::npos; at = line.find('$', at)) {
    const int number = std::atoi(line.c_str() + at + 1);
    at = line.find(" = ", at) + 3;
    if (line.compare(at, 4, "NULL") == 0) {
      all[number] = "NULL";
      at += 4;
      continue;
    }
    std::string value;
    for (++at; at < line.size(); ++at) {
      if (line[at] == '\'' && (at + 1 >= line.size() || line[at + 1] != '\'')) break;
      if (line[at] == '\'') ++at;
      value += line[at];
    }
    all[number] = quoted(value);
  }
  return all;
}

/// The statements of the one change in the log that stored a report, for pgbench: each run makes its own
/// report, with its own number in the audit log.
std::string script_of(const std::string& log, bool with_lock) {
  std::ifstream in(log);
  std::map<std::string, std::vector<std::pair<std::string, std::string>>>
      changes;  // by process: statement, parameters
  std::vector<std::pair<std::string, std::string>> found;
  for (std::string line; std::getline(in, line);) {
    const auto bar = line.find("|");
    if (bar == std::string::npos) continue;
    const auto process = line.substr(0, bar);
    const auto text = line.substr(bar + 1);
    auto& change = changes[process];
    if (const auto at = text.find("parameters: "); at != std::string::npos && !change.empty()) {
      change.back().second = text.substr(at);
      continue;
    }
    auto at = text.find("execute ");
    at = at == std::string::npos ? text.find("statement: ") : at;
    if (at == std::string::npos) continue;
    const auto statement = text.substr(text.find(": ", at) + 2);
    if (statement.starts_with("BEGIN")) change.clear();
    change.emplace_back(statement, "");
    if (statement == "COMMIT" && std::any_of(change.begin(), change.end(), [](const auto& one) {
          return one.first.starts_with("INSERT INTO reports");
        }))
      found = change;
  }
  if (found.empty()) throw std::runtime_error("the log does not tell how a report is stored");
  std::string script = "SET search_path = lamplighter;\n";
  for (const auto& [statement, told] : found) {
    if (!with_lock && statement.starts_with("BEGIN")) {
      script += "BEGIN;\n";
      continue;
    }
    auto parameters = parameters_of(told);
    if (statement.starts_with("INSERT INTO reports"))
      parameters[1] = "md5(random()::text || clock_timestamp()::text)";
    if (statement.starts_with("INSERT INTO audit_log")) parameters[1] = "nextval('bench_numbers')";
    std::string whole;
    for (std::size_t i = 0; i < statement.size(); ++i) {
      if (statement[i] != '$' || i + 1 >= statement.size() || std::isdigit(statement[i + 1]) == 0) {
        whole += statement[i];
        continue;
      }
      const int number = std::atoi(statement.c_str() + i + 1);
      whole += parameters.contains(number) ? parameters[number] : "NULL";
      while (i + 1 < statement.size() && std::isdigit(statement[i + 1]) != 0) ++i;
    }
    script += whole + ";\n";
  }
  return script;
}

double pgbench(const bench::Cluster& cluster, const bench::Folder& folder, const std::string& script,
               int clients, int seconds) {
  const auto file = folder.path() / "report.sql";
  std::ofstream(file) << script;
  const auto said = bench::output_of("pgbench -n -f " + file.string() + " -c " + std::to_string(clients) +
                                     " -j 2 -T " + std::to_string(seconds) + " '" + cluster.address() + "'");
  const auto at = said.find("tps = ");
  if (at == std::string::npos) throw std::runtime_error(said);
  return std::atof(said.c_str() + at + 6);
}

/// Milliseconds from asking at one server to hearing at the other.
std::vector<double> listen(const Server& from, const Server& to, const std::string& token, int times) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(to.port());
  if (::connect(listening, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("the listener cannot connect");
  const auto request = bench::request_of("GET", "/api/v1/events", token);
  ::send(listening, request.data(), request.size(), MSG_NOSIGNAL);
  std::string heard;
  const auto hear = [&](const std::string& words) {
    std::string bytes(64 * 1024, '\0');
    while (heard.find(words) == std::string::npos) {
      const auto got = ::recv(listening, bytes.data(), bytes.size(), 0);
      if (got <= 0) throw std::runtime_error("the listener was sent away");
      heard.append(bytes, 0, static_cast<std::size_t>(got));
    }
    heard.clear();
  };
  hear("hello");
  std::vector<double> all;
  for (int i = 0; i < times; ++i) {
    const auto begun = Clock::now();
    const auto [status, body] = bench::ask_once(from.port(), bench::report_request(token));
    if (status != 201) throw std::runtime_error(body);
    hear("\"report_id\":\"" + Json::parse(body).at("id").get<std::string>() + "\"");
    all.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
  }
  ::close(listening);
  std::sort(all.begin(), all.end());
  return all;
}

void measure(int seconds) {
  const bench::Cluster cluster;
  const bench::Folder folder;
  const auto data = (folder.path() / "data").string();
  bench::make_demo_town(data, cluster.address());
  auto first = std::make_unique<Server>(data, cluster.address());
  auto second = std::make_unique<Server>(data, cluster.address());
  const Server &one = *first, &two = *second;
  const auto token = bench::sign_in(one.port(), "supervisor");
  for (int i = 0; i < 20; ++i) bench::ask_once(one.port(), bench::report_request(token));
  cluster.psql("ALTER SYSTEM SET log_line_prefix = '%p|'");
  cluster.psql("ALTER SYSTEM SET log_statement = 'all'");
  cluster.psql("SELECT pg_reload_conf()");
  std::this_thread::sleep_for(std::chrono::seconds{1});
  bench::ask_once(one.port(), bench::report_request(token));
  cluster.psql("ALTER SYSTEM SET log_statement = 'none'");
  cluster.psql("SELECT pg_reload_conf()");
  std::this_thread::sleep_for(std::chrono::seconds{1});
  cluster.psql("CREATE SEQUENCE lamplighter.bench_numbers START 1000000000");

  std::vector<bench::Load> loads(2);
  const auto cpu = one.cpu() + two.cpu();
  {
    std::jthread other([&] {
      loads[1] = bench::ask_for(two.port(), 16, seconds, [&](auto) { return bench::report_request(token); });
    });
    loads[0] = bench::ask_for(one.port(), 16, seconds, [&](auto) { return bench::report_request(token); });
  }
  const double ours = loads[0].rate() + loads[1].rate();
  const double spent =
      (one.cpu() + two.cpu() - cpu) * 1e6 / static_cast<double>(loads[0].answers + loads[1].answers);
  const auto alone =
      bench::ask_for(one.port(), 16, seconds, [&](auto) { return bench::report_request(token); });
  const auto times = listen(one, two, token, 300);
  // pgbench makes rows of the log that are no chain: nobody shall go on from them.
  first.reset();
  second.reset();
  const double locked = pgbench(cluster, folder, script_of(cluster.log(), true), 16, seconds);
  const double free = pgbench(cluster, folder, script_of(cluster.log(), false), 16, seconds);
  std::printf(
      "reports stored, two servers, 16 connections each:  %7.0f/s  p99 %.1f ms, %llu failed, %.0f us of "
      "processor\n",
      ours, std::max(loads[0].p99, loads[1].p99) / 1000,
      static_cast<unsigned long long>(loads[0].failures + loads[1].failures), spent);
  std::printf("one server, 16 connections:                        %7.0f/s  p99 %.1f ms\n", alone.rate(),
              alone.p99 / 1000);
  std::printf("pgbench, 16 clients, the same statements:          %7.0f/s  ratio %.2f\n", locked,
              ours / locked);
  std::printf("pgbench, without the lock of a change:             %7.0f/s  ratio %.2f\n", free, ours / free);
  std::printf(
      "written at one, heard at the other:                p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n",
      times[times.size() / 2], times[times.size() * 99 / 100], times.back());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    measure(argc > 1 ? std::atoi(argv[1]) : 8);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "postgres: %s\n", error.what());
    return 1;
  }
}
