#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "server/replay/source_csv.h"

namespace {
using replay::SourceError;
using replay::SourceFile;

SourceFile read(const std::string& text) {
  return replay::read_source(std::make_unique<std::istringstream>(text));
}

const std::string header =
    "SRNumber,CreatedDate,RequestType,RequestSource,Status,ServiceDate,ClosedDate,Latitude,Longitude\n";

}  // namespace

TEST(SourceCsv, ReadsARow) {
  const auto file =
      read(header +
           "1-12,2018-12-27T12:52:42,Bulky Items,Call,Closed,2018-12-31T00:00:00,2018-12-31T10:53:07,"
           "34.032742,-118.332492\n");
  ASSERT_EQ(file.rows.size(), 1u);
  const auto& row = file.rows.front();
  EXPECT_EQ(row.line, 2u);
  EXPECT_EQ(row.number, "1-12");
  EXPECT_EQ(row.type, "Bulky Items");
  EXPECT_EQ(row.source, "Call");
  EXPECT_EQ(row.status, "Closed");
  EXPECT_EQ(models::to_rfc3339(row.created), "2018-12-27T12:52:42Z");
  EXPECT_EQ(models::to_rfc3339(*row.service), "2018-12-31T00:00:00Z");
  EXPECT_EQ(models::to_rfc3339(*row.closed), "2018-12-31T10:53:07Z");
  EXPECT_DOUBLE_EQ(row.position->latitude, 34.032742);
  EXPECT_DOUBLE_EQ(row.position->longitude, -118.332492);
  EXPECT_TRUE(file.bad.empty());
}

TEST(SourceCsv, FindsColumnsByNameInAnyOrder) {
  const auto file = read(
      "Council District,request type,Longitude,SR_Number,latitude,createddate\n"
      "7,Graffiti Removal,-118.5,9,34.5,2018-12-27 08:00\n");
  ASSERT_EQ(file.rows.size(), 1u);
  EXPECT_EQ(file.rows[0].number, "9");
  EXPECT_EQ(file.rows[0].type, "Graffiti Removal");
  EXPECT_EQ(models::to_rfc3339(file.rows[0].created), "2018-12-27T08:00:00Z");
  EXPECT_FALSE(file.rows[0].closed);
  EXPECT_TRUE(file.rows[0].source.empty());
  EXPECT_THAT(file.unused, testing::ElementsAre("Council District"));
}

TEST(SourceCsv, OptionalValuesMayBeEmptyOrTheRowShorter) {
  const auto file = read(header + "1,2018-12-27T12:00:00,Other,,,,,,\n2,2018-12-27T12:00:01,Other\n");
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_TRUE(file.bad.empty());
  EXPECT_FALSE(file.rows[0].position);
  EXPECT_FALSE(file.rows[1].service);
}

TEST(SourceCsv, RowsAreSortedByTime) {
  const auto file = read(header + "b,2018-12-28T00:00:00,Other,,,,,,\na,2018-12-27T00:00:00,Other,,,,,,\n");
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_EQ(file.rows[0].number, "a");
  EXPECT_EQ(file.rows[1].number, "b");
}

TEST(SourceCsv, BadRowsAreToldByLineAndTheOthersRead) {
  struct Bad {
    const char* row;
    const char* says;
  };
  const Bad rows[] = {
      {",2018-12-27T12:00:00,Other,,,,,,", "SRNumber is empty"},
      {"1,,Other,,,,,,", "CreatedDate is empty"},
      {"1,yesterday,Other,,,,,,", "CreatedDate is no time: 'yesterday'"},
      {"1,2018-02-30T12:00:00,Other,,,,,,", "CreatedDate is no time"},
      {"1,2018-12-27T12:00:00,,,,,,,", "RequestType is empty"},
      {"1,2018-12-27T12:00:00,Other,,,soon,,,", "ServiceDate is no time"},
      {"1,2018-12-27T12:00:00,Other,,,,never,,", "ClosedDate is no time"},
      {"1,2018-12-27T12:00:00,Other,,,,,95,0", "Latitude is no number of degrees"},
      {"1,2018-12-27T12:00:00,Other,,,,,34,-200", "Longitude is no number of degrees"},
      {"1,2018-12-27T12:00:00,Other,,,,,nan,1", "Latitude is no number of degrees"},
      {"1,2018-12-27T12:00:00,Other,,,,,34,", "Longitude is empty although"},
      {"1,2018-12-27T12:00:00,Other,,,,,,,too many", "10 values in a row of 9 columns"},
      {"good,2018-12-27T12:00:00,Other,,,,,,", "the number good was there before"},
  };
  for (const Bad& bad : rows) {
    const auto file = read(header + "good,2018-12-27T12:00:00,Other,,,,,,\n" + bad.row +
                           "\nlast,2018-12-27T12:00:00,Other,,,,,,\n");
    EXPECT_EQ(file.rows.size(), 2u) << bad.row;
    ASSERT_EQ(file.bad.size(), 1u) << bad.row;
    EXPECT_EQ(file.bad[0].line, 3u) << bad.row;
    EXPECT_THAT(file.bad[0].what, testing::HasSubstr(bad.says));
  }
}

TEST(SourceCsv, EverythingWrongWithARowIsSaidAtOnce) {
  const auto file = read(header + ",x,,,,,,99,\n");
  ASSERT_EQ(file.bad.size(), 1u);
  for (const char* column : {"SRNumber", "CreatedDate", "RequestType", "Longitude"})
    EXPECT_THAT(file.bad[0].what, testing::HasSubstr(column));
}

TEST(SourceCsv, AFileThatIsNoTableIsRefused) {
  const auto says = [](const std::string& text) -> std::string {
    try {
      (void)read(text);
    } catch (const SourceError& error) {
      return std::to_string(error.line()) + " " + error.what();
    }
    return "nothing";
  };
  EXPECT_THAT(says(""), testing::HasSubstr("empty"));
  EXPECT_THAT(says("SRNumber,Status\n1,Closed\n"), testing::HasSubstr("missing: CreatedDate, RequestType"));
  EXPECT_THAT(says("SRNumber,SR Number,CreatedDate,RequestType\n"), testing::HasSubstr("there twice"));
  EXPECT_THAT(says(header + "1,2018-12-27T12:00:00,\"Other,,,,,,\n"), testing::StartsWith("2 "));
  EXPECT_THROW((void)replay::read_source(std::filesystem::path(SOURCE_DIR)), SourceError);
  EXPECT_THROW((void)replay::read_source(std::filesystem::path(SOURCE_DIR "/there/is/none.csv")),
               SourceError);
}

TEST(SourceCsv, LocalTimesHaveNoOffset) {
  EXPECT_EQ(models::to_rfc3339(*replay::parse_local_time("2018-12-27")), "2018-12-27T00:00:00Z");
  EXPECT_EQ(models::to_rfc3339(*replay::parse_local_time("2018-12-27 09:05")), "2018-12-27T09:05:00Z");
  for (const char* wrong :
       {"", "2018-12-27T09:05:00Z", "2018-12-27T09:05:00+08:00", "27.12.2018", "2018-12-27T25:00:00"})
    EXPECT_FALSE(replay::parse_local_time(wrong)) << wrong;
}
