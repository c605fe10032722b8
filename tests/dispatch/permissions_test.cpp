#include "dispatch/permissions.h"

#include <gtest/gtest.h>

#include <string>

#include "models/names.h"

namespace {

using dispatch::Permission;
using models::Actor;
using models::ErrorCode;
using models::Role;

constexpr int permissions = 30, roles = 12;

Actor actor_of(Role role) {
  return {models::AccountId{role == Role::system ? 0 : 7}, role, "somebody", models::CrewId{3}};
}

// Columns: report create read triage | order read assign work contact close reopen cancel note | register
// read write | dashboard | accounts | plan
// read change mode | promise | request ask decide decide-end | alert | recheck | verdict | figures
// | audit | personal | person | reading.
struct Row {
  Role role;
  const char* may;
};
constexpr Row expected[] = {
    {Role::resident, ".............................."},
    {Role::village_reporter, "xx.........x.................."},
    {Role::operator_, "xxxxx.xxx.xx.x.x...x....x..x.."},
    {Role::crew_member, "x..x.xx...xx...x...x.......x.."},
    {Role::crew_lead, "x..x.xx...xx...x...x..x....x.."},
    {Role::checker, ".x.x..xxx.xx.x.x.......xxx.x.."},
    {Role::dispatcher, "xxxxxxxxx.xx.x.xxx.xx.x.xx.x.."},
    {Role::supervisor, "xxxxx.xxxxxxxx.xxxxxxxx.xxxxxx"},
    {Role::auditor, ".x.x.......x.x.x.........xx..."},
    {Role::admin, ".x.x.......xxxxx.x...........x"},
    {Role::system, "xxxxxxxxxxxxxx.xxxxx....xx.x.x"},
    {Role::town_leader, ".x.x......xx.x.x......x..x...."},
};

TEST(Permissions, EveryRoleAndPermission) {
  ASSERT_EQ(std::size(expected), static_cast<std::size_t>(roles));
  for (const auto& [role, may] : expected)
    for (int i = 0; i < permissions; ++i) {
      const auto permission = static_cast<Permission>(i);
      const bool wanted = may[i] == 'x';
      EXPECT_EQ(dispatch::may(actor_of(role), permission), wanted) << models::name(role) << " " << i;
      const auto required = dispatch::require(actor_of(role), permission);
      EXPECT_EQ(required.has_value(), wanted);
      if (!wanted) {
        EXPECT_EQ(required.error().code, ErrorCode::forbidden);
      }
    }
}

TEST(Permissions, WhoRepairsDoesNotCloseAndWhoKeepsAccountsTouchesNoOrder) {
  using enum Permission;
  for (const auto role : {Role::crew_member, Role::crew_lead})
    EXPECT_FALSE(dispatch::may(actor_of(role), work_order_close));
  for (const auto permission :
       {work_order_assign, work_order_work, work_order_close, work_order_cancel, report_triage})
    for (const auto role : {Role::admin, Role::auditor})
      EXPECT_FALSE(dispatch::may(actor_of(role), permission));
}

TEST(Permissions, NobodyIsToldToSignIn) {
  for (int i = 0; i < permissions; ++i) {
    const auto refused = dispatch::require(Actor::anonymous(), static_cast<Permission>(i));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
    // A role without an account is not believed.
    EXPECT_FALSE(dispatch::may(Actor{{}, Role::admin, "x", {}}, static_cast<Permission>(i)));
  }
}

TEST(Permissions, ACrewSeesOnlyItsOwnOrders) {
  models::WorkOrder own, other, unsent;
  own.crew = models::CrewId{3};
  other.crew = models::CrewId{4};
  for (const auto role : {Role::crew_member, Role::crew_lead}) {
    EXPECT_TRUE(dispatch::may_see(actor_of(role), own));
    EXPECT_FALSE(dispatch::may_see(actor_of(role), other));
    EXPECT_FALSE(dispatch::may_see(actor_of(role), unsent));
    Actor homeless = actor_of(role);
    homeless.crew = {};
    EXPECT_FALSE(dispatch::may_see(homeless, unsent)) << "no crew is not the crew of an order without one";
  }
  for (const auto role : {Role::operator_, Role::checker, Role::dispatcher, Role::supervisor, Role::auditor})
    EXPECT_TRUE(dispatch::may_see(actor_of(role), other));
  for (const auto role : {Role::resident, Role::village_reporter})
    EXPECT_FALSE(dispatch::may_see(actor_of(role), own));
}

}  // namespace
