#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/storage/sqlite/columns.h"

struct sqlite3_stmt;

namespace sqlite {

class Connection;

/// A compiled statement kept for the next use.
struct CachedStatement {
  sqlite3_stmt* handle = nullptr;
  bool in_use = false;
};

/// Values for the columns of a row or the marks of a statement, in order.
class Values {
 public:
  using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
  template <class... T>
  Values& add(const T&... values) {
    (put(*this, values), ...);
    return *this;
  }
  void put_null() { all_.emplace_back(); }
  void integer(std::int64_t value) { all_.emplace_back(value); }
  void real(double value) { all_.emplace_back(value); }
  void text(std::string_view value) { all_.emplace_back(std::string(value)); }
  void append(const Values& more) { all_.insert(all_.end(), more.all_.begin(), more.all_.end()); }
  const std::vector<Value>& all() const { return all_; }

 private:
  std::vector<Value> all_;
};

/// One use of a statement: bind, step, read; given back to the connection's cache at the end of its life.
///
/// Errors  of all: see errors.h
class Statement {
 public:
  Statement(Connection& connection, CachedStatement& cached);  ///< borrows
  Statement(Connection& connection, sqlite3_stmt* owned);      ///< owns
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
  Statement& by_reference();  ///< texts and blobs bound from here on are not copied: they outlive the run
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
  void put_null();
  void integer(std::int64_t value);
  void real(double value);
  void text(std::string_view value);
  void blob(std::string_view value);
  bool next_is_null();
  std::int64_t integer();
  double real();
  std::string_view text();
  void skip() { ++column_; }

  /// Compares the next column with a value.
  bool next_equals(const Values::Value& value);

 private:
  int next_column();
  void check(int code);

  Connection& connection_;
  CachedStatement* cached_ = nullptr;
  sqlite3_stmt* handle_ = nullptr;
  int mark_ = 0;
  int column_ = 0;
  int columns_ = 0;
  bool by_reference_ = false;
};

}  // namespace sqlite
