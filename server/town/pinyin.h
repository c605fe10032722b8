#pragma once
#include <string>
#include <string_view>

#include "models/facility.h"

namespace town {

/// Chinese characters as people type them: without tones, ü as v; everything else stays, in lower case.
///
/// Shape   "兴各庄 12号" → "xinggezhuang 12hao"; one reading per character, the commonest one
/// Source  Unicode CLDR through ICU
std::string pinyin(std::string_view text);

/// The first letters: "兴各庄 12号" → "xgz 12h".
std::string initials(std::string_view text);

/// What a facility is found by, made whenever one is written.
///
/// Shape   lower-case words between single spaces: code, name, household, address, circuit, attributes that
/// are
///         printed on plates (pole_number, cabinet), village, then pinyin and initials of name, household and
///         village
std::string search_text(const models::Facility& facility, std::string_view village_name);

}  // namespace town
