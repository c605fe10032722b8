#include <stdexcept>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/cursor.h"
#include "server/storage/sql/stores.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

constexpr std::string_view cursor_mark = "name:";

const Table& table() {
  static const Table accounts(
      "accounts",
      "username, display_name, role, crew, password_hash, disabled, demo, created_at, villages, classes, "
      "must_change_password, password_changed_at, password_history, last_seen_at, totp_secret, "
      "totp_confirmed, totp_step, recovery_codes, oidc_issuer, oidc_subject, towns");
  return accounts;
}

Values values_of(const models::Account& account) {
  return Values().add(
      account.username, account.display_name, account.role, account.crew, account.password_hash,
      account.disabled, account.demo, account.created_at, to_json_text(account.villages),
      to_json_text(account.classes), account.must_change_password, account.password_changed_at,
      to_json_text(account.password_history), account.last_seen_at, account.totp_secret,
      account.totp_confirmed, account.totp_step, to_json_text(account.recovery_codes),
      Reference{account.oidc_issuer}, Reference{account.oidc_subject}, to_json_text(account.towns));
}

models::Account read_account(Statement& row) {
  models::Account account;
  row.get(account.id, account.username, account.display_name, account.role, account.crew,
          account.password_hash, account.disabled, account.demo, account.created_at);
  from_json_text(row.text(), account.villages);
  from_json_text(row.text(), account.classes);
  row.get(account.must_change_password, account.password_changed_at);
  from_json_text(row.text(), account.password_history);
  row.get(account.last_seen_at, account.totp_secret, account.totp_confirmed, account.totp_step);
  from_json_text(row.text(), account.recovery_codes);
  row.get(account.oidc_issuer, account.oidc_subject);
  from_json_text(row.text(), account.towns);
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

std::optional<models::Account> AccountStore::find_by_identity(std::string_view issuer,
                                                              std::string_view subject) {
  if (issuer.empty() || subject.empty()) return std::nullopt;
  auto statement = connection_.prepare(table().select() + " WHERE oidc_issuer = ? AND oidc_subject = ?");
  return first_row(statement.bind(issuer, subject), read_account);
}

std::vector<models::Account> AccountStore::list() {
  auto statement = connection_.prepare(table().select() + " ORDER BY username");
  return rows(statement, read_account);
}

models::Page<models::Account> AccountStore::search(const models::AccountQuery& query) {
  Filter filter;
  if (!query.text.empty())
    filter.add("(instr(lower(username), lower(?)) > 0 OR instr(lower(display_name), lower(?)) > 0)",
               query.text, query.text);
  if (!query.cursor.empty()) {
    if (!query.cursor.starts_with(cursor_mark)) throw std::invalid_argument("cursor");
    filter.add("username > ?", query.cursor.substr(cursor_mark.size()));
  }
  const auto size = page_size(query.limit);
  auto statement = connection_.prepare(table().select() + filter.where() + " ORDER BY username LIMIT ?");
  statement.bind_all(filter.values()).bind(size + 1);
  models::Page<models::Account> page;
  page.items = rows(statement, read_account);
  if (static_cast<int>(page.items.size()) > size) {
    page.items.pop_back();
    page.next = std::string(cursor_mark) + page.items.back().username;
  }
  return page;
}

}  // namespace sql
