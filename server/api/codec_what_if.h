#pragma once
#include <string>

#include "dispatch/what_if.h"
#include "models/error.h"

namespace api {

/// Shape   from and to: the year up to `now` where they are left out
/// Errors  invalid with every wrong field
models::Result<dispatch::WhatIfQuestion> parse_what_if(const std::string& body, models::Time now);

std::string write(const dispatch::WhatIfQuestion& question, const dispatch::WhatIf& answer);

}  // namespace api
