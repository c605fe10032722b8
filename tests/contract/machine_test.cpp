// Orders of the city's hotline, and what machines measured.
#include <gmock/gmock.h>

#include "models/attachment.h"
#include "models/city_order.h"
#include "models/reading.h"
#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

namespace {

models::Time at(std::int64_t seconds) { return models::from_unix(1'700'000'000 + seconds); }

class CityOrders : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      town_ = support::make_town(tx);
      for (int i = 0; i < 5; ++i) {
        reports_.push_back(tx.reports().insert(support::bare_report(i)));
        models::CityOrder order{
            reports_.back(), "N-" + std::to_string(i), "市政/路灯", "灯不亮", at(i * 10), {}, "李"};
        if (i % 2 == 0) order.taken_by = town_.account;
        tx.city_orders().insert(order);
      }
    });
  }
  std::vector<std::string> numbers(models::CityOrderQuery query) {
    std::vector<std::string> found;
    do {
      const auto page = read([&](auto& tx) { return tx.city_orders().search(query); });
      for (const auto& one : page.items) found.push_back(one.number);
      query.cursor = page.next;
    } while (!query.cursor.empty());
    return found;
  }

  support::Town town_;
  std::vector<models::ReportId> reports_;
};
LAMPLIGHTER_EVERY_STORAGE(CityOrders);
using Numbers = std::vector<std::string>;

TEST_P(CityOrders, OneComesBackByReportAndNumber) {
  read([&](auto& tx) {
    const auto one = tx.city_orders().find_by_number("N-2");
    EXPECT_TRUE(one);
    if (!one) return 0;
    EXPECT_EQ(one->report, reports_[2]);
    EXPECT_EQ(one->kind, "市政/路灯");
    EXPECT_EQ(one->title, "灯不亮");
    EXPECT_EQ(one->taken_at, at(20));
    EXPECT_EQ(one->taken_by, town_.account);
    EXPECT_EQ(one->taken_by_name, "李");
    EXPECT_EQ(one->told, models::FeedbackStage::nothing);
    EXPECT_FALSE(one->told_at);
    EXPECT_FALSE(tx.city_orders().find(reports_[1])->taken_by);
    EXPECT_FALSE(tx.city_orders().find_by_number("N-9"));
    EXPECT_FALSE(tx.city_orders().find(models::ReportId{99}));
    return 0;
  });
}

TEST_P(CityOrders, ANumberIsTakenOnce) {
  EXPECT_ANY_THROW(write([&](auto& tx) {
    const auto report = tx.reports().insert(support::bare_report(9));
    tx.city_orders().insert({report, "N-1", "", "", at(0), {}, ""});
  }));
}

TEST_P(CityOrders, TheListIsFilteredNewestFirstPageByPage) {
  models::CityOrderQuery query;
  query.limit = 2;
  EXPECT_EQ(numbers(query), (Numbers{"N-4", "N-3", "N-2", "N-1", "N-0"}));
  query.from = at(10);
  query.to = at(30);
  EXPECT_EQ(numbers(query), (Numbers{"N-2", "N-1"}));
}

TEST_P(CityOrders, WhatTheCityWasToldIsKept) {
  write([&](auto& tx) {
    auto one = *tx.city_orders().find(reports_[3]);
    one.told = models::FeedbackStage::result;
    one.told_at = at(500);
    one.title = "***";
    one.kind = "not written";
    tx.city_orders().update(one);
    one = *tx.city_orders().find(reports_[1]);
    one.told = models::FeedbackStage::signed_for;
    one.told_at = at(400);
    tx.city_orders().update(one);
  });
  read([&](auto& tx) {
    const auto one = *tx.city_orders().find(reports_[3]);
    EXPECT_EQ(one.told, models::FeedbackStage::result);
    EXPECT_EQ(one.told_at, at(500));
    EXPECT_EQ(one.title, "***");
    EXPECT_EQ(one.kind, "市政/路灯");
    return 0;
  });
  models::CityOrderQuery query;
  query.open = true;
  query.limit = 1;
  EXPECT_EQ(numbers(query), (Numbers{"N-4", "N-2", "N-1", "N-0"}));
}

class Readings : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) { town_ = support::make_town(tx); });
  }
  support::Town town_;
};
LAMPLIGHTER_EVERY_STORAGE(Readings);

TEST_P(Readings, TheStateOfAFacilityComesBackAndIsReplaced) {
  models::ReadingState state;
  state.facility = town_.facilities.at(0);
  state.last = {{"power", {1500.25, at(1)}}, {"return_temperature", {-3.5, at(2)}}};
  state.readings = 7;
  state.changed_at = at(2);
  write([&](auto& tx) {
    state.watches["cold"] = {at(1), at(2), tx.reports().insert(support::bare_report(1))};
    state.watches["other"] = {std::nullopt, at(2), {}};
    tx.readings().save(state);
  });
  read([&](auto& tx) {
    const auto found = tx.readings().find(town_.facilities.at(0));
    EXPECT_TRUE(found);
    if (!found) return 0;
    EXPECT_EQ(found->last, state.last);
    EXPECT_EQ(found->watches, state.watches);
    EXPECT_EQ(found->readings, 7);
    EXPECT_EQ(found->changed_at, at(2));
    EXPECT_FALSE(tx.readings().find(models::FacilityId{999}));
    return 0;
  });
  state.last.erase("power");
  state.watches.clear();
  state.changed_at = at(9);
  write([&](auto& tx) { tx.readings().save(state); });
  read([&](auto& tx) {
    const auto all = tx.readings().latest(5);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(all.at(0).last, state.last);
    EXPECT_TRUE(all.at(0).watches.empty());
    EXPECT_TRUE(tx.readings().latest(0).empty());
    EXPECT_EQ(tx.readings().after({}, 5).size(), 1U);
    EXPECT_TRUE(tx.readings().after({}, 0).empty());
    EXPECT_TRUE(tx.readings().after(state.facility, 5).empty());
    return 0;
  });
}

class Attachments : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      support::make_town(tx);
      for (int i = 0; i < 2; ++i) reports_.push_back(tx.reports().insert(support::bare_report(i)));
    });
  }
  models::Attachment one(int number, models::ReportId report) {
    models::Attachment made;
    made.report = report;
    made.kind = number % 2 == 0 ? "photo" : "voice";
    made.media_type = number % 2 == 0 ? "image/jpeg" : "audio/webm";
    made.sha256 = "kept" + std::to_string(number);
    made.sent_sha256 = "sent" + std::to_string(number);
    made.file = "file" + std::to_string(number);
    made.bytes = 1000 + number;
    made.width = 640;
    made.height = 480;
    made.at = at(number);
    return made;
  }
  std::vector<models::ReportId> reports_;
};
LAMPLIGHTER_EVERY_STORAGE(Attachments);

TEST_P(Attachments, EachComesBackWholeAndTheOldestFirst) {
  models::AttachmentId id;
  write([&](auto& tx) {
    id = tx.attachments().insert(one(1, reports_[0]));
    tx.attachments().insert(one(2, reports_[0]));
    tx.attachments().insert(one(3, reports_[1]));
  });
  read([&](auto& tx) {
    const auto found = tx.attachments().find(id);
    EXPECT_TRUE(found);
    if (!found) return 0;
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->report, reports_[0]);
    EXPECT_EQ(found->kind + found->media_type + found->sha256 + found->sent_sha256 + found->file,
              "voiceaudio/webmkept1sent1file1");
    EXPECT_EQ(found->bytes, 1001);
    EXPECT_EQ(found->width, 640);
    EXPECT_EQ(found->height, 480);
    EXPECT_EQ(found->at, at(1));
    const auto all = tx.attachments().of_report(reports_[0]);
    EXPECT_EQ(all.size(), 2u);
    EXPECT_EQ(all.front().id, id);
    EXPECT_FALSE(tx.attachments().find(models::AttachmentId{99}));
    return 0;
  });
}

TEST_P(Attachments, WhatIsTakenOutLeavesItsFilesToBeRemoved) {
  write([&](auto& tx) {
    tx.attachments().insert(one(1, reports_[0]));
    tx.attachments().insert(one(2, reports_[0]));
    tx.attachments().insert(one(3, reports_[1]));
    tx.attachments().remove_of_report(reports_[0]);
    tx.attachments().remove_of_report(reports_[0]);
  });
  write([&](auto& tx) {
    EXPECT_TRUE(tx.attachments().of_report(reports_[0]).empty());
    EXPECT_EQ(tx.attachments().of_report(reports_[1]).size(), 1u);
    EXPECT_EQ(tx.attachments().files_left(1), (std::vector<std::string>{"file1"}));
    EXPECT_EQ(tx.attachments().files_left(10), (std::vector<std::string>{"file1", "file2"}));
    tx.attachments().forget_file("file1");
    EXPECT_EQ(tx.attachments().files_left(10), (std::vector<std::string>{"file2"}));
  });
}

}  // namespace
