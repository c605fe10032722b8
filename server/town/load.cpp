#include "server/town/load.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "server/codec/codec_object_reader.h"
#include "server/town/codec_class.h"
#include "server/town/dates_import.h"
#include "server/town/pinyin.h"
#include "server/town/read_file.h"

namespace town {

using models::Error;
using models::FieldError;

namespace {

const std::vector<std::string> village_columns{"code",           "official_name",  "name",     "pinyin",
                                               "initials",       "in_care",        "latitude", "longitude",
                                               "heater_village", "position_source"};

std::optional<bool> read_yes(const std::string& text) {
  if (text == "yes") return true;
  if (text == "no" || text.empty()) return false;
  return std::nullopt;
}

std::optional<double> read_number(const std::string& text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// One row of villages.csv; wrong cells are told by column.
class VillageRow {
 public:
  VillageRow(const std::map<std::string, std::size_t>& columns, const TableRow& row,
             std::vector<FieldError>& errors)
      : columns_(columns), row_(row), errors_(errors) {}

  TownVillage read() {
    TownVillage result;
    auto& village = result.village;
    village.code = cell("code");
    if (village.code.size() != 12 || village.code.find_first_not_of("0123456789") != std::string::npos)
      wrong("code", "bad_format", "must have 12 digits");
    village.name = cell("name");
    if (village.name.empty()) wrong("name", "required", "must be given");
    village.official_name = cell("official_name");
    if (village.official_name.empty()) village.official_name = village.name;
    village.pinyin = cell("pinyin").empty() ? pinyin(village.name) : cell("pinyin");
    village.initials = cell("initials").empty() ? initials(village.name) : cell("initials");
    village.in_care = yes("in_care");
    result.heater_village = yes("heater_village");
    read_position(village);
    return result;
  }

 private:
  std::string cell(const std::string& column) const {
    const auto found = columns_.find(column);
    return found == columns_.end() || found->second >= row_.cells.size() ? std::string()
                                                                         : row_.cells[found->second];
  }
  void wrong(const std::string& column, const char* code, const char* detail) {
    errors_.push_back({"line " + std::to_string(row_.line) + ": " + column, code, detail});
  }
  bool yes(const std::string& column) {
    const auto value = read_yes(cell(column));
    if (!value) wrong(column, "not_allowed", "must be yes or no");
    return value.value_or(false);
  }
  void read_position(models::Village& village) {
    if (cell("latitude").empty() && cell("longitude").empty()) return;
    const auto latitude = read_number(cell("latitude"));
    const auto longitude = read_number(cell("longitude"));
    if (!latitude || *latitude < -90 || *latitude > 90)
      wrong("latitude", "out_of_range", "must be degrees between -90 and 90");
    if (!longitude || *longitude < -180 || *longitude > 180)
      wrong("longitude", "out_of_range", "must be degrees between -180 and 180");
    if (latitude && longitude) {
      const auto source = cell("position_source");
      village.position = models::Position{*latitude, *longitude, source.empty() ? "import" : source};
    }
  }

  const std::map<std::string, std::size_t>& columns_;
  const TableRow& row_;
  std::vector<FieldError>& errors_;
};

std::map<std::string, std::size_t> read_header(TableReader& table, std::vector<FieldError>& errors) {
  std::map<std::string, std::size_t> columns;
  TableRow header;
  if (!table.read(header)) {
    errors.push_back({"line 1", "required", "the table is empty"});
    return columns;
  }
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const auto& name = header.cells[i];
    if (std::find(village_columns.begin(), village_columns.end(), name) == village_columns.end())
      errors.push_back({"line " + std::to_string(header.line) + ": " + name, "unknown", "no such column"});
    else if (!columns.emplace(name, i).second)
      errors.push_back(
          {"line " + std::to_string(header.line) + ": " + name, "not_allowed", "is there twice"});
  }
  for (const char* needed : {"code", "name"})
    if (!columns.contains(needed))
      errors.push_back(
          {"line " + std::to_string(header.line) + ": " + needed, "required", "column is missing"});
  return columns;
}

// Puts the file's name before each field, so that a person knows which file to open.
void add_errors(const Error& error, const std::string& file, std::vector<FieldError>& errors) {
  if (error.fields.empty()) errors.push_back({file, "bad_format", error.detail});
  for (const auto& field : error.fields)
    errors.push_back({field.field.empty() ? file : file + ": " + field.field, field.code, field.detail});
}

template <class Value, class Parse>
void read_json(const std::filesystem::path& file, const std::string& shown, Parse parse, Value& value,
               std::vector<FieldError>& errors) {
  const auto text = read_file(file, 4 * 1024 * 1024);
  if (!text) {
    errors.push_back({shown, "required", text.error().detail});
    return;
  }
  auto parsed = parse(*text);
  if (parsed)
    value = std::move(*parsed);
  else
    add_errors(parsed.error(), shown, errors);
}

std::vector<std::filesystem::path> list_files(const std::filesystem::path& directory, const char* extension) {
  std::vector<std::filesystem::path> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(directory, problem))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// dates/CALENDAR.csv: what a year's announcement changes, apart from the hours of the class files.
void read_all_dates(const std::filesystem::path& directory, std::vector<dispatch::ClassDefinition>& classes,
                    std::vector<FieldError>& errors) {
  for (const auto& file : list_files(directory / "dates", ".csv")) {
    const auto shown = "dates/" + file.filename().string();
    std::vector<models::CalendarException> dates;
    read_json(
        file, shown, [](const std::string& text) { return read_dates(text); }, dates, errors);
    bool known = false;
    for (auto& definition : classes)
      for (auto& calendar : definition.calendars)
        if (calendar.code == file.stem().string()) {
          calendar.exceptions = dates;
          known = true;
        }
    if (!known && !classes.empty())
      errors.push_back({shown, "unknown", "no class file has a calendar of this name"});
  }
}

/// A van of which nothing was counted yet sets out with the usual parts of its crew's classes.
void load_van(models::Transaction& tx, const models::Crew& crew) {
  if (!tx.field_work().stock_of(crew.id).empty()) return;
  std::set<std::string> classes;
  for (const auto& kind : tx.catalog().kinds())
    if (std::find(crew.skills.begin(), crew.skills.end(), kind.skill) != crew.skills.end())
      classes.insert(kind.facility_class);
  for (const auto& part : tx.field_work().parts())
    if (part.usual > 0 && classes.contains(part.facility_class))
      tx.field_work().set_stock(crew.id, {part.code, part.usual});
}

}  // namespace

models::Result<std::string> read_file(const std::filesystem::path& file, std::size_t maximum_bytes) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return models::not_found("cannot read " + file.string());
  std::string text(maximum_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) return models::not_found("cannot read " + file.string());
  if (text.size() > maximum_bytes)
    return models::invalid(file.filename().string(), "too_long",
                           "the file is over " + std::to_string(maximum_bytes) + " bytes");
  return text;
}

models::Result<std::vector<TownVillage>> read_villages(TableReader& table) {
  std::vector<FieldError> errors;
  std::vector<TownVillage> villages;
  try {
    const auto columns = read_header(table, errors);
    std::set<std::string> codes;
    if (errors.empty())
      for (TableRow row; table.read(row);) {
        villages.push_back(VillageRow(columns, row, errors).read());
        if (!codes.insert(villages.back().village.code).second)
          errors.push_back({"line " + std::to_string(row.line) + ": code", "not_allowed", "is there twice"});
      }
  } catch (const TableError& wrong) {
    errors.push_back({"line " + std::to_string(wrong.line()), "bad_format", wrong.what()});
  }
  if (auto error = codec::error_of(std::move(errors), "the villages")) return std::move(*error);
  return villages;
}

models::Result<TownFiles> read_town(const std::filesystem::path& directory) {
  TownFiles files;
  std::vector<FieldError> errors;
  try {
    auto villages = read_villages(*open_table(directory / "villages.csv"));
    if (villages)
      files.villages = std::move(*villages);
    else
      add_errors(villages.error(), "villages.csv", errors);
  } catch (const TableError& wrong) {
    errors.push_back({"villages.csv", "bad_format", wrong.what()});
  }
  const auto class_files = list_files(directory / "classes", ".json");
  if (class_files.empty()) errors.push_back({"classes", "required", "there is no class file"});
  for (const auto& file : class_files)
    read_json(file, "classes/" + file.filename().string(), parse_class, files.classes.emplace_back(), errors);
  read_all_dates(directory, files.classes, errors);
  read_json(directory / "crews.json", "crews.json", parse_crews, files.crews, errors);
  if (std::filesystem::exists(directory / "accounts.json"))
    read_json(directory / "accounts.json", "accounts.json", parse_accounts, files.accounts, errors);
  if (auto error = codec::error_of(std::move(errors), "the data in " + directory.string()))
    return std::move(*error);
  return files;
}

models::Result<void> save_town(models::Transaction& tx, const TownFiles& files) {
  const auto actor = models::Actor::program();
  for (const auto& village : files.villages) tx.villages().save(village.village);
  for (const auto& definition : files.classes)
    if (auto saved = dispatch::save_class(tx, actor, definition); !saved) return saved.error();
  for (const auto& crew : files.crews)
    if (auto saved = dispatch::save_crew(tx, actor, crew); !saved) return saved.error();
  for (const auto& crew : tx.crews().list()) load_van(tx, crew);
  return {};
}

models::Result<void> load_town(const std::filesystem::path& directory, models::Transaction& tx) {
  auto files = read_town(directory);
  if (!files) return files.error();
  return save_town(tx, *files);
}

}  // namespace town
