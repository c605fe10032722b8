#include "tests/server/mqtt/broker.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace mqtt_test {
namespace {

using namespace std::chrono_literals;

int socket_to(std::uint16_t port, sockaddr_in& address) {
  address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

std::uint16_t free_port() {
  sockaddr_in address{};
  const int fd = socket_to(0, address);
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
  sockaddr_in address{};
  const int fd = socket_to(port, address);
  const bool good = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return good;
}

}  // namespace

Broker::Broker(const std::string& more) : port_(free_port()) {
  std::ofstream(folder_.path() / "mosquitto.conf")
      << "listener " << port_ << " 127.0.0.1\npersistence false\nlog_dest none\n"
      << more;
  start();
}

Broker::~Broker() { stop(); }

void Broker::start() {
  const auto file = (folder_.path() / "mosquitto.conf").string();
  process_ = ::fork();
  if (process_ == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; ++fd) ::dup2(nowhere, fd);
    ::execl("/usr/sbin/mosquitto", "mosquitto", "-c", file.c_str(), nullptr);
    ::_exit(127);
  }
  for (int tries = 0; tries < 500; ++tries) {
    if (answers(port_)) return;
    std::this_thread::sleep_for(20ms);
  }
  throw std::runtime_error("mosquitto does not start; bin/setup installs it");
}

void Broker::stop() {
  if (process_ <= 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
  process_ = 0;
}

struct Publisher::State {
  mosquitto* client = nullptr;
  std::mutex mutex;
  std::condition_variable changed;
  bool connected = false;
  int acknowledged = 0;

  void wait(const std::function<bool()>& until) {
    std::unique_lock lock(mutex);
    if (!changed.wait_for(lock, 10s, until)) throw std::runtime_error("the broker does not answer");
  }
};

Publisher::Publisher(const Broker& broker, const std::string& username, const std::string& password)
    : state_(std::make_unique<State>()) {
  mosquitto_lib_init();
  auto* state = state_.get();
  state->client = mosquitto_new(nullptr, true, state);
  if (!username.empty()) mosquitto_username_pw_set(state->client, username.c_str(), password.c_str());
  mosquitto_connect_callback_set(state->client, [](mosquitto*, void* self, int refused) {
    auto& of = *static_cast<State*>(self);
    const std::lock_guard lock(of.mutex);
    of.connected = refused == 0;
    of.changed.notify_all();
  });
  mosquitto_publish_callback_set(state->client, [](mosquitto*, void* self, int) {
    auto& of = *static_cast<State*>(self);
    const std::lock_guard lock(of.mutex);
    ++of.acknowledged;
    of.changed.notify_all();
  });
  mosquitto_connect(state->client, "127.0.0.1", broker.port(), 30);
  mosquitto_loop_start(state->client);
  state->wait([state] { return state->connected; });
}

Publisher::~Publisher() {
  mosquitto_disconnect(state_->client);
  mosquitto_loop_stop(state_->client, true);
  mosquitto_destroy(state_->client);
  mosquitto_lib_cleanup();
}

void Publisher::publish(const std::string& topic, const std::string& payload, bool retained) {
  int before = 0;
  {
    const std::lock_guard lock(state_->mutex);
    before = state_->acknowledged;
  }
  mosquitto_publish(state_->client, nullptr, topic.c_str(), static_cast<int>(payload.size()), payload.data(),
                    1, retained);
  state_->wait([this, before] { return state_->acknowledged > before; });
}

}  // namespace mqtt_test
