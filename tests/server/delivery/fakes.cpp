#include "tests/server/delivery/fakes.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <nlohmann/json.hpp>

namespace fakes {
namespace {

namespace asio = boost::asio;
using Json = nlohmann::json;

http::Response robot_answer(int code, const std::string& words) {
  return http::Response::json(200, Json{{"errcode", code}, {"errmsg", words}}.dump());
}

std::string query_of(const std::string& target, const std::string& name) {
  http::Request probe;
  if (!http::parse_target(probe, target)) return "";
  return probe.query(name).value_or("");
}

// Made with OpenSSL's own base64, not with ours.
std::string sign_of(const std::string& secret, const std::string& milliseconds) {
  const std::string text = milliseconds + "\n" + secret;
  unsigned char digest[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  std::string encoded(48, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), digest, 32);
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

/// Nothing when the body is exactly one text message; else what is wrong with it.
std::string wrong_text(const Received& got, std::size_t most_bytes) {
  const auto json = Json::parse(got.body, nullptr, false);
  if (!json.is_object() || json.size() != 2) return "not two fields";
  if (json.value("msgtype", "") != "text" || !json.contains("text")) return "no text message";
  if (!json["text"].is_object() || json["text"].size() != 1) return "text holds more than its content";
  const std::string content = json["text"].value("content", "");
  if (content.empty() || content.size() > most_bytes)
    return "content has " + std::to_string(content.size()) + " bytes";
  return got.header("Content-Type").starts_with("application/json") ? "" : "not announced as JSON";
}

/// Whether another message may come within the minute.
class Limit {
 public:
  bool take(std::int64_t now) {
    while (!at_.empty() && now - at_.front() >= 60) at_.pop_front();
    if (at_.size() >= 20) return false;
    at_.push_back(now);
    return true;
  }

 private:
  std::deque<std::int64_t> at_;
};

}  // namespace

std::string Received::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (http::same_name(key, name)) return value;
  return "";
}

Receiver::Receiver(Answer answer) {
  const http::Handler take = [this, answer](http::Request& request) {
    return [](Receiver& self, Answer say, http::Request& asked) -> asio::awaitable<http::Response> {
      Received got{asked.target, asked.body, asked.headers};
      const std::lock_guard lock(self.mutex_);
      const auto earlier = self.received_.size();
      self.received_.push_back(got);
      co_return say(got, earlier);
    }(*this, answer, request);
  };
  for (const auto method : {http::Method::post, http::Method::get})
    for (const auto* pattern : {"/", "/{a}", "/{a}/{b}", "/{a}/{b}/{c}"})
      server_.router().add(method, pattern, take);
  server_.start();
}

std::string Receiver::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
}

std::vector<Received> Receiver::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

Receiver::Answer wecom(const std::string& key, std::function<std::int64_t()> clock) {
  return [key, clock, limit = std::make_shared<Limit>()](const Received& got, std::size_t) {
    if (!got.target.starts_with("/cgi-bin/webhook/send?key=")) return http::Response::text(404, "not found");
    if (query_of(got.target, "key") != key) return robot_answer(93000, "invalid webhook url, hint: [1]");
    if (const auto wrong = wrong_text(got, 2048); !wrong.empty()) return robot_answer(40058, wrong);
    if (!limit->take(clock())) return robot_answer(45009, "api freq out of limit");
    return robot_answer(0, "ok");
  };
}

Receiver::Answer dingtalk(const std::string& token, const std::string& secret,
                          std::function<std::int64_t()> clock) {
  return [token, secret, clock, limit = std::make_shared<Limit>()](const Received& got, std::size_t) {
    if (!got.target.starts_with("/robot/send?access_token=")) return http::Response::text(404, "not found");
    if (query_of(got.target, "access_token") != token) return robot_answer(300001, "token is not exist");
    const auto time = query_of(got.target, "timestamp");
    if (time.size() != 13 || std::abs(std::stoll(time) / 1000 - clock()) > 3600)
      return robot_answer(310000, "invalid timestamp");
    if (query_of(got.target, "sign") != sign_of(secret, time)) return robot_answer(310000, "sign not match");
    if (const auto wrong = wrong_text(got, 20'000); !wrong.empty()) return robot_answer(400105, wrong);
    if (!limit->take(clock())) return robot_answer(130101, "send too fast, exceed 20 times per minute");
    return robot_answer(0, "ok");
  };
}

MailServer::MailServer(std::string refuse)
    : refuse_(std::move(refuse)),
      acceptor_(io_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { serve(); }) {}

MailServer::~MailServer() {
  stopping_ = true;
  // A last connection wakes the thread out of its waiting.
  asio::io_context io;
  asio::ip::tcp::socket last(io);
  boost::system::error_code ignored;
  last.connect({asio::ip::address_v4::loopback(), port_}, ignored);
  last.close(ignored);
  thread_.join();
}

std::vector<MailServer::Letter> MailServer::letters() const {
  const std::lock_guard lock(mutex_);
  return letters_;
}

void MailServer::serve() {
  while (!stopping_) {
    asio::ip::tcp::socket socket(io_);
    boost::system::error_code failed;
    acceptor_.accept(socket, failed);
    if (failed || stopping_) return;
    try {
      talk(socket);
    } catch (const boost::system::system_error&) {
      continue;  // the client has gone
    }
  }
}

void MailServer::talk(asio::ip::tcp::socket& socket) {
  std::string read;
  const auto line_to = [&](std::string_view end) {
    const auto size = asio::read_until(socket, asio::dynamic_buffer(read), end);
    auto line = read.substr(0, size - end.size());
    read.erase(0, size);
    return line;
  };
  const auto say = [&](const std::string& words) { asio::write(socket, asio::buffer(words + "\r\n")); };
  say("220 fake ESMTP");
  Letter letter;
  for (;;) {
    const auto line = line_to("\r\n");
    if (line.starts_with("EHLO") || line.starts_with("HELO")) {
      say("250 fake");
    } else if (line.starts_with("MAIL FROM:<")) {
      letter.from = line.substr(11, line.find('>') - 11);
      say("250 ok");
    } else if (line.starts_with("RCPT TO:<")) {
      const auto to = line.substr(9, line.find('>') - 9);
      letter.to.push_back(to);
      say(to == refuse_ ? "550 no such mailbox" : "250 ok");
    } else if (line == "DATA") {
      say("354 go on");
      letter.text = line_to("\r\n.\r\n");
      const std::lock_guard lock(mutex_);
      letters_.push_back(letter);
      letter = {};
      say("250 taken");
    } else if (line == "QUIT") {
      say("221 bye");
      return;
    } else {
      say("502 not known here");
    }
  }
}

}  // namespace fakes
