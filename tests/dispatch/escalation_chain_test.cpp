#include "dispatch/escalation_chain.h"

#include <map>
#include <random>
#include <set>

#include "dispatch/escalation.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::AlertReader;
using models::AlertTrigger;
using models::ErrorCode;
using models::EscalationChain;
using models::EventKind;
using models::Severity;
using models::WorkOrderState;
using Wrong = std::vector<std::string>;

class ChainTest : public RulesTest {
 protected:
  EscalationChain chain(const char* code) const {
    EscalationChain made;
    made.code = code;
    made.name = {"链", "chain"};
    made.steps = {{Minutes{10}, AlertReader::dispatcher}};
    return made;
  }
  models::Result<EscalationChain> save(const EscalationChain& made) {
    return store.attempt([&] { return dispatch::save_chain(store, town.supervisor, made); });
  }
  std::vector<models::Alert> alerts() {
    std::vector<models::Alert> all;
    for (const auto& [id, alert] : store.data.alerts) all.push_back(alert);
    return all;
  }
  int watch() { return dispatch::watch_escalations(store, now).raised; }
};

TEST_F(ChainTest, AnOrderNobodySignsForGoesUpStepByStep) {
  const auto order = order_in(WorkOrderState::assigned);
  struct Look {
    int minute, raised;
  };
  for (const auto& [minute, raised] : {Look{0, 0}, Look{14, 0}, Look{15, 1}, Look{16, 0}, Look{30, 1},
                                       Look{59, 0}, Look{60, 1}, Look{600, 0}}) {
    now = support::monday_morning(Minutes{minute});
    EXPECT_EQ(watch(), raised) << minute;
  }
  std::vector<AlertReader> told;
  for (const auto& alert : alerts()) told.push_back(alert.who);
  EXPECT_EQ(told, (std::vector{AlertReader::crew_lead, AlertReader::dispatcher, AlertReader::supervisor}));
  EXPECT_EQ(count(order.id, EventKind::alert_raised), 3);
  EXPECT_FALSE(store.escalations().next_run());
}

TEST_F(ChainTest, SigningStopsItAndAnswersWhatWasAsked) {
  const auto order = order_in(WorkOrderState::assigned);
  later(Minutes{20});
  EXPECT_EQ(watch(), 1);
  ASSERT_TRUE(dispatch::accept(store, step(crew_of(order), order.id)));
  EXPECT_FALSE(store.escalations().next_run());
  EXPECT_TRUE(alerts().at(0).acknowledged_at);
  EXPECT_EQ(alerts().at(0).note, "accepted");
  EXPECT_EQ(count(order.id, EventKind::escalation_stopped), 1);
  later(Hours{9});
  EXPECT_EQ(watch(), 0);
}

TEST_F(ChainTest, AcknowledgingStopsTheChain) {
  const auto order = order_in(WorkOrderState::assigned);
  later(Minutes{30});
  EXPECT_EQ(watch(), 2);
  const auto dispatchers = alerts().at(1);
  for (const auto& actor : {town.supervisor, town.heat2_member, town.heat_member, town.operator_})
    EXPECT_NE(failure(dispatch::acknowledge(store, actor, dispatchers.id, "", now)), std::nullopt)
        << models::name(actor.role) << ": told to another office";
  ASSERT_TRUE(dispatch::acknowledge(store, town.dispatcher, dispatchers.id, "on it", now));
  EXPECT_EQ(failure(dispatch::acknowledge(store, town.dispatcher, dispatchers.id, "", now)),
            ErrorCode::conflict);
  EXPECT_EQ(alerts().at(1).acknowledged_by, town.dispatcher.account);
  later(Hours{9});
  EXPECT_EQ(watch(), 0) << "the supervisor is left in peace";
  EXPECT_EQ(count(order.id, EventKind::alert_acknowledged), 1);
  EXPECT_EQ(failure(dispatch::acknowledge(store, town.dispatcher, models::AlertId{99}, "", now)),
            ErrorCode::not_found);
}

TEST_F(ChainTest, AnotherCrewBeginsAnew) {
  const auto order = order_in(WorkOrderState::assigned);
  later(Minutes{20});
  EXPECT_EQ(watch(), 1);
  const auto other = order.crew == town.heat ? town.heat2 : town.heat;
  ASSERT_TRUE(dispatch::assign(store, step(town.dispatcher, order.id), other, "nearer"));
  later(Minutes{14});
  EXPECT_EQ(watch(), 0);
  later(Minutes{1});
  EXPECT_EQ(watch(), 1);
  EXPECT_EQ(alerts().back().who, AlertReader::crew_lead);
  EXPECT_EQ(alerts().back().crew, other);
}

TEST_F(ChainTest, WarningsAndBreachesGoUpUntilThePromiseIsKept) {
  const auto order = order_in(WorkOrderState::accepted);
  later(Minutes{60});  // half of the two hours to arrive: for whoever looks, nobody is sent for
  dispatch::watch_clocks(store, now);
  EXPECT_EQ(watch(), 0);
  later(Minutes{36});  // 80 %
  dispatch::watch_clocks(store, now);
  EXPECT_EQ(watch(), 1);
  EXPECT_EQ(alerts().back().trigger, AlertTrigger::warning);
  EXPECT_EQ(alerts().back().target, models::SlaTarget::arrive);
  later(Minutes{24});
  dispatch::watch_clocks(store, now);
  EXPECT_EQ(watch(), 1);
  EXPECT_EQ(alerts().back().trigger, AlertTrigger::breach);
  EXPECT_EQ(alerts().back().who, AlertReader::dispatcher);
  ASSERT_TRUE(dispatch::arrive(store, step(crew_of(order), order.id), std::nullopt));
  later(Hours{1});
  EXPECT_EQ(watch(), 0);
}

TEST_F(ChainTest, NightIsQuietButNotForDanger) {
  for (const bool danger : {false, true}) {
    store.data = {};
    town = support::build_small_town(store);
    now = support::monday_morning(Hours{14});  // ten in the evening
    auto call = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
    call.danger = danger;
    ASSERT_EQ(order_for(call).state, WorkOrderState::assigned);
    later(Hours{1});
    const int told = watch();
    EXPECT_EQ(told, danger ? 4 : 0);
    now = support::monday_morning(Hours{23}) - models::Duration{1};  // seven in the morning
    EXPECT_EQ(watch(), 0);
    later(models::Duration{1});
    EXPECT_EQ(watch(), danger ? 0 : 3) << "what fell due at night is told in the morning";
  }
}

TEST_F(ChainTest, QuietHoursEndWhereTheySay) {
  const auto night = models::QuietHours{22 * 60, 7 * 60}, noon = models::QuietHours{12 * 60, 14 * 60};
  const auto at = [](const char* text) { return *models::parse_rfc3339(text); };
  struct Row {
    models::QuietHours quiet;
    const char* from;
    const char* to;
  };
  for (const auto& [quiet, from, to] : {Row{night, "2026-11-23T21:59:59+08:00", "2026-11-23T21:59:59+08:00"},
                                        Row{night, "2026-11-23T22:00:00+08:00", "2026-11-24T07:00:00+08:00"},
                                        Row{night, "2026-11-24T00:00:00+08:00", "2026-11-24T07:00:00+08:00"},
                                        Row{night, "2026-11-24T07:00:00+08:00", "2026-11-24T07:00:00+08:00"},
                                        Row{noon, "2026-11-23T12:00:00+08:00", "2026-11-23T14:00:00+08:00"},
                                        Row{noon, "2026-11-23T14:00:00+08:00", "2026-11-23T14:00:00+08:00"}})
    EXPECT_EQ(dispatch::after_quiet(at(from), quiet), at(to)) << from;
  EXPECT_EQ(dispatch::after_quiet(now, std::nullopt), now);
}

TEST_F(ChainTest, BadChainsAreRefusedWithTheReason) {
  const auto with = [&](auto change) {
    auto made = chain("mine");
    change(made);
    return wrong_fields(save(made));
  };
  EXPECT_EQ(with([](auto& c) { c.steps.clear(); }), Wrong{"steps:required"});
  EXPECT_EQ(with([this](auto& c) {
              c.steps.push_back({Minutes{10}, AlertReader::supervisor});
            }),
            Wrong{"steps[1].after:out_of_range"});
  EXPECT_EQ(with([this](auto& c) {
              c.steps.push_back({Minutes{20}, AlertReader::dispatcher});
            }),
            Wrong{"steps:not_allowed"});
  EXPECT_EQ(with([](auto& c) { c.steps[0].after = models::Duration{-1}; }),
            Wrong{"steps[0].after:out_of_range"});
  EXPECT_EQ(with([](auto& c) { c.then = "mine"; }), Wrong{"then:not_allowed"});
  EXPECT_EQ(with([](auto& c) { c.then = "nowhere"; }), Wrong{"then:unknown"});
  EXPECT_EQ(with([](auto& c) { c.trigger = AlertTrigger::review; }), Wrong{"trigger:not_allowed"});
  EXPECT_EQ(with([](auto& c) { c.facility_class = "fountain"; }), Wrong{"class:unknown"});
  EXPECT_EQ(with([](auto& c) { c.village_code = "1"; }), Wrong{"village:unknown"});
  EXPECT_EQ(with([](auto& c) { c.quiet = models::QuietHours{5, 5}; }), Wrong{"quiet:out_of_range"});
  EXPECT_EQ(with([](auto& c) {
              c.severity = Severity::danger;
              c.quiet = models::QuietHours{};
            }),
            Wrong{"quiet:not_allowed"});
  EXPECT_EQ(failure(dispatch::save_chain(store, town.dispatcher, chain("mine"))), ErrorCode::forbidden);
  EXPECT_TRUE(store.data.chains.empty());
}

TEST_F(ChainTest, ACycleIsRefusedWhereverItIsClosed) {
  auto first = chain("first"), second = chain("second"), third = chain("third");
  second.steps[0].who = AlertReader::supervisor;
  third.steps[0].who = AlertReader::town_leader;
  second.then = "third";
  first.then = "second";
  ASSERT_TRUE(save(third));
  ASSERT_TRUE(save(second));
  ASSERT_TRUE(save(first));
  third.then = "first";
  const auto refused = save(third);
  ASSERT_EQ(wrong_fields(refused), Wrong{"then:not_allowed"});
  EXPECT_NE(refused.error().detail.find("cycle"), std::string::npos);
  EXPECT_EQ(store.data.chains.at("third").then, "");
  EXPECT_EQ(dispatch::all_steps(dispatch::escalation_chains(store), first).size(), 3U);
  EXPECT_EQ(dispatch::all_steps(dispatch::escalation_chains(store), first)[2].after, Minutes{30});
}

TEST_F(ChainTest, TheMostSpecialChainIsTakenAndARunKeepsItsSteps) {
  auto special = chain("village");
  special.village_code = support::SmallTown::village_a;
  special.steps = {{Minutes{5}, AlertReader::town_leader}};
  ASSERT_TRUE(save(special));
  order_in(WorkOrderState::assigned);
  special.steps[0].after = Minutes{1};
  ASSERT_TRUE(save(special));
  later(Minutes{4});
  EXPECT_EQ(watch(), 0) << "frozen when it started";
  later(Minutes{1});
  EXPECT_EQ(watch(), 1);
  EXPECT_EQ(alerts().at(0).who, AlertReader::town_leader);
}

/// What a run owes: each of its steps not before its time.
void check_run(const models::EscalationRun& run, const std::vector<models::Alert>& alerts, bool all) {
  std::set<int> steps;
  for (const auto& alert : alerts) {
    if (alert.run != run.id) continue;
    EXPECT_TRUE(steps.insert(alert.step).second) << "a step was told twice";
    const auto due = dispatch::after_quiet(
        run.started_at + run.steps.at(static_cast<std::size_t>(alert.step)).after, run.quiet);
    EXPECT_GE(alert.at, due) << "a step was told early";
  }
  EXPECT_EQ(static_cast<int>(steps.size()), run.done);
  if (all && !run.stopped_at) {
    EXPECT_EQ(steps.size(), run.steps.size()) << "a step was lost";
  }
}

TEST_F(ChainTest, CrashesAndClockJumpsLoseNothingAndDoubleNothing) {
  const auto seed = any_seed();
  SCOPED_TRACE("LAMPLIGHTER_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  const auto roll = [&](int sides) { return static_cast<int>(random() % static_cast<unsigned>(sides)); };
  for (int schedule = 0; schedule < 1000; ++schedule) {
    if (schedule % 50 == 0) {  // the store is copied for each look: it is kept small
      store.data = {};
      town = support::build_small_town(store);
    }
    now = support::monday_morning(Minutes{roll(60 * 24)});
    auto call = support::call("Wang", "", "HP-NOHEAT", town.heater);
    call.danger = roll(3) == 0;
    const auto order = order_for(call);
    for (int look = 0; look < 8; ++look) {
      now += Minutes{roll(6) == 0 ? -roll(300) : roll(90)};
      const bool crash = roll(3) == 0;
      const auto before = store.data;
      dispatch::watch_clocks(store, now);
      dispatch::watch_escalations(store, now, 1 + roll(3));
      if (crash) store.data = before;  // died before the commit
      if (roll(8) == 0 && !store.data.alerts.empty()) {
        const auto last = store.data.alerts.rbegin()->first;
        for (auto actor : {town.dispatcher, town.supervisor, town.heat2_member})
          (void)store.attempt([&] { return dispatch::acknowledge(store, actor, last, "", now); });
      }
      if (roll(12) == 0)
        (void)store.attempt([&] { return dispatch::accept(store, step(town.dispatcher, order.id)); });
    }
    now = std::max(now, support::monday_morning()) + Hours{24 * 5};
    while (dispatch::watch_escalations(store, now).raised > 0) {
    }
    dispatch::watch_clocks(store, now);
    now += Hours{24 * 5};
    while (dispatch::watch_escalations(store, now).raised > 0) {
    }
    for (const auto& [id, run] : store.data.runs)
      if (run.work_order == order.id) check_run(run, alerts(), true);
    if (HasFailure()) return;
  }
}

}  // namespace
