#include "server/http/message.h"

#include <algorithm>
#include <array>

namespace http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

const Field* find_field(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (same_name(field.first, name)) return &field;
  }
  return nullptr;
}

void append_json_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
}

}  // namespace

std::string_view to_string(Method method) {
  constexpr std::array<std::string_view, 8> names{"GET",   "HEAD",   "POST",    "PUT",
                                                  "PATCH", "DELETE", "OPTIONS", "OTHER"};
  return names[static_cast<std::size_t>(method)];
}

Method method_from(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "PATCH") return Method::patch;
  if (name == "PUT") return Method::put;
  if (name == "DELETE") return Method::delete_;
  if (name == "HEAD") return Method::head;
  if (name == "OPTIONS") return Method::options;
  return Method::other;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 423:
      return "Locked";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(),
                                                   [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string> Request::query(std::string_view name) const {
  for (const Field& parameter : query_parameters) {
    if (parameter.first == name) return parameter.second;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  if (const Field* field = find_field(headers, name)) return std::string_view{field->second};
  return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const Field& field : headers) {
    if (!same_name(field.first, "Cookie")) continue;
    std::string_view rest = field.second;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return std::nullopt;
}

std::string_view Request::param(std::string_view name) const {
  for (const Field& parameter : path_parameters) {
    if (parameter.first == name) return parameter.second;
  }
  return {};
}

Response Response::make(int status, std::string_view content_type, std::string body) {
  Response response{status};
  response.headers.emplace_back("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

Response Response::text(int status, std::string body) {
  return make(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::json(int status, std::string body) {
  return make(status, "application/json", std::move(body));
}

Response Response::empty(int status) { return Response{status}; }

Response Response::events(std::shared_ptr<EventStream> stream) {
  Response response{200};
  response.headers.emplace_back("Content-Type", "text/event-stream");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Accel-Buffering", "no");
  response.stream = std::move(stream);
  return response;
}

Response& Response::header(std::string_view name, std::string_view value) {
  for (Field& field : headers) {
    if (same_name(field.first, name)) {
      field.second = value;
      return *this;
    }
  }
  return add_header(name, value);
}

Response& Response::add_header(std::string_view name, std::string_view value) {
  headers.emplace_back(name, value);
  return *this;
}

std::optional<std::string_view> Response::find_header(std::string_view name) const {
  if (const Field* field = find_field(headers, name)) return std::string_view{field->second};
  return std::nullopt;
}

Response problem(int status, std::string_view detail, const Request* request) {
  std::string body = R"({"type":"about:blank","title":")";
  body += reason_phrase(status);
  body += R"(","status":)";
  body += std::to_string(status);
  body += R"(,"detail":")";
  append_json_escaped(body, detail);
  body += '"';
  if (request != nullptr && !request->request_id.empty()) {
    body += R"(,"request_id":")";
    append_json_escaped(body, request->request_id);
    body += '"';
  }
  body += '}';
  return Response::make(status, "application/problem+json", std::move(body));
}

}  // namespace http
