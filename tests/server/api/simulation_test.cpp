#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "dispatch/figure_days.h"
#include "server/workers/workers.h"
#include "tests/server/api/fixture.h"
#include "tests/support/random_day.h"

// The whole server but its sockets, for days of town time from a seed: reporters, desk, crews and checkers
// over a network that loses and doubles requests and loses answers, with the clock and the watcher of the
// promises. Whoever heard nothing asks again under the same key. What was acknowledged must be there, once;
// what never was, at most once. Each seed has a town of its own, so that it alone brings a failure back;
// `bin/nightly` plays a thousand.
namespace {

using Json = nlohmann::json;

struct Step {
  std::string target;
  Json body;
  const std::string* token = nullptr;  ///< of whoever asks, who signs in anew now and then
  http::Method method = http::Method::post;
};

class LossyDays final : public ApiTest {
 public:
  explicit LossyDays(unsigned seed) : random_(seed) {}

  void play(int steps) {
    for (int i = 0; i < steps && !HasFailure(); ++i) step();
    if (HasFailure()) return;
    send_what_waits();
    expect_all_true();
  }
  const std::vector<std::string>& story() const { return story_; }
  std::size_t reports() const { return reported_.size(); }
  double town_seconds() const { return town_seconds_; }

 private:
  void TestBody() override {}

  struct Reported {
    std::string words, token;
    bool acknowledged = false;
  };
  struct Waiting {
    Step step;
    std::string key;
    std::string words;  ///< of a report
  };

  int roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }
  /// Shape   without receipt tokens: they are no affair of the seed
  void tell(std::string what) {
    for (const auto& one : reported_)
      if (const auto at = one.token.empty() ? std::string::npos : what.find(one.token);
          at != std::string::npos)
        what.replace(at, one.token.size(), "(" + one.words + ")");
    story_.push_back(models::to_rfc3339(now_) + " " + what);
  }

  void step() {
    const int what = roll(100);
    if (what < 18) return report();
    if (what < 34) return triage();
    if (what < 44) return pass_time();
    if (what < 52) return judge();
    if (what < 60) return send_what_waits();
    act();
  }

  void report() {
    const std::string words = "灯不亮 " + std::to_string(++made_);
    const bool by_desk = roll(2) == 0;
    Json body{{"village", support::SmallTown::village_a},
              {"fault_kind", roll(3) == 0 ? "HP-NOHEAT" : "SL-DARK"},
              {"address", "村口 " + std::to_string(roll(40)) + " 号"},
              {"description", words}};
    if (by_desk) body["channel"] = "hotline";
    if (by_desk)
      body["reporter"] = {{"name", "王秀兰"}, {"phone", "1390000" + std::to_string(1000 + roll(9000))}};
    reported_.push_back({words, "", false});
    over_the_network(
        {{by_desk ? "/api/v1/reports" : "/api/v1/public/reports", body, by_desk ? &operator_ : nullptr},
         "report-" + std::to_string(made_),
         words});
  }

  void triage() {
    const auto waiting = get("/api/v1/reports?state=received&limit=200", dispatcher_).json();
    if (waiting["items"].empty()) return;
    const auto& one =
        waiting["items"][static_cast<std::size_t>(roll(static_cast<int>(waiting["items"].size())))];
    Json body{{"decision", roll(12) == 0 ? "reject" : "open"}, {"reason", "看过了"}};
    if (body["decision"] == "open" && roll(2) == 0)
      body["crew_id"] = one["fault_kind"] == "HP-NOHEAT" ? town_.heat.text() : town_.light.text();
    over_the_network({{"/api/v1/reports/" + one["id"].get<std::string>() + "/triage", body, &dispatcher_,
                       http::Method::put},
                      next_key(),
                      ""});
  }

  void pass_time() {
    const int how = roll(12);
    const auto time = how == 0 ? models::Duration{roll(12) * 3600} : models::Duration{60 + roll(45) * 60};
    for (const auto until = now_ + time; now_ < until;) {
      now_ = std::min(until, now_ + std::chrono::minutes{5});
      workers::watch_clocks(*database_, now_);
      workers::watch_requests(*database_, now_);
      workers::watch_escalations(*database_, now_);
      workers::watch_unanswered(*database_, now_);
      workers::reassign(*database_, now_);
    }
    database_->read_now([&](models::Transaction& tx) {
      const auto next = tx.work_orders().next_clock();
      EXPECT_TRUE(!next || *next > now_) << "something due was not told";
    });
    sign_in_anew();
    town_seconds_ += static_cast<double>(time.count());
  }

  void sign_in_anew() {
    operator_ = sign_in(town_.operator_);
    dispatcher_ = sign_in(town_.dispatcher);
    checker_ = sign_in(town_.checker);
    supervisor_ = sign_in(town_.supervisor);
    heat_ = sign_in(town_.heat_member);
    light_ = sign_in(town_.light_member);
  }

  void judge() {
    std::vector<const Reported*> known;
    for (const auto& one : reported_)
      if (!one.token.empty()) known.push_back(&one);
    if (known.empty()) return;
    const auto* one = known[static_cast<std::size_t>(roll(static_cast<int>(known.size())))];
    const Json word{{"solved", roll(3) != 0}, {"comment", ""}};
    over_the_network(
        {Step{"/api/v1/public/reports/" + one->token + "/verdict", word, nullptr}, next_key(), ""});
  }

  void act() {
    const std::array people{&dispatcher_, &checker_, &heat_, &light_, &supervisor_, &operator_};
    const auto* who = people[static_cast<std::size_t>(roll(static_cast<int>(people.size())))];
    const auto orders = get("/api/v1/work-orders?state=active&limit=100", *who).json();
    if (orders["items"].empty()) return;
    const auto& order =
        orders["items"][static_cast<std::size_t>(roll(static_cast<int>(orders["items"].size())))];
    const auto& actions = order["allowed_actions"];
    if (actions.empty()) return;
    const std::string action = actions[static_cast<std::size_t>(roll(static_cast<int>(actions.size())))];
    const auto made = step_for(order["id"], action);
    if (!made) return;
    Waiting one{*made, next_key(), ""};
    one.step.token = who;
    over_the_network(one);
    if (HasFailure()) return;
    database_->read_now([&](models::Transaction& tx) {
      const auto id = models::WorkOrderId::parse(order["id"].get<std::string>());
      support::expect_sound(tx, *tx.work_orders().find(*id));
    });
  }

  std::optional<Step> step_for(const std::string& order, const std::string& action) {
    const std::string at = "/api/v1/work-orders/" + order;
    if (action == "assign")
      return Step{at + "/assignment",
                  {{"crew_id", roll(2) ? town_.heat.text() : town_.light.text()}, {"reason", "近"}},
                  nullptr,
                  http::Method::put};
    if (action == "accept") return Step{at + "/acceptance", Json::object(), nullptr};
    if (action == "contact") return Step{at + "/contact", Json::object(), nullptr};
    if (action == "arrive") return Step{at + "/arrival", Json::object(), nullptr};
    if (action == "make_safe") return Step{at + "/safety", Json::object(), nullptr};
    if (action == "pause")
      return Step{at + "/pauses", {{"reason", "waiting_part"}, {"note", "等件"}}, nullptr};
    if (action == "resume")
      return Step{at + "/pauses/current", Json::object(), nullptr, http::Method::delete_};
    if (action == "resolve")
      return Step{
          at + "/resolution", {{"outcome", "repaired"}, {"cause", "老化"}, {"action", "换了"}}, nullptr};
    if (action == "close")
      return Step{at + "/closure", {{"confirmed", true}, {"method", "callback"}}, nullptr, http::Method::put};
    if (action == "reopen") return Step{at + "/reopenings", {{"reason", "又坏了"}}, nullptr};
    if (action == "note") return Step{at + "/notes", {{"text", "说明 " + std::to_string(++made_)}}, nullptr};
    if (action == "cancel" && roll(6) == 0)
      return Step{at + "/cancellation", {{"reason", "不是公家的"}}, nullptr};
    return std::nullopt;
  }

  std::string next_key() { return "key-" + std::to_string(++keys_); }

  /// The request is lost, or its answer, or it comes twice, or all is well. Who heard nothing keeps it to ask
  /// again.
  void over_the_network(const Waiting& one) {
    const int fate = roll(10);
    if (fate == 0) {
      tell("lost on the way: " + one.step.target);
      return waiting_.push_back(one);
    }
    const auto got = ask(one);
    if (fate == 1) {
      tell("the answer was lost: " + one.step.target + " " + std::to_string(got.status));
      keep(one, got);
      return waiting_.push_back(one);
    }
    if (fate == 2) {
      tell("comes twice: " + one.step.target + " " + std::to_string(got.status));
      keep(one, got);
      heard(one, ask(one));
    }
    heard(one, got);
  }

  Got ask(const Waiting& one) {
    const auto& step = one.step;
    const auto body = step.method == http::Method::delete_ ? std::string() : step.body.dump();
    return send({step.method,
                 step.target,
                 body,
                 step.token ? *step.token : std::string(),
                 {{"Idempotency-Key", one.key}}});
  }

  /// A refusal is not kept: asked again, the same may be done by then.
  void keep(const Waiting& one, const Got& got) {
    if (got.status < 300) first_answers_.emplace(one.key, std::to_string(got.status) + got.body);
  }

  void heard(const Waiting& one, const Got& got) {
    tell(one.step.target + " " + std::to_string(got.status));
    EXPECT_LT(got.status, 500) << one.step.target << " " << got.body;
    if (const auto before = first_answers_.find(one.key); before != first_answers_.end()) {
      EXPECT_EQ(std::to_string(got.status) + got.body, before->second)
          << "done once, asked again, answered otherwise: " << one.step.target;
    }
    if (one.words.empty() || got.status != 201) return;
    for (auto& report : reported_)
      if (report.words == one.words) {
        report.acknowledged = true;
        report.token = got.json()["token"];
      }
  }

  void send_what_waits() {
    const auto now = std::exchange(waiting_, {});
    for (const auto& one : now) heard(one, ask(one));
  }

  /// Everything that was acknowledged is there once and can be followed; nothing else is; the database is
  /// sound.
  void expect_all_true() {
    std::map<std::string, int> stored;
    database_->read_now([&](models::Transaction& tx) {
      models::ReportQuery query;
      query.limit = 200;
      do {
        const auto page = tx.reports().search(query);
        for (const auto& report : page.items) {
          ++stored[report.description];
          support::expect_sound(tx, report);
        }
        query.cursor = page.next;
      } while (!query.cursor.empty());
    });
    for (const auto& one : reported_) {
      EXPECT_EQ(stored[one.words], one.acknowledged ? 1 : 0) << one.words;
      if (one.acknowledged) {
        EXPECT_EQ(get("/api/v1/public/reports/" + one.token, "").status, 200) << one.words;
      }
      stored.erase(one.words);
    }
    EXPECT_TRUE(stored.empty()) << "a report nobody made: " << (stored.empty() ? "" : stored.begin()->first);
    expect_sound_town();
  }

  /// Orders against their events, reports and clocks; boards and figures against a full recount; the log
  /// against its proofs: what `lamplighter check` looks at.
  void expect_sound_town() {
    workers::roll_up_figures(*database_, now_, 8 * 3600);
    database_->read_now([&](models::Transaction& tx) {
      models::WorkOrderQuery query;
      query.limit = 200;
      do {
        const auto page = tx.work_orders().search(query);
        for (const auto& order : page.items) support::expect_sound(tx, order);
        query.cursor = page.next;
      } while (!query.cursor.empty());
      for (const auto& fault : dispatch::figure_day_faults(*dispatch::figure_days_of(tx), now_))
        ADD_FAILURE() << fault;
    });
    for (const auto& fault : support::examine(folder_.path())) ADD_FAILURE() << fault;
    EXPECT_TRUE(support::verify_audit(folder_.path(), {}, {}).good()) << "the log is not whole";
    database_->check();
  }

  std::mt19937 random_;
  std::vector<std::string> story_;
  std::vector<Reported> reported_;
  std::vector<Waiting> waiting_;
  std::map<std::string, std::string> first_answers_;
  int made_ = 0, keys_ = 0;
  double town_seconds_ = 0;
};

constexpr int usual_steps = 100;

unsigned number(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : otherwise;
}

struct Played {
  std::size_t reports = 0;
  double town_seconds = 0;
  std::vector<std::string> story;
};

/// Plays one seed; when something was wrong its story is told.
Played play(unsigned seed, int steps) {
  LossyDays days(seed);
  days.play(steps);
  if (testing::Test::HasFailure()) {
    std::fprintf(stderr,
                 "seed %u (LAMPLIGHTER_SEED=%u LAMPLIGHTER_SEEDS=1 LAMPLIGHTER_STEPS=%d); its story:\n", seed,
                 seed, steps);
    for (const auto& line : days.story()) std::fprintf(stderr, "  %s\n", line.c_str());
  }
  return {days.reports(), days.town_seconds(), days.story()};
}

TEST(Simulation, DaysOverALossyNetworkLoseNothingAndDoubleNothing) {
  const auto first = number("LAMPLIGHTER_SEED", std::random_device{}());
  const auto seeds = number("LAMPLIGHTER_SEEDS", 50);
  const auto steps = static_cast<int>(number("LAMPLIGHTER_STEPS", usual_steps));
  std::printf("seeds %u to %u\n", first, first + seeds - 1);
  const auto began = std::chrono::steady_clock::now();
  std::size_t reports = 0;
  double town_seconds = 0;
  for (unsigned seed = first; seed != first + seeds; ++seed) {
    const auto played = play(seed, steps);
    if (testing::Test::HasFailure()) return;
    reports += played.reports;
    town_seconds += played.town_seconds;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%zu reports, %.1f hours of town time, %.1f hours a second\n", reports, town_seconds / 3600,
              town_seconds / 3600 / took.count());
  EXPECT_GT(reports, seeds * 3U) << "a town where nothing happens proves nothing";
}

TEST(Simulation, ASeedTellsTheSameStoryAgain) {
  const auto once = play(20261128, usual_steps);
  const auto again = play(20261128, usual_steps);
  EXPECT_EQ(once.story, again.story);
  EXPECT_NE(once.story, play(20261129, usual_steps).story);
}

/// Seeds that found something, with the number of their steps; what follows a # says what.
TEST(Simulation, SeedsThatOnceFoundSomethingFindNothingAnyMore) {
  std::ifstream list(SOURCE_DIR "/tests/server/api/simulation_seeds.txt");
  int played = 0;
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    unsigned seed = 0;
    int steps = 0;
    if (!(words >> seed >> steps)) continue;
    play(seed, steps);
    ++played;
  }
  EXPECT_GT(played, 0) << "the list of seeds is not there";
}

}  // namespace
