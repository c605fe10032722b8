#include <algorithm>

#include "tests/server/api/fixture.h"

class InputTest : public ApiTest {};

TEST_F(InputTest, EveryWrongFieldIsNamedAtOnce) {
  const auto got = post("/api/v1/reports",
                        {{"channel", "pigeon"},
                         {"reporter", {{"phone", 5}, {"age", 80}}},
                         {"position", {{"latitude", 91}, {"longitude", 116}}},
                         {"received_at", "yesterday"},
                         {"frail_person", "yes"},
                         {"colour", "red"}},
                        operator_);
  EXPECT_EQ(got.status, 422);
  EXPECT_EQ(got.header("Content-Type"), "application/problem+json");
  auto fields = got.wrong_fields();
  std::sort(fields.begin(), fields.end());
  EXPECT_EQ(fields, (std::vector<std::string>{"channel", "colour", "frail_person", "position.latitude",
                                              "received_at", "reporter.age", "reporter.phone"}));
}

TEST_F(InputTest, BodiesThatAreNoObjectAnswer400) {
  const std::vector<std::string> bodies{"",
                                        "{",
                                        "[1]",
                                        "\"x\"",
                                        "null",
                                        "{\"a\":1}}",
                                        "{\"description\":\"\xff\xfe\"}",
                                        "{'a':1}",
                                        std::string(2000, '['),
                                        R"({"description":1e999999})"};
  for (const auto& body : bodies) {
    const auto got = send({http::Method::post, "/api/v1/reports", body, operator_, {}});
    EXPECT_EQ(got.status, 400) << body.substr(0, 40);
    EXPECT_EQ(got.json()["code"], "invalid");
  }
}

TEST_F(InputTest, OnlyJsonIsTaken) {
  const auto got =
      send({http::Method::post, "/api/v1/reports", "{}", operator_, {{"Content-Type", "text/plain"}}});
  EXPECT_EQ(got.status, 415);
  const auto fine = send({http::Method::post,
                          "/api/v1/reports",
                          R"({"description":"灯不亮"})",
                          operator_,
                          {{"Content-Type", "application/json; charset=utf-8"}}});
  EXPECT_EQ(fine.status, 201);
}

TEST_F(InputTest, UnknownThingsAreNamed) {
  struct Row {
    Json body;
    std::string field;
  };
  const std::vector<Row> rows{{{{"facility_code", "NO-SUCH"}}, "facility_code"},
                              {{{"facility_id", "99999"}}, "facility_id"},
                              {{{"facility_id", "abc"}}, "facility_id"},
                              {{{"village", "999999999999"}, {"description", "灯灭"}}, "village"},
                              {{{"fault_kind", "XX-99"}, {"description", "灯灭"}}, "fault_kind"},
                              {{{"class", "rocket"}, {"description", "灯灭"}}, "class"}};
  for (const auto& row : rows) {
    const auto got = post("/api/v1/reports", row.body, operator_);
    EXPECT_EQ(got.status, 422) << row.body;
    EXPECT_EQ(got.wrong_fields(), std::vector<std::string>{row.field}) << got.body;
  }
}

TEST_F(InputTest, ListsRefuseWhatTheyDoNotKnow) {
  for (const std::string target :
       {"/api/v1/work-orders?state=gone", "/api/v1/work-orders?limit=0", "/api/v1/work-orders?limit=201",
        "/api/v1/work-orders?cursor=%27OR%201", "/api/v1/work-orders?crew=x",
        "/api/v1/work-orders?due_before=soon", "/api/v1/reports?state=gone",
        "/api/v1/reports?cursor=nonsense", "/api/v1/facilities?latitude=39",
        "/api/v1/facilities?latitude=99&longitude=1", "/api/v1/facilities?cursor=*"}) {
    const auto got = get(target, supervisor_);
    EXPECT_EQ(got.status, 422) << target << " " << got.body;
    EXPECT_EQ(got.wrong_fields().size(), 1u) << target;
  }
}

TEST_F(InputTest, AbsentThingsAnswer404) {
  for (const std::string target :
       {"/api/v1/work-orders/999", "/api/v1/work-orders/abc", "/api/v1/reports/999", "/api/v1/facilities/999",
        "/api/v1/photos/999", "/api/v1/public/reports/nosuchtoken", "/api/v1/public/facilities/NO",
        "/api/v1/nothing"})
    EXPECT_EQ(get(target, supervisor_).status, 404) << target;
}

TEST_F(InputTest, PicturesThatAreNoneAreRefused) {
  const auto order = open_order();
  const auto target = "/api/v1/work-orders/" + order + "/photos?step=before";
  ASSERT_EQ(post("/api/v1/work-orders/" + order + "/acceptance", Json::object(), heat_).status, 200);
  const std::string png_of_a_billion_pixels(
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x80\0\0\0\x80\0\x08\x02\0\0\0\x2e\xd4\x30\xae\0\0\0\0IEND\xae\x42"
      "\x60\x82",
      45);
  const std::vector<std::string> uploads{"",
                                         "hello",
                                         "<svg xmlns='http://www.w3.org/2000/svg'/>",
                                         "%PDF-1.4",
                                         std::string("\xff\xd8\xff\xe0", 4),
                                         "GIF89a",
                                         png_of_a_billion_pixels};
  for (const auto& upload : uploads) {
    const auto got = send({http::Method::post, target, upload, heat_, {{"Content-Type", "image/png"}}});
    EXPECT_EQ(got.status, 422) << upload.substr(0, 20);
  }
  EXPECT_EQ(send({http::Method::post, "/api/v1/work-orders/" + order + "/photos?step=during", "x", heat_, {}})
                .status,
            422);
  EXPECT_TRUE(get("/api/v1/work-orders/" + order + "/photos", heat_).json()["items"].empty());
}
