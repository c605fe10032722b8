#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <set>
#include <utility>

#include "server/http/percent.h"
#include "server/replay/campaign.h"

// Reads back, by ordinary requests, what the server says it has.
namespace replay {
namespace asio = boost::asio;

namespace {

constexpr int page_size = 200;
constexpr std::size_t most_unknown_orders = 2000;  // looked into one by one

asio::awaitable<std::string> get(Campaign& campaign, std::string target) {
  ApiCall call(RequestKind::check, http::Method::get, target, &campaign.hotline);
  ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good())
    throw std::runtime_error("GET " + target + ": " + std::to_string(reply.status) + " " +
                             problem_of(reply.body));
  co_return std::move(reply.body);
}

std::string page_target(const std::string& list, const std::string& cursor) {
  std::string target = list + "?limit=" + std::to_string(page_size);
  if (!cursor.empty()) target += "&cursor=" + http::percent_encoded(cursor);
  return target;
}

asio::awaitable<void> read_reports(Campaign& campaign, Observed& observed) {
  const std::string suffix = "." + campaign.run;
  std::string cursor;
  do {
    const std::string target = page_target("/reports", cursor);
    const std::string text = co_await get(campaign, target);
    auto page = parse_reports(text);
    for (auto& report : page.items)
      if (report.reference.ends_with(suffix)) observed.reports.push_back(std::move(report));
    cursor = page.next;
  } while (!cursor.empty());
}

asio::awaitable<std::vector<SeenOrder>> read_orders(Campaign& campaign) {
  std::vector<SeenOrder> orders;
  std::string cursor;
  do {
    const std::string target = page_target("/work-orders", cursor);
    const std::string text = co_await get(campaign, target);
    auto page = parse_orders(text);
    for (auto& order : page.items) orders.push_back(std::move(order));
    cursor = page.next;
  } while (!cursor.empty());
  co_return orders;
}

// An order made twice for one report would belong to no report, or to one of ours that another order has.
asio::awaitable<void> look_into_unknown(Campaign& campaign, std::vector<SeenOrder> unknown,
                                        Observed& observed) {
  const std::string suffix = "." + campaign.run;
  if (unknown.size() > most_unknown_orders) unknown.resize(most_unknown_orders);
  for (const auto& order : unknown) {
    const std::string text = co_await get(campaign, "/work-orders/" + order.id);
    const SeenOrder detail = parse_order(text);
    const bool ours = std::any_of(detail.references.begin(), detail.references.end(),
                                  [&](const std::string& reference) { return reference.ends_with(suffix); });
    const bool nobodys = detail.references.empty() && detail.parent.empty();
    const bool child_of_ours = campaign.ledger.knows_order(detail.parent);
    if (ours || nobodys || child_of_ours) observed.unasked_orders.push_back(detail.number);
  }
}

struct Histories {
  std::vector<std::string> ids;
  std::size_t next = 0;
  std::size_t readers = 0;
  std::exception_ptr failure;
};

asio::awaitable<void> read_histories(Campaign& campaign, Histories& histories, Observed& observed) {
  while (histories.next < histories.ids.size() && !histories.failure) {
    const std::string id = histories.ids[histories.next++];
    const std::string text = co_await get(campaign, "/work-orders/" + id + "/events");
    observed.events[id] = parse_events(text);
    // The list moves while deadlines pass; an order it skipped is asked for by itself.
    if (!observed.orders.contains(id)) {
      const std::string order = co_await get(campaign, "/work-orders/" + id);
      observed.orders[id] = parse_order(order);
    }
  }
}

asio::awaitable<void> read_all_histories(Campaign& campaign, Observed& observed) {
  Histories histories;
  for (const auto& [id, order] : campaign.ledger.orders()) histories.ids.push_back(id);
  const int readers = std::max(1, campaign.options.connections);
  for (int i = 0; i < readers; ++i) {
    ++histories.readers;
    asio::co_spawn(campaign.io_context, read_histories(campaign, histories, observed),
                   [&histories](std::exception_ptr failure) {
                     --histories.readers;
                     if (failure) histories.failure = failure;
                   });
  }
  while (histories.readers > 0) {
    asio::steady_timer timer(campaign.io_context, std::chrono::milliseconds{5});
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (histories.failure) std::rethrow_exception(histories.failure);
}

}  // namespace

asio::awaitable<Observed> observe(Campaign& campaign) {
  Observed observed;
  co_await read_reports(campaign, observed);
  std::vector<SeenOrder> orders = co_await read_orders(campaign);
  std::vector<SeenOrder> unknown;
  models::Time first = models::Time::max();
  for (const auto& order : orders)
    if (campaign.ledger.knows_order(order.id)) first = std::min(first, order.opened_at);
  for (auto& order : orders) {
    if (campaign.ledger.knows_order(order.id))
      observed.orders[order.id] = std::move(order);
    else if (order.opened_at >= first)
      unknown.push_back(std::move(order));
  }
  co_await look_into_unknown(campaign, std::move(unknown), observed);
  co_await read_all_histories(campaign, observed);
  co_return observed;
}

}  // namespace replay
