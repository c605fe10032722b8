#include "server/api/figures_asked.h"

#include <charconv>
#include <iterator>
#include <map>

#include "dispatch/patterns.h"
#include "dispatch/reach.h"

namespace api {
namespace {

constexpr models::Duration usual_period = std::chrono::days{30};
constexpr models::Duration longest_period = std::chrono::days{400};
constexpr int page_size = 1000;

models::Result<std::optional<int>> number_of(const http::Request& request, const char* name, int least,
                                             int most) {
  const auto text = request.query(name).value_or("");
  if (text.empty()) return std::optional<int>{};
  int number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size() || number < least || number > most)
    return models::invalid(
        name, "out_of_range",
        std::string(name) + " must be " + std::to_string(least) + " to " + std::to_string(most) + ".");
  return std::optional(number);
}

bool fits(const std::string& asked, const std::string& key) {
  return asked.empty() || (asked == "none" ? key.empty() : asked == key);
}

bool fits_hour(const FiguresAsked& asked, const models::OrderFacts& order, int utc_offset_seconds) {
  if (!asked.weekday && !asked.hour) return true;
  const auto [weekday, hour] = dispatch::hour_of_week(order.received_at, utc_offset_seconds);
  return asked.weekday.value_or(weekday) == weekday && asked.hour.value_or(hour) == hour;
}

}  // namespace

models::Result<FiguresAsked> figures_asked_of(const Call& call) {
  FiguresAsked asked;
  asked.period.now = call.now;
  asked.period.reach = dispatch::reach_of(call.actor);
  const auto to = query_time(call.request, "to");
  if (!to) return to.error();
  const auto from = query_time(call.request, "from");
  if (!from) return from.error();
  auto& period = asked.period;
  period.to = to->value_or(call.now);
  period.from = from->value_or(period.to - usual_period);
  if (period.from >= period.to) return models::invalid("from", "out_of_range", "from must lie before to.");
  if (period.to - period.from > longest_period)
    return models::invalid("from", "out_of_range", "from to to may be 400 days at most.");
  asked.by_word = call.request.query("by").value_or("all");
  // Contractors are their crews put together.
  const auto by = dispatch::parse_figures_by(asked.by_word == "contractor" ? "crew" : asked.by_word);
  if (!by)
    return models::invalid("by", "unknown",
                           "by must be all, village, class, crew, contractor, day, week or month.");
  asked.by = *by;
  asked.village = call.request.query("village").value_or("");
  asked.facility_class = call.request.query("class").value_or("");
  asked.crew = call.request.query("crew").value_or("");
  asked.contractor = call.request.query("contractor").value_or("");
  asked.facility = call.request.query("facility").value_or("");
  asked.circuit = call.request.query("circuit").value_or("");
  const auto weekday = number_of(call.request, "weekday", 1, 7);
  if (!weekday) return weekday.error();
  asked.weekday = *weekday;
  const auto hour = number_of(call.request, "hour", 0, 23);
  if (!hour) return hour.error();
  asked.hour = *hour;
  if (const auto load = call.request.query("load").value_or(""); !load.empty()) {
    asked.load = dispatch::parse_load_part(load);
    if (!asked.load)
      return models::invalid("load", "unknown", "load must be resolved, late, at_night or at_weekend.");
  }
  return asked;
}

std::map<std::string, std::string> contractors_of(models::Transaction& tx) {
  std::map<std::string, std::string> contractors;
  for (const auto& crew : tx.crews().list()) contractors[crew.id.text()] = crew.contractor;
  return contractors;
}

std::vector<models::OrderFacts> facts_of(models::Transaction& tx, const Context& context,
                                         const FiguresAsked& asked) {
  auto orders = tx.figures().orders(asked.period);
  const auto contractors =
      asked.contractor.empty() ? std::map<std::string, std::string>{} : contractors_of(tx);
  const auto contractor_of = [&](const models::OrderFacts& order) {
    const auto found = contractors.find(order.crew ? order.crew.text() : "");
    return found == contractors.end() ? std::string() : found->second;
  };
  std::erase_if(orders, [&](const models::OrderFacts& order) {
    return !fits(asked.village, order.village_code) || !fits(asked.facility_class, order.facility_class) ||
           !fits(asked.crew, order.crew ? order.crew.text() : "") ||
           (!asked.contractor.empty() && !fits(asked.contractor, contractor_of(order))) ||
           !fits_hour(asked, order, context.settings.utc_offset_seconds);
  });
  return orders;
}

std::vector<dispatch::PatternOrder> pattern_orders_of(models::Transaction& tx, const FiguresAsked& asked,
                                                      const std::vector<models::OrderFacts>& facts) {
  std::vector<models::WorkOrder> orders;
  models::ReceivedQuery query{asked.period.from, asked.period.to, {}, {}, {}, {}, page_size};
  for (bool more = true; more;) {
    auto page = tx.work_orders().received(query);
    more = page.size() == static_cast<std::size_t>(page_size);
    if (more) {
      query.after_at = page.back().received_at;
      query.after = page.back().id;
    }
    std::move(page.begin(), page.end(), std::back_inserter(orders));
  }
  auto found = dispatch::pattern_orders(facts, orders, asked.period);
  std::map<models::CrewId, int> offsets;  // night and weekend are those of the crew
  if (asked.load)
    for (const auto& crew : tx.crews().list()) offsets[crew.id] = crew.utc_offset_seconds;
  std::erase_if(found, [&](const dispatch::PatternOrder& order) {
    if (asked.load && !dispatch::in_load_part(*asked.load, order, offsets[order.crew])) return true;
    return !fits(asked.facility, order.facility ? order.facility.text() : "") ||
           !fits(asked.circuit, order.circuit);
  });
  return found;
}

}  // namespace api
