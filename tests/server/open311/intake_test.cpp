// POST requests: what is taken, what is refused and how, repetitions, photos and tokens.
#include <fstream>
#include <sstream>

#include "models/foreign_report.h"
#include "tests/server/open311/fixture.h"

namespace {

TEST_F(Open311Test, ARequestBecomesAReportForTheDesk) {
  const auto id = id_of(post_form("/v2/requests.xml", heater_form({{"attribute[danger][]", "d2"},
                                                                   {"attribute[frail_person]", "yes"},
                                                                   {"attribute[uprn]", "100"},
                                                                   {"deviceid", "x"}})));
  ASSERT_FALSE(id.empty());
  database_->read_now([&](models::Transaction& tx) {
    const auto report = tx.reports().find(*models::ReportId::parse(id));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->channel, models::Channel::api);
    EXPECT_EQ(report->fault_kind, "HP-NOHEAT");
    EXPECT_EQ(report->reporter.name, "王秀兰");
    EXPECT_EQ(report->reporter.phone, "010-5550-0142");
    EXPECT_TRUE(report->danger);
    EXPECT_TRUE(report->frail_person);
    EXPECT_NEAR(report->place.position->latitude, 39.801234, 1e-9);
    EXPECT_TRUE(report->description.starts_with("家里冰凉 <b>&amp;\n"));
    EXPECT_NE(report->description.find("冒烟、有糊味吗？"), std::string::npos)
        << "the desk reads the answers";
    EXPECT_EQ(report->recorded_by, town_.village_reporter.account);
  });
}

TEST_F(Open311Test, TheAnswerIsAListOfOneInBothForms) {
  const auto got = post_form("/v2/requests.json", heater_form());
  ASSERT_EQ(got.status, 200) << got.body;
  const auto json = got.json();
  ASSERT_TRUE(json.is_array());
  ASSERT_EQ(json.size(), 1u);
  EXPECT_TRUE(json[0]["service_request_id"].is_string());
  EXPECT_EQ(json[0]["service_notice"], "请看看有没有电。");
  EXPECT_FALSE(json[0].contains("token"));
  EXPECT_TRUE(json[0]["account_id"].is_null());
}

struct Refused {
  const char* name;
  const char* value;
  int status;
  const char* says;
};

TEST_F(Open311Test, WhatIsWrongIsRefusedWithTheRightStatus) {
  const std::string long_text(4001, 'x');
  const Refused cases[] = {
      {"api_key", "", 403, "api_key"},
      {"api_key", "lamp_wrong", 403, "api_key"},
      {"api_key", "no token of ours", 403, "api_key"},
      {"service_code", "", 400, "service_code"},
      {"service_code", "NOPE", 404, "service_code"},
      {"service_code", "GS-SMELL", 400, "119"},
      {"lat", "", 400, "lat"},
      {"long", "", 400, "long"},
      {"lat", "north", 400, "degrees"},
      {"lat", "91", 400, "latitude"},
      {"attribute[danger][]", "", 400, "attribute[danger]"},
      {"attribute[danger][]", "d9", 400, "attribute[danger]"},
      {"attribute[frail_person]", "maybe", 400, "attribute[frail_person]"},
      {"description", long_text.c_str(), 400, "4000"},
      {"jurisdiction_id", "elsewhere", 404, "jurisdiction_id"},
      {"media_url", "javascript:alert(1)", 400, "media_url"},
      {"address_id", "no such place", 400, "address_id"},
      {"attribute[facility_code]", "NOPE", 400, "facility"},
      {"description", "a\x01z", 400, "control"},
  };
  for (const auto& [name, value, status, says] : cases)
    for (const auto* format : {"xml", "json"}) {
      const auto got = post_form(std::string("/v2/requests.") + format, heater_form({{name, value}}));
      EXPECT_EQ(got.status, status) << name << " " << value << "\n" << got.body;
      EXPECT_NE(got.body.find(says), std::string::npos) << name << "\n" << got.body;
      if (std::string(format) == "json")
        EXPECT_EQ(got.json()[0]["code"], std::to_string(status));
      else
        EXPECT_STREQ(xml_of(got.body).child("errors").child("error").child_value("code"),
                     std::to_string(status).c_str());
    }
  database_->read_now([](models::Transaction& tx) {
    models::ReportQuery all;
    EXPECT_TRUE(tx.reports().search(all).items.empty()) << "nothing was kept of any";
  });
}

TEST_F(Open311Test, APlaceInWordsOrAnIdIsEnough) {
  const auto nowhere = heater_form({{"lat", ""}, {"long", ""}});
  EXPECT_EQ(post_form("/v2/requests.xml", nowhere).status, 400);
  for (const auto& [name, value] : Parts{{"address_string", "胡各庄东口"},
                                         {"address_id", "LC-HP-1"},
                                         {"address_id", support::SmallTown::village_a}}) {
    auto parts = nowhere;
    parts.emplace_back(name, value);
    EXPECT_EQ(post_form("/v2/requests.xml", parts).status, 200) << name;
  }
}

TEST_F(Open311Test, ATokenThatOnlyReadsOrAnAccountThatTakesNoReportsIsRefused) {
  for (const auto& key :
       {key_of(town_.village_reporter, models::Scope::read), key_of(town_.auditor), operator_})
    EXPECT_EQ(post_form("/v2/requests.xml", heater_form({{"api_key", key}})).status, 403);
}

TEST_F(Open311Test, SeveralAnswersToOneQuestionAreAllKept) {
  auto parts = heater_form({{"attribute[danger][]", "d1"}});
  parts.emplace_back("attribute[danger][]", "d2");
  const auto id = id_of(post_form("/v2/requests.xml", parts));
  database_->read_now([&](models::Transaction& tx) {
    const auto report = tx.reports().find(*models::ReportId::parse(id));
    EXPECT_NE(report->description.find("机器、水管摸着麻手吗？、冒烟、有糊味吗？"), std::string::npos)
        << report->description;
  });
}

TEST_F(Open311Test, TheSameRequestSentAgainIsOneReport) {
  const auto first = id_of(post_form("/v2/requests.xml", heater_form()));
  now_ += std::chrono::hours{2};
  EXPECT_EQ(id_of(post_form("/v2/requests.xml", heater_form())), first);
  EXPECT_NE(id_of(post_form("/v2/requests.xml", heater_form({{"description", "又坏了"}}))), first);
  const auto other = key_of(town_.operator_);
  EXPECT_NE(id_of(post_form("/v2/requests.xml", heater_form({{"api_key", other}}))), first)
      << "another sender";
  now_ += std::chrono::hours{23};
  EXPECT_NE(id_of(post_form("/v2/requests.xml", heater_form())), first) << "a day later it is a new one";
}

TEST_F(Open311Test, TheSendersOwnNumberStandsForGood) {
  const auto with = [&](const std::string& words) {
    return id_of(post_form("/v2/requests.xml",
                           heater_form({{"attribute[fixmystreet_id]", "77"}, {"description", words}})));
  };
  const auto first = with("灯灭了");
  now_ += std::chrono::days{20};
  EXPECT_EQ(with("other words"), first);
}

TEST_F(Open311Test, LinesAndNamesOfOtherSystemsAreTaken) {
  const auto id = id_of(post_form("/v2/requests.xml", heater_form({{"description", "一\r\n二\r三"},
                                                                   {"first_name", "Ann"},
                                                                   {"last_name", "Lee"},
                                                                   {"phone", "call 020 7946 0958 ext"}})));
  database_->read_now([&](models::Transaction& tx) {
    const auto report = tx.reports().find(*models::ReportId::parse(id));
    EXPECT_TRUE(report->description.starts_with("一\n二\n三\n"));
    EXPECT_EQ(report->reporter.name, "Ann Lee");
    EXPECT_NE(report->reporter.phone.find("020 7946 0958"), std::string::npos);
  });
}

std::string picture() {
  std::ifstream file(std::string(SOURCE_DIR) + "/tests/server/open311/photo.png", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string multipart(const std::vector<std::pair<std::string, std::string>>& parts,
                      const std::string& photo) {
  std::string body;
  for (const auto& [name, value] : parts)
    body += "--b0unDary\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  body +=
      "--b0unDary\r\nContent-Disposition: form-data; name=\"photo1\"; filename=\"a.png\"\r\n"
      "Content-Type: image/png\r\n\r\n" +
      photo + "\r\n";
  return body + "--b0unDary--\r\n";
}

TEST_F(Open311Test, PhotosComeInAFormOfSeveralParts) {
  const http::Fields headers{{"Content-Type", "multipart/form-data; boundary=b0unDary"}};
  const auto parts = heater_form({{"media_url", "https://example.org/1.jpg"}});
  const auto send_it = [&](const std::string& photo) {
    return send({http::Method::post, "/open311/v2/requests.xml", multipart(parts, photo), "", headers});
  };
  ASSERT_FALSE(picture().empty());
  const auto id = id_of(send_it(picture()));
  EXPECT_EQ(id_of(send_it(picture())), id) << "the same photo and words are the same request";
  const auto got = call("/v2/requests/" + id + ".json?extensions=true").json()[0];
  EXPECT_EQ(got["media_url"], "https://example.org/1.jpg");
  const auto photos = got["extended_attributes"]["photos"];
  ASSERT_EQ(photos.size(), 2u);
  const std::string address = photos[1];
  const auto path = address.substr(std::string("https://town.example/open311").size());
  const auto photo = call(path);
  EXPECT_EQ(photo.status, 200);
  EXPECT_EQ(photo.header("Content-Type"), "image/jpeg");
  EXPECT_TRUE(photo.body.starts_with("\xff\xd8"));
  EXPECT_EQ(call(path.substr(0, path.rfind('/')) + "/00000000000000000000000000000000.jpg").status, 404);
  EXPECT_EQ(send_it("no picture at all").status, 400);
}

TEST_F(Open311Test, ABatchServiceGivesATokenUntilSomebodyHasLooked) {
  settings_.batch = {"HP-NOHEAT"};
  const auto got = post_form("/v2/requests.json", heater_form());
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_FALSE(got.json()[0].contains("service_request_id"));
  const std::string token = got.json()[0]["token"];
  EXPECT_EQ(post_form("/v2/requests.json", heater_form()).json()[0]["token"], token);
  const auto waiting = call("/v2/tokens/" + token + ".json");
  ASSERT_EQ(waiting.status, 200);
  EXPECT_TRUE(waiting.json()[0]["service_request_id"].is_null());
  EXPECT_EQ(waiting.json()[0]["token"], token);
  const auto empty = xml_of(call("/v2/tokens/" + token + ".xml").body);
  EXPECT_STREQ(empty.child("service_requests").child("request").child_value("service_request_id"), "");

  models::ReportId id;
  database_->read_now(
      [&](models::Transaction& tx) { id = tx.foreign_reports().find_by_token(token)->report; });
  ASSERT_EQ(put("/api/v1/reports/" + id.text() + "/triage", {{"decision", "open"}}, dispatcher_).status, 200);
  EXPECT_EQ(call("/v2/tokens/" + token + ".json").json()[0]["service_request_id"], id.text());
  EXPECT_EQ(call("/v2/tokens/nothing.json").status, 404);
}

TEST_F(Open311Test, ABlackboxGivesNeitherIdNorToken) {
  settings_.blackbox = {"HP-NOHEAT"};
  const auto got = post_form("/v2/requests.json", heater_form());
  ASSERT_EQ(got.status, 200);
  EXPECT_FALSE(got.json()[0].contains("service_request_id"));
  EXPECT_FALSE(got.json()[0].contains("token"));
  EXPECT_EQ(call("/v2/requests.json").json(), Json::array());
}

}  // namespace
