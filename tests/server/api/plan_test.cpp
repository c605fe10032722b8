#include <algorithm>

#include "tests/server/api/fixture.h"

namespace {

using http::Method;

struct Ask {
  std::string name;
  Method method;
  std::string target;  ///< {id}: an order
  std::string body;
};

const std::vector<Ask> asks{
    {"board", Method::get, "/api/v1/plan", ""},
    {"preview", Method::post, "/api/v1/plan/previews", R"({"steps":0})"},
    {"propose", Method::post, "/api/v1/plan/proposals", R"({"steps":0})"},
    {"list", Method::get, "/api/v1/plan/publications", ""},
    {"read", Method::get, "/api/v1/plan/publications/999", ""},
    {"publish", Method::post, "/api/v1/plan/publications", R"({"proposal_id":"999"})"},
    {"discard", Method::post, "/api/v1/plan/publications/999/discarding", R"({"reason":"不改"})"},
    {"undo", Method::post, "/api/v1/plan/publications/999/undoing", R"({"reason":"不改"})"},
    {"overrides", Method::get, "/api/v1/plan/overrides", ""},
    {"forecast", Method::get, "/api/v1/plan/forecast", ""},
    {"unpin", Method::delete_, "/api/v1/work-orders/{id}/pin", ""},
    {"rules", Method::get, "/api/v1/planning-rules", ""},
    {"mode", Method::put, "/api/v1/planning-rules", R"({"class":"toilet","mode":"manual"})"},
    {"unmode", Method::delete_, "/api/v1/planning-rules?class=toilet", ""},
    {"away", Method::put, "/api/v1/crews/toilet/absence", R"({"reason":"车坏了"})"},
    {"back", Method::delete_, "/api/v1/crews/heat2/absence", ""},
};

// Whom the verbs let through; what then comes of it (404, 409) is another matter.
const std::vector<std::string> reads{"board", "list", "read", "overrides", "forecast", "rules"};
const std::vector<std::string> plans{"board",   "preview", "propose",   "list",     "read",  "publish",
                                     "discard", "undo",    "overrides", "forecast", "unpin", "rules",
                                     "mode",    "unmode",  "away",      "back"};

}  // namespace

class PlanApiTest : public ApiTest {
 protected:
  std::string at(std::string target, const std::string& order) {
    if (const auto place = target.find("{id}"); place != std::string::npos) target.replace(place, 4, order);
    return target;
  }
  // Everything waits for a person, so that a crew's absence moves nothing by itself.
  void leave_it_to_people() {
    ASSERT_EQ(put("/api/v1/planning-rules", {{"mode", "propose"}, {"reason", "演练"}}, dispatcher_).status,
              200);
  }
  // What a person chose is pinned; this one may go elsewhere.
  std::string open_free_order() {
    const auto order = open_order();
    EXPECT_EQ(send({Method::delete_, "/api/v1/work-orders/" + order + "/pin", "", dispatcher_, {}}).status,
              200);
    return order;
  }
  Json board() { return get("/api/v1/plan", dispatcher_).json(); }
  std::string crew_of(const std::string& order) {
    return get("/api/v1/work-orders/" + order, dispatcher_).json()["crew_id"];
  }
  Got preview() { return post("/api/v1/plan/previews", {{"steps", 50}}, dispatcher_); }
};

TEST_F(PlanApiTest, EachRoleMayDoWhatTheTableSays) {
  const auto order = open_order();
  const std::vector<std::pair<std::string, std::vector<std::string>>> table{
      {operator_, reads},
      {dispatcher_, plans},
      {supervisor_, plans},
      {checker_, reads},
      {sign_in(town_.auditor), reads},
      {admin_, {"board", "list", "read", "overrides", "forecast", "rules", "mode", "unmode"}},
      {heat_, {"board", "forecast", "rules"}},
      {sign_in(town_.village_reporter), {}},
  };
  std::size_t role = 0;
  for (const auto& [token, allowed] : table) {
    for (const auto& ask : asks) {
      const auto got = send({ask.method, at(ask.target, order), ask.body, token, {}});
      const bool may = std::find(allowed.begin(), allowed.end(), ask.name) != allowed.end();
      // A crew is not even told that there is such a publication or order.
      const bool hidden = got.status == 403 || (token == heat_ && got.status == 404);
      EXPECT_EQ(!hidden, may) << "role " << role << ", " << ask.name << ": " << got.status << " " << got.body;
      EXPECT_LT(got.status, 500) << ask.name;
    }
    ++role;
  }
}

TEST_F(PlanApiTest, EveryWrongFieldIsNamed) {
  const auto order = open_order();
  using Fields = std::vector<std::string>;
  const auto wrong = [&](Method method, const std::string& target, const Json& body) {
    const auto got = send({method, at(target, order), body.dump(), dispatcher_, {}});
    EXPECT_EQ(got.status, 422) << target << " " << got.body;
    EXPECT_EQ(got.header("Content-Type"), "application/problem+json");
    return got.wrong_fields();
  };
  EXPECT_EQ(wrong(Method::post, "/api/v1/plan/previews", {{"steps", 1000000}, {"seed", 0}}),
            (Fields{"seed", "steps"}));
  EXPECT_EQ(wrong(Method::post, "/api/v1/plan/previews", {{"hurry", true}}), Fields{"hurry"});
  EXPECT_EQ(wrong(Method::post, "/api/v1/plan/publications", Json::object()), Fields{"proposal_id"});
  EXPECT_EQ(wrong(Method::post, "/api/v1/plan/publications", {{"proposal_id", "1"}, {"preview", true}}),
            Fields{"preview"});
  EXPECT_EQ(wrong(Method::post, "/api/v1/plan/publications/1/undoing", Json::object()), Fields{"reason"});
  EXPECT_EQ(wrong(Method::put, "/api/v1/work-orders/{id}/pin", {{"reason", "老张熟"}}), Fields{"crew_id"});
  EXPECT_EQ(wrong(Method::put, "/api/v1/work-orders/{id}/pin", {{"crew_id", "99"}, {"start", "soon"}}),
            (Fields{"start", "reason"}));
  EXPECT_EQ(wrong(Method::put, "/api/v1/planning-rules", {{"village", "1"}, {"mode", "maybe"}}),
            Fields{"mode"});
  EXPECT_EQ(wrong(Method::put, "/api/v1/planning-rules", {{"village", "1"}, {"mode", "manual"}}),
            Fields{"village"});
  EXPECT_EQ(wrong(Method::put, "/api/v1/crews/heat/absence", {{"until", "2020-01-01T00:00:00Z"}}),
            Fields{"reason"});
  const auto backwards =
      get("/api/v1/plan/overrides?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z", dispatcher_);
  EXPECT_EQ(backwards.status, 422);
  EXPECT_EQ(get("/api/v1/plan/overrides?from=yesterday", dispatcher_).wrong_fields(), Fields{"from"});
  EXPECT_EQ(get("/api/v1/plan/publications?state=lost", dispatcher_).wrong_fields(), Fields{"state"});
  EXPECT_EQ(put("/api/v1/crews/nobody/absence", {{"reason", "病了"}}, dispatcher_).status, 404);
}

TEST_F(PlanApiTest, APlanIsPreviewedPublishedAndUndone) {
  leave_it_to_people();
  const auto order = open_free_order();
  EXPECT_EQ(crew_of(order), town_.heat.text());
  const auto away = put("/api/v1/crews/heat/absence", {{"reason", "车坏了"}}, dispatcher_);
  ASSERT_EQ(away.status, 200) << away.body;
  EXPECT_EQ(away.json()["publication"], nullptr);
  EXPECT_EQ(crew_of(order), town_.heat.text());

  const auto seen = preview();
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.json()["id"], nullptr);
  ASSERT_EQ(seen.json()["changes"].size(), 1u);
  const auto change = seen.json()["changes"][0];
  EXPECT_EQ(change["work_order_id"], order);
  EXPECT_EQ(change["from_crew_id"], town_.heat.text());
  EXPECT_EQ(change["to_crew_id"], town_.heat2.text());
  EXPECT_EQ(change["order"]["class"], "heater");
  EXPECT_EQ(crew_of(order), town_.heat.text()) << "a preview changes nothing";

  const Json body{
      {"preview", true}, {"steps", 50}, {"reason", "车坏了"}, {"fingerprint", seen.json()["fingerprint"]}};
  auto other = body;
  other["fingerprint"] = "0000000000000000";
  EXPECT_EQ(post("/api/v1/plan/publications", other, dispatcher_).status, 409);
  const http::Fields key{{"Idempotency-Key", "publish-once"}};
  const auto published = post("/api/v1/plan/publications", body, dispatcher_, key);
  ASSERT_EQ(published.status, 201) << published.body;
  const std::string id = published.json()["id"];
  EXPECT_EQ(published.header("Location"), "/api/v1/plan/publications/" + id);
  EXPECT_EQ(published.json()["reason"], "车坏了");
  EXPECT_EQ(crew_of(order), town_.heat2.text());
  const auto again = post("/api/v1/plan/publications", body, dispatcher_, key);
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(again.json()["id"], id);
  EXPECT_EQ(board()["last"]["id"], id);

  const auto undone =
      post("/api/v1/plan/publications/" + id + "/undoing", {{"reason", "修好了"}}, dispatcher_);
  ASSERT_EQ(undone.status, 201) << undone.body;
  EXPECT_EQ(undone.json()["undo_of"], id);
  EXPECT_EQ(crew_of(order), town_.heat.text());
  EXPECT_EQ(post("/api/v1/plan/publications/" + id + "/undoing", {{"reason", "再来"}}, dispatcher_).status,
            409);
  const auto list = get("/api/v1/plan/publications?state=published&work_order=" + order, dispatcher_).json();
  EXPECT_GE(list["items"].size(), 2u);
}

TEST_F(PlanApiTest, AProposalIsKeptDiscardedOrPublished) {
  leave_it_to_people();
  const auto order = open_free_order();
  put("/api/v1/crews/heat/absence", {{"reason", "车坏了"}}, dispatcher_);
  const auto first = post("/api/v1/plan/proposals", {{"steps", 0}}, dispatcher_);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(board()["proposal"]["id"], first.json()["id"]);
  const std::string one = first.json()["id"];
  const auto discarded =
      post("/api/v1/plan/publications/" + one + "/discarding", {{"reason", "等一等"}}, dispatcher_);
  EXPECT_EQ(discarded.json()["state"], "discarded") << discarded.body;
  EXPECT_EQ(board()["proposal"], nullptr);
  EXPECT_EQ(post("/api/v1/plan/publications", {{"proposal_id", one}}, dispatcher_).status, 409);

  const auto second = post("/api/v1/plan/proposals", Json::object(), dispatcher_);
  ASSERT_EQ(second.status, 201) << second.body;
  const auto published =
      post("/api/v1/plan/publications", {{"proposal_id", second.json()["id"]}}, dispatcher_);
  EXPECT_EQ(published.status, 201) << published.body;
  EXPECT_EQ(crew_of(order), town_.heat2.text());
}

TEST_F(PlanApiTest, WhatPeopleSettleStandsOnTheBoard) {
  const auto order = open_order();
  const auto target = "/api/v1/work-orders/" + order + "/pin";
  const auto pinned =
      put(target,
          {{"crew_id", town_.heat2.text()}, {"start", "2026-11-23T02:00:00Z"}, {"reason", "住户只认他们"}},
          dispatcher_, {{"Idempotency-Key", "pin-1"}});
  ASSERT_EQ(pinned.status, 200) << pinned.body;
  EXPECT_EQ(pinned.json()["crew_id"], town_.heat2.text());
  const auto on_board = [&] {
    const auto seen = board();
    for (const auto& crew : seen["crews"])
      for (const auto& visit : crew["visits"])
        if (visit["id"] == order) return visit;
    for (const auto& waiting : seen["waiting"])
      if (waiting["id"] == order) return waiting;
    return Json();
  };
  EXPECT_EQ(on_board()["pin"]["reason"], "住户只认他们");
  EXPECT_EQ(on_board()["mode"], "automatic");
  const auto free =
      send({Method::delete_, target + "?reason=%E8%AF%B4%E5%A5%BD%E4%BA%86", "", dispatcher_, {}});
  EXPECT_EQ(free.status, 200) << free.body;
  EXPECT_NE(free.header("ETag"), "");
  EXPECT_EQ(on_board()["pin"], nullptr);
  EXPECT_EQ(send({Method::delete_, target, "", dispatcher_, {}}).status, 409);

  put("/api/v1/planning-rules", {{"class", "heater"}, {"mode", "manual"}}, supervisor_);
  EXPECT_EQ(on_board()["mode"], "manual");
  EXPECT_EQ(get("/api/v1/planning-rules", operator_).json()["items"][0]["class"], "heater");

  put("/api/v1/crews/heat/absence", {{"until", "2026-11-23T04:00:00Z"}, {"reason", "体检"}}, dispatcher_);
  const auto away = [&] { return board()["crews"][0]["absence"]; };
  EXPECT_EQ(away()["reason"], "体检");
  EXPECT_EQ(send({Method::delete_, "/api/v1/crews/heat/absence", "", dispatcher_, {}}).status, 204);
  EXPECT_EQ(away(), nullptr);
  const auto own = get("/api/v1/plan", heat_).json();
  EXPECT_EQ(own["crews"].size(), 1u);
  EXPECT_EQ(own["rules"].size(), 0u);
}

TEST_F(PlanApiTest, WhatWillBeLateIsForetoldWithItsCause) {
  using Fields = std::vector<std::string>;
  const auto order = open_order();
  const auto decision = get("/api/v1/work-orders/" + order, dispatcher_).json()["assignment"];
  ASSERT_FALSE(decision["sentences"].empty()) << decision.dump();
  for (const auto* language : {"zh", "en"}) EXPECT_FALSE(decision["sentences"][0][language].empty());
  auto forecast = get("/api/v1/plan/forecast?work_order=" + order, dispatcher_);
  ASSERT_EQ(forecast.status, 200) << forecast.body;
  auto one = forecast.json()["items"][0];
  EXPECT_EQ(one["work_order_id"], order);
  const double before = one["late"];
  EXPECT_GE(before, 0);
  EXPECT_LE(before, 1);
  ASSERT_FALSE(one["promises"].empty());
  // Hours later nothing can be in time any more.
  now_ += std::chrono::hours{5};
  forecast = get("/api/v1/plan/forecast?limit=1", dispatcher_);
  ASSERT_EQ(forecast.status, 200) << forecast.body;
  one = forecast.json()["items"][0];
  EXPECT_EQ(one["late"], 1);
  EXPECT_EQ(one["cause"], "late_now");
  EXPECT_FALSE(one["sentences"].empty());
  EXPECT_EQ(get("/api/v1/plan/forecast?work_order=999999", dispatcher_).status, 404);
  EXPECT_EQ(get("/api/v1/plan/forecast?limit=0", dispatcher_).wrong_fields(), Fields{"limit"});
  EXPECT_EQ(get("/api/v1/plan/forecast?crew=x", dispatcher_).wrong_fields(), Fields{"crew"});
}

// The answer is kept for its minute, but never beyond a change, and never for somebody else.
TEST_F(PlanApiTest, AForecastIsKeptUntilSomethingIsWritten) {
  const auto order = open_order();
  const auto path = "/api/v1/plan/forecast?work_order=" + order;
  const auto first = get(path, dispatcher_);
  ASSERT_EQ(first.status, 200) << first.body;
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(get(path, dispatcher_).body, first.body) << "the same minute, moment of counting and all";
  EXPECT_EQ(get(path, light_).status, 404) << "of another trade";
  now_ += std::chrono::minutes{1};
  const auto later = get(path, dispatcher_);
  EXPECT_NE(later.json()["at"], first.json()["at"]);
  ASSERT_EQ(post("/api/v1/work-orders/" + order + "/cancellation", {{"reason", "误报"}}, supervisor_).status,
            200);
  EXPECT_EQ(get(path, dispatcher_).status, 404) << "it is in planning no more";
}

TEST_F(PlanApiTest, ChoicesOfPeopleAreCounted) {
  const auto order = open_order();
  const auto sent = put("/api/v1/work-orders/" + order + "/assignment",
                        {{"crew_id", town_.heat2.text()}, {"reason", "顺路"}}, dispatcher_);
  ASSERT_EQ(sent.status, 200) << sent.body;
  const auto decision = get("/api/v1/work-orders/" + order, dispatcher_).json()["assignment"];
  EXPECT_EQ(decision["rule"], "manual");
  for (const auto* field : {"chosen", "alternatives", "relaxations", "moved", "violations", "engine_crew_id"})
    EXPECT_TRUE(decision.contains(field)) << field;
  now_ += std::chrono::seconds{1};
  const auto report = get("/api/v1/plan/overrides", supervisor_);
  ASSERT_EQ(report.status, 200) << report.body;
  for (const auto* field : {"overrides", "by_reason", "by_class", "by_village", "by_crews", "preferences"})
    EXPECT_TRUE(report.json().contains(field)) << field;
}
