#pragma once
#include <string>

#include "server/auth/passwords.h"

namespace auth {

/// What looks like the hash of a password and takes as long to check, but is of none: made of random bytes,
/// without the tenth of a second and the memory that a real one costs.
std::string nobodys_hash(const PasswordCost& cost);

}  // namespace auth
