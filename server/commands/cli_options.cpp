#include <cstdio>
#include <iostream>
#include <string>

#include "server/commands/command_line.h"
#include "server/commands/plan_explain.h"

/// The options of each command, in the words of its help.
namespace commands {
namespace {

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

/// Units   yuan
void add_wages(CLI::App& command, SimulateOptions& options) {
  const auto cost = [&](const char* flag, double& value, const char* help) {
    command.add_option(flag, value, help)->check(CLI::Range(0.0, 1e6))->capture_default_str()->group("Wages");
  };
  cost("--cost-day", options.cost_day, "Yuan for a day shift (assumed)");
  cost("--cost-evening", options.cost_evening, "Yuan for an evening shift (assumed)");
  cost("--cost-night", options.cost_night, "Yuan for a night shift (assumed)");
  cost("--cost-on-call", options.cost_on_call, "Yuan for a night on call at home (assumed)");
  cost("--cost-overtime", options.cost_overtime_hour, "Yuan for an hour of overtime or call-out (assumed)");
}

}  // namespace

void CommandLine::add_import_and_export() {
  auto& import =
      *add("import", "Take a file into the register: all of it, or nothing with every bad row named", [this] {
         return import_file(config_, import_);
       }).app;
  import.add_option("what", import_.what, "facilities, classes, villages or crews")
      ->required()
      ->check(CLI::IsMember({"facilities", "classes", "villages", "crews"}));
  import.add_option("file", import_.file, "CSV or XLSX; JSON for classes and crews")
      ->required()
      ->check(CLI::ExistingFile);
  import.add_flag("--dry-run", import_.dry_run, "Check everything, write nothing");
  auto& output = *add("export", "Write the register to a file that import reads back", [this] {
                    return export_file(config_, export_);
                  }).app;
  output.add_option("what", export_.what, "facilities or classes")
      ->required()
      ->check(CLI::IsMember({"facilities", "classes"}));
  output.add_option("--format", export_.format, "csv or xlsx")
      ->check(CLI::IsMember({"csv", "xlsx"}))
      ->capture_default_str();
  output.add_option("--output", export_.file, "File; standard output without");
  output.add_option("--class", export_.facility_class, "Only this class");
}

void CommandLine::add_demo() {
  auto& command = *add("demo", "Fill an empty data folder with the demo town of Lucheng", [this] {
                     demo_.reports = !demo_without_reports_;
                     return demo(config_, demo_);
                   }).app;
  command.add_flag("--no-reports", demo_without_reports_, "Register, crews and accounts only");
  auto* history = command.add_flag("--history", demo_.history,
                                   "Also a year of simulated reports and work orders, marked as simulated");
  command.add_option("--days", demo_.days, "Of history, before today")
      ->needs(history)
      ->check(CLI::Range(1, 365))
      ->capture_default_str();
  command.add_option("--seed", demo_.seed, "Of the history: the same seed, the same year")
      ->needs(history)
      ->capture_default_str();
}

void CommandLine::add_replay() {
  auto& command =
      *add(
           "replay", "Send real or simulated reports to a running server and prove that none is lost",
           [this] { return run_replay(replay_, replay_speed_); }, Takes::nothing)
           .app;
  command.add_option("file", replay_.file, "CSV of service requests: SRNumber, CreatedDate, RequestType, …");
  command.add_flag("--winter-week", replay_.winter_week,
                   "No file: a simulated winter week on the town's own register");
  command.add_option("--url", replay_.url, "The running server")->capture_default_str();
  command.add_option("--user", replay_.user, "An admin of that server")->capture_default_str();
  command.add_option("--password", replay_.password, "Their password")->capture_default_str();
  command.add_option("--speed", replay_speed_, "max, or reports per second")->capture_default_str();
  command.add_option("--compress", replay_.compress, "Real time divided by this factor");
  command.add_option("--limit", replay_.limit, "Only so many rows");
  command.add_option("--connections", replay_.connections, "Connections at the same time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--seed", replay_.seed, "Of all chance")->capture_default_str();
  command.add_option("--merge-score", replay_.merge_score, "Duplicates from this score on are merged")
      ->check(CLI::Range(1, 101))
      ->capture_default_str();
  command.add_option("--crews", replay_.crews, "Simulated crews; 0: as many as needed")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command
      .add_option("--give-up-seconds", replay_.give_up_seconds, "A server silent for so long is unreachable")
      ->capture_default_str();
  command
      .add_option("--horizon-days", replay_.horizon_days,
                  "With --compress: what ended later than this stays open")
      ->capture_default_str();
  command.add_flag("--json", replay_.json, "Print nothing but the JSON line");
  command.add_flag("--skip-bad", replay_.skip_bad, "Bad rows are told but do not end the run");
}

void CommandLine::add_simulate() {
  auto& command =
      *add("simulate", "Would so many technicians hold the limits? A simulated town on the same rules",
           [this] { return simulate(config_, simulate_); })
           .app;
  command.add_option("--scenario", simulate_.scenario, "ordinary, cold-snap, burst or year")
      ->capture_default_str();
  command.add_option("--days", simulate_.days, "Length; 7, or 365 of a year")->check(CLI::Range(1, 366));
  command.add_option("--from", simulate_.from, "First day")->capture_default_str();
  command.add_option("--crews", simulate_.crews, "Technicians on duty each day: N or LEAST..MOST")
      ->capture_default_str();
  command
      .add_option("--trade", simulate_.trade, "Whose number is asked: heating, streetlight, toilet or all")
      ->capture_default_str();
  command.add_option("--policy", simulate_.policy, "first-in, nearest, deadline, priority, plan or all")
      ->capture_default_str();
  command
      .add_option("--waiting", simulate_.waiting,
                  "Idle crews wait where emergencies are expected: on, off or both")
      ->capture_default_str();
  command.add_option("--hold", simulate_.hold, "Find the cheapest roster with so many percent in time")
      ->check(CLI::Range(1.0, 100.0));
  command.add_option("--seeds", simulate_.seeds, "Worlds to look at")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--seed", simulate_.seed, "Of the first world")->capture_default_str();
  command.add_option("--steps", simulate_.steps, "Of improvement after each event")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  command.add_option("--max-seconds", simulate_.max_seconds, "Ends then with what it has")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  command.add_flag("--json", simulate_.json, "Print nothing but the JSON line");
  command.add_option("--plot", simulate_.plot, "Also write the plot to this SVG file");
  command.add_flag("--forecast", simulate_.forecast,
                   "Foretell broken promises every hour, with the most technicians of --crews, and compare");
  command.add_flag("--plain", simulate_.plain, "Of --forecast: shares of runs, not calibrated chances");
  command.add_option("--foretold", simulate_.foretold, "Also write all that was foretold to this CSV file");
  add_wages(command, simulate_);
}

void CommandLine::add_user() {
  auto& command = *add("user",
                       "Accounts: add, list, password, disable, enable, second-factor (passwords come on "
                       "standard input and last "
                       "until the first sign-in; second-factor takes a lost authenticator off)",
                       [this] { return user(config_, user_); })
                       .app;
  command.add_option("act", user_.act, "add, list, password, disable, enable or second-factor")
      ->required()
      ->check(CLI::IsMember({"add", "list", "password", "disable", "enable", "second-factor"}));
  command.add_option("--username", user_.username, "Name to sign in with");
  command.add_option("--display-name", user_.display_name, "Name others see");
  command.add_option("--role", user_.role,
                     "operator, dispatcher, crew_member, crew_lead, checker, supervisor, auditor, admin");
  command.add_option("--crew", user_.crew, "Code of the crew, for its members");
}

void CommandLine::add_audit_and_keys() {
  {
    auto& command =
        *add("audit", "The audit log: sign where it stands, or verify that no row was touched", [this] {
           return audit(config_, audit_);
         }).app;
    command.add_option("act", audit_.act, "head or verify")
        ->required()
        ->check(CLI::IsMember({"head", "verify"}));
    command.add_option("--output", audit_.output, "Of head: file to write, to be kept elsewhere");
    command
        .add_option("--head", audit_.heads, "Of verify: a head that was kept elsewhere; may be said again")
        ->check(CLI::ExistingFile);
    command.add_option("--public-key", audit_.public_keys, "Of verify: the key that signed, 64 hex digits");
  }
  auto& added =
      add("keys", "The key that encrypts the database: make one, or encrypt everything anew with another",
          [this] { return keys(config_, keys_); });
  added.reads_key = [this] { return keys_.act != "make"; };
  auto& command = *added.app;
  command.add_option("act", keys_.act, "make or rotate")
      ->required()
      ->check(CLI::IsMember({"make", "rotate"}));
  auto* file =
      command.add_option("--key-file", keys_.key_file, "Of make: to be made; of rotate: with the new key");
  command.add_flag("--plain", keys_.plain, "Of rotate: the database is not encrypted any more")
      ->excludes(file);
}

void CommandLine::add_migrate() {
  auto& command =
      add("migrate",
          "Bring the database up to this program's schema; with --from and --to, move a town between "
          "SQLite and PostgreSQL and prove every row",
          [this] { return migrate(config_, move_); });
  command.app->add_option("--from", move_.from, "A data folder, or the address of a database in PostgreSQL");
  command.app->add_option("--to", move_.to,
                          "The other one, empty; the pictures of PostgreSQL's are in --data");
}

void CommandLine::add_towns() {
  auto& command = *add("towns", "A district of towns in PostgreSQL: make it, add and remove towns", [this] {
                     return towns(config_, towns_);
                   }).app;
  command.add_option("act", towns_.act, "district, add, list or remove")
      ->required()
      ->check(CLI::IsMember({"district", "add", "list", "remove"}));
  command.add_option("code", towns_.code, "The town: its schema is called so");
  command.add_option("--admin", towns_.admin,
                     "Address of whoever may make roles and schemas in the database");
  command.add_option("--name-zh", towns_.name_zh, "Its name in Chinese");
  command.add_option("--name-en", towns_.name_en, "Its name in English");
  command.add_option("--url", towns_.url, "Where its pages are, https://HOST");
  command.add_option("--address", towns_.address, "HOST:PORT it answers on")->capture_default_str();
  command.add_option("--data-root", towns_.data_root, "Its data folder is made below this one")
      ->capture_default_str();
  command.add_option("--output", towns_.output, "The settings file to make");
  command.add_option("--drop", towns_.word, "Of remove: everything-of-CODE, typed out");
}

void CommandLine::add_backup_and_restore() {
  auto& command = *add("backup", "Copy everything of one moment, also beside the running server", [this] {
                     return backup(config_, backup_);
                   }).app;
  command.add_option("act", backup_.act, "make, list or verify")
      ->required()
      ->check(CLI::IsMember({"make", "list", "verify"}));
  command.add_option("--in", backup_.folder,
                     "Of make and list: the folder of backups; of verify: one backup");
  command.add_option("--key-file", backup_.key_file, "Of make: encrypt the backup with this key")
      ->check(CLI::ExistingFile);
  command.add_option("--keep", backup_.keep, "Of make: keep so many and remove the older ones")
      ->check(CLI::Range(1, 10'000));
  add("restore", "Put a backup into an empty data folder and prove it",
      [this] { return restore(config_, restore_from_); })
      .app->add_option("from", restore_from_, "The backup")
      ->required()
      ->check(CLI::ExistingDirectory);
  add("check", "Prove that everything in the data folder holds together; changes nothing",
      [this] { return check(config_); });
}

void CommandLine::add_plan() {
  auto& command =
      *add("plan", "Ask the planning engine: why an order went where it went, or a benchmark", [this] {
         if (!plan_.explain.empty()) return explain_plan(config_, plan_.explain);
         if (!plan_.vrptw.empty()) return plan(plan_);
         std::fprintf(stderr, "lamplighter plan: say --explain ORDER or --vrptw FILE\n");
         return usage;
       }).app;
  auto* explain =
      command.add_option("--explain", plan_.explain, "Why this work order (number or id) went where it went");
  command
      .add_option("--vrptw", plan_.vrptw,
                  "Plan a benchmark instance of Solomon's or Gehring and Homberger's form; one line of JSON")
      ->check(CLI::ExistingFile)
      ->excludes(explain);
  command.add_option("--seconds", plan_.seconds, "For --vrptw: CPU time, reading included")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  command.add_option("--seed", plan_.seed, "For --vrptw: of all chance")->capture_default_str();
  command.add_option("--fleet", plan_.fleet, "For --vrptw: at most so many routes; 0: what the file says")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
}

}  // namespace commands
