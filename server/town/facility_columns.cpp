#include "server/town/facility_columns.h"

#include <charconv>
#include <utility>

namespace town {

const std::string* text_of(const models::Facility& facility, std::string_view column) {
  if (column == "code") return &facility.code;
  if (column == "name") return &facility.name;
  if (column == "address") return &facility.address;
  if (column == "circuit") return &facility.circuit;
  if (column == "household") return &facility.household;
  if (column == "phone") return &facility.phone;
  if (column == "owner") return &facility.duties.owner;
  if (column == "keeper") return &facility.duties.keeper;
  if (column == "duty") return &facility.duties.duty;
  if (column == "manner") return &facility.duties.manner;
  if (column == "funds") return &facility.duties.funds;
  return nullptr;
}

std::string* text_of(models::Facility& facility, std::string_view column) {
  return const_cast<std::string*>(text_of(std::as_const(facility), column));
}

const models::AttributeDefinition* find_attribute(const models::FacilityClass& facility_class,
                                                  std::string_view heading) {
  for (const auto& attribute : facility_class.attributes)
    if (attribute.code == heading) return &attribute;
  for (const auto& attribute : facility_class.attributes)
    if (attribute.name.zh == heading || attribute.name.en == heading) return &attribute;
  return nullptr;
}

std::string text_of(double number) {
  char text[40];
  const auto [end, code] = std::to_chars(text, text + sizeof text, number);
  return code == std::errc{} ? std::string(text, end) : std::string();
}

}  // namespace town
