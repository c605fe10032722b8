#include "tests/support/random_day.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include "dispatch/assignment/assign.h"
#include "dispatch/escalation.h"
#include "dispatch/field_time.h"
#include "dispatch/intake.h"
#include "dispatch/lifecycle.h"
#include "dispatch/permissions.h"
#include "models/names.h"

namespace support {
namespace {

using dispatch::Permission;
using models::WorkOrder;
using models::WorkOrderAction;
using models::WorkOrderState;

class Day {
 public:
  Day(const Run& run, const SmallTown& town, unsigned seed) : run_(run), town_(town), random_(seed) {
    people_ = {town.operator_,
               town.dispatcher,
               town.supervisor,
               town.checker,
               town.auditor,
               town.admin,
               town.heat_member,
               town.heat2_member,
               town.light_member,
               town.village_reporter,
               models::Actor::anonymous()};
  }

  void step() {
    move_time();
    const int what = roll(100);
    if (what < 12) return receive();
    if (what < 24) return triage();
    if (what < 27) return judge();
    if (what < 32) return watch();
    if (what < 34) return toggle_crew();
    if (what < 37) return look_again();
    act();
  }

  DayPlayed finish() {
    run_([&](models::Transaction& tx) {
      for (const auto id : orders_) {
        const auto order = tx.work_orders().find(id);
        expect_sound(tx, *order);
        played_.ended += order->ended();
      }
      for (const auto& [id, token] : reports_) expect_sound(tx, *tx.reports().find(id));
      return false;
    });
    return played_;
  }

 private:
  int roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }
  template <class T>
  const T& any(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(roll(static_cast<int>(list.size())))];
  }

  void move_time() {
    const int how = roll(20);
    if (how == 0) now_ -= std::chrono::minutes{roll(90)};  // somebody set the clock back
    if (how == 1) now_ += std::chrono::hours{roll(40)};
    if (how > 1) now_ += std::chrono::minutes{roll(30)};
  }

  /// Runs one change; a refusal must leave no event behind.
  template <class Work>
  bool change(Work work) {
    bool done = false;
    models::EventId before, after;
    run_([&](models::Transaction& tx) {
      before = tx.events().last();
      done = work(tx);
      return done;
    });
    run_([&](models::Transaction& tx) {
      after = tx.events().last();
      return false;
    });
    if (!done) {
      EXPECT_EQ(before, after) << "a refusal left something behind";
    }
    ++(done ? played_.done : played_.refused);
    return done;
  }

  void receive() {
    const std::vector<std::string> kinds{"HP-NOHEAT", "HP-COOL",  "SL-DARK", "WC-BLOCKED",
                                         "WC-DIRTY",  "GS-SMELL", ""};
    auto report = call("Li", "1380000000" + std::to_string(roll(10)), any(kinds));
    report.channel = static_cast<models::Channel>(roll(5));
    report.place.village_code = roll(2) == 0 ? SmallTown::village_a : SmallTown::village_b;
    report.reporter.wants_updates = roll(4) != 0;
    report.danger = roll(6) == 0;
    report.frail_person = roll(4) == 0;
    if (roll(3) == 0) report.received_at = now_ - std::chrono::hours{roll(200) - 5};
    const auto actor = any(people_);
    const auto token = next_token();
    models::ReportId id;
    if (change([&](models::Transaction& tx) {
          const auto received = dispatch::receive_report(tx, actor, report, token, now_);
          if (received) id = received->id;
          return received.has_value();
        }))
      reports_.emplace_back(id, token);
  }

  models::Triage any_decision() {
    models::Triage triage;
    triage.decision = static_cast<models::TriageDecision>(roll(4));
    if (roll(2) == 0) triage.decision = models::TriageDecision::open;
    if (roll(4) != 0) triage.reason = "a reason";
    if (roll(4) != 0) triage.hand_over = models::HandOver{"119", "officer", ""};
    if (!orders_.empty()) triage.work_order = any(orders_);
    if (roll(5) == 0) triage.fault_kind = "HP-NOHEAT";
    if (roll(5) == 0) triage.danger = roll(2) == 0;
    if (roll(8) == 0) triage.crew = models::CrewId{1 + roll(6)};
    return triage;
  }

  void triage() {
    if (reports_.empty()) return;
    const auto id = any(reports_).first;
    const auto decision = any_decision();
    const auto actor = roll(4) == 0 ? any(people_) : town_.operator_;
    models::WorkOrderId opened;
    const bool done = change([&](models::Transaction& tx) {
      const auto triaged = dispatch::triage_report(tx, actor, id, std::nullopt, decision, now_);
      if (!triaged) return false;
      EXPECT_TRUE(dispatch::may(actor, Permission::report_triage));
      if (triaged->work_order) {
        opened = triaged->work_order->id;
        EXPECT_EQ(triaged->work_order->version, tx.work_orders().find(opened)->version);
        expect_sound(tx, *triaged->work_order);
      }
      expect_sound(tx, triaged->report);
      return true;
    });
    if (done && opened) remember(opened);
  }

  void remember(models::WorkOrderId id) {
    if (std::find(orders_.begin(), orders_.end(), id) == orders_.end()) orders_.push_back(id);
  }

  void judge() {
    if (reports_.empty()) return;
    const auto& token = any(reports_).second;
    const bool solved = roll(2) == 0;
    change([&](models::Transaction& tx) {
      return dispatch::judge(tx, token, solved, "a word", now_).has_value();
    });
  }

  void watch() {
    change([&](models::Transaction& tx) {
      while (dispatch::watch_clocks(tx, now_, 7).more) {
      }
      const auto next = tx.work_orders().next_clock();
      EXPECT_TRUE(!next || *next > now_) << "something due was not told";
      EXPECT_EQ(dispatch::watch_clocks(tx, now_, 7).warned, 0);
      return true;
    });
  }

  void toggle_crew() {
    change([&](models::Transaction& tx) {
      auto crew = *tx.crews().find(town_.heat);
      crew.active = !crew.active;
      tx.crews().update(crew);
      return true;
    });
  }

  void look_again() {
    if (orders_.empty()) return;
    const auto id = any(orders_);
    change([&](models::Transaction& tx) {
      auto order = *tx.work_orders().find(id);
      const auto before = order;
      const bool sent = dispatch::assign_automatically(tx, order, now_);
      EXPECT_EQ(sent, before.state == WorkOrderState::open && order.state == WorkOrderState::assigned);
      expect_sound(tx, order);
      return true;
    });
  }

  struct Outcome {
    std::optional<WorkOrder> order;  ///< nothing when the action leaves the order alone
    std::optional<models::WorkOrderId> child;
  };

  models::Result<Outcome> perform(models::Transaction& tx, WorkOrderAction action,
                                  const dispatch::Step& step) {
    const auto plain = [](const models::Result<WorkOrder>& result) {
      return result ? models::Result<Outcome>{Outcome{*result, {}}} : models::Result<Outcome>{result.error()};
    };
    const auto aside = [](const auto& result) {
      return result ? models::Result<Outcome>{Outcome{}} : models::Result<Outcome>{result.error()};
    };
    const std::string reason = roll(8) == 0 ? "" : "a reason";
    switch (action) {
      case WorkOrderAction::assign:
        return plain(dispatch::assign(
            tx, step, roll(2) ? std::optional{models::CrewId{1 + roll(6)}} : std::nullopt, reason));
      case WorkOrderAction::accept:
        return plain(dispatch::accept(tx, step));
      case WorkOrderAction::contact:
        return plain(dispatch::contact(tx, step));
      case WorkOrderAction::arrive:
        return plain(dispatch::arrive(tx, step, std::nullopt));
      case WorkOrderAction::make_safe:
        return plain(dispatch::make_safe(tx, step));
      case WorkOrderAction::pause:
        return plain(dispatch::pause(tx, step, roll(9) ? "weather" : "lunch", ""));
      case WorkOrderAction::resume:
        return plain(dispatch::resume(tx, step));
      case WorkOrderAction::close:
        return plain(dispatch::close(tx, step, roll(2) == 0, "visit", ""));
      case WorkOrderAction::reopen:
        return plain(dispatch::reopen(tx, step, reason));
      case WorkOrderAction::cancel:
        return plain(dispatch::cancel(tx, step, reason));
      case WorkOrderAction::resolve: {
        const auto resolved = dispatch::resolve(tx, step, static_cast<models::Outcome>(roll(7)), "", reason);
        if (!resolved) return resolved.error();
        return Outcome{resolved->work_order,
                       resolved->child ? std::optional{resolved->child->id} : std::nullopt};
      }
      default:
        return aside(dispatch::add_note(tx, step, "a note"));
    }
  }

  static Permission permission_for(WorkOrderAction action) {
    switch (action) {
      case WorkOrderAction::assign:
        return Permission::work_order_assign;
      case WorkOrderAction::close:
        return Permission::work_order_close;
      case WorkOrderAction::reopen:
        return Permission::work_order_reopen;
      case WorkOrderAction::contact:
        return Permission::work_order_contact;
      case WorkOrderAction::cancel:
        return Permission::work_order_cancel;
      case WorkOrderAction::note:
        return Permission::work_order_note;
      default:
        return Permission::work_order_work;
    }
  }

  static WorkOrderAction onwards(WorkOrderState state) {
    switch (state) {
      case WorkOrderState::open:
        return WorkOrderAction::assign;
      case WorkOrderState::assigned:
      case WorkOrderState::accepted:
        return WorkOrderAction::arrive;
      case WorkOrderState::under_way:
        return WorkOrderAction::resolve;
      case WorkOrderState::resolved:
        return WorkOrderAction::close;
      default:
        return WorkOrderAction::note;
    }
  }

  /// Mostly what is possible now by one who may, so that orders get somewhere; else anything by anyone.
  std::pair<WorkOrderAction, models::Actor> any_move(const WorkOrder& order) {
    const auto allowed = dispatch::allowed_actions(order);
    auto action = static_cast<WorkOrderAction>(roll(12));
    if (roll(3) != 0) action = any(allowed);
    if (roll(3) == 0) action = onwards(order.state);
    if (action == WorkOrderAction::cancel && roll(4) != 0) action = WorkOrderAction::arrive;
    if (action == WorkOrderAction::photo || action == WorkOrderAction::merge) action = WorkOrderAction::note;
    auto actor = any(people_);
    if (roll(4) != 0)
      actor = action == WorkOrderAction::close || action == WorkOrderAction::reopen ? town_.checker
                                                                                    : town_.dispatcher;
    return {action, actor};
  }

  void act() {
    if (orders_.empty()) return;
    const auto id = any(orders_);
    std::optional<models::WorkOrderId> child;
    const bool done = change([&](models::Transaction& tx) {
      const auto before = *tx.work_orders().find(id);
      const auto [action, actor] = any_move(before);
      SCOPED_TRACE(std::string(models::name(action)) + " by " + actor.name + " from " +
                   std::string(models::name(before.state)));
      const auto version = roll(6) == 0 ? std::optional{before.version + roll(2)} : std::nullopt;
      const auto result = perform(tx, action, {actor, id, version, now_});
      if (!result) return false;
      EXPECT_TRUE(dispatch::may(actor, permission_for(action)));
      if (actor.crew) {
        const bool records = action == WorkOrderAction::note || action == WorkOrderAction::photo;
        EXPECT_TRUE(actor.crew == before.crew || (records && dispatch::had_in_hand(tx, actor, id)))
            << "a crew touched another's order";
      }
      EXPECT_TRUE(!version || *version == before.version);
      const auto after = *tx.work_orders().find(id);
      const auto next = dispatch::next_state(before.state, action);
      EXPECT_TRUE(next.has_value());
      EXPECT_TRUE(after.state == next ||
                  (action == WorkOrderAction::reopen && after.state == WorkOrderState::open));
      EXPECT_EQ(after.version, before.version + (result->order ? 1 : 0));
      if (result->order) {
        EXPECT_EQ(result->order->version, after.version);
      }
      expect_sound(tx, after);
      child = result->child;
      return true;
    });
    if (done && child) remember(*child);
  }

  const Run& run_;
  const SmallTown& town_;
  std::mt19937 random_;
  models::Time now_ = monday_morning();
  std::vector<models::Actor> people_;
  std::vector<std::pair<models::ReportId, std::string>> reports_;
  std::vector<models::WorkOrderId> orders_;
  DayPlayed played_;
};

}  // namespace

DayPlayed play_random_day(const Run& run, const SmallTown& town, unsigned seed, int steps) {
  Day day(run, town, seed);
  for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", step " + std::to_string(i));
    day.step();
  }
  SCOPED_TRACE("seed " + std::to_string(seed) + ", at the end");
  return day.finish();
}

}  // namespace support
