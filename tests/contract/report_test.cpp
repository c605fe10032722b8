#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using support::text;
using testing::ElementsAre;

class Reports : public support::StorageTest {
 protected:
  void SetUp() override {
    town_ = write([](auto& tx) { return support::make_town(tx); });
  }
  models::ReportId add(const models::Report& report) {
    return write([&](auto& tx) { return tx.reports().insert(report); });
  }
  std::vector<std::string> found(const models::ReportQuery& query) {
    std::vector<std::string> tokens;
    for (const auto& report : read([&](auto& tx) { return tx.reports().search(query); }).items)
      tokens.push_back(report.token);
    return tokens;
  }
  std::vector<std::string> with_text(const std::string& words) {
    models::ReportQuery query;
    query.text = words;
    return found(query);
  }
  support::Town town_;
  int next_order_ = 1;
};
LAMPLIGHTER_EVERY_STORAGE(Reports);

TEST_P(Reports, ComeBackWhole) {
  auto order = support::bare_order(1);
  order.id = write([&](auto& tx) { return tx.work_orders().insert(order); });
  auto full = support::full_report(town_, 1);
  full.work_order = order.id;
  auto bare = support::bare_report(2);
  full.id = add(full);
  bare.id = add(bare);
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.reports().find(full.id).value()), text(full));
    EXPECT_EQ(text(tx.reports().find_by_token(bare.token).value()), text(bare));
    EXPECT_EQ(tx.reports().find_by_external_reference(full.external_reference)->id, full.id);
    EXPECT_FALSE(tx.reports().find(models::ReportId{99}));
    EXPECT_FALSE(tx.reports().find_by_token("no"));
    EXPECT_FALSE(tx.reports().find_by_external_reference("no"));
    EXPECT_FALSE(tx.reports().find_by_external_reference(""));
  });
}

TEST_P(Reports, UpdateWritesAllAndRaisesTheVersion) {
  auto full = support::full_report(town_, 1);
  full.id = add(full);
  auto bare = support::bare_report(2);
  bare.id = full.id;
  write([&](auto& tx) { tx.reports().update(bare); });
  bare.version = full.version + 1;
  EXPECT_EQ(text(read([&](auto& tx) { return tx.reports().find(full.id).value(); })), text(bare));
  auto again = full;
  write([&](auto& tx) { tx.reports().update(again); });
  again.version = full.version + 2;
  EXPECT_EQ(text(read([&](auto& tx) { return tx.reports().find(full.id).value(); })), text(again));
}

TEST_P(Reports, EveryWordOfTheVocabularyCanBeStored) {
  int index = 0;
  for (int channel = 0; channel <= static_cast<int>(models::Channel::api); ++channel)
    for (int state = 0; state <= static_cast<int>(models::ReportState::referred); ++state) {
      auto report = support::bare_report(++index);
      report.channel = static_cast<models::Channel>(channel);
      report.state = static_cast<models::ReportState>(state);
      report.id = add(report);
      EXPECT_EQ(text(read([&](auto& tx) { return tx.reports().find(report.id).value(); })), text(report));
    }
}

TEST_P(Reports, TimesAtTheEndsOfTheirRangeComeBack) {
  for (const auto seconds : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                             std::int64_t{4'294'967'296}, std::numeric_limits<std::int64_t>::max()}) {
    auto report = support::bare_report(static_cast<int>(seconds % 1000));
    report.received_at = models::from_unix(seconds);
    report.recorded_at = models::from_unix(seconds);
    report.verdict_at = models::from_unix(seconds);
    report.id = add(report);
    EXPECT_EQ(text(read([&](auto& tx) { return tx.reports().find(report.id).value(); })), text(report));
  }
}

TEST_P(Reports, TokenAndReferenceAreUniqueButEmptyReferencesAreNot) {
  auto first = support::bare_report(1);
  first.external_reference = "R-1";
  add(first);
  auto second = support::bare_report(2);
  second.external_reference = "R-1";
  try {
    add(second);
    ADD_FAILURE() << "a second R-1 was stored";
  } catch (const storage::ConstraintFailed& error) {
    EXPECT_EQ(error.kind(), storage::ConstraintFailed::Kind::unique);
    EXPECT_EQ(error.columns(), "reports.external_reference");
  }
  EXPECT_THROW(add(support::bare_report(1)), storage::ConstraintFailed);
  add(support::bare_report(3));
  add(support::bare_report(4));
  EXPECT_EQ(found({}).size(), 3U);
}

TEST_P(Reports, OfAWorkOrderEarliestFirst) {
  auto order = support::bare_order(1);
  order.id = write([&](auto& tx) { return tx.work_orders().insert(order); });
  for (const int index : {3, 1, 2, 4}) {
    auto report = support::bare_report(index);
    report.received_at = models::from_unix(index == 4 ? 2 : index);
    if (index != 3) report.work_order = order.id;
    add(report);
  }
  std::vector<std::string> tokens;
  for (const auto& report : read([&](auto& tx) { return tx.reports().of_work_order(order.id); }))
    tokens.push_back(report.token);
  EXPECT_THAT(tokens, ElementsAre("token-1", "token-2", "token-4"));
  models::ReportQuery query;
  query.work_order = order.id;
  EXPECT_THAT(found(query), ElementsAre("token-4", "token-2", "token-1"));
}

TEST_P(Reports, WhoIsForgottenAskedForItOrEndedLongAgo) {
  const auto asked = models::from_unix(500), long_ago = models::from_unix(100),
             kept_until = models::from_unix(1000);
  const auto add_one = [&](int index, const std::optional<models::Time>& ended, auto change) {
    auto report = support::bare_report(index);
    report.received_at = long_ago;
    report.state = models::ReportState::rejected;
    report.triaged_at = ended;
    change(report);
    return add(report);
  };
  const auto nothing = [](models::Report&) {};
  const auto with_order = [&](models::WorkOrderState state, models::Time changed) {
    auto order = support::bare_order(next_order_++);
    order.state = state;
    order.changed_at = changed;
    order.id = write([&](auto& tx) { return tx.work_orders().insert(order); });
    return [id = order.id](models::Report& report) {
      report.state = models::ReportState::accepted;
      report.work_order = id;
    };
  };
  const auto late = kept_until + models::Duration{1};
  std::vector<models::ReportId> due;
  due.push_back(add_one(1, long_ago, nothing));
  add_one(2, late, nothing);
  due.push_back(add_one(3, late, [&](auto& report) { report.erasure_asked_at = asked; }));
  add_one(4, {}, [&](auto& report) {
    report.erasure_asked_at = asked;
    report.state = models::ReportState::received;
  });
  add_one(5, long_ago, [&](auto& report) { report.anonymised_at = asked; });
  add_one(6, long_ago, [&](auto& report) { report.erasure_asked_at = report.anonymised_at = asked; });
  due.push_back(add_one(7, long_ago, with_order(models::WorkOrderState::closed, long_ago)));
  add_one(8, long_ago, with_order(models::WorkOrderState::closed, late));
  add_one(9, long_ago, with_order(models::WorkOrderState::under_way, long_ago));
  const auto closed = with_order(models::WorkOrderState::closed, late);
  due.push_back(add_one(10, late, [&](auto& report) {
    closed(report);
    report.received_at = late;
    report.erasure_asked_at = late;
  }));
  const auto ids = [&](int limit) {
    std::vector<models::ReportId> found;
    for (const auto& report : read([&](auto& tx) { return tx.reports().to_anonymise(kept_until, limit); }))
      found.push_back(report.id);
    return found;
  };
  EXPECT_EQ(ids(100), due);
  EXPECT_EQ(ids(2), std::vector(due.begin(), due.begin() + 2));
}

TEST_P(Reports, SearchFiltersTogether) {
  const auto make = [&](int index, models::ReportState state, const std::string& village) {
    auto report = support::bare_report(index);
    report.state = state;
    report.place.village_code = village;
    report.received_at = models::from_unix(index);
    report.external_reference = "R-" + std::to_string(index);
    add(report);
  };
  make(1, models::ReportState::received, town_.villages[0]);
  make(2, models::ReportState::received, town_.villages[1]);
  make(3, models::ReportState::rejected, town_.villages[0]);
  make(4, models::ReportState::received, "");
  models::ReportQuery query;
  EXPECT_THAT(found(query), ElementsAre("token-4", "token-3", "token-2", "token-1"));
  query.state = models::ReportState::received;
  EXPECT_THAT(found(query), ElementsAre("token-4", "token-2", "token-1"));
  query.village_code = town_.villages[0];
  EXPECT_THAT(found(query), ElementsAre("token-1"));
  query.state.reset();
  EXPECT_THAT(found(query), ElementsAre("token-3", "token-1"));
  query.external_reference = "R-3";
  EXPECT_THAT(found(query), ElementsAre("token-3"));
  query.external_reference = "R-2";
  EXPECT_THAT(found(query), testing::IsEmpty());
}

TEST_P(Reports, TextIsFoundInEveryFieldAndMeansItself) {
  auto report = support::bare_report(1);
  report.description = "暖气不热 50% Cold";
  report.place.address = "村口_北";
  report.reporter = {"王秀兰", "13800138000", true};
  report.external_reference = "12345-ABC";
  add(report);
  add(support::bare_report(2));
  for (const auto* words : {"不热", "热", "50%", "cold", "口_北", "王秀兰", "13800138000", "12345-abc",
                            "王秀兰 cold 13800138000"})
    EXPECT_THAT(with_text(words), ElementsAre("token-1")) << words;
  // A name or number is found as a whole only.
  for (const auto* words : {"暖%热", "口北", "热不", "王秀兰 x", "秀兰", "0013", "1380013800"})
    EXPECT_THAT(with_text(words), testing::IsEmpty()) << words;
}

TEST_P(Reports, PagesAreCompleteUnderTies) {
  std::mt19937 random(support::test_seed());
  std::vector<std::pair<std::int64_t, std::int64_t>> expected;
  write([&](auto& tx) {
    for (int i = 0; i < 300; ++i) {
      auto report = support::bare_report(i);
      report.received_at = models::from_unix(static_cast<std::int64_t>(random() % 5) - 2);
      if (i % 3 == 0) report.state = models::ReportState::merged;
      const auto id = tx.reports().insert(report);
      if (i % 3 == 0) expected.emplace_back(-models::to_unix(report.received_at), -id.value);
    }
  });
  std::sort(expected.begin(), expected.end());
  for (const int limit : {1, 7, 100, 200}) {
    models::ReportQuery query;
    query.state = models::ReportState::merged;
    query.limit = limit;
    std::vector<std::pair<std::int64_t, std::int64_t>> got;
    do {
      const auto page = read([&](auto& tx) { return tx.reports().search(query); });
      for (const auto& report : page.items)
        got.emplace_back(-models::to_unix(report.received_at), -report.id.value);
      query.cursor = page.next;
    } while (!query.cursor.empty() && got.size() < 1000);
    EXPECT_EQ(got, expected) << limit;
  }
}

TEST_P(Reports, AForeignCursorIsRefused) {
  for (const auto* cursor : {"x", "1", ":", "1:", ":1", "1:2:3", "1 :2", "99999999999999999999:1"}) {
    models::ReportQuery query;
    query.cursor = cursor;
    EXPECT_THROW(found(query), std::invalid_argument) << cursor;
  }
}

}  // namespace
