#include "server/storage/sqlite/stores.h"
#include "server/storage/sqlite/table.h"

namespace sqlite {
namespace {

const Table& table() {
  static const Table accounts(
      "accounts", "username, display_name, role, crew, password_hash, disabled, demo, created_at");
  return accounts;
}

Values values_of(const models::Account& account) {
  return Values().add(account.username, account.display_name, account.role, account.crew,
                      account.password_hash, account.disabled, account.demo, account.created_at);
}

models::Account read_account(Statement& row) {
  models::Account account;
  row.get(account.id, account.username, account.display_name, account.role, account.crew,
          account.password_hash, account.disabled, account.demo, account.created_at);
  return account;
}

}  // namespace

models::AccountId AccountStore::insert(const models::Account& account) {
  return {table().insert(connection_, values_of(account))};
}

void AccountStore::update(const models::Account& account) {
  table().update(connection_, account.id.value, values_of(account));
}

std::optional<models::Account> AccountStore::find(models::AccountId id) {
  auto statement = connection_.prepare(table().select() + " WHERE id = ?");
  return first_row(statement.bind(id), read_account);
}

std::optional<models::Account> AccountStore::find_by_username(std::string_view username) {
  auto statement = connection_.prepare(table().select() + " WHERE username = ?");
  return first_row(statement.bind(username), read_account);
}

std::vector<models::Account> AccountStore::list() {
  auto statement = connection_.prepare(table().select() + " ORDER BY username");
  return rows(statement, read_account);
}

}  // namespace sqlite
