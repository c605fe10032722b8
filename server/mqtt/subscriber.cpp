#include "server/mqtt/subscriber.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace mqtt {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr int keepalive_seconds = 30;
constexpr std::uint32_t kept_seconds = 3600;
constexpr int quality = 1;  // at least once
constexpr milliseconds first_pause{500}, look_again{250}, answer_within{5000};
constexpr std::size_t head_bytes = 1024;  // of a message, beside its payload

// Of the library's users in one program the last cleans up.
struct Library {
  Library() { mosquitto_lib_init(); }
  ~Library() { mosquitto_lib_cleanup(); }
};

struct Free {
  void operator()(mosquitto* client) const { mosquitto_destroy(client); }
};

std::pair<std::string, int> split(const std::string& broker) {
  const auto colon = broker.rfind(':');
  auto host = broker.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  return {host, std::stoi(broker.substr(colon + 1))};
}

}  // namespace

struct Subscriber::Shared {
  Shared(Settings given, OnMessage message, OnTrouble trouble)
      : settings(std::move(given)), on_message(std::move(message)), on_trouble(std::move(trouble)) {
    client.reset(mosquitto_new(settings.client_id.c_str(), false, this));
    if (!client) throw std::runtime_error("MQTT: no memory for a client");
    auto* mosq = client.get();
    good(mosquitto_int_option(mosq, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5));
    if (!settings.username.empty())
      good(mosquitto_username_pw_set(mosq, settings.username.c_str(), settings.password.c_str()));
    if (!settings.authorities.empty())
      good(mosquitto_tls_set(mosq, settings.authorities.c_str(), nullptr, nullptr, nullptr, nullptr));
    mosquitto_connect_v5_callback_set(mosq, connected);
    mosquitto_message_v5_callback_set(mosq, came);
    mosquitto_disconnect_v5_callback_set(mosq, left);
  }

  static void good(int code) {
    if (code != MOSQ_ERR_SUCCESS) throw std::runtime_error(std::string("MQTT: ") + mosquitto_strerror(code));
  }

  static void connected(mosquitto* mosq, void* self, int reason, int, const mosquitto_property*) {
    auto& shared = *static_cast<Shared*>(self);
    if (reason != 0) {
      shared.refusal = mosquitto_reason_string(reason);
      return;
    }
    ++shared.counters.connections;
    shared.counters.connected = true;
    const auto all = shared.settings.prefix + "/#";
    mosquitto_subscribe(mosq, nullptr, all.c_str(), quality);
  }

  static void came(mosquitto*, void* self, const mosquitto_message* message, const mosquitto_property*) {
    auto& shared = *static_cast<Shared*>(self);
    ++shared.counters.messages;
    const std::string_view topic{message->topic};
    const auto length = static_cast<std::size_t>(std::max(message->payloadlen, 0));
    if (length > shared.settings.message_bytes || topic.size() <= shared.settings.prefix.size() + 1) {
      ++shared.counters.unfit;
      return;
    }
    shared.on_message(std::string(topic.substr(shared.settings.prefix.size() + 1)),
                      std::string(static_cast<const char*>(message->payload), length), message->retain);
  }

  static void left(mosquitto*, void* self, int reason, const mosquitto_property*) {
    auto& shared = *static_cast<Shared*>(self);
    shared.counters.connected = false;
    if (shared.refusal.empty() && reason != 0)
      shared.refusal = reason < 0x80 ? mosquitto_strerror(reason) : mosquitto_reason_string(reason);
  }

  // The library's own way to a broker waits as long as the system does, which may be minutes.
  bool reachable(const std::string& host, int port) {
    asio::io_context io;
    asio::ip::tcp::resolver resolver(io);
    asio::ip::tcp::socket socket(io);
    bool reached = false;
    resolver.async_resolve(host, std::to_string(port), [&](const auto& failed, const auto& found) {
      if (failed) return;
      asio::async_connect(socket, found, [&](const auto& error, const auto&) { reached = !error; });
    });
    const auto until = std::chrono::steady_clock::now() + answer_within;
    while (!stopping() && std::chrono::steady_clock::now() < until && !io.stopped()) io.run_for(look_again);
    return reached;
  }

  bool stopping() {
    const std::lock_guard lock(mutex);
    return stop;
  }

  /// One stay at the broker, from connecting to the end of the connection; true when it was let in.
  bool stay() {
    const auto [host, port] = split(settings.broker);
    refusal.clear();
    const auto before = counters.connections.load();
    if (!reachable(host, port)) {
      refusal = "nobody answers at " + settings.broker;
      return false;
    }
    mosquitto_property* asked = nullptr;
    mosquitto_property_add_int32(&asked, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                 static_cast<std::uint32_t>(settings.message_bytes + head_bytes));
    // What is published while this program starts anew waits at the broker.
    mosquitto_property_add_int32(&asked, MQTT_PROP_SESSION_EXPIRY_INTERVAL, kept_seconds);
    int code = mosquitto_connect_bind_v5(client.get(), host.c_str(), port, keepalive_seconds, nullptr, asked);
    mosquitto_property_free_all(&asked);
    while (code == MOSQ_ERR_SUCCESS && !stopping())
      code = mosquitto_loop(client.get(), static_cast<int>(look_again.count()), 1);
    if (stopping()) mosquitto_disconnect_v5(client.get(), 0, nullptr);
    counters.connected = false;
    if (refusal.empty()) refusal = mosquitto_strerror(code);
    return counters.connections.load() > before;
  }

  void run() {
    milliseconds pause = first_pause;
    while (!stopping()) {
      const bool was_in = stay();
      if (stopping()) return;
      on_trouble(refusal);
      if (was_in) pause = first_pause;
      std::unique_lock lock(mutex);
      if (wakes.wait_for(lock, pause, [this] { return stop; })) return;
      pause = std::min<milliseconds>(pause * 2, settings.longest_pause);
    }
  }

  Library library;
  Settings settings;
  OnMessage on_message;
  OnTrouble on_trouble;
  std::unique_ptr<mosquitto, Free> client;
  SubscriberCounters counters;
  std::string refusal;  // touched on the thread only
  std::mutex mutex;
  std::condition_variable wakes;
  bool stop = false;
  std::thread thread;
};

Subscriber::Subscriber(Settings settings, OnMessage on_message, OnTrouble on_trouble)
    : shared_(std::make_unique<Shared>(std::move(settings), std::move(on_message), std::move(on_trouble))) {}

Subscriber::~Subscriber() { stop(); }

void Subscriber::start() {
  shared_->thread = std::thread([shared = shared_.get()] { shared->run(); });
}

void Subscriber::stop() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stop = true;
  }
  shared_->wakes.notify_all();
  if (shared_->thread.joinable()) shared_->thread.join();
}

const SubscriberCounters& Subscriber::counters() const { return shared_->counters; }

std::string wrong_with(const Settings& settings) {
  if (settings.broker.empty()) return "";
  if (settings.prefix.empty() || settings.prefix.find_first_of("#+") != std::string::npos ||
      settings.prefix.front() == '/' || settings.prefix.back() == '/')
    return "mqtt.prefix: give a topic such as lamplighter/readings, without wildcards and outer slashes";
  if (settings.username.empty() && !settings.password.empty())
    return "mqtt.password_file needs mqtt.username as well";
  if (settings.client_id.empty()) return "mqtt.client_id must not be empty";
  return "";
}

}  // namespace mqtt
