#include "dispatch/promises.h"

#include "dispatch/escalation.h"
#include "dispatch/sla_clock.h"
#include "dispatch/sla_policy.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::EventKind;
using models::SlaTarget;
using Wrong = std::vector<std::string>;
using Reasons = std::vector<std::string>;

class PromisesTest : public RulesTest {
 protected:
  models::SlaPolicy policy(const char* code) { return *store.catalog().find_policy(code); }

  void change(const char* code, void (*how)(models::SlaPolicy&)) {
    auto changed = policy(code);
    how(changed);
    const auto saved = dispatch::save_policy(store, town.supervisor, changed, now);
    ASSERT_TRUE(saved) << saved.error().detail;
  }

  dispatch::ChosenPolicy choose(const char* kind, const dispatch::PolicyFacts& facts) {
    return *dispatch::choose_policy(store.catalog(), *store.catalog().find_kind(kind), facts);
  }

  models::ColdWave wave(models::Duration from, models::Duration to) {
    models::ColdWave one;
    one.from = now + from;
    one.to = now + to;
    one.note = "寒潮蓝色预警";
    return one;
  }

  std::string detail(const models::Event& event, const std::string& wanted) {
    for (const auto& [key, value] : event.details)
      if (key == wanted) return value;
    return "none";
  }
};

TEST_F(PromisesTest, ModifiersChooseThePolicyAndSaySo) {
  change("HP-P2", [](models::SlaPolicy& one) {
    one.raised_policy = "HP-P1";
    one.season = models::Season{11, 1, 3, 31};
    one.off_season_policy = "HP-P1V";
  });
  const auto summer = *models::parse_rfc3339("2026-07-01T08:00:00+08:00");
  struct Case {
    dispatch::PolicyFacts facts;
    const char* policy;
    Reasons reasons;
  };
  for (const auto& [facts, code, reasons] :
       {Case{{false, false, 1, now}, "HP-P2", {}}, Case{{false, false, 2, now}, "HP-P2", {}},
        Case{{false, false, 3, now}, "HP-P1", {"repeated"}},
        Case{{false, true, 3, now}, "HP-P1V", {"repeated", "frail_person"}},
        Case{{false, true, 1, now}, "HP-P1V", {"frail_person"}},
        Case{{true, true, 3, now}, "HP-P0", {"danger"}},
        Case{{false, false, 1, summer}, "HP-P1V", {"off_season"}},
        Case{{true, false, 1, summer}, "HP-P0", {"danger"}}}) {
    const auto chosen = choose("HP-COOL", facts);
    EXPECT_EQ(chosen.policy.code, code);
    EXPECT_EQ(chosen.reasons, reasons) << code;
  }
}

TEST_F(PromisesTest, AColdWaveInForceShortensPromises) {
  ASSERT_TRUE(dispatch::declare_cold_wave(store, town.supervisor, wave(Hours{1}, Hours{10}), now));
  EXPECT_EQ(choose("HP-NOHEAT", {false, false, 1, now}).policy.code, "HP-P1");
  EXPECT_EQ(choose("HP-NOHEAT", {false, false, 1, now + Hours{1}}).reasons, Reasons{"cold_wave"});
  EXPECT_EQ(choose("HP-NOHEAT", {false, true, 1, now + Hours{1}}).reasons, Reasons{"frail_person"});
  EXPECT_EQ(choose("HP-NOHEAT", {false, false, 1, now + Hours{10}}).policy.code, "HP-P1");
  later(Hours{2});
  const auto order = heater_order();
  EXPECT_EQ(order.policy, "HP-P1V");
  EXPECT_EQ(order.policy_reasons, Reasons{"cold_wave"});
  const auto id = store.catalog().cold_waves(now)[0].id;
  ASSERT_TRUE(dispatch::end_cold_wave(store, town.supervisor, id, now));
  EXPECT_EQ(heater_order().policy, "HP-P1") << "it is over";
  EXPECT_EQ(failure(dispatch::end_cold_wave(store, town.supervisor, id, now)), models::ErrorCode::conflict);
  EXPECT_EQ(failure(dispatch::end_cold_wave(store, town.supervisor, models::ColdWaveId{99}, now)),
            models::ErrorCode::not_found);
}

TEST_F(PromisesTest, WhoDeclaresAColdWaveAndHow) {
  for (const auto& actor : {town.operator_, town.dispatcher, town.admin, town.auditor})
    EXPECT_EQ(failure(dispatch::declare_cold_wave(store, actor, wave(Hours{0}, Hours{1}), now)),
              models::ErrorCode::forbidden);
  const auto wrong = [&](models::ColdWave one) {
    return wrong_fields(dispatch::declare_cold_wave(store, town.supervisor, one, now));
  };
  EXPECT_EQ(wrong(wave(Hours{2}, Hours{1})), Wrong{"to:out_of_range"});
  EXPECT_EQ(wrong(wave(-Hours{2}, -Hours{1})), Wrong{"to:out_of_range"});
  EXPECT_EQ(wrong(wave(-Hours{24 * 8}, Hours{1})), Wrong{"from:out_of_range"});
  auto wordless = wave(Hours{0}, Hours{1});
  wordless.note = " ";
  EXPECT_EQ(wrong(wordless), Wrong{"note:required"});
  ASSERT_TRUE(dispatch::declare_cold_wave(store, town.supervisor, wave(Hours{0}, Hours{5}), now));
  EXPECT_EQ(wrong(wave(Hours{4}, Hours{9})), Wrong{"from:not_allowed"});
  EXPECT_TRUE(dispatch::declare_cold_wave(store, town.supervisor, wave(Hours{5}, Hours{9}), now));
}

TEST_F(PromisesTest, TheThirdReportInThirtyDaysLiftsTheOrderOneStep) {
  change("HP-P2", [](models::SlaPolicy& one) { one.raised_policy = "HP-P1"; });
  const auto cool = support::call("Wang", "13800000001", "HP-COOL", town.heater);
  const auto first = order_for(cool);
  EXPECT_EQ(first.policy, "HP-P2");
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, first.id), "came back by itself"));
  later(Hours{24});
  const auto second = order_for(cool);
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, second.id), "came back by itself"));
  later(std::chrono::days{28});
  const auto third = order_for(cool);
  EXPECT_EQ(third.policy, "HP-P1");
  EXPECT_EQ(third.policy_reasons, Reasons{"repeated"});
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, third.id), "came back by itself"));
  later(std::chrono::days{31});
  EXPECT_EQ(order_for(cool).policy, "HP-P2") << "long ago";
}

TEST_F(PromisesTest, TheEarlierLimitOf12345Counts) {
  auto call = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  call.external_reference = "12345-1";
  call.external_due_at = now + Hours{3};
  const auto order = order_for(call);
  const auto& clock = *order.clock(SlaTarget::resolve);
  EXPECT_EQ(clock.due_at, now + Hours{3}) << "ours would be four hours";
  EXPECT_EQ(clock.warn_at, now + Minutes{144});
  EXPECT_EQ(order.policy_reasons, Reasons{"hotline_limit"});
  const auto crew = crew_of(order);
  ASSERT_TRUE(dispatch::pause(store, step(crew, order.id), "weather", ""));
  later(Hours{1});
  const auto resumed = dispatch::resume(store, step(crew, order.id));
  EXPECT_EQ(resumed->clock(SlaTarget::resolve)->due_at, call.external_due_at) << "no pause of ours moves it";
  EXPECT_EQ(resumed->clock(SlaTarget::arrive)->due_at, order.clock(SlaTarget::arrive)->due_at + Hours{1});

  call.external_reference = "12345-2";
  call.facility = town.lamps[0];
  call.fault_kind = "SL-DARK";
  call.external_due_at = now + std::chrono::days{90};
  EXPECT_EQ(order_for(call).policy_reasons, Reasons{}) << "a later one changes nothing";
  call.external_reference.clear();
  EXPECT_EQ(wrong_fields(dispatch::receive_report(store, town.operator_, call, "t", now)),
            Wrong{"external_due_at:not_allowed"});
}

TEST_F(PromisesTest, AnEditMovesNoOldOrder) {
  const auto order = heater_order();
  change("HP-P1", [](models::SlaPolicy& one) { one.limits[3]->duration = Hours{3}; });
  EXPECT_EQ(read(order.id).clock(SlaTarget::resolve)->due_at, now + Hours{4});
  EXPECT_EQ(read(order.id).policy_version, 1);
  // Nor does a change of the calendar, also when a pause makes the clock count anew.
  auto always = *store.catalog().find_calendar("24x7");
  always.spans = {{1, 540, 600}};
  ASSERT_TRUE(dispatch::save_calendar(store, town.supervisor, always, now));
  ASSERT_TRUE(dispatch::pause(store, step(crew_of(order), order.id), "weather", ""));
  later(Minutes{30});
  const auto resumed = dispatch::resume(store, step(crew_of(order), order.id));
  EXPECT_EQ(resumed->clock(SlaTarget::resolve)->due_at,
            order.clock(SlaTarget::resolve)->due_at + Minutes{30});
}

TEST_F(PromisesTest, APolicyHoldsForReportsFromItsDateOn) {
  change("HP-P1", [](models::SlaPolicy& one) {
    one.limits[3]->duration = Hours{3};
    one.valid_from = support::monday_morning(Hours{10});
  });
  EXPECT_EQ(heater_order().policy_version, 1);
  later(Hours{10});
  auto call = support::call("Li", "13800000002", "HP-NOHEAT", town.heater);
  const auto order = order_for(call);
  EXPECT_EQ(order.policy_version, 2);
  EXPECT_EQ(order.clock(SlaTarget::resolve)->due_at, now + Hours{3});
}

TEST_F(PromisesTest, ARecountKeepsOldAndNew) {
  auto order = heater_order();
  const auto crew = crew_of(order);
  ASSERT_TRUE(dispatch::pause(store, step(crew, order.id), "weather", ""));
  later(Minutes{30});
  ASSERT_TRUE(dispatch::resume(store, step(crew, order.id)));
  change("HP-P1", [](models::SlaPolicy& one) {
    one.limits[3]->duration = Hours{2};
    one.limits[1].reset();
    one.limits[4] = models::SlaPolicy::Limit{Minutes{45}, "24x7"};
  });
  const auto before = read(order.id);
  EXPECT_EQ(failure(dispatch::recount(store, step(town.dispatcher, order.id), "as said")),
            models::ErrorCode::forbidden);
  EXPECT_EQ(wrong_fields(dispatch::recount(store, step(town.supervisor, order.id), " ")),
            Wrong{"reason:required"});
  const auto after =
      dispatch::recount(store, step(town.supervisor, order.id), "the new rules are milder to nobody");
  ASSERT_TRUE(after) << after.error().detail;
  EXPECT_EQ(after->policy_version, 2);
  EXPECT_EQ(after->policy_reasons, Reasons{"recounted"});
  const auto& clock = *after->clock(SlaTarget::resolve);
  EXPECT_EQ(clock.due_at, order.received_at + Hours{2} + Minutes{30})
      << "the pause counts for the new limit too";
  EXPECT_EQ(clock.pauses.size(), 1U);
  EXPECT_FALSE(after->clock(SlaTarget::arrive));
  ASSERT_TRUE(after->clock(SlaTarget::accept));
  const auto event = events_of(order.id).back();
  ASSERT_EQ(event.kind, EventKind::clocks_recounted);
  EXPECT_EQ(detail(event, "resolve_due_before"),
            models::to_rfc3339(before.clock(SlaTarget::resolve)->due_at));
  EXPECT_EQ(detail(event, "resolve_due"), models::to_rfc3339(clock.due_at));
  EXPECT_EQ(detail(event, "arrive_due"), "none");
  EXPECT_EQ(detail(event, "policy_before"), "HP-P1 version 1");
  EXPECT_EQ(detail(event, "policy"), "HP-P1 version 2");
  EXPECT_EQ(detail(event, "reason"), "the new rules are milder to nobody");
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, order.id), "called off"));
  EXPECT_EQ(failure(dispatch::recount(store, step(town.supervisor, order.id), "again")),
            models::ErrorCode::conflict);
}

TEST_F(PromisesTest, ARecountTellsNothingTwice) {
  const auto order = heater_order();
  later(Hours{5});
  dispatch::watch_clocks(store, now);
  change("HP-P1", [](models::SlaPolicy& one) { one.limits[3]->duration = Hours{8}; });
  ASSERT_TRUE(dispatch::recount(store, step(town.supervisor, order.id), "a mistake in the table"));
  later(Hours{10});
  dispatch::watch_clocks(store, now);
  EXPECT_EQ(count(order.id, EventKind::sla_breached), 2) << "arrive and resolve; the contact was made";
}

TEST_F(PromisesTest, PoliciesThatCannotBeKeptAreRefused) {
  const auto wrong = [&](void (*how)(models::SlaPolicy&)) {
    auto changed = policy("HP-P1");
    how(changed);
    return wrong_fields(dispatch::save_policy(store, town.supervisor, changed, now));
  };
  using P = models::SlaPolicy;
  using Limit = models::SlaPolicy::Limit;
  EXPECT_EQ(wrong([](P& p) { p.limits = {}; }), Wrong{"limits:required"});
  EXPECT_EQ(wrong([](P& p) { p.limits[0]->calendar = "moon"; }), Wrong{"limits.contact.calendar:unknown"});
  EXPECT_EQ(wrong([](P& p) { p.limits[0]->duration = -Hours{1}; }),
            Wrong{"limits.contact.duration:out_of_range"});
  EXPECT_EQ(wrong([](P& p) { p.limits[3]->duration = Hours{1}; }), Wrong{"limits.resolve:out_of_range"});
  EXPECT_EQ(wrong([](P& p) {
              p.limits[3] = Limit{{}, "workdays-09-18", 2};
            }),
            Wrong{"limits.resolve.calendar:mismatch"});
  EXPECT_EQ(wrong([](P& p) { p.warnings = {80, 50}; }), Wrong{"warnings:out_of_range"});
  EXPECT_EQ(wrong([](P& p) { p.warnings = {}; }), Wrong{"warnings:out_of_range"});
  EXPECT_EQ(wrong([](P& p) { p.raised_policy = "none"; }), Wrong{"raised_policy:unknown"});
  EXPECT_EQ(wrong([](P& p) { p.off_season_policy = "HP-P2"; }), Wrong{"off_season_policy:mismatch"});
  EXPECT_EQ(wrong([](P& p) { p.season = models::Season{2, 30, 3, 31}; }), Wrong{"season.from:out_of_range"});
  EXPECT_EQ(wrong([](P& p) { p.facility_class = "moon"; }), Wrong{"class:unknown"});
  EXPECT_EQ(policy("HP-P1").version, 1) << "nothing was changed";
}

TEST_F(PromisesTest, WorkingDaysAreSoManyMinutesOfTheCalendar) {
  auto calendar = *store.catalog().find_calendar("workdays-09-18");
  calendar.working_day_minutes = 540;
  ASSERT_TRUE(dispatch::save_calendar(store, town.supervisor, calendar, now));
  change("HP-P1", [](models::SlaPolicy& p) {
    p.limits[3] = models::SlaPolicy::Limit{{}, "workdays-09-18", 3};
  });
  const auto order = heater_order();  // Monday at eight
  EXPECT_EQ(order.clock(SlaTarget::resolve)->due_at, support::monday_morning(Hours{58}))
      << "Wednesday at 18:00";
  EXPECT_EQ(order.clock(SlaTarget::resolve)->limit, Hours{27});
}

TEST_F(PromisesTest, DatesAreAddedAndReplaced) {
  const auto day = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};
  const auto added = dispatch::add_exceptions(
      store, town.supervisor, "workdays-09-18",
      {{day, 0, {}, "holiday", ""}, {day - std::chrono::days{2}, 5, {}, "", ""}}, now);
  ASSERT_TRUE(added) << added.error().detail;
  EXPECT_EQ(added->version, 2);
  EXPECT_EQ(added->exceptions.at(0).like_weekday, 5) << "by date";
  const auto again =
      dispatch::add_exceptions(store, town.supervisor, "workdays-09-18", {{day, 3, {}, "", ""}}, now);
  EXPECT_EQ(again->exceptions.size(), 2U);
  EXPECT_EQ(again->exceptions.at(1).like_weekday, 3);
  EXPECT_EQ(failure(dispatch::add_exceptions(store, town.supervisor, "moon", {}, now)),
            models::ErrorCode::not_found);
  EXPECT_EQ(failure(dispatch::add_exceptions(store, town.operator_, "24x7", {}, now)),
            models::ErrorCode::forbidden);
  EXPECT_EQ(
      wrong_fields(dispatch::add_exceptions(store, town.supervisor, "24x7", {{day, 9, {}, "", ""}}, now)),
      Wrong{"exceptions[0].like_weekday:out_of_range"});
}

TEST_F(PromisesTest, ClocksSayWhatTheyAreDoing) {
  models::SlaClock clock;
  clock.calendar = "daily-06-22";
  clock.started_at = now;
  dispatch::ClockStates states(store.catalog());
  using enum models::ClockState;
  EXPECT_EQ(states.at(clock, now), running);
  EXPECT_EQ(states.at(clock, support::monday_morning(Hours{14})), outside_calendar) << "22:00";
  EXPECT_EQ(states.at(clock, support::monday_morning(Hours{22})), running) << "06:00";
  clock.paused_at = now;
  EXPECT_EQ(states.at(clock, support::monday_morning(Hours{14})), paused);
  clock.stopped_at = now;
  EXPECT_EQ(states.at(clock, now), stopped);
}

TEST_F(PromisesTest, AnExtensionMovesOneClockAndItsWarnings) {
  auto order = heater_order();
  auto& clock = *order.clock(SlaTarget::resolve);
  clock.marks = {{50, {}, std::nullopt}};
  dispatch::extend_clock(store.catalog(), clock, Hours{2});
  EXPECT_EQ(clock.due_at, now + Hours{6});
  EXPECT_EQ(clock.warn_at, now + Minutes{288});
  EXPECT_EQ(clock.marks[0].at, now + Hours{3});
  EXPECT_EQ(order.clock(SlaTarget::arrive)->due_at, now + Hours{2});
  dispatch::extend_clock(store.catalog(), clock, -Hours{2});
  EXPECT_EQ(clock.due_at, now + Hours{6}) << "nothing is taken away";
  EXPECT_EQ(dispatch::first_due(store.catalog(), clock), now + Hours{4});
}

TEST_F(PromisesTest, PausesAreKeptWhenTheCalendarChangesUnderThem) {
  // Ten hours paused over night are two hours of 06–22, whichever promise they are counted for.
  models::SlaPolicy policy;
  policy.limits[3] = models::SlaPolicy::Limit{Hours{30}, "24x7"};
  models::WorkOrder order;
  order.clocks = dispatch::start_clocks(store.catalog(), policy, now);
  dispatch::pause_clocks(order, support::monday_morning(Hours{13}));
  dispatch::resume_clocks(store.catalog(), order, support::monday_morning(Hours{23}));
  EXPECT_EQ(order.clocks[0].paused, Hours{10});
  policy.limits[3] = models::SlaPolicy::Limit{Hours{16}, "daily-06-22"};
  dispatch::replace_promise(store.catalog(), order.clocks[0],
                            dispatch::start_clocks(store.catalog(), policy, now)[0]);
  EXPECT_EQ(order.clocks[0].paused, Hours{2});
  EXPECT_EQ(order.clocks[0].due_at, support::monday_morning(Hours{26}))
      << "sixteen hours and two, from 08:00";
}

TEST_F(PromisesTest, APauseDoesNotBeginBeforeThePromiseThatStandsStill) {
  // Paused at nine; a worse report of half past nine makes it stricter and runs from there.
  models::SlaPolicy policy;
  policy.limits[3] = models::SlaPolicy::Limit{Hours{30}, "24x7"};
  models::WorkOrder order;
  order.clocks = dispatch::start_clocks(store.catalog(), policy, now);
  auto& clock = order.clocks[0];
  dispatch::pause_clocks(order, now + Hours{1});
  policy.limits[3] = models::SlaPolicy::Limit{Hours{4}, "24x7"};
  dispatch::replace_promise(store.catalog(), clock,
                            dispatch::start_clocks(store.catalog(), policy, now + Minutes{90})[0]);
  EXPECT_EQ(clock.paused_at, clock.started_at);
  dispatch::resume_clocks(store.catalog(), order, now + Hours{3});
  EXPECT_EQ(clock.paused, Minutes{90});
  EXPECT_EQ(clock.due_at, now + Hours{7})
      << "half past nine, four hours, and the hour and a half it stood still";
}

}  // namespace
