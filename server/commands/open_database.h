#pragma once
#include <memory>
#include <string>

#include "server/config.h"

namespace commands {

/// Opens the database for a command: what it changes stands in the audit log under the system's user who ran
/// it.
///
/// Shape   act: the command without anybody's data, e.g. `user add`
std::unique_ptr<storage::Database> open_database(const config::Config& config, const std::string& act);

/// Writes a row for a command that changes nothing but takes data out.
void record_export(storage::Database& database, const std::string& act, const std::string& what);

/// Writes a row for a command that changed what no transaction sees.
void record_command(storage::Database& database, const std::string& act, const std::string& what);

/// Errors  std::runtime_error when the database is not a file
void require_file(const config::Config& config, const std::string& command);

}  // namespace commands
