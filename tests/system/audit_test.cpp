#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/system/program.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

std::string content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

bool says(const Ended& ended, const std::string& words) {
  return ended.output.find(words) != std::string::npos;
}

// Somebody with the disk in their hands, without our program.
void change_in_file(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  auto bytes = content(file);
  const auto at = bytes.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  bytes.replace(at, from.size(), to);
  std::ofstream(file, std::ios::binary) << bytes;
}

TEST(AuditCommand, VerifiesBesideTheRunningServerAndFindsATouchedRow) {
  const Folder folder;
  const auto data = folder.path() / "data";
  const auto head = folder.path() / "kept.head";
  const auto verify = [&](std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"audit", "verify", "--data", data.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_lamplighter(arguments);
  };
  ASSERT_EQ(run_lamplighter({"demo", "--data", data.string(), "--no-reports"}).exit_code, 0);
  {
    Server server(data);
    const auto beside = verify();
    EXPECT_EQ(beside.exit_code, 0) << beside.output;
    EXPECT_TRUE(says(beside, "The audit log is whole")) << beside.output;
    const auto kept = run_lamplighter({"audit", "head", "--data", data.string(), "--output", head.string()});
    EXPECT_EQ(kept.exit_code, 0) << kept.output;
    EXPECT_EQ(verify({"--head", head.string()}).exit_code, 0);
    server.program().signal(SIGTERM);
    ASSERT_TRUE(server.program().wait(20s));
  }
  const auto file = data / "lamplighter.db";
  change_in_file(file, "lamplighter demo", "lamplighter demO");
  const auto found = verify({"--head", head.string()});
  EXPECT_EQ(found.exit_code, 1) << found.output;
  EXPECT_TRUE(says(found, "row 1 is not what was written")) << found.output;
  change_in_file(file, "lamplighter demO", "lamplighter demo");
  EXPECT_EQ(verify({"--head", head.string()}).exit_code, 0);
  // The key of another town does not vouch for this one.
  const auto stranger = verify({"--public-key", std::string(64, 'a')});
  EXPECT_EQ(verify({"--head", head.string(), "--public-key", std::string(64, 'a')}).exit_code, 1);
  EXPECT_EQ(verify({"--public-key", "zz"}).exit_code, 2);
  EXPECT_EQ(verify({"--head", file.string()}).exit_code, 2) << "no head at all";
  EXPECT_EQ(run_lamplighter({"audit", "verify", "--data", (folder.path() / "none").string()}).exit_code, 2);
  (void)stranger;
}

TEST(AuditCommand, TheCommandItselfIsOnRecordUnderTheSystemsUser) {
  const Folder folder;
  ASSERT_EQ(run_lamplighter({"demo", "--data", folder.path().string(), "--no-reports"}).exit_code, 0);
  const auto bytes = content(folder.path() / "lamplighter.db");
  EXPECT_NE(bytes.find("lamplighter demo"), std::string::npos);
  EXPECT_NE(bytes.find("console"), std::string::npos);
}

}  // namespace
}  // namespace system_tests
