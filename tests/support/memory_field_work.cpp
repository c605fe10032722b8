#include "tests/support/memory_field_work.h"

#include <algorithm>

namespace support {

void MemoryFieldWork::save(const models::Part& part) { data_.parts[part.code] = part; }

std::optional<models::Part> MemoryFieldWork::find_part(std::string_view code) {
  const auto found = data_.parts.find(std::string(code));
  return found == data_.parts.end() ? std::nullopt : std::optional(found->second);
}

std::vector<models::Part> MemoryFieldWork::parts() {
  std::vector<models::Part> all;
  for (const auto& [code, part] : data_.parts) all.push_back(part);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.facility_class < b.facility_class; });
  return all;
}

std::vector<models::StockLine> MemoryFieldWork::stock_of(models::CrewId crew) {
  std::vector<models::StockLine> lines;
  for (const auto& [key, quantity] : data_.stock)
    if (key.first == crew) lines.push_back({key.second, quantity});
  return lines;
}

int MemoryFieldWork::in_stock(models::CrewId crew, std::string_view part) {
  const auto found = data_.stock.find({crew, std::string(part)});
  return found == data_.stock.end() ? 0 : found->second;
}

void MemoryFieldWork::set_stock(models::CrewId crew, const models::StockLine& line) {
  data_.stock[{crew, line.part}] = line.quantity;
}

models::WorkProofId MemoryFieldWork::insert(const models::WorkProof& proof) {
  const models::WorkProofId id{data_.work_proofs.empty() ? 1 : data_.work_proofs.rbegin()->first.value + 1};
  data_.work_proofs[id] = proof;
  data_.work_proofs[id].id = id;
  return id;
}

void MemoryFieldWork::update(const models::WorkProof& proof) {
  data_.work_proofs.at(proof.id).consent_by = proof.consent_by;
}

std::vector<models::WorkProof> MemoryFieldWork::proofs_of(models::WorkOrderId id) {
  std::vector<models::WorkProof> all;
  for (const auto& [key, proof] : data_.work_proofs)
    if (proof.work_order == id) all.push_back(proof);
  return all;
}

models::ShiftId MemoryFieldWork::insert(const models::Shift& shift) {
  const models::ShiftId id{data_.shifts.empty() ? 1 : data_.shifts.rbegin()->first.value + 1};
  data_.shifts[id] = shift;
  data_.shifts[id].id = id;
  return id;
}

void MemoryFieldWork::update(const models::Shift& shift) { data_.shifts.at(shift.id) = shift; }

std::optional<models::Shift> MemoryFieldWork::shift_of(models::AccountId account) {
  for (const auto& [id, shift] : data_.shifts)
    if (shift.account == account && !shift.off_at) return shift;
  return std::nullopt;
}

std::vector<models::Shift> MemoryFieldWork::shifts_of(models::CrewId crew, int limit) {
  std::vector<models::Shift> all;
  for (auto one = data_.shifts.rbegin(); one != data_.shifts.rend(); ++one)
    if (one->second.crew == crew && static_cast<int>(all.size()) < limit) all.push_back(one->second);
  return all;
}

models::SpareLoanId MemoryFieldWork::insert(const models::SpareLoan& loan) {
  const models::SpareLoanId id{data_.loans.empty() ? 1 : data_.loans.rbegin()->first.value + 1};
  data_.loans[id] = loan;
  data_.loans[id].id = id;
  return id;
}

void MemoryFieldWork::update(const models::SpareLoan& loan) { data_.loans.at(loan.id) = loan; }

std::optional<models::SpareLoan> MemoryFieldWork::lent(std::string_view spare) {
  for (const auto& [id, loan] : data_.loans)
    if (loan.spare == spare && !loan.returned_at) return loan;
  return std::nullopt;
}

std::vector<models::SpareLoan> MemoryFieldWork::loans_of(models::WorkOrderId id) {
  std::vector<models::SpareLoan> all;
  for (const auto& [key, loan] : data_.loans)
    if (loan.work_order == id) all.push_back(loan);
  return all;
}

std::vector<models::SpareLoan> MemoryFieldWork::open_loans(int limit) {
  std::vector<models::SpareLoan> all;
  for (const auto& [key, loan] : data_.loans)
    if (!loan.returned_at && static_cast<int>(all.size()) < limit) all.push_back(loan);
  return all;
}

void MemoryFieldWork::save(const models::NeighbourWord& word) {
  data_.neighbour_words[{word.work_order, word.round, word.voice}] = word;
}

models::NeighbourCount MemoryFieldWork::count_words(models::WorkOrderId id, int round) {
  models::NeighbourCount count;
  for (const auto& [key, word] : data_.neighbour_words)
    if (word.work_order == id && word.round == round) ++(word.solved ? count.confirmed : count.disputed);
  return count;
}

}  // namespace support
