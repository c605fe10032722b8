#include "server/imports/runner.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "models/names.h"
#include "server/imports/codec_geojson.h"
#include "server/imports/pass.h"

namespace imports {
namespace {

using models::Import;
using models::ImportProblem;
using models::ImportState;

constexpr int forgotten_at_once = 100;

/// What is known of one under way: read by whoever asks, written by the thread that takes it in.
struct UnderWay {
  std::atomic<std::int64_t> rows{0};
  std::atomic<bool> cancelled{false};
};

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

struct Runner::Shared {
  Shared(storage::Database& given, Options options_) : database(given), options(std::move(options_)) {}

  void tell(const std::string& what) const {
    if (options.on_error) options.on_error("imports", what);
  }

  std::filesystem::path file_of(models::ImportId id) const { return options.folder / id.text(); }

  void remove_file(models::ImportId id) const {
    std::error_code ignored;
    std::filesystem::remove(file_of(id), ignored);
  }

  bool is_stopping() const {
    const std::lock_guard lock(mutex);
    return stopping;
  }

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

  void end(Import& one, ImportState state) {
    database.write_now([&](models::Transaction& tx) {
      finish(tx, one, state);
      return true;
    });
  }

  void take_in(Import& one, UnderWay& way) {
    const OpenTable open = [&] {
      const auto limits = table_limits(options.limits);
      return one.format == models::ExportFormat::geojson ? open_geojson(file_of(one.id), limits)
                                                         : town::open_table(file_of(one.id), limits);
    };
    const auto go_on = [&](std::int64_t rows) {
      way.rows = rows;
      return !way.cancelled && !is_stopping();
    };
    look_at_all(database, one, open, go_on);
    way.rows = one.rows;
    one.rows_in_all = one.rows;
    // What is wrong with the file as a whole, or with its headings, leaves no good row to take.
    const bool readable = one.faults_in_all == 0 || one.bad > 0;
    const bool good = one.faults_in_all == 0 || (one.skip_bad && readable && one.made + one.changed > 0);
    if (!good) return end(one, ImportState::refused);
    if (one.dry_run) return end(one, ImportState::done);
    if (!enter(one, ImportState::checking, ImportState::writing)) return;
    bool written = false;
    auto seen = one;
    database.write_now([&](models::Transaction& tx) {
      seen = one;
      written = write_all(tx, seen, open, go_on);
      if (written) finish(tx, seen, ImportState::done);
      return written;
    });
    one = seen;
    if (!written) end(one, ImportState::refused);
  }

  void perform(models::ImportId id, UnderWay& way) {
    Import one;
    one.id = id;
    if (!enter(one, ImportState::queued, ImportState::checking)) return;
    try {
      take_in(one, way);
    } catch (const BrokenOff&) {
      one.made = one.changed = one.same = 0;
      one.problem = way.cancelled ? ImportProblem::none : ImportProblem::interrupted;
      end(one, way.cancelled ? ImportState::cancelled : ImportState::failed);
    } catch (const std::exception& failure) {
      tell("import " + one.id.text() + ": " + failure.what());
      one.problem = ImportProblem::failed;
      end(one, ImportState::failed);
    }
    count(one);
  }

  void count(const Import& one) {
    const std::lock_guard lock(mutex);
    counted.rows += one.rows;
    ++(one.state == ImportState::done        ? counted.done
       : one.state == ImportState::refused   ? counted.refused
       : one.state == ImportState::cancelled ? counted.cancelled
                                             : counted.failed);
  }

  std::shared_ptr<UnderWay> way_of(models::ImportId id) const {
    const std::lock_guard lock(mutex);
    const auto found = ways.find(id);
    return found == ways.end() ? nullptr : found->second;
  }

  /// Writes off what a former life of the program left unfinished, and removes its files.
  void clear_up() {
    std::set<std::string> known;
    {
      const std::lock_guard lock(mutex);
      for (const auto& [id, way] : ways) known.insert(id.text());
    }
    database.write_now([&](models::Transaction& tx) {
      auto left = tx.imports().unfinished();
      std::erase_if(left, [&](const Import& one) { return known.contains(one.id.text()); });
      for (auto& one : left) {
        one.problem = ImportProblem::interrupted;
        finish(tx, one, ImportState::failed);
      }
      return !left.empty();
    });
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options.folder, error)) {
      std::error_code ignored;
      if (!known.contains(entry.path().filename().string())) std::filesystem::remove(entry.path(), ignored);
    }
  }

  void forget_old() {
    const auto now = options.clock();
    std::vector<Import> old;
    database.read_now([&](models::Transaction& tx) {
      old = tx.imports().ended_before(now - options.limits.kept, forgotten_at_once);
    });
    if (old.empty()) return;
    database.write_now([&](models::Transaction& tx) {
      for (const auto& one : old) tx.imports().remove(one.id);
      tx.audit().describe(models::program_act("forget_imports", now));
      return true;
    });
  }

  std::optional<models::ImportId> next() {
    std::unique_lock lock(mutex);
    wakes.wait_for(lock, options.look_every, [this] { return stopping || !queue.empty(); });
    if (stopping || queue.empty()) return std::nullopt;
    const auto id = queue.front();
    queue.pop_front();
    return id;
  }

  void run() {
    auto looked = std::chrono::steady_clock::now();
    while (!is_stopping()) {
      const auto id = next();
      try {
        if (const auto now = std::chrono::steady_clock::now(); now - looked >= options.look_every) {
          looked = now;
          forget_old();
        }
        if (!id) continue;
        if (const auto way = way_of(*id)) perform(*id, *way);
      } catch (const std::exception& failure) {
        tell(failure.what());
      }
      if (!id) continue;
      remove_file(*id);
      const std::lock_guard lock(mutex);
      ways.erase(*id);
    }
  }

  storage::Database& database;
  const Options options;
  mutable std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  std::deque<models::ImportId> queue;
  std::map<models::ImportId, std::shared_ptr<UnderWay>> ways;  ///< of those that wait, too
  Figures counted;
  std::thread thread;
};

Runner::Runner(storage::Database& database, Options options)
    : shared_(std::make_unique<Shared>(database, std::move(options))) {}

Runner::~Runner() { stop(); }

void Runner::start() {
  auto& shared = *shared_;
  if (shared.thread.joinable()) return;
  try {
    shared.clear_up();
    shared.forget_old();
  } catch (const std::exception& failure) {
    shared.tell(failure.what());
  }
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = false;
  }
  shared.thread = std::thread([&shared] { shared.run(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
  }
  shared_->wakes.notify_all();
  if (shared_->thread.joinable()) shared_->thread.join();
}

bool Runner::add(models::ImportId id, std::string_view bytes) {
  const auto& folder = shared_->options.folder;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  std::ofstream file(shared_->file_of(id), std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    shared_->remove_file(id);
    return false;
  }
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->queue.push_back(id);
    shared_->ways.emplace(id, std::make_shared<UnderWay>());
  }
  shared_->wakes.notify_one();
  return true;
}

void Runner::cancel(models::ImportId id) {
  if (const auto way = shared_->way_of(id)) way->cancelled = true;
  const std::lock_guard lock(shared_->mutex);
  if (std::erase(shared_->queue, id) == 0) return;
  shared_->ways.erase(id);
  shared_->remove_file(id);
}

std::optional<std::int64_t> Runner::progress(models::ImportId id) const {
  const auto way = shared_->way_of(id);
  return way ? std::optional(way->rows.load()) : std::nullopt;
}

const Limits& Runner::limits() const { return shared_->options.limits; }

Figures Runner::figures() const {
  const std::lock_guard lock(shared_->mutex);
  auto figures = shared_->counted;
  figures.under_way = static_cast<std::int64_t>(shared_->ways.size());
  return figures;
}

}  // namespace imports
