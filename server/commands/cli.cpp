#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "server/commands/command_line.h"

namespace commands {
namespace {

constexpr const char* about =
    "Lamplighter 点灯人: from a resident's report to a closed work order.\n\n"
    "First steps:\n"
    "  lamplighter demo  --data run                            fill an empty folder with the demo town\n"
    "  lamplighter serve --data run --listen 127.0.0.1:8080    serve it; pages at /operator/ /crew/ "
    "/supervisor/ /\n"
    "  lamplighter import facilities FILE.csv --data run --dry-run   check a register before taking it in\n\n"
    "Settings come from --config FILE (TOML), then LAMPLIGHTER_* in the environment, then flags; the later "
    "wins.\n"
    "`lamplighter settings` lists every one with its limits.";

}  // namespace

CommandLine::CommandLine() : settings_(config::settings_of(config_)), app_(about, "lamplighter") {
  app_.require_subcommand(1);
  add(
      "serve", "Serve the API and the pages until SIGTERM", [this] { return serve(std::move(config_)); },
      Takes::all);
  add_import_and_export();
  add_demo();
  add_replay();
  add_simulate();
  add_user();
  add_audit_and_keys();
  add_backup_and_restore();
  add_migrate();
  add_towns();
  add_plan();
  add(
      "version", "Print the version", [] { return version(); }, Takes::nothing);
  add(
      "settings", "List every setting with its value and limits", [this] { return list_settings(config_); },
      Takes::all)
      .reads_key = [] { return false; };
}

CommandLine::Command& CommandLine::add(const char* name, const char* help, std::function<int()> run,
                                       Takes takes) {
  auto& command = *commands_.emplace_back(std::make_unique<Command>());
  command.app = app_.add_subcommand(name, help);
  command.takes = takes;
  command.run = std::move(run);
  if (takes == Takes::nothing) return command;
  command.app->add_option("--config", file_, "TOML file of settings")->check(CLI::ExistingFile);
  add_flags(command, takes == Takes::all);
  return command;
}

void CommandLine::add_flags(Command& command, bool all) {
  auto& flags = command.flags;
  for (const auto& setting : settings_) {
    const bool usual = setting.name == "data" || setting.name == "listen" || setting.name == "web" ||
                       setting.name == "town" || setting.name == "database.key_file" ||
                       setting.name == "database.address";
    flags.values.push_back(std::make_unique<std::string>());
    if (setting.secret || (!all && !usual)) {
      flags.options.push_back(nullptr);
      continue;
    }
    const auto name = config::flag_name(setting.name);
    auto* option = command.app->add_option(setting.name == "database.address" ? "--database," + name : name,
                                           *flags.values.back(), setting.help + ", now " + setting.get());
    if (!usual) option->group("Settings");
    flags.options.push_back(option);
  }
}

int CommandLine::take_settings(const Flags& flags) {
  std::vector<std::string> errors;
  if (!file_.empty()) errors = config::read_file(settings_, file_);
  const auto more =
      config::read_environment(settings_, [](const char* name) -> const char* { return std::getenv(name); });
  errors.insert(errors.end(), more.begin(), more.end());
  for (std::size_t i = 0; i < flags.options.size(); ++i) {
    if (flags.options[i] == nullptr || flags.options[i]->count() == 0) continue;
    if (const auto wrong = settings_[i].set(*flags.values[i]); !wrong.empty())
      errors.push_back(config::flag_name(settings_[i].name) + " " + wrong);
  }
  for (const auto& error : errors) std::fprintf(stderr, "lamplighter: %s\n", error.c_str());
  return errors.empty() ? good : usage;
}

int CommandLine::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app_.exit(error);
    return code == 0 ? good : usage;
  }
  for (const auto& command : commands_) {
    if (!command->app->parsed()) continue;
    if (command->takes == Takes::nothing) return command->run();
    if (const int wrong = take_settings(command->flags); wrong != good) return wrong;
    if (const auto wrong = config::read_identity_secret(config_); !wrong.empty()) {
      std::fprintf(stderr, "lamplighter: %s\n", wrong.c_str());
      return usage;
    }
    if (const auto wrong = config::read_mqtt_password(config_); !wrong.empty()) {
      std::fprintf(stderr, "lamplighter: %s\n", wrong.c_str());
      return usage;
    }
    if (const auto wrong = config::wrong_with_district(config_); !wrong.empty()) {
      std::fprintf(stderr, "lamplighter: %s\n", wrong.c_str());
      return usage;
    }
    if (command->reads_key())
      if (const auto wrong = config::read_database_key(config_); !wrong.empty()) {
        std::fprintf(stderr, "lamplighter: %s\n", wrong.c_str());
        return usage;
      }
    config::find_directories(config_, std::filesystem::read_symlink("/proc/self/exe"));
    return command->run();
  }
  return usage;
}

int version() {
  std::printf("lamplighter %s\n", LAMPLIGHTER_VERSION);
  return good;
}

int list_settings(config::Config& config) {
  for (const auto& setting : config::settings_of(config))
    std::printf("%-36s %-14s %s\n", setting.name.c_str(), setting.get().c_str(), setting.help.c_str());
  return good;
}

int run(int argc, char** argv) {
  CommandLine line;
  return line.run(argc, argv);
}

}  // namespace commands
