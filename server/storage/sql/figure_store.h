#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/figure_days.h"
#include "server/storage/sql/connection.h"

namespace sql {

class Filter;

/// What the figures are counted from (figure_store.cpp), and their sums (figure_day_store.cpp).
class FigureStore final : public models::FigureStore, public models::FigureDayStore {
 public:
  explicit FigureStore(Connection& connection) : connection_(connection) {}
  std::vector<models::OrderFacts> orders(const models::FiguresQuery& query) override;
  std::vector<models::LeftOutReport> left_out(const models::FiguresQuery& query) override;

  std::optional<models::FigureRolling> rolling() override;
  void start_anew(const models::FigureRolling& rolling) override;
  std::vector<models::OrderFacts> waiting(models::WorkOrderId after, int limit, models::Time now,
                                          bool at_rest) override;
  std::int64_t waiting_count(int most) override;
  std::vector<models::OrderFacts> facts(models::WorkOrderId after, int limit, models::Time now) override;
  std::vector<models::WorkOrderId> pausing(const std::vector<models::WorkOrderId>& orders) override;
  std::vector<models::FigureShare> shares(const std::vector<models::WorkOrderId>& orders) override;
  std::vector<models::FigureShare> waiting_shares() override;
  std::vector<models::WorkOrderId> are_waiting(const std::vector<models::WorkOrderId>& orders) override;
  void save(const models::FigureShare& share) override;
  void remove_share(models::WorkOrderId order) override;
  void add(models::FigureSpan span, models::FigureDimension dimension,
           const models::FigureSum& difference) override;
  std::vector<models::FigureSum> sums(models::FigureSpan span, models::FigureDimension dimension,
                                      const std::vector<std::int64_t>& starts,
                                      const std::vector<std::string>& keys) override;
  std::vector<models::FigureSum> all_sums(models::FigureSpan span, models::FigureDimension dimension,
                                          std::int64_t start, const std::string& key, int limit) override;

 private:
  /// Shape   named: `WITH asked (id) AS …` over the marks ?1 and ?2
  std::vector<models::OrderFacts> facts_of(const std::string& named, std::int64_t first, std::int64_t second,
                                           models::Time now, const Filter& filter);

  Connection& connection_;
};

}  // namespace sql
