#include "server/district/board.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "models/day.h"

namespace district {
namespace {

struct Seen {
  TownRow row;
  std::shared_ptr<storage::Neighbour> neighbour;
  bool asked = false;  ///< and has not answered yet
  std::optional<models::Time> figures_at;
};

/// The first moment of the month, as the town's days go.
models::Time month_start(models::Time now, int utc_offset_seconds) {
  const models::Duration offset{utc_offset_seconds};
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now + offset)};
  return models::Time{std::chrono::sys_days{today.year() / today.month() / 1}} - offset;
}

void count_board(models::Transaction& tx, const BoardOptions& options, models::Time now, TownFigures& into) {
  const auto board =
      tx.dashboard().read(now, models::start_of_day(now, options.utc_offset_seconds), models::Reach{});
  into.open = into.danger = into.late = 0;
  for (const auto& row : board.by_class) {
    into.open += row.open;
    into.danger += row.danger;
    into.late += row.late;
  }
  into.count = tx.towns().count(now, now + options.soon);
}

void count_month(models::Transaction& tx, const BoardOptions& options, models::Time now, TownFigures& into) {
  models::FiguresQuery query;
  query.from = month_start(now, options.utc_offset_seconds);
  query.to = query.now = now;
  if (query.from >= query.to) return;
  const auto counted = dispatch::count_figures(tx.figures().orders(query), query, dispatch::FiguresBy::all,
                                               options.utc_offset_seconds);
  const auto& values = counted.front().values;
  into.on_time = values[static_cast<std::size_t>(dispatch::Figure::on_time)];
  into.satisfied = values[static_cast<std::size_t>(dispatch::Figure::satisfied)];
}

}  // namespace

struct Board::Shared : std::enable_shared_from_this<Board::Shared> {
  Shared(storage::Database& given_own, storage::DatabaseLimits given_limits, BoardOptions given_options)
      : own(given_own), limits(std::move(given_limits)), options(std::move(given_options)) {}

  void run() {
    for (;;) {
      try {
        look();
      } catch (const std::exception& error) {
        if (options.on_error) options.on_error("district_board", error.what());
      }
      std::unique_lock lock(mutex);
      if (wakes.wait_for(lock, options.every, [&] { return stopping; })) return;
    }
  }

  void look() {
    std::vector<models::Town> towns;
    own.read_now([&](models::Transaction& tx) { towns = tx.towns().list(); });
    take(towns);
    for (const auto& town : towns) ask(town.code);
  }

  /// Towns come and go while the program runs.
  void take(const std::vector<models::Town>& towns) {
    std::map<std::string, Seen> kept, gone;
    {
      const std::lock_guard lock(mutex);
      for (const auto& town : towns) {
        auto& seen = kept[town.code];
        if (const auto found = all.find(town.code);
            found != all.end() && found->second.row.town.schema == town.schema)
          seen = found->second;
        seen.row.town = town;
        if (!seen.neighbour)
          seen.neighbour = storage::open_neighbour(limits, town.schema, storage::NeighbourPart::shown);
      }
      gone = std::exchange(all, std::move(kept));
    }
    // What is left of `gone` closes its connections here, outside the lock.
  }

  void ask(const std::string& code) {
    const auto now = options.clock();
    std::shared_ptr<storage::Neighbour> neighbour;
    auto counted = std::make_shared<TownFigures>();
    bool month = true;
    {
      const std::lock_guard lock(mutex);
      auto& seen = all.at(code);
      if (seen.asked || stopping) return;
      seen.asked = true;
      neighbour = seen.neighbour;
      if (seen.row.figures) *counted = *seen.row.figures;
      const auto& at = seen.figures_at;
      month = !seen.row.figures || !at || now < *at || now >= *at + options.figures_every;
    }
    neighbour->read(
        [this, counted, month, now](models::Transaction& tx) {
          count_board(tx, options, now, *counted);
          if (month) count_month(tx, options, now, *counted);
        },
        [weak = weak_from_this(), code, counted, month, now,
         schema = neighbour.get()](const std::exception_ptr& failure) {
          if (const auto self = weak.lock()) self->answered(code, schema, failure, *counted, month, now);
        });
  }

  void answered(const std::string& code, const storage::Neighbour* of, const std::exception_ptr& failure,
                const TownFigures& counted, bool month, models::Time now) {
    const auto problem = problem_of(failure);
    {
      const std::lock_guard lock(mutex);
      const auto found = all.find(code);
      if (found == all.end() || found->second.neighbour.get() != of) return;
      auto& seen = found->second;
      seen.asked = false;
      const bool news = seen.row.problem != problem;
      seen.row.problem = problem;
      if (problem.empty()) {
        seen.row.figures = counted;
        seen.row.read_at = now;
        if (month) seen.figures_at = now;
      }
      if (!news || problem.empty()) return;
    }
    if (!options.on_error) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      options.on_error("district_board", "town " + code + ": " + error.what());
    }
  }

  storage::Database& own;
  const storage::DatabaseLimits limits;
  const BoardOptions options;
  mutable std::mutex mutex;
  std::condition_variable wakes;
  bool stopping = false;
  std::map<std::string, Seen> all;
  std::thread thread;
};

Board::Board(storage::Database& own, storage::DatabaseLimits limits, BoardOptions options)
    : shared_(std::make_shared<Shared>(own, std::move(limits), std::move(options))) {}

Board::~Board() { stop(); }

void Board::start() {
  shared_->thread = std::thread([this] { shared_->run(); });
}

void Board::stop() {
  std::map<std::string, Seen> gone;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
  }
  shared_->wakes.notify_all();
  if (shared_->thread.joinable()) shared_->thread.join();
  const std::lock_guard lock(shared_->mutex);
  gone = std::exchange(shared_->all, {});
}

std::vector<TownRow> Board::rows() const {
  const std::lock_guard lock(shared_->mutex);
  std::vector<TownRow> rows;
  for (const auto& [code, seen] : shared_->all) rows.push_back(seen.row);
  return rows;
}

std::shared_ptr<storage::Neighbour> Board::neighbour(const std::string& code) const {
  const std::lock_guard lock(shared_->mutex);
  const auto found = shared_->all.find(code);
  return found == shared_->all.end() ? nullptr : found->second.neighbour;
}

models::Duration Board::soon() const { return shared_->options.soon; }

std::string problem_of(const std::exception_ptr& failure) {
  if (!failure) return "";
  try {
    std::rethrow_exception(failure);
  } catch (const storage::NoSuchSchema&) {
    return "no_schema";
  } catch (const storage::Refused&) {
    return "no_right";
  } catch (const storage::WrongSchema&) {
    return "other_version";
  } catch (const storage::Busy&) {
    return "no_answer";
  } catch (const std::exception&) {
    return "failed";
  }
}

}  // namespace district
