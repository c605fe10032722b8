// What does the life of one order cost on PostgreSQL, do towns of one database hold each other up, and what
// do a district and a city need by that?
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/support/cluster.h"
#include "bench/support/load.h"
#include "bench/support/town_server.h"

namespace {

using Json = nlohmann::json;

/// Units   seconds of processor time, bytes; of one order, from its report to its end
struct Cost {
  std::int64_t orders = 0, requests = 0;
  double server = 0, database = 0, stored = 0, logged = 0, rows = 0;
};

std::int64_t number(const bench::Cluster& cluster, const std::string& sql) {
  return std::atoll(cluster.psql(sql).c_str());
}

/// Simulated winter weeks, each in 76 seconds, go through the API by the project's own replay: triage, crews,
/// visits, endings.
Cost cost_of_an_order(const bench::Cluster& cluster, const std::string& data, int weeks) {
  bench::make_demo_town(data, cluster.address());
  const bench::TownServer server(data, cluster.address());
  const auto orders = [&] { return number(cluster, "SELECT count(*) FROM lamplighter.work_orders"); };
  const auto stored = [&] {
    cluster.psql("VACUUM ANALYZE");
    return number(cluster,
                  "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relkind = 'r' AND "
                  "relnamespace = 'lamplighter'::regnamespace");
  };
  const auto rows = [&] {
    return number(cluster, "SELECT sum(n_tup_ins) FROM pg_stat_user_tables WHERE schemaname = 'lamplighter'");
  };
  const auto logged = [&] { return number(cluster, "SELECT pg_current_wal_lsn() - '0/0'"); };
  Cost cost;
  const auto before = Cost{orders(),
                           0,
                           server.cpu(),
                           cluster.cpu(),
                           static_cast<double>(stored()),
                           static_cast<double>(logged()),
                           static_cast<double>(rows())};
  for (int week = 1; week <= weeks; ++week) {
    const auto said =
        bench::output_of(std::string(LAMPLIGHTER_PROGRAM) +
                         " replay --winter-week --compress 8000 --json --url http://127.0.0.1:" +
                         std::to_string(server.port()) + " --seed " + std::to_string(week));
    const auto told = Json::parse(said.substr(said.find('{')));
    if (told.at("lost") != 0 || told.at("doubled") != 0) throw std::runtime_error("the replay lost: " + said);
    cost.requests += told.value("requests", 0);
  }
  std::this_thread::sleep_for(std::chrono::seconds{2});  // what statistics and watchers still write
  cost.orders = orders() - before.orders;
  if (cost.orders <= 0) throw std::runtime_error("the replay made no orders");
  const auto each = [&](double now, double then) { return (now - then) / static_cast<double>(cost.orders); };
  cost.server = each(server.cpu(), before.server);
  cost.database = each(cluster.cpu(), before.database);
  cost.logged = each(static_cast<double>(logged()), before.logged);
  cost.rows = each(static_cast<double>(rows()), before.rows);
  cost.stored = each(static_cast<double>(stored()), before.stored);
  return cost;
}

/// Reports stored in a second by so many towns of one database, each with a server of its own.
double side_by_side(const bench::Cluster& cluster, const std::string& data, int towns, int seconds) {
  std::vector<std::unique_ptr<bench::TownServer>> servers;
  std::vector<std::string> tokens;
  for (int town = 0; town < towns; ++town) {
    const auto name = "town_" + std::to_string(towns) + "_" + std::to_string(town);
    bench::make_demo_town(data + "/" + name, cluster.address(), name);
    servers.push_back(std::make_unique<bench::TownServer>(data + "/" + name, cluster.address(), name));
    tokens.push_back(bench::sign_in(servers.back()->port(), "supervisor"));
  }
  std::vector<bench::Load> loads(servers.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < servers.size(); ++i)
      threads.emplace_back([&, i] {
        loads[i] = bench::ask_for(servers[i]->port(), 16 / towns, seconds,
                                  [&](auto) { return bench::report_request(tokens[i]); });
      });
  }
  double all = 0;
  for (const auto& load : loads) {
    if (load.failures > 0) throw std::runtime_error("reports were refused");
    all += load.rate();
  }
  return all;
}

void print_needs(const Cost& cost) {
  struct Place {
    const char* name;
    double orders_a_year;
  };
  // A town: the simulated year of Lucheng (`lamplighter demo --history`). A district: 22 of them. A city:
  // every contact of Beijing's 12345 in 2020 (11.04 million, bjnews.com.cn) as an order.
  const Place places[] = {{"town", 12'030}, {"district", 22 * 12'030.0}, {"city", 11'040'000}};
  // The busiest hour beside the mean one: 250 heaters on one day where 13 are usual, half of them in three
  // hours.
  constexpr double peak = 250.0 / 13 * 4;
  constexpr double hours = 365 * 24.0;
  std::printf("%-10s %14s %12s %16s %16s %14s %14s\n", "", "orders/year", "peak/s", "server, cores",
              "database, cores", "GB/year", "log GB/year");
  for (const auto& place : places) {
    const double rate = place.orders_a_year / hours / 3600 * peak;
    std::printf("%-10s %14.0f %12.3f %16.4f %16.4f %14.2f %14.1f\n", place.name, place.orders_a_year, rate,
                rate * cost.server, rate * cost.database, place.orders_a_year * cost.stored / 1e9,
                place.orders_a_year * cost.logged / 1e9);
  }
}

void measure(int weeks, int seconds) {
  const bench::Cluster cluster;
  const bench::Folder folder;
  const auto data = folder.path().string();
  const auto cost = cost_of_an_order(cluster, data + "/one", weeks);
  std::printf(
      "%lld orders, %.1f requests each: %.2f ms of processor at the server, %.2f ms at the database,\n"
      "%.1f rows, %.1f kB stored with indexes, %.1f kB of its log\n\n",
      static_cast<long long>(cost.orders),
      static_cast<double>(cost.requests) / static_cast<double>(cost.orders), cost.server * 1e3,
      cost.database * 1e3, cost.rows, cost.stored / 1e3, cost.logged / 1e3);
  print_needs(cost);
  const double alone = side_by_side(cluster, data, 1, seconds);
  std::printf("\nreports stored by 16 connections over towns of one database\n%8s %10s %8s\n", "towns", "/s",
              "ratio");
  std::printf("%8d %10.0f %8.2f\n", 1, alone, 1.0);
  Json ratios{{"1", 1.0}};
  for (const int towns : {2, 4}) {
    const double rate = side_by_side(cluster, data, towns, seconds);
    std::printf("%8d %10.0f %8.2f\n", towns, rate, rate / alone);
    ratios[std::to_string(towns)] = rate / alone;
  }
  std::printf("%s\n", Json{{"bench", "scale"},
                           {"orders", cost.orders},
                           {"server_ms", cost.server * 1e3},
                           {"database_ms", cost.database * 1e3},
                           {"stored_bytes", cost.stored},
                           {"logged_bytes", cost.logged},
                           {"towns", ratios}}
                          .dump()
                          .c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    measure(argc > 1 ? std::atoi(argv[1]) : 3, argc > 2 ? std::atoi(argv[2]) : 6);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "scale: %s\n", error.what());
    return 1;
  }
}
