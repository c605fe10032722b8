#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "server/api/context.h"
#include "server/api/images.h"
#include "server/api/map_tiles.h"
#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "server/delivery/wire.h"
#include "server/district/settings.h"
#include "server/events/hub.h"
#include "server/exports/runner.h"
#include "server/http/limits.h"
#include "server/http/static_files.h"
#include "server/identity/settings.h"
#include "server/imports/runner.h"
#include "server/mqtt/settings.h"
#include "server/open311/settings.h"
#include "server/storage/database.h"

namespace config {

/// Every setting of the program, checked. What a field means and which values it takes stands in
/// settings_of().
struct Config {
  std::filesystem::path data_directory = "run";
  std::string listen = "127.0.0.1:8080";
  std::filesystem::path web_directory;   ///< built pages; empty: found beside the program
  std::filesystem::path town_directory;  ///< register, classes, crews; empty: found beside the program
  /// Both or neither: with them the program speaks TLS, and cookies are Secure.
  std::filesystem::path tls_certificate, tls_key;
  int threads = 2;
  int grace_seconds = 10;
  std::chrono::milliseconds planner_budget{200};
  std::string log_level = "info";
  int password_days = 90;
  int reporter_days = 365;  ///< reporters are kept so long after the end of the work
  std::filesystem::path database_key_file;
  std::filesystem::path backup_folder;  ///< empty: the program makes no backups by itself
  int backup_hours = 24;
  int backup_keep = 14;
  std::filesystem::path audit_key;  ///< signs the heads of the audit log; empty: audit.key in the data folder
  api::Settings api;
  api::MapTiles map;
  std::filesystem::path reading_rules;  ///< empty: readings.json in the town's folder, if there is one
  mqtt::Settings mqtt;
  std::filesystem::path mqtt_password_file;
  open311::Settings open311;
  delivery::WireLimits delivery;
  exports::Limits exports;
  imports::Limits imports;
  std::string otlp_endpoint;  ///< where spans are posted; empty: nowhere
  int delivery_threads = 4;
  std::string delivery_contact;
  http::Limits http;
  http::StaticLimits pages;
  storage::DatabaseLimits database;
  auth::PasswordCost password_cost;
  auth::PasswordWorkers::Limits password_workers;
  auth::SessionLimits sessions;
  auth::Throttle::Limits throttle;
  events::HubLimits events;
  api::ImageLimits images;
  district::Settings district;
  identity::Settings identity;
  std::filesystem::path identity_secret_file;
};

/// One setting by its name.
///
/// Shape   name: dotted as in the TOML file, e.g. http.body_bytes; the environment has it as
/// LAMPLIGHTER_HTTP_BODY_BYTES,
///         the command line as --http-body-bytes. set: empty when taken, else what is wrong with the value
struct Setting {
  std::string name;
  std::string help;
  std::function<std::string(std::string_view)> set;
  std::function<std::string()> get;
  bool secret = false;  ///< never a flag, which others on the machine can read, and never shown
};

/// All settings, bound to `config`, which must outlive them.
std::vector<Setting> settings_of(Config& config);

std::string environment_name(std::string_view name);
std::string flag_name(std::string_view name);

/// Takes in a TOML file, then the environment; the command line is the caller's and comes last.
///
/// Errors  every unknown name and wrong value, one line each; empty when all is good
std::vector<std::string> read_file(std::vector<Setting>& settings, const std::filesystem::path& file);
std::vector<std::string> read_environment(std::vector<Setting>& settings,
                                          const std::function<const char*(const char*)>& get);

/// Reads the database's key from its file, when one is named.
///
/// Errors  what is wrong; empty when all is good
std::string read_database_key(Config& config);

/// Reads the client's secret from its file, when one is named, and looks over what belongs together.
///
/// Errors  what is wrong; empty when all is good
std::string read_identity_secret(Config& config);

/// Reads the password for the MQTT broker from its file, when one is named, and looks over what belongs
/// together.
///
/// Errors  what is wrong; empty when all is good
std::string read_mqtt_password(Config& config);

/// Whether the settings of a district fit together.
///
/// Errors  what is wrong; empty when all is good
std::string wrong_with_district(const Config& config);

/// A name that a schema of ours may have: up to 40 of a-z, 0-9 and _, a letter first.
bool is_schema_name(std::string_view name);

/// HOST:PORT taken apart; [::1]:8080 too.
///
/// Errors  false when it is not of that form
bool split_address(const std::string& text, std::string& host, std::uint16_t& port);

/// Fills the folders that were left empty with those beside the program: SOURCE/web/dist and
/// SOURCE/data/lucheng for a build in SOURCE/build/PRESET, else PREFIX/share/lamplighter/….
void find_directories(Config& config, const std::filesystem::path& program);

}  // namespace config
