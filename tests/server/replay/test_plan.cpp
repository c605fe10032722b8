#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "server/replay/plan.h"
#include "server/replay/request_words.h"
#include "server/town/codec_class.h"

namespace {
using models::Channel;
using models::Duration;
using models::SlaTarget;
using replay::Fate;
using replay::SourceRow;

const models::Time start = models::from_unix(1'545'900'000);

SourceRow row(const std::string& type, int service_hours, int closed_hours) {
  static int number = 0;
  SourceRow made;
  made.number = "n" + std::to_string(++number);
  made.created = start;
  made.type = type;
  made.status = "Closed";
  if (service_hours != 0) made.service = start + std::chrono::hours{service_hours};
  if (closed_hours != 0) made.closed = start + std::chrono::hours{closed_hours};
  return made;
}

replay::Plan plan_of(std::vector<SourceRow> rows, replay::ReplayOptions options = {}) {
  if (options.file.empty()) options.file = "city_2018.csv";
  replay::SourceFile file;
  file.rows = std::move(rows);
  return replay::plan_of_file(options, file, "run1");
}

Duration limit_of(const models::SlaPolicy& policy, SlaTarget target) {
  return policy.limit(target)->duration;
}

}  // namespace

TEST(Promises, AreTheMiddleOfThePromisedTimes) {
  const auto promises = replay::derive_promises(
      {row("A", 10, 1), row("A", 30, 1), row("A", 20, 1), row("B", 5, 1), row("B", 7, 1)});
  ASSERT_EQ(promises.size(), 2u);
  EXPECT_EQ(promises[0].type, "A");
  EXPECT_EQ(promises[0].count, 3u);
  EXPECT_EQ(promises[0].resolve, std::chrono::hours{20});
  EXPECT_EQ(promises[1].resolve, std::chrono::hours{7});
}

TEST(Promises, APromisedDayLastsUntilItsEnd) {
  auto one = row("A", 0, 1);
  one.created = *replay::parse_local_time("2018-12-27T12:00:00");
  one.service = replay::parse_local_time("2018-12-27T00:00:00");
  EXPECT_EQ(replay::derive_promises({one}).at(0).resolve, std::chrono::hours{12}) << "the same day";
  one.service = replay::parse_local_time("2018-12-29T00:00:00");
  EXPECT_EQ(replay::derive_promises({one}).at(0).resolve, std::chrono::hours{60});
  one.service = replay::parse_local_time("2018-12-29T00:00:01");
  EXPECT_EQ(replay::derive_promises({one}).at(0).resolve, std::chrono::hours{36} + Duration{1});
}

TEST(Promises, AreTheRealTimesWhereFewWerePromised) {
  const auto promises = replay::derive_promises({row("A", 100, 4), row("A", 0, 5), row("A", 0, 6)});
  EXPECT_EQ(promises.at(0).resolve, std::chrono::hours{5});
}

TEST(Promises, DatesBeforeTheReportSayNothing) {
  const auto promises =
      replay::derive_promises({row("A", -8000, -8000), row("A", -3, 6), row("A", 0, 8), row("B", 0, 0)});
  EXPECT_EQ(promises.at(0).resolve, std::chrono::hours{8});
  EXPECT_EQ(promises.at(1).resolve, std::chrono::hours{24}) << "nothing is known of it";
}

TEST(DerivedClass, HoldsAKindAndAPolicyForEachType) {
  const auto definition = replay::derive_class(
      "replay-x", {{"Bulky Items", 9, std::chrono::hours{80}}, {"Metal/Household", 1, Duration{5}}}, 0);
  EXPECT_EQ(definition.facility_class.code, "replay-x");
  ASSERT_EQ(definition.kinds.size(), 2u);
  EXPECT_EQ(definition.kinds[0].code, "replay-x-bulky-items");
  EXPECT_EQ(definition.kinds[0].name.zh, "大件垃圾清运");
  EXPECT_EQ(definition.kinds[0].name.en, "Bulky Items");
  EXPECT_EQ(definition.kinds[1].code, "replay-x-metal-household");
  EXPECT_EQ(definition.kinds[1].name.zh, "Metal/Household");
  EXPECT_EQ(limit_of(definition.policies[0], SlaTarget::resolve), std::chrono::hours{80});
  EXPECT_EQ(limit_of(definition.policies[0], SlaTarget::arrive), std::chrono::hours{40});
  EXPECT_EQ(limit_of(definition.policies[0], SlaTarget::contact), std::chrono::hours{10});
  EXPECT_FALSE(definition.policies[0].limit(SlaTarget::make_safe));
  EXPECT_EQ(definition.policies[0].limit(SlaTarget::resolve)->calendar, "24x7");
}

TEST(DerivedClass, TimeIsDividedByTheCompressionButNeverToNothing) {
  const auto definition =
      replay::derive_class("replay-x", {{"A", 1, std::chrono::hours{80}}, {"B", 1, Duration{60}}}, 1000);
  EXPECT_EQ(limit_of(definition.policies[0], SlaTarget::resolve), Duration{288});
  EXPECT_EQ(limit_of(definition.policies[1], SlaTarget::resolve), Duration{1});
  EXPECT_EQ(limit_of(definition.policies[1], SlaTarget::contact), Duration{1});
}

TEST(DerivedClass, CodesAreDifferentAndTheWholeCanBeReadAsAClassFile) {
  std::vector<replay::TypePromise> promises;
  for (int i = 0; i < 120; ++i)
    promises.push_back({"类型" + std::to_string(i), 1, std::chrono::hours{i + 1}});
  promises.push_back({"A b", 1, Duration{1}});
  const auto definition = replay::derive_class("replay-x", promises, 0);
  std::set<std::string> codes;
  for (const auto& kind : definition.kinds) codes.insert(kind.code);
  EXPECT_EQ(codes.size(), definition.kinds.size());
  EXPECT_LE(definition.kinds.size(), 50u);
  EXPECT_LE(definition.policies.size(), 50u);
  EXPECT_EQ(definition.kinds.back().name.en, "All other types");
  const auto read_back = town::parse_class(town::write_class(definition));
  ASSERT_TRUE(read_back) << read_back.error().detail;
  EXPECT_EQ(read_back->kinds.size(), definition.kinds.size());
}

TEST(DerivedClass, CodesStayTheSameWhateverElseIsInTheFile) {
  const auto one =
      replay::derive_class("replay-x", {{"Graffiti", 9, Duration{1}}, {"涂鸦", 8, Duration{1}}}, 0);
  const auto other = replay::derive_class(
      "replay-x", {{"New", 10, Duration{1}}, {"涂鸦", 9, Duration{1}}, {"Graffiti", 1, Duration{1}}}, 0);
  EXPECT_EQ(one.kinds[0].code, other.kinds[2].code);
  EXPECT_EQ(one.kinds[1].code, other.kinds[1].code);
}

TEST(ClassCode, ComesFromTheNameOfTheFile) {
  EXPECT_EQ(replay::class_code_of("/data/la311_2018.csv"), "replay-la311-2018");
  EXPECT_EQ(replay::class_code_of("Zürich Fix My City!!.csv"), "replay-z-rich-fix-my-city");
  EXPECT_EQ(replay::class_code_of("数据.csv"), "replay");
  EXPECT_LE(replay::class_code_of(std::string(300, 'a')).size(), 32u);
}

TEST(Reference, IsTheNumberAndTheRun) {
  EXPECT_EQ(replay::reference_of("1-1260514471", "abc"), "1-1260514471.abc");
  EXPECT_EQ(replay::reference_of("-a b/ü", "abc"), "n-a-b---.abc");
  EXPECT_EQ(replay::reference_of(std::string(200, 'x'), "abc").size(), 64u);
}

TEST(PlanOfFile, SaysHowEachSourceComesIn) {
  struct Row {
    const char* source;
    Channel channel;
    bool resident;
  };
  const Row rows[] = {{"Call", Channel::hotline, false},
                      {"Voicemail", Channel::hotline, false},
                      {"Fax", Channel::hotline, false},
                      {"Email", Channel::api, false},
                      {"Council's Office", Channel::api, false},
                      {"Driver Self Report", Channel::inspection, false},
                      {"Mobile App", Channel::web, true},
                      {"SELF SERVICE", Channel::web, true},
                      {"Carrier pigeon", Channel::hotline, false},
                      {"", Channel::hotline, false}};
  for (const Row& expected : rows) {
    auto one = row("A", 1, 1);
    one.source = expected.source;
    const auto plan = plan_of({one});
    EXPECT_EQ(plan.reports.at(0).report.channel, expected.channel) << expected.source;
    EXPECT_EQ(plan.reports.at(0).door == replay::Door::resident, expected.resident) << expected.source;
  }
}

TEST(PlanOfFile, SaysWhatBecomesOfEachStatus) {
  const auto fates_of = [](const std::string& status, bool closed) {
    std::vector<SourceRow> rows;
    for (int i = 0; i < 64; ++i) {
      rows.push_back(row("A", 1, closed ? 1 : 0));
      rows.back().status = status;
    }
    std::set<Fate> fates;
    for (const auto& planned : plan_of(rows).reports) fates.insert(planned.fate);
    return fates;
  };
  EXPECT_THAT(fates_of("Closed", true), testing::ElementsAre(Fate::repair));
  EXPECT_THAT(fates_of("Cancelled", true), testing::ElementsAre(Fate::reject, Fate::cancel));
  EXPECT_THAT(fates_of("Referred Out", true), testing::ElementsAre(Fate::reject));
  EXPECT_THAT(fates_of("Open", false), testing::ElementsAre(Fate::stay_open));
  EXPECT_THAT(fates_of("Pending", false), testing::ElementsAre(Fate::stay_paused));
  EXPECT_THAT(fates_of("Whatever", true), testing::ElementsAre(Fate::repair));
  EXPECT_THAT(fates_of("", false), testing::ElementsAre(Fate::stay_open));
}

TEST(PlanOfFile, EveryRefusalHasItsReason) {
  auto one = row("A", 1, 1);
  one.status = "Referred Out";
  EXPECT_EQ(plan_of({one}).reports.at(0).reason, "referred to another agency");
}

TEST(PlanOfFile, KeepsTheRealTimesAndTheSamePlaceIsTheSameHousehold) {
  auto first = row("A", 0, 5), second = row("A", 0, 3);
  second.created += Duration{600};
  first.position = second.position = models::Position{34.1, -118.2, "import"};
  const auto plan = plan_of({first, second});
  EXPECT_EQ(plan.reports[0].at, Duration{0});
  EXPECT_EQ(plan.reports[1].at, Duration{600});
  EXPECT_EQ(plan.reports[0].takes, std::chrono::hours{5});
  EXPECT_FALSE(plan.reports[0].report.reporter.phone.empty());
  EXPECT_EQ(plan.reports[0].report.reporter.phone, plan.reports[1].report.reporter.phone);
  EXPECT_EQ(plan.reports[0].report.external_reference, plan.reports[0].number + ".run1");
}

TEST(PlanOfFile, ReferencesDifferEvenWhenTheirNumbersLookAlike) {
  auto first = row("A", 1, 1), second = row("A", 1, 1);
  first.number = "7/1";
  second.number = "7 1";
  second.line = 3;
  const auto plan = plan_of({first, second});
  EXPECT_NE(plan.reports[0].report.external_reference, plan.reports[1].report.external_reference);
}

TEST(PlanOfFile, TheSameSeedIsTheSamePlan) {
  std::vector<SourceRow> rows;
  for (int i = 0; i < 500; ++i) rows.push_back(row("A", 1, 2));
  const auto outcomes = [&](std::uint64_t seed) {
    replay::ReplayOptions options;
    options.seed = seed;
    std::vector<models::Outcome> list;
    for (const auto& planned : plan_of(rows, options).reports) list.push_back(planned.script.outcome);
    return list;
  };
  EXPECT_EQ(outcomes(1), outcomes(1));
  EXPECT_NE(outcomes(1), outcomes(2));
}

TEST(PlanOfFile, TheLimitTakesTheFirst) {
  replay::ReplayOptions options;
  options.limit = 2;
  EXPECT_EQ(plan_of({row("A", 1, 1), row("A", 1, 1), row("A", 1, 1)}, options).reports.size(), 2u);
}

TEST(PlanOfFile, CrewsCanTakeEverythingAndAreEnough) {
  std::vector<SourceRow> rows;
  for (int i = 0; i < 9'995; ++i) rows.push_back(row(i % 2 == 0 ? "A" : "B", 1, 2));
  const auto plan = plan_of(std::move(rows));
  std::size_t room = 0;
  for (const auto& crew : plan.crews) {
    room += static_cast<std::size_t>(crew.capacity);
    EXPECT_LE(crew.capacity, 1000);
    EXPECT_TRUE(crew.shifts.empty());
    for (const auto& kind : plan.definition->kinds) EXPECT_THAT(crew.skills, testing::Contains(kind.skill));
  }
  EXPECT_GE(room, plan.reports.size());
}

TEST(Scripts, AreMostlyRepairsAndNeverReopenWhatLeftAChild) {
  std::map<models::Outcome, int> outcomes;
  int reopened = 0;
  for (int i = 0; i < 10'000; ++i) {
    replay::Chance chance(7, "row " + std::to_string(i));
    const auto script = replay::draw_script(chance);
    ++outcomes[script.outcome];
    if (script.reopening == replay::Reopening::never) continue;
    ++reopened;
    EXPECT_NE(script.outcome, models::Outcome::temporary);
  }
  EXPECT_GT(outcomes[models::Outcome::repaired], 8'000);
  EXPECT_GT(outcomes[models::Outcome::temporary], 300);
  EXPECT_GT(outcomes[models::Outcome::working_normally], 200);
  EXPECT_GT(reopened, 150);
}
