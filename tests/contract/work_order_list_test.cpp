#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using models::SlaTarget;
using models::WorkOrderState;
using testing::ElementsAre;
using testing::IsEmpty;

class WorkOrderList : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  models::WorkOrderId add(const models::WorkOrder& order) {
    return write([&](auto& tx) { return tx.work_orders().insert(order); });
  }
  static models::WorkOrder due(int index, std::int64_t seconds) {
    auto order = support::bare_order(index);
    order.clocks = {support::clock_of(SlaTarget::resolve, seconds, seconds)};
    return order;
  }
  std::vector<models::WorkOrderId> found(const models::WorkOrderQuery& query) {
    std::vector<models::WorkOrderId> ids;
    for (const auto& order : read([&](auto& tx) { return tx.work_orders().search(query); }).items)
      ids.push_back(order.id);
    return ids;
  }
  std::vector<models::WorkOrderId> duplicates(const models::DuplicateQuery& query) {
    std::vector<models::WorkOrderId> ids;
    for (const auto& hit : read([&](auto& tx) { return tx.work_orders().find_duplicates(query); }))
      ids.push_back(hit.work_order.id);
    return ids;
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(WorkOrderList);

TEST_P(WorkOrderList, RunsByTheEarliestClockNotStopped) {
  const auto b = add(due(1, 20));
  const auto a = add(due(2, 10));
  const auto none = add(support::bare_order(3));
  auto order = due(4, 40);
  order.clocks.push_back(support::clock_of(SlaTarget::contact, 1, 15));
  order.id = add(order);
  EXPECT_THAT(found({}), ElementsAre(a, order.id, b, none));
  order.clocks[1].stopped_at = models::from_unix(5);
  write([&](auto& tx) { tx.work_orders().update(order); });
  EXPECT_THAT(found({}), ElementsAre(a, b, order.id, none));
  order.clocks[0].due_at = models::from_unix(12);
  order.clocks[0].stopped_at = models::from_unix(5);
  write([&](auto& tx) { tx.work_orders().update(order); });
  EXPECT_THAT(found({}), ElementsAre(a, order.id, b, none));
  models::WorkOrderQuery query;
  query.due_before = models::from_unix(20);
  EXPECT_THAT(found(query), ElementsAre(a, order.id));
}

TEST_P(WorkOrderList, TextIsFoundInOrderAndFacility) {
  auto order = support::bare_order(1);
  order.place.address = "村口_北 Gate";
  order.description = "暖气不热 50%";
  order.facility = town_.facilities[0];
  const auto id = add(order);
  add(support::bare_order(2));
  models::WorkOrderQuery query;
  for (const auto* words : {"lc20261123-1", "口_北", "gate", "不热", "50%", "f-0", "王秀兰", "不热 F-0"}) {
    query.text = words;
    EXPECT_THAT(found(query), ElementsAre(id)) << words;
  }
  for (const auto* words : {"口北", "5%0", "13800138000", "热 nowhere"}) {
    query.text = words;
    EXPECT_THAT(found(query), IsEmpty()) << words;
  }
}

/// Random orders under every combination of filters, against the same question asked of a list in memory.
TEST_P(WorkOrderList, FiltersAndPagesAreRightForEveryCombination) {
  std::mt19937 random(support::test_seed());
  const auto pick = [&](std::size_t count) { return random() % count; };
  std::vector<models::WorkOrder> all;
  write([&](auto& tx) {
    for (int i = 0; i < 400; ++i) {
      auto order = due(i, static_cast<std::int64_t>(pick(6)) - 2);
      order.state = static_cast<WorkOrderState>(pick(7));
      if (pick(4)) order.place.village_code = town_.villages[pick(3)];
      if (pick(4)) order.crew = town_.crews[pick(2)];
      if (pick(4)) order.facility_class = town_.classes[pick(2)];
      if (pick(2)) order.facility = town_.facilities[pick(2)];
      if (i > 3 && pick(2)) order.parent = all[pick(3)].id;
      order.id = tx.work_orders().insert(order);
      all.push_back(order);
    }
  });
  const auto key = [](const models::WorkOrder& order) { return std::pair(order.clocks[0].due_at, order.id); };
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  for (int round = 0; round < 150; ++round) {
    models::WorkOrderQuery query;
    for (std::size_t states = pick(4); states > 0; --states)
      query.states.push_back(static_cast<WorkOrderState>(pick(7)));
    if (!pick(2)) query.village_code = town_.villages[pick(3)];
    if (!pick(2)) query.crew = town_.crews[pick(2)];
    if (!pick(2)) query.facility_class = town_.classes[pick(2)];
    if (!pick(4)) query.facility = town_.facilities[pick(2)];
    if (!pick(6)) query.parent = all[pick(20)].id;
    if (!pick(4)) query.due_before = models::from_unix(static_cast<std::int64_t>(pick(5)));
    if (!pick(4)) query.text = "23-" + std::to_string(pick(10));
    query.limit = static_cast<int>(1 + pick(60));
    std::vector<models::WorkOrderId> expected;
    for (const auto& order : all)
      if ((query.states.empty() || std::count(query.states.begin(), query.states.end(), order.state)) &&
          (query.village_code.empty() || query.village_code == order.place.village_code) &&
          (!query.crew || query.crew == order.crew) &&
          (query.facility_class.empty() || query.facility_class == order.facility_class) &&
          (!query.facility || query.facility == order.facility) &&
          (!query.parent || query.parent == order.parent) &&
          (!query.due_before || order.clocks[0].due_at < *query.due_before) &&
          (query.text.empty() || order.number.find(query.text) != std::string::npos))
        expected.push_back(order.id);
    std::vector<models::WorkOrderId> got;
    do {
      const auto page = read([&](auto& tx) { return tx.work_orders().search(query); });
      ASSERT_LE(page.items.size(), static_cast<std::size_t>(query.limit));
      for (const auto& order : page.items) got.push_back(order.id);
      query.cursor = page.next;
    } while (!query.cursor.empty() && got.size() <= all.size());
    ASSERT_EQ(got, expected) << "round " << round;
  }
}

TEST_P(WorkOrderList, AForeignCursorIsRefused) {
  models::WorkOrderQuery query;
  query.cursor = "due:1";
  EXPECT_THROW(found(query), std::invalid_argument);
}

TEST_P(WorkOrderList, DuplicatesShareOneThingAndAreNotEnded) {
  auto order = support::bare_order(1);
  order.facility = town_.facilities[0];
  order.circuit = "C-1";
  order.place = {town_.villages[0], "", models::Position{40.3, 116.7, ""}};
  order.facility_class = town_.classes[0];
  order.fault_kind = town_.kinds[0];
  order.received_at = models::from_unix(100);
  order.id = add(order);
  auto report = support::bare_report(1);
  report.reporter.phone = "138";
  report.received_at = models::from_unix(120);
  report.work_order = order.id;
  write([&](auto& tx) { tx.reports().insert(report); });

  std::vector<std::pair<std::string, models::DuplicateQuery>> questions(6);
  questions[0] = {"facility", {}};
  questions[0].second.facility = town_.facilities[0];
  questions[1] = {"circuit", {}};
  questions[1].second.circuit = "C-1";
  questions[2] = {"phone", {}};
  questions[2].second.phone = "138";
  questions[3] = {"position", {}};
  questions[3].second.position = models::Position{40.3005, 116.7005, ""};
  questions[4] = {"class", {}};
  questions[4].second.village_code = town_.villages[0];
  questions[4].second.facility_class = town_.classes[0];
  questions[5] = {"kind", {}};
  questions[5].second.village_code = town_.villages[0];
  questions[5].second.fault_kind = town_.kinds[0];
  for (auto& [name, query] : questions) {
    EXPECT_THAT(duplicates(query), ElementsAre(order.id)) << name;
    query.received_after = models::from_unix(100);
    EXPECT_THAT(duplicates(query), ElementsAre(order.id)) << name;
    query.received_after = models::from_unix(101);
    EXPECT_THAT(duplicates(query), IsEmpty()) << name;
    query.received_after = {};
  }
  for (const auto state : {WorkOrderState::assigned, WorkOrderState::resolved}) {
    order.state = state;
    write([&](auto& tx) { tx.work_orders().update(order); });
    for (const auto& [name, query] : questions) EXPECT_THAT(duplicates(query), ElementsAre(order.id)) << name;
  }
  for (const auto state : {WorkOrderState::closed, WorkOrderState::cancelled}) {
    order.state = state;
    write([&](auto& tx) { tx.work_orders().update(order); });
    for (const auto& [name, query] : questions) EXPECT_THAT(duplicates(query), IsEmpty()) << name;
  }
}

TEST_P(WorkOrderList, WhatIsSharedByAccidentIsNoDuplicate) {
  auto order = support::bare_order(1);
  order.place = {town_.villages[0], "", models::Position{40.3, 116.7, ""}};
  order.facility_class = town_.classes[0];
  order.fault_kind = town_.kinds[0];
  add(order);
  write([&](auto& tx) { tx.reports().insert(support::bare_report(1)); });
  EXPECT_THAT(duplicates({}), IsEmpty());
  models::DuplicateQuery query;
  query.village_code = town_.villages[0];
  query.facility_class = town_.classes[1];
  EXPECT_THAT(duplicates(query), IsEmpty());
  query.village_code = town_.villages[1];
  query.facility_class = town_.classes[0];
  EXPECT_THAT(duplicates(query), IsEmpty());
  query = {};
  query.fault_kind = town_.kinds[0];
  query.facility_class = town_.classes[0];
  EXPECT_THAT(duplicates(query), IsEmpty());
  query = {};
  query.position = models::Position{40.302, 116.7, ""};
  EXPECT_THAT(duplicates(query), IsEmpty());
  query.within_metres = 300;
  EXPECT_THAT(duplicates(query), testing::SizeIs(1));
}

TEST_P(WorkOrderList, DuplicatesComeOnceTheSurestFirst) {
  const auto make = [&](int index, const auto& change) {
    auto order = support::bare_order(index);
    order.place.village_code = town_.villages[0];
    order.facility_class = town_.classes[0];
    order.received_at = models::from_unix(index);
    change(order);
    return add(order);
  };
  const auto same_kind = make(1, [&](auto& order) { order.fault_kind = town_.kinds[0]; });
  const auto by_phone = make(2, [](auto&) {});
  const auto facility = make(3, [&](auto& order) { order.facility = town_.facilities[0]; });
  const auto older = make(4, [](auto&) {});
  const auto newer = make(5, [](auto&) {});
  write([&](auto& tx) {
    for (int i = 0; i < 2; ++i) {
      auto report = support::bare_report(i);
      report.reporter.phone = "138";
      report.received_at = models::from_unix(2);
      report.work_order = by_phone;
      tx.reports().insert(report);
    }
  });
  models::DuplicateQuery query;
  query.facility = town_.facilities[0];
  query.village_code = town_.villages[0];
  query.facility_class = town_.classes[0];
  query.fault_kind = town_.kinds[0];
  query.phone = "138";
  EXPECT_THAT(duplicates(query), ElementsAre(facility, by_phone, same_kind, newer, older));
  query.limit = 2;
  EXPECT_THAT(duplicates(query), ElementsAre(facility, by_phone));
  const auto hits = read([&](auto& tx) { return tx.work_orders().find_duplicates(query); });
  EXPECT_FALSE(hits[0].same_phone);
  EXPECT_TRUE(hits[1].same_phone);
}

}  // namespace
