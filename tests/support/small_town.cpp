#include "tests/support/small_town.h"

#include <iterator>
#include <stdexcept>
#include <utility>

#include "dispatch/intake.h"
#include "dispatch/register.h"

namespace support {
namespace {

using models::FaultKind;
using models::Severity;
using models::SlaPolicy;

using Minutes = std::chrono::minutes;
constexpr int none = -1;

models::LocalizedText both(const std::string& text) { return {text, text}; }

struct Limits {
  int contact = none, arrive = none, make_safe = none, resolve = none;
  const char* calendar = "24x7";
};

SlaPolicy policy(const char* code, const char* facility_class, Severity severity, const Limits& limits) {
  SlaPolicy made;
  made.code = code;
  made.facility_class = facility_class;
  made.severity = severity;
  made.name = both(code);
  made.warnings = {80};
  const int minutes[] = {limits.contact, limits.arrive, limits.make_safe, limits.resolve};
  for (std::size_t i = 0; i < std::size(minutes); ++i)
    if (minutes[i] != none) made.limits[i] = SlaPolicy::Limit{Minutes{minutes[i]}, limits.calendar};
  return made;
}

FaultKind kind(const char* code, const char* facility_class, const char* policy_code, const char* skill) {
  FaultKind made;
  made.code = code;
  made.facility_class = facility_class;
  made.name = both(code);
  made.policy = policy_code;
  made.skill = skill;
  return made;
}

models::Calendar calendar(const char* code, int from_hour, int to_hour, int last_weekday) {
  models::Calendar made;
  made.code = code;
  made.name = both(code);
  for (int day = 1; day <= last_weekday; ++day) made.spans.push_back({day, from_hour * 60, to_hour * 60});
  return made;
}

template <class T>
T must(models::Result<T> result) {
  if (!result) throw std::logic_error("the small town is wrong: " + result.error().detail);
  return *std::move(result);
}

void add_classes(models::Transaction& tx) {
  const auto program = models::Actor::program();
  dispatch::ClassDefinition heater;
  heater.facility_class = {"heater", both("heater"), "🔥", false, {}};
  models::AttributeDefinition brand{"brand", both("brand"), models::AttributeType::choice, false, {"A", "B"}};
  models::AttributeDefinition power{"power_kw", both("power"), models::AttributeType::number, false, {}};
  models::AttributeDefinition since{"since", both("since"), models::AttributeType::date, false, {}};
  heater.facility_class.attributes = {brand, power, since};
  heater.calendars = {calendar("24x7", 0, 0, 0), calendar("daily-06-22", 6, 22, 7),
                      calendar("daily-08-20", 8, 20, 7), calendar("workdays-09-18", 9, 18, 5)};
  heater.policies = {policy("HP-P0", "heater", Severity::danger, {15, 60, 60, 240}),
                     policy("HP-P1V", "heater", Severity::urgent, {15, 60, none, 240}),
                     policy("HP-P1", "heater", Severity::urgent, {15, 120, none, 240}),
                     policy("HP-P2", "heater", Severity::normal, {60, none, none, 1440})};
  heater.policies[3].limits[1] = SlaPolicy::Limit{Minutes{240}, "daily-08-20"};
  for (auto& one : heater.policies) one.danger_policy = "HP-P0";
  heater.policies[2].urgent_policy = heater.policies[3].urgent_policy = "HP-P1V";
  heater.kinds = {kind("HP-NOHEAT", "heater", "HP-P1", "heat"), kind("HP-COOL", "heater", "HP-P2", "heat")};
  must(dispatch::save_class(tx, program, heater));

  dispatch::ClassDefinition light;
  light.facility_class = {"streetlight", both("streetlight"), "💡", true, {}};
  light.policies = {policy("SL-P0", "streetlight", Severity::danger, {15, 60, 60, 1440}),
                    policy("SL-P2", "streetlight", Severity::normal, {1440, none, none, 2880})};
  light.policies[1].danger_policy = "SL-P0";
  light.kinds = {kind("SL-DARK", "streetlight", "SL-P2", "electric")};
  must(dispatch::save_class(tx, program, light));

  dispatch::ClassDefinition toilet;
  toilet.facility_class = {"toilet", both("toilet"), "🚻", false, {}};
  toilet.policies = {policy("WC-P1", "toilet", Severity::urgent, {60, 120, none, 720}),
                     policy("WC-C", "toilet", Severity::normal, {30, 60, none, 240, "daily-06-22"})};
  toilet.kinds = {kind("WC-BLOCKED", "toilet", "WC-P1", "plumbing"), kind("WC-DIRTY", "toilet", "WC-C", "")};
  must(dispatch::save_class(tx, program, toilet));

  dispatch::ClassDefinition gas;
  gas.facility_class = {"gas", both("gas"), "⛽", false, {}};
  gas.kinds = {kind("GS-SMELL", "gas", "", "")};
  gas.kinds[0].refer_to = "119";
  must(dispatch::save_class(tx, program, gas));
}

models::FacilityId add_facility(models::Transaction& tx, const char* code, const char* facility_class,
                                const char* village, models::Position position, const char* circuit = "") {
  models::Facility facility;
  facility.code = code;
  facility.facility_class = facility_class;
  facility.name = code;
  facility.village_code = village;
  facility.address = std::string(code) + " street";
  facility.position = std::move(position);
  facility.circuit = circuit;
  facility.duties = {"town", "town", "repair", "on report", "town budget"};
  const auto wrong = dispatch::check_facility(tx, facility);
  if (!wrong.empty()) throw std::logic_error("the small town is wrong: " + wrong.front().detail);
  return tx.facilities().insert(facility);
}

models::CrewId add_crew(models::Transaction& tx, const char* code, std::vector<std::string> skills,
                        models::Position base, void (*change)(models::Crew&) = nullptr) {
  models::Crew crew;
  crew.code = code;
  crew.name = both(code);
  crew.skills = std::move(skills);
  crew.base = std::move(base);
  if (change) change(crew);
  return must(dispatch::save_crew(tx, models::Actor::program(), crew)).id;
}

models::Actor add_account(models::Transaction& tx, const char* username, models::Role role,
                          models::CrewId crew = {}) {
  models::Account account;
  account.username = username;
  account.display_name = username;
  account.role = role;
  account.crew = crew;
  account.password_hash = "none: nobody signs in here";
  account.created_at = monday_morning();
  return {tx.accounts().insert(account), role, username, crew};
}

}  // namespace

const models::Actor& SmallTown::member_of(models::CrewId crew) const {
  for (const auto* member : {&heat_member, &heat2_member, &light_member, &toilet_member})
    if (member->crew == crew) return *member;
  throw std::logic_error("nobody belongs to crew " + crew.text());
}

SmallTown build_small_town(models::Transaction& tx) {
  SmallTown town;
  const auto at = [](double north, double east) {
    return models::Position{39.90 + north / 111'195.0, 116.75 + east / 85'300.0, "synthetic"};
  };
  tx.villages().save({SmallTown::village_a, "胡各庄村委会", "胡各庄", "hugezhuang", "hgz", true, at(0, 0)});
  tx.villages().save({SmallTown::village_b, "魏庄村委会", "魏庄", "weizhuang", "wz", true, at(3000, 0)});
  tx.villages().save({SmallTown::village_c, "东杨庄村委会", "东杨庄", "dongyangzhuang", "dyz", false, {}});
  add_classes(tx);
  town.heater = add_facility(tx, "LC-HP-1", "heater", SmallTown::village_a, at(100, 0));
  town.toilet = add_facility(tx, "LC-WC-1", "toilet", SmallTown::village_b, at(3000, 200));
  town.lamps[0] = add_facility(tx, "LC-SL-1", "streetlight", SmallTown::village_a, at(0, 500), "C-7");
  town.lamps[1] = add_facility(tx, "LC-SL-2", "streetlight", SmallTown::village_a, at(0, 540), "C-7");
  town.lamps[2] = add_facility(tx, "LC-SL-3", "streetlight", SmallTown::village_a, at(0, 580), "C-7");
  town.lone_lamp = add_facility(tx, "LC-SL-9", "streetlight", SmallTown::village_b, at(3000, -400), "C-9");

  town.heat = add_crew(tx, "heat", {"heat"}, at(0, 100), [](models::Crew& crew) {
    for (int day = 1; day <= 7; ++day) crew.shifts.push_back({day, 8 * 60, 18 * 60});
    crew.on_call = true;
  });
  town.heat2 = add_crew(tx, "heat2", {"heat", "plumbing"}, at(6000, 0));
  town.light = add_crew(tx, "light", {"electric"}, at(500, 500),
                        [](models::Crew& crew) { crew.villages = {SmallTown::village_a}; });
  town.toilets =
      add_crew(tx, "toilet", {"plumbing"}, at(3000, 0), [](models::Crew& crew) { crew.capacity = 2; });
  town.gone = add_crew(tx, "gone", {"heat", "electric", "plumbing"}, at(0, 0),
                       [](models::Crew& crew) { crew.active = false; });

  using models::Role;
  town.operator_ = add_account(tx, "operator", Role::operator_);
  town.dispatcher = add_account(tx, "dispatcher", Role::dispatcher);
  town.supervisor = add_account(tx, "supervisor", Role::supervisor);
  town.checker = add_account(tx, "checker", Role::checker);
  town.auditor = add_account(tx, "auditor", Role::auditor);
  town.admin = add_account(tx, "admin", Role::admin);
  town.village_reporter = add_account(tx, "village", Role::village_reporter);
  town.heat_member = add_account(tx, "heat-1", Role::crew_member, town.heat);
  town.heat2_member = add_account(tx, "heat2-1", Role::crew_lead, town.heat2);
  town.light_member = add_account(tx, "light-1", Role::crew_member, town.light);
  town.toilet_member = add_account(tx, "toilet-1", Role::crew_member, town.toilets);
  return town;
}

models::Time monday_morning(models::Duration later) {
  return *models::parse_rfc3339("2026-11-23T08:00:00+08:00") + later;
}

models::NewReport call(std::string name, std::string phone, std::string kind_code,
                       models::FacilityId facility) {
  models::NewReport report;
  report.channel = models::Channel::hotline;
  report.reporter = {std::move(name), std::move(phone), true};
  report.fault_kind = std::move(kind_code);
  report.facility = facility;
  report.description = "it does not work";
  return report;
}

std::string next_token() {
  static int count = 0;
  return "token-" + std::to_string(++count);
}

dispatch::Triaged open_order_for(models::Transaction& tx, const models::Actor& actor,
                                 const models::NewReport& report, models::Time now) {
  const auto received = must(dispatch::receive_report(tx, actor, report, next_token(), now));
  return must(dispatch::triage_report(tx, actor, received.id, std::nullopt, models::Triage{}, now));
}

}  // namespace support
