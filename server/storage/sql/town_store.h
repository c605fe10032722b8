#pragma once
#include "models/town.h"
#include "server/storage/sql/connection.h"

namespace sql {

class TownStore final : public models::TownStore {
 public:
  explicit TownStore(Connection& connection) : connection_(connection) {}
  void save(const models::Town& town) override;
  std::optional<models::Town> find(std::string_view code) override;
  std::vector<models::Town> list() override;
  void remove(std::string_view code) override;
  models::TownCount count(models::Time now, models::Time until) override;
  models::Page<models::TownOrder> orders(const models::TownOrderQuery& query) override;

 private:
  Connection& connection_;
};

}  // namespace sql
