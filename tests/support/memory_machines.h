#pragma once
#include "tests/support/memory_store.h"

namespace support {

class MemoryCityOrders final : public models::CityOrderStore {
 public:
  explicit MemoryCityOrders(MemoryData& data) : data_(data) {}
  void insert(const models::CityOrder& order) override;
  void update(const models::CityOrder& order) override;
  std::optional<models::CityOrder> find(models::ReportId report) override;
  std::optional<models::CityOrder> find_by_number(std::string_view number) override;
  models::Page<models::CityOrder> search(const models::CityOrderQuery& query) override;

 private:
  MemoryData& data_;
};

class MemoryReadings final : public models::ReadingStore {
 public:
  explicit MemoryReadings(MemoryData& data) : data_(data) {}
  std::optional<models::ReadingState> find(models::FacilityId facility) override;
  void save(const models::ReadingState& state) override;
  std::vector<models::ReadingState> latest(int limit) override;
  std::vector<models::ReadingState> after(models::FacilityId facility, int limit) override;

 private:
  MemoryData& data_;
};

class MemoryAttachments final : public models::AttachmentStore {
 public:
  explicit MemoryAttachments(MemoryData& data) : data_(data) {}
  models::AttachmentId insert(const models::Attachment& attachment) override;
  std::optional<models::Attachment> find(models::AttachmentId id) override;
  std::vector<models::Attachment> of_report(models::ReportId report) override;
  void remove_of_report(models::ReportId report) override;
  std::vector<std::string> files_left(int limit) override;
  void forget_file(std::string_view file) override;

 private:
  MemoryData& data_;
};

}  // namespace support
