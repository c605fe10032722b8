// Requests and their reasons, chains of escalation with their runs and alerts, re-checks, pictures alike.
#include <gmock/gmock.h>

#include <bit>
#include <random>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using models::AlertReader;
using models::AlertTrigger;
using models::Request;
using models::RequestKind;
using models::RequestState;
using support::text;
using testing::ElementsAre;

models::Time at(std::int64_t seconds) { return models::from_unix(seconds); }

/// A query with what the test sets.
template <class Query, class Set>
Query with(Set set) {
  Query query;
  set(query);
  return query;
}

class Requests : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      town_ = support::make_town(tx);
      for (int i = 0; i < 2; ++i) orders_.push_back(tx.work_orders().insert(support::bare_order(i)));
    });
  }
  Request bare() const {
    Request request;
    request.work_order = orders_[0];
    request.reason = "weather";
    return request;
  }
  models::RequestId add(const Request& request) {
    return write([&](auto& tx) { return tx.requests().insert(request); });
  }
  std::vector<std::int64_t> found(const models::RequestQuery& query) {
    std::vector<std::int64_t> ids;
    for (const auto& each : read([&](auto& tx) { return tx.requests().search(query); }).items)
      ids.push_back(each.id.value);
    return ids;
  }

  support::Town town_;
  std::vector<models::WorkOrderId> orders_;
};
LAMPLIGHTER_EVERY_STORAGE(Requests);

TEST_P(Requests, ReasonsAreReplacedByCode) {
  models::RequestReason reason{support::odd_text(),
                               {"等配件", "A part"},
                               {RequestKind::pause, RequestKind::extension},
                               models::Duration{3600},
                               {models::Proof::photo, models::Proof::resident_word},
                               true,
                               true};
  write([&](auto& tx) {
    tx.requests().save(reason);
    tx.requests().save(models::RequestReason{"a", {"甲", "A"}, {RequestKind::void_}, {}, {}, true, false});
  });
  reason.longest = models::Duration{7200};
  reason.active = false;
  write([&](auto& tx) { tx.requests().save(reason); });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.requests().find_reason(reason.code).value()), text(reason));
    EXPECT_FALSE(tx.requests().find_reason("b"));
    EXPECT_EQ(tx.requests().reasons().size(), 2U);
  });
}

TEST_P(Requests, ComeBackWholeAndAreUpdated) {
  auto request = bare();
  request.id = add(request);
  EXPECT_EQ(text(read([&](auto& tx) { return tx.requests().find(request.id).value(); })), text(request));
  models::Photo photo;
  photo.work_order = orders_[0];
  photo.file = "f";
  request.photo = write([&](auto& tx) { return tx.photos().insert(photo); });
  request.kind = RequestKind::shelve;
  request.state = RequestState::approved;
  request.note = support::odd_text();
  request.part_order_number = "P-1";
  request.resident_word = "明天再来";
  request.target = models::SlaTarget::resolve;
  request.amount = models::Duration{60};
  request.from = at(1);
  request.ends_at = at(2);
  request.review_at = at(3);
  request.reviewed_at = at(4);
  request.ended_at = at(5);
  request.proposed_crew = town_.crews[1];
  request.crew = town_.crews[0];
  request.village_code = town_.villages[0];
  request.by = request.decided_by = town_.account;
  request.by_name = request.decided_by_name = "张";
  request.at = at(6);
  request.decision_note = "好";
  request.decided_at = at(7);
  write([&](auto& tx) { tx.requests().update(request); });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.requests().find(request.id).value()), text(request));
    EXPECT_FALSE(tx.requests().find(models::RequestId{99}));
    EXPECT_EQ(tx.requests().of_work_order(orders_[0]).size(), 1U);
    EXPECT_TRUE(tx.requests().of_work_order(orders_[1]).empty());
  });
}

TEST_P(Requests, SearchFiltersTogetherNewestFirst) {
  auto request = bare();
  add(request);
  request.kind = RequestKind::shelve;
  request.state = RequestState::approved;
  request.ends_at = at(9);
  request.crew = town_.crews[0];
  add(request);
  request.ended_at = at(5);
  request.work_order = orders_[1];
  add(request);
  EXPECT_THAT(found({}), ElementsAre(3, 2, 1));
  EXPECT_THAT(found(with<models::RequestQuery>([&](auto& q) { q.state = RequestState::pending; })),
              ElementsAre(1));
  EXPECT_THAT(found(with<models::RequestQuery>([&](auto& q) { q.kind = RequestKind::shelve; })),
              ElementsAre(3, 2));
  EXPECT_THAT(found(with<models::RequestQuery>([&](auto& q) {
                q.kind = RequestKind::shelve;
                q.running = true;
              })),
              ElementsAre(2));
  EXPECT_THAT(found(with<models::RequestQuery>([&](auto& q) { q.work_order = orders_[1]; })), ElementsAre(3));
  EXPECT_THAT(found(with<models::RequestQuery>([&](auto& q) { q.crew = town_.crews[0]; })),
              ElementsAre(3, 2));
  models::RequestQuery query;
  query.limit = 2;
  auto page = read([&](auto& tx) { return tx.requests().search(query); });
  ASSERT_EQ(page.items.size(), 2U);
  query.cursor = page.next;
  page = read([&](auto& tx) { return tx.requests().search(query); });
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].id.value, 1);
  EXPECT_TRUE(page.next.empty());
}

TEST_P(Requests, TheWatcherFindsWhatIsDueAndNothingElse) {
  auto request = bare();
  request.ends_at = at(50);
  add(request);  // pending: nothing runs
  request.state = RequestState::approved;
  add(request);
  request.kind = RequestKind::shelve;
  request.review_at = at(20);
  request.ends_at = at(90);
  const auto shelved = add(request);
  EXPECT_EQ(read([&](auto& tx) { return tx.requests().next(); }), at(20));
  const auto due = [&](std::int64_t now, int limit) {
    std::vector<std::int64_t> ids;
    for (const auto& each : read([&](auto& tx) { return tx.requests().due(at(now), limit); }))
      ids.push_back(each.id.value);
    return ids;
  };
  EXPECT_THAT(due(19, 9), testing::IsEmpty());
  EXPECT_THAT(due(20, 9), ElementsAre(3));
  EXPECT_THAT(due(50, 9), ElementsAre(3, 2));
  EXPECT_THAT(due(50, 1), ElementsAre(3));
  request.id = shelved;
  request.reviewed_at = at(20);
  write([&](auto& tx) { tx.requests().update(request); });
  EXPECT_THAT(due(89, 9), ElementsAre(2));
  EXPECT_THAT(due(90, 9), ElementsAre(2, 3));
}

TEST_P(Requests, ChainsRunsAndAlertsComeBackWhole) {
  models::EscalationChain chain{
      "late",
      {"超时", "Late"},
      AlertTrigger::breach,
      models::Severity::danger,
      "heat_pump",
      town_.villages[0],
      {{models::Duration{0}, AlertReader::crew_lead}, {models::Duration{900}, AlertReader::town_leader}},
      models::QuietHours{1320, 420},
      "next"};
  models::EscalationChain plain;
  plain.code = "plain";
  models::EscalationRun run{{},
                            orders_[0],
                            "late",
                            AlertTrigger::breach,
                            models::SlaTarget::arrive,
                            at(1),
                            chain.steps,
                            chain.quiet,
                            0,
                            at(10),
                            {},
                            ""};
  models::Alert alert;
  write([&](auto& tx) {
    tx.escalations().save(plain);
    tx.escalations().save(chain);
    run.id = tx.escalations().insert(run);
    alert = {{},
             run.id,
             orders_[0],
             AlertTrigger::breach,
             models::SlaTarget::arrive,
             1,
             AlertReader::town_leader,
             town_.crews[0],
             town_.villages[0],
             at(11),
             {},
             {},
             "",
             ""};
    alert.id = tx.escalations().insert(alert);
  });
  const auto second = [&] {
    return write([&](auto& tx) {
      auto same = alert;
      return tx.escalations().insert(same);
    });
  };
  EXPECT_THROW(second(), storage::ConstraintFailed) << "a step is told once";
  read([&](auto& tx) {
    ASSERT_EQ(tx.escalations().chains().size(), 2U);
    EXPECT_EQ(text(tx.escalations().chains()[0]), text(chain));
    EXPECT_EQ(text(tx.escalations().chains()[1]), text(plain));
    EXPECT_EQ(text(tx.escalations().find_run(run.id).value()), text(run));
    EXPECT_EQ(text(tx.escalations().find_alert(alert.id).value()), text(alert));
    EXPECT_EQ(tx.escalations().running(orders_[0]).size(), 1U);
    EXPECT_EQ(tx.escalations().next_run(), at(10));
    EXPECT_TRUE(tx.escalations().due_runs(at(9), 5).empty());
    EXPECT_EQ(tx.escalations().due_runs(at(10), 5).size(), 1U);
  });
  run.done = 2;
  run.next_at.reset();
  run.stopped_at = at(12);
  run.stopped_because = "acknowledged";
  alert.acknowledged_at = at(12);
  alert.acknowledged_by = town_.account;
  alert.acknowledged_by_name = "张";
  alert.note = support::odd_text();
  write([&](auto& tx) {
    tx.escalations().update(run);
    tx.escalations().update(alert);
  });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.escalations().find_run(run.id).value()), text(run));
    EXPECT_EQ(text(tx.escalations().find_alert(alert.id).value()), text(alert));
    EXPECT_TRUE(tx.escalations().running(orders_[0]).empty());
    EXPECT_FALSE(tx.escalations().next_run());
  });
}

TEST_P(Requests, AlertsAreFoundByReaderCrewAndWhetherTheyAreOpen) {
  const auto add_alert = [&](AlertReader who, models::CrewId crew, bool open, std::size_t order) {
    models::Alert alert;
    alert.work_order = orders_[order];
    alert.who = who;
    alert.crew = crew;
    if (!open) alert.acknowledged_at = at(1);
    write([&](auto& tx) { tx.escalations().insert(alert); });
  };
  add_alert(AlertReader::crew_lead, town_.crews[0], true, 0);
  add_alert(AlertReader::crew_lead, town_.crews[1], true, 0);
  add_alert(AlertReader::supervisor, town_.crews[0], false, 1);
  const auto ids = [&](const models::AlertQuery& query) {
    std::vector<std::int64_t> all;
    for (const auto& each : read([&](auto& tx) { return tx.escalations().search(query); }).items)
      all.push_back(each.id.value);
    return all;
  };
  EXPECT_THAT(ids({}), ElementsAre(3, 2, 1));
  EXPECT_THAT(ids(with<models::AlertQuery>([&](auto& q) {
                q.readers = {AlertReader::crew_lead};
                q.crew = town_.crews[1];
              })),
              ElementsAre(2));
  EXPECT_THAT(ids(with<models::AlertQuery>([&](auto& q) {
                q.readers = {AlertReader::supervisor, AlertReader::town_leader};
              })),
              ElementsAre(3));
  EXPECT_THAT(ids(with<models::AlertQuery>([&](auto& q) { q.open = true; })), ElementsAre(2, 1));
  EXPECT_THAT(ids(with<models::AlertQuery>([&](auto& q) { q.work_order = orders_[1]; })), ElementsAre(3));
}

TEST_P(Requests, RechecksAreOwedWhileTheirOrderWaits) {
  auto order = support::bare_order(7);
  order.state = models::WorkOrderState::resolved;
  order.reopened = 1;
  models::Recheck first, owed;
  write([&](auto& tx) {
    order.id = tx.work_orders().insert(order);
    first.work_order = owed.work_order = order.id;
    owed.round = 1;
    first.id = tx.rechecks().insert(first);
    owed.id = tx.rechecks().insert(owed);
  });
  const auto open = [&] {
    std::vector<std::int64_t> ids;
    for (const auto& each :
         read([&](auto& tx) {
           return tx.rechecks().search(with<models::RecheckQuery>([&](auto& q) { q.open = true; }));
         }).items)
      ids.push_back(each.id.value);
    return ids;
  };
  EXPECT_THAT(open(), ElementsAre(owed.id.value)) << "the first is of an earlier round";
  owed.passed = false;
  owed.note = support::odd_text();
  owed.by = town_.account;
  owed.by_name = "宋";
  owed.done_at = at(3);
  write([&](auto& tx) { tx.rechecks().update(owed); });
  EXPECT_THAT(open(), testing::IsEmpty());
  read([&](auto& tx) {
    ASSERT_EQ(tx.rechecks().of_work_order(order.id).size(), 2U);
    EXPECT_EQ(text(tx.rechecks().of_work_order(order.id)[1]), text(owed));
    EXPECT_EQ(tx.rechecks().search({}).items.size(), 2U);
    EXPECT_GE(tx.rechecks().salt().size(), 16U);
  });
}

TEST_P(Requests, PicturesAlikeAreAllFoundUpToSevenBits) {
  std::mt19937_64 random(support::test_seed());
  const auto hash = static_cast<std::int64_t>(random());
  std::vector<std::pair<int, std::int64_t>> expected;  // bits, id
  write([&](auto& tx) {
    for (int i = 0; i < 400; ++i) {
      auto bits = static_cast<std::uint64_t>(hash);
      const int flips = i % 12;
      for (int flip = 0; flip < flips; ++flip) bits ^= std::uint64_t{1} << (random() % 64);
      models::Photo photo;
      photo.work_order = orders_[static_cast<std::size_t>(i % 2)];
      photo.file = "f" + std::to_string(i);
      if (i % 50 != 49) photo.picture_hash = static_cast<std::int64_t>(bits);
      const auto id = tx.photos().insert(photo);
      const int differ = std::popcount(bits ^ static_cast<std::uint64_t>(hash));
      if (photo.picture_hash && differ <= 7) expected.emplace_back(differ, id.value);
    }
  });
  std::sort(expected.begin(), expected.end());
  std::vector<std::pair<int, std::int64_t>> got;
  for (const auto& each : read([&](auto& tx) { return tx.photos().alike(hash, 7, 1000); }))
    got.emplace_back(each.bits, each.photo.value);
  EXPECT_EQ(got, expected);
  EXPECT_EQ(read([&](auto& tx) { return tx.photos().alike(hash, 7, 3); }).size(), 3U);
  for (const auto& each : read([&](auto& tx) { return tx.photos().alike(hash, 2, 1000); }))
    EXPECT_LE(each.bits, 2);
}

}  // namespace
