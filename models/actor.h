#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/time.h"

namespace models {

enum class Role {
  resident,
  village_reporter,
  operator_,
  crew_member,
  crew_lead,
  checker,
  dispatcher,
  supervisor,
  auditor,
  admin,
  system,       ///< the program itself (watcher, import); no account has it
  town_leader,  ///< the last who is told; reads, and says that they know
};

/// How much of what its account may do an access token may do; each has what stands before it, but for
/// `readings` and `calendar`.
enum class Scope {
  readings,  ///< sending readings and nothing else: a gateway's
  calendar,  ///< reading the account's own calendar and nothing else: it stands in the address
  read,
  write,  ///< reports and work orders, too
  admin,  ///< accounts, the register and the rules, too: all that the account may; every browser session has
          ///< it
};

/// What an account must do before anything else.
enum class Owed {
  nothing,
  password,       ///< choose one of its own
  second_factor,  ///< enrol an authenticator
};

/// Which orders and reports somebody sees; what a store filters by.
///
/// Shape   villages, classes empty: every one; crew: only what this crew has; in_hand: only what has not
/// ended;
///         recorded_by: only reports that this account wrote down
struct Reach {
  std::vector<std::string> villages{};
  std::vector<std::string> classes{};
  CrewId crew{};
  bool in_hand = false;
  AccountId recorded_by{};
  bool whole() const { return villages.empty() && classes.empty() && !crew && !in_hand && !recorded_by; }
};

/// Who does something. Made by server/auth from a session, or Actor::program() for the program's own acts.
///
/// Shape   villages, classes: what their account is limited to, empty: nothing is left out
struct Actor {
  AccountId account;
  Role role = Role::resident;
  std::string name;
  CrewId crew;  ///< of a crew member or lead
  std::vector<std::string> villages{};
  std::vector<std::string> classes{};
  std::vector<std::string> towns{};  ///< of a district's account: these towns only; empty: every one
  bool contractor = false;           ///< their crew belongs to another organisation
  Scope scope = Scope::admin;
  Owed owed = Owed::nothing;
  static Actor program() { return Actor{AccountId{}, Role::system, "lamplighter", CrewId{}}; }
  static Actor anonymous() { return Actor{AccountId{}, Role::resident, "", CrewId{}}; }
};

/// Someone who signs in.
///
/// Shape   password_history: hashes of earlier passwords, newest first; totp_secret: base32, empty without an
///         authenticator, counts once confirmed; totp_step: the newest code that was used, in steps of 30 s
///         since 1970; recovery_codes: hashes of those not used yet; oidc_*: who they are at another provider
struct Account {
  AccountId id;
  std::string username;
  std::string display_name;
  Role role = Role::operator_;
  CrewId crew;
  std::string password_hash;  ///< Argon2id, libsodium's own text form
  bool disabled = false;
  bool demo = false;
  Time created_at{};
  std::vector<std::string> villages{};
  std::vector<std::string> classes{};
  std::vector<std::string> towns{};
  bool must_change_password = false;
  Time password_changed_at{};
  std::vector<std::string> password_history{};
  std::optional<Time> last_seen_at{};
  std::string totp_secret{};
  bool totp_confirmed = false;
  std::int64_t totp_step = 0;
  std::vector<std::string> recovery_codes{};
  std::string oidc_issuer{};
  std::string oidc_subject{};
};

/// A signed-in browser or program.
///
/// Shape   token_hash: BLAKE2b-256 of the 256-bit token, hex; the token itself is never stored
struct Session {
  std::string token_hash;
  AccountId account;
  Time created_at{};
  Time expires_at{};
  Time last_seen_at{};
  std::string address{};
  std::string user_agent{};
  bool by_identity = false;   ///< signed in at the identity provider, without a password of ours
  bool multi_factor = false;  ///< with a passkey, or the provider says that it asked for more than one factor
};

/// What a program of somebody's signs in with instead of a password.
///
/// Shape   token_hash as of a session
struct AccessToken {
  AccessTokenId id;
  std::string token_hash;
  AccountId account;
  std::string name;
  Scope scope = Scope::read;
  Time created_at{};
  Time expires_at{};
  std::optional<Time> last_used_at{};
};

/// What somebody signs in with instead of a password: a pair of keys whose private half never leaves their
/// device.
///
/// Shape   credential: the device's own name for it, base64url; algorithm: COSE's number; public_key:
/// base64url
///         of what libfido2 reads; counter: of signatures, 0 while the device does not count them
struct Passkey {
  PasskeyId id;
  AccountId account;
  std::string name;
  std::string credential;
  int algorithm = 0;
  std::string public_key;
  std::int64_t counter = 0;
  Time created_at{};
  std::optional<Time> last_used_at{};
};

}  // namespace models
