#include <sodium.h>

#include <stdexcept>

#include "server/storage/audit_chain.h"
#include "server/storage/photo_files.h"
#include "server/storage/sqlite/connection.h"

namespace storage {

std::string photo_key(const std::filesystem::path& directory, std::string_view key) {
  if (key.empty()) return "";
  constexpr std::chrono::seconds patience{5};
  sqlite::Connection connection(directory / "lamplighter.db", sqlite::Connection::Mode::inspector, patience,
                                key);
  connection.execute(
      "INSERT OR IGNORE INTO secrets (name, value) VALUES ('photos', lower(hex(randomblob(32))))");
  auto found = connection.prepare("SELECT value FROM secrets WHERE name = 'photos'");
  return found.step() ? from_hex(found.text()) : "";
}

}  // namespace storage
