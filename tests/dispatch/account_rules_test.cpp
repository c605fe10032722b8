#include "dispatch/account_rules.h"

#include <gtest/gtest.h>

namespace {

using dispatch::PasswordMode;
using models::Owed;
using models::Role;

models::Account account_of(Role role) {
  models::Account account;
  account.username = "wangfang";
  account.display_name = "王芳";
  account.role = role;
  return account;
}

const models::Time now = models::from_unix(1'800'000'000);

TEST(Passwords, TableOfBothPolicies) {
  struct Row {
    const char* password;
    const char* asvs;
    const char* dengbao;
  };
  const std::string longest(256, 'x');
  const Row rows[] = {
      {"short", "too_short", "too_short"},
      {"elevenchars", "too_short", "too_short"},
      {"twelve chars", "", "too_plain"},
      {"Twelve chars", "", ""},
      {"plum lantern river", "", "too_plain"},
      {"Plum lantern 7", "", ""},
      {"PLUMLANTERN7x", "", ""},
      {"灯火阑珊处那人却在回首", "too_short", "too_short"},
      {"灯火阑珊处那人却在回首间", "", "too_plain"},
      {"Password1234", "common", "common"},
      {"P@ssw0rd1234", "common", "common"},
      {"Abcabcabcabc1", "", ""},
      {"abcabcabcabc", "common", "too_plain"},
      {"111111111111", "common", "too_plain"},
      {"123456789012", "common", "too_plain"},
      {"210987654321", "common", "too_plain"},
      {"abcdefghijklm", "common", "too_plain"},
      {"wangfang1234", "about_you", "too_plain"},
      {"Wangfang1234", "about_you", "about_you"},
      {"lucheng-2026!", "about_you", "about_you"},
      {"潞城镇潞城镇潞城镇潞城镇", "common", "too_plain"},
  };
  for (const auto& row : rows)
    for (const auto mode : {PasswordMode::asvs, PasswordMode::dengbao}) {
      dispatch::PasswordPolicy policy;
      policy.mode = mode;
      policy.context_words = {"Lucheng", "潞城镇"};
      const auto good =
          dispatch::check_password(policy, account_of(Role::operator_), row.password, "new_password");
      const std::string wanted = mode == PasswordMode::asvs ? row.asvs : row.dengbao;
      EXPECT_EQ(good ? "" : good.error().fields.at(0).code, wanted) << row.password;
      if (!good) {
        EXPECT_EQ(good.error().fields.at(0).field, "new_password");
      }
    }
}

TEST(Passwords, UpTo256CharactersOfAnyKind) {
  dispatch::PasswordPolicy policy;
  std::string text;
  for (int i = 0; i < 256; ++i) text += static_cast<char>('a' + i * i % 26);
  EXPECT_TRUE(dispatch::check_password(policy, account_of(Role::operator_), text, "p"));
  EXPECT_EQ(
      dispatch::check_password(policy, account_of(Role::operator_), text + "y", "p").error().fields[0].code,
      "too_long");
}

TEST(Owing, TablePerRole) {
  for (int i = 0; i < 12; ++i) {
    const auto role = static_cast<Role>(i);
    const bool strong = role == Role::supervisor || role == Role::admin;
    auto account = account_of(role);
    account.password_changed_at = now;
    dispatch::SignInRules rules;
    EXPECT_EQ(dispatch::owed(account, rules, now), strong ? Owed::second_factor : Owed::nothing) << i;
    rules.second_factor = false;
    EXPECT_EQ(dispatch::owed(account, rules, now), Owed::nothing) << i;
    rules.second_factor = true;
    rules.demo = true;
    EXPECT_EQ(dispatch::owed(account, rules, now), Owed::nothing) << i;
    rules.demo = false;
    account.totp_secret = "X";
    EXPECT_EQ(dispatch::owed(account, rules, now), strong ? Owed::second_factor : Owed::nothing)
        << "only a confirmed one counts";
    account.totp_confirmed = true;
    EXPECT_EQ(dispatch::owed(account, rules, now), Owed::nothing) << i;
    account.must_change_password = true;
    EXPECT_EQ(dispatch::owed(account, rules, now), Owed::password) << "before all else";
    account.demo = true;
    EXPECT_EQ(dispatch::owed(account, rules, now), Owed::nothing)
        << "everybody's password is nobody's to change";
  }
}

TEST(Owing, WhoCameFromTheIdentityProviderOwesNoPassword) {
  auto account = account_of(Role::supervisor);
  account.password_changed_at = now;
  account.must_change_password = true;
  const dispatch::SignInRules rules;
  models::Session session;
  EXPECT_EQ(dispatch::owed(account, rules, now, session), Owed::password);
  session.by_identity = true;
  EXPECT_EQ(dispatch::owed(account, rules, now, session), Owed::second_factor);
  session.multi_factor = true;
  EXPECT_EQ(dispatch::owed(account, rules, now, session), Owed::nothing) << "it was asked for over there";
  account.role = Role::operator_;
  session.multi_factor = false;
  EXPECT_EQ(dispatch::owed(account, rules, now, session), Owed::nothing);
}

TEST(Owing, DengbaoAsksForANewOneAfterNinetyDays) {
  auto account = account_of(Role::operator_);
  account.password_changed_at = now;
  dispatch::SignInRules rules;
  const auto after = [&](int days) { return dispatch::owed(account, rules, now + std::chrono::days{days}); };
  EXPECT_EQ(after(1000), Owed::nothing);
  rules.password.mode = PasswordMode::dengbao;
  EXPECT_EQ(after(89), Owed::nothing);
  EXPECT_EQ(after(90), Owed::password);
}

}  // namespace
