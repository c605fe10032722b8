// A file into a register over HTTP: asked for, watched, cancelled, forgotten; by whom, and how much at once.
#include <gtest/gtest.h>

#include <thread>

#include "tests/server/api/fixture.h"

namespace {

class ImportApiTest : public ApiTest {
 protected:
  Got send_file(const std::string& query, const std::string& bytes, const std::string& token) {
    Sent sent;
    sent.method = http::Method::post;
    sent.target = "/api/v1/imports?" + query;
    sent.body = bytes;
    sent.token = token;
    sent.headers = {{"Content-Type", "text/csv"}};
    return send(sent);
  }
  Json wait_for(const std::string& id) {
    Json one;
    for (int i = 0; i < 1000; ++i) {
      one = get("/api/v1/imports/" + id, supervisor_).json();
      if (!one["ended_at"].is_null()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return one;
  }
  const std::string good_ = "code,official_name,name,in_care\r\n110112119299,新村村委会,新村,yes\r\n";
};

TEST_F(ImportApiTest, AFileIsTriedThenTakenInAndOnlyItsSenderKnows) {
  imports_->start();
  const auto tried = send_file("register=villages&dry_run=true&file=%E6%9D%91.csv", good_, supervisor_);
  ASSERT_EQ(tried.status, 202) << tried.body;
  EXPECT_EQ(tried.json()["file"], "村.csv");
  EXPECT_EQ(tried.json()["format"], "csv");
  const auto id = tried.json()["id"].get<std::string>();
  EXPECT_EQ(tried.header("Location"), "/api/v1/imports/" + id);
  EXPECT_EQ(wait_for(id)["made"], 1);
  EXPECT_EQ(get("/api/v1/imports/" + id, admin_).status, 404) << "nobody else's";
  EXPECT_EQ(get("/api/v1/villages", supervisor_).body.find("新村"), std::string::npos);

  const auto taken = send_file("register=villages", good_, supervisor_);
  EXPECT_EQ(wait_for(taken.json()["id"])["state"], "done");
  EXPECT_NE(get("/api/v1/villages", supervisor_).body.find("新村"), std::string::npos);
  const auto list = get("/api/v1/imports", supervisor_).json()["items"];
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["id"], taken.json()["id"]) << "newest first";

  Sent forget;
  forget.method = http::Method::delete_;
  forget.target = "/api/v1/imports/" + id;
  forget.token = supervisor_;
  EXPECT_EQ(send(forget).status, 204);
  EXPECT_EQ(send(forget).status, 404);
}

TEST_F(ImportApiTest, EveryBadCellIsNamedInBothLanguages) {
  imports_->start();
  const auto sent =
      send_file("register=villages", "code,name,official_name\r\n12,,x\r\n=1+1,y,z\r\n", supervisor_);
  const auto one = wait_for(sent.json()["id"]);
  EXPECT_EQ(one["state"], "refused");
  EXPECT_EQ(one["bad"], 2);
  const auto first = one["faults"][0];
  EXPECT_EQ(first["line"], 2);
  EXPECT_EQ(first["column"], "code");
  EXPECT_NE(first["reason"]["zh"].get<std::string>().find("12 位数字"), std::string::npos);
  EXPECT_NE(first["reason"]["en"].get<std::string>().find("has 12 digits"), std::string::npos);
  EXPECT_TRUE(get("/api/v1/imports", supervisor_).json()["items"][0]["faults"].empty())
      << "one alone says them";
}

TEST_F(ImportApiTest, WhatCannotBeMeantIsRefusedAtOnce) {
  for (const auto& token : {operator_, dispatcher_, checker_, heat_})
    EXPECT_EQ(send_file("register=villages", good_, token).status, 403);
  EXPECT_EQ(send_file("register=villages", good_, "").status, 401);
  EXPECT_EQ(send_file("register=orders", good_, supervisor_).wrong_fields(),
            std::vector<std::string>{"register"});
  EXPECT_EQ(send_file("register=villages&dry_run=perhaps", good_, supervisor_).wrong_fields(),
            std::vector<std::string>{"dry_run"});
  EXPECT_EQ(send_file("register=villages", "", supervisor_).wrong_fields(), std::vector<std::string>{"body"});
  EXPECT_EQ(send_file("register=stock", "{}", supervisor_).wrong_fields(), std::vector<std::string>{"body"});
}

TEST_F(ImportApiTest, TwoWaitAndAThirdIsToldSoUntilOneIsCancelled) {
  // Nobody takes them in: the runner is not started.
  const auto first = send_file("register=villages", good_, supervisor_).json()["id"].get<std::string>();
  ASSERT_EQ(send_file("register=villages", good_, supervisor_).status, 202);
  EXPECT_EQ(send_file("register=villages", good_, supervisor_).status, 409);
  EXPECT_EQ(send_file("register=villages", good_, admin_).status, 202) << "another account's";
  const auto cancel = "/api/v1/imports/" + first + "/cancellation";
  EXPECT_EQ(post(cancel, Json::object(), admin_).status, 404);
  EXPECT_EQ(post(cancel, Json::object(), supervisor_).status, 202);
  EXPECT_EQ(post(cancel, Json::object(), supervisor_).status, 409) << "it has ended";
  EXPECT_EQ(get("/api/v1/imports/" + first, supervisor_).json()["state"], "cancelled");
  EXPECT_EQ(send_file("register=villages", good_, supervisor_).status, 202);
}

}  // namespace
