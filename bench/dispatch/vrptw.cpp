#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "bench/dispatch/commands.h"
#include "bench/dispatch/vrptw_check.h"
#include "dispatch/search/engine.h"
#include "server/planning/budget.h"
#include "server/planning/vrptw_file.h"

namespace bench {
namespace {

struct Known {
  std::string instance;
  int customers = 0;
  std::string group;
  int fleet = 0;
  double distance = 0;
};

struct Mean {
  double sum = 0;
  int count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
  double value() const { return count == 0 ? 0 : sum / count; }
};

std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(line);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::vector<Known> read_known(const std::filesystem::path& folder, const std::regex& only) {
  std::ifstream stream(folder / "bks.csv");
  if (!stream) throw std::runtime_error("no bks.csv in " + folder.string());
  std::vector<Known> all;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) {
    const auto cells = split(line, ',');
    if (cells.size() < 6 || !std::regex_search(cells[0], only)) continue;
    all.push_back({cells[0], std::atoi(cells[1].c_str()), cells[2], std::atoi(cells[3].c_str()),
                   std::atof(cells[5].c_str())});
  }
  return all;
}

// The gap of one run in percent, judged by the independent checker.
double gap_of(const std::filesystem::path& file, const Known& known, double seconds, std::uint64_t seed) {
  const double start = planning::process_cpu_seconds();
  auto instance = planning::read_vrptw(file);
  if (!instance) throw std::runtime_error(instance.error().detail);
  if (known.fleet > 0) instance->problem.fleet = std::min(instance->problem.fleet, known.fleet);
  const auto plan =
      dispatch::search::improve(instance->problem, planning::stop_after_cpu(seconds, start), seed);
  const double used = planning::process_cpu_seconds() - start;
  if (used > seconds * 1.01 + 0.01) std::fprintf(stderr, "%s took %.3f s\n", known.instance.c_str(), used);
  auto routes = plan.routes;
  for (auto& route : routes)
    for (int& stop : route) stop = instance->numbers[stop];
  const Verdict verdict = check_vrptw(file, routes, known.fleet);
  if (!verdict.fault.empty()) throw std::runtime_error(known.instance + ": " + verdict.fault);
  return 100.0 * (static_cast<double>(verdict.distance) / 10.0 / known.distance - 1.0);
}

void print_means(const char* title, const std::vector<std::string>& budgets,
                 const std::map<std::string, std::map<std::string, Mean>>& means) {
  std::printf("\n%-12s", title);
  for (const auto& budget : budgets) std::printf(" %8s s", budget.c_str());
  std::printf("\n");
  for (const auto& [name, row] : means) {
    std::printf("%-12s", name.c_str());
    for (const auto& budget : budgets)
      std::printf(" %10.3f", row.contains(budget) ? row.at(budget).value() : std::nan(""));
    std::printf("\n");
  }
}

}  // namespace

int run_vrptw(const Arguments& arguments) {
  const std::filesystem::path folder = arguments.text("--instances", "");
  const auto budgets = split(arguments.text("--budget", "1,10,30"), ',');
  const int seeds = std::atoi(arguments.text("--seeds", "5").c_str());
  const std::regex only(arguments.text("--only", "."));
  if (folder.empty() || budgets.empty() || seeds < 1 || arguments.text("--clock", "cpu") != "cpu") {
    std::fprintf(stderr, "dispatch vrptw: needs --instances DIR; --clock knows only cpu\n");
    return 2;
  }
  std::map<std::string, std::map<std::string, Mean>> sizes;
  std::map<std::string, std::map<std::string, Mean>> groups;
  std::printf("gap in %% to the best known distance, mean of %d seeds, CPU seconds\n%-12s", seeds,
              "instance");
  for (const auto& budget : budgets) std::printf(" %8s s", budget.c_str());
  std::printf("\n");
  for (const auto& known : read_known(folder, only)) {
    std::printf("%-12s", known.instance.c_str());
    for (const auto& budget : budgets) {
      Mean mean;
      for (int seed = 1; seed <= seeds; ++seed)
        mean.add(gap_of(folder / (known.instance + ".txt"), known, std::atof(budget.c_str()),
                        static_cast<std::uint64_t>(seed)));
      std::printf(" %10.3f", mean.value());
      std::fflush(stdout);
      sizes[std::to_string(known.customers)][budget].add(mean.value());
      groups[known.group][budget].add(mean.value());
    }
    std::printf("\n");
  }
  print_means("size", budgets, sizes);
  print_means("class", budgets, groups);
  std::printf("\n{\"bench\":\"dispatch vrptw\",\"seeds\":%d,\"mean_gap_percent\":{", seeds);
  const char* comma = "";
  for (const auto& [size, row] : sizes)
    for (const auto& [budget, mean] : row) {
      std::printf("%s\"%s@%ss\":%.4f", comma, size.c_str(), budget.c_str(), mean.value());
      comma = ",";
    }
  std::printf("}}\n");
  return 0;
}

}  // namespace bench
