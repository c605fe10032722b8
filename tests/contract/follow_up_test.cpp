// Notes, photos, events, notifications and idempotency keys.
#include <gmock/gmock.h>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using support::text;

class FollowUp : public support::StorageTest {
 protected:
  void SetUp() override {
    write([&](auto& tx) {
      town_ = support::make_town(tx);
      for (int i = 0; i < 2; ++i) {
        orders_.push_back(tx.work_orders().insert(support::bare_order(i)));
        reports_.push_back(tx.reports().insert(support::bare_report(i)));
      }
    });
  }
  models::Time at(std::int64_t seconds) { return models::from_unix(seconds); }

  support::Town town_;
  std::vector<models::WorkOrderId> orders_;
  std::vector<models::ReportId> reports_;
};
LAMPLIGHTER_EVERY_STORAGE(FollowUp);

TEST_P(FollowUp, NotesComeBackInOrder) {
  models::Note first{{}, orders_[0], support::odd_text(), town_.account, "张", at(9)};
  models::Note second{{}, orders_[0], "", {}, "", at(1)};
  write([&](auto& tx) {
    first.id = tx.notes().insert(first);
    tx.notes().insert({{}, orders_[1], "other", {}, "", at(1)});
    second.id = tx.notes().insert(second);
  });
  const auto notes = read([&](auto& tx) { return tx.notes().of_work_order(orders_[0]); });
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(text(notes[0]), text(first));
  EXPECT_EQ(text(notes[1]), text(second));
}

TEST_P(FollowUp, PhotosComeBackByOrderIdAndHash) {
  models::Photo photo;
  photo.work_order = orders_[0];
  photo.step = "before";
  photo.media_type = "image/webp";
  photo.sha256 = "ab12";
  photo.file = "0f.webp";
  photo.bytes = 5'000'000'000;
  photo.width = 640;
  photo.height = 480;
  photo.by = town_.account;
  photo.at = at(3);
  auto same = photo;
  write([&](auto& tx) {
    auto earlier = photo;
    earlier.file = "2f.webp";
    earlier.sha256 = "other";
    photo.same_as = tx.photos().insert(earlier);
  });
  photo.picture_hash = -7;
  photo.label = support::odd_text();
  photo.label_matches = false;
  photo.position = models::Position{39.9, 116.7, "phone"};
  photo.distance_metres = 12;
  photo.same_as_work_order = orders_[1];
  photo.same_bits = 5;
  same.work_order = orders_[1];
  same.file = "1f.webp";
  same.by = {};
  write([&](auto& tx) {
    photo.id = tx.photos().insert(photo);
    same.id = tx.photos().insert(same);
  });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.photos().find(photo.id).value()), text(photo));
    EXPECT_FALSE(tx.photos().find(models::PhotoId{99}));
    ASSERT_EQ(tx.photos().of_work_order(orders_[1]).size(), 1U);
    EXPECT_EQ(text(tx.photos().of_work_order(orders_[1])[0]), text(same));
    EXPECT_EQ(tx.photos().by_sha256("ab12").size(), 2U);
    EXPECT_TRUE(tx.photos().by_sha256("ab").empty());
  });
  EXPECT_THROW(write([&](auto& tx) { tx.photos().insert(photo); }), storage::ConstraintFailed);
}

TEST_P(FollowUp, EventsComeBackWhole) {
  models::Event event{{},
                      models::EventKind::work_order_paused,
                      at(-5),
                      town_.account,
                      support::odd_text(),
                      "operator",
                      reports_[0],
                      orders_[0],
                      "under_way",
                      "110113115200",
                      town_.crews[0],
                      {{"to", "assigned"}, {"from", support::odd_text()}, {"to", ""}, {"", "twice"}}};
  write([&](auto& tx) { event.id = tx.events().append(event); });
  const auto events = read([](auto& tx) { return tx.events().list({}); });
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(text(events[0]), text(event));
}

TEST_P(FollowUp, EveryKindOfEventCanBeStored) {
  for (int kind = 0; kind <= static_cast<int>(models::EventKind::sla_breached); ++kind)
    write([&](auto& tx) {
      models::Event event;
      event.kind = static_cast<models::EventKind>(kind);
      tx.events().append(event);
      tx.notifications().insert({{}, reports_[0], {}, event.kind, {}});
    });
  const auto events = read([](auto& tx) { return tx.events().list({}); });
  const auto notifications = read([&](auto& tx) { return tx.notifications().of_report(reports_[0]); });
  ASSERT_EQ(events.size(), notifications.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].kind, static_cast<models::EventKind>(i));
    EXPECT_EQ(notifications[i].about, events[i].kind);
  }
}

TEST_P(FollowUp, EventsAreListedByWhatTheyAreAbout) {
  write([&](auto& tx) {
    for (int i = 0; i < 40; ++i) {
      models::Event event;
      if (i % 2 == 0) event.work_order = orders_[static_cast<std::size_t>(i) / 20];
      if (i % 4 == 0) event.report = reports_[0];
      event.state = std::to_string(i);
      tx.events().append(event);
    }
  });
  const auto states = [&](const models::EventQuery& query) {
    std::vector<std::string> result;
    for (const auto& event : read([&](auto& tx) { return tx.events().list(query); }))
      result.push_back(event.state);
    return result;
  };
  using testing::ElementsAre;
  EXPECT_EQ(states({}).size(), 40U);
  EXPECT_THAT(states({{}, {}, {}, 3}), ElementsAre("0", "1", "2"));
  EXPECT_EQ(states({orders_[0], {}, {}, 200}).size(), 10U);
  EXPECT_EQ(states({{}, reports_[0], {}, 200}).size(), 10U);
  EXPECT_THAT(states({orders_[1], reports_[0], {}, 3}), ElementsAre("20", "24", "28"));
  const auto last = read([](auto& tx) { return tx.events().last(); });
  EXPECT_THAT(states({{}, {}, models::EventId{last.value - 2}, 200}), ElementsAre("38", "39"));
  EXPECT_TRUE(states({{}, {}, last, 200}).empty());
}

TEST_P(FollowUp, EventIdsOnlyGrow) {
  EXPECT_EQ(read([](auto& tx) { return tx.events().last(); }), models::EventId{});
  const auto append = [&] { return write([](auto& tx) { return tx.events().append({}); }); };
  const auto first = append();
  // What was rolled back was never seen, so its id may come again; what was committed may not.
  database().write_now([](auto& tx) {
    tx.events().append({});
    return false;
  });
  const auto second = append();
  EXPECT_GT(second, first);
  reopen();
  EXPECT_GT(append(), second);
}

TEST_P(FollowUp, NotificationsComeBackInOrder) {
  models::Notification first{{}, reports_[0], orders_[0], models::EventKind::work_order_closed, at(9)};
  models::Notification second{{},    reports_[0], {},    models::EventKind::report_received,
                              at(1), "weather",   at(77)};
  write([&](auto& tx) {
    first.id = tx.notifications().insert(first);
    tx.notifications().insert({{}, reports_[1], {}, models::EventKind::report_received, at(1)});
    second.id = tx.notifications().insert(second);
  });
  const auto all = read([&](auto& tx) { return tx.notifications().of_report(reports_[0]); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(text(all[0]), text(first));
  EXPECT_EQ(text(all[1]), text(second));
}

TEST_P(FollowUp, IdempotencyKeysAreUniqueInTheirScope) {
  const models::IdempotencyRecord record{"7", "key", "f00", 201, std::string("a\0b\xff\n", 5), at(100)};
  write([&](auto& tx) {
    tx.idempotency().insert(record);
    tx.idempotency().insert({"public", "key", "", 0, "", at(101)});
  });
  EXPECT_EQ(text(read([](auto& tx) { return tx.idempotency().find("7", "key").value(); })), text(record));
  EXPECT_FALSE(read([](auto& tx) { return tx.idempotency().find("8", "key"); }));
  EXPECT_THROW(write([&](auto& tx) { tx.idempotency().insert(record); }), storage::ConstraintFailed);
  EXPECT_EQ(write([&](auto& tx) { return tx.idempotency().remove_before(at(100)); }), 0);
  EXPECT_EQ(write([&](auto& tx) { return tx.idempotency().remove_before(at(101)); }), 1);
  EXPECT_FALSE(read([](auto& tx) { return tx.idempotency().find("7", "key"); }));
  EXPECT_EQ(read([](auto& tx) { return tx.idempotency().find("public", "key")->answer; }), "");
}

}  // namespace
