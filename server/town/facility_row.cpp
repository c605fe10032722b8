#include "server/town/facility_row.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "dispatch/masking.h"
#include "dispatch/text.h"
#include "server/town/facility_columns.h"
#include "server/town/pinyin.h"

namespace town {

using models::Facility;
using models::FieldError;

namespace {

constexpr std::string_view attribute_prefix = "attributes.";

std::optional<double> read_number(const std::string& text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

const FacilityColumn* find_column(std::string_view heading) {
  for (const auto& column : facility_columns)
    if (column.name == heading || column.label == heading) return &column;
  return nullptr;
}

void add_name(std::map<std::string, std::string>& codes, const std::string& name, const std::string& code) {
  if (name.empty()) return;
  const auto [found, fresh] = codes.emplace(name, code);
  if (!fresh && found->second != code) found->second.clear();
}

/// What leaves as a file is masked: coming back it stands for what is kept.
void keep_masked(Facility& facility, const std::optional<Facility>& known, std::vector<FieldError>& errors) {
  const auto shown = known ? dispatch::masked(*known) : Facility{};
  for (const std::string_view column : {"name", "address", "household", "phone", "owner"}) {
    auto& given = *text_of(facility, column);
    if (given.find("**") == given.npos) continue;
    if (known && given == *text_of(shown, column))
      given = *text_of(*known, column);
    else
      errors.push_back(
          {std::string(column), "masked", "this is masked: give it in clear, or leave the column out"});
  }
}

}  // namespace

FacilityRowReader::FacilityRowReader(models::Transaction& tx, const TableRow& header,
                                     std::vector<FieldError>& errors) {
  for (auto& facility_class : tx.catalog().classes()) {
    for (const auto& name : {facility_class.code, facility_class.name.zh, facility_class.name.en})
      add_name(class_codes_, name, facility_class.code);
    classes_.emplace(facility_class.code, std::move(facility_class));
  }
  for (auto& village : tx.villages().list()) {
    for (const auto& name : {village.code, village.name, village.official_name})
      add_name(village_codes_, name, village.code);
    villages_.emplace(village.code, std::move(village));
  }
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const auto heading = dispatch::trimmed(header.cells[i]);
    if (const auto* column = find_column(heading)) {
      if (!columns_.emplace(column->name, i).second)
        errors.push_back({heading, "not_allowed", "the column is there twice"});
    } else if (heading.empty() || !is_attribute(heading)) {
      errors.push_back(
          {heading, "unknown", "column " + std::to_string(i + 1) + ": no such column or attribute"});
    } else {
      attributes_.push_back(
          {i, heading.starts_with(attribute_prefix) ? heading.substr(attribute_prefix.size()) : heading});
    }
  }
  if (!columns_.contains("code")) errors.push_back({"code", "required", "the column is missing"});
}

bool FacilityRowReader::is_attribute(std::string_view heading) const {
  if (heading.starts_with(attribute_prefix)) heading.remove_prefix(attribute_prefix.size());
  return std::any_of(classes_.begin(), classes_.end(),
                     [&](const auto& item) { return find_attribute(item.second, heading) != nullptr; });
}

std::optional<std::string> FacilityRowReader::cell(const TableRow& row, std::string_view column) const {
  const auto found = columns_.find(column);
  if (found == columns_.end()) return std::nullopt;
  return found->second < row.cells.size() ? dispatch::trimmed(row.cells[found->second]) : std::string();
}

std::string FacilityRowReader::code_of(const TableRow& row) const { return cell(row, "code").value_or(""); }

void FacilityRowReader::read_class(const TableRow& row, Facility& facility,
                                   std::vector<FieldError>& errors) const {
  const auto text = cell(row, "class");
  if (!text || (text->empty() && facility.id)) return;  // a known facility keeps its class
  const auto found = class_codes_.find(*text);
  const auto code = found == class_codes_.end() ? *text : found->second;
  if (facility.id && code != facility.facility_class)
    errors.push_back({"class", "mismatch", "this code is a " + facility.facility_class + " already"});
  facility.facility_class = code;
}

void FacilityRowReader::read_village(const TableRow& row, Facility& facility,
                                     std::vector<FieldError>& errors) const {
  const auto text = cell(row, "village");
  if (!text) return;
  const auto found = village_codes_.find(*text);
  if (found != village_codes_.end() && found->second.empty())
    errors.push_back({"village", "not_allowed", "several villages have this name: give the 12-digit code"});
  else
    facility.village_code = found == village_codes_.end() ? *text : found->second;
}

void FacilityRowReader::read_position(const TableRow& row, Facility& facility,
                                      std::vector<FieldError>& errors) const {
  const auto latitude = cell(row, "latitude"), longitude = cell(row, "longitude");
  const auto source = cell(row, "position_source");
  if (!latitude && !longitude) {
    if (source && facility.position && !source->empty()) facility.position->source = *source;
    return;
  }
  if (latitude.value_or("").empty() && longitude.value_or("").empty()) {
    facility.position.reset();
    return;
  }
  const auto north = read_number(latitude.value_or("")), east = read_number(longitude.value_or(""));
  if (!north) errors.push_back({"latitude", "bad_format", "must be degrees as a number, such as 39.9015"});
  if (!east) errors.push_back({"longitude", "bad_format", "must be degrees as a number, such as 116.7418"});
  if (!north || !east) return;
  const bool same =
      facility.position && facility.position->latitude == *north && facility.position->longitude == *east;
  auto from = source.value_or("");
  if (from.empty()) from = same ? facility.position->source : "import";
  facility.position = models::Position{*north, *east, std::move(from)};
}

void FacilityRowReader::read_active(const TableRow& row, Facility& facility,
                                    std::vector<FieldError>& errors) const {
  const auto text = cell(row, "active").value_or("");
  if (text.empty()) return;
  if (text == "yes" || text == "true" || text == "是" || text == "1")
    facility.active = true;
  else if (text == "no" || text == "false" || text == "否" || text == "0")
    facility.active = false;
  else
    errors.push_back({"active", "not_allowed", "must be yes or no"});
}

void FacilityRowReader::read_attributes(const TableRow& row, Facility& facility,
                                        std::vector<FieldError>& errors) const {
  const auto facility_class = classes_.find(facility.facility_class);
  if (facility_class == classes_.end()) return;
  for (const auto& [index, heading] : attributes_) {
    const auto text = index < row.cells.size() ? dispatch::trimmed(row.cells[index]) : std::string();
    const auto* definition = find_attribute(facility_class->second, heading);
    if (!definition) {
      // The file may hold several classes: another class's column is empty here.
      if (!text.empty())
        errors.push_back({"attributes." + heading, "unknown",
                          "the class " + facility.facility_class + " has no such attribute"});
    } else if (text.empty()) {
      facility.attributes.erase(definition->code);
    } else {
      facility.attributes[definition->code] = text;
    }
  }
}

Facility FacilityRowReader::read(const TableRow& row, const std::optional<Facility>& known,
                                 std::vector<FieldError>& errors) const {
  Facility facility = known.value_or(Facility{});
  for (const auto& column : facility_columns)
    if (auto* text = text_of(facility, column.name))
      if (auto given = cell(row, column.name)) *text = std::move(*given);
  keep_masked(facility, known, errors);
  read_class(row, facility, errors);
  read_village(row, facility, errors);
  read_position(row, facility, errors);
  read_active(row, facility, errors);
  read_attributes(row, facility, errors);
  const auto village = villages_.find(facility.village_code);
  facility.search_text = search_text(facility, village == villages_.end() ? "" : village->second.name);
  return facility;
}

}  // namespace town
