#include "server/http/message.h"

#include <gtest/gtest.h>

#include "server/http/response_head.h"
#include "server/http/utf8.h"

namespace {

using http::Request;
using http::Response;

TEST(Target, IsSplitAndDecoded) {
  Request request;
  ASSERT_TRUE(http::parse_target(request, "/a%20b/%E7%82%B9/?q=x+y&empty=&bare&&z=%26%3D"));
  EXPECT_EQ(request.path, "/a b/\xe7\x82\xb9/");
  EXPECT_EQ(request.segments, (std::vector<std::string>{"a b", "\xe7\x82\xb9", ""}));
  EXPECT_EQ(request.query("q"), "x y");
  EXPECT_EQ(request.query("empty"), "");
  EXPECT_EQ(request.query("bare"), "");
  EXPECT_EQ(request.query("z"), "&=");
  EXPECT_EQ(request.query("other"), std::nullopt);
  ASSERT_TRUE(http::parse_target(request, "/a+b"));
  EXPECT_EQ(request.path, "/a+b") << "plus is a space in queries only";
}

TEST(Target, RefusesWhatCouldMeanAnotherPath) {
  for (const char* target : {"",        "a",     "/.",   "/..",     "/a/../b", "/%2e%2e/b", "/%2e", "/a%2fb",
                             "/a%5cb",  "/a\\b", "/%",   "/%1",     "/%gg",    "/%00",      "/%0a", "/%ff",
                             "/%c0%af", "/a b",  "/a#b", "/?q=%ff", "/?%00",   "/?q=%"}) {
    Request request;
    EXPECT_FALSE(http::parse_target(request, target)) << target;
  }
}

TEST(Utf8, IsCheckedToTheLetter) {
  for (const char* good :
       {"", "abc", "\xc2\x80", "\xe7\x82\xb9", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf", "\xf0\x90\x80\x80"}) {
    EXPECT_TRUE(http::is_utf8(good));
  }
  for (const char* bad : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xe0\x80\x80", "\xe7\x82", "\xed\xa0\x80",
                          "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xe7\x82z"}) {
    EXPECT_FALSE(http::is_utf8(bad));
  }
}

TEST(Request, FindsHeadersAndCookies) {
  Request request;
  request.headers = {{"If-Match", "\"1\""}, {"Cookie", "a=1; __Host-session=xyz=; b"}, {"cookie", "late=2"}};
  EXPECT_EQ(request.header("if-match"), "\"1\"");
  EXPECT_EQ(request.header("If-Matc"), std::nullopt);
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("__Host-session"), "xyz=");
  EXPECT_EQ(request.cookie("late"), "2");
  EXPECT_EQ(request.cookie("session"), std::nullopt);
  EXPECT_EQ(request.cookie("b"), std::nullopt);
}

TEST(Problem, EscapesItsText) {
  Request request;
  request.request_id = "0123";
  const Response response = http::problem(400, "a \"quoted\" \\ and\nbroken \x01 \xe7\x82\xb9", &request);
  EXPECT_EQ(
      response.body,
      "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
      "\"detail\":\"a \\\"quoted\\\" \\\\ and\\u000abroken \\u0001 \xe7\x82\xb9\",\"request_id\":\"0123\"}");
  EXPECT_EQ(response.find_header("content-type"), "application/problem+json");
}

TEST(ResponseHead, CannotBeSplitByAHeader) {
  std::string head;
  const http::HeadOptions options;
  Response response{200};
  for (const char* value : {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "\x01", "\x7f"}) {
    response.headers = {{"Location", value}};
    EXPECT_FALSE(http::write_head(response, "id", options, head));
  }
  response.headers = {{"Bad Name", "a"}};
  EXPECT_FALSE(http::write_head(response, "id", options, head));
  response.headers = {{"Location", "/a"}, {"content-length", "99"}, {"Transfer-Encoding", "chunked"}};
  EXPECT_TRUE(http::write_head(response, "id", options, head));
  EXPECT_EQ(head.find("99"), std::string::npos) << "framing is the server's alone";
  EXPECT_EQ(head.find("Transfer-Encoding"), std::string::npos);
}

TEST(Response, SetsAndAddsHeaders) {
  Response response = Response::text(200, "a");
  response.header("content-type", "text/html")
      .add_header("Set-Cookie", "a=1")
      .add_header("Set-Cookie", "b=2");
  EXPECT_EQ(response.headers.size(), 3u);
  EXPECT_EQ(response.find_header("Content-Type"), "text/html");
}

}  // namespace
