// What reporters send beside their words: taken once, seen by whom it concerns, gone with the person.
#include "models/attachment.h"
#include "server/workers/workers.h"
#include "tests/server/api/fixture.h"

namespace {

const std::string voice_note = std::string("OggS") + std::string(2000, 'v');

class AttachmentApiTest : public ApiTest {
 protected:
  AttachmentApiTest() {
    const auto made = post("/api/v1/public/reports",
                           {{"description", "家里冰凉"},
                            {"village", support::SmallTown::village_a},
                            {"fault_kind", "HP-NOHEAT"},
                            {"reporter", {{"phone", "13800000001"}}}},
                           "");
    EXPECT_EQ(made.status, 201) << made.body;
    token_ = made.json()["token"];
    report_ = get("/api/v1/reports", operator_).json()["items"][0]["id"];
  }
  Got attach(const std::string& bytes, const char* type = "image/png", const std::string& token = "") {
    return send({http::Method::post,
                 "/api/v1/public/reports/" + (token.empty() ? token_ : token) + "/attachments",
                 bytes,
                 "",
                 {{"Content-Type", type}}});
  }
  Json listed() { return get("/api/v1/reports/" + report_ + "/attachments", operator_).json()["items"]; }
  std::string open() {
    const auto triaged =
        put("/api/v1/reports/" + report_ + "/triage",
            {{"decision", "open"}, {"crew_id", town_.heat.text()}, {"reason", "近"}}, dispatcher_);
    EXPECT_EQ(triaged.status, 200) << triaged.body;
    return triaged.json()["work_order"]["id"];
  }

  std::string token_, report_;
};

TEST_F(AttachmentApiTest, PicturesAndAVoiceNoteReachDeskAndCrew) {
  ASSERT_EQ(attach(grey_picture(10)).status, 201);
  ASSERT_EQ(attach(voice_note, "audio/ogg").status, 201);
  EXPECT_EQ(get("/api/v1/public/reports/" + token_, "").json()["attached"],
            (Json{{"photos", 1}, {"voice_notes", 1}}));
  const auto desk = listed();
  ASSERT_EQ(desk.size(), 2u);
  EXPECT_EQ(desk[0]["kind"], "photo");
  EXPECT_EQ(desk[0]["width"], 64);
  EXPECT_EQ(get(desk[0]["url"], heat_).status, 404) << "the crew has no order yet";

  const auto order = open();
  const auto crew = get("/api/v1/work-orders/" + order, heat_).json()["attachments"];
  ASSERT_EQ(crew.size(), 2u);
  const auto seen = get(crew[0]["url"], heat_);
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.header("Content-Type"), "image/jpeg");
  EXPECT_TRUE(seen.body.starts_with("\xff\xd8")) << "made anew";
  const auto heard = get(crew[1]["url"], heat_);
  EXPECT_EQ(heard.header("Content-Type"), "audio/ogg");
  EXPECT_EQ(heard.body, voice_note);
  EXPECT_EQ(get(crew[0]["url"], light_).status, 404);
  EXPECT_EQ(get(crew[0]["url"], "").status, 401);
}

TEST_F(AttachmentApiTest, SentAgainItIsTheSameAndThreeAreEnough) {
  ASSERT_EQ(attach(grey_picture(1)).status, 201);
  EXPECT_EQ(attach(grey_picture(1)).status, 200);
  ASSERT_EQ(attach(grey_picture(2)).status, 201);
  ASSERT_EQ(attach(grey_picture(3)).status, 201);
  EXPECT_EQ(attach(grey_picture(4)).status, 409);
  EXPECT_EQ(attach(grey_picture(2)).status, 200);
  ASSERT_EQ(attach(voice_note, "audio/ogg").status, 201);
  EXPECT_EQ(attach(voice_note + "x", "audio/ogg").status, 409);
  EXPECT_EQ(listed().size(), 4u);
}

TEST_F(AttachmentApiTest, WhatIsNeitherIsRefusedAndLeavesNothing) {
  EXPECT_EQ(attach("no picture").status, 422);
  EXPECT_EQ(attach("").status, 422);
  EXPECT_EQ(attach("no sound", "audio/ogg").status, 422);
  EXPECT_EQ(attach(grey_picture(1), "image/png", "0123456789abcdef").status, 404);
  EXPECT_EQ(listed().size(), 0u);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
    EXPECT_FALSE(entry.is_regular_file() && entry.path().extension() == ".jpg") << entry.path();
}

TEST_F(AttachmentApiTest, AReportThatIsOldOrEndedTakesNone) {
  const auto order = open();
  EXPECT_EQ(attach(grey_picture(1)).status, 201);
  EXPECT_EQ(post("/api/v1/work-orders/" + order + "/cancellation", {{"reason", "误报"}}, supervisor_).status,
            200);
  const auto ended = attach(grey_picture(2));
  EXPECT_EQ(ended.status, 409);
  const auto other = post("/api/v1/public/reports", {{"description", "灯不亮了"}}, "").json()["token"];
  now_ += std::chrono::hours{25};
  EXPECT_EQ(attach(grey_picture(3), "image/png", other).status, 409);
}

TEST_F(AttachmentApiTest, TheyGoWithThePerson) {
  ASSERT_EQ(attach(grey_picture(1)).status, 201);
  const std::string url = listed()[0]["url"];
  const auto order = open();
  ASSERT_EQ(post("/api/v1/work-orders/" + order + "/cancellation", {{"reason", "误报"}}, supervisor_).status,
            200);
  ASSERT_EQ(
      post("/api/v1/person-erasures", {{"phone", "13800000001"}, {"reason", "本人要求"}}, supervisor_).status,
      200);
  EXPECT_EQ(get(url, operator_).status, 404);
  std::vector<std::string> removed;
  EXPECT_EQ(workers::remove_files_left(*database_, now_,
                                       [&](const std::string& file) {
                                         EXPECT_TRUE(photo_files_.remove(file));
                                         removed.push_back(file);
                                       }),
            1);
  EXPECT_EQ(removed.size(), 1u);
  EXPECT_EQ(workers::remove_files_left(*database_, now_, [](const std::string&) {}), 0);
}

}  // namespace
