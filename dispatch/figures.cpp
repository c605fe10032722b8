#include "dispatch/figures.h"

#include <algorithm>
#include <map>

namespace dispatch {
namespace {

using models::FiguresQuery;
using models::OrderFacts;
using models::Time;

bool lies_in(Time moment, const FiguresQuery& period) { return period.from <= moment && moment < period.to; }

/// A promise whose limit ends in the period; not before it has come due or was kept.
std::optional<Time> due_moment(const std::optional<models::PromiseFact>& promise,
                               const FiguresQuery& period) {
  if (!promise || !lies_in(promise->due_at, period)) return std::nullopt;
  if (!promise->stopped_at && promise->due_at > period.now) return std::nullopt;
  return promise->due_at;
}

bool in_time(const models::PromiseFact& promise) {
  return promise.stopped_at && *promise.stopped_at <= promise.due_at;
}

/// What worked as it should, or was nobody's fault here, can be fixed neither at once nor later.
bool had_a_fault(const OrderFacts& order) {
  return order.outcome &&
         (*order.outcome == models::Outcome::repaired || *order.outcome == models::Outcome::temporary ||
          *order.outcome == models::Outcome::not_repairable);
}

std::optional<Time> moment_of(Figure figure, const OrderFacts& order, const FiguresQuery& period) {
  const auto inside = [&](const std::optional<Time>& moment) {
    return moment && lies_in(*moment, period) ? moment : std::nullopt;
  };
  switch (figure) {
    case Figure::response:
      return due_moment(order.contact, period);
    case Figure::solved:
      return order.word ? inside(order.word->at) : std::nullopt;
    case Figure::satisfied:
      return order.word && order.word->satisfaction ? inside(order.word->at) : std::nullopt;
    case Figure::callback_coverage:
      return order.reporters > 0 ? inside(order.closed_at) : std::nullopt;
    case Figure::first_time_fix:
      return order.state == models::WorkOrderState::closed && had_a_fault(order) ? inside(order.closed_at)
                                                                                 : std::nullopt;
    case Figure::accurate_dispatch:
      return order.assigned_at ? inside(order.opened_at) : std::nullopt;
    default:
      return due_moment(order.resolve, period);
  }
}

bool counts(Figure figure, const OrderFacts& order, const FiguresQuery& period) {
  switch (figure) {
    case Figure::response:
      return in_time(*order.contact);
    case Figure::solved:
      return order.word->solved;
    case Figure::satisfied:
      return *order.word->satisfaction <= models::Satisfaction::satisfied;
    case Figure::callback_coverage:
      return order.reached;
    case Figure::on_time:
      return in_time(*order.resolve);
    case Figure::closed:
      return order.state == models::WorkOrderState::closed;
    case Figure::rework:
      return order.reopened > 0;
    case Figure::extension:
      return order.extended > 0;
    case Figure::accurate_dispatch:
      return order.resent == 0 && order.returned == 0;
    case Figure::overdue_open:
      return !order.resolve->stopped_at && order.resolve->due_at <= period.now;
    case Figure::paused_share:
      return order.paused.count() > 0;
    case Figure::first_time_fix:
      return *order.outcome == models::Outcome::repaired && order.reopened == 0 && order.paused.count() == 0;
  }
  return false;
}

std::string date_text(std::chrono::sys_days day) { return models::to_rfc3339(Time{day}).substr(0, 10); }

void add(FigureValue& value, const OrderFacts& order, const Standing& standing, Time now) {
  if (standing.excluded) {
    ++value.excluded;
    return;
  }
  ++value.denominator;
  value.numerator += standing.in_numerator ? 1 : 0;
  value.paused += order.paused;
  value.lasted += order.resolved_at.value_or(now) - order.received_at;
}

}  // namespace

std::optional<Exclusion> exclusion_of(const OrderFacts& order) {
  if (order.state == models::WorkOrderState::cancelled)
    return Exclusion{"cancelled", order.cancellation_reason, order.cancelled_by};
  if (!order.outcome || order.state != models::WorkOrderState::closed) return std::nullopt;
  switch (*order.outcome) {
    case models::Outcome::not_ours:
      return Exclusion{"not_ours", order.outcome_words, order.closed_by};
    case models::Outcome::duplicate:
      return Exclusion{"duplicate", order.outcome_words, order.closed_by};
    case models::Outcome::false_report:
      return Exclusion{"false_report", order.outcome_words, order.closed_by};
    default:
      return std::nullopt;
  }
}

std::optional<Standing> standing_of(Figure figure, const OrderFacts& order, const FiguresQuery& period) {
  const auto moment = moment_of(figure, order, period);
  if (!moment) return std::nullopt;
  if (exclusion_of(order)) return Standing{*moment, false, true};
  return Standing{*moment, counts(figure, order, period), false};
}

std::string figures_key(const OrderFacts& order, Time moment, FiguresBy by, int utc_offset_seconds) {
  const auto local = std::chrono::floor<std::chrono::days>(moment + models::Duration{utc_offset_seconds});
  switch (by) {
    case FiguresBy::all:
      return "";
    case FiguresBy::village:
      return order.village_code;
    case FiguresBy::facility_class:
      return order.facility_class;
    case FiguresBy::crew:
      return order.crew ? order.crew.text() : "";
    case FiguresBy::day:
      return date_text(local);
    case FiguresBy::week:
      return date_text(local - (std::chrono::weekday{local} - std::chrono::Monday));
    case FiguresBy::month: {
      const std::chrono::year_month_day date{local};
      return date_text(std::chrono::sys_days{date.year() / date.month() / 1});
    }
  }
  return "";
}

std::vector<FiguresRow> count_figures(const std::vector<OrderFacts>& orders, const FiguresQuery& period,
                                      FiguresBy by, int utc_offset_seconds) {
  std::map<std::string, FiguresRow> rows;
  if (by == FiguresBy::all) rows[""];
  const bool by_moment = by == FiguresBy::day || by == FiguresBy::week || by == FiguresBy::month;
  for (const auto& order : orders) {
    FiguresRow* row = by_moment ? nullptr : &rows[figures_key(order, period.from, by, utc_offset_seconds)];
    std::vector<const FiguresRow*> marked;
    for (const auto& definition : figure_definitions()) {
      const auto standing = standing_of(definition.figure, order, period);
      if (!standing) continue;
      if (by_moment) row = &rows[figures_key(order, standing->moment, by, utc_offset_seconds)];
      add(row->values[static_cast<std::size_t>(definition.figure)], order, *standing, period.now);
      if (!order.simulated || std::find(marked.begin(), marked.end(), row) != marked.end()) continue;
      marked.push_back(row);
      ++row->simulated;
    }
  }
  std::vector<FiguresRow> result;
  for (auto& [key, row] : rows) {
    const bool empty = std::all_of(row.values.begin(), row.values.end(), [](const auto& value) {
      return value.denominator == 0 && value.excluded == 0;
    });
    if (empty && by != FiguresBy::all) continue;
    row.key = key;
    result.push_back(std::move(row));
  }
  return result;
}

std::vector<FiguresRow> merge_rows(const std::vector<FiguresRow>& rows,
                                   const std::map<std::string, std::string>& employer) {
  std::map<std::string, FiguresRow> merged;
  for (const auto& row : rows) {
    const auto found = employer.find(row.key);
    auto& whole = merged[found == employer.end() ? "" : found->second];
    whole.simulated += row.simulated;
    for (std::size_t i = 0; i < figure_count; ++i) {
      auto& value = whole.values[i];
      value.numerator += row.values[i].numerator;
      value.denominator += row.values[i].denominator;
      value.excluded += row.values[i].excluded;
      value.paused += row.values[i].paused;
      value.lasted += row.values[i].lasted;
    }
  }
  std::vector<FiguresRow> result;
  for (auto& [key, row] : merged) {
    row.key = key;
    result.push_back(std::move(row));
  }
  return result;
}

std::optional<double> paused_percent(const FigureValue& value) {
  if (value.lasted.count() <= 0) return std::nullopt;
  return 100.0 * static_cast<double>(value.paused.count()) / static_cast<double>(value.lasted.count());
}

std::optional<double> percent(Figure figure, const FigureValue& value) {
  if (figure == Figure::paused_share) return paused_percent(value);
  if (value.denominator == 0) return std::nullopt;
  return 100.0 * static_cast<double>(value.numerator) / static_cast<double>(value.denominator);
}

bool in_part(const Standing& standing, FigurePart part) {
  switch (part) {
    case FigurePart::excluded:
      return standing.excluded;
    case FigurePart::numerator:
      return !standing.excluded && standing.in_numerator;
    case FigurePart::rest:
      return !standing.excluded && !standing.in_numerator;
    case FigurePart::denominator:
      return !standing.excluded;
  }
  return false;
}

std::optional<FigurePart> parse_figure_part(std::string_view word) {
  constexpr std::array<std::string_view, 4> names{"numerator", "rest", "denominator", "excluded"};
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) return std::nullopt;
  return static_cast<FigurePart>(found - names.begin());
}

std::optional<FiguresBy> parse_figures_by(std::string_view word) {
  constexpr std::array<std::string_view, 7> names{"all", "village", "class", "crew", "day", "week", "month"};
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) return std::nullopt;
  return static_cast<FiguresBy>(found - names.begin());
}

std::optional<Figure> parse_figure(std::string_view code) {
  for (const auto& definition : figure_definitions())
    if (definition.code == code) return definition.figure;
  return std::nullopt;
}

}  // namespace dispatch
