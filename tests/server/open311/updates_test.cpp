// mySociety's servicerequestupdates: out to the reporter's system, and in from it.
#include <set>

#include "tests/server/open311/fixture.h"

namespace {

class UpdatesTest : public Open311Test {
 protected:
  UpdatesTest() {
    id_ = id_of(post_form("/v2/requests.xml",
                          heater_form({{"service_code", "SL-DARK"}, {"attribute[danger][]", ""}})));
  }
  std::string open() {
    const auto got =
        put("/api/v1/reports/" + id_ + "/triage",
            {{"decision", "open"}, {"crew_id", town_.light.text()}, {"reason", "最近"}}, dispatcher_);
    EXPECT_EQ(got.status, 200) << got.body;
    return got.json()["work_order"]["id"];
  }
  void finish(const std::string& order) {
    for (const auto& [what, body] : std::vector<std::pair<std::string, Json>>{
             {"acceptance", Json::object()},
             {"arrival", Json::object()},
             {"resolution", {{"outcome", "repaired"}, {"action", "换了灯泡"}, {"cause", "老化"}}}}) {
      now_ += std::chrono::minutes{10};
      EXPECT_EQ(post("/api/v1/work-orders/" + order + "/" + what, body, light_).status, 200) << what;
    }
  }
  Parts update(const Parts& more = {}) {
    Parts parts{{"api_key", key_},
                {"jurisdiction_id", "lucheng"},
                {"service_request_id", id_},
                {"update_id", "fms-1"},
                {"status", "OPEN"},
                {"updated_datetime", models::to_rfc3339(now_)},
                {"description", "晚上更黑了"},
                {"first_name", "Ann"},
                {"last_name", "-"}};
    for (const auto& part : more)
      std::erase_if(parts, [&](const auto& one) { return one.first == part.first; });
    for (const auto& part : more)
      if (!part.second.empty()) parts.push_back(part);
    return parts;
  }
  std::string id_;
};

TEST_F(UpdatesTest, WhatReportersWereToldGoesOutOnceAndWithinTheWindow) {
  const auto before = now_;
  now_ += std::chrono::hours{1};
  const auto order = open();
  finish(order);
  const auto got = call("/v2/servicerequestupdates.json");
  ASSERT_EQ(got.status, 200) << got.body;
  std::vector<std::string> statuses;
  std::set<std::string> seen;
  for (const auto& one : got.json()) {
    EXPECT_EQ(one["service_request_id"], id_);
    EXPECT_TRUE(seen.insert(one["update_id"].get<std::string>()).second);
    EXPECT_FALSE(one["description"].get<std::string>().empty());
    statuses.push_back(one["status"]);
  }
  EXPECT_EQ(statuses, (std::vector<std::string>{"ACTION_SCHEDULED", "IN_PROGRESS", "FIXED"}));
  const auto window = [&](models::Time from, models::Time to) {
    return call("/v2/servicerequestupdates.json?api_key=&start_date=" + encoded(models::to_rfc3339(from)) +
                "&end_date=" + encoded(models::to_rfc3339(to)))
        .json()
        .size();
  };
  EXPECT_EQ(window(before, before + std::chrono::minutes{59}), 0u);
  EXPECT_EQ(window(before, before + std::chrono::minutes{61}), 1u);
  EXPECT_EQ(call("/v2/servicerequestupdates.json?start_date=x").status, 400);
  const auto document = xml_of(call("/v2/servicerequestupdates.xml").body);
  EXPECT_STREQ(document.child("service_request_updates").child("request_update").child_value("status"),
               "ACTION_SCHEDULED");
}

TEST_F(UpdatesTest, ARemarkBecomesANoteOnceHoweverOftenItIsSent) {
  const auto order = open();
  const auto first = post_form("/v2/servicerequestupdates.xml", update());
  ASSERT_EQ(first.status, 200) << first.body;
  const auto document = xml_of(first.body);
  const std::string id =
      document.child("service_request_updates").child("request_update").child_value("update_id");
  EXPECT_FALSE(id.empty());
  const auto second = post_form("/v2/servicerequestupdates.json", update());
  EXPECT_EQ(second.json()[0]["update_id"], id);
  const auto notes = get("/api/v1/work-orders/" + order + "/notes", dispatcher_).json()["items"];
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0]["text"], "晚上更黑了");
}

TEST_F(UpdatesTest, BeforeAnOrderThereIsItJoinsTheReport) {
  ASSERT_EQ(post_form("/v2/servicerequestupdates.xml", update()).status, 200);
  const auto report = get("/api/v1/reports/" + id_, operator_).json();
  EXPECT_NE(report["description"].get<std::string>().find("晚上更黑了"), std::string::npos);
  const auto shown = call("/v2/requests/" + id_ + ".json").json()[0];
  EXPECT_EQ(shown["description"].get<std::string>().find("晚上更黑了"), std::string::npos);
}

TEST_F(UpdatesTest, OnlyTheReportersOwnWordBringsAFinishedOrderBack) {
  const auto order = open();
  finish(order);
  const auto state = [&] { return get("/api/v1/work-orders/" + order, dispatcher_).json()["state"]; };
  ASSERT_EQ(post_form("/v2/servicerequestupdates.xml", update()).status, 200);
  EXPECT_EQ(state(), "resolved") << "OPEN is a remark";
  ASSERT_EQ(post_form("/v2/servicerequestupdates.xml",
                      update({{"update_id", "fms-2"}, {"status", "reopen"}, {"description", "还是不亮"}}))
                .status,
            200);
  EXPECT_NE(state(), "resolved");
}

TEST_F(UpdatesTest, WhatIsWrongIsRefused) {
  struct Case {
    const char* name;
    const char* value;
    int status;
  };
  for (const auto& [name, value, status] :
       {Case{"api_key", "", 403}, Case{"service_request_id", "", 400}, Case{"service_request_id", "999", 404},
        Case{"update_id", "", 400}, Case{"status", "", 400}, Case{"status", "DONE", 400},
        Case{"description", "", 400}, Case{"jurisdiction_id", "x", 404}})
    EXPECT_EQ(post_form("/v2/servicerequestupdates.xml", update({{name, value}})).status, status) << name;
  const auto other = key_of(town_.heat_member);
  EXPECT_EQ(post_form("/v2/servicerequestupdates.xml", update({{"api_key", other}})).status, 404)
      << "somebody else's request";
}

}  // namespace
