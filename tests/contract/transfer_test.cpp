// Orders given to other systems, and what those offer.
#include <gmock/gmock.h>

#include "models/transfer.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using models::Transfer;
using models::TransferState;

class Transfers : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      account_ = support::make_town(tx).account;
      order_ = tx.work_orders().insert(support::bare_order(0));
      other_order_ = tx.work_orders().insert(support::bare_order(1));
      for (const auto* name : {"区里", "市里"}) {
        models::Destination one;
        one.name = name;
        one.carrier = models::Carrier::open311;
        destinations_.push_back(tx.deliveries().insert(one));
      }
    });
  }
  models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }
  Transfer sample(int number, models::WorkOrderId order) {
    Transfer one;
    one.work_order = order;
    one.destination = destinations_.front();
    one.destination_name = "区里";
    one.delivery = {100 + number};
    one.reference = "LC/" + std::to_string(number);
    one.service_code = "SL";
    one.by = account_;
    one.by_name = "调度";
    one.at = at(number);
    return one;
  }
  models::TransferId add(const Transfer& one) {
    return write([&](auto& tx) { return tx.deliveries().transfers().insert(one); });
  }

  models::WorkOrderId order_, other_order_;
  std::vector<models::DestinationId> destinations_;
  models::AccountId account_;
};
LAMPLIGHTER_EVERY_STORAGE(Transfers);

TEST_P(Transfers, ATransferComesBackWhole) {
  auto one = sample(1, order_);
  one.id = add(one);
  one.position = models::Position{39.8, 116.8, "import"};
  one.address = support::odd_text();
  one.description = support::odd_text();
  one.answers = {{"danger", "none"}, {"danger", "d1"}};
  one.state = TransferState::ended;
  one.token = "tok";
  one.their_id = "638344";
  one.their_status = "closed";
  one.their_words = support::odd_text();
  one.taken_at = at(10);
  one.ended_at = at(20);
  one.asked_at = at(30);
  one.next_at = at(40);
  one.since = at(50);
  one.failures = 3;
  one.last_error = "HTTP 500";
  one.doubtful = true;
  one.seen = {"a", "b"};
  one.end_words = "看过";
  write([&](auto& tx) { tx.deliveries().transfers().update(one); });
  read([&](auto& tx) {
    const auto found = tx.deliveries().transfers().find(one.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->work_order, one.work_order);
    EXPECT_EQ(found->destination, one.destination);
    EXPECT_EQ(found->destination_name, one.destination_name);
    EXPECT_EQ(found->delivery, one.delivery);
    EXPECT_EQ(found->reference, one.reference);
    ASSERT_TRUE(found->position);
    EXPECT_EQ(found->position->latitude, 39.8);
    EXPECT_EQ(found->address, one.address);
    EXPECT_EQ(found->description, one.description);
    EXPECT_EQ(found->answers, one.answers);
    EXPECT_EQ(found->state, one.state);
    EXPECT_EQ(found->by, one.by);
    EXPECT_EQ(found->token, one.token);
    EXPECT_EQ(found->their_id, one.their_id);
    EXPECT_EQ(found->their_status, one.their_status);
    EXPECT_EQ(found->their_words, one.their_words);
    EXPECT_EQ(found->taken_at, one.taken_at);
    EXPECT_EQ(found->ended_at, one.ended_at);
    EXPECT_EQ(found->asked_at, one.asked_at);
    EXPECT_EQ(found->next_at, one.next_at);
    EXPECT_EQ(found->since, one.since);
    EXPECT_EQ(found->failures, 3);
    EXPECT_EQ(found->last_error, one.last_error);
    EXPECT_TRUE(found->doubtful);
    EXPECT_EQ(found->seen, one.seen);
    EXPECT_EQ(found->end_words, one.end_words);
    EXPECT_EQ(tx.deliveries().transfers().find_by_delivery(one.delivery)->id, one.id);
    EXPECT_FALSE(tx.deliveries().transfers().find_by_delivery({999}));
    EXPECT_FALSE(tx.deliveries().transfers().find({999}));
  });
}

TEST_P(Transfers, AreListedByOrderStateAndWhatIsDue) {
  std::vector<models::TransferId> ids;
  for (int i = 0; i < 4; ++i) {
    auto one = sample(i, i < 3 ? order_ : other_order_);
    one.state = i == 1 ? TransferState::ended : TransferState::followed;
    if (i != 2) one.next_at = at(100 - i);
    if (i == 0) one.asked_at = at(5);
    if (i == 3) one.destination = destinations_.back();
    ids.push_back(add(one));
  }
  read([&](auto& tx) {
    auto& store = tx.deliveries().transfers();
    const auto of_order = store.of_work_order(order_);
    ASSERT_EQ(of_order.size(), 3u);
    EXPECT_EQ(of_order.front().id, ids[0]);
    EXPECT_EQ(store.search({{TransferState::ended}, "", 50}).items.at(0).id, ids[1]);
    auto page = store.search({{}, "", 3});
    ASSERT_EQ(page.items.size(), 3u);
    EXPECT_EQ(page.items.front().id, ids[3]);
    page = store.search({{}, page.next, 3});
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items.front().id, ids[0]);
    EXPECT_TRUE(page.next.empty());
    EXPECT_FALSE(store.due(destinations_.front(), at(98)));
    EXPECT_EQ(store.due(destinations_.front(), at(100))->id, ids[1]) << "the earliest";
    EXPECT_EQ(store.due(destinations_.back(), at(97))->id, ids[3]);
    EXPECT_EQ(store.next(), at(97));
    EXPECT_EQ(store.count_asked(destinations_.front(), at(4)), 1);
    EXPECT_EQ(store.count_asked(destinations_.front(), at(5)), 0);
  });
}

TEST_P(Transfers, TheLastOfferOfASystemIsKept) {
  EXPECT_FALSE(read([&](auto& tx) { return tx.deliveries().transfers().offer(destinations_.front()); }));
  models::ForeignOffer offer{destinations_.front(), {{"A", "旧的", "", "", {}}}, false, at(1)};
  write([&](auto& tx) { tx.deliveries().transfers().save(offer); });
  offer.services = {
      {"SL", support::odd_text(), "路灯", "batch", {{"danger", "危险吗？", true, {{"d1", "漏电"}}}}}};
  offer.updates = true;
  offer.read_at = at(2);
  write([&](auto& tx) { tx.deliveries().transfers().save(offer); });
  const auto found = read([&](auto& tx) { return tx.deliveries().transfers().offer(destinations_.front()); });
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->updates);
  EXPECT_EQ(found->read_at, at(2));
  ASSERT_EQ(found->services.size(), 1u);
  EXPECT_EQ(found->services[0].name, support::odd_text());
  EXPECT_EQ(found->services[0].group, "路灯");
  EXPECT_EQ(found->services[0].type, "batch");
  ASSERT_EQ(found->services[0].required.size(), 1u);
  EXPECT_EQ(found->services[0].required[0].question, "危险吗？");
  EXPECT_TRUE(found->services[0].required[0].several);
  EXPECT_EQ(found->services[0].required[0].values,
            (std::vector<std::pair<std::string, std::string>>{{"d1", "漏电"}}));
}

}  // namespace
