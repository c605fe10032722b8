#include "tests/system/raw_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace system_tests {

RawConnection::RawConnection(std::uint16_t port) {
  descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    const int code = errno;
    close(descriptor_);
    throw std::system_error(code, std::generic_category(), "connect");
  }
}

RawConnection::~RawConnection() { close(descriptor_); }

void RawConnection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::system_error(errno, std::generic_category(), "send");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string RawConnection::read_all(std::chrono::seconds limit) const {
  const timeval wait{limit.count(), 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  std::string all;
  char piece[4096];
  for (;;) {
    const ssize_t count = recv(descriptor_, piece, sizeof piece, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return all;
    all.append(piece, static_cast<std::size_t>(count));
  }
}

}  // namespace system_tests
