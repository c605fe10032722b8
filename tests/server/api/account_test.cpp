#include "server/auth/tokens.h"
#include "server/auth/totp.h"
#include "tests/server/api/fixture.h"

namespace {

constexpr const char* chosen = "plum lantern river";

std::string code_of(const std::string& secret, models::Time now) {
  return auth::hotp(*auth::from_base32(secret), static_cast<std::uint64_t>(models::to_unix(now) / 30));
}

}  // namespace

/// Accounts from their making to their end, through the endpoints.
class AccountTest : public ApiTest {
 protected:
  AccountTest() {
    context_.settings.sign_in.demo = false;
    database_->write_now([this](models::Transaction& tx) {
      for (const auto& actor : {town_.admin, town_.supervisor}) {
        auto account = *tx.accounts().find(actor.account);
        account.totp_confirmed = true;
        tx.accounts().update(account);
      }
      return true;
    });
  }

  Got sign_in_with(const std::string& username, const std::string& password, const std::string& code = "") {
    Json body{{"username", username}, {"password", password}};
    if (!code.empty()) body["code"] = code;
    return post("/api/v1/session", body, "");
  }
  /// A new account with the one-time password the server made.
  std::pair<std::string, std::string> make(const std::string& username, const std::string& role,
                                           Json more = Json::object()) {
    Json body{{"username", username}, {"display_name", "新人"}, {"role", role}};
    body.update(more);
    const auto made = post("/api/v1/accounts", body, admin_);
    EXPECT_EQ(made.status, 201) << made.body;
    return {made.json()["id"], made.json()["one_time_password"]};
  }
  Got change_password(const std::string& token, const std::string& from, const std::string& to) {
    return put("/api/v1/me/password", {{"current_password", from}, {"new_password", to}}, token);
  }
  /// Signs in, with a password of its own.
  std::string settled(const std::string& username, const std::string& one_time) {
    const std::string token = sign_in_with(username, one_time).json()["token"];
    const auto changed = change_password(token, one_time, chosen);
    EXPECT_EQ(changed.status, 200) << changed.body;
    return changed.json()["token"];
  }
  Got del(const std::string& target, const std::string& token) {
    return send({http::Method::delete_, target, "", token, {}});
  }
};

TEST_F(AccountTest, TheOneTimePasswordIsGoodForNothingButChoosingAnother) {
  const auto [id, one_time] = make("wang", "operator");
  const auto signed_in = sign_in_with("wang", one_time);
  ASSERT_EQ(signed_in.status, 201);
  EXPECT_EQ(signed_in.json()["account"]["owed"], "password");
  const std::string token = signed_in.json()["token"];
  EXPECT_EQ(get("/api/v1/me", token).status, 200);
  for (const auto& [method, pattern] : router_.routes()) {
    if (!pattern.starts_with("/api/") || pattern.find("/public/") != std::string::npos ||
        pattern.starts_with("/api/v1/identity/") || pattern.starts_with("/api/v1/passkeys/") ||
        pattern.starts_with("/api/v1/calendar/"))
      continue;
    std::string target = pattern;
    for (auto open = target.find('{'); open != std::string::npos; open = target.find('{'))
      target.replace(open, target.find('}', open) - open + 1, "1");
    if (target == "/api/v1/session" || target == "/api/v1/me" || target == "/api/v1/me/password") continue;
    const auto refused = send({method, target, "{}", token, {}});
    EXPECT_EQ(refused.status, 403) << target;
    EXPECT_EQ(refused.json()["code"], "password_owed") << target;
  }
  EXPECT_EQ(change_password(token, one_time, "short").wrong_fields(),
            std::vector<std::string>{"new_password"});
  EXPECT_EQ(change_password(token, one_time, one_time).wrong_fields(),
            std::vector<std::string>{"new_password"});
  EXPECT_EQ(change_password(token, "wrong", chosen).wrong_fields(),
            std::vector<std::string>{"current_password"});
  const auto changed = change_password(token, one_time, chosen);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json()["account"]["owed"], "nothing");
  EXPECT_EQ(get("/api/v1/me", token).status, 401) << "the session goes on under a new token only";
  EXPECT_EQ(get("/api/v1/reports", changed.json()["token"]).status, 200);
  EXPECT_EQ(sign_in_with("wang", one_time).status, 401);
  EXPECT_EQ(sign_in_with("wang", chosen).status, 201);
}

TEST_F(AccountTest, ChangingThePasswordEndsEveryOtherSession) {
  const auto [id, one_time] = make("wang", "operator");
  const auto first = settled("wang", one_time);
  const std::string second = sign_in_with("wang", chosen).json()["token"];
  const auto third = change_password(second, chosen, "another fine lamp").json()["token"];
  EXPECT_EQ(get("/api/v1/me", first).status, 401);
  EXPECT_EQ(get("/api/v1/me", second).status, 401);
  EXPECT_EQ(get("/api/v1/me", third).status, 200);
}

TEST_F(AccountTest, SessionsAreListedWithTheirPlaceAndEndedOneByOne) {
  const auto [id, one_time] = make("wang", "operator");
  const auto mine = settled("wang", one_time);
  const auto other = send({http::Method::post,
                           "/api/v1/session",
                           Json{{"username", "wang"}, {"password", chosen}}.dump(),
                           "",
                           {{"User-Agent", "Somebody's phone"}}});
  const auto listed = get("/api/v1/me/sessions", mine).json()["items"];
  ASSERT_EQ(listed.size(), 2u);
  std::string phone;
  for (const auto& session : listed) {
    EXPECT_EQ(session["address"], "127.0.0.1");
    if (session["user_agent"] == "Somebody's phone") phone = session["id"];
    EXPECT_EQ(session["current"], session["user_agent"] != "Somebody's phone");
  }
  ASSERT_NE(phone, "");
  EXPECT_EQ(del("/api/v1/me/sessions/" + phone, operator_).status, 404) << "nobody ends somebody else's";
  EXPECT_EQ(del("/api/v1/me/sessions/" + phone, mine).status, 204);
  EXPECT_EQ(get("/api/v1/me", other.json()["token"]).status, 401);
  const auto third = sign_in_with("wang", chosen).json()["token"];
  EXPECT_EQ(del("/api/v1/me/sessions", mine).status, 204);
  EXPECT_EQ(get("/api/v1/me", third).status, 401);
  EXPECT_EQ(get("/api/v1/me", mine).status, 200);
}

TEST_F(AccountTest, WhatAnAdminChangesEndsTheSessions) {
  const auto [id, one_time] = make("wang", "operator");
  const std::string target = "/api/v1/accounts/" + id;
  const Json as_it_is{{"display_name", "新人"}, {"role", "operator"}, {"disabled", false}};
  struct Row {
    const char* what;
    Json change;
    bool ends;
  };
  for (const auto& row : std::vector<Row>{
           {"name", {{"display_name", "王芳"}}, false},
           {"role", {{"role", "dispatcher"}}, true},
           {"villages", {{"villages", {support::SmallTown::village_a}}}, true},
           {"classes", {{"classes", {"heater"}}}, true},
           {"identity", {{"identity", {{"issuer", "https://id.example"}, {"subject", "u"}}}}, true},
           {"disabled", {{"disabled", true}}, true}}) {
    EXPECT_EQ(put(target, as_it_is, admin_).status, 200);
    const auto token =
        sign_in(models::Actor{models::AccountId::parse(id).value(), models::Role::operator_, "", {}});
    auto body = as_it_is;
    body.update(row.change);
    const auto changed = put(target, body, admin_);
    EXPECT_EQ(changed.status, 200) << row.what << changed.body;
    EXPECT_EQ(get("/api/v1/me", token).status, row.ends ? 401 : 200) << row.what;
  }
  EXPECT_EQ(sign_in_with("wang", one_time).status, 401) << "disabled";
}

TEST_F(AccountTest, TheListIsPagedAndSearched) {
  for (const auto* name : {"page-a", "page-b", "page-c"}) make(name, "operator");
  const auto first = get("/api/v1/accounts?q=PAGE-&limit=2", admin_).json();
  ASSERT_EQ(first["items"].size(), 2u);
  EXPECT_EQ(first["items"][0]["username"], "page-a");
  const auto cursor = first["next"].get<std::string>();
  const auto second = get("/api/v1/accounts?q=page-&limit=2&cursor=" + cursor, admin_).json();
  ASSERT_EQ(second["items"].size(), 1u);
  EXPECT_EQ(second["items"][0]["username"], "page-c");
  EXPECT_TRUE(second["next"].is_null());
  EXPECT_EQ(get("/api/v1/accounts?cursor=x", admin_).wrong_fields(), std::vector<std::string>{"cursor"});
  EXPECT_EQ(get("/api/v1/accounts?limit=201", admin_).wrong_fields(), std::vector<std::string>{"limit"});
  EXPECT_EQ(get("/api/v1/accounts?q=" + std::string(101, 'x'), admin_).wrong_fields(),
            std::vector<std::string>{"q"});
}

TEST_F(AccountTest, WrongChangesNameTheirField) {
  const auto [id, one_time] = make("wang", "operator");
  const auto fields = [&, id = id](Json change) {
    Json body{{"display_name", "新人"}, {"role", "operator"}, {"disabled", false}};
    body.update(change);
    return put("/api/v1/accounts/" + id, body, admin_).wrong_fields();
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(fields({{"role", "system"}}), Names{"role"});
  EXPECT_EQ(fields({{"role", "resident"}}), Names{"role"});
  EXPECT_EQ(fields({{"role", "crew_lead"}}), Names{"crew_id"});
  EXPECT_EQ(fields({{"crew_id", town_.heat.text()}}), Names{"crew_id"});
  EXPECT_EQ(fields({{"role", "crew_lead"}, {"crew_id", "99"}}), Names{"crew_id"});
  EXPECT_EQ(fields({{"villages", {support::SmallTown::village_a, "nowhere"}}}), Names{"villages[1]"});
  EXPECT_EQ(fields({{"classes", {"nothing"}}}), Names{"classes[0]"});
  EXPECT_EQ(fields({{"password_hash", "x"}}), Names{"password_hash"});
  EXPECT_EQ(put("/api/v1/accounts/99999", {{"display_name", "x"}, {"role", "operator"}, {"disabled", false}},
                admin_)
                .status,
            404);
}

TEST_F(AccountTest, NobodyTakesTheirOwnRoleAndTheLastAdminStays) {
  const auto own = "/api/v1/accounts/" + town_.admin.account.text();
  EXPECT_EQ(put(own, {{"display_name", "x"}, {"role", "operator"}, {"disabled", false}}, admin_).status, 409);
  EXPECT_EQ(put(own, {{"display_name", "x"}, {"role", "admin"}, {"disabled", true}}, admin_).status, 409);
  EXPECT_EQ(put(own,
                {{"display_name", "x"},
                 {"role", "admin"},
                 {"disabled", false},
                 {"villages", {support::SmallTown::village_a}}},
                admin_)
                .status,
            409);
  EXPECT_EQ(del(own + "/second-factor", admin_).status, 409);
}

TEST_F(AccountTest, AResetGivesANewOneTimePasswordAndEndsEverything) {
  const auto [id, one_time] = make("wang", "operator");
  const auto token = settled("wang", one_time);
  const auto access = post("/api/v1/me/access-tokens",
                           {{"password", chosen}, {"name", "x"}, {"scope", "read"}, {"days", 1}}, token)
                          .json()["token"];
  EXPECT_EQ(get("/api/v1/reports", access).status, 200);
  const auto reset = post("/api/v1/accounts/" + id + "/password", Json::object(), admin_);
  ASSERT_EQ(reset.status, 200);
  EXPECT_EQ(get("/api/v1/me", token).status, 401);
  EXPECT_EQ(get("/api/v1/reports", access).status, 401);
  EXPECT_EQ(sign_in_with("wang", chosen).status, 401);
  EXPECT_EQ(sign_in_with("wang", reset.json()["one_time_password"]).json()["account"]["owed"], "password");
}

TEST_F(AccountTest, ASupervisorWorksOnlyWithASecondFactor) {
  const auto [id, one_time] = make("boss", "supervisor");
  const auto token = settled("boss", one_time);
  EXPECT_EQ(get("/api/v1/me", token).json()["owed"], "second_factor");
  const auto refused = get("/api/v1/dashboard", token);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.json()["code"], "second_factor_owed");
  EXPECT_EQ(post("/api/v1/me/second-factor", {{"password", "wrong"}}, token).wrong_fields(),
            std::vector<std::string>{"password"});
  const auto enrolment = post("/api/v1/me/second-factor", {{"password", chosen}}, token);
  ASSERT_EQ(enrolment.status, 201) << enrolment.body;
  const std::string secret = enrolment.json()["secret"];
  EXPECT_EQ(get("/api/v1/dashboard", token).status, 403) << "not before it is confirmed";
  EXPECT_EQ(put("/api/v1/me/second-factor", {{"code", "000000"}}, token).status, 422);
  const auto confirmed = put("/api/v1/me/second-factor", {{"code", code_of(secret, now_)}}, token);
  ASSERT_EQ(confirmed.status, 200) << confirmed.body;
  const std::vector<std::string> codes = confirmed.json()["recovery_codes"];
  EXPECT_EQ(codes.size(), 10u);
  EXPECT_EQ(get("/api/v1/dashboard", token).status, 200);
  EXPECT_EQ(get("/api/v1/accounts/" + id, admin_).body.find(secret), std::string::npos);

  const auto needed = sign_in_with("boss", chosen);
  EXPECT_EQ(needed.status, 401);
  EXPECT_EQ(needed.json()["code"], "second_factor_needed");
  EXPECT_EQ(sign_in_with("boss", "wrong", code_of(secret, now_)).status, 401);
  EXPECT_EQ(sign_in_with("boss", chosen, code_of(secret, now_)).status, 401) << "this code was used";
  now_ += std::chrono::seconds{60};
  EXPECT_EQ(sign_in_with("boss", chosen, code_of(secret, now_)).status, 201);
  EXPECT_EQ(sign_in_with("boss", chosen, code_of(secret, now_)).status, 401) << "once";
  EXPECT_EQ(sign_in_with("boss", chosen, codes[4]).status, 201);
  EXPECT_EQ(sign_in_with("boss", chosen, codes[4]).status, 401) << "once";
  now_ += std::chrono::hours{2};
  const auto again = sign_in_with("boss", chosen, codes[5]);
  EXPECT_EQ(again.json()["account"]["recovery_codes_left"], 8);

  const auto renewed =
      post("/api/v1/me/recovery-codes", {{"code", code_of(secret, now_)}}, again.json()["token"]);
  ASSERT_EQ(renewed.status, 200) << renewed.body;
  EXPECT_EQ(sign_in_with("boss", chosen, codes[6]).status, 401) << "the old ones are gone";
  now_ += std::chrono::hours{2};
  const auto off = sign_in_with("boss", chosen, code_of(secret, now_)).json()["token"];
  now_ += std::chrono::seconds{60};
  EXPECT_EQ(
      post("/api/v1/me/second-factor/removal", {{"password", chosen}, {"code", code_of(secret, now_)}}, off)
          .status,
      204);
  EXPECT_EQ(get("/api/v1/dashboard", off).json()["code"], "second_factor_owed");
}

TEST_F(AccountTest, CodesAreGuessedNoMoreOftenThanPasswords) {
  const auto [id, one_time] = make("boss", "supervisor");
  const auto token = settled("boss", one_time);
  const std::string secret = post("/api/v1/me/second-factor", {{"password", chosen}}, token).json()["secret"];
  ASSERT_EQ(put("/api/v1/me/second-factor", {{"code", code_of(secret, now_)}}, token).status, 200);
  now_ += std::chrono::seconds{60};
  int status = 0, tries = 0;
  while (status != 429 && tries < 12) {
    ++tries;
    status = sign_in_with("boss", chosen, "123456").status;
    sign_in_with("boss", chosen);  // the password alone, right as it is, forgives nothing
  }
  EXPECT_EQ(status, 429);
  EXPECT_LT(tries, 12);
}

TEST_F(AccountTest, ADemoTownAsksForNoSecondFactorAndASettingRelaxesIt) {
  const auto [id, one_time] = make("boss", "supervisor");
  const auto token = settled("boss", one_time);
  context_.settings.sign_in.second_factor = false;
  now_ += std::chrono::seconds{60};
  EXPECT_EQ(get("/api/v1/dashboard", token).status, 200);
  context_.settings.sign_in.second_factor = true;
  now_ += std::chrono::seconds{60};
  EXPECT_EQ(get("/api/v1/dashboard", token).status, 403);
  context_.settings.sign_in.demo = true;
  now_ += std::chrono::seconds{60};
  EXPECT_EQ(get("/api/v1/dashboard", token).status, 200);
}

TEST_F(AccountTest, AnAccessTokenDoesNoMoreThanItsScope) {
  const auto [id, one_time] = make("wang", "dispatcher");
  const auto token = settled("wang", one_time);
  std::map<std::string, std::string> tokens;
  for (const std::string scope : {"read", "write", "admin"}) {
    const auto made = post("/api/v1/me/access-tokens",
                           {{"password", chosen}, {"name", scope}, {"scope", scope}, {"days", 30}}, token);
    ASSERT_EQ(made.status, 201) << made.body;
    tokens[scope] = made.json()["token"];
  }
  const Json report{{"description", "灯不亮"}};
  EXPECT_EQ(get("/api/v1/reports", tokens["read"]).status, 200);
  EXPECT_EQ(post("/api/v1/reports", report, tokens["read"]).status, 403);
  EXPECT_EQ(post("/api/v1/reports", report, tokens["write"]).status, 201);
  const Json rule{{"village", nullptr}, {"class", nullptr}, {"mode", "manual"}, {"reason", "试试"}};
  EXPECT_EQ(put("/api/v1/planning-rules", rule, tokens["write"]).status, 403);
  EXPECT_EQ(put("/api/v1/planning-rules", rule, tokens["admin"]).status, 200);
  for (const auto& [scope, access] : tokens)
    for (const char* own : {"/api/v1/me", "/api/v1/me/sessions", "/api/v1/me/access-tokens"})
      EXPECT_EQ(get(own, access).status, 403) << scope << own;
  EXPECT_EQ(get("/api/v1/accounts", tokens["admin"]).status, 403) << "no more than the account may";
  const auto listed = get("/api/v1/me/access-tokens", token);
  ASSERT_EQ(listed.json()["items"].size(), 3u);
  for (const auto& [scope, access] : tokens) EXPECT_EQ(listed.body.find(access), std::string::npos);
  EXPECT_TRUE(listed.json()["items"][0]["last_used_at"].is_string());
  const std::string read_id = listed.json()["items"][0]["id"];
  EXPECT_EQ(del("/api/v1/me/access-tokens/" + read_id, operator_).status, 404)
      << "nobody revokes somebody else's";
  EXPECT_EQ(del("/api/v1/me/access-tokens/" + read_id, token).status, 204);
  EXPECT_EQ(get("/api/v1/reports", tokens["read"]).status, 401);
  now_ += std::chrono::days{30};
  EXPECT_EQ(get("/api/v1/reports", tokens["write"]).status, 401) << "expired";
}

TEST_F(AccountTest, AnAccessTokenIsMadeOnlyWithThePasswordAndTriesAreThrottled) {
  const auto [id, one_time] = make("wang", "operator");
  const auto token = settled("wang", one_time);
  Json body{{"name", "x"}, {"scope", "read"}, {"days", 1}};
  EXPECT_EQ(post("/api/v1/me/access-tokens", body, token).wrong_fields(),
            std::vector<std::string>{"password"});
  body["password"] = "not hers at all";
  int tries = 0;
  for (int status = 422; status != 429 && tries < 20; ++tries) {
    const auto got = post("/api/v1/me/access-tokens", body, token);
    status = got.status;
    if (status == 422) {
      EXPECT_EQ(got.wrong_fields(), std::vector<std::string>{"password"});
    }
  }
  EXPECT_LE(tries, 12);
  EXPECT_EQ(get("/api/v1/me/access-tokens", token).json()["items"].size(), 0u);
}

TEST_F(AccountTest, SecretsAreNotReplayed) {
  const http::Fields key{{"Idempotency-Key", "the-same-key"}};
  const Json body{{"username", "wang"}, {"display_name", "新人"}, {"role", "operator"}};
  EXPECT_EQ(post("/api/v1/accounts", body, admin_, key).status, 201);
  EXPECT_EQ(post("/api/v1/accounts", body, admin_, key).status, 409)
      << "no stored answer with a password in it";
}

TEST_F(AccountTest, DemoAccountsKeepTheirPassword) {
  database_->write_now([&](models::Transaction& tx) {
    auto account = *tx.accounts().find(town_.operator_.account);
    account.demo = true;
    account.password_hash =
        auth::hash_password("lamplighter-demo", {.memory_bytes = 8u * 1024 * 1024, .passes = 1});
    tx.accounts().update(account);
    return true;
  });
  EXPECT_EQ(change_password(operator_, "lamplighter-demo", chosen).status, 409);
}

TEST_F(AccountTest, LiveStreamsEndWithTheSessions) {
  const auto [id, one_time] = make("wang", "operator");
  const auto token = settled("wang", one_time);
  const auto stream = get("/api/v1/events", token).stream;
  ASSERT_TRUE(stream);
  EXPECT_EQ(hub_.streams(), 1u);
  EXPECT_EQ(del("/api/v1/accounts/" + id + "/sessions", admin_).status, 200);
  EXPECT_FALSE(stream->is_open());
}
