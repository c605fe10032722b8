#include "dispatch/figure_days.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace dispatch {
namespace {

using models::FigureDayStore;
using models::FigureDimension;
using models::FigureShare;
using models::FigureSpan;
using models::FigureSum;
using models::OrderFacts;
using models::Time;
using models::WorkOrderId;

static_assert(figure_count == models::rolled_figures);

constexpr std::array dimensions{FigureDimension::all, FigureDimension::village,
                                FigureDimension::facility_class, FigureDimension::crew};
constexpr int page = 1000;
constexpr std::size_t most_faults = 10;

std::int64_t day_of(Time moment, int utc_offset_seconds) {
  return std::chrono::floor<std::chrono::days>(moment + models::Duration{utc_offset_seconds})
      .time_since_epoch()
      .count();
}

Time start_of(std::int64_t day, int utc_offset_seconds) {
  return Time{std::chrono::sys_days{std::chrono::days{day}}} - models::Duration{utc_offset_seconds};
}

std::int64_t first_of_month(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return std::chrono::sys_days{date.year() / date.month() / 1}.time_since_epoch().count();
}

std::int64_t next_month(std::int64_t first) { return first_of_month(first + 31); }

std::string key_of(const FigureShare& share, FigureDimension dimension) {
  switch (dimension) {
    case FigureDimension::all:
      return "";
    case FigureDimension::village:
      return share.village_code;
    case FigureDimension::facility_class:
      return share.facility_class;
    case FigureDimension::crew:
      return share.crew ? share.crew.text() : "";
  }
  return "";
}

void add_place(models::FigureCounts& counts, const FigureShare& share, const models::FigurePlace& place,
               std::int64_t sign) {
  auto* of = &counts[static_cast<std::size_t>(place.figure) * models::counts_of_a_figure];
  if (place.excluded) {
    of[2] += sign;
    return;
  }
  of[0] += place.in_numerator ? sign : 0;
  of[1] += sign;
  of[3] += sign * share.paused.count();
  of[4] += sign * share.lasted.count();
}

/// Sums by where they stand.
class Sums {
 public:
  using Place = std::tuple<FigureDimension, FigureSpan, std::int64_t, std::string>;
  void add(const FigureShare& share, std::int64_t sign) {
    for (const auto dimension : dimensions) {
      const auto key = key_of(share, dimension);
      std::set<Place> marked;
      for (const auto& place : share.places)
        for (const auto span : {FigureSpan::day, FigureSpan::month}) {
          const auto start = span == FigureSpan::day ? place.day : first_of_month(place.day);
          const Place where{dimension, span, start, key};
          auto& sum = all_[where];
          add_place(sum.counts, share, place, sign);
          if (share.simulated && marked.insert(where).second) sum.simulated += sign;
        }
    }
  }
  void add(FigureDimension dimension, FigureSpan span, const FigureSum& sum, std::int64_t sign) {
    auto& here = all_[{dimension, span, sum.start, sum.key}];
    here.simulated += sign * sum.simulated;
    for (std::size_t i = 0; i < sum.counts.size(); ++i) here.counts[i] += sign * sum.counts[i];
  }
  const std::map<Place, FigureSum>& all() const { return all_; }

 private:
  std::map<Place, FigureSum> all_;
};

bool empty(const FigureSum& sum) {
  return sum.simulated == 0 && std::ranges::all_of(sum.counts, [](auto count) { return count == 0; });
}

std::vector<WorkOrderId> ids_of(const std::vector<OrderFacts>& orders) {
  std::vector<WorkOrderId> ids;
  ids.reserve(orders.size());
  for (const auto& order : orders) ids.push_back(order.id);
  return ids;
}

/// Shares of those at rest; ids must be sorted as the store gives them.
std::map<WorkOrderId, FigureShare> shares_now(FigureDayStore& days, const std::vector<OrderFacts>& orders,
                                              Time now, int utc_offset_seconds) {
  const auto pausing = days.pausing(ids_of(orders));
  std::map<WorkOrderId, FigureShare> shares;
  for (const auto& order : orders) {
    if (std::ranges::find(pausing, order.id) != pausing.end()) continue;
    if (auto share = share_of(order, now, utc_offset_seconds)) shares.emplace(order.id, std::move(*share));
  }
  return shares;
}

void add_counts(FiguresRow& row, const models::FigureCounts& counts, std::int64_t sign) {
  for (std::size_t i = 0; i < figure_count; ++i) {
    const auto* of = &counts[i * models::counts_of_a_figure];
    auto& value = row.values[i];
    value.numerator += sign * of[0];
    value.denominator += sign * of[1];
    value.excluded += sign * of[2];
    value.paused += models::Duration{sign * of[3]};
    value.lasted += models::Duration{sign * of[4]};
  }
}

bool by_time(FiguresBy by) { return by == FiguresBy::day || by == FiguresBy::week || by == FiguresBy::month; }

/// Which row a sum belongs to.
std::string row_key(FiguresBy by, std::int64_t day, const std::string& key, int utc_offset_seconds) {
  if (by == FiguresBy::all) return "";
  return by_time(by) ? figures_key({}, start_of(day, utc_offset_seconds), by, utc_offset_seconds) : key;
}

}  // namespace

FigureDayStore* figure_days_of(models::Transaction& tx) {
  return dynamic_cast<FigureDayStore*>(&tx.figures());
}

std::optional<FigureShare> share_of(const OrderFacts& order, Time now, int utc_offset_seconds) {
  const bool closed = order.state == models::WorkOrderState::closed;
  if (!closed && order.state != models::WorkOrderState::cancelled) return std::nullopt;
  if (closed && !order.resolved_at) return std::nullopt;
  for (const auto& promise : {order.contact, order.resolve})
    if (promise && !promise->stopped_at && promise->due_at > now) return std::nullopt;
  FigureShare share{order.id,
                    order.village_code,
                    order.facility_class,
                    order.crew,
                    order.simulated,
                    order.paused,
                    order.resolved_at.value_or(now) - order.received_at,
                    {}};
  const models::FiguresQuery always{Time::min(), Time::max(), now};
  bool counted = false;
  for (const auto& definition : figure_definitions()) {
    const auto standing = standing_of(definition.figure, order, always);
    if (!standing) continue;
    counted = counted || !standing->excluded;
    share.places.push_back({day_of(standing->moment, utc_offset_seconds), static_cast<int>(definition.figure),
                            standing->in_numerator, standing->excluded});
  }
  // What is left out adds no time, and a cancelled order has no end.
  if (!counted) share.paused = share.lasted = models::Duration{0};
  return share;
}

RolledUp roll_up_figures(FigureDayStore& days, WorkOrderId after, int most, Time now,
                         int utc_offset_seconds) {
  const models::FigureRolling rule{figure_layout, utc_offset_seconds};
  if (days.rolling() != rule) days.start_anew(rule);
  const auto orders = days.waiting(after, most, now, true);
  RolledUp result;
  if (orders.empty()) return result;
  Sums differences;
  std::set<WorkOrderId> had;
  for (const auto& share : days.shares(ids_of(orders))) {
    differences.add(share, -1);
    had.insert(share.order);
  }
  const auto now_at_rest = shares_now(days, orders, now, utc_offset_seconds);
  for (const auto& order : orders) {
    const auto found = now_at_rest.find(order.id);
    if (found != now_at_rest.end()) {
      differences.add(found->second, 1);
      days.save(found->second);
      ++result.orders;
    } else if (had.contains(order.id)) {
      days.remove_share(order.id);
      ++result.orders;
    }
  }
  for (const auto& [place, sum] : differences.all()) {
    if (empty(sum)) continue;
    auto difference = sum;
    const auto& [dimension, span, start, key] = place;
    difference.start = start;
    difference.key = key;
    days.add(span, dimension, difference);
  }
  if (orders.size() == static_cast<std::size_t>(most)) result.last = orders.back().id;
  return result;
}

Time FigureDays::begin(int utc_offset_seconds) const { return start_of(from, utc_offset_seconds); }
Time FigureDays::end(int utc_offset_seconds) const { return start_of(to, utc_offset_seconds); }

std::optional<FigureDays> whole_days(const models::FiguresQuery& period, int utc_offset_seconds) {
  FigureDays days{day_of(period.from, utc_offset_seconds), day_of(period.to, utc_offset_seconds)};
  if (days.begin(utc_offset_seconds) < period.from) ++days.from;
  return days.from < days.to ? std::optional(days) : std::nullopt;
}

std::optional<std::vector<FiguresRow>> rolled_rows(FigureDayStore& days, const FigureDays& asked,
                                                   FiguresBy by, const FigureCut& cut,
                                                   int utc_offset_seconds) {
  std::vector<std::int64_t> single, months;
  const bool by_days = by == FiguresBy::day || by == FiguresBy::week;
  for (auto day = asked.from; day < asked.to;) {
    const bool whole = !by_days && day == first_of_month(day) && next_month(day) <= asked.to;
    (whole ? months : single).push_back(day);
    day = whole ? next_month(day) : day + 1;
  }
  std::map<std::string, FiguresRow> rows;
  std::int64_t simulated = 0;
  const auto add = [&](FigureSpan span, const std::vector<std::int64_t>& starts) {
    if (starts.empty()) return;
    for (const auto& sum : days.sums(span, cut.dimension, starts, cut.keys)) {
      if (!cut.fits(sum.key)) continue;
      simulated += sum.simulated;
      add_counts(rows[row_key(by, sum.start, sum.key, utc_offset_seconds)], sum.counts, 1);
    }
  };
  add(FigureSpan::month, months);
  add(FigureSpan::day, single);
  for (const auto& share : days.waiting_shares()) {
    const auto key = key_of(share, cut.dimension);
    if (!cut.fits(key)) continue;
    for (const auto& place : share.places) {
      if (place.day < asked.from || place.day >= asked.to) continue;
      models::FigureCounts counts{};
      add_place(counts, share, place, 1);
      add_counts(rows[row_key(by, place.day, key, utc_offset_seconds)], counts, -1);
    }
  }
  if (simulated != 0) return std::nullopt;
  std::vector<FiguresRow> result;
  for (auto& [key, row] : rows) {
    row.key = key;
    result.push_back(std::move(row));
  }
  return result;
}

std::vector<FiguresRow> add_rows(const std::vector<std::vector<FiguresRow>>& parts) {
  std::map<std::string, std::string> same;
  std::vector<FiguresRow> all;
  for (const auto& part : parts)
    for (const auto& row : part) {
      same[row.key] = row.key;
      all.push_back(row);
    }
  auto merged = merge_rows(all, same);
  std::erase_if(merged, [](const FiguresRow& row) {
    return std::ranges::all_of(
        row.values, [](const auto& value) { return value.denominator == 0 && value.excluded == 0; });
  });
  return merged;
}

std::vector<std::string> figure_day_faults(FigureDayStore& days, Time now) {
  const auto rule = days.rolling();
  if (!rule) return {};
  const auto offset = static_cast<int>(rule->utc_offset_seconds);
  std::vector<std::string> faults;
  const auto wrong = [&faults](const std::string& what) {
    if (faults.size() < most_faults) faults.push_back(what);
  };
  Sums counted;
  for (WorkOrderId after;;) {
    const auto orders = days.facts(after, page, now);
    const auto ids = ids_of(orders);
    const auto waiting = days.are_waiting(ids);
    const auto fresh = shares_now(days, orders, now, offset);
    std::map<WorkOrderId, FigureShare> kept;
    for (auto& share : days.shares(ids)) {
      counted.add(share, 1);
      kept.emplace(share.order, std::move(share));
    }
    for (const auto& order : orders) {
      if (std::ranges::binary_search(waiting, order.id)) continue;
      const auto now_found = fresh.find(order.id);
      const auto found = kept.find(order.id);
      if (found == kept.end())
        wrong(order.number + " is in no sum of the figures and does not wait for it");
      else if (now_found == fresh.end() || now_found->second != found->second)
        wrong(order.number + " stands otherwise in the sums of the figures than in the log");
    }
    if (orders.size() < static_cast<std::size_t>(page)) break;
    after = orders.back().id;
  }
  for (const auto dimension : dimensions)
    for (const auto span : {FigureSpan::day, FigureSpan::month}) {
      FigureSum last{std::numeric_limits<std::int64_t>::min(), "", 0, {}};
      for (bool more = true; more;) {
        const auto some = days.all_sums(span, dimension, last.start, last.key, page);
        for (const auto& sum : some) counted.add(dimension, span, sum, -1);
        more = some.size() == static_cast<std::size_t>(page);
        if (more) last = some.back();
      }
    }
  for (const auto& [place, difference] : counted.all())
    if (!empty(difference))
      wrong("the sum of the figures of " + models::to_rfc3339(start_of(std::get<2>(place), 0)).substr(0, 10) +
            (std::get<1>(place) == FigureSpan::day ? " (day" : " (month") +
            (std::get<3>(place).empty() ? ")" : ", " + std::get<3>(place) + ")") +
            " is not that of its orders");
  return faults;
}

}  // namespace dispatch
