#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "models/actor.h"
#include "models/event.h"
#include "models/store.h"
#include "server/http/stream.h"

namespace storage {
class Database;
}

namespace events {

/// Units   counts
struct HubLimits {
  int replay_events = 2000;  ///< a listener further behind is told to read its lists anew (`reset`)
  int batch_events = 500;
  std::size_t streams = 2000;
  http::StreamLimits stream{};
};

/// Tells every listener what happened, as soon as it is durable, without gap or double.
///
/// Shape   the id of a server-sent event is the event's row id; a listener that comes back with the last id
/// it saw gets
///         what it missed first
class Hub {
 public:
  using Encode = std::function<std::string(const models::Event&)>;
  /// Whether an actor may hear of an event.
  using Allows = std::function<bool(const models::Actor&, const models::Event&)>;

  Hub(boost::asio::io_context& io_context, storage::Database& database, Encode encode, Allows allows,
      HubLimits limits = {});
  ~Hub();

  /// Starts to listen for commits; events before this moment are only replayed.
  void start();
  void stop();

  /// A new listener; nothing when there are too many. Prime it with `past` before the answer goes out.
  std::shared_ptr<http::EventStream> subscribe(const models::Actor& actor);
  /// What a listener that last saw event `after` has missed; a `reset` when that is too much, a `hello` when
  /// it is new. Read after subscribing, so that nothing falls between the two.
  std::vector<http::Frame> past(models::Transaction& tx, const models::Actor& actor,
                                std::optional<std::int64_t> after) const;
  /// Ends the streams of an account whose sessions ended; who is still signed in listens anew.
  void end_of(models::AccountId account);
  std::size_t streams() const;

 private:
  struct Subscriber {
    models::Actor actor;
    std::shared_ptr<http::EventStream> stream;
  };
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace events
