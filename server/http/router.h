#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/message.h"

namespace http {

/// What answers a request; it is stored, so a lambda coroutine with captures is safe here.
using Handler = std::function<boost::asio::awaitable<Response>(Request&)>;

/// Finds the handler for a method and path.
///
/// Shape   patterns are "/api/v1/work-orders/{id}"; a parameter is a whole segment or has a literal
///         end, "{id}.json"; a literal segment wins over a parameter. HEAD is served by GET,
///         OPTIONS by 204 with Allow.
/// Errors  404 for an unknown path unless there is a fallback, 405 with Allow for a known path
class Router {
 public:
  explicit Router(ErrorBody error_body = problem);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Errors  throws std::logic_error for a malformed or repeated pattern
  void add(Method method, std::string_view pattern, Handler handler);

  /// Answers GET and HEAD for paths that no route matches (the web pages).
  void fallback(Handler handler);

  /// Every route in the order it was added.
  const std::vector<std::pair<Method, std::string>>& routes() const;

  /// Routes and answers; fills `route` and `path_parameters` of the request.
  boost::asio::awaitable<Response> handle(Request& request) const;

  /// `handle` as a Handler; the router must outlive it.
  Handler handler() const;

 private:
  struct Node;
  struct Search;
  static void find(const Node& node, std::size_t depth, Search& search);
  boost::asio::awaitable<Response> refuse(const Request& request, const Search& search) const;

  ErrorBody error_body_;
  Handler fallback_;
  std::unique_ptr<Node> root_;
  std::vector<std::pair<Method, std::string>> routes_;
};

}  // namespace http
