#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace town {

/// Whether a number format of a spreadsheet shows a date or a time of day.
bool is_date_format(int id, std::string_view code);

/// Which cell styles (by index) show dates, from xl/styles.xml.
///
/// Errors  throws TableError when it is no XML
std::vector<bool> read_date_styles(const std::string& styles_xml);

/// Writes a spreadsheet's day number as people write dates.
///
/// Shape   2026-11-23, 2026-11-23T08:30:00 or 08:30:00; empty when out of range
/// Units   days since 1899-12-30, or since 1904-01-01
std::string date_of_serial(double serial, bool from_1904);

/// Writes a cell's number without exponent and without the noise of binary fractions.
std::string text_of_number(std::string_view digits);

}  // namespace town
