#include "dispatch/register.h"

#include "tests/dispatch/rules_fixture.h"

namespace {

using models::ErrorCode;
using support::SmallTown;
using Wrong = std::vector<std::string>;

class RegisterTest : public RulesTest {
 protected:
  models::Facility good_heater() {
    auto facility = *store.facilities().find(town.heater);
    facility.id = {};
    facility.code = "LC-HP-2";
    facility.attributes = {{"brand", "A"}, {"power_kw", "12.5"}, {"since", "2024-02-29"}};
    return facility;
  }
  Wrong wrong_in(const models::Facility& facility) {
    Wrong wrong;
    for (const auto& field : dispatch::check_facility(store, facility))
      wrong.push_back(field.field + ":" + field.code);
    return wrong;
  }
  Wrong wrong_with(void (*change)(models::Facility&)) {
    auto facility = good_heater();
    change(facility);
    return wrong_in(facility);
  }
  models::Result<models::Crew> save(const models::Crew& crew) {
    return dispatch::save_crew(store, town.admin, crew);
  }
  dispatch::ClassDefinition bench() {
    dispatch::ClassDefinition definition;
    definition.facility_class = {"bench", {"长椅", "bench"}, "🪑", false, {}};
    models::SlaPolicy policy;
    policy.code = "BE-P2";
    policy.facility_class = "bench";
    policy.name = {"一般", "normal"};
    policy.limits[3] = models::SlaPolicy::Limit{std::chrono::hours{48}, "24x7"};
    definition.policies = {policy};
    models::FaultKind kind;
    kind.code = "BE-01";
    kind.facility_class = "bench";
    kind.name = {"断了", "broken"};
    kind.policy = "BE-P2";
    kind.skill = "carpentry";
    definition.kinds = {kind};
    return definition;
  }
  Wrong wrong_with(void (*change)(dispatch::ClassDefinition&)) {
    auto definition = bench();
    change(definition);
    return wrong_fields(dispatch::save_class(store, town.admin, definition));
  }
};

TEST_F(RegisterTest, AGoodFacilityHasNothingWrong) { EXPECT_EQ(wrong_in(good_heater()), Wrong{}); }

TEST_F(RegisterTest, TellsEachWrongFieldOfAFacility) {
  using F = models::Facility;
  EXPECT_EQ(wrong_with([](F& f) { f.code = ""; }), Wrong{"code:required"});
  EXPECT_EQ(wrong_with([](F& f) { f.code = "=HP"; }), Wrong{"code:bad_format"});
  EXPECT_EQ(wrong_with([](F& f) { f.code = "LC-HP-1"; }), Wrong{"code:not_allowed"});
  EXPECT_EQ(wrong_with([](F& f) { f.village_code = ""; }), Wrong{"village_code:required"});
  EXPECT_EQ(wrong_with([](F& f) { f.village_code = "1"; }), Wrong{"village_code:unknown"});
  EXPECT_EQ(wrong_with([](F& f) { f.facility_class = "bench"; }), Wrong{"facility_class:unknown"});
  EXPECT_EQ(wrong_with([](F& f) { f.facility_class = ""; }), Wrong{"facility_class:required"});
  EXPECT_EQ(wrong_with([](F& f) {
              f.position = models::Position{95, 0, ""};
            }),
            Wrong{"position.latitude:out_of_range"});
  EXPECT_EQ(wrong_with([](F& f) { f.phone = "none"; }), Wrong{"phone:bad_format"});
  EXPECT_EQ(wrong_with([](F& f) { f.duties.funds = " "; }), Wrong{"duties.funds:required"});
  EXPECT_EQ(wrong_with([](F& f) { f.duties = {}; }).size(), 5U) << "the law names five";
  EXPECT_EQ(wrong_with([](F& f) { f.attributes["colour"] = "red"; }), Wrong{"attributes.colour:unknown"});
  EXPECT_EQ(wrong_with([](F& f) { f.attributes["brand"] = "C"; }), Wrong{"attributes.brand:unknown"});
  EXPECT_EQ(wrong_with([](F& f) { f.attributes["power_kw"] = "12,5"; }),
            Wrong{"attributes.power_kw:bad_format"});
  EXPECT_EQ(wrong_with([](F& f) { f.attributes["power_kw"] = "inf"; }),
            Wrong{"attributes.power_kw:bad_format"});
  EXPECT_EQ(wrong_with([](F& f) { f.attributes["since"] = "2023-02-29"; }),
            Wrong{"attributes.since:bad_format"});
  EXPECT_EQ(
      wrong_with(
          [](F& f) { f.code = "", f.village_code = "1", f.duties.owner = "", f.attributes["brand"] = "C"; }),
      (Wrong{"code:required", "village_code:unknown", "duties.owner:required", "attributes.brand:unknown"}));
}

TEST_F(RegisterTest, DatesAreDaysOfTheCalendar) {
  for (const char* date : {"1965-05-01", "2024-02-29", "9999-12-31"}) {
    auto facility = good_heater();
    facility.attributes["since"] = date;
    EXPECT_EQ(wrong_in(facility), Wrong{}) << date;
  }
  for (const char* date : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "24-01-01", "2024/01/01",
                           "2024-1-001", "0000-01-01"}) {
    auto facility = good_heater();
    facility.attributes["since"] = date;
    EXPECT_EQ(wrong_in(facility), Wrong{"attributes.since:bad_format"}) << date;
  }
}

TEST_F(RegisterTest, AFacilityMayKeepItsOwnCodeAndMustFillWhatItsClassRequires) {
  EXPECT_EQ(wrong_in(*store.facilities().find(town.heater)), Wrong{});
  auto heater = *store.catalog().find_class("heater");
  heater.attributes[0].required = true;
  store.catalog().save(heater);
  EXPECT_EQ(wrong_with([](models::Facility& f) { f.attributes.erase("brand"); }),
            Wrong{"attributes.brand:required"});
  EXPECT_EQ(wrong_with([](models::Facility& f) { f.attributes["brand"] = ""; }),
            Wrong{"attributes.brand:required"});
}

TEST_F(RegisterTest, ACrewIsKeptByItsCode) {
  auto crew = *store.crews().find(town.light);
  crew.id = {};
  crew.capacity = 7;
  const auto saved = save(crew);
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->id, town.light);
  EXPECT_EQ(store.crews().find(town.light)->capacity, 7);
  crew.code = "light2";
  EXPECT_NE(save(crew)->id, town.light);
  EXPECT_EQ(failure(dispatch::save_crew(store, town.operator_, crew)), ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::save_crew(store, models::Actor::anonymous(), crew)),
            ErrorCode::unauthenticated);
}

TEST_F(RegisterTest, TellsEveryWrongFieldOfACrew) {
  models::Crew crew;
  crew.code = "bad code";
  crew.name = {"", "crew"};
  crew.skills = {"heat", "=x"};
  crew.villages = {SmallTown::village_a, "1"};
  crew.shifts = {{0, 0, 60}, {1, 600, 600}};
  crew.utc_offset_seconds = 15 * 3600;
  crew.capacity = 0;
  crew.phone = "x";
  crew.base = models::Position{0, 200, ""};
  EXPECT_EQ(
      wrong_fields(save(crew)),
      (Wrong{"code:bad_format", "name.zh:required", "skills[1]:bad_format", "villages[1]:unknown",
             "shifts[0].weekday:out_of_range", "shifts[1]:out_of_range", "utc_offset_seconds:out_of_range",
             "capacity:out_of_range", "phone:bad_format", "base.longitude:out_of_range"}));
}

TEST_F(RegisterTest, AClassIsAFile) {
  const auto saved = dispatch::save_class(store, town.supervisor, bench());
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->code, "bench");
  EXPECT_EQ(store.catalog().find_kind("BE-01")->policy, "BE-P2");
  auto call = support::call("Li", "", "BE-01");
  EXPECT_EQ(order_for(call).policy, "BE-P2") << "and at once a fault of it can be reported";
  EXPECT_EQ(failure(dispatch::save_class(store, town.operator_, bench())), ErrorCode::forbidden);
}

TEST_F(RegisterTest, WhatAFileLeavesOutStays) {
  ASSERT_TRUE(dispatch::save_class(store, town.admin, bench()));
  auto less = bench();
  less.kinds.clear();
  less.policies.clear();
  ASSERT_TRUE(dispatch::save_class(store, town.admin, less));
  EXPECT_TRUE(store.catalog().find_kind("BE-01"));
  EXPECT_TRUE(store.catalog().find_policy("BE-P2"));
}

TEST_F(RegisterTest, ANewPolicyLeavesOldOrdersTheirs) {
  const auto order = heater_order();
  dispatch::ClassDefinition heater;
  heater.facility_class = *store.catalog().find_class("heater");
  heater.policies = {*store.catalog().find_policy("HP-P1")};
  heater.policies[0].limits[3]->duration = Hours{3};
  ASSERT_TRUE(dispatch::save_class(store, town.admin, heater));
  EXPECT_EQ(read(order.id).policy_version, 1);
  EXPECT_EQ(read(order.id).clock(models::SlaTarget::resolve)->limit, Hours{4});
  const auto next = heater_order();
  EXPECT_EQ(next.policy_version, 2);
  EXPECT_EQ(next.clock(models::SlaTarget::resolve)->limit, Hours{3});
}

TEST_F(RegisterTest, TellsEachWrongFieldOfAClass) {
  using D = dispatch::ClassDefinition;
  EXPECT_EQ(wrong_with([](D& d) { d.kinds[0].policy = "XX"; }), Wrong{"kinds[0].policy:unknown"});
  EXPECT_EQ(wrong_with([](D& d) { d.kinds[0].policy = ""; }), Wrong{"kinds[0].policy:required"});
  EXPECT_EQ(wrong_with([](D& d) { d.kinds[0].policy = "", d.kinds[0].refer_to = "119"; }),
            Wrong{"nothing is wrong"});
  EXPECT_EQ(wrong_with([](D& d) { d.kinds[0].refer_to = "911"; }), Wrong{"kinds[0].refer_to:unknown"});
  EXPECT_EQ(wrong_with([](D& d) { d.kinds[0].code = "HP-COOL"; }), Wrong{"kinds[0].code:not_allowed"});
  EXPECT_EQ(wrong_with([](D& d) { d.kinds.push_back(d.kinds[0]); }), Wrong{"kinds[1].code:not_allowed"});
  EXPECT_EQ(wrong_with([](D& d) { d.kinds[0].estimate = models::Duration{0}; }),
            Wrong{"kinds[0].estimate:out_of_range"});
  EXPECT_EQ(wrong_with([](D& d) { d.policies[0].facility_class = "toilet"; }),
            Wrong{"policies[0].class:mismatch"});
  EXPECT_EQ(wrong_with([](D& d) { d.policies[0].limits[3]->duration = models::Duration{-1}; }),
            Wrong{"policies[0].limits.resolve.duration:out_of_range"});
  EXPECT_EQ(wrong_with([](D& d) { d.policies[0].limits[3]->calendar = "moon"; }),
            Wrong{"policies[0].limits.resolve.calendar:unknown"});
  EXPECT_EQ(wrong_with([](D& d) { d.policies[0].danger_policy = "XX"; }),
            Wrong{"policies[0].danger_policy:unknown"});
  EXPECT_EQ(wrong_with([](D& d) {
              d.facility_class.attributes.resize(1), d.facility_class.attributes[0].code = "a";
            }),
            (Wrong{"attributes[0].name.zh:required", "attributes[0].name.en:required"}));
  EXPECT_EQ(wrong_with([](D& d) {
              models::AttributeDefinition choice{"c", {"c", "c"}, models::AttributeType::choice, false, {}};
              d.facility_class.attributes = {choice};
            }),
            Wrong{"attributes[0].choices:required"});
  EXPECT_EQ(wrong_with([](D& d) {
              d.calendars = {models::Calendar{"cal", {"c", "c"}, 0, {{8, 0, 60}}, ""}};
            }),
            Wrong{"calendars[0].spans[0].weekday:out_of_range"});
}

TEST_F(RegisterTest, AWrongClassSavesNothing) {
  auto definition = bench();
  definition.kinds[0].policy = "XX";
  definition.facility_class.name.en = "";
  EXPECT_EQ(wrong_fields(dispatch::save_class(store, town.admin, definition)),
            (Wrong{"name.en:required", "kinds[0].policy:unknown"}));
  EXPECT_FALSE(store.catalog().find_class("bench"));
  EXPECT_FALSE(store.catalog().find_policy("BE-P2"));
}

}  // namespace
