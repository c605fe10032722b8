#pragma once
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/memory_parts.h"

// Accounts, sessions, access tokens and passkeys of MemoryStore.
namespace support {

struct MemoryAccounts final : models::AccountStore {
  explicit MemoryAccounts(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::AccountId insert(const models::Account& row) override { return insert_into(data.accounts, row); }
  void update(const models::Account& row) override { data.accounts.at(row.id) = row; }
  std::optional<models::Account> find(models::AccountId id) override { return find_in(data.accounts, id); }
  std::optional<models::Account> find_by_username(std::string_view username) override {
    for (const auto& [id, row] : data.accounts)
      if (row.username == username) return row;
    return std::nullopt;
  }
  std::optional<models::Account> find_by_identity(std::string_view issuer,
                                                  std::string_view subject) override {
    for (const auto& [id, row] : data.accounts)
      if (!subject.empty() && row.oidc_issuer == issuer && row.oidc_subject == subject) return row;
    return std::nullopt;
  }
  std::vector<models::Account> list() override { return values_of(data.accounts); }
  models::Page<models::Account> search(const models::AccountQuery& query) override {
    auto rows = values_of(data.accounts);
    std::sort(rows.begin(), rows.end(),
              [](const auto& one, const auto& other) { return one.username < other.username; });
    const auto text = small(query.text);
    std::erase_if(rows, [&](const auto& row) {
      return small(row.username).find(text) == std::string::npos &&
             small(row.display_name).find(text) == std::string::npos;
    });
    if (!query.cursor.empty() && query.cursor.find_first_not_of("0123456789") != std::string::npos)
      throw std::invalid_argument("cursor");
    return page_of(std::move(rows), query.cursor, std::clamp(query.limit, 1, 200));
  }
  static std::string small(std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
  }
};

struct MemorySessions final : models::SessionStore {
  explicit MemorySessions(MemoryData& all) : data(all) {}
  MemoryData& data;
  void insert(const models::Session& row) override { data.sessions[row.token_hash] = row; }
  std::optional<models::Session> find(std::string_view hash) override {
    return find_in(data.sessions, std::string(hash));
  }
  void touch(std::string_view hash, models::Time seen) override {
    auto& row = data.sessions.at(std::string(hash));
    if (row.last_seen_at != models::Time{}) row.last_seen_at = seen;
  }
  void remove(std::string_view hash) override { data.sessions.erase(std::string(hash)); }
  int remove_expired(models::Time now) override {
    return static_cast<int>(std::erase_if(data.sessions, [&](const auto& row) {
      const bool revoked = row.second.last_seen_at == models::Time{};
      return row.second.expires_at <= (revoked ? now - std::chrono::hours{90 * 24} : now);
    }));
  }
  std::vector<models::Session> of_account(models::AccountId account) override {
    auto rows = values_of(data.sessions);
    std::erase_if(rows, [&](const auto& row) { return row.account != account; });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& one, const auto& other) { return one.created_at > other.created_at; });
    return rows;
  }
  int remove_of(models::AccountId account, std::string_view but) override {
    return static_cast<int>(std::erase_if(data.sessions, [&](const auto& row) {
      return row.second.account == account && row.first != but && row.second.last_seen_at != models::Time{};
    }));
  }
};

struct MemoryAccessTokens final : models::AccessTokenStore {
  explicit MemoryAccessTokens(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::AccessTokenId insert(const models::AccessToken& row) override {
    return insert_into(data.access_tokens, row);
  }
  std::optional<models::AccessToken> find(std::string_view hash) override {
    for (const auto& [id, row] : data.access_tokens)
      if (row.token_hash == hash) return row;
    return std::nullopt;
  }
  std::vector<models::AccessToken> of_account(models::AccountId account) override {
    auto rows = values_of(data.access_tokens);
    std::erase_if(rows, [&](const auto& row) { return row.account != account; });
    return rows;
  }
  void touch(models::AccessTokenId id, models::Time used) override {
    data.access_tokens.at(id).last_used_at = used;
  }
  void remove(models::AccessTokenId id) override { data.access_tokens.erase(id); }
  int remove_of(models::AccountId account) override {
    return static_cast<int>(
        std::erase_if(data.access_tokens, [&](const auto& row) { return row.second.account == account; }));
  }
};

struct MemoryPasskeys final : models::PasskeyStore {
  explicit MemoryPasskeys(MemoryData& all) : data(all) {}
  MemoryData& data;
  models::PasskeyId insert(const models::Passkey& row) override {
    if (find(row.credential)) throw std::logic_error("the credential is there already");
    return insert_into(data.passkeys, row);
  }
  void update(const models::Passkey& row) override {
    auto& kept = data.passkeys.at(row.id);
    kept.name = row.name;
    kept.counter = row.counter;
    kept.last_used_at = row.last_used_at;
  }
  std::optional<models::Passkey> find(std::string_view credential) override {
    for (const auto& [id, row] : data.passkeys)
      if (row.credential == credential) return row;
    return std::nullopt;
  }
  std::vector<models::Passkey> of_account(models::AccountId account) override {
    auto rows = values_of(data.passkeys);
    std::erase_if(rows, [&](const auto& row) { return row.account != account; });
    return rows;
  }
  void remove(models::PasskeyId id) override { data.passkeys.erase(id); }
  int remove_of(models::AccountId account) override {
    return static_cast<int>(
        std::erase_if(data.passkeys, [&](const auto& row) { return row.second.account == account; }));
  }
};

}  // namespace support
