#pragma once
#include <utility>

#include "models/transfer.h"
#include "server/storage/sql/connection.h"

namespace sql {

class TransferStore final : public models::TransferStore {
 public:
  explicit TransferStore(Connection& connection) : connection_(connection) {}
  models::TransferId insert(const models::Transfer& transfer) override;
  void update(const models::Transfer& transfer) override;
  std::optional<models::Transfer> find(models::TransferId id) override;
  std::optional<models::Transfer> find_by_delivery(models::DeliveryId id) override;
  std::vector<models::Transfer> of_work_order(models::WorkOrderId id) override;
  models::Page<models::Transfer> search(const models::TransferQuery& query) override;
  std::optional<models::Transfer> due(models::DestinationId destination, models::Time now) override;
  std::optional<models::Time> next() override;
  int count_asked(models::DestinationId destination, models::Time since) override;
  void save(const models::ForeignOffer& offer) override;
  std::optional<models::ForeignOffer> offer(models::DestinationId destination) override;
  /// Whether one was written since the last call: then it may be due sooner than the sender knows.
  bool take_written() { return std::exchange(written_, false); }

 private:
  Connection& connection_;
  bool written_ = false;
};

}  // namespace sql
