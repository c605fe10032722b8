#include "server/simulation/history.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "models/names.h"
#include "server/town/demo.h"
#include "tests/support/random_day.h"
#include "tests/support/storage_fixture.h"

namespace simulation {
namespace {

using models::EventKind;
using models::Outcome;
using models::Time;

const std::filesystem::path data_folder = std::filesystem::path(SOURCE_DIR) / "data" / "lucheng";
constexpr int days = 12;

Time at(const char* text) { return models::parse_rfc3339(text).value(); }

/// A winter fortnight of a town a fifth of Lucheng's size, written once for all tests here.
class Histories : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<support::TemporaryFolder>();
    database_ = support::open_storage(folder_->path());
    counts_ = fill(*database_, now(), 7);
    database_->read_now([](models::Transaction& tx) {
      models::WorkOrderQuery orders;
      orders.limit = 200;
      do {
        auto page = tx.work_orders().search(orders);
        for (const auto& found : page.items) orders_.push_back(*tx.work_orders().find(found.id));
        orders.cursor = page.next;
      } while (!orders.cursor.empty());
      models::EventQuery all;
      all.limit = 1000;
      for (auto page = tx.events().list(all); !page.empty(); page = tx.events().list(all)) {
        all.after = page.back().id;
        events_.insert(events_.end(), page.begin(), page.end());
      }
    });
  }
  static void TearDownTestSuite() {
    orders_.clear();
    events_.clear();
    database_.reset();
    folder_.reset();
  }

  static Time now() { return at("2027-01-20T10:20:00+08:00"); }

  static HistoryCounts fill(storage::Database& database, Time now, std::uint64_t seed) {
    town::DemoOptions options;
    options.figures.toilets = 34;
    options.figures.streetlights = 1600;
    options.figures.heaters = 4000;
    const auto files = town::read_town(data_folder);
    EXPECT_TRUE(files);
    int tokens = 0;
    options.token = [&tokens] { return "token-" + std::to_string(++tokens); };
    History history(*files, {days, seed, options.token}, now, options.figures);
    options.past = [&](models::Transaction& tx, Time until) { return history.play(tx, until); };
    // The demo's own forty stories need the whole register.
    options.reports = false;
    const auto filled = town::fill_demo(
        database, data_folder, [](const std::string&) { return "hash"; }, now, options);
    EXPECT_TRUE(filled) << filled.error().detail;
    return history.counts();
  }

  template <class Wanted>
  static auto count_orders(Wanted wanted) {
    return std::count_if(orders_.begin(), orders_.end(), wanted);
  }
  static auto count_events(EventKind kind) {
    return std::count_if(events_.begin(), events_.end(),
                         [&](const auto& event) { return event.kind == kind; });
  }

  static std::unique_ptr<support::TemporaryFolder> folder_;
  static std::unique_ptr<storage::Database> database_;
  static HistoryCounts counts_;
  static std::vector<models::WorkOrder> orders_;
  static std::vector<models::Event> events_;
};

std::unique_ptr<support::TemporaryFolder> Histories::folder_;
std::unique_ptr<storage::Database> Histories::database_;
HistoryCounts Histories::counts_;
std::vector<models::WorkOrder> Histories::orders_;
std::vector<models::Event> Histories::events_;

TEST_F(Histories, EveryOrderIsMarkedSoundAndNumberedOnce) {
  ASSERT_GT(orders_.size(), 200U);
  EXPECT_EQ(orders_.size(), counts_.work_orders);
  std::set<std::string> numbers;
  database_->read_now([&](models::Transaction& tx) {
    for (const auto& order : orders_) {
      EXPECT_TRUE(order.simulated);
      EXPECT_TRUE(numbers.insert(order.number).second) << order.number;
      EXPECT_LE(order.changed_at, now());
      support::expect_sound(tx, order);
      std::size_t reports = 0;
      for (const auto& report : tx.reports().of_work_order(order.id)) {
        EXPECT_TRUE(report.simulated);
        support::expect_sound(tx, report);
        ++reports;
      }
      if (!order.parent) {
        EXPECT_EQ(reports, static_cast<std::size_t>(order.report_count));
      }
    }
  });
}

TEST_F(Histories, TheEventLogRunsForward) {
  Time last = at("2027-01-08T00:00:00+08:00");
  for (const auto& event : events_) {
    EXPECT_GE(event.at, last) << models::name(event.kind) << " " << event.id.text();
    last = event.at;
  }
  EXPECT_LT(last, now() + models::Duration{1});
  // Every clock is told of at its time, not when somebody next touches the order.
  for (const auto& order : orders_)
    for (const auto& clock : order.clocks)
      if (clock.breached_at && order.pauses.empty() && order.reopened == 0 && order.report_count == 1) {
        EXPECT_EQ(*clock.breached_at, clock.due_at) << order.number;
      }
}

TEST_F(Histories, TheBoardsCountersAreARecount) {
  std::map<std::string, std::int64_t> open_by_village;
  std::map<models::WorkOrderState, std::int64_t> by_state;
  for (const auto& order : orders_) {
    if (order.ended()) continue;
    ++by_state[order.state];
    ++open_by_village[order.place.village_code];
  }
  database_->read_now([&](models::Transaction& tx) {
    const auto board = tx.dashboard().read(now(), at("2027-01-20T00:00:00+08:00"));
    for (const auto& [state, count] : board.by_state)
      EXPECT_EQ(count, by_state[state]) << models::name(state);
    for (const auto& row : board.by_village) EXPECT_EQ(row.open, open_by_village[row.key]) << row.key;
    std::int64_t opened = 0, closed = 0, repaired = 0, breached = 0, reports = 0;
    for (int day = 0; day <= days; ++day) {
      const auto of_day =
          tx.dashboard().read(now(), at("2027-01-08T00:00:00+08:00") + std::chrono::days{day});
      opened += of_day.opened_today;
      closed += of_day.closed_today;
      repaired += of_day.repaired_today;
      breached += of_day.breached_today;
      reports += of_day.reports_today;
    }
    EXPECT_EQ(opened, static_cast<std::int64_t>(orders_.size()));
    EXPECT_EQ(closed,
              count_orders([](const auto& one) { return one.state == models::WorkOrderState::closed; }));
    EXPECT_EQ(repaired, count_orders([](const auto& one) {
                return one.resolution && one.resolution->outcome == Outcome::repaired;
              }));
    EXPECT_EQ(breached, count_events(EventKind::sla_breached));
    EXPECT_EQ(reports, static_cast<std::int64_t>(counts_.reports));
  });
}

TEST_F(Histories, EverySideOfALifeIsThere) {
  for (const auto kind :
       {EventKind::report_merged, EventKind::report_rejected, EventKind::report_judged,
        EventKind::reporter_contacted, EventKind::work_order_paused, EventKind::work_order_resumed,
        EventKind::work_order_reopened, EventKind::work_order_closed, EventKind::work_order_cancelled,
        EventKind::sla_warned, EventKind::sla_breached, EventKind::work_order_made_safe})
    EXPECT_GE(count_events(kind), 1) << models::name(kind);
  const auto reports = static_cast<double>(counts_.reports);
  EXPECT_NEAR(static_cast<double>(count_events(EventKind::report_merged)) / reports, 0.1, 0.05);
  EXPECT_GE(count_orders([](const auto& one) { return one.parent.value != 0; }), 1) << "no spare unit";
  const auto paused_for = [](const char* reason) {
    return [reason](const models::WorkOrder& one) {
      return std::any_of(one.pauses.begin(), one.pauses.end(),
                         [&](const auto& pause) { return pause.reason == reason; });
    };
  };
  EXPECT_GE(count_orders(paused_for("no_access")), 1);
  EXPECT_GE(count_orders(paused_for("waiting_part")), 1);
  // Nearly everything is over; what is not was reported lately.
  const auto ended = count_orders([](const auto& one) { return one.ended(); });
  EXPECT_GT(static_cast<double>(ended) / static_cast<double>(orders_.size()), 0.7);
  for (const auto& order : orders_) {
    if (order.closure && order.resolution) {
      EXPECT_NE(order.closure->by, order.resolution->by);
    }
  }
}

TEST_F(Histories, TheSameSeedIsTheSameHistory) {
  support::TemporaryFolder folder;
  const auto again = support::open_storage(folder.path());
  EXPECT_EQ(fill(*again, now(), 7).reports, counts_.reports);
  again->read_now([](models::Transaction& tx) {
    for (const auto& order : orders_) {
      const auto twin = tx.work_orders().find(order.id);
      ASSERT_TRUE(twin);
      EXPECT_EQ(twin->number, order.number);
      EXPECT_EQ(twin->state, order.state);
      EXPECT_EQ(twin->changed_at, order.changed_at);
    }
  });
}

}  // namespace
}  // namespace simulation
