#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/store.h"
#include "server/storage/database.h"
#include "server/town/facility_row.h"
#include "server/town/table.h"

namespace town {

/// What a row does to a register.
enum class RowChange { made, changed, same };

/// The rows of one table of facilities, one by one.
class FacilityRows {
 public:
  /// What is wrong with the headings goes into `wrong`.
  FacilityRows(models::Transaction& tx, const TableRow& header, std::vector<models::FieldError>& wrong)
      : reader_(tx, header, wrong) {}
  std::string code_of(const TableRow& row) const { return reader_.code_of(row); }
  /// What writing the row would do; what is wrong with it goes into `wrong`, by column.
  RowChange look(models::Transaction& tx, const TableRow& row, std::vector<models::FieldError>& wrong) const;
  /// Writes a row that is good.
  void write(models::Transaction& tx, const TableRow& row) const;

 private:
  FacilityRowReader reader_;
};

/// One wrong cell of a file.
///
/// Shape   line 0: the file as a whole; field: the column's English name
struct ImportError {
  std::size_t line = 0;
  models::FieldError error;
};

/// What an import did, or would do.
///
/// Shape   errors: by line, at most `most_import_errors`; error_count: how many there are. Nothing is written
/// when
///         there is one
struct ImportResult {
  std::size_t rows = 0;
  std::size_t inserted = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  bool written = false;
  std::size_t error_count = 0;
  std::vector<ImportError> errors;
  bool good() const { return error_count == 0; }
};
inline constexpr std::size_t most_import_errors = 10'000;

/// A table taken in whole, its first row with the headings.
struct FacilityTable {
  std::vector<TableRow> rows;
};

/// Reads all rows of a table.
///
/// Errors  throws TableError
FacilityTable read_facility_table(TableReader& reader);

/// Takes a table of facilities into the register: every row checked, then all written or none.
///
/// Shape   headings in English or Chinese (facility_columns.h), attributes as attributes.CODE or by their
/// name; a
///         row whose code is known changes that facility, and what has no column stays as it is
/// Errors  in the result; writes nothing on a dry run
ImportResult import_facilities(models::Transaction& tx, const models::Actor& actor,
                               const FacilityTable& table, bool dry_run);

/// The same for a .csv or .xlsx file, as one change of the database.
ImportResult import_facilities(storage::Database& database, const models::Actor& actor,
                               const std::filesystem::path& file, bool dry_run);

}  // namespace town
