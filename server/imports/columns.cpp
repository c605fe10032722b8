#include "server/imports/columns.h"

#include <charconv>
#include <cmath>

#include "dispatch/text.h"

namespace imports {
namespace {

using models::FieldError;

template <class Number>
std::optional<Number> read_number(const std::string& text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Columns::Columns(const std::vector<Column>& known, std::size_t needed, const town::TableRow& header,
                 std::vector<FieldError>& wrong) {
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const auto heading = dispatch::trimmed(header.cells[i]);
    const Column* found = nullptr;
    for (const auto& column : known)
      if (column.name == heading || column.label == heading) found = &column;
    if (!found)
      wrong.push_back({heading, "unknown", "column " + std::to_string(i + 1) + ": no such column"});
    else if (!places_.emplace(found->name, i).second)
      wrong.push_back({heading, "twice", "the column is there twice"});
  }
  for (std::size_t i = 0; i < needed; ++i)
    if (!places_.contains(known[i].name))
      wrong.push_back({std::string(known[i].name), "required", "the column is missing"});
}

std::optional<std::string> Columns::cell(const town::TableRow& row, std::string_view column) const {
  const auto found = places_.find(column);
  if (found == places_.end()) return std::nullopt;
  return found->second < row.cells.size() ? dispatch::trimmed(row.cells[found->second]) : std::string();
}

void Columns::text(const town::TableRow& row, std::string_view column, std::string& into) const {
  if (auto given = cell(row, column)) into = std::move(*given);
}

void Columns::flag(const town::TableRow& row, std::string_view column, bool& into,
                   std::vector<FieldError>& wrong) const {
  const auto given = cell(row, column).value_or("");
  if (given.empty()) return;
  if (given == "yes" || given == "true" || given == "是" || given == "1")
    into = true;
  else if (given == "no" || given == "false" || given == "否" || given == "0")
    into = false;
  else
    wrong.push_back({std::string(column), "not_allowed", "must be yes or no"});
}

void Columns::number(const town::TableRow& row, std::string_view column, int& into,
                     std::vector<FieldError>& wrong) const {
  const auto given = cell(row, column).value_or("");
  if (given.empty()) return;
  if (const auto number = read_number<int>(given))
    into = *number;
  else
    wrong.push_back({std::string(column), "bad_format", "must be a whole number, such as 12"});
}

void Columns::words(const town::TableRow& row, std::string_view column,
                    std::vector<std::string>& into) const {
  const auto given = cell(row, column);
  if (!given) return;
  into.clear();
  for (std::size_t from = 0; from <= given->size();) {
    const auto to = std::min(given->find(';', from), given->size());
    if (auto word = dispatch::trimmed(std::string_view(*given).substr(from, to - from)); !word.empty())
      into.push_back(std::move(word));
    from = to + 1;
  }
}

void Columns::position(const town::TableRow& row, std::optional<models::Position>& into,
                       std::vector<FieldError>& wrong) const {
  const auto latitude = cell(row, "latitude"), longitude = cell(row, "longitude");
  if (!latitude && !longitude) return;
  if (latitude.value_or("").empty() && longitude.value_or("").empty()) return into.reset();
  const auto north = read_number<double>(latitude.value_or("")),
             east = read_number<double>(longitude.value_or(""));
  if (!north || !std::isfinite(*north))
    wrong.push_back({"latitude", "bad_format", "must be degrees as a number, such as 39.9015"});
  if (!east || !std::isfinite(*east))
    wrong.push_back({"longitude", "bad_format", "must be degrees as a number, such as 116.7418"});
  if (!north || !east) return;
  if (into && into->latitude == *north && into->longitude == *east) return;
  into = models::Position{*north, *east, "import"};
}

}  // namespace imports
