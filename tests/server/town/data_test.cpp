#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "server/town/load.h"
#include "server/town/pinyin.h"
#include "tests/server/town/files.h"
#include "tests/support/memory_store.h"

using models::SlaTarget;

namespace town_test {
namespace {

const town::TownFiles& files() {
  static const auto read = town::read_town(data_folder());
  if (!read) throw std::runtime_error(read.error().detail + " " + read.error().fields.at(0).field);
  return *read;
}

std::vector<models::FaultKind> all_kinds() {
  std::vector<models::FaultKind> kinds;
  for (const auto& definition : files().classes)
    kinds.insert(kinds.end(), definition.kinds.begin(), definition.kinds.end());
  return kinds;
}

std::map<std::string, models::SlaPolicy> all_policies() {
  std::map<std::string, models::SlaPolicy> policies;
  for (const auto& definition : files().classes)
    for (const auto& policy : definition.policies) policies[policy.code] = policy;
  return policies;
}

TEST(TownData, HasTheVillagesOfTheTown) {
  const auto& villages = files().villages;
  ASSERT_EQ(villages.size(), 54U);
  const auto count = [&](auto wanted) { return std::count_if(villages.begin(), villages.end(), wanted); };
  EXPECT_EQ(count([](const auto& item) { return item.village.in_care; }), 32);
  EXPECT_EQ(count([](const auto& item) { return item.heater_village; }), 23);
  EXPECT_EQ(count([](const auto& item) { return item.heater_village && !item.village.in_care; }), 0);
  std::map<std::string, town::TownVillage> by_name;
  std::set<std::string> codes;
  for (const auto& item : villages) {
    by_name[item.village.name] = item;
    codes.insert(item.village.code);
    EXPECT_EQ(item.village.code.substr(0, 9), "110112119");
    EXPECT_EQ(item.village.position.value().source, "synthetic");
    // The official name is the name with 村委会 or 村村委会 behind it.
    EXPECT_TRUE(item.village.official_name.starts_with(item.village.name)) << item.village.official_name;
    EXPECT_TRUE(item.village.official_name.ends_with("村委会"));
  }
  EXPECT_EQ(codes.size(), 54U);
  EXPECT_EQ(by_name.size(), 54U);
  for (const auto* standing : {"兴各庄", "大豆各庄", "小豆各庄", "贾后疃", "太子府"})
    EXPECT_TRUE(by_name.at(standing).village.in_care) << standing;
  for (const auto* gone : {"胡各庄", "辛安屯", "后北营"})
    EXPECT_FALSE(by_name.at(gone).village.in_care) << gone;
  EXPECT_TRUE(by_name.at("兴各庄").heater_village);
  EXPECT_FALSE(by_name.at("大豆各庄").heater_village);
  EXPECT_EQ(by_name.at("兴各庄").village.code, "110112119243");
}

TEST(TownData, VillagesLieApartInsideTheTown) {
  const models::Position metro{39.901547, 116.741787, ""};
  for (const auto& one : files().villages) {
    EXPECT_LT(models::distance_metres(metro, *one.village.position), 12'000) << one.village.name;
    EXPECT_LT(one.village.position->longitude, 116.85) << one.village.name;
    for (const auto& other : files().villages)
      if (one.village.code != other.village.code) {
        EXPECT_GT(models::distance_metres(*one.village.position, *other.village.position), 850)
            << one.village.name << " " << other.village.name;
      }
  }
}

TEST(TownData, PinyinOfVillagesAgreesWithTheLibrary) {
  // Characters with two readings, where the library takes the other one.
  const std::set<std::string> ambiguous{"召里", "堡辛", "西堡", "东堡", "贾后疃", "卜落垡"};
  for (const auto& item : files().villages) {
    if (ambiguous.contains(item.village.name)) continue;
    EXPECT_EQ(item.village.pinyin, town::pinyin(item.village.name)) << item.village.name;
    EXPECT_EQ(item.village.initials, town::initials(item.village.name)) << item.village.name;
  }
}

TEST(TownData, HasEveryFaultKind) {
  std::map<std::string, int> count;
  for (const auto& kind : all_kinds()) {
    ++count[kind.code.substr(0, 2)];
    EXPECT_FALSE(kind.name.zh.empty() || kind.name.en.empty()) << kind.code;
    EXPECT_FALSE(kind.wording.empty()) << kind.code;
    EXPECT_FALSE(kind.advice.zh.empty() || kind.advice.en.empty()) << kind.code;
    EXPECT_EQ(kind.danger.zh.empty(), kind.danger.en.empty()) << kind.code;
    EXPECT_GE(kind.estimate, models::Duration{900}) << kind.code;
    EXPECT_EQ(kind.refer_to, kind.code == "GS-02" ? "119" : "") << kind.code;
  }
  EXPECT_EQ(count, (std::map<std::string, int>{{"WC", 20}, {"SL", 15}, {"HP", 19}, {"GS", 3}}));
}

TEST(TownData, EveryKindHasItsPolicyAndACrew) {
  const auto policies = all_policies();
  std::set<std::string> skills;
  for (const auto& crew : files().crews) skills.insert(crew.skills.begin(), crew.skills.end());
  for (const auto& kind : all_kinds()) {
    EXPECT_TRUE(policies.contains(kind.policy)) << kind.code;
    EXPECT_TRUE(skills.contains(kind.skill)) << kind.code << " " << kind.skill;
  }
}

TEST(TownData, ADangerousKindAsksAndADangerousAnswerHasAPolicy) {
  const auto policies = all_policies();
  for (const auto& kind : all_kinds()) {
    const auto& policy = policies.at(kind.policy);
    if (policy.severity == models::Severity::danger) {
      EXPECT_FALSE(kind.questions.empty()) << kind.code;
      EXPECT_FALSE(kind.danger.zh.empty()) << kind.code;
    } else {
      ASSERT_TRUE(policies.contains(policy.danger_policy)) << policy.code;
      EXPECT_EQ(policies.at(policy.danger_policy).severity, models::Severity::danger) << policy.code;
    }
  }
}

TEST(TownData, EveryKindThatLeavesAHomeColdWarnsOfCarbonMonoxide) {
  const std::set<std::string> warm{"HP-15", "HP-17"};  // noise; a question about the bill
  for (const auto& kind : all_kinds()) {
    if (kind.facility_class != "heater" || warm.contains(kind.code)) continue;
    EXPECT_NE(kind.advice.zh.find("一氧化碳"), std::string::npos) << kind.code;
    EXPECT_NE(kind.advice.zh.find("不要在室内烧炭"), std::string::npos) << kind.code;
    EXPECT_NE(kind.advice.en.find("carbon monoxide"), std::string::npos) << kind.code;
  }
}

// Minutes of contact, arrive, make_safe, resolve; -1: no limit. Calendar of the resolve limit.
struct Figures {
  const char* code;
  models::Severity severity;
  int minutes[4];
  const char* calendar;
  int working_days = 0;  // of the resolve limit
};

TEST(TownData, PoliciesMatchTheFigures) {
  using enum models::Severity;
  const Figures figures[] = {
      {"HP-P0", danger, {15, 60, 60, 240}, "24x7"},
      {"HP-P1V", urgent, {15, 60, -1, 240}, "24x7"},
      {"HP-P1", urgent, {15, 120, -1, 240}, "24x7"},
      {"HP-P2", normal, {60, 240, -1, 1440}, "24x7"},
      {"HP-P3", planned, {1440, -1, -1, 10080}, "24x7"},
      {"SL-P0", danger, {15, 60, 60, 1440}, "24x7"},
      {"SL-P1", urgent, {60, 240, -1, 1440}, "24x7"},
      {"SL-P2", normal, {1440, -1, -1, 2880}, "24x7"},
      {"SL-P3", planned, {1440, -1, -1, 0}, "workdays-09-18", 3},
      {"WC-P0", danger, {15, 60, 60, 1440}, "24x7"},
      {"WC-P1", urgent, {60, 120, -1, 720}, "24x7"},
      {"WC-P2", normal, {1440, -1, -1, 2880}, "24x7"},
      {"WC-C", normal, {30, 60, -1, 240}, "daily-06-22"},
      {"WC-L", urgent, {30, 60, -1, 120}, "24x7"},
      {"GS-P0", danger, {0, -1, -1, 0}, "24x7"},
      {"GS-P1", urgent, {30, -1, -1, 720}, "daily-08-20"},
  };
  const auto policies = all_policies();
  EXPECT_EQ(policies.size(), std::size(figures));
  for (const auto& wanted : figures) {
    SCOPED_TRACE(wanted.code);
    const auto& policy = policies.at(wanted.code);
    EXPECT_EQ(policy.severity, wanted.severity);
    EXPECT_FALSE(policy.basis.empty());
    for (const auto target : models::sla_targets) {
      const auto& limit = policy.limit(target);
      const int minutes = target == SlaTarget::accept ? -1 : wanted.minutes[static_cast<std::size_t>(target)];
      ASSERT_EQ(limit.has_value(), minutes >= 0);
      if (limit) {
        EXPECT_EQ(limit->duration, std::chrono::minutes(minutes));
      }
    }
    EXPECT_EQ(policy.limit(SlaTarget::resolve)->calendar, wanted.calendar);
    EXPECT_EQ(policy.limit(SlaTarget::resolve)->working_days, wanted.working_days);
  }
  EXPECT_EQ(policies.at("HP-P1").urgent_policy, "HP-P1V");
  EXPECT_EQ(policies.at("HP-P1").danger_policy, "HP-P0");
  EXPECT_EQ(policies.at("HP-P2").limit(SlaTarget::arrive)->calendar, "daily-08-20");
  EXPECT_EQ(policies.at("HP-P2").limit(SlaTarget::contact)->calendar, "24x7");
}

TEST(TownData, TheRulesTakeItAndTwiceIsAsGoodAsOnce) {
  support::MemoryStore store;
  ASSERT_TRUE(town::load_town(data_folder(), store));
  const auto crews = store.data.crews.size();
  const auto again = town::load_town(data_folder(), store);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(store.data.villages.size(), 54U);
  EXPECT_EQ(store.data.kinds.size(), 57U);
  EXPECT_EQ(store.data.policies.size(), 16U);
  EXPECT_EQ(store.data.crews.size(), crews);
  for (const auto& [code, versions] : store.data.policies) EXPECT_EQ(versions.size(), 1U) << code;
}

TEST(TownData, AccountsCoverEveryRoleAndCrew) {
  std::map<models::Role, int> roles;
  std::map<std::string, int> of_crew;
  for (const auto& account : files().accounts) {
    ++roles[account.role];
    if (!account.crew.empty()) ++of_crew[account.crew];
  }
  using enum models::Role;
  for (const auto role :
       {operator_, dispatcher, supervisor, checker, auditor, admin, village_reporter, crew_lead, crew_member})
    EXPECT_GE(roles[role], 1);
  EXPECT_EQ(files().crews.size(), 12U);
  for (const auto& crew : files().crews) {
    EXPECT_EQ(of_crew[crew.code], 2) << crew.code;
    EXPECT_TRUE(crew.phone.starts_with("010-5550-")) << crew.code;
  }
}

TEST(TownData, AWrongFolderIsToldFileByFile) {
  TempFolder folder;
  std::filesystem::copy(data_folder(), folder.path(), std::filesystem::copy_options::recursive);
  folder.write("villages.csv", "code,name,latitude,colour\n12,甲,1,1\n");
  folder.write("classes/toilet.json", "{");
  folder.write("crews.json", R"({"crews": [{}]})");
  const auto read = town::read_town(folder.path());
  ASSERT_FALSE(read);
  std::set<std::string> fields;
  for (const auto& field : read.error().fields) fields.insert(field.field);
  EXPECT_EQ(fields, (std::set<std::string>{"villages.csv: line 1: colour", "classes/toilet.json",
                                           "crews.json: crews[0].code", "crews.json: crews[0].name",
                                           "crews.json: crews[0].skills"}));
  std::filesystem::remove_all(folder.path() / "classes");
  folder.write(
      "villages.csv",
      "code,name,latitude,longitude,in_care\n12,甲,91,x,maybe\n110112119299,,,,\n110112119299,乙,,,\n");
  const auto second = town::read_town(folder.path());
  fields.clear();
  for (const auto& field : second.error().fields) fields.insert(field.field);
  EXPECT_EQ(fields, (std::set<std::string>{"villages.csv: line 2: code", "villages.csv: line 2: latitude",
                                           "villages.csv: line 2: longitude", "villages.csv: line 2: in_care",
                                           "villages.csv: line 3: name", "villages.csv: line 4: code",
                                           "classes", "crews.json: crews[0].code",
                                           "crews.json: crews[0].name", "crews.json: crews[0].skills"}));
}

TEST(Pinyin, IsWhatPeopleType) {
  EXPECT_EQ(town::pinyin("兴各庄 12号"), "xinggezhuang 12hao");
  EXPECT_EQ(town::initials("兴各庄 12号"), "xgz 12h");
  EXPECT_EQ(town::pinyin("吕秀兰"), "lvxiulan");
  EXPECT_EQ(town::pinyin("ABC-é"), "abc-é");
  EXPECT_EQ(town::pinyin(""), "");
  EXPECT_EQ(town::pinyin("\xFF"), "\xEF\xBF\xBD");
}

TEST(Pinyin, SearchTextHoldsWhatIsOnTheLabelAndThePlate) {
  models::Facility facility;
  facility.code = "LC-HP-243-0017";
  facility.name = "兴各庄 3排12号 王秀兰家";
  facility.household = "王秀兰";
  facility.circuit = "LC-FC-243-03";
  facility.attributes = {{"pole_number", "243-03-017"}, {"brand", "不该有"}};
  EXPECT_EQ(town::search_text(facility, "兴各庄"),
            "lc-hp-243-0017 兴各庄 3排12号 王秀兰家 王秀兰 lc-fc-243-03 243-03-017 xinggezhuang 3pai12hao "
            "wangxiulanjia xgz 3p12h wxlj wangxiulan wxl");
}

}  // namespace
}  // namespace town_test
