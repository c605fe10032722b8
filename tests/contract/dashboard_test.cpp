#include <gtest/gtest.h>

#include <map>

#include "dispatch/reach.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using models::SlaTarget;
using models::Time;
using models::WorkOrderState;
using support::text;

class Boards : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  models::Dashboard board(Time now, Time day_start, const models::Reach& reach = {}) {
    return read([&](auto& tx) { return tx.dashboard().read(now, day_start, reach); });
  }
  std::vector<models::Reach> reaches() const {
    std::vector<models::Reach> all(5);
    all[1].villages = {town_.villages[0], town_.villages[2]};
    all[2].classes = {town_.classes[1]};
    all[3].crew = town_.crews[0];
    all[4].crew = town_.crews[0];
    all[4].in_hand = true;
    return all;
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(Boards);

TEST_P(Boards, AnEmptyTownHasAnEmptyBoard) {
  EXPECT_EQ(text(board(models::from_unix(0), models::from_unix(0))), text(models::Dashboard{}));
}

/// The board counted anew from the rows, as its description in models/store.h says.
models::Dashboard counted(const std::vector<models::WorkOrder>& orders,
                          const std::vector<models::Report>& reports, Time now, Time day_start,
                          const models::Reach& reach) {
  models::Dashboard board;
  const auto today = [&](std::optional<Time> time) {
    return time && *time >= day_start && *time < day_start + models::Duration{86'400};
  };
  std::map<std::string, models::DashboardRow> by_village, by_class, by_crew;
  for (const auto& order : orders) {
    if (!dispatch::covers(reach, order)) continue;
    board.opened_today += today(order.opened_at);
    board.closed_today += order.state == WorkOrderState::closed && today(order.closed_at);
    board.repaired_today += order.resolution && order.resolution->outcome == models::Outcome::repaired &&
                            today(order.resolution->at);
    bool late = false;
    bool soon = false;
    for (const auto& clock : order.clocks) {
      board.breached_today += today(clock.breached_at);
      if (clock.stopped_at) continue;
      const auto reached = clock.paused_at ? std::min(*clock.paused_at, now) : now;
      late = late || clock.due_at <= reached;
      soon = soon || clock.warn_at <= reached;
    }
    if (order.ended()) continue;
    ++board.by_state[order.state];
    for (auto* row : {&by_village[order.place.village_code], &by_class[order.facility_class],
                      &by_crew[order.crew ? order.crew.text() : ""]}) {
      ++row->open;
      row->late += late;
      row->due_soon += soon && !late;
      row->danger += order.severity == models::Severity::danger;
    }
  }
  for (const auto& report : reports) {
    if (!dispatch::covers(reach, report)) continue;
    board.reports_today += today(report.received_at);
    board.reports_waiting += report.state == models::ReportState::received;
  }
  const auto list = [](auto& rows, auto& result) {
    for (auto& [key, row] : rows) {
      row.key = key;
      result.push_back(row);
    }
  };
  list(by_village, board.by_village);
  list(by_class, board.by_class);
  list(by_crew, board.by_crew);
  return board;
}

class RandomChanges {
 public:
  RandomChanges(const support::Town& town, std::mt19937& random) : town_(town), random_(random) {}

  std::size_t pick(std::size_t count) { return random_() % count; }
  Time time() { return models::from_unix(static_cast<std::int64_t>(pick(4 * 86'400)) - 86'400); }
  std::optional<Time> maybe_time() { return pick(2) ? std::optional(time()) : std::nullopt; }

  void change(models::WorkOrder& order) {
    order.state = static_cast<WorkOrderState>(pick(7));
    order.place.village_code = pick(3) ? town_.villages[pick(3)] : "";
    order.facility_class = pick(3) ? town_.classes[pick(2)] : "";
    order.crew = pick(3) ? town_.crews[pick(2)] : models::CrewId{};
    order.severity = static_cast<models::Severity>(pick(4));
    if (!pick(3)) order.opened_at = time();
    order.closed_at = maybe_time();
    order.resolution.reset();
    if (pick(2))
      order.resolution = models::Resolution{static_cast<models::Outcome>(pick(3)), "", "", {}, time()};
    order.clocks.clear();
    for (const auto target : models::sla_targets) {
      if (!pick(3)) continue;
      auto clock = support::clock_of(target, 0, 0);
      clock.warn_at = time();
      clock.due_at = clock.warn_at + models::Duration{static_cast<std::int64_t>(pick(40'000))};
      if (!pick(3)) clock.stopped_at = time();
      if (!pick(3)) clock.paused_at = time();
      if (!pick(3)) clock.breached_at = time();
      order.clocks.push_back(clock);
    }
  }
  void change(models::Report& report) {
    report.state = static_cast<models::ReportState>(pick(3));
    report.received_at = time();
    report.danger = pick(2);
  }

 private:
  const support::Town& town_;
  std::mt19937& random_;
};

TEST_P(Boards, AreRightAfterAnyChanges) {
  std::mt19937 random(support::test_seed());
  RandomChanges changes(town_, random);
  std::vector<models::WorkOrder> orders;
  std::vector<models::Report> reports;
  for (int round = 0; round < 60; ++round) {
    write([&](auto& tx) {
      for (int i = 0; i < 5; ++i) {
        auto order = support::bare_order(round * 5 + i);
        changes.change(order);
        order.id = tx.work_orders().insert(order);
        orders.push_back(order);
        auto report = support::bare_report(round * 5 + i);
        changes.change(report);
        report.id = tx.reports().insert(report);
        reports.push_back(report);
        auto& other_order = orders[changes.pick(orders.size())];
        changes.change(other_order);
        tx.work_orders().update(other_order);
        auto& other_report = reports[changes.pick(reports.size())];
        changes.change(other_report);
        tx.reports().update(other_report);
      }
    });
    // What is rolled back does not count.
    database().write_now([&](auto& tx) {
      tx.work_orders().insert(support::bare_order(100'000));
      return false;
    });
    const auto now = changes.time();
    for (const std::int64_t day : {-86'400, 0, 86'400 - 8 * 3600, 5 * 3600 + 1800, 5 * 3600 + 2700}) {
      const auto day_start = models::from_unix(day);
      for (const auto& reach : reaches())
        ASSERT_EQ(text(board(now, day_start, reach)), text(counted(orders, reports, now, day_start, reach)))
            << "round " << round;
    }
  }
}

TEST_P(Boards, LateBeginsAtTheDeadline) {
  auto order = support::bare_order(1);
  order.clocks = {support::clock_of(SlaTarget::resolve, 100, 200)};
  write([&](auto& tx) { tx.work_orders().insert(order); });
  const auto at = [&](std::int64_t seconds) {
    const auto row = board(models::from_unix(seconds), {}).by_crew.at(0);
    return std::pair(row.due_soon, row.late);
  };
  EXPECT_EQ(at(99), std::pair(std::int64_t{0}, std::int64_t{0}));
  EXPECT_EQ(at(100), std::pair(std::int64_t{1}, std::int64_t{0}));
  EXPECT_EQ(at(199), std::pair(std::int64_t{1}, std::int64_t{0}));
  EXPECT_EQ(at(200), std::pair(std::int64_t{0}, std::int64_t{1}));
}

}  // namespace
