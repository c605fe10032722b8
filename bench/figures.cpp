// What do the figures of a year, a month and a day cost, beside reading the same orders one by one?
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>

#include "dispatch/figures.h"
#include "server/simulation/history.h"
#include "server/town/demo.h"

namespace {

double cpu_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

/// The demo town with a year behind it; how long that took.
double fill(storage::Database& database, models::Time now, int days) {
  const auto data = std::filesystem::path(SOURCE_DIR) / "data" / "lucheng";
  const double begun = cpu_ms();
  const auto files = town::read_town(data);
  int tokens = 0;
  town::DemoOptions options;
  options.token = [&tokens] { return "token-" + std::to_string(++tokens); };
  simulation::History history(files.value(), {days, 1, options.token}, now);
  options.past = [&](models::Transaction& tx, models::Time until) { return history.play(tx, until); };
  const auto hash = [](const std::string&) { return std::string("hash"); };
  if (const auto filled = town::fill_demo(database, data, hash, now, options); !filled)
    throw std::runtime_error(filled.error().detail);
  return cpu_ms() - begun;
}

/// The yardstick: each order and its events as a page would read them.
void read_one_by_one(models::Transaction& tx, const std::vector<models::OrderFacts>& orders) {
  for (const auto& order : orders) {
    if (!tx.work_orders().find(order.id)) throw std::runtime_error("an order is gone");
    if (tx.events().list({order.id, {}, {}, 1000}).empty()) throw std::runtime_error("no events");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int days = argc > 1 ? std::atoi(argv[1]) : simulation::most_history_days;
  const auto folder = make_folder();
  {
    const auto database = storage::open_sqlite(folder / "town");
    const models::Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const double written = fill(*database, now, days);
    std::printf("%d days of history written in %.1f CPU s\n", days, written / 1000);
    std::printf("%8s %8s %12s %12s %12s\n", "period", "orders", "query ms", "count ms", "one by one");
    std::string json = "{\"write_s\":" + std::to_string(written / 1000);
    for (const auto& [name, length] : {std::pair{"year", 400}, std::pair{"month", 30}, std::pair{"day", 1}}) {
      const models::FiguresQuery period{now - std::chrono::days{length}, now, now};
      double query = 1e9, count = 1e9, slow = 1e9;
      std::size_t found = 0;
      database->read_now([&](models::Transaction& tx) {
        for (int round = 0; round < 5; ++round) {
          const double begun = cpu_ms();
          const auto orders = tx.figures().orders(period);
          const double read = cpu_ms();
          const auto rows = dispatch::count_figures(orders, period, dispatch::FiguresBy::village, 8 * 3600);
          const double counted = cpu_ms();
          query = std::min(query, read - begun);
          count = std::min(count, counted - read);
          found = orders.size();
          if (round > 0 || rows.empty()) continue;
          read_one_by_one(tx, orders);
          slow = cpu_ms() - counted;
        }
      });
      std::printf("%8s %8zu %12.1f %12.1f %12.1f\n", name, found, query, count, slow);
      char text[96];
      std::snprintf(text, sizeof text, ",\"%s_orders\":%zu,\"%s_ms\":%.2f", name, found, name, query + count);
      json += text;
    }
    std::printf("%s}\n", json.c_str());
  }
  std::filesystem::remove_all(folder);
}
