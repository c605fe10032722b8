#pragma once
#include <optional>

#include "server/api/context.h"
#include "server/http/router.h"

namespace plain {

/// Adds the pages below /plain to the router. Both must outlive it.
void add_routes(http::Router& router, api::Context& context);

/// The body limit of the forms that take photos; nothing for all others.
std::optional<std::size_t> body_limit(const api::Settings& settings, http::Method method,
                                      std::string_view path);

/// The page that tells of a failure below the rules, when the request was for one of these pages.
std::optional<http::Response> failure_below(int status, const http::Request* request);

}  // namespace plain
