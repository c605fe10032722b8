#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;

::testing::AssertionResult says(const Ended& ended, const std::string& words) {
  if (ended.output.find(words) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "does not say '" << words << "':\n" << ended.output;
}

std::string content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Commands, HelpNamesEveryCommand) {
  const auto help = run_lamplighter({"--help"});
  EXPECT_EQ(0, help.exit_code);
  for (const std::string command : {"serve", "import", "export", "demo", "replay", "user", "audit", "keys",
                                    "backup", "restore", "check", "migrate", "version"}) {
    EXPECT_TRUE(says(help, command));
    const auto more = run_lamplighter({command, "--help"});
    EXPECT_EQ(0, more.exit_code) << command;
    EXPECT_GT(more.output.size(), 80u) << command << " teaches nothing: " << more.output;
  }
  const auto serve = run_lamplighter({"serve", "--help"});
  for (const std::string option : {"--data", "--listen", "--config"}) EXPECT_TRUE(says(serve, option));
}

TEST(Commands, WrongUseIsSaidAndFails) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> uses{
      {{}, "help"},
      {{"lamp"}, "help"},
      {{"serve", "--no-such-option"}, "help"},
      {{"serve", "--listen", "nonsense"}, "HOST:PORT"},
      {{"serve", "--threads", "0"}, "threads"},
      {{"serve", "--config", "/nowhere.toml"}, "nowhere.toml"}};
  for (const auto& [arguments, words] : uses) {
    const auto ended = run_lamplighter(arguments);
    EXPECT_GT(ended.exit_code, 0) << ended.output;
    EXPECT_TRUE(says(ended, words));
  }
}

TEST(Commands, VersionIsTheProjectsOwn) {
  const auto version = run_lamplighter({"version"});
  EXPECT_EQ(0, version.exit_code);
  EXPECT_TRUE(says(version, LAMPLIGHTER_VERSION));
}

TEST(Commands, DemoFillsOnlyAnEmptyFolder) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  const auto before = content(data / "lamplighter.db");
  const auto again = run_lamplighter({"demo", "--data", data.string()});
  EXPECT_GT(again.exit_code, 0);
  EXPECT_TRUE(says(again, "empty"));
  EXPECT_EQ(before.size(), content(data / "lamplighter.db").size());
}

TEST(Commands, DemoNamesAnAccountForEachPage) {
  const Folder folder;
  const auto made = run_lamplighter({"demo", "--data", folder.path().string()});
  ASSERT_EQ(0, made.exit_code) << made.output;
  for (const std::string words : {"operator", "crew", "supervisor", "lamplighter-demo"})
    EXPECT_TRUE(says(made, words));
}

TEST(Commands, DemoWritesAHistoryWhenAskedTo) {
  const Folder folder;
  const auto made =
      run_lamplighter({"demo", "--data", folder.path().string(), "--history", "--days", "2", "--seed", "5"});
  ASSERT_EQ(0, made.exit_code) << made.output;
  EXPECT_TRUE(says(made, "2 days of simulated history"));
  EXPECT_TRUE(says(made, "marked 模拟"));
  for (const auto& wrong : std::vector<std::vector<std::string>>{
           {"--history", "--days", "0"}, {"--history", "--days", "366"}, {"--days", "3"}, {"--seed", "3"}}) {
    const Folder fresh;
    std::vector<std::string> arguments{"demo", "--data", fresh.path().string()};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    const auto refused = run_lamplighter(arguments);
    EXPECT_EQ(2, refused.exit_code) << refused.output;
    EXPECT_FALSE(std::filesystem::exists(fresh.path() / "lamplighter.db"));
  }
}

TEST(Commands, ADatabaseOfANewerProgramIsRefusedAndLeftAlone) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  Program newer({"sqlite3", (data / "lamplighter.db").string(), "PRAGMA user_version = 9999"});
  const auto changed = newer.wait(30s);
  ASSERT_TRUE(changed && changed->exit_code == 0);
  const auto before = content(data / "lamplighter.db");
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"migrate", "--data", data.string()},
                                             {"serve", "--data", data.string(), "--listen", "127.0.0.1:0"}}) {
    const auto refused = run_lamplighter(arguments);
    EXPECT_GT(refused.exit_code, 0) << refused.output;
    EXPECT_TRUE(says(refused, "newer"));
  }
  EXPECT_TRUE(before == content(data / "lamplighter.db")) << "the refused database was changed";
}

TEST(Commands, TheDatabaseIsEncryptedWithAKeyAndLaterWithAnother) {
  const Folder folder, elsewhere;
  const auto data = folder.path().string();
  const auto first = (elsewhere.path() / "first.key").string();
  const auto second = (elsewhere.path() / "second.key").string();
  ASSERT_EQ(run_lamplighter({"demo", "--data", data}).exit_code, 0);
  for (const auto& key : {first, second})
    EXPECT_EQ(run_lamplighter({"keys", "make", "--key-file", key}).exit_code, 0);
  EXPECT_TRUE(says(run_lamplighter({"keys", "make", "--key-file", first}), "never overwritten"));
  const auto tells = [&](const std::string& words) {
    for (const auto& entry : std::filesystem::directory_iterator(data))
      if (entry.is_regular_file() && content(entry.path()).find(words) != std::string::npos) return true;
    return false;
  };
  ASSERT_TRUE(tells("rescue-1-lead")) << "of what is sought when there is no key";

  const auto encrypted = run_lamplighter({"keys", "rotate", "--data", data, "--key-file", first});
  EXPECT_EQ(encrypted.exit_code, 0) << encrypted.output;
  EXPECT_FALSE(tells("rescue-1-lead"));
  EXPECT_FALSE(tells("CREATE TABLE"));
  const auto without = run_lamplighter({"user", "list", "--data", data});
  EXPECT_NE(without.exit_code, 0);
  EXPECT_TRUE(says(without, "database.key_file"));
  EXPECT_TRUE(says(run_lamplighter({"user", "list", "--data", data, "--database-key-file", second}),
                   "encrypted with another key"));
  EXPECT_TRUE(
      says(run_lamplighter({"user", "list", "--data", data, "--database-key-file", first}), "rescue-1-lead"));

  const auto rotated =
      run_lamplighter({"keys", "rotate", "--data", data, "--database-key-file", first, "--key-file", second});
  EXPECT_EQ(rotated.exit_code, 0) << rotated.output;
  EXPECT_NE(run_lamplighter({"user", "list", "--data", data, "--database-key-file", first}).exit_code, 0);
  const auto whole = run_lamplighter({"audit", "verify", "--data", data, "--database-key-file", second});
  EXPECT_EQ(whole.exit_code, 0) << whole.output;
  EXPECT_TRUE(
      says(run_lamplighter({"keys", "rotate", "--data", data, "--database-key-file", second}), "--plain"));
  EXPECT_EQ(
      run_lamplighter({"keys", "rotate", "--data", data, "--database-key-file", second, "--plain"}).exit_code,
      0);
  EXPECT_TRUE(says(run_lamplighter({"user", "list", "--data", data}), "rescue-1-lead"));
}

TEST(Commands, MigrateOfACurrentDatabaseChangesNothing) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  EXPECT_EQ(0, run_lamplighter({"migrate", "--data", data.string()}).exit_code);
  EXPECT_EQ(0, run_lamplighter({"migrate", "--data", data.string()}).exit_code);
}

TEST(Commands, AFileThatIsNoDatabaseIsRefused) {
  const Folder folder;
  std::ofstream(folder.path() / "lamplighter.db") << std::string(8192, 'x');
  const auto refused = run_lamplighter({"migrate", "--data", folder.path().string()});
  EXPECT_GT(refused.exit_code, 0);
  EXPECT_TRUE(says(refused, "lamplighter.db"));
  EXPECT_EQ(std::string(8192, 'x'), content(folder.path() / "lamplighter.db"));
}

}  // namespace
}  // namespace system_tests
