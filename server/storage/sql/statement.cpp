#include "server/storage/sql/statement.h"

#include <stdexcept>

namespace sql {

Statement::Statement(Prepared& cached) : prepared_(&cached) { cached.in_use = true; }

Statement::Statement(std::unique_ptr<Prepared> passing)
    : owned_(std::move(passing)), prepared_(owned_.get()) {}

Statement::~Statement() {
  if (owned_) return;
  prepared_->reset(by_reference_);
  prepared_->in_use = false;
}

Statement& Statement::again() {
  prepared_->reset(false);
  mark_ = 0;
  return *this;
}

Statement& Statement::by_reference() {
  by_reference_ = true;
  return *this;
}

Statement& Statement::bind_value(const Values::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    integer(*number);
  else if (const auto* fraction = std::get_if<double>(&value))
    real(*fraction);
  else if (const auto* words = std::get_if<std::string>(&value))
    text(*words);
  else if (const auto* bytes = std::get_if<Values::Bytes>(&value))
    blob(bytes->all);
  else
    put_null();
  return *this;
}

Statement& Statement::bind_all(const Values& values) {
  for (const auto& value : values.all()) bind_value(value);
  return *this;
}

bool Statement::step() {
  column_ = 0;
  columns_ = 0;
  if (!prepared_->step()) return false;
  columns_ = prepared_->columns();
  return true;
}

void Statement::run() {
  while (step()) {
  }
}

int Statement::next_column() {
  if (column_ >= columns_)
    throw std::logic_error("read past the last column of: " + std::string(prepared_->words()));
  return column_++;
}

}  // namespace sql
