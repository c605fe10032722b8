#include "server/town/register_import.h"

#include <functional>
#include <optional>

#include "dispatch/permissions.h"
#include "dispatch/register.h"
#include "server/town/codec_class.h"
#include "server/town/codec_crew.h"
#include "server/town/load.h"
#include "server/town/read_file.h"

namespace town {
namespace {

constexpr std::size_t maximum_file_bytes = 4 * 1024 * 1024;

// Does the change, and keeps it only when it is good and wanted.
models::Result<std::size_t> change(storage::Database& database, bool dry_run, std::size_t count,
                                   const std::function<models::Result<void>(models::Transaction&)>& work) {
  std::optional<models::Error> error;
  database.write_now([&](models::Transaction& tx) {
    const auto done = work(tx);
    error = done ? std::nullopt : std::optional(done.error());
    return done && !dry_run;
  });
  if (error) return *error;
  return count;
}

}  // namespace

models::Result<std::size_t> import_class(storage::Database& database, const models::Actor& actor,
                                         const std::filesystem::path& file, bool dry_run) {
  const auto text = read_file(file, maximum_file_bytes);
  if (!text) return text.error();
  const auto definition = parse_class(*text);
  if (!definition) return definition.error();
  return change(database, dry_run, definition->kinds.size(),
                [&](models::Transaction& tx) -> models::Result<void> {
                  auto saved = dispatch::save_class(tx, actor, *definition);
                  return saved ? models::Result<void>{} : saved.error();
                });
}

models::Result<std::size_t> import_villages(storage::Database& database, const models::Actor& actor,
                                            const std::filesystem::path& file, bool dry_run) {
  if (const auto allowed = dispatch::require(actor, dispatch::Permission::register_write); !allowed)
    return allowed.error();
  std::vector<TownVillage> villages;
  try {
    auto read = read_villages(*open_table(file));
    if (!read) return read.error();
    villages = std::move(*read);
  } catch (const TableError& wrong) {
    return models::invalid(file.filename().string(), "bad_format", wrong.what());
  }
  return change(database, dry_run, villages.size(), [&](models::Transaction& tx) -> models::Result<void> {
    for (const auto& item : villages) tx.villages().save(item.village);
    return {};
  });
}

models::Result<std::size_t> import_crews(storage::Database& database, const models::Actor& actor,
                                         const std::filesystem::path& file, bool dry_run) {
  const auto text = read_file(file, maximum_file_bytes);
  if (!text) return text.error();
  const auto crews = parse_crews(*text);
  if (!crews) return crews.error();
  return change(database, dry_run, crews->size(), [&](models::Transaction& tx) -> models::Result<void> {
    for (const auto& crew : *crews)
      if (auto saved = dispatch::save_crew(tx, actor, crew); !saved) return saved.error();
    return {};
  });
}

}  // namespace town
