// Calls and outages, in every storage.
#include <gmock/gmock.h>

#include "models/outage.h"
#include "models/phone_call.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

models::Time at(std::int64_t seconds) { return models::from_unix(1'760'000'000 + seconds); }

class Desk : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  models::PhoneCall call(const std::string& id, std::int64_t began,
                         const std::string& caller = "13800138000") {
    models::PhoneCall call;
    call.external_id = id;
    call.caller = caller;
    call.began_at = at(began);
    call.recorded_at = at(began);
    call.id = write([&](auto& tx) { return tx.phone_calls().insert(call); });
    return call;
  }
  models::WorkOrderId order(int index) {
    return write([&](auto& tx) { return tx.work_orders().insert(support::bare_order(index)); });
  }
  std::vector<std::string> ids(const models::PhoneCallQuery& query, std::string* next = nullptr) {
    const auto page = read([&](auto& tx) { return tx.phone_calls().search(query); });
    std::vector<std::string> found;
    for (const auto& one : page.items) found.push_back(one.external_id);
    if (next) *next = page.next;
    return found;
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(Desk);

bool same(const models::PhoneCall& a, const models::PhoneCall& b) {
  const auto all = [](const models::PhoneCall& c) {
    const auto& [id, external, caller, callee, began, ended, recording, recorded, by, taken_by, name, taken,
                 report] = c;
    return std::tie(id, external, caller, callee, began, ended, recording, recorded, by, taken_by, name,
                    taken, report);
  };
  return all(a) == all(b);
}

TEST_P(Desk, CallsComeBackWhole) {
  const auto report = write([&](auto& tx) { return tx.reports().insert(support::bare_report(1)); });
  auto full = call("pbx-1", 0, support::odd_text());
  full.callee = "8001";
  full.ended_at = at(60);
  full.recording = "https://pbx.example/1";
  full.recorded_by = town_.account;
  full.taken_by = town_.account;
  full.taken_by_name = support::odd_text();
  full.taken_at = at(5);
  full.report = report;
  const auto bare = call("pbx-2", 1, "");
  write([&](auto& tx) { tx.phone_calls().update(full); });
  read([&](auto& tx) {
    EXPECT_TRUE(same(tx.phone_calls().find(full.id).value(), full));
    EXPECT_TRUE(same(tx.phone_calls().find_by_external_id("pbx-2").value(), bare));
    EXPECT_FALSE(tx.phone_calls().find(models::PhoneCallId{99}));
    EXPECT_FALSE(tx.phone_calls().find_by_external_id("no"));
  });
}

TEST_P(Desk, CallsAreListedNewestFirstInPages) {
  call("a", 10);
  auto taken = call("b", 20);
  taken.taken_at = at(21);
  auto over = call("c", 30);
  over.ended_at = at(31);
  call("d", 30);
  write([&](auto& tx) {
    tx.phone_calls().update(taken);
    tx.phone_calls().update(over);
  });
  models::PhoneCallQuery query;
  query.limit = 3;
  std::string next;
  EXPECT_THAT(ids(query, &next), ElementsAre("d", "c", "b"));
  query.cursor = next;
  EXPECT_THAT(ids(query, &next), ElementsAre("a"));
  EXPECT_EQ(next, "");
  models::PhoneCallQuery waiting;
  waiting.waiting = true;
  EXPECT_THAT(ids(waiting), ElementsAre("d", "a"));
  waiting.since = at(20);
  EXPECT_THAT(ids(waiting), ElementsAre("d"));
}

TEST_P(Desk, CallersAreForgottenWithTime) {
  call("old", 0);
  call("new", 100);
  EXPECT_EQ(write([](auto& tx) { return tx.phone_calls().forget_callers(at(50)); }), 1);
  EXPECT_EQ(write([](auto& tx) { return tx.phone_calls().forget_callers(at(50)); }), 0);
  read([](auto& tx) {
    EXPECT_EQ(tx.phone_calls().find_by_external_id("old")->caller, "");
    EXPECT_EQ(tx.phone_calls().find_by_external_id("new")->caller, "13800138000");
  });
}

TEST_P(Desk, PeopleAreFoundByTheWholeNumberHoweverItIsWritten) {
  auto report = support::bare_report(1);
  report.reporter.phone = "+86 (138) 0013-8000";
  auto later = support::bare_report(2);
  later.reporter.phone = "13800138000";
  later.received_at = report.received_at + models::Duration{60};
  auto other = support::bare_report(3);
  other.reporter.phone = "138001380001";
  std::vector<models::ReportId> reports;
  write([&](auto& tx) {
    for (const auto& one : {report, later, other}) reports.push_back(tx.reports().insert(one));
  });
  const auto kept = call("c", 0, "138-0013-8000");
  const auto look = [&](std::vector<std::string> forms, int limit) {
    return read([&](auto& tx) { return tx.phone_calls().of_number(forms, limit); });
  };
  const auto hits = look({"13800138000", "8613800138000"}, 10);
  EXPECT_EQ(hits.facilities, town_.facilities) << "the sample facilities have this number";
  EXPECT_THAT(hits.reports, ElementsAre(reports[1], reports[0]));
  EXPECT_THAT(hits.calls, ElementsAre(kept.id));
  EXPECT_THAT(look({"13800138000", "8613800138000"}, 1).reports, ElementsAre(reports[1]));
  EXPECT_THAT(look({"1380013800"}, 10).reports, IsEmpty()) << "nobody is guessed digit by digit";
  EXPECT_THAT(look({}, 10).reports, IsEmpty());
  EXPECT_THAT(look({""}, 10).reports, IsEmpty());
}

TEST_P(Desk, OutagesComeBackWithTheirOrders) {
  const auto parent = order(1), one = order(2), other = order(3);
  models::Outage outage;
  outage.reason = models::OutageReason::flood;
  outage.words = support::odd_text();
  outage.expected_at = at(900);
  outage.parent = parent;
  outage.children = {one, other};
  outage.declared_at = at(1);
  outage.declared_by = town_.account;
  outage.declared_by_name = "张";
  outage.id = write([&](auto& tx) { return tx.outages().insert(outage); });
  models::Outage second;
  second.parent = order(4);
  second.declared_at = at(2);
  second.id = write([&](auto& tx) { return tx.outages().insert(second); });
  read([&](auto& tx) {
    const auto found = tx.outages().find(outage.id).value();
    EXPECT_EQ(found.reason, outage.reason);
    EXPECT_EQ(found.words, outage.words);
    EXPECT_EQ(found.expected_at, outage.expected_at);
    EXPECT_EQ(found.children, outage.children);
    EXPECT_EQ(found.declared_by_name, "张");
    EXPECT_FALSE(found.ended_at);
    for (const auto id : {parent, one, other}) EXPECT_EQ(tx.outages().running_of(id)->id, outage.id);
    EXPECT_FALSE(tx.outages().running_of(models::WorkOrderId{99}));
  });
  outage.ended_at = at(3);
  outage.ended_by = town_.account;
  outage.ended_by_name = "李";
  outage.ending_words = "水退了";
  write([&](auto& tx) { tx.outages().update(outage); });
  read([&](auto& tx) {
    EXPECT_FALSE(tx.outages().running_of(one));
    const auto found = tx.outages().find(outage.id).value();
    EXPECT_EQ(found.ending_words, "水退了");
    EXPECT_EQ(found.children, outage.children);
    models::OutageQuery query;
    query.limit = 1;
    auto page = tx.outages().search(query);
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].id, second.id);
    query.cursor = page.next;
    EXPECT_EQ(tx.outages().search(query).items[0].id, outage.id);
    models::OutageQuery running;
    running.running = true;
    EXPECT_EQ(tx.outages().search(running).items.size(), 1U);
  });
}

}  // namespace
