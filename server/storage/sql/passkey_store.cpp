#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& table() {
  static const Table passkeys(
      "passkeys", "account, name, credential, algorithm, public_key, counter, created_at, last_used_at");
  return passkeys;
}

models::Passkey read_passkey(Statement& row) {
  models::Passkey passkey;
  row.get(passkey.id, passkey.account, passkey.name, passkey.credential, passkey.algorithm,
          passkey.public_key, passkey.counter, passkey.created_at, passkey.last_used_at);
  return passkey;
}

}  // namespace

models::PasskeyId PasskeyStore::insert(const models::Passkey& passkey) {
  return {table().insert(connection_, Values().add(passkey.account, passkey.name, passkey.credential,
                                                   passkey.algorithm, passkey.public_key, passkey.counter,
                                                   passkey.created_at, passkey.last_used_at))};
}

void PasskeyStore::update(const models::Passkey& passkey) {
  connection_.prepare("UPDATE passkeys SET name = ?, counter = ?, last_used_at = ? WHERE id = ?")
      .bind(passkey.name, passkey.counter, passkey.last_used_at, passkey.id)
      .run();
}

std::optional<models::Passkey> PasskeyStore::find(std::string_view credential) {
  auto statement = connection_.prepare(table().select() + " WHERE credential = ?");
  return first_row(statement.bind(credential), read_passkey);
}

std::vector<models::Passkey> PasskeyStore::of_account(models::AccountId account) {
  auto statement = connection_.prepare(table().select() + " WHERE account = ? ORDER BY id");
  return rows(statement.bind(account), read_passkey);
}

void PasskeyStore::remove(models::PasskeyId id) {
  connection_.prepare("DELETE FROM passkeys WHERE id = ?").bind(id).run();
}

int PasskeyStore::remove_of(models::AccountId account) {
  connection_.prepare("DELETE FROM passkeys WHERE account = ?").bind(account).run();
  return connection_.changes();
}

}  // namespace sql
