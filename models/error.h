#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace models {

/// Why something that was asked for was not done. server/api/problem.cpp turns each into an HTTP status.
enum class ErrorCode {
  invalid,          ///< the input is wrong: 400 or 422, `fields` says where
  unauthenticated,  ///< nobody is signed in: 401
  forbidden,        ///< this actor may not: 403
  not_found,        ///< no such thing, or none this actor may see: 404
  conflict,         ///< not in this state: 409, `allowed` says what may be done
  stale,            ///< somebody changed it meanwhile (If-Match): 412
  unavailable,      ///< not now: 503
};

/// One wrong field of an input.
///
/// Shape   field: path as in the JSON, e.g. reporter.phone, attributes.brand, fields[2].name; code: machine
/// word
///         (required, unknown, too_long, too_short, out_of_range, bad_format, not_allowed, mismatch); detail:
///         English, says what to do
struct FieldError {
  std::string field;
  std::string code;
  std::string detail;
};

/// An expected failure, with everything its reader needs to do better.
struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string detail;
  std::vector<FieldError> fields{};
  std::vector<std::string> allowed{};
};

/// What a rule answers: the thing asked for, or why not.
template <class T>
using Result = boost::system::result<T, Error>;

inline Error invalid(std::string field, std::string code, const std::string& detail) {
  return Error{ErrorCode::invalid, detail, {FieldError{std::move(field), std::move(code), detail}}, {}};
}
inline Error not_found(std::string detail) { return Error{ErrorCode::not_found, std::move(detail)}; }
inline Error forbidden(std::string detail) { return Error{ErrorCode::forbidden, std::move(detail)}; }
inline Error conflict(std::string detail, std::vector<std::string> allowed = {}) {
  return Error{ErrorCode::conflict, std::move(detail), {}, std::move(allowed)};
}
inline Error stale(std::string detail) { return Error{ErrorCode::stale, std::move(detail)}; }

/// Called by boost::system::result when `.value()` is taken from a failure: a bug of the caller.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("result without a value: " + error.detail);
}

}  // namespace models
