#include "server/storage/postgres/prepared.h"

#include <libpq-fe.h>

#include <charconv>
#include <stdexcept>
#include <variant>

#include "server/storage/audit_chain.h"
#include "server/storage/postgres/translate.h"

namespace postgres {
namespace {

constexpr Oid boolean_type = 16, bytes_type = 17, whole_type = 20, fraction_type = 701;

}  // namespace

Prepared::Prepared(Desk& desk, std::string_view sql, bool kept) : desk_(desk), sql_(translate(sql)) {
  if (!kept) return;
  auto name = "s" + std::to_string(++desk_.names);
  desk_.handle->prepare(name, sql_);
  name_ = std::move(name);
}

Prepared::~Prepared() {
  if (!name_.empty()) desk_.forgotten.push_back(name_);
}

Parameter& Prepared::parameter(int mark) {
  const auto place = static_cast<std::size_t>(mark);
  if (parameters_.size() <= place) parameters_.resize(place + 1);
  auto& one = parameters_[place];
  one.null = false;
  one.raw = false;
  return one;
}

void Prepared::bind_null(int mark) { parameter(mark).null = true; }
void Prepared::bind(int mark, std::int64_t value) { parameter(mark).bytes = std::to_string(value); }

void Prepared::bind(int mark, double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  parameter(mark).bytes.assign(text, end);
}

void Prepared::bind_text(int mark, std::string_view value, bool) {
  // PostgreSQL's texts hold no zero byte, and a text form would end there unseen.
  if (value.find('\0') != std::string_view::npos)
    throw std::invalid_argument("a text holds a zero byte, which the database cannot keep");
  parameter(mark).bytes = value;
}

void Prepared::bind_bytes(int mark, std::string_view value, bool) {
  auto& one = parameter(mark);
  one.bytes = value;
  one.raw = true;
}

bool Prepared::step() {
  if (!ran_) {
    ran_ = true;
    result_ = name_.empty() ? desk_.handle->run_once(sql_, parameters_)
                            : desk_.handle->run_prepared(name_, parameters_, sql_);
    rows_ = PQntuples(result_.get());
    row_ = -1;
    const std::string_view changed = PQcmdTuples(result_.get());
    desk_.changed = 0;
    std::from_chars(changed.data(), changed.data() + changed.size(), desk_.changed);
  }
  decoded_.clear();
  return ++row_ < rows_;
}

int Prepared::columns() const { return result_ ? PQnfields(result_.get()) : 0; }

bool Prepared::is_null(int column) const { return PQgetisnull(result_.get(), row_, column) != 0; }

std::string_view Prepared::raw(int column) const {
  return {PQgetvalue(result_.get(), row_, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t Prepared::integer(int column) const {
  const auto text = raw(column);
  if (PQftype(result_.get(), column) == boolean_type) return text == "t" ? 1 : 0;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double Prepared::real(int column) const {
  const auto text = raw(column);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view Prepared::text(int column) const {
  const auto text = raw(column);
  if (PQftype(result_.get(), column) != bytes_type) return text;
  return decoded_.emplace_back(storage::from_hex(text.substr(text.starts_with("\\x") ? 2 : 0)));
}

sql::Values::Value Prepared::value(int column) const {
  if (is_null(column)) return {};
  switch (PQftype(result_.get(), column)) {
    case boolean_type:
    case whole_type:
      return integer(column);
    case fraction_type:
      return real(column);
    case bytes_type:
      return sql::Values::Bytes{std::string(text(column))};
    default:
      return std::string(text(column));
  }
}

bool Prepared::equals(int column, const sql::Values::Value& value) const {
  const bool null = is_null(column);
  if (std::holds_alternative<std::monostate>(value)) return null;
  if (null) return false;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return integer(column) == *number;
  if (const auto* fraction = std::get_if<double>(&value))
    return !(real(column) < *fraction) && !(*fraction < real(column));
  if (const auto* bytes = std::get_if<sql::Values::Bytes>(&value)) return text(column) == bytes->all;
  return text(column) == std::get<std::string>(value);
}

void Prepared::reset(bool) {
  result_.reset();
  ran_ = false;
  row_ = -1;
  rows_ = 0;
  decoded_.clear();
  for (auto& one : parameters_) one.null = true;
}

}  // namespace postgres
