#pragma once
#include <map>
#include <optional>
#include <string>

#include "models/ids.h"
#include "models/place.h"
#include "models/time.h"

namespace models {

/// The five duties the law wants named for every facility.
///
/// Source  北京市乡村振兴促进条例 art. 44: 产权归属、管护主体、管护责任、管护方式、管护经费来源
struct Duties {
  std::string owner;
  std::string keeper;
  std::string duty;
  std::string manner;
  std::string funds;
};

/// A thing the town keeps in order, with a code on its label. Its class is data, not an enum.
struct Facility {
  FacilityId id;
  std::string code;            ///< on the label, unique, e.g. LC-HP-243-0017
  std::string facility_class;  ///< FacilityClass::code
  std::string name;            ///< how people call it: 兴各庄 12号 王秀兰家
  std::string village_code;
  std::string address;
  std::optional<Position> position;
  std::string circuit;    ///< feeder circuit of a streetlight, else empty
  std::string household;  ///< householder's name of a heater, else empty: personal
  std::string phone;      ///< householder's phone, else empty: personal
  Duties duties;
  std::map<std::string, std::string> attributes;  ///< by AttributeDefinition::code
  bool active = true;
  std::string search_text;  ///< lower-case code, name, household and pinyin initials, made on writing
  int version = 1;
};

}  // namespace models
