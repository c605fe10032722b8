#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/replay/api_client.h"
#include "server/replay/codec_replay.h"
#include "server/replay/ledger.h"
#include "server/replay/plan.h"
#include "server/replay/slots.h"
#include "server/replay/winter_week.h"

namespace replay {

/// What one run works with, shared by everybody in it. For one thread; outlives every coroutine of the run.
struct Campaign {
  Campaign(boost::asio::io_context& io_context_, const ReplayOptions& options_, ApiClient& api_,
           std::string run_)
      : io_context(io_context_), options(options_), api(api_), run(std::move(run_)) {}

  boost::asio::io_context& io_context;
  const ReplayOptions& options;
  ApiClient& api;
  std::string run;
  Plan plan;
  Ledger ledger;
  SignedIn admin, hotline, supervisor, checker;
  std::map<std::string, SignedIn> crews;    ///< by crew id
  std::vector<std::string> own_crews;       ///< ids of the simulated crews
  std::vector<ClosingRules> closing_rules;  ///< of the town, off while the replay runs: it waits for no dusk
  std::chrono::steady_clock::time_point started;
  models::Duration horizon{0};  ///< real time after which nothing is finished any more
  std::chrono::steady_clock::duration most_behind{
      0};                       ///< how late an order was first seen to, with time compressed
  std::size_t turned_away = 0;  ///< reports the full public door sent to the hotline
  std::size_t in_flight = 0;
  std::size_t finished = 0;

  /// Waits until so much real time has gone by in the replay; at once unless time is compressed.
  boost::asio::awaitable<void> until(models::Duration real);
  /// Remembers how far the replay is behind this moment of real time.
  void look_at_the_clock(models::Duration real);
  std::chrono::steady_clock::time_point moment_of(models::Duration real) const;
};

/// Signs in and makes class, crews and accounts of the run.
///
/// Errors  throws Unreachable, or std::runtime_error when the server refuses
boost::asio::awaitable<void> set_up(Campaign& campaign);
/// Reads the register for a simulated week.
boost::asio::awaitable<TownRegister> read_town(Campaign& campaign);
/// Takes the simulated crews out of service.
boost::asio::awaitable<void> tear_down(Campaign& campaign);

/// One report from the call to the end of its order.
boost::asio::awaitable<void> live(Campaign& campaign, const PlannedReport& planned);
/// Drives an order, and what a temporary fix leaves of it, through all its steps.
boost::asio::awaitable<void> drive(Campaign& campaign, const PlannedReport& planned, SeenOrder order,
                                   Script script);

/// Sends every report at its time and waits until the last order is done with.
///
/// Errors  throws Unreachable
boost::asio::awaitable<void> send_all(Campaign& campaign);

/// Reads back every report, order and history of the run.
boost::asio::awaitable<Observed> observe(Campaign& campaign);

}  // namespace replay
