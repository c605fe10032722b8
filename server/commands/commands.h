#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/config.h"

// One function for each subcommand; each answers the exit code and writes what a person needs to stdout and
// stderr.
namespace commands {

inline constexpr int good = 0;
inline constexpr int failed = 1;  ///< it could not be done; stderr says why
inline constexpr int usage = 2;   ///< the call or the input is wrong; stderr says where

/// The whole command line.
int run(int argc, char** argv);

int serve(config::Config config);
struct DemoChoices {
  bool reports = true;
  bool history = false;
  int days = 365;  ///< of history
  std::uint64_t seed = 1;
};
int demo(const config::Config& config, const DemoChoices& choices);
/// Shape   from, to: a folder, or the address of a database in PostgreSQL; both empty: nothing is moved
struct MoveOptions {
  std::string from;
  std::string to;
};
int migrate(const config::Config& config, const MoveOptions& options);

/// Shape   code: of the town; admin: address of whoever may make roles and schemas; word: typed to remove
struct TownsOptions {
  std::string act;  ///< district, add, list, remove
  std::string code;
  std::string admin;
  std::string name_zh, name_en;
  std::string url;
  std::string address = "127.0.0.1:8080";  ///< to answer on
  std::filesystem::path data_root = "/var/lib/lamplighter";
  std::filesystem::path output;  ///< the settings file to be made
  std::string word;
};
/// A district of towns in PostgreSQL: makes it, adds and removes towns; `config` is the district's.
int towns(const config::Config& config, const TownsOptions& options);

int version();
int list_settings(config::Config& config);

struct ImportOptions {
  std::string what;  ///< facilities, classes, villages or crews
  std::filesystem::path file;
  bool dry_run = false;
};
int import_file(const config::Config& config, const ImportOptions& options);

struct ExportOptions {
  std::string what;            ///< facilities or classes
  std::string format = "csv";  ///< csv or xlsx
  std::filesystem::path file;  ///< empty: standard output (csv, classes)
  std::string facility_class;  ///< only this class; empty: all
};
int export_file(const config::Config& config, const ExportOptions& options);

struct SimulateOptions {
  int days = 0;  ///< 0: 7, or 365 of a year
  std::string from = "2027-01-04";
  std::string scenario = "cold-snap";
  std::string crews = "6..20";  ///< technicians: N or LEAST..MOST
  std::string trade = "heating";
  std::string policy = "plan";
  std::string waiting = "off";
  int seeds = 5;
  std::uint64_t seed = 1;
  std::int64_t steps = 20;
  double hold = 0;  ///< percent; 0: the cheapest roster is not searched
  int max_seconds = 300;
  bool json = false;
  std::filesystem::path plot;
  bool forecast = false;           ///< foretell broken promises every hour and compare with what came
  bool plain = false;              ///< shares of runs instead of calibrated chances
  std::filesystem::path foretold;  ///< CSV of all that was foretold
  double cost_day = 350, cost_evening = 400, cost_night = 520, cost_on_call = 100, cost_overtime_hour = 70;
};
int simulate(const config::Config& config, const SimulateOptions& options);

struct UserOptions {
  std::string act;  ///< add, list, password, disable or enable
  std::string username;
  std::string display_name;
  std::string role;
  std::string crew;  ///< Crew::code
};
/// The password is read from standard input, never from the command line.
int user(const config::Config& config, const UserOptions& options);

struct AuditOptions {
  std::string act;                           ///< head or verify
  std::filesystem::path output;              ///< of head; empty: standard output
  std::vector<std::filesystem::path> heads;  ///< of verify: heads kept elsewhere
  std::vector<std::string> public_keys;      ///< of verify, hex; empty: that of the folder's own key
};
/// Signs where the audit log stands, or proves that it is whole; `failed` when it is not.
int audit(const config::Config& config, const AuditOptions& options);

struct KeysOptions {
  std::string act;                 ///< make or rotate
  std::filesystem::path key_file;  ///< of make: to be made; of rotate: with the new key
  bool plain = false;              ///< of rotate: no key any more
};
/// The key that encrypts the database: makes one, or encrypts everything anew with another.
int keys(const config::Config& config, const KeysOptions& options);

struct BackupOptions {
  std::string act;                 ///< make, list or verify
  std::filesystem::path folder;    ///< of make and list: where the backups are; of verify: the one
  std::filesystem::path key_file;  ///< of make: the backup gets this key instead of the database's
  int keep = 0;                    ///< of make: remove all but so many afterwards; 0: remove none
};
/// Copies everything of one moment, also beside a running server; `failed` when the copy has faults.
int backup(const config::Config& config, const BackupOptions& options);
/// Puts a backup into the data folder, which holds no database yet.
int restore(const config::Config& config, const std::filesystem::path& from);
/// Proves that everything stored holds together, also beside a running server; `failed` when it does not.
int check(const config::Config& config);

struct PlanOptions {
  std::string explain;  ///< a work order; else vrptw
  std::filesystem::path vrptw;
  double seconds = 1;  ///< of CPU time, reading included
  std::uint64_t seed = 1;
  int fleet = 0;  ///< 0: what the file says
};
/// Plans the routes of a benchmark instance and prints them as one line of JSON.
int plan(const PlanOptions& options);

}  // namespace commands
