#include <cstdio>
#include <exception>

#include "server/app.h"
#include "server/commands/commands.h"
#include "server/commands/open_database.h"
#include "server/storage/database_key.h"
#include "server/storage/photo_files.h"

namespace commands {
namespace {

int make(const KeysOptions& options) {
  if (options.key_file.empty()) throw std::runtime_error("say --key-file FILE, outside the data folder");
  storage::make_key_file(options.key_file);
  std::printf(
      "A new key is in %s. Keep a copy where the backups are not: without it the data cannot be read.\n",
      options.key_file.c_str());
  return good;
}

/// Shape   the new key is already in force when the change goes on record
void record(config::Config config, const std::string& key, const char* what) {
  config.database.key = key;
  const auto database = open_database(config, "keys rotate");
  record_command(*database, "keys rotate", what);
}

int rotate(const config::Config& config, const KeysOptions& options) {
  if (options.key_file.empty() == !options.plain)
    throw std::runtime_error("say --key-file FILE with the new key, or --plain for a file without one");
  require_file(config, "keys");
  if (!std::filesystem::exists(config.data_directory / "lamplighter.db"))
    throw std::runtime_error("there is no database in " + config.data_directory.string());
  const auto key = options.plain ? std::string() : storage::read_key_file(options.key_file);
  // A picture can be read sealed or not as long as the database has a key: so the pictures are opened before
  // it loses its own, and sealed after it got one. What a crash left undone is done when the command is run
  // again.
  if (options.plain)
    storage::unseal_photos(config.data_directory,
                           storage::photo_key(config.data_directory, config.database.key));
  storage::change_key(config.data_directory, config.database.key, key);
  if (!options.plain)
    storage::seal_photos(config.data_directory, storage::photo_key(config.data_directory, key));
  record(config, key, options.plain ? "not encrypted any more" : "encrypted with a new key");
  if (options.plain)
    std::printf("The database in %s is not encrypted any more.\n", config.data_directory.c_str());
  else
    std::printf(
        "The database in %s is encrypted with the key in %s. Set database.key_file to it; older backups "
        "still need the key of their time.\n",
        config.data_directory.c_str(), options.key_file.c_str());
  return good;
}

}  // namespace

int keys(const config::Config& config, const KeysOptions& options) {
  try {
    return options.act == "make" ? make(options) : rotate(config, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter keys: %s\n", error.what());
    return usage;
  }
}

}  // namespace commands
