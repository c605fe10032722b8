#include "server/http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/server/http/support.h"

namespace {

using boost::asio::awaitable;
using http::Method;
using http::Request;
using http::Response;
using http_test::RawClient;
using http_test::Server;

http::Handler named(std::string name) {
  return [name](Request& request) -> awaitable<Response> {
    std::string text = name;
    for (const http::Field& parameter : request.path_parameters) {
      text += "|" + parameter.first + "=" + parameter.second;
    }
    text += "|" + std::string{request.route};
    co_return Response::text(200, text);
  };
}

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    http::Router& router = server_.router();
    router.add(Method::get, "/api/v1/work-orders", named("list"));
    router.add(Method::post, "/api/v1/work-orders", named("create"));
    router.add(Method::get, "/api/v1/work-orders/{id}", named("one"));
    router.add(Method::patch, "/api/v1/work-orders/{id}", named("change"));
    router.add(Method::get, "/api/v1/work-orders/export", named("export"));
    router.add(Method::post, "/api/v1/work-orders/{id}/pauses/{pause}", named("pause"));
    router.add(Method::get, "/requests/{id}.json", named("json"));
    router.add(Method::get, "/requests/{id}", named("bare"));
    router.add(Method::get, "/", named("root"));
    server_.start();
  }

  std::string ask(const std::string& method, const std::string& target) {
    RawClient client{server_.port()};
    client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.read_to_end());
    return client.received();
  }
  std::string body(const std::string& method, const std::string& target) {
    return http_test::body_of(ask(method, target));
  }

  Server server_;
};

TEST_F(RouterTest, FindsTheHandler) {
  EXPECT_EQ(body("GET", "/"), "root|/");
  EXPECT_EQ(body("GET", "/api/v1/work-orders?state=open"), "list|/api/v1/work-orders");
  EXPECT_EQ(body("POST", "/api/v1/work-orders"), "create|/api/v1/work-orders");
  EXPECT_EQ(body("GET", "/api/v1/work-orders/17"), "one|id=17|/api/v1/work-orders/{id}");
  EXPECT_EQ(body("POST", "/api/v1/work-orders/17/pauses/2"),
            "pause|id=17|pause=2|/api/v1/work-orders/{id}/pauses/{pause}");
  EXPECT_EQ(body("GET", "/api/v1/work-orders/%E7%82%B9"), "one|id=\xe7\x82\xb9|/api/v1/work-orders/{id}");
}

TEST_F(RouterTest, PrefersLiteralsAndLongerEndings) {
  EXPECT_EQ(body("GET", "/api/v1/work-orders/export"), "export|/api/v1/work-orders/export");
  EXPECT_EQ(body("PATCH", "/api/v1/work-orders/export"), "change|id=export|/api/v1/work-orders/{id}");
  EXPECT_EQ(body("GET", "/requests/9.json"), "json|id=9|/requests/{id}.json");
  EXPECT_EQ(body("GET", "/requests/9"), "bare|id=9|/requests/{id}");
}

TEST_F(RouterTest, AnswersUnknownPathsWith404) {
  for (const char* target : {"/nowhere", "/api/v1/work-orders/", "/api/v1/work-orders/1/pauses", "/api", "//",
                             "/api//v1/work-orders", "/requests/.json/x", "/requests/"}) {
    const std::string answer = ask("GET", target);
    EXPECT_EQ(http_test::status_of(answer), 404) << target;
    EXPECT_EQ(http_test::header_of(answer, "Content-Type"), "application/problem+json");
  }
}

TEST_F(RouterTest, AnswersWrongMethodsWith405AndAllow) {
  const std::string answer = ask("DELETE", "/api/v1/work-orders");
  EXPECT_EQ(http_test::status_of(answer), 405);
  EXPECT_EQ(http_test::header_of(answer, "Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(http_test::status_of(ask("BREW", "/api/v1/work-orders/1")), 405);
  EXPECT_EQ(http_test::header_of(ask("PUT", "/api/v1/work-orders/export"), "Allow"),
            "GET, HEAD, PATCH, OPTIONS");
}

TEST_F(RouterTest, ServesHeadByGetWithoutABody) {
  const std::string answer = ask("HEAD", "/api/v1/work-orders/17");
  EXPECT_EQ(http_test::status_of(answer), 200);
  EXPECT_EQ(http_test::header_of(answer, "Content-Length"),
            std::to_string(body("GET", "/api/v1/work-orders/17").size()));
  EXPECT_EQ(http_test::body_of(answer), "");
  EXPECT_EQ(http_test::status_of(ask("HEAD", "/nowhere")), 404);
}

TEST_F(RouterTest, AnswersOptions) {
  const std::string answer = ask("OPTIONS", "/api/v1/work-orders/17");
  EXPECT_EQ(http_test::status_of(answer), 204);
  EXPECT_EQ(http_test::header_of(answer, "Allow"), "GET, HEAD, PATCH, OPTIONS");
  EXPECT_EQ(http_test::header_of(answer, "Content-Length"), "");
  EXPECT_EQ(http_test::status_of(ask("OPTIONS", "*")), 204);
  EXPECT_EQ(http_test::status_of(ask("OPTIONS", "/nowhere")), 404);
}

TEST(Router, ListsItsRoutesAndRefusesBadOnes) {
  http::Router router;
  router.add(Method::get, "/a/{id}", named("a"));
  router.add(Method::post, "/b", named("b"));
  const std::vector<std::pair<Method, std::string>> expected{{Method::get, "/a/{id}"}, {Method::post, "/b"}};
  EXPECT_EQ(router.routes(), expected);
  EXPECT_THROW(router.add(Method::get, "/a/{other}", named("a")), std::logic_error);
  EXPECT_THROW(router.add(Method::get, "a", named("a")), std::logic_error);
  EXPECT_THROW(router.add(Method::get, "/{", named("a")), std::logic_error);
  EXPECT_THROW(router.add(Method::get, "/{}", named("a")), std::logic_error);
  EXPECT_THROW(router.add(Method::get, "/x{id}", named("a")), std::logic_error);
}

TEST(Router, FallsBackForReadingOnly) {
  Server server;
  server.router().add(Method::get, "/api", named("api"));
  server.router().fallback(named("page"));
  server.start();
  const auto status = [&](Method method, const std::string& target) {
    const http::ClientRequest request{method, target};
    return http::fetch("127.0.0.1", server.port(), request).status;
  };
  EXPECT_EQ(status(Method::get, "/anything/at/all"), 200);
  EXPECT_EQ(status(Method::head, "/anything"), 200);
  EXPECT_EQ(status(Method::post, "/anything"), 404);
  EXPECT_EQ(status(Method::post, "/api"), 405);
}

TEST(Router, UsesTheErrorBodyGiven) {
  const http::ErrorBody own = [](int status, std::string_view detail, const Request* request) {
    return Response::text(status, "own:" + std::string{detail} + (request ? request->path : ""));
  };
  http::Hooks hooks;
  hooks.error_body = own;
  hooks.decorate = [](Response& response, const Request&) { response.header("X-Decorated", "yes"); };
  Server server{{}, hooks};
  server.router() = http::Router{own};
  server.start();
  RawClient client{server.port()};
  client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n");
  const std::string missing = client.read_response();
  EXPECT_TRUE(http_test::body_of(missing).starts_with("own:")) << missing;
  EXPECT_EQ(http_test::header_of(missing, "X-Decorated"), "yes");
  const std::string malformed = client.read_response();
  EXPECT_EQ(http_test::status_of(malformed), 400);
  EXPECT_EQ(http_test::header_of(malformed, "X-Decorated"), "yes");
}

}  // namespace
