#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/storage/sql/columns.h"

/// Statements as the stores see them, whatever database runs them. Stores write SQL that SQLite and
/// PostgreSQL both take; `docs/architecture.md` says which words that excludes.
namespace sql {

/// Values for the columns of a row or the marks of a statement, in order.
class Values {
 public:
  struct Bytes {
    std::string all;
    bool operator==(const Bytes&) const = default;
  };
  using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
  template <class... T>
  Values& add(const T&... values) {
    (put(*this, values), ...);
    return *this;
  }
  void put_null() { all_.emplace_back(); }
  void integer(std::int64_t value) { all_.emplace_back(value); }
  void real(double value) { all_.emplace_back(value); }
  void text(std::string_view value) { all_.emplace_back(std::string(value)); }
  void blob(std::string_view value) { all_.emplace_back(Bytes{std::string(value)}); }
  void any(Value value) { all_.push_back(std::move(value)); }
  void append(const Values& more) { all_.insert(all_.end(), more.all_.begin(), more.all_.end()); }
  const std::vector<Value>& all() const { return all_; }

 private:
  std::vector<Value> all_;
};

/// A statement that a driver has compiled, kept by its connection for the next use. Marks and columns are
/// counted from 0.
class Prepared {
 public:
  Prepared() = default;
  virtual ~Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  virtual void bind_null(int mark) = 0;
  virtual void bind(int mark, std::int64_t value) = 0;
  virtual void bind(int mark, double value) = 0;
  /// Shape   stays: the bytes outlive the run and need no copy
  virtual void bind_text(int mark, std::string_view value, bool stays) = 0;
  virtual void bind_bytes(int mark, std::string_view value, bool stays) = 0;

  virtual bool step() = 0;  ///< true: there is a row
  virtual int columns() const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  ///< or bytes; NULL: empty; until the next step
  virtual Values::Value value(int column) const = 0;    ///< as it is stored
  virtual bool equals(int column, const Values::Value& value) const = 0;
  virtual std::string_view words() const = 0;  ///< the statement itself, for messages

  /// Shape   forget: what was bound by reference goes too
  virtual void reset(bool forget) = 0;

  bool in_use = false;
};

/// One use of a statement: bind, step, read; given back to the connection's cache at the end of its life.
///
/// Errors  of all: storage/database.h
class Statement {
 public:
  explicit Statement(Prepared& cached);                   ///< borrows
  explicit Statement(std::unique_ptr<Prepared> passing);  ///< owns
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  /// Fills the next marks.
  template <class... T>
  Statement& bind(const T&... values) {
    (put(*this, values), ...);
    return *this;
  }
  Statement& again();         ///< ready to be bound and run once more
  Statement& by_reference();  ///< texts and bytes bound from here on are not copied: they outlive the run
  Statement& bind_value(const Values::Value& value);
  Statement& bind_all(const Values& values);

  bool step();  ///< true: there is a row
  void run();   ///< steps to the end

  /// Reads the next columns of the row; the first call after step() begins with the first column.
  template <class... T>
  void get(T&... fields) {
    (take(*this, fields), ...);
  }
  template <class T>
  T value() {
    T result{};
    take(*this, result);
    return result;
  }

  // The sink's and source's sides that put and take use.
  void put_null() { prepared_->bind_null(mark_++); }
  void integer(std::int64_t value) { prepared_->bind(mark_++, value); }
  void real(double value) { prepared_->bind(mark_++, value); }
  void text(std::string_view value) { prepared_->bind_text(mark_++, value, by_reference_); }
  void blob(std::string_view value) { prepared_->bind_bytes(mark_++, value, by_reference_); }
  bool next_is_null() { return column_ >= columns_ || prepared_->is_null(column_); }
  std::int64_t integer() { return prepared_->integer(next_column()); }
  double real() { return prepared_->real(next_column()); }
  std::string_view text() { return prepared_->text(next_column()); }
  Values::Value any() { return prepared_->value(next_column()); }
  int columns() const { return columns_; }
  void skip() { ++column_; }

  /// Compares the next column with a value.
  bool next_equals(const Values::Value& value) { return prepared_->equals(next_column(), value); }

 private:
  int next_column();

  std::unique_ptr<Prepared> owned_;
  Prepared* prepared_;
  int mark_ = 0;
  int column_ = 0;
  int columns_ = 0;
  bool by_reference_ = false;
};

}  // namespace sql
