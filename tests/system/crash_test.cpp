#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

// Clients that never give up: each writes reports under keys of its own and repeats a key until it is
// acknowledged, through crashes and restarts. What was acknowledged goes into the ledger.
class Clients {
 public:
  Clients(std::uint16_t port, int count) : caller_(port) {
    caller_.sign_in("operator");
    for (int client = 0; client < count; ++client)
      threads_.emplace_back([this, client] { write_until_stopped(client); });
  }
  ~Clients() { stop(); }

  void server_is_at(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    caller_.move_to(port);
  }
  std::size_t acknowledged() const {
    const std::lock_guard lock(mutex_);
    return ledger_.size();
  }
  // Each client finishes the key it is at, so that every key begun is in the ledger.
  const std::map<std::string, std::string>& stop() {
    stopping_ = true;
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
    return ledger_;
  }
  std::string complaint() const {
    const std::lock_guard lock(mutex_);
    return complaint_;
  }

 private:
  void write_until_stopped(int client) {
    for (int number = 0; !stopping_; ++number)
      write_one("crash" + std::to_string(client) + "x" + std::to_string(number) + "end");
  }

  void write_one(const std::string& words) {
    const auto give_up = std::chrono::steady_clock::now() + 60s;
    while (std::chrono::steady_clock::now() < give_up) {
      try {
        const auto posted = current().post_report(words, "key-" + words);
        const std::lock_guard lock(mutex_);
        if (posted.status == 201) {
          ledger_[words] = posted.id;
          return;
        }
        if (posted.status != 503) complaint_ = words + " was answered " + std::to_string(posted.status);
      } catch (const std::exception&) {
        std::this_thread::sleep_for(5ms);  // the server is away: an unknown result, so the same key again
      }
    }
    const std::lock_guard lock(mutex_);
    complaint_ = words + " was never acknowledged";
  }

  Caller current() const {
    const std::lock_guard lock(mutex_);
    return caller_;
  }

  mutable std::mutex mutex_;
  Caller caller_;
  std::map<std::string, std::string> ledger_;
  std::string complaint_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

TEST(Crash, NothingAcknowledgedIsLostOrDoubledByKill) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  auto server = std::make_unique<Server>(data);
  Clients clients(server->port(), 6);
  for (int round = 0; round < 6; ++round) {
    // Kill only after writes of this round were acknowledged, at a moment of chance.
    const auto before = clients.acknowledged();
    for (int i = 0; i < 6000 && clients.acknowledged() < before + 20; ++i) std::this_thread::sleep_for(5ms);
    ASSERT_GE(clients.acknowledged(), before + 20) << clients.complaint() << server->program().output();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 100'000));
    server->program().signal(SIGKILL);
    ASSERT_TRUE(server->program().wait(10s));
    server = std::make_unique<Server>(data);
    clients.server_is_at(server->port());
  }
  const auto ledger = clients.stop();
  EXPECT_EQ("", clients.complaint());

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
