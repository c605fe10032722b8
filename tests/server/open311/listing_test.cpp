// GET requests: filters, and what the public sees and never sees.
#include "tests/server/open311/fixture.h"

namespace {

class ListingTest : public Open311Test {
 protected:
  std::string report(const std::string& code, const std::string& words) {
    now_ += std::chrono::minutes{1};
    return id_of(post_form("/v2/requests.xml",
                           heater_form({{"service_code", code},
                                        {"description", words},
                                        {"attribute[danger][]", code == "HP-NOHEAT" ? "none" : ""}})));
  }
  std::string triage(const std::string& id, Json decision) {
    const auto got = put("/api/v1/reports/" + id + "/triage", decision, dispatcher_);
    EXPECT_EQ(got.status, 200) << got.body;
    return decision["decision"] == "open" ? got.json()["work_order"]["id"].get<std::string>() : "";
  }
  std::vector<std::string> ids(const std::string& query) {
    const auto got = call("/v2/requests.json?" + query);
    EXPECT_EQ(got.status, 200) << got.body;
    std::vector<std::string> found;
    if (got.status == 200)
      for (const auto& request : got.json()) found.push_back(request["service_request_id"]);
    return found;
  }
  Json one(const std::string& id) { return call("/v2/requests/" + id + ".json").json()[0]; }
  std::string time(models::Duration later) { return encoded(models::to_rfc3339(now_ + later)); }
};
using Ids = std::vector<std::string>;

TEST_F(ListingTest, AnEmptyListIsAListInBothForms) {
  EXPECT_EQ(call("/v2/requests.json").json(), Json::array());
  const auto got = call("/v2/requests.xml");
  EXPECT_EQ(got.status, 200);
  EXPECT_TRUE(xml_of(got.body).child("service_requests"));
}

TEST_F(ListingTest, FiltersNarrowTheList) {
  const auto dark = report("SL-DARK", "灯灭了"), cool = report("HP-COOL", "不够热"),
             dirty = report("WC-DIRTY", "脏");
  triage(dirty, {{"decision", "reject"}, {"reason", "已打扫"}});
  EXPECT_EQ(ids(""), (Ids{dirty, cool, dark})) << "newest first";
  EXPECT_EQ(ids("service_code=SL-DARK,HP-COOL"), (Ids{cool, dark}));
  EXPECT_EQ(ids("status=open"), (Ids{cool, dark}));
  EXPECT_EQ(ids("status=closed"), (Ids{dirty}));
  EXPECT_EQ(ids("status=open,closed"), (Ids{dirty, cool, dark}));
  EXPECT_EQ(ids("service_code=&status="), (Ids{dirty, cool, dark})) << "empty is absent";
  EXPECT_EQ(ids("service_request_id=" + dark + "," + dirty + ",999&status=open&service_code=HP-COOL"),
            (Ids{dirty, dark}))
      << "ids override every other filter";
  EXPECT_EQ(ids("service_request_id=none"), Ids{});
  EXPECT_EQ(ids("start_date=" + time(-std::chrono::seconds{90})), (Ids{dirty, cool}));
  EXPECT_EQ(ids("end_date=" + time(-std::chrono::seconds{90})), (Ids{dark}));
  EXPECT_EQ(ids("page_size=2"), (Ids{dirty, cool}));
  EXPECT_EQ(ids("page_size=2&page=2"), (Ids{dark}));
  now_ += std::chrono::days{91};
  EXPECT_EQ(ids(""), Ids{}) << "90 days unless asked otherwise";
  EXPECT_EQ(ids("start_date=" + time(-std::chrono::days{92})), (Ids{dirty, cool, dark}));
}

TEST_F(ListingTest, FiltersThatCannotBeReadAre400) {
  for (const auto* query : {"status=done", "start_date=yesterday", "end_date=2026-13-01T00:00:00Z", "page=0",
                            "page_size=1001", "start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z",
                            "start_date=2026-06-01T00:00:00Z&end_date=2026-05-01T00:00:00Z"}) {
    const auto got = call(std::string("/v2/requests.json?") + query);
    EXPECT_EQ(got.status, 400) << query;
    EXPECT_EQ(got.json()[0]["code"], "400");
  }
}

TEST_F(ListingTest, TimesMayHaveAnOffsetOrNone) {
  const auto dark = report("SL-DARK", "灯灭了");
  EXPECT_EQ(ids("start_date=2026-11-23T08:00:00%2B08:00"), Ids{dark});
  EXPECT_EQ(ids("start_date=2026-11-23T08:00:00+08:00"), Ids{dark}) << "a plus sign that nobody escaped";
  EXPECT_EQ(ids("start_date=2026-11-23"), Ids{dark});
  EXPECT_EQ(ids("start_date=2026-11-24"), Ids{});
}

TEST_F(ListingTest, OneOrSeveralByIdAndNoneIs404) {
  const auto dark = report("SL-DARK", "灯灭了"), cool = report("HP-COOL", "不够热");
  EXPECT_EQ(call("/v2/requests/" + dark + ".json").json().size(), 1u);
  EXPECT_EQ(call("/v2/requests/" + dark + "," + cool + ".json").json().size(), 2u);
  for (const auto* id : {"99999", "none", "0"}) {
    EXPECT_EQ(call(std::string("/v2/requests/") + id + ".json").status, 404) << id;
    EXPECT_EQ(call(std::string("/v2/requests/") + id + ".xml").status, 404) << id;
  }
}

TEST_F(ListingTest, ARequestHasItsFieldsInTheirTypes) {
  const auto id = report("SL-DARK", "学校门口 <灯> & \"牌\" 灭了");
  const auto request = one(id);
  EXPECT_EQ(request["status"], "open");
  EXPECT_EQ(request["description"], "学校门口 <灯> & \"牌\" 灭了");
  EXPECT_EQ(request["service_code"], "SL-DARK");
  EXPECT_EQ(request["requested_datetime"], models::to_rfc3339(now_));
  EXPECT_TRUE(request["lat"].is_number());
  EXPECT_NEAR(request["long"].get<double>(), 116.801234, 1e-6);
  EXPECT_FALSE(request["address"].get<std::string>().empty());
  EXPECT_TRUE(request["media_url"].is_null());
  EXPECT_FALSE(request.contains("zipcode"));
  EXPECT_FALSE(request.contains("extended_attributes")) << "only when asked";
  const auto document = xml_of(call("/v2/requests/" + id + ".xml").body);
  const auto node = document.child("service_requests").child("request");
  EXPECT_STREQ(node.child_value("description"), "学校门口 <灯> & \"牌\" 灭了");
  EXPECT_STREQ(node.child_value("lat"), "39.801234");
}

TEST_F(ListingTest, TheExpectedTimeIsTheDeadlineAndTheUpdateOfAClosedOneItsClosing) {
  const auto id = report("SL-DARK", "灯灭了");
  EXPECT_TRUE(one(id)["expected_datetime"].is_null()) << "nothing is promised before somebody looked";
  const auto order = triage(id, {{"decision", "open"}, {"crew_id", town_.light.text()}, {"reason", "最近"}});
  const auto promised = get("/api/v1/work-orders/" + order, dispatcher_).json();
  std::string due;
  for (const auto& clock : promised["clocks"])
    if (clock["target"] == "resolve") due = clock["due_at"];
  EXPECT_EQ(one(id)["expected_datetime"], due);
  EXPECT_EQ(one(id)["status"], "open");
  const auto step = [&](const std::string& what, const Json& body) {
    now_ += std::chrono::minutes{10};
    const auto got = post("/api/v1/work-orders/" + order + "/" + what, body, light_);
    EXPECT_EQ(got.status, 200) << what << " " << got.body;
  };
  step("acceptance", Json::object());
  EXPECT_EQ(one(id)["updated_datetime"], models::to_rfc3339(now_));
  step("arrival", Json::object());
  step("resolution", {{"outcome", "repaired"}, {"action", "换了灯泡"}, {"cause", "老化"}});
  EXPECT_EQ(one(id)["status"], "open") << "done is not yet confirmed";
  now_ += std::chrono::hours{1};
  const auto closed = put("/api/v1/work-orders/" + order + "/closure",
                          {{"confirmed", true}, {"method", "callback"}}, dispatcher_);
  ASSERT_EQ(closed.status, 200) << closed.body;
  const auto closing = models::to_rfc3339(now_);
  now_ += std::chrono::hours{5};
  EXPECT_EQ(one(id)["status"], "closed");
  EXPECT_EQ(one(id)["updated_datetime"], closing);
}

TEST_F(ListingTest, NothingOfAPersonIsPublished) {
  const auto hotline = post("/api/v1/reports",
                            {{"channel", "hotline"},
                             {"reporter", {{"name", "王秀兰"}, {"phone", "13812341234"}}},
                             {"facility_code", "LC-HP-1"},
                             {"fault_kind", "HP-NOHEAT"},
                             {"address", "东街12号王秀兰家"},
                             {"description", "王秀兰家冰凉，电话13812341234"}},
                            operator_);
  ASSERT_EQ(hotline.status, 201) << hotline.body;
  const auto id = hotline.json()["id"].get<std::string>();
  const auto sent = report("HP-NOHEAT", "给我打电话 13812341234");
  for (const auto* form : {"json", "xml"}) {
    const auto got = call(std::string("/v2/requests.") + form + "?extensions=true");
    for (const auto* secret :
         {"王秀兰", "13812341234", "1234123", "东街", "0142", "wang@example.org", "冒烟"})
      EXPECT_EQ(got.body.find(secret), std::string::npos) << secret << "\n" << got.body;
  }
  const auto shown = one(id);
  EXPECT_EQ(shown["description"], "不制热") << "what the hotline wrote down is not for everybody";
  EXPECT_EQ(shown["address"], "潞城镇胡各庄");
  EXPECT_TRUE(shown["address_id"].is_null());
  database_->read_now([&](models::Transaction& tx) {
    const auto village = tx.villages().find(support::SmallTown::village_a);
    EXPECT_NEAR(shown["lat"].get<double>(), village->position->latitude, 1e-6)
        << "a home stands where its village is";
  });
  EXPECT_NE(one(sent)["lat"], Json(39.801234)) << "heaters stand in homes";
  settings_.publish_all = false;
  EXPECT_EQ(ids(""), Ids{sent});
}

TEST_F(ListingTest, ExtensionsTellTheWayOfARequest) {
  const auto id = report("SL-DARK", "灯灭了");
  triage(id, {{"decision", "open"}});
  const auto got = call("/v2/requests/" + id + ".json?extensions=true").json()[0];
  EXPECT_EQ(got["extended_attributes"]["channel"], "api");
  ASSERT_EQ(got["notes"].size(), 1u);
  EXPECT_EQ(got["notes"][0]["type"], "report_accepted");
}

}  // namespace
