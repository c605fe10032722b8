#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost::asio {
class any_io_executor;
template <typename T, typename Executor>
class awaitable;
}  // namespace boost::asio

namespace http {

class EventStream;

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

/// The name on the wire, "GET"; "OTHER" for a method this server does not know.
std::string_view to_string(Method method);

/// The method named on the wire; names are case-sensitive, as in HTTP.
Method method_from(std::string_view name);

/// The standard phrase for a status, "Not Found"; "Unknown" if there is none.
std::string_view reason_phrase(int status);

using Field = std::pair<std::string, std::string>;
using Fields = std::vector<Field>;

/// True if two header names are the same apart from ASCII case.
bool same_name(std::string_view left, std::string_view right);

/// One request, complete: head and body have been read and their framing checked.
///
/// Shape   `segments` are the percent-decoded parts of the path; none is "." or "..", holds a slash,
///         a backslash or a control character, and all are valid UTF-8. `path` is "/" + segments
///         joined by "/". `headers` never contain fields of a trailer.
struct Request {
  Request() = default;

  Method method = Method::get;
  std::string method_name;
  std::string target;
  std::string path;
  std::vector<std::string> segments;
  Fields query_parameters;
  Fields headers;
  std::string body;
  std::string remote_address;
  std::string request_id;
  std::string_view route;  // the pattern that matched, empty before routing
  Fields path_parameters;

  /// The first query parameter of this name.
  std::optional<std::string> query(std::string_view name) const;
  /// The first header of this name, whatever its case.
  std::optional<std::string_view> header(std::string_view name) const;
  /// The first cookie of this name in the Cookie header.
  std::optional<std::string_view> cookie(std::string_view name) const;
  /// The path parameter `{name}` of the matched route; empty if the route has none of that name.
  std::string_view param(std::string_view name) const;
};

/// Splits a request target into path, segments and query parameters.
///
/// Errors  false if it is not an origin form, or has a bad escape, a dot segment, an escaped slash,
///         a control character or text that is not UTF-8; the answer is then 400
bool parse_target(Request& request, std::string_view target);

/// Makes a response body piece by piece, for files and exports that should not stand in memory.
class BodyProducer {
 public:
  virtual ~BodyProducer() = default;
  /// Puts the next piece into `piece` (empty on entry); false when there is nothing more.
  virtual boost::asio::awaitable<bool, boost::asio::any_io_executor> next(std::string& piece) = 0;
  /// The length if it is known beforehand, in bytes; otherwise the answer goes out in chunks.
  virtual std::optional<std::uint64_t> content_length() const { return std::nullopt; }
};

/// One answer; the body is the first that is set of `stream`, `producer`, `shared_body`, `body`.
///
/// Shape   Content-Length, Date, Connection and X-Request-Id are added by the listener
struct Response {
  Response() = default;
  explicit Response(int status_code) : status(status_code) {}

  int status = 200;
  Fields headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body;
  std::shared_ptr<BodyProducer> producer;
  std::shared_ptr<EventStream> stream;
  bool close = false;

  static Response make(int status, std::string_view content_type, std::string body);
  /// Plain text in UTF-8.
  static Response text(int status, std::string body);
  /// A ready JSON text.
  static Response json(int status, std::string body);
  static Response empty(int status);
  /// 200 text/event-stream, fed by `stream` until either side ends it.
  static Response events(std::shared_ptr<EventStream> stream);

  /// Sets a header, replacing any of the same name.
  Response& header(std::string_view name, std::string_view value);
  /// Adds a header beside others of the same name (Set-Cookie).
  Response& add_header(std::string_view name, std::string_view value);
  std::optional<std::string_view> find_header(std::string_view name) const;
};

/// Makes the answer to something that went wrong; `request` is null if there is none yet.
using ErrorBody = std::function<Response(int status, std::string_view detail, const Request* request)>;

/// The ErrorBody used unless another is given: application/problem+json.
///
/// Source  RFC 9457
Response problem(int status, std::string_view detail, const Request* request);

}  // namespace http
