#pragma once
#include <cstddef>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/place.h"
#include "models/time.h"

namespace replay {

/// One service request as a city published it.
///
/// Units   times are the city's local clock; only their differences are used
struct SourceRow {
  std::size_t line = 0;
  std::string number;
  models::Time created{};
  std::string type;
  std::string source;
  std::string status;
  std::optional<models::Time> service;  ///< when it was promised
  std::optional<models::Time> closed;
  std::optional<models::Position> position;
};

/// A row that cannot be used, in words for whoever keeps the file.
struct BadRow {
  std::size_t line = 0;
  std::string what;
};

/// Shape   rows: by time of creation, then as in the file; unused: columns the reader does not know
struct SourceFile {
  std::vector<SourceRow> rows;
  std::vector<BadRow> bad;
  std::vector<std::string> unused;
};

/// A file that is no table of service requests.
///
/// Shape   line 0: the file as a whole
class SourceError : public std::runtime_error {
 public:
  SourceError(std::size_t line, const std::string& what) : std::runtime_error(what), line_(line) {}
  std::size_t line() const { return line_; }

 private:
  std::size_t line_;
};

/// Reads service requests. Columns are found by name in any order: SRNumber, CreatedDate and RequestType are
/// needed; RequestSource, Status, ServiceDate, ClosedDate, Latitude and Longitude may be missing or empty.
///
/// Errors  throws SourceError when nothing can be read; a single wrong row goes to `bad`
SourceFile read_source(std::unique_ptr<std::istream> stream);
SourceFile read_source(const std::filesystem::path& file);

/// Reads 2018-12-27T12:52:42, with a space instead of T, without seconds, or a date alone.
std::optional<models::Time> parse_local_time(const std::string& text);

}  // namespace replay
