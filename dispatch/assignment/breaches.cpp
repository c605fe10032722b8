#include "dispatch/assignment/breaches.h"

#include <algorithm>
#include <array>

#include "dispatch/assignment/decision.h"
#include "dispatch/assignment/forecast.h"
#include "dispatch/assignment/words.h"
#include "dispatch/change.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using namespace assignment;
using models::LocalizedText;
using models::Result;

constexpr int runs = 200;
constexpr int most_orders = 500;
constexpr models::Duration looked_back{7 * 24 * 3600};
constexpr models::Duration counted_back{14 * 24 * 3600};

/// So many urgent orders came on the last days, by skill.
std::vector<Arrivals> arrivals_of(const LastDays& past, const Snapshot& town) {
  std::vector<Arrivals> arrivals;
  for (const auto& counted : past.received) {
    if (counted.severity > models::Severity::urgent || counted.skill.empty()) continue;
    Arrivals one;
    const auto skill = town.skills.known(counted.skill);
    if (!skill) continue;  // nobody has it and nothing waits for it
    one.skills.require(*skill, 1);
    one.level = counted.severity == models::Severity::danger ? Level::danger : Level::urgent;
    one.per_hour = static_cast<double>(counted.count) * 3600 / static_cast<double>(looked_back.count());
    arrivals.push_back(one);
  }
  return arrivals;
}

/// Orders that somebody is at become stops too, though nothing about them can be planned any more.
std::vector<BusyNow> enter_under_way(Snapshot& town) {
  std::vector<BusyNow> busy;
  for (const auto& one : town.under_way) {
    Stop stop;
    const auto& order = town.orders[one.order];
    stop.work_orders = {order.id.value};
    stop.open = false;
    stop.place = town.problem.crews[static_cast<std::size_t>(one.crew)].place;
    stop.duration = one.duration;
    stop.spread = one.spread;
    for (const auto& clock : order.clocks)
      if (bears_on_a_visit(clock)) stop.targets.push_back(target_of(clock, town, one.duration));
    const int number = static_cast<int>(town.stops.size());
    town.problem.stops.push_back(std::move(stop));
    town.stops.push_back({{one.order}, {}});
    busy.push_back({one.crew, number, true, one.since, 0});
  }
  return busy;
}

/// Who was sent without a time for it comes after what has one.
void append_untimed(Snapshot& town) {
  std::vector<bool> placed(town.stops.size());
  for (const auto& route : town.routes)
    for (const int stop : route) placed[static_cast<std::size_t>(stop)] = true;
  for (std::size_t stop = 0; stop < town.stops.size(); ++stop) {
    const int crew = town.problem.stops[stop].published_crew;
    if (!placed[stop] && town.problem.stops[stop].open && crew != nobody)
      town.routes[static_cast<std::size_t>(crew)].push_back(static_cast<int>(stop));
  }
}

class Speech {
 public:
  Speech(const Snapshot& town, const models::WorkOrder& order) : town_(town), order_(order) {}

  std::vector<LocalizedText> of(const StopForecast& found) const {
    std::vector<LocalizedText> words;
    const auto who = crew(found.crew);
    const auto until = found.free_at < never ? clock(town_.time_of(found.free_at)) : std::string();
    switch (found.cause) {
      case LateCause::none:
        return words;
      case LateCause::under_way:
        words.push_back(
            {"人已到场，可能修不完。", "Somebody is there, but the repair may not be done in time."});
        return words;
      case LateCause::late_now:
        words.push_back({"时限已经过了。", "The limit has passed."});
        break;
      case LateCause::no_crew:
        words.push_back({"没有组能去。", "No crew may go."});
        break;
      case LateCause::no_room:
        words.push_back(
            {"今天的班里排不下，要等下一班。", "There is no room in today's shifts: it waits for the next."});
        break;
      case LateCause::repair:
        words.push_back({"就算马上有人到，修的时间也不够了。",
                         "Even if somebody were there now, the repair would take longer than what is left."});
        break;
      case LateCause::distance:
        words.push_back(
            {who.zh + "就算马上出发也赶不到。", who.en + " could not be there in time even if it left now."});
        break;
      case LateCause::overdue:
        words.push_back({who.zh + "手上这单比预计的久，还没完。",
                         who.en + " is still at a visit that takes longer than thought."});
        break;
      case LateCause::queue:
        words.push_back({who.zh + "前面的活排到 " + until + "。", who.en + " is full until " + until + "."});
        break;
      case LateCause::surprises:
        words.push_back(
            {"按计划来得及，但时间很紧，" + who.zh + "路上或前一单一耽误就会超时。",
             "By plan it is in time, but close: any delay of " + who.en + " would break the promise."});
        break;
    }
    if (found.cause != LateCause::late_now) why_not_others(found, words);
    return words;
  }

 private:
  LocalizedText crew(int index) const {
    if (index == nobody) return {"派去的组", "The crew"};
    const auto& one = town_.crews[static_cast<std::size_t>(index)];
    return {one.name.zh.empty() ? one.code : one.name.zh, one.name.en.empty() ? one.code : one.name.en};
  }
  std::string clock(models::Time time) const {
    constexpr models::Duration offset{town_utc_offset_seconds};
    const auto text = models::to_rfc3339(time + offset), day = models::to_rfc3339(town_.epoch + offset);
    return text.substr(0, 10) == day.substr(0, 10) ? text.substr(11, 5)
                                                   : text.substr(5, 5) + " " + text.substr(11, 5);
  }
  /// The first few other crews with the rule that keeps each; who lacks the trade only where nobody else is
  /// left.
  void why_not_others(const StopForecast& found, std::vector<LocalizedText>& words) const {
    constexpr std::size_t most_crews = 4;
    const auto number = town_.stop_of_order.find(order_.id.value);
    if (number == town_.stop_of_order.end()) return;
    const auto& what = town_.problem.stops[static_cast<std::size_t>(number->second)];
    std::size_t told = 0;
    for (const bool trade : {true, false})
      for (std::size_t i = 0; i < town_.crews.size() && told < most_crews; ++i) {
        const auto& who = town_.problem.crews[i];
        if (!town_.crews[i].active || static_cast<int>(i) == found.crew) continue;
        const auto rule = first_rule_against(who, static_cast<int>(i), what);
        if (rule == Rule::none || (rule != Rule::skill) != trade) continue;
        if (!trade && found.cause != LateCause::no_crew) continue;
        const auto other = crew(static_cast<int>(i));
        const auto why = rule_in_words(name(rule));
        words.push_back({other.zh + why.zh + "。", other.en + " " + why.en + "."});
        ++told;
      }
  }

  const Snapshot& town_;
  const models::WorkOrder& order_;
};

OrderForecast forecast_of(const Snapshot& town, std::size_t order_index, std::size_t& target,
                          const StopForecast& found) {
  OrderForecast one;
  one.order = town.orders[order_index];
  for (const auto& clock : one.order.clocks) {
    if (!bears_on_a_visit(clock) || target >= found.late.size()) continue;
    const double late = clock.due_at < town.epoch ? 1 : found.late[target];
    one.promises.push_back({clock.target, clock.due_at, late});
    one.late = std::max(one.late, late);
    ++target;
  }
  if (found.crew != nobody) one.crew = town.crews[static_cast<std::size_t>(found.crew)].id;
  if (one.order.state == models::WorkOrderState::under_way)
    one.crew = one.order.crew;
  else if (found.start < never) {
    one.start = town.time_of(found.start);
    one.start_late = town.time_of(found.start_late);
  }
  one.cause = name(found.cause);
  if (found.cause == LateCause::no_crew) one.rule = name(found.rule);
  one.words = Speech(town, one.order).of(found);
  return one;
}

bool asked_for(const OrderForecast& one, const ForecastQuery& query, const models::Actor& actor) {
  return may_see(actor, one.order) && (!query.order || one.order.id == query.order) &&
         (query.village_code.empty() || one.order.place.village_code == query.village_code) &&
         (!query.crew || one.crew == query.crew);
}

}  // namespace

LastDays look_back(models::Transaction& tx, models::Time until) {
  auto& orders = tx.work_orders();
  return {until, orders.count_received(until - looked_back, until),
          orders.count_due(until - counted_back, until)};
}

Result<BreachForecast> forecast_breaches(models::Transaction& tx, const models::Actor& actor,
                                         const ForecastQuery& query, const LastDays& past, models::Time now) {
  if (const auto allowed = require(actor, Permission::plan_read); !allowed) return allowed.error();
  Fields fields;
  if (query.limit < 1 || query.limit > most_orders) fields.add("limit", "out_of_range", "must be 1 to 500");
  if (!fields.good()) return fields.error();
  auto town = take_snapshot(tx, now);
  ForecastOptions options;
  options.runs = runs;
  // The same answer within a minute: a list that jumps without a cause is believed by nobody.
  options.seed = static_cast<std::uint64_t>(now.time_since_epoch().count() / 60);
  options.busy = enter_under_way(town);
  append_untimed(town);
  options.arrivals = arrivals_of(past, town);
  options.due_lately = past.due.promises;
  options.broken_lately = past.due.broken;
  const auto plan = plan_of(town);
  const auto found = forecast(plan, options);
  BreachForecast result{now, options.seed, runs, {}, 0};
  for (std::size_t stop = 0; stop < found.size(); ++stop) {
    std::size_t target = 0;
    for (const auto index : town.stops[stop].orders) {
      auto one = forecast_of(town, index, target, found[stop]);
      if (one.promises.empty() || !asked_for(one, query, actor)) continue;
      result.expected += one.late;
      result.orders.push_back(std::move(one));
    }
  }
  if (query.order && result.orders.empty()) return models::not_found("there is no such order in planning");
  std::stable_sort(result.orders.begin(), result.orders.end(), [](const auto& a, const auto& b) {
    // What is late already is no news: it stands behind what can still be helped.
    const auto over = [](const auto& one) { return one.cause == name(LateCause::late_now); };
    return over(a) != over(b) ? over(b) : a.late > b.late;
  });
  if (static_cast<int>(result.orders.size()) > query.limit)
    result.orders.resize(static_cast<std::size_t>(query.limit));
  return result;
}

}  // namespace dispatch
