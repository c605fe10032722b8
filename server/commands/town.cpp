#include "server/commands/commands.h"

#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "dispatch/account_rules.h"
#include "models/field_work.h"
#include "models/names.h"
#include "server/app.h"
#include "server/auth/passwords.h"
#include "server/auth/tokens.h"
#include "server/commands/open_database.h"
#include "server/simulation/history.h"
#include "server/storage/database.h"
#include "server/town/codec_class.h"
#include "server/town/codec_crew.h"
#include "server/town/demo.h"
#include "server/town/facility_export.h"
#include "server/town/facility_import.h"
#include "server/town/load.h"
#include "server/town/table.h"
#include "server/town/table_writer.h"

namespace commands {
namespace {

int complain(const models::Error& error) {
  std::fprintf(stderr, "%s\n", error.detail.c_str());
  for (const auto& field : error.fields)
    std::fprintf(stderr, "  %s: %s (%s)\n", field.field.c_str(), field.detail.c_str(), field.code.c_str());
  return usage;
}

// Every command below ends in one sentence on stderr when something under it gives way.
template <class Work>
int guarded(const char* command, Work work) {
  try {
    return work();
  } catch (const town::TableError& error) {
    std::fprintf(stderr, "lamplighter %s: line %zu: %s\n", command, error.line(), error.what());
    return usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter %s: %s\n", command, error.what());
    return failed;
  }
}

std::string read_all(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

int import_facilities(storage::Database& database, const ImportOptions& options) {
  const auto result =
      town::import_facilities(database, models::Actor::program(), options.file, options.dry_run);
  for (const auto& [line, error] : result.errors)
    std::fprintf(stderr, "line %zu: %s: %s (%s)\n", line, error.field.c_str(), error.detail.c_str(),
                 error.code.c_str());
  if (!result.good()) {
    std::fprintf(stderr, "%zu errors in %zu rows: nothing was changed.\n", result.error_count, result.rows);
    return usage;
  }
  std::printf("%zu rows: %zu new, %zu changed, %zu as before%s\n", result.rows, result.inserted,
              result.updated, result.unchanged, options.dry_run ? " (dry run: nothing was written)" : "");
  return good;
}

// One change in the database, or none: `save` says what is wrong.
template <class Save>
int save_all(storage::Database& database, bool dry_run, std::size_t count, Save save) {
  std::optional<models::Error> error;
  database.write_now([&](models::Transaction& tx) {
    error.reset();
    const models::Result<void> saved = save(tx);
    if (!saved) error = saved.error();
    return !error && !dry_run;
  });
  if (error) return complain(*error);
  std::printf("%zu taken in%s\n", count, dry_run ? " (dry run: nothing was written)" : "");
  return good;
}

int import_class(storage::Database& database, const ImportOptions& options) {
  const auto definition = town::parse_class(read_all(options.file));
  if (!definition) return complain(definition.error());
  return save_all(database, options.dry_run, 1, [&](models::Transaction& tx) -> models::Result<void> {
    const auto saved = dispatch::save_class(tx, models::Actor::program(), *definition);
    if (!saved) return saved.error();
    return {};
  });
}

int import_crews(storage::Database& database, const ImportOptions& options) {
  const auto crews = town::parse_crews(read_all(options.file));
  if (!crews) return complain(crews.error());
  return save_all(database, options.dry_run, crews->size(),
                  [&](models::Transaction& tx) -> models::Result<void> {
                    for (const auto& crew : *crews)
                      if (const auto saved = dispatch::save_crew(tx, models::Actor::program(), crew); !saved)
                        return saved.error();
                    return {};
                  });
}

int import_villages(storage::Database& database, const ImportOptions& options) {
  const auto table = town::open_table(options.file);
  const auto villages = town::read_villages(*table);
  if (!villages) return complain(villages.error());
  return save_all(database, options.dry_run, villages->size(),
                  [&](models::Transaction& tx) -> models::Result<void> {
                    for (const auto& row : *villages) tx.villages().save(row.village);
                    return {};
                  });
}

int export_facilities(storage::Database& database, const ExportOptions& options) {
  models::FacilityQuery query;
  query.facility_class = options.facility_class;
  std::size_t count = 0;
  const auto write_to = [&](town::TableWriter& writer) {
    database.read_now([&](models::Transaction& tx) { count = town::export_facilities(tx, query, writer); });
    writer.finish();
  };
  if (options.format == "xlsx") {
    if (options.file.empty()) throw std::runtime_error("an XLSX export needs --output FILE");
    write_to(*town::open_xlsx_writer(options.file));
  } else if (options.file.empty()) {
    write_to(*town::open_csv_writer(std::cout));
  } else {
    std::ofstream stream(options.file, std::ios::binary);
    write_to(*town::open_csv_writer(stream));
    stream.close();
    if (!stream) throw std::runtime_error("cannot write " + options.file.string());
  }
  std::fprintf(stderr, "%zu facilities\n", count);
  return good;
}

int export_classes(storage::Database& database, const ExportOptions& options) {
  std::ostringstream text;
  database.read_now([&](models::Transaction& tx) {
    for (const auto& facility_class : tx.catalog().classes()) {
      if (!options.facility_class.empty() && facility_class.code != options.facility_class) continue;
      dispatch::ClassDefinition definition{facility_class, {}, {}, tx.catalog().calendars(), {}};
      for (auto& part : tx.field_work().parts())
        if (part.facility_class == facility_class.code) definition.parts.push_back(std::move(part));
      for (auto& kind : tx.catalog().kinds())
        if (kind.facility_class == facility_class.code) definition.kinds.push_back(std::move(kind));
      for (auto& policy : tx.catalog().policies())
        if (policy.facility_class == facility_class.code) definition.policies.push_back(std::move(policy));
      text << town::write_class(definition);
    }
  });
  if (options.file.empty()) {
    std::cout << text.str();
    return good;
  }
  std::ofstream stream(options.file, std::ios::binary);
  stream << text.str();
  stream.close();
  if (!stream) throw std::runtime_error("cannot write " + options.file.string());
  return good;
}

}  // namespace

int demo(const config::Config& config, const DemoChoices& choices) {
  return guarded("demo", [&] {
    const auto database = open_database(config, "demo");
    town::DemoOptions options;
    options.reports = choices.reports;
    options.token = auth::new_report_token;
    const auto hash = [&](const std::string& password) {
      return auth::hash_password(password, config.password_cost);
    };
    const auto now = app::wall_clock();
    std::optional<simulation::History> history;
    if (choices.history) {
      const auto files = town::read_town(config.town_directory);
      if (!files) return complain(files.error());
      history.emplace(*files, simulation::HistoryOptions{choices.days, choices.seed, options.token}, now);
      options.past = [&](models::Transaction& tx, models::Time until) { return history->play(tx, until); };
    }
    const auto counts = town::fill_demo(*database, config.town_directory, hash, now, options);
    if (!counts) return complain(counts.error());
    std::printf(
        "The demo town is in %s: %zu villages, %zu facilities, %zu crews, %zu accounts, %zu reports.\n",
        config.data_directory.c_str(), counts->villages, counts->facilities, counts->crews, counts->accounts,
        counts->reports);
    if (history)
      std::printf(
          "Behind them %d days of simulated history: %zu reports, %zu work orders, marked 模拟 · "
          "simulated.\n",
          choices.days, history->counts().reports, history->counts().work_orders);
    std::printf(
        "Positions, households and reports are synthetic. Which 32 villages are in care is not public: the "
        "mark is a choice.\n");
    std::printf("Everybody's password is %s. Accounts:\n", std::string(town::demo_password).c_str());
    database->read_now([](models::Transaction& tx) {
      for (const auto& account : tx.accounts().list())
        std::printf("  %-14s %-16s %s\n", account.username.c_str(),
                    std::string(models::name(account.role)).c_str(), account.display_name.c_str());
    });
    return good;
  });
}

int import_file(const config::Config& config, const ImportOptions& options) {
  return guarded("import", [&] {
    const auto database = open_database(config, "import " + options.what);
    if (options.what == "facilities") return import_facilities(*database, options);
    if (options.what == "classes") return import_class(*database, options);
    if (options.what == "crews") return import_crews(*database, options);
    return import_villages(*database, options);
  });
}

int export_file(const config::Config& config, const ExportOptions& options) {
  return guarded("export", [&] {
    const auto database = open_database(config, "export " + options.what);
    // On record before anything is out: the register holds householders' names and phones.
    record_export(*database, "export " + options.what, options.format + " " + options.facility_class);
    return options.what == "classes" ? export_classes(*database, options)
                                     : export_facilities(*database, options);
  });
}

namespace {

// At a terminal the password would show while typed; a pipe or a file is the usual way in.
std::string read_password(const dispatch::PasswordPolicy& policy, const models::Account& account) {
  std::string password;
  std::getline(std::cin, password);
  if (const auto good = dispatch::check_password(policy, account, password, "the password on standard input");
      !good)
    throw std::runtime_error(good.error().fields.at(0).field + " " + good.error().detail);
  return password;
}

void print_accounts(storage::Database& database) {
  database.read_now([](models::Transaction& tx) {
    for (const auto& account : tx.accounts().list())
      std::printf("%-6s %-20s %-16s %s%s%s\n", account.id.text().c_str(), account.username.c_str(),
                  std::string(models::name(account.role)).c_str(), account.display_name.c_str(),
                  account.demo ? " [demo]" : "", account.disabled ? " [disabled]" : "");
  });
}

int add_user(storage::Database& database, const config::Config& config, const UserOptions& options) {
  models::Account account;
  account.username = options.username;
  account.display_name = options.display_name.empty() ? options.username : options.display_name;
  const auto role = models::parse<models::Role>(options.role);
  if (!role || *role == models::Role::system)
    throw std::runtime_error("--role must be one of the roles in docs/glossary.md, e.g. operator");
  account.role = *role;
  account.password_hash =
      auth::hash_password(read_password(config.api.sign_in.password, account), config.password_cost);
  account.must_change_password = true;
  account.created_at = app::wall_clock();
  account.password_changed_at = account.created_at;
  std::string wrong;
  database.write_now([&](models::Transaction& tx) {
    wrong.clear();
    if (tx.accounts().find_by_username(account.username)) wrong = "there is an account of this name already";
    if (!options.crew.empty()) {
      const auto crew = tx.crews().find_by_code(options.crew);
      if (!crew)
        wrong = "there is no crew " + options.crew;
      else
        account.crew = crew->id;
    }
    if (wrong.empty()) tx.accounts().insert(account);
    return wrong.empty();
  });
  if (!wrong.empty()) throw std::runtime_error(wrong);
  std::printf("%s added as %s\n", account.username.c_str(), options.role.c_str());
  return good;
}

}  // namespace

int user(const config::Config& config, const UserOptions& options) {
  return guarded("user", [&] {
    const auto database = open_database(config, "user " + options.act);
    if (options.act == "list") {
      print_accounts(*database);
      return good;
    }
    if (options.username.empty()) throw std::runtime_error("say which: --username NAME");
    if (options.act == "add") return add_user(*database, config, options);
    std::string hash;
    models::Account named;
    named.username = options.username;
    if (options.act == "password")
      hash = auth::hash_password(read_password(config.api.sign_in.password, named), config.password_cost);
    bool found = false;
    database->write_now([&](models::Transaction& tx) {
      auto account = tx.accounts().find_by_username(options.username);
      found = account.has_value();
      if (!found) return false;
      if (!hash.empty()) {
        account->password_hash = hash;
        account->must_change_password = true;
        account->password_changed_at = app::wall_clock();
      }
      if (options.act == "second-factor") {
        account->totp_secret.clear();
        account->totp_confirmed = false;
        account->recovery_codes.clear();
        tx.passkeys().remove_of(account->id);
      }
      if (options.act == "disable") account->disabled = true;
      if (options.act == "enable") account->disabled = false;
      tx.accounts().update(*account);
      tx.sessions().remove_of(account->id, "");
      tx.access_tokens().remove_of(account->id);
      return true;
    });
    if (!found) throw std::runtime_error("there is no account " + options.username);
    std::printf("%s: done\n", options.username.c_str());
    return good;
  });
}

}  // namespace commands
