#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalog.h"
#include "models/facility.h"

namespace town {

/// A column of a table of facilities.
///
/// Shape   label: its Chinese heading, understood on import; field: what dispatch::check_facility calls it
struct FacilityColumn {
  std::string_view name;
  std::string_view label;
  std::string_view field;
};

/// The columns besides the attributes, which are `attributes.CODE`, in the order of an export.
inline constexpr std::array<FacilityColumn, 17> facility_columns{
    {{"code", "编号", "code"},
     {"class", "类别", "facility_class"},
     {"name", "名称", "name"},
     {"village", "村", "village_code"},
     {"address", "地址", "address"},
     {"latitude", "纬度", "position.latitude"},
     {"longitude", "经度", "position.longitude"},
     {"position_source", "位置来源", "position.source"},
     {"circuit", "回路", "circuit"},
     {"household", "户主", "household"},
     {"phone", "电话", "phone"},
     {"owner", "产权归属", "duties.owner"},
     {"keeper", "管护主体", "duties.keeper"},
     {"duty", "管护责任", "duties.duty"},
     {"manner", "管护方式", "duties.manner"},
     {"funds", "管护经费来源", "duties.funds"},
     {"active", "启用", "active"}}};

/// The member a column of plain text stands for, nothing for the others.
const std::string* text_of(const models::Facility& facility, std::string_view column);
std::string* text_of(models::Facility& facility, std::string_view column);

/// The attribute a heading means in a class: its code, or its name in either language.
const models::AttributeDefinition* find_attribute(const models::FacilityClass& facility_class,
                                                  std::string_view heading);

/// Shortest digits that read back as the same number.
std::string text_of(double number);

}  // namespace town
