#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/error.h"
#include "models/place.h"

namespace api {

/// What became of an order while a crew had no network.
struct Meanwhile {
  std::optional<models::LocalizedText> crew{};  ///< that has it now
  std::string at;                               ///< when, RFC 3339
  std::string reason;                           ///< why it was cancelled
};

/// RFC 9457 with our own members code, errors, allowed, meanwhile and request_id.
struct Problem {
  int status = 500;
  std::string title;
  std::string code;
  std::string detail;
  std::string request_id;
  std::vector<models::FieldError> fields;
  std::vector<std::string> allowed;
  std::optional<Meanwhile> meanwhile{};
};

std::string write(const Problem& problem);

}  // namespace api
