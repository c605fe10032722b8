#include "tests/server/api/fixture.h"

class SessionTest : public ApiTest {
 protected:
  SessionTest() {
    const auto hash = auth::hash_password("correct horse", {.memory_bytes = 8u * 1024 * 1024, .passes = 1});
    database_->write_now([&](models::Transaction& tx) {
      auto account = *tx.accounts().find(town_.operator_.account);
      username_ = account.username;
      account.password_hash = hash;
      tx.accounts().update(account);
      return true;
    });
  }
  Got sign_in_with(const std::string& username, const std::string& password) {
    return post("/api/v1/session", {{"username", username}, {"password", password}}, "");
  }
  std::string username_;
};

TEST_F(SessionTest, SignsInByCookieAndByToken) {
  const auto got = sign_in_with(username_, "correct horse");
  ASSERT_EQ(got.status, 201) << got.body;
  const auto cookie = got.header("Set-Cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
  const std::string token = got.json()["token"];
  EXPECT_EQ(get("/api/v1/me", token).json()["username"], username_);
  const http::Fields by_cookie{{"Cookie", cookie.substr(0, cookie.find(';'))}};
  EXPECT_EQ(send({http::Method::get, "/api/v1/me", "", "", by_cookie}).status, 200);
  EXPECT_EQ(send({http::Method::delete_, "/api/v1/session", "", token, {}}).status, 204);
  EXPECT_EQ(get("/api/v1/me", token).status, 401);
}

TEST_F(SessionTest, WrongNameAndWrongPasswordReadTheSame) {
  auto wrong_name = sign_in_with("nobody", "correct horse").json();
  auto wrong_password = sign_in_with(username_, "battery staple").json();
  EXPECT_EQ(wrong_name, wrong_password);
  EXPECT_EQ(wrong_name["status"], 401);
}

TEST_F(SessionTest, GuessingIsSlowedDownEvenForTheRightPassword) {
  int status = 0;
  for (int i = 0; i < 12 && status != 429; ++i) status = sign_in_with(username_, "guess").status;
  EXPECT_EQ(status, 429);
  const auto refused = sign_in_with(username_, "correct horse");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.header("Retry-After"), "");
  now_ += std::chrono::hours{2};
  EXPECT_EQ(sign_in_with(username_, "correct horse").status, 201);
}

TEST_F(SessionTest, ASessionEnds) {
  const std::string token = sign_in_with(username_, "correct horse").json()["token"];
  now_ += std::chrono::hours{25};
  EXPECT_EQ(get("/api/v1/me", token).status, 401);
}

TEST_F(SessionTest, OnlyAnAdminMakesAccounts) {
  const Json account{{"username", "new"},
                     {"password", "long enough for it"},
                     {"display_name", "新人"},
                     {"role", "operator"}};
  EXPECT_EQ(post("/api/v1/accounts", account, operator_).status, 403);
  EXPECT_EQ(get("/api/v1/accounts", supervisor_).status, 403);
  auto weak = account;
  weak["password"] = "password1234";
  EXPECT_EQ(post("/api/v1/accounts", weak, admin_).wrong_fields(), std::vector<std::string>{"password"});
  EXPECT_EQ(post("/api/v1/accounts", account, admin_).status, 201);
  EXPECT_EQ(post("/api/v1/accounts", account, admin_).status, 409);
  const auto listed = get("/api/v1/accounts", admin_);
  EXPECT_NE(listed.body.find("\"new\""), std::string::npos);
  EXPECT_EQ(listed.body.find("argon2"), std::string::npos);
  const auto signed_in = sign_in_with("new", "long enough for it");
  EXPECT_EQ(signed_in.status, 201);
  EXPECT_EQ(signed_in.json()["account"]["owed"], "password") << "whoever made it knows it";
}

TEST_F(SessionTest, WhatAClientWritesIntoXForwardedForGivesNoNewTries) {
  const auto from = [&](int i, const std::string& username) {
    return send({http::Method::post,
                 "/api/v1/session",
                 Json{{"username", username}, {"password", "guess"}}.dump(),
                 "",
                 {{"X-Forwarded-For", "203.0.113." + std::to_string(i)}, {"Forwarded", "for=198.51.100.7"}}})
        .status;
  };
  int tries = 0;
  while (tries < 30 && from(tries, username_) != 429) ++tries;
  EXPECT_LT(tries, 12) << "by account";
  for (tries = 0; tries < 30 && from(tries, "name" + std::to_string(tries)) != 429;) ++tries;
  EXPECT_LT(tries, 21) << "by address";
  ASSERT_EQ(context_.settings.proxies.set("127.0.0.1"), "");
  for (tries = 0; tries < 30 && from(tries, "other" + std::to_string(tries)) != 429;) ++tries;
  EXPECT_EQ(tries, 30) << "a trusted proxy's clients are told apart";
}

TEST_F(SessionTest, TheCookieBehindTlsIsHeldToTheHost) {
  context_.settings.secure_cookies = true;
  const auto cookie = sign_in_with(username_, "correct horse").header("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-lamplighter_session=")) << cookie;
  for (const char* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(cookie.find("Domain"), std::string::npos);
}

TEST_F(SessionTest, ASignInFromAnotherSiteIsRefused) {
  const auto got = send({http::Method::post,
                         "/api/v1/session",
                         Json{{"username", username_}, {"password", "correct horse"}}.dump(),
                         "",
                         {{"Host", "town.example"}, {"Origin", "http://evil.example"}}});
  EXPECT_EQ(got.status, 403);
}

TEST_F(SessionTest, SigningInAgainEndsTheSessionThatWasThere) {
  const std::string old = sign_in_with(username_, "correct horse").json()["token"];
  const auto again = send({http::Method::post,
                           "/api/v1/session",
                           Json{{"username", username_}, {"password", "correct horse"}}.dump(),
                           "",
                           {{"Cookie", "lamplighter_session=" + old}}});
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(get("/api/v1/me", old).status, 401);
}
