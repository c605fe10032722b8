// Lists that leave as files: their rows, and what is read for them.
#include <gmock/gmock.h>

#include "models/export.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }

class Exports : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) { town_ = support::make_town(tx); });
  }
  models::Export sample(int index) const {
    models::Export one;
    one.account = town_.account;
    one.list = models::ExportList::reports;
    one.format = models::ExportFormat::xlsx;
    one.filters = R"({"state":"received"})";
    one.rows_in_all = 7 + index;
    one.made_at = at(index);
    return one;
  }
  std::vector<std::string> numbers(models::WorkOrderQuery query, std::int64_t after = 0,
                                   std::int64_t through = 1'000'000) {
    std::vector<std::string> found;
    read([&](auto& tx) {
      tx.exports().each_line(query, {after}, {through},
                             [&](const models::OrderLine& line) { found.push_back(line.number); });
      return 0;
    });
    return found;
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(Exports);

TEST_P(Exports, OneComesBackAndItsProgressIsKept) {
  auto one = sample(0);
  write([&](auto& tx) { one.id = tx.exports().insert(one); });
  one.state = models::ExportState::failed;
  one.problem = models::ExportProblem::disk_full;
  one.rows = 5;
  one.bytes = 99;
  one.started_at = at(10);
  one.ended_at = at(20);
  auto changed = one;
  changed.filters = "not written";
  changed.rows_in_all = 1;
  write([&](auto& tx) { tx.exports().update(changed); });
  read([&](auto& tx) {
    const auto found = tx.exports().find(one.id);
    EXPECT_TRUE(found);
    if (!found) return 0;
    EXPECT_EQ(found->account, town_.account);
    EXPECT_EQ(found->list, models::ExportList::reports);
    EXPECT_EQ(found->format, models::ExportFormat::xlsx);
    EXPECT_EQ(found->filters, one.filters);
    EXPECT_EQ(found->state, models::ExportState::failed);
    EXPECT_EQ(found->problem, models::ExportProblem::disk_full);
    EXPECT_EQ(found->rows, 5);
    EXPECT_EQ(found->rows_in_all, 7);
    EXPECT_EQ(found->bytes, 99);
    EXPECT_EQ(found->made_at, at(0));
    EXPECT_EQ(found->started_at, at(10));
    EXPECT_EQ(found->ended_at, at(20));
    EXPECT_FALSE(tx.exports().find(models::ExportId{99}));
    return 0;
  });
}

TEST_P(Exports, WhatWaitsAndWhatIsOldIsFound) {
  std::vector<models::ExportId> ids;
  write([&](auto& tx) {
    for (int i = 0; i < 4; ++i) {
      auto one = sample(i);
      one.id = tx.exports().insert(one);
      ids.push_back(one.id);
      if (i == 0) continue;
      one.state = i == 1 ? models::ExportState::running : models::ExportState::done;
      if (i > 1) one.ended_at = at(100 - i);
      tx.exports().update(one);
    }
  });
  const auto of = [](const std::vector<models::Export>& all) {
    std::vector<models::ExportId> found;
    for (const auto& one : all) found.push_back(one.id);
    return found;
  };
  using Ids = std::vector<models::ExportId>;
  read([&](auto& tx) {
    auto& store = tx.exports();
    EXPECT_EQ(of(store.unfinished()), (Ids{ids[0], ids[1]}));
    EXPECT_EQ(of(store.ended_before(at(98), 10)), Ids{ids[3]}) << "not at the very second";
    EXPECT_EQ(of(store.ended_before(at(99), 10)), (Ids{ids[3], ids[2]}));
    EXPECT_EQ(of(store.ended_before(at(99), 1)), Ids{ids[3]});
    EXPECT_EQ(of(store.of_account(town_.account, 3)), (Ids{ids[3], ids[2], ids[1]}));
    EXPECT_TRUE(store.of_account(models::AccountId{99}, 3).empty());
    return 0;
  });
  write([&](auto& tx) {
    tx.exports().remove(ids[3]);
    tx.exports().remove(ids[3]);
    EXPECT_GT(tx.exports().insert(sample(9)), ids[3]) << "a file is called by an id: none is given twice";
  });
  read([&](auto& tx) {
    EXPECT_FALSE(tx.exports().find(ids[3]));
    return 0;
  });
}

TEST_P(Exports, ALineSaysWhatTheOrderSays) {
  const auto order = support::full_order(town_, 1);
  write([&](auto& tx) { tx.work_orders().insert(order); });
  int lines = 0;
  read([&](auto& tx) {
    const auto facility = tx.facilities().find(order.facility);
    tx.exports().each_line({}, {}, {1'000}, [&](const models::OrderLine& line) {
      ++lines;
      EXPECT_EQ(line.number, order.number);
      EXPECT_EQ(line.state, order.state);
      EXPECT_EQ(line.severity, order.severity);
      EXPECT_EQ(line.facility_class, order.facility_class);
      EXPECT_EQ(line.fault_kind, order.fault_kind);
      EXPECT_EQ(line.village_code, order.place.village_code);
      EXPECT_EQ(line.address, order.place.address);
      EXPECT_EQ(line.latitude, order.place.position->latitude);
      EXPECT_EQ(line.longitude, order.place.position->longitude);
      EXPECT_EQ(line.description, order.description);
      EXPECT_EQ(line.crew, order.crew);
      EXPECT_EQ(line.report_count, order.report_count);
      EXPECT_EQ(line.received_at, order.received_at);
      EXPECT_EQ(line.opened_at, order.opened_at);
      EXPECT_EQ(line.assigned_at, order.assigned_at);
      EXPECT_EQ(line.resolved_at, order.resolved_at);
      EXPECT_EQ(line.closed_at, order.closed_at);
      EXPECT_EQ(line.outcome.has_value(), order.resolution.has_value());
      EXPECT_EQ(line.reopened, order.reopened);
      EXPECT_EQ(line.facility_code, facility ? facility->code : "");
      EXPECT_EQ(line.facility_household, facility ? facility->household : "");
    });
    return 0;
  });
  EXPECT_EQ(lines, 1);
}

TEST_P(Exports, LinesAreThoseThatTheListFindsInTheOrderOfTheirIds) {
  write([&](auto& tx) {
    for (int i = 0; i < 12; ++i) {
      auto order = support::full_order(town_, i);
      order.place.village_code = town_.villages.at(static_cast<std::size_t>(i % 3));
      order.state = i % 2 == 0 ? models::WorkOrderState::open : models::WorkOrderState::closed;
      order.crew = i % 4 == 0 ? town_.crews.at(0) : models::CrewId{};
      tx.work_orders().insert(order);
    }
  });
  std::vector<models::WorkOrderQuery> queries(8);
  queries[1].states = {models::WorkOrderState::open};
  queries[2].states = {models::WorkOrderState::open, models::WorkOrderState::closed};
  queries[3].village_code = town_.villages[1];
  queries[4].crew = town_.crews.at(0);
  queries[5].reach.villages = {town_.villages[0], town_.villages[2]};
  queries[6].reach.in_hand = true;
  queries[7].reach.recorded_by = town_.account;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    auto query = queries[i];
    query.limit = 200;
    std::vector<std::string> listed;
    const auto span = read([&](auto& tx) {
      for (const auto& order : tx.work_orders().search(query).items) listed.push_back(order.number);
      return tx.exports().span(query, 1'000);
    });
    const auto lines = numbers(query);
    EXPECT_THAT(lines, testing::UnorderedElementsAreArray(listed)) << "query " << i;
    EXPECT_EQ(span.rows, static_cast<std::int64_t>(listed.size())) << "query " << i;
    EXPECT_EQ(span.last, models::WorkOrderId{12});
    auto in_two = numbers(query, 0, 5);
    const auto rest = numbers(query, 5, 12);
    in_two.insert(in_two.end(), rest.begin(), rest.end());
    EXPECT_EQ(in_two, lines) << "a stretch after another leaves nothing out";
  }
  EXPECT_EQ(numbers({}).size(), 12U);
  EXPECT_EQ(numbers({}, 3, 4).size(), 1U);
  EXPECT_EQ(read([](auto& tx) { return tx.exports().span({}, 5).rows; }), 5) << "no further than asked";
}

TEST_P(Exports, CountsAreByMonthOfTheTown) {
  write([&](auto& tx) {
    int index = 0;
    // 2026-10-31T15:59:59Z is still October in Beijing, a second later it is November.
    for (const auto& [time, state] : {std::pair{"2026-10-31T15:59:59Z", models::WorkOrderState::closed},
                                      std::pair{"2026-10-31T16:00:00Z", models::WorkOrderState::cancelled},
                                      std::pair{"2026-11-02T00:00:00Z", models::WorkOrderState::open}}) {
      auto order = support::full_order(town_, index++);
      order.received_at = *models::parse_rfc3339(time);
      order.state = state;
      order.simulated = false;
      order.place.village_code = town_.villages[0];
      order.facility_class = town_.classes[0];
      order.fault_kind = town_.kinds[0];
      tx.work_orders().insert(order);
    }
  });
  const auto counts = read([](auto& tx) { return tx.exports().monthly_counts(8 * 3600); });
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].month, "2026-10");
  EXPECT_EQ(counts[0].received, 1);
  EXPECT_EQ(counts[0].closed, 1);
  EXPECT_EQ(counts[0].cancelled, 0);
  EXPECT_EQ(counts[1].month, "2026-11");
  EXPECT_EQ(counts[1].village_code, town_.villages[0]);
  EXPECT_EQ(counts[1].facility_class, town_.classes[0]);
  EXPECT_EQ(counts[1].received, 2);
  EXPECT_EQ(counts[1].closed, 0);
  EXPECT_EQ(counts[1].cancelled, 1);
  EXPECT_FALSE(counts[1].simulated);
}

TEST_P(Exports, ListsAreCountedAsTheyAreSearched) {
  write([&](auto& tx) {
    for (int i = 0; i < 5; ++i) {
      auto report = support::full_report(town_, i);
      report.state = i < 2 ? models::ReportState::received : models::ReportState::rejected;
      tx.reports().insert(report);
    }
  });
  models::ReportQuery reports;
  reports.state = models::ReportState::received;
  reports.limit = 1;
  models::FacilityQuery facilities;
  facilities.facility_class = town_.classes[0];
  read([&](auto& tx) {
    EXPECT_EQ(tx.reports().count_found({}), 5);
    EXPECT_EQ(tx.reports().count_found(reports), 2);
    EXPECT_EQ(tx.facilities().count_found(facilities), tx.facilities().count(town_.classes[0]));
    EXPECT_EQ(tx.facilities().count_found({}), tx.facilities().count(""));
    return 0;
  });
}

}  // namespace
