// Destinations, templates and the messages on their way.
#include <gmock/gmock.h>

#include <atomic>

#include "models/delivery.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using models::Delivery;
using models::DeliveryState;

class Deliveries : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      support::make_town(tx);
      for (int i = 0; i < 2; ++i) {
        orders_.push_back(tx.work_orders().insert(support::bare_order(i)));
        models::Destination one;
        one.name = i == 0 ? "乙" : "甲";
        destinations_.push_back(tx.deliveries().insert(one));
      }
    });
  }
  models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }
  Delivery waiting(int destination, int order, int next) {
    Delivery one;
    one.destination = destinations_.at(static_cast<std::size_t>(destination));
    if (order >= 0) one.work_order = orders_.at(static_cast<std::size_t>(order));
    one.message = "msg_" + std::to_string(++messages_);
    one.created_at = at(0);
    one.next_at = at(next);
    return one;
  }
  models::DeliveryId add(const Delivery& one) {
    return write([&](auto& tx) { return tx.deliveries().insert(one); });
  }
  std::optional<models::DeliveryId> due(int destination, int now) {
    return read([&](auto& tx) -> std::optional<models::DeliveryId> {
      const auto found =
          tx.deliveries().due(destinations_.at(static_cast<std::size_t>(destination)), at(now));
      return found ? std::optional(found->id) : std::nullopt;
    });
  }

  std::vector<models::WorkOrderId> orders_;
  std::vector<models::DestinationId> destinations_;
  int messages_ = 0;
};
LAMPLIGHTER_EVERY_STORAGE(Deliveries);

TEST_P(Deliveries, WhoeverSendsHearsOfWhatIsToBeSent) {
  std::atomic<int> heard{0};
  // Those that listen are told after the answer: once a further change is answered, of all before it.
  database().write_now([](auto&) { return false; });
  database().on_commit([&] { ++heard; });
  models::Destination destination;
  destination.name = "command";
  Delivery delivery;
  for (const bool keep : {true, false})
    database().write_now([&](auto& tx) {
      destination.id = tx.deliveries().insert(destination);
      return keep;
    });
  write([&](auto& tx) {
    destination.id = tx.deliveries().destinations().front().id;
    tx.deliveries().update(destination);
  });
  delivery.destination = destination.id;
  delivery.id = write([&](auto& tx) { return tx.deliveries().insert(delivery); });
  write([&](auto& tx) { tx.deliveries().update(delivery); });
  read([](auto& tx) { tx.deliveries().next(); });
  database().close();
  EXPECT_EQ(heard, 4);
}

TEST_P(Deliveries, ADestinationComesBackWhole) {
  models::Destination one;
  one.name = support::odd_text();
  one.carrier = models::Carrier::dingtalk_robot;
  one.address = "https://a/";
  one.secret = "s,SEC";
  one.language = "en";
  one.about = {models::EventKind::work_order_closed, models::EventKind::sla_breached};
  one.villages = {"110113115200"};
  one.quiet = models::QuietHours{1320, 420};
  one.digest_above = 7;
  one.per_minute = 3;
  one.options = {{"from", "a@b"}, {"server", "smtp://c"}};
  one.active = false;
  write([&](auto& tx) { one.id = tx.deliveries().insert(one); });
  const auto check = [&] {
    const auto found = read([&](auto& tx) { return *tx.deliveries().find(one.id); });
    EXPECT_EQ(found.name, one.name);
    EXPECT_EQ(found.carrier, one.carrier);
    EXPECT_EQ(found.address, one.address);
    EXPECT_EQ(found.secret, one.secret);
    EXPECT_EQ(found.language, one.language);
    EXPECT_EQ(found.about, one.about);
    EXPECT_EQ(found.villages, one.villages);
    EXPECT_EQ(found.quiet.has_value(), one.quiet.has_value());
    if (found.quiet && one.quiet) {
      EXPECT_EQ(found.quiet->to_minute, one.quiet->to_minute);
    }
    EXPECT_EQ(found.digest_above, one.digest_above);
    EXPECT_EQ(found.per_minute, one.per_minute);
    EXPECT_EQ(found.options, one.options);
    EXPECT_EQ(found.active, one.active);
  };
  check();
  one.quiet.reset();
  one.active = true;
  one.about.clear();
  write([&](auto& tx) { tx.deliveries().update(one); });
  check();
  EXPECT_FALSE(read([](auto& tx) { return tx.deliveries().find(models::DestinationId{99}); }));
}

TEST_P(Deliveries, WhatWasHandedOverIsAskedAboutInItsTimeAndHoldsNothingUp) {
  auto one = waiting(0, 0, 20);
  one.state = DeliveryState::handed_over;
  one.reference = "5000:1";
  one.report = {7};
  one.id = add(one);
  const auto next_one = add(waiting(0, 0, 30));
  const auto asked = [&](int destination, int now) {
    return read([&](auto& tx) {
      const auto found =
          tx.deliveries().due_receipt(destinations_.at(static_cast<std::size_t>(destination)), at(now));
      return found ? found->id.value : 0;
    });
  };
  EXPECT_EQ(asked(0, 19), 0);
  EXPECT_EQ(asked(0, 20), one.id.value);
  EXPECT_EQ(asked(1, 20), 0);
  EXPECT_EQ(due(0, 30), next_one) << "the next of the same order goes out meanwhile";
  read([&](auto& tx) {
    EXPECT_EQ(tx.deliveries().next(), at(20));
    EXPECT_EQ(tx.deliveries().counts().handed_over, 1);
    const auto found = *tx.deliveries().find(one.id);
    EXPECT_EQ(found.reference, "5000:1");
    EXPECT_EQ(found.report, models::ReportId{7});
    return 0;
  });
}

TEST_P(Deliveries, FailedOnesAreThoseThatWaitAfterATry) {
  add(waiting(0, -1, 0));
  auto tried = waiting(0, -1, 0);
  tried.tries = 2;
  const auto id = add(tried);
  tried.message += "x";
  tried.state = DeliveryState::dead;
  add(tried);
  models::DeliveryQuery query;
  query.failed = true;
  const auto found = read([&](auto& tx) { return tx.deliveries().search(query).items; });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, id);
}

TEST_P(Deliveries, TemplatesReplaceEachOther) {
  write([](auto& tx) {
    tx.deliveries().save(models::MessageTemplate{models::EventKind::work_order_closed, {"一", "a"}});
    tx.deliveries().save(models::MessageTemplate{models::EventKind::sla_breached, {"二", ""}});
    tx.deliveries().save(models::MessageTemplate{models::EventKind::work_order_closed, {"三", "c"}});
  });
  const auto all = read([](auto& tx) { return tx.deliveries().templates(); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].about, models::EventKind::sla_breached);
  EXPECT_EQ(all[1].text.zh, "三");
}

TEST_P(Deliveries, OneComesBackWholeAndIsPagedNewestFirst) {
  auto one = waiting(0, 0, 5);
  one.event = {12};
  one.about = models::EventKind::sla_warned;
  one.facts = {{"number", support::odd_text()}, {"number", ""}};
  one.tries = 3;
  one.tried_at = at(7);
  one.last_error = "HTTP 500";
  one.id = add(one);
  const auto other = add(waiting(1, -1, 5));
  const auto found = read([&](auto& tx) { return *tx.deliveries().find(one.id); });
  EXPECT_EQ(found.message, one.message);
  EXPECT_EQ(found.event, one.event);
  EXPECT_EQ(found.about, one.about);
  EXPECT_EQ(found.facts, one.facts);
  EXPECT_EQ(found.tries, 3);
  EXPECT_EQ(found.next_at, at(5));
  EXPECT_EQ(found.tried_at, at(7));
  EXPECT_FALSE(found.sent_at);
  EXPECT_EQ(found.last_error, "HTTP 500");
  models::DeliveryQuery query;
  query.limit = 1;
  auto page = read([&](auto& tx) { return tx.deliveries().search(query); });
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].id, other);
  query.cursor = page.next;
  page = read([&](auto& tx) { return tx.deliveries().search(query); });
  EXPECT_EQ(page.items.at(0).id, one.id);
  EXPECT_EQ(page.next, "");
  query = {};
  query.work_order = orders_[0];
  EXPECT_EQ(read([&](auto& tx) { return tx.deliveries().search(query).items.size(); }), 1U);
  query = {};
  query.destination = destinations_[1];
  query.state = DeliveryState::sent;
  EXPECT_EQ(read([&](auto& tx) { return tx.deliveries().search(query).items.size(); }), 0U);
}

TEST_P(Deliveries, TheEarliestIsDueAndOfOneOrderTheFirst) {
  const auto late = add(waiting(0, 0, 50));    // the first of order 0, and not yet due
  const auto behind = add(waiting(0, 0, 10));  // due, but behind it
  const auto other = add(waiting(0, 1, 20));
  const auto alone = add(waiting(0, -1, 30));
  EXPECT_EQ(due(0, 15), std::nullopt);
  EXPECT_EQ(due(0, 40), other);
  EXPECT_EQ(due(1, 40), std::nullopt) << "another destination's";
  const auto finish = [&](models::DeliveryId id, DeliveryState state) {
    write([&](auto& tx) {
      auto one = *tx.deliveries().find(id);
      one.state = state;
      one.next_at.reset();
      tx.deliveries().update(one);
    });
  };
  finish(other, DeliveryState::sent);
  EXPECT_EQ(due(0, 40), alone);
  EXPECT_EQ(read([](auto& tx) { return tx.deliveries().next(); }), at(10));
  finish(late, DeliveryState::dead);
  EXPECT_EQ(due(0, 40), behind) << "what follows a dead one goes out";
  const auto counts = read([](auto& tx) { return tx.deliveries().counts(); });
  EXPECT_EQ(counts.waiting, 2);
  EXPECT_EQ(counts.sent, 1);
  EXPECT_EQ(counts.dead, 1);
  EXPECT_EQ(counts.merged, 0);
  EXPECT_EQ(read([&](auto& tx) { return tx.deliveries().waiting(destinations_[0], 1).at(0).id; }), behind);
}

TEST_P(Deliveries, TriesOfADestinationAreCounted) {
  for (const int tried : {10, 20, 30}) {
    auto one = waiting(0, -1, 0);
    one.tried_at = at(tried);
    add(one);
  }
  const auto since = [&](int seconds) {
    return read([&](auto& tx) { return tx.deliveries().count_tried(destinations_[0], at(seconds)); });
  };
  EXPECT_EQ(since(9), 3);
  EXPECT_EQ(since(10), 2) << "after, not at";
  EXPECT_EQ(since(30), 0);
}

TEST_P(Deliveries, WhatIsDoneIsForgottenAndTheRestKept) {
  std::vector<models::DeliveryId> ids;
  for (const auto state : {DeliveryState::waiting, DeliveryState::sent, DeliveryState::dead,
                           DeliveryState::merged, DeliveryState::handed_over}) {
    auto one = waiting(0, -1, 0);
    one.state = state;
    ids.push_back(add(one));
  }
  EXPECT_EQ(write([&](auto& tx) { return tx.deliveries().remove_before(at(0)); }), 0);
  EXPECT_EQ(write([&](auto& tx) { return tx.deliveries().remove_before(at(1)); }), 2);
  read([&](auto& tx) {
    EXPECT_TRUE(tx.deliveries().find(ids[0]));
    EXPECT_TRUE(tx.deliveries().find(ids[2])) << "a dead one waits for a person";
    return 0;
  });
}

TEST_P(Deliveries, ADestinationGoesWithItsMessagesAndAKeyStays) {
  add(waiting(0, 0, 10));
  const auto kept = add(waiting(1, 0, 10));
  write([&](auto& tx) {
    tx.deliveries().remove(destinations_[0]);
    tx.deliveries().remove(destinations_[0]);
    EXPECT_EQ(tx.deliveries().key(models::Carrier::web_push), "");
    tx.deliveries().save_key(models::Carrier::web_push, "one");
    tx.deliveries().save_key(models::Carrier::web_push, "two");
  });
  read([&](auto& tx) {
    EXPECT_FALSE(tx.deliveries().find(destinations_[0]));
    EXPECT_EQ(tx.deliveries().destinations().size(), 1u);
    EXPECT_EQ(tx.deliveries().counts().waiting, 1);
    EXPECT_TRUE(tx.deliveries().find(kept));
    EXPECT_EQ(tx.deliveries().key(models::Carrier::web_push), "two");
    EXPECT_EQ(tx.deliveries().key(models::Carrier::mail), "");
  });
}

}  // namespace
