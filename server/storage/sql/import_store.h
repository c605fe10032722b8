#pragma once
#include "models/import.h"
#include "server/storage/sql/connection.h"

namespace sql {

class ImportStore final : public models::ImportStore {
 public:
  explicit ImportStore(Connection& connection) : connection_(connection) {}
  models::ImportId insert(const models::Import& one) override;
  void update(const models::Import& one) override;
  std::optional<models::Import> find(models::ImportId id) override;
  void remove(models::ImportId id) override;
  std::vector<models::Import> of_account(models::AccountId account, int limit) override;
  std::vector<models::Import> unfinished() override;
  std::vector<models::Import> ended_before(models::Time time, int limit) override;

 private:
  Connection& connection_;
};

}  // namespace sql
