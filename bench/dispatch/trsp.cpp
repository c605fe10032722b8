#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

#include "bench/dispatch/commands.h"
#include "bench/dispatch/technicians.h"
#include "dispatch/assignment/live_plan.h"

// Public days of technicians, played with their requests arriving, by the engine that plans the town's days.
namespace bench {
namespace {

using namespace dispatch::assignment;
using dispatch::Seconds;

/// One unit of an instance is a minute, so that the engine's whole seconds lose nothing that matters.
constexpr int unit = 60;

/// Windows are hard in these sets and leaving out has one price for all: lateness costs more than that.
Prices prices_of(const TechnicianDay& day) {
  double outsourcing = 0;
  for (const auto& task : day.tasks) outsourcing += task.outsourcing / static_cast<double>(day.tasks.size());
  const int left_out = outsourcing > 0 ? static_cast<int>(std::lround(outsourcing * unit)) : 10000 * unit;
  Prices prices;
  prices.postponed.fill(left_out);
  prices.missed.fill(3 * left_out);
  prices.sooner_per_minute.fill(0);
  prices.moved_to_another_crew.fill(0);
  prices.given_to_a_crew = 0;
  prices.shifted_per_minute = 0;
  prices.waiting_per_ten_seconds = 0;
  return prices;
}

class Player {
 public:
  Player(const TechnicianDay& day, std::uint64_t seed) : day_(day) {
    Problem problem;
    problem.prices = prices_of(day);
    for (const auto& technician : day.technicians) {
      Crew crew;
      crew.id = static_cast<std::int64_t>(problem.crews.size());
      points_.emplace_back(technician.x, technician.y);
      crew.place = crew.end_place = problem.travel.add([this](int a, int b) { return between(a, b); });
      crew.shift_end = day.day_end * unit;
      for (int bit = 0; bit < 64; ++bit)
        if ((technician.skills >> bit & 1U) != 0) crew.skills.add(bit, 1);
      crew.stock = technician.stock;
      problem.crews.push_back(std::move(crew));
    }
    LiveOptions options;
    options.seed = seed;
    options.doubt_in_an_hour = 0;  // everything takes exactly as long as is written
    plan_ = std::make_unique<LivePlan>(std::move(problem), options);
    busy_.resize(day.technicians.size());
  }

  std::vector<TechnicianVisit> play(std::int64_t first_steps, std::int64_t steps) {
    std::vector<std::size_t> waiting(day_.tasks.size());
    for (std::size_t i = 0; i < waiting.size(); ++i) waiting[i] = i;
    std::stable_sort(waiting.begin(), waiting.end(),
                     [this](auto a, auto b) { return day_.tasks[a].release < day_.tasks[b].release; });
    std::size_t known = 0;
    for (Seconds now = 0; now <= day_.day_end * unit;) {
      const double before = cpu_seconds();
      move_on(now);
      const bool first = known == 0;
      bool news = false;
      for (; known < waiting.size() && day_.tasks[waiting[known]].release * unit <= now; ++known, news = true)
        add(static_cast<int>(waiting[known]), now);
      plan_->improve(first ? first_steps : steps, now);
      for (const auto& [crew, stop] : plan_->departures(now)) leave(crew, stop, now);
      plan_->publish();
      if (news && !first) milliseconds_.push_back((cpu_seconds() - before) * 1e3);
      Seconds next = known < waiting.size() ? day_.tasks[waiting[known]].release * unit : never;
      for (const auto& busy : busy_)
        if (busy.stop >= 0) next = std::min(next, busy.begun ? busy.end : busy.start);
      next = std::min(next, std::max(plan_->ask_again(now), now + 1));
      if (next >= never) break;
      now = std::max(next, now + 1);
    }
    return std::move(visits_);
  }
  const std::vector<double>& milliseconds() const { return milliseconds_; }

 private:
  struct Busy {
    int stop = -1;
    Seconds start = 0, end = 0;
    bool begun = false;
  };

  Seconds between(int a, int b) const {
    const auto& from = points_[static_cast<std::size_t>(a)];
    const auto& to = points_[static_cast<std::size_t>(b)];
    return static_cast<Seconds>(std::ceil(std::hypot(from.first - to.first, from.second - to.second) * unit));
  }

  void add(int index, Seconds now) {
    const auto& task = day_.tasks[static_cast<std::size_t>(index)];
    points_.emplace_back(task.x, task.y);
    Stop stop;
    stop.work_orders = {task.id};
    stop.place = plan_->add_place([this](int a, int b) { return between(a, b); });
    stop.level = Level::urgent;
    stop.release = task.open * unit;
    stop.duration = task.service * unit;
    stop.targets = {{task.close * unit, 0, 0}};
    for (int bit = 0; bit < 64; ++bit)
      if ((task.skills >> bit & 1U) != 0) stop.skills.require(bit, 1);
    for (std::size_t part = 0; part < task.parts.size(); ++part)
      if (task.parts[part] > 0) stop.parts.push_back({static_cast<int>(part), task.parts[part]});
    stop.postponed_start = 0;  // its price is that of leaving it out, whenever that is
    task_of_.push_back(index);
    plan_->add(std::move(stop), now);
  }

  void move_on(Seconds now) {
    for (std::size_t i = 0; i < busy_.size(); ++i) {
      auto& busy = busy_[i];
      if (busy.stop >= 0 && !busy.begun && busy.start <= now) {
        busy.begun = true;
        plan_->arrived(static_cast<int>(i), now);
      }
      if (busy.stop >= 0 && busy.begun && busy.end <= now) {
        busy.stop = -1;
        plan_->finished(static_cast<int>(i), now);
      }
    }
  }

  void leave(int crew, int stop, Seconds now) {
    const auto& task = day_.tasks[static_cast<std::size_t>(task_of_[static_cast<std::size_t>(stop)])];
    const auto& who = plan_->problem().crews[static_cast<std::size_t>(crew)];
    const auto& where = plan_->problem().stops[static_cast<std::size_t>(stop)];
    auto& busy = busy_[static_cast<std::size_t>(crew)];
    busy = {stop, std::max(now + plan_->problem().travel(who.place, where.place), task.open * unit), 0,
            false};
    busy.end = busy.start + task.service * unit;
    visits_.push_back({crew, task_of_[static_cast<std::size_t>(stop)], static_cast<double>(now) / unit,
                       static_cast<double>(busy.start) / unit, static_cast<double>(busy.end) / unit});
    plan_->depart(crew, stop, now);
  }

  const TechnicianDay& day_;
  std::vector<std::pair<double, double>> points_;
  std::unique_ptr<LivePlan> plan_;
  std::vector<Busy> busy_;
  std::vector<int> task_of_;
  std::vector<TechnicianVisit> visits_;
  std::vector<double> milliseconds_;
};

/// Best known distances of the days that nothing is late known of.
std::map<std::string, double> best_known(const std::string& folder) {
  std::map<std::string, double> best;
  std::ifstream in(folder + "/bks.csv");
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    std::string name, cell;
    std::getline(cells, name, ',');
    for (int i = 0; i < 5; ++i) std::getline(cells, cell, ',');
    if (!cell.empty() && std::isdigit(static_cast<unsigned char>(cell[0])) != 0) best[name] = std::stod(cell);
  }
  return best;
}

struct Sum {
  int days = 0, tasks = 0, served = 0, late = 0, unserved = 0, compared = 0, broken = 0;
  double driven = 0, outsourcing = 0, gap = 0;
  std::vector<double> milliseconds;
};

void print(const std::map<std::string, Sum>& sums) {
  std::printf("\n%-9s %5s %6s %8s %6s %9s %10s %12s %10s %8s %8s\n", "set", "days", "tasks", "served %",
              "late", "left out", "driven", "outsourcing", "gap %", "p50 ms", "p99 ms");
  std::string json = "{";
  for (const auto& [set, sum] : sums) {
    const double share = 100.0 * sum.served / std::max(1, sum.tasks);
    const double gap = sum.compared > 0 ? sum.gap / sum.compared : 0;
    const double driven = sum.driven / sum.days, outsourcing = sum.outsourcing / sum.days;
    std::printf("%-9s %5d %6d %8.2f %6d %9d %10.1f %12.1f %10.1f %8.2f %8.2f\n", set.c_str(), sum.days,
                sum.tasks, share, sum.late, sum.unserved, driven, outsourcing, gap,
                percentile(sum.milliseconds, 50), percentile(sum.milliseconds, 99));
    char text[320];
    std::snprintf(text, sizeof text,
                  "%s\"%s\":{\"days\":%d,\"tasks\":%d,\"served_percent\":%.2f,\"late\":%d,\"left_out\":%d,"
                  "\"driven\":%.2f,\"outsourcing\":%.2f,\"gap_to_static_percent\":%.2f,\"broken\":%d}",
                  json.size() > 1 ? "," : "", set.c_str(), sum.days, sum.tasks, share, sum.late, sum.unserved,
                  driven, outsourcing, gap, sum.broken);
    json += text;
  }
  std::printf("%s}\n", json.c_str());
}

}  // namespace

int run_trsp(const Arguments& arguments) {
  const auto folder = arguments.text("--instances", "");
  if (folder.empty()) throw std::runtime_error("give the folder of the sets: --instances DIR");
  std::vector<std::string> left_out;
  const auto days = read_technician_days(folder, left_out);
  if (days.empty()) throw std::runtime_error("no trsp_pillac, strsp_kovacs or dvrptw_lackner in " + folder);
  const auto best = best_known(folder);
  std::map<std::string, Sum> sums;
  std::printf("%-9s %-30s %6s %5s %9s %9s %12s %8s\n", "set", "day", "served", "late", "left out", "driven",
              "outsourcing", "gap %");
  for (const auto& day : days) {
    Player player(day, static_cast<std::uint64_t>(arguments.number("--seed", 1)));
    const auto visits =
        player.play(arguments.number("--first-steps", 5000), arguments.number("--steps", 300));
    const auto result = judge(day, visits);
    auto& sum = sums[day.set];
    ++sum.days;
    sum.tasks += static_cast<int>(day.tasks.size());
    sum.served += result.served;
    sum.late += result.late;
    sum.unserved += result.unserved;
    sum.driven += result.driven;
    sum.outsourcing += result.outsourcing;
    sum.milliseconds.insert(sum.milliseconds.end(), player.milliseconds().begin(),
                            player.milliseconds().end());
    std::string gap = "-";
    if (const auto known = best.find(day.base); known != best.end() && result.unserved == 0) {
      const double percent = 100 * (result.driven / known->second - 1);
      sum.gap += percent;
      ++sum.compared;
      gap = std::to_string(percent).substr(0, 5);
    }
    std::printf("%-9s %-30s %6d %5d %9d %9.1f %12.1f %8s\n", day.set.c_str(), day.name.c_str(), result.served,
                result.late, result.unserved, result.driven, result.outsourcing, gap.c_str());
    if (!result.broken.empty()) {
      ++sum.broken;
      std::printf("  BROKEN: %s\n", result.broken.c_str());
    }
  }
  for (const auto& name : left_out) std::printf("left out: %s\n", name.c_str());
  print(sums);
  for (const auto& [set, sum] : sums)
    if (sum.broken > 0) return 1;
  return 0;
}

}  // namespace bench
