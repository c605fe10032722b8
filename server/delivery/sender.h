#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "models/delivery.h"
#include "models/time.h"
#include "server/delivery/carriers.h"
#include "server/delivery/wire.h"
#include "server/storage/database.h"
#include "server/tracing/span.h"

namespace delivery {

/// Makes the report of a month (2026-10) in a language.
using MakeMonthReport =
    std::function<Enclosed(models::Transaction&, const std::string& month, const std::string& language)>;

struct SenderOptions {
  std::function<models::Time()> clock;
  std::function<void(const std::string& worker, const std::string& what)> on_error = {};
  WireLimits wire{};
  int threads = 4;
  std::chrono::milliseconds longest_pause{30'000};
  models::Duration kept = std::chrono::days{90};    ///< sent messages are forgotten after
  std::function<void(tracing::Span)> on_span = {};  ///< hears of every try that goes out by HTTP
  std::string contact{};  ///< of whoever runs this, for push services: mailto:… or https:…
  MakeMonthReport month_report = {};
};

struct SenderFigures {
  std::uint64_t sent = 0;
  std::uint64_t failed_tries = 0;
  std::uint64_t dead = 0;
  std::uint64_t merged = 0;
  std::uint64_t failures = 0;  ///< of the sender itself
  std::int64_t waiting = 0;    ///< now, counted every ten seconds
  std::int64_t dead_now = 0;
};

/// Sends what is due: threads that take messages after commits and when their time comes.
///
/// Shape   one message of a destination at a time, so that order and limit hold however many threads there
/// are,
///         and a slow receiver holds up its own messages only; what was handed over but not written down
///         before a crash goes out again under the same id
class Sender {
 public:
  Sender(storage::Database& database, SenderOptions options);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void start();
  void stop();
  /// Tells that something happened: quick, from any thread, and harmless after the sender is gone.
  std::function<void()> waker();
  SenderFigures figures() const;
  /// Sends everything that is due now, on the caller's thread, for tests and commands; how many were tried.
  int send_due();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace delivery
