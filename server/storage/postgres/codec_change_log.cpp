#include "server/storage/postgres/change_log.h"

#include <libpq-fe.h>

#include <charconv>

#include "server/storage/postgres/codec_changed_row.h"

namespace postgres {
namespace {

std::int64_t number(const PGresult* result, int column) {
  const std::string_view text = PQgetvalue(result, 0, column);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

ChangeLog::ChangeLog(Desk& desk) : desk_(desk) {}
ChangeLog::~ChangeLog() = default;

void ChangeLog::listen() {
  forget_tables();
  columns_.clear();
  const auto all = desk_.handle->run(
      "SELECT t.relname, a.attname, format_type(a.atttypid, NULL), "
      "coalesce(a.attnum = ANY (k.indkey), false) FROM pg_class t "
      "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped "
      "LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary "
      "WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace ORDER BY t.oid, a.attnum");
  std::string table;
  std::vector<ColumnDefinition> definitions;
  const auto finish = [&] {
    if (!table.empty()) add_table(table, definitions);
    definitions.clear();
  };
  for (int i = 0; i < PQntuples(all.get()); ++i) {
    const std::string name = PQgetvalue(all.get(), i, 0);
    if (name != table) {
      finish();
      table = name;
    }
    const std::string column = PQgetvalue(all.get(), i, 1);
    const std::string_view type = PQgetvalue(all.get(), i, 2);
    definitions.push_back({column, type == "bigint", PQgetvalue(all.get(), i, 3)[0] == 't'});
    columns_[table].push_back({column, type == "bytea"});
  }
  finish();
}

void ChangeLog::collect() {
  // Read and taken back at once: a further change of the same transaction begins anew.
  const auto told = desk_.handle->run(
      "SELECT current_setting('lamplighter.changes', true), current_setting('lamplighter.counted', true), "
      "current_setting('lamplighter.first_event', true), current_setting('lamplighter.last_event', true), "
      "set_config('lamplighter.changes', '', true), set_config('lamplighter.counted', '', true), "
      "set_config('lamplighter.noted', '', true), set_config('lamplighter.first_event', '', true), "
      "set_config('lamplighter.last_event', '', true)");
  std::string_view rows = PQgetvalue(told.get(), 0, 0);
  while (!rows.empty()) {
    const auto end = rows.find('\n');
    row_ = std::make_unique<ChangedRow>(rows.substr(0, end));
    rows = end == std::string_view::npos ? std::string_view() : rows.substr(end + 1);
    const auto columns = columns_.find(row_->table());
    of_row_ = columns == columns_.end() ? nullptr : &columns->second;
    row_changed(row_->what() == 'I'   ? Change::inserted
                : row_->what() == 'U' ? Change::updated
                                      : Change::removed,
                row_->table(), row_->id(true), row_->id(false));
  }
  row_.reset();
  only_counted(number(told.get(), 1), {number(told.get(), 2)}, {number(told.get(), 3)});
}

std::string ChangeLog::value(int column, bool old) const {
  const auto& [name, is_bytes] = of_row_->at(static_cast<std::size_t>(column));
  auto text = row_->value(name, old);
  return is_bytes && !text.empty() ? std::string(hidden_value) : text;
}

bool ChangeLog::differs(int column) const {
  return row_->differs(of_row_->at(static_cast<std::size_t>(column)).name);
}

}  // namespace postgres
