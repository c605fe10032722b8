#pragma once
#include <string>

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

/// Who does something. Made by server/auth from a session, or Actor::program() for the program's own acts.
struct Actor {
  AccountId account;
  Role role = Role::resident;
  std::string name;
  CrewId crew;  ///< of a crew member or lead
  static Actor program() { return Actor{AccountId{}, Role::system, "lamplighter", CrewId{}}; }
  static Actor anonymous() { return Actor{AccountId{}, Role::resident, "", CrewId{}}; }
};

/// Someone who signs in.
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
};

}  // namespace models
