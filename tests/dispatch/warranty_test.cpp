// Machines under warranty: what is known of them, and when the maker is told.
#include "dispatch/warranty.h"

#include "dispatch/outbox.h"
#include "dispatch/work_proof.h"
#include "tests/dispatch/rules_fixture.h"

namespace {

using models::EventKind;
using Strings = std::vector<std::string>;

class WarrantyTest : public RulesTest {
 protected:
  void promise(const std::string& ends) {
    auto heater = *store.facilities().find(town.heater);
    heater.attributes = {{"brand", "示例一"}, {"model", "KX-8"}, {"warranty_end", ends}};
    store.facilities().update(heater);
  }
  models::Destination maker(const std::string& brand, Strings about = {"maker_told"}) {
    models::Destination box;
    box.name = "厂家 " + brand;
    box.carrier = models::Carrier::webhook;
    box.address = "https://maker.example/in";
    box.secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0";
    for (const auto& word : about) box.about.push_back(*models::parse<EventKind>(word));
    if (!brand.empty()) box.options["brand"] = brand;
    const auto saved = dispatch::save_destination(store, town.supervisor, box);
    EXPECT_TRUE(saved) << saved.error().detail;
    return *saved;
  }
  std::vector<models::Delivery> owed(const models::Destination& box) {
    return store.deliveries().waiting(box.id, 50);
  }
  static std::string fact(const models::Delivery& delivery, std::string_view name) {
    for (const auto& [key, value] : delivery.facts)
      if (key == name) return value;
    return "";
  }
};

TEST_F(WarrantyTest, LastsToTheEndOfItsLastDayInTheTownsTime) {
  EXPECT_FALSE(dispatch::warranty_of(store, town.heater, now)) << "the register knows of none";
  EXPECT_FALSE(dispatch::warranty_of(store, {}, now));
  promise("2026-11-23");
  const auto at = [&](const char* time) {
    return dispatch::warranty_of(store, town.heater, *models::parse_rfc3339(time))->running;
  };
  EXPECT_TRUE(at("2026-11-23T23:59:59+08:00"));
  EXPECT_FALSE(at("2026-11-24T00:00:00+08:00"));
  EXPECT_TRUE(at("2026-11-23T15:59:59Z"));
  const auto warranty = *dispatch::warranty_of(store, town.heater, now);
  EXPECT_EQ(warranty.brand, "示例一");
  EXPECT_EQ(warranty.model, "KX-8");
  EXPECT_EQ(warranty.ends, "2026-11-23");
}

TEST_F(WarrantyTest, TheMakerIsToldAtOnceAndTheTownsCrewIsSentAllTheSame) {
  const auto own = maker("示例一"), other = maker("示例二"), all = maker("");
  const auto group = maker("示例一", {});  // hears of everything in the town: that is no maker's box
  promise("2027-10-31");
  const auto order = heater_order();
  EXPECT_EQ(order.state, models::WorkOrderState::assigned) << "heat comes first";
  ASSERT_EQ(count(order.id, EventKind::maker_told), 1);
  ASSERT_EQ(owed(own).size(), 1u);
  EXPECT_EQ(owed(all).size(), 1u);
  EXPECT_TRUE(owed(other).empty());
  for (const auto& delivery : owed(group)) EXPECT_NE(delivery.about, EventKind::maker_told);
  const auto told = owed(own)[0];
  EXPECT_EQ(fact(told, "brand"), "示例一");
  EXPECT_EQ(fact(told, "model"), "KX-8");
  const auto text = dispatch::fill(dispatch::template_of({}, EventKind::maker_told, "zh"), told.facts);
  EXPECT_NE(text.find(order.number), std::string::npos) << text;
  EXPECT_EQ(text.find("Wang"), std::string::npos) << "nobody's name: " << text;
  EXPECT_EQ(text.find("13800000001"), std::string::npos);
  for (const auto& event : events_of(order.id))
    if (event.kind == EventKind::maker_told) {
      EXPECT_EQ(event.details[3], (std::pair<std::string, std::string>("channels", "厂家, 厂家 示例一")));
    }
}

TEST_F(WarrantyTest, WhatTheMachineShowsIsToldWhenTheCrewHasReadIt) {
  const auto own = maker("示例一");
  promise("2027-10-31");
  const auto order = order_in(models::WorkOrderState::under_way);
  dispatch::NewWorkProof proof;
  proof.minutes = 20;
  ASSERT_TRUE(dispatch::add_work_proof(store, step(crew_of(order), order.id), proof));
  EXPECT_EQ(count(order.id, EventKind::maker_told), 1) << "nothing new for the maker";
  proof.error_code = "E5";
  ASSERT_TRUE(dispatch::add_work_proof(store, step(crew_of(order), order.id), proof));
  EXPECT_EQ(count(order.id, EventKind::maker_told), 2);
  ASSERT_EQ(owed(own).size(), 2u);
  EXPECT_EQ(fact(owed(own)[1], "error_code"), "E5");
}

TEST_F(WarrantyTest, WithoutOneOrAfterItNobodyIsTold) {
  const auto own = maker("");
  EXPECT_EQ(count(heater_order().id, EventKind::maker_told), 0);
  promise("2026-11-22");
  auto again = support::call("Li", "13800000002", "HP-COOL", town.heater);
  EXPECT_EQ(count(order_for(again).id, EventKind::maker_told), 0);
  EXPECT_TRUE(owed(own).empty());
}

TEST_F(WarrantyTest, WithoutADestinationTheFactSaysThatNobodyHeard) {
  promise("2027-10-31");
  const auto order = heater_order();
  EXPECT_FALSE(dispatch::maker_hears(store, order));
  for (const auto& event : events_of(order.id))
    if (event.kind == EventKind::maker_told) {
      EXPECT_EQ(event.details[3].second, "none");
    }
  maker("示例一");
  EXPECT_TRUE(dispatch::maker_hears(store, order));
}

}  // namespace
