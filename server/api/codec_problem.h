#pragma once
#include <string>
#include <vector>

#include "models/error.h"

namespace api {

/// RFC 9457 with our own members code, errors, allowed and request_id.
struct Problem {
  int status = 500;
  std::string title;
  std::string code;
  std::string detail;
  std::string request_id;
  std::vector<models::FieldError> fields;
  std::vector<std::string> allowed;
};

std::string write(const Problem& problem);

}  // namespace api
