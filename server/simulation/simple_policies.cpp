#include <algorithm>
#include <array>
#include <tuple>

#include "server/simulation/policy.h"
#include "server/simulation/policy_live.h"

namespace simulation {
namespace {

using dispatch::assignment::Level;
using dispatch::assignment::Problem;
using dispatch::assignment::Rule;
using dispatch::assignment::Stop;

/// What a person at a desk does without a plan: looks at the waiting orders in some order, and sends the
/// nearest idle crew that may go.
class PoolPolicy final : public Policy {
 public:
  explicit PoolPolicy(PolicyKind kind) : kind_(kind) {}

  void open(Opening opening, Seconds) override {
    problem_ = std::move(opening.problem);
    waiting_.assign(problem_.stops.size(), true);
    for (const auto& busy : opening.busy) waiting_[static_cast<std::size_t>(busy.stop)] = false;
  }
  int add_place(const std::function<Seconds(int, int)>& between) override {
    return problem_.travel.add(between);
  }
  int add(Stop stop, Seconds) override {
    problem_.stops.push_back(std::move(stop));
    waiting_.push_back(true);
    return static_cast<int>(waiting_.size()) - 1;
  }
  void close(int stop, Seconds) override { waiting_[static_cast<std::size_t>(stop)] = false; }
  void depart(int, int stop, Seconds) override { waiting_[static_cast<std::size_t>(stop)] = false; }
  void arrived(int, Seconds) override {}
  void finished(int crew, int stop, Seconds) override {
    problem_.crews[static_cast<std::size_t>(crew)].place = stop_at(stop).place;
  }
  void set_available(int crew, bool available, Seconds) override {
    problem_.crews[static_cast<std::size_t>(crew)].available = available;
  }
  void settle(Seconds, bool) override {}
  int crew_of(int) const override { return nobody; }

  std::vector<Sending> send(const std::vector<int>& idle, Seconds now) override {
    std::vector<int> free = idle;
    return kind_ == PolicyKind::nearest ? send_nearest(std::move(free), now)
                                        : send_in_order(std::move(free), now);
  }

 private:
  const Stop& stop_at(int stop) const { return problem_.stops[static_cast<std::size_t>(stop)]; }

  std::vector<int> waiting(Seconds now) const {
    std::vector<int> found;
    for (int stop = 0; stop < static_cast<int>(waiting_.size()); ++stop)
      if (waiting_[static_cast<std::size_t>(stop)] && stop_at(stop).release <= now) found.push_back(stop);
    return found;
  }

  static Seconds deadline(const Stop& stop) {
    Seconds earliest = dispatch::assignment::never;
    for (const auto& target : stop.targets) earliest = std::min(earliest, target.due - target.after_start);
    return earliest;
  }

  bool may(int crew, int stop, Seconds now) const {
    const auto& who = problem_.crews[static_cast<std::size_t>(crew)];
    const auto& what = stop_at(stop);
    if (first_rule_against(who, crew, what) != Rule::none) return false;
    const dispatch::assignment::WorkTime time(who.breaks);
    const Seconds drive = problem_.travel(who.place, what.place);
    const Seconds extra = what.level == Level::normal ? 0 : who.most_overtime;
    return time.real(time.work(now) + drive + what.duration) <= who.shift_end + extra;
  }

  int nearest_crew(const std::vector<int>& free, int stop, Seconds now) const {
    int best = nobody;
    const auto drive = [&](int crew) {
      return problem_.travel(problem_.crews[static_cast<std::size_t>(crew)].place, stop_at(stop).place);
    };
    for (const int crew : free)
      if (may(crew, stop, now) && (best == nobody || drive(crew) < drive(best))) best = crew;
    return best;
  }

  std::vector<Sending> send_in_order(std::vector<int> free, Seconds now) const {
    auto stops = waiting(now);
    const auto rank = [&](int stop) {
      const auto& what = stop_at(stop);
      const int level = kind_ == PolicyKind::priority ? static_cast<int>(what.level) : 0;
      return std::tuple(level, kind_ == PolicyKind::first_in ? 0 : deadline(what), stop);
    };
    std::sort(stops.begin(), stops.end(), [&](int one, int other) { return rank(one) < rank(other); });
    std::vector<Sending> sent;
    for (const int stop : stops) {
      if (free.empty()) break;
      const int crew = nearest_crew(free, stop, now);
      if (crew == nobody) continue;
      sent.push_back({crew, stop});
      std::erase(free, crew);
    }
    return sent;
  }

  std::vector<Sending> send_nearest(std::vector<int> free, Seconds now) const {
    std::vector<std::tuple<Seconds, int, int>> pairs;
    for (const int stop : waiting(now))
      for (const int crew : free)
        if (may(crew, stop, now))
          pairs.emplace_back(
              problem_.travel(problem_.crews[static_cast<std::size_t>(crew)].place, stop_at(stop).place),
              stop, crew);
    std::sort(pairs.begin(), pairs.end());
    std::vector<Sending> sent;
    std::vector<bool> taken(waiting_.size(), false);
    for (const auto& [drive, stop, crew] : pairs) {
      if (taken[static_cast<std::size_t>(stop)] || std::find(free.begin(), free.end(), crew) == free.end())
        continue;
      taken[static_cast<std::size_t>(stop)] = true;
      std::erase(free, crew);
      sent.push_back({crew, stop});
    }
    return sent;
  }

  PolicyKind kind_;
  Problem problem_;
  std::vector<bool> waiting_;
};

constexpr std::array<const char*, 5> names{"first-in", "nearest", "deadline", "priority", "plan"};

}  // namespace

std::optional<PolicyKind> parse_policy(std::string_view word) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (word == names.at(i)) return static_cast<PolicyKind>(i);
  return std::nullopt;
}

const char* name(PolicyKind kind) { return names.at(static_cast<std::size_t>(kind)); }

std::unique_ptr<Policy> make_policy(PolicyKind kind, const PolicyOptions& options) {
  if (kind == PolicyKind::plan) return make_plan_policy(options);
  return std::make_unique<PoolPolicy>(kind);
}

}  // namespace simulation
