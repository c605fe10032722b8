// The drill: what a town would do after its machine burnt down, with the program as it is installed.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

::testing::AssertionResult says(const Ended& ended, const std::string& words) {
  if (ended.output.find(words) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "does not say '" << words << "':\n" << ended.output;
}

fs::path only_backup(const fs::path& folder) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory()) found = entry.path();
  return found;
}

TEST(Backup, MadeBesideTheRunningServerAndServedElsewhereAfterwards) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  const auto backups = folder.path() / "backups";
  const auto restored = folder.path() / "restored";
  auto server = std::make_unique<Server>(data);
  Caller caller(server->port());
  caller.sign_in("operator");
  std::map<std::string, std::string> ledger;
  for (int i = 0; i < 30; ++i) {
    const auto words = "drill" + std::to_string(i) + "end";
    const auto posted = caller.post_report(words, "key-" + words);
    ASSERT_EQ(posted.status, 201);
    ledger[words] = posted.id;
  }
  std::atomic<bool> stop{false};
  std::thread meanwhile([&] {
    for (int i = 0; !stop; ++i) caller.post_report("later" + std::to_string(i), "later-" + std::to_string(i));
  });
  const auto made = run_lamplighter({"backup", "make", "--data", data.string(), "--in", backups.string()});
  stop = true;
  meanwhile.join();
  EXPECT_EQ(made.exit_code, 0) << made.output;
  server->program().signal(SIGKILL);
  ASSERT_TRUE(server->program().wait(10s));
  fs::remove_all(data);

  EXPECT_TRUE(says(run_lamplighter({"backup", "list", "--in", backups.string()}), "work orders"));
  const auto backup = only_backup(backups);
  const auto proof = run_lamplighter({"backup", "verify", "--in", backup.string()});
  EXPECT_EQ(proof.exit_code, 0) << proof.output;
  Program foreign({"sh", "-c", "cd '" + backup.string() + "' && sha256sum --quiet -c SHA256SUMS"});
  const auto agreed = foreign.wait(30s);
  EXPECT_TRUE(agreed && agreed->exit_code == 0) << "another program finds the sums wrong";

  const auto back = run_lamplighter({"restore", backup.string(), "--data", restored.string()});
  ASSERT_EQ(back.exit_code, 0) << back.output;
  EXPECT_TRUE(says(back, "signs in anew"));
  const auto checked = run_lamplighter({"check", "--data", restored.string()});
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
  EXPECT_TRUE(says(checked, "Everything holds"));
  const auto again = run_lamplighter({"restore", backup.string(), "--data", restored.string()});
  EXPECT_NE(again.exit_code, 0) << "over what is there";

  server = std::make_unique<Server>(restored);
  caller.move_to(server->port());
  EXPECT_EQ(caller.get("/api/v1/me").status, 401) << "a session of before";
  caller.sign_in("operator");
  std::map<std::string, std::string> found;
  for (const auto& report : caller.reports_about("drill")) found[report.words] = report.id;
  EXPECT_EQ(found, ledger);
  EXPECT_TRUE(says(run_lamplighter({"check", "--data", restored.string()}), "Everything holds"))
      << "beside the server";
}

TEST(Backup, TheServerMakesItsOwn) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  const auto backups = folder.path() / "backups";
  ASSERT_EQ(setenv("LAMPLIGHTER_BACKUP_FOLDER", backups.c_str(), 1), 0);
  Server server(data);
  unsetenv("LAMPLIGHTER_BACKUP_FOLDER");
  const Caller caller(server.port());
  const auto shown = [&] {
    const auto text = caller.get("/metrics").body;
    const auto at = text.find("\nlamplighter_backup_at_seconds ");
    return at == std::string::npos ? -1.0 : std::stod(text.substr(at + 31));
  };
  for (int i = 0; i < 600 && shown() <= 0; ++i) std::this_thread::sleep_for(50ms);
  EXPECT_GT(shown(), 1.7e9) << server.program().output();
  EXPECT_EQ(run_lamplighter({"backup", "verify", "--in", only_backup(backups).string()}).exit_code, 0);
}

TEST(Backup, CheckFindsWhatSomebodyChangedBehindTheProgramsBack) {
  const Folder folder;
  const auto data = copy_of_demo_town(folder.path());
  ASSERT_EQ(run_lamplighter({"check", "--data", data.string()}).exit_code, 0);
  Program change({"sqlite3", (data / "lamplighter.db").string(),
                  "UPDATE work_orders SET report_count = report_count + 1 WHERE id = (SELECT min(id) FROM "
                  "work_orders)"});
  const auto changed = change.wait(30s);
  ASSERT_TRUE(changed && changed->exit_code == 0) << changed->output;
  const auto found = run_lamplighter({"check", "--data", data.string()});
  EXPECT_EQ(found.exit_code, 1) << found.output;
  EXPECT_TRUE(says(found, "1 faults"));
  EXPECT_TRUE(says(found, "reports and has"));
  EXPECT_EQ(run_lamplighter({"check", "--data", (folder.path() / "none").string()}).exit_code, 2);
}

}  // namespace
}  // namespace system_tests
