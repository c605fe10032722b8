#include "server/api/shared_answers.h"

#include <string>
#include <vector>

#include "tests/server/api/fixture.h"

namespace {

using api::SharedAnswers;

SharedAnswers::Kept text(const std::string& words) {
  http::Response response(200);
  response.shared_body = std::make_shared<const std::string>(words);
  return std::make_shared<const http::Response>(std::move(response));
}

constexpr models::AccountId somebody{1}, another{2};
const SharedAnswers::Moment moment{7, models::from_unix(1'000)};

TEST(SharedAnswers, HoldsForOneMomentOnly) {
  SharedAnswers shared;
  const auto known = [&](const SharedAnswers::Moment& at) {
    return shared.find(at, "list", somebody) != nullptr;
  };
  const auto keep = [&] {
    EXPECT_FALSE(known(moment));
    shared.keep(moment, "list", text("all"), {});
    EXPECT_TRUE(known(moment));
  };
  keep();
  EXPECT_FALSE(known({8, moment.now})) << "something was stored";
  keep();
  EXPECT_FALSE(known({7, moment.now + models::Duration{1}})) << "a second went by";
  keep();
  EXPECT_FALSE(known({7, moment.now - models::Duration{1}})) << "the clock was put back";
  // Who began before a change and ends after it knows nothing of it.
  EXPECT_FALSE(known({8, moment.now}));
  shared.keep(moment, "list", text("old"), {});
  EXPECT_FALSE(known({8, moment.now}));
}

TEST(SharedAnswers, IsNotForThoseWhoGetAnother) {
  SharedAnswers shared;
  EXPECT_EQ(shared.find(moment, "order", somebody), nullptr);
  shared.keep(moment, "order", text("yours to close"), {another});
  ASSERT_NE(shared.find(moment, "order", somebody), nullptr);
  EXPECT_EQ(*shared.find(moment, "order", somebody)->shared_body, "yours to close");
  EXPECT_EQ(shared.find(moment, "order", another), nullptr);
}

TEST(SharedAnswers, KeepsNoMoreThanItsShare) {
  SharedAnswers shared;
  const auto known = [&](const std::string& key) { return shared.find(moment, key, somebody) != nullptr; };
  const std::string large(SharedAnswers::most_bytes / 2, 'x');
  EXPECT_FALSE(known("one"));
  shared.keep(moment, "one", text(large), {});
  EXPECT_TRUE(known("one"));
  shared.keep(moment, "two", text(large), {});
  EXPECT_FALSE(known("two")) << "its key makes it a few bytes too many";
  for (std::size_t n = 0; n < SharedAnswers::most_answers; ++n)
    shared.keep(moment, std::to_string(n), text(""), {});
  EXPECT_TRUE(known("0"));
  EXPECT_FALSE(known(std::to_string(SharedAnswers::most_answers - 1)));
}

class SharedAnswersTest : public ApiTest {
 protected:
  std::string sign_in_another(const models::Actor& like, const std::string& username) {
    models::Actor twin;
    database_->write_now([&](models::Transaction& tx) {
      auto account = *tx.accounts().find(like.account);
      account.username = username;
      account.id = {};
      twin.account = tx.accounts().insert(account);
      return true;
    });
    return sign_in(twin);
  }
  std::uint64_t reads() const { return database_->figures().reads; }
  bool shares() const { return database_->changes().has_value(); }
};

TEST_F(SharedAnswersTest, WhoMaySeeTheSameIsAnsweredOnce) {
  if (!shares()) GTEST_SKIP() << "several programs may write here: every answer is made anew";
  const auto order = "/api/v1/work-orders/" + open_order();
  const auto second = sign_in_another(town_.operator_, "operator-2");
  for (const auto& target :
       {order, std::string("/api/v1/work-orders?limit=50"), std::string("/api/v1/dashboard")}) {
    const auto first = get(target, operator_);
    ASSERT_EQ(get("/api/v1/me", second).status, 200);  // whoever asks for the first time is looked up
    const auto before = reads();
    const auto again = get(target, second);
    EXPECT_EQ(reads(), before) << target;
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("ETag"), first.header("ETag"));
    get(target + (target == order ? "?" : target.find('?') == std::string::npos ? "?" : "&") + "x=1", second);
    EXPECT_GT(reads(), before) << "another question";
  }
}

TEST_F(SharedAnswersTest, AChangeIsSeenByTheNextWhoAsks) {
  const auto order = open_order();
  const auto target = "/api/v1/work-orders/" + order;
  EXPECT_EQ(get(target, supervisor_).json()["state"], "assigned");
  EXPECT_EQ(post(target + "/acceptance", Json::object(), heat_).status, 200);
  EXPECT_EQ(get(target, supervisor_).json()["state"], "accepted");
  now_ += std::chrono::seconds{1};
  const auto later = get("/api/v1/dashboard", supervisor_).json();
  EXPECT_EQ(later["at"], models::to_rfc3339(now_));
}

TEST_F(SharedAnswersTest, WhoResolvedItSeesThatTheyMayNotCloseIt) {
  const auto order = open_order();
  const auto at = "/api/v1/work-orders/" + order;
  const auto second = sign_in_another(town_.dispatcher, "dispatcher-2");
  for (const auto* step : {"/acceptance", "/arrival"})
    ASSERT_EQ(post(at + step, Json::object(), dispatcher_).status, 200) << step;
  ASSERT_EQ(post(at + "/resolution", {{"outcome", "repaired"}, {"action", "换泵"}}, dispatcher_).status, 200);
  const auto may_close = [&](const Json& view) {
    const auto& actions = view.at("allowed_actions");
    return std::find(actions.begin(), actions.end(), "close") != actions.end();
  };
  const auto listed = [&](const std::string& token) {
    const auto list = get("/api/v1/work-orders", token).json();
    return list.at("items").at(0);
  };
  // Whoever asks first, nobody gets the other's.
  for (int turn = 0; turn < 2; ++turn) {
    now_ += std::chrono::seconds{1};
    for (const bool first : {turn == 0, turn != 0}) {
      const auto& token = first ? dispatcher_ : second;
      EXPECT_EQ(may_close(get(at, token).json()), !first) << turn;
      EXPECT_EQ(may_close(listed(token)), !first) << turn;
    }
  }
}

// What every account gets with sharing is, byte for byte, what it gets without.
TEST_F(SharedAnswersTest, SharingChangesNoAnswer) {
  const auto order = "/api/v1/work-orders/" + open_order();
  open_order("SL-DARK");
  post(order + "/notes", {{"text", "到门口了"}}, heat_);
  std::vector<std::string> tokens{operator_, dispatcher_, checker_, admin_, supervisor_, heat_, light_};
  for (const auto* actor : {&town_.auditor, &town_.village_reporter, &town_.heat2_member})
    tokens.push_back(sign_in(*actor));
  tokens.push_back(sign_in_another(town_.heat_member, "heat-2"));
  tokens.push_back(sign_in_another(town_.village_reporter, "reporter-2"));
  const std::vector<std::string> targets{order, order + "/events", "/api/v1/work-orders",
                                         "/api/v1/work-orders?state=active&limit=1", "/api/v1/dashboard"};
  std::vector<std::string> shared;
  for (int turn = 0; turn < 2; ++turn) {
    shared.clear();
    for (const auto& token : tokens)
      for (const auto& target : targets) shared.push_back(get(target, token).body);
  }
  context_.shared_answers = nullptr;
  auto next = shared.begin();
  for (const auto& token : tokens)
    for (const auto& target : targets) EXPECT_EQ(get(target, token).body, *next++) << target;
}

}  // namespace
