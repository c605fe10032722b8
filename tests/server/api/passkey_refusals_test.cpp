// What is no passkey of ours, too late, too often or no passkey at all.
#include "tests/server/api/passkey_fixture.h"

TEST_F(PasskeyTest, WhatIsWrongInOneThingGetsTheSameAnswerAndItsReasonOnTheRecord) {
  struct Row {
    const char* what;
    const char* reason;
    std::function<void(Authenticator&)> change;
    std::function<void(Json&)> body = nullptr;
  };
  const auto none = [](Authenticator&) {};
  const std::vector<Row> rows{
      {"another page", "origin", [](auto& one) { one.origin = "http://evil.example"; }},
      {"another server", "signature", [](auto& one) { one.rp_id = "evil.example"; }},
      {"nobody verified", "not verified", [](auto& one) { one.flags = Authenticator::present; }},
      {"the counter stands still", "counter", [](auto& one) { one.counter = 1; }},
      {"another account's", "another account's", [](auto& one) { one.user_handle = "lamplighter-99"; }},
      {"changed client data", "another one", none,
       [](auto& body) {
         body["client_data"] = in_text(
             R"({"type":"webauthn.get","challenge":"eA","origin":"http://localhost:8080","crossOrigin":false})");
       }},
      {"cut short", "cannot be read", none,
       [](auto& body) { body["authenticator_data"] = in_text("short"); }},
      {"huge", "cannot be read", none,
       [](auto& body) { body["authenticator_data"] = in_text(std::string(6'000, '\xbf')); }},
      {"unknown", "no account has this passkey", [](auto& one) { one.credential = "another"; }},
  };
  std::optional<std::string> answer;
  Authenticator good;
  good.counter = 1;
  registered(good);
  for (const auto& row : rows) {
    auto device = good;
    device.counter = 2;
    row.change(device);
    const auto given = ask();
    auto body = body_of(device, given.text);
    if (row.body) row.body(body);
    const auto refused = post("/api/v1/passkeys/session", body, "", given.cookie);
    EXPECT_EQ(refused.status, 401) << row.what;
    if (!answer) answer = refused.body;
    EXPECT_EQ(refused.body, *answer) << row.what;
    const auto log = entries("passkeys/session");
    ASSERT_FALSE(log.empty());
    EXPECT_EQ(log.front().kind, models::AuditKind::sign_in_failed);
    EXPECT_NE(log.front().reason.find(row.reason), std::string::npos)
        << row.what << ": " << log.front().reason;
    now_ += std::chrono::hours{2};
  }
  good.counter = 2;
  EXPECT_EQ(sign_in_with(good, ask()).status, 201);
}

TEST_F(PasskeyTest, AChallengeIsAnsweredOnceInTimeAndInItsOwnBrowser) {
  Authenticator device;
  registered(device);
  auto given = ask();
  EXPECT_EQ(sign_in_with(device, given).status, 201);
  const auto again = sign_in_with(device, given);
  EXPECT_EQ(again.status, 401) << "replayed";
  EXPECT_EQ(again.json()["code"], "sign_in_over");
  given = ask();
  EXPECT_EQ(sign_in_with(device, {given.text, {}}).status, 401) << "another browser";
  EXPECT_EQ(sign_in_with(device, {given.text, ask().cookie}).status, 401) << "another challenge's cookie";
  now_ += std::chrono::seconds{299};
  EXPECT_EQ(sign_in_with(device, given).status, 201);
  given = ask();
  now_ += std::chrono::seconds{300};
  EXPECT_EQ(sign_in_with(device, given).json()["code"], "sign_in_over") << "expired";
  const auto making = begin(operator_);
  EXPECT_EQ(sign_in_with(device, making).status, 401) << "a challenge for another purpose";
  EXPECT_EQ(register_with(Authenticator(), ask(), operator_).status, 409);
  const auto mine = begin(operator_);
  EXPECT_EQ(register_with(Authenticator(), mine, dispatcher_).status, 409) << "somebody else's challenge";
  given = ask();
  const auto evil =
      sign_in_with(device, given, {{"Origin", "http://evil.example"}, {"Host", "localhost:8080"}});
  EXPECT_EQ(evil.status, 403);
}

TEST_F(PasskeyTest, DisabledAccountsStayOutAndComeBack) {
  Authenticator device;
  registered(device);
  change(town_.operator_, [](auto& account) { account.disabled = true; });
  const auto refused = sign_in_with(device, ask());
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.json()["code"], "unauthenticated");
  EXPECT_EQ(entries("passkeys/session").front().reason, "the account is disabled");
  change(town_.operator_, [](auto& account) { account.disabled = false; });
  EXPECT_EQ(sign_in_with(device, ask()).status, 201);
}

TEST_F(PasskeyTest, GuessingIsSlowedDownWhateverIsGuessed) {
  Authenticator device;
  registered(device);
  auto wrong = device;
  wrong.flags = Authenticator::present;
  Authenticator unknown;
  unknown.user_handle = device.user_handle;
  for (auto* each : {&wrong, &unknown}) {
    int status = 0;
    int tries = 0;
    for (; status != 429 && tries < 30; ++tries) status = sign_in_with(*each, ask()).status;
    EXPECT_EQ(status, 429);
    EXPECT_EQ(tries, 7) << "five are free, known or not";
  }
  const auto waiting = sign_in_with(device, ask());
  EXPECT_EQ(waiting.status, 429) << "the right one waits as well";
  EXPECT_NE(waiting.header("Retry-After"), "");
  now_ += std::chrono::hours{2};
  EXPECT_EQ(sign_in_with(device, ask()).status, 201);
}

TEST_F(PasskeyTest, WrongPasswordsDoNotLockThePasskey) {
  Authenticator device;
  registered(device);
  const auto username = account_of(town_.operator_).username;
  int status = 0;
  for (int i = 0; i < 10 && status != 429; ++i)
    status = post("/api/v1/session", {{"username", username}, {"password", "wrong"}}, "").status;
  EXPECT_EQ(status, 429);
  EXPECT_EQ(sign_in_with(device, ask()).status, 201);
}

TEST_F(PasskeyTest, BodiesThatAreNoneAreSaidToBeNone) {
  const auto given = ask();
  const auto refused = [&](const std::string& target, const std::string& body, const std::string& token) {
    const auto got = send({http::Method::post, target, body, token, given.cookie});
    EXPECT_GE(got.status, 400) << target << " " << body;
    EXPECT_LT(got.status, 500) << target << " " << body;
    return got.wrong_fields().size();
  };
  EXPECT_EQ(refused("/api/v1/passkeys/session", "{}", ""), 5u) << "every field at once";
  EXPECT_EQ(
      refused(
          "/api/v1/passkeys/session",
          R"({"credential_id":"a","client_data":"=","authenticator_data":"?","signature":1,"user_handle":" "})",
          ""),
      5u);
  for (const auto& body :
       {std::string("["), std::string("null"), std::string(1'000'000, '['), std::string("\xff")})
    for (const auto* target : {"/api/v1/passkeys/session", "/api/v1/me/passkeys",
                               "/api/v1/me/passkeys/challenge", "/api/v1/me/passkeys/1/removal"})
      refused(target, body, std::string(target).find("/me/") == std::string::npos ? "" : operator_);
  EXPECT_EQ(
      refused(
          "/api/v1/me/passkeys",
          Json{{"name", "x"}, {"client_data", "e30"}, {"authenticator_data", std::string(9'000, 'A')}}.dump(),
          operator_),
      1u);
  Authenticator device;
  const auto made = device.make(begin(operator_).text);
  for (std::size_t size = 0; size <= made.authenticator_data.size(); size += 9) {
    const auto mine = begin(operator_);
    const auto got = post("/api/v1/me/passkeys",
                          {{"name", "x"},
                           {"client_data", in_text(device.make(mine.text).client_data)},
                           {"authenticator_data", in_text(made.authenticator_data.substr(0, size))}},
                          operator_, mine.cookie);
    EXPECT_GE(got.status, 400) << size;
    EXPECT_LT(got.status, 500) << size;
  }
}
