// A resident's telephone that hears of a report: by the link alone, and given out to nobody.
#include "tests/server/api/fixture.h"

namespace {

class ReporterPhoneApiTest : public ApiTest {
 protected:
  ReporterPhoneApiTest() {
    const auto made = post("/api/v1/public/reports",
                           {{"description", "家里冰凉"}, {"village", support::SmallTown::village_a}}, "");
    EXPECT_EQ(made.status, 201) << made.body;
    path_ = "/api/v1/public/reports/" + made.json()["token"].get<std::string>() + "/telephones";
  }
  Json phone(const std::string& name) {
    return {{"endpoint", "https://fcm.googleapis.com/fcm/send/" + name},
            {"p256dh", std::string(87, 'A')},
            {"auth", std::string(22, 'b')}};
  }
  std::string path_;
};

TEST_F(ReporterPhoneApiTest, TheKeyIsTheTownsAndStaysTheSame) {
  const auto key = get("/api/v1/public/push-key", "");
  ASSERT_EQ(key.status, 200) << key.body;
  EXPECT_EQ(key.json()["key"].get<std::string>().size(), 87u);
  EXPECT_EQ(get("/api/v1/public/push-key", "").json(), key.json());
  EXPECT_EQ(get("/api/v1/push-key", heat_).json(), key.json()) << "crews and residents have one";
  EXPECT_EQ(get("/api/v1/push-key", "").status, 401);
}

TEST_F(ReporterPhoneApiTest, ItIsPutOnAndTakenOffByTheLinkAlone) {
  EXPECT_EQ(post(path_, phone("a"), "").json(), (Json{{"told", true}}));
  EXPECT_EQ(post(path_, phone("a"), "", {{"Idempotency-Key", "k"}}).status, 200);
  for (const auto* name : {"b", "c"}) EXPECT_EQ(post(path_, phone(name), "").status, 200);
  EXPECT_EQ(post(path_, phone("d"), "").status, 409);
  EXPECT_EQ(post(path_ + "/removal", {{"endpoint", phone("b")["endpoint"]}}, "").json(),
            (Json{{"told", false}}));
  EXPECT_EQ(post(path_, phone("d"), "").status, 200);
  EXPECT_EQ(post("/api/v1/public/reports/nosuchtoken/telephones", phone("a"), "").status, 404);
  EXPECT_EQ(
      post(path_, {{"endpoint", "http://evil.example/x"}, {"p256dh", "x"}, {"auth", "y"}}, "").wrong_fields(),
      (std::vector<std::string>{"endpoint", "p256dh", "auth"}));
  auto elsewhere = phone("a");
  elsewhere["endpoint"] = "https://evil.example/a";
  EXPECT_EQ(post(path_, elsewhere, "").wrong_fields(), std::vector<std::string>{"endpoint"});
  EXPECT_EQ(get("/api/v1/destinations", supervisor_).json()["items"].size(), 0u);
  EXPECT_EQ(get(path_.substr(0, path_.rfind('/')), "").body.find("googleapis"), std::string::npos);
}

}  // namespace
