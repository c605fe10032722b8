#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "server/commands/commands.h"
#include "server/simulation/foretelling.h"
#include "server/simulation/report.h"

namespace commands {
namespace {

namespace sim = simulation;

constexpr int most_technicians = 200;

struct Range {
  int least = 0;
  int most = 0;
};

std::runtime_error wrong(const std::string& what) { return std::runtime_error(what); }

int read_int(std::string_view text, const char* flag) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size())
    throw wrong(std::string(flag) + " must be a whole number, not '" + std::string(text) + "'");
  return value;
}

Range read_range(const std::string& text) {
  const auto dots = text.find("..");
  Range range;
  range.least = read_int(std::string_view(text).substr(0, dots), "--crews");
  range.most =
      dots == std::string::npos ? range.least : read_int(std::string_view(text).substr(dots + 2), "--crews");
  if (range.least < 0 || range.most > most_technicians || range.least > range.most)
    throw wrong("--crews must be N or LEAST..MOST between 0 and 200, e.g. 6..20");
  return range;
}

models::Time read_day(const std::string& text) {
  const auto midnight = models::parse_rfc3339(text + "T00:00:00+08:00");
  if (text.size() != 10 || !midnight) throw wrong("--from must be a day, e.g. 2027-01-04");
  return *midnight;
}

std::vector<sim::PolicyKind> read_policies(const std::string& text) {
  using sim::PolicyKind;
  if (text == "all")
    return {PolicyKind::first_in, PolicyKind::nearest, PolicyKind::deadline, PolicyKind::priority,
            PolicyKind::plan};
  const auto one = sim::parse_policy(text);
  if (!one) throw wrong("--policy must be first-in, nearest, deadline, priority, plan or all");
  return {*one};
}

std::vector<bool> read_waiting(const std::string& text) {
  if (text == "on") return {true};
  if (text == "off") return {false};
  if (text == "both") return {false, true};
  throw wrong("--waiting must be on, off or both");
}

sim::StudyOptions study_options(const SimulateOptions& options) {
  sim::StudyOptions study;
  const auto scenario = sim::parse_scenario(options.scenario);
  if (!scenario) throw wrong("--scenario must be ordinary, cold-snap, burst or year");
  const auto trade = sim::parse_trade(options.trade);
  if (!trade) throw wrong("--trade must be heating, streetlight, toilet or all");
  study.world.scenario = *scenario;
  study.world.start = read_day(options.from);
  study.world.days = options.days > 0 ? options.days : *scenario == sim::Scenario::year ? 365 : 7;
  if (study.world.days > sim::most_days) throw wrong("--days must be 1 to 366");
  study.world.seed = options.seed;
  study.seeds = options.seeds;
  study.steps = options.steps;
  study.trade = *trade;
  study.wages = {options.cost_day, options.cost_evening, options.cost_night, options.cost_on_call,
                 options.cost_overtime_hour};
  return study;
}

void fill_table(sim::Study& study, const SimulateOptions& options, const Range& range, sim::Report& report) {
  for (const auto policy : read_policies(options.policy))
    for (const bool waiting : read_waiting(options.waiting)) {
      // Only the plan can wait.
      if (waiting && policy != sim::PolicyKind::plan) continue;
      for (int technicians = range.least; technicians <= range.most; ++technicians) {
        const auto row = study.run(policy, waiting, sim::usual_mix(technicians));
        if (!row) return;
        report.rows.push_back(*row);
        if (!options.json) std::fprintf(stderr, ".");
      }
    }
}

void search(sim::Study& study, const SimulateOptions& options, const Range& range, sim::Report& report) {
  if (options.hold <= 0) return;
  report.searched = true;
  report.cheapest = study.cheapest(read_policies(options.policy).back(), read_waiting(options.waiting).back(),
                                   options.hold, range.least, range.most);
}

void print(const sim::Report& report, const SimulateOptions& options) {
  if (!options.json) {
    std::fprintf(stderr, "\n");
    std::printf(
        "%s %s, %d days from %s, %d worlds from seed %llu; synthetic town and weather, assumed shares "
        "(docs/operating.md)\n\n",
        options.trade.c_str(), options.scenario.c_str(), report.options.world.days, options.from.c_str(),
        options.seeds, static_cast<unsigned long long>(options.seed));
    std::printf("%s\n%s\n%s%s", sim::table_text(report).c_str(), sim::plot_text(report).c_str(),
                sim::answer_text(report).c_str(), sim::cheapest_text(report).c_str());
    if (report.cut_short)
      std::printf("时间到，结果不全 · the time was up (--max-seconds): what is missing was not simulated\n");
  }
  std::printf("%s", sim::json_line(report).c_str());
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::ios_base::failure("cannot write " + path.string());
}

void foretell(sim::Town& town, const sim::Study& study, const SimulateOptions& options, const Range& range) {
  constexpr sim::Seconds every_hour = 3600;
  constexpr int forecast_runs = 200;
  std::vector<sim::Foretold> all;
  for (const auto& world : study.worlds()) {
    const auto some = sim::foretell(town, study.options(), world, sim::usual_mix(range.most), every_hour,
                                    forecast_runs, options.plain);
    all.insert(all.end(), some.begin(), some.end());
  }
  const auto found = sim::compare(all);
  if (!options.json) std::printf("%s\n", sim::foretelling_text(found).c_str());
  std::printf("%s", sim::foretelling_json(found).c_str());
  if (!options.foretold.empty()) write(options.foretold, sim::foretold_csv(all));
}

}  // namespace

int simulate(const config::Config& config, const SimulateOptions& options) {
  try {
    const auto begun = std::chrono::steady_clock::now();
    auto study_of = study_options(options);
    const auto range = read_range(options.crews);
    (void)read_policies(options.policy);
    (void)read_waiting(options.waiting);
    study_of.out_of_time = [begun, limit = options.max_seconds] {
      return std::chrono::steady_clock::now() - begun > std::chrono::seconds(limit);
    };
    const auto files = town::read_town(config.town_directory);
    if (!files) throw wrong(files.error().detail);
    auto town = sim::make_town(*files);
    sim::Study study(town, study_of);
    if (options.forecast) {
      foretell(town, study, options, range);
      return good;
    }
    sim::Report report;
    report.options = study.options();
    if (options.hold > 0) report.wanted = options.hold;
    double heaters = 0, days = 0;
    for (const auto& world : study.worlds())
      for (const int one : world.heaters_each_day) {
        heaters += one;
        ++days;
      }
    report.heaters_each_day = days > 0 ? heaters / days : 0;
    fill_table(study, options, range, report);
    search(study, options, range, report);
    report.cut_short = study.cut_short();
    print(report, options);
    if (!options.plot.empty()) write(options.plot, sim::plot_svg(report));
    return good;
  } catch (const std::ios_base::failure& error) {
    std::fprintf(stderr, "lamplighter simulate: %s\n", error.what());
    return failed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter simulate: %s\n", error.what());
    return usage;
  }
}

}  // namespace commands
