#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <stdexcept>

#include "dispatch/escalation.h"
#include "dispatch/sla_clock.h"
#include "models/names.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

// The watcher on the real database while the program dies, starts again and its clock is turned: each warning
// and each breach is told once, none is lost, none comes early.
namespace {

using models::Duration;
using models::SlaTarget;
using models::Time;
using std::chrono::minutes;

struct Crash : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Watcher : public support::StorageTest {
 protected:
  unsigned seed_ = std::getenv("LAMPLIGHTER_SEED")
                       ? static_cast<unsigned>(std::strtoul(std::getenv("LAMPLIGHTER_SEED"), nullptr, 10))
                       : std::random_device{}();
  std::mt19937 random_{seed_};
  support::Town town_;
  models::WorkOrder order_;
  Time now_ = models::from_unix(1'800'000'000);

  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  models::SlaPolicy random_policy() {
    models::SlaPolicy policy;
    for (const auto target : models::sla_targets)
      if (between(0, 2) > 0)
        policy.limits[static_cast<std::size_t>(target)] =
            models::SlaPolicy::Limit{minutes{between(5, 300)}, between(0, 1) == 0 ? "24x7" : "daily"};
    policy.limits[3] = models::SlaPolicy::Limit{minutes{between(60, 600)}, "24x7"};
    if (between(0, 1) == 0) policy.warnings = {20, 50, 80, 95};
    return policy;
  }

  void open_order() {
    order_ = {};
    order_.number = "LC-" + std::to_string(models::to_unix(now_)) + "-" + std::to_string(between(0, 1 << 30));
    order_.facility_class = town_.classes[0];
    order_.fault_kind = town_.kinds[0];
    order_.received_at = order_.opened_at = order_.changed_at = now_;
    write([&](auto& tx) {
      order_.clocks = dispatch::start_clocks(tx.catalog(), random_policy(), now_);
      order_.id = tx.work_orders().insert(order_);
    });
  }

  /// One look; the program may die before the change is kept.
  void watch(bool dies) {
    try {
      write([&](auto& tx) {
        dispatch::watch_clocks(tx, now_);
        if (dies) throw Crash("power cut");
      });
    } catch (const Crash&) {
    }
  }

  void pause_or_resume() {
    write([&](auto& tx) {
      auto order = *tx.work_orders().find(order_.id);
      dispatch::tell_due(tx, order, now_);
      if (order.paused()) {
        order.pauses.back().to = std::max(now_, order.pauses.back().from);
        dispatch::resume_clocks(tx.catalog(), order, now_);
      } else {
        order.pauses.push_back({"weather", "", now_, std::nullopt});
        dispatch::pause_clocks(order, now_);
      }
      tx.work_orders().update(order);
    });
  }

  void live() {
    for (int steps = between(4, 9); steps > 0; --steps) {
      switch (between(0, 9)) {
        case 0:
          now_ -= minutes{between(1, 200)};  // somebody turned it back
          break;
        case 1:
          now_ += minutes{between(200, 900)};  // the machine slept
          break;
        case 2:
          pause_or_resume();
          break;
        default:
          now_ += minutes{between(1, 60)};
      }
      watch(between(0, 3) == 0);
    }
    if (read([&](auto& tx) { return tx.work_orders().find(order_.id)->paused(); })) pause_or_resume();
    now_ += std::chrono::days{10};
    watch(false);
  }

  void expect_once_each() {
    std::map<std::string, int> told;
    std::map<std::string, Time> when;
    const auto [order, events] = read([&](auto& tx) {
      return std::pair{*tx.work_orders().find(order_.id), tx.events().list({order_.id, {}, {}, 1000})};
    });
    for (const auto& event : events) {
      std::string name(models::name(event.kind));
      std::string due;
      for (const auto& [key, value] : event.details) {
        if (key == "target" || key == "percent") name += " " + value;
        if (key == "due_at") due = value;
      }
      ++told[name];
      when[name] = event.at;
      if (event.kind == models::EventKind::sla_breached) {
        EXPECT_GE(event.at, *models::parse_rfc3339(due)) << name << " came early";
      }
    }
    std::size_t expected = 0;
    for (const auto& clock : order.clocks) {
      const std::string target(models::name(clock.target));
      auto marks = clock.marks;
      marks.push_back({clock.warn_percent, clock.warn_at, clock.warned_at});
      for (const auto& mark : marks) {
        const auto name = "sla_warned " + target + " " + std::to_string(mark.percent);
        EXPECT_EQ(told[name], 1) << name;
        EXPECT_EQ(mark.told_at, when[name]) << name;
        // A pause after it was told moves the mark; then its time says nothing any more.
        if (order.pauses.empty()) {
          EXPECT_GE(when[name], mark.at) << name << " came early";
        }
        ++expected;
      }
      EXPECT_EQ(told["sla_breached " + target], 1) << target;
      ++expected;
    }
    EXPECT_EQ(events.size(), expected);
  }
};
LAMPLIGHTER_EVERY_STORAGE(Watcher);

TEST_P(Watcher, TellsEachOnceWhateverHappensToTheProgramAndItsClock) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  write([&](auto& tx) {
    town_ = support::make_town(tx);
    models::Calendar daily;
    daily.code = "daily";
    for (int day = 1; day <= 7; ++day) daily.spans.push_back({day, 360, 1320});
    tx.catalog().save(daily);
  });
  for (int schedule = 0; schedule < 1000; ++schedule) {
    SCOPED_TRACE("schedule " + std::to_string(schedule));
    if (schedule % 25 == 24) reopen();
    open_order();
    live();
    expect_once_each();
    if (HasFailure()) return;
  }
  EXPECT_FALSE(read([](auto& tx) { return tx.work_orders().next_clock(); })) << "nothing is left to tell";
}

}  // namespace
