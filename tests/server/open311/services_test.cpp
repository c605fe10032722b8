// Discovery, the list of services and their definitions.
#include <set>

#include "models/time.h"
#include "tests/server/open311/fixture.h"

namespace {

TEST_F(Open311Test, DiscoveryHasEveryFieldInBothForms) {
  const auto json = call("/discovery.json"), xml = call("/discovery.xml");
  ASSERT_EQ(json.status, 200);
  EXPECT_EQ(json.header("Content-Type"), "application/json");
  EXPECT_EQ(xml.header("Content-Type"), "text/xml");
  const auto found = json.json();
  for (const auto* key : {"changeset", "contact", "key_service"}) EXPECT_FALSE(found[key].empty()) << key;
  const auto changeset = models::parse_rfc3339(found["changeset"].get<std::string>());
  ASSERT_TRUE(changeset);
  ASSERT_EQ(found["endpoints"].size(), 2u);
  for (const auto& endpoint : found["endpoints"]) {
    EXPECT_EQ(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    EXPECT_EQ(endpoint["type"], "production");
    EXPECT_EQ(endpoint["formats"], Json::parse(R"(["text/xml","application/json"])"));
    EXPECT_TRUE(endpoint["url"].get<std::string>().starts_with("https://town.example/open311/"));
  }
  const auto document = xml_of(xml.body);
  const auto root = document.child("discovery");
  EXPECT_STREQ(root.child_value("changeset"), found["changeset"].get<std::string>().c_str());
  EXPECT_STREQ(root.child("endpoints").child("endpoint").child("formats").child_value("format"), "text/xml");
  EXPECT_TRUE(xml.body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>")) << xml.body.substr(0, 60);
}

TEST_F(Open311Test, EveryFaultKindIsAServiceButTheEmergencies) {
  const auto got = call("/v2/services.json");
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(got.header("Content-Type"), "application/json; charset=utf-8");
  std::set<std::string> codes;
  const auto services = got.json();
  for (const auto& service : services) {
    codes.insert(service["service_code"].get<std::string>());
    EXPECT_TRUE(service["metadata"].is_boolean());
    EXPECT_FALSE(service["description"].get<std::string>().empty());
    EXPECT_EQ(service["type"], "realtime");
  }
  EXPECT_EQ(codes, (std::set<std::string>{"HP-NOHEAT", "HP-COOL", "SL-DARK", "WC-BLOCKED", "WC-DIRTY"}));
  const auto xml = call("/v2/services.xml");
  EXPECT_EQ(xml.header("Content-Type"), "text/xml; charset=utf-8");
  const auto document = xml_of(xml.body);
  std::size_t count = 0;
  for (const auto& service : document.child("services").children("service")) {
    ++count;
    EXPECT_STREQ(service.child_value("metadata"), "true");
    if (std::string(service.child_value("service_code")) == "HP-NOHEAT") {
      EXPECT_STREQ(service.child_value("keywords"), "不热,机器不转");
      EXPECT_STREQ(service.child_value("service_name"), "不制热");
    }
  }
  EXPECT_EQ(count, services.size());
}

TEST_F(Open311Test, ADefinitionAsksTheQuestionsOfTheIntake) {
  const auto got = call("/v2/services/HP-NOHEAT.json");
  ASSERT_EQ(got.status, 200);
  const auto definition = got.json();
  EXPECT_EQ(definition["service_code"], "HP-NOHEAT");
  std::set<int> orders;
  for (const auto& attribute : definition["attributes"]) {
    EXPECT_TRUE(attribute["variable"].is_boolean());
    EXPECT_TRUE(attribute["required"].is_boolean());
    EXPECT_TRUE(orders.insert(attribute["order"].get<int>()).second);
    for (const auto* key : {"code", "datatype", "datatype_description", "description"})
      EXPECT_FALSE(attribute[key].get<std::string>().empty()) << key;
    EXPECT_EQ(attribute.contains("values"), attribute["datatype"] != "string");
  }
  EXPECT_EQ(*orders.begin(), 1);
  const auto danger = definition["attributes"][0];
  EXPECT_EQ(danger["datatype"], "multivaluelist");
  EXPECT_EQ(danger["required"], true);
  ASSERT_EQ(danger["values"].size(), 3u);
  EXPECT_EQ(danger["values"][1]["name"], "冒烟、有糊味吗？");
  const auto document = xml_of(call("/v2/services/HP-NOHEAT.xml").body);
  const auto values =
      document.child("service_definition").child("attributes").child("attribute").child("values");
  EXPECT_STREQ(values.child("value").child_value("key"), "d1");
}

TEST_F(Open311Test, AnUnknownServiceIs404InTheAskedFormat) {
  for (const auto* code : {"NOPE", "GS-SMELL"}) {
    const auto json = call(std::string("/v2/services/") + code + ".json");
    EXPECT_EQ(json.status, 404) << code;
    EXPECT_EQ(json.json()[0]["code"], "404");
    EXPECT_FALSE(json.json()[0]["description"].get<std::string>().empty());
    const auto xml = call(std::string("/v2/services/") + code + ".xml");
    EXPECT_EQ(xml.status, 404);
    const auto document = xml_of(xml.body);
    EXPECT_STREQ(document.child("errors").child("error").child_value("code"), "404");
  }
}

TEST_F(Open311Test, UnknownCallsAndFormatsAreErrorsAndNeverPages) {
  for (const auto* target : {"/v2/nothing.json", "/v2/services/HP-NOHEAT", "/v2/requests",
                             "/v2/services.html", "/v2/tokens.xml", "/nothing.xml"}) {
    const auto got = call(target);
    EXPECT_EQ(got.status, 404) << target;
    EXPECT_NE(got.body.find("There is no such call"), std::string::npos) << target;
    EXPECT_TRUE(got.header("Content-Type").starts_with("text/xml") ||
                got.header("Content-Type").starts_with("application/json"));
  }
}

TEST_F(Open311Test, WhoAsksTooOftenIsToldWhenToGoOn) {
  context_.settings.rates.everybody = 2;
  context_.settings.rates.changes = 1;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(call("/v2/requests.json").status, 200);
  const auto refused = call("/v2/requests.json");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("Retry-After"), "60");
  EXPECT_EQ(refused.json()[0]["code"], "429");
  EXPECT_EQ(post_form("/v2/requests.json", heater_form()).status, 200) << "a client is counted by itself";
  EXPECT_EQ(post_form("/v2/requests.json", heater_form()).status, 429);
}

TEST_F(Open311Test, EveryAnswerSaysHowTheClientStands) {
  context_.settings.rates = {.reads = 0, .changes = 2, .everybody = 3};
  for (const auto* format : {"xml", "json"}) {
    const auto got = call(std::string("/v2/requests.") + format);
    EXPECT_EQ(got.header("RateLimit-Policy"), "\"everybody\";q=3;w=60") << format;
  }
  EXPECT_EQ(call("/v2/requests.json?jurisdiction_id=elsewhere").header("RateLimit"), "\"everybody\";r=0;t=60")
      << "what is refused for another reason counts, too";
  const auto refused = call("/v2/requests.json");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("RateLimit"), "\"everybody\";r=0;t=60");
  EXPECT_EQ(post_form("/v2/requests.json", heater_form()).header("RateLimit"), "\"changes\";r=1;t=60");
  now_ += std::chrono::seconds{15};
  EXPECT_EQ(post_form("/v2/requests.json", heater_form()).header("RateLimit"), "\"changes\";r=0;t=45");
  EXPECT_EQ(post_form("/v2/requests.json", heater_form()).header("Retry-After"), "45");
}

TEST_F(Open311Test, AJurisdictionMayBeLeftOutButNotWrong) {
  EXPECT_EQ(call("/v2/services.json").status, 200);
  EXPECT_EQ(call("/v2/services.json?jurisdiction_id=").status, 200);
  EXPECT_EQ(call("/v2/services.json?jurisdiction_id=lucheng").status, 200);
  for (const auto* path : {"/v2/services.xml", "/v2/services/HP-NOHEAT.xml", "/v2/requests.xml",
                           "/v2/requests/1.xml", "/v2/tokens/1.xml", "/v2/servicerequestupdates.xml"}) {
    const auto got = call(std::string(path) + "?jurisdiction_id=elsewhere.example");
    EXPECT_EQ(got.status, 404) << path;
    EXPECT_NE(got.body.find("jurisdiction_id"), std::string::npos);
  }
  settings_.jurisdiction_required = true;
  EXPECT_EQ(call("/v2/services.json").status, 400);
  EXPECT_EQ(call("/v2/services.json?jurisdiction_id=lucheng").status, 200);
}

TEST_F(Open311Test, TheTypeOfAServiceIsTheTownsChoice) {
  settings_.batch = {"SL-DARK"};
  settings_.blackbox = {"WC-DIRTY"};
  std::map<std::string, std::string> types;
  const auto services = call("/v2/services.json").json();
  for (const auto& service : services) types[service["service_code"]] = service["type"];
  EXPECT_EQ(types["SL-DARK"], "batch");
  EXPECT_EQ(types["WC-DIRTY"], "blackbox");
  EXPECT_EQ(types["HP-COOL"], "realtime");
}

TEST_F(Open311Test, AddressesAsClientsMakeThemAreUnderstood) {
  std::string seen;
  const auto handler =
      open311::tolerant([&](http::Request& request) -> boost::asio::awaitable<http::Response> {
        seen = request.path;
        return router_.handle(request);
      });
  const std::pair<const char*, const char*> cases[] = {
      {"/open311/v2//services.json", "/open311/v2/services.json"},
      {"//open311/v2/services.json", "//open311/v2/services.json"},
      {"/open311/georeport/v2/services.json", "/open311/v2/services.json"},
      {"/open311/georeport/v2//services/HP-NOHEAT.xml", "/open311/v2/services/HP-NOHEAT.xml"},
      {"/api/v1//reports", "/api/v1//reports"},
  };
  for (const auto& [given, expected] : cases) {
    http::Request request;
    ASSERT_TRUE(http::parse_target(request, given));
    (void)handler(request);
    EXPECT_EQ(seen, expected);
  }
}

}  // namespace
