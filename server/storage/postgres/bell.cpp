#include "server/storage/postgres/bell.h"

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
  if (::pipe(wake_) != 0) throw std::runtime_error("no pipe can be made");
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
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_[1], &byte, 1);
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

void Bell::settle() {
  handle_ = place_.connect();
  // This one waits by itself; the database must not end it for being idle.
  if (handle_->ask("SELECT pg_try_advisory_lock_shared(" +
                   std::to_string(lock_number(place_.schema() + " in use")) + ")") != "t")
    throw storage::WrongSchema("another program changes the schema of the database just now: try again");
  handle_->run("SET synchronous_commit = off; LISTEN " + identifier(place_.channel()));
  take_duty();
}

void Bell::tell() {
  std::vector<std::function<void()>> listeners;
  {
    const std::lock_guard lock(mutex_);
    listeners = listeners_;
  }
  for (const auto& listener : listeners) {
    try {
      listener();
    } catch (...) {
      // The next listener and the next ring go on.
    }
  }
}

bool Bell::listen_once() {
  pollfd both[] = {{PQsocket(handle_->connection()), POLLIN, 0}, {wake_[0], POLLIN, 0}};
  // By the clock, however often it rings meanwhile: the duty is kept through a busy day, and no oftener asked
  // for.
  const auto left = look_at_ - steady_milliseconds();
  const int ready = ::poll(both, 2, left > 0 ? static_cast<int>(left) : 0);
  if (ending_) return false;
  if (ready > 0 && PQconsumeInput(handle_->connection()) == 0)
    throw storage::Unreachable("the connection was lost");
  bool rung = false;
  while (auto* notice = PQnotifies(handle_->connection())) {
    rung = rung || notice->be_pid != place_.own_writer;
    PQfreemem(notice);
  }
  if (rung) tell();
  if (steady_milliseconds() < look_at_) return true;
  take_duty();  // which also shows whether anybody is there at the other end
  return true;
}

void Bell::run() {
  while (!ending_) {
    try {
      if (!handle_) {
        settle();
        tell();  // what was rung meanwhile was not heard
      }
      while (listen_once()) {
      }
    } catch (...) {
      on_duty_until_ = 0;
      handle_.reset();
      pollfd one{wake_[0], POLLIN, 0};
      if (!ending_) ::poll(&one, 1, look_milliseconds);
    }
  }
}

}  // namespace postgres
