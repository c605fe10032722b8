#pragma once
#include <string>

#include "server/storage/backup.h"

namespace commands {

/// Shows on a terminal how far a long command is; a pipe or a log gets nothing. Ctrl-C stops the work in
/// order.
///
/// Shape   doing: a word for the person who waits, e.g. "copied"
storage::Progress progress(const std::string& doing);

}  // namespace commands
