#pragma once
#include <string>
#include <string_view>

#include "models/error.h"
#include "server/http/message.h"

namespace api {

struct Problem;

/// The HTTP status of an error: the one table.
///
/// Shape   invalid is 422 when it names fields, else 400
int status_of(const models::Error& error);

/// The answer to an expected failure.
///
/// Source  RFC 9457
http::Response to_problem(const models::Error& error, const http::Request* request);

/// The answer to a failure below the rules: bad framing, unknown path, too large, nothing stored.
http::Response to_problem(int status, std::string_view detail, const http::Request* request);
/// One that is filled in already, but for its title and the request's id.
http::Response to_problem(Problem problem, const http::Request* request);
/// The same with a machine word of its own.
http::Response to_problem(int status, std::string_view code, std::string_view detail,
                          const http::Request* request);

}  // namespace api
