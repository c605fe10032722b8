#include "server/auth/first_admin.h"

namespace auth {

std::optional<std::string> make_first_admin(models::Transaction& tx, const std::string& one_time_password,
                                            const PasswordCost& cost, models::Time now) {
  if (!tx.accounts().list().empty()) return std::nullopt;
  models::Account account;
  account.username = first_admin_name;
  account.display_name = "管理员";
  account.role = models::Role::admin;
  account.password_hash = hash_password(one_time_password, cost);
  account.must_change_password = true;
  account.created_at = now;
  account.password_changed_at = now;
  tx.accounts().insert(account);
  return one_time_password;
}

}  // namespace auth
