#pragma once
#include <thread>

#include "tests/server/api/fixture.h"

namespace support {

/// Asks for lists as files and reads them.
class ExportApiTest : public ApiTest {
 protected:
  Got ask(const Json& wish, const std::string& token) { return post("/api/v1/exports", wish, token); }
  std::string asked(const Json& wish, const std::string& token) {
    const auto got = ask(wish, token);
    EXPECT_EQ(got.status, 202) << got.body;
    EXPECT_EQ(got.header("Location"), "/api/v1/exports/" + got.json()["id"].get<std::string>());
    return got.json()["id"];
  }
  /// Waits until it is neither queued nor running.
  Json ended(const std::string& id, const std::string& token) {
    for (int i = 0; i < 3000; ++i) {
      const auto one = get("/api/v1/exports/" + id, token).json();
      if (!one["ended_at"].is_null()) return one;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ADD_FAILURE() << "export " << id << " does not end";
    return {};
  }
  Got file_of(const Json& wish, const std::string& token) {
    exports_->start();
    const auto id = asked(wish, token);
    const auto one = ended(id, token);
    EXPECT_EQ(one["state"], "done") << one.dump();
    const auto got = get("/api/v1/exports/" + id + "/file", token);
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(one["bytes"], got.body.size());
    exports_->stop();
    return got;
  }
  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find("\r\n", at), text.size());
      all.push_back(text.substr(at, end - at));
      at = end + 2;
    }
    return all;
  }
  std::vector<Json> audit(const std::string& query) {
    const auto page = get("/api/v1/audit?" + query, supervisor_).json();
    return {page["items"].begin(), page["items"].end()};
  }
};

}  // namespace support
