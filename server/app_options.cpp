#include "server/app_options.h"

#include <spdlog/spdlog.h>

#include "server/app.h"
#include "server/storage/audit_head.h"

namespace app {

void tell_error(const std::string& worker, const std::string& what) { spdlog::error("{}: {}", worker, what); }

workers::Options worker_options(const config::Config& config, storage::PhotoFiles& files) {
  workers::Options options;
  const auto file =
      config.audit_key.empty() ? storage::default_signing_key(config.data_directory) : config.audit_key;
  options.sign = [key = storage::load_signing_key(file)](models::AuditHead head) {
    return storage::sign(std::move(head), key);
  };
  options.reporters_kept = std::chrono::hours{24} * config.reporter_days;
  options.utc_offset_seconds = config.api.utc_offset_seconds;
  options.remove_file = [&files](const std::string& name) { files.remove(name); };
  options.clock = wall_clock;
  options.on_error = tell_error;
  return options;
}

workers::PlannerOptions planner_options(const config::Config& config) {
  workers::PlannerOptions options;
  options.clock = wall_clock;
  options.budget = config.planner_budget;
  options.on_error = tell_error;
  return options;
}

mqtt::IntakeOptions mqtt_options(const config::Config& config) {
  mqtt::IntakeOptions options;
  options.settings = config.mqtt;
  options.clock = wall_clock;
  options.utc_offset_seconds = config.api.utc_offset_seconds;
  options.on_error = tell_error;
  return options;
}

workers::BackupsOptions backups_options(const config::Config& config) {
  workers::BackupsOptions options;
  options.data = config.data_directory;
  // PostgreSQL is copied by its own tools.
  if (config.database.address.empty()) options.into = config.backup_folder;
  options.key = config.database.key;
  options.every = std::chrono::hours{config.backup_hours};
  options.keep = config.backup_keep;
  options.program_version = LAMPLIGHTER_VERSION;
  options.clock = wall_clock;
  options.on_error = tell_error;
  return options;
}

exports::Options exports_options(const config::Config& config) {
  exports::Options options;
  options.folder = config.data_directory / "exports";
  options.limits = config.exports;
  options.clock = wall_clock;
  options.on_error = tell_error;
  return options;
}

imports::Options imports_options(const config::Config& config) {
  imports::Options options;
  options.folder = config.data_directory / "imports";
  options.limits = config.imports;
  options.limits.file_bytes = config.api.import_bytes;
  options.clock = wall_clock;
  options.on_error = tell_error;
  return options;
}

district::BoardOptions board_options(const config::Config& config) {
  district::BoardOptions options;
  options.clock = wall_clock;
  options.soon = std::chrono::hours{config.district.soon_hours};
  options.utc_offset_seconds = config.api.utc_offset_seconds;
  options.on_error = tell_error;
  return options;
}

district::InheritanceOptions inheritance_options() {
  district::InheritanceOptions options;
  options.clock = wall_clock;
  options.on_error = tell_error;
  return options;
}

}  // namespace app
