// What a crew brings back from a visit: the checklist, the van's parts, who agreed.
#include "dispatch/work_proof.h"

#include "models/field_work.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using Strings = std::vector<std::string>;
using models::ErrorCode;

class WorkProofTest : public RulesTest {
 protected:
  WorkProofTest() {
    auto kind = *store.catalog().find_kind("HP-NOHEAT");
    kind.checklist = {{"warm", {"热了", "warm"}}, {"leak", {"不漏", "no leak"}}};
    store.catalog().save(kind);
    models::Part pump{"HP-PUMP", "heater", {"循环泵", "Pump"}, "台", "6901", 38000, 2};
    store.field_work().save(pump);
    pump.code = "HP-PIPE";
    pump.cents = 900;
    store.field_work().save(pump);
  }
  int left(const char* part, models::CrewId crew) { return store.field_work().in_stock(crew, part); }
  models::Event last(models::WorkOrderId order) { return events_of(order).back(); }
  static std::string detail(const models::Event& event, const std::string& key) {
    for (const auto& [name, value] : event.details)
      if (name == key) return value;
    return "-";
  }
};

TEST_F(WorkProofTest, WhatWasSaidIsKeptAndToldAndTheVanHasLess) {
  const auto order = order_in(models::WorkOrderState::under_way);
  const auto crew = crew_of(order);
  store.field_work().set_stock(order.crew, {"HP-PUMP", 2});
  store.field_work().set_stock(order.crew, {"HP-PIPE", 1});
  dispatch::NewWorkProof said;
  said.checks = {{"warm", "good"}, {"leak", "bad"}};
  said.parts = {{"HP-PUMP", 1}, {"HP-PIPE", 3}};
  said.minutes = 40;
  said.cost_cents = 500;
  said.consent = "spoken";
  said.consent_by = " 王秀兰 ";
  said.label = "lc-hp-1";
  const auto kept =
      store.attempt([&] { return dispatch::add_work_proof(store, step(crew, order.id), said); });
  ASSERT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(kept->consent_by, "王**");
  EXPECT_EQ(left("HP-PUMP", order.crew), 1);
  EXPECT_EQ(left("HP-PIPE", order.crew), 0) << "never below 0";
  const auto stored = store.field_work().proofs_of(order.id);
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].consent_by, "王秀兰");
  EXPECT_EQ(stored[0].label_matches, true);
  EXPECT_EQ(stored[0].checks[1].name.zh, "不漏") << "as it was asked then";
  EXPECT_EQ(stored[0].parts[1].missing, 2);
  EXPECT_EQ(stored[0].parts[1].cents, 2700);
  EXPECT_EQ(stored[0].at, now);
  const auto told = last(order.id);
  EXPECT_EQ(told.kind, models::EventKind::proof_added);
  EXPECT_EQ(detail(told, "missing"), "2");
  EXPECT_EQ(detail(told, "bad_checks"), "1");
  EXPECT_EQ(detail(told, "label"), "-") << "only a label of something else is told";
  EXPECT_EQ(read(order.id).version, order.version) << "nobody's next step becomes stale";
}

TEST_F(WorkProofTest, EveryWrongFieldIsNamedAndNothingIsTaken) {
  const auto order = order_in(models::WorkOrderState::under_way);
  store.field_work().set_stock(order.crew, {"HP-PUMP", 2});
  struct Case {
    const char* what;
    void (*change)(dispatch::NewWorkProof&);
    Strings wrong;
  };
  const Case cases[] = {
      {"nothing", [](auto&) {}, {"checks:required"}},
      {"no such check",
       [](auto& said) {
         said.checks = {{"colour", "good"}};
       },
       {"checks[0].item:unknown"}},
      {"no such answer",
       [](auto& said) {
         said.checks = {{"warm", "so"}};
       },
       {"checks[0].answer:unknown"}},
      {"twice",
       [](auto& said) {
         said.checks = {{"warm", "good"}, {"warm", "bad"}};
       },
       {"checks[1].item:not_allowed"}},
      {"no such part",
       [](auto& said) {
         said.parts = {{"X", 1}};
       },
       {"parts[0].part:unknown"}},
      {"no piece",
       [](auto& said) {
         said.parts = {{"HP-PUMP", 0}};
       },
       {"parts[0].quantity:out_of_range"}},
      {"a part twice",
       [](auto& said) {
         said.parts = {{"HP-PUMP", 1}, {"HP-PUMP", 1}};
       },
       {"parts[1].part:not_allowed"}},
      {"too long", [](auto& said) { said.minutes = 1441; }, {"minutes:out_of_range"}},
      {"less than nothing", [](auto& said) { said.cost_cents = -1; }, {"cost_cents:out_of_range"}},
      {"who spoke", [](auto& said) { said.consent = "spoken"; }, {"consent_by:required"}},
      {"how", [](auto& said) { said.consent_by = "王秀兰"; }, {"consent:required"}},
      {"no such way", [](auto& said) { said.consent = "wink"; }, {"consent:unknown"}},
      {"a lamp of no circuit",
       [](auto& said) {
         said.lamps = {{"LC-SL-1", true}};
       },
       {"lamps[0].code:unknown"}},
      {"two at once",
       [](auto& said) {
         said.minutes = -1;
         said.parts = {{"HP-PUMP", 1}, {"Y", 1}};
       },
       {"parts[1].part:unknown", "minutes:out_of_range"}},
  };
  for (const auto& each : cases) {
    dispatch::NewWorkProof said;
    each.change(said);
    EXPECT_EQ(wrong_fields(dispatch::add_work_proof(store, step(crew_of(order), order.id), said)), each.wrong)
        << each.what;
  }
  EXPECT_EQ(left("HP-PUMP", order.crew), 2);
  EXPECT_TRUE(store.field_work().proofs_of(order.id).empty());
}

TEST_F(WorkProofTest, ALabelOfSomethingElseIsTold) {
  const auto order = order_in(models::WorkOrderState::under_way);
  dispatch::NewWorkProof said;
  said.label = "LC-HP-999";
  ASSERT_TRUE(dispatch::add_work_proof(store, step(crew_of(order), order.id), said));
  EXPECT_EQ(detail(last(order.id), "label"), "LC-HP-999");
  EXPECT_EQ(store.field_work().proofs_of(order.id)[0].label_matches, false);
}

TEST_F(WorkProofTest, TheLampsOfTheCircuitAreTicked) {
  const auto order = order_for(support::call("Li", "13800000002", "SL-DARK", town.lamps[0]));
  dispatch::NewWorkProof said;
  said.lamps = {{"LC-SL-1", true}, {"LC-SL-3", false}};
  ASSERT_TRUE(dispatch::add_work_proof(store, step(town.light_member, order.id), said));
  said.lamps = {{"LC-SL-9", true}};
  EXPECT_EQ(wrong_fields(dispatch::add_work_proof(store, step(town.light_member, order.id), said)),
            Strings{"lamps[0].code:unknown"})
      << "of another circuit";
}

TEST_F(WorkProofTest, WhoMayAndWhen) {
  const auto order = order_in(models::WorkOrderState::under_way);
  dispatch::NewWorkProof said;
  said.minutes = 1;
  EXPECT_EQ(failure(dispatch::add_work_proof(store, step(town.light_member, order.id), said)),
            ErrorCode::not_found);
  EXPECT_EQ(failure(dispatch::add_work_proof(store, step(town.operator_, order.id), said)),
            ErrorCode::forbidden);
  // The order went elsewhere meanwhile: what was used there is still handed in, off the van that was there.
  const auto had = order.crew;
  const auto crew = crew_of(order);
  store.field_work().set_stock(had, {"HP-PUMP", 2});
  auto moved = read(order.id);
  moved.crew = had == town.heat ? town.heat2 : town.heat;
  store.work_orders().update(moved);
  said.parts = {{"HP-PUMP", 1}};
  ASSERT_TRUE(dispatch::add_work_proof(store, step(crew, order.id), said));
  EXPECT_EQ(left("HP-PUMP", had), 1);
}

TEST_F(WorkProofTest, AVanIsCountedByWhoPlansAndByItsLead) {
  auto lead = town.heat_member;
  lead.role = models::Role::crew_lead;
  const std::vector<models::StockLine> two{{"HP-PUMP", 2}};
  EXPECT_EQ(failure(dispatch::count_stock(store, town.heat_member, town.heat, two)), ErrorCode::forbidden);
  EXPECT_EQ(failure(dispatch::count_stock(store, lead, town.heat2, two)), ErrorCode::forbidden);
  const auto counted = dispatch::count_stock(store, lead, town.heat, two);
  ASSERT_TRUE(counted);
  EXPECT_EQ(counted->size(), 2u) << "every part there is, also those the van has not";
  EXPECT_TRUE(dispatch::count_stock(store, town.dispatcher, town.heat2, {{"HP-PIPE", 7}}));
  EXPECT_EQ(wrong_fields(dispatch::count_stock(store, lead, town.heat, {{"X", 1}})),
            Strings{"items[0].part:unknown"});
  EXPECT_EQ(wrong_fields(dispatch::count_stock(store, lead, town.heat, {{"HP-PUMP", -1}})),
            Strings{"items[0].quantity:out_of_range"});
  EXPECT_EQ(wrong_fields(dispatch::count_stock(store, lead, town.heat, {})), Strings{"items:required"});
  EXPECT_EQ(left("HP-PUMP", town.heat), 2);
  EXPECT_EQ(failure(dispatch::read_stock(store, town.light_member, town.heat)), ErrorCode::not_found);
  EXPECT_TRUE(dispatch::read_stock(store, town.auditor, town.heat));
}

}  // namespace
