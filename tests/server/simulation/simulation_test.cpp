#include "server/simulation/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include "server/simulation/report.h"

namespace {

using namespace simulation;

models::Time midnight(int year, unsigned month, unsigned day) {
  return models::Time{std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} /
                                            std::chrono::day{day}}} -
         models::Duration{utc_offset};
}

std::uint64_t seed_of_run() {
  const char* asked = std::getenv("LAMPLIGHTER_SEED");
  return asked ? std::strtoull(asked, nullptr, 10) : 1;
}

/// The town of data/lucheng, made once: with all heaters, so that the yardsticks hold, and few lamps.
Town& lucheng() {
  static Town town = [] {
    const auto files = town::read_town(std::string(SOURCE_DIR) + "/data/lucheng");
    town::TownFigures figures;
    figures.streetlights = 800;
    return make_town(files.value(), figures);
  }();
  return town;
}

World world_of(Scenario scenario, int days, std::uint64_t seed) {
  return make_world(lucheng(), {scenario, midnight(2027, 1, 4), days, seed});
}

struct Played {
  World world;
  Roster roster;
  Outcome outcome;
};

Played play(PolicyKind kind, World world, const Staffing& staffing, bool waiting = false) {
  Played played{std::move(world), {}, {}};
  played.roster = make_roster(lucheng(), Trade::heating, staffing, played.world);
  RunOptions options;
  if (waiting) options.expected = expected_emergencies(lucheng(), played.world.options, 2);
  const auto policy = make_policy(kind, {1, 5});
  played.outcome = simulate(lucheng(), played.world, played.roster, *policy, options);
  return played;
}

class EachPolicy : public ::testing::TestWithParam<PolicyKind> {
 protected:
  void SetUp() override { RecordProperty("seed", std::to_string(seed_of_run())); }
};

TEST_P(EachPolicy, NoOrderIsLost) {
  SCOPED_TRACE("seed " + std::to_string(seed_of_run()));
  const auto played = play(GetParam(), world_of(Scenario::cold_snap, 3, seed_of_run()), usual_mix(9));
  ASSERT_EQ(played.outcome.orders.size(), played.world.orders.size());
  std::vector<int> done(played.world.orders.size(), 0), visits(played.world.orders.size(), 0);
  for (const auto& visit : played.outcome.visits) {
    const auto order = static_cast<std::size_t>(visit.order);
    const bool over = visit.end < played.world.end();
    visits[order] += over;
    done[order] += over && visit.how == VisitEnd::done && visit.worked > 0;
  }
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto& result = played.outcome.orders[i];
    EXPECT_EQ(done[i], result.state == OrderState::done ? 1 : 0) << "order " << i;
    EXPECT_EQ(visits[i], result.visits) << "order " << i;
    if (result.state == OrderState::called_off) {
      EXPECT_EQ(result.visits, 0);
    }
  }
}

TEST_P(EachPolicy, NobodyIsInTwoPlacesOrWorksBeyondOvertime) {
  SCOPED_TRACE("seed " + std::to_string(seed_of_run()));
  const auto played = play(GetParam(), world_of(Scenario::burst, 4, seed_of_run()), usual_mix(8));
  EXPECT_EQ(played.outcome.refused, 0);
  std::map<int, Seconds> free_at;
  std::map<int, int> skills;
  for (const auto& visit : played.outcome.visits) {
    const auto& duty = played.roster.duties[static_cast<std::size_t>(visit.duty)];
    EXPECT_EQ(duty.person, visit.person);
    EXPECT_GE(visit.depart, free_at[visit.person]);
    EXPECT_GE(visit.depart, duty.from);
    EXPECT_LT(visit.depart, duty.to);
    EXPECT_LE(visit.end, duty.to + most_overtime);
    EXPECT_LE(visit.depart, visit.arrive);
    const auto& order = played.world.orders[static_cast<std::size_t>(visit.order)];
    EXPECT_GE(visit.depart, order.received);
    dispatch::assignment::SkillSet wanted;
    wanted.require(order.skill, 1);
    EXPECT_TRUE(played.roster.people[static_cast<std::size_t>(visit.person)].skills.covers(wanted));
    if (duty.on_call) {
      EXPECT_LE(order.severity, models::Severity::urgent);
    }
    free_at[visit.person] = visit.end;
  }
}

TEST_P(EachPolicy, SameSeedSameResult) {
  const auto one = play(GetParam(), world_of(Scenario::cold_snap, 2, seed_of_run()), usual_mix(7));
  const auto other = play(GetParam(), world_of(Scenario::cold_snap, 2, seed_of_run()), usual_mix(7));
  ASSERT_EQ(one.outcome.visits.size(), other.outcome.visits.size());
  for (std::size_t i = 0; i < one.outcome.visits.size(); ++i) {
    EXPECT_EQ(one.outcome.visits[i].order, other.outcome.visits[i].order);
    EXPECT_EQ(one.outcome.visits[i].person, other.outcome.visits[i].person);
    EXPECT_EQ(one.outcome.visits[i].end, other.outcome.visits[i].end);
  }
  EXPECT_EQ(one.outcome.reassigned, other.outcome.reassigned);
}

// Staffed generously, everything but bad luck at night is in time; the tolerance is for the other order of
// things.
TEST_P(EachPolicy, MoreTechniciansAreNotWorse) {
  SCOPED_TRACE("seed " + std::to_string(seed_of_run()));
  const auto world = world_of(Scenario::cold_snap, 3, seed_of_run());
  const auto rate = [&](int technicians) {
    const auto played = play(GetParam(), world, usual_mix(technicians));
    return measure(lucheng(), Trade::heating, played.world, played.roster, played.outcome);
  };
  const auto few = rate(5), many = rate(20);
  EXPECT_GT(many.rate(), few.rate());
  EXPECT_GE(many.danger_rate(), few.danger_rate() - 10);
  EXPECT_LT(many.late_weighted, few.late_weighted);
}

TEST_P(EachPolicy, EmptyRosterAndNoDemandWork) {
  auto world = world_of(Scenario::ordinary, 2, seed_of_run());
  auto roster = make_roster(lucheng(), Trade::all, {}, world);
  EXPECT_TRUE(roster.people.empty() || std::none_of(roster.people.begin(), roster.people.end(),
                                                    [](const auto& one) { return one.counted; }));
  roster.people.clear();
  roster.duties.clear();
  const auto nobody_works = simulate(lucheng(), world, roster, *make_policy(GetParam(), {1, 5}), {});
  EXPECT_TRUE(nobody_works.visits.empty());
  EXPECT_EQ(nobody_works.orders.size(), world.orders.size());
  world.orders.clear();
  const auto staffed = make_roster(lucheng(), Trade::heating, usual_mix(6), world);
  const auto nothing_to_do = simulate(lucheng(), world, staffed, *make_policy(GetParam(), {1, 5}), {});
  EXPECT_TRUE(nothing_to_do.visits.empty());
}

INSTANTIATE_TEST_SUITE_P(Policies, EachPolicy,
                         ::testing::Values(PolicyKind::first_in, PolicyKind::nearest, PolicyKind::deadline,
                                           PolicyKind::priority, PolicyKind::plan),
                         [](const auto& one) {
                           std::string word = name(one.param);
                           std::erase(word, '-');
                           return word;
                         });

TEST(Waiting, KeepsTheRules) {
  const auto played =
      play(PolicyKind::plan, world_of(Scenario::cold_snap, 2, seed_of_run()), usual_mix(9), true);
  EXPECT_EQ(played.outcome.refused, 0);
  EXPECT_FALSE(played.outcome.visits.empty());
}

TEST(Study, FindsARosterThatHoldsAndSaysSo) {
  StudyOptions options;
  options.world = {Scenario::ordinary, midnight(2027, 1, 4), 2, seed_of_run()};
  options.seeds = 1;
  Study study(lucheng(), options);
  const auto row = study.cheapest(PolicyKind::priority, false, 50, 1, 12);
  ASSERT_TRUE(row);
  EXPECT_TRUE(row->holds(50));
  EXPECT_LE(study.trials(), Study::most_trials + 1);
  EXPECT_FALSE(study.cheapest(PolicyKind::priority, false, 100, 0, 0));
}

TEST(Study, EndsWhenTheTimeIsUp) {
  StudyOptions options;
  options.world = {Scenario::ordinary, midnight(2027, 1, 4), 1, 1};
  options.seeds = 1;
  options.out_of_time = [] { return true; };
  Study study(lucheng(), options);
  EXPECT_FALSE(study.run(PolicyKind::priority, false, usual_mix(3)));
  EXPECT_TRUE(study.cut_short());
}

TEST(Report, HasATableAPlotAnAnswerAndOneJsonLine) {
  Report report;
  report.options.world.days = 7;
  for (int technicians = 11; technicians <= 13; ++technicians) {
    Row row;
    row.staffing = usual_mix(technicians);
    row.figures.runs = 1;
    row.figures.days = 7;
    row.figures.orders = 100;
    row.figures.in_time = technicians == 13 ? 97 : 90;
    row.figures.danger = 20;
    row.figures.danger_in_time = 20;
    report.rows.push_back(row);
  }
  EXPECT_NE(answer_text(report).find("12 名取暖维修员在寒潮周"), std::string::npos);
  EXPECT_NE(answer_text(report).find("it takes at least 13"), std::string::npos);
  const auto json = json_line(report);
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 1);
  EXPECT_EQ(json.back(), '\n');
  EXPECT_EQ(plot_svg(report).find("<svg "), 0U);
  const auto table = table_text(report);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 4);
}

}  // namespace
