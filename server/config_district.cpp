#include "server/config_settings.h"

namespace config {

bool is_schema_name(std::string_view name) {
  constexpr std::size_t longest = 40;
  return !name.empty() && name.size() <= longest && name.front() >= 'a' && name.front() <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

void add_district(std::vector<Setting>& all, Config& config) {
  auto& district = config.district;
  all.push_back(yes_or_no("district.board",
                          "This installation is a district's: it shows the board of its towns",
                          district.board));
  all.push_back(Setting{"district.rules_of",
                        "Schema of the district whose rules this town inherits; empty: it has only its own",
                        [&district](std::string_view given) -> std::string {
                          district.rules_of = given;
                          return given.empty() || is_schema_name(given)
                                     ? ""
                                     : "must be up to 40 of a-z, 0-9 and _, a letter first";
                        },
                        [&district] { return district.rules_of; }});
  all.push_back(whole("district.soon_hours", "Hours that the district's board looks ahead",
                      district.soon_hours, 1, 72));
}

std::string wrong_with_district(const Config& config) {
  const auto& district = config.district;
  if (!district.board && district.rules_of.empty()) return "";
  const std::string name = district.board ? "district.board" : "district.rules_of";
  if (config.database.address.empty())
    return name +
           ": a district and its towns are schemas of one database in PostgreSQL, which a file in the data "
           "folder is not: give database.address, or take the setting out";
  if (district.board && !district.rules_of.empty())
    return "district.board, district.rules_of: an installation is a district's or a town's: give one of them";
  if (district.rules_of == config.database.schema)
    return "district.rules_of: a town does not inherit from itself: name the schema of its district";
  return "";
}

}  // namespace config
