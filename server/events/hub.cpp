#include "server/events/hub.h"

#include <boost/asio/post.hpp>

#include "models/names.h"
#include "models/store.h"
#include "server/storage/database.h"

namespace events {

// Kept alive by the callbacks that run on database threads after the hub is gone.
struct Hub::State : std::enable_shared_from_this<Hub::State> {
  State(boost::asio::io_context& io, storage::Database& db, Encode encode_, Allows allows_, HubLimits limits_)
      : strand(boost::asio::make_strand(io)),
        database(db),
        encode(std::move(encode_)),
        allows(std::move(allows_)),
        limits(limits_) {}

  boost::asio::strand<boost::asio::io_context::executor_type> strand;
  storage::Database& database;
  Encode encode;
  Allows allows;
  HubLimits limits;
  std::mutex mutex;
  std::vector<Subscriber> subscribers;
  std::atomic<bool> stopped{false};
  // Only on the strand: where the pump is.
  std::int64_t sent = 0;
  bool reading = false;
  bool again = false;

  void wake() {
    if (stopped) return;
    auto self = shared_from_this();
    boost::asio::post(strand, [self] { self->pump(); });
  }

  // One read at a time; a commit that comes meanwhile makes it read once more.
  void pump() {
    if (stopped) return;
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    again = false;
    auto self = shared_from_this();
    auto batch = std::make_shared<std::vector<models::Event>>();
    const auto after = sent;
    try {
      database.read(
          [self, batch, after](models::Transaction& tx) {
            *batch = tx.events().list({.work_order = {},
                                       .report = {},
                                       .after = models::EventId{after},
                                       .limit = self->limits.batch_events});
          },
          [self, batch](std::exception_ptr) {
            boost::asio::post(self->strand, [self, batch] { self->deliver(*batch); });
          });
    } catch (const std::exception&) {
      reading = false;  // a full read queue: the next commit wakes the pump again
    }
  }

  void deliver(const std::vector<models::Event>& batch) {
    reading = false;
    std::vector<Subscriber> listeners;
    {
      const std::scoped_lock lock(mutex);
      listeners = subscribers;
    }
    for (const auto& event : batch) {
      sent = event.id.value;
      if (listeners.empty()) continue;
      const auto frame = http::make_frame(static_cast<std::uint64_t>(event.id.value),
                                          models::name(event.kind), encode(event));
      for (const auto& listener : listeners)
        if (allows(listener.actor, event)) listener.stream->push(frame);
    }
    if (again || batch.size() == static_cast<std::size_t>(limits.batch_events)) pump();
  }

  void remove(const http::EventStream* stream) {
    const std::scoped_lock lock(mutex);
    std::erase_if(subscribers, [stream](const Subscriber& each) { return each.stream.get() == stream; });
  }
};

Hub::Hub(boost::asio::io_context& io_context, storage::Database& database, Encode encode, Allows allows,
         HubLimits limits)
    : state_(std::make_shared<State>(io_context, database, std::move(encode), std::move(allows), limits)) {}

Hub::~Hub() { stop(); }

void Hub::start() {
  state_->database.read_now([this](models::Transaction& tx) { state_->sent = tx.events().last().value; });
  std::weak_ptr<State> weak = state_;
  state_->database.on_commit([weak] {
    if (auto state = weak.lock()) state->wake();
  });
}

void Hub::stop() {
  if (state_->stopped.exchange(true)) return;
  std::vector<Subscriber> listeners;
  {
    const std::scoped_lock lock(state_->mutex);
    listeners.swap(state_->subscribers);
  }
  for (const auto& listener : listeners) listener.stream->close();
}

std::shared_ptr<http::EventStream> Hub::subscribe(const models::Actor& actor) {
  auto stream = std::make_shared<http::EventStream>(state_->limits.stream);
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->stopped || state_->subscribers.size() >= state_->limits.streams) return nullptr;
    state_->subscribers.push_back({actor, stream});
  }
  std::weak_ptr<State> weak = state_;
  stream->on_end([weak, pointer = stream.get()] {
    if (auto state = weak.lock()) state->remove(pointer);
  });
  return stream;
}

std::vector<http::Frame> Hub::past(models::Transaction& tx, const models::Actor& actor,
                                   std::optional<std::int64_t> after) const {
  std::vector<http::Frame> frames;
  const auto last = tx.events().last().value;
  const auto mark = [&](std::string_view name) {
    frames.push_back(http::make_frame(static_cast<std::uint64_t>(last), name, "{}"));
  };
  if (!after) {
    mark("hello");
  } else if (*after > last || last - *after > state_->limits.replay_events) {
    mark("reset");
  } else {
    const auto missed = tx.events().list({.work_order = {},
                                          .report = {},
                                          .after = models::EventId{*after},
                                          .limit = state_->limits.replay_events});
    for (const auto& event : missed)
      if (state_->allows(actor, event))
        frames.push_back(http::make_frame(static_cast<std::uint64_t>(event.id.value),
                                          models::name(event.kind), state_->encode(event)));
  }
  return frames;
}

void Hub::end_of(models::AccountId account) {
  std::vector<Subscriber> listeners;
  {
    const std::scoped_lock lock(state_->mutex);
    for (const auto& each : state_->subscribers)
      if (each.actor.account == account) listeners.push_back(each);
  }
  for (const auto& listener : listeners) listener.stream->close();
}

std::size_t Hub::streams() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->subscribers.size();
}

}  // namespace events
