// What the program tells the service manager that started it, over a socket of our own in systemd's place.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <string>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

/// Hears what comes to a datagram socket; `name` as NOTIFY_SOCKET writes it, with @ for a name without a
/// file.
class Manager {
 public:
  explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(0, ::bind(socket_, reinterpret_cast<sockaddr*>(&address), length));
  }
  ~Manager() { ::close(socket_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// The next words; none within the time: empty.
  std::string next(std::chrono::milliseconds limit) const {
    pollfd wait{socket_, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(limit.count())) != 1) return "";
    char words[256];
    const auto got = ::recv(socket_, words, sizeof(words), 0);
    return got > 0 ? std::string(words, static_cast<std::size_t>(got)) : "";
  }

 private:
  int socket_;
};

void hears_ready_and_stopping(const std::string& name, const std::filesystem::path& data) {
  const Manager manager(name);
  Server server(data, {"env", "NOTIFY_SOCKET=" + name});
  EXPECT_EQ(manager.next(5s), "READY=1");
  EXPECT_EQ(Caller(server.port()).get("/readyz").status, 200);
  EXPECT_EQ(manager.next(0ms), "") << "said once";
  server.program().signal(SIGTERM);
  EXPECT_EQ(manager.next(5s), "STOPPING=1");
  const auto ended = server.program().wait(30s);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->exit_code, 0) << ended->output;
}

TEST(ServiceManager, HearsWhenItIsReadyAndWhenItStops) {
  const Folder folder;
  hears_ready_and_stopping((folder.path() / "notify").string(), folder.path() / "data");
}

TEST(ServiceManager, MayListenWithoutAFile) {
  const Folder folder;
  hears_ready_and_stopping("@" + folder.path().filename().string(), folder.path() / "data");
}

TEST(ServiceManager, OneThatIsNotThereStopsNothing) {
  const Folder folder;
  for (const auto& name : {(folder.path() / "nobody").string(), std::string("relative"), std::string("@")}) {
    Server server(folder.path() / "data", {"env", "NOTIFY_SOCKET=" + name});
    EXPECT_EQ(Caller(server.port()).get("/readyz").status, 200);
    EXPECT_NE(server.program().output().find("service manager"), std::string::npos)
        << name << ": " << server.program().output();
    server.program().signal(SIGTERM);
    ASSERT_TRUE(server.program().wait(30s));
  }
}

}  // namespace
}  // namespace system_tests
