#include <gmock/gmock.h>

#include <csignal>
#include <random>

#include "tests/support/postgres_cluster.h"
#include "tests/system/clients.h"
#include "tests/system/database_link.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A cluster of its own with the demo town in it, and two servers on it that share a data folder.
class SeveralServers : public testing::Test {
 protected:
  void SetUp() override {
    if (!support::has_postgres()) GTEST_SKIP() << "PostgreSQL is not installed";
    cluster_ = std::make_unique<support::PostgresCluster>();
    const auto made = run_lamplighter({"demo", "--data", data_.string(), "--database", cluster_->address()});
    ASSERT_EQ(made.exit_code, 0) << made.output;
    servers_.resize(2);
    start(0);
    start(1);
  }
  void TearDown() override {
    servers_.clear();
    cluster_.reset();
  }

  void start(std::size_t which, std::string address = "") {
    if (address.empty()) address = cluster_->address();
    servers_[which] = std::make_unique<Server>(data_, std::vector<std::string>{},
                                               std::vector{std::string("--database"), address});
  }
  std::vector<std::uint16_t> ports() const { return {servers_[0]->port(), servers_[1]->port()}; }
  std::string ask(const std::string& sql) const {
    return support::run_sql(cluster_->address(), "SET search_path = lamplighter; " + sql);
  }

  /// Every report that was acknowledged is there once, and nothing else of these clients; every warning and
  /// breach was told once; the audit log is whole.
  void expect_whole(Clients& clients, const std::string& words) {
    const auto ledger = clients.stop();
    EXPECT_EQ("", clients.complaint());
    SCOPED_TRACE(servers_[0]->program().output());
    std::map<std::string, std::string> stored;
    // As any client: told 503, it asks again.
    for (const auto until = Clock::now() + 20s; stored.empty() && Clock::now() < until;) {
      try {
        Caller reader(servers_[0]->port());
        reader.sign_in("operator");
        for (const auto& report : reader.reports_about(words)) {
          const bool first = stored.emplace(report.words, report.id).second;
          EXPECT_TRUE(first) << report.words << " is stored twice";
        }
      } catch (const std::exception&) {
        stored.clear();
        std::this_thread::sleep_for(200ms);
      }
    }
    EXPECT_EQ(ledger, stored);
    EXPECT_EQ(ask("SELECT count(*) FROM (SELECT work_order, kind, details FROM events WHERE kind IN "
                  "('sla_warned', 'sla_breached') GROUP BY 1, 2, 3 HAVING count(*) > 1) twice"),
              "0");
    const auto verified =
        run_lamplighter({"audit", "verify", "--data", data_.string(), "--database", cluster_->address()});
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
  }

  const Folder folder_;
  const std::filesystem::path data_ = folder_.path() / "data";
  std::unique_ptr<support::PostgresCluster> cluster_;
  std::vector<std::unique_ptr<Server>> servers_;
};

TEST_F(SeveralServers, LoseAndDoubleNothingWhenServersAndTheDatabaseAreKilled) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  // LAMPLIGHTER_SERVER_KILLS=20 LAMPLIGHTER_DATABASE_KILLS=5 are the figures of docs/performance.md.
  const int server_kills = from_environment("LAMPLIGHTER_SERVER_KILLS", 4);
  const int database_kills = from_environment("LAMPLIGHTER_DATABASE_KILLS", 2);
  Clients clients(ports(), 6);
  auto longest = 0ms;
  for (int round = 0; round < server_kills + database_kills; ++round) {
    ASSERT_TRUE(clients.acknowledge(10, 60s)) << clients.complaint() << servers_[0]->program().output();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 100'000));
    const auto begun = Clock::now();
    if (round % ((server_kills + database_kills) / std::max(1, database_kills)) == 1) {
      cluster_->stop("immediate");
      cluster_->start();
    } else {
      const auto which = static_cast<std::size_t>(random() % 2);
      servers_[which]->program().signal(SIGKILL);
      ASSERT_TRUE(servers_[which]->program().wait(10s));
      // The other one goes on alone.
      clients.servers_are_at({servers_[1 - which]->port()});
      ASSERT_TRUE(clients.acknowledge(1, 60s)) << clients.complaint();
      longest =
          std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun));
      start(which);
      clients.servers_are_at(ports());
      continue;
    }
    ASSERT_TRUE(clients.acknowledge(1, 60s)) << clients.complaint();
    longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun));
  }
  std::printf(
      "%d kills of a server, %d of the database; %zu acknowledged; writes again after %lld ms at most\n",
      server_kills, database_kills, clients.acknowledged(), static_cast<long long>(longest.count()));
  EXPECT_LT(longest, 30s);
  expect_whole(clients, "crash");
}

TEST_F(SeveralServers, ACutOffServerAnswersAndComesBackByItself) {
  const Folder near;
  DatabaseLink link(cluster_->folder() / (".s.PGSQL." + std::to_string(cluster_->port())), near.path(),
                    cluster_->port());
  start(0, "host=" + near.path().string() + " port=" + std::to_string(cluster_->port()) +
               " user=postgres dbname=postgres");
  const int partitions = from_environment("LAMPLIGHTER_PARTITIONS", 1);
  Clients clients(ports(), 4, "partition");
  auto longest_answer = 0ms, longest_way_back = 0ms;
  for (int round = 0; round < partitions; ++round) {
    ASSERT_TRUE(clients.acknowledge(10, 60s)) << clients.complaint();
    // So that the patient ones are all at the other server, and only this one's own answer is timed.
    clients.servers_are_at({servers_[1]->port()});
    link.stall(true);
    Caller cut(servers_[0]->port());
    auto begun = Clock::now();
    const auto answer = cut.post("/api/v1/session", R"({"username":"nobody","password":"x"})", "");
    longest_answer =
        std::max(longest_answer, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun));
    EXPECT_EQ(answer.status, 503) << answer.body << servers_[0]->program().output();
    ASSERT_TRUE(clients.acknowledge(1, 60s)) << "the other server goes on";
    link.stall(false);
    begun = Clock::now();
    clients.servers_are_at({servers_[0]->port()});
    ASSERT_TRUE(clients.acknowledge(8, 60s)) << clients.complaint() << servers_[0]->program().output();
    longest_way_back = std::max(longest_way_back,
                                std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun));
    clients.servers_are_at(ports());
  }
  std::printf("%d partitions: 503 after %lld ms at most, written again %lld ms after their end\n", partitions,
              static_cast<long long>(longest_answer.count()),
              static_cast<long long>(longest_way_back.count()));
  EXPECT_LT(longest_answer, 20s);
  expect_whole(clients, "partition");
}

TEST_F(SeveralServers, OneIsOnDutyAndTheOtherTakesOver) {
  const auto holder = [&] { return ask("SELECT holder FROM duty WHERE until > clock_timestamp()"); };
  const auto first = holder();
  ASSERT_NE(first, "");
  {
    // Events of the other one, all the time: whoever is on duty stays it.
    const Clients clients({servers_[1]->port()}, 8, "busy");
    for (const auto until = Clock::now() + 5s; Clock::now() < until; std::this_thread::sleep_for(50ms))
      ASSERT_EQ(holder(), first);
  }
  servers_[0]->program().signal(SIGKILL);
  ASSERT_TRUE(servers_[0]->program().wait(10s));
  const auto until = Clock::now() + 20s;
  while (Clock::now() < until && (holder() == first || holder().empty())) std::this_thread::sleep_for(20ms);
  EXPECT_NE(holder(), first);
  EXPECT_NE(holder(), "");
}

TEST_F(SeveralServers, AnEventOfOneIsHeardAtTheOtherAndAListenerMayGoOver) {
  Caller writer(servers_[0]->port());
  writer.sign_in("supervisor");
  const auto listen = [&](std::size_t server, const std::string& after) {
    std::vector<std::string> command{"curl", "-sN", "-H", "Authorization: Bearer " + writer.token()};
    if (!after.empty()) command.insert(command.end(), {"-H", "Last-Event-ID: " + after});
    command.push_back("http://127.0.0.1:" + std::to_string(servers_[server]->port()) + "/api/v1/events");
    return std::make_unique<Program>(command);
  };
  const auto hears = [](const Program& listener, const std::string& words) {
    const auto until = Clock::now() + 20s;
    while (Clock::now() < until) {
      if (listener.output().find(words) != std::string::npos) return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  };
  const auto other = listen(1, "");
  ASSERT_TRUE(hears(*other, "hello")) << other->output();
  const auto last = ask("SELECT max(id) FROM events");
  const auto first = writer.post_report("heard elsewhere", "e-1");
  ASSERT_EQ(first.status, 201);
  EXPECT_TRUE(hears(*other, "\"report_id\":\"" + first.id + "\"")) << other->output();
  const auto second = writer.post_report("heard later", "e-2");
  // Whoever had heard everything up to `last` at one server gets the rest from the other, without a gap.
  const auto moved = listen(0, last);
  EXPECT_TRUE(hears(*moved, "\"report_id\":\"" + first.id + "\"")) << moved->output();
  EXPECT_TRUE(hears(*moved, "\"report_id\":\"" + second.id + "\"")) << moved->output();
}

TEST_F(SeveralServers, WhoSignsOutAtOneOrGuessesThereIsKnownAtTheOther) {
  Caller one(servers_[0]->port());
  one.sign_in("operator");
  auto other = one;
  other.move_to(servers_[1]->port());
  ASSERT_EQ(other.get("/api/v1/me").status, 200) << "remembered there for some seconds";
  http::ClientRequest out(http::Method::delete_, "/api/v1/session");
  out.headers.emplace_back("Authorization", "Bearer " + one.token());
  ASSERT_EQ(http::fetch("127.0.0.1", servers_[0]->port(), out).status, 204);
  const auto comes = [](auto holds) {
    const auto until = Clock::now() + 2s;  // session.cache_seconds is ten
    while (!holds() && Clock::now() < until) std::this_thread::sleep_for(5ms);
    return holds();
  };
  EXPECT_TRUE(comes([&] { return other.get("/api/v1/me").status == 401; }));

  const auto guess = [&](std::size_t server) {
    const Caller guesser(servers_[server]->port());
    return guesser.post("/api/v1/session", R"({"username":"Checker","password":"wrong, wrong"})", "").status;
  };
  for (int i = 0; i < 6; ++i) ASSERT_EQ(guess(0), 401) << i;
  EXPECT_EQ(guess(0), 429);
  EXPECT_TRUE(comes([&] { return guess(1) == 429; }));
}

}  // namespace
}  // namespace system_tests
