#pragma once
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/store.h"

/// Accounts and sessions in memory: all that server/auth needs of a transaction.
class MemoryTransaction : public models::Transaction {
 public:
  struct Accounts : models::AccountStore {
    std::map<std::int64_t, models::Account> rows;
    models::AccountId insert(const models::Account& account) override {
      rows[account.id.value] = account;
      return account.id;
    }
    void update(const models::Account& account) override { rows[account.id.value] = account; }
    std::optional<models::Account> find(models::AccountId id) override {
      const auto found = rows.find(id.value);
      return found == rows.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<models::Account> find_by_username(std::string_view username) override {
      for (const auto& [id, account] : rows)
        if (account.username == username) return account;
      return std::nullopt;
    }
    std::optional<models::Account> find_by_identity(std::string_view, std::string_view) override {
      return std::nullopt;
    }
    std::vector<models::Account> list() override { return {}; }
    models::Page<models::Account> search(const models::AccountQuery&) override { return {}; }
  };
  struct Sessions : models::SessionStore {
    std::map<std::string, models::Session, std::less<>> rows;
    void insert(const models::Session& session) override { rows[session.token_hash] = session; }
    std::optional<models::Session> find(std::string_view token_hash) override {
      const auto found = rows.find(token_hash);
      return found == rows.end() ? std::nullopt : std::optional(found->second);
    }
    void touch(std::string_view token_hash, models::Time last_seen) override {
      rows.find(token_hash)->second.last_seen_at = last_seen;
    }
    void remove(std::string_view token_hash) override { rows.erase(std::string(token_hash)); }
    int remove_expired(models::Time now) override {
      return static_cast<int>(std::erase_if(rows, [now](auto& row) { return row.second.expires_at <= now; }));
    }
    std::vector<models::Session> of_account(models::AccountId) override { return {}; }
    int remove_of(models::AccountId, std::string_view) override { return 0; }
  };
  struct AccessTokens : models::AccessTokenStore {
    std::map<std::string, models::AccessToken, std::less<>> rows;
    models::AccessTokenId insert(const models::AccessToken& token) override {
      rows[token.token_hash] = token;
      return token.id;
    }
    std::optional<models::AccessToken> find(std::string_view token_hash) override {
      const auto found = rows.find(token_hash);
      return found == rows.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<models::AccessToken> of_account(models::AccountId) override { return {}; }
    void touch(models::AccessTokenId, models::Time) override {}
    void remove(models::AccessTokenId) override {}
    int remove_of(models::AccountId) override { return 0; }
  };
  struct Crews : models::CrewStore {
    std::map<std::int64_t, models::Crew> rows;
    models::CrewId insert(const models::Crew& crew) override {
      rows[crew.id.value] = crew;
      return crew.id;
    }
    void update(const models::Crew& crew) override { rows[crew.id.value] = crew; }
    std::optional<models::Crew> find(models::CrewId id) override {
      const auto found = rows.find(id.value);
      return found == rows.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<models::Crew> find_by_code(std::string_view) override { return std::nullopt; }
    std::vector<models::Crew> list() override { return {}; }
  };

  Accounts accounts_;
  Sessions sessions_;
  AccessTokens access_tokens_;
  Crews crews_;

  models::AccountStore& accounts() override { return accounts_; }
  models::SessionStore& sessions() override { return sessions_; }
  models::VillageStore& villages() override { throw std::logic_error("not here"); }
  models::CatalogStore& catalog() override { throw std::logic_error("not here"); }
  models::FacilityStore& facilities() override { throw std::logic_error("not here"); }
  models::CrewStore& crews() override { return crews_; }
  models::AccessTokenStore& access_tokens() override { return access_tokens_; }
  models::ReportStore& reports() override { throw std::logic_error("not here"); }
  models::WorkOrderStore& work_orders() override { throw std::logic_error("not here"); }
  models::NoteStore& notes() override { throw std::logic_error("not here"); }
  models::PhotoStore& photos() override { throw std::logic_error("not here"); }
  models::EventStore& events() override { throw std::logic_error("not here"); }
  models::NotificationStore& notifications() override { throw std::logic_error("not here"); }
  models::IdempotencyStore& idempotency() override { throw std::logic_error("not here"); }
  models::DashboardStore& dashboard() override { throw std::logic_error("not here"); }
  models::PlanStore& plans() override { throw std::logic_error("not here"); }
  models::RequestStore& requests() override { throw std::logic_error("not here"); }
  models::EscalationStore& escalations() override { throw std::logic_error("not here"); }
  models::RecheckStore& rechecks() override { throw std::logic_error("not here"); }
  models::FigureStore& figures() override { throw std::logic_error("not here"); }
  models::PasskeyStore& passkeys() override { throw std::logic_error("not here"); }
  models::AuditStore& audit() override { throw std::logic_error("not here"); }
  models::PhoneCallStore& phone_calls() override { throw std::logic_error("not here"); }
  models::OutageStore& outages() override { throw std::logic_error("not here"); }
  models::ForeignReportStore& foreign_reports() override { throw std::logic_error("not here"); }
  models::DeliveryStore& deliveries() override { throw std::logic_error("not here"); }
  models::FieldWorkStore& field_work() override { throw std::logic_error("not here"); }
  models::CityOrderStore& city_orders() override { throw std::logic_error("not here"); }
  models::ReadingStore& readings() override { throw std::logic_error("not here"); }
  models::AttachmentStore& attachments() override { throw std::logic_error("not here"); }
  models::ExportStore& exports() override { throw std::logic_error("not here"); }
  models::ImportStore& imports() override { throw std::logic_error("not here"); }
  models::TownStore& towns() override { throw std::logic_error("not here"); }
};
