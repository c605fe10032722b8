#include "dispatch/what_if.h"

#include "dispatch/intake.h"
#include "dispatch/sla_clock.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::PromiseStanding;
using models::SlaTarget;
using Minutes = std::chrono::minutes;
using Hours = std::chrono::hours;

class WhatIfTest : public RulesTest {
 protected:
  models::Time first = now;

  models::SlaPolicy policy(const char* code) { return *store.catalog().find_policy(code); }

  dispatch::WhatIfQuestion question(std::vector<models::SlaPolicy> policies) {
    dispatch::WhatIfQuestion asked;
    asked.draft.policies = std::move(policies);
    asked.from = first - Hours{1};
    asked.to = now;
    return asked;
  }

  dispatch::WhatIf ask(const dispatch::WhatIfQuestion& asked) {
    auto answer = dispatch::what_if(store, town.supervisor, asked, now);
    if (!answer) {
      ADD_FAILURE() << answer.error().detail;
      return {};
    }
    return *std::move(answer);
  }

  /// An order as it would stand had its crew repaired it so long after receipt.
  models::WorkOrderId repaired_after(models::Duration time, std::vector<models::Interval> pauses = {}) {
    auto order = read(heater_order().id);
    for (auto& clock : order.clocks) {
      for (const auto& pause : pauses) {
        if (clock.due_at <= pause.from) break;  // what is late is not paused
        clock.paused_at = pause.from;
        dispatch::end_pause(store.catalog(), clock, pause.to);
      }
    }
    order.state = models::WorkOrderState::resolved;
    order.resolved_at = order.received_at + time;
    dispatch::stop_clock(order, SlaTarget::resolve, *order.resolved_at);
    store.work_orders().update(order);
    return order.id;
  }

  static const dispatch::WhatIfCount& resolve_of(const dispatch::WhatIfRow& row) {
    return row.targets[static_cast<std::size_t>(SlaTarget::resolve)];
  }
};

models::SlaPolicy with_resolve(models::SlaPolicy policy, models::Duration limit) {
  policy.limits[static_cast<std::size_t>(SlaTarget::resolve)]->duration = limit;
  return policy;
}

TEST_F(WhatIfTest, SaysWhatWouldHaveBeenLate) {
  const auto quick = repaired_after(Hours{1});
  const auto middling = repaired_after(Hours{3});
  const auto slow = repaired_after(Hours{6});
  later(Hours{24});

  const auto stricter = ask(question({with_resolve(policy("HP-P1"), Hours{2})}));
  EXPECT_EQ(stricter.orders, 3);
  EXPECT_EQ(stricter.moved, 3);
  EXPECT_EQ(resolve_of(stricter.all).late_then, 1) << "four hours were promised";
  EXPECT_EQ(resolve_of(stricter.all).late_draft, 2);
  EXPECT_EQ(resolve_of(stricter.all).newly_late, 1);
  EXPECT_EQ(stricter.changed_orders, 1);
  ASSERT_EQ(stricter.changed.size(), 1U);
  EXPECT_EQ(stricter.changed[0].id, middling);
  EXPECT_EQ(stricter.changed[0].then, PromiseStanding::kept);
  EXPECT_EQ(stricter.changed[0].draft, PromiseStanding::late);
  EXPECT_EQ(*stricter.changed[0].due_draft, first + Hours{2});

  const auto milder = ask(question({with_resolve(policy("HP-P1"), Hours{8})}));
  EXPECT_EQ(resolve_of(milder.all).no_longer_late, 1);
  ASSERT_EQ(milder.changed.size(), 1U);
  EXPECT_EQ(milder.changed[0].id, slow);
  EXPECT_EQ(read(quick).clock(SlaTarget::resolve)->due_at, first + Hours{4}) << "nothing was written";
  EXPECT_EQ(policy("HP-P1").version, 1);
}

TEST_F(WhatIfTest, AnOpenOrderIsLateOnlyOnceItsLimitHasPassed) {
  heater_order();
  later(Hours{3});
  auto answer = ask(question({with_resolve(policy("HP-P1"), Hours{8})}));
  EXPECT_EQ(resolve_of(answer.all).open_draft, 1);
  EXPECT_EQ(resolve_of(answer.all).late_draft, 0);
  answer = ask(question({with_resolve(policy("HP-P1"), Minutes{150})}));
  EXPECT_EQ(resolve_of(answer.all).newly_late, 1);
}

TEST_F(WhatIfTest, APausePutsOffTheDraftsLimitUnlessItCameTooLate) {
  repaired_after(Hours{5}, {{first + Hours{1}, first + Hours{3}}});
  later(Hours{24});
  EXPECT_EQ(resolve_of(ask(question({with_resolve(policy("HP-P1"), Hours{2})})).all).late_draft, 1)
      << "due after 2 hours of 3 worked ones";
  EXPECT_EQ(resolve_of(ask(question({with_resolve(policy("HP-P1"), Hours{3})})).all).late_draft, 0);
  const auto early = ask(question({with_resolve(policy("HP-P1"), Hours{2}), policy("HP-P0")}));
  EXPECT_EQ(*early.changed[0].due_draft, first + Hours{4});
  auto draft = policy("HP-P1");
  draft.limits[static_cast<std::size_t>(SlaTarget::arrive)]->duration = Minutes{20};
  draft = with_resolve(draft, Minutes{30});
  EXPECT_EQ(*ask(question({draft})).changed[0].due_draft, first + Minutes{30})
      << "it was late before it was paused";
}

TEST_F(WhatIfTest, ANewPromiseCountsWhatWasDoneBeforeItWasMade) {
  auto order = read(heater_order().id);
  order.accepted_at = first + Minutes{40};
  store.work_orders().update(order);
  later(Hours{1});
  auto draft = policy("HP-P1");
  draft.limits[static_cast<std::size_t>(SlaTarget::accept)] = models::SlaPolicy::Limit{Minutes{15}};
  const auto answer = ask(question({draft}));
  const auto& accept = answer.all.targets[static_cast<std::size_t>(SlaTarget::accept)];
  EXPECT_EQ(accept.promised_then, 0);
  EXPECT_EQ(accept.promised_draft, 1);
  EXPECT_EQ(accept.newly_late, 1);
  EXPECT_EQ(answer.changed[0].then, PromiseStanding::none);
}

TEST_F(WhatIfTest, TheDraftChoosesThePolicyAnew) {
  auto report = support::call("Wang", "13800000001", "HP-NOHEAT", town.heater);
  report.frail_person = true;
  const auto order = order_for(report);
  ASSERT_EQ(order.policy, "HP-P1V");
  later(Hours{6});
  auto plain = policy("HP-P1");
  plain.urgent_policy.clear();
  auto asked = question({plain});
  asked.by = dispatch::WhatIfBy::policy;
  const auto answer = ask(asked);
  ASSERT_EQ(answer.rows.size(), 1U);
  EXPECT_EQ(answer.rows[0].key, "HP-P1");
  EXPECT_EQ(answer.moved, 1);
}

TEST_F(WhatIfTest, AThirdReportThatJoinedLaterCounts) {
  const auto plain = heater_order().id, repeated = heater_order().id;
  auto order = read(repeated);
  order.policy_reasons = {"repeated"};
  store.work_orders().update(order);
  later(Hours{6});
  auto raising = policy("HP-P1");
  raising.raised_policy = "HP-P1V";
  raising.limits = {};
  raising.limits[static_cast<std::size_t>(SlaTarget::resolve)] = models::SlaPolicy::Limit{Hours{9}};
  auto asked = question({raising});
  asked.by = dispatch::WhatIfBy::policy;
  const auto answer = ask(asked);
  ASSERT_EQ(answer.rows.size(), 2U);
  EXPECT_EQ(answer.rows[0].key, "HP-P1");
  EXPECT_EQ(answer.rows[1].key, "HP-P1V");
  EXPECT_EQ(resolve_of(answer.rows[0]).orders, 1);
  EXPECT_EQ(read(plain).policy, "HP-P1");
}

TEST_F(WhatIfTest, LooksNoFurtherThanWhoAsks) {
  heater_order();
  later(Hours{1});
  auto limited = town.supervisor;
  limited.villages = {std::string(support::SmallTown::village_a)};
  const auto home = dispatch::what_if(store, limited, question({policy("HP-P1")}), now)->orders;
  limited.villages = {std::string(support::SmallTown::village_b)};
  const auto elsewhere = dispatch::what_if(store, limited, question({policy("HP-P1")}), now)->orders;
  EXPECT_EQ(home + elsewhere, 1);
  limited.villages.clear();
  limited.classes = {"streetlight"};
  EXPECT_EQ(dispatch::what_if(store, limited, question({policy("HP-P1")}), now)->orders, 0);
}

TEST_F(WhatIfTest, ADraftMayBringItsCalendar) {
  repaired_after(Hours{13});
  later(Hours{24});
  auto draft = policy("HP-P1");
  draft.limits[static_cast<std::size_t>(SlaTarget::resolve)]->calendar = "mornings";
  auto asked = question({draft});
  models::Calendar mornings;
  mornings.code = "mornings";
  mornings.name = {"上午", "Mornings"};
  mornings.zone = "Asia/Shanghai";
  for (int day = 1; day <= 7; ++day) mornings.spans.push_back({day, 8 * 60, 10 * 60});
  asked.draft.calendars = {mornings};
  EXPECT_EQ(resolve_of(ask(asked).all).no_longer_late, 1) << "four hours are two mornings";
  asked.draft.calendars.clear();
  const auto refused = dispatch::what_if(store, town.supervisor, asked, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields[0].field, "policies[0].limits.resolve.calendar");
}

TEST_F(WhatIfTest, WrongQuestionsAreRefused) {
  heater_order();
  later(Hours{6});
  const auto wrong = [&](auto change) -> std::string {
    auto asked = question({policy("HP-P1")});
    change(asked);
    const auto answer = dispatch::what_if(store, town.supervisor, asked, now);
    return answer || answer.error().fields.empty()
               ? "none"
               : answer.error().fields[0].field + ":" + answer.error().fields[0].code;
  };
  using Q = dispatch::WhatIfQuestion;
  EXPECT_EQ(wrong([](Q&) {}), "none");
  EXPECT_EQ(wrong([](Q& q) { q.draft.policies.clear(); }), "policies:out_of_range");
  EXPECT_EQ(wrong([](Q& q) { q.draft.policies[0].limits = {}; }), "policies[0].limits:required");
  EXPECT_EQ(wrong([](Q& q) { q.draft.policies[0].facility_class = "moon"; }), "policies[0].class:unknown");
  EXPECT_EQ(wrong([](Q& q) { q.draft.policies.push_back(q.draft.policies[0]); }),
            "policies[1].code:not_allowed");
  EXPECT_EQ(wrong([](Q& q) { q.draft.calendars.resize(1); }), "calendars[0].code:required");
  EXPECT_EQ(wrong([](Q& q) { q.to = q.from; }), "from:out_of_range");
  EXPECT_EQ(wrong([](Q& q) { q.from = q.to - Hours{24 * 401}; }), "from:out_of_range");
  EXPECT_EQ(wrong([&](Q& q) { q.from = now, q.to = now + Hours{1}; }), "from:out_of_range");
  EXPECT_EQ(wrong([](Q& q) { q.village_code = "x"; }), "village:unknown");
  EXPECT_EQ(wrong([](Q& q) { q.orders = 501; }), "orders:out_of_range");
  EXPECT_EQ(failure(dispatch::what_if(store, crew_of(heater_order()), question({policy("HP-P1")}), now)),
            models::ErrorCode::forbidden)
      << "whoever repairs does not see the rates";
}

/// The slow and obvious way: minute by minute, until so many unpaused ones have gone by.
models::Time walked(models::Time from, int minutes, const std::vector<models::Interval>& pauses) {
  auto at = from;
  while (minutes > 0) {
    bool paused = false;
    for (const auto& pause : pauses) paused = paused || (at >= pause.from && at < pause.to);
    if (!paused) --minutes;
    at += Minutes{1};
  }
  return at;
}

TEST_F(WhatIfTest, AgreesWithAWalkThroughTheMinutes) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution(from, to)(random); };
  struct Played {
    int done;
    std::vector<models::Interval> pauses;
  };
  std::vector<Played> all;
  for (int i = 0; i < 60; ++i) {
    Played one{pick(1, 600), {}};
    for (int at = pick(1, 200); at < 400; at += pick(100, 300)) {
      const int length = pick(1, 60);
      one.pauses.push_back({first + Minutes{at}, first + Minutes{at + length}});
      at += length;
    }
    const auto order = read(repaired_after(Minutes{one.done}, one.pauses));
    one.pauses = order.clock(SlaTarget::resolve)->pauses;  // those that began in time
    all.push_back(std::move(one));
  }
  later(Hours{48});
  const auto same = ask(question({policy("HP-P1")}));
  EXPECT_EQ(same.orders, 60);
  EXPECT_EQ(same.changed_orders, 0) << "the rules in force change nothing";
  for (const int limit : {130, 240, 333, 500}) {
    std::int64_t late = 0;
    for (const auto& one : all) late += first + Minutes{one.done} > walked(first, limit, one.pauses);
    const auto answer = ask(question({with_resolve(policy("HP-P1"), Minutes{limit})}));
    EXPECT_EQ(resolve_of(answer.all).late_draft, late) << "limit " << limit;
    EXPECT_EQ(resolve_of(answer.all).newly_late - resolve_of(answer.all).no_longer_late,
              late - resolve_of(answer.all).late_then);
  }
}

}  // namespace
