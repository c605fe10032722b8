#include "server/mqtt/intake.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "server/mqtt/codec_message.h"

namespace mqtt {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::size_t most_messages = 200;  // in one transaction
constexpr milliseconds look_again{500}, first_back_off{100}, longest_back_off{5000}, shortest_rest{5};
constexpr std::chrono::minutes between_complaints{1};
// A lease of the duty, the second until the next server asks for it, and what a busy machine adds.
constexpr std::chrono::seconds longest_without_duty{8};

std::string words_of(const models::Error& error) {
  if (error.fields.empty()) return error.detail;
  return error.fields.front().field + ": " + error.fields.front().detail;
}

}  // namespace

struct Intake::Thread {
  std::mutex mutex;
  std::condition_variable wakes;
  bool stop = false;
  std::thread thread;
};

Intake::Intake(storage::Database& database, std::shared_ptr<api::ReadingDesk> desk, IntakeOptions options)
    : database_(database),
      desk_(std::move(desk)),
      options_(std::move(options)),
      inbox_(options_.settings.waiting, options_.settings.waiting_of_device),
      thread_(std::make_unique<Thread>()),
      subscriber_(
          options_.settings,
          [this](std::string topic, std::string payload, bool retained) {
            put(std::move(topic), std::move(payload), retained);
          },
          [this](const std::string& what) {
            if (options_.on_error) options_.on_error("mqtt", what);
          }) {}

Intake::~Intake() { stop(); }

void Intake::put(std::string topic, std::string payload, bool retained) {
  // What a broker keeps for newcomers may be days old: only a batch or a reading says of when it is.
  if (retained && topic != "batch" && payload.find("\"at\"") == std::string::npos) return;
  inbox_.put({std::move(topic), std::move(payload), options_.clock()});
}

void Intake::start() {
  thread_->thread = std::thread([this] { run(); });
  subscriber_.start();
}

void Intake::stop() {
  subscriber_.stop();
  {
    const std::lock_guard lock(thread_->mutex);
    thread_->stop = true;
  }
  thread_->wakes.notify_all();
  inbox_.close();
  if (thread_->thread.joinable()) thread_->thread.join();
}

// Once a minute is enough to find a device that speaks wrongly; all are counted.
void Intake::tell(const std::string& what) {
  const auto now = Steady::now();
  if (now < quiet_until_ || !options_.on_error) return;
  quiet_until_ = now + between_complaints;
  options_.on_error("mqtt", what);
}

std::vector<models::Reading> Intake::read(const std::vector<Message>& messages) {
  std::vector<models::Reading> readings;
  for (const auto& message : messages) {
    auto found = parse_message(message.topic, message.payload, message.arrived);
    if (!found) {
      ++unreadable_;
      tell(options_.settings.prefix + "/" + message.topic + " cannot be read: " + words_of(found.error()));
      continue;
    }
    std::move(found->begin(), found->end(), std::back_inserter(readings));
  }
  return readings;
}

bool Intake::rest(std::chrono::nanoseconds pause) {
  std::unique_lock lock(thread_->mutex);
  return !thread_->wakes.wait_for(lock, pause, [this] { return thread_->stop; });
}

void Intake::keep(std::vector<models::Reading> readings) {
  const auto now = Steady::now();
  for (auto& reading : readings) kept_.emplace_back(now, std::move(reading));
  while (!kept_.empty() &&
         (now - kept_.front().first > longest_without_duty || kept_.size() > options_.settings.waiting))
    kept_.pop_front();
}

// The one before may have noted some of it already: a reading that is there is counted as repeated.
void Intake::give_kept(std::vector<models::Reading>& readings) {
  if (kept_.empty()) return;
  keep({});
  std::vector<models::Reading> all;
  for (auto& [at, reading] : kept_) all.push_back(std::move(reading));
  kept_.clear();
  std::move(readings.begin(), readings.end(), std::back_inserter(all));
  readings = std::move(all);
}

void Intake::store(std::vector<models::Reading> readings) {
  if (!database_.on_duty()) return keep(std::move(readings));
  give_kept(readings);
  if (readings.empty()) return;
  auto back_off = first_back_off;
  for (;;) {
    try {
      const auto now = options_.clock();
      api::ReadingAnswer answer;
      database_.write_now([&](models::Transaction& tx) {
        tx.audit().describe(models::program_act("take_readings", now));
        answer =
            api::take_batch(tx, models::Actor::program(), *desk_, readings, now, options_.utc_offset_seconds);
        return answer.taken > 0;
      });
      api::count_batch(*desk_, answer);
      if (!answer.refused.empty()) {
        const auto& one = answer.refused.front();
        const auto& device = readings[one.index];
        tell((device.circuit.empty() ? device.facility_code : device.circuit) +
             " is refused: " + one.error.field + ": " + one.error.detail);
      }
      return;
    } catch (const storage::ConstraintFailed& failure) {
      // Trying again would end the same, and nothing behind it would ever be taken in.
      unreadable_ += readings.size();
      tell(std::string("cannot be stored: ") + failure.what());
      return;
    } catch (const std::exception& failure) {
      tell(std::string("cannot be stored now, tries again: ") + failure.what());
    }
    if (!rest(back_off)) return;
    back_off = std::min(back_off * 2, longest_back_off);
  }
}

std::size_t Intake::take_some(milliseconds wait) {
  const auto messages = inbox_.take(most_messages, wait);
  if (messages.empty() && kept_.empty()) return 0;
  const auto began = Steady::now();
  store(read(messages));
  took_ = Steady::now() - began;
  return messages.size();
}

std::size_t Intake::take_waiting() {
  std::size_t all = 0;
  while (const auto some = take_some(milliseconds{0})) all += some;
  return all;
}

void Intake::run() {
  for (;;) {
    const auto some = take_some(look_again);
    if (!rest(some > 0 ? std::max<std::chrono::nanoseconds>(took_, shortest_rest) : shortest_rest)) return;
  }
}

}  // namespace mqtt
