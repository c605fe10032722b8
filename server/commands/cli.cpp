#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "server/commands/commands.h"
#include "server/commands/plan_explain.h"
#include "server/replay/replay.h"

namespace commands {
namespace {

// A setting's flag is remembered as text and taken in last, after file and environment.
struct Flags {
  std::vector<std::unique_ptr<std::string>> values;
  std::vector<CLI::Option*> options;
};

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

void add_flags(CLI::App& command, const std::vector<config::Setting>& settings, Flags& flags, bool all) {
  for (const auto& setting : settings) {
    const bool usual = setting.name == "data" || setting.name == "listen" || setting.name == "web" ||
                       setting.name == "town" || setting.name == "database.key_file";
    flags.values.push_back(std::make_unique<std::string>());
    if (setting.secret || (!all && !usual)) {
      flags.options.push_back(nullptr);
      continue;
    }
    auto* option = command.add_option(config::flag_name(setting.name), *flags.values.back(),
                                      setting.help + ", now " + setting.get());
    if (!usual) option->group("Settings");
    flags.options.push_back(option);
  }
}

int take_settings(std::vector<config::Setting>& settings, const std::string& file, const Flags& flags) {
  std::vector<std::string> errors;
  if (!file.empty()) errors = config::read_file(settings, file);
  const auto more =
      config::read_environment(settings, [](const char* name) -> const char* { return std::getenv(name); });
  errors.insert(errors.end(), more.begin(), more.end());
  for (std::size_t i = 0; i < flags.options.size(); ++i) {
    if (flags.options[i] == nullptr || flags.options[i]->count() == 0) continue;
    if (const auto wrong = settings[i].set(*flags.values[i]); !wrong.empty())
      errors.push_back(config::flag_name(settings[i].name) + " " + wrong);
  }
  for (const auto& error : errors) std::fprintf(stderr, "lamplighter: %s\n", error.c_str());
  return errors.empty() ? good : usage;
}

void add_replay(CLI::App& command, replay::ReplayOptions& options, std::string& speed) {
  command.add_option("file", options.file, "CSV of service requests: SRNumber, CreatedDate, RequestType, …");
  command.add_flag("--winter-week", options.winter_week,
                   "No file: a simulated winter week on the town's own register");
  command.add_option("--url", options.url, "The running server")->capture_default_str();
  command.add_option("--user", options.user, "An admin of that server")->capture_default_str();
  command.add_option("--password", options.password, "Their password")->capture_default_str();
  command.add_option("--speed", speed, "max, or reports per second")->capture_default_str();
  command.add_option("--compress", options.compress, "Real time divided by this factor");
  command.add_option("--limit", options.limit, "Only so many rows");
  command.add_option("--connections", options.connections, "Connections at the same time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Of all chance")->capture_default_str();
  command.add_option("--merge-score", options.merge_score, "Duplicates from this score on are merged")
      ->check(CLI::Range(1, 101))
      ->capture_default_str();
  command.add_option("--crews", options.crews, "Simulated crews; 0: as many as needed")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command
      .add_option("--give-up-seconds", options.give_up_seconds, "A server silent for so long is unreachable")
      ->capture_default_str();
  command
      .add_option("--horizon-days", options.horizon_days,
                  "With --compress: what ended later than this stays open")
      ->capture_default_str();
  command.add_flag("--json", options.json, "Print nothing but the JSON line");
  command.add_flag("--skip-bad", options.skip_bad, "Bad rows are told but do not end the run");
}

void add_plan(CLI::App& command, PlanOptions& options) {
  auto* explain = command.add_option("--explain", options.explain,
                                     "Why this work order (number or id) went where it went");
  command
      .add_option("--vrptw", options.vrptw,
                  "Plan a benchmark instance of Solomon's or Gehring and Homberger's form; one line of JSON")
      ->check(CLI::ExistingFile)
      ->excludes(explain);
  command.add_option("--seconds", options.seconds, "For --vrptw: CPU time, reading included")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "For --vrptw: of all chance")->capture_default_str();
  command.add_option("--fleet", options.fleet, "For --vrptw: at most so many routes; 0: what the file says")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
}

void add_audit(CLI::App& command, AuditOptions& options) {
  command.add_option("act", options.act, "head or verify")
      ->required()
      ->check(CLI::IsMember({"head", "verify"}));
  command.add_option("--output", options.output, "Of head: file to write, to be kept elsewhere");
  command.add_option("--head", options.heads, "Of verify: a head that was kept elsewhere; may be said again")
      ->check(CLI::ExistingFile);
  command.add_option("--public-key", options.public_keys, "Of verify: the key that signed, 64 hex digits");
}

void add_keys(CLI::App& command, KeysOptions& options) {
  command.add_option("act", options.act, "make or rotate")
      ->required()
      ->check(CLI::IsMember({"make", "rotate"}));
  auto* file =
      command.add_option("--key-file", options.key_file, "Of make: to be made; of rotate: with the new key");
  command.add_flag("--plain", options.plain, "Of rotate: the database is not encrypted any more")
      ->excludes(file);
}

void add_backup(CLI::App& command, BackupOptions& options) {
  command.add_option("act", options.act, "make, list or verify")
      ->required()
      ->check(CLI::IsMember({"make", "list", "verify"}));
  command.add_option("--in", options.folder,
                     "Of make and list: the folder of backups; of verify: one backup");
  command.add_option("--key-file", options.key_file, "Of make: encrypt the backup with this key")
      ->check(CLI::ExistingFile);
  command.add_option("--keep", options.keep, "Of make: keep so many and remove the older ones")
      ->check(CLI::Range(1, 10'000));
}

void add_simulate(CLI::App& command, SimulateOptions& options) {
  command.add_option("--scenario", options.scenario, "ordinary, cold-snap, burst or year")
      ->capture_default_str();
  command.add_option("--days", options.days, "Length; 7, or 365 of a year")->check(CLI::Range(1, 366));
  command.add_option("--from", options.from, "First day")->capture_default_str();
  command.add_option("--crews", options.crews, "Technicians on duty each day: N or LEAST..MOST")
      ->capture_default_str();
  command.add_option("--trade", options.trade, "Whose number is asked: heating, streetlight, toilet or all")
      ->capture_default_str();
  command.add_option("--policy", options.policy, "first-in, nearest, deadline, priority, plan or all")
      ->capture_default_str();
  command
      .add_option("--waiting", options.waiting,
                  "Idle crews wait where emergencies are expected: on, off or both")
      ->capture_default_str();
  command.add_option("--hold", options.hold, "Find the cheapest roster with so many percent in time")
      ->check(CLI::Range(1.0, 100.0));
  command.add_option("--seeds", options.seeds, "Worlds to look at")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Of the first world")->capture_default_str();
  command.add_option("--steps", options.steps, "Of improvement after each event")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  command.add_option("--max-seconds", options.max_seconds, "Ends then with what it has")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  command.add_flag("--json", options.json, "Print nothing but the JSON line");
  command.add_option("--plot", options.plot, "Also write the plot to this SVG file");
  command.add_flag("--forecast", options.forecast,
                   "Foretell broken promises every hour, with the most technicians of --crews, and compare");
  command.add_flag("--plain", options.plain, "Of --forecast: shares of runs, not calibrated chances");
  command.add_option("--foretold", options.foretold, "Also write all that was foretold to this CSV file");
  const auto cost = [&](const char* flag, double& value, const char* help) {
    command.add_option(flag, value, help)->check(CLI::Range(0.0, 1e6))->capture_default_str()->group("Wages");
  };
  cost("--cost-day", options.cost_day, "Yuan for a day shift (assumed)");
  cost("--cost-evening", options.cost_evening, "Yuan for an evening shift (assumed)");
  cost("--cost-night", options.cost_night, "Yuan for a night shift (assumed)");
  cost("--cost-on-call", options.cost_on_call, "Yuan for a night on call at home (assumed)");
  cost("--cost-overtime", options.cost_overtime_hour, "Yuan for an hour of overtime or call-out (assumed)");
}

int run_replay(replay::ReplayOptions& options, const std::string& speed) {
  if (speed != "max") {
    try {
      options.reports_per_second = std::stod(speed);
    } catch (const std::exception&) {
      options.reports_per_second = -1;
    }
    if (!(options.reports_per_second > 0)) {
      std::fprintf(stderr, "lamplighter replay: --speed must be max or reports per second\n");
      return usage;
    }
  }
  return replay::run_replay(options, std::cout, std::cerr);
}

}  // namespace

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
  config::Config config;
  auto settings = config::settings_of(config);
  CLI::App app{about, "lamplighter"};
  app.require_subcommand(1);
  std::string file;
  std::vector<std::pair<CLI::App*, std::unique_ptr<Flags>>> known;
  const auto add = [&](const char* name, const char* help, bool all = false) {
    auto* command = app.add_subcommand(name, help);
    command->add_option("--config", file, "TOML file of settings")->check(CLI::ExistingFile);
    known.emplace_back(command, std::make_unique<Flags>());
    add_flags(*command, settings, *known.back().second, all);
    return command;
  };

  auto* serve_command = add("serve", "Serve the API and the pages until SIGTERM", true);
  ImportOptions import_options;
  auto* import_command =
      add("import", "Take a file into the register: all of it, or nothing with every bad row named");
  import_command->add_option("what", import_options.what, "facilities, classes, villages or crews")
      ->required()
      ->check(CLI::IsMember({"facilities", "classes", "villages", "crews"}));
  import_command->add_option("file", import_options.file, "CSV or XLSX; JSON for classes and crews")
      ->required()
      ->check(CLI::ExistingFile);
  import_command->add_flag("--dry-run", import_options.dry_run, "Check everything, write nothing");
  ExportOptions export_options;
  auto* export_command = add("export", "Write the register to a file that import reads back");
  export_command->add_option("what", export_options.what, "facilities or classes")
      ->required()
      ->check(CLI::IsMember({"facilities", "classes"}));
  export_command->add_option("--format", export_options.format, "csv or xlsx")
      ->check(CLI::IsMember({"csv", "xlsx"}))
      ->capture_default_str();
  export_command->add_option("--output", export_options.file, "File; standard output without");
  export_command->add_option("--class", export_options.facility_class, "Only this class");
  bool without_reports = false;
  DemoChoices demo_choices;
  auto* demo_command = add("demo", "Fill an empty data folder with the demo town of Lucheng");
  demo_command->add_flag("--no-reports", without_reports, "Register, crews and accounts only");
  auto* history =
      demo_command->add_flag("--history", demo_choices.history,
                             "Also a year of simulated reports and work orders, marked as simulated");
  demo_command->add_option("--days", demo_choices.days, "Of history, before today")
      ->needs(history)
      ->check(CLI::Range(1, 365))
      ->capture_default_str();
  demo_command->add_option("--seed", demo_choices.seed, "Of the history: the same seed, the same year")
      ->needs(history)
      ->capture_default_str();
  replay::ReplayOptions replay_options;
  std::string speed = "max";
  auto* replay_command = app.add_subcommand(
      "replay", "Send real or simulated reports to a running server and prove that none is lost");
  add_replay(*replay_command, replay_options, speed);
  SimulateOptions simulate_options;
  auto* simulate_command =
      add("simulate", "Would so many technicians hold the limits? A simulated town on the same rules");
  add_simulate(*simulate_command, simulate_options);
  UserOptions user_options;
  auto* user_command = add(
      "user",
      "Accounts: add, list, password, disable, enable, second-factor (passwords come on standard input and "
      "last until the first sign-in; second-factor takes a lost authenticator off)");
  user_command->add_option("act", user_options.act, "add, list, password, disable, enable or second-factor")
      ->required()
      ->check(CLI::IsMember({"add", "list", "password", "disable", "enable", "second-factor"}));
  user_command->add_option("--username", user_options.username, "Name to sign in with");
  user_command->add_option("--display-name", user_options.display_name, "Name others see");
  user_command->add_option(
      "--role", user_options.role,
      "operator, dispatcher, crew_member, crew_lead, checker, supervisor, auditor, admin");
  user_command->add_option("--crew", user_options.crew, "Code of the crew, for its members");
  AuditOptions audit_options;
  auto* audit_command =
      add("audit", "The audit log: sign where it stands, or verify that no row was touched");
  add_audit(*audit_command, audit_options);
  KeysOptions keys_options;
  auto* keys_command =
      add("keys", "The key that encrypts the database: make one, or encrypt everything anew with another");
  add_keys(*keys_command, keys_options);
  BackupOptions backup_options;
  auto* backup_command = add("backup", "Copy everything of one moment, also beside the running server");
  add_backup(*backup_command, backup_options);
  std::filesystem::path restore_from;
  auto* restore_command = add("restore", "Put a backup into an empty data folder and prove it");
  restore_command->add_option("from", restore_from, "The backup")->required()->check(CLI::ExistingDirectory);
  auto* check_command =
      add("check", "Prove that everything in the data folder holds together; changes nothing");
  auto* migrate_command = add("migrate", "Bring the database up to this program's schema");
  PlanOptions plan_options;
  auto* plan_command =
      add("plan", "Ask the planning engine: why an order went where it went, or a benchmark");
  add_plan(*plan_command, plan_options);
  auto* version_command = app.add_subcommand("version", "Print the version");
  auto* settings_command = add("settings", "List every setting with its value and limits", true);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? good : usage;
  }
  for (const auto& [command, flags] : known)
    if (command->parsed())
      if (const int wrong = take_settings(settings, file, *flags); wrong != good) return wrong;
  const bool without_key =
      settings_command->parsed() || (keys_command->parsed() && keys_options.act == "make");
  if (const auto wrong = without_key ? "" : config::read_database_key(config); !wrong.empty()) {
    std::fprintf(stderr, "lamplighter: %s\n", wrong.c_str());
    return usage;
  }
  config::find_directories(config, std::filesystem::read_symlink("/proc/self/exe"));

  if (serve_command->parsed()) return serve(std::move(config));
  if (import_command->parsed()) return import_file(config, import_options);
  if (export_command->parsed()) return export_file(config, export_options);
  if (demo_command->parsed()) {
    demo_choices.reports = !without_reports;
    return demo(config, demo_choices);
  }
  if (replay_command->parsed()) return run_replay(replay_options, speed);
  if (simulate_command->parsed()) return simulate(config, simulate_options);
  if (user_command->parsed()) return user(config, user_options);
  if (audit_command->parsed()) return audit(config, audit_options);
  if (keys_command->parsed()) return keys(config, keys_options);
  if (backup_command->parsed()) return backup(config, backup_options);
  if (restore_command->parsed()) return restore(config, restore_from);
  if (check_command->parsed()) return check(config);
  if (plan_command->parsed()) {
    if (!plan_options.explain.empty()) return explain_plan(config, plan_options.explain);
    if (!plan_options.vrptw.empty()) return plan(plan_options);
    std::fprintf(stderr, "lamplighter plan: say --explain ORDER or --vrptw FILE\n");
    return usage;
  }
  if (migrate_command->parsed()) return migrate(config);
  if (settings_command->parsed()) return list_settings(config);
  return version_command->parsed() ? version() : usage;
}

}  // namespace commands
