#include "dispatch/transfers.h"

#include "dispatch/outbox_facts.h"
#include "models/transfer.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using dispatch::Heard;
using models::DeliveryState;
using models::TransferState;

class TransfersTest : public RulesTest {
 protected:
  TransfersTest() {
    lamp_ = order_for(support::call("Li", "13800000002", "SL-DARK", town.lone_lamp));
    models::Destination one;
    one.name = "区里";
    one.carrier = models::Carrier::open311;
    one.address = "https://open311.example/v2";
    one.secret = "key";
    dispatch::put_service(one, "SL-DARK", "L-7");
    there_ = *dispatch::save_destination(store, town.supervisor, one);
  }
  dispatch::NewTransfer given() { return {lamp_.id, there_.id, "", "", false, {}}; }
  models::Transfer transfer() {
    auto made = dispatch::transfer_order(store, town.dispatcher, given(), now);
    EXPECT_TRUE(made) << made.error().detail;
    return *made;
  }
  models::Transfer followed() {
    const auto made = transfer();
    dispatch::Tried taken;
    taken.taken = true;
    taken.reference = "638344";
    answer(made, taken);
    return stored(made.id);
  }
  // As the sender does: the message first, then the transfer.
  void answer(const models::Transfer& of, const dispatch::Tried& tried) {
    dispatch::record_try(store, *store.deliveries().find(of.delivery), tried, now);
    dispatch::record_transfer_try(store, of.delivery, tried, now);
  }
  models::Transfer stored(models::TransferId id) { return *store.deliveries().transfers().find(id); }
  void hear(models::TransferId id, const Heard& heard) {
    dispatch::record_heard(store, stored(id), heard, now);
  }
  static Heard says(const std::string& status, const std::string& words = "") {
    Heard heard;
    heard.status = status;
    heard.words = words;
    return heard;
  }
  std::vector<std::string> notes() {
    std::vector<std::string> all;
    for (const auto& note : store.notes().of_work_order(lamp_.id))
      all.push_back(note.by_name + ": " + note.text);
    return all;
  }
  int alerts() {
    models::AlertQuery query;
    query.readers = {models::AlertReader::dispatcher};
    query.work_order = lamp_.id;
    int count = 0;
    for (const auto& alert : store.escalations().search(query).items)
      if (alert.trigger == models::AlertTrigger::review) ++count;
    return count;
  }
  models::WorkOrder lamp_;
  models::Destination there_;
};

TEST_F(TransfersTest, AnOrderGoesByItsTableInTheProgramsOwnWords) {
  const auto made = transfer();
  EXPECT_EQ(made.service_code, "L-7");
  EXPECT_EQ(made.reference, lamp_.number + "/1");
  EXPECT_NE(made.description.find("LC-SL-9"), std::string::npos) << made.description;
  EXPECT_EQ(made.description.find("Li"), std::string::npos) << "nobody is named";
  ASSERT_TRUE(made.position);
  const auto delivery = store.deliveries().find(made.delivery);
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->state, DeliveryState::waiting);
  EXPECT_EQ(read(lamp_.id).state, lamp_.state) << "the order stays as it is";
  ASSERT_EQ(notes().size(), 1u);
  EXPECT_NE(notes()[0].find("【转办】转给区里"), std::string::npos) << notes()[0];
}

TEST_F(TransfersTest, AHomeIsShownWhereItsVillageIsUnlessSomebodySaysOtherwise) {
  const auto heater = heater_order();
  auto input = given();
  input.work_order = heater.id;
  input.service_code = "HEAT";
  auto facility = *store.facilities().find(heater.facility);
  facility.household = "王秀兰";
  store.facilities().update(facility);
  auto order = read(heater.id);
  order.place.address = "东街 12 号";
  order.place.position = models::Position{39.123456, 116.654321, "inspection"};
  store.work_orders().update(order);
  const auto made = dispatch::transfer_order(store, town.dispatcher, input, now);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->address.find("12"), std::string::npos);
  EXPECT_TRUE(!made->position || made->position->latitude != 39.123456);
  EXPECT_EQ(made->description.find(facility.code), std::string::npos) << made->description;
  ASSERT_TRUE(dispatch::withdraw_transfer(store, town.dispatcher, made->id, "补地址", now));
  input.whole_place = true;
  const auto whole = dispatch::transfer_order(store, town.dispatcher, input, now);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->address, "东街 12 号");
  EXPECT_EQ(whole->position->latitude, 39.123456);
  EXPECT_EQ(whole->reference, heater.number + "/2");
}

TEST_F(TransfersTest, OnlyWhoPlansGivesAwayAndOnlyOnce) {
  for (const auto& actor : {town.operator_, town.checker, town.auditor, town.admin, town.light_member}) {
    const auto refused = dispatch::transfer_order(store, actor, given(), now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, models::ErrorCode::forbidden);
  }
  const auto first = transfer();
  EXPECT_EQ(dispatch::transfer_order(store, town.supervisor, given(), now).error().code,
            models::ErrorCode::conflict);
  ASSERT_TRUE(dispatch::withdraw_transfer(store, town.supervisor, first.id, "自己修", now));
  for (int i = 1; i < dispatch::most_transfers; ++i)
    ASSERT_TRUE(dispatch::withdraw_transfer(store, town.supervisor, transfer().id, "自己修", now));
  EXPECT_EQ(dispatch::transfer_order(store, town.supervisor, given(), now).error().code,
            models::ErrorCode::conflict);
  EXPECT_EQ(dispatch::withdraw_transfer(store, town.dispatcher, first.id, "再撤", now).error().code,
            models::ErrorCode::conflict);
}

TEST_F(TransfersTest, EveryWrongFieldIsNamed) {
  dispatch::NewTransfer input{lamp_.id, {999}, "", std::string(3000, 'x'), false, {{"", "v"}, {"c", ""}}};
  auto refused = dispatch::transfer_order(store, town.dispatcher, input, now);
  ASSERT_FALSE(refused);
  std::vector<std::string> fields;
  for (const auto& field : refused.error().fields) fields.push_back(field.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"destination_id", "description", "answers[0].code",
                                              "answers[1].value"}));
  there_.options.clear();
  there_ = *dispatch::save_destination(store, town.supervisor, there_);
  refused = dispatch::transfer_order(store, town.dispatcher, given(), now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).field, "service_code");
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, lamp_.id), "not ours"));
  EXPECT_EQ(dispatch::transfer_order(store, town.dispatcher, given(), now).error().code,
            models::ErrorCode::conflict);
}

TEST_F(TransfersTest, ADestinationNamesKnownFaultsAndAFormat) {
  there_.options["format"] = "yaml";
  there_.digest_above = 3;
  dispatch::put_service(there_, "NO-SUCH", "X");
  const auto refused = dispatch::save_destination(store, town.supervisor, there_);
  ASSERT_FALSE(refused);
  std::vector<std::string> fields;
  for (const auto& field : refused.error().fields) fields.push_back(field.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"format", "digest_above", "services"}));
}

TEST_F(TransfersTest, FactsAboutOrdersDoNotGoThereByThemselves) {
  later(Minutes{1});
  order_for(support::call("Sun", "13800000004", "WC-BLOCKED", town.toilet));
  EXPECT_EQ(store.deliveries().counts().waiting, 0);
}

TEST_F(TransfersTest, ATokenIsAskedAboutUntilTheNumberComes) {
  const auto made = transfer();
  dispatch::Tried taken;
  taken.taken = true;
  taken.token = "t-1";
  answer(made, taken);
  EXPECT_EQ(stored(made.id).state, TransferState::pending);
  later(models::Duration{30});
  hear(made.id, {});
  EXPECT_EQ(stored(made.id).state, TransferState::pending);
  EXPECT_EQ(stored(made.id).next_at, now + models::Duration{30});
  later(models::Duration{30});
  Heard heard;
  heard.their_id = "99";
  hear(made.id, heard);
  EXPECT_EQ(stored(made.id).state, TransferState::followed);
  EXPECT_EQ(stored(made.id).their_id, "99");
}

TEST_F(TransfersTest, TheirWordsBecomeNotesOnceEach) {
  const auto made = followed();
  auto heard = says("open", "已派人");
  heard.updates = {{"u1", "IN_PROGRESS", "在路上", now}, {"u2", "IN_PROGRESS", "在路上", now}};
  hear(made.id, heard);
  const auto first = notes().size();
  EXPECT_EQ(first, 4u) << "given, taken, on the way (once), somebody sent";
  hear(made.id, heard);
  EXPECT_EQ(notes().size(), first);
  EXPECT_EQ(stored(made.id).their_words, "已派人");
  EXPECT_EQ(notes().back().rfind("区里: ", 0), 0u) << "under their name: " << notes().back();
}

TEST_F(TransfersTest, TheirClosedEndsNothingHereAndAPersonLooks) {
  const auto made = followed();
  hear(made.id, says("open"));
  hear(made.id, says("closed", "已更换灯泡"));
  EXPECT_EQ(stored(made.id).state, TransferState::ended);
  EXPECT_EQ(read(lamp_.id).state, lamp_.state) << "fixed on paper, still dark";
  EXPECT_EQ(alerts(), 1);
  hear(made.id, says("closed", "已更换灯泡"));
  EXPECT_EQ(alerts(), 1) << "told once";
  ASSERT_TRUE(dispatch::check_transfer(store, town.dispatcher, made.id, false, "还是黑的", now));
  EXPECT_EQ(stored(made.id).state, TransferState::followed);
  hear(made.id, says("closed", "已更换灯泡"));
  EXPECT_EQ(stored(made.id).state, TransferState::followed) << "nothing new was said";
  hear(made.id, says("open"));
  hear(made.id, says("closed", "这次真的修好了"));
  EXPECT_EQ(stored(made.id).state, TransferState::ended);
  EXPECT_EQ(alerts(), 2);
  ASSERT_TRUE(dispatch::check_transfer(store, town.dispatcher, made.id, true, "亮了", now));
  EXPECT_EQ(stored(made.id).state, TransferState::checked);
  EXPECT_FALSE(stored(made.id).next_at);
  EXPECT_EQ(read(lamp_.id).state, lamp_.state) << "who looked ends it by the ordinary steps";
  EXPECT_EQ(dispatch::check_transfer(store, town.dispatcher, made.id, true, "亮了", now).error().code,
            models::ErrorCode::conflict);
}

TEST_F(TransfersTest, WhatTheyReopenIsFollowedOn) {
  const auto made = followed();
  hear(made.id, says("closed"));
  hear(made.id, says("open", "返工"));
  EXPECT_EQ(stored(made.id).state, TransferState::followed);
  EXPECT_FALSE(stored(made.id).ended_at);
}

TEST_F(TransfersTest, AFailedSendingIsTriedThenToldAndSentAgainUnderTheSameName) {
  const auto made = transfer();
  dispatch::Tried failed;
  failed.error = "HTTP 500";
  failed.doubtful = true;
  for (int i = 0; i < dispatch::most_tries; ++i) answer(made, failed);
  EXPECT_EQ(store.deliveries().find(made.delivery)->state, DeliveryState::dead);
  EXPECT_EQ(stored(made.id).state, TransferState::waiting);
  EXPECT_TRUE(stored(made.id).doubtful);
  EXPECT_EQ(stored(made.id).last_error, "HTTP 500");
  EXPECT_EQ(alerts(), 1);
  ASSERT_TRUE(dispatch::hurry_transfer(store, town.dispatcher, made.id, now));
  const auto again = *store.deliveries().find(made.delivery);
  EXPECT_EQ(again.state, DeliveryState::waiting);
  EXPECT_EQ(again.message, store.deliveries().find(made.delivery)->message);
  EXPECT_EQ(stored(made.id).reference, made.reference);
}

TEST_F(TransfersTest, AskingIsPacedAndFailuresAreToldOnce) {
  const auto made = followed();
  Heard failed;
  failed.error = "HTTP 503";
  for (int i = 0; i < 2 * dispatch::most_tries; ++i) {
    const auto before = stored(made.id).next_at;
    ASSERT_TRUE(before);
    now = std::max(now, *before);
    hear(made.id, failed);
    EXPECT_GE(*stored(made.id).next_at - now, Minutes{5});
    EXPECT_LE(*stored(made.id).next_at - now, Hours{8});
  }
  EXPECT_EQ(stored(made.id).failures, 2 * dispatch::most_tries);
  EXPECT_EQ(alerts(), 1);
  EXPECT_EQ(dispatch::hurry_transfer(store, town.dispatcher, made.id, now).error().code,
            models::ErrorCode::conflict)
      << "a moment ago";
  later(dispatch::least_between_asks);
  ASSERT_TRUE(dispatch::hurry_transfer(store, town.dispatcher, made.id, now));
  EXPECT_EQ(stored(made.id).next_at, now);
  hear(made.id, says("open"));
  EXPECT_EQ(stored(made.id).failures, 0);
  EXPECT_TRUE(stored(made.id).last_error.empty());
}

TEST_F(TransfersTest, WhenTheOrderEndsNobodyIsAskedAnyMore) {
  const auto made = followed();
  ASSERT_TRUE(dispatch::cancel(store, step(town.supervisor, lamp_.id), "not ours"));
  EXPECT_FALSE(dispatch::goes_on(store, stored(made.id)));
  hear(made.id, {});
  EXPECT_EQ(stored(made.id).state, TransferState::withdrawn);
  EXPECT_FALSE(stored(made.id).next_at);
}

TEST_F(TransfersTest, WithdrawnOnItsWayItIsKnownWhereItWentAndNotFollowed) {
  const auto made = transfer();
  ASSERT_TRUE(dispatch::withdraw_transfer(store, town.dispatcher, made.id, "自己修", now));
  dispatch::Tried taken;
  taken.taken = true;
  taken.reference = "5";
  answer(made, taken);
  EXPECT_EQ(stored(made.id).state, TransferState::withdrawn);
  EXPECT_EQ(stored(made.id).their_id, "5");
  EXPECT_FALSE(stored(made.id).next_at);
}

}  // namespace
