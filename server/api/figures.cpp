#include <algorithm>
#include <charconv>
#include <set>

#include "dispatch/permissions.h"
#include "server/api/figures_asked.h"
#include "server/api/figures_rolled.h"
#include "server/api/handlers.h"
#include "server/api/problem.h"

namespace api {
namespace {

bool fits(const std::string& asked, const std::string& key) {
  return asked.empty() || (asked == "none" ? key.empty() : asked == key);
}

std::vector<models::LeftOutReport> left_out_of(models::Transaction& tx, const FiguresAsked& asked) {
  // No crew has seen these, and they stand on no hour.
  const auto named = [](const std::string& word) { return !word.empty() && word != "none"; };
  if (named(asked.crew) || named(asked.contractor) || named(asked.facility) || named(asked.circuit) ||
      asked.weekday || asked.hour)
    return {};
  auto reports = tx.figures().left_out(asked.period);
  std::erase_if(reports, [&](const models::LeftOutReport& report) {
    return !fits(asked.village, report.village_code) || !fits(asked.facility_class, report.facility_class);
  });
  return reports;
}

/// Where a page begins: the number of items before it.
models::Result<std::size_t> place_of(const http::Request& request) {
  const auto text = request.query("cursor").value_or("");
  if (text.empty()) return std::size_t{0};
  std::size_t place = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), place);
  if (code != std::errc{} || end != text.data() + text.size())
    return models::invalid("cursor", "bad_format", "cursor must be the `next` of the page before.");
  return place;
}

std::string next_of(std::size_t to, std::size_t all) { return to < all ? std::to_string(to) : ""; }

/// All, and row by row unless all is what is asked for.
std::pair<dispatch::FiguresRow, std::vector<dispatch::FiguresRow>> counted(models::Transaction& tx,
                                                                           const Context& context,
                                                                           const FiguresAsked& asked) {
  const bool whole = asked.by == dispatch::FiguresBy::all;
  if (auto rows = rolled_rows(tx, context, asked)) {
    // Every order stands in one row of each figure, and none of them is simulated.
    auto total = dispatch::merge_rows(*rows, {});
    return {total.empty() ? dispatch::FiguresRow{} : total.front(),
            whole ? std::vector<dispatch::FiguresRow>{} : std::move(*rows)};
  }
  const auto orders = facts_of(tx, context, asked);
  const auto offset = context.settings.utc_offset_seconds;
  return {dispatch::count_figures(orders, asked.period, dispatch::FiguresBy::all, offset).front(),
          whole ? std::vector<dispatch::FiguresRow>{}
                : dispatch::count_figures(orders, asked.period, asked.by, offset)};
}

Answer figures(models::Transaction& tx, const Context& context, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::figures_read); !allowed)
    return allowed.error();
  const auto asked = figures_asked_of(call);
  if (!asked) return asked.error();
  auto [total, rows] = counted(tx, context, *asked);
  if (asked->by_word == "contractor") rows = dispatch::merge_rows(rows, contractors_of(tx));
  return json_response(200, write_figures(*asked, total, rows, left_out_of(tx, *asked).size()));
}

Answer figure_orders(models::Transaction& tx, const Context& context, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::figures_read); !allowed)
    return allowed.error();
  const auto figure = dispatch::parse_figure(call.request.param("code"));
  // `received` is no rate: it lists what the patterns of a period are counted from.
  if (!figure && call.request.param("code") != "received")
    return models::not_found("There is no such figure.");
  const auto asked = figures_asked_of(call);
  if (!asked) return asked.error();
  const auto part = dispatch::parse_figure_part(call.request.query("part").value_or("denominator"));
  if (!part)
    return models::invalid("part", "unknown", "part must be numerator, rest, denominator or excluded.");
  const auto limit = limit_of(call.request);
  if (!limit) return limit.error();
  const auto place = place_of(call.request);
  if (!place) return place.error();

  const auto orders = facts_of(tx, context, *asked);
  std::set<models::WorkOrderId> received;
  if (!figure)
    for (const auto& order : pattern_orders_of(tx, *asked, orders)) received.insert(order.id);
  std::vector<FigureOrderView> found;
  for (const auto& order : orders) {
    if (!figure && received.contains(order.id)) found.push_back({&order, {order.received_at, true, false}});
    if (!figure) continue;
    const auto standing = dispatch::standing_of(*figure, order, asked->period);
    if (standing && dispatch::in_part(*standing, *part)) found.push_back({&order, *standing});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.standing.moment > b.standing.moment; });
  const auto from = std::min(*place, found.size());
  const auto to = std::min(found.size(), from + static_cast<std::size_t>(*limit));
  const std::vector<FigureOrderView> page(found.begin() + static_cast<std::ptrdiff_t>(from),
                                          found.begin() + static_cast<std::ptrdiff_t>(to));
  return json_response(200, write_figure_orders(page, found.size(), next_of(to, found.size())));
}

Answer left_out_reports(models::Transaction& tx, const Call& call) {
  if (auto allowed = dispatch::require(call.actor, dispatch::Permission::figures_read); !allowed)
    return allowed.error();
  const auto asked = figures_asked_of(call);
  if (!asked) return asked.error();
  const auto limit = limit_of(call.request);
  if (!limit) return limit.error();
  const auto place = place_of(call.request);
  if (!place) return place.error();
  const auto reports = left_out_of(tx, *asked);
  const auto from = std::min(*place, reports.size());
  const auto to = std::min(reports.size(), from + static_cast<std::size_t>(*limit));
  return json_response(200, write_left_out(reports, from, to, next_of(to, reports.size())));
}

}  // namespace

Reply get_figures(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call& who) { return figures(tx, context, who); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_figure_orders(Context& context, Call& call) {
  Rule rule = [&context](models::Transaction& tx, const Call& who) {
    return figure_orders(tx, context, who);
  };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

Reply list_left_out_reports(Context& context, Call& call) {
  Rule rule = [](models::Transaction& tx, const Call& who) { return left_out_reports(tx, who); };
  auto response = co_await answer_read(context, call, std::move(rule));
  co_return response;
}

}  // namespace api
