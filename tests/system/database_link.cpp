#include "tests/system/database_link.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace system_tests {
namespace {

constexpr int look_milliseconds = 20;

sockaddr_un address_of(const std::filesystem::path& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (file.string().size() >= sizeof address.sun_path)
    throw std::runtime_error("a socket's name is too long");
  file.string().copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

bool readable(int socket) {
  pollfd one{socket, POLLIN, 0};
  return ::poll(&one, 1, look_milliseconds) > 0;
}

/// False when one side is gone.
bool pass(int from, int to) {
  std::array<char, 16384> bytes{};
  const auto read = ::recv(from, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (read == 0) return false;
  if (read < 0) return errno == EAGAIN;
  for (ssize_t sent = 0; sent < read;) {
    const auto some = ::send(to, bytes.data() + sent, static_cast<std::size_t>(read - sent), MSG_NOSIGNAL);
    if (some <= 0) return false;
    sent += some;
  }
  return true;
}

}  // namespace

DatabaseLink::DatabaseLink(std::filesystem::path to, const std::filesystem::path& folder, int port)
    : to_(std::move(to)) {
  const auto own = address_of(folder / (".s.PGSQL." + std::to_string(port)));
  listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listening_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
      ::listen(listening_, 64) != 0)
    throw std::runtime_error("no link to the database can be made");
  threads_.emplace_back([this] { accept_all(); });
}

DatabaseLink::~DatabaseLink() {
  ending_ = true;
  threads_.front().join();
  for (std::size_t i = 1; i < threads_.size(); ++i) threads_[i].join();
  ::close(listening_);
}

void DatabaseLink::accept_all() {
  while (!ending_) {
    if (stalled_ || !readable(listening_)) {
      if (stalled_) ::usleep(look_milliseconds * 1000);
      continue;
    }
    const int near = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (near < 0) continue;
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, near] { carry(near); });
  }
}

void DatabaseLink::carry(int near) {
  const int far = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(to_);
  bool open = ::connect(far, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  while (open && !ending_) {
    std::array<pollfd, 2> both{{{near, POLLIN, 0}, {far, POLLIN, 0}}};
    if (stalled_) {
      ::usleep(look_milliseconds * 1000);
      continue;
    }
    if (::poll(both.data(), both.size(), look_milliseconds) <= 0 || stalled_) continue;
    if (both[0].revents != 0) open = pass(near, far);
    if (open && both[1].revents != 0) open = pass(far, near);
  }
  ::close(near);
  ::close(far);
}

}  // namespace system_tests
