#include <fstream>
#include <set>

#include "server/auth/tokens.h"
#include "tests/server/api/fixture.h"

namespace {

// openapi.yaml is written with one path or method a line; more than that this test need not understand.
std::set<std::string> promised_routes() {
  std::ifstream file(std::string(SOURCE_DIR) + "/server/api/openapi.yaml");
  std::set<std::string> routes;
  std::string line, current;
  while (std::getline(file, line) && line != "components:") {
    if (!line.ends_with(':')) continue;
    line.pop_back();
    if (line.starts_with("  /")) current = line.substr(2);
    for (const std::string method : {"get", "post", "put", "delete", "patch"}) {
      if (line != "    " + method) continue;
      std::string name = method;
      for (auto& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      routes.insert(name + " /api/v1" + current);
    }
  }
  return routes;
}

// The pattern with something in the place of each parameter.
std::string filled(std::string pattern) {
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{'))
    pattern.replace(open, pattern.find('}', open) - open + 1, "1");
  return pattern;
}

}  // namespace

class RoutesTest : public ApiTest {};

TEST_F(RoutesTest, EveryRouteIsInTheContractAndEveryPromiseIsKept) {
  std::set<std::string> kept;
  for (const auto& [method, pattern] : router_.routes())
    if (pattern.starts_with("/api/")) kept.insert(std::string(http::to_string(method)) + " " + pattern);
  const auto promised = promised_routes();
  EXPECT_GT(promised.size(), 40u);
  EXPECT_EQ(kept, promised);
}

TEST_F(RoutesTest, WhoIsNotSignedInGetsNothingButThePublicPages) {
  for (const auto& [method, pattern] : router_.routes()) {
    if (!pattern.starts_with("/api/")) continue;
    const auto target = filled(pattern);
    // Who comes to sign in is not signed in yet.
    const bool open = pattern.find("/public/") != std::string::npos || pattern == "/api/v1/session" ||
                      pattern.starts_with("/api/v1/identity/") || pattern.starts_with("/api/v1/passkeys/") ||
                      pattern.starts_with("/api/v1/calendar/");
    const auto got = send({method, target, "{}", "", {}});
    if (open && pattern != "/api/v1/session") {
      EXPECT_NE(got.status, 401) << pattern;
    } else if (!open || method == http::Method::delete_) {
      EXPECT_EQ(got.status, 401) << pattern;
    }
    const auto wrong = send({method, target, "{}", "no-such-token", {}});
    if (!open) {
      EXPECT_EQ(wrong.status, 401) << pattern;
      EXPECT_EQ(wrong.header("Content-Type"), "application/problem+json");
    }
  }
}

TEST_F(RoutesTest, AnotherSitesPageCannotUseTheCookie) {
  const http::Fields cookie{{"Cookie", "lamplighter_session=" + operator_}, {"Host", "town.example"}};
  auto from = [&](http::Fields more) {
    auto headers = cookie;
    headers.insert(headers.end(), more.begin(), more.end());
    return send({http::Method::post, "/api/v1/reports", R"({"description":"灯不亮"})", "", headers}).status;
  };
  const http::Field token{"X-CSRF-Token", auth::csrf_token_of(operator_)};
  EXPECT_EQ(from({token, {"Origin", "http://town.example"}}), 201);
  EXPECT_EQ(from({token}), 201);
  EXPECT_EQ(from({}), 403) << "Origin alone is not enough";
  EXPECT_EQ(from({{"Origin", "http://town.example"}}), 403);
  EXPECT_EQ(from({{"X-CSRF-Token", auth::csrf_token_of(admin_)}}), 403) << "somebody else's";
  EXPECT_EQ(from({token, {"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(from({token, {"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(from({{"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(from({{"Origin", "null"}}), 403);
  EXPECT_EQ(from({{"Sec-Fetch-Site", "cross-site"}}), 403);
}
