#include <cstdio>
#include <exception>

#include "dispatch/figure_days.h"
#include "dispatch/soundness.h"
#include "models/attachment.h"
#include "server/api/picture_module.h"
#include "server/app.h"
#include "server/auth/tokens.h"
#include "server/commands/commands.h"
#include "server/storage/audit_verify.h"
#include "server/storage/database_file.h"
#include "server/storage/photo_files.h"

namespace commands {
namespace {

constexpr int page_size = 200;
constexpr int events_at_once = 1000;
constexpr std::int64_t most_shown = 20;

/// Counts what was looked at and what is wrong; shows the first of it.
class Findings {
 public:
  void wrong(const std::string& where, const std::string& what) {
    if (++count_ <= most_shown) std::printf("  %s: %s\n", where.c_str(), what.c_str());
  }
  void wrong(const std::string& where, const std::vector<std::string>& all) {
    for (const auto& what : all) wrong(where, what);
  }
  std::int64_t count() const { return count_; }

 private:
  std::int64_t count_ = 0;
};

std::vector<models::Event> events_of(models::Transaction& tx, models::WorkOrderId order) {
  std::vector<models::Event> all;
  models::EventQuery query;
  query.work_order = order;
  query.limit = events_at_once;
  for (;;) {
    const auto some = tx.events().list(query);
    all.insert(all.end(), some.begin(), some.end());
    if (some.size() < static_cast<std::size_t>(events_at_once)) return all;
    query.after = some.back().id;
  }
}

// A picture or recording: is its file there, and what was stored?
void check_file(const storage::PhotoFiles& files, const std::string& file, const std::string& sha256,
                const std::string& where, Findings& findings) {
  try {
    const auto bytes = files.read(file);
    if (!bytes)
      findings.wrong(where, "its file is not there");
    else if (auth::sha256_hex(*bytes) != sha256)
      findings.wrong(where, "its file is not what was stored");
  } catch (const std::exception& error) {
    findings.wrong(where, error.what());
  }
}

void check_photos(models::Transaction& tx, const storage::PhotoFiles& files, const models::WorkOrder& order,
                  Findings& findings, std::int64_t& photos) {
  for (const auto& photo : tx.photos().of_work_order(order.id)) {
    ++photos;
    check_file(files, photo.file, photo.sha256, order.number + ", picture " + photo.id.text(), findings);
  }
}

void check_orders(models::Transaction& tx, const storage::PhotoFiles& files, Findings& findings) {
  std::int64_t orders = 0, photos = 0;
  models::WorkOrderQuery query;
  query.limit = page_size;
  do {
    const auto page = tx.work_orders().search(query);
    for (const auto& order : page.items) {
      ++orders;
      findings.wrong(order.number, dispatch::contradictions(
                                       order, events_of(tx, order.id), tx.reports().of_work_order(order.id),
                                       order.parent && tx.work_orders().find(order.parent).has_value()));
      check_photos(tx, files, order, findings, photos);
    }
    query.cursor = page.next;
  } while (!query.cursor.empty());
  std::printf(
      "%lld work orders against their events, reports and clocks; %lld pictures against their digests\n",
      static_cast<long long>(orders), static_cast<long long>(photos));
}

void check_reports(models::Transaction& tx, const storage::PhotoFiles& files, Findings& findings) {
  std::int64_t reports = 0, attachments = 0;
  models::ReportQuery query;
  query.limit = page_size;
  do {
    const auto page = tx.reports().search(query);
    for (const auto& report : page.items) {
      ++reports;
      findings.wrong("report " + report.id.text(),
                     dispatch::contradictions(
                         report, report.work_order && tx.work_orders().find(report.work_order).has_value()));
      for (const auto& one : tx.attachments().of_report(report.id)) {
        ++attachments;
        check_file(files, one.file, one.sha256,
                   "report " + report.id.text() + ", attachment " + one.id.text(), findings);
      }
    }
    query.cursor = page.next;
  } while (!query.cursor.empty());
  std::printf("%lld reports against their orders; %lld attachments against their digests\n",
              static_cast<long long>(reports), static_cast<long long>(attachments));
}

void check_audit(const config::Config& config, Findings& findings) {
  std::vector<std::string> keys;
  const auto file =
      config.audit_key.empty() ? storage::default_signing_key(config.data_directory) : config.audit_key;
  if (std::filesystem::exists(file)) keys.push_back(storage::load_signing_key(file).public_key);
  const auto verdict = config.database.address.empty()
                           ? storage::verify_audit(config.data_directory, {}, keys, config.database.key)
                           : storage::verify_audit(config.database, {}, keys);
  for (const auto& fault : verdict.faults) findings.wrong("audit log", fault.what);
  std::printf("%lld rows of the audit log against their chain and %lld signed heads\n",
              static_cast<long long>(verdict.rows), static_cast<long long>(verdict.heads));
}

int check_all(const config::Config& config) {
  const auto file = config.data_directory / "lamplighter.db";
  const bool in_file = config.database.address.empty();
  if (in_file && !std::filesystem::exists(file))
    throw std::runtime_error("there is no database in " + config.data_directory.string());
  Findings findings;
  findings.wrong("database", in_file ? storage::examine_database(file, config.database.key)
                                     : storage::examine_database(config.database));
  std::puts(in_file
                ? "the database file: pages, indexes, references, and the boards' counters against a recount"
                : "the boards' counters against a recount");
  check_audit(config, findings);
  if (const auto wrong = api::PictureModule(api::PictureModule::usual_file()).load(); !wrong.empty())
    findings.wrong("pictures", wrong);
  else
    std::puts("the module that reads pictures: there, and of this version");
  std::optional<storage::PhotoFiles> files;
  files.emplace(config.data_directory, storage::photo_key(config.data_directory, config.database.key));
  const auto against_files = [&](models::Transaction& tx) {
    check_orders(tx, *files, findings);
    check_reports(tx, *files, findings);
    if (auto* days = dispatch::figure_days_of(tx)) {
      findings.wrong("figures", dispatch::figure_day_faults(*days, app::wall_clock()));
      std::puts("the sums of the figures by day and month against every order and its events");
    }
  };
  if (in_file)
    storage::read_database(file, config.database.key, against_files);
  else
    storage::read_database(config.database, against_files);
  if (findings.count() == 0) {
    std::puts("Everything holds.");
    return good;
  }
  std::printf("%lld faults.\n", static_cast<long long>(findings.count()));
  return failed;
}

}  // namespace

int check(const config::Config& config) {
  try {
    return check_all(config);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lamplighter check: %s\n", error.what());
    return usage;
  }
}

}  // namespace commands
