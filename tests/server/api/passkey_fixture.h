#pragma once
#include <functional>

#include "server/auth/base64url.h"
#include "server/passkeys/check.h"
#include "server/passkeys/desk.h"
#include "tests/server/api/fixture.h"
#include "tests/support/authenticator.h"

/// Passkeys from their making to their end, through the endpoints, with a device made by OpenSSL.
class PasskeyTest : public ApiTest {
 protected:
  using Authenticator = support::Authenticator;
  static constexpr const char* password = "plum lantern river";

  PasskeyTest() : desk_(passkeys::offer_of("http://localhost:8080")) {
    context_.passkey_desk = &desk_;
    database_->write_now([this](models::Transaction& tx) {
      auto account = *tx.accounts().find(town_.operator_.account);
      account.password_hash = auth::hash_password(password, {.memory_bytes = 8u * 1024 * 1024, .passes = 1});
      tx.accounts().update(account);
      return true;
    });
  }

  models::Account account_of(const models::Actor& actor) {
    std::optional<models::Account> account;
    database_->read_now([&](models::Transaction& tx) { account = tx.accounts().find(actor.account); });
    return *account;
  }
  void change(const models::Actor& actor, const std::function<void(models::Account&)>& how) {
    database_->write_now([&](models::Transaction& tx) {
      auto account = *tx.accounts().find(actor.account);
      how(account);
      tx.accounts().update(account);
      return true;
    });
  }

  struct Challenge {
    std::string text;
    http::Fields cookie;
  };
  static Challenge challenge_in(const Got& got) {
    const auto cookie = got.header("Set-Cookie");
    return {got.json().value("challenge", ""), {{"Cookie", cookie.substr(0, cookie.find(';'))}}};
  }
  /// The password of the account was given; a device may be registered.
  Challenge begin(const std::string& token, const std::string& code = "") {
    Json body{{"password", password}};
    if (!code.empty()) body["code"] = code;
    const auto got = post("/api/v1/me/passkeys/challenge", body, token);
    EXPECT_EQ(got.status, 200) << got.body;
    return challenge_in(got);
  }
  Got register_with(const Authenticator& device, const Challenge& given, const std::string& token) {
    const auto made = device.make(given.text);
    return post("/api/v1/me/passkeys",
                {{"name", "我的手机"},
                 {"client_data", in_text(made.client_data)},
                 {"authenticator_data", in_text(made.authenticator_data)}},
                token, given.cookie);
  }
  /// A device that is registered for the operator; its id.
  std::string registered(Authenticator& device) {
    device.user_handle = passkeys::user_handle_of(town_.operator_.account);
    const auto got = register_with(device, begin(operator_), operator_);
    EXPECT_EQ(got.status, 201) << got.body;
    return got.json().value("id", "");
  }
  Challenge ask() {
    const auto got = post("/api/v1/passkeys/challenge", Json::object(), "");
    EXPECT_EQ(got.status, 200) << got.body;
    return challenge_in(got);
  }
  static std::string in_text(const std::string& bytes) { return auth::to_base64url(bytes); }
  static Json body_of(const Authenticator& device, const std::string& challenge) {
    const auto used = device.use(challenge);
    return {{"credential_id", in_text(device.credential)},
            {"client_data", in_text(used.client_data)},
            {"authenticator_data", in_text(used.authenticator_data)},
            {"signature", in_text(used.signature)},
            {"user_handle", in_text(device.user_handle)}};
  }
  Got sign_in_with(const Authenticator& device, const Challenge& given, http::Fields more = {}) {
    auto headers = given.cookie;
    headers.insert(headers.end(), more.begin(), more.end());
    return post("/api/v1/passkeys/session", body_of(device, given.text), "", headers);
  }
  std::vector<models::AuditEntry> entries(const std::string& act) {
    models::AuditQuery query;
    query.act = act;
    std::vector<models::AuditEntry> found;
    database_->read_now([&](models::Transaction& tx) {
      for (auto& row : tx.audit().search(query).items) found.push_back(std::move(row.entry));
    });
    return found;
  }

  passkeys::Desk desk_;
};
