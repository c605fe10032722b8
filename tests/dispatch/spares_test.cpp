// A heater lent until the home's own is mended.
#include "dispatch/spares.h"

#include "models/field_work.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using models::EventKind;

class SparesTest : public RulesTest {};

TEST_F(SparesTest, TheOrderThatIsLeftStaysOpenUntilTheSpareIsBack) {
  const auto order = order_in(models::WorkOrderState::under_way);
  const auto person = crew_of(order);
  ASSERT_TRUE(dispatch::lend_spare(store, step(person, order.id), " S-1 "));
  EXPECT_EQ(count(order.id, EventKind::spare_lent), 1);
  const auto ended =
      dispatch::resolve(store, step(person, order.id), models::Outcome::temporary, "压缩机", "先装备用机");
  ASSERT_TRUE(ended && ended->child);
  EXPECT_EQ(store.field_work().lent("S-1")->work_order, ended->child->id);
  EXPECT_TRUE(dispatch::close(store, step(town.operator_, order.id), false, "none", ""))
      << "what was done then is done";
  auto child = *ended->child;
  if (!child.crew) {
    const auto sent = dispatch::assign(store, step(town.dispatcher, child.id), order.crew, "近");
    ASSERT_TRUE(sent);
    child = *sent;
  }
  const auto next = crew_of(child);
  ASSERT_TRUE(dispatch::accept(store, step(next, child.id)));
  ASSERT_TRUE(dispatch::arrive(store, step(next, child.id), std::nullopt));
  ASSERT_TRUE(dispatch::resolve(store, step(next, child.id), models::Outcome::repaired, "压缩机", "换了"));
  const auto early = dispatch::close(store, step(town.operator_, child.id), true, "callback", "");
  ASSERT_EQ(failure(early), ErrorCode::conflict);
  EXPECT_NE(early.error().detail.find("S-1"), std::string::npos);
  EXPECT_EQ(dispatch::read_spares(store, town.supervisor)->size(), 1u);
  later(Hours{1});
  const auto back = dispatch::take_spare_back(store, next, "S-1", now);
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(back->returned_at, now);
  EXPECT_EQ(count(child.id, EventKind::spare_returned), 1);
  EXPECT_TRUE(dispatch::close(store, step(town.operator_, child.id), true, "callback", ""));
  EXPECT_TRUE(dispatch::read_spares(store, town.supervisor)->empty());
}

TEST_F(SparesTest, OneSpareIsInOneHome) {
  const auto one = order_in(models::WorkOrderState::under_way);
  ASSERT_TRUE(dispatch::lend_spare(store, step(crew_of(one), one.id), "S-1"));
  EXPECT_EQ(failure(dispatch::lend_spare(store, step(crew_of(one), one.id), "S-1")), ErrorCode::conflict);
  EXPECT_EQ(wrong_fields(dispatch::lend_spare(store, step(crew_of(one), one.id), " ")),
            std::vector<std::string>{"spare:required"});
  EXPECT_EQ(failure(dispatch::lend_spare(store, step(town.light_member, one.id), "S-2")),
            ErrorCode::not_found);
  EXPECT_EQ(failure(dispatch::lend_spare(store, step(town.operator_, one.id), "S-2")), ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::take_spare_back(store, town.light_member, "S-1", now)), ErrorCode::not_found);
  EXPECT_EQ(failure(dispatch::take_spare_back(store, town.heat_member, "S-9", now)), ErrorCode::not_found);
  EXPECT_TRUE(dispatch::read_spares(store, town.light_member)->empty());
  ASSERT_TRUE(dispatch::take_spare_back(store, crew_of(one), "S-1", now));
  EXPECT_TRUE(dispatch::lend_spare(store, step(crew_of(one), one.id), "S-1")) << "and then in the next";
}

TEST_F(SparesTest, NothingIsLentForAnOrderThatNobodyTookOn) {
  const auto order = order_in(models::WorkOrderState::assigned);
  EXPECT_EQ(failure(dispatch::lend_spare(store, step(crew_of(order), order.id), "S-1")), ErrorCode::conflict);
}

}  // namespace
