#pragma once
#include "models/attachment.h"
#include "models/delivery.h"
#include "models/foreign_report.h"
#include "server/storage/sql/connection.h"
#include "server/storage/sql/transfer_store.h"

/// The stores of what comes from other systems and from reporters, and goes to them: models/foreign_report.h,
/// models/attachment.h, models/delivery.h.
namespace sql {

class ForeignReportStore final : public models::ForeignReportStore {
 public:
  explicit ForeignReportStore(Connection& connection) : connection_(connection) {}
  void insert(const models::ForeignReport& report) override;
  std::optional<models::ForeignReport> find(models::ReportId id) override;
  std::optional<models::ForeignReport> find_by_token(std::string_view token) override;
  std::optional<models::ForeignReport> find_by_reference(models::AccountId client,
                                                         std::string_view reference) override;
  std::vector<models::ReportId> search(const models::ForeignQuery& query) override;
  bool insert(const models::ForeignUpdate& update) override;
  std::vector<models::Notification> told(models::Time from, models::Time to, bool foreign,
                                         int limit) override;

 private:
  Connection& connection_;
};

class AttachmentStore final : public models::AttachmentStore {
 public:
  explicit AttachmentStore(Connection& connection) : connection_(connection) {}
  models::AttachmentId insert(const models::Attachment& attachment) override;
  std::optional<models::Attachment> find(models::AttachmentId id) override;
  std::vector<models::Attachment> of_report(models::ReportId report) override;
  void remove_of_report(models::ReportId report) override;
  std::vector<std::string> files_left(int limit) override;
  void forget_file(std::string_view file) override;

 private:
  Connection& connection_;
};

class DeliveryStore final : public models::DeliveryStore {
 public:
  explicit DeliveryStore(Connection& connection) : connection_(connection), transfers_(connection) {}
  models::DestinationId insert(const models::Destination& destination) override;
  void update(const models::Destination& destination) override;
  std::optional<models::Destination> find(models::DestinationId id) override;
  std::vector<models::Destination> destinations() override;
  void remove(models::DestinationId id) override;
  std::string key(models::Carrier carrier) override;
  void save_key(models::Carrier carrier, const std::string& secret) override;
  void save(const models::MessageTemplate& text) override;
  std::vector<models::MessageTemplate> templates() override;
  models::DeliveryId insert(const models::Delivery& delivery) override;
  void update(const models::Delivery& delivery) override;
  std::optional<models::Delivery> find(models::DeliveryId id) override;
  models::Page<models::Delivery> search(const models::DeliveryQuery& query) override;
  std::optional<models::Delivery> due(models::DestinationId destination, models::Time now) override;
  std::optional<models::Delivery> due_receipt(models::DestinationId destination, models::Time now) override;
  std::vector<models::Delivery> waiting(models::DestinationId destination, int limit) override;
  std::optional<models::Time> next() override;
  int count_tried(models::DestinationId destination, models::Time since) override;
  models::DeliveryCounts counts() override;
  int remove_before(models::Time time) override;
  TransferStore& transfers() override { return transfers_; }
  /// Whether a destination, a message or a transfer was written since the last call: something may be due
  /// sooner than the sender knows.
  bool take_written() {
    const bool transfer = transfers_.take_written();
    return std::exchange(written_, false) || transfer;
  }

 private:
  Connection& connection_;
  TransferStore transfers_;
  bool written_ = false;
};

}  // namespace sql
