#include "server/workers/workers.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace workers {
namespace {

using std::chrono::milliseconds;

constexpr models::Duration reassign_every = std::chrono::minutes{1};
constexpr models::Duration keep_house_every = std::chrono::minutes{10};
constexpr models::Duration sign_head_every = std::chrono::minutes{10};
constexpr models::Duration unanswered_every{10};
constexpr models::Duration roll_up_every{5};
constexpr models::Duration month_reports_every = std::chrono::minutes{1};
constexpr milliseconds first_back_off{50};

/// Says when something is due again on a wall clock that may jump: also when it was set back.
class Every {
 public:
  explicit Every(models::Duration interval) : interval_(interval) {}
  bool due(models::Time now) const { return !last_ || now >= *last_ + interval_ || now < *last_; }
  void done(models::Time now) { last_ = now; }

 private:
  models::Duration interval_;
  std::optional<models::Time> last_;
};

}  // namespace

struct Workers::Shared {
  Shared(storage::Database& given_database, Options given_options)
      : database(given_database), options(std::move(given_options)) {}

  /// Runs `look` again and again until stop(); it answers how long nothing can be due.
  void loop(const std::string& name, const std::function<milliseconds()>& look) {
    milliseconds back_off = first_back_off;
    for (;;) {
      milliseconds wait{0};
      try {
        // Of several servers one does this; the others look whether it still does.
        wait = database.on_duty() ? std::min(look(), options.longest_sleep) : options.longest_sleep;
        back_off = first_back_off;
      } catch (const std::exception& error) {
        ++failures;
        if (options.on_error) options.on_error(name, error.what());
        wait = back_off;
        back_off = std::min(back_off * 2, options.longest_back_off);
      }
      std::unique_lock lock(mutex);
      if (wakes.wait_for(lock, std::max(wait, milliseconds{1}), [&] { return stopping; })) return;
    }
  }

  milliseconds look_at_clocks() {
    const auto now = options.clock();
    // What stood still goes on first: its warnings and breaches are then told, and then those who must act.
    requests_watched += static_cast<std::uint64_t>(watch_requests(database, now));
    const auto told = watch_clocks(database, now);
    alerts += static_cast<std::uint64_t>(watch_escalations(database, now));
    warned += static_cast<std::uint64_t>(told.warned);
    breached += static_cast<std::uint64_t>(told.breached);
    watched_at = models::to_unix(now);
    // A clock may be set while this sleeps, so it never sleeps longer than longest_sleep (see loop).
    std::optional<models::Time> next;
    database.read_now([&](models::Transaction& tx) {
      next.reset();
      for (const auto& at :
           {tx.work_orders().next_clock(), tx.requests().next(), tx.escalations().next_run()})
        if (at && (!next || *at < *next)) next = at;
    });
    // What is due but was not told just now must not make this spin either.
    if (!next || *next <= now || *next - now > options.longest_sleep) return options.longest_sleep;
    return std::chrono::duration_cast<milliseconds>(*next - now);
  }

  storage::Database& database;
  const Options options;
  std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  std::vector<std::thread> threads;
  std::atomic<std::uint64_t> warned{0}, breached{0}, assigned{0}, failures{0}, requests_watched{0}, alerts{0};
  std::atomic<std::int64_t> watched_at{0};
};

Workers::Workers(storage::Database& database, Options options)
    : shared_(std::make_unique<Shared>(database, std::move(options))) {}

Workers::~Workers() { stop(); }

void Workers::start() {
  auto& shared = *shared_;
  if (!shared.threads.empty()) return;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = false;
  }
  shared.threads.emplace_back(
      [&shared] { shared.loop("sla_watcher", [&shared] { return shared.look_at_clocks(); }); });
  const auto periodic = [&shared](std::string name, models::Duration interval, auto work) {
    shared.threads.emplace_back([&shared, name = std::move(name), every = Every(interval), work]() mutable {
      shared.loop(name, [&] {
        const auto now = shared.options.clock();
        if (every.due(now)) {
          work(now);
          every.done(now);
        }
        return shared.options.longest_sleep;
      });
    });
  };
  periodic("reassigner", reassign_every, [&shared](models::Time now) {
    shared.assigned += static_cast<std::uint64_t>(reassign(shared.database, now));
  });
  periodic("unanswered_watcher", unanswered_every,
           [&shared](models::Time now) { watch_unanswered(shared.database, now); });
  periodic("month_reporter", month_reports_every,
           [&shared](models::Time now) { send_month_reports(shared.database, now); });
  periodic("figures", roll_up_every, [&shared](models::Time now) {
    roll_up_figures(shared.database, now, shared.options.utc_offset_seconds);
  });
  periodic("housekeeping", keep_house_every, [&shared](models::Time now) {
    keep_house(shared.database, now);
    anonymise_reporters(shared.database, now, shared.options.reporters_kept);
    if (shared.options.remove_file) remove_files_left(shared.database, now, shared.options.remove_file);
  });
  if (shared.options.sign)
    periodic("audit_head", sign_head_every, [&shared](models::Time now) {
      sign_head(shared.database, now, shared.options.utc_offset_seconds, shared.options.sign);
    });
}

void Workers::stop() {
  auto& shared = *shared_;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = true;
  }
  shared.wakes.notify_all();
  for (auto& thread : shared.threads) thread.join();
  shared.threads.clear();
}

Figures Workers::figures() const {
  const auto& shared = *shared_;
  return {shared.warned,
          shared.breached,
          shared.assigned,
          shared.requests_watched,
          shared.alerts,
          shared.failures,
          models::from_unix(shared.watched_at)};
}

}  // namespace workers
