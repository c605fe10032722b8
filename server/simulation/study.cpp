#include "server/simulation/study.h"

#include <algorithm>

namespace simulation {
namespace {

constexpr std::array<double, 3> weights{100, 10, 1};
constexpr int record_worlds = 8;  // so many seasons of record tell where emergencies are to be expected

bool of_trade(const Town& town, Trade trade, const WorldOrder& order) {
  if (trade == Trade::all || order.skill < 0) return true;
  const auto& skill = town.skills[static_cast<std::size_t>(order.skill)];
  switch (trade) {
    case Trade::heating:
      return skill == "heating";
    case Trade::streetlight:
      return skill == "streetlight" || skill == "electric";
    default:
      return skill == "plumbing" || skill == "fitting" || skill == "septic";
  }
}

void add_orders(Figures& figures, const Town& town, Trade trade, const World& world, const Outcome& outcome) {
  for (std::size_t i = 0; i < world.orders.size(); ++i) {
    const auto& order = world.orders[i];
    const auto& result = outcome.orders[i];
    ++figures.all_orders;
    figures.all_in_time += result.in_time;
    if (!of_trade(town, trade, order)) continue;
    ++figures.orders;
    figures.in_time += result.in_time;
    if (order.severity == models::Severity::danger) {
      ++figures.danger;
      figures.danger_in_time += result.in_time;
    }
    figures.called_off += result.state == OrderState::called_off;
    figures.open_at_end += result.state != OrderState::called_off && result.state != OrderState::done;
    const auto level = std::min<std::size_t>(static_cast<std::size_t>(order.severity), 2);
    figures.late_weighted += weights.at(level) * std::max<Seconds>(0, result.late) / 60.0;
  }
}

void add_visits(Figures& figures, const Town& town, Trade trade, const World& world, const Roster& roster,
                const Outcome& outcome) {
  for (const auto& visit : outcome.visits) {
    if (of_trade(town, trade, world.orders[static_cast<std::size_t>(visit.order)])) {
      figures.travel_all += visit.travel;
      ++figures.visits;
    }
    if (!roster.people[static_cast<std::size_t>(visit.person)].counted) continue;
    const auto& duty = roster.duties[static_cast<std::size_t>(visit.duty)];
    if (visit.on_call) {
      figures.called_out += visit.end - visit.depart;
      continue;
    }
    const Seconds over = std::clamp(visit.end - duty.to, 0, visit.travel + visit.worked);
    figures.overtime += over;
    figures.busy += visit.travel + visit.worked - over;
  }
}

}  // namespace

Figures& Figures::operator+=(const Figures& other) {
  runs += other.runs;
  days += other.days;
  orders += other.orders;
  in_time += other.in_time;
  danger += other.danger;
  danger_in_time += other.danger_in_time;
  called_off += other.called_off;
  open_at_end += other.open_at_end;
  late_weighted += other.late_weighted;
  busy += other.busy;
  paid += other.paid;
  overtime += other.overtime;
  called_out += other.called_out;
  travel_all += other.travel_all;
  visits += other.visits;
  carried += other.carried;
  mornings += other.mornings;
  reassigned += other.reassigned;
  all_orders += other.all_orders;
  all_in_time += other.all_in_time;
  lowest = std::min(lowest, other.lowest);
  return *this;
}

Figures measure(const Town& town, Trade trade, const World& world, const Roster& roster,
                const Outcome& outcome) {
  Figures figures;
  figures.runs = 1;
  figures.days = world.options.days;
  add_orders(figures, town, trade, world, outcome);
  add_visits(figures, town, trade, world, roster, outcome);
  for (const auto& duty : roster.duties) {
    if (duty.on_call || !roster.people[static_cast<std::size_t>(duty.person)].counted) continue;
    const dispatch::assignment::WorkTime time(duty.breaks);
    const Seconds to = std::min(duty.to, world.end());
    if (to > duty.from) figures.paid += time.work(to) - time.work(duty.from);
  }
  for (const int left : outcome.carried) figures.carried += left;
  figures.mornings = static_cast<int>(outcome.carried.size());
  figures.reassigned = static_cast<double>(outcome.reassigned);
  figures.lowest = figures.rate();
  return figures;
}

Study::Study(Town& town, StudyOptions options) : town_(town), options_(std::move(options)) {
  for (int i = 0; i < options_.seeds; ++i) {
    auto world = options_.world;
    world.seed += static_cast<std::uint64_t>(i);
    worlds_.push_back(make_world(town_, world));
  }
}

std::optional<Row> Study::run(PolicyKind policy, bool waiting, const Staffing& staffing) {
  Row row{policy, waiting, staffing, {}, 0};
  RunOptions run;
  if (waiting) {
    if (expected_.empty()) expected_ = expected_emergencies(town_, options_.world, record_worlds);
    run.expected = expected_;
  }
  for (const auto& world : worlds_) {
    if (options_.out_of_time && options_.out_of_time()) {
      cut_short_ = true;
      return std::nullopt;
    }
    const auto roster = make_roster(town_, options_.trade, staffing, world);
    const auto chosen = make_policy(policy, {world.options.seed, options_.steps});
    const auto outcome = simulate(town_, world, roster, *chosen, run);
    row.figures += measure(town_, options_.trade, world, roster, outcome);
  }
  const auto& figures = row.figures;
  row.cost_each_day = cost_of_day(staffing, options_.wages) +
                      (figures.overtime_hours() + figures.call_out_hours()) * options_.wages.overtime_hour;
  return row;
}

std::optional<Row> Study::cheapest(PolicyKind policy, bool waiting, double rate, int least, int most) {
  trials_ = 0;
  const auto try_one = [&](const Staffing& staffing) -> std::optional<Row> {
    if (++trials_ > most_trials) return std::nullopt;
    return run(policy, waiting, staffing);
  };
  std::optional<Row> best;
  int low = least, high = most;
  while (low <= high) {
    const int middle = low + (high - low) / 2;
    const auto row = try_one(usual_mix(middle));
    if (!row) return best;
    if (row->holds(rate)) {
      best = row;
      high = middle - 1;
    } else {
      low = middle + 1;
    }
  }
  // The usual mix may lack people at night where a day shift has enough.
  for (int more = 1; !best && more <= 3; ++more) {
    auto other = usual_mix(most);
    other.on_call = std::min(other.day, other.on_call + 2 * more);
    if (const auto row = try_one(other); row && row->holds(rate)) best = row;
  }
  constexpr std::array<std::array<int, 4>, 9> changes{{{-1, 0, 0, 0},
                                                       {0, -1, 0, 0},
                                                       {0, 0, -1, 0},
                                                       {0, 0, 0, -1},
                                                       {0, 0, -1, 1},
                                                       {0, 0, -1, 2},
                                                       {1, 0, -1, 0},
                                                       {1, -1, 0, 0},
                                                       {-2, 1, 0, 0}}};
  bool better = best.has_value();
  while (better && trials_ < most_trials) {
    better = false;
    for (const auto& change : changes) {
      auto other = best->staffing;
      other.day += change[0];
      other.evening += change[1];
      other.night += change[2];
      other.on_call += change[3];
      if (std::min({other.day, other.evening, other.night, other.on_call}) < 0 || other.total() < 1 ||
          other.on_call > other.day)
        continue;
      if (cost_of_day(other, options_.wages) >= cost_of_day(best->staffing, options_.wages)) continue;
      const auto row = try_one(other);
      if (!row) return best;
      if (!row->holds(rate) || row->cost_each_day >= best->cost_each_day) continue;
      best = row;
      better = true;
      break;
    }
  }
  return best;
}

}  // namespace simulation
