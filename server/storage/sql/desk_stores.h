#pragma once
#include "models/outage.h"
#include "models/phone_call.h"
#include "server/storage/sql/connection.h"

/// The stores of the desk: calls and outages.
namespace sql {

class PhoneCallStore final : public models::PhoneCallStore {
 public:
  explicit PhoneCallStore(Connection& connection) : connection_(connection) {}
  models::PhoneCallId insert(const models::PhoneCall& call) override;
  void update(const models::PhoneCall& call) override;
  std::optional<models::PhoneCall> find(models::PhoneCallId id) override;
  std::optional<models::PhoneCall> find_by_external_id(std::string_view id) override;
  models::Page<models::PhoneCall> search(const models::PhoneCallQuery& query) override;
  int forget_callers(models::Time began_before) override;
  models::NumberHits of_number(const std::vector<std::string>& forms, int limit) override;

 private:
  Connection& connection_;
};

class OutageStore final : public models::OutageStore {
 public:
  explicit OutageStore(Connection& connection) : connection_(connection) {}
  models::OutageId insert(const models::Outage& outage) override;
  void update(const models::Outage& outage) override;
  std::optional<models::Outage> find(models::OutageId id) override;
  std::optional<models::Outage> running_of(models::WorkOrderId order) override;
  models::Page<models::Outage> search(const models::OutageQuery& query) override;

 private:
  void read_children(models::Outage& outage);
  Connection& connection_;
};

}  // namespace sql
