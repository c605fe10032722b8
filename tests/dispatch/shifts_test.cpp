// Signing on and off, what one shift leaves the next, and falling ill.
#include "dispatch/shifts.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using Strings = std::vector<std::string>;

class ShiftsTest : public RulesTest {
 protected:
  int told(models::EventKind kind) {
    int found = 0;
    for (const auto& event : store.events().list({{}, {}, {}, 1000})) found += event.kind == kind;
    return found;
  }
};

TEST_F(ShiftsTest, OnAndOffWithAVan) {
  const auto& person = town.heat_member;
  EXPECT_EQ(failure(dispatch::sign_off(store, person, {}, now)), ErrorCode::conflict);
  const auto on = dispatch::sign_on(store, person, " 京A12345 ", now);
  ASSERT_TRUE(on);
  EXPECT_EQ(on->van, "京A12345");
  later(Hours{1});
  const auto again = dispatch::sign_on(store, person, "京B1", now);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, on->id) << "a second phone or a second tap is no second shift";
  EXPECT_EQ(again->on_at, on->on_at);
  EXPECT_EQ(dispatch::read_shift(store, person)->own->van, "京B1");
  later(Hours{7});
  const auto off = dispatch::sign_off(store, person, {"泵房钥匙在值班室", {}, {}}, now);
  ASSERT_TRUE(off);
  EXPECT_EQ(off->shift.off_at, now);
  EXPECT_EQ(told(models::EventKind::crew_signed_on), 1);
  EXPECT_EQ(told(models::EventKind::crew_signed_off), 1);
  const auto next = dispatch::read_shift(store, person);
  EXPECT_FALSE(next->own);
  ASSERT_TRUE(next->before);
  EXPECT_EQ(next->before->note, "泵房钥匙在值班室");
}

TEST_F(ShiftsTest, OnlyCrewsHaveShifts) {
  EXPECT_EQ(failure(dispatch::sign_on(store, town.operator_, "x", now)), ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::sign_on(store, town.dispatcher, "x", now)), ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::read_shift(store, models::Actor::anonymous())), ErrorCode::unauthenticated);
  EXPECT_EQ(wrong_fields(dispatch::sign_on(store, town.heat_member, std::string(65, 'x'), now)),
            Strings{"van:too_long"});
}

TEST_F(ShiftsTest, OpenOrdersGoToTheNextShiftWithTheNote) {
  const auto order = order_in(models::WorkOrderState::accepted);
  const auto person = crew_of(order);
  ASSERT_TRUE(dispatch::sign_on(store, person, "", now));
  EXPECT_EQ(wrong_fields(dispatch::sign_off(store, person, {" ", {order.id}, {}}, now)),
            Strings{"note:required"});
  const auto off = dispatch::sign_off(store, person, {"泵已拆下，等新泵", {order.id, {999}}, {}}, now);
  ASSERT_TRUE(off);
  EXPECT_EQ(off->orders, std::vector{order.id});
  EXPECT_EQ(off->kept, std::vector{models::WorkOrderId{999}});
  const auto notes = store.notes().of_work_order(order.id);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].text, "【交班】泵已拆下，等新泵");
  EXPECT_EQ(count(order.id, models::EventKind::work_order_handed_over), 1);
  EXPECT_EQ(read(order.id).crew, order.crew) << "the crew keeps it: its next shift goes on";
}

TEST_F(ShiftsTest, OrWithAnotherCrewToThatOne) {
  const auto order = order_in(models::WorkOrderState::accepted);
  const auto person = crew_of(order);
  const auto other = order.crew == town.heat ? town.heat2 : town.heat;
  ASSERT_TRUE(dispatch::sign_on(store, person, "", now));
  EXPECT_EQ(wrong_fields(dispatch::sign_off(store, person, {"x", {order.id}, town.gone}, now)),
            Strings{"to_crew_id:unknown"});
  const auto off = dispatch::sign_off(store, person, {"夜班接着修", {order.id}, other}, now);
  ASSERT_TRUE(off);
  EXPECT_EQ(off->orders.size(), 1u);
  const auto moved = read(order.id);
  EXPECT_EQ(moved.crew, other);
  EXPECT_EQ(moved.state, models::WorkOrderState::assigned) << "the next crew accepts it anew";
}

TEST_F(ShiftsTest, SomebodyElsesOrderIsNotHandedOver) {
  const auto order = order_in(models::WorkOrderState::accepted);
  ASSERT_TRUE(dispatch::sign_on(store, town.light_member, "", now));
  const auto off = dispatch::sign_off(store, town.light_member, {"x", {order.id}, {}}, now);
  ASSERT_TRUE(off);
  EXPECT_TRUE(off->orders.empty());
  EXPECT_TRUE(store.notes().of_work_order(order.id).empty());
}

TEST_F(ShiftsTest, WhatCannotGoToAnotherCrewKeepsNoNoteOfIt) {
  const auto order = order_in(models::WorkOrderState::under_way);
  const auto person = crew_of(order);
  const auto other = order.crew == town.heat ? town.heat2 : town.heat;
  ASSERT_TRUE(dispatch::sign_on(store, person, "", now));
  const auto off = dispatch::sign_off(store, person, {"接着修", {order.id}, other}, now);
  ASSERT_TRUE(off);
  const bool moved = read(order.id).crew == other;
  EXPECT_EQ(off->orders.size(), moved ? 1u : 0u);
  EXPECT_EQ(store.notes().of_work_order(order.id).size(), moved ? 1u : 0u);
  EXPECT_EQ(count(order.id, models::EventKind::work_order_handed_over), moved ? 1 : 0);
}

TEST_F(ShiftsTest, WhoFallsIllGivesTheOrdersBackAtOnce) {
  const auto order = order_in(models::WorkOrderState::assigned);
  const auto person = crew_of(order);
  ASSERT_TRUE(dispatch::sign_on(store, person, "", now));
  EXPECT_EQ(wrong_fields(dispatch::report_sick(store, person, {}, " ", now)), Strings{"reason:required"});
  EXPECT_TRUE(dispatch::read_shift(store, person)->own) << "nothing half-changed";
  later(Minutes{5});
  const auto away = dispatch::report_sick(store, person, now + Hours{24}, "发烧", now);
  ASSERT_TRUE(away) << away.error().detail;
  EXPECT_EQ(away->absence.by_name, person.name);
  EXPECT_NE(read(order.id).crew, order.crew) << "the other heating crew has it now";
  EXPECT_FALSE(dispatch::read_shift(store, person)->own);
  EXPECT_EQ(failure(dispatch::report_sick(store, town.dispatcher, {}, "x", now)), ErrorCode::forbidden);
}

}  // namespace
