#include "server/storage/sql/field_work_store.h"

#include "server/storage/sql/codec_field_work.h"
#include "server/storage/sql/table.h"

namespace sql {
namespace {

const Table& proof_table() {
  static const Table proofs("work_proofs",
                            "work_order, checks, parts, minutes, cost_cents, consent, consent_by, label, "
                            "label_matches, brand, model, error_code, lamps, by_account, by_name, at");
  return proofs;
}

Values values_of(const models::WorkProof& one) {
  return Values().add(one.work_order, to_json_text(one.checks), to_json_text(one.parts), one.minutes,
                      one.cost_cents, one.consent, one.consent_by, one.label, one.label_matches, one.brand,
                      one.model, one.error_code, to_json_text(one.lamps), one.by, one.by_name, one.at);
}

models::WorkProof read_proof(Statement& row) {
  models::WorkProof one;
  std::string checks, parts, lamps;
  row.get(one.id, one.work_order, checks, parts, one.minutes, one.cost_cents, one.consent, one.consent_by,
          one.label, one.label_matches, one.brand, one.model, one.error_code, lamps, one.by, one.by_name,
          one.at);
  from_json_text(checks, one.checks);
  from_json_text(parts, one.parts);
  from_json_text(lamps, one.lamps);
  return one;
}

const Table& shift_table() {
  static const Table shifts("shifts", "account, name, crew, van, on_at, off_at, note");
  return shifts;
}

models::Shift read_shift(Statement& row) {
  models::Shift one;
  row.get(one.id, one.account, one.name, one.crew, one.van, one.on_at, one.off_at, one.note);
  return one;
}

Values values_of(const models::Shift& one) {
  return Values().add(one.account, one.name, one.crew, one.van, one.on_at, one.off_at, one.note);
}

const Table& loan_table() {
  static const Table loans("spare_loans", "spare, work_order, lent_by, lent_at, returned_by, returned_at");
  return loans;
}

models::SpareLoan read_loan(Statement& row) {
  models::SpareLoan one;
  row.get(one.id, one.spare, one.work_order, one.lent_by, one.lent_at, one.returned_by, one.returned_at);
  return one;
}

Values values_of(const models::SpareLoan& one) {
  return Values().add(one.spare, one.work_order, one.lent_by, one.lent_at, one.returned_by, one.returned_at);
}

const std::string part_columns = "code, facility_class, name_zh, name_en, unit, barcode, cents, usual";

models::Part read_part(Statement& row) {
  models::Part part;
  row.get(part.code, part.facility_class, part.name, part.unit, part.barcode, part.cents, part.usual);
  return part;
}

}  // namespace

void FieldWorkStore::save(const models::Part& part) {
  connection_
      .prepare("INSERT INTO parts (" + part_columns +
               ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET facility_class = "
               "excluded.facility_class, name_zh = excluded.name_zh, name_en = excluded.name_en, unit = "
               "excluded.unit, barcode = excluded.barcode, cents = excluded.cents, usual = excluded.usual")
      .bind(part.code, part.facility_class, part.name, part.unit, part.barcode, part.cents, part.usual)
      .run();
}

std::optional<models::Part> FieldWorkStore::find_part(std::string_view code) {
  auto statement = connection_.prepare("SELECT " + part_columns + " FROM parts WHERE code = ?");
  return first_row(statement.bind(code), read_part);
}

std::vector<models::Part> FieldWorkStore::parts() {
  auto statement =
      connection_.prepare("SELECT " + part_columns + " FROM parts ORDER BY facility_class, code");
  return rows(statement, read_part);
}

std::vector<models::StockLine> FieldWorkStore::stock_of(models::CrewId crew) {
  auto statement = connection_.prepare("SELECT part, quantity FROM stock WHERE crew = ? ORDER BY part");
  return rows(statement.bind(crew), [](Statement& row) {
    models::StockLine line;
    row.get(line.part, line.quantity);
    return line;
  });
}

int FieldWorkStore::in_stock(models::CrewId crew, std::string_view part) {
  auto statement = connection_.prepare("SELECT quantity FROM stock WHERE crew = ? AND part = ?");
  return statement.bind(crew, part).step() ? statement.value<int>() : 0;
}

void FieldWorkStore::set_stock(models::CrewId crew, const models::StockLine& line) {
  connection_
      .prepare(
          "INSERT INTO stock (crew, part, quantity) VALUES (?, ?, ?) ON CONFLICT (crew, part) DO UPDATE SET "
          "quantity = excluded.quantity")
      .bind(crew, line.part, line.quantity)
      .run();
}

models::WorkProofId FieldWorkStore::insert(const models::WorkProof& proof) {
  return {proof_table().insert(connection_, values_of(proof))};
}

void FieldWorkStore::update(const models::WorkProof& proof) {
  connection_.prepare("UPDATE work_proofs SET consent_by = ? WHERE id = ?")
      .bind(proof.consent_by, proof.id)
      .run();
}

std::vector<models::WorkProof> FieldWorkStore::proofs_of(models::WorkOrderId id) {
  auto statement = connection_.prepare(proof_table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), read_proof);
}

models::ShiftId FieldWorkStore::insert(const models::Shift& shift) {
  return {shift_table().insert(connection_, values_of(shift))};
}

void FieldWorkStore::update(const models::Shift& shift) {
  shift_table().update(connection_, shift.id.value, values_of(shift));
}

std::optional<models::Shift> FieldWorkStore::shift_of(models::AccountId account) {
  auto statement = connection_.prepare(shift_table().select() + " WHERE account = ? AND off_at IS NULL");
  return first_row(statement.bind(account), read_shift);
}

std::vector<models::Shift> FieldWorkStore::shifts_of(models::CrewId crew, int limit) {
  auto statement = connection_.prepare(shift_table().select() + " WHERE crew = ? ORDER BY id DESC LIMIT ?");
  return rows(statement.bind(crew, limit), read_shift);
}

models::SpareLoanId FieldWorkStore::insert(const models::SpareLoan& loan) {
  return {loan_table().insert(connection_, values_of(loan))};
}

void FieldWorkStore::update(const models::SpareLoan& loan) {
  loan_table().update(connection_, loan.id.value, values_of(loan));
}

std::optional<models::SpareLoan> FieldWorkStore::lent(std::string_view spare) {
  auto statement = connection_.prepare(loan_table().select() + " WHERE spare = ? AND returned_at IS NULL");
  return first_row(statement.bind(spare), read_loan);
}

std::vector<models::SpareLoan> FieldWorkStore::loans_of(models::WorkOrderId id) {
  auto statement = connection_.prepare(loan_table().select() + " WHERE work_order = ? ORDER BY id");
  return rows(statement.bind(id), read_loan);
}

std::vector<models::SpareLoan> FieldWorkStore::open_loans(int limit) {
  auto statement =
      connection_.prepare(loan_table().select() + " WHERE returned_at IS NULL ORDER BY id LIMIT ?");
  return rows(statement.bind(limit), read_loan);
}

void FieldWorkStore::save(const models::NeighbourWord& word) {
  connection_
      .prepare(
          "INSERT INTO neighbour_words (work_order, round, voice, solved, at) VALUES (?, ?, ?, ?, ?) ON "
          "CONFLICT (work_order, round, voice) DO UPDATE SET solved = excluded.solved, at = excluded.at")
      .bind(word.work_order, word.round, word.voice, word.solved, word.at)
      .run();
}

models::NeighbourCount FieldWorkStore::count_words(models::WorkOrderId id, int round) {
  auto statement = connection_.prepare(
      "SELECT count(*) FILTER (WHERE solved = 1), count(*) FILTER (WHERE solved = 0) FROM neighbour_words "
      "WHERE "
      "work_order = ? AND round = ?");
  models::NeighbourCount count;
  if (statement.bind(id, round).step()) statement.get(count.confirmed, count.disputed);
  return count;
}

}  // namespace sql
