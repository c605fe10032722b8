// Which telephone of a reporter hears of what, and until when.
#include "dispatch/reporter_phones.h"

#include "dispatch/person_data.h"
#include "dispatch/short_messages.h"
#include "dispatch/triage.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::EventKind;

class ReporterPhonesTest : public RulesTest {
 protected:
  ReporterPhonesTest() : report(*dispatch::receive_report(store, town.operator_, call_of(), "tok", now)) {}
  models::NewReport call_of() { return support::call("王秀兰", "13812345678", "HP-NOHEAT", town.heater); }
  dispatch::NewSubscription phone(const std::string& name, const char* language = "zh") {
    return {"https://fcm.googleapis.com/fcm/send/" + name, std::string(87, 'A'), std::string(22, 'b'),
            language};
  }
  models::Result<dispatch::Triaged> opened() {
    models::Triage triage;
    triage.decision = models::TriageDecision::open;
    return dispatch::triage_report(store, town.dispatcher, report.id, std::nullopt, triage, now);
  }
  std::size_t telephones() { return store.deliveries().destinations().size(); }
  std::vector<models::Delivery> owed() {
    models::DeliveryQuery query;
    return store.deliveries().search(query).items;
  }
  models::Report report;
};

TEST_F(ReporterPhonesTest, WhoeverHasTheLinkSubscribesAndNobodyPutsAnotherOut) {
  EXPECT_EQ(failure(dispatch::subscribe_reporter(store, "wrong", phone("a"), now)), ErrorCode::not_found);
  EXPECT_EQ(failure(dispatch::subscribe_reporter(store, "", phone("a"), now)), ErrorCode::not_found);
  dispatch::NewSubscription bad{"ftp://x", "x", "y", "fr"};
  EXPECT_EQ(wrong_fields(dispatch::subscribe_reporter(store, "tok", bad, now)).size(), 4u);
  for (const auto* elsewhere :
       {"https://push.example/a", "https://googleapis.com.evil.example/a",
        "https://evil.example/.googleapis.com", "https://evil.example:443/x.push.apple.com",
        "https://evilgoogleapis.com/a"}) {
    auto foreign = phone("a");
    foreign.endpoint = elsewhere;
    EXPECT_EQ(wrong_fields(dispatch::subscribe_reporter(store, "tok", foreign, now)),
              std::vector<std::string>{"endpoint:not_allowed"})
        << elsewhere;
  }
  for (const auto* host :
       {"https://updates.push.services.mozilla.com/wpush/v2/x", "https://web.push.apple.com/x",
        "https://wns2-par02p.notify.windows.com/w/?token=x"}) {
    auto known = phone("a");
    known.endpoint = host;
    ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", known, now)) << host;
    ASSERT_TRUE(dispatch::unsubscribe_reporter(store, "tok", host));
  }
  for (const auto* name : {"a", "b", "c", "a"})
    ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", phone(name), now)) << name;
  EXPECT_EQ(telephones(), 3u);
  EXPECT_EQ(failure(dispatch::subscribe_reporter(store, "tok", phone("d"), now)), ErrorCode::conflict);
  EXPECT_TRUE(dispatch::written_destinations(store).empty()) << "no list of destinations shows them";
  ASSERT_TRUE(dispatch::unsubscribe_reporter(store, "tok", phone("b").endpoint));
  ASSERT_TRUE(dispatch::unsubscribe_reporter(store, "tok", phone("b").endpoint));
  EXPECT_EQ(failure(dispatch::unsubscribe_reporter(store, "wrong", "x")), ErrorCode::not_found);
  EXPECT_EQ(telephones(), 2u);
}

TEST_F(ReporterPhonesTest, TheTownTakesOnlySoMany) {
  for (std::size_t i = 0; i < dispatch::most_reporter_phones; ++i) {
    models::Destination other;
    other.carrier = models::Carrier::web_push;
    other.address = "https://push.example/" + std::to_string(i);
    other.options = {{"report", "999"}};
    store.deliveries().insert(other);
  }
  EXPECT_EQ(failure(dispatch::subscribe_reporter(store, "tok", phone("a"), now)), ErrorCode::conflict);
}

TEST_F(ReporterPhonesTest, OfEverythingThatAShortMessageTellsThereAreWordsAndNobodysName) {
  ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", phone("a"), now));
  ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", phone("b", "en"), now));
  for (const auto kind : dispatch::reporter_kinds()) {
    const auto before = owed().size();
    dispatch::owe_reporter_phones(store, now, kind, report);
    ASSERT_EQ(owed().size(), before + 2) << static_cast<int>(kind);
    for (const auto* language : {"zh", "en"}) {
      const auto text = dispatch::fill(dispatch::reporter_words(kind, language), owed().front().facts);
      EXPECT_GT(text.size(), 10u);
      EXPECT_EQ(text.find("王"), std::string::npos) << text;
      EXPECT_EQ(text.find("138"), std::string::npos) << text;
    }
    EXPECT_NE(dispatch::reporter_words(kind, "zh"), dispatch::reporter_words(kind, "en"));
  }
  const auto before = owed().size();
  dispatch::owe_reporter_phones(store, now, EventKind::work_order_paused, report);
  auto other = report;
  other.id = {999};
  dispatch::owe_reporter_phones(store, now, EventKind::report_accepted, other);
  EXPECT_EQ(owed().size(), before);
}

TEST_F(ReporterPhonesTest, ATelephoneIsToldAlsoWhenNoShortMessagesAreWanted) {
  report.reporter.wants_updates = false;
  store.reports().update(report);
  ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", phone("a"), now));
  ASSERT_TRUE(opened());
  ASSERT_EQ(owed().size(), 1u);
  EXPECT_EQ(owed()[0].about, EventKind::report_accepted);
  EXPECT_EQ(owed()[0].report, report.id);
}

TEST_F(ReporterPhonesTest, ItHearsUntilTheTimeToJudgeIsOver) {
  ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", phone("a"), now));
  const auto made = opened();
  ASSERT_TRUE(made);
  auto order = *made->work_order;
  EXPECT_EQ(dispatch::forget_phones_of_past(store, now + Hours{24 * 60}), 0) << "it is still being repaired";
  order.state = models::WorkOrderState::closed;
  order.closed_at = now;
  store.work_orders().update(order);
  EXPECT_EQ(dispatch::forget_phones_of_past(store, now + Hours{24 * 30}), 0);
  EXPECT_EQ(dispatch::forget_phones_of_past(store, now + Hours{24 * 30 + 1}), 1);
  EXPECT_EQ(telephones(), 0u);
  EXPECT_EQ(failure(dispatch::subscribe_reporter(store, "tok", phone("a"), now + Hours{24 * 31})),
            ErrorCode::conflict);
}

TEST_F(ReporterPhonesTest, WhoIsTakenOutHearsNothingMore) {
  ASSERT_TRUE(dispatch::subscribe_reporter(store, "tok", phone("a"), now));
  dispatch::anonymise(store, models::Actor::program(), report, "asked", now);
  EXPECT_EQ(telephones(), 0u) << "with everything else of the person";
  report = *store.reports().find(report.id);
  EXPECT_EQ(failure(dispatch::subscribe_reporter(store, "tok", phone("a"), now)), ErrorCode::conflict);
  dispatch::owe_reporter_phones(store, now, EventKind::report_accepted, report);
  EXPECT_TRUE(owed().empty());
}

}  // namespace
