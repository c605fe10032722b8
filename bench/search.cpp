// How soon is a facility found among a million, by code, pole, two Chinese characters, pinyin initials?
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "bench/support/history.h"
#include "bench/support/process.h"
#include "server/storage/sqlite/connection.h"

namespace {

using Clock = std::chrono::steady_clock;

double part_of(std::vector<double>& all, double part) {
  std::sort(all.begin(), all.end());
  return all.at(static_cast<std::size_t>(part * static_cast<double>(all.size() - 1)));
}

/// Characters of a text, each as a text of its own.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> all;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins || all.empty()) all.emplace_back();
    all.back() += c;
  }
  return all;
}

struct Asked {
  std::string name;
  std::vector<std::string> texts;
};

/// What people type: pieces of what the registers hold, and some that nothing matches.
std::vector<Asked> questions(storage::Database& database, int count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<models::Facility> some;
  database.read_now([&](models::Transaction& tx) {
    models::FacilityQuery query;
    query.limit = 200;
    for (int page = 0; page < 20; ++page) {
      auto found = tx.facilities().search(query);
      some.insert(some.end(), found.items.begin(), found.items.end());
      query.cursor = found.next;
      if (query.cursor.empty()) break;
    }
  });
  std::vector<Asked> all{{"whole code", {}}, {"end of a code", {}}, {"two Chinese characters", {}},
                         {"initials", {}},   {"two words", {}},     {"nothing like it", {}}};
  for (int i = 0; i < count; ++i) {
    const auto& one = some[random() % some.size()];
    all[0].texts.push_back(one.code);
    all[1].texts.push_back(one.code.substr(one.code.size() > 5 ? one.code.size() - 5 : 0));
    const auto letters = characters(one.name + one.address);
    std::vector<std::size_t> han;
    for (std::size_t at = 0; at + 1 < letters.size(); ++at)
      if (letters[at].size() == 3 && letters[at + 1].size() == 3) han.push_back(at);
    const auto at = han.empty() ? 0 : han[random() % han.size()];
    const auto two = han.empty() ? one.name : letters[at] + letters[at + 1];
    all[2].texts.push_back(two);
    const auto space = one.search_text.rfind(' ');
    all[3].texts.push_back(one.search_text.substr(space == std::string::npos ? 0 : space + 1).substr(0, 4));
    all[4].texts.push_back(two + " " + one.code.substr(one.code.size() > 3 ? one.code.size() - 3 : 0));
    all[5].texts.push_back("qzx" + std::to_string(random() % 100'000));
  }
  return all;
}

double cpu_ms() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// The yardstick: two Chinese characters looked for in every row. Units  milliseconds of processor
double scan(const std::filesystem::path& file, const std::vector<std::string>& texts) {
  sqlite::Connection connection(file, sqlite::Connection::Mode::reader, std::chrono::seconds{5});
  constexpr std::size_t rounds = 3;
  const double before = cpu_ms();
  for (std::size_t i = 0; i < rounds; ++i) {
    auto statement =
        connection.prepare("SELECT count(*) FROM facilities WHERE instr(name || address, ?) > 0");
    statement.bind(texts.at(i));
    statement.step();
  }
  return (cpu_ms() - before) / rounds;
}

void run(int facilities, int count) {
  constexpr std::uint64_t seed = 20261127;
  const bench::Folder folder;
  bench::fill_town(*storage::open_sqlite(folder.path()));
  std::fprintf(stderr, "filling %d facilities\n", facilities);
  bench::fill_facilities(folder.path() / "lamplighter.db", facilities);
  const auto database = storage::open_sqlite(folder.path());
  double worst = 0, scanned = 0;
  std::string kinds;
  std::printf(
      "%d facilities, %d questions of each kind, seed %llu, aim: p99 5 ms\n%-24s %9s %9s %9s %9s %7s\n",
      facilities, count, static_cast<unsigned long long>(seed), "asked", "p50 ms", "p99 ms", "longest",
      "cpu ms", "found");
  for (const auto& asked : questions(*database, count, seed)) {
    std::vector<double> took;
    std::size_t found = 0;
    const double before = cpu_ms();
    for (const auto& text : asked.texts) {
      models::FacilityQuery query;
      query.text = text;
      query.limit = 20;
      const auto began = Clock::now();
      database->read_now(
          [&](models::Transaction& tx) { found += tx.facilities().search(query).items.size(); });
      took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    }
    const double cpu = (cpu_ms() - before) / count;
    const double p99 = part_of(took, 0.99);
    worst = std::max(worst, p99);
    std::printf("%-24s %9.2f %9.2f %9.2f %9.3f %7.1f\n", asked.name.c_str(), part_of(took, 0.5), p99,
                took.back(), cpu, static_cast<double>(found) / count);
    char text[160];
    std::snprintf(text, sizeof text, "%s\"%s\":{\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"cpu_ms\":%.4f}",
                  kinds.empty() ? "" : ",", asked.name.c_str(), part_of(took, 0.5), p99, cpu);
    kinds += text;
    if (asked.name == "two Chinese characters") scanned = scan(folder.path() / "lamplighter.db", asked.texts);
  }
  std::printf("every row looked at for two Chinese characters: %.2f ms of processor\n", scanned);
  std::printf("{\"facilities\":%d,\"worst_p99_ms\":%.2f,\"scan_cpu_ms\":%.3f,\"kinds\":{%s}}\n", facilities,
              worst, scanned, kinds.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  run(argc > 1 ? std::atoi(argv[1]) : 1'000'000, argc > 2 ? std::atoi(argv[2]) : 200);
  return 0;
}
