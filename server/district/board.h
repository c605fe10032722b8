#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/figures.h"
#include "models/town.h"
#include "server/storage/neighbour.h"

namespace district {

/// What a town shows its district at one moment.
///
/// Shape   open, danger, late: as on the town's own board; on_time, satisfied: of this month so far, as among
///         the town's own figures
struct TownFigures {
  std::int64_t open = 0, danger = 0, late = 0;
  models::TownCount count;
  dispatch::FigureValue on_time, satisfied;
};

/// A town's row of the board.
///
/// Shape   problem: why there is no newer answer: no_schema, no_right, other_version, no_answer, failed;
/// empty:
///         none. figures: the last ones seen, as of read_at
struct TownRow {
  models::Town town;
  std::optional<TownFigures> figures;
  models::Time read_at{};
  std::string problem;
};

struct BoardOptions {
  std::function<models::Time()> clock;
  std::chrono::milliseconds every{5'000};  ///< from one look at all towns to the next
  models::Duration figures_every{60};      ///< the figures of the month are counted again after this
  models::Duration soon{4 * 3600};
  int utc_offset_seconds = 8 * 3600;
  std::function<void(const std::string& worker, const std::string& what)> on_error;
};

/// Looks at every town of the district again and again, each over a connection of its own, so that one that
/// does not answer keeps no other waiting; however many people look at the board, the towns are asked once.
class Board {
 public:
  Board(storage::Database& own, storage::DatabaseLimits limits, BoardOptions options);
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  void start();
  void stop();

  std::vector<TownRow> rows() const;  ///< by code
  /// For looking into one town; none when the district has no such town.
  std::shared_ptr<storage::Neighbour> neighbour(const std::string& code) const;
  models::Duration soon() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

/// The word for what went wrong, as TownRow::problem.
std::string problem_of(const std::exception_ptr& failure);

}  // namespace district
