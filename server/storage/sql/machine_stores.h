#pragma once
#include "models/city_order.h"
#include "models/reading.h"
#include "server/storage/sql/connection.h"

/// The stores of what the city's hotline and machines send: models/city_order.h, models/reading.h.
namespace sql {

class CityOrderStore final : public models::CityOrderStore {
 public:
  explicit CityOrderStore(Connection& connection) : connection_(connection) {}
  void insert(const models::CityOrder& order) override;
  void update(const models::CityOrder& order) override;
  std::optional<models::CityOrder> find(models::ReportId report) override;
  std::optional<models::CityOrder> find_by_number(std::string_view number) override;
  models::Page<models::CityOrder> search(const models::CityOrderQuery& query) override;

 private:
  Connection& connection_;
};

class ReadingStore final : public models::ReadingStore {
 public:
  explicit ReadingStore(Connection& connection) : connection_(connection) {}
  std::optional<models::ReadingState> find(models::FacilityId facility) override;
  void save(const models::ReadingState& state) override;
  std::vector<models::ReadingState> latest(int limit) override;
  std::vector<models::ReadingState> after(models::FacilityId facility, int limit) override;

 private:
  Connection& connection_;
};

}  // namespace sql
