#include "server/exports/runner.h"

#include <exception>

#include "dispatch/exports.h"
#include "models/names.h"
#include "server/jobs/files.h"
#include "server/jobs/history.h"

namespace exports {
namespace {

using models::ExportProblem;
using models::ExportState;

/// Nobody wants it any more, or the program stops.
struct Cancelled {};

std::string name_of(const models::Export& one) {
  return one.id.text() + "." + std::string(models::name(one.format));
}

models::AuditEntry act(std::string_view what, models::Time now, const models::Export& one) {
  auto entry = models::program_act(what, now);
  entry.object_kind = "export";
  entry.object_id = one.id.text();
  return entry;
}

void remove_files(const Options& options, const models::Export& one) {
  for (const auto* suffix : {"", ".part"}) jobs::remove_file(options.folder / (name_of(one) + suffix));
}

}  // namespace

void clear_up(storage::Database& database, const Options& options, const jobs::Known& known) {
  std::set<std::string> owned;
  database.write_now([&](models::Transaction& tx) {
    owned.clear();
    const auto now = options.clock();
    auto left = tx.exports().unfinished();
    std::erase_if(left, [&](const models::Export& one) {
      if (!known.covers(one.id.value, one.made_at)) return false;
      owned.insert({name_of(one), name_of(one) + ".part"});
      return true;
    });
    for (auto& one : left) {
      one.state = ExportState::failed;
      one.problem = ExportProblem::interrupted;
      one.ended_at = now;
      tx.exports().update(one);
    }
    for (const auto& one : tx.exports().ended_before(models::Time::max(), 1'000'000))
      if (one.state == ExportState::done) owned.insert(name_of(one));
    tx.audit().describe(models::program_act("exports_interrupted", now));
    return !left.empty();
  });
  jobs::remove_others(options.folder, owned);
}

int forget_old(storage::Database& database, const Options& options) {
  return jobs::forget_old(
      database, options.clock(), options.limits.kept, "forget_exports",
      [](models::Transaction& tx) -> models::ExportStore& { return tx.exports(); },
      [&](const models::Export& one) { jobs::remove_file(options.folder / name_of(one)); });
}

namespace {

/// Makes one file.
struct Making {
  /// False when it was cancelled while it waited.
  bool begin(models::Export& one) {
    bool begun = false;
    database.write_now([&](models::Transaction& tx) {
      const auto found = tx.exports().find(one.id);
      begun = found && found->state == ExportState::queued;
      if (!begun) return false;
      one = *found;
      one.state = ExportState::running;
      one.started_at = options.clock();
      tx.exports().update(one);
      tx.audit().describe(act("begin_export", *one.started_at, one));
      return true;
    });
    return begun;
  }

  /// Reads a page, writes it, looks up, until the list is at its end.
  void make(models::Export& one, Rows& rows, jobs::Way& way) {
    if (const auto error = jobs::make_folder(options.folder))
      throw Refused(ExportProblem::failed, "the folder of exports cannot be made: " + error.message());
    const auto sheet = open_sheet({options.folder / (name_of(one) + ".part"), one.format, rows.columns(),
                                   options.limits.file_bytes, options.open});
    for (bool more = true; more;) {
      if (!way.is_wanted()) throw Cancelled{};
      std::int64_t taken = 0;
      database.read_now([&](models::Transaction& tx) {
        more = rows.next(tx, [&](const std::vector<std::string>& cells) {
          sheet->take(cells);
          ++taken;
        });
      });
      one.rows += taken;
      if (!dispatch::check_rows(one.rows, one.format, options.limits.rows))
        throw Refused(ExportProblem::too_many_rows, "the list has too many rows for this file");
      sheet->flush();
      way.rows = one.rows;
    }
    if (way.is_cancelled()) throw Cancelled{};
    sheet->finish();
    one.bytes = sheet->bytes();
    std::error_code error;
    std::filesystem::rename(options.folder / (name_of(one) + ".part"), options.folder / name_of(one), error);
    if (error) throw Refused(ExportProblem::failed, "the file cannot be named: " + error.message());
    one.state = ExportState::done;
  }

  void end(models::Export& one) {
    one.ended_at = options.clock();
    bool kept = false;
    database.write_now([&](models::Transaction& tx) {
      const auto found = tx.exports().find(one.id);
      kept = found && found->state == ExportState::running;
      if (!kept) return false;  // cancelled in the last moment
      tx.exports().update(one);
      auto entry = act("end_export", *one.ended_at, one);
      entry.kind = models::AuditKind::export_;
      entry.account = one.account;
      entry.reason = std::string(models::name(one.list)) + ", " + std::string(models::name(one.format)) +
                     ": " + std::string(models::name(one.state)) + ", " + std::to_string(one.rows) + " rows";
      tx.audit().describe(entry);
      return true;
    });
    if (!kept || one.state != ExportState::done) remove_files(options, one);
  }

  jobs::Ended perform(models::ExportId id, Rows& rows, jobs::Way& way) {
    models::Export one;
    one.id = id;
    if (way.is_cancelled() || !begin(one)) return {};
    try {
      make(one, rows, way);
    } catch (const Cancelled&) {
      one.state = way.is_cancelled() ? ExportState::cancelled : ExportState::failed;
      if (!way.is_cancelled()) one.problem = ExportProblem::interrupted;
    } catch (const Refused& refused) {
      fail(one, refused.problem(), refused.what());
    } catch (const std::exception& failure) {
      fail(one, ExportProblem::failed, failure.what());
    }
    const auto outcome = one.state == ExportState::done     ? jobs::Outcome::done
                         : one.state == ExportState::failed ? jobs::Outcome::failed
                                                            : jobs::Outcome::cancelled;
    return {outcome, one.rows, [own = *this, one]() mutable { own.end(one); }};
  }

  void fail(models::Export& one, ExportProblem problem, const std::string& why) const {
    one.state = ExportState::failed;
    one.problem = problem;
    runner.tell("export " + one.id.text() + ": " + why);
  }

  storage::Database& database;
  const Options& options;
  const Runner& runner;
};

}  // namespace

Runner::Runner(storage::Database& database, Options options)
    : jobs::Runner(database,
                   {"exports", options.limits.at_once, options.look_every, options.clock, options.on_error,
                    [this] { forget_old(database_, options_); }},
                   [this](const jobs::Known& known) { exports::clear_up(database_, options_, known); }),
      database_(database),
      options_(std::move(options)) {}

Runner::~Runner() { stop(); }

void Runner::add(models::ExportId id, std::unique_ptr<Rows> rows) {
  std::shared_ptr<Rows> kept = std::move(rows);
  jobs::Runner::add(id.value, [this, id, kept](jobs::Way& way) {
    return Making{database_, options_, *this}.perform(id, *kept, way);
  });
}

void Runner::cancel(models::ExportId id) { jobs::Runner::cancel(id.value); }

std::filesystem::path Runner::file_of(const models::Export& one) const {
  return options_.folder / name_of(one);
}

void Runner::remove_file(const models::Export& one) const { remove_files(options_, one); }

}  // namespace exports
