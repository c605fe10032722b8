#include "bench/support/town_server.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/support/load.h"

namespace bench {
namespace {

using Json = nlohmann::json;

// By the environment: not every command has a flag for the schema.
std::vector<std::string> command(const char* act, const std::string& data, const std::string& address,
                                 const std::string& schema) {
  return {"/usr/bin/env",
          "LAMPLIGHTER_DATABASE_SCHEMA=" + schema,
          LAMPLIGHTER_PROGRAM,
          act,
          "--data",
          data,
          "--database",
          address};
}

std::vector<std::string> serving(const std::string& data, const std::string& address,
                                 const std::string& schema, std::uint16_t port) {
  auto all = command("serve", data, address, schema);
  all.insert(all.end(), {"--listen", "127.0.0.1:" + std::to_string(port), "--rates-changes-per-minute", "0",
                         "--log-level", "error", "--web", "/nowhere"});
  return all;
}

}  // namespace

TownServer::TownServer(const std::string& data, const std::string& address, const std::string& schema)
    : port_(free_port()), process_(serving(data, address, schema, port_)) {
  wait_for(port_, request_of("GET", "/readyz", ""));
}

void make_demo_town(const std::string& data, const std::string& address, const std::string& schema) {
  if (!Process(command("demo", data, address, schema)).end_well())
    throw std::runtime_error("no demo town could be made");
}

std::string sign_in(std::uint16_t port, const std::string& name) {
  const Json credentials{{"username", name}, {"password", "lamplighter-demo"}};
  const auto [status, body] = ask_once(port, request_of("POST", "/api/v1/session", "", credentials.dump()));
  if (status != 201) throw std::runtime_error("cannot sign in: " + body);
  return Json::parse(body).at("token").get<std::string>();
}

std::string report_request(const std::string& token) {
  return request_of("POST", "/api/v1/reports", token,
                    Json{{"channel", "hotline"}, {"description", "a lamp is dark at the gate"}}.dump());
}

}  // namespace bench
