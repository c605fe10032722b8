#include "server/town/facility_import.h"

#include <tuple>
#include <unordered_map>
#include <utility>

#include "dispatch/permissions.h"
#include "dispatch/register.h"
#include "server/town/facility_columns.h"
#include "server/town/facility_row.h"

namespace town {
namespace {

using models::Facility;
using models::FieldError;

bool same(const Facility& one, const Facility& other) {
  const auto position = [](const Facility& facility) {
    const auto at = facility.position.value_or(models::Position{0, 0, "none"});
    return std::tuple(facility.position.has_value(), at.latitude, at.longitude, at.source);
  };
  for (const auto& column : facility_columns) {
    const auto* text = text_of(one, column.name);
    if (text && *text != *text_of(other, column.name)) return false;
  }
  return one.facility_class == other.facility_class && one.village_code == other.village_code &&
         position(one) == position(other) && one.attributes == other.attributes &&
         one.active == other.active && one.search_text == other.search_text;
}

// dispatch speaks of fields; whoever mends the file looks for a column.
std::string column_of(const std::string& field) {
  for (const auto& column : facility_columns)
    if (column.field == field) return std::string(column.name);
  return field;
}

class Import {
 public:
  Import(models::Transaction& tx, const FacilityTable& table) : tx_(tx), table_(table) {}

  ImportResult run(bool dry_run) {
    if (table_.rows.empty()) {
      add(0, {"", "required", "the table is empty: the first row has the headings"});
      return std::move(result_);
    }
    std::vector<FieldError> wrong;
    const FacilityRows rows(tx_, table_.rows.front(), wrong);
    for (auto& error : wrong) add(table_.rows.front().line, std::move(error));
    if (!result_.good()) return std::move(result_);
    // Two passes instead of keeping every facility: a large table is in memory once, not twice.
    for (std::size_t i = 1; i < table_.rows.size(); ++i) check(rows, table_.rows[i]);
    if (result_.good() && !dry_run) {
      for (std::size_t i = 1; i < table_.rows.size(); ++i) rows.write(tx_, table_.rows[i]);
      result_.written = true;
    }
    return std::move(result_);
  }

 private:
  void add(std::size_t line, FieldError error) {
    if (++result_.error_count <= most_import_errors) result_.errors.push_back({line, std::move(error)});
  }

  void check(const FacilityRows& rows, const TableRow& row) {
    ++result_.rows;
    const auto code = rows.code_of(row);
    if (const auto [first, fresh] = lines_.emplace(code, row.line); !fresh && !code.empty())
      return add(row.line,
                 {"code", "not_allowed", "line " + std::to_string(first->second) + " has this code already"});
    std::vector<FieldError> wrong;
    const auto change = rows.look(tx_, row, wrong);
    for (auto& error : wrong) add(row.line, std::move(error));
    if (!wrong.empty()) return;
    ++(change == RowChange::made      ? result_.inserted
       : change == RowChange::changed ? result_.updated
                                      : result_.unchanged);
  }

  models::Transaction& tx_;
  const FacilityTable& table_;
  ImportResult result_;
  std::unordered_map<std::string, std::size_t> lines_;
};

ImportResult refused(std::size_t line, FieldError error) {
  ImportResult result;
  result.error_count = 1;
  result.errors.push_back({line, std::move(error)});
  return result;
}

}  // namespace

RowChange FacilityRows::look(models::Transaction& tx, const TableRow& row,
                             std::vector<FieldError>& wrong) const {
  const auto known = tx.facilities().find_by_code(code_of(row));
  const auto facility = reader_.read(row, known, wrong);
  for (auto& error : dispatch::check_facility(tx, facility)) {
    error.field = column_of(error.field);
    wrong.push_back(std::move(error));
  }
  if (!known) return RowChange::made;
  return same(*known, facility) ? RowChange::same : RowChange::changed;
}

void FacilityRows::write(models::Transaction& tx, const TableRow& row) const {
  const auto known = tx.facilities().find_by_code(code_of(row));
  std::vector<FieldError> none;
  const auto facility = reader_.read(row, known, none);
  if (!known)
    tx.facilities().insert(facility);
  else if (!same(*known, facility))
    tx.facilities().update(facility);
}

FacilityTable read_facility_table(TableReader& reader) {
  FacilityTable table;
  for (TableRow row; reader.read(row);) table.rows.push_back(std::move(row));
  return table;
}

ImportResult import_facilities(models::Transaction& tx, const models::Actor& actor,
                               const FacilityTable& table, bool dry_run) {
  if (const auto allowed = dispatch::require(actor, dispatch::Permission::register_write); !allowed)
    return refused(0, {"", "not_allowed", allowed.error().detail});
  return Import(tx, table).run(dry_run);
}

ImportResult import_facilities(storage::Database& database, const models::Actor& actor,
                               const std::filesystem::path& file, bool dry_run) {
  FacilityTable table;
  try {
    table = read_facility_table(*open_table(file));
  } catch (const TableError& wrong) {
    return refused(wrong.line(), {"", "bad_format", wrong.what()});
  }
  ImportResult result;
  // What is wrong is found while others can write; only a good table goes to the writer, which looks again.
  database.read_now([&](models::Transaction& tx) { result = import_facilities(tx, actor, table, true); });
  if (dry_run || !result.good()) return result;
  database.write_now([&](models::Transaction& tx) {
    result = import_facilities(tx, actor, table, false);
    return result.written;
  });
  return result;
}

}  // namespace town
