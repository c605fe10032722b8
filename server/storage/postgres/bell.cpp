#include "server/storage/postgres/bell.h"

#include <libpq-fe.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>

#include "server/storage/database.h"

namespace postgres {
namespace {

// So often it tries to take the duty over, and sees whether its connection still lives.
constexpr int look_milliseconds = 1'000;

}  // namespace

Bell::Bell(Place& place) : place_(place) {
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
  on_duty_ = false;
  handle_.reset();
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
  handle_->run("LISTEN " + identifier(place_.channel()));
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
  const int ready = ::poll(both, 2, look_milliseconds);
  if (ending_) return false;
  if (ready > 0 && PQconsumeInput(handle_->connection()) == 0)
    throw storage::Unreachable("the connection was lost");
  bool rung = false;
  while (auto* notice = PQnotifies(handle_->connection())) {
    rung = rung || notice->be_pid != place_.own_writer;
    PQfreemem(notice);
  }
  if (rung) tell();
  if (ready > 0 && rung) return true;
  // Asking also shows whether anybody is there at the other end.
  const auto lock = std::to_string(lock_number(place_.schema() + " duty"));
  if (on_duty_)
    handle_->ask("SELECT 1");
  else
    on_duty_ = handle_->ask("SELECT pg_try_advisory_lock(" + lock + ")") == "t";
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
      on_duty_ = false;
      handle_.reset();
      pollfd one{wake_[0], POLLIN, 0};
      if (!ending_) ::poll(&one, 1, look_milliseconds);
    }
  }
}

}  // namespace postgres
