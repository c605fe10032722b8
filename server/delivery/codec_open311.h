#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What other Open311 servers answer, as XML or as JSON, and never more of it than is asked for.
namespace delivery {

/// One element of an answer's list: its plain values by name, cleaned of control characters and cut.
using Record = std::map<std::string, std::string>;

/// Reads the list of an answer, whichever of the two formats it came in.
///
/// Shape   XML: the children of the root; JSON: an array, or an object with one

/// Errors  nothing for what is neither, nested deeper than 32, or holds more than 5,000 elements
std::optional<std::vector<Record>> read_records(std::string_view body);

/// One attribute of a definition with its values.
struct ForeignAttribute {
  Record fields;
  std::vector<Record> values{};
};
std::optional<std::vector<ForeignAttribute>> read_definition(std::string_view body);

/// The text without control characters and invalid bytes, at most so many bytes, cut between characters.
std::string cleaned(std::string_view text, std::size_t most);

}  // namespace delivery
