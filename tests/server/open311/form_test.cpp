#include "server/open311/form.h"

#include <gtest/gtest.h>

#include <string>

#include "server/open311/document.h"

namespace {

http::Request posted(const std::string& type, std::string body) {
  http::Request request;
  request.headers.emplace_back("Content-Type", type);
  request.body = std::move(body);
  return request;
}

TEST(Form, EncodedFieldsComeInOrderAndEmptyOnesAreNone) {
  const auto form = open311::read_form(
      posted("application/x-www-form-urlencoded; charset=utf-8", "a=1&b=%E7%81%AF+x&a=2&c=&d=x y#z\\w\n"));
  ASSERT_TRUE(form);
  EXPECT_EQ(form->value("b"), "灯 x");
  EXPECT_EQ(form->values("a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(form->value("c"), "");
  EXPECT_EQ(form->values("c").size(), 0u);
  EXPECT_EQ(form->value("d"), "x y#z\\w");
}

TEST(Form, TheQueryStandsBehindTheBody) {
  auto request = posted("application/x-www-form-urlencoded", "a=body");
  request.query_parameters = {{"a", "query"}, {"jurisdiction_id", "lucheng"}};
  const auto form = open311::read_form(request);
  EXPECT_EQ(form->value("a"), "body");
  EXPECT_EQ(form->value("jurisdiction_id"), "lucheng");
}

TEST(Form, BrokenOnesAreRefused) {
  const std::string parts = "multipart/form-data; boundary=B";
  const std::pair<std::string, std::string> cases[] = {
      {"application/x-www-form-urlencoded", "a=%zz"},
      {"application/x-www-form-urlencoded", "a=%ff"},
      {"application/json", "{}"},
      {"multipart/form-data", "--B--"},
      {parts, ""},
      {parts, "no boundary"},
      {parts, "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"},
      {parts, "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nx\r\n--B--"},
      {parts, "--B\r\nX: y\r\n\r\nx\r\n--B--"},
      {parts, "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--"},
      {parts, "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--B--"},
      {parts, "--Bx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--"},
  };
  for (const auto& [type, body] : cases)
    EXPECT_FALSE(open311::read_form(posted(type, body))) << type << "\n" << body;
}

TEST(Form, PartsAreFieldsOrFiles) {
  const auto form =
      open311::read_form(posted("multipart/form-data; charset=utf-8; boundary=\"B B\"",
                                "preamble\r\n--B B\r\ncontent-disposition: form-data; name=\"a;b\"\r\n\r\n"
                                "一\r\n二\r\n--B B\r\nContent-Disposition: form-data; name=photo1; "
                                "filename=\"x\\\"y.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
                                "\xff\xd8\r\n--B\r\n\r\n--B B--\r\nepilogue"));
  ASSERT_TRUE(form) << form.error().detail;
  EXPECT_EQ(form->value("a;b"), "一\r\n二");
  ASSERT_EQ(form->files.size(), 1u);
  EXPECT_EQ(form->files[0].field, "photo1");
  EXPECT_EQ(form->files[0].bytes, "\xff\xd8\r\n--B\r\n");
}

TEST(Form, MoreThanAFormMayHoldIsRefused) {
  std::string body;
  for (int i = 0; i < 501; ++i) body += "a=1&";
  EXPECT_FALSE(open311::read_form(posted("application/x-www-form-urlencoded", body)));
}

TEST(Document, OneTreeIsXmlAndJson) {
  using open311::Node;
  auto root = Node::list("things");
  root.add(Node::object("thing")
               .add(Node::words("name", "a<b&c>\"d\"\x01\x1f e"))
               .add(Node::words("nothing", ""))
               .add(Node::flag("good", false))
               .add(Node::degrees("lat", 39))
               .add(Node::list("parts").add(Node::words("part", "x"))));
  EXPECT_EQ(open311::write(root, open311::Format::json),
            R"([{"name":"a<b&c>\"d\" e","nothing":null,"good":false,"lat":39.0,"parts":["x"]}])");
  EXPECT_EQ(open311::write(root, open311::Format::xml),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><things><thing><name>a&lt;b&amp;c&gt;\"d\" e</name>"
            "<nothing/><good>false</good><lat>39.000000</lat><parts><part>x</part></parts></thing></things>");
}

}  // namespace
