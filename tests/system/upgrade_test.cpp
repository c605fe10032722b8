#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::vector<fs::path> fixtures() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/tests/system/fixtures"))
    if (entry.path().extension() == ".xz") all.push_back(entry.path());
  return all;
}

/// A data folder with the database of an earlier program.
void unpack(const fs::path& fixture, const fs::path& data) {
  const auto command = "xz -dc '" + fixture.string() + "' > '" + (data / "lamplighter.db").string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << "xz is missing (Debian: xz-utils)";
}

void expect_sound(const fs::path& data) {
  const auto checked = run_lamplighter({"check", "--data", data.string()});
  EXPECT_EQ(0, checked.exit_code) << checked.output;
  EXPECT_NE(checked.output.find("Everything holds."), std::string::npos) << checked.output;
}

TEST(Upgrade, EveryEarlierSchemaComesUpAndHolds) {
  ASSERT_FALSE(fixtures().empty());
  for (const auto& fixture : fixtures()) {
    SCOPED_TRACE(fixture.filename());
    const Folder folder;
    unpack(fixture, folder.path());
    const auto migrated = run_lamplighter({"migrate", "--data", folder.path().string()});
    EXPECT_EQ(0, migrated.exit_code) << migrated.output;
    EXPECT_NE(migrated.output.find("schema version"), std::string::npos)
        << "says how far it is: " << migrated.output;
    expect_sound(folder.path());
  }
}

TEST(Upgrade, AKillInTheMiddleLeavesADatabaseThatComesUpTheNextTime) {
  for (const auto& fixture : fixtures()) {
    SCOPED_TRACE(fixture.filename());
    const Folder folder;
    unpack(fixture, folder.path());
    const std::vector<std::string> command{LAMPLIGHTER_BINARY, "migrate", "--data", folder.path().string()};
    int killed = 0;
    for (const auto after : {2ms, 5ms, 9ms, 14ms, 20ms, 27ms, 35ms, 50ms}) {
      Program program(command);
      std::this_thread::sleep_for(after);
      program.signal(SIGKILL);
      const auto ended = program.wait(30s);
      ASSERT_TRUE(ended);
      killed += ended->signal == SIGKILL;
    }
    EXPECT_GT(killed, 0);
    const auto migrated = run_lamplighter({"migrate", "--data", folder.path().string()});
    EXPECT_EQ(0, migrated.exit_code) << migrated.output;
    expect_sound(folder.path());
  }
}

TEST(Upgrade, TheServerTakesItUpByItself) {
  const Folder folder;
  unpack(fixtures().front(), folder.path());
  {
    Server server(folder.path());
    EXPECT_EQ(Caller(server.port()).get("/healthz").status, 200);
  }
  expect_sound(folder.path());
}

}  // namespace
}  // namespace system_tests
