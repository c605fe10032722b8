// The residents' pages that need no JavaScript, on a real database.
#include "server/plain/routes.h"

#include <gtest/gtest.h>

#include "server/plain/page.h"
#include "tests/server/api/fixture.h"

class PlainTest : public ApiTest {
 protected:
  using Parts = std::vector<std::pair<std::string, std::string>>;
  PlainTest() { plain::add_routes(router_, context_); }

  Got page(const std::string& target) { return send({http::Method::get, target, "", "", {}}); }
  static std::string encoded(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      result.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return result;
  }
  Got send_to(const std::string& target, const Parts& parts, http::Fields headers = {}) {
    std::string body;
    for (const auto& [name, value] : parts)
      body.append(body.empty() ? "" : "&").append(name).append("=").append(encoded(value));
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return send({http::Method::post, target, body, "", std::move(headers)});
  }
  Got send_form(const Parts& parts, http::Fields headers = {}) {
    return send_to("/plain/reports", parts, std::move(headers));
  }
  /// A lamp of village A that its crew says to have repaired: the order's id and number, its reporter's
  /// token.
  struct Repaired {
    std::string id, number, token;
  };
  Repaired repaired_lamp() {
    const auto report = post("/api/v1/reports",
                             {{"channel", "hotline"},
                              {"village", support::SmallTown::village_a},
                              {"facility_id", town_.lamps[0].text()},
                              {"fault_kind", "SL-DARK"},
                              {"description", "不亮"}},
                             operator_)
                            .json();
    const auto order =
        put("/api/v1/reports/" + report["id"].get<std::string>() + "/triage",
            {{"decision", "open"}, {"crew_id", town_.light.text()}, {"reason", "x"}}, dispatcher_)
            .json()["work_order"];
    const auto path = "/api/v1/work-orders/" + order["id"].get<std::string>();
    post(path + "/arrival", Json::object(), light_);
    const auto done = post(path + "/resolution",
                           {{"outcome", "repaired"}, {"action", "接好了"}, {"cause", "断线"}}, light_);
    EXPECT_EQ(done.status, 200) << done.body;
    return {order["id"], order["number"], report["token"]};
  }
  static std::string village() { return support::SmallTown::village_a; }
  Parts usual() const {
    return {{"key", "k1"},
            {"village", support::SmallTown::village_a},
            {"kind", "SL-DARK"},
            {"description", "村口的灯\r\n不亮了"},
            {"phone", "13800000001"},
            {"lang", "zh"}};
  }
  std::size_t reports() { return get("/api/v1/reports?limit=200", operator_).json()["items"].size(); }
};

TEST_F(PlainTest, AFormIsOneReportHoweverOftenItIsSent) {
  const auto form = page("/plain");
  ASSERT_EQ(form.status, 200) << form.body;
  EXPECT_NE(form.body.find("<form method=\"post\" action=\"/plain/reports\">"), std::string::npos);
  EXPECT_NE(form.body.find("SL-DARK"), std::string::npos);
  EXPECT_EQ(form.body.find("<script"), std::string::npos);

  const auto before = reports();
  const auto first = send_form(usual());
  ASSERT_EQ(first.status, 303) << first.body;
  const auto there = first.header("Location");
  EXPECT_TRUE(there.starts_with("/plain/t/")) << there;
  EXPECT_EQ(send_form(usual()).header("Location"), there);
  EXPECT_EQ(reports(), before + 1);

  const auto seen = get("/api/v1/public/reports/" + there.substr(9), "").json();
  EXPECT_EQ(seen["description"], "村口的灯\n不亮了");
  EXPECT_EQ(seen["fault_kind"], "SL-DARK");
  const auto progress = page(there);
  EXPECT_EQ(progress.status, 200);
  EXPECT_NE(progress.body.find("您的报修"), std::string::npos);
  EXPECT_EQ(progress.body.find("13800000001"), std::string::npos) << "whoever has the link reads no number";
}

TEST_F(PlainTest, WhatIsWrongIsSaidAndWhatWasWrittenIsKept) {
  auto parts = usual();
  parts[4].second = "不是电话<script>";
  parts[5].second = "en";
  const auto before = reports();
  const auto again = send_form(parts);
  EXPECT_EQ(again.status, 422);
  EXPECT_NE(again.body.find("role=\"alert\""), std::string::npos);
  EXPECT_NE(again.body.find("The telephone number is not right"), std::string::npos) << again.body;
  EXPECT_NE(again.body.find("村口的灯"), std::string::npos);
  EXPECT_EQ(again.body.find("<script"), std::string::npos) << "what was written is text, never markup";
  EXPECT_EQ(reports(), before);
  EXPECT_EQ(send_form({{"key", "k2"}}).status, 422) << "an empty form says nothing";
  EXPECT_EQ(send_form({{"village", "nowhere"}, {"description", "x"}}).status, 422);
}

TEST_F(PlainTest, AnotherSiteCannotFillTheInbox) {
  const auto before = reports();
  EXPECT_EQ(send_form(usual(), {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}}).status,
            403);
  EXPECT_EQ(
      send({http::Method::post, "/plain/reports", "{}", "", {{"Content-Type", "application/json"}}}).status,
      400);
  EXPECT_EQ(reports(), before);
}

TEST_F(PlainTest, TheLabelsFacilityIsKnownAndAWrongLabelSaysSo) {
  EXPECT_EQ(page("/plain/f/NO-SUCH").status, 404);
  EXPECT_EQ(page("/plain/t/nosuchtoken").status, 404);
  EXPECT_EQ(page("/plain/v/nowhere").status, 404);
  std::string code;
  database_->write_now([&](models::Transaction& tx) {
    code = tx.facilities().find(town_.heater)->code;
    return true;
  });
  const auto form = page("/plain/f/" + code + "?lang=en");
  ASSERT_EQ(form.status, 200);
  EXPECT_NE(form.body.find("lang=\"en\""), std::string::npos);
  EXPECT_EQ(form.body.find("SL-DARK"), std::string::npos) << "kinds of another class";
  auto parts = usual();
  parts[1] = {"facility", code};
  parts[2].second = "HP-NOHEAT";
  ASSERT_EQ(send_form(parts).status, 303);
}

TEST_F(PlainTest, AVillageSeesWhatIsBrokenAndNobodysName) {
  database_->write_now([this](models::Transaction& tx) {
    auto heater = *tx.facilities().find(town_.heater);
    heater.name = "胡各庄 12号 王秀兰家";
    heater.household = "王秀兰";
    tx.facilities().update(heater);
    return true;
  });
  const auto order = open_order();
  const auto seen = page("/plain/v/" + std::string(support::SmallTown::village_a));
  ASSERT_EQ(seen.status, 200);
  EXPECT_NE(seen.body.find("<li>"), std::string::npos) << seen.body;
  EXPECT_NE(seen.body.find("答应修好的时间"), std::string::npos);
  for (const auto* name : {"王秀兰", "12号", "138"})
    EXPECT_EQ(seen.body.find(name), std::string::npos) << name;
  EXPECT_LT(
      post("/api/v1/work-orders/" + order + "/cancellation", {{"reason", "报错了"}}, supervisor_).status,
      300);
  EXPECT_EQ(page("/plain/v/" + std::string(support::SmallTown::village_a)).body.find("<li>"),
            std::string::npos);
}

TEST_F(PlainTest, TwoNeighboursWhoDisputeARepairAskForACheck) {
  const auto order = repaired_lamp();
  const auto words = "/plain/v/" + village() + "/words";
  EXPECT_NE(page("/plain/v/" + village()).body.find(words), std::string::npos);
  const auto no = Parts{{"number", order.number}, {"solved", "no"}};
  EXPECT_EQ(send_to(words, no, {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}}).status,
            403);
  ASSERT_EQ(send_to(words, no).status, 303);
  ASSERT_EQ(send_to(words, no).status, 303) << "the same address is one voice";
  const auto seen = [&] { return get("/api/v1/public/villages/" + village(), "").json()["items"][0]; };
  EXPECT_EQ(seen()["disputed"], 1);
  EXPECT_EQ(seen()["recheck_owed"], false);

  const auto word = "/api/v1/public/work-orders/" + order.number + "/word";
  EXPECT_EQ(put(word, {{"voice", "short"}, {"solved", false}}, "").wrong_fields(),
            std::vector<std::string>{"voice"});
  const auto heard = put(word, {{"voice", "0123456789abcdef"}, {"solved", false}}, "");
  ASSERT_EQ(heard.status, 200) << heard.body;
  EXPECT_EQ(heard.json()["disputed"], 2);
  EXPECT_EQ(heard.json()["recheck_owed"], true);
  EXPECT_EQ(get("/api/v1/rechecks", checker_).json()["items"].size(), 1u);
  EXPECT_NE(page("/plain/v/" + village()).body.find("到现场复查"), std::string::npos);
  for (const auto* secret : {"0123456789abcdef", "127.0.0.1"})
    EXPECT_EQ(get("/api/v1/work-orders/" + order.id + "/events", supervisor_).body.find(secret),
              std::string::npos);

  EXPECT_EQ(send_to(words, {{"number", "LC-NONE"}, {"solved", "yes"}}).status, 404);
  post("/api/v1/work-orders/" + order.id + "/reopenings", {{"reason", "还不亮"}}, supervisor_);
  EXPECT_EQ(send_to(words, no).status, 409) << "it is not repaired now";
}

TEST_F(PlainTest, AResidentIsToldHowItGoesOnAndStopsIt) {
  const auto token = repaired_lamp().token;
  const auto updates = "/plain/t/" + token + "/updates";
  EXPECT_NE(page(updates).body.find("name=\"phone\""), std::string::npos);
  EXPECT_EQ(send_to(updates, {{"wanted", "yes"}}).status, 422);
  ASSERT_EQ(send_to(updates, {{"wanted", "yes"}, {"phone", "13800000077"}}).status, 303);
  const auto told = [&] { return get("/api/v1/public/reports/" + token, "").json()["updates"]; };
  EXPECT_EQ(told()["wanted"], true);
  EXPECT_EQ(told()["number_known"], true);
  EXPECT_EQ(page(updates).body.find("138"), std::string::npos) << "whoever has the link reads no number";
  EXPECT_EQ(
      put("/api/v1/public/reports/" + token + "/updates", {{"wanted", true}, {"phone", "13900000000"}}, "")
          .status,
      409);
  ASSERT_EQ(send_to(updates, {{"wanted", "no"}, {"lang", "en"}}).header("Location"), updates + "?lang=en");
  EXPECT_EQ(told()["wanted"], false);
  EXPECT_EQ(page("/plain/t/nosuchtoken/updates").status, 404);
}

TEST(PlainPage, TextIsNeverMarkup) {
  EXPECT_EQ(plain::escaped("<a href=\"x\" id='y'>&"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
}
