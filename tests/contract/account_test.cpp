// Accounts by the page, how a session came about, and passkeys.
#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

class Accounts : public support::StorageTest {};
LAMPLIGHTER_EVERY_STORAGE(Accounts);

TEST_P(Accounts, AccountsArePagedAndFoundByPartOfAName) {
  write([](auto& tx) {
    for (const auto* name : {"Chen", "an", "bo", "dan", "wang", "zhou"}) {
      models::Account account;
      account.username = name;
      account.display_name = account.username == "wang" ? "王芳" : "Somebody ANNA";
      tx.accounts().insert(account);
    }
  });
  const auto page = [&](models::AccountQuery query) {
    const auto found = read([&](auto& tx) { return tx.accounts().search(query); });
    std::string names;
    for (const auto& each : found.items) names += (names.empty() ? "" : " ") + each.username;
    return std::pair(names, found.next);
  };
  std::string names, cursor;
  int pages = 0;
  do {
    const auto [some, next] = page({"", cursor, 2});
    names += (names.empty() ? "" : " ") + some;
    cursor = next;
  } while (!cursor.empty() && ++pages < 10);
  EXPECT_EQ(names, "Chen an bo dan wang zhou") << "each once, as bytes are ordered";
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(page({"AN", "", 50}).first, "Chen an bo dan wang zhou") << "anna is in the others' names";
  EXPECT_EQ(page({"芳", "", 50}), std::pair(std::string("wang"), std::string()));
  EXPECT_EQ(page({"hEn", "", 50}).first, "Chen");
  EXPECT_EQ(page({"%", "", 50}).first, "") << "no character has a meaning of its own";
  EXPECT_EQ(page({"", "", 1}).first, "Chen");
  const auto after = page({"anna", "", 2});
  EXPECT_EQ(after.first, "Chen an");
  EXPECT_EQ(page({"anna", after.second, 2}).first, "bo dan");
  EXPECT_THROW(page({"", "no cursor", 2}), std::invalid_argument);
}

TEST_P(Accounts, ASessionSaysHowItCameAbout) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  models::Session session{"hash", town.account, models::from_unix(1), models::from_unix(9),
                          models::from_unix(1)};
  write([&](auto& tx) { tx.sessions().insert(session); });
  session.token_hash = "other";
  session.by_identity = session.multi_factor = true;
  write([&](auto& tx) { tx.sessions().insert(session); });
  read([&](auto& tx) {
    EXPECT_FALSE(tx.sessions().find("hash")->by_identity);
    EXPECT_FALSE(tx.sessions().find("hash")->multi_factor);
    EXPECT_TRUE(tx.sessions().find("other")->by_identity);
    EXPECT_TRUE(tx.sessions().of_account(town.account).front().multi_factor ||
                tx.sessions().of_account(town.account).back().multi_factor);
  });
}

TEST_P(Accounts, PasskeysComeBackWholeAndOnlyTheirUseChanges) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  const auto at = models::from_unix;
  models::Passkey key{{}, town.account, "王芳的 phone 'x'", "Y3JlZA", -7, "cHVibGlj", 0, at(1), {}};
  models::Passkey counting{{}, town.account, "stick", "b3RoZXI", -257, "a2V5", 4'294'967'295, at(2), at(3)};
  write([&](auto& tx) {
    key.id = tx.passkeys().insert(key);
    counting.id = tx.passkeys().insert(counting);
  });
  read([&](auto& tx) {
    EXPECT_EQ(support::text(tx.passkeys().find("Y3JlZA").value()), support::text(key));
    EXPECT_FALSE(tx.passkeys().find("y3JlZA")) << "credentials are bytes: capitals count";
    const auto all = tx.passkeys().of_account(town.account);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(support::text(all[0]), support::text(key));
    EXPECT_EQ(support::text(all[1]), support::text(counting));
  });
  auto used = key;
  used.name = "new name";
  used.counter = 7;
  used.last_used_at = at(9);
  auto foreign = used;
  foreign.public_key = "bm90IGl0";
  foreign.created_at = at(77);
  foreign.credential = "c3dhcHBlZA";
  write([&](auto& tx) { tx.passkeys().update(foreign); });
  EXPECT_EQ(support::text(read([](auto& tx) { return tx.passkeys().find("Y3JlZA").value(); })),
            support::text(used));
}

TEST_P(Accounts, ACredentialIsOneAccountsAndPasskeysGoOneByOneOrTogether) {
  const auto town = write([](auto& tx) { return support::make_town(tx); });
  models::Account other;
  other.username = "other";
  models::Passkey mine{{}, town.account, "a", "bWluZQ", -7, "k", 0, models::from_unix(1), {}};
  auto second = mine, theirs = mine;
  second.credential = "c2Vjb25k";
  write([&](auto& tx) {
    theirs.account = other.id = tx.accounts().insert(other);
    mine.id = tx.passkeys().insert(mine);
    second.id = tx.passkeys().insert(second);
  });
  EXPECT_ANY_THROW(write([&](auto& tx) { tx.passkeys().insert(theirs); })) << "the same credential";
  theirs.credential = "dGhlaXJz";
  write([&](auto& tx) {
    tx.passkeys().insert(theirs);
    tx.passkeys().remove(mine.id);
  });
  EXPECT_FALSE(read([](auto& tx) { return tx.passkeys().find("bWluZQ").has_value(); }));
  EXPECT_EQ(write([&](auto& tx) { return tx.passkeys().remove_of(town.account); }), 1);
  EXPECT_EQ(write([&](auto& tx) { return tx.passkeys().remove_of(town.account); }), 0);
  EXPECT_TRUE(read([](auto& tx) { return tx.passkeys().find("dGhlaXJz").has_value(); }));
}

}  // namespace
