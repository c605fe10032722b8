#pragma once
#include "models/actor.h"
#include "models/error.h"
#include "models/export.h"

/// Which lists leave as files, and for whom.
namespace dispatch {

/// How many rows one sheet of a workbook holds beside its heading.
///
/// Source  the limit of the XLSX format, 1,048,576
inline constexpr std::int64_t most_sheet_rows = 1'048'575;

/// Whether the rows of a list have a place, so that they can stand on a map.
bool has_positions(models::ExportList list);

/// Whether somebody may take a list out as a file: whoever sits at a desk and may read the list. Crews and
/// village reporters read theirs on the page, a few rows at a time.
///
/// Errors  as require; invalid for a map of a list without places
models::Result<void> may_export(const models::Actor& actor, models::ExportList list,
                                models::ExportFormat format);

/// Whether so many rows fit into a file of this format.
///
/// Shape   most: what the town allows in any file
/// Errors  invalid at `format` or `filters`
models::Result<void> check_rows(std::int64_t rows, models::ExportFormat format, std::int64_t most);

}  // namespace dispatch
