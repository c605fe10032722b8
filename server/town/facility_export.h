#pragma once
#include <cstddef>

#include "models/store.h"
#include "server/town/table_writer.h"

namespace town {

/// Writes facilities as a table that `import_facilities` reads back to the same register.
///
/// Shape   the columns of facility_columns.h, then attributes.CODE of the class asked for, or of all classes;
///         read in pages, never all at once; returns how many
/// Errors  throws TableError when the table cannot be written
std::size_t export_facilities(models::Transaction& tx, models::FacilityQuery query, TableWriter& writer);

}  // namespace town
