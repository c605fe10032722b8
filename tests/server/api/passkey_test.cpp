#include "models/names.h"
#include "server/auth/totp.h"
#include "tests/server/api/passkey_fixture.h"

TEST_F(PasskeyTest, RegisteredListedRenamedSignedInWithAndRemoved) {
  Authenticator device;
  EXPECT_EQ(get("/api/v1/public/catalog", "").json()["passkeys"], "http://localhost:8080");
  const auto begun = post("/api/v1/me/passkeys/challenge", {{"password", password}}, operator_);
  EXPECT_EQ(begun.json()["rp_id"], "localhost");
  EXPECT_EQ(begun.json()["algorithms"], Json({-7, -8, -257}));
  EXPECT_EQ(begun.json()["exclude"], Json::array());
  const auto cookie = begun.header("Set-Cookie");
  for (const auto* part : {"HttpOnly", "SameSite=Strict", "Max-Age=300", "Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  const auto id = registered(device);
  auto listed = get("/api/v1/me/passkeys", operator_).json();
  ASSERT_EQ(listed["items"].size(), 1u);
  EXPECT_EQ(listed["items"][0]["name"], "我的手机");
  EXPECT_EQ(listed["items"][0]["last_used_at"], nullptr);
  EXPECT_EQ(listed["why_not"], nullptr);
  EXPECT_EQ(put("/api/v1/me/passkeys/" + id, {{"name", "工作手机"}}, operator_).json()["name"], "工作手机");
  EXPECT_EQ(put("/api/v1/me/passkeys/" + id, {{"name", "x"}}, dispatcher_).status, 404) << "somebody else's";

  now_ += std::chrono::hours{1};
  device.counter = 1;
  const auto signed_in = sign_in_with(device, ask(), {{"User-Agent", "A phone"}});
  ASSERT_EQ(signed_in.status, 201) << signed_in.body;
  const std::string token = signed_in.json()["token"];
  EXPECT_EQ(signed_in.json()["account"]["id"], town_.operator_.account.text());
  EXPECT_EQ(get("/api/v1/reports", token).status, 200);
  listed = get("/api/v1/me/passkeys", token).json();
  EXPECT_EQ(listed["items"][0]["last_used_at"], models::to_rfc3339(now_));

  const auto removal = "/api/v1/me/passkeys/" + id + "/removal";
  EXPECT_EQ(post(removal, {{"password", "wrong"}}, token).wrong_fields(),
            std::vector<std::string>{"password"});
  EXPECT_EQ(post(removal, Json::object(), token).wrong_fields(), std::vector<std::string>{"password"});
  EXPECT_EQ(post(removal, {{"password", password}}, token).status, 204);
  EXPECT_EQ(post(removal, {{"password", password}}, token).status, 404);
  device.counter = 2;
  EXPECT_EQ(sign_in_with(device, ask()).status, 401);

  std::string log;
  for (const auto* act : {"POST /api/v1/me/passkeys", "POST /api/v1/passkeys/session"})
    for (const auto& entry : entries(act))
      log +=
          entry.act + " " + std::to_string(entry.status) + " " + std::string(models::name(entry.kind)) + "; ";
  EXPECT_NE(log.find("POST /api/v1/me/passkeys 201 write"), std::string::npos) << log;
  EXPECT_NE(log.find("POST /api/v1/me/passkeys/{id}/removal 204 write"), std::string::npos) << log;
  EXPECT_NE(log.find("POST /api/v1/passkeys/session 201 sign_in;"), std::string::npos) << log;
  EXPECT_NE(log.find("POST /api/v1/passkeys/session 401 sign_in_failed;"), std::string::npos) << log;
}

TEST_F(PasskeyTest, ItCountsAsBothFactors) {
  context_.settings.sign_in.demo = false;
  change(town_.operator_, [](auto& account) {
    account.totp_secret = auth::new_totp_secret();
    account.totp_confirmed = true;
  });
  const auto secret = account_of(town_.operator_).totp_secret;
  const auto code = [&] {
    return auth::hotp(*auth::from_base32(secret), static_cast<std::uint64_t>(models::to_unix(now_) / 30));
  };
  const auto begin_with = [&](const Json& body) {
    return post("/api/v1/me/passkeys/challenge", body, operator_).wrong_fields();
  };
  const std::vector<std::string> of_code{"code"};
  EXPECT_EQ(begin_with({{"password", password}}), of_code) << "whoever has two factors gives two";
  EXPECT_EQ(begin_with({{"password", password}, {"code", "000000"}}), of_code);
  EXPECT_EQ(begin_with({{"password", "wrong"}, {"code", code()}}), std::vector<std::string>{"password"});
  Authenticator device;
  device.user_handle = passkeys::user_handle_of(town_.operator_.account);
  const auto given = begin(operator_, code());
  ASSERT_EQ(register_with(device, given, operator_).status, 201);
  EXPECT_EQ(sign_in_with(device, ask()).status, 201) << "no code is asked for";
  // A role that must have a second factor, and has no authenticator any more.
  change(town_.operator_, [](auto& account) {
    account.totp_confirmed = false;
    account.role = models::Role::supervisor;
    account.must_change_password = false;
  });
  now_ += std::chrono::minutes{1};
  const auto signed_in = sign_in_with(device, ask());
  ASSERT_EQ(signed_in.status, 201);
  EXPECT_EQ(signed_in.json()["account"]["owed"], "nothing");
  EXPECT_EQ(get("/api/v1/reports", signed_in.json()["token"]).status, 200);
}

TEST_F(PasskeyTest, ASessionThatWasThereEndsAndTheNewOneHasItsOwnToken) {
  Authenticator device;
  registered(device);
  const auto given = ask();
  auto cookie = given.cookie.front().second + "; lamplighter_session=" + operator_;
  const auto signed_in =
      post("/api/v1/passkeys/session", body_of(device, given.text), "", {{"Cookie", cookie}});
  ASSERT_EQ(signed_in.status, 201);
  EXPECT_NE(signed_in.json()["token"], operator_);
  EXPECT_EQ(get("/api/v1/me", operator_).status, 401);
  std::string cookies;
  for (const auto& [name, value] : signed_in.headers)
    if (name == "Set-Cookie") cookies += value + "\n";
  EXPECT_NE(cookies.find("lamplighter_session="), std::string::npos);
  EXPECT_NE(cookies.find("lamplighter_passkey=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"),
            std::string::npos)
      << cookies;
}

TEST_F(PasskeyTest, RemovedByShowingAPasskeyInstead) {
  Authenticator device, other;
  const auto id = registered(device);
  const auto second = registered(other);
  const auto removal = "/api/v1/me/passkeys/" + second + "/removal";
  auto given = ask();
  auto wrong = device;
  wrong.flags = Authenticator::present;
  const auto refused = post(removal, {{"passkey", body_of(wrong, given.text)}}, operator_, given.cookie);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.json()["code"], "passkey_refused");
  EXPECT_EQ(post(removal, {{"passkey", body_of(device, given.text)}}, operator_, given.cookie).status, 409);
  given = ask();
  EXPECT_EQ(post(removal, {{"passkey", body_of(device, given.text)}}, dispatcher_, given.cookie).status, 403)
      << "somebody else's proves nothing";
  given = ask();
  EXPECT_EQ(post(removal, {{"passkey", body_of(device, given.text)}}, operator_, given.cookie).status, 204);
  const auto left = get("/api/v1/me/passkeys", operator_).json()["items"];
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0]["id"], id);
}

TEST_F(PasskeyTest, ADeviceIsRegisteredOnceAndAnAccountHasNotTooMany) {
  Authenticator device;
  registered(device);
  EXPECT_EQ(register_with(device, begin(operator_), operator_).status, 409);
  auto bad = Authenticator();
  bad.origin = "http://evil.example";
  const auto refused = register_with(bad, begin(operator_), operator_);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(entries("POST /api/v1/me/passkeys").front().reason, "the origin is another one");
  for (std::size_t i = 1; i < passkeys::most_of_account; ++i) {
    Authenticator another;
    registered(another);
  }
  EXPECT_EQ(register_with(Authenticator(), begin(operator_), operator_).status, 409);
  const auto begun = post("/api/v1/me/passkeys/challenge", {{"password", password}}, operator_);
  EXPECT_EQ(begun.json()["exclude"].size(), passkeys::most_of_account);
}

TEST_F(PasskeyTest, WhereThereAreNoneItIsSaidInWords) {
  passkeys::Desk numeric(passkeys::offer_of("http://127.0.0.1:8080"));
  struct Row {
    passkeys::Desk* desk;
    const char* word;
  };
  for (const auto& row : {Row{&numeric, "numeric_address"}, Row{nullptr, "no_public_address"}}) {
    context_.passkey_desk = row.desk;
    const auto listed = get("/api/v1/me/passkeys", operator_);
    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(listed.json()["why_not"], row.word);
    EXPECT_EQ(listed.json()["origin"], nullptr);
    EXPECT_EQ(get("/api/v1/public/catalog", "").json()["passkeys"], nullptr);
    for (const auto* target : {"/api/v1/passkeys/challenge", "/api/v1/passkeys/session",
                               "/api/v1/me/passkeys/challenge", "/api/v1/me/passkeys"}) {
      const auto refused = post(target, {{"password", password}}, operator_);
      EXPECT_EQ(refused.status, 404) << target;
      EXPECT_EQ(refused.json()["code"], "no_passkeys") << target;
      EXPECT_NE(refused.json()["detail"].get<std::string>().find("public_address"), std::string::npos);
    }
  }
}

TEST_F(PasskeyTest, WhoeverLostTheirPhoneLosesItsPasskeys) {
  Authenticator device;
  registered(device);
  const auto target = "/api/v1/accounts/" + town_.operator_.account.text() + "/second-factor";
  EXPECT_LT(send({http::Method::delete_, target, "", admin_, {}}).status, 300);
  EXPECT_EQ(sign_in_with(device, ask()).status, 401);
}
