#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

namespace postgres {

struct ClearResult {
  void operator()(pg_result* result) const;
};
using Result = std::unique_ptr<pg_result, ClearResult>;

/// How long the other side may take.
struct Patience {
  std::chrono::milliseconds connect{3'000};
  /// Of one statement; after it the connection is given up, since nobody knows what it waits for.
  std::chrono::milliseconds answer{8'000};
  /// Of a wait for a lock: that of another server's change, above all.
  std::chrono::milliseconds lock{5'000};
};

/// One parameter of a statement. Shape  bytes: in PostgreSQL's text form, or as they are when raw
struct Parameter {
  std::string bytes;
  bool null = true;
  bool raw = false;
};

/// Where the names of tables are looked up, and as whom.
///
/// Shape   behind: a second schema, looked into after the first; role: whoever signed in acts as this one
struct Path {
  Path(std::string first, std::string second = "", std::string as = "")  // NOLINT: a schema is a path
      : schema(std::move(first)), behind(std::move(second)), role(std::move(as)) {}
  std::string schema, behind, role;
};

/// A connection below the stores: every wait has an end.
///
/// Errors  storage::Unreachable when the database does not answer (then the handle is of no further use);
///         the rest as errors.h says
class Handle {
 public:
  /// Shape   address: postgresql://… or "key=value …", as libpq takes it
  Handle(const std::string& address, const Path& path, const Patience& patience);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  Result run(const std::string& sql);  ///< one statement or several; the last one's result
  void prepare(const std::string& name, const std::string& sql);
  Result run_prepared(const std::string& name, const std::vector<Parameter>& parameters,
                      std::string_view words);
  Result run_once(const std::string& sql, const std::vector<Parameter>& parameters);

  /// COPY … FROM STDIN with all its lines.
  void copy_in(const std::string& sql, const std::string& lines);
  /// The first column of the first row; empty when there is none.
  std::string ask(const std::string& sql);

  bool lost() const;
  bool timed_out() const { return timed_out_; }  ///< lost because no answer came
  bool in_transaction() const;
  void patient(std::chrono::milliseconds answer) { patience_.answer = answer; }
  pg_conn* connection() const { return connection_; }

 private:
  void connect(const std::string& address, const Path& path);
  Result finish(bool sent, std::string_view words);
  [[noreturn]] void give_up(const std::string& what);

  Patience patience_;
  pg_conn* connection_ = nullptr;
  bool timed_out_ = false;
};

/// An identifier in double quotes, and a text in single ones, whatever is in it.
std::string identifier(std::string_view name);
/// A text in single quotes, whatever is in it. Source: standard_conforming_strings, on since PostgreSQL 9.1.
std::string literal(std::string_view text);

/// A number for an advisory lock, from words: the same in every program.
std::int64_t lock_number(std::string_view words);

}  // namespace postgres
