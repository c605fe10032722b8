// Two towns, each with the built program: one gives an order to the other by Open311 and follows it there.
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "server/http/client.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds longest_wait{60};

/// One town's program, spoken to by whichever role is named.
class Town {
 public:
  explicit Town(const std::vector<std::string>& settings)
      : server_(copy_of_demo_town(folder_.path()), settings) {}

  Json call(http::Method method, const std::string& role, const std::string& target, const Json& body,
            int expected) {
    http::ClientRequest request{method, target.starts_with("/open311") ? target : "/api/v1" + target};
    request.headers.emplace_back("Content-Type", "application/json");
    if (!role.empty()) request.headers.emplace_back("Authorization", "Bearer " + token(role));
    if (!body.is_null()) request.body = body.dump();
    const auto answer = http::fetch("127.0.0.1", server_.port(), request);
    EXPECT_EQ(answer.status, expected) << target << " " << answer.body;
    return answer.body.empty() ? Json{} : Json::parse(answer.body, nullptr, false);
  }
  Json get(const std::string& role, const std::string& target) {
    return call(http::Method::get, role, target, nullptr, 200);
  }
  Json post(const std::string& role, const std::string& target, const Json& body, int expected = 200) {
    return call(http::Method::post, role, target, body, expected);
  }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/open311/v2"; }
  /// An api_key as an operator gives it out.
  std::string key() {
    return post("operator", "/me/access-tokens",
                {{"password", "lamplighter-demo"}, {"name", "邻镇"}, {"scope", "write"}, {"days", 30}},
                201)["token"];
  }
  /// An order about a fault, opened by the desk; its id.
  std::string order(const std::string& kind) {
    const std::string report = post("operator", "/reports",
                                    {{"description", "灯不亮"},
                                     {"fault_kind", kind},
                                     {"village", "110112119243"},
                                     {"channel", "hotline"}},
                                    201)["id"];
    return call(http::Method::put, "operator", "/reports/" + report + "/triage",
                {{"decision", "open"}, {"fault_kind", kind}, {"reason", "试验"}}, 200)["work_order"]["id"];
  }
  Server& server() { return server_; }

 private:
  std::string token(const std::string& role) {
    if (auto found = tokens_.find(role); found != tokens_.end()) return found->second;
    return tokens_[role] = call(http::Method::post, "", "/session",
                                {{"username", role}, {"password", "lamplighter-demo"}}, 201)["token"];
  }
  Folder folder_;
  Server server_;
  std::map<std::string, std::string> tokens_;
};

Json wait_for(const std::function<Json()>& ask, const std::function<bool(const Json&)>& good) {
  const auto end = std::chrono::steady_clock::now() + longest_wait;
  Json last;
  while (std::chrono::steady_clock::now() < end) {
    last = ask();
    if (good(last)) return last;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  ADD_FAILURE() << "not within a minute: " << last.dump();
  return last;
}

class Transfers : public testing::Test {
 protected:
  /// Our destination that is the other town; its id.
  std::string connect(const std::string& format = "json") {
    const auto made = ours_.post("supervisor", "/destinations",
                                 {{"name", "邻镇"},
                                  {"carrier", "open311"},
                                  {"address", theirs_.base()},
                                  {"secret", theirs_.key()},
                                  {"jurisdiction_id", "lucheng"},
                                  {"format", format},
                                  {"services",
                                   {{{"fault_kind", "SL-05"}, {"service_code", "SL-05"}},
                                    {{"fault_kind", "SL-01"}, {"service_code", "SL-01"}}}}},
                                 201);
    EXPECT_FALSE(made.contains("secret"));
    const std::string id = made["id"];
    wait_for([&] { return ours_.get("supervisor", "/destinations/" + id + "/services"); },
             [](const Json& offer) { return !offer["read_at"].is_null(); });
    return id;
  }
  Json give(const std::string& order, const std::string& destination) {
    Json answers = Json::array();
    const auto all = ours_.get("dispatcher", "/work-orders/" + order + "/transfers");
    for (const auto& offer : all["offers"])
      for (const auto& service : offer["services"])
        if (service["code"] == offer["service_code"])
          for (const auto& question : service["required"])
            answers.push_back({{"code", question["code"]}, {"value", question["values"].back()["key"]}});
    return ours_.post("dispatcher", "/work-orders/" + order + "/transfers",
                      {{"destination_id", destination}, {"answers", answers}}, 201);
  }
  Json wait_state(const std::string& order, const std::string& state) {
    return wait_for(
        [&] { return ours_.get("dispatcher", "/work-orders/" + order + "/transfers")["items"].back(); },
        [&](const Json& transfer) { return transfer["state"] == state; });
  }
  void ask_now(const Json& transfer) {
    const std::string id = transfer["id"];
    wait_for(
        [&] {
          http::ClientRequest request{http::Method::post, "/api/v1/transfers/" + id + "/asking"};
          request.headers.emplace_back("Authorization", "Bearer " + dispatcher_);
          return Json(http::fetch("127.0.0.1", ours_.server().port(), request).status);
        },
        [](const Json& status) { return status == 200; });
  }
  void SetUp() override {
    dispatcher_ = ours_.call(http::Method::post, "", "/session",
                             {{"username", "dispatcher"}, {"password", "lamplighter-demo"}}, 201)["token"];
  }

  Town theirs_{{"env", "LAMPLIGHTER_OPEN311_BATCH=SL-01"}};
  Town ours_{{"env", "LAMPLIGHTER_DELIVERY_PRIVATE_ADDRESSES=true"}};
  std::string dispatcher_;
};

TEST_F(Transfers, AnOrderIsGivenFollowedAndNeverClosedByTheOthersWord) {
  const auto destination = connect();
  const auto offer = ours_.get("supervisor", "/destinations/" + destination + "/services");
  EXPECT_GT(offer["items"].size(), 50u);
  EXPECT_TRUE(offer["updates"]);
  const auto order = ours_.order("SL-05");
  const auto given = give(order, destination);
  const auto followed = wait_state(order, "followed");
  const std::string their_id = followed["their_id"];
  const auto report = theirs_.get("operator", "/reports/" + their_id);
  EXPECT_NE(report["description"].get<std::string>().find(given["reference"].get<std::string>()),
            std::string::npos);
  EXPECT_EQ(report["fault_kind"], "SL-05");
  EXPECT_EQ(report["channel"], "api");

  theirs_.call(http::Method::put, "operator", "/reports/" + their_id + "/triage",
               {{"decision", "reject"}, {"reason", "已由供电公司修好"}}, 200);
  ask_now(followed);
  const auto ended = wait_state(order, "ended");
  EXPECT_EQ(ended["their_status"], "closed");
  // The planner may give it to a crew meanwhile; nobody here resolves or ends it.
  const std::string state = ours_.get("operator", "/work-orders/" + order)["state"];
  EXPECT_TRUE(state == "open" || state == "assigned") << "still ours, still running: " << state;
  const auto waiting = ours_.get("operator", "/transfers?state=ended");
  ASSERT_EQ(waiting["items"].size(), 1u);
  EXPECT_EQ(waiting["items"][0]["work_order_id"], order);
  bool told = false;
  const auto alerts = ours_.get("dispatcher", "/alerts");
  for (const auto& alert : alerts["items"])
    told = told || (alert["work_order"]["id"] == order && alert["trigger"] == "review");
  EXPECT_TRUE(told) << alerts.dump();
  const std::string notes = ours_.get("operator", "/work-orders/" + order)["notes"].dump();
  EXPECT_NE(notes.find("请核实"), std::string::npos) << notes;

  ours_.post("dispatcher", "/transfers/" + ended["id"].get<std::string>() + "/check",
             {{"done", false}, {"words", "还是黑的"}});
  EXPECT_EQ(wait_state(order, "followed")["end_words"], "还是黑的");
  EXPECT_EQ(ours_.server().program().output().find("lamp_"), std::string::npos) << "no key in the log";
}

TEST_F(Transfers, ATokenIsAskedAboutInXmlUntilTheirDeskHasLooked) {
  const auto destination = connect("xml");
  const auto order = ours_.order("SL-01");
  give(order, destination);
  const auto pending = wait_state(order, "pending");
  EXPECT_TRUE(pending["their_id"].is_null());
  const auto reports = theirs_.get("operator", "/reports?state=received");
  std::string report;
  for (const auto& one : reports["items"])
    if (one["description"].get<std::string>().find(pending["reference"].get<std::string>()) !=
        std::string::npos)
      report = one["id"];
  ASSERT_FALSE(report.empty()) << reports.dump();
  theirs_.call(http::Method::put, "operator", "/reports/" + report + "/triage",
               {{"decision", "open"}, {"fault_kind", "SL-01"}, {"reason", "试验"}}, 200);
  ask_now(pending);
  EXPECT_EQ(wait_state(order, "followed")["their_id"], report);
}

TEST_F(Transfers, AKeyThatIsNoneIsSaidInWordsAndTheOrderIsSentAgainWhenItIsMended) {
  const auto destination = connect();
  auto settings = Json{{"name", "邻镇"},
                       {"carrier", "open311"},
                       {"address", theirs_.base()},
                       {"secret", "lamp_wrong"},
                       {"services", {{{"fault_kind", "SL-05"}, {"service_code", "SL-05"}}}}};
  ours_.call(http::Method::put, "supervisor", "/destinations/" + destination, settings, 200);
  const auto order = ours_.order("SL-05");
  give(order, destination);
  const auto dead = wait_for(
      [&] { return ours_.get("dispatcher", "/work-orders/" + order + "/transfers")["items"].back(); },
      [](const Json& transfer) { return transfer["sending"]["state"] == "dead"; });
  EXPECT_NE(dead["last_error"].get<std::string>().find("HTTP 403"), std::string::npos) << dead.dump();
  settings["secret"] = theirs_.key();
  ours_.call(http::Method::put, "supervisor", "/destinations/" + destination, settings, 200);
  ask_now(dead);
  EXPECT_EQ(wait_state(order, "followed")["reference"], dead["reference"]);
}

}  // namespace
}  // namespace system_tests
