#include "models/field_work.h"
#include "tests/server/api/fixture.h"

/// What crews bring back from a visit, over the API.
class FieldWorkApiTest : public ApiTest {
 protected:
  FieldWorkApiTest() {
    database_->write_now([this](models::Transaction& tx) {
      tx.field_work().save({"HP-PUMP", "heater", {"循环泵", "Pump"}, "台", "6901", 38000, 2});
      tx.field_work().set_stock(town_.heat, {"HP-PUMP", 2});
      return true;
    });
  }
  std::string proofs(const std::string& order) { return "/api/v1/work-orders/" + order + "/proofs"; }
  int stock() { return get("/api/v1/crews/heat/stock", heat_).json()["items"][0]["quantity"]; }
};

TEST_F(FieldWorkApiTest, SentTwiceItIsTakenOffTheVanOnce) {
  const auto order = open_order();
  now_ += std::chrono::minutes{30};
  const auto done = now_ - std::chrono::minutes{20};
  const Json body{{"parts", {{{"part", "HP-PUMP"}, {"quantity", 1}}}},
                  {"minutes", 40},
                  {"consent", "spoken"},
                  {"consent_by", "王秀兰"},
                  {"label", "LC-HP-1"}};
  const http::Fields headers{{"Idempotency-Key", "proof-1"}, {"Field-Time", models::to_rfc3339(done)}};
  const auto first = post(proofs(order), body, heat_, headers);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.json()["at"], models::to_rfc3339(done));
  EXPECT_TRUE(first.json()["label_matches"].is_null()) << "the order names no facility";
  EXPECT_EQ(first.json()["parts"][0]["missing"], 0);
  EXPECT_EQ(first.json()["consent_by"], "王**");
  const auto again = post(proofs(order), body, heat_, headers);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(stock(), 1);
  EXPECT_EQ(get(proofs(order), supervisor_).json()["items"].size(), 1u);
}

TEST_F(FieldWorkApiTest, WrongInputIsNamedAndTakesNothing) {
  const auto order = open_order();
  using Names = std::vector<std::string>;
  EXPECT_EQ(post(proofs(order), {{"parts", {{{"part", "X"}, {"quantity", 1}}}}}, heat_).wrong_fields(),
            Names{"parts[0].part"});
  EXPECT_EQ(post(proofs(order), {{"minutes", "long"}}, heat_).wrong_fields(), Names{"minutes"});
  EXPECT_EQ(post(proofs(order), {{"hours", 1}}, heat_).wrong_fields(), Names{"hours"});
  EXPECT_EQ(put("/api/v1/crews/heat/stock", {{"items", {{{"part", "HP-PUMP"}}}}}, dispatcher_).wrong_fields(),
            Names{"items[0].quantity"});
  EXPECT_EQ(stock(), 2);
}

TEST_F(FieldWorkApiTest, AVanIsCounted) {
  const auto counted =
      put("/api/v1/crews/heat/stock", {{"items", {{{"part", "HP-PUMP"}, {"quantity", 9}}}}}, dispatcher_);
  ASSERT_EQ(counted.status, 200) << counted.body;
  EXPECT_EQ(stock(), 9);
  EXPECT_EQ(get("/api/v1/crews/nobody/stock", dispatcher_).status, 404);
}
