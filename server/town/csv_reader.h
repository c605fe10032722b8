#pragma once
#include <istream>
#include <memory>

#include "server/town/table.h"

namespace town {

/// Reads comma-separated values as RFC 4180 has them, from a stream that can seek.
///
/// Shape   UTF-8 with or without BOM; a file whose first line beyond ASCII is GB18030 (Chinese Excel's "CSV")
/// is
///         converted; LF, CR LF or CR end a line; the apostrophe our export puts before = + - @ is taken off
/// Errors  throws TableError with the line: wrong quotes, NUL, bytes of no known encoding, a limit reached
std::unique_ptr<TableReader> open_csv(std::unique_ptr<std::istream> stream, const TableLimits& limits = {});

}  // namespace town
