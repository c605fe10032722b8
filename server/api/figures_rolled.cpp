#include "server/api/figures_rolled.h"

#include <algorithm>
#include <map>

#include "dispatch/figure_days.h"

namespace api {
namespace {

using dispatch::FigureCut;
using dispatch::FiguresBy;
using models::FigureDimension;

// Beyond, counting them costs more than counting the period.
constexpr int most_waiting = 20'000;

/// The dimensions that somebody asked for, or is limited to.
std::vector<FigureDimension> dimensions_of(const FiguresAsked& asked) {
  const auto& reach = asked.period.reach;
  std::vector<FigureDimension> all;
  if (!asked.village.empty() || !reach.villages.empty() || asked.by == FiguresBy::village)
    all.push_back(FigureDimension::village);
  if (!asked.facility_class.empty() || !reach.classes.empty() || asked.by == FiguresBy::facility_class)
    all.push_back(FigureDimension::facility_class);
  if (!asked.crew.empty() || !asked.contractor.empty() || reach.crew || asked.by == FiguresBy::crew)
    all.push_back(FigureDimension::crew);
  return all;
}

bool among(const std::vector<std::string>& list, const std::string& key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

bool fits(const std::string& asked, const std::string& key) {
  return asked.empty() || (asked == "none" ? key.empty() : asked == key);
}

FigureCut cut_of(models::Transaction& tx, const FiguresAsked& asked, FigureDimension dimension) {
  const auto& reach = asked.period.reach;
  FigureCut cut{dimension, {}, [](const std::string&) { return true; }};
  const auto cut_places = [&](const std::string& word, const std::vector<std::string>& limits) {
    cut.keys = limits;
    if (!word.empty()) cut.keys = {word == "none" ? "" : word};
    cut.fits = [word, limits](const std::string& key) {
      return fits(word, key) && (limits.empty() || among(limits, key));
    };
  };
  if (dimension == FigureDimension::village) cut_places(asked.village, reach.villages);
  if (dimension == FigureDimension::facility_class) cut_places(asked.facility_class, reach.classes);
  if (dimension == FigureDimension::crew) {
    auto contractors = asked.contractor.empty() ? std::map<std::string, std::string>{} : contractors_of(tx);
    cut.fits = [&asked, contractors = std::move(contractors)](const std::string& key) {
      const auto found = contractors.find(key);
      const auto contractor = found == contractors.end() ? std::string() : found->second;
      const auto& crew = asked.period.reach.crew;
      return fits(asked.crew, key) && (!crew || crew.text() == key) &&
             (asked.contractor.empty() || fits(asked.contractor, contractor));
    };
  }
  return cut;
}

std::string key_of(const models::OrderFacts& order, FigureDimension dimension) {
  switch (dimension) {
    case FigureDimension::village:
      return order.village_code;
    case FigureDimension::facility_class:
      return order.facility_class;
    case FigureDimension::crew:
      return order.crew ? order.crew.text() : "";
    case FigureDimension::all:
      break;
  }
  return "";
}

}  // namespace

std::optional<std::vector<dispatch::FiguresRow>> rolled_rows(models::Transaction& tx, const Context& context,
                                                             const FiguresAsked& asked) {
  const auto offset = context.settings.utc_offset_seconds;
  const auto& reach = asked.period.reach;
  const auto dimensions = dimensions_of(asked);
  auto* store = dispatch::figure_days_of(tx);
  const auto days = dispatch::whole_days(asked.period, offset);
  if (store == nullptr || !days || dimensions.size() > 1 || asked.weekday || asked.hour || reach.in_hand ||
      reach.recorded_by)
    return std::nullopt;
  if (store->rolling() != models::FigureRolling{dispatch::figure_layout, offset} ||
      store->waiting_count(most_waiting + 1) > most_waiting)
    return std::nullopt;
  const auto cut = cut_of(tx, asked, dimensions.empty() ? FigureDimension::all : dimensions.front());
  auto rolled = dispatch::rolled_rows(*store, *days, asked.by, cut, offset);
  if (!rolled) return std::nullopt;
  std::vector<std::vector<dispatch::FiguresRow>> parts{std::move(*rolled)};
  bool simulated = false;
  const auto count = [&](std::vector<models::OrderFacts> orders, models::Time from, models::Time to) {
    std::erase_if(orders, [&](const auto& order) { return !cut.fits(key_of(order, cut.dimension)); });
    const models::FiguresQuery piece{from, to, asked.period.now, {}};
    parts.push_back(dispatch::count_figures(orders, piece, asked.by, offset));
    for (const auto& row : parts.back()) simulated = simulated || row.simulated > 0;
  };
  const auto begin = days->begin(offset), end = days->end(offset);
  count(store->waiting({}, most_waiting + 1, asked.period.now, false), begin, end);
  // What is left of the first and the last day is counted from the log.
  for (const auto& [from, to] : {std::pair(asked.period.from, begin), std::pair(end, asked.period.to)})
    if (from < to) count(tx.figures().orders({from, to, asked.period.now, reach}), from, to);
  if (simulated) return std::nullopt;
  return dispatch::add_rows(parts);
}

}  // namespace api
