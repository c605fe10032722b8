#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "models/names.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using models::Event;
using models::EventKind;
using models::OrderFacts;
using models::SlaTarget;
using models::Time;
using models::WorkOrder;

std::string line(const OrderFacts& order) {
  std::string text = order.id.text() + " " + order.number;
  const auto add = [&](const std::string& word) { text += " | " + word; };
  const auto add_time = [&](const std::optional<Time>& time) {
    add(time ? std::to_string(models::to_unix(*time)) : "-");
  };
  for (const auto& word :
       {order.village_code, order.facility_class, order.fault_kind, order.crew.text(), order.outcome_words,
        order.closed_by, order.cancelled_by, order.cancellation_reason})
    add(word);
  add(std::string(models::name(order.state)));
  add(order.outcome ? std::string(models::name(*order.outcome)) : "-");
  for (const auto& time : {std::optional(order.received_at), std::optional(order.opened_at),
                           order.assigned_at, order.resolved_at, order.closed_at})
    add_time(time);
  for (const auto* promise : {&order.contact, &order.resolve}) {
    add_time(*promise ? std::optional((*promise)->due_at) : std::nullopt);
    add_time(*promise ? (*promise)->stopped_at : std::nullopt);
  }
  for (const auto number :
       {static_cast<std::int64_t>(order.simulated), order.paused.count(),
        static_cast<std::int64_t>(order.reopened), static_cast<std::int64_t>(order.resent),
        static_cast<std::int64_t>(order.reporters), static_cast<std::int64_t>(order.reached)})
    add(std::to_string(number));
  add(order.word ? (order.word->solved ? "solved" : "unsolved") : "-");
  add_time(order.word ? std::optional(order.word->at) : std::nullopt);
  return text;
}

/// The slow and obvious way, from everything there is.
std::vector<OrderFacts> recounted(const std::vector<WorkOrder>& orders,
                                  const std::vector<models::Report>& reports,
                                  const std::vector<Event>& events, const models::FiguresQuery& query) {
  const auto inside = [&](const std::optional<Time>& time) {
    return time && query.from <= *time && *time < query.to;
  };
  std::vector<OrderFacts> result;
  for (const auto& order : orders) {
    OrderFacts facts;
    facts.id = order.id;
    facts.number = order.number;
    facts.village_code = order.place.village_code;
    facts.facility_class = order.facility_class;
    facts.fault_kind = order.fault_kind;
    facts.crew = order.crew;
    facts.state = order.state;
    facts.simulated = order.simulated;
    facts.received_at = order.received_at;
    facts.opened_at = order.opened_at;
    facts.resolved_at = order.resolved_at;
    facts.closed_at = order.closed_at;
    facts.reopened = order.reopened;
    facts.cancellation_reason = order.cancellation_reason;
    if (order.resolution) {
      facts.outcome = order.resolution->outcome;
      facts.outcome_words = order.resolution->action;
    }
    for (const auto& pause : order.pauses)
      facts.paused += pause.to.value_or(std::max(pause.from, query.now)) - pause.from;
    bool asked = inside(order.opened_at);
    for (const auto target : {SlaTarget::contact, SlaTarget::resolve})
      if (const auto* clock = order.clock(target)) {
        (target == SlaTarget::contact ? facts.contact : facts.resolve) =
            models::PromiseFact{clock->due_at, clock->stopped_at};
        asked = asked || inside(clock->due_at);
      }
    for (const auto& report : reports)
      facts.reporters += report.work_order == order.id && !report.reporter.phone.empty();
    for (const auto& event : events) {
      if (event.work_order != order.id) continue;
      models::add_event(facts, event);
      if (event.kind == EventKind::report_judged || event.kind == EventKind::work_order_closed)
        asked = asked || inside(event.at);
    }
    if (asked) result.push_back(std::move(facts));
  }
  return result;
}

class Figures : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  std::size_t pick(std::size_t count) { return random_() % count; }
  Time time() { return models::from_unix(static_cast<std::int64_t>(pick(20 * 86'400)) - 86'400); }
  std::optional<Time> maybe_time() { return pick(2) ? std::optional(time()) : std::nullopt; }

  WorkOrder random_order(int index) {
    auto order = support::bare_order(index);
    order.state = static_cast<models::WorkOrderState>(pick(7));
    order.place.village_code = pick(3) ? town_.villages[pick(3)] : "";
    order.facility_class = pick(3) ? town_.classes[pick(2)] : "";
    order.crew = pick(3) ? town_.crews[pick(2)] : models::CrewId{};
    order.received_at = time();
    order.opened_at = time();
    order.resolved_at = maybe_time();
    order.closed_at = maybe_time();
    order.reopened = static_cast<int>(pick(3));
    order.simulated = pick(2);
    if (pick(2))
      order.resolution =
          models::Resolution{static_cast<models::Outcome>(pick(7)), "", support::odd_text(), {}, time()};
    for (const auto target : models::sla_targets) {
      if (!pick(3)) continue;
      auto clock = support::clock_of(target, 0, 0);
      clock.due_at = time();
      clock.stopped_at = maybe_time();
      order.clocks.push_back(clock);
    }
    for (std::size_t i = pick(3); i > 0; --i) {
      const auto from = time();
      order.pauses.push_back(
          {"weather", "", from, from + models::Duration{static_cast<std::int64_t>(pick(90'000))}});
    }
    if (!order.pauses.empty() && pick(2)) order.pauses.back().to.reset();
    return order;
  }

  Event random_event(models::WorkOrderId order) {
    Event event;
    event.work_order = order;
    event.kind = static_cast<EventKind>(pick(24));
    event.at = time();
    event.by_name = pick(2) ? "小宋" : "小陈";
    const auto add = [&](const char* key, const char* one, const char* other) {
      if (pick(3)) event.details.emplace_back(key, pick(2) ? one : other);
    };
    add("rule", "manual", "planned");
    add("from_crew", "2", "");
    add("method", "callback", "photo");
    add("confirmed", "true", "false");
    add("solved", "true", "false");
    add("satisfaction", "satisfied", "rather");
    return event;
  }

  std::mt19937 random_{support::test_seed()};
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(Figures);

TEST_P(Figures, AreTheFactsOfTheOrdersOfThePeriodAndOfNoOther) {
  std::vector<WorkOrder> orders;
  std::vector<models::Report> reports;
  std::vector<Event> events;
  write([&](auto& tx) {
    for (int i = 0; i < 120; ++i) {
      auto order = random_order(i);
      order.id = tx.work_orders().insert(order);
      orders.push_back(order);
    }
    for (int i = 0; i < 150; ++i) {
      auto report = support::bare_report(i);
      report.reporter.phone = pick(2) ? "13800138000" : "";
      if (pick(4)) report.work_order = orders[pick(orders.size())].id;
      report.id = tx.reports().insert(report);
      reports.push_back(report);
    }
    for (int i = 0; i < 1500; ++i) {
      auto event = random_event(orders[pick(orders.size())].id);
      event.id = tx.events().append(event);
      events.push_back(event);
    }
    return true;
  });
  for (int round = 0; round < 40; ++round) {
    models::FiguresQuery query{time(), time(), time()};
    if (query.to < query.from) std::swap(query.from, query.to);
    const auto expected = recounted(orders, reports, events, query);
    const auto found = read([&](auto& tx) { return tx.figures().orders(query); });
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(line(found[i]), line(expected[i]));
  }
}

TEST_P(Figures, ReportsLeftOutSayWhyAndWhoDecided) {
  write([&](auto& tx) {
    auto account = *tx.accounts().find(town_.account);
    account.display_name = "话务员 小陈";
    tx.accounts().update(account);
    int index = 0;
    for (const auto state :
         {models::ReportState::received, models::ReportState::accepted, models::ReportState::merged,
          models::ReportState::rejected, models::ReportState::referred}) {
      auto report = support::bare_report(index);
      report.state = state;
      report.place.village_code = town_.villages[0];
      report.triage_reason = "不归镇里";
      report.simulated = index % 2 == 0;
      if (state != models::ReportState::received) {
        report.triaged_at = models::from_unix(1000 + index);
        report.triaged_by = town_.account;
      }
      tx.reports().insert(report);
      ++index;
    }
    return true;
  });
  const auto found = [&](std::int64_t from, std::int64_t to) {
    return read([&](auto& tx) {
      return tx.figures().left_out({models::from_unix(from), models::from_unix(to), models::from_unix(9000)});
    });
  };
  const auto all = found(0, 9000);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].state, models::ReportState::merged);
  EXPECT_EQ(all[1].state, models::ReportState::rejected);
  EXPECT_EQ(all[2].state, models::ReportState::referred);
  for (const auto& report : all) {
    EXPECT_EQ(report.reason, "不归镇里");
    EXPECT_EQ(report.village_code, town_.villages[0]);
    EXPECT_EQ(report.decided_by, "话务员 小陈");
  }
  EXPECT_TRUE(all[0].simulated);
  EXPECT_FALSE(all[1].simulated);
  EXPECT_EQ(found(1003, 1004).size(), 1U);
  EXPECT_TRUE(found(1005, 9000).empty());
}

}  // namespace
