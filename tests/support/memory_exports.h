#pragma once
#include "tests/support/memory_store.h"

namespace support {

class MemoryExports final : public models::ExportStore {
 public:
  explicit MemoryExports(MemoryData& data) : data_(data) {}
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
  MemoryData& data_;
};

class MemoryImports final : public models::ImportStore {
 public:
  explicit MemoryImports(MemoryData& data) : data_(data) {}
  models::ImportId insert(const models::Import& one) override;
  void update(const models::Import& one) override;
  std::optional<models::Import> find(models::ImportId id) override;
  void remove(models::ImportId id) override;
  std::vector<models::Import> of_account(models::AccountId account, int limit) override;
  std::vector<models::Import> unfinished() override;
  std::vector<models::Import> ended_before(models::Time time, int limit) override;

 private:
  MemoryData& data_;
};

}  // namespace support
