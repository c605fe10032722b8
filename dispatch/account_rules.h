#pragma once
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/error.h"

namespace dispatch {

enum class PasswordMode { asvs, dengbao };

/// What a password must be like.
///
/// Shape   asvs: only length, and nothing that is commonly used or about the place; dengbao (等保): also
/// three of
///         four kinds of characters, a new one every `longest_age`, none of the last `remembered`
/// Source  OWASP ASVS 5.0, 6.2.1–6.2.12 (at least 8, 15 recommended; no composition rules, no periodic
/// change);
///         GB/T 22239-2019 8.1.4.1 a) (complexity and periodic change)
struct PasswordPolicy {
  PasswordMode mode = PasswordMode::asvs;
  int shortest = 12;
  models::Duration longest_age{90 * 24 * 3600};
  int remembered = 5;
  std::vector<std::string> context_words{};  ///< lower case: the town, the hotline
};

struct SignInRules {
  PasswordPolicy password{};
  bool second_factor = true;  ///< supervisors and admins must have one
  bool demo = false;          ///< the demo town: nobody must
};

constexpr int longest_password = 256;

/// Whether this account may choose this password.
///
/// Errors  invalid for `field`: too_short, too_long, common, about_you, too_plain
models::Result<void> check_password(const PasswordPolicy& policy, const models::Account& account,
                                    const std::string& password, const std::string& field);

/// Whether anybody would try it among the first: a short list, and what is only a run or a repetition.
bool is_common_password(const std::string& password);

bool needs_second_factor(const models::Account& account, const SignInRules& rules);
/// What is owed by who came in with a password or, as the session says, from the identity provider: there no
/// password of ours was used, and its own second factor counts.
models::Owed owed(const models::Account& account, const SignInRules& rules, models::Time now,
                  const models::Session& session = {});

}  // namespace dispatch
