// What does a list of 50 orders cost to write as JSON, beside the same bytes by nlohmann/json?
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/support/codec_yardstick.h"
#include "bench/support/history.h"
#include "bench/support/process.h"
#include "server/api/codec_work_order.h"
#include "server/api/views.h"

namespace {

using Clock = std::chrono::steady_clock;

/// Microseconds of one turn, the best of several hundred: the machine may be busy with others.
template <class Work>
double best_of(int rounds, const Work& work) {
  double best = 1e12;
  for (int round = 0; round < rounds; ++round) {
    const auto began = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::micro>(Clock::now() - began).count());
  }
  return best;
}

models::Page<api::WorkOrderView> fifty_of(storage::Database& database) {
  models::Page<api::WorkOrderView> page;
  database.read_now([&](models::Transaction& tx) {
    models::Actor actor;
    actor.role = models::Role::supervisor;
    api::Names names(tx, bench::demo_evening);
    auto found = tx.work_orders().search({});
    for (int i = 0; i < 50; ++i)
      page.items.push_back(
          api::view(names, found.items.at(static_cast<std::size_t>(i) % found.items.size()), actor));
  });
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 500;
  const bench::Folder folder;
  const auto database = storage::open_sqlite(folder.path());
  bench::fill_town(*database);
  const auto page = fifty_of(*database);
  const auto text = api::write(page);
  const bench::JsonTree tree(text);
  std::size_t bytes = 0;
  const double ours = best_of(rounds, [&] { bytes += api::write(page).size(); });
  const double dumped = best_of(rounds, [&] { bytes += tree.dump().size(); });
  const double built = best_of(rounds, [&] { bytes += tree.copied_and_dumped().size(); });
  std::printf("a list of 50 orders, %zu bytes (%zu written in all)\n", text.size(), bytes);
  std::printf("%-44s %9.1f us\n", "ours, from the views to the text", ours);
  std::printf("%-44s %9.1f us\n", "nlohmann, a tree that stands already", dumped);
  std::printf("%-44s %9.1f us\n", "nlohmann, its tree made and written", built);
  std::printf("ratio %.2f (aim: 25 us for orders of about 300 bytes; here %.2f ns a byte)\n", ours / built,
              ours * 1e3 / static_cast<double>(text.size()));
  std::printf("{\"bytes\":%zu,\"ours_us\":%.2f,\"nlohmann_us\":%.2f,\"ratio\":%.3f}\n", text.size(), ours,
              built, ours / built);
  return 0;
}
