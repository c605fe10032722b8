#include <gmock/gmock.h>

#include <csignal>

#include "tests/support/postgres_cluster.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A town with some history in a file, and an empty PostgreSQL beside it.
class Move : public testing::Test {
 protected:
  void SetUp() override {
    if (!support::has_postgres()) GTEST_SKIP() << "PostgreSQL is not installed";
    cluster_ = std::make_unique<support::PostgresCluster>("fsync = off");
    const auto made = run_lamplighter({"demo", "--data", file_, "--history", "--days", "10"});
    ASSERT_EQ(made.exit_code, 0) << made.output;
    Server server(file_);
    Caller crew(server.port());
    crew.sign_in("operator");
    ASSERT_EQ(crew.post_report("keptthroughthemove", "m-1").status, 201);
    server.program().signal(SIGTERM);
    ASSERT_TRUE(server.program().wait(30s));
    // A picture as the program would keep it; its row is not needed to see that the file comes along.
    const auto picture = std::filesystem::path(file_) / "photos" / "0f";
    std::filesystem::create_directories(picture);
    std::FILE* out = std::fopen((picture / ("0f" + std::string(30, '1') + ".jpg")).c_str(), "w");
    std::fputs("picture", out);
    std::fclose(out);
  }

  std::vector<std::string> there() const {
    return {"migrate", "--from", file_, "--to", cluster_->address(), "--data", pictures_};
  }
  static std::string digest_of(const std::string& output) {
    const auto at = output.find("digest ");
    return at == std::string::npos ? "" : output.substr(at + 7, 64);
  }

  const Folder folder_;
  const std::string file_ = (folder_.path() / "file").string();
  const std::string pictures_ = (folder_.path() / "pictures").string();
  const std::string back_ = (folder_.path() / "back").string();
  std::unique_ptr<support::PostgresCluster> cluster_;
};

TEST_F(Move, ThereAndBackEveryRowAndPictureIsTheSame) {
  const auto there_ended = run_lamplighter(there());
  ASSERT_EQ(there_ended.exit_code, 0) << there_ended.output;
  EXPECT_THAT(there_ended.output, HasSubstr("1 pictures"));
  const auto checked = run_lamplighter({"check", "--data", pictures_, "--database", cluster_->address()});
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
  // It is at work there: numbers go on after the last, counters count, texts are found, the log is continued.
  {
    Server server(pictures_, {}, {"--database", cluster_->address()});
    Caller caller(server.port());
    caller.sign_in("operator");
    EXPECT_EQ(caller.post_report("firstonethere", "m-2").status, 201);
    EXPECT_EQ(caller.reports_about("keptthrough").size(), 1U);
    EXPECT_THAT(caller.get("/api/v1/facilities?text=%E5%A4%A7%E8%B1%86&limit=1").body, HasSubstr("\"code\""));
    const auto busy =
        run_lamplighter({"migrate", "--from", cluster_->address(), "--data", pictures_, "--to", back_});
    EXPECT_EQ(busy.exit_code, 1);
    EXPECT_THAT(busy.output, HasSubstr("servers are at work"));
    server.program().signal(SIGTERM);
    ASSERT_TRUE(server.program().wait(30s));
  }
  const auto again = run_lamplighter({"check", "--data", pictures_, "--database", cluster_->address()});
  EXPECT_EQ(again.exit_code, 0) << again.output;
  const auto back_ended =
      run_lamplighter({"migrate", "--from", cluster_->address(), "--data", pictures_, "--to", back_});
  ASSERT_EQ(back_ended.exit_code, 0) << back_ended.output;
  const auto there_checked = run_lamplighter({"check", "--data", back_});
  EXPECT_EQ(there_checked.exit_code, 0) << there_checked.output;
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(back_) / "photos" / "0f" /
                                      ("0f" + std::string(30, '1') + ".jpg")));
  const auto full = run_lamplighter(there());
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.output, HasSubstr("is not empty"));
}

TEST_F(Move, BrokenOffItGoesOnWhereItWasAndNobodyServesTheHalf) {
  // Killed after some of the tables, then finished.
  std::vector<std::string> command{LAMPLIGHTER_BINARY};
  for (const auto& word : there()) command.push_back(word);
  Program broken(command);
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (broken.output().find("events: ") == std::string::npos && std::chrono::steady_clock::now() < until &&
         !broken.wait(0ms))
    std::this_thread::sleep_for(1ms);
  broken.signal(SIGKILL);
  const auto ended = broken.wait(10s);
  ASSERT_TRUE(ended);
  ASSERT_EQ(ended->signal, SIGKILL) << "it was too quick to be broken off: " << ended->output;
  const auto half = run_lamplighter({"user", "list", "--data", pictures_, "--database", cluster_->address()});
  EXPECT_NE(half.exit_code, 0);
  EXPECT_THAT(half.output, HasSubstr("was not finished"));
  const auto finished = run_lamplighter(there());
  ASSERT_EQ(finished.exit_code, 0) << finished.output;
  EXPECT_THAT(finished.output, HasSubstr("an earlier move had brought over"));
  const auto whole = run_lamplighter({"check", "--data", pictures_, "--database", cluster_->address()});
  EXPECT_EQ(whole.exit_code, 0) << whole.output;
}

TEST_F(Move, SaysWhatIsMissing) {
  const auto one = run_lamplighter({"migrate", "--from", file_});
  EXPECT_EQ(one.exit_code, 2);
  EXPECT_THAT(one.output, HasSubstr("both --from and --to"));
  const auto nothing = run_lamplighter({"migrate", "--from", back_, "--to", cluster_->address()});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.output, HasSubstr("no database in"));
}

}  // namespace
}  // namespace system_tests
