#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/commands/commands.h"
#include "server/replay/replay.h"

namespace commands {

/// The whole command line: every command with its options, and what it runs.
class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Parses, takes in the settings, and runs the one command that was said; its exit code.
  int run(int argc, char** argv);

 private:
  /// A setting's flag is remembered as text and taken in last, after file and environment.
  struct Flags {
    std::vector<std::unique_ptr<std::string>> values;
    std::vector<CLI::Option*> options;
  };
  /// Which settings stand in a command's help: none are taken, the usual ones, or all.
  enum class Takes { nothing, usual, all };
  struct Command {
    CLI::App* app = nullptr;
    Takes takes = Takes::nothing;
    Flags flags;
    std::function<int()> run;
    std::function<bool()> reads_key = [] { return true; };  ///< the key of the database must be there
  };

  Command& add(const char* name, const char* help, std::function<int()> run, Takes takes = Takes::usual);
  void add_flags(Command& command, bool all);
  int take_settings(const Flags& flags);

  void add_import_and_export();
  void add_demo();
  void add_replay();
  void add_simulate();
  void add_user();
  void add_audit_and_keys();
  void add_migrate();
  void add_towns();
  void add_backup_and_restore();
  void add_plan();

  config::Config config_;
  std::vector<config::Setting> settings_;
  CLI::App app_;
  std::string file_;  ///< of settings
  std::vector<std::unique_ptr<Command>> commands_;

  ImportOptions import_;
  ExportOptions export_;
  DemoChoices demo_;
  bool demo_without_reports_ = false;
  replay::ReplayOptions replay_;
  std::string replay_speed_ = "max";
  SimulateOptions simulate_;
  UserOptions user_;
  AuditOptions audit_;
  KeysOptions keys_;
  BackupOptions backup_;
  MoveOptions move_;
  TownsOptions towns_;
  std::filesystem::path restore_from_;
  PlanOptions plan_;
};

}  // namespace commands
