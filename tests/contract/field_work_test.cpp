// Parts, vans and what crews bring back, in every store.
#include "models/field_work.h"

#include <gmock/gmock.h>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

class FieldWork : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      support::make_town(tx);
      order_ = tx.work_orders().insert(support::bare_order(0));
      crew_ = tx.crews().list().front().id;
      for (const char* code : {"B", "A"})
        tx.field_work().save({code, "heater", {support::odd_text(), "Pump"}, "台", "6901", 38000, 2});
    });
  }
  models::WorkOrderId order_;
  models::CrewId crew_;
};
LAMPLIGHTER_EVERY_STORAGE(FieldWork);

TEST_P(FieldWork, PartsAreReplacedByCode) {
  write([&](auto& tx) {
    tx.field_work().save({"A", "heater", {"泵", "Pump"}, "个", "", 1, 0});
    return true;
  });
  read([&](auto& tx) {
    const auto parts = tx.field_work().parts();
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].code, "A");
    EXPECT_EQ(parts[0].unit, "个");
    EXPECT_EQ(parts[1].name.zh, support::odd_text());
    EXPECT_EQ(tx.field_work().find_part("B")->usual, 2);
    EXPECT_FALSE(tx.field_work().find_part("C"));
  });
}

TEST_P(FieldWork, AVanHasWhatWasLastCounted) {
  write([&](auto& tx) {
    tx.field_work().set_stock(crew_, {"B", 4});
    tx.field_work().set_stock(crew_, {"A", 2});
    tx.field_work().set_stock(crew_, {"A", 0});
  });
  read([&](auto& tx) {
    EXPECT_EQ(tx.field_work().in_stock(crew_, "A"), 0);
    EXPECT_EQ(tx.field_work().in_stock(crew_, "B"), 4);
    EXPECT_EQ(tx.field_work().in_stock(crew_, "none"), 0);
    EXPECT_EQ(tx.field_work().stock_of(crew_), (std::vector<models::StockLine>{{"A", 0}, {"B", 4}}));
  });
}

TEST_P(FieldWork, AProofComesBackWhole) {
  models::WorkProof one;
  one.work_order = order_;
  one.checks = {{"warm", {support::odd_text(), "warm"}, "bad"}};
  one.parts = {{"A", {"泵", "Pump"}, 3, 1, 114000}};
  one.minutes = 40;
  one.cost_cents = 0;
  one.consent = "spoken";
  one.consent_by = "王秀兰";
  one.label = "LC-1";
  one.label_matches = false;
  one.brand = "b";
  one.model = "m";
  one.error_code = "E3";
  one.lamps = {{"LC-SL-1", true}, {"LC-SL-2", false}};
  one.by_name = "张师傅";
  one.at = models::from_unix(1'700'000'000);
  models::WorkProof bare;
  bare.work_order = order_;
  bare.at = one.at;
  write([&](auto& tx) {
    one.id = tx.field_work().insert(one);
    bare.id = tx.field_work().insert(bare);
  });
  write([&](auto& tx) {
    auto changed = one;
    changed.consent_by = "***";
    tx.field_work().update(changed);
  });
  read([&](auto& tx) {
    const auto all = tx.field_work().proofs_of(order_);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].id, one.id);
    EXPECT_EQ(all[0].checks[0].name.zh, support::odd_text());
    EXPECT_EQ(all[0].checks[0].answer, "bad");
    EXPECT_EQ(all[0].parts[0].quantity, 3);
    EXPECT_EQ(all[0].parts[0].missing, 1);
    EXPECT_EQ(all[0].parts[0].cents, 114000);
    EXPECT_EQ(all[0].minutes, 40);
    EXPECT_EQ(all[0].cost_cents, 0);
    EXPECT_EQ(all[0].consent_by, "***");
    EXPECT_EQ(all[0].label_matches, false);
    EXPECT_EQ(all[0].error_code, "E3");
    EXPECT_TRUE(all[0].lamps[0].burns);
    EXPECT_FALSE(all[0].lamps[1].burns);
    EXPECT_EQ(all[0].by_name, "张师傅");
    EXPECT_EQ(all[0].at, one.at);
    EXPECT_FALSE(all[1].minutes);
    EXPECT_FALSE(all[1].label_matches);
    EXPECT_TRUE(all[1].parts.empty());
    EXPECT_TRUE(tx.field_work().proofs_of(models::WorkOrderId{99}).empty());
  });
}

TEST_P(FieldWork, AShiftRunsUntilItIsEnded) {
  models::Shift one;
  one.name = support::odd_text();
  one.crew = crew_;
  one.van = "京A12345";
  one.on_at = models::from_unix(1'700'000'000);
  write([&](auto& tx) {
    models::Account account;
    account.username = "shift-person";
    one.account = tx.accounts().insert(account);
    one.id = tx.field_work().insert(one);
  });
  read([&](auto& tx) {
    const auto on = tx.field_work().shift_of(one.account);
    ASSERT_TRUE(on);
    EXPECT_EQ(on->id, one.id);
    EXPECT_EQ(on->name, one.name);
    EXPECT_EQ(on->van, "京A12345");
    EXPECT_EQ(on->on_at, one.on_at);
    EXPECT_FALSE(on->off_at);
  });
  write([&](auto& tx) {
    one.off_at = one.on_at + std::chrono::hours{8};
    one.note = "泵房钥匙在值班室";
    tx.field_work().update(one);
    auto next = one;
    next.off_at.reset();
    tx.field_work().insert(next);
  });
  read([&](auto& tx) {
    const auto all = tx.field_work().shifts_of(crew_, 5);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].note, one.note);
    EXPECT_EQ(all[1].off_at, one.off_at);
    EXPECT_EQ(tx.field_work().shift_of(one.account)->id, all[0].id);
    EXPECT_EQ(tx.field_work().shifts_of(crew_, 1).size(), 1u);
  });
}

TEST_P(FieldWork, ASpareIsLentOnceAtATime) {
  models::SpareLoan loan{{}, "S-1", order_, "张师傅", models::from_unix(1'700'000'000), "", {}};
  write([&](auto& tx) { loan.id = tx.field_work().insert(loan); });
  read([&](auto& tx) {
    EXPECT_EQ(tx.field_work().lent("S-1")->work_order, order_);
    EXPECT_FALSE(tx.field_work().lent("S-2"));
    EXPECT_EQ(tx.field_work().open_loans(5).size(), 1u);
  });
  write([&](auto& tx) {
    loan.returned_at = loan.lent_at + std::chrono::hours{48};
    loan.returned_by = "李师傅";
    tx.field_work().update(loan);
  });
  read([&](auto& tx) {
    EXPECT_FALSE(tx.field_work().lent("S-1"));
    EXPECT_TRUE(tx.field_work().open_loans(5).empty());
    const auto all = tx.field_work().loans_of(order_);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].returned_by, "李师傅");
    EXPECT_EQ(all[0].returned_at, loan.returned_at);
  });
}

TEST_P(FieldWork, NeighboursAreCountedByVoiceAndRound) {
  const auto at = models::from_unix(1'700'000'000);
  write([&](auto& tx) {
    tx.field_work().save({order_, 0, "b1", true, at});
    tx.field_work().save({order_, 0, support::odd_text(), true, at});
    tx.field_work().save({order_, 0, "b1", false, at + std::chrono::hours{1}});
    tx.field_work().save({order_, 1, "b1", true, at});
  });
  read([&](auto& tx) {
    EXPECT_EQ(tx.field_work().count_words(order_, 0), (models::NeighbourCount{1, 1}));
    EXPECT_EQ(tx.field_work().count_words(order_, 1), (models::NeighbourCount{1, 0}));
    EXPECT_EQ(tx.field_work().count_words(order_, 2), (models::NeighbourCount{}));
    EXPECT_EQ(tx.field_work().count_words(models::WorkOrderId{99}, 0), (models::NeighbourCount{}));
  });
}

}  // namespace
