#include "server/http/router.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace http {

namespace {

constexpr std::size_t method_count = static_cast<std::size_t>(Method::other) + 1;

std::vector<std::string_view> split(std::string_view pattern) {
  std::vector<std::string_view> parts;
  pattern.remove_prefix(1);
  while (true) {
    const std::size_t end = pattern.find('/');
    parts.push_back(pattern.substr(0, end));
    if (end == std::string_view::npos) return parts;
    pattern.remove_prefix(end + 1);
  }
}

std::size_t index_of(Method method) { return static_cast<std::size_t>(method); }

}  // namespace

struct Router::Node {
  struct Endpoint {
    Handler handler;
    std::string pattern;
    std::vector<std::string> names;
  };
  struct Parameter {
    std::string ending;
    std::unique_ptr<Node> node;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::vector<Parameter> parameters;  // longest ending first, so "{id}.json" wins over "{id}"
  std::array<std::unique_ptr<Endpoint>, method_count> endpoints;
};

struct Router::Search {
  explicit Search(const Request& request) : segments(request.segments), method(request.method) {}

  const std::vector<std::string>& segments;
  Method method;
  std::vector<std::string_view> values;
  std::array<bool, method_count> allowed{};
  bool known = false;
  const Node::Endpoint* found = nullptr;
};

Router::Router(ErrorBody error_body) : error_body_(std::move(error_body)), root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view pattern, Handler handler) {
  const auto malformed = [&] { return std::logic_error{"malformed route " + std::string{pattern}}; };
  if (pattern.empty() || pattern.front() != '/' || method == Method::other) throw malformed();
  Node* node = root_.get();
  std::vector<std::string> names;
  for (const std::string_view part : split(pattern)) {
    if (part.empty() || part.front() != '{') {
      if (part.find_first_of("{}") != std::string_view::npos) throw malformed();
      std::unique_ptr<Node>& next = node->literals[std::string{part}];
      if (!next) next = std::make_unique<Node>();
      node = next.get();
      continue;
    }
    const std::size_t end = part.find('}');
    if (end == std::string_view::npos || end == 1) throw malformed();
    const std::string_view ending = part.substr(end + 1);
    if (ending.find_first_of("{}") != std::string_view::npos) throw malformed();
    names.emplace_back(part.substr(1, end - 1));
    auto& parameters = node->parameters;
    auto place = std::find_if(parameters.begin(), parameters.end(),
                              [&](const Node::Parameter& p) { return p.ending == ending; });
    if (place == parameters.end()) {
      place = std::find_if(parameters.begin(), parameters.end(),
                           [&](const Node::Parameter& p) { return p.ending.size() < ending.size(); });
      place = parameters.insert(place, Node::Parameter{std::string{ending}, std::make_unique<Node>()});
    }
    node = place->node.get();
  }
  std::unique_ptr<Node::Endpoint>& endpoint = node->endpoints[index_of(method)];
  if (endpoint) throw std::logic_error{"route added twice: " + std::string{pattern}};
  endpoint = std::make_unique<Node::Endpoint>();
  endpoint->handler = std::move(handler);
  endpoint->pattern = pattern;
  endpoint->names = std::move(names);
  routes_.emplace_back(method, pattern);
}

void Router::fallback(Handler handler) { fallback_ = std::move(handler); }

const std::vector<std::pair<Method, std::string>>& Router::routes() const { return routes_; }

// Depth is bounded by the longest pattern: a level without children ends the search.
void Router::find(const Node& node, std::size_t depth, Search& search) {
  if (depth == search.segments.size()) {
    for (std::size_t i = 0; i < method_count; ++i) {
      if (!node.endpoints[i]) continue;
      search.known = true;
      search.allowed[i] = true;
    }
    search.found = node.endpoints[index_of(search.method)].get();
    if (search.found == nullptr && search.method == Method::head) {
      search.found = node.endpoints[index_of(Method::get)].get();
    }
    return;
  }
  const std::string& segment = search.segments[depth];
  if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
    find(*literal->second, depth + 1, search);
    if (search.found != nullptr) return;
  }
  for (const Node::Parameter& parameter : node.parameters) {
    if (segment.size() <= parameter.ending.size() || !segment.ends_with(parameter.ending)) continue;
    search.values.push_back(std::string_view{segment}.substr(0, segment.size() - parameter.ending.size()));
    find(*parameter.node, depth + 1, search);
    if (search.found != nullptr) return;
    search.values.pop_back();
  }
}

boost::asio::awaitable<Response> Router::refuse(const Request& request, const Search& search) const {
  std::string allow;
  for (std::size_t i = 0; i < method_count; ++i) {
    const auto method = static_cast<Method>(i);
    const bool head = method == Method::head && search.allowed[index_of(Method::get)];
    if (!search.allowed[i] && !head && method != Method::options) continue;
    if (!allow.empty()) allow += ", ";
    allow += to_string(method);
  }
  Response response =
      request.method == Method::options
          ? Response::empty(204)
          : error_body_(405, "This path does not take " + request.method_name + ".", &request);
  response.header("Allow", allow);
  co_return response;
}

boost::asio::awaitable<Response> Router::handle(Request& request) const {
  Search search{request};
  find(*root_, 0, search);
  if (search.found != nullptr) {
    request.route = search.found->pattern;
    request.path_parameters.clear();
    for (std::size_t i = 0; i < search.values.size(); ++i) {
      request.path_parameters.emplace_back(search.found->names[i], search.values[i]);
    }
    co_return co_await search.found->handler(request);
  }
  if (search.known) co_return co_await refuse(request, search);
  const bool reading = request.method == Method::get || request.method == Method::head;
  if (fallback_ && reading) co_return co_await fallback_(request);
  if (request.method == Method::options && request.target == "*") {
    Response response = Response::empty(204);
    response.header("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    co_return response;
  }
  co_return error_body_(404, "There is nothing at this address.", &request);
}

Handler Router::handler() const {
  return [this](Request& request) { return handle(request); };
}

}  // namespace http
