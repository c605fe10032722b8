// Lists that leave as files, over the API.
#include <fcntl.h>

#include "server/api/routes.h"
#include "server/auth/tokens.h"
#include "tests/server/api/export_fixture.h"

namespace {

using http::Method;

using support::ExportApiTest;

TEST_F(ExportApiTest, EveryListBecomesAFileInEveryFormatItHas) {
  open_order();
  for (const std::string list :
       {"work_orders", "reports", "facilities", "villages", "crews", "city_orders", "events", "audit"})
    for (const std::string format : {"csv", "xlsx", "geojson"}) {
      const bool map = list != "city_orders" && list != "events" && list != "audit";
      const Json wish{{"list", list}, {"format", format}};
      if (format == "geojson" && !map) {
        const auto got = ask(wish, supervisor_);
        EXPECT_EQ(got.status, 422) << list;
        EXPECT_EQ(got.wrong_fields(), std::vector<std::string>{"format"});
        continue;
      }
      const auto got = file_of(wish, supervisor_);
      EXPECT_EQ(got.header("Content-Disposition"),
                "attachment; filename=\"" + list + "-20261123." + format + "\"");
      EXPECT_EQ(got.header("Cache-Control"), "no-store");
      if (format == "csv") {
        EXPECT_EQ(got.header("Content-Type"), "text/csv; charset=utf-8");
        EXPECT_TRUE(got.body.starts_with("\xEF\xBB\xBF"));
        EXPECT_GE(lines(got.body).size(), list == "city_orders" ? 1U : 2U) << list;
      } else if (format == "xlsx") {
        EXPECT_TRUE(got.body.starts_with("PK"));
      } else {
        EXPECT_EQ(got.header("Content-Type"), "application/geo+json");
        EXPECT_FALSE(Json::parse(got.body)["features"].empty()) << list;
      }
    }
}

TEST_F(ExportApiTest, NobodyIsInClear) {
  open_order();
  for (const std::string list : {"work_orders", "reports", "facilities", "events"}) {
    const auto text = file_of({{"list", list}, {"format", "csv"}}, supervisor_).body;
    for (const std::string secret : {"王秀兰", "5550-0142", "55500142"})
      EXPECT_EQ(text.find(secret), std::string::npos) << list << ": " << secret;
  }
  const auto reports = file_of({{"list", "reports"}, {"format", "csv"}}, supervisor_).body;
  EXPECT_NE(reports.find("王**"), std::string::npos) << reports;
}

TEST_F(ExportApiTest, FiltersAreThoseOfTheList) {
  const auto first = open_order();
  open_order("HP-COOL");
  post("/api/v1/work-orders/" + first + "/cancellation", {{"reason", "报错了"}}, supervisor_);
  const auto rows = [&](const Json& filters) {
    return lines(
               file_of({{"list", "work_orders"}, {"format", "csv"}, {"filters", filters}}, supervisor_).body)
               .size() -
           1;
  };
  EXPECT_EQ(rows(Json::object()), 2U);
  EXPECT_EQ(rows({{"state", "active"}}), 1U);
  EXPECT_EQ(rows({{"state", "cancelled,closed"}}), 1U);
  EXPECT_EQ(rows({{"class", "streetlight"}}), 0U);
  EXPECT_EQ(rows({{"crew", town_.heat.text()}, {"village", support::SmallTown::village_a}}), 2U);
  EXPECT_EQ(rows({{"q", "no such word"}}), 0U);
  const auto all = lines(file_of({{"list", "work_orders"}, {"format", "csv"}}, supervisor_).body);
  EXPECT_TRUE(all.at(0).starts_with("\xEF\xBB\xBFnumber,state,severity,class,fault_kind,village")) << all[0];
  EXPECT_NE(all.at(1).find(",cancelled,"), std::string::npos) << "by the time of opening";
}

TEST_F(ExportApiTest, WhatIsWrongIsNamed) {
  struct Row {
    Json wish;
    std::vector<std::string> fields;
  };
  const std::vector<Row> rows{
      {{{"list", "secrets"}, {"format", "csv"}}, {"list"}},
      {{{"format", "pdf"}}, {"list", "format"}},
      {{{"list", "work_orders"}, {"format", "csv"}, {"rows", 5}}, {"rows"}},
      {{{"list", "work_orders"}, {"format", "csv"}, {"filters", {{"state", "asleep"}}}}, {"filters.state"}},
      {{{"list", "work_orders"}, {"format", "csv"}, {"filters", {{"crew", "x"}}}}, {"filters.crew"}},
      {{{"list", "work_orders"}, {"format", "csv"}, {"filters", {{"limit", "5"}}}}, {"filters.limit"}},
      {{{"list", "work_orders"}, {"format", "csv"}, {"filters", {{"due_before", "now"}}}},
       {"filters.due_before"}},
      {{{"list", "villages"}, {"format", "csv"}, {"filters", {{"q", "x"}}}}, {"filters.q"}},
      {{{"list", "reports"}, {"format", "csv"}, {"filters", {{"state", "open"}}}}, {"filters.state"}},
      {{{"list", "audit"}, {"format", "csv"}, {"filters", {{"kind", "x"}}}}, {"filters.kind"}},
      {{{"list", "work_orders"}, {"format", "csv"}, {"filters", "all"}}, {"filters"}},
  };
  for (const auto& row : rows) {
    const auto got = ask(row.wish, supervisor_);
    EXPECT_EQ(got.status, 422) << row.wish.dump() << got.body;
    EXPECT_EQ(got.wrong_fields(), row.fields) << row.wish.dump();
  }
  EXPECT_TRUE(get("/api/v1/exports", supervisor_).json()["items"].empty());
}

TEST_F(ExportApiTest, TooManyRowsAreRefusedBeforeAnythingBegins) {
  auto options = export_options();
  options.limits.rows = 2;
  exports::Runner small(*database_, options);
  context_.exports = &small;
  EXPECT_EQ(ask({{"list", "villages"}, {"format", "csv"}}, supervisor_).wrong_fields(),
            std::vector<std::string>{"filters"});
  context_.exports = exports_.get();
}

TEST_F(ExportApiTest, SomebodyElsesIsNotThere) {
  const auto id = asked({{"list", "villages"}, {"format", "csv"}}, supervisor_);
  for (const auto& path : {"/api/v1/exports/" + id, "/api/v1/exports/" + id + "/file"})
    EXPECT_EQ(get(path, dispatcher_).status, 404);
  EXPECT_EQ(send({Method::delete_, "/api/v1/exports/" + id, "", dispatcher_, {}}).status, 404);
  EXPECT_TRUE(get("/api/v1/exports", dispatcher_).json()["items"].empty());
  EXPECT_EQ(get("/api/v1/exports", supervisor_).json()["items"].size(), 1U);
  EXPECT_EQ(get("/api/v1/exports/" + id, supervisor_).json()["state"], "queued");
  EXPECT_EQ(get("/api/v1/exports/" + id + "/file", supervisor_).status, 409);
  EXPECT_EQ(get("/api/v1/exports/99", supervisor_).status, 404);
}

TEST_F(ExportApiTest, WhoMayReadTheListNoLongerHasNoFileOfIt) {
  exports_->start();
  const auto id = asked({{"list", "audit"}, {"format", "csv"}}, supervisor_);
  ended(id, supervisor_);
  exports_->stop();
  database_->write_now([&](models::Transaction& tx) {
    auto account = *tx.accounts().find(town_.supervisor.account);
    account.role = models::Role::operator_;
    tx.accounts().update(account);
    return true;
  });
  sessions_.remove_of(town_.supervisor.account);
  EXPECT_EQ(get("/api/v1/exports/" + id + "/file", supervisor_).status, 404);
}

TEST_F(ExportApiTest, AnAccountHasThreeUnderWayAndMayCancelThem) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(asked({{"list", "villages"}, {"format", "csv"}}, supervisor_));
  EXPECT_EQ(ask({{"list", "villages"}, {"format", "csv"}}, supervisor_).status, 409);
  EXPECT_EQ(ask({{"list", "villages"}, {"format", "csv"}}, dispatcher_).status, 202) << "others may";
  const auto cancel = [&] {
    return send({Method::delete_, "/api/v1/exports/" + ids[0], "", supervisor_, {}}).status;
  };
  EXPECT_EQ(cancel(), 204);
  EXPECT_EQ(get("/api/v1/exports/" + ids[0], supervisor_).json()["state"], "cancelled");
  ids.push_back(asked({{"list", "villages"}, {"format", "csv"}}, supervisor_));
  EXPECT_EQ(cancel(), 204) << "one that has ended goes";
  EXPECT_EQ(cancel(), 404);
  exports_->start();
  EXPECT_EQ(ended(ids[3], supervisor_)["state"], "done");
  exports_->stop();
  models::Export last;
  last.id = *models::ExportId::parse(ids[3]);
  const auto path = exports_->file_of(last);
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(send({Method::delete_, "/api/v1/exports/" + ids[3], "", supervisor_, {}}).status, 204);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ExportApiTest, TheSameKeyMakesOneFile) {
  const Json wish{{"list", "villages"}, {"format", "csv"}};
  const auto first = post("/api/v1/exports", wish, supervisor_, {{"Idempotency-Key", "once"}});
  const auto second = post("/api/v1/exports", wish, supervisor_, {{"Idempotency-Key", "once"}});
  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(second.json()["id"], first.json()["id"]);
  EXPECT_EQ(exports_->figures().under_way, 1);
}

TEST_F(ExportApiTest, AFullDiskIsToldInWords) {
  auto options = export_options();
  options.open = [](const std::filesystem::path&) { return ::open("/dev/full", O_WRONLY); };
  exports::Runner full(*database_, options);
  context_.exports = &full;
  full.start();
  const auto id = asked({{"list", "villages"}, {"format", "csv"}}, supervisor_);
  const auto one = ended(id, supervisor_);
  full.stop();
  EXPECT_EQ(one["state"], "failed");
  EXPECT_EQ(one["problem"]["code"], "disk_full");
  EXPECT_NE(one["problem"]["detail"].get<std::string>().find("no room"), std::string::npos);
  EXPECT_TRUE(one["file"].is_null());
  context_.exports = exports_.get();
}

TEST_F(ExportApiTest, ItStandsInTheAuditLogWhoTookWhatOut) {
  exports_->start();
  const auto id =
      asked({{"list", "work_orders"}, {"format", "csv"}, {"filters", {{"q", "13800000142"}}}}, supervisor_);
  ended(id, supervisor_);
  exports_->stop();
  const auto rows = audit("kind=export");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["act"], "end_export");
  EXPECT_EQ(rows[0]["object_id"], id);
  EXPECT_EQ(rows[1]["act"], "POST /api/v1/exports");
  EXPECT_EQ(rows[1]["reason"], "work_orders, csv");
  for (const auto& row : audit("")) EXPECT_EQ(row.dump().find("13800000142"), std::string::npos);
}

class CalendarApiTest : public ApiTest {
 protected:
  std::string token_of(const models::Actor& actor, models::Scope scope = models::Scope::calendar) {
    const auto secret = auth::new_access_token();
    database_->write_now([&](models::Transaction& tx) {
      id_ = tx.access_tokens().insert({{},
                                       auth::hash_token(secret),
                                       actor.account,
                                       "phone",
                                       scope,
                                       now_,
                                       now_ + std::chrono::days{30},
                                       {}});
      return true;
    });
    return secret;
  }
  Got calendar(const std::string& token, http::Fields headers = {}) {
    return send({Method::get, "/api/v1/calendar/" + token + ".ics", "", "", std::move(headers)});
  }
  models::AccessTokenId id_;
};

TEST_F(CalendarApiTest, ACrewSubscribesToItsShiftsAndWhatIsDue) {
  const auto order = get("/api/v1/work-orders/" + open_order(), supervisor_).json();
  const auto token = token_of(town_.heat_member);
  const auto got = calendar(token);
  EXPECT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.header("Content-Type"), "text/calendar; charset=utf-8");
  EXPECT_NE(got.body.find("UID:shift-" + town_.heat.text() + "-"), std::string::npos);
  EXPECT_NE(got.body.find("UID:due-" + order["number"].get<std::string>() + "@lamplighter\r\n"),
            std::string::npos);
  for (const std::string secret : {"王秀兰", "王**", "5550", "家里冰凉"})
    EXPECT_EQ(got.body.find(secret), std::string::npos) << secret;
  const auto other = calendar(token_of(town_.light_member));
  EXPECT_EQ(other.body.find("UID:due-"), std::string::npos) << "another crew's order is not due here";
  EXPECT_NE(calendar(token_of(town_.dispatcher)).body.find("UID:due-"), std::string::npos);
}

TEST_F(CalendarApiTest, UnchangedItIsNotSentAgain) {
  const auto order = open_order();
  const auto token = token_of(town_.dispatcher);
  const auto tag = calendar(token).header("ETag");
  ASSERT_FALSE(tag.empty());
  const auto again = calendar(token, {{"If-None-Match", "\"x\", W/" + tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.header("ETag"), tag);
  EXPECT_EQ(calendar(token, {{"If-None-Match", "\"x\""}}).status, 200);
  post("/api/v1/work-orders/" + order + "/cancellation", {{"reason", "报错了"}}, supervisor_);
  EXPECT_EQ(calendar(token, {{"If-None-Match", tag}}).status, 200) << "it changed";
}

TEST_F(CalendarApiTest, TheTokenOpensNothingElseAndNoOtherOpensIt) {
  const auto token = token_of(town_.supervisor);
  for (const auto* path : {"/api/v1/work-orders", "/api/v1/villages", "/api/v1/exports", "/api/v1/me/shift"})
    EXPECT_EQ(get(path, token).status, 403) << path;
  EXPECT_EQ(calendar(token_of(town_.supervisor, models::Scope::read)).status, 404);
  EXPECT_EQ(calendar(supervisor_).status, 404) << "a session is no calendar";
  EXPECT_EQ(calendar("lamp_wrong").status, 404);
  EXPECT_EQ(send({Method::get, "/api/v1/calendar/" + token, "", "", {}}).status, 404);
}

TEST_F(CalendarApiTest, RevokedRunOutOrDisabledItIsGone) {
  const auto token = token_of(town_.supervisor);
  EXPECT_EQ(calendar(token).status, 200);
  database_->write_now([&](models::Transaction& tx) {
    EXPECT_EQ(tx.access_tokens().find(auth::hash_token(token))->last_used_at, now_);
    tx.access_tokens().remove(id_);
    return true;
  });
  EXPECT_EQ(calendar(token).status, 404);
  const auto other = token_of(town_.supervisor);
  now_ += std::chrono::days{30};
  EXPECT_EQ(calendar(other).status, 404);
  const auto third = token_of(town_.supervisor);
  database_->write_now([&](models::Transaction& tx) {
    auto account = *tx.accounts().find(town_.supervisor.account);
    account.disabled = true;
    tx.accounts().update(account);
    return true;
  });
  EXPECT_EQ(calendar(third).status, 404);
}

class OpenDataTest : public ApiTest {
 protected:
  Got file(const std::string& name, http::Fields headers = {}) {
    return send({Method::get, "/api/v1/public/open-data/" + name, "", "", std::move(headers)});
  }
};

TEST_F(OpenDataTest, NothingIsPublishedUnlessTheTownSaysSo) {
  EXPECT_EQ(file("facilities.csv").status, 404);
  context_.settings.open_data = true;
  EXPECT_EQ(file("facilities.csv").status, 200);
  EXPECT_EQ(file("persons.csv").status, 404);
  EXPECT_EQ(file("work-orders.geojson").status, 404);
}

TEST_F(OpenDataTest, HomesAndPeopleAreNotInIt) {
  context_.settings.open_data = true;
  database_->write_now([this](models::Transaction& tx) {
    auto heater = *tx.facilities().find(town_.heater);
    heater.household = "王秀兰";
    tx.facilities().update(heater);
    return true;
  });
  open_order();
  const auto facilities = file("facilities.csv");
  EXPECT_EQ(facilities.header("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_EQ(facilities.header("Cache-Control"), "public, max-age=3600");
  EXPECT_NE(facilities.body.find("LC-SL-1"), std::string::npos);
  EXPECT_EQ(facilities.body.find("LC-HP-1"), std::string::npos) << "a heater stands in a home";
  const auto map = Json::parse(file("facilities.geojson").body);
  EXPECT_FALSE(map["features"].empty());
  for (const auto& feature : map["features"]) EXPECT_NE(feature["properties"]["class"], "heater");
  const auto counts = file("work-orders.csv").body;
  EXPECT_NE(counts.find("2026-11," + std::string(support::SmallTown::village_a) + ",heater,no,1,0,0"),
            std::string::npos)
      << counts;
}

TEST_F(OpenDataTest, ItIsMadeOnceAnHour) {
  context_.settings.open_data = true;
  const auto before = file("work-orders.csv");
  open_order();
  EXPECT_EQ(file("work-orders.csv").body, before.body);
  EXPECT_EQ(file("work-orders.csv", {{"If-None-Match", before.header("ETag")}}).status, 304);
  now_ += std::chrono::hours{1};
  EXPECT_NE(file("work-orders.csv").body, before.body);
}

}  // namespace
