#include "server/api/problem.h"

#include "server/api/codec_problem.h"

namespace api {
namespace {

struct Row {
  models::ErrorCode code;
  int status;
  std::string_view word;
};
constexpr Row table[] = {
    {models::ErrorCode::invalid, 422, "invalid"},
    {models::ErrorCode::unauthenticated, 401, "unauthenticated"},
    {models::ErrorCode::forbidden, 403, "forbidden"},
    {models::ErrorCode::not_found, 404, "not_found"},
    {models::ErrorCode::conflict, 409, "conflict"},
    {models::ErrorCode::stale, 412, "stale"},
    {models::ErrorCode::unavailable, 503, "unavailable"},
};

std::string_view word_of_status(int status) {
  switch (status) {
    case 400:
      return "invalid";
    case 401:
      return "unauthenticated";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 408:
      return "timeout";
    case 413:
      return "too_large";
    case 415:
      return "unsupported_media_type";
    case 429:
      return "too_many";
    case 503:
      return "unavailable";
    case 507:
      return "disk_full";
    default:
      return status < 500 ? "invalid" : "failed";
  }
}

http::Response respond(Problem problem, const http::Request* request) {
  problem.title = http::reason_phrase(problem.status);
  if (request != nullptr) problem.request_id = request->request_id;
  auto response = http::Response::make(problem.status, "application/problem+json", write(problem));
  response.header("Cache-Control", "no-store");
  if (problem.status == 503) response.header("Retry-After", "1");
  if (problem.status == 401) response.header("WWW-Authenticate", "Bearer realm=\"lamplighter\"");
  return response;
}

}  // namespace

int status_of(const models::Error& error) {
  if (error.code == models::ErrorCode::invalid && error.fields.empty()) return 400;
  for (const auto& row : table)
    if (row.code == error.code) return row.status;
  return 500;
}

http::Response to_problem(const models::Error& error, const http::Request* request) {
  Problem problem;
  problem.status = status_of(error);
  for (const auto& row : table)
    if (row.code == error.code) problem.code = row.word;
  problem.detail = error.detail;
  problem.fields = error.fields;
  problem.allowed = error.allowed;
  return respond(std::move(problem), request);
}

http::Response to_problem(Problem problem, const http::Request* request) {
  return respond(std::move(problem), request);
}

http::Response to_problem(int status, std::string_view detail, const http::Request* request) {
  return to_problem(status, word_of_status(status), detail, request);
}

http::Response to_problem(int status, std::string_view code, std::string_view detail,
                          const http::Request* request) {
  Problem problem;
  problem.status = status;
  problem.code = code;
  problem.detail = detail;
  return respond(std::move(problem), request);
}

}  // namespace api
