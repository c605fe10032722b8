#pragma once
#include "models/field_work.h"
#include "server/storage/sql/connection.h"

namespace sql {

class FieldWorkStore final : public models::FieldWorkStore {
 public:
  explicit FieldWorkStore(Connection& connection) : connection_(connection) {}
  void save(const models::Part& part) override;
  std::optional<models::Part> find_part(std::string_view code) override;
  std::vector<models::Part> parts() override;
  std::vector<models::StockLine> stock_of(models::CrewId crew) override;
  int in_stock(models::CrewId crew, std::string_view part) override;
  void set_stock(models::CrewId crew, const models::StockLine& line) override;
  models::WorkProofId insert(const models::WorkProof& proof) override;
  void update(const models::WorkProof& proof) override;
  std::vector<models::WorkProof> proofs_of(models::WorkOrderId id) override;
  models::ShiftId insert(const models::Shift& shift) override;
  void update(const models::Shift& shift) override;
  std::optional<models::Shift> shift_of(models::AccountId account) override;
  std::vector<models::Shift> shifts_of(models::CrewId crew, int limit) override;
  models::SpareLoanId insert(const models::SpareLoan& loan) override;
  void update(const models::SpareLoan& loan) override;
  std::optional<models::SpareLoan> lent(std::string_view spare) override;
  std::vector<models::SpareLoan> loans_of(models::WorkOrderId id) override;
  std::vector<models::SpareLoan> open_loans(int limit) override;
  void save(const models::NeighbourWord& word) override;
  models::NeighbourCount count_words(models::WorkOrderId id, int round) override;

 private:
  Connection& connection_;
};

}  // namespace sql
