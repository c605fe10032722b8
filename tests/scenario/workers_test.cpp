#include "server/workers/workers.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "dispatch/month_report.h"
#include "dispatch/outbox.h"
#include "tests/scenario/story.h"

namespace {

using std::chrono::milliseconds;

/// A database that fails as often as it is told to, before the work is done or after the commit.
class Flaky final : public storage::Database {
 public:
  explicit Flaky(storage::Database& real) : real_(real) {}
  std::atomic<int> refuse_writes{0}, refuse_reads{0}, lose_answers{0};

  void write(WriteWork work, Done done) override {
    if (take(refuse_writes))
      return done(std::make_exception_ptr(storage::WriteFailed("the disk is full", true)));
    if (take(lose_answers))
      done = [done](std::exception_ptr) {
        done(std::make_exception_ptr(storage::WriteFailed("the answer was lost", false)));
      };
    real_.write(std::move(work), std::move(done));
  }
  void read(ReadWork work, Done done) override {
    if (take(refuse_reads)) return done(std::make_exception_ptr(storage::Busy("too many reads")));
    real_.read(std::move(work), std::move(done));
  }
  void on_commit(std::function<void()> listener) override { real_.on_commit(std::move(listener)); }
  storage::DatabaseFigures figures() const override { return real_.figures(); }
  void check() override { real_.check(); }
  void close() override { real_.close(); }
  void act_as(models::AuditEntry entry) override { real_.act_as(std::move(entry)); }

 private:
  static bool take(std::atomic<int>& count) {
    for (int left = count; left > 0;)
      if (count.compare_exchange_weak(left, left - 1)) return true;
    return false;
  }
  storage::Database& real_;
};

class WorkersTest : public Story {
 protected:
  workers::Options options() {
    workers::Options made;
    made.clock = [this] { return models::from_unix(wall_clock); };
    made.on_error = [this](const std::string& worker, const std::string& what) {
      const std::lock_guard lock(mutex);
      errors.push_back(worker + ": " + what);
    };
    made.longest_sleep = milliseconds{2};
    made.longest_back_off = milliseconds{4};
    return made;
  }
  void set_clock(models::Time time) {
    now = time;
    wall_clock = models::to_unix(time);
  }
  /// Waits until it holds; the limit is there only to end a test that would wait for ever.
  template <class Condition>
  bool comes_true(Condition condition) {
    for (int i = 0; i < 3000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(milliseconds{10});
    }
    return false;
  }
  std::size_t error_count() {
    const std::lock_guard lock(mutex);
    return errors.size();
  }
  models::WorkOrder web_order(const char* kind = "HP-NOHEAT") {
    auto call = support::call("Chen", "", kind, town.heater);
    call.channel = models::Channel::web;
    return *decide(receive(models::Actor::anonymous(), call).id).work_order;
  }
  void make_inactive(models::CrewId id) {
    must([&](auto& tx) {
      auto crew = *tx.crews().find(id);
      crew.active = false;
      tx.crews().update(crew);
      return models::Result<bool>{true};
    });
  }

  std::atomic<std::int64_t> wall_clock{models::to_unix(support::monday_morning())};
  std::mutex mutex;
  std::vector<std::string> errors;
};

TEST_F(WorkersTest, TheWatcherTellsWhatTheClockSays) {
  const auto order = web_order();
  workers::Workers all(*database, options());
  all.start();
  set_clock(support::monday_morning(Minutes{12}));
  EXPECT_TRUE(comes_true([&] { return all.figures().warned == 1; }));
  set_clock(support::monday_morning(Minutes{15}));
  EXPECT_TRUE(comes_true([&] { return all.figures().breached == 1; }));
  set_clock(support::monday_morning(Hours{5}));  // the clock jumps
  EXPECT_TRUE(comes_true([&] { return all.figures().breached == 3; }));
  EXPECT_TRUE(comes_true([&] { return all.figures().watched_at == now; }));
  all.stop();
  all.stop();
  EXPECT_EQ(count(order.id, "sla_warned"), 3);
  EXPECT_EQ(count(order.id, "sla_breached"), 3);
  EXPECT_EQ(error_count(), 0U);
}

TEST_F(WorkersTest, FailuresAreToldAndSurvived) {
  const auto order = web_order();
  Flaky flaky(*database);
  flaky.refuse_reads = 5;
  flaky.refuse_writes = 5;
  set_clock(support::monday_morning(Minutes{12}));
  workers::Workers all(flaky, options());
  all.start();
  EXPECT_TRUE(comes_true([&] { return count(order.id, "sla_warned") == 1; }));
  EXPECT_TRUE(comes_true([&] { return flaky.refuse_reads == 0 && flaky.refuse_writes == 0; }));
  EXPECT_GE(all.figures().failures, 5U);
  // The change is stored but its answer is lost: told again it must not be.
  flaky.lose_answers = 1;
  set_clock(support::monday_morning(Minutes{15}));
  EXPECT_TRUE(comes_true([&] { return count(order.id, "sla_breached") == 1; }));
  EXPECT_TRUE(comes_true([&] { return flaky.lose_answers == 0; }));
  set_clock(support::monday_morning(Hours{2}));
  EXPECT_TRUE(comes_true([&] { return count(order.id, "sla_breached") == 2; }));
  all.stop();
  EXPECT_EQ(count(order.id, "sla_warned"), 2);
  EXPECT_EQ(count(order.id, "sla_breached"), 2);
  EXPECT_GE(error_count(), 5U);
}

TEST_F(WorkersTest, StoppingDoesNotWaitForTheNextLook) {
  auto slow = options();
  slow.longest_sleep = std::chrono::hours{1};
  workers::Workers all(*database, slow);
  all.start();
  all.stop();  // the time limit of the test is the assertion
  all.start();
}

TEST_F(WorkersTest, OrdersWithoutACrewAreSentWhenTheShiftBegins) {
  make_inactive(town.heat2);
  set_clock(support::monday_morning() - Hours{2});
  const auto order = web_order("HP-COOL");
  ASSERT_EQ(order.state, models::WorkOrderState::open);
  workers::Workers all(*database, options());
  all.start();
  EXPECT_TRUE(comes_true([&] { return all.figures().watched_at == now; }));
  EXPECT_EQ(all.figures().assigned, 0U);
  set_clock(support::monday_morning());
  EXPECT_TRUE(comes_true([&] { return all.figures().assigned == 1; }));
  all.stop();
  EXPECT_EQ(read(order.id).crew, town.heat);
  EXPECT_EQ(count(order.id, "work_order_assigned"), 1);
}

TEST_F(WorkersTest, ALookAtManyOrdersSendsAllForWhomThereIsRoom) {
  make_inactive(town.heat2);
  make_inactive(town.heat);
  std::vector<models::WorkOrderId> orders;
  for (int i = 0; i < 30; ++i) orders.push_back(web_order("HP-COOL").id);
  EXPECT_EQ(workers::reassign(*database, now), 0);
  must([&](auto& tx) {
    auto crew = *tx.crews().find(town.heat);
    crew.active = true;
    crew.capacity = 1000;
    crew.shifts.clear();  // else the day would not have room for all
    tx.crews().update(crew);
    return models::Result<bool>{true};
  });
  // A day of 24 hours and visits of an hour: what would begin later than tomorrow waits until then.
  const int sent = workers::reassign(*database, now);
  EXPECT_GE(sent, 20);
  EXPECT_LE(sent, 30);
  EXPECT_EQ(workers::reassign(*database, now), 0);
}

TEST_F(WorkersTest, HousekeepingRemovesWhatIsOver) {
  must([&](auto& tx) {
    tx.sessions().insert({"old", town.operator_.account, now - Hours{20}, now, now - Hours{1}});
    tx.sessions().insert({"new", town.operator_.account, now - Hours{1}, now + Hours{1}, now});
    tx.idempotency().insert({"1", "old", "f", 201, "answer", now - Hours{8 * 24} - models::Duration{1}});
    tx.idempotency().insert({"1", "new", "f", 201, "answer", now - Hours{8 * 24}});
    return models::Result<bool>{true};
  });
  const auto removed = workers::keep_house(*database, now);
  EXPECT_EQ(removed.sessions, 1);
  EXPECT_EQ(removed.idempotency_records, 1);
  EXPECT_TRUE(look([](auto& tx) { return tx.sessions().find("new").has_value(); }));
  EXPECT_FALSE(look([](auto& tx) { return tx.sessions().find("old").has_value(); }));
  EXPECT_TRUE(look([](auto& tx) { return tx.idempotency().find("1", "new").has_value(); }));
  EXPECT_EQ(workers::keep_house(*database, now).sessions, 0);
}

TEST_F(WorkersTest, AMonthsReportIsOwedOnceOverRestartsAndLostAnswers) {
  const auto at = [](const char* text) { return *models::parse_rfc3339(text); };
  must([&](auto& tx) {
    models::Destination box;
    box.name = "镇领导";
    box.carrier = models::Carrier::mail;
    box.address = "lead@town.example";
    box.options = {{"server", "smtp://127.0.0.1:1"}, {"from", "lamp@town.example"}, {"month_day", "1"}};
    dispatch::begin_month_reports(tx, box, at("2026-10-31T12:00:00Z"));
    return dispatch::save_destination(tx, town.supervisor, box);
  });
  const auto owed = [&] { return look([](auto& tx) { return tx.deliveries().counts().waiting; }); };
  EXPECT_EQ(workers::send_month_reports(*database, at("2026-10-31T23:00:00Z")), 0);
  Flaky flaky(*database);
  flaky.lose_answers = 1;
  EXPECT_THROW(workers::send_month_reports(flaky, at("2026-11-01T00:00:00Z")), storage::WriteFailed);
  EXPECT_EQ(owed(), 1) << "the answer was lost, the report was owed";
  EXPECT_EQ(workers::send_month_reports(flaky, at("2026-11-01T00:01:00Z")), 0);
  flaky.refuse_writes = 1;
  EXPECT_THROW(workers::send_month_reports(flaky, at("2026-12-02T00:00:00Z")), storage::WriteFailed);
  EXPECT_EQ(owed(), 1) << "nothing was owed";
  EXPECT_EQ(workers::send_month_reports(*database, at("2026-12-02T00:01:00Z")), 1);
  EXPECT_EQ(workers::send_month_reports(*database, at("2026-12-20T00:00:00Z")), 0);
  EXPECT_EQ(owed(), 2);
}

}  // namespace
