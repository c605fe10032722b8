#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "dispatch/assignment/assign.h"
#include "dispatch/duplicates.h"
#include "dispatch/intake.h"
#include "dispatch/lifecycle.h"
#include "dispatch/triage.h"
#include "models/names.h"
#include "server/storage/database.h"
#include "server/workers/workers.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

/// The small town on the real database, with a clock that moves only when the story says so.
class Story : public testing::Test {
 protected:
  using Minutes = std::chrono::minutes;
  using Hours = std::chrono::hours;

  Story() {
    reopen();
    database->write_now([&](models::Transaction& tx) {
      town = support::build_small_town(tx);
      return true;
    });
  }

  void reopen() {
    database.reset();
    database = support::open_storage(folder.path());
  }

  /// The program is off for a while and comes back.
  void restart() { reopen(); }

  /// Lets time go by, minute by minute, with the watcher looking at every clock.
  void pass(models::Duration time) {
    for (const auto until = now + time; now < until;) {
      now = std::min(until, now + Minutes{1});
      workers::watch_clocks(*database, now);
    }
  }

  /// One change, kept when the rule agrees.
  template <class Work>
  auto change(Work work) {
    std::optional<decltype(work(std::declval<models::Transaction&>()))> result;
    database->write_now([&](models::Transaction& tx) {
      result.emplace(work(tx));
      return result->has_value();
    });
    return *std::move(result);
  }
  template <class Work>
  auto must(Work work) {
    auto result = change(std::move(work));
    if (!result) throw std::runtime_error("the story went wrong: " + result.error().detail);
    return *std::move(result);
  }
  template <class Work>
  auto look(Work work) {
    std::optional<decltype(work(std::declval<models::Transaction&>()))> result;
    database->read_now([&](models::Transaction& tx) { result.emplace(work(tx)); });
    return *std::move(result);
  }

  dispatch::Step step(const models::Actor& actor, models::WorkOrderId order) const {
    return {actor, order, std::nullopt, now};
  }
  models::Report receive(const models::Actor& actor, const models::NewReport& report) {
    const auto token = support::next_token();
    return must([&](auto& tx) { return dispatch::receive_report(tx, actor, report, token, now); });
  }
  dispatch::Triaged decide(models::ReportId report, const models::Triage& triage = {}) {
    return must(
        [&](auto& tx) { return dispatch::triage_report(tx, town.operator_, report, {}, triage, now); });
  }
  models::WorkOrder arrive(models::WorkOrderId order) {
    const auto crew = town.member_of(read(order).crew);
    return must([&](auto& tx) { return dispatch::arrive(tx, step(crew, order), std::nullopt); });
  }
  dispatch::Resolved resolve(models::WorkOrderId order, models::Outcome outcome, const std::string& action) {
    const auto crew = town.member_of(read(order).crew);
    return must([&](auto& tx) { return dispatch::resolve(tx, step(crew, order), outcome, "", action); });
  }
  models::WorkOrder close(models::WorkOrderId order) {
    return must(
        [&](auto& tx) { return dispatch::close(tx, step(town.operator_, order), true, "callback", ""); });
  }

  models::WorkOrder read(models::WorkOrderId id) {
    return look([&](auto& tx) { return *tx.work_orders().find(id); });
  }
  models::Report read(models::ReportId id) {
    return look([&](auto& tx) { return *tx.reports().find(id); });
  }
  std::vector<std::string> events_of(models::WorkOrderId order) {
    std::vector<std::string> names;
    for (const auto& event : look([&](auto& tx) { return tx.events().list({order, {}, {}, 200}); }))
      names.emplace_back(models::name(event.kind));
    return names;
  }
  int count(models::WorkOrderId order, const std::string& event) {
    const auto names = events_of(order);
    return static_cast<int>(std::count(names.begin(), names.end(), event));
  }
  std::vector<std::string> told_to(models::ReportId report) {
    std::vector<std::string> about;
    for (const auto& one : look([&](auto& tx) { return tx.notifications().of_report(report); }))
      about.emplace_back(models::name(one.about));
    return about;
  }

  support::TemporaryFolder folder;
  std::unique_ptr<storage::Database> database;
  support::SmallTown town;
  models::Time now = support::monday_morning();
};
