#pragma once
#include "models/export.h"
#include "server/storage/sql/connection.h"

namespace sql {

class ExportStore final : public models::ExportStore {
 public:
  explicit ExportStore(Connection& connection) : connection_(connection) {}
  models::ExportId insert(const models::Export& one) override;
  void update(const models::Export& one) override;
  std::optional<models::Export> find(models::ExportId id) override;
  void remove(models::ExportId id) override;
  std::vector<models::Export> of_account(models::AccountId account, int limit) override;
  std::vector<models::Export> unfinished() override;
  std::vector<models::Export> ended_before(models::Time time, int limit) override;
  models::OrderSpan span(const models::WorkOrderQuery& query, std::int64_t most) override;
  void each_line(const models::WorkOrderQuery& query, models::WorkOrderId after, models::WorkOrderId through,
                 const std::function<void(const models::OrderLine&)>& take) override;
  std::vector<models::MonthlyCount> monthly_counts(int utc_offset_seconds) override;

 private:
  Connection& connection_;
};

}  // namespace sql
