// How fast does a town of so many orders move from SQLite to PostgreSQL and back, every row compared, and
// what does it need?
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/support/cluster.h"
#include "bench/support/history.h"
#include "bench/support/process.h"
#include "server/storage/database.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Moved {
  double seconds = 0;
  double peak_bytes = 0;
};

Moved move(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{LAMPLIGHTER_PROGRAM, "migrate"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto begun = Clock::now();
  bench::Process program(command);
  std::atomic<bool> ended{false};
  Moved moved;
  std::jthread watching([&] {
    while (!ended) {
      moved.peak_bytes = std::max(moved.peak_bytes, program.memory_bytes());
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
  });
  const bool well = program.end_well();
  ended = true;
  watching.join();
  if (!well) throw std::runtime_error("the move failed");
  moved.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  return moved;
}

void measure(int orders) {
  const bench::Cluster cluster;
  const bench::Folder folder;
  const auto file = folder.path() / "file", back = folder.path() / "back",
             pictures = folder.path() / "pictures";
  bench::fill_town(*storage::open_sqlite(file));
  bench::fill_history(file / "lamplighter.db", orders);
  const auto there = move({"--from", file, "--to", cluster.address(), "--data", pictures});
  const auto rows =
      std::atof(cluster
                    .psql("SELECT sum((xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c "
                          "FROM lamplighter.%I', tablename), false, true, '')))[1]::text::bigint) FROM "
                          "pg_tables WHERE schemaname = 'lamplighter'")
                    .c_str());
  const auto again = move({"--from", cluster.address(), "--data", pictures, "--to", back});
  for (const auto& [name, moved] :
       {std::pair{"SQLite to PostgreSQL", there}, std::pair{"PostgreSQL to SQLite", again}})
    std::printf("%s  %10.0f rows  %7.1f s  %8.0f rows/s with the comparison  %6.1f MiB at most\n", name, rows,
                moved.seconds, rows / moved.seconds, moved.peak_bytes / 1024 / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    measure(argc > 1 ? std::atoi(argv[1]) : 100'000);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "move: %s\n", error.what());
    return 1;
  }
}
