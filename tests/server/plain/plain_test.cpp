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
  /// The same form with photos, as a browser sends it: with a boundary of its own each time.
  Got send_photos(const std::string& target, const Parts& parts, const std::vector<std::string>& photos) {
    const std::string mark = "----boundary" + std::to_string(++boundaries_);
    std::string body;
    for (const auto& [name, value] : parts)
      body +=
          "--" + mark + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    for (const auto& bytes : photos)
      body += "--" + mark +
              "\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"灯.jpg\"\r\nContent-Type: "
              "image/jpeg\r\n\r\n" +
              bytes + "\r\n";
    body += "--" + mark + "--\r\n";
    return send(
        {http::Method::post, target, body, "", {{"Content-Type", "multipart/form-data; boundary=" + mark}}});
  }
  Json attached(const std::string& token) {
    return get("/api/v1/public/reports/" + token, "").json()["attached"];
  }
  int boundaries_ = 0;
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
  EXPECT_NE(form.body.find("enctype=\"multipart/form-data\" action=\"/plain/reports\">"), std::string::npos);
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

TEST_F(PlainTest, PhotosComeWithTheFormAndABadOneCostsNothing) {
  const auto before = reports();
  const std::vector<std::string> photos{grey_picture(10), "no picture at all", grey_picture(20)};
  const auto first = send_photos("/plain/reports", usual(), photos);
  ASSERT_EQ(first.status, 303) << first.body;
  const auto there = first.header("Location");
  ASSERT_TRUE(there.ends_with("?photos=tpt")) << there;
  const auto token = there.substr(9, there.find('?') - 9);
  EXPECT_EQ(attached(token), (Json{{"photos", 2}, {"voice_notes", 0}}));
  const auto told = page(there).body;
  EXPECT_NE(told.find("已收到照片：2"), std::string::npos) << told;
  EXPECT_NE(told.find("没有收下：1"), std::string::npos) << told;
  EXPECT_EQ(get("/api/v1/public/reports/" + token, "").json()["description"], "村口的灯\n不亮了");

  // The browser sends the same form again: one report, and no photo twice.
  EXPECT_EQ(send_photos("/plain/reports", usual(), photos).header("Location"), there);
  EXPECT_EQ(reports(), before + 1);
  EXPECT_EQ(attached(token)["photos"], 2);
  const auto report = get("/api/v1/reports", operator_).json()["items"][0]["id"].get<std::string>();
  EXPECT_EQ(get("/api/v1/reports/" + report + "/attachments", operator_).json()["items"].size(), 2u);
}

TEST_F(PlainTest, AFormThatIsWrongAsksForItsPhotosOnceMore) {
  auto parts = usual();
  parts[4].second = "不是电话";
  const auto before = reports();
  const auto again = send_photos("/plain/reports", parts, {grey_picture(10)});
  EXPECT_EQ(again.status, 422);
  EXPECT_NE(again.body.find("照片要请您再选一次"), std::string::npos);
  EXPECT_NE(again.body.find("村口的灯"), std::string::npos);
  EXPECT_EQ(reports(), before);
  EXPECT_EQ(send_photos("/plain/reports", parts, std::vector<std::string>(21, "x")).status, 400);
}

TEST_F(PlainTest, PhotosFollowTheReportUntilItHasThreeOrHasEnded) {
  const auto token = send_form(usual()).header("Location").substr(9);
  const auto photos = "/plain/t/" + token + "/photos";
  EXPECT_NE(page("/plain/t/" + token).body.find(photos), std::string::npos);
  EXPECT_NE(page(photos).body.find("type=\"file\" accept=\"image/*\" multiple"), std::string::npos);
  context_.settings.photo_bytes = 100'000;
  const std::vector<std::string> sent{grey_picture(1), grey_picture(2), grey_picture(3), grey_picture(4),
                                      std::string(100'001, 'x')};
  const auto taken = send_photos(photos + "?lang=en", {}, sent);
  ASSERT_EQ(taken.status, 303) << taken.body;
  EXPECT_EQ(taken.header("Location"), photos + "?photos=tttel&lang=en");
  const auto told = page(taken.header("Location")).body;
  for (const auto* words : {"Photos received: 3", "three photos at most, within a day", "too large: 1"})
    EXPECT_NE(told.find(words), std::string::npos) << words << told;
  EXPECT_EQ(told.find("type=\"file\""), std::string::npos) << "there is room for none";
  EXPECT_EQ(send_photos(photos, {}, {grey_picture(2)}).header("Location"), photos + "?photos=t")
      << "what came before is there";

  const auto late =
      send_form({{"key", "k9"}, {"village", village()}, {"description", "x"}}).header("Location");
  now_ += std::chrono::hours{25};
  EXPECT_EQ(send_photos(late + "/photos", {}, {grey_picture(5)}).header("Location"),
            late + "/photos?photos=e");
  EXPECT_EQ(send_photos("/plain/t/nosuchtoken/photos", {}, {grey_picture(5)}).header("Location"),
            "/plain/t/nosuchtoken/photos?photos=f");
  EXPECT_EQ(page("/plain/t/nosuchtoken/photos?photos=f").status, 404);
  const auto foreign = send({http::Method::post, photos, "", "", {{"Origin", "https://evil.example"}}});
  EXPECT_EQ(foreign.status, 403);
}

TEST_F(PlainTest, WhoeverHasTheLinkJudgesTheRepair) {
  const auto order = repaired_lamp();
  const auto path = "/plain/t/" + order.token;
  EXPECT_NE(page(path).body.find(path + "/verdict"), std::string::npos);
  const auto state = [&] {
    return get("/api/v1/work-orders/" + order.id, supervisor_).json()["state"].get<std::string>();
  };
  EXPECT_EQ(send_to(path + "/verdict", {{"satisfaction", "satisfied"}}).status, 422) << "neither yes nor no";
  const std::string long_words(2001, 'x');
  const auto again = send_to(path + "/verdict", {{"solved", "no"}, {"comment", long_words}});
  EXPECT_EQ(again.status, 422);
  EXPECT_NE(again.body.find(long_words), std::string::npos) << "nothing that was written is lost";
  EXPECT_EQ(state(), "resolved");

  ASSERT_EQ(send_to(path + "/verdict",
                    {{"solved", "no"}, {"satisfaction", "dissatisfied"}, {"comment", "还是\r\n不亮"}})
                .status,
            303);
  const auto verdict = get("/api/v1/public/reports/" + order.token, "").json()["verdict"];
  EXPECT_EQ(verdict["solved"], false);
  EXPECT_EQ(verdict["satisfaction"], "dissatisfied");
  EXPECT_EQ(verdict["comment"], "还是\n不亮");
  EXPECT_EQ(state(), "assigned");
  EXPECT_NE(page(path).body.find("您说没修好。 不满意"), std::string::npos) << page(path).body;
  EXPECT_EQ(page(path).body.find(path + "/verdict"), std::string::npos) << "it is being repaired again";
  EXPECT_EQ(send_to(path + "/verdict", {{"solved", "yes"}}).status, 409);
}

TEST(PlainPage, WhatFailsBelowTheRulesIsAPageToo) {
  api::Settings settings;
  settings.photo_bytes = 1000;
  EXPECT_GT(*plain::body_limit(settings, http::Method::post, "/plain/reports"), 3000u);
  EXPECT_GT(*plain::body_limit(settings, http::Method::post, "/plain/t/abc/photos"), 3000u);
  EXPECT_FALSE(plain::body_limit(settings, http::Method::post, "/plain/t/abc/updates"));
  EXPECT_FALSE(plain::body_limit(settings, http::Method::get, "/plain/reports"));
  http::Request request;
  ASSERT_TRUE(http::parse_target(request, "/plain/reports?lang=en"));
  const auto page = plain::failure_below(413, &request);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 413);
  EXPECT_NE(page->body.find("choose fewer"), std::string::npos);
  ASSERT_TRUE(http::parse_target(request, "/api/v1/reports"));
  EXPECT_FALSE(plain::failure_below(413, &request));
}

TEST(PlainPage, TextIsNeverMarkup) {
  EXPECT_EQ(plain::escaped("<a href=\"x\" id='y'>&"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
}
