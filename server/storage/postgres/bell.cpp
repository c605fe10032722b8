#include "server/storage/postgres/bell.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <random>

#include "server/storage/database.h"

namespace postgres {
namespace {

// So often it renews the duty or tries to take it over, and sees whether its connection still lives.
constexpr int look_milliseconds = 1'000;
constexpr int lease_milliseconds = 3'000;
constexpr int pause_milliseconds = 50;  // between two looks whether the program ends
constexpr std::size_t longest_message = 1'000;
constexpr std::size_t most_waiting = 10'000;  // messages to the others
constexpr std::size_t told_at_once = 200;

std::int64_t steady_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string random_name() {
  std::random_device random;
  std::string name;
  for (int i = 0; i < 4; ++i) name += std::to_string(random()) + (i < 3 ? "-" : "");
  return name;
}

}  // namespace

Bell::Bell(Place& place) : place_(place), name_(random_name()) {
  settle();
  if (::pipe2(wake_, O_NONBLOCK | O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  thread_ = std::thread([this] { run(); });
}

Bell::~Bell() {
  close();
  for (const int end : wake_)
    if (end >= 0) ::close(end);
}

void Bell::close() {
  if (!thread_.joinable()) return;
  ending_ = true;
  wake();
  thread_.join();
  try {
    // The next one need not wait for the lease to run out.
    if (handle_) handle_->run("DELETE FROM duty WHERE holder = '" + name_ + "'");
  } catch (...) {
    // Then it does.
  }
  on_duty_until_ = 0;
  handle_.reset();
}

void Bell::wake() {
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_[1], &byte, 1);  // full: it is awake already
}

bool Bell::on_duty() const { return steady_milliseconds() < on_duty_until_; }

void Bell::take_duty() {
  // Counted from before the question: the lease never ends later here than there.
  const auto asked_at = steady_milliseconds();
  look_at_ = asked_at + look_milliseconds;
  const auto lease = "clock_timestamp() + interval '" + std::to_string(lease_milliseconds) + " ms'";
  const auto answer =
      handle_->run("INSERT INTO duty (name, holder, until) VALUES ('all', '" + name_ + "', " + lease +
                   ") ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
                   "WHERE duty.holder = excluded.holder OR duty.until < clock_timestamp()");
  const bool taken = std::string_view(PQcmdTuples(answer.get())) == "1";
  on_duty_until_ = taken ? asked_at + lease_milliseconds : 0;
}

void Bell::on_ring(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

void Bell::on_told(std::function<void(const std::string&)> listener) {
  const std::lock_guard lock(mutex_);
  hearers_.push_back(std::move(listener));
}

void Bell::tell_others(std::string message) {
  if (message.empty() || message.size() > longest_message)
    throw std::invalid_argument("a message to the other servers has 1 to 1000 bytes");
  {
    const std::lock_guard lock(mutex_);
    if (to_tell_.size() >= most_waiting) to_tell_.pop_front();
    to_tell_.push_back(std::move(message));
  }
  wake();
}

void Bell::settle() {
  handle_ = place_.connect();
  // This one waits by itself; the database must not end it for being idle.
  if (handle_->ask("SELECT pg_try_advisory_lock_shared(" +
                   std::to_string(lock_number(place_.schema() + " in use")) + ")") != "t")
    throw storage::WrongSchema("another program changes the schema of the database just now: try again");
  handle_->run("SET synchronous_commit = off; LISTEN " + identifier(place_.channel()) + "; LISTEN " +
               identifier(place_.told_channel()));
  take_duty();
}

namespace {

// One listener that fails does not keep the next from hearing.
template <class Listeners, class... What>
void call_all(const Listeners& listeners, const What&... what) {
  for (const auto& listener : listeners) {
    try {
      listener(what...);
    } catch (...) {
      // The next ring goes on, too.
    }
  }
}

}  // namespace

void Bell::ring() {
  std::unique_lock lock(mutex_);
  const auto listeners = listeners_;
  lock.unlock();
  call_all(listeners);
}

void Bell::hear(const std::string& message) {
  std::unique_lock lock(mutex_);
  const auto hearers = hearers_;
  lock.unlock();
  call_all(hearers, message);
}

void Bell::pass_on() {
  char bytes[64];
  while (::read(wake_[0], bytes, sizeof bytes) > 0) {
  }
  for (;;) {
    std::string statement;
    {
      const std::lock_guard lock(mutex_);
      for (std::size_t i = 0; i < told_at_once && !to_tell_.empty(); ++i) {
        statement += statement.empty() ? "SELECT " : ", ";
        statement += "pg_notify(" + literal(place_.told_channel()) + ", " + literal(to_tell_.front()) + ")";
        to_tell_.pop_front();
      }
    }
    if (statement.empty()) return;
    handle_->run(statement);
  }
}

bool Bell::listen_once() {
  pollfd both[] = {{PQsocket(handle_->connection()), POLLIN, 0}, {wake_[0], POLLIN, 0}};
  // By the clock, however often it rings meanwhile: the duty is kept through a busy day, and no oftener asked
  // for.
  const auto left = look_at_ - steady_milliseconds();
  ::poll(both, 2, left > 0 ? static_cast<int>(left) : 0);
  if (ending_) return false;
  if ((both[1].revents & POLLIN) != 0) pass_on();
  if (steady_milliseconds() >= look_at_)
    take_duty();  // which also shows whether anybody is there at the other end
  // Last: what came in beside an answer wakes nobody any more.
  if (PQconsumeInput(handle_->connection()) == 0) throw storage::Unreachable("the connection was lost");
  bool rung = false;
  std::vector<std::string> told;
  while (auto* notice = PQnotifies(handle_->connection())) {
    if (notice->relname == place_.told_channel()) {
      if (notice->be_pid != PQbackendPID(handle_->connection())) told.emplace_back(notice->extra);
    } else {
      rung = rung || notice->be_pid != place_.own_writer;
    }
    PQfreemem(notice);
  }
  if (rung) ring();
  for (const auto& message : told) hear(message);
  return true;
}

void Bell::run() {
  while (!ending_) {
    try {
      if (!handle_) {
        settle();
        ring();  // what was rung and told meanwhile was not heard
        hear("");
      }
      while (listen_once()) {
      }
    } catch (...) {
      on_duty_until_ = 0;
      handle_.reset();
      // What others are to be told waits with it.
      for (int waited = 0; !ending_ && waited < look_milliseconds; waited += pause_milliseconds)
        ::poll(nullptr, 0, pause_milliseconds);
    }
  }
}

}  // namespace postgres
