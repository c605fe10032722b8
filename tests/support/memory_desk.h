#pragma once
#include "tests/support/memory_store.h"

namespace support {

class MemoryPhoneCalls final : public models::PhoneCallStore {
 public:
  explicit MemoryPhoneCalls(MemoryData& data) : data_(data) {}
  models::PhoneCallId insert(const models::PhoneCall& call) override;
  void update(const models::PhoneCall& call) override;
  std::optional<models::PhoneCall> find(models::PhoneCallId id) override;
  std::optional<models::PhoneCall> find_by_external_id(std::string_view id) override;
  models::Page<models::PhoneCall> search(const models::PhoneCallQuery& query) override;
  int forget_callers(models::Time began_before) override;
  models::NumberHits of_number(const std::vector<std::string>& forms, int limit) override;

 private:
  MemoryData& data_;
};

class MemoryOutages final : public models::OutageStore {
 public:
  explicit MemoryOutages(MemoryData& data) : data_(data) {}
  models::OutageId insert(const models::Outage& outage) override;
  void update(const models::Outage& outage) override;
  std::optional<models::Outage> find(models::OutageId id) override;
  std::optional<models::Outage> running_of(models::WorkOrderId order) override;
  models::Page<models::Outage> search(const models::OutageQuery& query) override;

 private:
  MemoryData& data_;
};

}  // namespace support
