#include "server/town/demo.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "server/town/demo_stories.h"
#include "tests/server/town/files.h"
#include "tests/support/storage_fixture.h"

namespace town_test {
namespace {

std::string mark(std::string password) { return "hash of " + password; }

models::Time at(const char* text) { return models::parse_rfc3339(text).value(); }

class Demo : public testing::TestWithParam<const char*> {};

TEST_P(Demo, EveryStoryHappensAtAnyHour) {
  TempFolder folder;
  auto database = support::open_storage(folder.path());
  town::DemoOptions options;
  const auto now = at(GetParam());
  const auto filled = town::fill_demo(*database, data_folder(), mark, now, options);
  ASSERT_TRUE(filled) << filled.error().detail;
  EXPECT_EQ(filled->facilities, 85U + 7360U + 9136U);
  EXPECT_EQ(filled->reports, town::demo_stories().size());
  database->read_now([&](models::Transaction& tx) {
    std::map<models::WorkOrderState, int> states;
    std::set<std::string> tokens;
    models::WorkOrderQuery orders;
    orders.limit = 200;
    for (const auto& order : tx.work_orders().search(orders).items) {
      ++states[order.state];
      EXPECT_LE(order.changed_at, now);
    }
    using W = models::WorkOrderState;
    for (const auto state :
         {W::open, W::assigned, W::accepted, W::under_way, W::resolved, W::closed, W::cancelled})
      EXPECT_GE(states[state], 1) << static_cast<int>(state);
    std::map<models::ReportState, int> reports;
    models::ReportQuery query;
    query.limit = 200;
    for (const auto& report : tx.reports().search(query).items) {
      ++reports[report.state];
      EXPECT_TRUE(report.external_reference.starts_with("DEMO-"));
      EXPECT_TRUE(tokens.insert(report.token).second);
      EXPECT_EQ(report.token.size(), 26U);
    }
    using R = models::ReportState;
    for (const auto state : {R::received, R::accepted, R::merged, R::rejected, R::referred})
      EXPECT_GE(reports[state], 1) << static_cast<int>(state);
    std::map<models::EventKind, int> events;
    models::EventQuery all;
    all.limit = 200;
    for (auto page = tx.events().list(all); !page.empty(); page = tx.events().list(all)) {
      for (const auto& event : page) ++events[event.kind];
      all.after = page.back().id;
    }
    EXPECT_GE(events[models::EventKind::sla_warned], 1);
    EXPECT_GE(events[models::EventKind::sla_breached], 1);
    EXPECT_GE(events[models::EventKind::work_order_reopened], 2);
    for (const auto& account : tx.accounts().list()) {
      EXPECT_TRUE(account.demo);
      EXPECT_EQ(account.password_hash, "hash of lamplighter-demo");
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Hours, Demo,
                         testing::Values("2026-11-23T09:30:00+08:00", "2026-12-05T03:10:00+08:00",
                                         "2027-02-14T21:45:00+08:00"));

TEST(DemoTown, IsMadeInAFreshDatabaseOnly) {
  TempFolder folder;
  auto database = support::open_storage(folder.path());
  town::DemoOptions options;
  options.reports = false;
  options.figures.toilets = 32;
  options.figures.streetlights = 640;
  options.figures.heaters = 600;
  const auto now = at("2026-11-23T09:30:00+08:00");
  ASSERT_TRUE(town::fill_demo(*database, data_folder(), mark, now, options));
  const auto again = town::fill_demo(*database, data_folder(), mark, now, options);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, models::ErrorCode::conflict);
  database->read_now([](models::Transaction& tx) {
    EXPECT_EQ(tx.facilities().count(""), 1272);
    EXPECT_TRUE(tx.work_orders().search({}).items.empty());
  });
}

TEST(DemoTown, OneAccountIsEnoughToRefuse) {
  TempFolder folder;
  auto database = support::open_storage(folder.path());
  database->write_now([](models::Transaction& tx) {
    models::Account account;
    account.username = "admin";
    account.display_name = "Admin";
    account.password_hash = "x";
    tx.accounts().insert(account);
    return true;
  });
  const auto filled = town::fill_demo(*database, data_folder(), mark, at("2026-11-23T09:30:00+08:00"));
  ASSERT_FALSE(filled);
  database->read_now([](models::Transaction& tx) { EXPECT_TRUE(tx.villages().list().empty()); });
}

TEST(DemoTown, AWrongFolderChangesNothing) {
  TempFolder folder;
  auto database = support::open_storage(folder.path());
  const auto filled =
      town::fill_demo(*database, folder.path() / "none", mark, at("2026-11-23T09:30:00+08:00"));
  EXPECT_FALSE(filled);
}

}  // namespace
}  // namespace town_test
