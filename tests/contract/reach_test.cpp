// What a store leaves out for a reach is what dispatch::covers says of each order and report.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "dispatch/reach.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using models::Reach;
using models::WorkOrderState;

constexpr int many = 60;

class Reaching : public support::StorageTest {
 protected:
  void SetUp() override {
    random_.seed(support::test_seed());
    write([&](auto& tx) {
      town_ = support::make_town(tx);
      models::Account other;
      other.username = "other";
      other_ = tx.accounts().insert(other);
      for (int i = 0; i < many; ++i) {
        add_order(tx, i);
        add_report(tx, i);
      }
    });
  }
  std::size_t pick(std::size_t count) { return random_() % count; }

  void add_order(models::Transaction& tx, int index) {
    auto order = support::bare_order(index);
    order.state = static_cast<WorkOrderState>(pick(7));
    order.place.village_code = pick(4) ? town_.villages[pick(3)] : "";
    order.facility_class = pick(4) ? town_.classes[pick(2)] : "";
    order.crew = pick(3) ? town_.crews[pick(2)] : models::CrewId{};
    order.opened_at = models::from_unix(1000);
    order.clocks = {support::clock_of(models::SlaTarget::resolve, 100, 200)};
    order.id = tx.work_orders().insert(order);
    models::Request request;
    request.work_order = order.id;
    request.reason = "weather";
    tx.requests().insert(request);
    models::Alert alert;
    alert.work_order = order.id;
    tx.escalations().insert(alert);
    models::Recheck recheck;
    recheck.work_order = order.id;
    tx.rechecks().insert(recheck);
    orders_.push_back(std::move(order));
  }
  void add_report(models::Transaction& tx, int index) {
    auto report = support::bare_report(index);
    report.place.village_code = pick(4) ? town_.villages[pick(3)] : "";
    report.facility_class = pick(4) ? town_.classes[pick(2)] : "";
    report.recorded_by = pick(3) ? (pick(2) ? town_.account : other_) : models::AccountId{};
    report.received_at = models::from_unix(1000);
    report.id = tx.reports().insert(report);
    reports_.push_back(std::move(report));
  }

  std::vector<Reach> reaches() const {
    std::vector<Reach> all(9);
    all[1].villages = {town_.villages[0]};
    all[2].villages = {town_.villages[0], town_.villages[2]};
    all[3].classes = {town_.classes[1]};
    all[4].villages = {town_.villages[1]};
    all[4].classes = {town_.classes[0]};
    all[5].crew = town_.crews[0];
    all[6].crew = town_.crews[0];
    all[6].in_hand = true;
    all[7].recorded_by = other_;
    all[8].recorded_by = other_;
    all[8].villages = {town_.villages[0]};
    return all;
  }

  template <class Id>
  static std::set<std::int64_t> values(const std::vector<Id>& ids) {
    std::set<std::int64_t> result;
    for (const auto id : ids) result.insert(id.value);
    return result;
  }
  std::set<std::int64_t> covered_orders(const Reach& reach) const {
    std::set<std::int64_t> ids;
    for (const auto& order : orders_)
      if (dispatch::covers(reach, order)) ids.insert(order.id.value);
    return ids;
  }

  support::Town town_;
  models::AccountId other_;
  std::mt19937 random_;
  std::vector<models::WorkOrder> orders_;
  std::vector<models::Report> reports_;
};
LAMPLIGHTER_EVERY_STORAGE(Reaching);

TEST_P(Reaching, ListsOfOrdersAndOfWhatBelongsToThem) {
  for (std::size_t i = 0; i < reaches().size(); ++i) {
    const auto reach = reaches()[i];
    const auto expected = covered_orders(reach);
    read([&](auto& tx) {
      std::set<std::int64_t> orders, requests, alerts, rechecks;
      models::WorkOrderQuery query;
      query.reach = reach;
      query.limit = 7;
      do {
        const auto page = tx.work_orders().search(query);
        for (const auto& order : page.items) orders.insert(order.id.value);
        query.cursor = page.next;
      } while (!query.cursor.empty());
      models::RequestQuery of_requests;
      of_requests.reach = reach;
      of_requests.limit = 200;
      for (const auto& one : tx.requests().search(of_requests).items) requests.insert(one.work_order.value);
      models::AlertQuery of_alerts;
      of_alerts.reach = reach;
      of_alerts.limit = 200;
      for (const auto& one : tx.escalations().search(of_alerts).items) alerts.insert(one.work_order.value);
      models::RecheckQuery of_rechecks;
      of_rechecks.reach = reach;
      of_rechecks.limit = 200;
      for (const auto& one : tx.rechecks().search(of_rechecks).items) rechecks.insert(one.work_order.value);
      EXPECT_EQ(orders, expected) << i;
      EXPECT_EQ(requests, expected) << i;
      EXPECT_EQ(alerts, expected) << i;
      EXPECT_EQ(rechecks, expected) << i;
    });
  }
}

TEST_P(Reaching, AFilterNamingWhatLiesOutsideFindsNothing) {
  Reach reach;
  reach.villages = {town_.villages[0]};
  models::WorkOrderQuery query;
  query.reach = reach;
  query.village_code = town_.villages[1];
  EXPECT_TRUE(read([&](auto& tx) { return tx.work_orders().search(query); }).items.empty());
  reach = {};
  reach.crew = town_.crews[0];
  query = {};
  query.reach = reach;
  query.crew = town_.crews[1];
  EXPECT_TRUE(read([&](auto& tx) { return tx.work_orders().search(query); }).items.empty());
}

TEST_P(Reaching, ListsOfReports) {
  for (std::size_t i = 0; i < reaches().size(); ++i) {
    std::set<std::int64_t> expected;
    for (const auto& report : reports_)
      if (dispatch::covers(reaches()[i], report)) expected.insert(report.id.value);
    models::ReportQuery query;
    query.reach = reaches()[i];
    query.limit = 200;
    std::set<std::int64_t> found;
    for (const auto& report : read([&](auto& tx) { return tx.reports().search(query); }).items)
      found.insert(report.id.value);
    EXPECT_EQ(found, expected) << i;
  }
}

TEST_P(Reaching, Duplicates) {
  for (std::size_t i = 0; i < reaches().size(); ++i) {
    models::DuplicateQuery query;
    query.village_code = town_.villages[0];
    query.limit = 200;
    std::set<std::int64_t> expected, found;
    const auto hits = [&] { return read([&](auto& tx) { return tx.work_orders().find_duplicates(query); }); };
    for (const auto& hit : hits())
      if (dispatch::covers(reaches()[i], hit.work_order)) expected.insert(hit.work_order.id.value);
    query.reach = reaches()[i];
    for (const auto& hit : hits()) found.insert(hit.work_order.id.value);
    EXPECT_EQ(found, expected) << i;
  }
}

TEST_P(Reaching, FiguresAndFacilities) {
  for (std::size_t i = 0; i < reaches().size(); ++i) {
    const auto reach = reaches()[i];
    models::FiguresQuery query{models::from_unix(0), models::from_unix(5000), models::from_unix(5000), reach};
    std::set<std::int64_t> found;
    for (const auto& facts : read([&](auto& tx) { return tx.figures().orders(query); }))
      found.insert(facts.id.value);
    EXPECT_EQ(found, covered_orders(reach)) << i;
    models::FacilityQuery of_facilities;
    of_facilities.reach = reach;
    for (const auto& one : read([&](auto& tx) { return tx.facilities().search(of_facilities); }).items) {
      EXPECT_TRUE(dispatch::covers_place(reach, one.village_code, one.facility_class)) << i;
      EXPECT_FALSE(reach.in_hand) << "no order stands on a facility here";
    }
  }
}

TEST_P(Reaching, AnEventKnowsTheClassOfItsOrder) {
  const auto& order = *std::find_if(orders_.begin(), orders_.end(),
                                    [](const auto& one) { return !one.facility_class.empty(); });
  models::Event event;
  event.work_order = order.id;
  write([&](auto& tx) { tx.events().append(event); });
  models::EventQuery query;
  query.work_order = order.id;
  EXPECT_EQ(read([&](auto& tx) { return tx.events().list(query); }).at(0).facility_class,
            order.facility_class);
}

}  // namespace
