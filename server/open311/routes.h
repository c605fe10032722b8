#pragma once
#include <optional>

#include "server/api/context.h"
#include "server/http/router.h"
#include "server/open311/settings.h"

namespace open311 {

/// Adds the calls below /open311 to the router. Both must outlive it.
void add_routes(http::Router& router, api::Context& context, const Settings& settings);

/// Hands on a request with the addresses that clients make of ours brought together: a doubled slash, and
/// /open311/georeport/v2.
http::Handler tolerant(http::Handler next);

/// The body limit of the calls that take photos; nothing for all others.
std::optional<std::size_t> body_limit(const api::Settings& settings, http::Method method,
                                      std::string_view path);

/// The answer to a failure below the rules, when the request was one of these calls.
std::optional<http::Response> failure_below(int status, std::string_view detail,
                                            const http::Request* request);

}  // namespace open311
