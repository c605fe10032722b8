// Reports that came by Open311, and what is told of all.
#include <gmock/gmock.h>

#include "models/foreign_report.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

class ForeignReports : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      town_ = support::make_town(tx);
      for (int i = 0; i < 4; ++i) {
        auto report = support::bare_report(i);
        report.received_at = at(i * 100);
        const auto kinds = tx.catalog().kinds();
        report.fault_kind = i == 3 ? "" : kinds.at(0).code;
        report.facility_class = kinds.at(0).facility_class;
        if (i == 1) report.state = models::ReportState::rejected;
        reports_.push_back(tx.reports().insert(report));
      }
      foreign_ = {reports_[0], town_.account, "token-0", "id:7", at(5), 12, {"https://a/1.jpg", "x.jpg"}};
      tx.foreign_reports().insert(foreign_);
    });
  }
  models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }
  std::vector<models::ReportId> find(models::ForeignQuery query) {
    return read([&](auto& tx) { return tx.foreign_reports().search(query); });
  }
  models::ForeignQuery all() {
    models::ForeignQuery query;
    query.from = at(0);
    query.to = at(1000);
    return query;
  }

  support::Town town_;
  std::vector<models::ReportId> reports_;
  models::ForeignReport foreign_;
};
LAMPLIGHTER_EVERY_STORAGE(ForeignReports);
using Ids = std::vector<models::ReportId>;

TEST_P(ForeignReports, OneComesBackByReportTokenAndReference) {
  const auto check = [&](const std::optional<models::ForeignReport>& found) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->report, foreign_.report);
    EXPECT_EQ(found->client, foreign_.client);
    EXPECT_EQ(found->token, "token-0");
    EXPECT_EQ(found->reference, "id:7");
    EXPECT_EQ(found->at, at(5));
    EXPECT_EQ(found->sent_bytes, 12);
    EXPECT_EQ(found->media, foreign_.media);
  };
  read([&](auto& tx) {
    check(tx.foreign_reports().find(reports_[0]));
    check(tx.foreign_reports().find_by_token("token-0"));
    check(tx.foreign_reports().find_by_reference(town_.account, "id:7"));
    EXPECT_FALSE(tx.foreign_reports().find(reports_[1]));
    EXPECT_FALSE(tx.foreign_reports().find_by_token("token"));
    EXPECT_FALSE(tx.foreign_reports().find_by_reference(town_.account, "id:8"));
    return 0;
  });
}

TEST_P(ForeignReports, OfOneReferenceTheNewestIsFound) {
  write([&](auto& tx) {
    tx.foreign_reports().insert({reports_[2], town_.account, "token-2", "id:7", at(900), 0, {}});
  });
  EXPECT_EQ(
      read([&](auto& tx) { return tx.foreign_reports().find_by_reference(town_.account, "id:7")->report; }),
      reports_[2]);
}

TEST_P(ForeignReports, TheListIsFilteredNewestFirst) {
  EXPECT_EQ(find(all()), (Ids{reports_[2], reports_[1], reports_[0]})) << "without a kind it is no service";
  auto query = all();
  query.closed = true;
  EXPECT_EQ(find(query), Ids{reports_[1]});
  query.closed = false;
  EXPECT_EQ(find(query), (Ids{reports_[2], reports_[0]}));
  query = all();
  query.from = at(100);
  query.to = at(199);
  EXPECT_EQ(find(query), Ids{reports_[1]});
  query = all();
  query.foreign = true;
  EXPECT_EQ(find(query), Ids{reports_[0]});
  query = all();
  query.limit = 1;
  query.offset = 1;
  EXPECT_EQ(find(query), Ids{reports_[1]});
  query = all();
  query.fault_kinds = {"none of ours"};
  EXPECT_EQ(find(query), Ids{});
  query = all();
  query.without = {read([](auto& tx) { return tx.catalog().kinds().at(0).code; })};
  EXPECT_EQ(find(query), Ids{});
  query = {};
  query.ids = {reports_[0], reports_[1], {99}};
  query.closed = false;
  EXPECT_EQ(find(query), (Ids{reports_[1], reports_[0]})) << "ids override the rest";
}

TEST_P(ForeignReports, AnOrderThatEndedClosesItsReport) {
  write([&](auto& tx) {
    auto order = support::bare_order(7);
    order.state = models::WorkOrderState::closed;
    auto report = *tx.reports().find(reports_[2]);
    report.work_order = tx.work_orders().insert(order);
    tx.reports().update(report);
  });
  auto query = all();
  query.closed = true;
  EXPECT_EQ(find(query), (Ids{reports_[2], reports_[1]}));
}

TEST_P(ForeignReports, AnUpdateIsTakenOnce) {
  const models::ForeignUpdate update{town_.account, "u1", reports_[0], at(1)};
  EXPECT_TRUE(write([&](auto& tx) { return tx.foreign_reports().insert(update); }));
  EXPECT_FALSE(write([&](auto& tx) { return tx.foreign_reports().insert(update); }));
}

TEST_P(ForeignReports, WhatWasToldIsListedByTime) {
  write([&](auto& tx) {
    for (const int i : {2, 0, 1, 3})
      tx.notifications().insert(
          {{}, reports_[static_cast<std::size_t>(i)], {}, models::EventKind::report_accepted, at(i)});
  });
  const auto told = [&](int from, int to, bool foreign) {
    Ids ids;
    for (const auto& one :
         read([&](auto& tx) { return tx.foreign_reports().told(at(from), at(to), foreign, 100); }))
      ids.push_back(one.report);
    return ids;
  };
  EXPECT_EQ(told(0, 9, false), (Ids{reports_[0], reports_[1], reports_[2]}));
  EXPECT_EQ(told(1, 1, false), Ids{reports_[1]});
  EXPECT_EQ(told(0, 9, true), Ids{reports_[0]});
}

}  // namespace
