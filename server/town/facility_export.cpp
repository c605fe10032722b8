#include "server/town/facility_export.h"

#include <algorithm>
#include <string>
#include <vector>

#include "server/town/facility_columns.h"

namespace town {
namespace {

std::string cell_of(const models::Facility& facility, std::string_view column) {
  if (const auto* text = text_of(facility, column)) return *text;
  if (column == "class") return facility.facility_class;
  if (column == "village") return facility.village_code;
  if (column == "active") return facility.active ? "yes" : "no";
  if (!facility.position) return {};
  if (column == "latitude") return text_of(facility.position->latitude);
  if (column == "longitude") return text_of(facility.position->longitude);
  return facility.position->source;
}

}  // namespace

std::vector<std::string> attribute_codes(models::Transaction& tx, const std::string& facility_class) {
  std::vector<std::string> codes;
  for (const auto& item : tx.catalog().classes()) {
    if (!facility_class.empty() && item.code != facility_class) continue;
    for (const auto& attribute : item.attributes)
      if (std::find(codes.begin(), codes.end(), attribute.code) == codes.end())
        codes.push_back(attribute.code);
  }
  return codes;
}

std::vector<std::string> facility_heading(const std::vector<std::string>& attributes) {
  std::vector<std::string> cells;
  for (const auto& column : facility_columns) cells.emplace_back(column.name);
  for (const auto& code : attributes) cells.push_back("attributes." + code);
  return cells;
}

void facility_cells(const models::Facility& facility, const std::vector<std::string>& attributes,
                    std::vector<std::string>& cells) {
  cells.clear();
  for (const auto& column : facility_columns) cells.push_back(cell_of(facility, column.name));
  for (const auto& code : attributes) {
    const auto found = facility.attributes.find(code);
    cells.push_back(found == facility.attributes.end() ? std::string() : found->second);
  }
}

std::size_t export_facilities(models::Transaction& tx, models::FacilityQuery query, TableWriter& writer) {
  const auto attributes = attribute_codes(tx, query.facility_class);
  writer.write(facility_heading(attributes));

  std::vector<std::string> cells;
  std::size_t count = 0;
  query.limit = 200;
  do {
    const auto page = tx.facilities().search(query);
    for (const auto& facility : page.items) {
      facility_cells(facility, attributes, cells);
      writer.write(cells);
      ++count;
    }
    query.cursor = page.next;
  } while (!query.cursor.empty());
  writer.finish();
  return count;
}

}  // namespace town
