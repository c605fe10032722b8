#pragma once
#include <optional>
#include <string>

#include "models/store.h"
#include "server/auth/passwords.h"

namespace auth {

constexpr const char* first_admin_name = "admin";

/// Makes the one account with which an empty system begins: an admin with a one-time password, which is
/// returned and stored nowhere. Nothing when there is any account already.
std::optional<std::string> make_first_admin(models::Transaction& tx, const std::string& one_time_password,
                                            const PasswordCost& cost, models::Time now);

}  // namespace auth
