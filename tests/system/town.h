#pragma once
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/client.h"

namespace system_tests {

/// Makes a data folder with the demo town below `folder`; the town itself is made once for each test program.
std::filesystem::path copy_of_demo_town(const std::filesystem::path& folder);

/// Speaks with one server as one signed-in account.
class Caller {
 public:
  explicit Caller(std::uint16_t port) : port_(port) {}

  /// Errors  throws std::runtime_error unless the answer is 201
  void sign_in(const std::string& username);
  /// The same session at another port: the server was started again.
  void move_to(std::uint16_t port) { port_ = port; }

  /// Errors  throws boost::system::system_error when there is no complete answer
  http::ClientResponse get(const std::string& target) const;
  http::ClientResponse put(const std::string& target, const std::string& body) const;
  http::ClientResponse post(const std::string& target, const std::string& body, const std::string& key) const;

  /// Posts a report with these words; the status and the id it was given.
  struct Posted {
    int status = 0;
    std::string id;
  };
  Posted post_report(const std::string& words, const std::string& key) const;

  /// The ids of all reports whose description is one of those that begin with `prefix`, with the description.
  struct Found {
    std::string id;
    std::string words;
  };
  std::vector<Found> reports_about(const std::string& prefix) const;
  const std::string& token() const { return token_; }

 private:
  std::uint16_t port_;
  std::string token_;
};

/// The same key and words until the report is acknowledged by a server at whatever port `port` says now.
std::string report_body(const std::string& words);

}  // namespace system_tests
