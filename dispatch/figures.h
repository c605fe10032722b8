#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/figures.h"
#include "models/place.h"

namespace dispatch {

/// The rates of the hotline law and of city management. What each counts stands in figure_words.cpp, in
/// words, beside its formula in figures.cpp.
enum class Figure {
  response,
  solved,
  satisfied,
  callback_coverage,
  on_time,
  closed,
  rework,
  extension,
  accurate_dispatch,
  overdue_open,
  paused_share,
  first_time_fix,
};
inline constexpr std::size_t figure_count = 12;

/// Shape   code: e.g. on_time_rate; numerator, denominator, moment: what is counted and which moment of an
///         order must lie in the period
struct FigureDefinition {
  Figure figure;
  std::string_view code;
  models::LocalizedText name;
  models::LocalizedText numerator;
  models::LocalizedText denominator;
  models::LocalizedText moment;
  std::string_view source;
  bool more_is_better = true;
};
const std::array<FigureDefinition, figure_count>& figure_definitions();
std::optional<Figure> parse_figure(std::string_view code);

/// Why an order is left out of every figure, and who answers for it.
///
/// Shape   reason: cancelled, not_ours, duplicate or false_report
struct Exclusion {
  std::string_view reason;
  std::string words;
  std::string approved_by;
};

/// A crew's word that there was nothing to repair counts only once another person has confirmed it by
/// closing.
std::optional<Exclusion> exclusion_of(const models::OrderFacts& order);

/// Where an order stands in a figure.
///
/// Shape   moment: the one that put it into the period
struct Standing {
  models::Time moment{};
  bool in_numerator = false;
  bool excluded = false;
};

/// Errors  nothing when the order has no part in this figure in this period
std::optional<Standing> standing_of(Figure figure, const models::OrderFacts& order,
                                    const models::FiguresQuery& period);

enum class FiguresBy { all, village, facility_class, crew, day, week, month };
std::optional<FiguresBy> parse_figures_by(std::string_view word);

/// Units   paused, lasted: of the orders in the denominator, time as it passes, from receipt to resolution
struct FigureValue {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  std::int64_t excluded = 0;
  models::Duration paused{0};
  models::Duration lasted{0};
};

/// What is shown: a rate in percent; of paused_share the share of time. Nothing when there is nothing to
/// divide by.
std::optional<double> percent(Figure figure, const FigureValue& value);
std::optional<double> paused_percent(const FigureValue& value);

/// Shape   key: village code, class code, crew id, contractor, or the first day (2026-11-23) of the day, week
/// or
///         month; empty: all, or none; of contractors: the town's own crews, and no crew
struct FiguresRow {
  std::string key;
  std::array<FigureValue, figure_count> values;
  std::int64_t simulated = 0;  ///< of the orders behind it, those that the simulator invented
};

/// Shape   all: one row; else by key. The town's days, Monday begins a week
std::vector<FiguresRow> count_figures(const std::vector<models::OrderFacts>& orders,
                                      const models::FiguresQuery& period, FiguresBy by,
                                      int utc_offset_seconds);

/// Rows of crews put together by who employs them.
///
/// Shape   employer: by the text of a crew's id; a key that is not in it goes to the empty key: the town's
/// own
std::vector<FiguresRow> merge_rows(const std::vector<FiguresRow>& rows,
                                   const std::map<std::string, std::string>& employer);

/// Which row an order belongs to for a moment of it.
std::string figures_key(const models::OrderFacts& order, models::Time moment, FiguresBy by,
                        int utc_offset_seconds);

enum class FigurePart { numerator, rest, denominator, excluded };
std::optional<FigurePart> parse_figure_part(std::string_view word);
bool in_part(const Standing& standing, FigurePart part);

}  // namespace dispatch
