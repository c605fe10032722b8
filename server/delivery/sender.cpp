#include "server/delivery/sender.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "dispatch/outbox.h"
#include "dispatch/outbox_facts.h"
#include "dispatch/reporter_phones.h"
#include "models/names.h"
#include "server/delivery/carriers.h"
#include "server/delivery/next_task.h"
#include "server/delivery/open311.h"
#include "server/delivery/recent_tries.h"
#include "server/delivery/short_messages.h"
#include "server/tracing/context.h"

namespace delivery {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_back_off{50};
constexpr milliseconds longest_back_off{5000};
constexpr models::Duration minute{60};
constexpr models::Duration count_every{10};

}  // namespace

struct Sender::Shared {
  Shared(storage::Database& given_database, SenderOptions given_options)
      : database(given_database), options(std::move(given_options)) {}

  // Which destinations are left for now: served by another thread, or at their limit.
  std::set<models::DestinationId> busy_now() {
    const std::lock_guard lock(mutex);
    return busy;
  }

  std::optional<Task> find_task(models::Time now) {
    std::optional<Task> task;
    if (!database.on_duty()) return task;
    const auto skipped = busy_now();
    database.read_now([&](models::Transaction& tx) {
      task.reset();
      // Many telephones may be written down, and few of them have a message waiting.
      if (const auto next = next_due(tx); !next || *next > now) return;
      for (auto& destination : tx.deliveries().destinations()) {
        if (skipped.contains(destination.id)) continue;
        auto asked = find_receipt(tx, destination, now);
        if (!asked) asked = find_followed(tx, destination, now);
        if (asked) {
          task = std::move(asked);
          return;
        }
        const int limit = dispatch::allowed_per_minute(destination);
        if (limit > 0 && recent_tries.since(tx, destination.id, now - minute) >= limit) continue;
        auto due = tx.deliveries().due(destination.id, now);
        if (!due || (task && *task->message.delivery.next_at <= *due->next_at)) continue;
        task = task_of(tx, std::move(destination), *std::move(due));
        if (task->destination.carrier == models::Carrier::web_push) {
          task->message.key = tx.deliveries().key(models::Carrier::web_push);
          task->message.contact = options.contact;
        }
      }
    });
    return task;
  }

  bool claim(models::DestinationId id) {
    const std::lock_guard lock(mutex);
    return busy.insert(id).second;
  }
  void release(models::DestinationId id) {
    const std::lock_guard lock(mutex);
    busy.erase(id);
  }

  /// More than its limit waits: it becomes one message. The words are those of now.
  void make_ready(Task& task, models::Time now) {
    if (task.destination.digest_above > 0) {
      database.write_now([&](models::Transaction& tx) {
        auto summary = dispatch::merge_waiting(tx, task.destination, now);
        if (!summary) return false;
        tx.audit().describe(models::program_act("merge_messages", now));
        task.message.delivery = *std::move(summary);
        ++merged;
        return true;
      });
    }
    const auto& delivery = task.message.delivery;
    for (const auto& [name, value] : delivery.facts)
      if (name == "month" && options.month_report) enclose(task, value);
    if (!delivery.facts.empty() && delivery.facts.front().first == "summary") {
      task.message.text = delivery.facts.front().second;
      return;
    }
    database.read_now([&](models::Transaction& tx) {
      const auto& language = task.destination.language;
      const auto words = dispatch::report_told(task.destination)
                             ? dispatch::reporter_words(delivery.about, language)
                             : dispatch::template_of(tx.deliveries().templates(), delivery.about, language);
      task.message.text = dispatch::fill(words, delivery.facts);
    });
  }

  /// Counted anew at each try: what was said of the month meanwhile counts.
  void enclose(Task& task, const std::string& month) {
    database.read_now([&](models::Transaction& tx) {
      task.message.enclosed = options.month_report(tx, month, task.destination.language);
    });
  }

  /// Written down before it goes out: after a crash it is asked about, not sent twice.
  void begin(const Task& task, models::Time now) {
    database.write_now([&](models::Transaction& tx) {
      const auto current = tx.deliveries().find(task.message.delivery.id);
      if (!current) return false;
      tx.audit().describe(models::program_act("send_message", now));
      dispatch::begin_try(tx, *current, now);
      return true;
    });
  }

  void ask(Wire& wire, const Task& task, models::Time now) {
    const auto receipt = ask_receipt(wire, task.destination, task.message, now);
    database.write_now([&](models::Transaction& tx) {
      const auto current = tx.deliveries().find(task.message.delivery.id);
      if (!current || current->state != models::DeliveryState::handed_over) return false;
      tx.audit().describe(models::program_act("note_receipt", now));
      dispatch::record_receipt(tx, *current, receipt, now);
      return true;
    });
    if (receipt.state == dispatch::ReceiptState::delivered) ++sent;
    if (receipt.state == dispatch::ReceiptState::failed) ++dead;
  }

  /// Whoever stopped following it meanwhile, or ended the order, is not overruled.
  void follow(Wire& wire, const Task& task, models::Time now) {
    const auto& transfer = *task.message.transfer;
    dispatch::Heard heard;
    bool goes_on = false;
    database.read_now([&](models::Transaction& tx) { goes_on = dispatch::goes_on(tx, transfer); });
    if (!task.destination.active)
      heard.error = "the destination is switched off";
    else if (goes_on)
      heard = ask_transfer(wire, task.destination, transfer, task.offer && task.offer->updates, now);
    database.write_now([&](models::Transaction& tx) {
      const auto current = tx.deliveries().transfers().find(transfer.id);
      if (!current || current->state != transfer.state) return false;
      tx.audit().describe(models::program_act("follow_transfer", now));
      dispatch::record_heard(tx, *current, heard, options.clock());
      return true;
    });
  }

  dispatch::Tried try_now(Wire& wire, Task& task, models::Time now) {
    if (!task.destination.active) return {false, true, "the destination is switched off", {}};
    wire.alone(dispatch::allowed_per_minute(task.destination) > 0);
    if (task.destination.carrier == models::Carrier::open311 && dispatch::is_test(task.message.delivery)) {
      auto offered = read_offer(wire, task.destination, now);
      task.offer = std::move(offered.offer);
      return offered.tried;
    }
    if (dispatch::is_short_message(task.destination.carrier)) begin(task, now);
    if (!is_traced(task.destination.carrier)) return send(wire, task.destination, task.message, now);
    // Each try is a step of the message's own trace: it may leave long after whatever it tells of.
    tracing::Span span;
    span.context = tracing::context_of_try(task.message.delivery.message, task.message.delivery.tries);
    span.name = "send " + std::string(models::name(task.destination.carrier));
    span.kind = tracing::SpanKind::client;
    span.begun = std::chrono::system_clock::now();
    const auto begun = std::chrono::steady_clock::now();
    wire.trace(tracing::to_traceparent(span.context));
    auto tried = send(wire, task.destination, task.message, now);
    wire.trace("");
    span.lasted = std::chrono::steady_clock::now() - begun;
    span.failed = !tried.taken;
    span.attributes = {{"messaging.message.id", task.message.delivery.message},
                       {"lamplighter.tries", std::int64_t{task.message.delivery.tries}}};
    if (options.on_span) options.on_span(std::move(span));
    return tried;
  }

  /// Telephone companies and push services sign or limit their headers: they get no further one.
  static bool is_traced(models::Carrier carrier) {
    return carrier == models::Carrier::webhook || carrier == models::Carrier::wecom_robot ||
           carrier == models::Carrier::dingtalk_robot;
  }

  void write_down(const Task& task, const dispatch::Tried& tried, models::Time now) {
    database.write_now([&](models::Transaction& tx) {
      auto current = tx.deliveries().find(task.message.delivery.id);
      if (!current || (current->state != models::DeliveryState::waiting &&
                       current->state != models::DeliveryState::handed_over))
        return false;
      tx.audit().describe(models::program_act("send_message", now));
      if (tried.gone)
        tx.deliveries().remove(task.destination.id);
      else
        dispatch::record_try(tx, *current, tried, now);
      if (task.message.transfer) dispatch::record_transfer_try(tx, current->id, tried, now);
      if (task.offer) tx.deliveries().transfers().save(*task.offer);
      return true;
    });
    if (tried.taken)
      ++sent;
    else if (!tried.handed_over)
      ++failed_tries;
    if (!tried.taken && !tried.handed_over &&
        (tried.final || task.message.delivery.tries + 1 >= dispatch::most_tries))
      ++dead;
  }

  /// One message; false when none is due.
  bool send_one(Wire& wire) {
    const auto now = options.clock();
    auto task = find_task(now);
    if (!task) return false;
    const auto id = task->destination.id;
    if (!claim(id)) return true;  // another thread was quicker: look again
    try {
      // Between reading and claiming another thread may have served it.
      if (is_still(*task)) {
        if (task->follow) {
          follow(wire, *task, now);
        } else if (task->ask) {
          ask(wire, *task, now);
        } else {
          make_ready(*task, now);
          recent_tries.remember(task->destination, now);
          const auto tried = try_now(wire, *task, now);
          write_down(*task, tried, options.clock());
        }
      }
    } catch (...) {
      release(id);
      throw;
    }
    release(id);
    return true;
  }

  bool is_still(const Task& task) {
    const auto state = task.ask ? models::DeliveryState::handed_over : models::DeliveryState::waiting;
    std::optional<models::Time> next;
    database.read_now([&](models::Transaction& tx) {
      if (task.follow) {
        next = tx.deliveries().transfers().find(task.message.transfer->id).value().next_at;
        return;
      }
      const auto found = tx.deliveries().find(task.message.delivery.id);
      next = found && found->state == state ? found->next_at : std::nullopt;
    });
    return next && *next <= options.clock();
  }

  milliseconds pause_now() {
    std::optional<models::Time> next;
    database.read_now([&](models::Transaction& tx) { next = next_due(tx); });
    if (!next) return options.longest_pause;
    const auto left = std::chrono::duration_cast<milliseconds>(*next - options.clock());
    return std::clamp(left, milliseconds{500}, options.longest_pause);
  }

  void count_now() {
    const auto now = options.clock();
    {
      const std::lock_guard lock(mutex);
      if (now - counted_at < count_every) return;
      counted_at = now;
    }
    database.read_now([&](models::Transaction& tx) {
      const auto counts = tx.deliveries().counts();
      waiting = counts.waiting;
      dead_now = counts.dead;
    });
  }

  void forget_old() {
    const auto now = options.clock();
    {
      const std::lock_guard lock(mutex);
      if (now - forgotten_at < std::chrono::hours{1}) return;
      forgotten_at = now;
    }
    database.write_now([&](models::Transaction& tx) {
      tx.audit().describe(models::program_act("forget_messages", now));
      return tx.deliveries().remove_before(now - options.kept) > 0;
    });
  }

  void run() {
    Wire wire(options.wire);
    auto back_off = first_back_off;
    for (;;) {
      milliseconds pause{0};
      try {
        while (!stopping && send_one(wire)) {
        }
        forget_old();
        count_now();
        pause = pause_now();
        back_off = first_back_off;
      } catch (const std::exception& error) {
        ++failures;
        if (options.on_error) options.on_error("sender", error.what());
        pause = back_off;
        back_off = std::min(back_off * 2, longest_back_off);
      }
      std::unique_lock lock(mutex);
      const auto seen = commits;
      wakes.wait_for(lock, pause, [&] { return stopping.load() || commits != seen || woken; });
      if (stopping) return;
      woken = false;
    }
  }

  storage::Database& database;
  const SenderOptions options;
  std::mutex mutex;
  std::condition_variable wakes;
  std::set<models::DestinationId> busy;
  RecentTries recent_tries;
  models::Time forgotten_at{};
  models::Time counted_at{};
  std::atomic<bool> stopping{false};
  std::uint64_t commits = 0;
  bool woken = false;
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> waiting{0}, dead_now{0};
  std::atomic<std::uint64_t> sent{0}, failed_tries{0}, dead{0}, merged{0}, failures{0};
};

Sender::Sender(storage::Database& database, SenderOptions options)
    : shared_(std::make_shared<Shared>(database, std::move(options))) {}

Sender::~Sender() { stop(); }

void Sender::start() {
  auto& shared = *shared_;
  if (!shared.threads.empty()) return;
  shared.stopping = false;
  for (int i = 0; i < shared.options.threads; ++i) shared.threads.emplace_back([&shared] { shared.run(); });
}

void Sender::stop() {
  auto& shared = *shared_;
  {
    const std::lock_guard lock(shared.mutex);
    shared.stopping = true;
  }
  shared.wakes.notify_all();
  for (auto& thread : shared.threads) thread.join();
  shared.threads.clear();
}

std::function<void()> Sender::waker() {
  return [weak = std::weak_ptr<Shared>(shared_)] {
    const auto shared = weak.lock();
    if (!shared) return;
    {
      const std::lock_guard lock(shared->mutex);
      ++shared->commits;
      shared->woken = true;
    }
    shared->wakes.notify_one();
  };
}

SenderFigures Sender::figures() const {
  const auto& shared = *shared_;
  return {shared.sent,     shared.failed_tries, shared.dead,    shared.merged,
          shared.failures, shared.waiting,      shared.dead_now};
}

int Sender::send_due() {
  Wire wire(shared_->options.wire);
  int count = 0;
  while (shared_->send_one(wire)) ++count;
  return count;
}

}  // namespace delivery
