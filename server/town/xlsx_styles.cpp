#include "server/town/xlsx_styles.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <pugixml.hpp>

#include "server/town/table.h"
#include "server/town/xml_names.h"

namespace town {

bool is_date_format(int id, std::string_view code) {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
    return true;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {  // quoted text; colours and conditions
      const auto close = code.find(c == '"' ? '"' : ']', i + 1);
      if (close == std::string_view::npos) return false;
      i = close;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (std::string_view("yYmMdDhHsS").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::vector<bool> read_date_styles(const std::string& styles_xml) {
  pugi::xml_document document;
  if (!document.load_buffer(styles_xml.data(), styles_xml.size()))
    throw TableError(0, "the .xlsx file is damaged: its styles cannot be read");
  const auto sheet = document.document_element();
  std::map<int, std::string> codes;
  for (const auto& format : child(sheet, "numFmts").children())
    codes[format.attribute("numFmtId").as_int()] = format.attribute("formatCode").as_string();
  std::vector<bool> result;
  for (const auto& style : child(sheet, "cellXfs").children()) {
    const int id = style.attribute("numFmtId").as_int();
    const auto code = codes.find(id);
    result.push_back(is_date_format(id, code == codes.end() ? std::string_view() : code->second));
  }
  return result;
}

std::string date_of_serial(double serial, bool from_1904) {
  if (!(serial >= 0) || serial >= 2'958'466) return {};
  auto seconds = std::llround(serial * 86400);
  auto days = seconds / 86400;
  seconds %= 86400;
  char text[40];
  char clock[16];
  std::snprintf(clock, sizeof clock, "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  if (days == 0 && seconds != 0) return clock;
  // Spreadsheets believe in 29 February 1900: before it they are one day behind.
  if (!from_1904 && days < 60) ++days;
  using namespace std::chrono;
  const sys_days start = from_1904 ? sys_days{year{1904} / 1 / 1} : sys_days{year{1899} / 12 / 30};
  const year_month_day date{start + std::chrono::days{days}};
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return seconds == 0 ? std::string(text) : std::string(text) + "T" + clock;
}

std::string text_of_number(std::string_view digits) {
  double value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (code != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value))
    return std::string(digits);
  char text[64];
  // Telephone numbers and village codes are kept whole; only beyond 15 digits is a number no longer exact.
  if (value == std::trunc(value) && std::fabs(value) < 1e15)
    std::snprintf(text, sizeof text, "%.0f", value == 0 ? 0.0 : value);
  else
    std::snprintf(text, sizeof text, "%.15g", value);
  return text;
}

}  // namespace town
