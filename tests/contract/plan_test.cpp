// The plan of the day: rules, pins, absences, visits, publications, overrides, and what a plan is made of.
#include <gmock/gmock.h>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using models::WorkOrderState;
using support::text;

models::Time at(std::int64_t seconds) { return models::from_unix(seconds); }

template <class T>
std::vector<std::string> texts(const std::vector<T>& all) {
  std::vector<std::string> result;
  for (const auto& one : all) result.push_back(text(one));
  return result;
}

class PlanStorage : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      town_ = support::make_town(tx);
      for (int i = 0; i < 4; ++i) orders_.push_back(tx.work_orders().insert(support::bare_order(i)));
    });
  }
  models::PlannedVisit visit(int order, int minutes) {
    return {
        orders_[static_cast<std::size_t>(order)], {}, 0, at(minutes * 60), at(minutes * 60 + 900), {}, {}};
  }
  std::vector<std::int64_t> day(models::CrewId crew) {
    return read([&](auto& tx) {
      std::vector<std::int64_t> orders;
      int position = 0;
      for (const auto& one : tx.plans().visits_of(crew)) {
        EXPECT_EQ(one.position, position++);
        EXPECT_EQ(one.crew, crew);
        orders.push_back(one.work_order.value);
      }
      return orders;
    });
  }
  models::Publication publication() {
    models::Publication one;
    one.state = models::PublicationState::proposed;
    one.trigger = models::PlanTrigger::visit_longer;
    one.cause = orders_[0];
    one.reason = support::odd_text();
    one.made_at = at(5);
    one.at = at(7);
    one.by = town_.account;
    one.by_name = "调度";
    one.seed = 18'446'744'073'709'551'615U;
    one.steps = 5'000'000'000;
    one.engine_version = "plan-1";
    one.before = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    one.after = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, -1};
    one.changes = {{orders_[0], 3, town_.crews[0], at(1), 0, town_.crews[1], at(2), at(3), 1, ""},
                   {orders_[1], 1, {}, {}, -1, {}, {}, {}, -1, "changed"}};
    one.sequences = {{town_.crews[0], {orders_[0], orders_[1]}, {}}, {town_.crews[1], {}, {orders_[0]}}};
    one.snapshot = std::string("bytes\0\xff", 7);
    return one;
  }

  support::Town town_;
  std::vector<models::WorkOrderId> orders_;
};
LAMPLIGHTER_EVERY_STORAGE(PlanStorage);

TEST_P(PlanStorage, RulesAreKeptByVillageAndClass) {
  const models::PlanningRule all{
      "", "", models::PlanningMode::propose, support::odd_text(), town_.account, "督办", at(1)};
  models::PlanningRule one{
      town_.villages[0], town_.classes[0], models::PlanningMode::manual, "", {}, "", at(2)};
  write([&](auto& tx) {
    tx.plans().save(one);
    tx.plans().save(all);
    one.mode = models::PlanningMode::automatic;
    tx.plans().save(one);
  });
  EXPECT_EQ(texts(read([](auto& tx) { return tx.plans().rules(); })), (std::vector{text(all), text(one)}));
  write([&](auto& tx) {
    tx.plans().remove_rule(town_.villages[0], "");  // there is none
    tx.plans().remove_rule("", "");
  });
  EXPECT_EQ(texts(read([](auto& tx) { return tx.plans().rules(); })), (std::vector{text(one)}));
  write([&](auto& tx) { tx.plans().remove_rule(town_.villages[0], town_.classes[0]); });
  EXPECT_TRUE(read([](auto& tx) { return tx.plans().rules(); }).empty());
}

TEST_P(PlanStorage, PinsGoWithTheirOrders) {
  models::Pin first{orders_[1], town_.crews[0], at(500), support::odd_text(), town_.account, "调度", at(3)};
  const models::Pin second{orders_[0], {}, {}, "", {}, "", at(4)};
  write([&](auto& tx) {
    tx.plans().save(first);
    first.start.reset();
    tx.plans().save(first);
    tx.plans().save(second);
    tx.plans().remove_pin(orders_[3]);
  });
  EXPECT_EQ(texts(read([](auto& tx) { return tx.plans().pins(); })),
            (std::vector{text(second), text(first)}));
  EXPECT_EQ(text(*read([&](auto& tx) { return tx.plans().find_pin(orders_[1]); })), text(first));
  EXPECT_FALSE(read([&](auto& tx) { return tx.plans().find_pin(orders_[2]); }));
  write([&](auto& tx) {
    auto ended = *tx.work_orders().find(orders_[1]);
    ended.state = WorkOrderState::cancelled;
    tx.work_orders().update(ended);
    tx.plans().remove_pin(orders_[0]);
  });
  EXPECT_TRUE(read([](auto& tx) { return tx.plans().pins(); }).empty());
}

TEST_P(PlanStorage, AbsencesAreOneForEachCrew) {
  models::CrewAbsence absence{town_.crews[1], at(1), at(9), "发烧", town_.account, "调度"};
  write([&](auto& tx) {
    tx.plans().save(absence);
    absence.until.reset();
    tx.plans().save(absence);
  });
  EXPECT_EQ(texts(read([](auto& tx) { return tx.plans().absences(); })), std::vector{text(absence)});
  write([&](auto& tx) { tx.plans().remove_absence(town_.crews[1]); });
  EXPECT_TRUE(read([](auto& tx) { return tx.plans().absences(); }).empty());
}

TEST_P(PlanStorage, ADayIsReplacedWhole) {
  auto announced = visit(0, 60);
  announced.announced = at(3600);
  write([&](auto& tx) { tx.plans().save_day(town_.crews[0], {announced, visit(1, 90), visit(2, 120)}); });
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(day(town_.crews[0]), (Ids{orders_[0].value, orders_[1].value, orders_[2].value}));
  const auto found = read([&](auto& tx) { return tx.plans().find_visit(orders_[0]); });
  announced.crew = town_.crews[0];
  EXPECT_EQ(text(*found), text(announced));
  // Another crew takes one over; the first one's day loses it.
  write([&](auto& tx) {
    tx.plans().save_day(town_.crews[1], {visit(3, 10), visit(1, 30)});
    tx.plans().save_day(town_.crews[0], {visit(2, 120), announced});
  });
  EXPECT_EQ(day(town_.crews[0]), (Ids{orders_[2].value, orders_[0].value}));
  EXPECT_EQ(day(town_.crews[1]), (Ids{orders_[3].value, orders_[1].value}));
  write([&](auto& tx) { tx.plans().remove_visit(orders_[2]); });
  const auto all = read([](auto& tx) { return tx.plans().visits(); });
  ASSERT_EQ(all.size(), 3U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto& one, const auto& other) { return one.crew < other.crew; }));
  EXPECT_FALSE(read([&](auto& tx) { return tx.plans().find_visit(orders_[2]); }));
}

TEST_P(PlanStorage, PublicationsComeBackWhole) {
  auto one = publication();
  write([&](auto& tx) { one.id = tx.plans().insert(one); });
  EXPECT_EQ(text(*read([&](auto& tx) { return tx.plans().find(one.id); })), text(one));
  one.state = models::PublicationState::published;
  one.undone = true;
  one.changes[0].left_out = "ended";
  one.reason = "yes";
  write([&](auto& tx) { tx.plans().update(one); });
  EXPECT_EQ(text(*read([&](auto& tx) { return tx.plans().find(one.id); })), text(one));
  EXPECT_FALSE(read([](auto& tx) { return tx.plans().find(models::PublicationId{99}); }));
}

TEST_P(PlanStorage, PublicationsArePagedNewestFirst) {
  std::vector<std::int64_t> ids;
  write([&](auto& tx) {
    for (int i = 0; i < 5; ++i) {
      auto one = publication();
      one.state = i % 2 == 0 ? models::PublicationState::published : models::PublicationState::discarded;
      if (i == 4) one.changes.pop_back();
      ids.push_back(tx.plans().insert(one).value);
    }
  });
  const auto list = [&](models::PublicationQuery query) {
    return read([&](auto& tx) {
      std::vector<std::int64_t> found;
      for (int pages = 0; pages < 9; ++pages) {
        const auto page = tx.plans().search(query);
        for (const auto& item : page.items) {
          EXPECT_TRUE(item.snapshot.empty());
          found.push_back(item.id.value);
        }
        if (page.next.empty()) break;
        query.cursor = page.next;
      }
      return found;
    });
  };
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(list({{}, {}, "", 2}), (Ids{ids[4], ids[3], ids[2], ids[1], ids[0]}));
  EXPECT_EQ(list({models::PublicationState::discarded, {}, "", 1}), (Ids{ids[3], ids[1]}));
  EXPECT_EQ(list({{}, orders_[1], "", 3}), (Ids{ids[3], ids[2], ids[1], ids[0]}));
}

TEST_P(PlanStorage, OldSnapshotsAreForgottenAndNothingElse) {
  std::vector<models::Publication> ones;
  write([&](auto& tx) {
    for (int i = 0; i < 3; ++i) {
      auto one = publication();
      one.made_at = at(i);
      one.id = tx.plans().insert(one);
      ones.push_back(one);
    }
  });
  write([&](auto& tx) {
    EXPECT_EQ(tx.plans().forget_snapshots(at(2)), 2);
    EXPECT_EQ(tx.plans().forget_snapshots(at(2)), 0);
  });
  for (int i = 0; i < 2; ++i) ones[static_cast<std::size_t>(i)].snapshot.clear();
  for (const auto& one : ones)
    EXPECT_EQ(text(*read([&](auto& tx) { return tx.plans().find(one.id); })), text(one));
}

TEST_P(PlanStorage, OverridesAreReadByTime) {
  models::Override one{orders_[0],     town_.classes[0], town_.villages[0],
                       town_.crews[0], town_.crews[1],   support::odd_text(),
                       town_.account,  "调度",           at(20)};
  auto other = one;
  other.at = at(10);
  other.engine_crew = {};
  write([&](auto& tx) {
    tx.plans().insert(one);
    tx.plans().insert(other);
  });
  EXPECT_EQ(texts(read([](auto& tx) { return tx.plans().overrides(at(10), at(21)); })),
            (std::vector{text(other), text(one)}));
  EXPECT_EQ(read([](auto& tx) { return tx.plans().overrides(at(11), at(20)); }).size(), 0U);
}

TEST_P(PlanStorage, WhatIsInTheCrewsDays) {
  write([&](auto& tx) {
    const WorkOrderState states[] = {WorkOrderState::assigned, WorkOrderState::under_way,
                                     WorkOrderState::accepted, WorkOrderState::assigned};
    for (std::size_t i = 0; i < 4; ++i) {
      auto order = *tx.work_orders().find(orders_[i]);
      order.state = states[i];
      if (i == 2) order.pauses = {{"weather", "", at(1), {}}};
      tx.work_orders().update(order);
    }
    tx.plans().save_day(town_.crews[0], {visit(0, 10), visit(2, 20)});
  });
  const auto found = read([](auto& tx) { return tx.work_orders().in_days(10); });
  std::vector<std::int64_t> ids;
  for (const auto& order : found) ids.push_back(order.id.value);
  EXPECT_THAT(ids, testing::UnorderedElementsAre(orders_[0].value, orders_[1].value))
      << "one waits without a visit, one is paused";
  EXPECT_EQ(read([](auto& tx) { return tx.work_orders().in_days(1); }).size(), 1U);
}

TEST_P(PlanStorage, WhatIsInPlanning) {
  std::vector<std::int64_t> wanted;
  write([&](auto& tx) {
    for (const auto id : orders_) {
      auto order = *tx.work_orders().find(id);
      order.state = WorkOrderState::closed;
      tx.work_orders().update(order);
    }
    const auto add = [&](models::Severity severity, WorkOrderState state, std::int64_t due) {
      auto order = support::bare_order(static_cast<int>(10 + wanted.size() + static_cast<std::size_t>(due)));
      order.severity = severity;
      order.state = state;
      order.description = "words";
      auto stopped = support::clock_of(models::SlaTarget::contact, 1, 2);
      stopped.stopped_at = at(1);
      order.clocks = {stopped, support::clock_of(models::SlaTarget::resolve, due, due)};
      return tx.work_orders().insert(order).value;
    };
    const auto late = add(models::Severity::planned, WorkOrderState::accepted, 300);
    const auto soon = add(models::Severity::normal, WorkOrderState::open, 200);
    const auto urgent = add(models::Severity::urgent, WorkOrderState::under_way, 9000);
    const auto danger = add(models::Severity::danger, WorkOrderState::assigned, 9500);
    add(models::Severity::danger, WorkOrderState::resolved, 1);
    auto paused = *tx.work_orders().find(models::WorkOrderId{late});
    paused.id = {};
    paused.number = "paused";
    paused.pauses = {{"weather", "", at(1), at(2)}, {"weather", "", at(3), {}}};
    tx.work_orders().insert(paused);
    wanted = {danger, urgent, soon, late};
  });
  const auto found = read([](auto& tx) { return tx.work_orders().in_planning(100); });
  std::vector<std::int64_t> ids;
  for (const auto& order : found) {
    ids.push_back(order.id.value);
    EXPECT_EQ(order.description, "");
    ASSERT_EQ(order.clocks.size(), 1U);
    EXPECT_EQ(order.clocks[0].target, models::SlaTarget::resolve);
  }
  EXPECT_EQ(ids, wanted);
  EXPECT_EQ(read([](auto& tx) { return tx.work_orders().in_planning(2); }).size(), 2U);
}

TEST_P(PlanStorage, CountsWhatWasReceived) {
  write([&](auto& tx) {
    for (int i = 0; i < 4; ++i) {
      auto order = *tx.work_orders().find(orders_[static_cast<std::size_t>(i)]);
      order.skill = i == 3 ? "heater" : "lamp";
      order.severity = i == 0 ? models::Severity::danger : models::Severity::normal;
      order.received_at = at(i * 100);
      tx.work_orders().update(order);
    }
  });
  const auto counts = read([&](auto& tx) { return tx.work_orders().count_received(at(0), at(300)); });
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].skill, "lamp");
  EXPECT_EQ(counts[0].severity, models::Severity::danger);
  EXPECT_EQ(counts[0].count, 1);
  EXPECT_EQ(counts[1].severity, models::Severity::normal);
  EXPECT_EQ(counts[1].count, 2);
  EXPECT_TRUE(read([&](auto& tx) { return tx.work_orders().count_received(at(301), at(302)); }).empty());
}

TEST_P(PlanStorage, CountsUrgentOrdersByVillageAndHourOfTheDay) {
  const auto midnight = models::Time{std::chrono::floor<std::chrono::days>(at(0)).time_since_epoch()};
  const auto hours = [&](int count) { return midnight + std::chrono::hours{count}; };
  write([&](auto& tx) {
    const auto change = [&](std::size_t which, models::Severity severity, models::Time received,
                            const std::string& village) {
      auto order = *tx.work_orders().find(orders_[which]);
      order.skill = "heater";
      order.severity = severity;
      order.received_at = received;
      order.place.village_code = village;
      tx.work_orders().update(order);
    };
    change(0, models::Severity::danger, hours(1), town_.villages[0]);
    change(1, models::Severity::urgent, hours(25) + models::Duration{3599}, town_.villages[0]);
    change(2, models::Severity::urgent, hours(20), "");
    change(3, models::Severity::normal, hours(1), town_.villages[0]);
  });
  const auto count = [&](int offset) {
    return read([&](auto& tx) { return tx.work_orders().count_urgent(midnight, hours(26), offset); });
  };
  const auto counts = count(8 * 3600);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].village_code, "");
  EXPECT_EQ(counts[0].hour, 4);  // 20 + 8 hours: early next day
  EXPECT_EQ(counts[1].village_code, town_.villages[0]);
  EXPECT_EQ(counts[1].skill, "heater");
  EXPECT_EQ(counts[1].hour, 9);
  EXPECT_EQ(counts[1].count, 2);
  EXPECT_EQ(count(0).back().hour, 1);
  write([&](auto& tx) {
    auto gone = *tx.work_orders().find(orders_[0]);
    gone.state = WorkOrderState::cancelled;
    tx.work_orders().update(gone);
  });
  EXPECT_EQ(count(8 * 3600).back().count, 1);
}

TEST_P(PlanStorage, CountsPromisesWhoseTimeCame) {
  write([&](auto& tx) {
    for (int i = 0; i < 4; ++i) {
      auto order = *tx.work_orders().find(orders_[static_cast<std::size_t>(i)]);
      models::SlaClock arrive, contact;
      arrive.target = models::SlaTarget::arrive;
      contact.target = models::SlaTarget::contact;
      arrive.due_at = contact.due_at = at(i * 100);
      if (i == 1) arrive.stopped_at = at(90);
      if (i == 2) arrive.stopped_at = at(201);
      order.clocks = {contact, arrive};
      tx.work_orders().update(order);
    }
  });
  const auto count = read([&](auto& tx) { return tx.work_orders().count_due(at(0), at(300)); });
  EXPECT_EQ(count.promises, 3);
  EXPECT_EQ(count.broken, 2) << "one was kept in time";
  EXPECT_EQ(read([&](auto& tx) { return tx.work_orders().count_due(at(301), at(302)); }).promises, 0);
}

TEST_P(PlanStorage, RemembersHowLongVisitsTook) {
  const auto end = [&](int index, std::int64_t minutes, bool paused) {
    write([&](auto& tx) {
      auto order = *tx.work_orders().find(orders_[static_cast<std::size_t>(index)]);
      order.fault_kind = town_.kinds[0];
      order.state = WorkOrderState::under_way;
      order.arrived_at = at(1'000'000);
      if (paused) order.pauses = {{"weather", "", at(1), at(2)}};
      tx.work_orders().update(order);
      order.state = WorkOrderState::resolved;
      order.resolved_at = at(1'000'000 + minutes * 60);
      tx.work_orders().update(order);
    });
  };
  end(0, 30, false);
  end(1, 50, false);
  end(2, 500, true);
  end(3, 5000, false);
  const auto lengths = read([](auto& tx) { return tx.work_orders().visit_lengths(); });
  ASSERT_EQ(lengths.size(), 1U);
  EXPECT_EQ(lengths[0].fault_kind, town_.kinds[0]);
  EXPECT_EQ(lengths[0].visits, 2);
  EXPECT_EQ(lengths[0].mean, models::Duration{40 * 60});
  EXPECT_EQ(lengths[0].spread, models::Duration{10 * 60});
}

}  // namespace
