#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using support::text;

class Facilities : public support::StorageTest {
 protected:
  void SetUp() override {
    write([](auto& tx) {
      for (const auto* code : {"v1", "v2"}) tx.villages().save(support::sample_village(code));
      for (const auto* code : {"heat_pump", "streetlight"}) tx.catalog().save(support::sample_class(code));
    });
  }

  models::FacilityId add(models::Facility facility) {
    return write([&](auto& tx) { return tx.facilities().insert(facility); });
  }

  static models::Facility named(const std::string& code, const std::string& search_text) {
    models::Facility facility;
    facility.code = code;
    facility.search_text = search_text;
    return facility;
  }

  std::vector<std::string> found(const models::FacilityQuery& query) {
    std::vector<std::string> codes;
    for (const auto& facility : read([&](auto& tx) { return tx.facilities().search(query); }).items)
      codes.push_back(facility.code);
    return codes;
  }

  std::vector<std::string> with_text(const std::string& words) {
    models::FacilityQuery query;
    query.text = words;
    return found(query);
  }

  /// Every page one after the other.
  std::vector<std::string> all_pages(models::FacilityQuery query) {
    std::vector<std::string> codes;
    for (int page = 0; page < 1000; ++page) {
      const auto one = read([&](auto& tx) { return tx.facilities().search(query); });
      EXPECT_LE(one.items.size(), static_cast<std::size_t>(query.limit));
      for (const auto& facility : one.items) codes.push_back(facility.code);
      if (one.next.empty()) return codes;
      query.cursor = one.next;
    }
    ADD_FAILURE() << "the pages do not end";
    return codes;
  }
};
LAMPLIGHTER_EVERY_STORAGE(Facilities);

TEST_P(Facilities, ComesBackWhole) {
  auto full = support::sample_facility("LC-HP-243-0017", "heat_pump", "v1");
  auto bare = named(support::odd_text(), "");
  bare.active = true;
  full.id = add(full);
  bare.id = add(bare);
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.facilities().find(full.id).value()), text(full));
    EXPECT_EQ(text(tx.facilities().find_by_code(bare.code).value()), text(bare));
    EXPECT_FALSE(tx.facilities().find(models::FacilityId{99}));
    EXPECT_FALSE(tx.facilities().find_by_code("lc-hp-243-0017"));
    EXPECT_EQ(tx.facilities().count(""), 2);
    EXPECT_EQ(tx.facilities().count("heat_pump"), 1);
    EXPECT_EQ(tx.facilities().count("streetlight"), 0);
  });
}

TEST_P(Facilities, UpdateWritesAllAndRaisesTheVersion) {
  auto facility = support::sample_facility("A", "heat_pump", "v1");
  facility.id = add(facility);
  auto changed = named("B", "b");
  changed.id = facility.id;
  changed.version = 99;
  write([&](auto& tx) { tx.facilities().update(changed); });
  changed.version = facility.version + 1;
  EXPECT_EQ(text(read([&](auto& tx) { return tx.facilities().find(facility.id).value(); })), text(changed));
  write([&](auto& tx) { tx.facilities().update(changed); });
  EXPECT_EQ(read([&](auto& tx) { return tx.facilities().find(facility.id)->version; }), facility.version + 2);
}

TEST_P(Facilities, TextIsFoundAnywhereWhateverItsLength) {
  add(named("LC-HP-243-0017", "lc-hp-243-0017 兴各庄 12号 王秀兰家 xgz wxlj"));
  add(named("LC-HP-244-0001", "lc-hp-244-0001 鲁各庄 3号 lgz"));
  add(named("LC-SL-001", "lc-sl-001 50%_off \\ 'x' lgz"));
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(with_text("LC-HP-243"), ElementsAre("LC-HP-243-0017"));
  EXPECT_THAT(with_text("hp-24"), ElementsAre("LC-HP-243-0017", "LC-HP-244-0001"));
  EXPECT_THAT(with_text("王"), ElementsAre("LC-HP-243-0017"));
  EXPECT_THAT(with_text("秀兰"), ElementsAre("LC-HP-243-0017"));
  EXPECT_THAT(with_text("各庄"), ElementsAre("LC-HP-243-0017", "LC-HP-244-0001"));
  EXPECT_THAT(with_text("王秀兰家"), ElementsAre("LC-HP-243-0017"));
  EXPECT_THAT(with_text("兴各庄 12号 王秀兰"), ElementsAre("LC-HP-243-0017"));
  EXPECT_THAT(with_text("  王秀兰   兴各庄 "), ElementsAre("LC-HP-243-0017"));
  EXPECT_THAT(with_text("LGZ"), ElementsAre("LC-HP-244-0001", "LC-SL-001"));
  EXPECT_THAT(with_text("王秀兰 lgz"), IsEmpty());
  EXPECT_THAT(with_text("兰秀"), IsEmpty());
  EXPECT_THAT(with_text(" "), testing::SizeIs(3));
}

TEST_P(Facilities, ATextOfFewIsFoundAmongMany) {
  write([](auto& tx) {
    for (int i = 0; i < 2500; ++i)
      tx.facilities().insert(
          named("M-" + std::to_string(10'000 + i), "m-" + std::to_string(10'000 + i) + " 路灯杆"));
    return 0;
  });
  add(named("Z-1", "z-1 路灯杆 潞河边"));
  using testing::ElementsAre;
  EXPECT_THAT(with_text("潞河"), ElementsAre("Z-1"));
  EXPECT_THAT(with_text("路灯 河边"), ElementsAre("Z-1"));
  EXPECT_THAT(with_text("m-12499"), ElementsAre("M-12499"));
  models::FacilityQuery many;
  many.text = "路灯";
  many.limit = 3;
  EXPECT_THAT(found(many), ElementsAre("M-10000", "M-10001", "M-10002"));
  many.cursor = "code:M-12498";
  EXPECT_THAT(found(many), ElementsAre("M-12499", "Z-1"));
}

TEST_P(Facilities, AChangedTextIsFoundAndTheOldOneNoMore) {
  auto facility = named("A", "a 旧名字");
  facility.id = add(facility);
  facility.search_text = "a 新名字";
  facility.version = 1;
  write([&](auto& tx) {
    tx.facilities().update(facility);
    return 0;
  });
  using testing::ElementsAre;
  EXPECT_THAT(with_text("新名"), ElementsAre("A"));
  EXPECT_THAT(with_text("旧名"), testing::IsEmpty());
  EXPECT_THAT(with_text("名字"), ElementsAre("A"));
}

TEST_P(Facilities, WildcardsAndQuotesInTheTextMeanThemselves) {
  add(named("A", "lc-1 abc"));
  add(named("B", "50%_off \\ 'x' *"));
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(with_text("%"), ElementsAre("B"));
  EXPECT_THAT(with_text("_"), ElementsAre("B"));
  EXPECT_THAT(with_text("*"), ElementsAre("B"));
  EXPECT_THAT(with_text("\\"), ElementsAre("B"));
  EXPECT_THAT(with_text("'x'"), ElementsAre("B"));
  EXPECT_THAT(with_text("a%c"), IsEmpty());
  EXPECT_THAT(with_text("a_c"), IsEmpty());
  EXPECT_THAT(with_text("\" OR 1=1 --"), IsEmpty());
}

TEST_P(Facilities, FiltersNarrowTogether) {
  const auto make = [&](const char* code, const char* facility_class, const char* village,
                        const char* circuit) {
    auto facility = named(code, "x");
    facility.facility_class = facility_class;
    facility.village_code = village;
    facility.circuit = circuit;
    add(facility);
  };
  make("1", "streetlight", "v1", "C1");
  make("2", "streetlight", "v2", "C1");
  make("3", "heat_pump", "v1", "");
  make("4", "streetlight", "v1", "C2");
  make("5", "", "", "");
  using testing::ElementsAre;
  models::FacilityQuery query;
  query.village_code = "v1";
  EXPECT_THAT(found(query), ElementsAre("1", "3", "4"));
  query.facility_class = "streetlight";
  EXPECT_THAT(found(query), ElementsAre("1", "4"));
  query.circuit = "C1";
  EXPECT_THAT(found(query), ElementsAre("1"));
  query.village_code = "";
  EXPECT_THAT(found(query), ElementsAre("1", "2"));
  query.near = models::Position{0, 0, ""};
  EXPECT_THAT(found(query), ElementsAre("1", "2"));
  query.near.reset();
  query.circuit = "";
  EXPECT_THAT(found(query), ElementsAre("1", "2", "4"));
  query.text = "X";
  EXPECT_THAT(found(query), ElementsAre("1", "2", "4"));
  query.facility_class = "no such";
  EXPECT_THAT(found(query), testing::IsEmpty());
}

TEST_P(Facilities, NearSortsByDistanceAtAnyScale) {
  std::mt19937 random(support::test_seed());
  // From some metres to the other side of the world, crossing the date line and a pole.
  for (const auto& centre : {models::Position{40.3, 116.7, ""}, models::Position{0, 179.9999, ""},
                             models::Position{89.999, 0, ""}, models::Position{-40, -180, ""}}) {
    std::vector<models::Facility> all;
    write([&](auto& tx) {
      for (int i = 0; i < 120; ++i) {
        const double spread = std::pow(10.0, std::uniform_real_distribution(-5.0, 2.0)(random));
        std::uniform_real_distribution offset(-spread, spread);
        auto facility = named(std::to_string(centre.latitude) + "-" + std::to_string(centre.longitude) + "-" +
                                  std::to_string(i),
                              "lc");
        models::Position position{std::clamp(centre.latitude + offset(random), -90.0, 90.0),
                                  std::remainder(centre.longitude + offset(random), 360.0), "s"};
        if (i % 20 == 0 && i > 0) position = *all.back().position;  // ties
        if (i % 17 != 3 || i % 20 == 19) facility.position = position;
        facility.circuit = "near " + std::to_string(centre.latitude);
        facility.id = tx.facilities().insert(facility);
        all.push_back(facility);
      }
    });
    const auto metres = [&](const models::Facility& facility) {
      return facility.position ? models::distance_metres(centre, *facility.position)
                               : std::numeric_limits<double>::infinity();
    };
    std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
      return std::pair(metres(a), a.id) < std::pair(metres(b), b.id);
    });
    std::vector<std::string> expected;
    for (const auto& facility : all) expected.push_back(facility.code);
    models::FacilityQuery query;
    query.near = centre;
    query.circuit = "near " + std::to_string(centre.latitude);
    query.limit = 7;
    EXPECT_EQ(all_pages(query), expected);
    query.text = "LC";
    query.limit = 50;
    EXPECT_EQ(all_pages(query), expected);
  }
}

TEST_P(Facilities, PagesAreCompleteWithoutDoubles) {
  std::vector<std::string> expected;
  write([&](auto& tx) {
    for (int i = 0; i < 250; ++i) {
      auto facility = named("LC-" + std::to_string(1000 + i), "lc");
      if (i % 2 == 0) facility.village_code = "v1";
      tx.facilities().insert(facility);
      if (i % 2 == 0) expected.push_back(facility.code);
    }
  });
  models::FacilityQuery query;
  query.village_code = "v1";
  query.limit = 7;
  EXPECT_EQ(all_pages(query), expected);
  query.text = "lc";
  query.limit = 125;
  EXPECT_EQ(all_pages(query), expected);
  query.limit = 0;
  EXPECT_EQ(found(query).size(), 1U);
  query.limit = 100'000;
  query.village_code = "";
  EXPECT_EQ(found(query).size(), 200U);
}

TEST_P(Facilities, AForeignCursorIsRefused) {
  models::FacilityQuery query;
  for (const auto* cursor : {"x", "near:", "near:1:", "near:nan:1", "near:1:2x", "1:1"}) {
    query.cursor = cursor;
    EXPECT_THROW(found(query), std::invalid_argument) << cursor;
    query.near = models::Position{40, 116, ""};
    EXPECT_THROW(found(query), std::invalid_argument) << cursor;
    query.near.reset();
  }
  query.near = models::Position{40, 116, ""};
  query.cursor = "code:A";
  EXPECT_THROW(found(query), std::invalid_argument);
}

}  // namespace
