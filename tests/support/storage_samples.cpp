#include "tests/support/storage_samples.h"

#include <cstdlib>
#include <iostream>

namespace support {
namespace {

models::Time at(std::int64_t seconds) { return models::from_unix(1'764'000'000 + seconds); }

}  // namespace

const std::string& odd_text() {
  static const std::string value =
      "  'quoted' \"double\" `tick` \\ back%under_ -- '); DROP TABLE reports;\t\r\n<b>&amp;</b> =1+1 𠮷野家 "
      "é "
      "\xEF\xBC\xA1 \xE2\x80\xAE\x01 🔥 末  ";
  return value;
}

unsigned test_seed() {
  const char* given = std::getenv("LAMPLIGHTER_SEED");
  const unsigned seed =
      given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  std::cout << "seed: LAMPLIGHTER_SEED=" << seed << std::endl;
  return seed;
}

models::Village sample_village(const std::string& code) {
  return {code,
          "兴各庄村委会",
          "兴各庄",
          "xinggezhuang",
          "xgz",
          true,
          models::Position{40.31, 116.72, "synthetic"}};
}

models::FacilityClass sample_class(const std::string& code) {
  return {code,
          {"空气源热泵", "Air-source heat pump"},
          "🔥",
          true,
          {{"brand", {"品牌", "Brand"}, models::AttributeType::choice, true, {"海尔", "Gree \"5\""}},
           {"since", {"安装", "Since"}, models::AttributeType::date, false, {}}},
          true,
          7};
}

models::FaultKind sample_kind(const std::string& code, const std::string& facility_class) {
  models::FaultKind kind;
  kind.code = code;
  kind.facility_class = facility_class;
  kind.name = {"不热", "No heat"};
  kind.wording = {"屋里冷", odd_text()};
  kind.policy = "HP-P1";
  kind.danger = {"冻伤", "Frost"};
  kind.questions = {{"有老人吗?", "Is an old person at home?"}, {"", ""}};
  kind.advice = {"盖好被子", "Keep warm"};
  kind.skill = "heat_pump";
  kind.refer_to = "119";
  kind.estimate = models::Duration{5400};
  kind.evidence = "照片";
  return kind;
}

models::SlaPolicy sample_policy(const std::string& code, const std::string& facility_class) {
  models::SlaPolicy policy;
  policy.code = code;
  policy.facility_class = facility_class;
  policy.severity = models::Severity::urgent;
  policy.name = {"当日修复", "Same day"};
  policy.limits[0] = models::SlaPolicy::Limit{models::Duration{900}, "24x7"};
  policy.limits[3] = models::SlaPolicy::Limit{models::Duration{86'400}, "daily-06-22"};
  policy.urgent_policy = "HP-P2";
  policy.danger_policy = "HP-P0";
  policy.fallback = {"送电暖器", "Lend a heater"};
  policy.basis = odd_text();
  policy.limits[4] = models::SlaPolicy::Limit{models::Duration{0}, "workdays", 3};
  policy.raised_policy = "HP-P0";
  policy.season = models::Season{11, 1, 3, 31};
  policy.off_season_policy = "HP-P3";
  policy.warnings = {50, 90};
  policy.valid_from = models::from_unix(1'700'000'000);
  return policy;
}

models::Calendar sample_calendar(const std::string& code) {
  models::Calendar calendar{
      code, {"每天", "Daily"}, -12'600, {{1, 360, 1320}, {7, 0, 1440}}, "Asia/Shanghai"};
  const auto day = std::chrono::sys_days{std::chrono::year{2026} / 2 / 14};
  calendar.exceptions = {{day, 5, {}, "春节", odd_text()},
                         {day + std::chrono::days{1}, 0, {}, "", ""},
                         {day + std::chrono::days{2}, 0, {{0, 600, 1500}}, "", ""}};
  calendar.season = models::Season{11, 15, 3, 15};
  calendar.working_day_minutes = 540;
  return calendar;
}

models::Crew sample_crew(const std::string& code) {
  models::Crew crew;
  crew.code = code;
  crew.name = {"供暖一班", "Heat crew 1"};
  crew.skills = {"heat_pump", "electric"};
  crew.villages = {"110113115200"};
  crew.shifts = {{1, 480, 1200}};
  crew.utc_offset_seconds = 3600;
  crew.on_call = true;
  crew.capacity = 7;
  crew.phone = "010-6147 0000";
  crew.base = models::Position{40.3, 116.7, "inspection"};
  crew.active = false;
  crew.contractor = "光明电力公司";
  return crew;
}

models::Facility sample_facility(const std::string& code, const std::string& facility_class,
                                 const std::string& village_code) {
  models::Facility facility;
  facility.code = code;
  facility.facility_class = facility_class;
  facility.name = "兴各庄 12号 王秀兰家";
  facility.village_code = village_code;
  facility.address = "兴各庄村12号";
  facility.position = models::Position{40.301, 116.701, "synthetic"};
  facility.circuit = "C-7";
  facility.household = "王秀兰";
  facility.phone = "13800138000";
  facility.duties = {"镇政府", "物业", "巡检", "外包", "财政"};
  facility.attributes = {{"brand", "海尔"}, {"说明", odd_text()}};
  facility.active = false;
  facility.search_text = "lc-hp-243-0017 兴各庄 12号 王秀兰家 xgz 12h wxlj";
  return facility;
}

Town make_town(models::Transaction& transaction) {
  Town town;
  for (const auto& code : town.villages) transaction.villages().save(sample_village(code));
  for (std::size_t i = 0; i < town.classes.size(); ++i) {
    transaction.catalog().save(sample_class(town.classes[i]));
    transaction.catalog().save(sample_kind(town.kinds[i], town.classes[i]));
  }
  transaction.catalog().save(sample_policy(town.policy, town.classes[0]));
  for (const auto* code : {"heat-1", "light-1"})
    town.crews.push_back(transaction.crews().insert(sample_crew(code)));
  for (std::size_t i = 0; i < town.classes.size(); ++i)
    town.facilities.push_back(transaction.facilities().insert(
        sample_facility("F-" + std::to_string(i), town.classes[i], town.villages[i])));
  models::Account account;
  account.username = "zhang";
  account.crew = town.crews[0];
  town.account = transaction.accounts().insert(account);
  return town;
}

models::SlaClock clock_of(models::SlaTarget target, std::int64_t warn_at, std::int64_t due_at) {
  models::SlaClock clock;
  clock.target = target;
  clock.limit = models::Duration{due_at};
  clock.calendar = "24x7";
  clock.warn_at = models::from_unix(warn_at);
  clock.due_at = models::from_unix(due_at);
  return clock;
}

models::WorkOrder bare_order(int index) {
  models::WorkOrder order;
  order.number = "LC20261123-" + std::to_string(index);
  return order;
}

models::Report bare_report(int index) {
  models::Report report;
  report.token = "token-" + std::to_string(index);
  return report;
}

namespace {

void fill_engine_part(const Town& town, models::AssignmentDecision& decision) {
  const models::WorkOrderId other{77};
  decision.publication = models::PublicationId{12};
  decision.seed = 18'446'744'073'709'551'615U;
  decision.engine_version = "plan-1";
  decision.chosen = models::DecisionOption{town.crews[1],        at(900), at(4500), {6000, -1, 421, 900}, 1,
                                           models::Duration{33}, {}};
  decision.chosen->delays = {{other, models::Duration{600}, 1}};
  decision.alternatives = {*decision.chosen, models::DecisionOption{}};
  decision.relaxations = {{"shift", town.crews[0], models::Duration{720}, at(1000), true}, {}};
  decision.moved = {{other, town.crews[0], at(10), {}, {}}, {other, {}, {}, town.crews[1], at(11)}};
  decision.violations = {"skill", "pin_late"};
  decision.notes = {odd_text()};
  decision.postponed_to = at(99'000);
  decision.engine_crew = town.crews[1];
  decision.preferred_crew = town.crews[0];
}

}  // namespace

models::WorkOrder full_order(const Town& town, int index) {
  auto order = bare_order(index);
  order.state = models::WorkOrderState::resolved;
  order.facility_class = town.classes[0];
  order.fault_kind = town.kinds[0];
  order.severity = models::Severity::danger;
  order.priority = -17;
  order.skill = "heat_pump";
  order.facility = town.facilities[0];
  order.circuit = "C-9";
  order.place = {town.villages[0], odd_text(), models::Position{40.25, -116.75, "phone"}};
  order.description = "漏水，" + odd_text();
  order.frail_person = true;
  order.crew = town.crews[0];
  order.assignment = models::AssignmentDecision{
      town.crews[0], "manual", odd_text(),
      town.account,  at(5),    {{town.crews[0], "", 3, 1200, 14}, {town.crews[1], "skill", 0, -1, 999}}};
  fill_engine_part(town, order.assignment.change());
  order.policy = town.policy;
  order.policy_version = 1;
  auto clock = clock_of(models::SlaTarget::contact, 1'764'000'100, 1'764'000'200);
  clock.started_at = at(1);
  clock.stopped_at = at(150);
  clock.warned_at = at(101);
  order.clocks.push_back(clock);
  clock = clock_of(models::SlaTarget::resolve, 1'764'010'000, 1'764'020'000);
  clock.calendar = "daily-06-22";
  clock.paused_at = at(9'000);
  clock.paused = models::Duration{77};
  clock.pauses = {{at(300), at(377)}, {at(500), at(501)}};
  clock.marks = {{50, at(250), at(251)}, {95, at(260), std::nullopt}};
  clock.warn_percent = 75;
  clock.calendar_version = 3;
  clock.extended = models::Duration{3600};
  clock.no_later_than = at(70'000);
  clock.breached_at = at(20'001);
  order.clocks.push_back(clock);
  order.pauses = {{"waiting_part", odd_text(), at(300), at(400)}, {"weather", "", at(9'000), std::nullopt}};
  order.report_count = 4;
  order.policy_reasons = {"frail_person", "cold_wave"};
  order.received_at = at(0);
  order.opened_at = at(2);
  order.assigned_at = at(5);
  order.accepted_at = at(6);
  order.arrived_at = at(7);
  order.made_safe_at = at(8);
  order.resolved_at = at(9);
  order.closed_at = at(10);
  order.resolution = models::Resolution{models::Outcome::temporary, "老化", odd_text(), town.account, at(9)};
  order.closure = models::Closure{false, "callback", "没人接", town.account, at(10)};
  order.cancellation_reason = "重复";
  order.reopened = 2;
  order.simulated = true;
  order.version = 3;
  order.changed_at = at(11);
  return order;
}

models::Report full_report(const Town& town, int index) {
  auto report = bare_report(index);
  report.channel = models::Channel::village_group;
  report.state = models::ReportState::referred;
  report.reporter = {"王 ' 秀兰", "13800138000", false};
  report.place = {town.villages[1], "村口", models::Position{-40.5, 116.5, "caller"}};
  report.facility = town.facilities[1];
  report.facility_class = town.classes[1];
  report.fault_kind = town.kinds[1];
  report.description = odd_text();
  report.frail_person = true;
  report.danger = true;
  report.external_reference = "12345-" + std::to_string(index);
  report.received_at = at(0);
  report.recorded_at = at(60);
  report.recorded_by = town.account;
  report.triage_reason = "火警";
  report.hand_over = models::HandOver{"119", "A-1", odd_text()};
  report.triaged_at = at(90);
  report.triaged_by = town.account;
  report.verdict_solved = false;
  report.verdict_comment = "还是冷";
  report.verdict_at = at(95);
  report.satisfaction = models::Satisfaction::basically_satisfied;
  report.verdict_channel = models::VerdictChannel::sms;
  report.verdict_by = town.account;
  report.callbacks_unanswered = 3;
  report.callbacks_put_off = 1;
  report.call_back_at = at(27);
  report.simulated = true;
  report.version = 5;
  return report;
}

}  // namespace support
