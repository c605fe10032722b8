#pragma once
#include <string>
#include <utility>
#include <vector>

#include "models/error.h"
#include "server/codec/codec_object_reader.h"

namespace api {

/// Reads a request body, one JSON object: `read` takes its fields.
///
/// Errors  invalid without fields when it is no such object, else with every wrong field at once
template <class Value, class Read>
models::Result<Value> parse_body(const std::string& body, Read read) {
  std::vector<models::FieldError> errors;
  auto reader = codec::ObjectReader::parse(body, errors);
  if (!reader) return models::Error{models::ErrorCode::invalid, "The body: " + errors.front().detail + "."};
  Value value = read(*reader);
  reader->finish();
  if (auto error = codec::error_of(std::move(errors), "The body")) return std::move(*error);
  return value;
}

}  // namespace api
