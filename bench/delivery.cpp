// Does every message arrive when three receivers in ten fail: once at least, under one id, in order, within
// the limits?
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "bench/delivery/storm.h"
#include "dispatch/intake.h"
#include "dispatch/triage.h"
#include "server/town/load.h"

namespace {

constexpr int orders_in_all = 200;

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "lamplighter-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

/// Orders by the ordinary verbs, in the demo town.
std::vector<models::WorkOrderId> open_orders(storage::Database& database, models::Time now) {
  std::vector<models::WorkOrderId> orders;
  database.write_now([&](models::Transaction& tx) {
    orders.clear();
    if (const auto loaded = town::load_town(SOURCE_DIR "/data/lucheng", tx); !loaded)
      throw std::runtime_error(loaded.error().detail);
    const auto villages = tx.villages().list();
    const auto program = models::Actor::program();
    for (int i = 0; i < orders_in_all; ++i) {
      models::NewReport input;
      input.channel = models::Channel::api;
      input.reporter.wants_updates = false;
      input.place.village_code = villages[static_cast<std::size_t>(i) % villages.size()].code;
      input.place.address = "第 " + std::to_string(i) + " 处";
      input.fault_kind = tx.catalog().kinds().front().code;
      input.description = "不好用";
      const auto report = dispatch::receive_report(tx, program, input, "storm" + std::to_string(i), now);
      if (!report) throw std::runtime_error(report.error().detail);
      models::Triage triage;
      const auto done = dispatch::triage_report(tx, program, report->id, std::nullopt, triage, now);
      if (!done) throw std::runtime_error(done.error().detail);
      orders.push_back(tx.reports().find(report->id)->work_order);
    }
    return true;
  });
  return orders;
}

void print(const storm::Outcome& seen) {
  std::printf("%d messages to 4 webhooks and 2 robots, 30 in 100 tries fail\n\n", seen.messages);
  const auto row = [](const char* words, double value) { std::printf("%-58s %12.0f\n", words, value); };
  row("messages that arrived, each under its one id", seen.ids);
  row("  of them twice or more, under the same id", seen.twice);
  row("  under an id that nobody sent", seen.strangers);
  row("  before an earlier one of their order, or after a later", seen.out_of_order);
  row("tries", seen.tries);
  row("  answered with an error", seen.errors);
  row("  connection reset before it was taken", seen.resets);
  row("  taken, and the answer lost or too late", seen.lost_answers);
  row("  answered slowly", seen.slow);
  row("most tries at a robot within any 60 seconds (limit 20)", seen.most_in_a_minute);
  row("given up after 12 tries and sent again by hand", seen.sent_again);
  row("minutes by the stepped clock", static_cast<double>(seen.stepped_seconds) / 60);
  std::printf("%-58s %12.1f\n", "seconds by the wall clock", seen.seconds);
  std::printf(
      "\n{\"bench\":\"delivery\",\"messages\":%d,\"arrived\":%d,\"twice\":%d,\"strangers\":%d,"
      "\"out_of_order\":%d,\"tries\":%d,\"errors\":%d,\"resets\":%d,\"lost_answers\":%d,\"slow\":%d,"
      "\"most_in_a_minute\":%d,\"sent_again\":%d,\"stepped_seconds\":%lld,\"seconds\":%.1f,\"good\":%s}\n",
      seen.messages, seen.ids, seen.twice, seen.strangers, seen.out_of_order, seen.tries, seen.errors,
      seen.resets, seen.lost_answers, seen.slow, seen.most_in_a_minute, seen.sent_again,
      static_cast<long long>(seen.stepped_seconds), seen.seconds, seen.good() ? "true" : "false");
}

}  // namespace

int main(int argc, char** argv) {
  const auto folder = make_folder();
  bool good = false;
  try {
    storm::Options options;
    if (argc > 1) options.messages = std::max(100, std::atoi(argv[1]));
    options.robot_messages = options.messages / 25;
    options.start = models::from_unix(1'795'000'000);
    const auto database = storage::open_sqlite(folder / "data");
    const auto orders = open_orders(*database, options.start);
    const auto seen = storm::run(*database, orders, options);
    print(seen);
    good = seen.good();
    database->close();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "delivery: %s\n", failure.what());
  }
  std::filesystem::remove_all(folder);
  return good ? 0 : 1;
}
