#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <stdexcept>

#include "bench/dispatch/commands.h"
#include "bench/dispatch/day.h"

namespace bench {

int DayRules::planned(double x, double y, const DayOrder& to) const {
  return static_cast<int>(std::floor(std::hypot(x - to.x, y - to.y) * detour / speed));
}

namespace {

constexpr int unpublished = -2;

struct Visit {
  int depart = -1, start = -1, end = -1;
};

class Game {
 public:
  Game(const Day& day, DayPolicy& policy, std::FILE* log)
      : day_(day),
        policy_(policy),
        log_(log),
        visits_(day.orders.size()),
        published_(day.orders.size(), unpublished),
        seen_(day.orders.size(), 0),
        crews_(day.rules.crews.size()),
        by_creation_(day.orders.size()) {
    std::iota(by_creation_.begin(), by_creation_.end(), 0);
    std::stable_sort(by_creation_.begin(), by_creation_.end(),
                     [&](int one, int other) { return order(one).created < order(other).created; });
  }

  DayResult run() {
    for (int asked = -1;;) {
      const int now = next_event(asked);
      if (now == INT_MAX || now >= day_.rules.shift_end) break;
      const auto view = look(now);
      const double before = cpu_seconds();
      const auto decision = policy_.decide(view, [this](int index) -> const DayOrder& {
        if (seen_[static_cast<std::size_t>(index)] == 0) throw std::runtime_error("looked into the future");
        return order(index);
      });
      result_.milliseconds.push_back((cpu_seconds() - before) * 1000);
      publish(view, decision);
      for (const auto& [crew, index] : decision.departures) depart(now, crew, index);
      asked = decision.ask_again_at > now ? decision.ask_again_at : -1;
    }
    return sum_up();
  }

 private:
  struct CrewState {
    double x = 0, y = 0;
    int at = -1;  ///< order
    bool busy = false, arrived = false;
  };

  const DayOrder& order(int index) const { return day_.orders[static_cast<std::size_t>(index)]; }
  Visit& visit(int index) { return visits_[static_cast<std::size_t>(index)]; }

  int next_event(int asked) const {
    int next = asked >= 0 ? asked : INT_MAX;
    if (created_ < by_creation_.size()) next = std::min(next, order(by_creation_[created_]).created);
    for (const auto& crew : crews_) {
      if (!crew.busy) continue;
      const auto& visit = visits_[static_cast<std::size_t>(crew.at)];
      next = std::min(next, crew.arrived ? visit.end : visit.start);
    }
    return next;
  }

  DayView look(int now) {
    DayView view;
    view.now = now;
    for (; created_ < by_creation_.size() && order(by_creation_[created_]).created <= now; ++created_) {
      view.created.push_back(by_creation_[created_]);
      waiting_.push_back(by_creation_[created_]);
      seen_[static_cast<std::size_t>(by_creation_[created_])] = 1;
    }
    for (int i = 0; i < static_cast<int>(crews_.size()); ++i) {
      auto& crew = crews_[static_cast<std::size_t>(i)];
      if (crew.busy && !crew.arrived && visit(crew.at).start <= now) {
        crew.arrived = true;
        view.arrived.push_back(i);
      }
      if (crew.busy && visit(crew.at).end <= now) {
        crew.busy = crew.arrived = false;
        view.freed.push_back(i);
      }
      view.idle.push_back(!crew.busy);
      view.stopped_at.push_back(crew.at);
    }
    view.waiting = waiting_;
    return view;
  }

  void publish(const DayView& view, const DayDecision& decision) {
    if (decision.crew_of.size() != view.waiting.size())
      throw std::runtime_error("a waiting order was not published");
    bool changed = false;
    for (std::size_t i = 0; i < view.waiting.size(); ++i) {
      auto& published = published_[static_cast<std::size_t>(view.waiting[i])];
      const int crew = decision.crew_of[i];
      if (published == crew) continue;
      if (published >= 0) ++reassigned_;
      published = crew;
      changed = true;
    }
    if (log_ == nullptr || !changed) return;
    std::fprintf(log_, "{\"t\":%d,\"publish\":{", view.now);
    for (std::size_t i = 0; i < view.waiting.size(); ++i) {
      std::fprintf(log_, "%s\"%d\":", i == 0 ? "" : ",", order(view.waiting[i]).id);
      if (decision.crew_of[i] < 0)
        std::fprintf(log_, "null");
      else
        std::fprintf(log_, "%d", day_.rules.crews[static_cast<std::size_t>(decision.crew_of[i])].id);
    }
    std::fprintf(log_, "}}\n");
  }

  void depart(int now, int index, int to) {
    auto& crew = crews_[static_cast<std::size_t>(index)];
    const auto& who = day_.rules.crews[static_cast<std::size_t>(index)];
    const auto& what = order(to);
    const auto& truth = day_.truths[static_cast<std::size_t>(to)];
    const auto waiting = std::find(waiting_.begin(), waiting_.end(), to);
    if (crew.busy || waiting == waiting_.end()) throw std::runtime_error("a departure that cannot be");
    if (std::find(who.skills.begin(), who.skills.end(), what.skill) == who.skills.end())
      throw std::runtime_error("a departure without the skill");
    if (published_[static_cast<std::size_t>(to)] != index)
      throw std::runtime_error("a departure that was not published");
    const double x = crew.at < 0 ? who.x : order(crew.at).x;
    const double y = crew.at < 0 ? who.y : order(crew.at).y;
    const int planned = day_.rules.planned(x, y, what);
    if (now + planned + what.estimate > day_.rules.shift_end)
      throw std::runtime_error("a departure beyond the shift");
    const int real = static_cast<int>(std::floor(planned * truth.travel_factor));
    visit(to) = {now, now + real, now + real + truth.actual};
    crew = {what.x, what.y, to, true, false};
    waiting_.erase(waiting);
    travel_ += real;
    if (log_ != nullptr)
      std::fprintf(log_, "{\"visit\":{\"order\":%d,\"crew\":%d,\"depart\":%d,\"start\":%d,\"end\":%d}}\n",
                   what.id, who.id, now, visit(to).start, visit(to).end);
  }

  DayResult sum_up() {
    int danger = 0, danger_kept = 0, counted = 0, kept = 0, served = 0;
    for (std::size_t i = 0; i < day_.orders.size(); ++i) {
      const auto& what = day_.orders[i];
      const bool was_served = visits_[i].start >= 0;
      served += was_served ? 1 : 0;
      const int reached = was_served ? visits_[i].start : day_.rules.shift_end;
      const int late = std::max(0, reached - what.due);
      result_.weighted_late_minutes +=
          day_.rules.weights[static_cast<std::size_t>(what.priority)] * late / 60.0;
      // What may wait until tomorrow and does is neither in time nor late.
      if (!was_served && what.due >= day_.rules.shift_end) continue;
      const bool in_time = was_served && late == 0;
      ++counted;
      kept += in_time ? 1 : 0;
      if (what.priority != 1) continue;
      ++danger;
      danger_kept += in_time ? 1 : 0;
    }
    result_.danger_in_time = danger == 0 ? 100 : 100.0 * danger_kept / danger;
    result_.all_in_time = counted == 0 ? 100 : 100.0 * kept / counted;
    const auto orders = static_cast<double>(std::max<std::size_t>(1, day_.orders.size()));
    result_.reassignments_per_order = reassigned_ / orders;
    result_.travel_minutes_per_order = travel_ / 60.0 / std::max(1, served);
    result_.served = 100.0 * served / orders;
    return result_;
  }

  const Day& day_;
  DayPolicy& policy_;
  std::FILE* log_;
  std::vector<Visit> visits_;
  std::vector<int> published_;
  std::vector<std::uint8_t> seen_;
  std::vector<CrewState> crews_;
  std::vector<int> by_creation_;
  std::vector<int> waiting_;
  std::size_t created_ = 0;
  int reassigned_ = 0;
  double travel_ = 0;
  DayResult result_;
};

}  // namespace

DayResult play(const Day& day, DayPolicy& policy, std::FILE* log) { return Game(day, policy, log).run(); }

}  // namespace bench
