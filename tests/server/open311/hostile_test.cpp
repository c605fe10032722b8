// What nobody should send to the Open311 addresses: never a 5xx, and every refusal in Open311's own form.
#include "tests/server/open311/fixture.h"

namespace {

const std::vector<std::string>& wrong_texts() {
  static const std::vector<std::string> texts{"",
                                              " ",
                                              "0",
                                              "-1",
                                              "1.5",
                                              "1e400",
                                              "NaN",
                                              "99999999999999999999",
                                              "91",
                                              "0x10",
                                              "*",
                                              "'; DROP TABLE reports; --",
                                              "../../etc/passwd",
                                              "=cmd|' /C calc'!A0",
                                              "<!DOCTYPE x [<!ENTITY a \"b\">]>&a;",
                                              "]]>",
                                              "灯",
                                              std::string("a\0b", 3),
                                              "\xff\xfe",
                                              "a\r\nb",
                                              std::string(70'000, 'x'),
                                              "2026-99-99T00:00:00Z",
                                              "http://127.0.0.1/x.png",
                                              "file:///etc/passwd",
                                              ",,,,",
                                              "[]"};
  return texts;
}

class Open311HostileTest : public Open311Test {
 protected:
  void judge(const Got& got, bool xml, const std::string& what) {
    ++sent_;
    EXPECT_LT(got.status, 500) << what << "\n" << got.body.substr(0, 300);
    if (got.status < 400) return;
    ++refused_;
    if (xml) {
      const auto document = xml_of(got.body);
      const auto error = document.child("errors").child("error");
      EXPECT_EQ(error.child("code").text().as_int(), got.status) << what << "\n" << got.body.substr(0, 300);
      EXPECT_STRNE(error.child_value("description"), "") << what;
      return;
    }
    const auto json = Json::parse(got.body, nullptr, false);
    ASSERT_TRUE(json.is_array() && !json.empty()) << what << "\n" << got.body.substr(0, 300);
    EXPECT_EQ(json[0].value("code", ""), std::to_string(got.status)) << what;
    EXPECT_FALSE(json[0].value("description", "").empty()) << what;
  }

  void post_each_field(const std::string& target, const Parts& right) {
    for (const bool xml : {true, false})
      for (std::size_t i = 0; i < right.size(); ++i)
        for (const auto& text : wrong_texts()) {
          auto parts = right;
          parts[i].second = text;
          judge(post_form(target + (xml ? ".xml" : ".json"), parts), xml, right[i].first + "=" + text);
        }
  }

  void get_each_filter(const std::string& target, const std::vector<std::string>& names) {
    for (const bool xml : {true, false})
      for (const auto& name : names)
        for (const auto& text : wrong_texts()) {
          const auto whole = target + (xml ? ".xml" : ".json") + "?" + name + "=" + encoded(text);
          http::Request probe;
          // What is no address is refused before any route is looked for; tests/server/http asks that.
          if (http::parse_target(probe, "/open311" + whole)) judge(call(whole), xml, whole);
        }
  }

  int sent_ = 0, refused_ = 0;
};

TEST_F(Open311HostileTest, EveryFieldAndFilterIsRefusedInItsOwnForm) {
  post_each_field("/v2/requests", heater_form({{"media_url", "https://a.example/x.png"},
                                               {"requested_datetime", "2026-01-05T09:00:00+08:00"},
                                               {"address_string", "1号"},
                                               {"address_id", "1"},
                                               {"account_id", "1"},
                                               {"device_id", "1"}}));
  post_each_field("/v2/servicerequestupdates", {{"api_key", key_},
                                                {"jurisdiction_id", "lucheng"},
                                                {"service_request_id", "1"},
                                                {"update_id", "1"},
                                                {"updated_datetime", "2026-01-05T09:00:00+08:00"},
                                                {"status", "OPEN"},
                                                {"description", "还是不热"}});
  get_each_filter("/v2/requests", {"service_request_id", "service_code", "start_date", "end_date", "status",
                                   "jurisdiction_id", "page", "page_size", "updated_after", "lat", "long",
                                   "radius", "extensions", "api_key"});
  get_each_filter("/v2/servicerequestupdates", {"start_date", "end_date", "jurisdiction_id", "api_key"});
  get_each_filter("/v2/services", {"jurisdiction_id"});
  for (const auto& text : wrong_texts())
    for (const bool xml : {true, false})
      for (const std::string target : {"/v2/requests/", "/v2/services/", "/v2/tokens/"}) {
        const auto whole = target + encoded(text) + (xml ? ".xml" : ".json");
        http::Request probe;
        if (!text.empty() && http::parse_target(probe, "/open311" + whole)) judge(call(whole), xml, whole);
      }
  EXPECT_GT(sent_, 1'000);
  EXPECT_GT(refused_, sent_ / 4);
  std::printf("[ hostile  ] %d payloads, %d refused\n", sent_, refused_);
}

}  // namespace
