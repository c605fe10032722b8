#include "server/exports/runner.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "dispatch/exports.h"
#include "models/names.h"

namespace exports {
namespace {

using models::ExportProblem;
using models::ExportState;

constexpr int forgotten_at_once = 100;

struct Job {
  models::ExportId id;
  std::unique_ptr<Rows> rows;
};

/// What is known of one under way: read by whoever asks, written by the thread that makes it.
struct UnderWay {
  std::atomic<std::int64_t> rows{0};
  std::atomic<bool> cancelled{false};
};

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

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Refused(ExportProblem::failed, "the folder of exports cannot be made: " + error.message());
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
}

}  // namespace

void clear_up(storage::Database& database, const Options& options, const std::set<models::ExportId>& known) {
  std::set<std::string> owned;
  database.write_now([&](models::Transaction& tx) {
    owned.clear();
    const auto now = options.clock();
    auto left = tx.exports().unfinished();
    std::erase_if(left, [&](const models::Export& one) { return known.contains(one.id); });
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
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(options.folder, error)) {
    std::error_code ignored;
    if (!owned.contains(entry.path().filename().string())) std::filesystem::remove(entry.path(), ignored);
  }
}

int forget_old(storage::Database& database, const Options& options) {
  const auto now = options.clock();
  std::vector<models::Export> old;
  database.read_now([&](models::Transaction& tx) {
    old = tx.exports().ended_before(now - options.limits.kept, forgotten_at_once);
  });
  if (old.empty()) return 0;
  // The file first: a row without a file is found again, a file without a row is not.
  for (const auto& one : old) {
    std::error_code ignored;
    std::filesystem::remove(options.folder / name_of(one), ignored);
  }
  database.write_now([&](models::Transaction& tx) {
    for (const auto& one : old) tx.exports().remove(one.id);
    tx.audit().describe(models::program_act("forget_exports", now));
    return true;
  });
  return static_cast<int>(old.size());
}

struct Runner::Shared {
  Shared(storage::Database& given, Options options_) : database(given), options(std::move(options_)) {}

  void tell(const std::string& what) const {
    if (options.on_error) options.on_error("exports", what);
  }

  bool stopped() const {
    const std::lock_guard lock(mutex);
    return stopping;
  }

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
  void make(models::Export& one, Rows& rows, UnderWay& way) {
    make_folder(options.folder);
    const auto sheet = open_sheet({options.folder / (name_of(one) + ".part"), one.format, rows.columns(),
                                   options.limits.file_bytes, options.open});
    for (bool more = true; more;) {
      if (way.cancelled || stopped()) throw Cancelled{};
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
    if (way.cancelled) throw Cancelled{};
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
    if (!kept || one.state != ExportState::done) remove(one);
  }

  void remove(const models::Export& one) const {
    for (const auto* suffix : {"", ".part"}) {
      std::error_code ignored;
      std::filesystem::remove(options.folder / (name_of(one) + suffix), ignored);
    }
  }

  void count(const models::Export& one) {
    const std::lock_guard lock(mutex);
    counted.rows += one.rows;
    ++(one.state == ExportState::done     ? counted.done
       : one.state == ExportState::failed ? counted.failed
                                          : counted.cancelled);
  }

  /// False when the database could not be told of the beginning: nothing is done yet, and it waits on.
  bool perform(Job& job, UnderWay& way) {
    models::Export one;
    one.id = job.id;
    try {
      if (way.cancelled || !begin(one)) return true;
    } catch (const std::exception& failure) {
      tell(failure.what());
      return false;
    }
    try {
      make(one, *job.rows, way);
    } catch (const Cancelled&) {
      one.state = way.cancelled ? ExportState::cancelled : ExportState::failed;
      if (!way.cancelled) one.problem = ExportProblem::interrupted;
    } catch (const Refused& refused) {
      one.state = ExportState::failed;
      one.problem = refused.problem();
      tell("export " + one.id.text() + ": " + refused.what());
    } catch (const std::exception& failure) {
      one.state = ExportState::failed;
      one.problem = ExportProblem::failed;
      tell("export " + one.id.text() + ": " + failure.what());
    }
    count(one);
    try {
      end(one);
    } catch (...) {
      // The database may be out of room itself: told at the next look.
      const std::lock_guard lock(mutex);
      owed.push_back(one);
      throw;
    }
    return true;
  }

  void end_owed() {
    std::vector<models::Export> all;
    {
      const std::lock_guard lock(mutex);
      all.swap(owed);
    }
    while (!all.empty()) {
      try {
        end(all.back());
      } catch (...) {
        const std::lock_guard lock(mutex);
        owed.insert(owed.end(), all.begin(), all.end());
        throw;
      }
      all.pop_back();
    }
  }

  /// Waits for the next; nothing when it is time to stop, or to look for old files.
  std::optional<Job> next() {
    std::unique_lock lock(mutex);
    wakes.wait_for(lock, options.look_every, [this] { return stopping || !queue.empty(); });
    if (stopping || queue.empty()) return std::nullopt;
    Job job = std::move(queue.front());
    queue.pop_front();
    return job;
  }

  std::shared_ptr<UnderWay> way_of(models::ExportId id) const {
    const std::lock_guard lock(mutex);
    const auto found = ways.find(id);
    return found == ways.end() ? nullptr : found->second;
  }

  /// What has nothing to do with the next export, so that no failure of it loses one.
  void look_after() {
    try {
      end_owed();
      forget_old(database, options);
    } catch (const std::exception& failure) {
      tell(failure.what());
    }
  }

  void settle(Job job, bool done) {
    std::unique_lock lock(mutex);
    if (done) {
      ways.erase(job.id);
      return;
    }
    queue.push_front(std::move(job));
    wakes.wait_for(lock, options.look_every, [this] { return stopping; });
  }

  void run() {
    auto looked = std::chrono::steady_clock::now();
    while (!stopped()) {
      auto job = next();
      if (const auto now = std::chrono::steady_clock::now(); now - looked >= options.look_every) {
        looked = now;
        look_after();
      }
      if (!job) continue;
      bool done = true;
      try {
        if (const auto way = way_of(job->id)) done = perform(*job, *way);
      } catch (const std::exception& failure) {
        tell(failure.what());
      }
      settle(std::move(*job), done);
    }
  }

  storage::Database& database;
  const Options options;
  mutable std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  std::deque<Job> queue;
  std::map<models::ExportId, std::shared_ptr<UnderWay>> ways;  ///< of those that wait, too
  std::vector<models::Export> owed;                            ///< ended, and the database could not be told
  Figures counted;
  std::vector<std::thread> threads;
};

Runner::Runner(storage::Database& database, Options options)
    : shared_(std::make_unique<Shared>(database, std::move(options))) {}

Runner::~Runner() { stop(); }

void Runner::start() {
  auto& shared = *shared_;
  if (!shared.threads.empty()) return;
  try {
    std::set<models::ExportId> known;
    {
      const std::lock_guard lock(shared.mutex);
      for (const auto& [id, way] : shared.ways) known.insert(id);
    }
    clear_up(shared.database, shared.options, known);
    forget_old(shared.database, shared.options);
  } catch (const std::exception& failure) {
    shared.tell(failure.what());
  }
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = false;
  }
  for (int i = 0; i < shared.options.limits.at_once; ++i)
    shared.threads.emplace_back([&shared] { shared.run(); });
}

void Runner::stop() {
  auto& shared = *shared_;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = true;
  }
  shared.wakes.notify_all();
  for (auto& thread : shared.threads) thread.join();
  shared.threads.clear();
}

void Runner::add(models::ExportId id, std::unique_ptr<Rows> rows) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->queue.push_back({id, std::move(rows)});
    shared_->ways.emplace(id, std::make_shared<UnderWay>());
  }
  shared_->wakes.notify_one();
}

void Runner::cancel(models::ExportId id) {
  if (const auto way = shared_->way_of(id)) way->cancelled = true;
  const std::lock_guard lock(shared_->mutex);
  if (std::erase_if(shared_->queue, [id](const Job& job) { return job.id == id; }) > 0)
    shared_->ways.erase(id);
}

std::optional<std::int64_t> Runner::progress(models::ExportId id) const {
  const auto way = shared_->way_of(id);
  return way ? std::optional(way->rows.load()) : std::nullopt;
}

std::filesystem::path Runner::file_of(const models::Export& one) const {
  return shared_->options.folder / name_of(one);
}

void Runner::remove_file(const models::Export& one) const { shared_->remove(one); }

const Limits& Runner::limits() const { return shared_->options.limits; }

Figures Runner::figures() const {
  const std::lock_guard lock(shared_->mutex);
  auto figures = shared_->counted;
  figures.under_way = static_cast<std::int64_t>(shared_->ways.size());
  return figures;
}

}  // namespace exports
