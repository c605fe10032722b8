#include "server/delivery/wire.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "server/delivery/addresses.h"

namespace delivery {
namespace {

struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFree>;

List list_of(const std::vector<std::string>& lines) {
  curl_slist* list = nullptr;
  for (const auto& line : lines) {
    auto* longer = curl_slist_append(list, line.c_str());
    if (longer == nullptr) {
      curl_slist_free_all(list);
      throw std::bad_alloc();
    }
    list = longer;
  }
  return List(list);
}

// libcurl wants to be started once, before any other thread uses it.
void start_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl does not start");
  });
}

}  // namespace

struct Wire::State {
  explicit State(WireLimits bounds) : limits(bounds), handle(curl_easy_init()) {
    if (handle == nullptr) throw std::runtime_error("libcurl gives no handle");
  }
  ~State() { curl_easy_cleanup(handle); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // The address is looked at when it is connected to: what a name meant a moment ago does not count.
  static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* address) {
    auto& state = *static_cast<State*>(self);
    if (!state.limits.private_addresses && !is_public(address->addr)) {
      state.answered.refused_address = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  static std::size_t take(const char* bytes, std::size_t, std::size_t count, void* self) {
    auto& state = *static_cast<State*>(self);
    if (state.answered.body.size() + count > state.answer_bytes) return 0;
    state.answered.body.append(bytes, count);
    return count;
  }
  static std::size_t give(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& state = *static_cast<State*>(self);
    const auto part = std::min(size * count, state.letter.size() - state.given);
    std::copy_n(state.letter.data() + state.given, part, bytes);
    state.given += part;
    return part;
  }

  WireLimits limits;
  CURL* handle;
  Answered answered{};
  std::size_t answer_bytes = 0;
  std::string traceparent{};
  bool alone = false;
  std::string letter{};
  std::size_t given = 0;
};

Wire::Wire(WireLimits limits) : state_(nullptr) {
  start_library();
  state_ = new State(limits);
}
Wire::~Wire() { delete state_; }

void Wire::trace(std::string traceparent) { state_->traceparent = std::move(traceparent); }

void Wire::alone(bool yes) { state_->alone = yes; }

void Wire::prepare(const std::string& url) {
  auto* handle = state_->handle;
  curl_easy_reset(handle);
  state_->answered = {};
  state_->answer_bytes = state_->limits.answer_bytes;
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, state_->alone ? 1L : 0L);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, state_->alone ? 1L : 0L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(state_->limits.connect_time.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(state_->limits.whole_time.count()));
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &State::open);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, state_);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &State::take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, state_);
}

Answered Wire::perform() {
  auto* handle = state_->handle;
  const auto code = curl_easy_perform(handle);
  auto answered = std::move(state_->answered);
  if (answered.refused_address) {
    answered.error = "the address lies inside a network: delivery.private_addresses does not allow it";
  } else if (code != CURLE_OK) {
    answered.error = curl_easy_strerror(code);
    answered.not_reached = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
                           code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
                           code == CURLE_URL_MALFORMAT;
  } else {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    answered.status = static_cast<int>(status);
    curl_off_t wait = 0;
    if (curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
      answered.wait = static_cast<int>(std::min<curl_off_t>(wait, 24 * 3600));
  }
  return answered;
}

Answered Wire::post(const std::string& url, const Headers& headers, const std::string& body) {
  prepare(url);
  auto* handle = state_->handle;
  std::vector<std::string> lines{"Expect:"};
  for (const auto& [name, value] : headers) lines.push_back(name + ": " + value);
  if (!state_->traceparent.empty()) lines.push_back("traceparent: " + state_->traceparent);
  const auto list = list_of(lines);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "Lamplighter/" LAMPLIGHTER_VERSION);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
  return perform();
}

Answered Wire::get(const std::string& url, std::size_t answer_bytes) {
  prepare(url);
  if (answer_bytes > 0) state_->answer_bytes = answer_bytes;
  auto* handle = state_->handle;
  std::vector<std::string> lines{answer_bytes > 0 ? "Accept: application/json, text/xml"
                                                  : "Accept: application/json"};
  if (!state_->traceparent.empty()) lines.push_back("traceparent: " + state_->traceparent);
  const auto list = list_of(lines);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "Lamplighter/" LAMPLIGHTER_VERSION);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list.get());
  return perform();
}

Answered Wire::mail(const Letter& letter) {
  prepare(letter.server);
  auto* handle = state_->handle;
  const auto to = list_of(letter.to);
  state_->letter = letter.text;
  state_->given = 0;
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  // With a password the line must be secret; without one it is taken where the server offers it.
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(letter.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!letter.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, letter.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, letter.password.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, letter.from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &State::give);
  curl_easy_setopt(handle, CURLOPT_READDATA, state_);
  return perform();
}

}  // namespace delivery
