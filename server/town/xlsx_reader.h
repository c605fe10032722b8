#pragma once
#include <filesystem>
#include <memory>

#include "server/town/table.h"

namespace town {

/// Reads the first sheet of an .xlsx file.
///
/// Shape   shared and inline texts, numbers without needless digits, dates as ISO 8601, booleans as true and
///         false; a formula gives the value it had when it was saved
/// Errors  throws TableError: cut short, locked, damaged, over a limit, with a DOCTYPE, no sheet
std::unique_ptr<TableReader> open_xlsx(const std::filesystem::path& file, const TableLimits& limits = {});

}  // namespace town
