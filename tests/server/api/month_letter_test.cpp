// The month's report as it is mailed: the same figures as on the page.
#include "server/api/month_report.h"

#include "tests/server/api/fixture.h"

namespace {

class MonthLetterTest : public ApiTest {
 protected:
  delivery::Enclosed letter(const std::string& month, const std::string& language) {
    delivery::Enclosed made;
    database_->read_now(
        [&](models::Transaction& tx) { made = api::month_letter(tx, context_, month, language, now_); });
    return made;
  }
};

TEST_F(MonthLetterTest, ItSaysWhatThePageSaysAndBringsAWorkbook) {
  const auto order = open_order("SL-DARK");
  const auto path = "/api/v1/work-orders/" + order;
  ASSERT_EQ(post(path + "/arrival", Json::object(), heat_).status, 200);
  ASSERT_EQ(
      post(path + "/resolution", {{"outcome", "repaired"}, {"action", "接好了"}, {"cause", "断线"}}, heat_)
          .status,
      200);
  const auto month = models::to_rfc3339(now_ + std::chrono::hours{8}).substr(0, 7);
  now_ += std::chrono::hours{24 * 40};
  const auto zh = letter(month, "zh"), en = letter(month, "en");
  EXPECT_EQ(zh.subject, "潞城镇 " + month + " 维修月报");
  EXPECT_EQ(en.subject, "Lucheng " + month + " maintenance report");
  EXPECT_NE(zh.html.find("按期处置率"), std::string::npos);
  EXPECT_NE(en.html.find("<td align=\"right\">1/1</td>"), std::string::npos) << en.html;
  EXPECT_NE(en.html.find("100.0 %"), std::string::npos);
  EXPECT_EQ(en.html.find("指标"), std::string::npos);
  for (const auto* outside : {"<script", "http://", "https://", "<img"})
    EXPECT_EQ(zh.html.find(outside), std::string::npos) << outside;
  EXPECT_TRUE(zh.file.starts_with("PK"));
  EXPECT_GT(zh.file.size(), 5000u);
  EXPECT_EQ(zh.file_name, "figures_" + month + ".xlsx");
  EXPECT_EQ(letter("2020-01", "en").html.find("100.0 %"), std::string::npos) << "a month without orders";
}

TEST_F(MonthLetterTest, TheSettingIsADestinationsAndItsTrialCanBeSeen) {
  const Json box{{"name", "镇领导"},
                 {"carrier", "mail"},
                 {"address", "lead@town.example"},
                 {"mail_server", "smtp://127.0.0.1:1"},
                 {"mail_from", "lamp@town.example"},
                 {"month_report_day", 3}};
  const auto made = post("/api/v1/destinations", box, supervisor_);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json()["month_report_day"], 3);
  const auto last = made.json()["month_report_last"].get<std::string>();
  EXPECT_EQ(last.size(), 7u);
  const auto path = "/api/v1/destinations/" + made.json()["id"].get<std::string>();
  now_ += std::chrono::hours{24 * 90};
  supervisor_ = sign_in(town_.supervisor);
  auto changed = box;
  changed["language"] = "en";
  EXPECT_EQ(put(path, changed, supervisor_).json()["month_report_last"], last) << "a change forgets no month";
  const auto trial = post(path + "/test", Json::object(), supervisor_);
  ASSERT_LT(trial.status, 300) << trial.body;
  EXPECT_NE(trial.json()["text"].get<std::string>().find("Trial: Monthly report "), std::string::npos)
      << trial.body;
  changed["month_report_day"] = 29;
  EXPECT_EQ(put(path, changed, supervisor_).wrong_fields(), std::vector<std::string>{"month_report_day"});
  changed["month_report_day"] = 0;
  EXPECT_TRUE(put(path, changed, supervisor_).json()["month_report_day"].is_null());
}

}  // namespace
