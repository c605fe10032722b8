#include "server/town/city_order_table.h"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "server/town/city_order_columns.h"
#include "server/town/csv_reader.h"
#include "server/town/xlsx_reader.h"

namespace town {
namespace {

constexpr std::size_t most_errors = 1000;

class Reader {
 public:
  Reader(CityOrderTable& table, int utc_offset_seconds) : table_(table), offset_(utc_offset_seconds) {}

  void headings(const TableRow& row) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto heading = dispatch::trimmed(row.cells[i]);
      if (heading.empty()) continue;
      const auto name = city_order_column(heading);
      if (name.empty())
        table_.ignored.push_back(heading);
      else if (!columns_.emplace(name, i).second)
        wrong(row.line, heading, "not_allowed", "another column means the same: keep one of them");
    }
    if (!columns_.contains("number"))
      wrong(row.line, "number", "required", "no column has the order's number: call it 工单编号 or number");
  }

  void row(const TableRow& row) {
    CityOrderRow one{row.line, {}};
    auto& order = one.order;
    order.number = cell(row, "number");
    order.kind = cell(row, "kind");
    order.title = cell(row, "title");
    order.description = cell(row, "description");
    order.reporter.name = cell(row, "name");
    order.reporter.phone = cell(row, "phone");
    order.address = cell(row, "address");
    order.village = cell(row, "village");
    order.received_at = time(row, "received_at", false);
    order.due_at = time(row, "due_at", true);
    table_.rows.push_back(std::move(one));
  }

 private:
  void wrong(std::size_t line, std::string field, std::string code, std::string detail) {
    if (table_.errors.size() < most_errors)
      table_.errors.push_back({line, {std::move(field), std::move(code), std::move(detail)}});
  }
  std::string cell(const TableRow& row, std::string_view name) const {
    const auto found = columns_.find(name);
    return found == columns_.end() || found->second >= row.cells.size()
               ? std::string()
               : dispatch::trimmed(row.cells[found->second]);
  }
  std::optional<models::Time> time(const TableRow& row, std::string_view name, bool end_of_day) {
    const auto text = cell(row, name);
    if (text.empty()) return std::nullopt;
    auto time = read_local_time(text, offset_, end_of_day);
    if (!time)
      wrong(row.line, std::string(name), "bad_format",
            "'" + text.substr(0, 40) + "' is no time: write it as 2026-11-27 08:15");
    return time;
  }

  CityOrderTable& table_;
  int offset_;
  std::map<std::string_view, std::size_t> columns_;
};

// A workbook is read from a file, which is gone afterwards.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_((std::filesystem::temp_directory_path() / "lamplighter-XXXXXX").string()) {
    const int file = ::mkstemp(path_.data());
    if (file < 0) throw TableError(0, "no file can be made in the folder for temporary files");
    ::close(file);
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

constexpr TableLimits limits{.rows = most_city_orders,
                             .columns = 200,
                             .field_bytes = 64 * 1024,
                             .row_bytes = 256 * 1024,
                             .file_bytes = city_order_file_bytes,
                             .unpacked_bytes = 64 * 1024 * 1024,
                             .text_bytes = 32 * 1024 * 1024,
                             .entries = 200};

void add(CityOrderImport& result, std::size_t line, const models::FieldError& error) {
  if (result.errors.size() < most_errors) result.errors.push_back({line, error});
}

void count(CityOrderImport& result, dispatch::CityOrderChange change) {
  auto& number = change == dispatch::CityOrderChange::inserted  ? result.inserted
                 : change == dispatch::CityOrderChange::updated ? result.updated
                                                                : result.unchanged;
  ++number;
}

}  // namespace

CityOrderTable read_city_orders(TableReader& reader, int utc_offset_seconds) {
  CityOrderTable table;
  Reader rows(table, utc_offset_seconds);
  TableRow row;
  if (!reader.read(row)) throw TableError(0, "the table is empty: the first row has the headings");
  rows.headings(row);
  while (reader.read(row)) rows.row(row);
  return table;
}

CityOrderTable read_city_orders(const std::string& bytes, int utc_offset_seconds) {
  if (bytes.starts_with("PK")) {
    const TemporaryFile file(bytes);
    return read_city_orders(*open_xlsx(file.path(), limits), utc_offset_seconds);
  }
  return read_city_orders(*open_csv(std::make_unique<std::istringstream>(bytes), limits), utc_offset_seconds);
}

models::Result<CityOrderImport> import_city_orders(models::Transaction& tx, const models::Actor& actor,
                                                   const CityOrderTable& table,
                                                   const std::function<std::string()>& new_token,
                                                   models::Time now) {
  if (const auto allowed = dispatch::require(actor, dispatch::Permission::report_triage); !allowed)
    return allowed.error();
  CityOrderImport result;
  result.rows = table.rows.size();
  result.ignored = table.ignored;
  result.errors = table.errors;
  const auto words = dispatch::words_of_town(tx);
  std::map<std::string, std::size_t> lines;
  std::vector<std::pair<std::size_t, dispatch::TakenCityOrder>> taken;
  for (const auto& row : table.rows) {
    const auto [first, fresh] = lines.emplace(row.order.number, row.line);
    if (!fresh && !row.order.number.empty()) {
      add(result, row.line,
          {"number", "not_allowed", "line " + std::to_string(first->second) + " has this number already"});
      continue;
    }
    auto one = dispatch::take_city_order(tx, actor, row.order, words, new_token(), now);
    if (!one) {
      for (const auto& field : one.error().fields) add(result, row.line, field);
      if (one.error().fields.empty()) add(result, row.line, {"number", "not_allowed", one.error().detail});
      continue;
    }
    count(result, one->change);
    taken.emplace_back(row.line, *std::move(one));
  }
  for (auto& [line, one] : taken) {
    if (result.findings.size() >= most_findings) break;
    auto view = dispatch::look_at(tx, actor, std::move(one.order), std::move(one.report), now);
    if (!view.duplicates.empty() || !view.alike.empty() || !one.differing.empty())
      result.findings.push_back({line, std::move(view), std::move(one.differing)});
  }
  std::stable_sort(result.errors.begin(), result.errors.end(),
                   [](const auto& one, const auto& other) { return one.line < other.line; });
  return result;
}

}  // namespace town
