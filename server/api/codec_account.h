#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/account_rules.h"
#include "dispatch/accounts.h"
#include "models/actor.h"
#include "models/error.h"
#include "models/page.h"

namespace api {

struct Credentials {
  std::string username;
  std::string password;
  std::string code;  ///< of the authenticator, or a recovery code; empty when not asked for yet
};
struct NewAccount {
  models::Account account;
  std::string password;  ///< empty: the server makes one
};
struct PasswordChange {
  std::string current;
  std::string chosen;
};
struct NewAccessToken {
  std::string password;  ///< of who makes it, now
  std::string name;
  models::Scope scope = models::Scope::read;
  int days = 0;
};

constexpr int longest_token_days = 366;

models::Result<Credentials> parse_credentials(const std::string& body);
models::Result<NewAccount> parse_new_account(const std::string& body);
models::Result<dispatch::AccountChange> parse_account_change(const std::string& body);
models::Result<PasswordChange> parse_password_change(const std::string& body);
models::Result<std::string> parse_code(const std::string& body);
models::Result<std::string> parse_password(const std::string& body);
/// A password and a code, both needed.
models::Result<Credentials> parse_proof(const std::string& body);
models::Result<NewAccessToken> parse_new_access_token(const std::string& body);

/// What only their owner and an admin read of an account.
struct OwnAccountView {
  models::Account account;
  models::Owed owed = models::Owed::nothing;
  bool second_factor_required = false;
  dispatch::PasswordPolicy policy{};
  std::string csrf_token;  ///< empty for who came without a cookie
  bool district = false;   ///< the installation is a district's
};
struct SessionView {
  models::Session session;
  bool current = false;
};

/// How a session is named to its owner: enough of the hash to tell it from the others.
std::string session_id(const models::Session& session);

std::string write(const models::Account& account);
std::string write(const models::Page<models::Account>& page);
std::string write(const OwnAccountView& view);
/// With the password that is shown this once.
std::string write_with_password(const models::Account& account, std::string_view one_time_password);
std::string write_session(std::string_view token, models::Time expires_at, const OwnAccountView& view);
std::string write(const std::vector<SessionView>& sessions);
std::string write(const std::vector<models::AccessToken>& tokens);
std::string write_new_token(const models::AccessToken& token, std::string_view secret);
std::string write_enrolment(std::string_view secret, std::string_view uri);
std::string write_recovery_codes(const std::vector<std::string>& codes);

}  // namespace api
