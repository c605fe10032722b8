#include "bench/delivery/receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace storm {
namespace {

constexpr std::string_view word = "storm-";
constexpr std::size_t digits = 6;
constexpr std::size_t largest_request = 64 * 1024;

int number_in(std::string_view text) {
  const auto at = text.find(word);
  int number = -1;
  if (at == text.npos || text.size() < at + word.size() + digits) return -1;
  std::from_chars(text.data() + at + word.size(), text.data() + at + word.size() + digits, number);
  return number;
}

std::size_t length_in(std::string_view head) {
  constexpr std::string_view name = "content-length:";
  std::string lower(head);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find(name);
  return at == lower.npos ? 0 : std::stoul(lower.substr(at + name.size()));
}

void reset(int socket) {
  const linger now{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

std::string message_of(int number) {
  auto text = std::to_string(number);
  return std::string(word) + std::string(digits - text.size(), '0') + text;
}

Receiver::Receiver(const Options& options, std::vector<int> place_of, std::vector<int> robots,
                   const std::atomic<std::int64_t>& clock)
    : options_(options),
      place_of_(std::move(place_of)),
      robots_(std::move(robots)),
      clock_(clock),
      chance_(options.seed),
      times_taken_(place_of_.size()) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || ::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, plain, &size) != 0)
    throw std::runtime_error("no port for the receiver");
  port_ = ntohs(address.sin_port);
  seen_.messages = static_cast<int>(place_of_.size());
  threads_.emplace_back([this] { accept_all(); });
}

Receiver::~Receiver() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  threads_.front().join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::size_t i = 1; i < threads_.size(); ++i) threads_[i].join();
  ::close(listener_);
}

std::string Receiver::url(int receiver) const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/" + std::to_string(receiver);
}

Outcome Receiver::seen() const {
  const std::lock_guard lock(mutex_);
  auto seen = seen_;
  for (const int times : times_taken_) {
    seen.ids += times > 0 ? 1 : 0;
    seen.twice += times > 1 ? 1 : 0;
  }
  return seen;
}

void Receiver::accept_all() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void Receiver::serve(int socket) {
  std::string rest;
  Asked asked;
  while (!stopping_ && read_request(socket, rest, asked)) {
    const auto fate = take(asked);
    if (fate == Fate::reset || fate == Fate::lost) {
      reset(socket);
      break;
    }
    answer(socket, fate);
    if (fate == Fate::late) break;  // the sender has gone
  }
  const std::lock_guard lock(mutex_);
  std::erase(sockets_, socket);
  ::close(socket);
}

bool Receiver::read_request(int socket, std::string& rest, Asked& asked) {
  for (;;) {
    const auto end = rest.find("\r\n\r\n");
    if (end != rest.npos) {
      const auto whole = end + 4 + length_in(std::string_view(rest).substr(0, end));
      if (rest.size() >= whole) {
        const auto slash = rest.find('/');
        asked.receiver = 0;
        std::from_chars(rest.data() + slash + 1, rest.data() + end, asked.receiver);
        asked.text = rest.substr(0, whole);
        rest.erase(0, whole);
        return true;
      }
    }
    char bytes[8192];
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0 || rest.size() > largest_request) return false;
    rest.append(bytes, static_cast<std::size_t>(got));
  }
}

/// Seven of ten are well; the others fail in every way that is known of receivers.
Receiver::Fate Receiver::take(const Asked& asked) {
  const std::lock_guard lock(mutex_);
  ++seen_.tries;
  if (std::find(robots_.begin(), robots_.end(), asked.receiver) != robots_.end()) {
    auto& minute = minute_[asked.receiver];
    const auto now = clock_.load();
    while (!minute.empty() && minute.front() <= now - 60) minute.pop_front();
    minute.push_back(now);
    seen_.most_in_a_minute = std::max(seen_.most_in_a_minute, static_cast<int>(minute.size()));
  }
  const auto roll = chance_() % 100;
  const auto fate = roll < 70   ? Fate::good
                    : roll < 78 ? Fate::error
                    : roll < 83 ? Fate::too_many
                    : roll < 89 ? Fate::reset
                    : roll < 94 ? Fate::lost
                    : roll < 97 ? Fate::slow
                                : Fate::late;
  seen_.errors += fate == Fate::error || fate == Fate::too_many ? 1 : 0;
  seen_.resets += fate == Fate::reset ? 1 : 0;
  seen_.lost_answers += fate == Fate::lost || fate == Fate::late ? 1 : 0;
  seen_.slow += fate == Fate::slow ? 1 : 0;
  const bool taken = fate == Fate::good || fate == Fate::lost || fate == Fate::slow || fate == Fate::late;
  if (taken) note(number_in(asked.text));
  return fate;
}

void Receiver::note(int number) {
  if (number < 0 || number >= static_cast<int>(place_of_.size())) {
    ++seen_.strangers;
    return;
  }
  const auto place = place_of_[static_cast<std::size_t>(number)];
  const auto [last, first] = last_taken_.emplace(place, -1);
  if (number < last->second) ++seen_.out_of_order;
  // Numbers of one place are as far apart as there are places with messages: none may be left out.
  for (int before = number - 1; before > last->second; --before)
    if (place_of_[static_cast<std::size_t>(before)] == place) {
      ++seen_.out_of_order;
      break;
    }
  last->second = std::max(last->second, number);
  ++times_taken_[static_cast<std::size_t>(number)];
}

void Receiver::answer(int socket, Fate fate) const {
  if (fate == Fate::slow) std::this_thread::sleep_for(options_.patience / 10);
  if (fate == Fate::late) std::this_thread::sleep_for(options_.patience * 3 / 2);
  constexpr std::string_view well = R"({"errcode":0,"errmsg":"ok"})";
  std::string text = "HTTP/1.1 ";
  text += fate == Fate::error      ? "500 Internal Server Error\r\n"
          : fate == Fate::too_many ? "429 Too Many Requests\r\nRetry-After: 5\r\n"
                                   : "200 OK\r\n";
  text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(well.size()) + "\r\n\r\n";
  text += well;
  ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

}  // namespace storm
