// Every endpoint of the API for everybody who may ask: one table, held to the routes.
#include <map>
#include <set>

#include "dispatch/permissions.h"
#include "models/attachment.h"
#include "models/names.h"
#include "server/auth/tokens.h"
#include "tests/server/api/access_rows.h"
#include "tests/server/api/fixture.h"
#include "tests/server/api/route_pattern.h"

namespace {

using http::Method;

// Columns: anonymous | village_reporter operator crew_member crew_lead, a member of another crew, one of a
// contractor's crew, checker dispatcher supervisor auditor admin town_leader | a dispatcher who is limited to
// another village, an access token of a dispatcher's that only reads. What is asked about lies in village A
// and is the heating crew's.
constexpr std::string_view columns = "avoclxkhdsumtDr";

// clang-format off
constexpr access_table::Row desk_rows[] = {
    {Method::post, "/api/v1/session", "UUUUUUUUUUUUUUU", R"({"username":"nobody-COLUMN","password":"wrong"})"},
    {Method::delete_, "/api/v1/session", "U.............F", ""},
    {Method::get, "/api/v1/identity/sign-in?page=operator", "NNNNNNNNNNNNNNN", ""},
    {Method::get, "/api/v1/identity/callback", "NNNNNNNNNNNNNNN", ""},
    {Method::post, "/api/v1/identity/code", "NNNNNNNNNNNNNNN", R"({"code":"123456"})"},
    {Method::get, "/api/v1/me", "U.............F", ""},
    {Method::put, "/api/v1/me/password", "U.............F", R"({"current_password":"x","new_password":"plum lantern river"})"},
    {Method::post, "/api/v1/me/second-factor", "U.............F", R"({"password":"x"})"},
    {Method::put, "/api/v1/me/second-factor", "U.............F", R"({"code":"123456"})"},
    {Method::post, "/api/v1/me/second-factor/removal", "U.............F", R"({"password":"x","code":"123456"})"},
    {Method::post, "/api/v1/me/recovery-codes", "U.............F", R"({"code":"123456"})"},
    {Method::get, "/api/v1/me/sessions", "U.............F", ""},
    {Method::delete_, "/api/v1/me/sessions", "U.............F", ""},
    {Method::delete_, "/api/v1/me/sessions/{none}", "UNNNNNNNNNNNNNF", ""},
    {Method::get, "/api/v1/me/access-tokens", "U.............F", ""},
    {Method::post, "/api/v1/me/access-tokens", "U.............F", R"({"password":"x","name":"x","scope":"read","days":1})"},
    {Method::delete_, "/api/v1/me/access-tokens/{none}", "UNNNNNNNNNNNNNF", ""},
    {Method::get, "/api/v1/accounts", "UFFFFFFFFFF.FFF", ""},
    {Method::post, "/api/v1/accounts", "UFFFFFFFFFF.FFF", R"({"username":"new","display_name":"新人","role":"operator"})"},
    {Method::get, "/api/v1/accounts/{account}", "UFFFFFFFFFF.FFF", ""},
    {Method::put, "/api/v1/accounts/{account}", "UFFFFFFFFFF.FFF", R"({"display_name":"x","role":"operator","disabled":false})"},
    {Method::post, "/api/v1/accounts/{account}/password", "UFFFFFFFFFF.FFF", ""},
    {Method::delete_, "/api/v1/accounts/{account}/sessions", "UFFFFFFFFFF.FFF", ""},
    {Method::delete_, "/api/v1/accounts/{account}/second-factor", "UFFFFFFFFFF.FFF", ""},
    {Method::get, "/api/v1/reports", "U..FFFF........", ""},
    {Method::post, "/api/v1/reports", "U......F..FFF.F", R"({"description":"灯不亮了","village":"A"})"},
    {Method::get, "/api/v1/reports/{report}", "UN.FFFF......N.", ""},
    {Method::put, "/api/v1/reports/{waiting}/triage", "UF.FFFFF..FFFNF", R"({"decision":"reject","reason":"不是本镇的"})"},
    {Method::post, "/api/v1/reports/{report}/splitting", "UF.FFFFF..FFFNF", R"({"fault_kind":"SL-DARK"})"},
    {Method::get, "/api/v1/duplicates?report={report}", "UF.FFFFF..FFFNF", ""},
    {Method::post, "/api/v1/calls", "UF.FFFFF..FFF.F", R"({"call_id":"c-COLUMN","caller":"13800000001"})"},
    {Method::get, "/api/v1/calls", "UF.FFFFF..FFF.F", ""},
    {Method::put, "/api/v1/calls/{none}/taking", "UFNFFFFFNNFFFNF", ""},
    {Method::put, "/api/v1/calls/{none}/report", "UFNFFFFFNNFFFNF", R"({"report_id":"1"})"},
    {Method::post, "/api/v1/caller-lookups", "UF.FFFFF..FFF.F", R"({"phone":"13800000001"})"},
    {Method::post, "/api/v1/chat-readings", "UF.FFFFF..FFF.F", R"({"text":"张三 09:12\n路灯不亮"})"},
    {Method::post, "/api/v1/outages", "UF.FFFFF..FFF.F", R"({"reason":"power_cut","words":"停电","work_order_ids":["{none}"]})"},
    {Method::get, "/api/v1/outages", "UF.............", ""},
    {Method::get, "/api/v1/outages/{none}", "UFNNNNNNNNNNNNN", ""},
    {Method::post, "/api/v1/outages/{none}/ending", "UFNFFFFFNNFFFNF", R"({"words":"来电了"})"},
    {Method::get, "/api/v1/work-orders", "UF.............", ""},
    {Method::get, "/api/v1/work-orders/{id}", "UF...NN......N.", ""},
    {Method::put, "/api/v1/work-orders/{id}/assignment", "UF.FFFFF..FFFNF", R"({"crew_id":"HEAT"})"},
    {Method::post, "/api/v1/work-orders/{id}/acceptance", "UFF..NNF.FFFFNF", ""},
    {Method::post, "/api/v1/work-orders/{id}/contact", "UF...NN...FFFNF", ""},
    {Method::post, "/api/v1/work-orders/{id}/arrival", "UFF..NNF.FFFFNF", R"({})"},
    {Method::post, "/api/v1/work-orders/{id}/safety", "UFF..NNF.FFFFNF", ""},
    {Method::post, "/api/v1/work-orders/{id}/pauses", "UFF..NNF.FFFFNF", R"({"reason":"weather"})"},
    {Method::delete_, "/api/v1/work-orders/{id}/pauses/current", "UFF..NNF.FFFFNF", ""},
    {Method::post, "/api/v1/work-orders/{id}/resolution", "UFF..NNF.FFFFNF", R"({"outcome":"repaired","action":"修好了","cause":"旧"})"},
    {Method::put, "/api/v1/work-orders/{id}/closure", "UF.FFFF...FFFNF", R"({"confirmed":true,"method":"callback"})"},
    {Method::post, "/api/v1/work-orders/{id}/reopenings", "UF.FFFF...FFFNF", R"({"reason":"还是不亮"})"},
    {Method::post, "/api/v1/work-orders/{id}/cancellation", "UFFFFFFFF.FFFFF", R"({"reason":"报错了"})"},
    {Method::post, "/api/v1/work-orders/{id}/recount", "UFFFFFFFF.FFFFF", R"({"reason":"标准改了"})"},
    {Method::get, "/api/v1/work-orders/{id}/notes", "UF...NN......N.", ""},
    {Method::post, "/api/v1/work-orders/{id}/notes", "UF...NN...FF.NF", R"({"text":"看过了"})"},
    {Method::get, "/api/v1/work-orders/{id}/photos", "UF...NN......N.", ""},
    {Method::post, "/api/v1/work-orders/{id}/photos", "UFF..NNF.FFFFNF", R"(no picture)"},
    {Method::get, "/api/v1/work-orders/{id}/events", "UF...NN......N.", ""},
    {Method::get, "/api/v1/photos/{photo}", "UN...NN......N.", ""},
    {Method::post, "/api/v1/work-orders/{id}/requests", "UF...NNF..FFFNF", R"({"kind":"pause","reason":"weather"})"},
    {Method::get, "/api/v1/requests", "UF.............", ""},
    {Method::post, "/api/v1/requests/{request}/approve", "UFFFFFFF..FFFNF", R"({})"},
    {Method::post, "/api/v1/requests/{request}/refuse", "UFFFFFFF..FFFNF", R"({})"},
    {Method::post, "/api/v1/requests/{request}/withdraw", "UF.FFNNFFFFFFNF", ""},
    {Method::get, "/api/v1/request-reasons", "U..............", ""},
    {Method::put, "/api/v1/request-reasons/weather", "UFFFFFFFF.F.FFF", R"({"name":{"zh":"天气","en":"weather"},"kinds":["pause"],"needs_approval":false})"},
    {Method::get, "/api/v1/shelf", "UF.............", ""},
    {Method::get, "/api/v1/alerts", "UF.............", ""},
    {Method::post, "/api/v1/alerts/{none}/acknowledge", "UFFFNFFFNNFFNNF", R"({})"},
    {Method::get, "/api/v1/escalation-chains", "U..............", ""},
    {Method::put, "/api/v1/escalation-chains/x", "UFFFFFFFF.F.FFF", R"({"name":{"zh":"链","en":"chain"},"trigger":"unsigned","steps":[]})"},
    {Method::get, "/api/v1/rechecks", "UF.FFFF........", ""},
    {Method::post, "/api/v1/work-orders/{id}/recheck", "UFFFFFF.FFFFFFF", R"({"passed":true})"},
    {Method::post, "/api/v1/reports/{report}/callbacks", "UF.FFFF...FFFNF", R"({"reached":false})"},
    {Method::get, "/api/v1/plan", "UF.............", ""},
    {Method::post, "/api/v1/plan/previews", "UFFFFFFF..FFFFF", R"({})"},
    {Method::post, "/api/v1/plan/proposals", "UFFFFFFF..FFFFF", R"({})"},
    {Method::get, "/api/v1/plan/publications", "UF.FFFF........", ""},
    {Method::post, "/api/v1/plan/publications", "UFFFFFFF..FFFFF", R"({"preview":true})"},
    {Method::get, "/api/v1/plan/publications/{none}", "UFNNNNNNNNNNNNN", ""},
    {Method::post, "/api/v1/plan/publications/{none}/discarding", "UFFFFFFFNNFFFFF", R"({"reason":"x"})"},
    {Method::post, "/api/v1/plan/publications/{none}/undoing", "UFFFFFFFNNFFFFF", R"({"reason":"x"})"},
    {Method::get, "/api/v1/plan/overrides", "UF.FFFF........", ""},
    {Method::get, "/api/v1/plan/forecast", "UF.............", ""},
    {Method::put, "/api/v1/work-orders/{id}/pin", "UFFFFFFF..FFFFF", R"({"crew_id":"HEAT","reason":"x"})"},
    {Method::delete_, "/api/v1/work-orders/{id}/pin", "UFFFFFFF..FFFFF", ""},
    {Method::get, "/api/v1/planning-rules", "UF.............", ""},
    {Method::put, "/api/v1/planning-rules", "UFFFFFFF..F.FFF", R"({"mode":"manual","reason":"x"})"},
    {Method::put, "/api/v1/crews/heat/absence", "UFFF.FFF..FFFFF", R"({"reason":"x"})"},
    {Method::delete_, "/api/v1/crews/heat/absence", "UFFF.FFF..FFFFF", ""},
    {Method::get, "/api/v1/villages", "U..............", ""},
    {Method::get, "/api/v1/map", "U..............", ""},
    {Method::get, "/api/v1/facilities", "U..............", ""},
    {Method::get, "/api/v1/facilities/{facility}", "U.....N......N.", ""},
    {Method::get, "/api/v1/facility-classes", "U..............", ""},
    {Method::put, "/api/v1/facility-classes/heater", "UFFFFFFFF.F.FFF", R"({})"},
    {Method::get, "/api/v1/fault-kinds", "U..............", ""},
    {Method::get, "/api/v1/policies", "U..............", ""},
    {Method::put, "/api/v1/policies/x", "UFFFFFFFF.F.FFF", R"({})"},
    {Method::post, "/api/v1/policies/what-if", "UFFFFFF....F...", R"({"policies":[]})"},
    {Method::get, "/api/v1/calendars", "U..............", ""},
    {Method::put, "/api/v1/calendars/x", "UFFFFFFFF.F.FFF", R"({})"},
    {Method::post, "/api/v1/calendars/x/dates", "UFFFFFFFF.F.FFF", R"(x)"},
    {Method::get, "/api/v1/cold-waves", "U..............", ""},
    {Method::post, "/api/v1/cold-waves", "UFFFFFFFF.FFFFF", R"({})"},
    {Method::post, "/api/v1/cold-waves/{none}/ending", "UFFFFFFFFNFFFFF", R"({})"},
    {Method::get, "/api/v1/crews", "U..............", ""},
    {Method::put, "/api/v1/crews/heat", "UFFFFFFFF.F.FFF", R"({})"},
    {Method::get, "/api/v1/dashboard", "UF.FFFF........", ""},
    {Method::get, "/api/v1/events", "UF.............", ""},
    {Method::get, "/api/v1/figures", "UFFFFFF....F...", ""},
    {Method::get, "/api/v1/figures/on_time_rate/work-orders", "UFFFFFF....F...", ""},
    {Method::get, "/api/v1/reports-left-out", "UFFFFFF....F...", ""},
    {Method::get, "/api/v1/patterns", "UFFFFFF....F...", ""},
    {Method::get, "/api/v1/five-haves", "UFFFFFF....F...", ""},
    {Method::get, "/api/v1/month-report", "UFFFFFF....F...", ""},
    {Method::post, "/api/v1/reports/{report}/unmasking", "UF.NNNN...FFFNF", R"({"reason":"call_back"})"},
    {Method::post, "/api/v1/work-orders/{id}/unmasking", "UF...NN...FFFNF", R"({"reason":"call_back"})"},
    {Method::post, "/api/v1/facilities/{facility}/unmasking", "UF.NNNN...FFFNF", R"({"reason":"find_place"})"},
    {Method::post, "/api/v1/person-lookups", "UFFFFFFFF.FFFFF", R"({"phone":"x"})"},
    {Method::post, "/api/v1/person-exports", "UFFFFFFFF.FFFFF", R"({"phone":"x","reason":"x"})"},
    {Method::post, "/api/v1/person-erasures", "UFFFFFFFF.FFFFF", R"({"phone":"x","reason":"x"})"},
    {Method::get, "/api/v1/audit", "UFFFFFFFF..FFFF", ""},
    {Method::get, "/api/v1/audit/1", "UFFFFFFFF..FFFF", ""},
    {Method::post, "/api/v1/audit/exports", "UFFFFFFFF..FFFF", R"({})"},
    {Method::get, "/api/v1/public/catalog", "...............", ""},
    {Method::get, "/api/v1/public/facilities/LC-HP-1", "...............", ""},
    {Method::post, "/api/v1/public/reports", "...............", R"({"description":"灯不亮了","village":"A"})"},
    {Method::get, "/api/v1/public/reports/{token}", "...............", ""},
    {Method::put, "/api/v1/public/reports/{token}/updates", "...............", R"({"wanted":false})"},
    {Method::get, "/api/v1/public/villages/110112119210", "NNNNNNNNNNNNNNN", ""},
    {Method::put, "/api/v1/public/work-orders/LC-NONE/word", "NNNNNNNNNNNNNNN", R"({"voice":"0123456789abcdef0123","solved":true})"},
    {Method::post, "/api/v1/public/reports/{token}/verdict", "...............", R"({"solved":true})"},
};
// clang-format on

const std::vector<access_table::Row>& table() {
  static const auto rows = [] {
    std::vector<access_table::Row> all(std::begin(desk_rows), std::end(desk_rows));
    all.insert(all.end(), std::begin(access_table::outside_rows), std::end(access_table::outside_rows));
    return all;
  }();
  return rows;
}

char cell_of(int status) { return status == 401 ? 'U' : status == 403 ? 'F' : status == 404 ? 'N' : '.'; }

class AccessTest : public ApiTest {
 protected:
  AccessTest() {
    database_->write_now([this](models::Transaction& tx) {
      auto crew = *tx.crews().find(town_.toilets);
      crew.contractor = "光明维修公司";
      tx.crews().update(crew);
      who_ = {{'v', town_.village_reporter}, {'o', town_.operator_},
              {'c', town_.heat_member},      {'x', town_.light_member},
              {'k', town_.toilet_member},    {'h', town_.checker},
              {'d', town_.dispatcher},       {'s', town_.supervisor},
              {'u', town_.auditor},          {'m', town_.admin},
              {'r', town_.dispatcher}};
      who_['l'] = add(tx, "heat-lead", models::Role::crew_lead, town_.heat);
      who_['t'] = add(tx, "leader", models::Role::town_leader, {});
      who_['D'] = add(tx, "limited", models::Role::dispatcher, {}, {support::SmallTown::village_b});
      victim_ = add(tx, "victim", models::Role::operator_, {}).account;
      return true;
    });
    order_ = open_order();
    const auto order = get("/api/v1/work-orders/" + order_, supervisor_).json();
    report_ = order["reports"][0]["id"];
    token_ = order["reports"][0]["token"];
    waiting_ =
        post("/api/v1/reports",
             {{"description", "又不热了"}, {"village", support::SmallTown::village_a}, {"class", "heater"}},
             operator_)
            .json()["id"];
    const auto asked = post(
        "/api/v1/work-orders/" + order_ + "/requests",
        {{"kind", "extension"}, {"reason", "waiting_part"}, {"part_order_number", "P-1"}, {"amount", "PT1H"}},
        operator_);
    EXPECT_EQ(asked.status, 201) << asked.body;
    request_ = asked.json()["id"];
    database_->write_now([this](models::Transaction& tx) {
      models::Photo photo;
      photo.work_order = *models::WorkOrderId::parse(order_);
      photo.step = "before";
      photo.media_type = "image/jpeg";
      photo.file = photo_files_.save("bytes", "jpg");
      photo.by = town_.operator_.account;
      photo_ = tx.photos().insert(photo).text();
      models::Attachment attachment;
      attachment.report = *models::ReportId::parse(report_);
      attachment.kind = "photo";
      attachment.media_type = "image/jpeg";
      attachment.file = photo_files_.save("bytes", "jpg");
      attachment_ = tx.attachments().insert(attachment).text();
      return true;
    });
  }

  models::Actor add(models::Transaction& tx, const char* username, models::Role role, models::CrewId crew,
                    std::vector<std::string> villages = {}) {
    models::Account account;
    account.username = username;
    account.display_name = username;
    account.role = role;
    account.crew = crew;
    account.villages = std::move(villages);
    account.password_hash = "none: nobody signs in here";
    return {tx.accounts().insert(account), role, username, crew};
  }

  // A token for this cell alone: some endpoints end the session they are asked with.
  std::string token_for(char column) {
    if (column == 'a') return "";
    if (column != 'r') return sign_in(who_.at(column));
    const auto token = auth::new_access_token();
    database_->write_now([&](models::Transaction& tx) {
      tx.access_tokens().insert({{},
                                 auth::hash_token(token),
                                 who_.at('r').account,
                                 "r",
                                 models::Scope::read,
                                 now_,
                                 now_ + std::chrono::days{1},
                                 {}});
      return true;
    });
    return token;
  }

  std::string filled(std::string text, char column = '-') const {
    const std::pair<const char*, std::string> names[] = {
        {"{id}", order_},
        {"{report}", report_},
        {"{waiting}", waiting_},
        {"{request}", request_},
        {"{photo}", photo_},
        {"{attachment}", attachment_},
        {"{token}", token_},
        {"{none}", "99999"},
        {"COLUMN", std::string(1, column)},
        {"{account}", victim_.text()},
        {"{facility}", town_.heater.text()},
        {"\"HEAT\"", "\"" + town_.heat.text() + "\""},
        {"\"A\"", std::string("\"") + support::SmallTown::village_a + "\""}};
    for (const auto& [name, value] : names)
      for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
        text.replace(at, std::string(name).size(), value);
    return text;
  }

  std::map<char, models::Actor> who_;
  models::AccountId victim_;
  std::string order_, report_, waiting_, request_, photo_, attachment_, token_;
};

}  // namespace

TEST_F(AccessTest, EveryEndpointForEverybody) {
  int cells = 0, wrong = 0;
  for (const auto& row : table()) {
    std::string got;
    for (const char column : columns) {
      const auto answer =
          send({row.method, filled(row.target), filled(row.body, column), token_for(column), {}});
      EXPECT_LT(answer.status, 500) << row.target << answer.body;
      if (answer.stream) answer.stream->close();
      got += cell_of(answer.status);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) wrong += got[i] == row.expected[i] ? 0 : 1;
    cells += static_cast<int>(columns.size());
    EXPECT_EQ(got, row.expected) << http::to_string(row.method) << " " << row.target << "\n" << columns;
  }
  EXPECT_EQ(wrong, 0) << "of " << cells;
  std::printf("[ access   ] %d cells, %d wrong\n", cells, wrong);
}

TEST_F(AccessTest, EveryRouteHasItsRow) {
  std::set<std::string> routes, rows;
  for (const auto& [method, pattern] : router_.routes())
    if (pattern.starts_with("/api/")) routes.insert(std::string(http::to_string(method)) + " " + pattern);
  for (const auto& row : table())
    rows.insert(std::string(http::to_string(row.method)) + " " +
                pattern_of(row.target, router_.routes(), row.method));
  EXPECT_EQ(rows, routes) << "a route without a row of who may use it";
}

TEST_F(AccessTest, AContractorSeesItsOwnOrdersUntilTheyEnd) {
  const auto made = post(
      "/api/v1/reports",
      {{"description", "堵了"}, {"village", support::SmallTown::village_b}, {"fault_kind", "WC-BLOCKED"}},
      operator_);
  const auto triaged =
      put("/api/v1/reports/" + made.json()["id"].get<std::string>() + "/triage",
          {{"decision", "open"}, {"crew_id", town_.toilets.text()}, {"reason", "合同"}}, dispatcher_);
  ASSERT_EQ(triaged.status, 200) << triaged.body;
  const std::string own = triaged.json()["work_order"]["id"];
  const auto contractor = sign_in(town_.toilet_member);
  const auto seen = get("/api/v1/work-orders/" + own, contractor);
  ASSERT_EQ(seen.status, 200);
  EXPECT_TRUE(seen.json()["assignment"].is_null()) << "how the crews stood to one another stays in the town";
  auto listed = get("/api/v1/work-orders", contractor).json()["items"];
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0]["id"], own);
  EXPECT_EQ(get("/api/v1/work-orders?crew=" + town_.heat.text(), contractor).json()["items"].size(), 1u)
      << "a filter for another crew widens nothing";
  EXPECT_EQ(get("/api/v1/work-orders?village=" + std::string(support::SmallTown::village_a), contractor)
                .json()["items"]
                .size(),
            0u);
  EXPECT_EQ(get("/api/v1/facilities", contractor).json()["items"].size(), 0u)
      << "its order stands on no facility";
  const auto crews = get("/api/v1/crews", contractor).json()["items"];
  for (const auto& crew : crews)
    if (crew["id"] != town_.toilets.text()) {
      EXPECT_EQ(crew["orders_in_hand"], 0);
    }
  EXPECT_EQ(post("/api/v1/work-orders/" + own + "/cancellation", {{"reason", "报错了"}}, supervisor_).status,
            200);
  EXPECT_EQ(get("/api/v1/work-orders/" + own, contractor).status, 404);
  EXPECT_EQ(get("/api/v1/work-orders/" + own + "/events", contractor).status, 404);
  EXPECT_EQ(get("/api/v1/work-orders", contractor).json()["items"].size(), 0u);
}

TEST_F(AccessTest, WhatABodyNamesOutsideTheReachIsNotThere) {
  const auto limited = sign_in(who_.at('D'));
  const auto own = post(
      "/api/v1/reports",
      {{"description", "堵了"}, {"village", support::SmallTown::village_b}, {"fault_kind", "WC-BLOCKED"}},
      limited);
  ASSERT_EQ(own.status, 201) << own.body;
  const std::string triage = "/api/v1/reports/" + own.json()["id"].get<std::string>() + "/triage";
  using Names = std::vector<std::string>;
  EXPECT_EQ(put(triage, {{"decision", "merge"}, {"work_order_id", order_}}, limited).wrong_fields(),
            Names{"work_order_id"});
  EXPECT_EQ(
      put(triage, {{"decision", "open"}, {"village", support::SmallTown::village_a}}, limited).wrong_fields(),
      Names{"village"});
  EXPECT_FALSE(put(triage, {{"decision", "open"}, {"facility_id", town_.heater.text()}}, limited)
                   .wrong_fields()
                   .empty());
  EXPECT_EQ(
      post("/api/v1/reports", {{"description", "不亮"}, {"village", support::SmallTown::village_a}}, limited)
          .wrong_fields(),
      Names{"village"});
  EXPECT_EQ(post("/api/v1/reports", {{"description", "不亮啊"}}, limited).wrong_fields(), Names{"village"});
  EXPECT_EQ(get("/api/v1/duplicates?village=" + std::string(support::SmallTown::village_a) +
                    "&fault_kind=HP-NOHEAT&phone=010-5550-0142",
                limited)
                .json()["items"]
                .size(),
            0u);
  EXPECT_EQ(get("/api/v1/requests?work_order=" + order_, limited).json()["items"].size(), 0u);
  EXPECT_EQ(get("/api/v1/reports?work_order=" + order_, limited).json()["items"].size(), 0u);
  EXPECT_EQ(get("/api/v1/reports?q=王秀兰", limited).json()["items"].size(), 0u);
  EXPECT_EQ(get("/api/v1/plan/forecast?work_order=" + order_, limited).status, 404);
  EXPECT_EQ(get("/api/v1/figures/closed_rate/work-orders", limited).body.find(order_ + "\""),
            std::string::npos);
  const auto board = get("/api/v1/dashboard", limited).json();
  for (const auto& row : board["by_village"]) EXPECT_EQ(row["key"], support::SmallTown::village_b);
  const std::string number = get("/api/v1/work-orders/" + order_, supervisor_).json()["number"];
  EXPECT_NE(get("/api/v1/plan", dispatcher_).body.find(number), std::string::npos);
  EXPECT_EQ(get("/api/v1/plan", limited).body.find(number), std::string::npos);
}

TEST_F(AccessTest, AVillageReporterSeesWhatTheyWrote) {
  const auto reporter = sign_in(town_.village_reporter);
  const auto own = post("/api/v1/reports",
                        {{"description", "路灯不亮"}, {"village", support::SmallTown::village_a}}, reporter);
  ASSERT_EQ(own.status, 201) << own.body;
  const auto listed = get("/api/v1/reports", reporter).json()["items"];
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0]["id"], own.json()["id"]);
  EXPECT_EQ(get("/api/v1/reports/" + own.json()["id"].get<std::string>(), reporter).status, 200);
}
