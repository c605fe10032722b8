#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <thread>

#include "tests/system/clients.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

TEST(Crash, NothingAcknowledgedIsLostOrDoubledByKill) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  auto server = std::make_unique<Server>(data);
  Clients clients({server->port()}, 6);
  const int kills = from_environment("LAMPLIGHTER_KILLS", 6);
  auto longest = 0ms;
  for (int round = 0; round < kills; ++round) {
    // Kill only after writes of this round were acknowledged, at a moment of chance.
    const auto before = clients.acknowledged();
    for (int i = 0; i < 6000 && clients.acknowledged() < before + 20; ++i) std::this_thread::sleep_for(5ms);
    ASSERT_GE(clients.acknowledged(), before + 20) << clients.complaint() << server->program().output();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 100'000));
    server->program().signal(SIGKILL);
    ASSERT_TRUE(server->program().wait(10s));
    const auto begun = std::chrono::steady_clock::now();
    server = std::make_unique<Server>(data);
    longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                    std::chrono::steady_clock::now() - begun));
    clients.servers_are_at({server->port()});
  }
  const auto ledger = clients.stop();
  EXPECT_EQ("", clients.complaint());
  std::printf("%d kills; %zu acknowledged; up again after %lld ms at most\n", kills, ledger.size(),
              static_cast<long long>(longest.count()));

  Caller reader(server->port());
  reader.sign_in("operator");
  std::map<std::string, std::string> stored;
  for (const auto& report : reader.reports_about("crash")) {
    const bool first = stored.emplace(report.words, report.id).second;
    EXPECT_TRUE(first) << report.words << " is stored twice";
  }
  EXPECT_EQ(ledger, stored);

  server->program().signal(SIGTERM);
  ASSERT_TRUE(server->program().wait(30s));
  Program check({"sqlite3", (data / "lamplighter.db").string(), "PRAGMA integrity_check"});
  const auto checked = check.wait(60s);
  ASSERT_TRUE(checked);
  EXPECT_EQ("ok\n", checked->output);
}

TEST(Crash, AKeyRepeatedAfterTheCrashGetsTheFirstAnswer) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  auto server = std::make_unique<Server>(data);
  Caller caller(server->port());
  caller.sign_in("operator");
  const auto first = caller.post_report("theonlyone", "one-key");
  ASSERT_EQ(201, first.status);
  server->program().signal(SIGKILL);
  ASSERT_TRUE(server->program().wait(10s));

  server = std::make_unique<Server>(data);
  caller.move_to(server->port());
  const auto second = caller.post_report("theonlyone", "one-key");
  EXPECT_EQ(201, second.status);
  EXPECT_EQ(first.id, second.id);
  EXPECT_EQ(1u, caller.reports_about("theonlyone").size());
}

}  // namespace
}  // namespace system_tests
