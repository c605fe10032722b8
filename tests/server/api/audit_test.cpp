#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "server/api/audit_entry.h"
#include "server/api/refusals.h"
#include "server/storage/audit_verify.h"
#include "tests/server/api/fixture.h"

namespace {

class AuditTest : public ApiTest {
 protected:
  Json rows(const std::string& query = "") {
    return get("/api/v1/audit?limit=200" + query, supervisor_).json()["items"];
  }
  Json newest(const std::string& query = "") { return rows(query).at(0); }
  std::string auditor_ = sign_in(town_.auditor);
};

TEST_F(AuditTest, AWriteIsOnRecordWithWhoWhereWhatAndWhatChanged) {
  const auto order = open_order();
  const auto got = post("/api/v1/work-orders/" + order + "/acceptance", Json::object(), heat_,
                        {{"Idempotency-Key", "k-77"}, {"User-Agent", "phone"}});
  ASSERT_EQ(got.status, 200);
  const auto row = newest("&act=acceptance");
  EXPECT_EQ(row["kind"], "write");
  EXPECT_EQ(row["act"], "POST /api/v1/work-orders/{id}/acceptance");
  EXPECT_EQ(row["object_kind"], "work_order");
  EXPECT_EQ(row["object_id"], order);
  EXPECT_EQ(row["role"], "crew_member");
  EXPECT_EQ(row["account_id"], town_.heat_member.account.text());
  EXPECT_EQ(row["address"], "127.0.0.1");
  EXPECT_EQ(row["agent"], "phone");
  EXPECT_EQ(row["status"], 200);
  EXPECT_EQ(row["request_id"], "test");
  EXPECT_EQ(row["idempotency_key"], "k-77");
  std::map<std::string, std::pair<std::string, std::string>> changed;
  for (const auto& change : row["changes"])
    if (change["table"] == "work_orders" && change["column"].is_string())
      changed[change["column"]] = {change["before"], change["after"]};
  EXPECT_EQ(changed["state"], (std::pair<std::string, std::string>{"assigned", "accepted"}));
  EXPECT_EQ(get("/api/v1/audit/" + row["id"].get<std::string>(), auditor_).json(), row);
}

TEST_F(AuditTest, WhatWasMadeIsTheObject) {
  const auto made = post("/api/v1/reports", {{"description", "灯不亮"}}, operator_);
  EXPECT_EQ(newest("&kind=write")["object_id"], made.json()["id"]);
  const auto open = post("/api/v1/public/reports", {{"description", "灯不亮"}}, "");
  ASSERT_EQ(open.status, 201);
  const auto row = newest("&act=public");
  EXPECT_EQ(row["object_id"], nullptr) << "a report's token opens it";
  EXPECT_EQ(row.dump().find(open.json()["token"].get<std::string>()), std::string::npos);
  EXPECT_EQ(row["address"], "127.0.0.0/24") << "a resident is nobody's staff";
  EXPECT_EQ(row["changes"][0]["table"], "reports");
}

TEST_F(AuditTest, SignInsAreOnRecordWhetherTheyWorkOrNot) {
  EXPECT_EQ(post("/api/v1/session", {{"username", "operator"}, {"password", "wrong"}}, "").status, 401);
  EXPECT_EQ(newest()["kind"], "sign_in_failed");
  const auto known = newest()["name"].get<std::string>();
  EXPECT_EQ(post("/api/v1/session", {{"username", "hunter2"}, {"password", "wrong"}}, "").status, 401);
  EXPECT_EQ(newest()["name"], "") << "a name that does not exist may be somebody's password";
  EXPECT_FALSE(known.empty());
  EXPECT_EQ(send({http::Method::delete_, "/api/v1/session", "", heat_, {}}).status, 204);
  EXPECT_EQ(newest()["kind"], "sign_out");
  EXPECT_EQ(newest()["account_id"], town_.heat_member.account.text());
}

TEST_F(AuditTest, RefusalsAreOnRecordMistakesAreNot) {
  const auto order = open_order();
  const auto before = rows().size();
  EXPECT_EQ(put("/api/v1/work-orders/" + order + "/closure", {{"confirmed", true}}, heat_).status, 403);
  EXPECT_EQ(newest()["status"], 403);
  EXPECT_EQ(newest()["kind"], "refusal");
  EXPECT_EQ(get("/api/v1/work-orders/" + order, light_).status, 404);
  EXPECT_EQ(newest()["status"], 404);
  EXPECT_EQ(newest()["object_id"], order);
  EXPECT_EQ(post("/api/v1/work-orders/" + order + "/resolution", {{"outcome", "repaired"}}, heat_).status,
            409);
  EXPECT_EQ(newest()["status"], 409);
  EXPECT_EQ(get("/api/v1/reports", "no-such-token").status, 401);
  EXPECT_EQ(newest()["status"], 401);
  EXPECT_EQ(post("/api/v1/reports", {{"colour", "red"}}, operator_).status, 422);
  EXPECT_EQ(get("/api/v1/public/reports/nosuchtoken", "").status, 404);
  EXPECT_EQ(rows().size(), before + 4);
  EXPECT_EQ(rows("&result=refused").size(), 4u);
}

TEST_F(AuditTest, AFloodOfRefusalsIsCountedNotWrittenOut) {
  const auto before = rows().size();
  constexpr int flood = 500;
  for (int i = 0; i < flood; ++i) EXPECT_EQ(get("/api/v1/reports", "guess-" + std::to_string(i)).status, 401);
  const auto single = rows("&kind=refusal").size();
  EXPECT_EQ(single, 30u);
  EXPECT_EQ(rows().size(), before + 30);
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(get("/api/v1/reports", "guess").status, 401);
  const auto summed = rows("&kind=refusals_summed");
  ASSERT_EQ(summed.size(), 1u);
  EXPECT_EQ(summed[0]["count"], flood - 30);
  EXPECT_EQ(summed[0]["status"], 401);
  EXPECT_EQ(rows("&kind=refusal").size(), 31u) << "a new minute, new rows";
}

TEST_F(AuditTest, ManySourcesAndManySortsStayBounded) {
  api::Refusals refusals({.each = 2, .all = 5, .sources = 3, .sums = 4});
  int taken = 0;
  models::AuditEntry entry;
  entry.kind = models::AuditKind::refusal;
  entry.at = now_;
  entry.status = 401;
  std::int64_t all = 0;
  for (int i = 0; i < 100; ++i) {
    entry.address = "10.0.0." + std::to_string(i);
    entry.act = "GET /" + std::to_string(i);
    ++all;
    if (refusals.take(entry)) ++taken;
  }
  EXPECT_EQ(taken, 3);
  EXPECT_TRUE(refusals.take_sums(now_, false).empty()) << "not before the minute is over";
  const auto sums = refusals.take_sums(now_ + std::chrono::minutes{1}, false);
  EXPECT_EQ(sums.size(), 5u);
  std::int64_t counted = taken;
  for (const auto& sum : sums) counted += sum.count;
  EXPECT_EQ(counted, all) << "nothing is left out";
  EXPECT_TRUE(refusals.take_sums(now_ + std::chrono::hours{1}, true).empty());
}

TEST_F(AuditTest, SettingsAndAccountsAreSettings) {
  const Json account{{"username", "new"},
                     {"password", "plum lantern river"},
                     {"display_name", "新人"},
                     {"role", "operator"}};
  ASSERT_EQ(post("/api/v1/accounts", account, admin_).status, 201);
  const auto row = newest("&kind=setting");
  EXPECT_EQ(row["object_kind"], "account");
  EXPECT_NE(row.dump().find("新人"), std::string::npos);
  EXPECT_EQ(row.dump().find("argon2"), std::string::npos);
  EXPECT_EQ(row.dump().find("plum lantern"), std::string::npos);
}

TEST_F(AuditTest, APlanningRuleTakenBackIsASettingWithWhatItWas) {
  const Json rule{{"class", "heater"}, {"mode", "propose"}, {"reason", "寒潮"}};
  ASSERT_EQ(put("/api/v1/planning-rules", rule, supervisor_).status, 200);
  const std::string target = "/api/v1/planning-rules?class=heater&reason=over";
  EXPECT_EQ(send({http::Method::delete_, target, "", operator_, {}}).status, 403);
  EXPECT_EQ(send({http::Method::delete_, "/api/v1/planning-rules", "", supervisor_, {}}).status, 409)
      << "nothing was settled for every class";
  ASSERT_EQ(send({http::Method::delete_, target, "", supervisor_, {}}).status, 204);
  EXPECT_TRUE(get("/api/v1/planning-rules", supervisor_).json()["items"].empty());
  const auto row = newest("&kind=setting");
  EXPECT_EQ(row["act"], "DELETE /api/v1/planning-rules");
  EXPECT_EQ(row["object_kind"], "planning_rule");
  // The row names the event, and the event says what it was and why it went.
  std::string was;
  database_->read_now([&](models::Transaction& tx) {
    for (const auto& event : tx.events().list({}))
      if (event.id.text() == row["first_event_id"])
        for (const auto& [name, value] : event.details) was += name + "=" + value + ";";
  });
  EXPECT_NE(was.find("propose"), std::string::npos) << was;
  EXPECT_NE(was.find("over"), std::string::npos) << was;
  EXPECT_EQ(send({http::Method::delete_, target, "", supervisor_, {}}).status, 409) << "only once";
}

TEST_F(AuditTest, AnExportIsOnRecordAndNoCellRuns) {
  EXPECT_EQ(
      post("/api/v1/reports", {{"description", "灯灭"}}, operator_, {{"User-Agent", "=cmd|calc"}}).status,
      201);
  const auto got = send({http::Method::post, "/api/v1/audit/exports?kind=write", "", auditor_, {}});
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(got.header("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_NE(got.body.find("'=cmd|calc"), std::string::npos);
  EXPECT_EQ(got.body.find(",=cmd"), std::string::npos);
  const auto row = newest();
  EXPECT_EQ(row["kind"], "export");
  EXPECT_EQ(row["account_id"], town_.auditor.account.text());
  EXPECT_NE(row["reason"].get<std::string>().find("kind=write"), std::string::npos);
}

TEST_F(AuditTest, OnlySupervisorsAndAuditorsReadIt) {
  const auto town_leaderless = std::vector<std::pair<const models::Actor*, int>>{
      {&town_.operator_, 403},        {&town_.dispatcher, 403}, {&town_.supervisor, 200},
      {&town_.checker, 403},          {&town_.auditor, 200},    {&town_.admin, 403},
      {&town_.village_reporter, 403}, {&town_.heat_member, 403}};
  for (const auto& [actor, status] : town_leaderless) {
    const auto token = sign_in(*actor);
    EXPECT_EQ(get("/api/v1/audit", token).status, status) << actor->name;
    EXPECT_EQ(get("/api/v1/audit/1", token).status, status) << actor->name;
    EXPECT_EQ(send({http::Method::post, "/api/v1/audit/exports", "", token, {}}).status, status)
        << actor->name;
  }
  EXPECT_EQ(get("/api/v1/audit/999999", auditor_).status, 404);
  EXPECT_EQ(get("/api/v1/audit?kind=gossip", auditor_).wrong_fields(), std::vector<std::string>{"kind"});
  EXPECT_EQ(get("/api/v1/audit?from=yesterday", auditor_).wrong_fields(), std::vector<std::string>{"from"});
  EXPECT_EQ(get("/api/v1/audit?cursor=x", auditor_).status, 422);
}

TEST_F(AuditTest, AddressesAreCutToTheirNetwork) {
  EXPECT_EQ(api::network_of("203.0.113.77"), "203.0.113.0/24");
  EXPECT_EQ(api::network_of("2001:db8:7:1::5"), "2001:db8:7::/48");
  EXPECT_EQ(api::network_of("unknown"), "unknown");
}

/// What a client that keeps a ledger was told.
struct Told {
  std::string act;
  std::string key;
  int status = 0;
};

class Reconciliation : public AuditTest {
 protected:
  // One request of a random day; a third of those that were done are sent a second time under the same key.
  void step(std::mt19937& chance, std::vector<Told>& done, std::vector<Told>& refused) {
    const auto pick = [&](auto& list) -> auto& { return list[chance() % std::size(list)]; };
    const std::string* people[] = {&operator_, &dispatcher_, &checker_,   &heat_,
                                   &light_,    &admin_,      &supervisor_};
    const auto& token = *pick(people);
    const auto key = "key-" + std::to_string(++keys_);
    const http::Fields headers{{"Idempotency-Key", key}};
    const auto order = orders_.empty() ? std::string("1") : pick(orders_);
    const auto base = "/api/v1/work-orders/" + order;
    const std::string kinds[] = {"HP-NOHEAT", "SL-DARK", "WC-BLOCKED"};
    struct Try {
      http::Method method;
      std::string target, act;
      Json body;
    };
    const std::string report = reports_.empty() ? "1" : pick(reports_);
    std::vector<Try> tries{
        {http::Method::post,
         "/api/v1/reports",
         "POST /api/v1/reports",
         {{"village", support::SmallTown::village_a}, {"fault_kind", pick(kinds)}, {"description", "坏了"}}},
        {http::Method::put,
         "/api/v1/reports/" + report + "/triage",
         "PUT /api/v1/reports/{id}/triage",
         {{"decision", "open"}, {"crew_id", town_.heat.text()}, {"reason", "近"}}}};
    const std::pair<const char*, Json> steps[] = {
        {"acceptance", Json::object()},
        {"contact", Json::object()},
        {"arrival", Json::object()},
        {"notes", {{"text", "到了"}}},
        {"resolution", {{"outcome", "repaired"}, {"action", "换泵"}}},
        {"cancellation", {{"reason", "误报"}}}};
    for (const auto& [name, body] : steps)
      tries.push_back({http::Method::post, base + "/" + name,
                       std::string("POST /api/v1/work-orders/{id}/") + name, body});
    tries.push_back({http::Method::put,
                     base + "/closure",
                     "PUT /api/v1/work-orders/{id}/closure",
                     {{"confirmed", true}}});
    const auto& one = tries[chance() % tries.size()];
    const auto got = send({one.method, one.target, one.body.dump(), token, headers});
    if (got.status >= 200 && got.status < 300) {
      done.push_back({one.act, key, got.status});
      if (one.act == "POST /api/v1/reports") reports_.push_back(got.json()["id"]);
      if (got.json().contains("work_order") && !got.json()["work_order"].is_null())
        orders_.push_back(got.json()["work_order"]["id"]);
      if (chance() % 3 == 0) {
        const auto events = last_event();
        const auto again = send({one.method, one.target, one.body.dump(), token, headers});
        EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
        EXPECT_EQ(again.body, got.body);
        EXPECT_EQ(last_event(), events) << "a repeated request changed something";
      }
    } else if (got.status != 422) {
      refused.push_back({one.act, key, got.status});
    }
    now_ += std::chrono::seconds{chance() % 90};
  }
  std::int64_t last_event() {
    std::int64_t last = 0;
    database_->read_now([&](models::Transaction& tx) { last = tx.events().last().value; });
    return last;
  }
  int keys_ = 0;
  std::vector<std::string> reports_, orders_;
};

TEST_F(Reconciliation, EveryAcknowledgedChangeAndEveryEventIsExplained) {
  const char* asked = std::getenv("LAMPLIGHTER_SEED");
  const auto seed = asked ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10)) : std::random_device{}();
  SCOPED_TRACE("LAMPLIGHTER_SEED=" + std::to_string(seed));
  std::mt19937 chance(seed);
  std::vector<Told> done, refused;
  for (int i = 0; i < 400; ++i) step(chance, done, refused);
  ASSERT_GT(done.size(), 60u);
  ASSERT_GT(refused.size(), 60u);
  std::map<std::string, std::vector<models::AuditRow>> by_key;
  std::set<std::int64_t> explained;
  std::map<std::pair<std::string, int>, std::int64_t> refusals;
  std::int64_t events = 0;
  database_->read_now([&](models::Transaction& tx) {
    models::AuditQuery query;
    query.limit = 200;
    do {
      auto page = tx.audit().search(query);
      for (auto& row : page.items) {
        for (auto id = row.first_event.value; row.first_event && id <= row.last_event.value; ++id)
          EXPECT_TRUE(explained.insert(id).second) << "event " << id << " is told twice";
        const auto kind = row.entry.kind;
        if (kind == models::AuditKind::refusal || kind == models::AuditKind::refusals_summed)
          refusals[{row.entry.act, row.entry.status}] += row.entry.count;
        else if (!row.entry.idempotency_key.empty())
          by_key[row.entry.idempotency_key].push_back(row);
      }
      query.cursor = page.next;
    } while (!query.cursor.empty());
    events = tx.events().last().value;
  });
  for (const auto& told : done) {
    ASSERT_EQ(by_key[told.key].size(), 1u) << told.act << " " << told.key;
    EXPECT_EQ(by_key[told.key].front().entry.act, told.act);
    EXPECT_EQ(by_key[told.key].front().entry.status, told.status);
    EXPECT_FALSE(by_key[told.key].front().changes.empty());
  }
  EXPECT_EQ(by_key.size(), done.size()) << "a row of which no client knows";
  EXPECT_EQ(static_cast<std::int64_t>(explained.size()), events) << "an event that no row explains";
  // Those that got no row of their own are still counted in memory until their minute is over.
  for (const auto& sum : context_.refusals->take_sums(now_, true))
    refusals[{sum.act, sum.status}] += sum.count;
  std::map<std::pair<std::string, int>, std::int64_t> expected;
  for (const auto& told : refused) ++expected[{told.act, told.status}];
  EXPECT_EQ(refusals, expected);
  const auto key = storage::load_signing_key(folder_.path() / "audit.key");
  EXPECT_TRUE(support::verify_audit(folder_.path(), {}, {key.public_key}).good());
}

}  // namespace
