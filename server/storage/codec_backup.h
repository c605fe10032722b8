#pragma once
#include <optional>
#include <string>

#include "server/storage/backup.h"

namespace storage {

/// backup.json: what a backup says of itself. The folder is not in it.
std::string write_backup(const Backup& backup);
/// Errors  nothing when it is no such text
std::optional<Backup> parse_backup(const std::string& text);

}  // namespace storage
