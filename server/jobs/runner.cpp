#include "server/jobs/runner.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "server/storage/database.h"

namespace jobs {
namespace {

struct Waiting {
  std::int64_t id = 0;
  Job job;
};

}  // namespace

struct Runner::Shared {
  Shared(storage::Database& on, Options given, std::function<void(const Known& known)> clear)
      : database(on),
        options(std::move(given)),
        clear_up(std::move(clear)),
        roll(on, options.worker, RollCall::Clock::now()) {}

  void tell(const std::string& what) const {
    if (options.on_error) options.on_error(options.worker, what);
  }

  /// Waits for the next; nothing when it is time to stop, or to look after other things.
  std::optional<Waiting> next() {
    std::unique_lock lock(mutex);
    wakes.wait_for(lock, options.look_every, [this] { return stopping || !queue.empty(); });
    if (stopping || queue.empty()) return std::nullopt;
    Waiting one = std::move(queue.front());
    queue.pop_front();
    return one;
  }

  std::shared_ptr<Way> way_of(std::int64_t id) const {
    const std::lock_guard lock(mutex);
    const auto found = ways.find(id);
    return found == ways.end() ? nullptr : found->second;
  }

  /// False when it has to wait on.
  bool perform(Waiting& one, Way& way) {
    Ended ended;
    try {
      ended = one.job(way);
    } catch (const std::exception& failure) {
      tell(failure.what());
      return false;
    }
    count(ended);
    if (!ended.store) return true;
    try {
      ended.store();
    } catch (const std::exception& failure) {
      // The database may be out of room itself: told at the next look.
      const std::lock_guard lock(mutex);
      owed.push_back(std::move(ended.store));
      tell(failure.what());
    }
    return true;
  }

  void count(const Ended& ended) {
    const std::lock_guard lock(mutex);
    counted.rows += ended.rows;
    counted.done += ended.outcome == Outcome::done;
    counted.refused += ended.outcome == Outcome::refused;
    counted.failed += ended.outcome == Outcome::failed;
    counted.cancelled += ended.outcome == Outcome::cancelled;
  }

  void end_owed() {
    std::vector<std::function<void()>> all;
    {
      const std::lock_guard lock(mutex);
      all.swap(owed);
    }
    while (!all.empty()) {
      try {
        all.back()();
      } catch (...) {
        const std::lock_guard lock(mutex);
        owed.insert(owed.end(), all.begin(), all.end());
        throw;
      }
      all.pop_back();
    }
  }

  /// What has nothing to do with the next job, so that no failure of it loses one.
  void look_after() {
    try {
      end_owed();
      if (options.look_after) options.look_after();
      write_off_lost();
    } catch (const std::exception& failure) {
      tell(failure.what());
    }
  }

  std::set<std::int64_t> under_way() const {
    std::set<std::int64_t> ids;
    const std::lock_guard lock(mutex);
    for (const auto& [id, way] : ways) ids.insert(id);
    return ids;
  }

  void write_off(const Known& known) {
    try {
      clear_up(known);
    } catch (const std::exception& failure) {
      tell(failure.what());
    }
  }

  /// What was under way at a server that is no more.
  void write_off_lost() {
    if (!database.is_shared() || !database.on_duty()) return;
    auto others = roll.others(RollCall::Clock::now());
    if (!others) return;
    Known known{under_way(), options.clock() - RollCall::patience};
    known.ids.merge(*others);
    write_off(known);
  }

  void settle(Waiting one, bool done) {
    std::unique_lock lock(mutex);
    if (done) {
      ways.erase(one.id);
      return;
    }
    queue.push_front(std::move(one));
    wakes.wait_for(lock, options.look_every, [this] { return stopping.load(); });
  }

  void run() {
    auto looked = std::chrono::steady_clock::now();
    while (!stopping) {
      auto one = next();
      if (const auto now = std::chrono::steady_clock::now(); now - looked >= options.look_every) {
        looked = now;
        look_after();
      }
      if (!one) continue;
      const auto way = way_of(one->id);
      const bool done = !way || perform(*one, *way);
      settle(std::move(*one), done);
    }
  }

  storage::Database& database;
  const Options options;
  const std::function<void(const Known& known)> clear_up;
  RollCall roll;
  mutable std::mutex mutex;
  std::condition_variable wakes;
  std::atomic<bool> stopping{false};
  std::deque<Waiting> queue;
  std::map<std::int64_t, std::shared_ptr<Way>> ways;  ///< of those that wait, too
  std::vector<std::function<void()>> owed;            ///< of ended ones: the database could not be told
  Figures counted;
  std::vector<std::thread> threads;
};

Runner::Runner(storage::Database& database, Options options, std::function<void(const Known& known)> clear_up)
    : shared_(std::make_unique<Shared>(database, std::move(options), std::move(clear_up))) {}

Runner::~Runner() { stop(); }

void Runner::start() {
  auto& shared = *shared_;
  if (!shared.threads.empty()) return;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = false;
  }
  if (!shared.database.is_shared()) shared.write_off({shared.under_way()});
  shared.look_after();
  for (int i = 0; i < shared.options.at_once; ++i) shared.threads.emplace_back([&shared] { shared.run(); });
}

void Runner::call_roll() { shared_->roll.call(shared_->under_way()); }

void Runner::hear(const std::string& message) { shared_->roll.hear(message, RollCall::Clock::now()); }

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

void Runner::add(std::int64_t id, Job job) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->queue.push_back({id, std::move(job)});
    shared_->ways.emplace(id, std::make_shared<Way>(shared_->stopping));
  }
  shared_->wakes.notify_one();
}

bool Runner::cancel(std::int64_t id) {
  const std::lock_guard lock(shared_->mutex);
  if (const auto way = shared_->ways.find(id); way != shared_->ways.end()) way->second->cancel();
  if (std::erase_if(shared_->queue, [id](const Waiting& one) { return one.id == id; }) == 0) return false;
  shared_->ways.erase(id);
  return true;
}

std::optional<std::int64_t> Runner::rows_of(std::int64_t id) const {
  const auto way = shared_->way_of(id);
  return way ? std::optional(way->rows.load()) : std::nullopt;
}

Figures Runner::figures() const {
  const std::lock_guard lock(shared_->mutex);
  auto figures = shared_->counted;
  figures.under_way = static_cast<std::int64_t>(shared_->ways.size());
  return figures;
}

void Runner::tell(const std::string& what) const { shared_->tell(what); }

}  // namespace jobs
