#pragma once
#include <cstdint>
#include <string>

#include "bench/support/process.h"

namespace bench {

/// The program serving a town of a PostgreSQL database.
class TownServer {
 public:
  /// Errors  std::runtime_error when it does not answer
  TownServer(const std::string& data, const std::string& address, const std::string& schema = "lamplighter");
  std::uint16_t port() const { return port_; }
  double cpu() const { return process_.cpu(); }
  double memory_bytes() const { return process_.memory_bytes(); }

 private:
  std::uint16_t port_;
  Process process_;
};

/// The demo town in a schema of a database. Errors  std::runtime_error
void make_demo_town(const std::string& data, const std::string& address,
                    const std::string& schema = "lamplighter");

/// The token of a demo account. Errors  std::runtime_error
std::string sign_in(std::uint16_t port, const std::string& name);

/// A report as a request.
std::string report_request(const std::string& token);

}  // namespace bench
