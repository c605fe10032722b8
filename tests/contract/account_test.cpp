// Accounts by the page, and how a session came about.
#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/support/storage_fixture.h"
#include "tests/support/storage_samples.h"

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

}  // namespace
