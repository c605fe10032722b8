#include <string>

#include "server/api/routes.h"
#include "server/town/city_order_table.h"

// What holds for all routes: how much they take in, and the headers of every answer.
namespace api {

std::optional<std::size_t> body_limit(const Settings& settings, http::Method method, std::string_view path) {
  if (method == http::Method::post && path.starts_with("/api/v1/work-orders/") && path.ends_with("/photos"))
    return settings.photo_bytes;
  if (method == http::Method::post && path.starts_with("/api/v1/public/reports/") &&
      path.ends_with("/attachments"))
    return settings.photo_bytes;
  if (method == http::Method::post && path == "/api/v1/city-orders/imports")
    return town::city_order_file_bytes;
  if (method == http::Method::post && path == "/api/v1/imports") return settings.import_bytes;
  return std::nullopt;
}

bool is_docs(std::string_view path) { return path == "/api/docs" || path.starts_with("/api/docs/"); }

void decorate(http::Response& response, const http::Request& request, std::string_view tiles) {
  response.header("X-Content-Type-Options", "nosniff");
  response.header("Referrer-Policy", "same-origin");
  response.header("X-Frame-Options", "DENY");
  response.header("Cross-Origin-Resource-Policy", "same-origin");
  const bool page = !request.path.starts_with("/api/") || is_docs(request.path);
  const bool map = request.path.starts_with("/operator") || request.path.starts_with("/supervisor");
  const std::string ground = map && !tiles.empty() ? " " + std::string(tiles) : std::string();
  response.header("Content-Security-Policy",
                  page ? "default-src 'self'; img-src 'self' data: blob:" + ground +
                             "; media-src 'self' blob:; style-src 'self'; "
                             "script-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; "
                             "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
                       : "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace api
