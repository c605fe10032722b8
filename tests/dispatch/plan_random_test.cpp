#include <iostream>
#include <map>
#include <set>

#include "dispatch/assignment/planning.h"
#include "dispatch/assignment/record.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::WorkOrderState;

/// People and the program do what comes to mind; the plan stays sound.
class PlanRandomTest : public RulesTest {
 protected:
  explicit PlanRandomTest() : random_(seed_) {
    std::cout << "seed: LAMPLIGHTER_SEED=" << seed_ << std::endl;
    for (const auto& crew : store.crews().list())
      if (crew.active) crews_.push_back(crew.id);
  }
  int below(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  models::CrewId any_crew() {
    return crews_[static_cast<std::size_t>(below(static_cast<int>(crews_.size())))];
  }
  models::WorkOrderId any_order() {
    if (orders_.empty()) orders_.push_back(heater_order().id);
    return orders_[static_cast<std::size_t>(below(static_cast<int>(orders_.size())))];
  }

  void open() {
    const char* kinds[] = {"HP-NOHEAT", "HP-COOL", "WC-BLOCKED", "SL-DARK"};
    const models::FacilityId facilities[] = {town.heater, town.heater, town.toilet, town.lamps[0]};
    const int what = below(4);
    orders_.push_back(order_for(support::call("Li", "", kinds[what], facilities[what])).id);
  }

  void act() {
    const auto order = read(any_order());
    const auto by = step(town.dispatcher, order.id);
    const auto at = [&](auto work) { (void)store.attempt(work); };
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
        return open();
      case 3:
        return at([&] { return dispatch::assign(store, by, any_crew(), "so it is"); });
      case 4:
        return at([&] { return dispatch::accept(store, by); });
      case 5:
        return at([&] { return dispatch::arrive(store, by, std::nullopt); });
      case 6:
        return at([&] { return dispatch::resolve(store, by, models::Outcome::repaired, "", "done"); });
      case 7:
        return at([&] { return dispatch::pin(store, by, any_crew(), now + Minutes{below(300)}, "because"); });
      case 8:
        return at([&] {
          return dispatch::crew_unavailable(store, town.dispatcher, any_crew(), now + Minutes{30}, "ill",
                                            now);
        });
      case 9:
        return at([&] { return dispatch::pause(store, by, "weather", ""); });
      case 10:
        return at([&] {
          dispatch::Effort effort;
          effort.steps = 5;
          effort.seed = random_();
          auto plan = dispatch::preview_plan(store, town.dispatcher, effort, now);
          return plan ? dispatch::publish_now(store, town.dispatcher, *std::move(plan), now) : plan;
        });
      default:
        return at([&] {
          const auto page = store.plans().search({models::PublicationState::published, {}, "", 3});
          if (page.items.empty()) return models::Result<models::Publication>(models::conflict("nothing"));
          return dispatch::undo(store, town.dispatcher, page.items.back().id, "on second thoughts", now);
        });
    }
  }

  void check(int round) {
    std::map<models::CrewId, int> next;
    std::set<models::WorkOrderId> seen;
    for (const auto& visit : store.plans().visits()) {
      EXPECT_GE(visit.position, next[visit.crew]) << round;
      next[visit.crew] = visit.position + 1;
      EXPECT_TRUE(seen.insert(visit.work_order).second) << round;
      EXPECT_LE(visit.arrival, visit.finish);
    }
    for (const auto& [id, order] : store.data.orders) {
      if (order.state != WorkOrderState::assigned && order.state != WorkOrderState::accepted) continue;
      EXPECT_TRUE(order.crew) << order.number;
      const auto visit = store.plans().find_visit(id);
      if (visit) {
        EXPECT_EQ(visit->crew, order.crew) << order.number << " in round " << round;
      }
    }
    const auto board = dispatch::plan_board(store, town.dispatcher, now);
    ASSERT_TRUE(board);
  }

  unsigned seed_ = any_seed();
  std::mt19937 random_;
  std::vector<models::CrewId> crews_;
  std::vector<models::WorkOrderId> orders_;
};

TEST_F(PlanRandomTest, AnySequenceLeavesASoundPlan) {
  for (int round = 0; round < 120 && !HasFailure(); ++round) {
    act();
    check(round);
    // Now and then the clock is set back a little.
    now += below(20) == 0 ? -Minutes{10} : Minutes{below(9)};
  }
}

}  // namespace
