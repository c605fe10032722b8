#include "dispatch/assignment/live_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "dispatch/assignment/remaining.h"
#include "tests/support/random_problem.h"

namespace dispatch::assignment {
namespace {

LiveOptions quick(std::uint64_t seed) {
  LiveOptions options;
  options.seed = seed;
  return options;
}

// Plays a day by chance: orders come, crews leave, begin, finish, fall ill; orders are cancelled and come
// back.
class RandomDay {
 public:
  RandomDay(std::uint64_t seed, LiveOptions options)
      : random_(seed),
        plan_(
            [&] {
              auto problem = tests::random_problem(seed, shape);
              orders_ = std::move(problem.stops);
              for (std::size_t i = 0; i < orders_.size(); i += 9)
                if (orders_[i].pinned_crew == nobody && orders_[i].pinned_start < 0)
                  orders_[i].crews_needed = 2;
              problem.stops.clear();
              return problem;
            }(),
            std::move(options)),
        busy_(static_cast<std::size_t>(shape.crews), -1) {}

  void step() {
    now_ += static_cast<Seconds>(random_() % 900);
    const int what = static_cast<int>(random_() % 10);
    if (what < 4 && next_ < orders_.size()) {
      plan_.add(orders_[next_++], now_);
    } else if (what == 4 && next_ > 0) {
      plan_.close(static_cast<int>(random_() % plan_.problem().stops.size()), now_);
    } else if (what == 5) {
      const int crew = static_cast<int>(random_() % busy_.size());
      plan_.set_available(crew, random_() % 2 == 0, now_);
    } else if (what == 6) {
      plan_.improve(30, now_);
    }
    for (int crew = 0; crew < static_cast<int>(busy_.size()); ++crew) {
      auto& at = busy_[static_cast<std::size_t>(crew)];
      if (at >= 0 && random_() % 3 == 0) {
        plan_.arrived(crew, now_);
        plan_.finished(crew, now_);
        at = -1;
      }
    }
    plan_.publish();
    for (const auto& [crew, stop] : plan_.departures(now_)) {
      ASSERT_EQ(busy_[static_cast<std::size_t>(crew)], -1) << "it is on its way already";
      ASSERT_TRUE(served_.insert(stop).second) << "served twice";
      ASSERT_TRUE(plan_.plan().may(crew, stop));
      plan_.depart(crew, stop, now_);
      busy_[static_cast<std::size_t>(crew)] = stop;
    }
  }

  void check() const {
    const auto& plan = plan_.plan();
    ASSERT_EQ(plan.cost(), plan.recomputed_cost());
    for (int crew = 0; crew < plan.crews(); ++crew) {
      const auto& who = plan.problem().crews[static_cast<std::size_t>(crew)];
      if (!plan.route(crew).stops.empty()) {
        const bool pinned =
            std::any_of(plan.route(crew).stops.begin(), plan.route(crew).stops.end(), [&](int stop) {
              return plan.problem().stops[static_cast<std::size_t>(stop)].pinned_crew == crew;
            });
        if (!pinned) {
          ASSERT_LE(plan.measures_of_route(crew).overtime_seconds, who.most_overtime);
        }
      }
      for (const int stop : plan.route(crew).stops) {
        ASSERT_TRUE(plan.problem().stops[static_cast<std::size_t>(stop)].open);
        ASSERT_TRUE(plan.may(crew, stop));
        ASSERT_EQ(served_.count(stop), 0u);
      }
    }
  }

  std::vector<std::vector<int>> routes() const {
    std::vector<std::vector<int>> all;
    for (int crew = 0; crew < plan_.plan().crews(); ++crew) all.push_back(plan_.plan().route(crew).stops);
    return all;
  }
  std::size_t served() const { return served_.size(); }

 private:
  static constexpr tests::Shape shape{.stops = 60, .crews = 5};
  std::mt19937_64 random_;
  std::vector<Stop> orders_;
  LivePlan plan_;
  std::vector<int> busy_;
  std::set<int> served_;
  std::size_t next_ = 0;
  Seconds now_ = 0;
};

TEST(LivePlan, RandomEventsKeepEveryHardRule) {
  std::size_t served = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomDay day(seed, quick(seed));
    for (int i = 0; i < 120; ++i) {
      ASSERT_NO_FATAL_FAILURE(day.step());
      ASSERT_NO_FATAL_FAILURE(day.check());
    }
    served += day.served();
  }
  EXPECT_GT(served, 300u);
}

TEST(LivePlan, TheSameEventsAndSeedGiveTheSamePlan) {
  RandomDay one(9, quick(9)), other(9, quick(9));
  for (int i = 0; i < 100; ++i) {
    ASSERT_NO_FATAL_FAILURE(one.step());
    ASSERT_NO_FATAL_FAILURE(other.step());
    ASSERT_EQ(one.routes(), other.routes());
  }
}

// Two crews at one base, one of them busy; an emergency is likely right there. Something far away can wait.
struct Waiting {
  Problem problem;
  LiveOptions options;
  Stop far;
  explicit Waiting(double emergencies_per_hour) {
    const std::vector<int> metres{0, 12000};
    for (int i = 0; i < 2; ++i)
      problem.travel.add([&](int from, int to) {
        return std::abs(metres[static_cast<std::size_t>(from)] - metres[static_cast<std::size_t>(to)]) / 6;
      });
    Crew crew;
    crew.id = 1;
    crew.shift_end = 36000;
    crew.skills.add(0, 1);
    problem.crews = {crew, crew};
    problem.crews[1].id = 2;
    problem.crews[1].free_at = 1100;  // a colleague who can take over soon
    far.work_orders = {1};
    far.place = 1;
    far.duration = 3600;
    far.spread = 900;
    far.level = Level::urgent;
    far.targets = {{30000, 0, 0}};
    far.skills.require(0, 1);
    far.postponed_start = 86400;
    Expected expected;
    expected.skills.require(0, 1);
    expected.per_hour = emergencies_per_hour;
    expected.limit = 300;
    options.coverage.expected = {expected};
  }
};

TEST(LivePlan, ACrewWaitsWhereAnEmergencyIsLikely) {
  Waiting likely(0.5);
  LivePlan waits(likely.problem, likely.options);
  waits.add(likely.far, 0);
  EXPECT_TRUE(waits.departures(0).empty());
  EXPECT_LT(waits.ask_again(0), 3600);
  Waiting unlikely(0.0001);
  LivePlan leaves(unlikely.problem, unlikely.options);
  leaves.add(unlikely.far, 0);
  const auto departures = leaves.departures(0);
  ASSERT_EQ(departures.size(), 1u);
  EXPECT_EQ(departures[0].stop, 0);
}

TEST(LivePlan, NobodyWaitsWithAnEmergencyInHand) {
  Waiting likely(5);
  likely.far.level = Level::danger;
  LivePlan plan(likely.problem, likely.options);
  plan.add(likely.far, 0);
  ASSERT_EQ(plan.departures(0).size(), 1u);
}

TEST(LivePlan, WithoutExpectationsNobodyWaits) {
  Waiting town(5);
  town.options.coverage.expected.clear();
  LivePlan plan(town.problem, town.options);
  plan.add(town.far, 0);
  ASSERT_EQ(plan.departures(0).size(), 1u);
}

TEST(LivePlan, APublicationTellsWhatChangedHands) {
  Waiting town(0);
  town.options.coverage.expected.clear();
  LivePlan plan(town.problem, town.options);
  plan.add(town.far, 0);
  auto changes = plan.publish();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].from_crew, nobody);
  EXPECT_EQ(changes[0].to_crew, 0);
  EXPECT_TRUE(plan.publish().empty());
  plan.set_available(0, false, 10);
  changes = plan.publish();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].from_crew, 0);
  EXPECT_EQ(changes[0].to_crew, 1);
}

TEST(LivePlan, APartThatWentAlongIsNotInTheVanAnyMore) {
  Waiting town(0);
  town.options.coverage.expected.clear();
  town.problem.crews[0].stock = {1};
  town.problem.crews[1].stock = {0};
  LivePlan plan(town.problem, town.options);
  town.far.parts = {{0, 1}};
  plan.add(town.far, 0);
  ASSERT_EQ(plan.plan().crew_of(0), 0);
  plan.depart(0, 0, 0);
  const auto second = plan.add(town.far, 10);
  EXPECT_FALSE(second.chosen) << "the only one is on its way already";
  ASSERT_FALSE(second.excluded.empty());
  EXPECT_EQ(second.excluded[0].rule, Rule::parts);
  plan.arrived(0, 2000);
  plan.finished(0, 4000);
  EXPECT_EQ(plan.plan().crew_of(1), nobody);
  EXPECT_FALSE(plan.plan().may(0, 1));
}

TEST(LivePlan, TwoCrewsForOneOrderBeginTogether) {
  Waiting town(0);
  town.options.coverage.expected.clear();
  LivePlan plan(town.problem, town.options);
  town.far.crews_needed = 2;
  const auto explanation = plan.add(town.far, 0);
  ASSERT_TRUE(explanation.chosen);
  const int second = plan.problem().stops[0].partner;
  ASSERT_GE(second, 0);
  EXPECT_NE(plan.plan().crew_of(0), plan.plan().crew_of(second));
  EXPECT_EQ(plan.plan().start_of(0), plan.plan().start_of(second));
  EXPECT_EQ(plan.plan().start_of(0), 1100 + 2000) << "when the later of the two can be there";
  EXPECT_TRUE(plan.departures(0).empty()) << "nobody leaves to wait there";
  plan.set_available(1, false, 100);
  EXPECT_EQ(plan.plan().crew_of(0), nobody) << "one alone is of no use";
  EXPECT_EQ(plan.plan().crew_of(second), nobody);
  plan.set_available(1, true, 200);
  EXPECT_NE(plan.plan().crew_of(0), nobody);
  EXPECT_EQ(plan.plan().cost(), plan.plan().recomputed_cost());
}

TEST(Remaining, AnOverdueVisitNeedsAGoodWhileYet) {
  const auto fresh = remaining_visit(1000, 3600, 900, 1000);
  EXPECT_NEAR(fresh.end, 4600, 1);
  EXPECT_NEAR(fresh.variance, 900.0 * 900, 1);
  double last = fresh.end;
  for (Seconds now = 1000; now < 20000; now += 500) {
    const auto left = remaining_visit(1000, 3600, 900, now);
    EXPECT_GT(left.end, now) << now;
    EXPECT_GE(left.end, last - 1) << "knowing that it is not over makes it no shorter";
    EXPECT_GE(left.variance, 0);
    last = left.end;
  }
  EXPECT_GT(remaining_visit(0, 0, 0, 100000).end, 100000);
}

}  // namespace
}  // namespace dispatch::assignment
