#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "models/ids.h"
#include "models/time.h"
#include "server/jobs/roll_call.h"

namespace jobs {

/// How far one job is, and whether it is still wanted: written and read by several threads.
class Way {
 public:
  explicit Way(const std::atomic<bool>& stopping) : stopping_(stopping) {}
  std::atomic<std::int64_t> rows{0};
  void cancel() { cancelled_ = true; }
  bool is_cancelled() const { return cancelled_; }
  /// Neither cancelled, nor is the program being stopped.
  bool is_wanted() const { return !cancelled_ && !stopping_; }

 private:
  std::atomic<bool> cancelled_{false};
  const std::atomic<bool>& stopping_;
};

enum class Outcome {
  none,
  done,
  refused,
  failed,
  cancelled
};  ///< none: it had been cancelled before it began

/// What became of a job.
///
/// Shape   store: tells the database, tried at every look until that could be done; empty: it knows
struct Ended {
  Outcome outcome = Outcome::none;
  std::int64_t rows = 0;
  std::function<void()> store{};
};

/// Does one job.
///
/// Errors  throws where the database could not be told of the beginning: nothing is done yet, and it waits on
using Job = std::function<Ended(Way&)>;

/// What was done since the start.
struct Figures {
  std::uint64_t done = 0;
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;
  std::int64_t rows = 0;
  std::int64_t under_way = 0;  ///< now, with those that wait
};

struct Options {
  std::string worker;
  int at_once = 1;  ///< threads
  std::chrono::milliseconds look_every{60'000};
  std::function<models::Time()> clock;
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  std::function<void()> look_after = {};  ///< what is done beside the jobs, at every look
};

/// Which of the unfinished rows are not to be written off: those of the ids, and those made since.
struct Known {
  std::set<std::int64_t> ids{};
  models::Time made_since = models::Time::max();
  bool covers(std::int64_t id, models::Time made_at) const {
    return ids.contains(id) || made_at >= made_since;
  }
};

/// Jobs in the background, in the order in which they came, on threads of their own. How many may wait is for
/// those to say who add them; a kind of job is a class of its own that stops before its members go.
///
/// Shape   ids are those of the jobs' rows; stop() breaks off what is under way, what waits stays
class Runner {
 public:
  /// Shape   clear_up: writes off what is unfinished, all but what is known
  Runner(storage::Database& database, Options options, std::function<void(const Known& known)> clear_up);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Alone on its database, it writes off what a former life of the program left.
  void start();
  void stop();
  // Among several servers each says once a minute what is under way there, and whoever is on duty writes off,
  // at a look, what nobody is at any more.
  void call_roll();
  void hear(const std::string& message);
  void add(std::int64_t id, Job job);
  /// Whether it still waited: it will not begin then; one under way is asked to end.
  bool cancel(std::int64_t id);
  /// Rows of what waits or is under way so far; nothing of any other.
  template <class Tag>
  std::optional<std::int64_t> progress(models::Id<Tag> id) const {
    return rows_of(id.value);
  }
  Figures figures() const;
  void tell(const std::string& what) const;  ///< what went wrong

 private:
  std::optional<std::int64_t> rows_of(std::int64_t id) const;
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace jobs
