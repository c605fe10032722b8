#include "server/delivery/next_task.h"

#include <utility>

#include "dispatch/outbox.h"
#include "dispatch/reporter_phones.h"
#include "dispatch/short_messages.h"
#include "dispatch/transfers.h"

namespace delivery {
namespace {

constexpr models::Duration minute{60};

}  // namespace

std::optional<models::Time> next_due(models::Transaction& tx) {
  auto next = tx.deliveries().next();
  if (const auto followed = tx.deliveries().transfers().next(); followed && (!next || *followed < *next))
    next = followed;
  return next;
}

Task task_of(models::Transaction& tx, models::Destination destination, models::Delivery delivery) {
  Task task{std::move(destination), {std::move(delivery), ""}};
  if (const auto told = dispatch::report_told(task.destination)) {
    const auto report = tx.reports().find(*told);
    task.message.token = report ? report->token : "";
  }
  if (task.destination.carrier == models::Carrier::open311) {
    task.message.transfer = tx.deliveries().transfers().find_by_delivery(task.message.delivery.id);
    if (task.message.transfer && !dispatch::goes_on(tx, *task.message.transfer))
      task.message.transfer.reset();
  }
  if (!dispatch::is_short_message(task.destination.carrier)) return task;
  task.message.number = task.destination.address;
  if (task.destination.address == dispatch::to_reporter) {
    const auto report = tx.reports().find(task.message.delivery.report);
    task.message.number = report ? report->reporter.phone : "";
  }
  return task;
}

std::optional<Task> find_receipt(models::Transaction& tx, const models::Destination& destination,
                                 models::Time now) {
  if (!dispatch::is_short_message(destination.carrier)) return std::nullopt;
  auto due = tx.deliveries().due_receipt(destination.id, now);
  if (!due) return std::nullopt;
  auto task = task_of(tx, destination, *std::move(due));
  task.ask = true;
  return task;
}

std::optional<Task> find_followed(models::Transaction& tx, const models::Destination& destination,
                                  models::Time now) {
  if (destination.carrier != models::Carrier::open311) return std::nullopt;
  if (tx.deliveries().transfers().count_asked(destination.id, now - minute) >= dispatch::asks_per_minute)
    return std::nullopt;
  auto due = tx.deliveries().transfers().due(destination.id, now);
  if (!due) return std::nullopt;
  Task task{destination, {}};
  task.message.transfer = *std::move(due);
  task.offer = tx.deliveries().transfers().offer(destination.id);
  task.follow = true;
  return task;
}

}  // namespace delivery
