#include <set>

#include "dispatch/person_data.h"
#include "server/storage/audit_verify.h"
#include "server/workers/workers.h"
#include "tests/server/api/fixture.h"

namespace {

constexpr auto clear_name = "王秀兰", clear_phone = "13812341234", clear_door = "12号院";

class PrivacyTest : public ApiTest {
 protected:
  std::string report_of(const Json& more = Json::object()) {
    Json body{{"channel", "hotline"},
              {"reporter", {{"name", clear_name}, {"phone", clear_phone}}},
              {"village", support::SmallTown::village_a},
              {"address", std::string("东街") + clear_door},
              {"fault_kind", "HP-NOHEAT"},
              {"description", std::string("家里冷，打") + clear_phone}};
    body.update(more);
    const auto got = post("/api/v1/reports", body, operator_);
    EXPECT_EQ(got.status, 201) << got.body;
    return got.json()["id"];
  }
  std::string order_of(const std::string& report) {
    const auto got =
        put("/api/v1/reports/" + report + "/triage",
            {{"decision", "open"}, {"crew_id", town_.heat.text()}, {"reason", "离得最近"}}, dispatcher_);
    EXPECT_EQ(got.status, 200) << got.body;
    return got.json()["work_order"]["id"];
  }
  Got unmask(const std::string& thing, const std::string& token,
             const Json& body = {{"reason", "call_back"}}) {
    return post("/api/v1/" + thing + "/unmasking", body, token);
  }
  void expect_nobody(const std::string& body, const std::string& where, bool address = true) {
    EXPECT_EQ(body.find(clear_name), std::string::npos) << where << " " << body;
    EXPECT_EQ(body.find(clear_phone), std::string::npos) << where << " " << body;
    if (address) {
      EXPECT_EQ(body.find(clear_door), std::string::npos) << where << " " << body;
    }
  }
  void end(const std::string& order) {
    const auto at = "/api/v1/work-orders/" + order;
    for (const auto* step : {"/acceptance", "/contact", "/arrival"}) post(at + step, Json::object(), heat_);
    EXPECT_EQ(post(at + "/resolution", {{"outcome", "repaired"}, {"action", "换泵"}}, heat_).status, 200);
    if (get(at, supervisor_).json()["recheck_owed"] == true)
      post(at + "/recheck", {{"passed", true}}, checker_);
    EXPECT_EQ(put(at + "/closure", {{"confirmed", true}}, checker_).status, 200);
  }
  std::string auditor_ = sign_in(town_.auditor);
};

// Whatever can be read, by whoever may: nobody's name, number or door is in it.
TEST_F(PrivacyTest, NoAnswerHoldsAPersonInClear) {
  const auto report = report_of();
  const auto order = order_of(report);
  const auto waiting = report_of();
  post("/api/v1/work-orders/" + order + "/notes", {{"text", std::string("电话") + clear_phone}}, dispatcher_);
  post("/api/v1/work-orders/" + order + "/requests",
       {{"kind", "extension"}, {"reason", "waiting_part"}, {"part_order_number", "P-1"}, {"amount", "PT6H"}},
       heat_);
  database_->write_now([&](models::Transaction& tx) {
    auto heater = *tx.facilities().find(town_.heater);
    heater.household = clear_name;
    heater.phone = clear_phone;
    heater.name = std::string("东里 ") + clear_door + " " + clear_name + "家";
    heater.address = std::string("东街") + clear_door;
    tx.facilities().update(heater);
    return true;
  });
  std::set<std::string> seen;
  for (const auto& [method, pattern] : router_.routes()) {
    if (method != http::Method::get || !pattern.starts_with("/api/") || pattern == "/api/v1/events") continue;
    auto target = pattern;
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"/reports/{id}", "/reports/" + report},
                                            {"/work-orders/{id}", "/work-orders/" + order},
                                            {"/facilities/{id}", "/facilities/" + town_.heater.text()},
                                            {"{code}", "LC-HP-1"},
                                            {"{id}", "1"}})
      if (const auto at = target.find(name); at != std::string::npos) target.replace(at, name.size(), value);
    for (const auto* token :
         {&operator_, &dispatcher_, &supervisor_, &checker_, &admin_, &heat_, &auditor_}) {
      const auto got = get(target, *token);
      if (got.status == 200) seen.insert(pattern);
      // A crew must go there: the address of an order in its hands stays legible.
      expect_nobody(got.body, target, token != &heat_);
    }
  }
  for (const auto* target :
       {"/api/v1/reports?q=", "/api/v1/duplicates?phone=13812341234",
        "/api/v1/work-orders?q=", "/api/v1/facilities?q=LC-HP", "/api/v1/requests", "/api/v1/plan"})
    expect_nobody(get(target, dispatcher_).body, target);
  EXPECT_GT(seen.size(), 22u) << "too few endpoints answered to prove anything";
  EXPECT_TRUE(seen.contains("/api/v1/duplicates"));
  const auto shown = get("/api/v1/reports/" + report, operator_).json();
  EXPECT_EQ(shown["reporter"]["name"], "王**");
  EXPECT_EQ(shown["reporter"]["phone"], "138****1234");
  EXPECT_EQ(shown["address"], "东街***");
  EXPECT_EQ(shown["description"], "家里冷，打138****1234");
  EXPECT_EQ(get("/api/v1/facilities/" + town_.heater.text(), operator_).json()["household"], "王**");
  const auto token = shown["token"].get<std::string>();
  expect_nobody(get("/api/v1/public/reports/" + token, "").body, "the resident's page");
  (void)waiting;
}

TEST_F(PrivacyTest, AStreetlightMayBeFound) {
  const auto report = report_of({{"facility_id", town_.lone_lamp.text()},
                                 {"fault_kind", "SL-DARK"},
                                 {"village", support::SmallTown::village_b},
                                 {"address", "学校门口3号杆"}});
  EXPECT_EQ(get("/api/v1/reports/" + report, operator_).json()["address"], "学校门口3号杆");
}

TEST_F(PrivacyTest, ALookNeedsAReasonAndIsOnRecordBeforeAnythingIsSeen) {
  const auto report = report_of();
  EXPECT_EQ(unmask("reports/" + report, operator_, Json::object()).wrong_fields(),
            std::vector<std::string>{"reason"});
  EXPECT_EQ(unmask("reports/" + report, operator_, {{"reason", "other"}}).wrong_fields(),
            std::vector<std::string>{"words"});
  EXPECT_EQ(unmask("reports/" + report, operator_, {{"reason", "curiosity"}}).status, 422);
  const auto got = unmask("reports/" + report, operator_, {{"reason", "other"}, {"words", "家属来问"}});
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json()["contacts"][0]["name"], clear_name);
  EXPECT_EQ(got.json()["contacts"][0]["phone"], clear_phone);
  EXPECT_EQ(got.json()["address"], std::string("东街") + clear_door);
  const auto rows = get("/api/v1/audit?kind=unmasking", auditor_).json()["items"];
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["object_kind"], "report");
  EXPECT_EQ(rows[0]["object_id"], report);
  EXPECT_EQ(rows[0]["reason"], "other: 家属来问");
  EXPECT_EQ(rows[0]["account_id"], town_.operator_.account.text());
  expect_nobody(rows.dump(), "the audit log");
}

TEST_F(PrivacyTest, ALookThatCannotBeRecordedShowsNothing) {
  const auto report = report_of();
  database_->close();
  const auto got = unmask("reports/" + report, operator_);
  EXPECT_EQ(got.status, 503);
  expect_nobody(got.body, "the refusal");
}

TEST_F(PrivacyTest, AnAnswerInClearIsNeverStoredForARepeatedRequest) {
  const auto report = report_of();
  const http::Fields key{{"Idempotency-Key", "look-1"}};
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(post("/api/v1/reports/" + report + "/unmasking", {{"reason", "call_back"}}, operator_, key)
                  .header("Idempotent-Replayed"),
              "");
  EXPECT_EQ(get("/api/v1/audit?kind=unmasking", auditor_).json()["items"].size(), 2u);
  database_->read_now([&](models::Transaction& tx) {
    EXPECT_FALSE(tx.idempotency().find(town_.operator_.account.text(), "look-1"));
  });
}

TEST_F(PrivacyTest, WhoMayLookAtWhat) {
  const auto report = report_of();
  const auto order = order_of(report);
  struct Cell {
    const models::Actor* actor;
    int report, order, facility;
  };
  // The crew has not accepted yet.
  const Cell cells[] = {{&town_.operator_, 200, 200, 200},        {&town_.dispatcher, 200, 200, 200},
                        {&town_.supervisor, 200, 200, 200},       {&town_.checker, 200, 200, 200},
                        {&town_.auditor, 403, 403, 403},          {&town_.admin, 403, 403, 403},
                        {&town_.village_reporter, 403, 403, 403}, {&town_.heat_member, 404, 409, 404},
                        {&town_.light_member, 404, 404, 404}};
  for (const auto& cell : cells) {
    const auto token = sign_in(*cell.actor);
    EXPECT_EQ(unmask("reports/" + report, token).status, cell.report) << cell.actor->name;
    EXPECT_EQ(unmask("work-orders/" + order, token).status, cell.order) << cell.actor->name;
    EXPECT_EQ(unmask("facilities/" + town_.heater.text(), token).status, cell.facility) << cell.actor->name;
  }
  EXPECT_EQ(unmask("reports/999", operator_).status, 404);
}

TEST_F(PrivacyTest, ACrewSeesWhomToCallWhileTheOrderIsInItsHands) {
  const auto order = order_of(report_of());
  const auto at = "/api/v1/work-orders/" + order;
  EXPECT_EQ(unmask("work-orders/" + order, heat_).status, 409);
  post(at + "/acceptance", Json::object(), heat_);
  const auto got = unmask("work-orders/" + order, heat_, {{"reason", "contact_reporter"}});
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(got.json()["contacts"][0]["phone"], clear_phone);
  EXPECT_EQ(unmask("work-orders/" + order, light_).status, 404);
  post(at + "/arrival", Json::object(), heat_);
  EXPECT_EQ(post(at + "/resolution", {{"outcome", "repaired"}, {"action", "换泵"}}, heat_).status, 200);
  EXPECT_EQ(unmask("work-orders/" + order, heat_).status, 409);
}

TEST_F(PrivacyTest, LooksAreBoundedForEachAccountAndHour) {
  context_.settings.unmaskings_per_hour = 3;
  const auto report = report_of();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(unmask("reports/" + report, operator_).status, 200);
  const auto refused = unmask("reports/" + report, operator_);
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.header("Retry-After"), "");
  expect_nobody(refused.body, "the refusal");
  EXPECT_EQ(unmask("reports/" + report, dispatcher_).status, 200) << "another account's hour";
  now_ += std::chrono::minutes{61};
  EXPECT_EQ(unmask("reports/" + report, operator_).status, 200);
}

TEST_F(PrivacyTest, AnIdentityNumberIsRefusedWithItsField) {
  const auto got = post("/api/v1/reports", {{"description", "我是11010519491231002X"}}, operator_);
  EXPECT_EQ(got.status, 422);
  EXPECT_EQ(got.wrong_fields(), std::vector<std::string>{"description"});
  EXPECT_EQ(got.body.find("11010519491231002X"), std::string::npos);
}

TEST_F(PrivacyTest, WhoseWorkBeganAgainAfterTheSearchKeepsTheirName) {
  const auto ended = report_of(), begun = report_of();
  end(order_of(ended));
  const auto again = order_of(begun);
  end(again);
  const auto kept = std::chrono::hours{24 * 365};
  const auto later = now_ + kept + std::chrono::hours{1};
  std::vector<models::ReportId> due;
  database_->read_now(
      [&](models::Transaction& tx) { due = dispatch::due_for_anonymising(tx, later, kept, 100); });
  ASSERT_EQ(due.size(), 2U);
  ASSERT_EQ(post("/api/v1/work-orders/" + again + "/reopenings", {{"reason", "又坏了"}}, checker_).status,
            200);
  int done = 0;
  database_->write_now([&](models::Transaction& tx) {
    done = dispatch::anonymise_due(tx, later, kept, due);
    return true;
  });
  EXPECT_EQ(done, 1);
  database_->read_now([&](models::Transaction& tx) {
    EXPECT_TRUE(tx.reports().find(due[0])->anonymised_at);
    EXPECT_FALSE(tx.reports().find(due[1])->anonymised_at);
    EXPECT_EQ(tx.reports().find(due[1])->reporter.phone, clear_phone);
  });
}

TEST_F(PrivacyTest, AfterTheSetTimeReportersGoAndTheFiguresStay) {
  const auto report = report_of({{"description", std::string("我是") + clear_name + "，打" + clear_phone}});
  const auto order = order_of(report);
  post("/api/v1/work-orders/" + order + "/notes", {{"text", std::string("联系") + clear_name}}, dispatcher_,
       {{"Idempotency-Key", "note"}});
  end(order);
  const auto open_order = order_of(report_of());
  const auto from = models::to_rfc3339(now_ - std::chrono::hours{24 * 7}),
             to = models::to_rfc3339(now_ + std::chrono::hours{24 * 7});
  const auto figures = [&] {
    auto json = get("/api/v1/figures?from=" + from + "&to=" + to + "&by=village", supervisor_).json();
    json.erase("at");
    return json;
  };
  const auto kept = std::chrono::hours{24 * 365};
  EXPECT_EQ(workers::anonymise_reporters(*database_, now_ + kept - std::chrono::hours{1}, kept), 0);
  const auto before = figures();
  EXPECT_EQ(workers::anonymise_reporters(*database_, now_ + kept + std::chrono::hours{1}, kept), 1);
  EXPECT_EQ(workers::anonymise_reporters(*database_, now_ + kept + std::chrono::hours{1}, kept), 0);
  EXPECT_EQ(figures(), before);
  ASSERT_FALSE(before["rows"].empty());
  database_->read_now([&](models::Transaction& tx) {
    const auto gone = *tx.reports().find(*models::ReportId::parse(report));
    EXPECT_TRUE(gone.anonymised_at);
    EXPECT_EQ(gone.reporter.name + gone.reporter.phone, "***");
    EXPECT_EQ(gone.place.address, "东街***");
    expect_nobody(gone.description, "the description");
    const auto ended = *tx.work_orders().find(*models::WorkOrderId::parse(order));
    expect_nobody(ended.description + ended.place.address, "the order");
    for (const auto& note : tx.notes().of_work_order(ended.id)) expect_nobody(note.text, "a note");
    const auto waits = tx.reports().of_work_order(*models::WorkOrderId::parse(open_order));
    EXPECT_EQ(waits.at(0).reporter.phone, clear_phone) << "the work for them is still owed";
    EXPECT_FALSE(tx.idempotency().find(town_.dispatcher.account.text(), "note") &&
                 tx.idempotency().find(town_.dispatcher.account.text(), "note")->answer.find(clear_name) !=
                     std::string::npos);
  });
}

TEST_F(PrivacyTest, APersonGetsEverythingAndCanGo) {
  const auto ended = report_of();
  const auto order = order_of(ended);
  end(order);
  const auto open_report = report_of();
  const auto open_order = order_of(open_report);
  const Json phone{{"phone", clear_phone}};
  const Json wish{{"phone", clear_phone}, {"reason", "本人申请，电话 " + std::string(clear_phone)}};
  for (const auto* token : {&operator_, &dispatcher_, &checker_, &admin_, &heat_, &auditor_}) {
    EXPECT_EQ(post("/api/v1/person-lookups", phone, *token).status, 403);
    EXPECT_EQ(post("/api/v1/person-exports", wish, *token).status, 403);
    EXPECT_EQ(post("/api/v1/person-erasures", {{"phone", clear_phone}, {"reason", "x"}}, *token).status, 403);
  }
  const auto held = post("/api/v1/person-lookups", phone, supervisor_);
  ASSERT_EQ(held.status, 200) << held.body;
  expect_nobody(held.body, "a look before the export");
  EXPECT_EQ(held.json()["reports"].size(), 2u);
  EXPECT_EQ(held.json()["reports"][0]["in_hand"], true) << "the newest first";
  EXPECT_EQ(held.json()["reports"][1]["in_hand"], false);
  EXPECT_EQ(get("/api/v1/audit?act=person-lookups", auditor_).json()["items"].size(), 7u)
      << "the six refusals and the look";
  EXPECT_EQ(post("/api/v1/person-lookups", {{"phone", "13900000000"}}, supervisor_).status, 404);
  EXPECT_EQ(post("/api/v1/person-exports", phone, supervisor_).status, 422) << "without a reason";
  const auto data = post("/api/v1/person-exports", wish, supervisor_);
  ASSERT_EQ(data.status, 200) << data.body;
  EXPECT_EQ(data.json()["reports"].size(), 2u);
  EXPECT_EQ(data.json()["reports"][0]["reporter"]["name"], clear_name);
  const auto row = get("/api/v1/audit?kind=export", auditor_).json()["items"][0];
  EXPECT_EQ(row["object_kind"], "person");
  expect_nobody(row.dump(), "the audit log");
  EXPECT_EQ(post("/api/v1/person-exports", {{"phone", "13900000000"}, {"reason", "x"}}, supervisor_).status,
            404);
  EXPECT_EQ(post("/api/v1/person-erasures", phone, supervisor_).status, 422) << "without a reason";

  const auto erased =
      post("/api/v1/person-erasures", {{"phone", clear_phone}, {"reason", "本人要求"}}, supervisor_);
  ASSERT_EQ(erased.status, 200) << erased.body;
  EXPECT_EQ(erased.json()["reports"], 1);
  EXPECT_EQ(erased.json()["deferred"].size(), 1u);
  EXPECT_EQ(erased.json()["deferred"][0]["report_id"], open_report);
  expect_nobody(get("/api/v1/work-orders/" + order, supervisor_).body, "the ended order");
  EXPECT_EQ(unmask("reports/" + ended, supervisor_).json()["contacts"][0]["phone"], "***");
  // The work that is still owed ends, and what waited goes with the next round of housekeeping.
  end(open_order);
  EXPECT_EQ(workers::anonymise_reporters(*database_, now_, std::chrono::hours{24 * 365}), 1);
  EXPECT_EQ(post("/api/v1/person-exports", wish, supervisor_).status, 404);
}

}  // namespace
