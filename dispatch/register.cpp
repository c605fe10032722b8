#include "dispatch/register.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <set>
#include <utility>

#include "dispatch/permissions.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using models::AttributeDefinition;
using models::AttributeType;
using models::Facility;

constexpr std::size_t longest_attribute = 300;
constexpr std::size_t most_skills = 50;
constexpr int highest_capacity = 1000;
constexpr std::size_t village_digits = 12;

bool is_number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

/// A day of the calendar, 1000-01-01 to 9999-12-31.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1000 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day{std::chrono::year{year},
                                     std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

void check_attribute(Fields& fields, const AttributeDefinition& definition, const std::string& value) {
  const std::string field = "attributes." + definition.code;
  fields.text(field, value, longest_attribute);
  const auto known = [&] {
    return std::find(definition.choices.begin(), definition.choices.end(), value) != definition.choices.end();
  };
  switch (definition.type) {
    case AttributeType::text:
      return;
    case AttributeType::number:
      if (!is_number(value)) fields.add(field, "bad_format", field + " must be a number, such as 12.5");
      return;
    case AttributeType::date:
      if (!is_date(value)) fields.add(field, "bad_format", field + " must be a date, such as 2026-11-23");
      return;
    case AttributeType::choice:
      if (!known()) fields.add(field, "unknown", field + " must be one of the choices of its class");
      return;
  }
}

void check_attributes(Fields& fields, const models::FacilityClass& facility_class, const Facility& facility) {
  std::set<std::string> defined;
  for (const auto& definition : facility_class.attributes) {
    defined.insert(definition.code);
    const auto given = facility.attributes.find(definition.code);
    if (given != facility.attributes.end() && !given->second.empty())
      check_attribute(fields, definition, given->second);
    else if (definition.required)
      fields.required("attributes." + definition.code, "");
  }
  for (const auto& [code, value] : facility.attributes)
    if (!defined.contains(code))
      fields.add("attributes." + code, "unknown",
                 "the class " + facility_class.code + " has no such attribute");
}

void check_duties(Fields& fields, const models::Duties& duties) {
  const std::array<std::pair<const char*, const std::string*>, 5> five{{{"duties.owner", &duties.owner},
                                                                        {"duties.keeper", &duties.keeper},
                                                                        {"duties.duty", &duties.duty},
                                                                        {"duties.manner", &duties.manner},
                                                                        {"duties.funds", &duties.funds}}};
  for (const auto& [field, text] : five) fields.required_text(field, *text, longest_address);
}

Fields fields_of_crew(models::Transaction& tx, const models::Crew& crew) {
  Fields fields;
  fields.code("code", crew.code);
  fields.names("name", crew.name);
  if (crew.skills.size() > most_skills) fields.add("skills", "too_long", "a crew has at most 50 skills");
  for (std::size_t i = 0; i < crew.skills.size(); ++i)
    fields.code("skills[" + std::to_string(i) + "]", crew.skills[i]);
  for (std::size_t i = 0; i < crew.villages.size(); ++i)
    if (!tx.villages().find(crew.villages[i]))
      fields.add("villages[" + std::to_string(i) + "]", "unknown", "there is no such village");
  fields.spans("shifts", crew.shifts);
  fields.utc_offset("utc_offset_seconds", crew.utc_offset_seconds);
  if (crew.capacity < 1 || crew.capacity > highest_capacity)
    fields.add("capacity", "out_of_range", "capacity is between 1 and 1000 orders");
  fields.phone("phone", crew.phone);
  fields.position("base", crew.base);
  return fields;
}

}  // namespace

std::vector<models::FieldError> check_facility(models::Transaction& tx, const Facility& facility) {
  Fields fields;
  fields.code("code", facility.code);
  if (const auto twin = tx.facilities().find_by_code(facility.code); twin && twin->id != facility.id)
    fields.add("code", "not_allowed", "another facility has this code already");
  fields.text("name", facility.name, longest_address);
  fields.required("village_code", facility.village_code);
  if (!facility.village_code.empty() && !tx.villages().find(facility.village_code))
    fields.add("village_code", "unknown", "there is no such village");
  fields.text("address", facility.address, longest_address);
  fields.position("position", facility.position);
  if (!facility.circuit.empty()) fields.code("circuit", facility.circuit);
  fields.text("household", facility.household, longest_name);
  fields.phone("phone", facility.phone);
  check_duties(fields, facility.duties);

  fields.required("facility_class", facility.facility_class);
  if (const auto facility_class = tx.catalog().find_class(facility.facility_class))
    check_attributes(fields, *facility_class, facility);
  else if (!facility.facility_class.empty())
    fields.add("facility_class", "unknown", "there is no such facility class");
  return fields.wrong();
}

std::vector<models::FieldError> check_crew(models::Transaction& tx, const models::Crew& crew) {
  return fields_of_crew(tx, crew).wrong();
}

std::vector<models::FieldError> check_village(const models::Village& village) {
  Fields fields;
  fields.required("code", village.code);
  const auto digits = village.code.find_first_not_of("0123456789") == std::string::npos;
  if (!village.code.empty() && (village.code.size() != village_digits || !digits))
    fields.add("code", "bad_format", "a village's code has 12 digits");
  fields.required_text("name", village.name, longest_name);
  fields.required_text("official_name", village.official_name, longest_name);
  fields.text("pinyin", village.pinyin, longest_name);
  fields.text("initials", village.initials, longest_name);
  fields.position("position", village.position);
  return fields.wrong();
}

std::vector<models::FieldError> check_part(models::Transaction& tx, const models::Part& part) {
  Fields fields;
  fields.code("code", part.code);
  fields.required("class", part.facility_class);
  if (!part.facility_class.empty() && !tx.catalog().find_class(part.facility_class))
    fields.add("class", "unknown", "there is no such facility class");
  if (const auto known = tx.field_work().find_part(part.code);
      known && known->facility_class != part.facility_class)
    fields.add("class", "mismatch", "the class " + known->facility_class + " has this part already");
  fields.names("name", part.name);
  fields.text("unit", part.unit, longest_code);
  fields.text("barcode", part.barcode, longest_code);
  if (part.cents < 0) fields.add("cents", "out_of_range", "a price is not below 0");
  if (part.usual < 0 || part.usual > most_of_a_part)
    fields.add("usual", "out_of_range", "a van sets out with 0 to 100000 of a part");
  return fields.wrong();
}

models::Result<models::Crew> save_crew(models::Transaction& tx, const models::Actor& actor,
                                       const models::Crew& given) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  const auto fields = fields_of_crew(tx, given);
  if (!fields.good()) return fields.error();
  models::Crew crew = given;
  if (const auto known = tx.crews().find_by_code(crew.code)) {
    crew.id = known->id;
    tx.crews().update(crew);
  } else {
    crew.id = tx.crews().insert(crew);
  }
  return crew;
}

}  // namespace dispatch
