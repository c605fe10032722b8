#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "server/replay/campaign.h"

namespace replay {
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

// At most so many reports on their way at once: with real time compressed nearly all of them wait for their
// moment, otherwise they wait for each other, as orders do in a crew's hands.
constexpr std::size_t most_in_flight_by_time = 20'000;
constexpr std::size_t most_in_flight = 400;
constexpr std::chrono::milliseconds look_again{2'000};
constexpr std::chrono::milliseconds end_look{20};

asio::awaitable<void> sleep(asio::io_context& io_context, Clock::duration time) {
  asio::steady_timer timer(io_context, time);
  co_await timer.async_wait(asio::use_awaitable);
}

void note_end(Campaign& campaign, const PlannedReport& planned, const std::exception_ptr& failure) {
  --campaign.in_flight;
  ++campaign.finished;
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const Unreachable&) {
    campaign.api.stop();
  } catch (const std::exception& error) {
    campaign.ledger.broken("the report " + planned.report.external_reference + ": " + error.what());
  }
}

asio::awaitable<void> wait_for_turn(Campaign& campaign, const PlannedReport& planned, std::size_t number) {
  const auto& options = campaign.options;
  if (options.compress > 0) {
    co_await campaign.until(planned.at);
  } else if (options.reports_per_second > 0) {
    const std::chrono::duration<double> offset(static_cast<double>(number) / options.reports_per_second);
    const auto due = campaign.started + std::chrono::duration_cast<Clock::duration>(offset);
    if (due > Clock::now()) co_await sleep(campaign.io_context, due - Clock::now());
  }
  const std::size_t most = options.compress > 0 ? most_in_flight_by_time : most_in_flight;
  while (campaign.in_flight >= most && !campaign.api.stopped()) co_await sleep(campaign.io_context, end_look);
}

}  // namespace

Clock::time_point Campaign::moment_of(models::Duration real) const {
  const std::chrono::duration<double> offset(static_cast<double>(real.count()) / options.compress);
  return started + std::chrono::duration_cast<Clock::duration>(offset);
}

void Campaign::look_at_the_clock(models::Duration real) {
  if (options.compress > 0)
    most_behind = std::max<Clock::duration>(most_behind, Clock::now() - moment_of(real));
}

asio::awaitable<void> Campaign::until(models::Duration real) {
  if (options.compress <= 0) co_return;
  const auto due = moment_of(real);
  // In pieces, so that a run that has to end does not wait for a far-off moment.
  while (Clock::now() < due && !api.stopped()) {
    const Clock::duration piece = std::min<Clock::duration>(due - Clock::now(), look_again);
    co_await sleep(io_context, piece);
  }
}

asio::awaitable<void> send_all(Campaign& campaign) {
  campaign.started = Clock::now();
  const auto& reports = campaign.plan.reports;
  for (std::size_t i = 0; i < reports.size() && !campaign.api.stopped(); ++i) {
    const PlannedReport& planned = reports[i];
    co_await wait_for_turn(campaign, planned, i);
    ++campaign.in_flight;
    asio::co_spawn(
        campaign.io_context, live(campaign, planned),
        [&campaign, &planned](std::exception_ptr failure) { note_end(campaign, planned, failure); });
  }
  while (campaign.in_flight > 0) co_await sleep(campaign.io_context, end_look);
  if (campaign.api.stopped()) throw Unreachable("the server does not answer any more");
}

}  // namespace replay
