#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "models/store.h"
#include "server/town/table_writer.h"

namespace town {

/// The codes of the attributes of a class, or of all classes.
std::vector<std::string> attribute_codes(models::Transaction& tx, const std::string& facility_class);

/// The heading of such a table, and the cells of one facility in it.
std::vector<std::string> facility_heading(const std::vector<std::string>& attributes);
void facility_cells(const models::Facility& facility, const std::vector<std::string>& attributes,
                    std::vector<std::string>& cells);

/// Writes facilities as a table that `import_facilities` reads back to the same register.
///
/// Shape   the columns of facility_columns.h, then attributes.CODE of the class asked for, or of all classes;
///         read in pages, never all at once; returns how many
/// Errors  throws TableError when the table cannot be written
std::size_t export_facilities(models::Transaction& tx, models::FacilityQuery query, TableWriter& writer);

}  // namespace town
