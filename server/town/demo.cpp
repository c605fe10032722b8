#include "server/town/demo.h"

#include <array>
#include <optional>
#include <random>
#include <utility>

#include "server/town/demo_week.h"
#include "server/town/load.h"

namespace town {
namespace {

std::string random_token() {
  static constexpr std::string_view base32 = "abcdefghijklmnopqrstuvwxyz234567";
  std::random_device device;
  std::string token;
  for (int i = 0; i < 26; ++i) token += base32[device() % base32.size()];
  return token;
}

bool is_empty(models::Transaction& tx) {
  return tx.villages().list().empty() && tx.catalog().classes().empty() && tx.facilities().count("") == 0 &&
         tx.crews().list().empty() && tx.accounts().list().empty();
}

models::Result<void> add_accounts(models::Transaction& tx, const std::vector<DemoAccount>& accounts,
                                  const std::string& password_hash, models::Time now) {
  for (const auto& item : accounts) {
    models::Account account;
    account.username = item.username;
    account.display_name = item.display_name;
    account.role = item.role;
    if (!item.crew.empty()) {
      const auto crew = tx.crews().find_by_code(item.crew);
      if (!crew) return models::invalid("accounts.json", "unknown", "there is no crew " + item.crew);
      account.crew = crew->id;
    }
    account.password_hash = password_hash;
    account.demo = true;
    account.created_at = now;
    tx.accounts().insert(account);
  }
  return {};
}

// New lamps are wished for in this village: people go through the list, so the engine leaves them alone
// there.
void leave_wishes_to_people(models::Transaction& tx, models::Time now) {
  models::PlanningRule rule;
  rule.village_code = "110112119231";
  rule.facility_class = "streetlight";
  rule.mode = models::PlanningMode::manual;
  rule.reason = "加装路灯的愿望须先排计划（模拟）";
  rule.by_name = models::Actor::program().name;
  rule.at = now;
  tx.plans().save(rule);
}

}  // namespace

models::Result<DemoCounts> fill_demo(storage::Database& database, const std::filesystem::path& directory,
                                     const std::function<std::string(std::string)>& hash, models::Time now,
                                     const DemoOptions& options) {
  const auto files = read_town(directory);
  if (!files) return files.error();
  // All that takes time is done before the writer is asked; one hash serves all, the password is public
  // anyway.
  const auto facilities = generate_facilities(files->villages, options.figures);
  const auto password_hash = hash(std::string(demo_password));
  const auto token = options.token ? options.token : random_token;

  std::optional<models::Error> error;
  DemoCounts counts;
  const auto fill = [&](models::Transaction& tx) -> models::Result<DemoCounts> {
    if (!is_empty(tx))
      return models::conflict("the database is not empty: the demo town is made in a fresh one only");
    if (auto saved = save_town(tx, *files); !saved) return saved.error();
    for (const auto& facility : facilities) tx.facilities().insert(facility);
    if (auto added = add_accounts(tx, files->accounts, password_hash, now); !added) return added.error();
    DemoCounts made{files->villages.size(), facilities.size(), files->crews.size(), files->accounts.size(),
                    0};
    if (options.reports) {
      leave_wishes_to_people(tx, now);
      const auto played = play_demo_week(tx, token, now, options.past);
      if (!played) return played.error();
      made.reports = *played;
    } else if (options.past) {
      if (auto told = options.past(tx, now); !told) return told.error();
    }
    return made;
  };
  database.write_now([&](models::Transaction& tx) {
    const auto filled = fill(tx);
    error = filled ? std::nullopt : std::optional(filled.error());
    if (filled) counts = *filled;
    return filled.has_value();
  });
  if (error) return *error;
  return counts;
}

}  // namespace town
