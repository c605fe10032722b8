#include "dispatch/inheritance.h"

#include <gmock/gmock.h>

#include "tests/support/memory_store.h"
#include "tests/support/storage_samples.h"

namespace {

using models::RuleKind;

models::Time at(int seconds) { return models::Time{std::chrono::seconds{seconds}}; }

models::Actor supervisor() {
  return {models::AccountId{7}, models::Role::supervisor, "督办", models::CrewId{}};
}

/// A district with one rule of each sort.
dispatch::DistrictRules rules() {
  dispatch::DistrictRules all;
  all.classes = {support::sample_class("heater")};
  all.calendars = {support::sample_calendar("day")};
  all.policies = {support::sample_policy("P1", "heater")};
  all.policies[0].valid_from = {};
  all.kinds = {support::sample_kind("K1", "heater")};
  return all;
}

bool is_own(models::Transaction& town, RuleKind kind, const std::string& code) {
  for (const auto& rule : town.catalog().inherited())
    if (rule.kind == kind && rule.code == code) return rule.own;
  ADD_FAILURE() << code << " is not marked";
  return false;
}

TEST(Inheritance, GivesAnEmptyTownEverythingOnce) {
  support::MemoryStore town;
  EXPECT_TRUE(dispatch::would_inherit(town, rules()));
  EXPECT_EQ(dispatch::inherit(town, rules(), at(100)), 4);
  EXPECT_TRUE(town.catalog().find_kind("K1").has_value());
  EXPECT_FALSE(is_own(town, RuleKind::policy, "P1"));
  EXPECT_FALSE(dispatch::would_inherit(town, rules()));
  EXPECT_EQ(dispatch::inherit(town, rules(), at(200)), 0);
  EXPECT_EQ(town.catalog().find_policy("P1")->version, 1) << "nothing changed: no new version";
}

TEST(Inheritance, LeavesWhatTheTownHadBeforeAsItsOwn) {
  support::MemoryStore town;
  auto other = support::sample_class("heater");
  other.icon = "x";
  town.catalog().save(other);
  town.catalog().save(support::sample_calendar("day"));
  EXPECT_EQ(dispatch::inherit(town, rules(), at(100)), 2);
  EXPECT_TRUE(is_own(town, RuleKind::facility_class, "heater"));
  EXPECT_EQ(town.catalog().find_class("heater")->icon, "x");
  EXPECT_FALSE(is_own(town, RuleKind::calendar, "day")) << "it says the same";
}

TEST(Inheritance, ChangesHoldFromNowOn) {
  support::MemoryStore town;
  auto district = rules();
  dispatch::inherit(town, district, at(100));
  const auto before = *town.catalog().find_policy("P1");
  district.policies[0].basis = "new";
  EXPECT_EQ(dispatch::inherit(town, district, at(500)), 1);
  EXPECT_EQ(town.catalog().find_policy("P1", at(499))->version, before.version);
  EXPECT_EQ(town.catalog().find_policy("P1", at(500))->basis, "new");
  EXPECT_EQ(town.catalog().find_policy("P1", before.version)->basis, before.basis)
      << "running orders keep the version that they froze";
}

TEST(Inheritance, AnOverriddenRuleIsLeftAloneUntilItIsGivenBack) {
  support::MemoryStore town;
  auto district = rules();
  dispatch::inherit(town, district, at(100));
  auto own = *town.catalog().find_policy("P1");
  dispatch::save_own(town, own);
  EXPECT_FALSE(is_own(town, RuleKind::policy, "P1")) << "saving the same is no override";
  own.basis = "ours";
  dispatch::save_own(town, own);
  EXPECT_TRUE(is_own(town, RuleKind::policy, "P1"));
  district.policies[0].basis = "theirs";
  EXPECT_EQ(dispatch::inherit(town, district, at(200)), 0);
  EXPECT_EQ(town.catalog().find_policy("P1")->basis, "ours");

  const auto back = [&](const models::Actor& actor, RuleKind kind, const std::string& code) {
    return dispatch::take_back(town, actor, district, kind, code, at(300));
  };
  auto crew = supervisor();
  crew.role = models::Role::crew_member;
  EXPECT_EQ(back(crew, RuleKind::policy, "P1").error().code, models::ErrorCode::forbidden);
  EXPECT_EQ(back(supervisor(), RuleKind::policy, "none").error().code, models::ErrorCode::not_found);
  EXPECT_EQ(back(supervisor(), RuleKind::calendar, "P1").error().code, models::ErrorCode::not_found);
  ASSERT_TRUE(back(supervisor(), RuleKind::policy, "P1"));
  EXPECT_EQ(town.catalog().find_policy("P1")->basis, "theirs");
  EXPECT_FALSE(is_own(town, RuleKind::policy, "P1"));
  EXPECT_EQ(back(supervisor(), RuleKind::policy, "P1").error().code, models::ErrorCode::conflict);
}

TEST(Inheritance, ARuleThatOnlyTheTownHasIsNobodysOverride) {
  support::MemoryStore town;
  dispatch::inherit(town, rules(), at(100));
  auto own = support::sample_calendar("night");
  dispatch::save_own(town, own);
  own.working_day_minutes = 60;
  dispatch::save_own(town, own);
  EXPECT_EQ(town.catalog().inherited().size(), 4u);
}

}  // namespace
