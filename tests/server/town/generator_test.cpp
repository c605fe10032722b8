#include "server/town/generator.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "server/town/facility_columns.h"
#include "server/town/village_plan.h"
#include "tests/server/town/files.h"

namespace town_test {
namespace {

std::vector<town::TownVillage> villages() {
  const auto read = town::read_town(data_folder());
  return read ? read->villages : std::vector<town::TownVillage>{};
}

const std::vector<models::Facility>& facilities() {
  static const auto made = town::generate_facilities(villages());
  return made;
}

std::uint64_t hash_of(const std::vector<models::Facility>& items) {
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ 0xFFU) * 1099511628211ULL;
  };
  for (const auto& facility : items) {
    for (const auto& column : town::facility_columns)
      if (const auto* text = town::text_of(facility, column.name)) add(*text);
    for (const auto& text : {facility.facility_class, facility.village_code, facility.search_text}) add(text);
    add(town::text_of(facility.position->latitude));
    add(town::text_of(facility.position->longitude));
    for (const auto& [code, value] : facility.attributes) add(code), add(value);
  }
  return hash;
}

TEST(Generator, MakesTheTownsFigures) {
  std::map<std::string, int> by_class;
  std::map<std::string, int> heaters, toilets;
  std::set<std::string> codes;
  for (const auto& facility : facilities()) {
    ++by_class[facility.facility_class];
    if (facility.facility_class == "heater") ++heaters[facility.village_code];
    if (facility.facility_class == "toilet") ++toilets[facility.village_code];
    codes.insert(facility.code);
  }
  EXPECT_EQ(by_class, (std::map<std::string, int>{{"toilet", 85}, {"streetlight", 7360}, {"heater", 9136}}));
  EXPECT_EQ(codes.size(), facilities().size());
  EXPECT_EQ(heaters.size(), 23U);
  EXPECT_EQ(heaters.at("110112119243"), 553);
  EXPECT_FALSE(heaters.contains("110112119245"));
  EXPECT_EQ(toilets.size(), 32U);
}

TEST(Generator, IsTheSameEveryTime) {
  const auto again = town::generate_facilities(villages());
  EXPECT_EQ(hash_of(again), hash_of(facilities()));
  town::TownFigures other;
  other.seed = 1;
  EXPECT_NE(hash_of(town::generate_facilities(villages(), other)), hash_of(facilities()));
}

TEST(Generator, CircuitsHave20To60LampsAndOneCabinet) {
  std::map<std::string, int> lamps;
  std::map<std::string, std::set<std::string>> cabinets, places;
  for (const auto& facility : facilities()) {
    if (facility.facility_class != "streetlight") continue;
    ++lamps[facility.circuit];
    cabinets[facility.circuit].insert(facility.attributes.at("cabinet"));
    places[facility.circuit].insert(facility.village_code);
  }
  for (const auto& [circuit, count] : lamps) {
    EXPECT_GE(count, 20) << circuit;
    EXPECT_LE(count, 60) << circuit;
    EXPECT_EQ(cabinets[circuit].size(), 1U) << circuit;
    EXPECT_EQ(places[circuit].size(), 1U) << circuit;
  }
}

TEST(Generator, EverythingStandsInItsOwnVillage) {
  const auto all = villages();
  for (const auto& facility : facilities()) {
    const town::TownVillage* nearest = nullptr;
    for (const auto& item : all)
      if (!nearest || models::distance_metres(*facility.position, *item.village.position) <
                          models::distance_metres(*facility.position, *nearest->village.position))
        nearest = &item;
    ASSERT_EQ(nearest->village.code, facility.village_code) << facility.code;
    ASSERT_EQ(facility.position->source, "synthetic");
  }
}

TEST(Generator, EveryHomeHasAHouseholdAndEveryFacilityItsFiveDuties) {
  for (const auto& facility : facilities()) {
    const auto& duties = facility.duties;
    for (const auto& text : {duties.owner, duties.keeper, duties.duty, duties.manner, duties.funds})
      ASSERT_FALSE(text.empty()) << facility.code;
    ASSERT_EQ(facility.household.empty(), facility.facility_class != "heater") << facility.code;
    ASSERT_EQ(facility.phone.empty(), facility.facility_class != "heater") << facility.code;
    if (!facility.phone.empty()) {
      ASSERT_TRUE(facility.phone.starts_with("010-5551-"));
    }
  }
}

TEST(Generator, ATownWithoutVillagesInCareIsEmpty) {
  EXPECT_TRUE(town::generate_facilities({}).empty());
  auto none = villages();
  for (auto& item : none) item.heater_village = false;
  for (const auto& facility : town::generate_facilities(none)) ASSERT_NE(facility.facility_class, "heater");
}

TEST(Generator, SharesAddUpAndChanceIsFair) {
  EXPECT_EQ(town::share_out(10, {1, 1, 1}), (std::vector<std::size_t>{3, 3, 4}));
  EXPECT_EQ(town::share_out(5, {0, 1, 0}), (std::vector<std::size_t>{0, 5, 0}));
  town::Chance chance(7);
  std::map<std::size_t, int> seen;
  for (int i = 0; i < 3000; ++i) ++seen[chance.between(3, 5)];
  EXPECT_EQ(seen.size(), 3U);
  for (const auto& [value, count] : seen) EXPECT_NEAR(count, 1000, 150) << value;
}

}  // namespace
}  // namespace town_test
