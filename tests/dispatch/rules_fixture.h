#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "dispatch/assignment/assign.h"
#include "dispatch/intake.h"
#include "dispatch/lifecycle.h"
#include "dispatch/triage.h"
#include "models/names.h"
#include "tests/support/memory_store.h"
#include "tests/support/small_town.h"

/// A small town on Monday at eight, and short words for what its people do.
class RulesTest : public ::testing::Test {
 protected:
  using Minutes = std::chrono::minutes;
  using Hours = std::chrono::hours;

  support::MemoryStore store;
  support::SmallTown town = support::build_small_town(store);
  models::Time now = support::monday_morning();

  void later(models::Duration by) { now += by; }

  dispatch::Step step(const models::Actor& actor, models::WorkOrderId order) const {
    return {actor, order, std::nullopt, now};
  }

  models::WorkOrder order_for(const models::NewReport& report) {
    return *support::open_order_for(store, town.operator_, report, now).work_order;
  }
  models::WorkOrder heater_order() {
    return order_for(support::call("Wang", "13800000001", "HP-NOHEAT", town.heater));
  }
  models::WorkOrder read(models::WorkOrderId id) { return *store.work_orders().find(id); }
  const models::Actor& crew_of(const models::WorkOrder& order) const { return town.member_of(order.crew); }

  /// Brings a fresh heater order to a state by the ordinary steps.
  models::WorkOrder order_in(models::WorkOrderState state) {
    using enum models::WorkOrderState;
    auto order = heater_order();
    const auto crew = crew_of(order);
    if (state == open) {
      // Nobody leaves an order once assigned but a reopening whose crew is gone.
      auto stored = read(order.id);
      stored.state = open;
      stored.crew = {};
      stored.assigned_at.reset();
      store.work_orders().update(stored);
      return read(order.id);
    }
    if (state == assigned) return order;
    if (state == cancelled) return *dispatch::cancel(store, step(town.supervisor, order.id), "called off");
    order = *dispatch::accept(store, step(crew, order.id));
    if (state == accepted) return order;
    order = *dispatch::arrive(store, step(crew, order.id), std::nullopt);
    if (state == under_way) return order;
    order = dispatch::resolve(store, step(crew, order.id), models::Outcome::repaired, "pump", "changed it")
                ->work_order;
    if (state == resolved) return order;
    return *dispatch::close(store, step(town.operator_, order.id), true, "callback", "");
  }

  std::vector<models::Event> events_of(models::WorkOrderId order) {
    return store.events().list({order, {}, {}, 1000});
  }
  int count(models::WorkOrderId order, models::EventKind kind) {
    int found = 0;
    for (const auto& event : events_of(order)) found += event.kind == kind;
    return found;
  }
  std::vector<models::EventKind> told_to(models::ReportId report) {
    std::vector<models::EventKind> about;
    for (const auto& notification : store.notifications().of_report(report))
      about.push_back(notification.about);
    return about;
  }
};

/// The wrong fields of a refusal as `field:code`, in order.
template <class T>
std::vector<std::string> wrong_fields(const models::Result<T>& result) {
  if (result) return {"nothing is wrong"};
  std::vector<std::string> wrong;
  for (const auto& field : result.error().fields) wrong.push_back(field.field + ":" + field.code);
  return wrong;
}

/// The failure's code; a success has none.
template <class T>
std::optional<models::ErrorCode> failure(const models::Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().code;
}

/// A seed of its own for each run, or the one that is asked for.
inline unsigned any_seed() {
  const char* asked = std::getenv("LAMPLIGHTER_SEED");
  return asked ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10)) : std::random_device{}();
}
