#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/http/support.h"

namespace fakes {

/// What reached a double.
struct Received {
  std::string target;
  std::string body;
  http::Fields headers;
  std::string header(std::string_view name) const;
};

/// A receiver on the loopback that keeps what it gets and answers as `answer` says.
class Receiver {
 public:
  using Answer = std::function<http::Response(const Received&, std::size_t earlier)>;
  explicit Receiver(Answer answer);
  std::string url(const std::string& path) const;
  std::vector<Received> received() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Received> received_;
  http_test::Server server_;
};

/// What 企业微信 publishes of its group robots, checked of every request: POST /cgi-bin/webhook/send?key=…,
/// JSON
/// {"msgtype":"text","text":{"content":…}} of at most 2048 bytes; 93000 for a wrong key, 40058 for a wrong
/// body, 45009 from the 21st message within a minute of `clock` on.
Receiver::Answer wecom(const std::string& key, std::function<std::int64_t()> clock);

/// What 钉钉 publishes of its signed robots: POST /robot/send?access_token=…&timestamp=…&sign=…, the sign
/// made anew here, the timestamp within an hour of `clock`; 300001 for a wrong token, 310000 for a wrong sign
/// or time, 130101 from the 21st message within a minute on.
Receiver::Answer dingtalk(const std::string& token, const std::string& secret,
                          std::function<std::int64_t()> clock);

/// A mail server for one letter after the other.
class MailServer {
 public:
  /// Shape   refuse: answers RCPT TO of this address with 550
  explicit MailServer(std::string refuse = "");
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  struct Letter {
    std::string from;
    std::vector<std::string> to;
    std::string text;
  };
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  std::vector<Letter> letters() const;

 private:
  void serve();
  void talk(boost::asio::ip::tcp::socket& socket);

  std::string refuse_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<Letter> letters_;
  std::thread thread_;
};

}  // namespace fakes
