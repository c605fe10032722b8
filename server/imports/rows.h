#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/import.h"
#include "models/store.h"
#include "server/town/facility_import.h"
#include "server/town/table.h"

namespace imports {

using town::RowChange;

/// What the rows of a table mean in one register.
class Rows {
 public:
  virtual ~Rows() = default;
  /// What may be in a table only once.
  virtual std::string key_of(const town::TableRow& row) const = 0;
  /// What writing the row would do; what is wrong with it goes into `wrong`, by column.
  virtual RowChange look(models::Transaction& tx, const town::TableRow& row,
                         std::vector<models::FieldError>& wrong) const = 0;
  /// Writes a row that is good.
  virtual void write(models::Transaction& tx, const town::TableRow& row) const = 0;
};

/// Whether the things of a register have a place, so that they can come from a map.
bool has_positions(models::ImportRegister into);

/// Reads the headings; what is wrong with them goes into `wrong`.
std::unique_ptr<Rows> rows_of(models::ImportRegister into, models::Transaction& tx,
                              const town::TableRow& header, std::vector<models::FieldError>& wrong);

}  // namespace imports
