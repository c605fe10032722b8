// Open311 as other systems meet it: the built program on the loopback.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "server/http/client.h"
#include "tests/system/program.h"
#include "tests/system/town.h"

namespace system_tests {
namespace {

using Json = nlohmann::json;

class Open311 : public testing::Test {
 protected:
  Open311() : server_(copy_of_demo_town(folder_.path())) {
    Caller caller(server_.port());
    caller.sign_in("operator");
    const auto made =
        caller.post("/api/v1/me/access-tokens",
                    R"({"password":"lamplighter-demo","name":"FixMyStreet","scope":"write","days":30})", "");
    EXPECT_EQ(made.status, 201) << made.body;
    key_ = Json::parse(made.body)["token"];
  }
  http::ClientResponse ask(const std::string& target) {
    return http::fetch("127.0.0.1", server_.port(), {http::Method::get, "/open311" + target});
  }
  http::ClientResponse post(const std::string& target, const std::string& body) {
    http::ClientRequest request{http::Method::post, "/open311" + target};
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    request.body = body;
    return http::fetch("127.0.0.1", server_.port(), request);
  }
  std::string form(const std::string& more) {
    return "api_key=" + key_ + "&service_code=SL-05&lat=39.80&long=116.80&description=" + more;
  }

  Folder folder_;
  Server server_;
  std::string key_;
};

TEST_F(Open311, TheWholeWayOfARequestIsOpenToOtherSystems) {
  const auto discovery = ask("/discovery.json");
  ASSERT_EQ(discovery.status, 200);
  EXPECT_EQ(discovery.header("Content-Type"), "application/json");
  EXPECT_EQ(discovery.header("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(discovery.body.find("http://127.0.0.1:" + std::to_string(server_.port()) + "/open311/v2"),
            std::string::npos);

  const auto services = Json::parse(ask("/v2//services.json").body);
  EXPECT_GT(services.size(), 50u);
  for (const auto& service : services) {
    const std::string code = service["service_code"];
    EXPECT_NE(code, "GS-02") << "what goes to 119 is no service";
    EXPECT_EQ(ask("/v2/services/" + code + ".xml").status, 200) << code;
  }

  const auto posted = post("/v2/requests.json", form("%E7%81%AF%E7%81%AD%E4%BA%86"));
  ASSERT_EQ(posted.status, 200) << posted.body;
  const std::string id = Json::parse(posted.body)[0]["service_request_id"];
  EXPECT_EQ(Json::parse(
                post("/v2/requests.json", form("%E7%81%AF%E7%81%AD%E4%BA%86")).body)[0]["service_request_id"],
            id);
  const auto one = Json::parse(ask("/georeport/v2/requests/" + id + ".json").body);
  EXPECT_EQ(one[0]["description"], "灯灭了");
  EXPECT_EQ(one[0]["status"], "open");
  const auto all = ask("/v2/requests.xml?status=open&service_code=SL-05");
  EXPECT_EQ(all.header("Content-Type"), "text/xml; charset=utf-8");
  EXPECT_NE(all.body.find("<service_request_id>" + id + "<"), std::string::npos);
}

TEST_F(Open311, ErrorsComeInTheAskedFormatWhateverWentWrong) {
  const std::string wrong_key = "api_key=lamp_no&service_code=SL-05&lat=1&long=1";
  EXPECT_EQ(post("/v2/requests.json", wrong_key).status, 403);
  EXPECT_EQ(post("/v2/requests.xml", "api_key=" + key_).status, 400);
  const auto large = post("/v2/servicerequestupdates.json", std::string(2 * 1024 * 1024, 'x'));
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(Json::parse(large.body)[0]["code"], "413");
  const auto method =
      http::fetch("127.0.0.1", server_.port(), {http::Method::delete_, "/open311/v2/requests/1.xml"});
  EXPECT_EQ(method.status, 405);
  EXPECT_NE(method.body.find("<errors><error><code>405</code>"), std::string::npos) << method.body;
  EXPECT_EQ(server_.program().output().find(key_), std::string::npos) << "a key is never logged";
}

TEST_F(Open311, AListOfTheDemoTownNamesNobody) {
  const auto got = ask("/v2/requests.json?page_size=1000&extensions=true");
  ASSERT_EQ(got.status, 200);
  const auto list = Json::parse(got.body);
  ASSERT_GT(list.size(), 5u);
  for (const auto& request : list) {
    EXPECT_FALSE(request["address"].get<std::string>().empty());
    EXPECT_TRUE(request["lat"].is_number()) << request.dump();
    EXPECT_EQ(request["address"].get<std::string>().find("家"), std::string::npos) << request.dump();
  }
}

}  // namespace
}  // namespace system_tests
