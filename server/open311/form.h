#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/error.h"
#include "server/http/message.h"

namespace open311 {

/// What a form holds.
///
/// Shape   fields in the order sent, names may come again; all text is UTF-8. An empty value is as good as
///         none
struct Form {
  struct File {
    std::string field;
    std::string bytes;
  };
  http::Fields fields;
  std::vector<File> files;

  /// The first value of this name that is not empty; empty when there is none.
  const std::string& value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
};

/// Reads an URL-encoded or multipart body; parameters of the query stand behind its fields.
///
/// Errors  invalid for another media type, broken framing, more than 500 fields or 20 files, text that is not
///         UTF-8
models::Result<Form> read_form(const http::Request& request);

}  // namespace open311
