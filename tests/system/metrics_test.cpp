// What the built program says of itself, by the rules that promtool checks: help, type, units in the name,
// _total.
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "server/http/client.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

TEST(Metrics, TheProgramsOwnAreCompleteAndWellNamed) {
  const Folder folder;
  Server server(folder.path() / "new");
  const Caller caller(server.port());
  EXPECT_EQ(caller.get("/healthz").status, 200);
  const auto got = caller.get("/metrics");
  EXPECT_TRUE(std::string(got.header("Content-Type").value_or("")).starts_with("text/plain; version=0.0.4"));
  std::map<std::string, std::string> types;
  std::map<std::string, int> helps;
  std::istringstream lines(got.body);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, what, name, type;
    if (!(words >> hash >> what >> name >> type) || hash != "#") continue;
    if (what == "HELP") ++helps[name];
    if (what != "TYPE") continue;
    EXPECT_TRUE(types.emplace(name, type).second) << name << " stands twice";
    EXPECT_TRUE(name.starts_with("lamplighter_")) << name;
    EXPECT_EQ(name.ends_with("_total"), type == "counter") << name;
    EXPECT_EQ(name.find("millisecond"), std::string::npos) << name << ": seconds are the unit";
  }
  for (const auto& [name, type] : types) EXPECT_EQ(helps[name], 1) << name;
  for (const auto* name :
       {"lamplighter_http_requests_total", "lamplighter_http_request_seconds",
        "lamplighter_database_write_queue", "lamplighter_database_read_queue", "lamplighter_messages_waiting",
        "lamplighter_messages_sent_total", "lamplighter_message_tries_failed_total",
        "lamplighter_messages_dead_now", "lamplighter_event_streams"})
    EXPECT_TRUE(types.contains(name)) << name;
}

}  // namespace
}  // namespace system_tests
