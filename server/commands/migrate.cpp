#include <cstdio>
#include <exception>
#include <stdexcept>

#include "server/commands/commands.h"
#include "server/storage/move.h"

namespace commands {
namespace {

bool is_address(const std::string& text) {
  return text.find("://") != std::string::npos || text.find('=') != std::string::npos;
}

storage::MoveEnd end_of(const config::Config& config, const std::string& text) {
  storage::MoveEnd end{config.data_directory, config.database};
  end.limits.address.clear();
  if (is_address(text)) {
    end.limits.address = text;
    end.limits.key.clear();
  } else {
    end.folder = text;
  }
  return end;
}

int move(const config::Config& config, const MoveOptions& options) {
  if (options.from.empty() || options.to.empty())
    throw std::invalid_argument("say both --from and --to: each a data folder or the address of a database");
  if (!is_address(options.from) &&
      !std::filesystem::exists(std::filesystem::path(options.from) / "lamplighter.db"))
    throw std::invalid_argument("there is no database in " + options.from);
  if (!is_address(options.from) && !is_address(options.to) &&
      std::filesystem::absolute(options.from) == std::filesystem::absolute(options.to))
    throw std::invalid_argument("--from and --to are the same");
  std::string table;
  std::int64_t told = 0;
  const auto tell = [&](const std::string& name, std::int64_t rows) {
    constexpr std::int64_t worth_a_line = 100'000;
    if (name == table && rows < told + worth_a_line) return;
    table = name;
    told = rows;
    std::fprintf(stderr, "%s: %lld rows\n", name.c_str(), static_cast<long long>(rows));
  };
  const auto moved = storage::move_database(end_of(config, options.from), end_of(config, options.to), tell);
  std::printf("%lld rows and %lld pictures are there; every row is the same at both ends (digest %s).\n",
              static_cast<long long>(moved.rows), static_cast<long long>(moved.pictures),
              moved.digest.c_str());
  if (moved.resumed_at > 0)
    std::printf("%lld of the rows an earlier move had brought over.\n",
                static_cast<long long>(moved.resumed_at));
  return good;
}

int bring_up(const config::Config& config) {
  const bool file = config.database.address.empty();
  const int before = file ? storage::schema_version_of(config.data_directory, config.database.key)
                          : storage::schema_version_of(config.database);
  storage::open_database(config.data_directory, config.database)->close();
  std::printf("The database in %s had schema %d and has schema %d now.\n",
              file ? config.data_directory.c_str() : "PostgreSQL", before, storage::schema_version());
  return good;
}

}  // namespace

int migrate(const config::Config& config, const MoveOptions& options) {
  try {
    return options.from.empty() && options.to.empty() ? bring_up(config) : move(config, options);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "lamplighter migrate: %s\n", error.what());
    return usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter migrate: %s\n", error.what());
    return failed;
  }
}

}  // namespace commands
