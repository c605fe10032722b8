#include "bench/dispatch/day.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>

#include "bench/dispatch/commands.h"

namespace bench {
namespace {

namespace fs = std::filesystem;

struct Totals {
  int days = 0;
  DayResult sum;
  Totals& operator+=(const Totals& other) {
    days += other.days - 1;
    add(other.sum);
    return *this;
  }
  void add(const DayResult& result) {
    ++days;
    sum.danger_in_time += result.danger_in_time;
    sum.all_in_time += result.all_in_time;
    sum.weighted_late_minutes += result.weighted_late_minutes;
    sum.reassignments_per_order += result.reassignments_per_order;
    sum.travel_minutes_per_order += result.travel_minutes_per_order;
    sum.served += result.served;
    sum.milliseconds.insert(sum.milliseconds.end(), result.milliseconds.begin(), result.milliseconds.end());
  }
};

// day_220_20_101.json belongs to the group day_220_20.
std::string group_of(const std::string& name) { return name.substr(0, name.rfind('_')); }

DayResult play_one(const Day& day, const std::string& policy, const Arguments& arguments) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> log(nullptr, &std::fclose);
  if (const auto folder = arguments.text("--log", ""); !folder.empty()) {
    fs::create_directories(folder);
    const auto file = fs::path(folder) / (day.name + "." + policy + ".jsonl");
    log.reset(std::fopen(file.c_str(), "w"));
    if (!log) throw std::runtime_error("cannot write " + file.string());
  }
  const auto seed = static_cast<std::uint64_t>(arguments.number("--seed", 1));
  const auto one = policy == "ours" || policy == "ours_without_waiting"
                       ? our_policy(day.rules, seed, arguments.number("--steps", 300), policy == "ours")
                       : simple_policy(policy, day.rules);
  return play(day, *one, log.get());
}

void print_table(const std::map<std::string, std::map<std::string, Totals>>& groups) {
  for (const auto& [group, policies] : groups) {
    std::printf("\n%-26s %8s %8s %10s %10s %8s %8s %8s %8s\n", group.c_str(), "danger %", "all %", "late min",
                "reassigned", "travel", "served %", "p50 ms", "p99 ms");
    for (const auto& [policy, totals] : policies) {
      const double n = totals.days;
      std::printf("%-26s %8.1f %8.1f %10.0f %10.2f %8.1f %8.1f %8.2f %8.2f\n", policy.c_str(),
                  totals.sum.danger_in_time / n, totals.sum.all_in_time / n,
                  totals.sum.weighted_late_minutes / n, totals.sum.reassignments_per_order / n,
                  totals.sum.travel_minutes_per_order / n, totals.sum.served / n,
                  percentile(totals.sum.milliseconds, 50), percentile(totals.sum.milliseconds, 99));
    }
  }
}

void print_policies(const std::map<std::string, Totals>& policies) {
  bool first = true;
  for (const auto& [policy, totals] : policies) {
    const double n = totals.days;
    std::printf(
        "%s\"%s\":{\"days\":%d,\"danger_in_time\":%.3f,\"all_in_time\":%.3f,"
        "\"weighted_late_minutes\":%.1f,\"reassignments_per_order\":%.4f,"
        "\"travel_minutes_per_order\":%.3f,\"served\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f}",
        first ? "" : ",", policy.c_str(), totals.days, totals.sum.danger_in_time / n,
        totals.sum.all_in_time / n, totals.sum.weighted_late_minutes / n,
        totals.sum.reassignments_per_order / n, totals.sum.travel_minutes_per_order / n,
        totals.sum.served / n, percentile(totals.sum.milliseconds, 50),
        percentile(totals.sum.milliseconds, 99));
    first = false;
  }
}

// Each policy over all days, and under "groups" each kind of day by itself.
void print_json(const std::map<std::string, std::map<std::string, Totals>>& groups) {
  std::map<std::string, Totals> all;
  for (const auto& [group, policies] : groups)
    for (const auto& [policy, totals] : policies) all[policy] += totals;
  std::printf("{");
  print_policies(all);
  std::printf(",\"groups\":{");
  bool first = true;
  for (const auto& [group, policies] : groups) {
    std::printf("%s\"%s\":{", first ? "" : ",", group.c_str());
    print_policies(policies);
    std::printf("}");
    first = false;
  }
  std::printf("}}\n");
}

}  // namespace

int run_day(const Arguments& arguments) {
  const auto folder = arguments.text("--instances", "");
  if (folder.empty()) throw std::runtime_error("give the folder of the days: --instances DIR");
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".json" &&
        entry.path().filename().string().find(arguments.text("--only", "day_")) != std::string::npos)
      files.push_back(entry.path());
  if (files.empty()) throw std::runtime_error("no day_*.json in " + folder);
  std::sort(files.begin(), files.end());
  std::vector<std::string> policies{"first_in_first_out", "nearest_crew",         "earliest_deadline",
                                    "priority_deadline",  "ours_without_waiting", "ours"};
  if (const auto only = arguments.text("--policy", ""); !only.empty()) policies = {only};
  std::map<std::string, std::map<std::string, Totals>> groups;
  for (const auto& file : files) {
    auto day = read_day(file.string());
    day.name = file.stem().string();
    for (const auto& policy : policies) {
      const auto result = play_one(day, policy, arguments);
      groups[group_of(day.name)][policy].add(result);
      if (arguments.has("--each"))
        std::printf("%-18s %-22s danger %5.1f all %5.1f late %8.0f reassigned %.2f travel %.1f\n",
                    day.name.c_str(), policy.c_str(), result.danger_in_time, result.all_in_time,
                    result.weighted_late_minutes, result.reassignments_per_order,
                    result.travel_minutes_per_order);
    }
  }
  print_table(groups);
  print_json(groups);
  return 0;
}

}  // namespace bench
