#include "server/http/static_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/server/http/support.h"

namespace {

namespace fs = std::filesystem;
using boost::asio::awaitable;
using http::Method;
using http::Request;
using http::Response;
using http_test::RawClient;
using http_test::Server;

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    std::string name = (fs::temp_directory_path() / "lamplighter-static-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary directory"};
    base_ = name;
    put("secret.txt", "SECRET");
    put("dist/index.html", "<root>");
    put("dist/crew/index.html", "<crew>");
    put("dist/crew/sw.js", "worker");
    put("dist/crew/manifest.webmanifest", "{}");
    put("dist/assets/index-B1x9_aQz.js", "script");
    put("dist/assets/index-B1x9_aQz.js.gz", "GZIP");
    put("dist/assets/index-B1x9_aQz.js.br", "BROTLI");
    put("dist/assets/plain.css", "css");
    put("dist/api/docs/index.html", "<docs>");
    put("dist/api/docs/openapi.yaml", "openapi: 3.1.0");
    put("dist/.env", "SECRET");
    put("dist/icons/\xe7\x81\xaf.svg", "<svg>");
    fs::create_symlink(base_ / "secret.txt", base_ / "dist/link.txt");
    fs::create_directory_symlink(base_, base_ / "dist/up");
    files_ = std::make_unique<http::StaticFiles>(base_ / "dist");
  }
  ~StaticFilesTest() override { fs::remove_all(base_); }

  void put(const std::string& name, const std::string& content) {
    fs::create_directories((base_ / name).parent_path());
    std::ofstream{base_ / name, std::ios::binary} << content;
  }

  std::optional<Response> ask(const std::string& target, http::Fields headers = {}) {
    Request request;
    request.headers = std::move(headers);
    if (!http::parse_target(request, target)) return std::nullopt;
    return files_->serve(request);
  }
  std::string body(const std::string& target, http::Fields headers = {}) {
    const auto response = ask(target, std::move(headers));
    if (!response) return "(nothing)";
    return response->shared_body ? *response->shared_body : "(" + std::to_string(response->status) + ")";
  }

  fs::path base_;
  std::unique_ptr<http::StaticFiles> files_;
};

TEST_F(StaticFilesTest, ServesFilesWithTypesAndPolicies) {
  const auto expect = [&](const std::string& target, const std::string& content, const std::string& type,
                          const std::string& policy) {
    const auto response = ask(target);
    ASSERT_TRUE(response) << target;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(*response->shared_body, content);
    EXPECT_EQ(response->find_header("Content-Type"), type);
    EXPECT_EQ(response->find_header("Cache-Control"), policy) << target;
  };
  const std::string forever = "public, max-age=31536000, immutable";
  expect("/", "<root>", "text/html; charset=utf-8", "no-cache");
  expect("/crew/", "<crew>", "text/html; charset=utf-8", "no-cache");
  expect("/api/docs/", "<docs>", "text/html; charset=utf-8", "no-cache");
  expect("/api/docs/openapi.yaml", "openapi: 3.1.0", "application/yaml", "no-cache");
  expect("/crew/sw.js", "worker", "text/javascript; charset=utf-8", "no-cache");
  expect("/crew/manifest.webmanifest", "{}", "application/manifest+json", "no-cache");
  expect("/assets/index-B1x9_aQz.js", "script", "text/javascript; charset=utf-8", forever);
  expect("/assets/plain.css", "css", "text/css; charset=utf-8", "public, max-age=3600");
  expect("/icons/%E7%81%AF.svg", "<svg>", "image/svg+xml", "public, max-age=3600");
}

TEST_F(StaticFilesTest, KnowsItsPages) {
  const auto redirect = ask("/crew");
  ASSERT_TRUE(redirect);
  EXPECT_EQ(redirect->status, 308);
  EXPECT_EQ(redirect->find_header("Location"), "/crew/");
  EXPECT_EQ(body("/crew/work-orders/17"), "<crew>");
  EXPECT_EQ(body("/crew/missing.js"), "(nothing)");
  EXPECT_EQ(body("/nowhere"), "(nothing)");
  EXPECT_EQ(body("/assets"), "(nothing)");
  EXPECT_EQ(body("//crew"), "(nothing)");
  EXPECT_EQ(body("//evil.example/"), "(nothing)");
}

TEST_F(StaticFilesTest, NeverLeavesItsDirectory) {
  for (const char* target :
       {"/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/crew/../../secret.txt",
        "/..%5csecret.txt", "/link.txt", "/up/secret.txt", "/.env", "/crew/..;/secret.txt", "/%2fetc/passwd",
        "//etc/passwd", "/crew/%00", "/....//secret.txt"}) {
    const std::string content = body(target);
    EXPECT_EQ(content.find("SECRET"), std::string::npos) << target;
    EXPECT_EQ(content.find("root:"), std::string::npos) << target;
  }
}

TEST_F(StaticFilesTest, RevalidatesByTag) {
  const auto first = ask("/crew/sw.js");
  ASSERT_TRUE(first);
  const std::string tag{*first->find_header("ETag")};
  EXPECT_EQ(body("/crew/sw.js", {{"If-None-Match", tag}}), "(304)");
  EXPECT_EQ(body("/crew/sw.js", {{"If-None-Match", "\"other\", W/" + tag}}), "(304)");
  EXPECT_EQ(body("/crew/sw.js", {{"If-None-Match", "*"}}), "(304)");
  EXPECT_EQ(body("/crew/sw.js", {{"If-None-Match", "\"other\""}}), "worker");
  put("dist/crew/sw.js", "newer worker");
  const auto second = ask("/crew/sw.js", {{"If-None-Match", tag}});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->status, 200);
  EXPECT_EQ(*second->shared_body, "newer worker");
}

TEST_F(StaticFilesTest, SendsWhatWasCompressedBefore) {
  const std::string script = "/assets/index-B1x9_aQz.js";
  EXPECT_EQ(body(script), "script");
  EXPECT_EQ(body(script, {{"Accept-Encoding", "gzip, deflate"}}), "GZIP");
  EXPECT_EQ(body(script, {{"Accept-Encoding", "gzip, deflate, br"}}), "BROTLI");
  EXPECT_EQ(body(script, {{"Accept-Encoding", "br;q=0, gzip;q=0.5"}}), "GZIP");
  EXPECT_EQ(body(script, {{"Accept-Encoding", "br;q=0.0, gzip;q=0"}}), "script");
  EXPECT_EQ(body("/crew/sw.js", {{"Accept-Encoding", "br"}}), "worker");
  const auto response = ask(script, {{"Accept-Encoding", "br"}});
  EXPECT_EQ(response->find_header("Content-Encoding"), "br");
  EXPECT_EQ(response->find_header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(ask(script)->find_header("Vary"), "Accept-Encoding");
}

TEST_F(StaticFilesTest, SeesNewFilesAfterARefresh) {
  put("dist/new.txt", "new");
  EXPECT_EQ(body("/new.txt"), "(nothing)");
  files_->refresh();
  EXPECT_EQ(body("/new.txt"), "new");
  fs::remove(base_ / "dist/new.txt");
  EXPECT_EQ(body("/new.txt"), "(nothing)");
}

TEST_F(StaticFilesTest, BoundsFilesAndMemory) {
  http::StaticLimits limits;
  limits.file_bytes = 6;
  limits.cache_bytes = 7;
  files_ = std::make_unique<http::StaticFiles>(base_ / "dist", limits);
  put("dist/crew/sw.js", "7 bytes");
  EXPECT_EQ(body("/crew/sw.js"), "(nothing)");
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(body("/crew/"), "<crew>");
    EXPECT_EQ(body("/"), "<root>");
  }
}

TEST_F(StaticFilesTest, SendsLargeFilesInPieces) {
  std::string content(3'000'000, ' ');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 1000);
  put("photo.webp", content);
  Server server;
  server.router().add(Method::get, "/photo", [this](Request&) -> awaitable<Response> {
    auto response = http::file_response(base_ / "photo.webp", "image/webp");
    co_return response.value();
  });
  server.start();
  RawClient client{server.port()};
  client.send("GET /photo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(http_test::body_of(client.read_response()) == content);
  client.send("HEAD /photo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(http_test::header_of(client.read_response(true), "Content-Length"), "3000000");
  client.send("GET /photo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(http_test::body_of(client.read_response()) == content);
  EXPECT_FALSE(http::file_response(base_ / "missing", "image/webp"));
  EXPECT_FALSE(http::file_response(base_ / "dist", "image/webp"));
  EXPECT_FALSE(http::file_response(base_ / "dist/link.txt", "text/plain"));
}

}  // namespace
