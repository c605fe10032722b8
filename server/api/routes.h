#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "server/api/context.h"
#include "server/api/map_tiles.h"
#include "server/http/router.h"

namespace api {

struct ReadingDesk;

/// Every endpoint, in one place.
///
/// Shape   tiles: where the desks' map takes its ground from; readings: the rules for what machines measure
void add_routes(http::Router& router, Context& context, const MapTiles& tiles = {},
                std::shared_ptr<ReadingDesk> readings = nullptr);

/// The body limit of the routes that take more than the usual: photos.
std::optional<std::size_t> body_limit(const Settings& settings, http::Method method, std::string_view path);

/// Whether the address is of the API's own page, which lies below /api/.
bool is_docs(std::string_view path);

/// Security headers and a request id for every answer.
///
/// Shape   tiles: whom the staff's pages may ask for pictures of the ground; empty: nobody outside
void decorate(http::Response& response, const http::Request& request, std::string_view tiles = {});

}  // namespace api
