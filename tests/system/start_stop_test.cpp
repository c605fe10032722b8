#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <thread>

#include "tests/system/program.h"
#include "tests/system/raw_connection.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

std::string public_report(const std::string& body, const std::string& connection) {
  return "POST /api/v1/public/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
         "Connection: " +
         connection + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
}

bool nobody_listens(std::uint16_t port) {
  try {
    const RawConnection late(port);
    return false;
  } catch (const std::system_error&) {
    return true;
  }
}

TEST(StartStop, AnEmptyFolderIsServed) {
  const Folder folder;
  Server server(folder.path() / "new");
  EXPECT_EQ(200, Caller(server.port()).get("/healthz").status);
  EXPECT_NE(std::string::npos, Caller(server.port()).get("/metrics").body.find("# TYPE"));
  server.program().signal(SIGTERM);
  const auto ended = server.program().wait(30s);
  ASSERT_TRUE(ended);
  EXPECT_EQ(0, ended->exit_code) << ended->output;
}

// How much of the program's own code is mapped, 0 to 1.
double share_of_code_mapped(pid_t pid) {
  std::ifstream mappings("/proc/" + std::to_string(pid) + "/smaps");
  bool of_program = false;
  double size = 0, mapped = 0;
  for (std::string line; std::getline(mappings, line);) {
    if (line.find(" r-xp ") != std::string::npos || line.find("-p ") != std::string::npos)
      of_program = line.find(" r-xp ") != std::string::npos && line.ends_with("/lamplighter");
    if (of_program && line.starts_with("Size:")) size += std::stod(line.substr(5));
    if (of_program && line.starts_with("Rss:")) mapped += std::stod(line.substr(4));
  }
  return size > 0 ? mapped / size : 0;
}

TEST(StartStop, WhatOnlyTheStartNeededIsGivenBack) {
  const Folder folder;
  Server server(folder.path());
  double share = 1;
  for (int i = 0; i < 300 && share > 0.5; ++i) {
    std::this_thread::sleep_for(100ms);
    share = share_of_code_mapped(server.program().pid());
  }
  EXPECT_LT(share, 0.5);
  EXPECT_GT(share, 0);
  EXPECT_EQ(200, Caller(server.port()).get("/api/v1/public/catalog").status)
      << "it comes back as it is needed";
}

TEST(StartStop, BothSignalsEndItInGoodOrder) {
  const Folder folder;
  for (const int signal : {SIGTERM, SIGINT}) {
    Server server(folder.path());
    server.program().signal(signal);
    const auto ended = server.program().wait(30s);
    ASSERT_TRUE(ended) << "signal " << signal;
    EXPECT_EQ(0, ended->exit_code) << ended->output;
  }
}

TEST(StartStop, ARequestUnderWayIsAnsweredAndStored) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  auto server = std::make_unique<Server>(data);
  const auto port = server->port();
  const RawConnection idle(port);
  const RawConnection slow(port);
  const std::string body = R"({"description":"halfsaid lamp","village":"110112119243"})";
  slow.send(public_report(body, "close") + body.substr(0, 10));
  std::this_thread::sleep_for(200ms);  // long enough that the server has begun to read it

  server->program().signal(SIGTERM);
  for (int i = 0; i < 600 && !nobody_listens(port); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(nobody_listens(port)) << "still takes new connections";
  slow.send(body.substr(10));
  const auto answer = slow.read_all(20s);
  EXPECT_EQ("HTTP/1.1 201", answer.substr(0, 12)) << answer;
  const auto ended = server->program().wait(30s);
  ASSERT_TRUE(ended) << "an idle connection must not hold it";
  EXPECT_EQ(0, ended->exit_code) << ended->output;

  server = std::make_unique<Server>(data);
  Caller reader(server->port());
  reader.sign_in("operator");
  EXPECT_EQ(1u, reader.reports_about("halfsaid").size());
}

TEST(StartStop, ARequestThatNeverEndsDoesNotHoldIt) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  Server server(data);
  const RawConnection stuck(server.port());
  stuck.send(public_report(std::string(100, ' '), "close") + "{");
  std::this_thread::sleep_for(200ms);
  server.program().signal(SIGTERM);
  // 10 s of grace are promised; three times that is a hang.
  const auto ended = server.program().wait(30s);
  ASSERT_TRUE(ended) << server.program().output();
  EXPECT_EQ(0, ended->exit_code) << ended->output;
}

TEST(StartStop, WhatWasThereIsThereAfterARestart) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  std::string before;
  {
    Server server(data);
    Caller caller(server.port());
    caller.sign_in("operator");
    ASSERT_EQ(201, caller.post_report("afterrestart", "restart").status);
    before = caller.get("/api/v1/reports?limit=200").body;
    server.program().signal(SIGTERM);
    ASSERT_TRUE(server.program().wait(30s));
  }
  Server server(data);
  Caller caller(server.port());
  caller.sign_in("operator");
  EXPECT_EQ(nlohmann::json::parse(before),
            nlohmann::json::parse(caller.get("/api/v1/reports?limit=200").body));
}

TEST(StartStop, AFolderIsServedByOneProgramOnly) {
  const Folder folder;
  const Server first(folder.path());
  const auto second = run_lamplighter({"serve", "--data", folder.path().string(), "--listen", "127.0.0.1:0"});
  EXPECT_GT(second.exit_code, 0);
  EXPECT_NE("", second.output);
  EXPECT_EQ(200, Caller(first.port()).get("/readyz").status) << "the first must not notice";
}

TEST(StartStop, APortInUseIsSaid) {
  const Folder folder;
  const Server first(folder.path() / "first");
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  const auto second =
      run_lamplighter({"serve", "--data", (folder.path() / "second").string(), "--listen", address});
  EXPECT_GT(second.exit_code, 0);
  EXPECT_NE(std::string::npos, second.output.find(address)) << second.output;
}

}  // namespace
}  // namespace system_tests
