#include "server/api/figures_rolled.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "dispatch/figure_days.h"
#include "models/names.h"
#include "server/workers/workers.h"
#include "tests/server/api/fixture.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using dispatch::FiguresBy;
using dispatch::FiguresRow;
using models::WorkOrder;
using support::SmallTown;

constexpr int utc_offset = 8 * 3600;
constexpr std::int64_t day_seconds = 86'400, history_days = 150;

std::string text_of(const FiguresRow& row) {
  std::string text = row.key + ":";
  for (const auto& value : row.values)
    for (const auto number :
         {value.numerator, value.denominator, value.excluded, value.paused.count(), value.lasted.count()})
      text += " " + std::to_string(number);
  return text + " simulated " + std::to_string(row.simulated);
}

std::vector<std::string> texts_of(const std::vector<FiguresRow>& rows) {
  std::vector<std::string> all;
  for (const auto& row : rows) {
    const bool empty = std::ranges::all_of(
        row.values, [](const auto& value) { return value.denominator == 0 && value.excluded == 0; });
    if (!empty) all.push_back(text_of(row));  // the one row of all stands there empty too
  }
  return all;
}

/// Orders of five months, as no rule would make them, changed at random again and again.
class RolledFigures : public ApiTest {
 protected:
  std::size_t pick(std::size_t count) { return random_() % count; }
  models::Time time() {
    return now_ - models::Duration{static_cast<std::int64_t>(pick(history_days * day_seconds))};
  }
  std::optional<models::Time> maybe(std::size_t of) {
    return pick(of) ? std::optional(time()) : std::nullopt;
  }
  template <class T>
  T one_of(std::initializer_list<T> list) {
    return *(list.begin() + pick(list.size()));
  }

  void shake(WorkOrder& order) {
    using State = models::WorkOrderState;
    order.state =
        one_of({State::closed, State::closed, State::closed, State::cancelled, State::resolved, State::open});
    order.place.village_code = one_of<std::string>({SmallTown::village_a, SmallTown::village_b, ""});
    order.crew = one_of({town_.heat, town_.light, models::CrewId{}});
    order.received_at = time();
    order.opened_at = time();
    order.resolved_at = maybe(8);
    order.closed_at = maybe(8);
    order.reopened = static_cast<int>(pick(5)) == 0;
    order.resolution.reset();
    if (pick(4))
      order.resolution = models::Resolution{static_cast<models::Outcome>(pick(7)), "", "更换", {}, time()};
    order.clocks.clear();
    for (const auto target : models::sla_targets) {
      if (!pick(4)) continue;
      auto clock = support::clock_of(target, 0, 0);
      clock.due_at = pick(20) ? time() : now_ + models::Duration{day_seconds};
      clock.stopped_at = maybe(4);
      order.clocks.push_back(clock);
    }
    if (order.pauses.empty() && !pick(3)) {
      const auto from = time();
      order.pauses.push_back({"weather", "", from, from + models::Duration{7200}});
      if (!pick(4)) order.pauses.back().to.reset();
    }
  }

  void tell(models::Transaction& tx, models::WorkOrderId order) {
    models::Event event;
    event.work_order = order;
    event.kind = one_of({models::EventKind::work_order_assigned, models::EventKind::work_order_closed,
                         models::EventKind::work_order_cancelled, models::EventKind::report_judged,
                         models::EventKind::request_approved, models::EventKind::note_added});
    event.at = time();
    const auto add = [&](const char* key, const char* one, const char* other) {
      if (pick(3)) event.details.emplace_back(key, pick(2) ? one : other);
    };
    add("rule", "manual", "planned");
    add("from_crew", "2", "");
    add("method", "callback", "photo");
    add("confirmed", "true", "false");
    add("solved", "true", "false");
    add("satisfaction", "satisfied", "dissatisfied");
    add("kind", "extension", "return");
    tx.events().append(event);
  }

  /// The log says when an order was closed, as the rules see to.
  void tell_closing(models::Transaction& tx, models::WorkOrderId id, const WorkOrder& order) {
    if (!order.closed_at) return;
    models::Event event;
    event.work_order = id;
    event.kind = models::EventKind::work_order_closed;
    event.at = *order.closed_at;
    event.details.emplace_back("method", pick(2) ? "callback" : "photo");
    tx.events().append(event);
  }

  void fill(int orders) {
    database_->write_now([&](auto& tx) {
      for (int i = 0; i < orders; ++i) {
        auto order = support::bare_order(i);
        order.facility_class = i % 2 ? "heater" : "streetlight";
        order.fault_kind = "";
        shake(order);
        orders_.push_back(tx.work_orders().insert(order));
        tell_closing(tx, orders_.back(), order);
        auto report = support::bare_report(i);
        report.work_order = orders_.back();
        report.reporter.phone = pick(2) ? "13800138000" : "";
        reports_.push_back(tx.reports().insert(report));
        for (std::size_t n = pick(5); n > 0; --n) tell(tx, orders_.back());
      }
      return true;
    });
  }

  /// One change of the kinds that move a figure: of the row, its clocks and pauses; the log; who may be
  /// called.
  void change() {
    database_->write_now([&](auto& tx) {
      const auto id = orders_[pick(orders_.size())];
      switch (pick(4)) {
        case 0: {
          auto order = *tx.work_orders().find(id);
          shake(order);
          tx.work_orders().update(order);
          tell_closing(tx, id, order);
          break;
        }
        case 1: {
          auto order = *tx.work_orders().find(id);
          for (auto& clock : order.clocks) clock.due_at += models::Duration{day_seconds};
          if (!order.pauses.empty()) order.pauses.back().to = order.pauses.back().from + models::Duration{60};
          tx.work_orders().update(order);
          break;
        }
        case 2: {
          auto report = *tx.reports().find(reports_[pick(reports_.size())]);
          report.reporter.phone = report.reporter.phone.empty() ? "13900000000" : "";
          if (!pick(3)) report.work_order = id;
          tx.reports().update(report);
          break;
        }
        default:
          tell(tx, id);
      }
      return true;
    });
  }

  api::FiguresAsked random_question() {
    api::FiguresAsked asked;
    asked.period.now = now_;
    const auto one = time(), other = time();
    asked.period.from = std::min(one, other);
    asked.period.to = std::max(one, other) + models::Duration{1};
    if (pick(2)) {  // as the pages ask: whole days of the town
      const auto whole = [](models::Time at) {
        return std::chrono::floor<std::chrono::days>(at + models::Duration{utc_offset}) -
               models::Duration{utc_offset};
      };
      asked.period.from = whole(asked.period.from);
      asked.period.to = whole(asked.period.to) + std::chrono::days{1};
    }
    asked.by_word = one_of<std::string>({"all", "village", "class", "crew", "day", "week", "month"});
    asked.by = *dispatch::parse_figures_by(asked.by_word);
    switch (pick(8)) {
      case 0:
        asked.village = one_of<std::string>({SmallTown::village_a, "none"});
        break;
      case 1:
        asked.facility_class = "heater";
        break;
      case 2:
        asked.crew = one_of<std::string>({town_.heat.text(), "none"});
        break;
      case 3:
        asked.contractor = "none";
        break;
      case 4:
        asked.period.reach.villages = {SmallTown::village_a, SmallTown::village_c};
        break;
      case 5:
        asked.period.reach.crew = town_.light;
        break;
      default:
        break;
    }
    return asked;
  }

  /// True when the sums were of use.
  bool compare(const api::FiguresAsked& asked) {
    bool used = false;
    database_->read_now([&](auto& tx) {
      const auto rolled = api::rolled_rows(tx, context_, asked);
      used = rolled.has_value();
      if (!used) return;
      const auto counted = dispatch::count_figures(api::facts_of(tx, context_, asked), asked.period, asked.by,
                                                   context_.settings.utc_offset_seconds);
      EXPECT_EQ(texts_of(*rolled), texts_of(counted))
          << "by " << asked.by_word << " from " << models::to_rfc3339(asked.period.from) << " to "
          << models::to_rfc3339(asked.period.to) << " village " << asked.village << " class "
          << asked.facility_class << " crew " << asked.crew << " contractor " << asked.contractor;
    });
    return used;
  }

  std::vector<std::string> faults() {
    std::vector<std::string> all;
    database_->read_now(
        [&](auto& tx) { all = dispatch::figure_day_faults(*dispatch::figure_days_of(tx), now_); });
    return all;
  }

  std::mt19937 random_{support::test_seed()};
  std::vector<models::WorkOrderId> orders_;
  std::vector<models::ReportId> reports_;
};

TEST_F(RolledFigures, AreThoseCountedFromTheLogWhateverChanges) {
  context_.settings.utc_offset_seconds = utc_offset;
  fill(150);
  EXPECT_FALSE(compare(random_question())) << "nothing is rolled up yet";
  int used = 0, asked = 0;
  for (int round = 0; round < 30; ++round) {
    if (pick(3)) workers::roll_up_figures(*database_, now_, utc_offset);
    for (std::size_t n = pick(12); n > 0; --n) change();
    for (int i = 0; i < 12; ++i, ++asked) used += compare(random_question()) ? 1 : 0;
    ASSERT_THAT(faults(), testing::IsEmpty());
    if (HasFailure()) return;
    now_ += models::Duration{static_cast<std::int64_t>(pick(2 * day_seconds))};
  }
  EXPECT_GT(used, asked / 2) << "else this test compares nothing";
}

TEST_F(RolledFigures, AreMadeAnewUnderAnotherRule) {
  context_.settings.utc_offset_seconds = utc_offset;
  fill(60);
  const auto all = workers::roll_up_figures(*database_, now_, utc_offset);
  EXPECT_GT(all, 20);
  EXPECT_EQ(workers::roll_up_figures(*database_, now_, utc_offset), 0) << "nothing waits that could go in";
  auto asked = random_question();
  asked = {};
  asked.period = {now_ - std::chrono::days{90}, now_, now_, {}};
  EXPECT_TRUE(compare(asked));
  // The town's clock is set otherwise: days begin at other moments.
  context_.settings.utc_offset_seconds = 3600;
  EXPECT_FALSE(compare(asked));
  EXPECT_EQ(workers::roll_up_figures(*database_, now_, 3600), all);
  EXPECT_TRUE(compare(asked));
  EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_F(RolledFigures, WhatDiffersFromARecountIsFound) {
  context_.settings.utc_offset_seconds = utc_offset;
  fill(40);
  workers::roll_up_figures(*database_, now_, utc_offset);
  ASSERT_THAT(faults(), testing::IsEmpty());
  models::FigureSum more;
  more.start = 20'700;
  more.counts[1] = 1;
  database_->write_now([&](auto& tx) {
    dispatch::figure_days_of(tx)->add(models::FigureSpan::day, models::FigureDimension::all, more);
    return true;
  });
  EXPECT_THAT(faults(), testing::Contains(testing::HasSubstr("is not that of its orders")));
  more.counts[1] = -1;
  database_->write_now([&](auto& tx) {
    auto* days = dispatch::figure_days_of(tx);
    days->add(models::FigureSpan::day, models::FigureDimension::all, more);
    auto shares = days->shares(orders_);
    // One that counts somewhere: not every order of a random history does.
    const auto one =
        std::find_if(shares.begin(), shares.end(), [](const auto& share) { return !share.places.empty(); });
    if (one == shares.end()) throw std::logic_error("no order counts");
    one->places.clear();
    days->save(*one);
    return true;
  });
  EXPECT_THAT(faults(), testing::Contains(testing::HasSubstr("stands otherwise in the sums")));
}

// How many orders were simulated does not add up from day to day, so those towns are counted as before.
TEST_F(RolledFigures, OfSimulatedOrdersAreCountedFromTheLog) {
  context_.settings.utc_offset_seconds = utc_offset;
  fill(40);
  database_->write_now([&](auto& tx) {
    auto order = *tx.work_orders().find(orders_.front());
    order.simulated = true;
    order.state = models::WorkOrderState::closed;
    order.resolved_at = order.closed_at = order.opened_at;
    order.pauses.clear();
    order.clocks = {support::clock_of(models::SlaTarget::resolve, 0, 0)};
    order.clocks.front().due_at = order.clocks.front().stopped_at.emplace(order.opened_at);
    tx.work_orders().update(order);
    return true;
  });
  workers::roll_up_figures(*database_, now_, utc_offset);
  api::FiguresAsked asked;
  asked.period = {now_ - std::chrono::days{history_days + 1}, now_ + std::chrono::days{2}, now_, {}};
  EXPECT_FALSE(compare(asked));
}

}  // namespace
