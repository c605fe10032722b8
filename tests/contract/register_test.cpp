#include <gmock/gmock.h>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using support::text;

class Register : public support::StorageTest {};
LAMPLIGHTER_EVERY_STORAGE(Register);

template <class List>
std::vector<std::string> codes(const List& list) {
  std::vector<std::string> result;
  for (const auto& item : list) result.push_back(item.code);
  return result;
}

TEST_P(Register, VillageComesBackWhole) {
  const auto full = support::sample_village("110113115200");
  const models::Village bare{"110113115201", "", support::odd_text(), "", "", false, std::nullopt};
  write([&](auto& tx) {
    tx.villages().save(full);
    tx.villages().save(bare);
  });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.villages().find(full.code).value()), text(full));
    EXPECT_EQ(text(tx.villages().find(bare.code).value()), text(bare));
    EXPECT_FALSE(tx.villages().find("no such"));
    EXPECT_THAT(codes(tx.villages().list()), testing::ElementsAre(full.code, bare.code));
  });
}

TEST_P(Register, SavingAVillageAgainReplacesItUnderItsFacilities) {
  write([](auto& tx) { support::make_town(tx); });
  auto changed = support::sample_village("110113115200");
  changed.name = "新名";
  changed.position.reset();
  write([&](auto& tx) { tx.villages().save(changed); });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.villages().find(changed.code).value()), text(changed));
    EXPECT_EQ(tx.villages().list().size(), 3U);
    EXPECT_TRUE(tx.facilities().find_by_code("F-0"));
  });
}

TEST_P(Register, CatalogComesBackWhole) {
  const auto facility_class = support::sample_class("heat_pump");
  const auto kind = support::sample_kind("HP-01", "heat_pump");
  const auto policy = support::sample_policy("HP-P1", "heat_pump");
  const auto calendar = support::sample_calendar("daily");
  write([&](auto& tx) {
    tx.catalog().save(facility_class);
    tx.catalog().save(kind);
    tx.catalog().save(policy);
    tx.catalog().save(calendar);
  });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.catalog().find_class("heat_pump").value()), text(facility_class));
    EXPECT_EQ(text(tx.catalog().find_kind("HP-01").value()), text(kind));
    EXPECT_EQ(text(tx.catalog().find_policy("HP-P1").value()), text(policy));
    EXPECT_EQ(text(tx.catalog().find_calendar("daily").value()), text(calendar));
    EXPECT_FALSE(tx.catalog().find_class("x"));
    EXPECT_FALSE(tx.catalog().find_kind("x"));
    EXPECT_FALSE(tx.catalog().find_policy("x"));
    EXPECT_FALSE(tx.catalog().find_calendar("x"));
  });
}

TEST_P(Register, EmptyCatalogThingsComeBackEmpty) {
  models::FacilityClass facility_class;
  facility_class.code = "c";
  models::FaultKind kind;
  kind.code = "k";
  models::SlaPolicy policy;
  policy.code = "p";
  models::Calendar calendar;
  calendar.code = "always";
  write([&](auto& tx) {
    tx.catalog().save(facility_class);
    tx.catalog().save(kind);
    tx.catalog().save(policy);
    tx.catalog().save(calendar);
  });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.catalog().find_class("c").value()), text(facility_class));
    EXPECT_EQ(text(tx.catalog().find_kind("k").value()), text(kind));
    EXPECT_EQ(text(tx.catalog().find_policy("p").value()), text(policy));
    EXPECT_EQ(text(tx.catalog().find_calendar("always").value()), text(calendar));
  });
}

TEST_P(Register, CatalogListsAreInOrderAndSavingReplaces) {
  write([](auto& tx) {
    for (const auto* code : {"b", "a"}) tx.catalog().save(support::sample_class(code));
    for (const auto* code : {"K2", "K1"}) tx.catalog().save(support::sample_kind(code, "b"));
    tx.catalog().save(support::sample_kind("K9", "a"));
    for (const auto* code : {"y", "x"}) tx.catalog().save(support::sample_calendar(code));
  });
  auto renamed = support::sample_class("a");
  renamed.name.zh = "路灯";
  renamed.attributes.clear();
  auto kind = support::sample_kind("K1", "a");
  kind.wording.clear();
  auto calendar = support::sample_calendar("x");
  calendar.spans.clear();
  calendar.version = 2;
  write([&](auto& tx) {
    tx.catalog().save(renamed);
    tx.catalog().save(kind);
    tx.catalog().save(calendar);
  });
  read([&](auto& tx) {
    EXPECT_THAT(codes(tx.catalog().classes()), testing::ElementsAre("a", "b"));
    EXPECT_THAT(codes(tx.catalog().kinds()), testing::ElementsAre("K1", "K9", "K2"));
    EXPECT_THAT(codes(tx.catalog().calendars()), testing::ElementsAre("x", "y"));
    EXPECT_EQ(text(tx.catalog().find_class("a").value()), text(renamed));
    EXPECT_EQ(text(tx.catalog().find_kind("K1").value()), text(kind));
    EXPECT_EQ(text(tx.catalog().find_calendar("x").value()), text(calendar));
  });
}

TEST_P(Register, APolicyGetsAVersionOnlyWhenItDiffers) {
  write([](auto& tx) { support::make_town(tx); });
  auto policy = support::sample_policy("HP-P1", "heat_pump");
  write([&](auto& tx) { tx.catalog().save(policy); });
  EXPECT_EQ(read([](auto& tx) { return tx.catalog().find_policy("HP-P1")->version; }), 1);
  policy.limits[3]->duration = models::Duration{7200};
  write([&](auto& tx) { tx.catalog().save(policy); });
  write([&](auto& tx) { tx.catalog().save(policy); });
  policy.version = 2;
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.catalog().find_policy("HP-P1").value()), text(policy));
    ASSERT_EQ(tx.catalog().policies().size(), 1U);
    EXPECT_EQ(text(tx.catalog().policies()[0]), text(policy));
  });
}

TEST_P(Register, OldPolicyVersionsStayForTheOrdersThatFrozeThem) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  auto policy = support::sample_policy(town.policy, town.classes[0]);
  policy.basis = "changed";
  write([&](auto& tx) { tx.catalog().save(policy); });
  auto order = support::full_order(town, 1);
  order.policy_version = 1;
  EXPECT_NO_THROW(write([&](auto& tx) { tx.work_orders().insert(order); }));
  order = support::full_order(town, 2);
  order.policy_version = 3;
  EXPECT_THROW(write([&](auto& tx) { tx.work_orders().insert(order); }), storage::ConstraintFailed);
}

TEST_P(Register, CrewComesBackWholeAndCanBeChanged) {
  auto full = support::sample_crew("heat-1");
  models::Crew bare;
  bare.code = "a-bare";
  write([&](auto& tx) {
    full.id = tx.crews().insert(full);
    bare.id = tx.crews().insert(bare);
  });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.crews().find(full.id).value()), text(full));
    EXPECT_EQ(text(tx.crews().find_by_code("a-bare").value()), text(bare));
    EXPECT_FALSE(tx.crews().find(models::CrewId{999}));
    EXPECT_FALSE(tx.crews().find_by_code("x"));
    EXPECT_THAT(codes(tx.crews().list()), testing::ElementsAre("a-bare", "heat-1"));
  });
  bare = support::sample_crew("a-bare");
  bare.id = full.id;
  bare.code = "renamed";
  write([&](auto& tx) { tx.crews().update(bare); });
  EXPECT_EQ(text(read([&](auto& tx) { return tx.crews().find(full.id).value(); })), text(bare));
}

TEST_P(Register, AccountComesBackWholeAndCanBeChanged) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  models::Account account{
      {},   "li", "李 'Ada'",          models::Role::operator_, town.crews[1], "$argon2id$…",
      true, true, models::from_unix(5)};
  account.villages = {"v1", "v2"};
  account.classes = {"heater"};
  account.must_change_password = true;
  account.password_changed_at = models::from_unix(6);
  account.password_history = {"$argon2id$old"};
  account.last_seen_at = models::from_unix(7);
  account.totp_secret = "GEZDGNBV";
  account.totp_confirmed = true;
  account.totp_step = 60'000'000'000;
  account.recovery_codes = {"aa", "bb"};
  account.oidc_issuer = "https://id.example";
  account.oidc_subject = "u1";
  write([&](auto& tx) { account.id = tx.accounts().insert(account); });
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.accounts().find(account.id).value()), text(account));
    EXPECT_EQ(text(tx.accounts().find_by_username("li").value()), text(account));
    EXPECT_FALSE(tx.accounts().find_by_username("LI"));
    EXPECT_EQ(text(tx.accounts().find_by_identity("https://id.example", "u1").value()), text(account));
    EXPECT_FALSE(tx.accounts().find_by_identity("https://id.example", "u2"));
    EXPECT_FALSE(tx.accounts().find_by_identity("", "")) << "nobody's identity is nobody";
    EXPECT_FALSE(tx.accounts().find(models::AccountId{999}));
    EXPECT_EQ(tx.accounts().list().size(), 2U);
    EXPECT_EQ(tx.accounts().list()[0].username, "li");
  });
  account.role = models::Role::auditor;
  account.crew = {};
  account.disabled = false;
  account.villages.clear();
  account.last_seen_at.reset();
  account.recovery_codes = {"bb"};
  account.oidc_issuer.clear();
  account.oidc_subject.clear();
  write([&](auto& tx) { tx.accounts().update(account); });
  EXPECT_EQ(text(read([&](auto& tx) { return tx.accounts().find(account.id).value(); })), text(account));
}

TEST_P(Register, EveryRoleCanBeStored) {
  for (int role = 0; role <= static_cast<int>(models::Role::system); ++role) {
    models::Account account;
    account.username = "u" + std::to_string(role);
    account.role = static_cast<models::Role>(role);
    write([&](auto& tx) { account.id = tx.accounts().insert(account); });
    EXPECT_EQ(read([&](auto& tx) { return tx.accounts().find(account.id)->role; }), account.role);
  }
}

TEST_P(Register, SessionsOfAnAccountAreListedAndEndTogether) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  const auto at = models::from_unix;
  models::Account other;
  other.username = "other";
  write([&](auto& tx) {
    other.id = tx.accounts().insert(other);
    tx.sessions().insert({"old", town.account, at(1), at(100), at(2)});
    tx.sessions().insert({"new", town.account, at(5), at(100), at(6)});
    tx.sessions().insert({"theirs", other.id, at(3), at(100), at(3)});
  });
  const auto hashes = [&] {
    std::vector<std::string> found;
    for (const auto& one : read([&](auto& tx) { return tx.sessions().of_account(town.account); }))
      found.push_back(one.token_hash);
    return found;
  };
  EXPECT_THAT(hashes(), testing::ElementsAre("new", "old"));
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_of(town.account, "old"); }), 1);
  EXPECT_THAT(hashes(), testing::ElementsAre("old"));
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_of(town.account, ""); }), 1);
  EXPECT_TRUE(read([&](auto& tx) { return tx.sessions().find("theirs").has_value(); }));
}

TEST_P(Register, ARevokedSessionIsRememberedLongerThanAnyOther) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  const auto at = models::from_unix;
  constexpr int day = 86'400;
  write([&](auto& tx) {
    tx.sessions().insert({"lost", town.account, at(1), at(100), at(2)});
    tx.sessions().insert({"kept", town.account, at(1), at(100), at(2)});
    tx.sessions().touch("lost", models::Time{});
    tx.sessions().touch("lost", at(50));  // a request that was under way when it was revoked
  });
  EXPECT_EQ(read([](auto& tx) { return tx.sessions().find("lost")->last_seen_at; }), models::Time{});
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_of(town.account, ""); }), 1) << "the other one";
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_expired(at(89 * day)); }), 0);
  EXPECT_TRUE(read([](auto& tx) { return tx.sessions().find("lost").has_value(); }));
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_expired(at(90 * day + 100)); }), 1);
}

TEST_P(Register, AccessTokensLiveUntilTheyAreRevoked) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  const auto at = models::from_unix;
  models::AccessToken token{{}, "hash", town.account, "考核报表", models::Scope::write, at(1), at(100), {}};
  models::AccessToken second{{}, "second", town.account, "b", models::Scope::read, at(2), at(100), at(3)};
  write([&](auto& tx) {
    token.id = tx.access_tokens().insert(token);
    second.id = tx.access_tokens().insert(second);
    tx.access_tokens().touch(token.id, at(9));
  });
  token.last_used_at = at(9);
  read([&](auto& tx) {
    EXPECT_EQ(text(tx.access_tokens().find("hash").value()), text(token));
    EXPECT_FALSE(tx.access_tokens().find("no such"));
    const auto all = tx.access_tokens().of_account(town.account);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(text(all[0]), text(token));
    EXPECT_EQ(text(all[1]), text(second));
  });
  write([&](auto& tx) { tx.access_tokens().remove(token.id); });
  EXPECT_FALSE(read([&](auto& tx) { return tx.access_tokens().find("hash").has_value(); }));
  EXPECT_EQ(write([&](auto& tx) { return tx.access_tokens().remove_of(town.account); }), 1);
  EXPECT_EQ(write([&](auto& tx) { return tx.access_tokens().remove_of(town.account); }), 0);
}

TEST_P(Register, SessionsLiveAndExpire) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  const auto at = models::from_unix;
  models::Session session{"hash", town.account, at(1), at(100), at(2), "2001:db8::7", "Somebody's phone"};
  write([&](auto& tx) {
    tx.sessions().insert(session);
    tx.sessions().insert({"later", town.account, at(1), at(101), at(2)});
    tx.sessions().insert({"gone", town.account, at(1), at(500), at(2)});
  });
  EXPECT_EQ(text(read([](auto& tx) { return tx.sessions().find("hash").value(); })), text(session));
  write([&](auto& tx) {
    tx.sessions().touch("hash", at(50));
    tx.sessions().touch("no such", at(50));
    tx.sessions().remove("gone");
  });
  read([&](auto& tx) {
    EXPECT_EQ(tx.sessions().find("hash")->last_seen_at, at(50));
    EXPECT_EQ(tx.sessions().find("later")->last_seen_at, at(2));
    EXPECT_FALSE(tx.sessions().find("gone"));
  });
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_expired(at(99)); }), 0);
  EXPECT_EQ(write([&](auto& tx) { return tx.sessions().remove_expired(at(100)); }), 1);
  EXPECT_FALSE(read([](auto& tx) { return tx.sessions().find("hash"); }));
  EXPECT_TRUE(read([](auto& tx) { return tx.sessions().find("later"); }));
}

TEST_P(Register, WhatMustBeUniqueIs) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  const auto kind_of = [&](const auto& work) {
    try {
      write([&](auto& tx) { work(tx); });
    } catch (const storage::ConstraintFailed& error) {
      return std::string(error.kind() == storage::ConstraintFailed::Kind::unique ? "unique " : "other ") +
             error.columns();
    }
    return std::string("nothing");
  };
  using Tx = models::Transaction&;
  EXPECT_EQ(kind_of([](Tx tx) { tx.crews().insert(support::sample_crew("heat-1")); }), "unique crews.code");
  EXPECT_EQ(kind_of([](Tx tx) { tx.facilities().insert(support::sample_facility("F-0", "", "")); }),
            "unique facilities.code");
  EXPECT_EQ(kind_of([](Tx tx) {
              models::Account account;
              account.username = "zhang";
              tx.accounts().insert(account);
            }),
            "unique accounts.username");
  write([&](auto& tx) { tx.sessions().insert({"hash", town.account, {}, {}, {}}); });
  EXPECT_EQ(kind_of([&](Tx tx) {
              tx.sessions().insert({"hash", town.account, {}, {}, {}});
            }),
            "unique sessions.token_hash");
}

TEST_P(Register, WhatIsReferredToMustBeThere) {
  write([](auto& tx) { support::make_town(tx); });
  const auto refused = [&](const auto& work) {
    try {
      write([&](auto& tx) { work(tx); });
    } catch (const storage::ConstraintFailed& error) {
      return error.kind() == storage::ConstraintFailed::Kind::foreign_key;
    }
    return false;
  };
  using Tx = models::Transaction&;
  EXPECT_TRUE(refused([](Tx tx) { tx.facilities().insert(support::sample_facility("G", "no", "")); }));
  EXPECT_TRUE(refused([](Tx tx) { tx.facilities().insert(support::sample_facility("G", "", "no")); }));
  EXPECT_TRUE(refused([](Tx tx) { tx.catalog().save(support::sample_kind("K", "no")); }));
  EXPECT_TRUE(refused([](Tx tx) { tx.catalog().save(support::sample_policy("P", "no")); }));
  EXPECT_TRUE(refused([](Tx tx) { tx.sessions().insert({"h", models::AccountId{99}, {}, {}, {}}); }));
  EXPECT_TRUE(refused([](Tx tx) {
    models::Account account;
    account.username = "x";
    account.crew = models::CrewId{99};
    tx.accounts().insert(account);
  }));
  EXPECT_TRUE(refused([](Tx tx) { tx.notes().insert({{}, models::WorkOrderId{99}, "", {}, "", {}}); }));
}

TEST_P(Register, UpdatingWhatIsNotThereIsABug) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  EXPECT_THROW(write([](auto& tx) { tx.crews().update(support::sample_crew("x")); }), std::logic_error);
  EXPECT_THROW(write([](auto& tx) { tx.accounts().update({}); }), std::logic_error);
  EXPECT_THROW(write([](auto& tx) { tx.facilities().update(support::sample_facility("x", "", "")); }),
               std::logic_error);
  EXPECT_THROW(write([&](auto& tx) { tx.work_orders().update(support::full_order(town, 1)); }),
               std::logic_error);
  EXPECT_THROW(write([&](auto& tx) { tx.reports().update(support::full_report(town, 1)); }),
               std::logic_error);
}

}  // namespace
