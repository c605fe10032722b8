#include "server/replay/source_csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>
#include <utility>

#include "server/town/csv_reader.h"

namespace replay {
namespace {

enum Column : std::size_t {
  number,
  created,
  type,
  source,
  status,
  service,
  closed,
  latitude,
  longitude,
  columns
};
constexpr std::array<std::string_view, columns> column_names{"SRNumber",      "CreatedDate", "RequestType",
                                                             "RequestSource", "Status",      "ServiceDate",
                                                             "ClosedDate",    "Latitude",    "Longitude"};
constexpr std::size_t needed_columns = 3;
constexpr std::size_t longest_value = 100;
constexpr std::size_t absent = static_cast<std::size_t>(-1);

// "SR Number", "sr_number" and "SRNUMBER" are one name.
std::string plain(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z')
      letters.push_back(static_cast<char>(c - 'A' + 'a'));
    else if (c != ' ' && c != '_' && c != '-')
      letters.push_back(c);
  }
  return letters;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

using Places = std::array<std::size_t, columns>;

Places find_columns(const town::TableRow& header, std::vector<std::string>& unused) {
  Places places;
  places.fill(absent);
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const auto name = plain(header.cells[i]);
    std::size_t found = absent;
    for (std::size_t column = 0; column < columns; ++column)
      if (plain(column_names.at(column)) == name) found = column;
    if (found == absent) {
      unused.push_back(header.cells[i]);
    } else if (places.at(found) != absent) {
      throw SourceError(header.line, "the column " + std::string(column_names.at(found)) + " is there twice");
    } else {
      places.at(found) = i;
    }
  }
  std::string missing;
  for (std::size_t column = 0; column < needed_columns; ++column)
    if (places.at(column) == absent)
      missing += (missing.empty() ? "" : ", ") + std::string(column_names.at(column));
  if (!missing.empty())
    throw SourceError(header.line, "the first line must name the columns; missing: " + missing);
  return places;
}

/// Takes the cells of one row apart and remembers what is wrong with them.
class RowReader {
 public:
  RowReader(const town::TableRow& row, const Places& places) : row_(row), places_(places) {}

  SourceRow read() {
    SourceRow result;
    result.line = row_.line;
    result.number = text(number, true);
    result.type = text(type, true);
    result.source = text(source, false);
    result.status = text(status, false);
    if (const auto at = time(created, true)) result.created = *at;
    result.service = time(service, false);
    result.closed = time(closed, false);
    result.position = position();
    return result;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  std::string cell(Column column) const {
    const auto place = places_.at(column);
    return place < row_.cells.size() ? trimmed(row_.cells[place]) : std::string();
  }
  void add(Column column, const std::string& what) {
    wrong_ += (wrong_.empty() ? "" : "; ") + std::string(column_names.at(column)) + " " + what;
  }
  std::string text(Column column, bool needed) {
    const auto value = cell(column);
    if (needed && value.empty()) add(column, "is empty");
    if (value.size() > longest_value) add(column, "is longer than 100 bytes");
    return value;
  }
  std::optional<models::Time> time(Column column, bool needed) {
    const auto value = cell(column);
    if (value.empty()) {
      if (needed) add(column, "is empty");
      return std::nullopt;
    }
    const auto at = parse_local_time(value);
    if (!at) add(column, "is no time: '" + value.substr(0, 40) + "' (expected 2018-12-27T12:52:42)");
    return at;
  }
  std::optional<double> degrees(Column column, double most) {
    const auto value = cell(column);
    double number_read = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number_read);
    if (error == std::errc{} && end == value.data() + value.size() && std::abs(number_read) <= most)
      return number_read;
    add(column, "is no number of degrees: '" + value.substr(0, 40) + "'");
    return std::nullopt;
  }
  std::optional<models::Position> position() {
    const bool north = !cell(latitude).empty();
    const bool east = !cell(longitude).empty();
    if (!north && !east) return std::nullopt;
    if (north != east) {
      add(north ? longitude : latitude, "is empty although the other half of the position is there");
      return std::nullopt;
    }
    const auto up = degrees(latitude, 90);
    const auto right = degrees(longitude, 180);
    if (!up || !right) return std::nullopt;
    return models::Position{*up, *right, "import"};
  }

  const town::TableRow& row_;
  const Places& places_;
  std::string wrong_;
};

}  // namespace

std::optional<models::Time> parse_local_time(const std::string& given) {
  std::string text = given;
  constexpr std::size_t date_size = 10, minute_size = 16;
  if (text.size() == date_size) text += "T00:00:00";
  if (text.size() > date_size && text[date_size] == ' ') text[date_size] = 'T';
  if (text.size() == minute_size) text += ":00";
  if (text.empty() || text.back() == 'Z' || text.find('+') != std::string::npos) return std::nullopt;
  return models::parse_rfc3339(text + "Z");
}

SourceFile read_source(std::unique_ptr<std::istream> stream) {
  SourceFile file;
  std::set<std::string> numbers;
  try {
    const auto table = town::open_csv(std::move(stream));
    town::TableRow row;
    if (!table->read(row)) throw SourceError(0, "the file is empty");
    const Places places = find_columns(row, file.unused);
    const std::size_t width = row.cells.size();
    while (table->read(row)) {
      if (row.cells.size() > width) {
        file.bad.push_back({row.line, std::to_string(row.cells.size()) + " values in a row of " +
                                          std::to_string(width) + " columns"});
        continue;
      }
      RowReader reader(row, places);
      auto read = reader.read();
      std::string wrong = reader.wrong();
      if (wrong.empty() && !numbers.insert(read.number).second)
        wrong = "the number " + read.number + " was there before";
      if (wrong.empty())
        file.rows.push_back(std::move(read));
      else
        file.bad.push_back({row.line, wrong});
    }
  } catch (const town::TableError& error) {
    throw SourceError(error.line(), error.what());
  }
  std::stable_sort(file.rows.begin(), file.rows.end(),
                   [](const SourceRow& one, const SourceRow& other) { return one.created < other.created; });
  return file;
}

SourceFile read_source(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) throw SourceError(0, "it is a folder, not a file");
  auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (!*stream) throw SourceError(0, "the file cannot be opened");
  return read_source(std::move(stream));
}

}  // namespace replay
