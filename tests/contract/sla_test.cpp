#include <gtest/gtest.h>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using support::text;

class Promises : public support::StorageTest {};
LAMPLIGHTER_EVERY_STORAGE(Promises);

TEST_P(Promises, EveryVersionOfACalendarStays) {
  auto first = support::sample_calendar("office");
  auto second = first;
  second.exceptions.pop_back();
  second.version = 2;
  write([&](auto& tx) {
    tx.catalog().save(first);
    tx.catalog().save(first);
    tx.catalog().save(second);
    tx.catalog().save(second);
  });
  read([&](auto& tx) {
    auto& catalog = tx.catalog();
    EXPECT_EQ(text(catalog.find_calendar("office").value()), text(second));
    EXPECT_EQ(text(catalog.find_calendar("office", 1).value()), text(first));
    EXPECT_EQ(text(catalog.find_calendar("office", 2).value()), text(second));
    EXPECT_FALSE(catalog.find_calendar("office", 3));
    EXPECT_FALSE(catalog.find_calendar("none", 1));
    ASSERT_EQ(catalog.calendars().size(), 1U);
    EXPECT_EQ(text(catalog.calendars()[0]), text(second));
  });
}

TEST_P(Promises, APolicyHoldsFromItsDateOn) {
  write([&](auto& tx) {
    tx.catalog().save(support::sample_class("heat_pump"));
    auto policy = support::sample_policy("HP-P1", "heat_pump");
    for (const int from : {1000, 3000, 2000}) {
      policy.valid_from = models::from_unix(from);
      tx.catalog().save(policy);
    }
  });
  read([&](auto& tx) {
    const auto version_at = [&](int at) {
      return tx.catalog().find_policy("HP-P1", models::from_unix(at))->version;
    };
    EXPECT_EQ(version_at(10), 1) << "before any: the first";
    EXPECT_EQ(version_at(1000), 1);
    EXPECT_EQ(version_at(1999), 1);
    EXPECT_EQ(version_at(2000), 3);
    EXPECT_EQ(version_at(9000), 3) << "what was written last";
    EXPECT_EQ(tx.catalog().find_policy("HP-P1", 2)->valid_from, models::from_unix(3000));
    EXPECT_FALSE(tx.catalog().find_policy("HP-P1", 4));
    EXPECT_FALSE(tx.catalog().find_policy("HP-P9", models::from_unix(5000)));
  });
}

TEST_P(Promises, ColdWavesAreThoseThatAreNotOver) {
  const auto wave = [](int from, int to) {
    models::ColdWave one;
    one.from = models::from_unix(from);
    one.to = models::from_unix(to);
    one.note = "蓝色预警";
    one.declared_at = models::from_unix(5);
    return one;
  };
  models::ColdWaveId late;
  write([&](auto& tx) {
    late = tx.catalog().insert(wave(300, 400));
    tx.catalog().insert(wave(100, 200));
  });
  read([&](auto& tx) {
    const auto all = tx.catalog().cold_waves(models::from_unix(0));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].from, models::from_unix(100));
    EXPECT_EQ(all[1].id, late);
    EXPECT_EQ(all[1].note, "蓝色预警");
    EXPECT_EQ(tx.catalog().cold_waves(models::from_unix(199)).size(), 2U);
    EXPECT_EQ(tx.catalog().cold_waves(models::from_unix(200)).size(), 1U) << "its end is not part of it";
  });
  auto shorter = wave(300, 310);
  shorter.id = late;
  write([&](auto& tx) { tx.catalog().update(shorter); });
  read([&](auto& tx) { EXPECT_TRUE(tx.catalog().cold_waves(models::from_unix(310)).empty()); });
}

TEST_P(Promises, ReportsOnAFacilityAreCountedWithoutTheRejected) {
  models::FacilityId facility;
  write([&](auto& tx) {
    const auto town = support::make_town(tx);
    facility = town.facilities[0];
    for (int i = 0; i < 4; ++i) {
      auto report = support::full_report(town, i + 1);
      report.facility = facility;
      report.received_at = models::from_unix(1'000 + i);
      report.state = i == 3 ? models::ReportState::rejected : models::ReportState::received;
      tx.reports().insert(report);
    }
  });
  read([&](auto& tx) {
    EXPECT_EQ(tx.reports().count_on(facility, models::from_unix(0), models::Time::max()), 3);
    EXPECT_EQ(tx.reports().count_on(facility, models::from_unix(1'001), models::Time::max()), 2);
    EXPECT_EQ(tx.reports().count_on(facility, models::from_unix(0), models::from_unix(1'001)), 2);
    EXPECT_EQ(tx.reports().count_on(models::FacilityId{999}, models::from_unix(0), models::Time::max()), 0);
  });
}

TEST_P(Promises, OrdersOfAPeriodComeByReceiptWithTheirClocks) {
  std::vector<models::WorkOrderId> ids;
  write([&](auto& tx) {
    const auto town = support::make_town(tx);
    const std::int64_t received[] = {300, 100, 100, 200, 400, 150};
    for (int i = 0; i < 6; ++i) {
      auto order = support::full_order(town, i + 1);
      order.received_at = models::from_unix(received[i]);
      if (i == 5) order.state = models::WorkOrderState::cancelled;
      ids.push_back(tx.work_orders().insert(order));
    }
  });
  read([&](auto& tx) {
    models::ReceivedQuery query;
    query.from = models::from_unix(100);
    query.to = models::from_unix(400);
    query.limit = 3;
    const auto first = tx.work_orders().received(query);
    ASSERT_EQ(first.size(), 3U);
    EXPECT_EQ(first[0].id, ids[1]);
    EXPECT_EQ(first[1].id, ids[2]) << "of the same second the older id first";
    EXPECT_EQ(first[2].id, ids[3]);
    const auto whole = *tx.work_orders().find(ids[1]);
    EXPECT_EQ(first[0].clocks.size(), whole.clocks.size());
    EXPECT_EQ(first[0].clocks[0].due_at, whole.clocks[0].due_at);
    EXPECT_EQ(first[0].policy, whole.policy);
    EXPECT_EQ(first[0].policy_reasons, whole.policy_reasons);
    EXPECT_EQ(first[0].accepted_at, whole.accepted_at);
    EXPECT_EQ(first[0].resolved_at, whole.resolved_at);
    EXPECT_EQ(first[0].fault_kind, whole.fault_kind);
    query.after_at = first[2].received_at;
    query.after = first[2].id;
    const auto second = tx.work_orders().received(query);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].id, ids[0]);
    query.after = {};
    query.facility_class = "no such class";
    EXPECT_TRUE(tx.work_orders().received(query).empty());
  });
}

}  // namespace
