#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

// What a client saw while there was no room.
struct Seen {
  std::map<std::string, std::string> acknowledged;
  int refused = 0;
  std::string wrong;
};

// Writes until `enough` were refused; everything but 201, 503 and 507 is wrong.
Seen write_until_refused(const Caller& caller, const std::string& name, int enough) {
  Seen seen;
  for (int number = 0; number < 20'000 && seen.refused < enough; ++number) {
    const std::string words = name + std::to_string(number) + "end";
    const auto posted = caller.post_report(words, "key-" + words);
    if (posted.status == 201)
      seen.acknowledged[words] = posted.id;
    else if (posted.status == 503 || posted.status == 507)
      ++seen.refused;
    else
      seen.wrong = words + " was answered " + std::to_string(posted.status);
  }
  return seen;
}

bool writes_again(const Caller& caller) {
  for (int attempt = 0; attempt < 300; ++attempt) {
    if (caller.post_report("roomagain", "key-room-again").status == 201) return true;
    std::this_thread::sleep_for(100ms);
  }
  return false;
}

// Exactly what was acknowledged is stored, once each.
void expect_stored(const Caller& caller, const std::string& name,
                   const std::map<std::string, std::string>& acknowledged) {
  std::map<std::string, std::string> stored;
  for (const auto& report : caller.reports_about(name)) {
    const bool first = stored.emplace(report.words, report.id).second;
    EXPECT_TRUE(first) << report.words << " is stored twice";
  }
  EXPECT_EQ(acknowledged, stored);
}

TEST(FullDisk, AFileThatMayNotGrowIsRefusedAndNeverFalselyAcknowledged) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  auto server = std::make_unique<Server>(data);
  Caller caller(server->port());
  caller.sign_in("operator");
  ASSERT_EQ(201, caller.post_report("before", "key-before").status);

  rlimit limit{};
  ASSERT_EQ(0, prlimit(server->program().pid(), RLIMIT_FSIZE, nullptr, &limit));
  const rlimit small{rlim_t{256} * 1024, limit.rlim_max};
  ASSERT_EQ(0, prlimit(server->program().pid(), RLIMIT_FSIZE, &small, nullptr));
  const Seen seen = write_until_refused(caller, "small", 20);
  EXPECT_EQ("", seen.wrong);
  EXPECT_EQ(20, seen.refused) << "the limit was never felt";
  EXPECT_EQ(200, caller.get("/api/v1/reports?limit=1").status) << "reads go on";

  // 256 KiB may leave room for a page or two, so that readiness comes and goes; without any it is gone.
  const rlimit none{1, limit.rlim_max};
  ASSERT_EQ(0, prlimit(server->program().pid(), RLIMIT_FSIZE, &none, nullptr));
  EXPECT_NE(201, caller.post_report("nowhere", "key-nowhere").status);
  EXPECT_EQ(503, caller.get("/readyz").status);

  ASSERT_EQ(0, prlimit(server->program().pid(), RLIMIT_FSIZE, &limit, nullptr));
  EXPECT_EQ(200, caller.get("/readyz").status) << "readiness must come back although nobody writes";
  EXPECT_TRUE(writes_again(caller)) << server->program().output();
  expect_stored(caller, "small", seen.acknowledged);
  EXPECT_EQ(0u, caller.reports_about("nowhere").size()) << "what was refused came back";

  // The disk must say the same as the running program.
  server->program().signal(SIGKILL);
  ASSERT_TRUE(server->program().wait(10s));
  server = std::make_unique<Server>(data);
  caller.move_to(server->port());
  expect_stored(caller, "small", seen.acknowledged);
}

// A small disk of its own in a mount namespace of its own; the server's view of it is reached through /proc.
TEST(FullDisk, ASmallDiskFillsAndIsFreedAgain) {
  Program probe({"unshare", "-rm", "true"});
  const auto may_mount = probe.wait(10s);
  if (!may_mount || may_mount->exit_code != 0) GTEST_SKIP() << "this system lets nobody mount a small disk";

  const Folder folder;
  const auto town = copy_of_demo_town(folder.path());
  const auto disk = folder.path() / "disk";
  std::filesystem::create_directory(disk);
  const auto megabytes = std::filesystem::file_size(town / "lamplighter.db") / (1024 * 1024) + 24;
  const std::string script = "mount -t tmpfs -o size=" + std::to_string(megabytes) + "m tmpfs '" +
                             disk.string() + "' && cp -r '" + town.string() + "'/. '" + disk.string() +
                             "' && exec \"$@\"";
  Server server(disk, {"unshare", "-rm", "sh", "-c", script, "sh"});
  Caller caller(server.port());
  caller.sign_in("operator");

  const auto inside = std::filesystem::path("/proc/" + std::to_string(server.program().pid()) + "/root") /
                      std::filesystem::relative(disk, "/");
  ASSERT_TRUE(std::filesystem::exists(inside / "lamplighter.db"));
  {
    std::ofstream filler(inside / "filler", std::ios::binary);
    const std::string piece(4096, 'x');
    while (filler.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
    }
  }
  const Seen seen = write_until_refused(caller, "full", 20);
  EXPECT_EQ("", seen.wrong);
  EXPECT_EQ(20, seen.refused) << "the disk never filled";
  EXPECT_EQ(200, caller.get("/api/v1/reports?limit=1").status) << "reads go on";

  std::filesystem::remove(inside / "filler");
  EXPECT_TRUE(writes_again(caller)) << server.program().output();
  expect_stored(caller, "full", seen.acknowledged);
}

}  // namespace
}  // namespace system_tests
