#include "tests/server/api/fixture.h"

/// What a crew did without a network and sends later; and a phone that was lost.
class FieldStepTest : public ApiTest {
 protected:
  using Minutes = std::chrono::minutes;

  std::string at(const std::string& order, const std::string& what) {
    return "/api/v1/work-orders/" + order + "/" + what;
  }
  Got late(const std::string& order, const std::string& what, models::Time done, const std::string& token,
           const Json& body = Json::object()) {
    return post(at(order, what), body, token, {{"Field-Time", models::to_rfc3339(done)}});
  }
  std::string id_of(const models::Actor& actor) { return actor.crew.text(); }
};

TEST_F(FieldStepTest, TheTimeInTheFieldCounts) {
  const auto order = open_order();
  now_ += Minutes{60};
  const auto done = now_ - Minutes{25};
  const auto got = late(order, "arrival", done, heat_);
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json()["arrived_at"], models::to_rfc3339(done));
  const auto events = get(at(order, "events"), supervisor_).json()["items"];
  const auto arrived = std::find_if(events.begin(), events.end(),
                                    [](const Json& event) { return event["kind"] == "work_order_arrived"; });
  ASSERT_NE(arrived, events.end());
  EXPECT_EQ((*arrived)["at"], models::to_rfc3339(done));
  EXPECT_EQ((*arrived)["details"]["heard_at"], models::to_rfc3339(now_));
  const auto note = late(order, "notes", done, heat_, {{"text", "院门锁着"}});
  EXPECT_EQ(note.json()["at"], models::to_rfc3339(done));
}

TEST_F(FieldStepTest, AWrongTimeIsRefusedWithItsName) {
  const auto order = open_order();
  for (const std::string said : {"yesterday", "", "2026-13-01T00:00:00Z"}) {
    const auto got = post(at(order, "acceptance"), Json::object(), heat_, {{"Field-Time", said}});
    EXPECT_EQ(got.status, 422) << said;
    EXPECT_EQ(got.wrong_fields(), std::vector<std::string>{"Field-Time"}) << said;
  }
  EXPECT_EQ(late(order, "acceptance", now_, dispatcher_).wrong_fields(),
            std::vector<std::string>{"Field-Time"})
      << "only crews work without a network";
  EXPECT_EQ(get("/api/v1/work-orders/" + order, heat_).json()["state"], "assigned");
}

TEST_F(FieldStepTest, ASecondPhoneOfTheCrewIsNotRefused) {
  const auto order = open_order();
  now_ += Minutes{30};
  ASSERT_EQ(post(at(order, "arrival"), Json::object(), heat_).status, 200);
  const auto got = late(order, "acceptance", now_ - Minutes{20}, heat_);
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json()["state"], "under_way");
  EXPECT_EQ(got.json()["accepted_at"], models::to_rfc3339(now_ - Minutes{20}));
  EXPECT_EQ(post(at(order, "acceptance"), Json::object(), heat_).status, 409)
      << "without a field time it is refused";
}

TEST_F(FieldStepTest, AnOrderThatWentElsewhereSaysWhereAndTakesTheNote) {
  const auto order = open_order();
  const auto done = now_;
  now_ += Minutes{30};
  ASSERT_EQ(
      put(at(order, "assignment"), {{"crew_id", id_of(town_.heat2_member)}, {"reason", "近"}}, dispatcher_)
          .status,
      200);
  const auto got = late(order, "arrival", done, heat_);
  EXPECT_EQ(got.status, 409);
  EXPECT_EQ(got.json()["code"], "reassigned");
  EXPECT_FALSE(got.json()["meanwhile"]["crew"]["zh"].get<std::string>().empty());
  EXPECT_EQ(got.json()["meanwhile"]["at"], models::to_rfc3339(now_));
  EXPECT_EQ(late(order, "arrival", done, light_).status, 404) << "a crew that never had it learns nothing";
  EXPECT_EQ(late(order, "notes", done, light_, {{"text", "x"}}).status, 404);
  EXPECT_EQ(late(order, "notes", done, heat_, {{"text", "到过现场"}}).status, 201);
  EXPECT_EQ(get("/api/v1/work-orders/" + order, heat_).status, 404) << "it sees no more of it than before";
  EXPECT_EQ(get("/api/v1/work-orders/" + order, supervisor_).json()["notes"].back()["text"], "到过现场");
}

TEST_F(FieldStepTest, ACancelledOrderSaysWhy) {
  const auto order = open_order();
  now_ += Minutes{30};
  ASSERT_EQ(post(at(order, "cancellation"), {{"reason", "住户说好了"}}, supervisor_).status, 200);
  const auto got = late(order, "acceptance", now_ - Minutes{10}, heat_);
  EXPECT_EQ(got.status, 409);
  EXPECT_EQ(got.json()["code"], "cancelled");
  EXPECT_EQ(got.json()["meanwhile"]["reason"], "住户说好了");
  EXPECT_EQ(late(order, "notes", now_ - Minutes{10}, heat_, {{"text", "白跑一趟"}}).status, 201);
}

TEST_F(FieldStepTest, ALostPhoneIsToldSoAtItsNextContact) {
  const auto lost = sign_in(town_.heat_member);
  ASSERT_EQ(get("/api/v1/me", lost).status, 200);
  const auto account = "/api/v1/accounts/" + town_.heat_member.account.text();
  ASSERT_EQ(send({http::Method::delete_, account + "/sessions", "", admin_, {}}).status, 200);
  const auto got = get("/api/v1/me", lost);
  EXPECT_EQ(got.status, 401);
  EXPECT_EQ(got.json()["code"], "session_revoked");
  EXPECT_EQ(post("/api/v1/work-orders/1/notes", {{"text", "x"}}, lost).json()["code"], "session_revoked");
  EXPECT_EQ(get("/api/v1/me", "nobody").json()["code"], "unauthenticated");
  // A new one-time password does not bring the lost one back, and another session ends without a word.
  now_ += Minutes{1};
  ASSERT_EQ(post(account + "/password", Json::object(), admin_).status, 200);
  EXPECT_EQ(get("/api/v1/me", lost).json()["code"], "session_revoked");
  database_->write_now([this](models::Transaction& tx) {
    tx.sessions().remove_expired(now_ + std::chrono::hours{24 * 30});
    return true;
  });
  EXPECT_EQ(get("/api/v1/me", lost).json()["code"], "session_revoked") << "however late it is switched on";
  EXPECT_EQ(get("/api/v1/me", sign_in(town_.heat_member)).status, 200);
}
