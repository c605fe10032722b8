#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/support/postgres_cluster.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;
using testing::HasSubstr;

/// Waits until it is so; false when that takes longer than a rule may take to reach a town.
bool becomes(const std::function<bool()>& so, std::chrono::seconds limit = 60s) {
  for (const auto until = Clock::now() + limit; Clock::now() < until; std::this_thread::sleep_for(200ms))
    if (so()) return true;
  return false;
}

/// A district with the towns north and south in a cluster of its own, all made by the command, each served by
/// a program of its own. North is the demo town; south has nothing but what it inherits.
class District : public testing::Test {
 protected:
  void SetUp() override {
    if (!support::has_postgres()) GTEST_SKIP() << "PostgreSQL is not installed";
    cluster_ = std::make_unique<support::PostgresCluster>(
        "fsync = off\nfull_page_writes = off\nsynchronous_commit = off");
    make("district", {"towns", "district"}, "通州区", "Tongzhou");
    make("north",
         {"towns", "add", "north", "--config", settings("district"), "--url", "https://north.example"},
         "北镇", "North");
    make("south", {"towns", "add", "south", "--config", settings("district")}, "南镇", "South");
    // The demo town moves in, as docs/operating.md says a town does.
    sql("DROP SCHEMA north CASCADE; CREATE SCHEMA north AUTHORIZATION lamplighter_north; "
        "GRANT USAGE ON SCHEMA north TO lamplighter_district");
    for (const auto& more :
         {std::vector<std::string>{"--from", copy_of_demo_town(folder_.path() / "demo").string(), "--to",
                                   own_address("north")},
          std::vector<std::string>{}}) {
      std::vector<std::string> command{"migrate", "--config", settings("north"), "--data", data("north")};
      command.insert(command.end(), more.begin(), more.end());
      const auto moved = run_lamplighter(command);
      ASSERT_EQ(moved.exit_code, 0) << moved.output;
    }
    const auto taken = run_lamplighter({"import", "classes", classes_ / "heater.json", "--config",
                                        settings("district"), "--data", data("district")});
    ASSERT_EQ(taken.exit_code, 0) << taken.output;
    // The same people everywhere, with the password that the demo town tells.
    for (const auto* schema : {"district", "south"})
      sql("INSERT INTO " + std::string(schema) +
          ".accounts (username, display_name, role, password_hash, disabled, demo, created_at, "
          "password_changed_at) SELECT username, display_name, role, password_hash, 0, 1, created_at, "
          "password_changed_at FROM north.accounts WHERE role IN ('supervisor', 'auditor')");
  }
  void TearDown() override {
    servers_.clear();
    cluster_.reset();
  }

  std::string settings(const std::string& name) const { return (folder_.path() / (name + ".toml")).string(); }
  std::string data(const std::string& name) const { return (folder_.path() / name).string(); }

  void make(const std::string& name, std::vector<std::string> command, const std::string& zh,
            const std::string& en) {
    const std::vector<std::string> more{"--admin",     cluster_->address(),
                                        "--name-zh",   zh,
                                        "--name-en",   en,
                                        "--data-root", folder_.path().string(),
                                        "--output",    settings(name)};
    command.insert(command.end(), more.begin(), more.end());
    const auto made = run_lamplighter(command);
    ASSERT_EQ(made.exit_code, 0) << made.output;
    EXPECT_THAT(made.output, HasSubstr("one-time password"));
  }
  void start(const std::string& name) {
    servers_[name] = std::make_unique<Server>(data(name), std::vector<std::string>{},
                                              std::vector<std::string>{"--config", settings(name)});
  }
  /// Of a program that is started when it is needed.
  Caller caller(const std::string& name, const std::string& who = "supervisor") {
    if (!servers_.contains(name)) start(name);
    Caller caller(servers_.at(name)->port());
    caller.sign_in(who);
    return caller;
  }
  std::string sql(const std::string& text) const { return support::run_sql(cluster_->address(), text); }

  /// The address in a settings file: as the town's own role.
  std::string own_address(const std::string& name) const {
    std::ifstream file(settings(name));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string key = "database.address = \"";
    const auto from = text.find(key) + key.size();
    return text.substr(from, text.find('"', from) - from);
  }
  static Json row_of(const Caller& caller, const std::string& town) {
    const auto answer = caller.get("/api/v1/district");
    if (answer.status != 200) return {};
    const auto board = Json::parse(answer.body);
    for (const auto& row : board.at("towns"))
      if (row.at("code") == town) return row;
    return {};
  }
  static std::string origin_of(const Caller& caller, const std::string& kind, const std::string& code) {
    const auto rules = Json::parse(caller.get("/api/v1/inherited-rules").body);
    for (const auto& rule : rules.at("items"))
      if (rule.at("kind") == kind && rule.at("code") == code) return rule.at("origin");
    return "";
  }
  static Json policy_of(const Caller& caller, const std::string& code) {
    const auto all = Json::parse(caller.get("/api/v1/policies").body);
    for (const auto& policy : all.at("items"))
      if (policy.at("code") == code) return policy;
    return {};
  }
  /// The policy with another limit to resolve, as somebody saves it.
  static int save_limit(const Caller& caller, Json policy, int minutes) {
    policy["limits"]["resolve"] = {{"amount", minutes}, {"unit", "minutes"}, {"calendar", "24x7"}};
    return caller.put("/api/v1/policies/" + policy.at("code").get<std::string>(), policy.dump()).status;
  }

  const Folder folder_;
  const std::filesystem::path classes_ = std::filesystem::path(SOURCE_DIR) / "data/lucheng/classes";
  std::unique_ptr<support::PostgresCluster> cluster_;
  std::map<std::string, std::unique_ptr<Server>> servers_;
};

TEST_F(District, ATownsRoleReadsNothingOfAnother) {
  const auto north = own_address("north"), south = own_address("south"), district = own_address("district");
  EXPECT_EQ(support::run_sql(north, "SELECT count(*) > 0 FROM north.work_orders"), "t");
  const auto refused = [](const std::string& address, const std::string& text) {
    try {
      return support::run_sql(address, text);
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  };
  EXPECT_THAT(refused(south, "SELECT count(*) FROM north.work_orders"), HasSubstr("permission denied"));
  EXPECT_THAT(refused(south, "SELECT count(*) FROM north_shown.work_orders"), HasSubstr("permission denied"));
  EXPECT_THAT(refused(north, "SELECT count(*) FROM south.accounts"), HasSubstr("permission denied"));
  EXPECT_THAT(refused(north, "SELECT count(*) FROM district.accounts"), HasSubstr("permission denied"));
  EXPECT_THAT(refused(north, "UPDATE district.sla_policies SET name_zh = ''"),
              HasSubstr("permission denied"));
  EXPECT_THAT(refused(north, "CREATE SCHEMA elsewhere"), HasSubstr("permission denied"));
  // The district sees counts and orders, and nothing that is of a person.
  EXPECT_EQ(support::run_sql(district, "SELECT count(*) > 0 FROM north_shown.work_orders"), "t");
  EXPECT_THAT(refused(district, "SELECT reporter_name FROM north.reports"), HasSubstr("permission denied"));
  EXPECT_THAT(refused(district, "SELECT reporter_name FROM north_shown.reports"),
              HasSubstr("does not exist"));
  EXPECT_THAT(refused(district, "DELETE FROM north_shown.work_orders"), HasSubstr("permission denied"));
  EXPECT_EQ(support::run_sql(district,
                             "SELECT count(*) FROM north_shown.reports WHERE reporter_phone NOT IN "
                             "('', '*')"),
            "0");
}

TEST_F(District, ItsBoardSaysWhatTheTownsOwnSay) {
  const auto district = caller("district"), north = caller("north");
  ASSERT_TRUE(becomes([&] { return !row_of(district, "north").value("figures", Json()).is_null(); }))
      << servers_["district"]->program().output();
  const auto own = Json::parse(north.get("/api/v1/dashboard").body);
  std::int64_t open = 0, danger = 0, late = 0;
  for (const auto& row : own.at("by_class")) {
    open += row.at("open").get<std::int64_t>();
    danger += row.at("danger").get<std::int64_t>();
    late += row.at("late").get<std::int64_t>();
  }
  ASSERT_GT(open, 0);
  const auto row = row_of(district, "north");
  EXPECT_EQ(row.at("problem"), nullptr);
  EXPECT_EQ(row.at("figures").at("open"), open);
  EXPECT_EQ(row.at("figures").at("danger"), danger);
  // Time goes on between the two: what falls due in between may count here or there.
  EXPECT_NEAR(row.at("figures").at("late").get<double>(), static_cast<double>(late), 1);
  const auto waiting = Json::parse(north.get("/api/v1/work-orders?state=open&limit=200").body);
  EXPECT_EQ(row.at("figures").at("waiting"), waiting.at("items").size());

  // The month, from its first moment in the town's time to when the row was read.
  const auto month =
      sql("SELECT to_char(date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE "
          "'Asia/Shanghai' AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  const auto figures = Json::parse(
      north.get("/api/v1/figures?from=" + month + "&to=" + row.at("read_at").get<std::string>()).body);
  for (const auto& [here, there] :
       {std::pair{"on_time", "on_time_rate"}, std::pair{"satisfied", "satisfied_rate"}}) {
    SCOPED_TRACE(here);
    const auto& value = figures.at("total").at("values").at(there);
    EXPECT_NEAR(row.at("figures").at(here).at("denominator").get<double>(),
                value.at("denominator").get<double>(), 1);
    EXPECT_NEAR(row.at("figures").at(here).at("numerator").get<double>(), value.at("numerator").get<double>(),
                1);
  }
  // What is written in the town stands on the board within seconds.
  ASSERT_EQ(north.post_report("路灯不亮", "k-1").status, 201);
  const auto orders =
      Json::parse(district.get("/api/v1/district/towns/north/work-orders?which=late&limit=200").body);
  EXPECT_NEAR(static_cast<double>(orders.at("items").size()), static_cast<double>(late), 1);
  for (const auto& order : orders.at("items")) {
    EXPECT_THAT(order.at("number").get<std::string>(), testing::Not(testing::IsEmpty()));
    EXPECT_FALSE(order.contains("description") || order.contains("address") || order.contains("reporter"));
  }
}

TEST_F(District, WhatLiesOutsideAnAccountsTownsIsNotThere) {
  sql("UPDATE district.accounts SET towns = '[\"north\"]' WHERE username = 'supervisor'");
  const auto bound = caller("district"), whole = caller("district", "auditor");
  ASSERT_TRUE(becomes([&] { return !row_of(whole, "south").empty() && !row_of(whole, "north").empty(); }));
  const auto board = Json::parse(bound.get("/api/v1/district").body);
  ASSERT_EQ(board.at("towns").size(), 1u);
  EXPECT_EQ(board.at("towns")[0].at("code"), "north");
  EXPECT_EQ(bound.get("/api/v1/district/towns/north/work-orders").status, 200);
  EXPECT_EQ(bound.get("/api/v1/district/towns/south/work-orders").status, 404);
  EXPECT_EQ(bound.get("/api/v1/district/towns/nowhere/work-orders").status, 404);
  EXPECT_EQ(whole.get("/api/v1/district/towns/south/work-orders").status, 200);
  EXPECT_EQ(whole.get("/api/v1/district/towns/south/work-orders?which=never").status, 422);
  // A town is no district.
  EXPECT_EQ(caller("north").get("/api/v1/district").status, 404);
}

TEST_F(District, ATownThatDoesNotAnswerSaysSoAndTheOthersGoOn) {
  const auto district = caller("district");
  ASSERT_TRUE(becomes([&] { return !row_of(district, "south").value("figures", Json()).is_null(); }));
  // A town's program may stand still, or was never started: its rows are read all the same.
  ASSERT_FALSE(servers_.contains("south"));
  EXPECT_EQ(row_of(district, "south").at("problem"), nullptr);
  sql("UPDATE south.schema_version SET version = version + 1");
  EXPECT_TRUE(becomes([&] { return row_of(district, "south").at("problem") == "other_version"; }));
  sql("UPDATE south.schema_version SET version = version - 1");
  EXPECT_TRUE(becomes([&] { return row_of(district, "south").at("problem").is_null(); }));
  sql("REVOKE USAGE ON SCHEMA south_shown FROM lamplighter_district");
  sql("ALTER SCHEMA south_shown RENAME TO elsewhere");
  EXPECT_TRUE(becomes([&] { return row_of(district, "south").at("problem") == "no_schema"; }));
  EXPECT_EQ(district.get("/api/v1/district/towns/south/work-orders").status, 503);
  const auto board = Json::parse(district.get("/api/v1/district").body);
  EXPECT_EQ(board.at("unanswered"), 1);
  EXPECT_EQ(row_of(district, "north").at("problem"), nullptr);
  EXPECT_EQ(board.at("total").at("open"), row_of(district, "north").at("figures").at("open"));
  sql("ALTER SCHEMA elsewhere RENAME TO south_shown");
  EXPECT_TRUE(becomes([&] { return row_of(district, "south").at("problem") == "no_right"; }));
  sql("GRANT USAGE ON SCHEMA south_shown TO lamplighter_district");
  EXPECT_TRUE(becomes([&] { return row_of(district, "south").at("problem").is_null(); }));
}

TEST_F(District, RulesAreInheritedOverriddenAndTakenBack) {
  const auto district = caller("district"), south = caller("south"), north = caller("north");
  const std::string code = "HP-P2";
  ASSERT_TRUE(becomes([&] { return origin_of(south, "policy", code) == "inherited"; }))
      << servers_["south"]->program().output();
  EXPECT_EQ(origin_of(south, "facility_class", "heater"), "inherited");
  EXPECT_EQ(Json::parse(south.get("/api/v1/fault-kinds").body).at("items").size(),
            Json::parse(district.get("/api/v1/fault-kinds").body).at("items").size());
  const auto limit = [&](const Caller& at) { return policy_of(at, code).at("limits").at("resolve"); };
  EXPECT_EQ(limit(south), limit(district));

  // A publication of the district reaches the towns by itself.
  ASSERT_EQ(save_limit(district, policy_of(district, code), 777), 200);
  EXPECT_TRUE(becomes([&] { return limit(south).at("amount") == 777; }));
  EXPECT_TRUE(becomes([&] { return limit(north).at("amount") == 777; }));

  // What the town says otherwise is its own, whatever the district says later.
  ASSERT_EQ(save_limit(south, policy_of(south, code), 333), 200);
  EXPECT_EQ(origin_of(south, "policy", code), "own");
  ASSERT_EQ(save_limit(district, policy_of(district, code), 888), 200);
  EXPECT_TRUE(becomes([&] { return limit(north).at("amount") == 888; }));
  EXPECT_EQ(limit(south).at("amount"), 333);

  const auto back = "/api/v1/inherited-rules/policy/" + code + "/taking-back";
  EXPECT_EQ(caller("south", "auditor").post(back, "", "").status, 403);
  EXPECT_EQ(south.post("/api/v1/inherited-rules/policy/none/taking-back", "", "").status, 404);
  EXPECT_EQ(south.post(back, "", "").status, 200);
  EXPECT_EQ(limit(south).at("amount"), 888);
  EXPECT_EQ(origin_of(south, "policy", code), "inherited");
  EXPECT_EQ(south.post(back, "", "").status, 409);
}

TEST_F(District, WrongCallsAreRefusedInWords) {
  const auto call = [](std::vector<std::string> words) { return run_lamplighter(words); };
  const auto admin = cluster_->address();
  const std::vector<std::string> add{"towns",   "add",      "north",       "--config", settings("district"),
                                     "--admin", admin,      "--name-zh",   "北镇",     "--name-en",
                                     "North",   "--output", data("x.toml")};
  auto again = call(add);
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.output, HasSubstr("has a town north already"));
  auto other = add;
  other[2] = "No-Such Name";
  EXPECT_THAT(call(other).output, HasSubstr("a letter first"));
  other[2] = "west";
  other[4] = settings("north");
  EXPECT_THAT(call(other).output, HasSubstr("district.board = true"));

  start("north");
  std::vector<std::string> remove{"towns",   "remove", "south", "--config", settings("district"),
                                  "--admin", admin};
  const auto careful = call(remove);
  EXPECT_EQ(careful.exit_code, 2);
  EXPECT_THAT(careful.output, HasSubstr("everything-of-south"));
  EXPECT_EQ(sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'south%'"), "2");
  remove.insert(remove.end(), {"--drop", "everything-of-south"});
  const auto removed = call(remove);
  EXPECT_EQ(removed.exit_code, 0) << removed.output;
  EXPECT_EQ(sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'south%'"), "0");
  EXPECT_EQ(sql("SELECT count(*) FROM pg_roles WHERE rolname = 'lamplighter_south'"), "0");
  EXPECT_EQ(sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'north%'"), "2");
  remove[2] = "north";
  remove.back() = "everything-of-north";
  EXPECT_THAT(call(remove).output, HasSubstr("stop it first"));

  const Folder file;
  const auto on_sqlite = call({"serve", "--data", file.path().string(), "--district-board", "true"});
  EXPECT_EQ(on_sqlite.exit_code, 2);
  EXPECT_THAT(on_sqlite.output, HasSubstr("give database.address"));
  EXPECT_FALSE(std::filesystem::exists(file.path() / "lamplighter.db"));
}

}  // namespace
}  // namespace system_tests
