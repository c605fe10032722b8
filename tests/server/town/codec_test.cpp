#include <gmock/gmock.h>

#include <map>

#include "server/town/codec_class.h"
#include "server/town/codec_crew.h"

using testing::UnorderedElementsAre;

namespace town_test {
namespace {

using Wrong = std::map<std::string, std::string>;

template <class Result>
Wrong wrong_in(const Result& result) {
  Wrong wrong;
  if (!result)
    for (const auto& field : result.error().fields) wrong[field.field] = field.code;
  return wrong;
}

constexpr const char* good_class = R"({
  "class": {"code": "fountain", "name": {"zh": "喷泉", "en": "Fountain"}, "icon": "⛲", "merges_by_circuit": false,
            "attributes": [{"code": "jets", "name": {"zh": "喷头", "en": "Jets"}, "type": "number", "required": true}]},
  "fault_kinds": [{"code": "FT-01", "name": {"zh": "不出水", "en": "Dry"}, "wording": ["没水"], "policy": "FT-P2",
                   "questions": [{"zh": "漏电吗？", "en": "Does it tingle?"}], "skill": "plumbing", "refer_to": null,
                   "estimate": "PT1H30M"}],
  "policies": [{"code": "FT-P2", "severity": "normal", "name": {"zh": "一般", "en": "Normal"},
                "limits": {"contact": {"duration": "PT1H", "calendar": "always"},
                           "resolve": {"duration": "P2D", "calendar": "always"}}}],
  "calendars": [{"code": "always", "name": {"zh": "全天", "en": "Always"},
                 "spans": [{"weekday": 1, "from_minute": 0, "to_minute": 1440}]}]
})";

TEST(ClassCodec, ReadsAndWritesBack) {
  const auto read = town::parse_class(good_class);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->facility_class.attributes.at(0).type, models::AttributeType::number);
  EXPECT_EQ(read->kinds.at(0).facility_class, "fountain");
  EXPECT_EQ(read->kinds.at(0).estimate, models::Duration{5400});
  EXPECT_EQ(read->kinds.at(0).refer_to, "");
  EXPECT_EQ(read->policies.at(0).limit(models::SlaTarget::resolve)->duration, models::Duration{2 * 86400});
  EXPECT_FALSE(read->policies.at(0).limit(models::SlaTarget::arrive));
  EXPECT_EQ(read->calendars.at(0).utc_offset_seconds, 8 * 3600);
  const auto written = town::write_class(*read);
  const auto again = town::parse_class(written);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(town::write_class(*again), written);
}

TEST(ClassCodec, TellsEveryWrongFieldAtOnce) {
  const auto read = town::parse_class(R"({
    "class": {"code": "fountain", "name": {"zh": "喷泉"}, "colour": "blue",
              "attributes": [{"code": "jets", "name": {"zh": "a", "en": "b"}, "type": "colour"},
                             {"code": "side", "name": {"zh": "a", "en": "b"}, "type": "choice"}, 5]},
    "fault_kinds": [{"code": "FT-01", "class": "toilet", "name": {"zh": "a", "en": "b"}, "policy": 7, "skill": "x",
                     "estimate": "an hour", "wording": "dry", "questions": [{"zh": "a"}]}],
    "policies": [{"code": "FT-P2", "severity": "dire", "name": {"zh": "a", "en": "b"},
                  "limits": {"contact": {"duration": "PT1H"}, "arrival": {}}}],
    "calendars": [{"code": "c", "name": {"zh": "a", "en": "b"}, "utc_offset_seconds": 99999999,
                   "spans": [{"weekday": 8, "from_minute": 600, "to_minute": 600}]}]})");
  EXPECT_EQ(wrong_in(read), (Wrong{{"class.name.en", "required"},
                                   {"class.colour", "unknown"},
                                   {"class.attributes[0].type", "not_allowed"},
                                   {"class.attributes[1].choices", "required"},
                                   {"class.attributes[2]", "bad_format"},
                                   {"fault_kinds[0].class", "mismatch"},
                                   {"fault_kinds[0].policy", "bad_format"},
                                   {"fault_kinds[0].estimate", "bad_format"},
                                   {"fault_kinds[0].wording", "bad_format"},
                                   {"fault_kinds[0].questions[0].en", "required"},
                                   {"policies[0].severity", "not_allowed"},
                                   {"policies[0].limits.contact.calendar", "required"},
                                   {"policies[0].limits.arrival", "unknown"},
                                   {"calendars[0].utc_offset_seconds", "out_of_range"},
                                   {"calendars[0].spans[0].weekday", "out_of_range"},
                                   {"calendars[0].spans[0].to_minute", "out_of_range"}}));
}

TEST(ClassCodec, OnlyWhatIsHandedOverNeedsNoPolicy) {
  const auto with = [](const std::string& more) {
    return town::parse_class(
        R"({"class": {"code": "a", "name": {"zh": "a", "en": "b"}}, "fault_kinds": [{"code": "A-1",
        "name": {"zh": "a", "en": "b"}, "estimate": "PT1H")" +
        more + "}]}");
  };
  EXPECT_EQ(wrong_in(with("")), (Wrong{{"fault_kinds[0].policy", "required"}}));
  EXPECT_EQ(wrong_in(with(R"(, "refer_to": "119")")), Wrong{});
}

TEST(ClassCodec, RefusesWhatIsNoObject) {
  for (const std::string text : {"", "{", "[]", "5", "null", "{\"class\": }", "{\"class\": \"\xFF\"}"})
    EXPECT_FALSE(town::parse_class(text)) << text;
  EXPECT_FALSE(town::parse_class("{\"a\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}"));
  EXPECT_FALSE(town::parse_class(std::string(5 * 1024 * 1024, ' ') + "{}"));
  EXPECT_EQ(wrong_in(town::parse_class(R"({"class": {"code": "a\u0000b", "name": {"zh": "a", "en": "b"}}})")),
            (Wrong{{"class.code", "bad_format"}}));
  EXPECT_EQ(wrong_in(town::parse_class("{\"class\": {\"code\": \"" + std::string(65, 'a') +
                                       "\", \"name\": {\"zh\": \"a\", \"en\": \"b\"}}}")),
            (Wrong{{"class.code", "too_long"}}));
}

TEST(CrewCodec, ReadsAndWritesBack) {
  const auto crew =
      town::parse_crew(R"({"code": "heat-9", "name": {"zh": "九组", "en": "Nine"}, "skills": ["heating"],
    "villages": ["110112119243"], "shifts": [{"weekday": 7, "from_minute": 480, "to_minute": 1200}], "on_call": true,
    "capacity": 5, "phone": "010-5550-0109", "base": {"latitude": 39.9, "longitude": 116.7, "source": "synthetic"}})");
  ASSERT_TRUE(crew) << crew.error().detail;
  EXPECT_EQ(crew->capacity, 5);
  EXPECT_TRUE(crew->active);
  EXPECT_EQ(crew->base->longitude, 116.7);
  const auto again = town::parse_crew(town::write_crew(*crew));
  ASSERT_TRUE(again);
  EXPECT_EQ(town::write_crew(*again), town::write_crew(*crew));
}

TEST(CrewCodec, TellsEveryWrongField) {
  EXPECT_EQ(
      wrong_in(town::parse_crew(R"({"name": {"zh": "a", "en": "b"}, "skills": [], "capacity": 0, "on_call": 1,
      "base": {"latitude": 91, "longitude": "x"}, "id": 3, "phone": 5, "shifts": {}})")),
      (Wrong{{"code", "required"},
             {"skills", "required"},
             {"capacity", "out_of_range"},
             {"on_call", "bad_format"},
             {"base.latitude", "out_of_range"},
             {"base.longitude", "bad_format"},
             {"id", "unknown"},
             {"phone", "bad_format"},
             {"shifts", "bad_format"}}));
}

TEST(CrewCodec, AListSaysWhichCrew) {
  EXPECT_EQ(wrong_in(town::parse_crews(
                R"({"crews": [{"code": "a", "name": {"zh": "a", "en": "b"}, "skills": ["x"]},
                              {"code": "a", "name": {"zh": "a", "en": "b"}, "skills": ["x", 2]}]})")),
            (Wrong{{"crews[1].skills[1]", "bad_format"}, {"crews[1].code", "not_allowed"}}));
}

TEST(AccountCodec, RolesAndCrewsBelongTogether) {
  EXPECT_EQ(wrong_in(town::parse_accounts(R"({"accounts": [
      {"username": "a", "display_name": "A", "role": "crew_lead"},
      {"username": "b", "display_name": "B", "role": "operator", "crew": "heat-1"},
      {"username": "c", "display_name": "C", "role": "system"},
      {"username": "a", "display_name": "D", "role": "auditor"}]})")),
            (Wrong{{"accounts[0].crew", "required"},
                   {"accounts[1].crew", "not_allowed"},
                   {"accounts[2].role", "not_allowed"},
                   {"accounts[3].username", "not_allowed"}}));
}

}  // namespace
}  // namespace town_test
