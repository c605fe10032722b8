#include "server/imports/pass.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace imports {
namespace {

using models::FieldError;
using models::Import;
using town::TableRow;

constexpr std::size_t rows_in_one_read = 300;

/// What one reading of the file has come to.
class Pass {
 public:
  explicit Pass(Import& one) : one_(one) {
    one.rows = one.made = one.changed = one.same = one.bad = one.faults_in_all = 0;
    one.faults.clear();
  }

  void add(std::size_t line, std::string column, std::string code, std::string detail) {
    ++one_.faults_in_all;
    if (one_.faults.size() < models::most_import_faults)
      one_.faults.push_back(
          {static_cast<std::int64_t>(line), std::move(column), std::move(code), std::move(detail)});
  }

  void add(const town::TableError& wrong) { add(wrong.line(), "", "unreadable", wrong.what()); }

  /// False when the headings are wrong: what stands below them means nothing then.
  bool begin(models::Transaction& tx, TableRow header) {
    headings_ = std::move(header);
    std::vector<FieldError> wrong;
    rows_ = rows_of(one_.into, tx, headings_, wrong);
    for (auto& error : wrong)
      add(headings_.line, std::move(error.field), std::move(error.code), std::move(error.detail));
    return wrong.empty();
  }

  /// Whether the row is good, and what it does.
  bool look(models::Transaction& tx, const TableRow& row, RowChange& change) {
    ++one_.rows;
    std::vector<FieldError> wrong;
    for (const auto& fault : row.faults) wrong.push_back({heading(fault.column), fault.code, fault.detail});
    const auto key = rows_->key_of(row);
    const auto [first, fresh] = lines_.emplace(key, row.line);
    if (!fresh && !key.empty())
      wrong.push_back({heading(0), "twice", "line " + std::to_string(first->second) + " has this already"});
    change = rows_->look(tx, row, wrong);
    if (wrong.empty()) {
      ++(change == RowChange::made ? one_.made : change == RowChange::changed ? one_.changed : one_.same);
      return true;
    }
    ++one_.bad;
    for (auto& error : wrong)
      add(row.line, std::move(error.field), std::move(error.code), std::move(error.detail));
    return false;
  }

  void write(models::Transaction& tx, const TableRow& row) const { rows_->write(tx, row); }

 private:
  std::string heading(std::size_t column) const {
    return column < headings_.cells.size() ? headings_.cells[column] : "column " + std::to_string(column + 1);
  }

  Import& one_;
  TableRow headings_;
  std::unique_ptr<Rows> rows_;
  std::unordered_map<std::string, std::size_t> lines_;
};

}  // namespace

void look_at_all(storage::Database& database, Import& one, const OpenTable& open,
                 const std::function<bool(std::int64_t rows)>& go_on) {
  Pass pass(one);
  try {
    const auto table = open();
    TableRow header;
    if (!table->read(header))
      return pass.add(0, "", "required", "the file is empty: its first row has the headings");
    bool good = false;
    database.read_now([&](models::Transaction& tx) { good = pass.begin(tx, std::move(header)); });
    std::vector<TableRow> some;
    for (bool more = good; more;) {
      if (!go_on(one.rows)) throw BrokenOff{};
      some.clear();
      for (TableRow row; some.size() < rows_in_one_read && (more = table->read(row));)
        some.push_back(std::move(row));
      database.read_now([&](models::Transaction& tx) {
        RowChange change{};
        for (const auto& row : some) pass.look(tx, row, change);
      });
    }
  } catch (const town::TableError& wrong) {
    pass.add(wrong);
  }
}

bool write_all(models::Transaction& tx, Import& one, const OpenTable& open,
               const std::function<bool(std::int64_t rows)>& go_on) {
  Pass pass(one);
  try {
    const auto table = open();
    TableRow header;
    if (!table->read(header) || !pass.begin(tx, std::move(header))) return false;
    RowChange change{};
    for (TableRow row; table->read(row);) {
      if (one.rows % static_cast<std::int64_t>(rows_in_one_read) == 0 && !go_on(one.rows)) throw BrokenOff{};
      if (pass.look(tx, row, change)) {
        if (change != RowChange::same) pass.write(tx, row);
      } else if (!one.skip_bad) {
        return false;
      }
    }
  } catch (const town::TableError& wrong) {
    pass.add(wrong);
    return false;
  }
  return true;
}

}  // namespace imports
