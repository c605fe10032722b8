#include "bench/delivery/storm.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "bench/delivery/receiver.h"
#include "dispatch/outbox.h"
#include "models/delivery.h"
#include "server/delivery/sender.h"
#include "server/delivery/signing.h"

namespace storm {
namespace {

using models::Carrier;

constexpr int webhooks = 4;
constexpr int receivers = webhooks + 2;
constexpr std::int64_t longest_stepped = 14 * 24 * 3600;

models::Destination destination_of(int receiver, const Receiver& to) {
  models::Destination one;
  one.name = "receiver " + std::to_string(receiver);
  one.address = to.url(receiver);
  one.carrier = receiver <= webhooks       ? Carrier::webhook
                : receiver == webhooks + 1 ? Carrier::wecom_robot
                                           : Carrier::dingtalk_robot;
  one.secret = one.carrier == Carrier::webhook       ? delivery::new_webhook_secret()
               : one.carrier == Carrier::wecom_robot ? "key"
                                                     : "token,SECsecret";
  return one;
}

/// Which receiver, from 1 on, gets a message: the robots a few of them, spread over all.
int receiver_of(int number, const Options& options) {
  const int every = std::max(2, options.messages / std::max(1, options.robot_messages));
  if (number % every == 0) return webhooks + 1 + (number / every) % 2;
  return 1 + number % webhooks;
}

std::size_t order_of(int number, std::size_t orders) { return static_cast<std::size_t>(number) / 3 % orders; }

void owe_all(storage::Database& database, const std::vector<models::WorkOrderId>& orders,
             const Options& options, const Receiver& to) {
  database.write_now([&](models::Transaction& tx) {
    std::vector<models::DestinationId> ids;
    for (int i = 1; i <= receivers; ++i) ids.push_back(tx.deliveries().insert(destination_of(i, to)));
    for (int number = 0; number < options.messages; ++number) {
      models::Delivery one;
      one.destination = ids.at(static_cast<std::size_t>(receiver_of(number, options) - 1));
      one.message = message_of(number);
      one.about = models::EventKind::work_order_assigned;
      one.work_order = orders[order_of(number, orders.size())];
      one.facts = {{"number", one.message}};
      one.created_at = options.start;
      one.next_at = options.start;
      tx.deliveries().insert(one);
    }
    return true;
  });
}

/// What a person does with a list of messages that were given up.
int send_dead_again(storage::Database& database, models::Time now) {
  int again = 0;
  database.write_now([&](models::Transaction& tx) {
    again = 0;
    models::DeliveryQuery query;
    query.state = models::DeliveryState::dead;
    query.limit = 200;
    for (const auto& one : tx.deliveries().search(query).items)
      again += dispatch::send_again(tx, models::Actor::program(), one.id, now) ? 1 : 0;
    return again > 0;
  });
  return again;
}

void send_with_threads(delivery::Sender& sender, int threads) {
  std::vector<std::thread> all;
  all.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) all.emplace_back([&sender] { sender.send_due(); });
  for (auto& thread : all) thread.join();
}

}  // namespace

Outcome run(storage::Database& database, const std::vector<models::WorkOrderId>& orders,
            const Options& options) {
  if (orders.empty()) throw std::invalid_argument("messages are about orders: give some");
  std::vector<int> places;
  places.reserve(static_cast<std::size_t>(options.messages));
  for (int number = 0; number < options.messages; ++number)
    places.push_back(receiver_of(number, options) * 1'000'000 +
                     static_cast<int>(order_of(number, orders.size())));
  const auto started = std::chrono::steady_clock::now();
  std::atomic<std::int64_t> clock{models::to_unix(options.start)};
  Receiver receiver(options, std::move(places), {webhooks + 1, webhooks + 2}, clock);
  owe_all(database, orders, options, receiver);
  delivery::SenderOptions sending;
  sending.clock = [&clock] { return models::from_unix(clock.load()); };
  sending.wire.private_addresses = true;
  sending.wire.connect_time = sending.wire.whole_time = options.patience;
  delivery::Sender sender(database, sending);
  int again = 0;
  for (const auto first = clock.load(); clock.load() < first + longest_stepped;) {
    send_with_threads(sender, options.threads);
    std::optional<models::Time> next;
    database.read_now([&](models::Transaction& tx) { next = tx.deliveries().next(); });
    if (!next) {
      const int dead = send_dead_again(database, models::from_unix(clock.load()));
      if (dead == 0) break;
      again += dead;
      continue;
    }
    // Whoever is at the limit is due already: a second later there may be room.
    clock = std::max(clock.load() + 1, models::to_unix(*next));
  }
  auto outcome = receiver.seen();
  outcome.sent_again = again;
  outcome.stepped_seconds = clock.load() - models::to_unix(options.start);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return outcome;
}

}  // namespace storm
