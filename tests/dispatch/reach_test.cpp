#include "dispatch/reach.h"

#include <gtest/gtest.h>

#include "dispatch/permissions.h"
#include "models/names.h"

namespace {

using dispatch::Permission;
using models::Actor;
using models::EventKind;
using models::Role;
using models::WorkOrderState;

Actor actor_of(Role role) {
  return {models::AccountId{7}, role, "somebody",
          models::CrewId{role == Role::crew_member || role == Role::crew_lead ? 3 : 0}};
}
Actor limited(Role role, std::vector<std::string> villages, std::vector<std::string> classes = {}) {
  auto actor = actor_of(role);
  actor.villages = std::move(villages);
  actor.classes = std::move(classes);
  return actor;
}

models::WorkOrder order_of(const std::string& village, const std::string& facility_class, int crew,
                           WorkOrderState state = WorkOrderState::assigned) {
  models::WorkOrder order;
  order.place.village_code = village;
  order.facility_class = facility_class;
  order.crew = models::CrewId{crew};
  order.state = state;
  return order;
}

TEST(Reach, TableOfOrders) {
  auto contractor = actor_of(Role::crew_member);
  contractor.contractor = true;
  auto homeless = actor_of(Role::crew_lead);
  homeless.crew = {};
  struct Row {
    const char* who;
    Actor actor;
    // a/heater/3 assigned, b/lamp/3 resolved, a/lamp/4 assigned, no village or class or crew open, a/heater/3
    // closed
    const char* sees;
  };
  const Row rows[] = {
      {"dispatcher", actor_of(Role::dispatcher), "xxxxx"},
      {"of village a", limited(Role::dispatcher, {"a"}), "x.x.x"},
      {"of b and c", limited(Role::supervisor, {"b", "c"}), ".x..."},
      {"of lamps", limited(Role::operator_, {}, {"lamp"}), ".xx.."},
      {"of lamps in a", limited(Role::auditor, {"a"}, {"lamp"}), "..x.."},
      {"crew", actor_of(Role::crew_member), "xx..x"},
      {"lead limited to a", limited(Role::crew_lead, {"a"}), "x...x"},
      {"contractor", contractor, "xx..."},
      {"crew member without a crew", homeless, "....."},
      {"village reporter", actor_of(Role::village_reporter), "....."},
      {"resident", actor_of(Role::resident), "....."},
  };
  const models::WorkOrder orders[] = {order_of("a", "heater", 3),
                                      order_of("b", "lamp", 3, WorkOrderState::resolved),
                                      order_of("a", "lamp", 4), order_of("", "", 0, WorkOrderState::open),
                                      order_of("a", "heater", 3, WorkOrderState::closed)};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < std::size(orders); ++i)
      EXPECT_EQ(dispatch::may_see(row.actor, orders[i]), row.sees[i] == 'x') << row.who << " " << i;
}

TEST(Reach, TableOfReports) {
  models::Report own, others, elsewhere;
  own.place.village_code = others.place.village_code = "a";
  own.recorded_by = models::AccountId{7};
  others.recorded_by = models::AccountId{8};
  elsewhere.place.village_code = "b";
  elsewhere.recorded_by = models::AccountId{7};
  struct Row {
    Actor actor;
    const char* sees;
  };
  const Row rows[] = {
      {actor_of(Role::operator_), "xxx"},        {limited(Role::operator_, {"a"}), "xx."},
      {actor_of(Role::village_reporter), "x.x"}, {limited(Role::village_reporter, {"a"}), "x.."},
      {actor_of(Role::crew_lead), "..."},        {actor_of(Role::resident), "..."}};
  for (const auto& row : rows) {
    const models::Report* reports[] = {&own, &others, &elsewhere};
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(dispatch::may_see(row.actor, *reports[i]), row.sees[i] == 'x')
          << models::name(row.actor.role) << row.actor.villages.size() << i;
  }
}

TEST(Reach, WhatIsForTheWholeTownIsNotForWhoeverIsLimited) {
  constexpr int permissions = 26;
  for (int i = 0; i < permissions; ++i) {
    const auto permission = static_cast<Permission>(i);
    for (const auto role : {Role::dispatcher, Role::supervisor, Role::admin}) {
      const bool may = dispatch::may(actor_of(role), permission);
      for (const auto& actor : {limited(role, {"a"}), limited(role, {}, {"lamp"})}) {
        EXPECT_EQ(dispatch::may(actor, permission), may && !dispatch::is_of_town(permission)) << i;
        if (may && dispatch::is_of_town(permission)) {
          EXPECT_EQ(dispatch::require(actor, permission).error().code, models::ErrorCode::forbidden);
        }
      }
    }
  }
  for (const auto permission :
       {Permission::plan_change, Permission::register_write, Permission::account_manage})
    EXPECT_TRUE(dispatch::is_of_town(permission));
  for (const auto permission :
       {Permission::work_order_assign, Permission::report_triage, Permission::dashboard_read})
    EXPECT_FALSE(dispatch::is_of_town(permission));
}

TEST(Reach, AnAccessTokenDoesNoMoreThanItsScope) {
  struct Row {
    Permission permission;
    models::Scope needed;
  };
  for (const auto& row :
       {Row{Permission::work_order_read, models::Scope::read},
        Row{Permission::figures_read, models::Scope::read},
        Row{Permission::report_create, models::Scope::write},
        Row{Permission::work_order_assign, models::Scope::write},
        Row{Permission::plan_change, models::Scope::write}, Row{Permission::plan_mode, models::Scope::admin},
        Row{Permission::promise_change, models::Scope::admin},
        Row{Permission::register_write, models::Scope::admin},
        Row{Permission::reading_send, models::Scope::write}})
    for (const auto scope : {models::Scope::read, models::Scope::write, models::Scope::admin}) {
      auto actor = actor_of(Role::supervisor);
      actor.scope = scope;
      EXPECT_EQ(dispatch::may(actor, row.permission), scope >= row.needed)
          << static_cast<int>(row.permission) << models::name(scope);
    }
}

TEST(Reach, AGatewaysTokenSendsReadingsAndNothingElse) {
  auto gateway = actor_of(Role::supervisor);
  gateway.scope = models::Scope::readings;
  for (int i = 0; i < 30; ++i) {
    const auto permission = static_cast<Permission>(i);
    EXPECT_EQ(dispatch::may(gateway, permission), permission == Permission::reading_send) << i;
  }
  gateway.role = Role::operator_;
  EXPECT_FALSE(dispatch::may(gateway, Permission::reading_send)) << "a token does no more than its account";
}

TEST(Reach, WhoHearsWhat) {
  models::Event event;
  event.kind = EventKind::work_order_accepted;
  event.work_order = models::WorkOrderId{1};
  event.village_code = "a";
  event.facility_class = "heater";
  event.crew = models::CrewId{3};
  event.state = "accepted";
  auto contractor = actor_of(Role::crew_member);
  contractor.contractor = true;
  EXPECT_TRUE(dispatch::may_hear(actor_of(Role::operator_), event));
  EXPECT_TRUE(dispatch::may_hear(limited(Role::operator_, {"a"}, {"heater"}), event));
  EXPECT_FALSE(dispatch::may_hear(limited(Role::operator_, {"b"}), event));
  EXPECT_FALSE(dispatch::may_hear(limited(Role::operator_, {}, {"lamp"}), event));
  EXPECT_FALSE(dispatch::may_hear(actor_of(Role::village_reporter), event));
  EXPECT_TRUE(dispatch::may_hear(actor_of(Role::crew_member), event));
  EXPECT_TRUE(dispatch::may_hear(contractor, event));
  event.crew = models::CrewId{4};
  EXPECT_FALSE(dispatch::may_hear(actor_of(Role::crew_member), event));
  event.details = {{"from_crew", "3"}};
  EXPECT_TRUE(dispatch::may_hear(actor_of(Role::crew_member), event)) << "it was taken away";
  event.crew = models::CrewId{3};
  event.state = "closed";
  event.kind = EventKind::work_order_closed;
  EXPECT_TRUE(dispatch::may_hear(contractor, event)) << "that it ended";
  event.kind = EventKind::note_added;
  EXPECT_FALSE(dispatch::may_hear(contractor, event)) << "nothing after that";
  EXPECT_TRUE(dispatch::may_hear(actor_of(Role::crew_member), event));
  event.kind = EventKind::report_judged;
  EXPECT_FALSE(dispatch::may_hear(actor_of(Role::crew_member), event));
  models::Event of_town;
  of_town.kind = EventKind::plan_published;
  EXPECT_TRUE(dispatch::may_hear(limited(Role::dispatcher, {"b"}), of_town));
}

}  // namespace
