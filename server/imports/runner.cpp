#include "server/imports/runner.h"

#include <exception>
#include <fstream>

#include "models/names.h"
#include "server/imports/codec_geojson.h"
#include "server/imports/pass.h"
#include "server/jobs/files.h"
#include "server/jobs/history.h"

namespace imports {
namespace {

using models::Import;
using models::ImportProblem;
using models::ImportState;

models::AuditEntry act(std::string_view what, models::Time now, const Import& one) {
  auto entry = models::program_act(what, now);
  entry.object_kind = "import";
  entry.object_id = one.id.text();
  entry.account = one.account;
  return entry;
}

/// Texts of a workbook are kept in memory while it is read: less than a program of the command line may need.
town::TableLimits table_limits(const Limits& limits) {
  town::TableLimits table;
  table.rows = limits.rows;
  table.file_bytes = limits.file_bytes;
  table.text_bytes = std::size_t{32} * 1024 * 1024;
  return table;
}

}  // namespace

models::ExportFormat format_of(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04")) return models::ExportFormat::xlsx;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != bytes.npos && bytes[first] == '{' ? models::ExportFormat::geojson
                                                    : models::ExportFormat::csv;
}

namespace {

std::filesystem::path file_of(const Options& options, models::ImportId id) {
  return options.folder / id.text();
}

jobs::Outcome outcome_of(ImportState state) {
  return state == ImportState::done        ? jobs::Outcome::done
         : state == ImportState::refused   ? jobs::Outcome::refused
         : state == ImportState::cancelled ? jobs::Outcome::cancelled
                                           : jobs::Outcome::failed;
}

/// Takes one file in.
struct Taking {
  /// Stores a state in which it goes on; false when it was cancelled while it waited.
  bool enter(Import& one, ImportState from, ImportState to) {
    bool entered = false;
    database.write_now([&](models::Transaction& tx) {
      const auto found = tx.imports().find(one.id);
      entered = found && found->state == from;
      if (!entered) return false;
      if (from == ImportState::queued) {
        one = *found;
        one.started_at = options.clock();
      }
      one.state = to;
      tx.imports().update(one);
      tx.audit().describe(act("begin_import", options.clock(), one));
      return true;
    });
    return entered;
  }

  void finish(models::Transaction& tx, Import& one, ImportState state) {
    one.state = state;
    one.ended_at = options.clock();
    tx.imports().update(one);
    auto entry = act("end_import", *one.ended_at, one);
    entry.reason = std::string(models::name(one.into)) + ", " + std::string(models::name(one.format)) +
                   (one.dry_run ? ", dry run" : "") + ": " + std::string(models::name(one.state)) + ", " +
                   std::to_string(one.made) + " made, " + std::to_string(one.changed) + " changed, " +
                   std::to_string(one.bad) + " bad";
    tx.audit().describe(entry);
  }

  /// Its last state; nothing when that is stored already, with what was written.
  std::optional<ImportState> take_in(Import& one, jobs::Way& way) {
    const OpenTable open = [&] {
      const auto limits = table_limits(options.limits);
      const auto file = file_of(options, one.id);
      return one.format == models::ExportFormat::geojson ? open_geojson(file, limits)
                                                         : town::open_table(file, limits);
    };
    const auto go_on = [&](std::int64_t rows) {
      way.rows = rows;
      return way.is_wanted();
    };
    look_at_all(database, one, open, go_on);
    way.rows = one.rows;
    one.rows_in_all = one.rows;
    // What is wrong with the file as a whole, or with its headings, leaves no good row to take.
    const bool readable = one.faults_in_all == 0 || one.bad > 0;
    const bool good = one.faults_in_all == 0 || (one.skip_bad && readable && one.made + one.changed > 0);
    if (!good) return ImportState::refused;
    if (one.dry_run) return ImportState::done;
    if (!enter(one, ImportState::checking, ImportState::writing)) return std::nullopt;
    bool written = false;
    auto seen = one;
    database.write_now([&](models::Transaction& tx) {
      seen = one;
      written = write_all(tx, seen, open, go_on);
      if (written) finish(tx, seen, ImportState::done);
      return written;
    });
    one = seen;
    return written ? std::nullopt : std::optional(ImportState::refused);
  }

  jobs::Ended perform(models::ImportId id, jobs::Way& way) {
    Import one;
    one.id = id;
    if (!enter(one, ImportState::queued, ImportState::checking)) return {};
    std::optional<ImportState> last;
    try {
      last = take_in(one, way);
    } catch (const BrokenOff&) {
      one.made = one.changed = one.same = 0;
      one.problem = way.is_cancelled() ? ImportProblem::none : ImportProblem::interrupted;
      last = way.is_cancelled() ? ImportState::cancelled : ImportState::failed;
    } catch (const std::exception& failure) {
      runner.tell("import " + one.id.text() + ": " + failure.what());
      one.problem = ImportProblem::failed;
      last = ImportState::failed;
    }
    jobs::Ended ended{outcome_of(last.value_or(one.state)), one.rows};
    if (last) ended.store = [own = *this, one, state = *last]() mutable { own.end(one, state); };
    return ended;
  }

  void end(Import& one, ImportState state) {
    database.write_now([&](models::Transaction& tx) {
      finish(tx, one, state);
      return true;
    });
  }

  /// Writes off what no server is at any more, and removes its files.
  void clear_up(const jobs::Known& known) {
    std::set<std::string> files;
    database.write_now([&](models::Transaction& tx) {
      files.clear();
      auto left = tx.imports().unfinished();
      std::erase_if(left, [&](const Import& one) {
        if (!known.covers(one.id.value, one.made_at)) return false;
        files.insert(one.id.text());
        return true;
      });
      for (auto& one : left) {
        one.problem = ImportProblem::interrupted;
        finish(tx, one, ImportState::failed);
      }
      return !left.empty();
    });
    jobs::remove_others(options.folder, files);
  }

  storage::Database& database;
  const Options& options;
  const Runner& runner;
};

}  // namespace

Runner::Runner(storage::Database& database, Options options)
    : jobs::Runner(database,
                   {"imports", 1, options.look_every, options.clock, options.on_error,
                    [this] {
                      jobs::forget_old(
                          database_, options_.clock(), options_.limits.kept, "forget_imports",
                          [](models::Transaction& tx) -> models::ImportStore& { return tx.imports(); },
                          [](auto&) {});
                    }},
                   [this](const jobs::Known& known) {
                     Taking{database_, options_, *this}.clear_up(known);
                   }),
      database_(database),
      options_(std::move(options)) {}

Runner::~Runner() { stop(); }

bool Runner::add(models::ImportId id, std::string_view bytes) {
  if (jobs::make_folder(options_.folder)) return false;
  const auto name = file_of(options_, id);
  std::ofstream file(name, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    jobs::remove_file(name);
    return false;
  }
  jobs::Runner::add(id.value, [this, id, name](jobs::Way& way) {
    auto ended = Taking{database_, options_, *this}.perform(id, way);
    jobs::remove_file(name);
    return ended;
  });
  return true;
}

void Runner::cancel(models::ImportId id) {
  if (jobs::Runner::cancel(id.value)) jobs::remove_file(file_of(options_, id));
}

}  // namespace imports
